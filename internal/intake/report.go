package intake

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// ageSpread is how many years an estimated age reaches to both sides: families
// of the old count by harvests and eruptions.
const ageSpread = 3

// birthBetween is the value under which a list says years between which
// somebody was born; a form asks for an age.
const birthBetween = "lahir.antara"

// Limits of free text, in characters.
const (
	maxLine = 120
	maxText = 600
)

// Values is where a form's values come from; web.Request is one.
type Values interface {
	Text(name string) string
	Texts(name string) []string
}

// Person is what a form states of a person, by the casefile's field names.
// Fields that were left empty are absent.
type Person struct {
	Fields []casefile.Assertion
	// Keep names fields that the form showed only roughly (a masked number, an
	// age for a range of years) and that nobody touched: they stay as they are.
	Keep []string
	// Facts are what of it holds no personal data, and Why is the code of why
	// something that was known is replaced.
	Facts []casefile.Assertion
	Why   string
}

// Value is the stated value of a field without elements.
func (p Person) Value(field string) string {
	for _, a := range p.Fields {
		if a.Field == field && a.Element == "" {
			return a.Value
		}
	}
	return ""
}

// Report is a report that is ready to be saved.
type Report struct {
	Person  Person
	Village region.Code
	Reasons []string
	Needs   []string
	Basis   string
	Letter  string
	Tip     string // id of the neighbour's tip that it was written from
	Photo   string // attachment hash
	From    string // id of who of the register the form was filled from
	Urgent  bool
}

// reader collects values and what is wrong with them.
type reader struct {
	v    Values
	now  time.Time
	f    *fault.Fault
	out  []casefile.Assertion
	cert string
}

func newReader(v Values, now time.Time) *reader {
	return &reader{v: v, now: now, f: fault.New(fault.Invalid, "fault.form"), cert: casefile.CertaintySaid}
}

func (r *reader) err() error {
	if len(r.f.Fields) == 0 {
		return nil
	}
	return r.f
}

// wrong notes the problem of a field; the fault of a noun keeps its words.
func (r *reader) wrong(name string, err error) {
	var f *fault.Fault
	if errors.As(err, &f) {
		r.f.Fields = append(r.f.Fields, fault.Field{Name: name, Key: f.Key, Args: f.Args})
	}
}

// state notes a value. Certainty is what the form's field "<name>.cert" says,
// else what the whole form goes by.
func (r *reader) state(name, field, value string) {
	if value == "" {
		return
	}
	cert := r.v.Text(name + ".cert")
	if cert != casefile.CertaintyDocument && cert != casefile.CertaintySaid {
		cert = r.cert
	}
	r.out = append(r.out, casefile.Assertion{Field: field, Value: value, Certainty: cert})
}

func (r *reader) line(name, field string, most int) string {
	text := strings.Join(strings.Fields(r.v.Text(name)), " ")
	if n := utf8.RuneCountInString(text); n > most {
		r.f.Fields = append(r.f.Fields, fault.Field{Name: name, Key: "intake.err.long", Args: map[string]any{"Has": n, "Limit": most}})
		return ""
	}
	r.state(name, field, text)
	return text
}

func (r *reader) name(name, field string) string {
	text := r.v.Text(name)
	if text == "" {
		return ""
	}
	n, err := resident.ParseName(text)
	if err != nil {
		r.wrong(name, err)
		return ""
	}
	r.state(name, field, string(n))
	return string(n)
}

