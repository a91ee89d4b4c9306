package intake

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// sheet makes a workbook; change may do to it what Excel does.
func sheet(t testing.TB, change func(f *excelize.File), rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		ref, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", ref, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// bomb is a workbook whose sheet is a thousand times its size in the file.
// One mebibyte is packed, and the packed form repeated.
func bomb(t testing.TB) []byte {
	t.Helper()
	const times = 300
	mebibyte := make([]byte, 1<<20)
	var packed bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestCompression)
	if err == nil {
		_, err = f.Write(mebibyte)
	}
	if err == nil {
		err = f.Flush() // up to a whole byte
	}
	block := bytes.Clone(packed.Bytes())
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	sheet := append(bytes.Repeat(block, times), packed.Bytes()[len(block):]...)
	var sum uint32
	for range times {
		sum = crc32.Update(sum, crc32.IEEETable, mebibyte)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CRC32: sum,
		CompressedSize64: uint64(len(sheet)), UncompressedSize64: times << 20})
	if err == nil {
		_, err = w.Write(sheet)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is no list is refused beside the file's field, with words that say what
// it is and what to do, and leaves nothing behind.
func TestBadFilesAreNamed(t *testing.T) {
	r := onOne(t)
	long := make([]byte, 50<<20)
	for i := range long {
		long[i] = 'a'
	}
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"PDF named .xlsx":           {[]byte("%PDF-1.7\n..."), "document.file.pdf"},
		"picture named .csv":        {[]byte("\x89PNG\r\n\x1a\n........"), "document.file.picture"},
		"web page named .xls":       {[]byte("<html><table><tr><td>Nama"), "document.file.html"},
		"old Excel":                 {append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 512)...), "document.file.old_xls"},
		"zip bomb":                  {bomb(t), "document.xlsx.bomb"},
		"50 MB":                     {long, "document.file.large"},
		"empty":                     {nil, "document.file.empty"},
		"blank lines":               {[]byte("\n\n  \n"), "document.file.empty"},
		"headings missing":          {[]byte("Sumirah;1943;Siki\nKarto;1950;Siki\n"), "intake.err.list_headings"},
		"headings only":             {[]byte("Nama;Desa\n"), "intake.err.list_empty"},
		"NUL":                       {[]byte("Nama;Desa\nSu\x00mirah;Siki\n"), "document.file.unknown"},
		"workbook without headings": {sheet(t, nil, []any{"Sumirah", 1943}, []any{"Karto", 1950}), "intake.err.list_headings"},
	} {
		_, err := r.upload(authority.Coordinator, c.data)
		f := fault.As(err)
		if f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "berkas" || f.Fields[0].Key != c.key {
			t.Errorf("%s: %v %+v", name, err, f.Fields)
			continue
		}
		for _, lang := range i18n.Langs() {
			if text := i18n.T(lang, c.key, f.Fields[0].Args); text == c.key || strings.Contains(text, "{{") {
				t.Errorf("%s has no words: %s", name, text)
			}
		}
	}
	var n int
	if err := r.d.QueryRow(t.Context(), `SELECT COUNT(*) FROM list_row WHERE office_id = $1`, office).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows stay of refused files, %v", n, err)
	}
}

// What Excel and people do to cells is a matter of the row and its cell: the
// other rows are read.
func TestBadCellsAreTheirRowsOwn(t *testing.T) {
	r := onOne(t)
	head := []any{"Nama", "NIK", "Tgl Lahir", "Desa", "Kecamatan", "Alasan", "Catatan"}
	ok := func(name string) []any { return []any{name, "", "1950", "Siki", "Dongko", "Belum ber-NIK", ""} }
	with := func(row []any, at int, v any) []any { row[at] = v; return row }
	data := sheet(t, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		for _, err := range []error{err, f.SetCellStyle("Sheet1", "C3", "C3", style), f.SetCellFormula("Sheet1", "A5", "UPPER(\"x\")"),
			f.MergeCell("Sheet1", "D8", "D9"), f.MergeCell("Sheet1", "E8", "E9")} {
			if err != nil {
				t.Fatal(err)
			}
		}
	},
		head, // 1
		ok("Sumirah"),
		with(ok("Karto"), 2, 15966), // 3: a date that is a number
		with(ok("Wagiyem"), 1, 3503034308439001.0),               // 4: Excel kept fifteen digits
		with(with(ok(""), 2, "1931"), 0, nil),                    // 5: a formula that was never calculated
		with(ok("Ponirah"), 6, strings.Repeat("panjang ", 1250)), // 6: ten thousand characters
		ok("Sri 😀 Lestari"),                                      // 7
		ok("Tukinem"),                                            // 8: merged with 9
		with(with(ok("Tukiyem"), 3, ""), 4, ""),
		ok("\u200fSarmi\u200e\ufeff"), // 10: marks that nobody sees
		ok("SARMI"),                   // 11: the same person
		with(ok("Kasinem"), 2, "45x9"),
		with(ok("Paijo"), 1, "3503041203669003"),
		with(ok("Paidi"), 1, "3503041203669003"), // 14: one NIK twice
	)
	id, err := r.upload(authority.Coordinator, data)
	if err != nil {
		t.Fatal(err)
	}
	columns, _, err := r.s.listColumnsOf(t.Context(), office, id)
	if err != nil {
		t.Fatal(err)
	}
	rows := r.rows(id)
	for n, want := range map[int]string{2: "", 3: "", 4: "nik intake.list.p.digits_lost", 5: "nama intake.list.p.formula", 6: "tempat intake.err.long",
		8: "", 9: "", 10: "", 11: "nama intake.list.p.twice", 13: "nik resident.nik.birth", 14: "nama intake.list.p.twice"} {
		got := ""
		if p := rows[n].Problems; len(p) > 0 {
			got = p[0].Means + " " + p[0].Key
		}
		if got != want {
			t.Errorf("row %d: %q, want %q (%+v)", n, got, want, rows[n])
		}
	}
	for _, n := range []int{7, 12} {
		if p := rows[n].Problems; rows[n].State != rowWrong || len(p) == 0 || !i18n.Has(p[0].Key) {
			t.Errorf("row %d: %s %+v", n, rows[n].State, p)
		}
	}
	if got := rows[3].Value(columns, meansBirth); got != "1943-09-17" {
		t.Errorf("a date that is a number is read as %q", got)
	}
	if got := rows[9].Value(columns, meansVillage); got != "Siki" {
		t.Errorf("a merged village is read as %q", got)
	}
	if _, err := r.s.Save(t.Context(), r.op(authority.Coordinator), id); err != nil {
		t.Fatal(err)
	}
	r.work()
	if st := r.state(rowCase(r.list(id), 10)); st.Person.Value(casefile.FieldName) != "Sarmi" {
		t.Errorf("a name with invisible marks is kept as %+q", st.Person.Value(casefile.FieldName))
	}
}

// CSV as programs in Indonesia write it: all of them are the same list of people.
func TestEncodingsOfLists(t *testing.T) {
	r := onOne(t)
	text := "Nama;Tahun Lahir;Desa;Kec.;Alasan\r\nJosé Parmin%d;1950;Siki;Dongko;Belum perekaman\r\n"
	utf16 := func(s string) []byte {
		out := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, byte(u), byte(u>>8))
		}
		return out
	}
	latin := func(s string) []byte { return bytes.ReplaceAll([]byte(s), []byte("é"), []byte{0xe9}) }
	for i, make := range []func(string) []byte{func(s string) []byte { return []byte(s) }, latin, utf16,
		func(s string) []byte { return []byte("\ufeff" + s) },
		func(s string) []byte { return []byte("sep=;\n" + s) },
		func(s string) []byte { return latin(strings.ReplaceAll(s, ";", "\t")) }} {
		id, err := r.upload(authority.Coordinator, make(strings.Replace(fmt.Sprintf(text, 0), "0", string(rune('a'+i)), 1)))
		if err != nil {
			t.Errorf("%d: %v", i, err)
			continue
		}
		columns, _, _ := r.s.listColumnsOf(t.Context(), office, id)
		for _, row := range r.rows(id) {
			if row.State != rowReady || !strings.HasPrefix(row.Value(columns, meansName), "José") {
				t.Errorf("%d: %+v", i, row)
			}
		}
	}
}

