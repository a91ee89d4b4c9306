package resident

import (
	"log/slog"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Phone is a telephone number as it is dialled in Indonesia: "08…".
type Phone string

// ParsePhone reads a number with or without +62 and the marks people put
// between digits; empty is not known.
func ParsePhone(s string) (Phone, error) {
	s = norm.NFKC.String(strings.TrimSpace(s))
	if s == "" || s == "-" {
		return "", nil
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, strings.ContainsRune(" -.()/'", r):
		default:
			return "", invalid("resident.phone.letters")
		}
	}
	d := b.String()
	if rest, ok := strings.CutPrefix(d, "62"); ok {
		d = "0" + strings.TrimPrefix(rest, "0")
	} else if strings.HasPrefix(d, "8") {
		d = "0" + d // a spreadsheet has taken the zero
	}
	if len(d) < 6 || len(d) > 14 || d[0] != '0' {
		return "", invalid("resident.phone.length")
	}
	return Phone(d), nil
}

// LogValue keeps the number out of logs.
func (p Phone) LogValue() slog.Value { return slog.StringValue("[phone]") }

var neighbourhood = regexp.MustCompile(`^(?:RT)?\.?\s*(\d{1,3})(?:\s*[/\\,-]?\s*(?:RW)?\.?\s*(\d{1,3}))?$`)

// ParseRTRW reads "03/02", "RT 3 RW 2" or an RT alone, and gives both with
// three digits as SIAK wants them; empty is not known.
func ParseRTRW(s string) (rt, rw string, err error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if s == "" || s == "-" {
		return "", "", nil
	}
	m := neighbourhood.FindStringSubmatch(s)
	if m == nil {
		return "", "", invalid("resident.rtrw")
	}
	return threeDigits(m[1]), threeDigits(m[2]), nil
}

func threeDigits(s string) string {
	if s == "" {
		return ""
	}
	return strings.Repeat("0", 3-len(s)) + s
}
