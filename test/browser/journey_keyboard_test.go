package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Somebody who cannot hold a mouse does a day's work of four roles with Tab,
// Space, the arrows, Enter and Escape: signs in, reports a person, says who is the
// same and who is not, accepts and assigns, narrows and sorts lists, saves a list,
// and records a visit. What has the focus can be seen all the way.
func TestJourneyWithoutAMouse(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	c := w.keyboard("coordinator")
	c.menus()
	w.typed(c)
	w.pairs(c)
	c.sorted()
	w.assigned(c)
	w.listTyped()
	w.visitTyped()
}

// keyboard signs somebody in without a mouse.
func (w *walk) keyboard(role string) *Person {
	w.t.Helper()
	a := w.accounts[role]
	p := w.b.Visitor(w.t)
	p.Open("/masuk")
	p.walkTabs()
	p.Open("/masuk")
	p.tabTo("Langsung ke isi")
	p.tabTo("Nama pengguna")
	p.keys(a.Login)
	p.tabTo("Kata sandi")
	p.keys(a.Password)
	p.send("\r")
	p.walkTabs()
	w.people[role] = p
	through(aRole, role)
	return p
}

// menus: what opens by Enter closes by Escape, and gives the focus back.
func (p *Person) menus() {
	p.tb.Helper()
	p.Open("/")
	who := p.call("menu")
	p.tabTo(who)
	p.keys("\r")
	p.tabTo("Akun saya")
	p.tabTo("Panduan")
	p.keys(kb.Escape)
	p.focusIs(who)
	p.keys("\t")
	if said := p.call("focused"); said == "Akun saya" {
		p.tb.Errorf("the menu is closed, and Tab leads into it")
	}

	p.resize(narrow, 800)
	p.Open("/")
	p.tabTo("Cari")
	p.keys("\r")
	p.focusIs("Cari") // the field
	p.keys("Dongko" + kb.Escape)
	p.focusIs("Cari")
	p.walkTabs()
	p.resize(wide, 900)
}

// typed is a report with its area, its dates and its reasons.
func (w *walk) typed(c *Person) {
	w.t.Helper()
	c.Open("/lapor")
	c.walkTabs()
	c.Open("/lapor")
	c.tabTo("Nama atau panggilan")
	c.keys("Mbok Tumirah Tanpatetikus")
	c.tabTo("Desa atau kelurahan")
	c.call("stamp")
	c.keys("Pringapus")
	c.settle(quiet)
	c.tabTo("Pringapus, Dongko")
	c.keys(" ")
	c.tabTo("Belum ber-NIK")
	c.keys(" ")
	c.tabTo("Keterangan lain tentang orangnya")
	c.keys("\r")
	c.arrowTo("Perempuan")
	c.tabTo("Tanggal")
	c.keys("17\t8\t1943")
	c.focusIs("Tahun")

	// Refused, it comes back whole; the summary has the focus and leads on.
	c.keys("\b\b\b\b\t")
	c.tabTo("Simpan laporan")
	c.call("stamp")
	c.keys("\r")
	c.settle(quiet)
	c.expectStatus(422, "send a day without its year")
	c.keys("\t\r")
	c.focusIs("Tahun")
	c.keys("1943")
	c.tabTo("Simpan laporan")
	c.send("\r")
	c.Expect("tersimpan")
	w.number = caseNumber.FindString(c.Text())

	// The skip link leads past everything that stands on every page.
	c.Open("/laporan/" + w.number)
	c.walkTabs()
	c.Open("/laporan/" + w.number)
	c.tabTo("Langsung ke isi")
	c.keys("\r")
	for strings.Contains(c.Text(), "Bukan, orang lain") && !strings.Contains(c.Text(), "Keputusan sekarang: orang lain") {
		c.tabTo("Bukan, orang lain")
		c.send("\r")
	}
	c.tabTo("NIK baru")
	c.keys(" ")
	c.tabTo("Terima untuk dikunjungi")
	c.send("\r")
	c.Expect(w.number + " diterima")
}

// pairs are decided with one key and Enter: the key leads to the button, so that
// a slip decides nothing.
func (w *walk) pairs(c *Person) {
	w.t.Helper()
	c.until("/laporan/tinjau", "Mulai meninjau")
	c.tabTo("Mulai meninjau")
	c.send("\r")
	for _, d := range [][3]string{{"2", "Bukan, orang lain", "Keputusan tersimpan: orang lain"}, {"3", "Belum yakin, tanya desa", "sudah dikirim"}} {
		c.keys("1")
		c.focusIs("Ya, orang yang sama")
		c.keys(d[0])
		c.focusIs(d[1])
		c.send("\r")
		c.Expect(d[2])
	}
	before := c.Path()
	c.keys("4")
	c.send("\r")
	if c.Path() == before {
		c.tb.Errorf("skipping stays at %s", before)
	}
}

