package form

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

var today = time.Date(2021, 3, 14, 10, 40, 0, 0, time.FixedZone("WIB", 7*3600))

var meta = Meta{
	Printed:    today,
	Letterhead: document.Letterhead{Government: "PEMERINTAH KABUPATEN TRENGGALEK", Office: "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL", Address: []string{"Jalan Contoh Nomor 1, Trenggalek"}},
	Place:      "Trenggalek", Head: "NAMA KEPALA DINAS", HeadID: "NIP. 000000000000000000",
	Code: "ABCD-EFGH", VerifyURL: "https://contoh.example/periksa/ABCD-EFGH", VerifyText: "Periksa keaslian: kode ABCD-EFGH.",
}

func fillable(t interface {
	Helper()
	Fatal(...any)
}) []*Definition {
	t.Helper()
	var list []*Definition
	for _, f := range lawbook.Current().Forms() {
		if f.Fillable() {
			d, err := Define(lawbook.Current(), f.Code)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, d)
		}
	}
	if len(list) < 7 {
		t.Fatal("F-1.01, the five declarations and the Formulir Pendataan are not all there")
	}
	return list
}

func definition(t *testing.T, code string) *Definition {
	t.Helper()
	d, err := Define(lawbook.Current(), code)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// answer is a valid answer to a place, as a page sends it.
func answer(p Place, sent url.Values) {
	name, f := p.Name(), p.Field
	switch f.Kind {
	case Date:
		if f.guessed() {
			sent.Set(name, "17-08-1943")
			return
		}
		sent.Set(name+".d", "17")
		sent.Set(name+".m", "8")
		sent.Set(name+".y", "1943")
	case Code:
		sent.Set(name, f.Options[0].Code)
	case Tick:
		sent[name] = []string{f.Options[0].Code, f.Options[len(f.Options)-1].Code}
	case NIK, KK:
		sent.Set(name, "3503085708439001")
	case Number:
		sent.Set(name, strings.Repeat("7", max(1, min(f.Max, 3))))
	case Phone:
		sent.Set(name, "080000000012")
	case Area:
		sent.Set(name, "35.03.08.2004")
	case Email:
		sent.Set(name, "a@example.id")
	case Text:
		sent.Set(name, "Isi "+f.Number+" "+string(rune('A'+p.Row)))
	}
}

func answers(d *Definition, rows int, mode string) url.Values {
	sent := url.Values{}
	for _, p := range d.Places(rows) {
		if p.Asked(Values{"mode": mode}) {
			answer(p, sent)
		}
	}
	if mode != "" {
		sent.Set("mode", mode)
	}
	return sent
}

func save(t *testing.T, name string, pdf []byte) {
	t.Helper()
	if dir := os.Getenv("JEMPOL_TEST_PAPERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// plain joins what is printed in boxes and cells, for searching.
func plain(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(strings.NewReplacer("\n", "", "…", "").Replace(s)), ""))
}

// Every field of every form is asked on the page, except what the program
// knows by itself, and stands on the paper with its number and label.
func TestEveryFieldOnPageAndPaper(t *testing.T) {
	for _, d := range fillable(t) {
		pdf, err := PDF(d, Values{}, meta)
		if err != nil {
			t.Fatal(err)
		}
		save(t, "empty-"+d.Code+".pdf", pdf)
		paper := plain(papertest.Text(pdf))
		page := map[string]bool{}
		for _, g := range Fields(d, Values{}, nil, "id", 1) {
			for _, f := range g.(*web.Group).Fields {
				page[nameOf(t, f)] = true
			}
		}
		for _, p := range d.Places(1) {
			if !page[p.Name()] && !p.Field.Auto && !p.derived() {
				t.Errorf("%s: %s is not on the page", d.Code, p.Name())
			}
			if !strings.Contains(paper, plain(p.Field.Label.ID)) && !p.Field.Auto {
				t.Errorf("%s: %q is not on the paper", d.Code, p.Field.Label.ID)
			}
		}
		for _, s := range d.Sign {
			if !strings.Contains(paper, plain(s.ID)) {
				t.Errorf("%s: nobody signs as %q", d.Code, s.ID)
			}
		}
		if !strings.Contains(paper, "GRATIS") {
			t.Errorf("%s does not say that it is free", d.Code)
		}
	}
}

func nameOf(t *testing.T, f any) string {
	t.Helper()
	switch f := f.(type) {
	case *web.Input:
		return f.Name
	case *web.Select:
		return f.Name
	case *web.Radios:
		return f.Name
	case *web.Checks:
		return f.Name
	case *web.DateParts:
		return f.Name
	case *web.AreaPicker:
		return f.Name
	}
	t.Fatalf("unknown component %T", f)
	return ""
}

// What is sent from the page stands on the paper.
func TestPageToPaper(t *testing.T) {
	for _, d := range fillable(t) {
		for _, mode := range []string{"WNI", "OA", "LN"} {
			rows := d.MaxRows()
			v, wrong := Parse(d, answers(d, rows, mode), today)
			if wrong != nil {
				t.Fatalf("%s %s: %v", d.Code, mode, wrong)
			}
			pdf, err := PDF(d, v, meta)
			if err != nil {
				t.Fatal(err)
			}
			save(t, "full-"+d.Code+"-"+mode+".pdf", pdf)
			paper := plain(papertest.Text(pdf))
			for _, p := range d.Places(rows) {
				value := v[p.Name()]
				if p.Asked(v) != (value != "") && !p.derived() {
					t.Errorf("%s: asked %v, value %q", p.Name(), p.Asked(v), value)
				}
				text, _ := official(p.Field, value)
				if d.Signed && p.Field.Kind == Date {
					text = spelled(p.Field, value, "")
				} else if p.Field.Kind == Date && p.Row == 0 {
					text = strings.ReplaceAll(text, "-", "")
				}
				for _, part := range strings.Split(text, "; ") {
					if !strings.Contains(paper, plain(part)) {
						t.Errorf("%s %s: %q is not on the paper", d.Code, p.Name(), part)
					}
				}
			}
			// The page shows it again, and what it shows is sent again unchanged.
			again, wrong := Parse(d, answers(d, rows, mode), today)
			if wrong != nil || fmt.Sprint(map[string]string(again)) != fmt.Sprint(map[string]string(v)) {
				t.Errorf("%s: a second sending differs: %v", d.Code, wrong)
			}
		}
	}
}

// Who signs a declaration sees on the same page what is declared, also where
// every line is as long as it may be.
func TestDeclarationsAreOnePage(t *testing.T) {
	for _, d := range fillable(t) {
		if !d.Signed {
			continue
		}
		sent := answers(d, 1, "")
		for _, p := range d.Places(1) {
			if p.Field.Kind == Text {
				sent.Set(p.Name(), strings.Repeat("Kata ", p.Field.most()/5))
			}
		}
		v, wrong := Parse(d, sent, today)
		if wrong != nil {
			t.Fatalf("%s: %v", d.Code, wrong)
		}
		m := meta
		m.Code = "" // what a person declares is not the office's to vouch for
		pdf, err := PDF(d, v, m)
		if err != nil {
			t.Fatal(err)
		}
		save(t, "long-"+d.Code+".pdf", pdf)
		if n := len(papertest.Pages(pdf)); n != 1 {
			t.Errorf("%s is %d pages", d.Code, n)
		}
	}
}

func TestParseNamesTheField(t *testing.T) {
	d := definition(t, "F-1.01")
	for name, c := range map[string]struct {
		change func(url.Values)
		field  string
		key    string
	}{
		"required":        {func(v url.Values) { v.Del("member.1.name") }, "member.1.name", "form.required"},
		"begun row":       {func(v url.Values) { v.Set("member.2.name", "Karto Wiryo") }, "member.2.sex", "form.required"},
		"condition":       {func(v url.Values) { v.Set("member.1.birth_deed", "1"); v.Del("member.1.birth_deed_number") }, "member.1.birth_deed_number", "form.required"},
		"code":            {func(v url.Values) { v.Set("member.1.religion", "99") }, "member.1.religion", "form.choose"},
		"date":            {func(v url.Values) { v.Set("member.1.birth.m", "13") }, "member.1.birth", "form.date"},
		"digits":          {func(v url.Values) { v.Set("rt", "dua") }, "rt", "form.digits"},
		"long":            {func(v url.Values) { v.Set("rt", "1234") }, "rt", "form.long"},
		"very long":       {func(v url.Values) { v.Set("head_name", strings.Repeat("x", 1000)) }, "head_name", "form.long"},
		"area":            {func(v url.Values) { v.Set("village", "35.03") }, "village", "form.choose"},
		"unknown village": {func(v url.Values) { v.Set("village", "mana") }, "village", "form.choose"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := answers(d, 1, "WNI")
			c.change(sent)
			_, wrong := Parse(d, sent, today)
			if wrong == nil || !slices.ContainsFunc(wrong.Fields, func(f fault.Field) bool { return f.Name == c.field && f.Key == c.key }) {
				t.Errorf("%v", wrong)
			}
			if wrong != nil && strings.Contains(fmt.Sprint(Fields(d, Values{}, wrong, "id", 2)), c.key) {
				t.Error("the page shows a key instead of words")
			}
		})
	}
}

