package resident

import (
	"regexp"
	"strings"

	"github.com/jempolkeren/jempol/internal/region"
	"golang.org/x/text/unicode/norm"
)

// Spreadsheets turn 16 digits into a number and lose the last of them; the
// number that is left must never be taken for the one that was typed.
var (
	scientific = regexp.MustCompile(`^[+-]?\d+([.,]\d+)?[eE][+-]?\d+$`)
	decimal    = regexp.MustCompile(`^\d{15,}[.,]0+$`)
)

// sixteen reads a NIK or a KK number, which share their rules; what is the
// part of the message keys that differs.
func sixteen(s, what string) (string, error) {
	key := "resident." + what + "."
	s = norm.NFKC.String(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "'") // a spreadsheet's mark for "this is text"
	if s == "" {
		return "", invalid(key + "empty")
	}
	if tight := strings.ReplaceAll(s, " ", ""); scientific.MatchString(tight) || decimal.MatchString(tight) {
		return "", invalid(key + "excel")
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '.' || r == '-':
		default:
			return "", invalid(key + "letters")
		}
	}
	digits := b.String()
	if len(digits) != 16 {
		return "", invalidArgs(key+"length", map[string]any{"Count": len(digits)})
	}
	if digits[12:] == "0000" {
		return "", invalid(key + "serial")
	}
	return digits, nil
}

// kecamatanOf is the kecamatan in the first six digits.
func kecamatanOf(s string) region.Code {
	if len(s) != 16 {
		return ""
	}
	return region.Code(s[:2] + "." + s[2:4] + "." + s[4:6])
}

// areaWarnings checks the area part that NIK and KK number share.
func areaWarnings(s, what string, district region.Code) []Warning {
	kec := kecamatanOf(s)
	if _, ok := region.Get(kec); !ok {
		return []Warning{{Key: "resident." + what + ".area"}}
	}
	if district != "" && !district.Contains(kec) {
		return []Warning{{
			Key:  "resident." + what + ".elsewhere",
			Args: map[string]any{"Area": region.Label(kec.At(region.Kabupaten))},
		}}
	}
	return nil
}

func twoDigits(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }
