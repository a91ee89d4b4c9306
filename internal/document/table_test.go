package document

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/fault"
)

func rowsOf(rows ...[]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// read collects a sheet.
func read(b *Book, sheet string) ([]Row, error) {
	var rows []Row
	for r, err := range b.Rows(sheet) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func mustRead(t *testing.T, b *Book, err error) []Row {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := read(b, "")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("no fault: %v", err)
	}
	if f.Key != key {
		t.Errorf("fault %v, want %s", f, key)
	}
}

// excelSample is what an officer's Excel saves.
func excelSample(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	set := func(ref string, v any) { check(f.SetCellValue("Sheet1", ref, v)) }
	set("A1", "DAFTAR PENDUDUK RENTAN")
	check(f.MergeCell("Sheet1", "A1", "F1"))
	for i, h := range []string{"No", "Nama", "NIK", "Tgl lahir", "RT", "Jumlah"} {
		set(Ref(i+1, 3), h)
	}
	set("A4", 1)
	set("B4", "  Sumiatun ")
	set("C4", "3503014107489001")
	set("D4", time.Date(1948, 7, 1, 0, 0, 0, 0, time.UTC))
	set("E4", 3)
	pad := "000"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &pad})
	check(err)
	check(f.SetCellStyle("Sheet1", "E4", "E4", style))
	check(f.SetCellFormula("Sheet1", "F4", "1+2"))
	set("C5", 3503014107489002.0)
	set("B5", true)
	set("D5", 0.1+0.2)
	set("H9", "jauh")
	_, err = f.NewSheet("Kedua")
	check(err)
	check(f.SetCellValue("Kedua", "B2", "isi"))
	var b bytes.Buffer
	check(f.Write(&b))
	return b.Bytes()
}

func TestReadXLSX(t *testing.T) {
	b, err := ReadXLSX(bytes.NewReader(excelSample(t)), DefaultLimits())
	rows := mustRead(t, b, err)
	if len(b.Sheets) != 2 || b.Sheets[1].Name != "Kedua" || b.Format != "xlsx" {
		t.Errorf("sheets %v", b.Sheets)
	}
	got := map[string]Cell{}
	var numbers []int
	for _, r := range rows {
		numbers = append(numbers, r.Number)
		for _, c := range r.Cells {
			got[c.Ref] = c
		}
	}
	if fmt.Sprint(numbers) != "[1 3 4 5 9]" {
		t.Errorf("row numbers %v", numbers)
	}
	for ref, want := range map[string]Cell{
		"A1": {Text: "DAFTAR PENDUDUK RENTAN", Kind: KindText},
		"A4": {Text: "1", Kind: KindNumber},
		"B4": {Text: "Sumiatun", Kind: KindText},
		"C4": {Text: "3503014107489001", Kind: KindText},
		"D4": {Text: "1948-07-01", Kind: KindDate},
		"E4": {Text: "003", Kind: KindNumber},
		"C5": {Text: "3503014107489000", Kind: KindNumber, Float16: true},
		"B5": {Text: "true", Kind: KindBool},
		"D5": {Text: "0.3", Kind: KindNumber},
		"G9": {},
		"H9": {Text: "jauh", Kind: KindText},
	} {
		want.Ref = ref
		if got[ref] != want {
			t.Errorf("%s: %+v, want %+v", ref, got[ref], want)
		}
	}
	second, err := read(b, "Kedua")
	if err != nil || len(second) != 1 || second[0].Cells[1].Text != "isi" || second[0].Number != 2 {
		t.Errorf("second sheet: %v %v", second, err)
	}
	_, err = read(b, "tidak ada")
	wantKey(t, err, "document.table.sheet")
}