func (r *reader) birth() {
	if years := r.v.Text(birthBetween); years != "" {
		date, err := resident.DateOf(years)
		if err != nil {
			r.wrong("lahir", err)
			return
		}
		if first, _, ok := date.Bounds(); !ok || first.After(r.now) {
			r.f.With("lahir.y", "resident.date.future")
			return
		}
		r.out = append(r.out, casefile.Assertion{Field: casefile.FieldBirth, Value: date.Text(), Certainty: casefile.CertaintySaid})
		return
	}
	d, m, y := r.v.Text("lahir.d"), r.v.Text("lahir.m"), r.v.Text("lahir.y")
	age := r.v.Text("umur")
	switch {
	case y == "" && (d != "" || m != ""):
		r.f.With("lahir.y", "intake.err.birth_year")
		return
	case y == "" && age == "":
		return
	case y == "":
		n, err := strconv.Atoi(age)
		if err != nil {
			r.f.With("umur", "intake.err.age")
			return
		}
		date, err := resident.FromAge(n, ageSpread, r.now)
		if err != nil {
			r.wrong("umur", err)
			return
		}
		r.out = append(r.out, casefile.Assertion{Field: casefile.FieldBirth, Value: date.Text(), Certainty: casefile.CertaintySaid})
		return
	case d != "" && m == "":
		r.f.With("lahir.m", "intake.err.birth_month")
		return
	}
	parts := [3]int{}
	for i, p := range []struct{ name, text string }{{"lahir.y", y}, {"lahir.m", m}, {"lahir.d", d}} {
		if p.text == "" {
			continue
		}
		n, err := strconv.Atoi(p.text)
		if err != nil {
			r.f.With(p.name, "intake.err.digits")
			return
		}
		parts[i] = n
	}
	date, err := resident.NewDate(parts[0], parts[1], parts[2])
	if err != nil {
		part := map[string]string{"resident.date.day": "lahir.d", "resident.date.month": "lahir.m"}[fault.As(err).Key]
		if part == "" {
			part = "lahir.y"
		}
		r.wrong(part, err)
		return
	}
	if first, _, _ := date.Bounds(); first.After(r.now) {
		r.f.With("lahir.y", "resident.date.future")
		return
	}
	r.state("lahir", casefile.FieldBirth, date.Text())
}

// numbers reads NIK and KK; both may be missing.
func (r *reader) numbers() {
	if s := r.v.Text("nik"); s != "" {
		n, err := resident.ReadNIK(s, r.now)
		if err != nil {
			r.wrong("nik", err)
		} else {
			r.out = append(r.out, casefile.Assertion{Field: casefile.FieldNIK, Value: string(n), Certainty: casefile.CertaintyDocument})
		}
	}
	if s := r.v.Text("kk"); s != "" {
		if n, err := resident.ReadKK(s); err != nil {
			r.wrong("kk", err)
		} else {
			r.out = append(r.out, casefile.Assertion{Field: casefile.FieldKK, Value: string(n), Certainty: casefile.CertaintyDocument})
		}
	}
}

func (r *reader) neighbourhood() {
	for _, part := range []struct{ name, field string }{{"rt", casefile.FieldRT}, {"rw", casefile.FieldRW}} {
		n, _, err := resident.ParseRTRW(r.v.Text(part.name))
		if err != nil {
			r.f.With(part.name, "intake.err.rtrw")
			continue
		}
		r.state(part.name, part.field, n)
	}
}

// otherNames states each other name as an element of its own.
func (r *reader) otherNames() {
	for _, s := range dedupe(strings.Split(r.v.Text("nama_lain"), ",")) {
		if strings.TrimSpace(s) == "" {
			continue
		}
		n, err := resident.ParseName(s)
		if err != nil {
			r.wrong("nama_lain", err)
			return
		}
		// The name is its own key: two people who each add one add two.
		r.out = append(r.out, casefile.Assertion{Field: casefile.FieldOtherName, Element: string(n), Value: string(n), Certainty: r.cert})
	}
}

// codes states every chosen code of a list as an element.
func (r *reader) codes(name, field string, known func(string) bool) {
	for _, c := range dedupe(r.v.Texts(name)) {
		if !known(c) {
			r.f.With(name, "intake.err.choice")
			return
		}
		r.out = append(r.out, casefile.Assertion{Field: field, Element: c, Value: c, Certainty: r.cert})
	}
}

