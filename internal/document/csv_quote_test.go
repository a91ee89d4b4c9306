package document

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
)

// A quote that is not closed takes nobody with it: the file is refused with the
// line on which the quote stands.
func TestCSVQuoteNeverClosed(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		line int
	}{
		"to the end":           {"Nama;Desa\nSumirah;Siki\n\"Karto;Siki\nTukinem;Siki\n", 3},
		"on the last line":     {"Nama;Desa\nKarto;\"Siki", 2},
		"to another cell's":    {"Nama;Desa\n\"Sumirah;Siki\nKarto;\"Siki\"\nTukinem;Siki\n", 2},
		"after a cell of two":  {"Nama;Desa\n\"a\nb\";Siki\nKarto;\"Siki\nTukinem;Siki\n", 4},
		"with a quote in it":   {"Nama;Desa\n\"Sum\"irah;Siki\nKarto;Siki\n", 2},
		"below the delimiter":  {"sep=;\nNama;Desa\n\"Karto;Siki\n", 3},
		"lines of Windows":     {"Nama;Desa\r\n\"Karto;Siki\r\nTukinem;\"x\"\r\n", 2},
		"of an old program":    {"Nama;Desa\r\"Karto;Siki\rTukinem;Siki\r", 2},
		"a doubled at the end": {"Nama;Desa\n\"Karto\"\"", 2},
	} {
		b, err := ReadCSV(strings.NewReader(c.in), DefaultLimits())
		if err != nil {
			t.Fatal(name, err)
		}
		_, err = read(b, "")
		wantKey(t, err, "document.csv.quote")
		if got := fault.As(err).Args["line"]; got != c.line {
			t.Errorf("%s: line %v, want %d", name, got, c.line)
		}
	}
	for name, in := range map[string]string{"over lines": "a;\"b\n;c\"\nd;e\n", "last": "a;\"b\nc\"", "doubled": "a;\"b \"\"x\"\"\nc\";d\n", "within a line": "\"Siti \"Ti\" A\";x\nb;c\n",
		"inside": "Siti \"Ti;x\nb;c\n", "before spaces": "a; \"b\nc;d\n", "Windows": "\"a\r\nb\";c\r\n\"d\";e\r\n", "empty": "\"\";x\n"} {
		b, err := ReadCSV(strings.NewReader(in), DefaultLimits())
		if err == nil {
			_, err = read(b, "")
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What the reader of CSV refuses as an open quote is refused here too, and what
// it reads to its end without doubt is read.
func FuzzCSVQuote(f *testing.F) {
	for _, s := range []string{"a;\"b\n", "\"a\"\"\nb\"", "\"a\"b\nc\";d", "a\r\n\"b\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\r\x00") {
			return
		}
		strict := csv.NewReader(strings.NewReader(s))
		strict.Comma, strict.FieldsPerRecord = ';', -1
		_, wrong := strict.ReadAll()
		r := csv.NewReader(&quoteWatch{Reader: strings.NewReader(s), comma: ';', line: 1})
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
		_, err := r.ReadAll()
		var open *fault.Fault
		if wrong == nil && err != nil && errors.As(err, &open) {
			t.Fatalf("%q is refused: %v", s, err)
		}
	})
}
