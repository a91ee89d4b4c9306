package document

import (
	"regexp"
	"strings"
)

// textCell reads a text. What a spreadsheet shows where it lost something is
// what it says also as a text: a list is saved as CSV, or its cells are pasted
// as they look.
func textCell(s string) Cell {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return Cell{}
	case IsErrorValue(s):
		return Cell{Text: s, Kind: KindError}
	}
	return Cell{Text: s, Kind: KindText, Float16: hasExponent(s)}
}

// hasExponent reports it, and asks the expression only where it can be.
func hasExponent(s string) bool {
	return s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '-') && strings.ContainsAny(s, "eE") && exponent.MatchString(s)
}

// exponent is how a spreadsheet writes a sixteen digit number into a CSV file.
var exponent = regexp.MustCompile(`^-?\d([.,]\d+)?[eE]\+?([1-9][0-9]|[1-3][0-9][0-9])$`)

// Exponent writes a number of which a spreadsheet lost the last digits so that
// whoever reads it finds that again; what is no such number stays.
func Exponent(s string) string {
	digits, negative := strings.CutPrefix(s, "-")
	if len(digits) < 16 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	b.WriteString(digits[:1])
	if rest := strings.TrimRight(digits[1:], "0"); rest != "" {
		b.WriteString("," + rest)
	}
	b.WriteString("E+" + itoa(len(digits)-1))
	return b.String()
}

// errorValues are what spreadsheets show where a formula has no value.
var errorValues = map[string]bool{"#N/A": true, "#REF!": true, "#VALUE!": true, "#DIV/0!": true, "#NAME?": true, "#NUM!": true, "#NULL!": true,
	"#SPILL!": true, "#CALC!": true, "#FIELD!": true, "#BLOCKED!": true, "#UNKNOWN!": true, "#CONNECT!": true, "#BUSY!": true, "#GETTING_DATA": true}

// IsErrorValue reports whether a text is what a spreadsheet shows for an error,
// and nothing else.
func IsErrorValue(s string) bool { return s != "" && s[0] == '#' && errorValues[strings.ToUpper(s)] }
