package intake

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// sheets makes a workbook of several sheets, in their order.
func sheets(t testing.TB, names []string, change func(f *excelize.File), rows ...[][]any) []byte {
	t.Helper()
	return sheet(t, func(f *excelize.File) {
		for i, name := range names {
			if i == 0 {
				if err := f.SetSheetName("Sheet1", name); err != nil {
					t.Fatal(err)
				}
			} else if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			for n, row := range rows[i] {
				ref, err := excelize.CoordinatesToCellName(1, n+1)
				if err == nil {
					err = f.SetSheetRow(name, ref, &row)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if change != nil {
			change(f)
		}
	})
}

var (
	listHead = []any{"Nama", "Umur", "Desa", "Kecamatan", "Alasan"}
	oneList  = [][]any{listHead, {"Sumirah", 70, "Siki", "Dongko", "Belum ber-NIK"}}
	twoList  = [][]any{{"Daftar Dongko"}, listHead, {"Karto", 60, "Siki", "Dongko", "Belum ber-NIK"}, {"Tukinem", 61, "Siki", "Dongko", "Belum ber-NIK"}}
	cover    = [][]any{{"DAFTAR WARGA RENTAN"}, {"Kecamatan", "Dongko"}, {"Tahun", 2021}}
	totals   = [][]any{{"Kecamatan", "Jumlah"}, {"Dongko", 2}, {"Pule", 5}}
	bareHead = [][]any{listHead}
	noHead   = [][]any{{"Kasinem", "Siki"}, {"Paijo", "Siki"}}
)

// Of a workbook the one sheet that is a list is read, wherever it stands, and
// its page names the others that hold something.
func TestTheSheetOfTheList(t *testing.T) {
	on(t, func(r *rig) {
		hide := func(f *excelize.File) {
			if err := f.SetSheetVisible("Pilihan", false); err != nil {
				r.Fatal(err)
			}
		}
		for name, c := range map[string]struct {
			data []byte
			rows int
			left string
		}{
			"cover first":       {sheets(r.TB, []string{"Sampul", "Data"}, nil, cover, twoList), 2, "“Sampul”"},
			"empty ones":        {sheets(r.TB, []string{"Data", "Sheet2", "Sheet3"}, nil, oneList, nil, nil), 1, ""},
			"empty ones first":  {sheets(r.TB, []string{"Sheet2", "Data"}, nil, nil, oneList), 1, ""},
			"headings only":     {sheets(r.TB, []string{"Contoh", "Data"}, nil, bareHead, oneList), 1, ""},
			"totals":            {sheets(r.TB, []string{"Rekap", "Data"}, nil, totals, twoList), 2, "“Rekap”"},
			"without headings":  {sheets(r.TB, []string{"Data", "Lanjutan"}, nil, oneList, noHead), 1, "“Lanjutan”"},
			"hidden, no list":   {sheets(r.TB, []string{"Data", "Pilihan"}, hide, oneList, totals), 1, "“Pilihan”"},
			"totals in front 2": {sheets(r.TB, []string{"Rekap", "Sampul", "Data"}, nil, totals, cover, oneList), 1, "“Rekap”"},
		} {
			id, err := r.upload(authority.Coordinator, c.data)
			if err != nil {
				r.Errorf("%s: %v", name, err)
				continue
			}
			if rows := r.rows(id); len(rows) != c.rows {
				r.Errorf("%s: %d rows", name, len(rows))
			}
			page := r.expect(authority.Coordinator, "GET", "/laporan/impor/"+id, nil, 200)
			if said := strings.Contains(page, "Yang dibaca hanya lembar “Data”"); said != (c.left != "") || !strings.Contains(page, c.left) {
				r.Errorf("%s: the page says it: %v", name, said)
			}
			// How the columns are read is changed without losing it.
			if err := r.s.SetColumns(r.Context(), r.op(authority.Coordinator), id, []string{meansName, meansAge, meansVillage, meansKecamatan, meansReason}, "no_nik"); err != nil {
				r.Errorf("%s: %v", name, err)
			}
			if now, err := r.s.sheetsOf(r.Context(), office, id); err != nil || (len(now) > 1) != (c.left != "") {
				r.Errorf("%s: %v %v", name, now, err)
			}
		}
	})
}

// Two lists in one workbook are refused with their names, before anything is
// kept.
func TestSeveralListsInOneWorkbook(t *testing.T) {
	on(t, func(r *rig) {
		hide := func(f *excelize.File) {
			if err := f.SetSheetVisible("Lama", false); err != nil {
				r.Fatal(err)
			}
		}
		for name, c := range map[string]struct {
			data []byte
			key  string
			says []string
		}{
			"two":      {sheets(r.TB, []string{"Dongko", "Pule"}, nil, oneList, twoList), "intake.err.list_sheets", []string{"2", "“Dongko”, “Pule”"}},
			"hidden":   {sheets(r.TB, []string{"Baru", "Sampul", "Lama"}, hide, oneList, cover, twoList), "intake.err.list_sheets_hidden", []string{"“Baru”, “Lama”", ": “Lama”"}},
			"unknown":  {sheets(r.TB, []string{"A", "B"}, nil, totals, totals), "intake.err.list_sheets", []string{"“A”, “B”"}},
			"no list":  {sheets(r.TB, []string{"A", "B"}, nil, [][]any{{"DAFTAR"}}, noHead), "intake.err.list_headings", nil},
			"headings": {sheets(r.TB, []string{"A", "B"}, nil, bareHead, nil), "intake.err.list_empty", nil},
		} {
			_, err := r.upload(authority.Coordinator, c.data)
			f := fault.As(err)
			if f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "berkas" || f.Fields[0].Key != c.key {
				r.Errorf("%s: %v %+v", name, err, f.Fields)
				continue
			}
			for _, lang := range i18n.Langs() {
				for _, want := range c.says {
					if text := i18n.T(lang, c.key, f.Fields[0].Args); !strings.Contains(text, want) {
						r.Errorf("%s: %s", name, text)
					}
				}
			}
		}
		var n int
		if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM list_row WHERE office_id = $1`, office).Scan(&n); err != nil || n != 0 {
			r.Errorf("%d rows stay of refused files, %v", n, err)
		}
	})
}

// One row more than a list may have is told with how many those are.
func TestAListTooLong(t *testing.T) {
	r := onOne(t)
	_, err := r.upload(authority.Coordinator, []byte("Nama;Desa\n"+strings.Repeat("Siti;Siki\n", maxRows+1)))
	f := fault.As(err)
	if f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Key != "intake.err.list_long" {
		t.Fatalf("%v %+v", err, f.Fields)
	}
	for lang, want := range map[string]string{"id": "100.000 baris", "en": "100,000 rows"} {
		if text := i18n.T(lang, f.Fields[0].Key, f.Fields[0].Args); !strings.Contains(text, want) {
			t.Error(text)
		}
	}
	r.expect(authority.Coordinator, "GET", "/laporan/impor", nil, 200, "paling banyak 100.000 baris")
}
