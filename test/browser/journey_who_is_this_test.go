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
}
