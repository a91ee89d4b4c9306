package casefile

import (
	"regexp"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// Prefixes of search tokens that are no words of a name. What a person types is
// folded the same way by SearchTokens and TokenOf.
const (
	TokenNIK      = "nik:"
	TokenKK       = "kk:"
	TokenNumber   = "number:"
	TokenPaper    = "paper:"
	TokenEnvelope = "envelope:"
	TokenPlace    = "at:" // a word of where the person is found, or of who is with them
	TokenHome     = "in:" // id of the institution in which the person lives
)

// TokenOf makes the token of a number: capitals and digits only, so that a
// number is found with and without its dashes.
func TokenOf(prefix, number string) string {
	return prefix + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, number)
}

// shortNumber is the number of a case or an envelope as people write it who leave
// out zeros: JK-2021-412.
var shortNumber = regexp.MustCompile(`^([A-Z]+[0-9]{4}[A-Z]?)([0-9]{1,4})$`)

// TokensOf are the tokens that a number may mean as a person types it: as it
// stands, and with the zeros that people leave out. The office writes five digits
// in the number of a case, and four in all others.
func TokensOf(prefix, number string) []string {
	plain := TokenOf("", number)
	out := []string{prefix + plain}
	m := shortNumber.FindStringSubmatch(plain)
	if m == nil {
		return out
	}
	for _, width := range []int{4, 5} {
		if n := width - len(m[2]); n > 0 {
			out = append(out, prefix+m[1]+strings.Repeat("0", n)+m[2])
		}
	}
	return out
}

// SearchTokens are the tokens by which the case is found, in order: a word of a
// name also as it is spelt today, so that Soeparman and Suparman find each
// other. A case entered by mistake is found by none.
func (s *State) SearchTokens() []string {
	if s.Exit == ExitWithdrawn {
		return nil
	}
	var out []string
	add := func(prefix, number string) {
		if t := TokenOf(prefix, number); t != prefix {
			out = append(out, t)
		}
	}
	for _, n := range append([]string{s.Number}, s.NumbersLost...) {
		add(TokenNumber, n)
	}
	for _, n := range s.papersLost {
		add(TokenPaper, n)
	}
	for i := range s.Needs {
		add(TokenPaper, s.Needs[i].Document)
		add(TokenEnvelope, s.Needs[i].Envelope)
	}
	for _, f := range s.Person.Fields {
		for _, st := range f.Statements {
			switch f.Field {
			case FieldName, FieldOtherName:
				for _, w := range resident.FoldTokens(st.Value) {
					out = append(out, w, resident.Spell(w))
				}
			case FieldNIK:
				add(TokenNIK, st.Value)
			case FieldKK:
				add(TokenKK, st.Value)
			}
		}
	}
	for _, field := range []string{FieldPlace, FieldAddress, FieldDirections, FieldCompanion} {
		for _, w := range resident.FoldTokens(s.Person.Value(field)) {
			out = append(out, TokenPlace+w)
		}
	}
	for _, id := range []string{s.Institution, s.Person.Value(FieldInstitution)} {
		if id != "" {
			out = append(out, TokenHome+id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
