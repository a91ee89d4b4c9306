package browser

import (
	"flag"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
)

var (
	// messageKey is the name of a text that was not found.
	messageKey = regexp.MustCompile(`\b(?:account|app|authority|casefile|demo|desk|document|dossier|fault|form|handover|i18n|intake|issuance|lawbook|monitoring|office|outreach|public|region|register|resident|web)\.[a-z_]+(?:\.[a-z_]+)*\b`)
	// leftover is what a program prints where it has nothing to say.
	leftover   = regexp.MustCompile(`<nil>|%!|<no value>|\bNaN\b|\b0001-01-01\b|\b1 Januari (?:0001|1970)\b`)
	english    = regexp.MustCompile(`(?i)\b(?:the|and|with|your|must|of|for|from|this|please|are|not|save|cancel|required)\b`)
	indonesian = regexp.MustCompile(`(?i)\b(?:yang|belum|tidak|untuk|dengan|Anda|sudah|kepada|harus|bukan|tahun|lewat|dikerjakan|tenggat|simpan|lengkapi)\b`)
	isoDate    = regexp.MustCompile(`\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\b`)
)

// look holds the page against what all pages promise, and photographs it where
// pictures are made, at further widths too.
func (p *Person) look(name string, extra ...int64) {
	p.tb.Helper()
	foreign := english
	if strings.HasPrefix(strings.TrimPrefix(name, "-"), "en-") {
		foreign = indonesian
	}
	p.read(name, foreign)
	if picturing() && !strings.HasPrefix(name, "-") {
		p.Picture(name, extra...)
		return
	}
	p.asked(name, wide, narrow)
	p.resize(wide, 900)
}

// lookAt is the same for a page of which axe is asked at these widths only.
func (p *Person) lookAt(name string, widths ...int64) {
	p.tb.Helper()
	p.read(name, english)
	p.asked(name, widths...)
}

// asked asks axe at the widths; at every one of them nothing sticks out. It
// begins at the width that the window has and leaves it at the last one: whoever
// goes on pressing there makes it wide again.
func (p *Person) asked(name string, widths ...int64) {
	p.tb.Helper()
	order := []int64{wide, tablet, narrow, narrowest}
	if p.width != wide {
		slices.Reverse(order)
	}
	for _, width := range order {
		p.at(width)
		if slices.Contains(widths, width) {
			p.accessible(name, width)
		}
	}
}

// lookInEnglish is the same for the page in its second language, of which there
// are no pictures: other words, in the same places. axe is asked once a template
// in that language: a name that begins with "-" has a sibling.
func (p *Person) lookInEnglish(name string) {
	p.tb.Helper()
	p.read(name+" in English", indonesian)
	if strings.HasPrefix(name, "-") {
		p.asked(name + " in English")
	} else {
		p.asked(name+" in English", narrowest)
	}
}

// read holds the words of the page against what all pages promise.
func (p *Person) read(name string, foreign *regexp.Regexp) {
	p.tb.Helper()
	path, _, _ := strings.Cut(p.Path(), "?")
	if strings.HasPrefix(p.tb.Name(), "TestTour/") { // a journey beside it may come sooner or later
		looked.Store(path, true)
	}
	text := p.Text()
	for what, wrong := range map[string]string{
		"the name of a text instead of it": messageKey.FindString(text), "what no reader understands": leftover.FindString(text), "a date as machines write it": isoDate.FindString(text),
	} {
		if wrong != "" {
			p.tb.Errorf("%s (%s): %s: %q", name, path, what, wrong)
		}
	}
	if wrong := foreign.FindStringIndex(text); wrong != nil {
		p.tb.Errorf("%s (%s): another language: …%s…", name, path, text[max(0, wrong[0]-40):min(len(text), wrong[1]+40)])
	}
}

// looked are the paths of the pages that the tour has looked at.
var looked sync.Map

