package browser

import (
	"regexp"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
)

var trackingCode = regexp.MustCompile(`\b[0-9A-Z]{5}-[0-9A-Z]{5}\b`)

// A neighbour without an account tells of somebody. The office looks, makes a
// case of it and gives a code; with the code anybody follows the case and learns
// nothing else. Somebody was asked for money: that reaches the head, and nobody
// else reads it.
func TestJourneyOfANeighbour(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	n := w.b.Visitor(t)
	n.Open("/lapor-warga")
	n.PressRefused(422, "Kirim laporan")
	n.Fill("Desa atau kelurahan", "Pringapus")
	n.Fill("Siapa dan apa yang dibutuhkan", "Mbah Sumo Rekaan, sekitar 80 tahun, belum punya KTP")
	n.Press("Kirim laporan")
	n.Expect("Terima kasih, laporan sudah kami terima")
	through(aRole, string(authority.Public))

	c := w.as("coordinator")
	c.Open("/laporan-warga")
	c.Expect("Mbah Sumo Rekaan")
	c.Press("Mbah Sumo Rekaan > Catat sebagai laporan")
	c.Expect("Cerita warga", "Mbah Sumo Rekaan")
	c.Fill("Nama atau panggilan", "Mbah Sumo Rekaan")
	c.Choose("Belum ber-NIK")
	c.Press("Simpan laporan")
	w.number = caseNumber.FindString(c.Text())
	code := trackingCode.FindString(c.Text())
	if w.number == "" || code == "" {
		t.Fatalf("no number or no code:\n%s", c.Text())
	}
	c.Open("/laporan-warga")
	c.Never("Mbah Sumo Rekaan")

	n.Open("/lacak")
	n.Fill("Kode", "AAAAA-AAAAA")
	n.PressRefused(422, "Lihat perkembangan")
	n.Fill("Kode", code)
	n.Press("Lihat perkembangan")
	n.Expect("Laporan sudah diterima")
	n.Never("Sumo", w.number, "Pringapus")

	n.Open("/pengaduan")
	n.PressRefused(422, "Kirim pengaduan")
	n.Choose("Diminta membayar")
	n.Fill("Apa yang terjadi?", "Diminta dua puluh ribu di balai desa")
	n.Fill("Kode lacak, bila ada", code)
	n.Press("Kirim pengaduan")
	n.Expect("Pengaduan Anda sampai kepada Kepala Dinas")
	c.OpenRefused(403, "/pengaduan-masuk")
	h := w.as("head")
	h.Open("/pengaduan-masuk")
	h.Expect("Diminta dua puluh ribu", w.number)
	h.Press("Diminta dua puluh ribu di balai desa > Jawab pengaduan")
	h.Choose("Ditindaklanjuti")
	h.Fill("Apa yang dilakukan", "Uang dikembalikan dan petugas ditegur")
	h.Press("Periksa jawaban")
	h.Expect("Setelah ini tidak dapat dibatalkan", "petugas ditegur")
	h.Press("Ya, simpan dan hapus isinya")
	h.Expect("Jawaban tersimpan. Isi pengaduan dihapus.")
	h.Never("Diminta dua puluh ribu")
}
