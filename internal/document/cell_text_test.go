package document

import (
	"bytes"
	"strings"
	"testing"
)

// What a spreadsheet damaged is known as damaged also where it stands as a
// text, in a workbook and in CSV.
func TestDamagedTextsAreKnown(t *testing.T) {
	texts := []string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#n/a", "3,503034308439E+15", "-3.5E+15", "1E+22", "#1", "Blok #N/A", "N/A", "5E", "E+15"}
	l := List{Columns: []ListColumn{{Title: "k"}, {Title: "n"}}, Rows: func(yield func([]string, error) bool) {
		for _, s := range texts {
			if !yield([]string{s, "x"}, nil) {
				return
			}
		}
	}}
	var c, x bytes.Buffer
	if err := WriteCSV(&c, l); err != nil {
		t.Fatal(err)
	}
	if err := WriteXLSX(&x, l); err != nil {
		t.Fatal(err)
	}
	for format, data := range map[string][]byte{"csv": c.Bytes(), "xlsx": x.Bytes()} {
		b, err := ReadTable(bytes.NewReader(data), DefaultLimits())
		rows := mustRead(t, b, err)[1:]
		for i, text := range texts {
			got := rows[i].Cells[0]
			broken, lost := i < 8, i >= 8 && i < 11
			if got.Text != text || (got.Kind == KindError) != broken || got.Float16 != lost {
				t.Errorf("%s: %q is read as %+v", format, text, got)
			}
		}
	}
}

func TestExponent(t *testing.T) {
	for in, want := range map[string]string{"3503034308439000": "3,503034308439E+15", "3503034308439001": "3,503034308439001E+15", "-1000000000000000": "-1E+15",
		"1" + strings.Repeat("0", 22): "1E+22", "350303430843900": "350303430843900", "3,5E+15": "3,5E+15", "": "", "Siti": "Siti"} {
		got := Exponent(in)
		if got != want || in != want && !hasExponent(got) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
