package lawbook

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

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
			if s.Short == "" || s.Title == "" || s.Kind == "" || s.Number == "" {
				t.Errorf("source %s is incomplete", s.ID)
			}
			check(s.ID, s.ID, s.Mark)
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

func TestForms(t *testing.T) {
	everyBook(t, func(t *testing.T, b *Book) {
		for _, f := range b.Forms() {
			keys := map[string]bool{}
			for _, s := range f.Sections {
				if s.Title.ID == "" || s.Title.EN == "" || len(s.Fields) == 0 {
					t.Errorf("%s %s is incomplete", f.Code, s.Key)
				}
				for _, fl := range s.Fields {
					if keys[fl.Key] {
						t.Errorf("%s: %s twice", f.Code, fl.Key)
					}
					keys[fl.Key] = true
				}
			}
			for _, s := range f.Sections {
				for _, fl := range s.Fields {
					where := f.Code + " " + fl.Key
					if fl.Label.ID == "" || fl.Label.EN == "" || (fl.Hint.ID == "") != (fl.Hint.EN == "") {
						t.Errorf("%s: labels", where)
					}
					switch fl.Kind {
					case Choice, Ticks:
						if _, err := b.Table(fl.Table); err != nil {
							t.Errorf("%s: %v", where, err)
						}
					case Text, Date, NIK, KK, Number, Phone, Email, Area:
						if fl.Table != "" {
							t.Errorf("%s: a table for a %s", where, fl.Kind)
						}
					default:
						t.Errorf("%s: kind %q", where, fl.Kind)
					}
					if key, values, ok := strings.Cut(fl.Required, "="); ok {
						if !keys[key] || values == "" {
							t.Errorf("%s is required when %q", where, fl.Required)
						}
						other, err := f.Field(key)
						if err != nil || other.Kind != Choice {
							t.Errorf("%s leans on %s", where, key)
							continue
						}
						tab, err := b.Table(other.Table)
						if err != nil {
							t.Fatal(err)
						}
						for _, v := range strings.Split(values, "|") {
							if !tab.Has(v) {
								t.Errorf("%s leans on %s=%s", where, key, v)
							}
						}
					} else if fl.Required != "" && fl.Required != "always" {
						t.Errorf("%s: required %q", where, fl.Required)
					}
				}
			}
		}
	})
}

func TestF101HasItsColumns(t *testing.T) {
	f, err := Current().Form("F-1.01")
	if err != nil || !f.Fillable() {
		t.Fatal(err)
	}
	member, err := f.Section("member")
	if err != nil || member.Repeat != 10 {
		t.Fatalf("%+v, %v", member, err)
	}
	for i, fl := range member.Fields {
		if fl.Number != strconv.Itoa(i+1) {
			t.Errorf("column %d is numbered %s", i+1, fl.Number)
		}
	}
	if len(member.Fields) != 41 {
		t.Errorf("%d columns", len(member.Fields))
	}
	fills := func(mode string) (n int) {
		for _, fl := range member.Fields {
			if fl.For(mode) && !fl.Auto {
				n++
			}
		}
		return n
	}
	for mode, want := range map[string]int{"WNI": 5 + 22 + 4, "OA": 12 + 27, "LN": 30 + 4} {
		if got := fills(mode); got != want {
			t.Errorf("%s fills in %d columns, want %d", mode, got, want)
		}
	}
	if got := f.InSIAK(); len(got) != 40 || got[0].Key != "name" {
		t.Errorf("%d fields for SIAK", len(got))
	}
	deed, err := f.Field("birth_deed_number")
	if err != nil || deed.RequiredIn(map[string]string{"birth_deed": "2"}) || !deed.RequiredIn(map[string]string{"birth_deed": "1"}) {
		t.Errorf("%+v, %v", deed, err)
	}
	if fl, ok := f.ForPerson("mother"); !ok || fl.Number != "39" || !fl.RequiredIn(map[string]string{"mode": "WNI"}) || fl.RequiredIn(map[string]string{"mode": "OA"}) {
		t.Errorf("%+v", fl)
	}
	if _, ok := f.ForPerson("nik"); ok {
		t.Error("F-1.01 has no column for the member's own NIK")
	}
	p, err := Current().Form("PENDATAAN")
	if err != nil || !p.Reconstructed || p.Mark != Uncertain {
		t.Errorf("%+v, %v", p, err)
	}
	abroad, err := f.Section("abroad")
	if err != nil || abroad.For("WNI") || !abroad.For("LN") {
		t.Error("the address abroad is for citizens abroad")
	}
}

func TestNeeds(t *testing.T) {
	everyBook(t, func(t *testing.T, b *Book) {
		for _, n := range b.Needs() {
			if n.Flow[0] != "reported" || n.Flow[len(n.Flow)-1] != "closed" || n.Next("visited") == "" || n.Next("closed") != "" {
				t.Errorf("%s goes %v", n.Code, n.Flow)
			}
			if n.Paper != slices.Contains(n.Flow, "handed_over") {
				t.Errorf("%s: paper %v", n.Code, n.Paper)
			}
			for _, a := range n.After {
				if _, err := b.Need(a); err != nil {
					t.Errorf("%s: %v", n.Code, err)
				}
			}
			if n.Code != "recording" && n.Code != "ktp_el" && len(b.Requirements(n.Code, nil)) == 0 {
				t.Errorf("%s asks for nothing", n.Code)
			}
		}
		if n, err := b.Need("nik"); err != nil || n.Next("entered") != "issued" || n.Next("issued") != "closed" {
			t.Errorf("%+v, %v", n, err)
		}
	})
}

