package browser

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// oneOfTheRegister is a resident as the page of proposals names them, with the
// village.
var oneOfTheRegister = regexp.MustCompile(`<b>([A-Z][a-z]+ [A-Z][a-z]*u[a-z]*)</b><span class="h">[^<]* · ([A-Z][a-z]+), [A-Z][^<]*</span>`)

// acceptSure is the button that accepts everybody of whom the search is sure.
var acceptSure = regexp.MustCompile(`Terima [0-9.]+ sebagai orang yang sama`)

// Somebody whose name is misspelt and whose birth nobody knows is found while the
// report is typed. Whoever is alike is reviewed with two keys a decision, each of
// which leads to the next; a list is compared behind its saving.
func TestJourneyOfWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	c := w.as("coordinator")
	c.Open("/laporan/usulan")
	found := oneOfTheRegister.FindStringSubmatch(c.call("source"))
	if found == nil {
		t.Fatalf("the register proposes nobody with two names:\n%s", c.Text())
	}
	name, village := found[1], found[2]
	heard := strings.Replace(name, "u", "oe", 1)

	c.Open("/lapor")
	c.Fill("Desa atau kelurahan", village)
	c.Fill("Nama atau panggilan", heard)
	for began := time.Now(); !strings.Contains(c.Text(), name); time.Sleep(200 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("%s of %s is not found while %s is typed:\n%s", name, village, heard, c.Text())
		}
	}
	c.Expect("orang yang mirip", "kemungkinan")
	c.Choose("Belum ber-NIK")
	c.Press("Simpan laporan")
	c.Expect("tersimpan")
	w.number = caseNumber.FindString(c.Text())

	c.until("/laporan/tinjau", "Mulai meninjau")
	c.Press("Mulai meninjau")
	for range 3 {
		c.Expect("Apakah ini orang yang sama?", "pasangan menunggu")
		c.keys("2")
		c.send("\r")
		c.Expect("Keputusan tersimpan: orang lain")
	}
	before := c.Path()
	c.keys("4")
	c.send("\r")
	if c.Path() == before {
		t.Errorf("skipping stays at %s", before)
	}

	w.uploadList(name)
	list := strings.TrimPrefix(w.as("social").Path(), "/laporan/impor/")
	c.until("/laporan/tinjau?daftar="+list, "Tidak ada yang mirip")
	c.Expect("Meragukan", "Hampir pasti")
	w.as("social").OpenRefused(403, "/laporan/tinjau")

	// Those of whom there is next to no doubt are accepted with one press.
	c.Open("/laporan/tinjau")
	accept := acceptSure.FindString(c.Text())
	if accept == "" {
		t.Fatalf("nobody is sure enough to be accepted:\n%s", c.Text())
	}
	c.Press(accept)
	c.Expect("sebagai orang yang sama")
	if again := acceptSure.FindString(c.Text()); again == accept {
		t.Errorf("after %q it is offered again", accept)
	}
}
