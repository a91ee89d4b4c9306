package document

import (
	"bytes"
	"strings"
	"testing"
)

// A file that is not in memory reads as one that is, also where a character lies
// across two parts of it or only its end shows the encoding.
func TestALargeFileIsReadInParts(t *testing.T) {
	for name, last := range map[string]string{"utf-8": "Sumiyéti", "windows-1252": "Sumiy\xe9ti"} {
		for _, pad := range []int{0, 1, 2, 3} {
			var b bytes.Buffer
			b.WriteString("nama;alamat" + strings.Repeat("x", pad) + "\n")
			for b.Len() < 3*64<<10 {
				b.WriteString("Katinem ")
				if name == "utf-8" {
					b.WriteString("é")
				}
				b.WriteString(";Dusun\n\n\"dua\nbaris\";y\n")
			}
			b.WriteString(last + ";akhir\n")
			file := bytes.NewReader(b.Bytes())
			book, err := OpenTable(file, file.Size(), DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // as often as its rows are asked for
				rows, err := read(book, "")
				if err != nil {
					t.Fatal(err)
				}
				end := rows[len(rows)-1]
				// Each of the portions is a row, a blank one and a row of two lines.
				if end.Cells[0].Text != "Sumiyéti" || end.Cells[1].Text != "akhir" || end.Number != 1+(len(rows)-2)/2*3+1 {
					t.Fatalf("%s %d: %q in row %d of %d", name, pad, end.Cells[0].Text, end.Number, len(rows))
				}
			}
		}
	}
}