// handMade wraps sheet XML of our own into a workbook.
func handMade(t testing.TB, sheet string, extra map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr date1904="0"/><sheets><sheet name="S" sheetId="7" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><r><t>Ka</t></r><r><t>rto</t></r><rPh><t>x</t></rPh></si></sst>`,
		"xl/worksheets/sheet1.xml":   sheet,
	}
	for k, v := range extra {
		parts[k] = v
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadXLSXOfOtherPrograms(t *testing.T) {
	data := handMade(t, `<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>Pa</t></is></c><c><f>A1</f><v>3.5030141074E15</v></c>`+
		`<c t="d"><v>1948-07-01T00:00:00.000Z</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>x</f><v>hasil</v></c></row></sheetData></worksheet>`, nil)
	b, err := ReadTable(bytes.NewReader(data), DefaultLimits())
	rows := mustRead(t, b, err)
	want := []Cell{{"Karto", KindText, "A1", false, false}, {"Pa", KindText, "B1", false, false}, {"3503014107400000", KindNumber, "C1", true, true},
		{"1948-07-01", KindDate, "D1", false, false}, {"#N/A", KindError, "E1", false, false}, {"hasil", KindText, "F1", true, false}}
	if fmt.Sprint(rows[0].Cells) != fmt.Sprint(want) {
		t.Errorf("%+v", rows[0].Cells)
	}
}

func TestReadXLSXLimits(t *testing.T) {
	lim := DefaultLimits()
	lim.Rows, lim.Columns, lim.Cell = 2, 3, 10
	sheet := func(s string) []byte {
		return handMade(t, `<worksheet><sheetData>`+s+`</sheetData></worksheet>`, nil)
	}
	text := func(s string) string { return `<c t="str"><v>` + s + `</v></c>` }
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"rows":    {sheet(strings.Repeat(`<row>`+text("x")+`</row>`, 3)), "document.table.rows"},
		"columns": {sheet(`<row>` + strings.Repeat(text("x"), 4) + `</row>`), "document.table.columns"},
		"cell":    {sheet(`<row>` + text(strings.Repeat("x", 11)) + `</row>`), "document.table.cell"},
		"order":   {sheet(`<row r="5"></row><row r="4"></row>`), "document.xlsx.damaged"},
		"far":     {sheet(`<row><c r="AAAA1"/></row>`), "document.xlsx.damaged"},
		"text":    {sheet(`<row><c t="s"><v>5</v></c></row>`), "document.xlsx.damaged"},
		"short":   {handMade(t, `<worksheet><sheetData><row>`+text("x"), nil), "document.xlsx.damaged"},
		"deep":    {handMade(t, strings.Repeat("<a>", 100), nil), "document.xlsx.damaged"},
		"tag":     {handMade(t, `<worksheet a="`+strings.Repeat("x", 2<<20)+`"/>`, nil), "document.xlsx.bomb"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := ReadXLSX(bytes.NewReader(c.data), lim)
			if err != nil {
				t.Fatal(err)
			}
			_, err = read(b, "")
			wantKey(t, err, c.key)
		})
	}
	empty := sheet(strings.Repeat(`<row><c r="A0" s="1"/></row>`, 0) + strings.Repeat(`<row><c/><c/><c/><c/><c/></row>`, 50))
	b, err := ReadXLSX(bytes.NewReader(empty), lim)
	if rows := mustRead(t, b, err); len(rows) != 0 {
		t.Errorf("styled empty rows were read: %v", rows)
	}
}

func TestReadXLSXBomb(t *testing.T) {
	lim := DefaultLimits()
	lim.Uncompressed = 1 << 20
	_, err := ReadXLSX(bytes.NewReader(handMade(t, strings.Repeat(" ", 2<<20), nil)), lim)
	wantKey(t, err, "document.xlsx.bomb")
	lim.Bytes = 100
	_, err = ReadXLSX(bytes.NewReader(excelSample(t)), lim)
	wantKey(t, err, "document.file.large")
}

func TestWrongFileBehindTheName(t *testing.T) {
	ole := append([]byte{0xd0, 0xcf, 0x11, 0xe0}, make([]byte, 600)...)
	for name, c := range map[string]struct {
		data []byte
		xlsx string
		csv  string
	}{
		"empty":     {[]byte("  \n"), "document.file.empty", "document.file.empty"},
		"pdf":       {[]byte("%PDF-1.4 x"), "document.file.pdf", "document.file.pdf"},
		"old excel": {ole, "document.file.old_xls", "document.file.old_xls"},
		"encrypted": {append(ole, utf16le("EncryptedPackage")...), "document.xlsx.encrypted", "document.xlsx.encrypted"},
		"html":      {[]byte("\ufeff <HTML><table>"), "document.file.html", "document.file.html"},
		"picture":   {[]byte("\x89PNG\r\n\x1a\n"), "document.file.picture", "document.file.picture"},
		"csv":       {[]byte("a;b\n1;2\n"), "document.file.text", ""},
		"xlsx":      {excelSample(t), "", "document.file.spreadsheet"},
		"ods":       {handMade(t, "", map[string]string{"mimetype": "x", "content.xml": "x"}), "document.file.ods", "document.file.spreadsheet"},
		"word":      {handMade(t, "", map[string]string{"word/document.xml": "x"}), "document.file.word", "document.file.spreadsheet"},
		"xlsb":      {handMade(t, "", map[string]string{"xl/workbook.bin": "x"}), "document.file.xlsb", "document.file.spreadsheet"},
		"torn":      {excelSample(t)[:500], "document.xlsx.damaged", "document.file.spreadsheet"},
		"binary":    {[]byte{1, 0, 0, 0, 7, 7, 7, 0, 0, 9}, "document.file.text", "document.file.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadXLSX(bytes.NewReader(c.data), DefaultLimits())
			if c.xlsx == "" && err != nil || c.xlsx != "" {
				wantKey(t, err, c.xlsx)
			}
			_, err = ReadCSV(bytes.NewReader(c.data), DefaultLimits())
			if c.csv == "" && err != nil || c.csv != "" {
				wantKey(t, err, c.csv)
			}
		})
	}
}

func TestReadCSV(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Nama;NIK\nSiti;1\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ in, want string }{
		"semicolon":  {"Nama;NIK\r\nSiti;1\r\n", "1[Nama NIK] 2[Siti 1]"},
		"comma":      {"Nama,NIK\nSiti,1\n", "1[Nama NIK] 2[Siti 1]"},
		"tab":        {"Nama\tNIK\nSiti, A\t1\n", "1[Nama NIK] 2[Siti, A 1]"},
		"sep":        {"sep=;\nNama;a,b,c\n", "1[Nama a,b,c]"},
		"bom":        {"\ufeffNama;NIK\n", "1[Nama NIK]"},
		"utf16":      {utf16, "1[Nama NIK] 2[Siti 1]"},
		"utf16 bare": {string(utf16le("Nama;NIK\nSiti;1\n")), "1[Nama NIK] 2[Siti 1]"},
		"1252":       {"Nama;X\nAndr\xe9;\x80\n", "1[Nama X] 2[André €]"},
		"blank rows": {"a;b\n\n\nc;d\n", "1[a b] 4[c d]"},
		"empty rows": {"a;b\n;;\nc;d\n", "1[a b] 3[c d]"},
		"quoted":     {"a;\"b\n;c\"\nd;e\n", "1[a b\n;c] 2[d e]"},
		"old mac":    {"a;b\rc;d\r", "1[a b] 2[c d]"},
		"nik kept":   {"a;=\"3503014107489001\"\n", "1[a 3503014107489001]"},
		"one column": {"Nama\nSiti\n", "1[Nama] 2[Siti]"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := ReadCSV(strings.NewReader(c.in), DefaultLimits())
			var got []string
			for _, r := range mustRead(t, b, err) {
				var cells []string
				for _, c := range r.Cells {
					cells = append(cells, c.Text)
				}
				got = append(got, fmt.Sprintf("%d%v", r.Number, cells))
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("%q, want %q", s, c.want)
			}
		})
	}
	b, err := ReadCSV(strings.NewReader("NIK;x\n3,50301E+15;7\n"), DefaultLimits())
	if c := mustRead(t, b, err)[1].Cells; !c[0].Float16 || c[1].Float16 {
		t.Errorf("%v", c)
	}
	lim := DefaultLimits()
	lim.Columns, lim.Cell, lim.Rows = 2, 3, 2
	for in, key := range map[string]string{"a;b;c\n": "document.table.columns", "abcd\n": "document.table.cell", "a\nb\nc\n": "document.table.rows"} {
		b, err := ReadCSV(strings.NewReader(in), lim)
		if err != nil {
			t.Fatal(err)
		}
		_, err = read(b, "")
		wantKey(t, err, key)
	}
}

// What is written is read back, on both formats, whatever the texts are; and
// nothing in a CSV file starts a formula.
func TestListRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if seldom(t) {
			return
		}
		cell := rapid.OneOf(rapid.StringMatching(`[ -~]{0,20}`), rapid.SampledFrom([]string{"=1+1", "+62800", "-x", "@a", "3503014107489001", "007", "Šiti", `a"b;c`, "1,5"}))
		n := rapid.IntRange(1, 6).Draw(t, "n")
		var rows [][]string
		for range n {
			rows = append(rows, []string{"k", cell.Draw(t, "a"), cell.Draw(t, "b")})
		}
		l := List{Name: "Daftar: [x]", Columns: []ListColumn{{Title: "k"}, {Title: "A"}, {Title: "B", Width: 30}}, Rows: rowsOf(rows...)}
		var c, x bytes.Buffer
		if err := WriteCSV(&c, l); err != nil {
			t.Fatal(err)
		}
		if err := WriteXLSX(&x, l); err != nil {
			t.Fatal(err)
		}
		for format, data := range map[string][]byte{"csv": c.Bytes(), "xlsx": x.Bytes()} {
			b, err := ReadTable(bytes.NewReader(data), DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			got, err := read(b, "")
			if err != nil || len(got) != n+1 {
				t.Fatalf("%s: %d rows, %v", format, len(got), err)
			}
			for i, want := range rows {
				for j, w := range want {
					g := ""
					if j < len(got[i+1].Cells) {
						g = got[i+1].Cells[j].Text
					}
					if w = strings.TrimSpace(w); g != w && unescapeFormula(w) != g {
						t.Fatalf("%s: %q came back as %q", format, w, g)
					}
				}
			}
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(c.String(), "\ufeff")))
		r.Comma = ';'
		all, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all {
			for _, f := range row {
				if f != "" && strings.ContainsRune("=+-@", rune(f[0])) {
					t.Fatalf("a formula: %q", f)
				}
			}
		}
	})
}

