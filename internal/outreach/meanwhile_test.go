package outreach_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
)

var (
	inputTag  = regexp.MustCompile(`<input [^>]*>`)
	areaTag   = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`)
	selectTag = regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)".*?</select>`)
	chosenTag = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

func attr(tag, name string) string {
	_, rest, _ := strings.Cut(tag, " "+name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(value)
}

// asShown is the form of a page as somebody sends it who changes nothing but
// these fields.
func asShown(page string, changed map[string]string) (pairs []string) {
	add := func(name, value string) {
		if _, own := changed[name]; !own && name != "op" {
			pairs = append(pairs, name, value)
		}
	}
	_, page, _ = strings.Cut(page, `<form class="frm"`)
	page, _, _ = strings.Cut(page, "</form>")
	for _, tag := range inputTag.FindAllString(page, -1) {
		switch kind := attr(tag, "type"); {
		case kind == "file", (kind == "radio" || kind == "checkbox") && !strings.Contains(tag, " checked"):
		default:
			add(attr(tag, "name"), attr(tag, "value"))
		}
	}
	for _, m := range areaTag.FindAllStringSubmatch(page, -1) {
		add(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range selectTag.FindAllStringSubmatch(page, -1) {
		if on := chosenTag.FindStringSubmatch(m[0]); on != nil {
			add(m[1], on[1])
		}
	}
	for name, value := range changed {
		pairs = append(pairs, name, value)
	}
	return pairs
}

// says states fields of a person at the office, over what is there.
func (w *world) says(id string, fields ...casefile.Assertion) {
	w.Helper()
	st := w.state(id)
	var names []string
	for _, f := range fields {
		names = append(names, f.Field)
	}
	w.do(w.coordinator, ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.PersonStated, Area: st.Area,
		Replaces: st.Person.Shown(names...), Body: casefile.PersonStatedBody{}, Personal: casefile.PersonPersonal{Fields: fields}})
}

// A visit is filled in while somebody at the office corrects the same person:
// what the officer left as it was is not said again, and what both changed
// stands side by side.
func TestAVisitDoesNotTakeBackWhatOthersSaid(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Ponirah", birth: "1941"})
		witness := func(name string) casefile.Assertion {
			return casefile.Assertion{Field: casefile.FieldWitness, Element: "1", Value: name, Certainty: casefile.CertaintySaid}
		}
		w.says(id, witness("Sarimin"), casefile.Assertion{Field: casefile.FieldBirthPlace, Value: "Dongko"})
		trip := w.trip(id)
		w.onTheDay()
		b := s.as("bagus")
		at := "/lapangan/" + trip + "/" + number
		b.Expect(200)(b.Get(at))
		b.Expect(200, `value="Sarimin"`)(b.Post(at+"/hadir", "hadir", "yes"))
		identity := asShown(b.Last, map[string]string{"sumber": "family"})
		w.says(id, witness("Sarimun"))
		b.Expect(200, `value="Ponirah"`)(b.Post(at+"/identitas", identity...))
		data := asShown(b.Last, map[string]string{"ibu": "Sarinem", "tempat_lahir": "Pule", "jk": "P"})
		w.says(id, casefile.Assertion{Field: casefile.FieldName, Value: "Ponirah Sulastri"}, casefile.Assertion{Field: casefile.FieldBirth, Value: "1942"},
			casefile.Assertion{Field: casefile.FieldPlace, Value: "dekat balai"}, casefile.Assertion{Field: casefile.FieldBirthPlace, Value: "Tugu"})
		b.Expect(200)(b.Post(at+"/data", data...))

		// Whoever looks at an answered page again still stands for what it showed at first.
		b.Expect(200, `value="Ponirah"`)(b.Get(at + "/data"))
		b.Expect(200)(b.Post(at+"/data", asShown(b.Last, nil)...))
		b.Expect(200, `value="Sarimin"`)(b.Get(at + "/identitas"))
		b.Expect(200)(b.Post(at+"/identitas", asShown(b.Last, nil)...))

		b.Expect(200)(b.Post(at+"/biometrik", "hasil", "repeat"))
		b.Expect(200)(b.Get(at + "/temui"))
		found := asShown(b.Last, map[string]string{"pendamping": "Bu RT"})
		w.says(id, casefile.Assertion{Field: casefile.FieldPhone, Value: "080011112222"}, casefile.Assertion{Field: casefile.FieldAddress, Value: "RT 10 RW 04"})
		b.Expect(200)(b.Post(at+"/kebutuhan", "perlu", "nik"))
		b.Expect(200)(b.Post(at+"/temui", found...))
		b.Expect(200, "nama ibu", "!nama,")(b.Get(at + "/periksa"))
		b.Expect(200, "Kunjungan tersimpan")(b.Post(at + "/periksa"))

		p := w.state(id).Person
		for field, want := range map[string]string{casefile.FieldName: "Ponirah Sulastri", casefile.FieldBirth: "1942", casefile.FieldPlace: "dekat balai",
			casefile.FieldMother: "Sarinem", casefile.FieldSex: "P", casefile.FieldPhone: "080011112222", casefile.FieldAddress: "RT 10 RW 04", casefile.FieldCompanion: "Bu RT"} {
			if f := p.Get(field); f.Value != want || f.Disputed {
				w.Errorf("%s is %q (disputed: %v), want %q", field, f.Value, f.Disputed, want)
			}
		}
		if f := p.Element(casefile.FieldWitness, "1"); f.Value != "Sarimun" || f.Disputed {
			w.Errorf("the witness is %q (disputed: %v)", f.Value, f.Disputed)
		}
		if f := p.Get(casefile.FieldBirthPlace); !f.Disputed {
			w.Errorf("two people changed the place of birth, and it is %q", f.Value)
		}
	})
}

