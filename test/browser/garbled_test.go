package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A paste brings a sign that no database holds. The browser sends it, and the
// form comes back with all that was typed; where no page has the field, a page
// of its own shows it.
func TestASignThatCannotBeKeptIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	p, b := startDemo(t)
	c := signIn(t, p, b, "coordinator")
	c.Open("/lapor")
	c.Fill("Nama atau panggilan", "Sri\x00 Lestari")
	c.Fill("Desa atau kelurahan", "Pringapus")
	c.Choose("Belum ber-NIK")
	c.PressRefused(422, "Simpan laporan")
	c.Expect("Ada 1 isian yang perlu dibetulkan", "Ada tanda yang tidak terbaca di sini dan sudah kami hapus")
	if got := c.Value("Nama atau panggilan"); got != "Sri Lestari" {
		t.Errorf("the name came back as %q", got)
	}
	c.look("-lapor-tak-terbaca")
	c.Press("Simpan laporan")
	c.Expect("tercatat")

	c.Open("/kasus")
	c.Fill("Cari", "Sri\x00 Lestari")
	c.call("markField", "Cari")
	c.call("stamp")
	c.do("press Enter in the search", chromedp.SendKeys(target, "\r"))
	c.settle(quiet)
	c.expectStatus(422, "press Enter in the search")
	c.Expect("Periksa lagi tulisan Anda")
	c.look("-tak-terbaca")
	c.Press("Kirim lagi")
	c.Expect("Sri Lestari")
}
