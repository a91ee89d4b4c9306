package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Two people work on one case without seeing each other, and one of them clicks
// twice and goes back. Whoever comes second is told what happened and how to go
// on; nothing is lost, and nothing is done twice.
func TestJourneyOfTwoPeopleOnOneCase(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	w.twice()
	w.acceptedTwice()
	w.rivals()
	w.verifiedTwice()
}

// second is another window of the same person: another tab, another desk.
func (w *walk) second(role string) *Person {
	w.t.Helper()
	a := w.accounts[role]
	return w.b.SignIn(w.t, a.Login, a.Password)
}

// twice is a report that is sent by a double click, and again after the back
// button.
func (w *walk) twice() {
	w.t.Helper()
	r := w.as("registrar")
	r.Open("/lapor")
	r.Fill("Nama atau panggilan", "Sumiyati Duakali")
	r.Choose("Belum ber-NIK")
	r.DoubleClick("Simpan laporan")
	r.Expect("tercatat")
	w.number, w.name = caseNumber.FindString(r.Text()), "Sumiyati Duakali"
	// The way back leads to an empty form: what was sent lies in no cache, and who
	// writes it once more is shown that it is there.
	r.Back()
	if kept := r.Value("Nama atau panggilan"); kept != "" {
		w.t.Errorf("the browser has kept %q", kept)
	}
	r.Fill("Nama atau panggilan", w.name)
	r.Choose("Belum ber-NIK")
	r.Press("Periksa dulu")
	r.Expect("orang yang mirip", w.number)
	r.Open("/kasus")
	r.Fill("Cari", w.name)
	r.Enter("Cari")
	r.Expect("1 kasus cocok", w.number)
}

// acceptedTwice: one window accepts the report, the other shows it as it was.
func (w *walk) acceptedTwice() {
	w.t.Helper()
	first, late := w.as("coordinator"), w.second("coordinator")
	first.Open("/laporan/" + w.number)
	late.Open("/laporan/" + w.number)
	first.Choose("NIK baru")
	first.Press("Terima untuk dikunjungi")
	late.Choose("Kartu Keluarga")
	late.PressRefused(409, "Terima untuk dikunjungi")
	late.Expect("Laporan ini sudah diterima", "Belum tersimpan", "Lihat keadaan terbaru, lalu putuskan lagi")
	late.Press("Kembali ke isian")
	late.Never("Terima untuk dikunjungi")
}

// rivals: registrar and coordinator each know the mother's name, and not the
// same.
func (w *walk) rivals() {
	w.t.Helper()
	r, c := w.as("registrar"), w.as("coordinator")
	for _, p := range []*Person{r, c} {
		p.Open("/kasus/" + w.number + "/data")
		if strings.Contains(p.Text(), "Untuk apa Anda membuka data warga ini?") {
			p.Choose("Menjawab warga atau desa")
			p.Press("Buka data")
		}
	}
	r.Fill("Nama ibu", "Painem")
	r.Press("Simpan data")
	r.Expect("Data tersimpan")
	c.Fill("Nama ibu", "Paini")
	c.Fill("Nama ayah", "Karto")
	c.Press("Simpan data")
	c.Expect("Data tersimpan", "Dua isian berbeda, pilih yang benar", "Nama ibu: ada dua keterangan", "Painem", "Paini",
		"Sampai dipilih, tidak ada yang berlaku dan tidak dicetak")
	c.Press("Putuskan data")
	c.Choose("Nama ibu: ada dua keterangan > Painem")
	c.Press("Simpan pilihan")
	c.Never("ada dua keterangan")
	c.Open("/kasus/" + w.number + "/data")
	if mother, father := c.Value("Nama ibu"), c.Value("Nama ayah"); mother != "Painem" || father != "Karto" {
		w.t.Errorf("settled as %q, with father %q", mother, father)
	}
}

// verifiedTwice: two at the same dossier. The second one is told that it is done,
// and is led on to the next.
func (w *walk) verifiedTwice() {
	w.t.Helper()
	first, late := w.as("verifier"), w.second("verifier")
	first.follow("/verifikasi", aVerified)
	here := first.Path()
	late.Open(here)
	first.Press("Terima berkas")
	first.Expect("Sekarang menunggu")
	late.PressRefused(409, "Terima berkas")
	late.Expect("Orang lain sudah mengerjakan ini lebih dulu", "Belum tersimpan")
	late.Press("Kembali ke isian")
	late.Never("Terima berkas")
}

// DoubleClick presses twice before the answer is there.
func (p *Person) DoubleClick(button string) {
	p.tb.Helper()
	p.call("markButton", button)
	p.call("stamp")
	p.within("click twice", func(ctx context.Context) error {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[any](`(() => { const e = document.querySelector("[data-found]"); setTimeout(() => { e.click(); e.click() }); return null })()`))
		return err
	})
	p.settle(quiet)
	p.expectStatus(200, "press twice "+button)
}

// Back goes to the page before, as the browser's button does. The page answers
// before it goes: a page that is gone answers nobody.
func (p *Person) Back() {
	p.tb.Helper()
	p.call("stamp")
	p.within("go back", func(ctx context.Context) error {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[any](`(() => { setTimeout(() => history.back()); return null })()`))
		return err
	})
	p.settle(quiet)
}