func TestPrefill(t *testing.T) {
	d := definition(t, "PENDATAAN")
	known := map[string]string{"name": "Sumiatun", "sex": "P", "birth": "1948", "village": "35.03.08.2004", "nik": "JK-SEMENTARA-12", "vulnerability": "elderly", "rt": "003"}
	v := Prefill(d, func(field string) string { return known[field] })
	if v["nik"] != "" {
		t.Error("a temporary number stands in a NIK's place")
	}
	if v["name"] != "Sumiatun" || v["sex"] != "2" || v["birth"] != "1948" || v["vulnerability"] != "elderly" {
		t.Errorf("%v", map[string]string(v))
	}
	pdf, err := PDF(d, v, meta)
	if err != nil {
		t.Fatal(err)
	}
	save(t, "prefilled.pdf", pdf)
	if strings.Contains(papertest.Text(pdf), "SEMENTARA") {
		t.Error("a temporary number is printed")
	}
	// In F-1.01 a guessed day is left blank, and so is a disputed field, which
	// the caller gives as "".
	f := definition(t, "F-1.01")
	v = Prefill(f, func(field string) string { return known[field] })
	for _, r := range SIAKOrder(f, v) {
		if r.Number == "12" && r.Text != "" {
			t.Errorf("a year became the date %q", r.Text)
		}
	}
	if v["kecamatan"] != "35.03.08" || v["mode"] != "WNI" {
		t.Errorf("%v", map[string]string(v))
	}
}