// sorted is a list of cases, narrowed and put in another order.
func (p *Person) sorted() {
	p.tb.Helper()
	p.Open("/kasus")
	p.walkTabs()
	p.Open("/kasus")
	p.tabTo("Wilayah")
	p.keys(strings.Repeat(kb.ArrowDown, 4)) // Dongko
	p.tabTo("Terapkan")
	p.send("\r")
	if !strings.Contains(p.Path(), "35.03.04") {
		p.tb.Errorf("the list is not narrowed: %s", p.Path())
	}
	p.tabTo("Menurut nama")
	p.send("\r")
	if path := p.Path(); !strings.Contains(path, "35.03.04") || !strings.Contains(path, "nama") {
		p.tb.Errorf("the list is not sorted, or no longer narrowed: %s", path)
	}
}

// assigned is a case that is given to the first person of the list, and taken
// back by the bar that says so.
func (w *walk) assigned(c *Person) {
	w.t.Helper()
	c.Open("/kasus/" + w.number + "/kebutuhan")
	c.tabTo("Koordinator")
	c.keys(kb.ArrowDown)
	c.tabTo("Tugaskan kasus")
	c.send("\r")
	c.tabTo("Batalkan")
	c.send("\r")
	c.Expect("Tindakan dibatalkan")
}

// listTyped is a list that the social office sends: its file is chosen in the
// window of the browser, which opens by Space.
func (w *walk) listTyped() {
	w.t.Helper()
	list := filepath.Join(w.t.TempDir(), "daftar.csv")
	rows := "Nama;L/P;Tanggal Lahir;Desa;Kecamatan;Alasan\nTumiyem Tombol;P;07-05-1948;Pringapus;Dongko;Belum ber-NIK\n"
	if err := os.WriteFile(list, []byte(rows), 0o600); err != nil {
		w.t.Fatal(err)
	}
	s := w.keyboard("social")
	s.Open("/laporan/impor")
	s.tabTo("Berkas Excel atau CSV")
	s.choose(list)
	s.tabTo("Baca daftar")
	s.send("\r")
	here := s.Path()
	s.until(here, "Siap disimpan 1")
	s.walkTabs()
	s.Open(here)
	s.tabTo("Simpan 1 orang")
	s.send("\r")
	s.until(here, "1 orang sudah menjadi laporan")
}

// choose opens the window of the browser for files by Space, and takes one.
func (p *Person) choose(file string) {
	p.tb.Helper()
	opened := make(chan struct{}, 1)
	p.within("open the window for files", func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, cdppage.SetInterceptFileChooserDialog, cdppage.SetInterceptFileChooserDialogParams{Enabled: true}); err != nil {
			return err
		}
		err := chromedp.Listen(ctx, func(ev any) {
			if _, ok := ev.(*cdppage.EventFileChooserOpened); ok {
				select {
				case opened <- struct{}{}:
				default:
				}
			}
		})
		if err != nil {
			return err
		}
		if err := chromedp.Do(ctx, chromedp.KeyEvent(" ")); err != nil {
			return err
		}
		select {
		case <-opened:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("Space opens no window for files: %w", ctx.Err())
		}
	})
	p.call("markFocus")
	p.do("choose a file", chromedp.SetUploadFiles(target, []string{file}))
}

// visitTyped is the field officer at the door: one question a page.
func (w *walk) visitTyped() {
	w.t.Helper()
	w.plan("Alat rekam 4")
	f := w.keyboard("field")
	f.Open("/lapangan")
	f.tabIn("Dongko · 0 dari 1 dicatat", "Berangkat")
	f.send("\r")
	f.Open("/lapangan" + strings.TrimPrefix(w.trip, "/perjalanan") + "/" + w.number)
	f.walkTabs()
	f.tabTo("Ya, ditemui")
	f.keys(" ")
	f.onward()
	f.tabTo("Perangkat desa")
	f.keys(" ")
	f.tabTo("Jumlah saksi")
	f.keys("2")
	f.onward()
	f.walkTabs()
	f.tabTo("Tempat lahir")
	f.keys("Trenggalek")
	f.tabTo("Nama ibu")
	f.keys("Painem")
	f.onward()
	f.arrowTo("Tidak ditemukan")
	for range 3 {
		f.onward()
	}
	f.Expect("Sudah benar semua?", "Tidak ditemukan", "nama ibu")
	f.tabTo("Simpan kunjungan")
	f.send("\r")
	f.Expect("Kunjungan tersimpan")
}

// onward leads to the next question.
func (p *Person) onward() {
	p.tb.Helper()
	p.tabTo("Lanjut")
	p.send("\r")
}