// What the office said of unknown headings is known at the next list, whatever
// the case of its letters; another office's words would not be (tests of one
// office cannot show it: the key begins with the office).
func TestHeadingsAreTaughtOnce(t *testing.T) {
	on(t, func(r *rig) {
		first := []byte("Wong;Mbuh;Panggonan;Kec\nSumirah;1943;Siki;Dongko\n")
		id, err := r.upload(authority.Coordinator, first)
		if err != nil {
			r.Fatal(err)
		}
		r.expect(authority.Coordinator, "GET", "/laporan/impor/"+id, nil, 200, "Kolom nama belum dikenal", "Wong", "Panggonan")
		r.expect(authority.Coordinator, "POST", "/laporan/impor/"+id+"/kolom", map[string][]string{
			"kolom.0": {"nama"}, "kolom.1": {"lahir"}, "kolom.2": {"desa"}, "kolom.3": {"kecamatan"}, "alasan_kosong": {"no_nik"}}, 303)
		if row := r.rows(id)[2]; row.State != rowReady {
			r.Errorf("after it was taught: %+v", row)
		}
		id, err = r.upload(authority.Social, []byte("\nWONG,mbuh,Panggonan ,Kec.\nKarto,1950,Siki,Dongko\n"))
		if err != nil {
			r.Fatal(err)
		}
		columns, _, err := r.s.listColumnsOf(r.Context(), office, id)
		if err != nil || len(columns) != 4 || columns[0].Means != meansName || columns[1].Means != meansBirth || columns[2].Means != meansVillage {
			r.Errorf("the next list is read as %+v, %v", columns, err)
		}
		// A column that was said to mean nothing is not guessed again.
		if err := r.s.SetColumns(r.Context(), r.op(authority.Social), id, []string{meansName, "", meansVillage, ""}, "no_nik"); err != nil {
			r.Fatal(err)
		}
		id, err = r.upload(authority.Social, []byte("Wong;Mbuh;Panggonan;Kec\nTukinem;1950;Siki;Dongko\n"))
		if err != nil {
			r.Fatal(err)
		}
		if columns, _, _ := r.s.listColumnsOf(r.Context(), office, id); columns[3].Means != "" {
			r.Errorf("%+v", columns)
		}
	})
}

// The file of rejected rows is a list: mended, it is uploaded again and makes
// the cases that were missing, and no other.
func TestRejectedRowsComeBackMended(t *testing.T) {
	r := onOne(t)
	id, err := r.upload(authority.Coordinator, []byte("Nama;Tgl Lahir;Tempat Tinggal Orang;Desa;Kec.;Alasan\n"+
		"Sumirah;1943;x;Siki;Dongko;Belum ber-NIK\nKarto;31-02-1952;x;Siki;Dongko;Belum ber-NIK\nWagiyem;1951;x;Pakel;;Blm KTP\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.s.Fix(t.Context(), r.op(authority.Coordinator), id, 4, meansVillage, "35.03.08.2004", "", false); err != nil {
		t.Fatal(err)
	}
	if _, err := r.s.Save(t.Context(), r.op(authority.Coordinator), id); err != nil {
		t.Fatal(err)
	}
	r.work()
	_, _, file := r.send(authority.Coordinator, "GET", "/laporan/impor/"+id+"/kesalahan.xlsx", nil)
	book, err := document.ReadTable(strings.NewReader(file), document.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]any
	for row, err := range book.Rows("") {
		if err != nil {
			t.Fatal(err)
		}
		var line []any
		for _, c := range row.Cells {
			line = append(line, c.Text)
		}
		lines = append(lines, line)
	}
	if len(lines) != 3 || fmt.Sprint(lines[0]...) != "Nama Tgl Lahir Tempat Tinggal Orang Desa Kec. Alasan Baris semula Yang perlu dilakukan" && len(lines[0]) != 8 {
		t.Fatalf("%v", lines)
	}
	if lines[1][6] != "3" || lines[1][7] == "" || lines[2][3] != "35.03.08.2004" {
		t.Errorf("%v", lines)
	}
	lines[1][1], lines[2][5] = "28-02-1952", "Belum perekaman"
	again, err := r.upload(authority.Coordinator, sheet(t, nil, lines...))
	if err != nil {
		t.Fatal(err)
	}
	if l := r.list(again); l.Counts[rowReady] != 2 {
		t.Fatalf("%v %+v", l.Counts, r.rows(again))
	}
	if _, err := r.s.Save(t.Context(), r.op(authority.Coordinator), again); err != nil {
		t.Fatal(err)
	}
	r.work()
	if r.cases() != 3 {
		t.Errorf("%d cases", r.cases())
	}
}