// person reads everything that report and data page have in common.
func (r *reader) person() {
	r.name("nama", casefile.FieldName)
	r.otherNames()
	if sex, err := resident.ParseSex(r.v.Text("jk")); err != nil {
		r.wrong("jk", err)
	} else {
		r.state("jk", casefile.FieldSex, string(sex))
	}
	r.birth()
	r.line("tempat_lahir", casefile.FieldBirthPlace, maxLine)
	r.name("ibu", casefile.FieldMother)
	r.name("ayah", casefile.FieldFather)
	r.numbers()
	r.line("alamat", casefile.FieldAddress, maxText)
	r.neighbourhood()
	r.line("tempat", casefile.FieldPlace, maxText)
	r.line("arah", casefile.FieldDirections, maxText)
	r.out = append(r.out, form.Given(form.ReadSpot(r.v, r.f))...)
	r.line("pendamping", casefile.FieldCompanion, maxLine)
	if phone, err := resident.ParsePhone(r.v.Text("telepon")); err != nil {
		r.wrong("telepon", err)
	} else {
		r.state("telepon", casefile.FieldPhone, string(phone))
	}
	r.codes("kerentanan", casefile.FieldVulnerability, func(c string) bool { _, err := resident.ParseVulnerability(c); return err == nil })
	r.codes("golongan", casefile.FieldLegalClass, func(c string) bool { _, err := resident.ParseLegalClass(c); return err == nil })
}

// village reads a village of the district; what was typed without choosing is
// an answer where it can mean but one.
func (r *reader) village(within region.Code) region.Code {
	code := region.Code(r.v.Text("desa"))
	if code == "" {
		found := region.Resolve(r.v.Text("desa.text"), "", within)
		switch {
		case r.v.Text("desa.text") == "":
			r.f.With("desa", "intake.err.village")
			return ""
		case len(found) == 0:
			r.f.With("desa", "intake.err.village_unknown")
			return ""
		case len(found) > 1 || found[0].Near:
			r.f.With("desa", "intake.err.village_choose")
			return ""
		}
		code = found[0].Code
	}
	if a, ok := region.Get(code); !ok || a.Level != region.Village || within != "" && !within.Contains(code) {
		r.f.With("desa", "intake.err.village_unknown")
		return ""
	}
	r.out = append(r.out, casefile.Assertion{Field: casefile.FieldVillage, Value: string(code), Certainty: casefile.CertaintySaid})
	return code
}

// proxy reads who spoke for the person, in what capacity and why.
func (r *reader) proxy() { r.out = append(r.out, form.Given(form.ReadProxy(r.v, r.f))...) }

// reasons reads why the person is on the list.
func (r *reader) reasons() []string {
	out := dedupe(r.v.Texts("alasan"))
	for _, c := range out {
		if _, err := resident.ParseReason(c); err != nil {
			r.f.With("alasan", "intake.err.choice")
			break
		}
	}
	if len(out) == 0 {
		r.f.With("alasan", "intake.err.reason")
	}
	return out
}

// ReadReport reads the report form. A person of whom nothing is known but where
// to be found is a person: name or described place, one of them must be there.
func ReadReport(v Values, now time.Time, within region.Code, book *lawbook.Book) (Report, error) {
	r := newReader(v, now)
	r.person()
	var out Report
	out.Village = r.village(within)
	r.proxy()
	r.line("keamanan", casefile.FieldSafety, maxText)
	if v.Text("nama") == "" && v.Text("nama_lain") == "" && v.Text("tempat") == "" {
		r.f.With("nama", "intake.err.name_or_place")
	}
	out.Reasons = r.reasons()
	out.Needs = needs(r, "kebutuhan", book)
	out.Basis = form.ReadBasis(v, r.f)
	out.Letter = v.Text("surat")
	out.Tip = v.Text("warga")
	out.Urgent = v.Text("mendesak") != ""
	out.Person.Fields = r.out
	// What is wrong is listed in the order of the page.
	first := []string{"nama", "desa", "tempat", "alasan"}
	place := func(f fault.Field) int { return (slices.Index(first, f.Name) + len(first) + 1) % (len(first) + 1) }
	slices.SortStableFunc(r.f.Fields, func(a, b fault.Field) int { return place(a) - place(b) })
	return out, r.err()
}

// needs reads chosen needs that the lawbook knows.
func needs(r *reader, name string, book *lawbook.Book) []string {
	out := dedupe(r.v.Texts(name))
	if len(out) == 0 {
		return nil
	}
	for _, n := range out {
		_, known := casefile.FlowOf(n)
		if _, err := book.Need(n); err != nil || !known {
			r.f.With(name, "intake.err.choice")
			return nil
		}
	}
	return out
}

func dedupe(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
