package document

import (
	"bytes"
	"strings"
	"testing"
)

func cellsOf(rows []Row) string {
	var out []string
	for _, r := range rows {
		var line []string
		for _, c := range r.Cells {
			line = append(line, c.Text)
		}
		out = append(out, strings.Join(line, "|"))
	}
	return strings.Join(out, "\n")
}

// A village written once beside the three people who live there is meant for
// each; a title drawn across the columns is not; rows of nothing stay nothing.
func TestMergedCellsAreMeantInEveryRow(t *testing.T) {
	text := func(ref, s string) string { return `<c r="` + ref + `" t="str"><v>` + s + `</v></c>` }
	data := handMade(t, `<worksheet><sheetData><row r="1">`+text("A1", "DAFTAR")+`</row>`+
		`<row r="2">`+text("A2", "Nama")+text("B2", "Desa")+`</row>`+
		`<row r="3">`+text("A3", "Sumirah")+text("B3", "Siki")+`</row>`+
		`<row r="4">`+text("A4", "Karto")+`<c r="B4" s="1"/></row>`+
		`<row r="5">`+text("A5", "Wagiyem")+`</row>`+
		`<row r="6"><c r="A6"/></row>`+
		`<row r="7">`+text("A7", "Tukinem")+text("B7", "Pule")+`</row></sheetData>`+
		`<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="B3:B6"/></mergeCells></worksheet>`, nil)
	b, err := ReadTable(bytes.NewReader(data), DefaultLimits())
	want := "DAFTAR\nNama|Desa\nSumirah|Siki\nKarto|Siki\nWagiyem|Siki\nTukinem|Pule"
	if rows := mustRead(t, b, err); cellsOf(rows) != want || rows[4].Cells[1].Ref != "B5" {
		t.Errorf("%s", cellsOf(rows))
	}
}

// The word is found wherever the reader's pieces of the file are cut.
func TestMergedCellsFarDown(t *testing.T) {
	for _, pad := range []int{0, 64<<10 - 400, 64<<10 - 300, 64<<10 - 200, 64<<10 - 190, 64<<10 - 180, 128 << 10} {
		data := handMade(t, `<worksheet><!--`+strings.Repeat("x", pad)+`--><sheetData><row r="1"><c r="A1" t="str"><v>Siki</v></c></row>`+
			`<row r="2"><c r="B2" t="str"><v>Karto</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>`, nil)
		b, err := ReadTable(bytes.NewReader(data), DefaultLimits())
		if rows := mustRead(t, b, err); cellsOf(rows) != "Siki\nSiki|Karto" {
			t.Errorf("after %d bytes: %q", pad, cellsOf(rows))
		}
	}
}

// A program that does not calculate saves the formula without its result: that
// is an error of the cell, not an empty cell.
func TestFormulaWithoutResult(t *testing.T) {
	data := handMade(t, `<worksheet><sheetData><row><c><f>A9</f></c><c><f>A9</f><v></v></c><c t="str"><f>""</f><v></v></c><c><f>1+1</f><v>2</v></c><c t="str"><f>x</f></c></row></sheetData></worksheet>`, nil)
	b, err := ReadTable(bytes.NewReader(data), DefaultLimits())
	rows := mustRead(t, b, err)
	if c := rows[0].Cells; cellsOf(rows) != "#N/A|#N/A||2|#N/A" || c[0].Kind != KindError || !c[0].Formula || !c[3].Formula {
		t.Errorf("%+v", rows)
	}
}
