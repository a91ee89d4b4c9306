package resident

import (
	"log/slog"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxName is the greatest number of letters and spaces in a name.
// Permendagri 73/2022 pasal 4
const MaxName = 60

// Name is a name as it was said or written, in its own case and spelling.
type Name string

// Visible takes out the signs that nobody sees (marks of direction, joiners,
// byte order marks): they come along when text is copied, and two names that
// look alike would differ by them.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

// ParseName brings the spaces of a name in order. It refuses what cannot be
// kept: nothing, more than MaxName letters, signs that are not text.
func ParseName(s string) (Name, error) {
	if !utf8.ValidString(s) {
		return "", invalid("resident.name.unreadable")
	}
	s = strings.Join(strings.Fields(norm.NFC.String(Visible(s))), " ")
	if s == "" {
		return "", invalid("resident.name.empty")
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return "", invalid("resident.name.unreadable")
		}
		if unicode.Is(unicode.So, r) || unicode.Is(unicode.Co, r) {
			return "", invalid("resident.name.picture")
		}
	}
	if n := utf8.RuneCountInString(s); n > MaxName {
		return "", invalidArgs("resident.name.long", map[string]any{"Count": n, "Max": MaxName})
	}
	if Fold(s) == "" {
		return "", invalid("resident.name.letters")
	}
	return Name(s), nil
}

// CheckNew applies the rules for a name that is recorded for the first time:
// Latin letters only, no digits and no punctuation, because the officer does
// not record a name that breaks them. Permendagri 73/2022 pasal 7
func (n Name) CheckNew() error {
	for _, r := range string(n) {
		switch {
		case unicode.IsDigit(r):
			return invalid("resident.name.digits")
		case unicode.IsLetter(r):
			if !unicode.Is(unicode.Latin, r) {
				return invalid("resident.name.latin")
			}
		case r != ' ':
			return invalid("resident.name.punctuation")
		}
	}
	return nil
}

// Warnings says what is odd about a name. Names recorded before the rule stay
// valid, and old people often have one name only, so none of it is refused.
// Permendagri 73/2022 pasal 4
func (n Name) Warnings() []Warning {
	var out []Warning
	words := strings.Fields(string(n))
	if len(words) == 1 {
		out = append(out, Warning{Key: "resident.name.one_word"})
	}
	short, title := false, false
	for i, w := range words {
		bare := Fold(w)
		switch {
		case i == 0 && slices.Contains(titlesBefore, bare), i > 0 && slices.Contains(titlesAfter, bare):
			title = true
		case utf8.RuneCountInString(bare) == 1, strings.HasSuffix(w, "."):
			short = true
		}
	}
	if title {
		out = append(out, Warning{Key: "resident.name.title"})
	}
	if short {
		out = append(out, Warning{Key: "resident.name.abbreviated"})
	}
	if n.CheckNew() != nil {
		out = append(out, Warning{Key: "resident.name.marks"})
	}
	return out
}

// FirstName is the first word: what a courier is told.
func (n Name) FirstName() string {
	first, _, _ := strings.Cut(string(n), " ")
	return first
}

// LogValue keeps the name out of logs.
func (n Name) LogValue() slog.Value { return slog.StringValue("[name]") }

// Titles that lists put around a name. They are no part of it.
var (
	titlesBefore = []string{"H", "HJ", "KH", "DR", "DRS", "DRA", "IR", "PROF", "K", "NYAI", "BPK", "BAPAK", "IBU", "SDR", "SDRI", "MBAH", "TN", "NY"}
	titlesAfter  = []string{"SH", "SE", "SPD", "SAG", "SKM", "MM", "MPD", "AMD", "ALM", "ALMH"}
)

// Fold brings a name to the form in which it is searched exactly: upper case,
// letters and single spaces only. Accents and apostrophes vanish, all other
// marks part words.
func Fold(name string) string {
	var b strings.Builder
	space := false
	// A byte that is no letter makes norm leave its neighbour as it is.
	name = strings.ToValidUTF8(name, " ")
	for _, r := range norm.NFKD.String(strings.ToUpper(norm.NFKD.String(name))) {
		switch {
		case unicode.IsLetter(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		case unicode.Is(unicode.M, r), r == '\'', r == '’', r == '‘', r == 'ʼ', r == '`':
		default:
			space = true
		}
	}
	return b.String()
}

// FoldTokens are the words by which a name is found, each once, in order.
// Titles before the name are left out if a word remains.
func FoldTokens(name string) []string {
	words := strings.Fields(Fold(name))
	for len(words) > 1 && slices.Contains(titlesBefore, words[0]) {
		words = words[1:]
	}
	var out []string
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
