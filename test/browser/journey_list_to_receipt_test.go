package browser

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/document"
)

// A person stands on a list of the social office, among rows that are not
// right, and has her papers in hand at the end.
func TestJourneyFromAListToTheReceipt(t *testing.T) {
	eachEngine(t, func(w *walk) {
		before := w.served()
		w.uploadList("Wagiyem Suratinah")
		w.triage()
		w.neighbour()
		w.kitIsTaken()
		w.plan("Alat rekam 2")
		w.confirm()
		w.visit(checked{birthplace: "Trenggalek", mother: "Painem"})
		w.complete("Dusun Krajan")
		w.verify()
		w.enter("3503044705489101", "3503041406219101")
		w.plan("Alat rekam 3")
		w.record()
		w.card()
		w.handOver()
		w.closeCase()
		w.isCounted(before)
	})
}

// uploadList makes the list as the social office has it: a village that two
// kecamatan have, a day that no calendar has, a NIK that the spreadsheet took
// for a number, and one person who is told well.
func (w *walk) uploadList(name string) {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "daftar.xlsx")
	file, err := os.Create(path)
	if err != nil {
		w.t.Fatal(err)
	}
	rows := [][]string{
		{name, "", "P", "07-05-1948", "Pringapus", "Dongko", "Dusun Krajan", "003", "001", "Belum ber-NIK"},
		{"Katijo Pakelan", "", "L", "1951", "Pakel", "", "Dusun Tengah", "", "", "Belum ber-NIK"},
		{"Sarijem Tanggalan", "", "P", "31-02-1950", "Pringapus", "Dongko", "", "", "", "Belum ber-NIK"},
		{"Tukiran Angka", "3503041202559007", "L", "12-02-1955", "Pringapus", "Dongko", "", "", "", "Belum perekaman"},
	}
	list := document.List{Name: "Daftar", Rows: func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}}
	for _, title := range []string{"Nama", "NIK", "L/P", "Tanggal Lahir", "Desa", "Kecamatan", "Alamat", "RT", "RW", "Alasan"} {
		column := document.ListColumn{Title: title}
		if title == "NIK" {
			column.Kind = document.KindNumber
		}
		list.Columns = append(list.Columns, column)
	}
	if err := document.WriteXLSX(file, list); err != nil {
		w.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		w.t.Fatal(err)
	}

	social := w.as("social")
	social.Open("/laporan/impor")
	social.Upload("Berkas Excel atau CSV", path)
	social.Press("Baca daftar")
	here := social.Path()
	social.until(here, "Siap disimpan 1")
	social.Expect("Ada 2 desa dengan nama itu", "Tanggal itu tidak ada pada bulan tersebut", "Angka terakhir hilang oleh Excel", "Simpan 1 orang")
	social.Never("3503041202559007")
	social.Choose("Pakel, Watulimo")
	social.Press("Pilih dan lanjut")
	social.until(here, "Siap disimpan 2")
	social.Press("Tukiran Angka > 5")
	social.Fill("Di berkas tertulis > NIK", "3503041202559007")
	social.Press("Pilih dan lanjut")
	social.until(here, "Siap disimpan 3")
	wrong := social.Download("Unduh daftar kesalahan", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	if text := sheetText(w.t, wrong.Bytes); !strings.Contains(text, "Sarijem Tanggalan") || !strings.Contains(text, "Tanggal itu tidak ada") || strings.Contains(text, name) {
		w.t.Errorf("the file of errors holds %q", text)
	}
	social.Press("Simpan 3 orang")
	social.until(here, "3 orang sudah menjadi laporan")
	w.name, w.caption, w.hidden = name, name, name
	w.number = w.search(w.as("coordinator"), name)
}

// sheetText is all that stands in a spreadsheet.
func sheetText(t *testing.T, file []byte) string {
	t.Helper()
	book, err := document.ReadXLSX(bytes.NewReader(file), document.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for row, err := range book.Rows("") {
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range row.Cells {
			text.WriteString(cell.Text + " ")
		}
	}
	return text.String()
}