func TestWriteXLSXKindsAndSameBytes(t *testing.T) {
	l := List{Name: "", Columns: []ListColumn{{Title: "NIK"}, {Title: "Jumlah", Kind: KindNumber}, {Title: "Tanggal", Kind: KindDate}},
		Rows: rowsOf([]string{"3503014107489001", "12.5", "2021-03-14"}, []string{"=A1", "NaN", "sekitar 1950"}, []string{"", "-5", "1890-01-01"})}
	var a, b bytes.Buffer
	if err := WriteXLSX(&a, l); err != nil {
		t.Fatal(err)
	}
	if err := WriteXLSX(&b, l); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same list came out with other bytes")
	}
	book, err := ReadXLSX(&a, DefaultLimits())
	rows := mustRead(t, book, err)
	got := fmt.Sprint(rows[1].Cells, rows[2].Cells, rows[3].Cells)
	want := "[{3503014107489001 1 A2 false false} {12.5 2 B2 false false} {2021-03-14 3 C2 false false}] [{=A1 1 A3 false false} {NaN 1 B3 false false} {sekitar 1950 1 C3 false false}] [{ 0 A4 false false} {-5 2 B4 false false} {1890-01-01 1 C4 false false}]"
	if got != want {
		t.Errorf("%s", got)
	}
	if book.Sheets[0].Name != "Daftar" {
		t.Error(book.Sheets)
	}
	boom := errors.New("boom")
	failing := func(yield func([]string, error) bool) { yield(nil, boom) }
	if err := WriteXLSX(&b, List{Columns: l.Columns, Rows: failing}); !errors.Is(err, boom) {
		t.Error(err)
	}
	if err := WriteCSV(&b, List{Columns: l.Columns, Rows: failing}); !errors.Is(err, boom) {
		t.Error(err)
	}
}

