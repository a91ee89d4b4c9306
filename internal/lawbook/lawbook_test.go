package lawbook

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

// everyBook runs the test on every version that is shipped.
func everyBook(t *testing.T, f func(*testing.T, *Book)) {
	for _, v := range Versions() {
		b, err := At(v)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(v, func(t *testing.T) { f(t, b) })
	}
}

// instruments are the kinds of source that have a name of their own.
var instruments = []string{"UU", "PP", "Perpres", "Permendagri", "Permenpan-RB", "Kepmendagri", "SE", "Surat", "Instruksi", "MoU", "SK", "Pedoman"}

func TestEverythingNamesItsSourceAndSpeaksBothLanguages(t *testing.T) {
	everyBook(t, func(t *testing.T, b *Book) {
		marks := []Mark{Sourced, Secondary, Memory, Uncertain, Derived}
		check := func(what, source string, m Mark, labels ...Label) {
			t.Helper()
			if _, err := b.Source(source); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if !slices.Contains(marks, m) {
				t.Errorf("%s: mark %q", what, m)
			}
			for _, l := range labels {
				if l.ID == "" || l.EN == "" {
					t.Errorf("%s: label %+v", what, l)
				}
			}
		}
		seen := map[string]bool{}
		once := func(s string) {
			t.Helper()
			if seen[s] {
				t.Errorf("%s twice", s)
			}
			seen[s] = true
		}
		for _, s := range b.Sources() {
			once("source " + s.ID)
			if s.Short == "" || s.Title.ID == "" || s.Kind == "" || s.Number == "" {
				t.Errorf("source %s is incomplete", s.ID)
			}
			check(s.ID, s.ID, s.Mark)
			// The name of an instrument is nobody's to translate; what explains something is.
			if s.Note != (Label{}) {
				check(s.ID+" note", s.ID, s.Mark, s.Note)
			}
			if !slices.Contains(instruments, s.Kind) {
				check(s.ID+" title", s.ID, s.Mark, s.Title)
			}
		}
		for _, tab := range b.Tables() {
			once("table " + tab.Name)
			check(tab.Name, tab.Source, tab.Mark, tab.Title)
			for _, c := range tab.Codes {
				once(tab.Name + ":" + c.Code)
				check(tab.Name+":"+c.Code, or(c.Source, tab.Source), Mark(or(string(c.Mark), string(tab.Mark))), c.Label)
			}
		}
		for _, f := range b.Forms() {
			once("form " + f.Code)
			check(f.Code, f.Source, f.Mark, f.Title)
		}
		for _, n := range b.Needs() {
			once("need " + n.Code)
			check(n.Code, n.Source, n.Mark, n.Label)
		}
		for _, r := range b.requirements {
			once("requirement " + r.Code)
			check(r.Code, r.Source, r.Mark, r.Label)
			for _, s := range r.Substitutes {
				check(r.Code+" "+s.Code, or(s.Source, r.Source), r.Mark, s.Label)
			}
		}
		for _, s := range b.Statuses() {
			once("status " + s.Code)
			check(s.Code, s.Source, s.Mark, s.Meaning, s.Action)
		}
		for name := range b.Notices {
			n, err := b.Notice(name)
			if err != nil {
				t.Error(err)
			}
			check(name, n.Source, Sourced, n.Text)
		}
	})
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func TestCodeTablesOfF101(t *testing.T) {
	b := Current()
	for letter, want := range map[string]int{"A": 13, "B": 7, "C": 6, "D": 11, "E": 6, "F": 10, "G": 89} {
		i := slices.IndexFunc(b.Tables(), func(t *Table) bool { return t.Letter == letter })
		if i < 0 {
			t.Errorf("no table %s", letter)
			continue
		}
		codes := b.Tables()[i].Codes
		if len(codes) != want {
			t.Errorf("table %s has %d codes, want %d", letter, len(codes), want)
		}
		for j, c := range codes {
			if c.Code != strconv.Itoa(j+1) {
				t.Errorf("table %s: code %s in place %d", letter, c.Code, j+1)
			}
		}
	}
	for _, tt := range []struct{ table, code, id, paper string }{
		{"occupation", "9", "Petani/Pekebun", "PETANI/PEKEBUN"},
		{"occupation", "88", "Wiraswasta", "WIRASWASTA"},
		{"occupation", "7", "Kepolisian RI (POLRI)", "KEPOLISIAN RI (POLRI)"},
		{"education", "10", "Strata III", "Strata III"},
		{"disability", "4", "Disabilitas mental", "Cacat mental/jiwa"},
		{"sex", "P", "Perempuan", "Perempuan"},
	} {
		tab, err := b.Table(tt.table)
		if err != nil {
			t.Fatal(err)
		}
		c, err := tab.Code(tt.code)
		if err != nil || c.Label.ID != tt.id || c.OnPaper() != tt.paper {
			t.Errorf("%s %s: %+v, %v", tt.table, tt.code, c, err)
		}
	}
	if b.Label("religion", "1", "en") != "Islam" || b.Label("religion", "99", "id") != "99" || b.Label("none", "x", "id") != "x" {
		t.Error("labels")
	}
}

func TestStatuses(t *testing.T) {
	b := Current()
	for _, s := range []string{"PRINT_READY_RECORD", "print ready record", "PRR"} {
		if st, err := b.Status(s); err != nil || !st.Prints || st.Class != Ready {
			t.Errorf("%s: %+v, %v", s, st, err)
		}
	}
	prints := 0
	for _, s := range b.Statuses() {
		if s.Prints {
			prints++
		}
		if !slices.Contains([]Class{Act, Wait, Stop, Ready, Done}, s.Class) || s.Phase < 1 || s.Phase > 6 {
			t.Errorf("%+v", s)
		}
	}
	if prints != 1 {
		t.Errorf("%d statuses print", prints)
	}
	if st, err := b.Status("DUPLICATE RECORD (one-to-many)"); err != nil || st.Class != Stop {
		t.Errorf("%+v, %v", st, err)
	}
}

// The codes that resident keeps are the ones that have labels here.
func TestResidentCodesHaveLabels(t *testing.T) {
	everyBook(t, func(t *testing.T, b *Book) {
		for table, want := range map[string][]string{
			"case_reason":       texts(resident.Reasons()),
			"legal_class":       texts(resident.LegalClasses()),
			"vulnerability":     texts(resident.Vulnerabilities()),
			"difficulty":        texts(resident.Domains()),
			"difficulty_answer": texts(resident.Difficulties()),
			"proxy_as":          texts(resident.Capacities()),
			"proxy_why":         texts(resident.ProxyReasons()),
		} {
			tab, err := b.Table(table)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range tab.Codes {
				got = append(got, c.Code)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", table, got, want)
			}
		}
	})
}

func texts[T ~string](codes []T) []string {
	var out []string
	for _, c := range codes {
		out = append(out, string(c))
	}
	return out
}

func TestUnknownCodesSayWhatIsUnknown(t *testing.T) {
	b := Current()
	_, version := At("1999-01")
	_, source := b.Source("x")
	_, table := b.Table("x")
	_, form := b.Form("x")
	_, need := b.Need("x")
	_, requirement := b.Requirement("x")
	_, status := b.Status("")
	_, notice := b.Notice("x")
	tab, err := b.Table("sex")
	if err != nil {
		t.Fatal(err)
	}
	_, code := tab.Code("9")
	f, err := b.Form("F-1.01")
	if err != nil {
		t.Fatal(err)
	}
	_, field := f.Field("x")
	_, section := f.Section("x")
	texts := readLocales(t)
	for what, err := range map[string]error{
		"version": version, "source": source, "table": table, "form": form, "need": need, "requirement": requirement,
		"status": status, "notice": notice, "code": code, "field": field, "section": section,
	} {
		if !fault.Is(err, fault.NotFound) || fault.As(err).Key != "lawbook."+what+".unknown" {
			t.Errorf("%s: %v", what, err)
			continue
		}
		for lang, text := range texts {
			if !strings.Contains(text, `"`+fault.As(err).Key+`" = "`) {
				t.Errorf("%s: %s has no text", lang, fault.As(err).Key)
			}
		}
	}
}

func readLocales(t *testing.T) map[string]string {
	out := map[string]string{}
	for _, lang := range []string{"id", "en"} {
		b, err := os.ReadFile("../i18n/locales/lawbook." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		out[lang] = string(b)
	}
	return out
}

func TestDamagedDataIsRefused(t *testing.T) {
	for _, files := range []fstest.MapFS{
		{},
		{"v/book.json": {Data: []byte(`{"version":"v","surprise":1}`)}},
		{"v/book.json": {Data: []byte(`{"version":"v"}`)}, "v/sources.json": {Data: []byte(`{`)}},
	} {
		if _, err := load(files, "v"); err == nil {
			t.Errorf("%v was taken", files)
		}
	}
}

func FuzzStatus(f *testing.F) {
	for _, s := range []string{"PRR", "print ready record", "DUPLICATE_RECORD (one-to-one)", "", "_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		st, err := Current().Status(s)
		if err != nil {
			return
		}
		if again, err := Current().Status(st.Code); err != nil || again != st {
			t.Fatalf("%q is %s, and %s is something else", s, st.Code, st.Code)
		}
	})
}
