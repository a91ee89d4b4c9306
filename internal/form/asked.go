package form

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// What the report, the visit and the page of a person's data ask alike, beside
// the name and the place: each part has its fields and their reading. A reading
// states every field of its part, an empty one as empty.

// Source is where a form's values come from; web.Request is one.
type Source interface {
	Text(name string) string
	Texts(name string) []string
}

// maxProxy is the longest name of who speaks for somebody, in characters.
const maxProxy = 120

// Proxy asks who spoke for the person, in what capacity, and why.
func (t Told) Proxy(known func(field string) string) []any {
	return []any{
		&web.Input{Label: web.Ask("wakil", "form.ask.proxy", "form.ask.proxy.hint"), Max: maxProxy, Value: known(casefile.FieldProxy)},
		&web.Select{Label: web.Ask("wakil_sebagai", "form.field.proxy_as"), Blank: "form.ask.proxy.self", Options: t.options("proxy_as", known(casefile.FieldProxyAs))},
		&web.Select{Label: web.Ask("wakil_sebab", "form.field.proxy_why"), Blank: "form.ask.proxy.self", Options: t.options("proxy_why", known(casefile.FieldProxyWhy))},
	}
}

// ReadProxy reads Proxy. What is wrong stands in f.
func ReadProxy(v Source, f *fault.Fault) []casefile.Assertion {
	name := strings.Join(strings.Fields(v.Text("wakil")), " ")
	if utf8.RuneCountInString(name) > maxProxy {
		f.With("wakil", "form.long")
	}
	as, why := v.Text("wakil_sebagai"), v.Text("wakil_sebab")
	if _, err := resident.ParseCapacity(as); as != "" && err != nil {
		f.With("wakil_sebagai", "form.choose")
	}
	if _, err := resident.ParseProxyReason(why); why != "" && err != nil {
		f.With("wakil_sebab", "form.choose")
	}
	return []casefile.Assertion{said(casefile.FieldProxy, "", name), said(casefile.FieldProxyAs, "", as), said(casefile.FieldProxyWhy, "", why)}
}

// Difficulties asks the six questions of the Washington Group. The answers are
// counted and nothing else.
func (t Told) Difficulties(known func(domain string) string) []any {
	var out []any
	for _, d := range resident.Domains() {
		out = append(out, &web.Select{Label: web.Ask(difficulty(d), t.Book.Label("difficulty", string(d), t.Lang)), Blank: "form.ask.difficulty.not",
			Options: t.options("difficulty_answer", known(string(d)))})
	}
	return out
}

func difficulty(d resident.Domain) string { return "sulit_" + string(d) }

// ReadDifficulties reads Difficulties.
func ReadDifficulties(v Source, f *fault.Fault) []casefile.Assertion {
	var out []casefile.Assertion
	for _, d := range resident.Domains() {
		answer := v.Text(difficulty(d))
		if _, err := resident.ParseDifficulty(answer); answer != "" && err != nil {
			f.With(difficulty(d), "form.choose")
			continue
		}
		out = append(out, said(casefile.FieldDifficulty, string(d), answer))
	}
	return out
}

// Bases are the legal bases on which a person's data may be kept.
// UU 27/2022 pasal 20 ayat (2)
var Bases = []string{"public_task", "legal_duty", "consent", "vital_interest"}

// Basis asks for the legal basis.
func Basis(known string) *web.Radios {
	r := &web.Radios{Label: web.Ask("dasar", "form.field.basis", "form.ask.basis.hint").Must(), Two: true}
	for _, b := range Bases {
		r.Options = append(r.Options, web.Option{Value: b, Label: "form.basis." + b, On: b == known})
	}
	return r
}

// ReadBasis reads Basis.
func ReadBasis(v Source, f *fault.Fault) string {
	b := v.Text("dasar")
	if !slices.Contains(Bases, b) {
		f.With("dasar", "form.ask.basis.missing")
	}
	return b
}

// Spot asks for the institution in which the person lives, and the point on the
// map.
func (t Told) Spot(known func(field string) string) []any {
	inst := &web.Select{Label: web.Ask("lembaga", "form.field.institution", "form.ask.institution.hint"), Blank: "form.ask.institution.none"}
	for id, name := range t.Places {
		inst.Options = append(inst.Options, web.Option{Value: id, Label: name, On: id == cmp.Or(known(casefile.FieldInstitution), t.Own)})
	}
	slices.SortFunc(inst.Options, func(a, b web.Option) int { return strings.Compare(a.Label+"\x00"+a.Value, b.Label+"\x00"+b.Value) })
	return []any{inst, &web.Input{Label: web.Ask("titik", "form.field.point", "form.ask.point.hint"), Max: 60, Width: "w12", Value: known(casefile.FieldPoint)}}
}

// ReadSpot reads Spot. Which institutions there are, the use case knows.
func ReadSpot(v Source, f *fault.Fault) []casefile.Assertion {
	at, err := region.ParsePosition(v.Text("titik"))
	if err != nil {
		f.With("titik", fault.As(err).Key)
	}
	return []casefile.Assertion{said(casefile.FieldInstitution, "", v.Text("lembaga")), said(casefile.FieldPoint, "", at.Text())}
}

// Photo asks for a photo of the person.
func Photo(have bool) *web.Upload {
	u := &web.Upload{Label: web.Ask("foto", "form.field.photo", "form.ask.photo.hint"), Accept: "image/*", Camera: true}
	if have {
		u.Have = []web.Evidence{{Title: "form.ask.photo.have", Icon: "camera"}}
	}
	return u
}

// Given leaves out what was left empty.
func Given(all []casefile.Assertion) []casefile.Assertion {
	return slices.DeleteFunc(all, func(a casefile.Assertion) bool { return a.Value == "" })
}

func said(field, element, value string) casefile.Assertion {
	return casefile.Assertion{Field: field, Element: element, Value: value, Certainty: casefile.CertaintySaid}
}

// options are the codes of a table of the lawbook.
func (t Told) options(table, on string) []web.Option {
	list, err := t.Book.Table(table)
	if err != nil {
		return nil
	}
	out := make([]web.Option, len(list.Codes))
	for i, c := range list.Codes {
		out[i] = web.Option{Value: c.Code, Label: c.Label.In(t.Lang), On: c.Code == on}
	}
	return out
}