func TestRequirementsAreSound(t *testing.T) {
	known := []Circumstance{Adult, Child, UnderFive, Newborn, Hosted, Married, UnrecordedMarriage, Foundling, LateBirth, NoDocuments, InDatabase, Neglected, Disaster, Elsewhere, Lost, Damaged, IdentityUnclear, BodyNotFound}
	suppliers := []string{"person", "family", "office", "head", "field", "siak", "registrar", "social", "institution"}
	everyBook(t, func(t *testing.T, b *Book) {
		for _, c := range b.Circumstances() {
			if !slices.Contains(known, Circumstance(c.Code)) || c.Label.ID == "" || c.Label.EN == "" {
				t.Errorf("circumstance %+v", c)
			}
		}
		if len(b.Circumstances()) != len(known) {
			t.Errorf("%d circumstances, want %d", len(b.Circumstances()), len(known))
		}
		for _, r := range b.requirements {
			if _, err := b.Need(r.Need); err != nil {
				t.Errorf("%s: %v", r.Code, err)
			}
			for _, w := range r.When {
				if !slices.Contains(known, Circumstance(strings.TrimPrefix(w, "!"))) {
					t.Errorf("%s: when %q", r.Code, w)
				}
			}
			forms := []string{r.Form}
			for _, s := range r.Substitutes {
				forms = append(forms, s.Form)
			}
			for _, f := range forms {
				if f == "" {
					continue
				}
				if _, err := b.Form(f); err != nil {
					t.Errorf("%s: %v", r.Code, err)
				}
			}
			if len(r.Supply) == 0 {
				t.Errorf("%s: nobody supplies it", r.Code)
			}
			for _, s := range r.Supply {
				if !slices.Contains(suppliers, s) {
					t.Errorf("%s: supplied by %q", r.Code, s)
				}
			}
		}
	})
}

func TestChecklists(t *testing.T) {
	b := Current()
	for _, tt := range []struct {
		need string
		cs   Circumstances
		want string
	}{
		{"nik", Circumstances{Adult}, "BIO-1 BIO-2 BIO-3 BIO-4 BIO-6"},
		{"nik", Circumstances{Adult, Hosted, UnrecordedMarriage, Married}, "BIO-1 BIO-2 BIO-3 BIO-4 BIO-5 BIO-6 BIO-8"},
		{"nik", Circumstances{Child, UnderFive, Newborn}, "BIO-1 BIO-3"},
		{"nik", Circumstances{Child, Foundling}, "BIO-1 BIO-2 BIO-3 BIO-9"},
		{"akta_kelahiran", Circumstances{Child, Foundling}, "AKL-1 AKL-4 AKL-5"},
		{"kia", Circumstances{Child}, "KIA-1 KIA-2 KIA-3 KIA-4"},
		{"kia", Circumstances{Child, UnderFive}, "KIA-1 KIA-2 KIA-3"},
		{"replacement", Circumstances{Lost}, "GTI-1 GTI-2"},
		{"replacement", Circumstances{Lost, Disaster}, "GTI-1 GTI-4"},
		{"kk", Circumstances{Adult, Disaster}, "KK-1 KK-2 KK-3"},
		{"none", nil, ""},
	} {
		var got []string
		for _, r := range b.Requirements(tt.need, tt.cs) {
			got = append(got, r.Code)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s in %v: %v", tt.need, tt.cs, got)
		}
	}
	r, err := b.Requirement("BIO-3")
	if err != nil || !r.Accepts("F-1.04") || r.Accepts("F-1.05") || b.Citation(r) != "Perpres 96/2018 pasal 4" {
		t.Errorf("%+v, %v, %q", r, err, b.Citation(r))
	}
}

func TestCircumstancesOfAPerson(t *testing.T) {
	day := time.Date(2021, 3, 14, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		birth, marital string
		nik            resident.NIK
		classes        []resident.LegalClass
		want           Circumstances
	}{
		{"1943-08-17", "3", "", nil, Circumstances{Adult, Married, UnrecordedMarriage}},
		{"2018", "", "", nil, Circumstances{Child, UnderFive}},
		{"2003..2005", "", "", nil, Circumstances{Adult, Child}},
		{"", "", "3503041708439012", []resident.LegalClass{resident.NaturalDisaster, resident.SocialDisaster, resident.Neglected}, Circumstances{Adult, Child, Disaster, Neglected, InDatabase}},
		{"1943", "6", "", nil, Circumstances{Adult, Married}},
	} {
		d, err := resident.DateOf(tt.birth)
		if err != nil {
			t.Fatal(err)
		}
		got := Of(resident.Person{Birth: d, NIK: tt.nik, LegalClasses: tt.classes}, tt.marital, day)
		if !slices.Equal(got, tt.want) {
			t.Errorf("born %s: %v, want %v", tt.birth, got, tt.want)
		}
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
	if st, err := b.Status("DUPLICATE RECORD"); err != nil || st.Class != Stop {
		t.Errorf("%+v, %v", st, err)
	}
}

// The codes that resident keeps are the ones that have labels here.
func TestResidentCodesHaveLabels(t *testing.T) {
	everyBook(t, func(t *testing.T, b *Book) {
		for table, want := range map[string][]string{
			"case_reason":   texts(resident.Reasons()),
			"legal_class":   texts(resident.LegalClasses()),
			"vulnerability": texts(resident.Vulnerabilities()),
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