// Where two people said different things, what the visit was told is a third
// word beside them; what it read in a document is the one that counts. Only the
// coordinator chooses between words.
func TestAVisitSettlesOnlyWhatADocumentSays(t *testing.T) {
	on(t, func(w *world) {
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		st := w.state(id)
		for _, birth := range []string{"1942", "1943"} { // neither saw the other
			w.do(w.coordinator, ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.PersonStated, Area: st.Area,
				Replaces: st.Person.Shown(casefile.FieldBirth), Body: casefile.PersonStatedBody{}, Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{
					{Field: casefile.FieldBirth, Value: birth}, {Field: casefile.FieldName, Value: "Ponirah " + birth}}}})
		}
		trip := w.trip(id)
		w.onTheDay()
		s := w.site()
		b := s.as("bagus")
		at := "/lapangan/" + trip + "/" + w.state(id).Number
		b.Get(at)
		b.Post(at+"/hadir", "hadir", "yes")
		b.Expect(200, "Keterangan berbeda: nama, tanggal lahir", "koordinator yang memilih")(b.Post(at+"/identitas", "sumber", "family"))
		in := met(casefile.BioNotFound, "nik")
		in.Shown = w.state(id).Person.Shown()
		in.Person = map[string]outreach.Said{casefile.FieldName: {Value: "Ponirah 1942", Cert: casefile.CertaintyDocument}, casefile.FieldBirth: {Value: "1944", Cert: casefile.CertaintySaid},
			casefile.FieldMother: {Value: "Sarinem"}}
		w.must(w.s.Record(w.Context(), w.op(w.officer), trip, id, in))
		p := w.state(id).Person
		if f := p.Get(casefile.FieldName); f.Disputed || f.Value != "Ponirah 1942" {
			w.Errorf("a document was seen: %+v", f)
		}
		if f := p.Get(casefile.FieldMother); f.Disputed || f.Value != "Sarinem" {
			w.Errorf("%+v", f)
		}
		var said []string
		for _, x := range p.Get(casefile.FieldBirth).Statements {
			if x.Current {
				said = append(said, x.Value)
			}
		}
		if f := p.Get(casefile.FieldBirth); !f.Disputed || strings.Join(said, " ") != "1942 1943 1944" || f.Value != "1941" {
			w.Errorf("%s is in force beside %v (disputed: %v)", f.Value, said, f.Disputed)
		}
	})
}