// unseen are the addresses that the tour does not look at, and why.
var unseen = map[string]string{
	"/admin/penduduk/{id}/ditolak.xlsx":           "a file",
	"/admin/penduduk/{id}/meragukan.xlsx":         "a file",
	"/amplop/{no}/bukti/{hash}":                   "a photo",
	"/amplop/{no}/tanda-terima.pdf":               "a paper, printed in the walk of the papers",
	"/amplop/{no}/label.pdf":                      "a paper",
	"/kasus/unduh":                                "a file",
	"/kasus/{case}/lampiran/{hash}":               "a photo",
	"/kasus/{case}/amplop":                        "leads on to the envelope",
	"/kasus/{case}/keluar/wilayah":                "a part of a page",
	"/lapangan/{trip}/{case}":                     "leads on to the question that is next",
	"/panduan/gambar/{name}":                      "a picture",
	"/lapangan/{trip}/daftar":                     "the list of a gathering, looked at in the journey of every biometric outcome",
	"/pemantauan/angka.csv":                       "a file",
	"/perjalanan/rencana/kerja/{plan}":            "the plans side by side, looked at in the journey of a month's plan",
	"/perjalanan/rencana/kerja/{plan}/papan":      "the board of a plan, looked at in the journey of a month's plan",
	"/perjalanan/rencana/kerja/{plan}/tertinggal": "who is left out, looked at in the journey of a month's plan",
	"/perjalanan/rencana/kerja/{plan}/hari":       "a day of a plan, looked at in the journey of a month's plan",
	"/perjalanan/{trip}/biaya.pdf":                "a paper",
	"/perjalanan/{trip}/nota/{hash}":              "a photo",
	"/perjalanan/{trip}/jam":                      "only while a team is on its way, opened in the journey of a day",
	"/perjalanan/{trip}/kendala":                  "only while a team is on its way, opened in the journey of a day",
	"/perjalanan/waktu.csv":                       "a file",
	"/perjalanan/waktu/titik.csv":                 "a file",
	"/perjalanan/{trip}/pemberitahuan.pdf":        "a paper",
	"/kasus/{case}/foto":                          "a photo",
	"/lapor-warga/desa":                           "a part of a page",
	"/laporan/penduduk-ganda/unduh":               "a file",
	"/laporan/tinjau/berikut":                     "leads on to the pair that is next",
	"/laporan/desa":                               "a part of a page",
	"/laporan/impor/{id}/kesalahan.xlsx":          "a file",
	"/laporan/surat/{id}/pindaian":                "a scan",
	"/pemantauan/angka.xlsx":                      "a file",
	"/perjalanan/{trip}/surat-tugas.pdf":          "a paper",
	"/persetujuan/{case}/bukti":                   "a photo",
	"/siak/{case}/surat/{need}":                   "a paper",
	"/wilayah/cari":                               "a part of a page",
}

// everyPageIsVisited holds the tour against the program's own list of its
// pages, so that a new page is looked at from its first day. What shows the
// components alone has a test in their room.
func everyPageIsVisited(t *testing.T) {
	if t.Failed() || strings.Contains(flagOf(t, "test.run"), "/") {
		return // only a part of the tour was made
	}
	mux, missing := http.NewServeMux(), map[string]bool{}
	for _, pattern := range pagePatterns(t) {
		missing[pattern] = true
		known := pattern
		if pattern == "/" {
			known = "/{$}"
		}
		mux.Handle("GET "+known, http.NotFoundHandler())
	}
	for pattern := range unseen {
		if !missing[pattern] {
			t.Errorf("%s is listed as not looked at, and is no page", pattern)
		}
	}
	looked.Range(func(path, _ any) bool {
		_, pattern := mux.Handler(httptest.NewRequest("GET", path.(string), nil))
		pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "GET "), "{$}")
		if unseen[pattern] != "" {
			t.Errorf("%s is looked at, and listed as not", pattern)
		}
		delete(missing, pattern)
		return true
	})
	for _, pattern := range slices.Sorted(maps.Keys(missing)) {
		if unseen[pattern] == "" {
			t.Errorf("nobody looks at %s: add it to the rounds of the tour, or to unseen with the reason", pattern)
		}
	}
}

func flagOf(t *testing.T, name string) string {
	t.Helper()
	f := flag.Lookup(name)
	if f == nil {
		t.Fatal("no flag", name)
	}
	return f.Value.String()
}

// pagePatterns are the addresses that the program shows something at.
func pagePatterns(t *testing.T) (out []string) {
	t.Helper()
	cfg, err := config.Load("", nil, "data="+filepath.Join(t.TempDir(), "data"), "no-encrypt=true", "demo=true")
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Options{Config: cfg, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	site, err := a.Site()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range site.Routes() {
		if r.Method == http.MethodGet && !strings.HasPrefix(r.Pattern, "/komponen") {
			out = append(out, r.Pattern)
		}
	}
	return out
}
