package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Somebody who cannot hold a mouse signs in, reports a person, triages the
// report, assigns it and takes the assignment back, with Tab, Space, the arrows
// and Enter. What has the focus can be seen all the way.
func TestJourneyWithoutAMouse(t *testing.T) {
	t.Parallel()
	p, b := startDemo(t)
	a := p.Accounts()["coordinator"]
	c := b.Visitor(t)
	c.Open("/masuk")
	c.tabTo("Langsung ke isi")
	c.tabTo("Nama pengguna")
	c.keys(a.Login)
	c.tabTo("Kata sandi")
	c.keys(a.Password)
	c.send("\r")
	c.Expect("Kerjakan berikutnya")

	c.tabTo("Lapor warga")
	c.send("\r")
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
	c.tabTo("Simpan laporan")
	c.send("\r")
	c.Expect("tersimpan")
	no := caseNumber.FindString(c.Text())

	// The skip link leads past everything that stands on every page.
	c.Open("/laporan/" + no)
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
	c.Expect(no + " diterima")

	c.Open("/kasus/" + no + "/kebutuhan")
	c.tabTo("Koordinator")
	c.keys(kb.ArrowDown) //: the first person of the list
	c.tabTo("Tugaskan kasus")
	c.send("\r")
	c.tabTo("Batalkan")
	c.send("\r")
	c.Expect("Tindakan dibatalkan")
}

// mostTabs is more than any page has places to stop at.
const mostTabs = 120

// tabTo presses Tab until what says the text has the focus, and looks whether
// the focus can be seen there.
func (p *Person) tabTo(text string) {
	p.tb.Helper()
	for range mostTabs {
		p.keys("\t")
		said := p.call("focused")
		if !strings.HasPrefix(said, text) {
			continue
		}
		if p.call("focusSeen") == "" {
			p.tb.Errorf("%s: nobody sees that %q has the focus", p.Path(), text)
		}
		return
	}
	p.tb.Fatalf("%s: Tab does not lead to %q:\n%s", p.Path(), text, p.Text())
}

// keys types.
func (p *Person) keys(keys string) {
	p.tb.Helper()
	p.do("type", chromedp.KeyEvent(keys))
}

// send presses a key that sends the form or follows the link, and waits.
func (p *Person) send(key string) {
	p.tb.Helper()
	p.call("stamp")
	p.keys(key)
	p.settle(quiet)
	p.expectStatus(200, "press a key")
}