func TestDates(t *testing.T) {
	for v, want := range map[float64]string{1: "1900-01-01", 59: "1900-02-28", 61: "1900-03-01", 44269: "2021-03-14", 44269.5: "2021-03-14T12:00:00", 0.25: "06:00:00"} {
		if got, ok := serialDate(v, false); !ok || got != want {
			t.Errorf("serialDate(%v) = %q, want %q", v, got, want)
		}
	}
	if got, _ := serialDate(44269-1462, true); got != "2021-03-14" {
		t.Errorf("1904: %s", got)
	}
	for code, want := range map[string]bool{"dd-mm-yyyy": true, "General": false, `0 "hari"`: false, "[h]:mm": true, "[Red]0": false, "[$Rp-421]#,##0": false, `0\d`: false, "#,##0": false, `"tgl" d`: true, "0.00E+00": false, "[$-421]dd mmmm yyyy;@": true} {
		if isDateFormat(code) != want {
			t.Errorf("isDateFormat(%q) = %v", code, !want)
		}
	}
}

func TestRef(t *testing.T) {
	for c, want := range map[int]string{1: "A1", 26: "Z1", 27: "AA1", 702: "ZZ1", 703: "AAA1"} {
		if got := Ref(c, 1); got != want {
			t.Errorf("Ref(%d) = %s", c, got)
		}
		if back, row, ok := parseRef(want); !ok || back != c || row != 1 {
			t.Errorf("parseRef(%s) = %d", want, back)
		}
	}
	for _, bad := range []string{"", "A", "1", "A0", "a1", "A-1", "XFE1", "A1048577", "AB9X"} {
		if _, _, ok := parseRef(bad); ok {
			t.Errorf("%q passed", bad)
		}
	}
}