func TestPrefillFromPeople(t *testing.T) {
	d := definition(t, "PENDATAAN")
	birth, err := resident.NewDate(1948, 7, 1)
	if err != nil {
		t.Fatal(err)
	}
	v := Prefill(d, Known(resident.Person{Name: "Sumiatun", Sex: resident.Female, Birth: birth, Village: "35.03.08.2004", Place: "belakang pasar",
		Vulnerabilities: []resident.Vulnerability{resident.Elderly, resident.DisabledSight}}))
	if v["name"] != "Sumiatun" || v["sex"] != "2" || v["birth"] != "1948-07-01" || v["address"] != "belakang pasar" || v["vulnerability"] != "elderly,disability_sight" || v["nik"] != "" {
		t.Errorf("%v", map[string]string(v))
	}
	p := casefile.Person{Fields: []casefile.PersonField{
		{Field: casefile.FieldMother, Value: "Painem", Disputed: true}, {Field: casefile.FieldName, Value: "Sumiatun"},
		{Field: casefile.FieldVulnerability, Element: "elderly", Value: "1"}, {Field: casefile.FieldVulnerability, Element: "odgj", Value: "1", Disputed: true},
	}}
	v = Prefill(d, Disputable(p))
	if v["name"] != "Sumiatun" || v["mother"] != "" || v["vulnerability"] != "elderly" {
		t.Errorf("a disputed field was printed: %v", map[string]string(v))
	}
}

// The witnesses whom the visit named and whoever spoke for a child need not be
// typed again; one on whom two people disagree is left open.
func TestDeclarationsBeginWithWhoWasNamed(t *testing.T) {
	p := casefile.Person{Fields: []casefile.PersonField{
		{Field: casefile.FieldFather, Value: "Parno"}, {Field: casefile.FieldProxy, Value: "Lasmi"},
		{Field: casefile.FieldWitness, Element: "1", Value: "Kasno"}, {Field: casefile.FieldWitness, Element: "2", Value: "Tumini", Disputed: true},
	}}
	for code, want := range map[string]Values{
		"F-1.05": {"witness1_name": "Kasno"},
		"F-2.03": {"witness1_name": "Kasno", "declarer_name": "Lasmi", "father": "Parno"},
		"F-2.04": {"witness1_name": "Kasno", "husband_name": "Parno"},
	} {
		got := Prefill(definition(t, code), Disputable(p))
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s: %s is %q", code, name, got[name])
			}
		}
		if got["witness2_name"] != "" {
			t.Errorf("%s: a disputed witness was printed", code)
		}
	}
}

