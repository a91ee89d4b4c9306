package public

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// letters are those of codes: without I, L, O and U, so that a code survives
// being read out on the phone.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 10

// CodeOf is the code by which a report is followed: 50 bits of the hash of the
// reporting event, whose own id nobody outside can know.
func CodeOf(eventID string) string {
	sum := sha256.Sum256([]byte("track:" + eventID))
	code := base32.NewEncoding(letters).WithPadding(base32.NoPadding).EncodeToString(sum[:])[:codeLength]
	return code[:codeLength/2] + "-" + code[codeLength/2:]
}

// plainCode is a code as it was typed, without what people add, and with the
// letters they mistake.
func plainCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'O':
			return '0'
		case r == 'I' || r == 'L':
			return '1'
		case strings.ContainsRune(letters, r):
			return r
		}
		return -1
	}, strings.ToUpper(s))
}

// trackCode brings a typed code into the form in which it is stored; "" if it
// cannot be one.
func trackCode(s string) string {
	p := plainCode(s)
	if len(p) != codeLength {
		return ""
	}
	return p[:codeLength/2] + "-" + p[codeLength/2:]
}

// paperCodes are the forms in which the code of a paper may be stored: in
// groups of four, or in one piece.
func paperCodes(s string) [2]string {
	p := plainCode(s)
	if len(p) != 12 {
		return [2]string{}
	}
	return [2]string{p, strings.Join([]string{p[:4], p[4:8], p[8:]}, "-")}
}

// Steps gives each case its code. A case that was entered by mistake, or whose
// person was erased, can no longer be followed.
func Steps() casefile.StepRows {
	return casefile.StepRows{
		Tables: []casefile.Table{{Name: "public_code", SubjectColumn: "case_id", Columns: []string{"code"}}},
		Rows:   rows,
	}
}

func rows(st casefile.State, events []casefile.Event) []casefile.Row {
	if st.Erased || st.Exit == casefile.ExitWithdrawn {
		return nil
	}
	for _, e := range events {
		if e.Type == casefile.Reported {
			return []casefile.Row{{Table: "public_code", Values: []any{CodeOf(e.ID)}}}
		}
	}
	return nil
}