func fuzzTable(t *testing.T, data []byte) {
	lim := Limits{Bytes: 1 << 20, Uncompressed: 4 << 20, Rows: 1000, Columns: 50, Cell: 500}
	b, err := ReadTable(bytes.NewReader(data), lim)
	if err == nil {
		for _, s := range b.Sheets {
			var rows []Row
			if rows, err = read(b, s.Name); err != nil {
				break
			}
			last := 0
			for _, r := range rows {
				if r.Number <= last || len(r.Cells) == 0 || len(r.Cells) > lim.Columns {
					t.Fatalf("row %d after %d with %d cells", r.Number, last, len(r.Cells))
				}
				last = r.Number
				for i, c := range r.Cells {
					if c.Ref != Ref(i+1, r.Number) {
						t.Fatalf("cell %d of row %d calls itself %s", i, r.Number, c.Ref)
					}
				}
			}
		}
	}
	var f *fault.Fault
	if err != nil && (!errors.As(err, &f) || f.Kind == fault.Internal) {
		t.Fatalf("not a fault of the input: %v", err)
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a;b\n1;2\n", "\ufeffa,b\n\"x\ny\",2", "sep=;\na;b", "a\tb\r\n", "\xff\xfea\x00;\x00", "=\"1\";'=x\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(fuzzTable)
}

func FuzzReadXLSX(f *testing.F) {
	f.Add(excelSample(f))
	f.Fuzz(fuzzTable)
}

// FuzzSheet reaches the sheet parser, which the checksums of a zip file hide
// from FuzzReadXLSX.
func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c><f>x</f><v>1</v></c></row></sheetData></worksheet>`, `<sst><si><t>x</t></si></sst>`)
	f.Add(`<row><c t="inlineStr"><is><t>a</t></is></c></row>`, `<si><r><t>`)
	f.Add(`<t><sheetData><w r=""><v>1</c></row></sheetData>`, `<sst><si><t>x</t></si></sst>`)
	f.Add(`<sheetData><row r=""><H r=""t=""><v>0</c><f></row></sheetData>`, `<sst><si><t>x</t></si></sst>`)
	f.Add(`<sheetData><row><c><v>0</v></c></c></row></sheetData>`, `<sst><si><t>x</t></si></sst>`) // ends twice
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		fuzzTable(t, handMade(t, sheet, map[string]string{"xl/sharedStrings.xml": shared}))
	})
}