// A declaration leaves the office: its address says the village, where the form
// has no field of its own for it.
func TestAddressOfADeclarationSaysTheVillage(t *testing.T) {
	known := map[string]string{casefile.FieldVillage: "35.03.04.2006", casefile.FieldRT: "003"}
	home := Home(func(field string) string { return known[field] })
	village := region.Label("35.03.04.2006")
	if home != "RT 003, "+village || Home(func(string) string { return "" }) != "" {
		t.Fatalf("%q", home)
	}
	for code, want := range map[string]bool{"F-1.04": true, "F-1.05": true, "F-1.07": true, "F-1.01": false} {
		d := definition(t, code)
		m := meta
		m.Home = home
		pdf, err := PDF(d, Values{"address": "Dusun Krajan"}, m)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(papertest.Text(pdf)), " ")
		if got := strings.Contains(text, strings.ToUpper("Dusun Krajan, RT 003, "+village)); got != want {
			t.Errorf("%s: %v\n%s", code, got, text)
		}
	}
}

func TestSIAKOrder(t *testing.T) {
	d := definition(t, "F-1.01")
	v, wrong := Parse(d, answers(d, 2, "WNI"), today)
	if wrong != nil {
		t.Fatal(wrong)
	}
	rows := SIAKOrder(d, v)
	text := map[string]CopyRow{}
	last := CopyRow{}
	for _, r := range rows {
		if r.Row < last.Row {
			t.Errorf("row %d after %d", r.Row, last.Row)
		}
		if r.Text != strings.ToUpper(r.Text) {
			t.Errorf("%q is not in upper case", r.Text)
		}
		text[fmt.Sprint(r.Row, ".", r.Number)] = r
		last = r
	}
	if text["2.12"].Text != "17-08-1943" || text["1.10"].Code != "1" || text["1.10"].Text != "LAKI-LAKI" || text["2.1"].Text != "2" {
		t.Errorf("%+v", rows)
	}
	if _, asked := text["1.32"]; asked {
		t.Error("a citizen is entered with a stay permit")
	}
}

// Whatever is sent, Parse neither panics nor lets in what the form does not
// know, and what it takes can be printed.
func TestParseAnything(t *testing.T) {
	forms := fillable(t)
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(forms).Draw(t, "form")
		sent := url.Values{}
		known := map[string]bool{"mode": true}
		for _, p := range d.Places(3) {
			known[p.Name()] = true
			if rapid.Bool().Draw(t, "sent") {
				s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{0,18}`)).Draw(t, "value")
				sent.Set(p.Name(), s)
				sent.Set(p.Name()+".d", s)
				sent.Set(p.Name()+".y", s)
			}
		}
		sent.Set("evil", "x")
		v, _ := Parse(d, sent, today)
		for name, value := range v {
			if !known[name] && !strings.HasPrefix(name, "member.") {
				t.Fatalf("%s came in", name)
			}
			if len([]rune(value)) > 400 {
				t.Fatalf("%s is %d long", name, len(value))
			}
		}
		// A paper each time would be slow under the race detector.
		if rapid.IntRange(0, 9).Draw(t, "print") == 0 {
			if _, err := PDF(d, v, meta); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestGuessedBirthOnPendataan(t *testing.T) {
	d := definition(t, "PENDATAAN")
	v, _ := Parse(d, url.Values{"birth": {"sekitar 78 tahun"}}, today)
	date, err := resident.DateOf(v["birth"])
	if err != nil || !date.Known() {
		t.Fatalf("%q", v["birth"])
	}
	pdf, err := PDF(d, v, meta)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plain(papertest.Text(pdf)), plain(date.Format("id"))) {
		t.Error("the guessed birth is not printed")
	}
}

func TestNothingOfAFormInLogs(t *testing.T) {
	if s := fmt.Sprintf("%v %s", Values{"name": "Sumiatun"}, Values{"name": "Sumiatun"}); strings.Contains(s, "Sumiatun") {
		t.Error(s)
	}
}

// Each line of an error summary says which field it means.
func TestWhatIsMissingIsNamed(t *testing.T) {
	_, wrong := Parse(definition(t, "F-1.01"), url.Values{}, today)
	seen := map[string]bool{}
	for _, f := range wrong.Fields {
		for _, lang := range []string{i18n.ID, i18n.EN} {
			text := i18n.T(lang, f.Key, f.Args)
			if seen[lang+text] || strings.Contains(text, "{{") || strings.HasSuffix(text, ": ") {
				t.Errorf("%s: %q", f.Name, text)
			}
			seen[lang+text] = true
		}
	}
	if len(seen) < 4 {
		t.Errorf("%v", seen)
	}
}
