package browser

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// wayOut is one side exit as an office takes it, and how the case comes back.
type wayOut struct {
	title    string
	exit     casefile.Exit
	reason   string
	fill     func(p *Person, w *walk)
	press    string
	second   func(w *walk, number string) // who else must agree
	sure     string                       // the second question, for what does not simply come back
	said     string                       // what the case page says then
	back     string                       // why it is reopened; "" where nothing leads back
	answer   string                       // what else is asked of whoever reopens it
	accepted bool                         // whether the report has to be accepted first
}

var waysOut = []wayOut{
	{title: "Ditolak", exit: casefile.ExitDeclined, reason: "Bisa dilayani di kantor", press: "Tolak laporan", said: "Ditolak", back: "Ada keterangan baru"},
	{title: "Ganda", exit: casefile.ExitDuplicate, reason: "Orang yang sama sudah punya kasus", press: "Usulkan sebagai ganda", said: "Ganda", back: "Dikeluarkan karena keliru", answer: "Orang yang berbeda",
		fill: func(p *Person, w *walk) { p.Fill("Nomor kasus yang disimpan", w.kept) }, second: (*walk).confirmDuplicate},
	{title: "Pindah", exit: casefile.ExitMoved, reason: "Pindah ke luar negeri", press: "Simpan kepindahan", said: "Pindah", back: "Warga kembali", accepted: true,
		fill: func(p *Person, _ *walk) { p.Fill("Negara tujuan", "Malaysia") }},
	{title: "Menolak dilayani", exit: casefile.ExitRefused, reason: "Yang bersangkutan menolak", press: "Simpan penolakan", said: "Menolak dilayani", back: "Warga meminta lagi", accepted: true},
	{title: "Meninggal dunia", exit: casefile.ExitDeceased, reason: "Keterangan desa atau kelurahan", press: "Lanjut", sure: "Ya, catat meninggal", said: "Akta kematian", accepted: true},
	{title: "Dirujuk", exit: casefile.ExitReferred, reason: "Ke kepolisian", press: "Simpan rujukan", said: "Dirujuk", back: "Warga kembali", accepted: true,
		fill: func(p *Person, _ *walk) { p.Fill("Dirujuk ke", "Polsek Dongko") }},
	{title: "Ditarik", exit: casefile.ExitWithdrawn, reason: "Hanya latihan", press: "Lanjut", sure: "Ya, tarik kasus", said: "Ditarik"},
}

// notFound needs somebody who went there first.
var notFound = wayOut{title: "Tidak ditemukan", exit: casefile.ExitNotFound, reason: "Tidak dikenal di desa", press: "Simpan dan ingatkan", said: "Tidak ditemukan", back: "Warga ditemukan"}

// Not every case ends with a paper. Each way out asks why and what was seen,
// says what follows, and leads back where life may lead back.
func TestJourneyOfEveryWayOut(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	w.kept = w.report("Sutiyem Tetap", false)
	for _, out := range waysOut {
		w.leave(out, w.report("Warga "+out.title, out.accepted))
	}
}

// report is the coordinator who hears of somebody; accepted says whether the
// case is to be visited.
func (w *walk) report(name string, accepted bool) (number string) {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/lapor")
	c.Fill("Nama atau panggilan", name)
	c.Fill("Desa atau kelurahan", "Pringapus")
	c.Choose("Belum ber-NIK")
	c.Press("Simpan laporan")
	number = caseNumber.FindString(c.Text())
	if number == "" {
		w.t.Fatalf("the report has no number:\n%s", c.Text())
	}
	if accepted {
		c.Open("/laporan/" + number)
		c.Choose("NIK baru")
		c.Press("Terima untuk dikunjungi")
	}
	return number
}

func (w *walk) leave(out wayOut, number string) {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/kasus/" + number + "/keluar")
	c.Press(out.title)
	c.PressRefused(422, out.press) // not without a reason
	c.Expect("Kesalahan")
	c.Choose(out.reason)
	c.Fill("Apa yang dilihat atau didengar", "Keterangan Pak Kasun di balai desa")
	if out.fill != nil {
		out.fill(c, w)
	}
	c.Press(out.press)
	if out.sure != "" {
		c.Press(out.sure)
	}
	if out.second != nil {
		out.second(w, number)
	}
	c.Open("/kasus/" + number)
	c.Expect(out.said)
	through(anExit, string(out.exit))
	if out.back == "" {
		return
	}
	c.Expect("Keluar dari alur: " + out.title)
	c.Open("/kasus/" + number + "/buka-kembali")
	c.PressRefused(422, "Buka kembali")
	c.Choose(out.back)
	if out.answer != "" {
		c.Choose(out.answer)
	}
	c.Press("Buka kembali")
	c.Expect("Kasus dibuka kembali")
	c.Never("Keluar dari alur:")
	c.Never("diusulkan ganda")
}

// confirmDuplicate is the head, where the office has one coordinator: nobody
// ends a case alone because its person is thought to be another.
func (w *walk) confirmDuplicate(number string) {
	w.t.Helper()
	w.as("coordinator").Expect("diusulkan ganda")
	h := w.as("head")
	h.Open("/persetujuan")
	h.Expect(number)
	h.Open("/persetujuan/" + number + "/ganda")
	h.Expect("Apakah kasus ini ganda?", w.kept)
	h.Press("Ya, tutup " + number + " sebagai ganda")
	h.Expect("ditutup sebagai ganda")
}
