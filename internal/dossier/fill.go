package dossier

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Fill is a form as somebody filled it in.
type Fill struct {
	Code   string
	Values form.Values
	Draft  bool
	Shown  []string // events whose assertions the form showed
}

// Fill keeps a filled form. A complete one fulfils the items that ask for it
// and states what it says of the person; a draft is put aside and does neither.
func (s *Service) Fill(ctx context.Context, op ledger.Op, caseID string, in Fill) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.FormFilled, nil, func(f File) ([]ledger.Draft, error) {
		d, err := f.definition(in.Code)
		if err != nil {
			return nil, err
		}
		if !f.mayFill() {
			return nil, fault.New(fault.Conflict, "fault.dossier.form_closed")
		}
		// A draft replaces nothing, and remembers what its page showed.
		draft := ledger.Draft{Type: casefile.FormFilled, Body: casefile.FormFilledBody{Form: d.Code, Version: d.Version, Draft: in.Draft}, Replaces: f.known(in.Shown)}
		p := casefile.FormPersonal{Values: in.Values}
		var rivals []casefile.Assertion
		var over []string
		if !in.Draft {
			was := casefile.AsShown(caseID, f.Events, draft.Replaces)
			said := f.State.Person.Since(stated(d, in.Values, form.Prefill(d, form.Disputable(was)), was))
			p.Fields, rivals, over = f.State.Person.Rivals(said, op.Scope.Person, draft.Replaces, func(casefile.Assertion) bool {
				return authority.Reaches(authority.Role(op.Scope.Role), "page.settle") != authority.None
			})
		}
		draft.Personal = p
		drafts := []ledger.Draft{draft}
		if len(rivals) > 0 { // beside what others said, until the coordinator chooses
			beside := ledger.Draft{Type: casefile.PersonStated, Replaces: over}
			beside.Body, beside.Personal = casefile.Stated("", rivals)
			drafts = append(drafts, beside)
		}
		return drafts, nil
	})
}

// mayFill: while a dossier lies with the verifier or behind, its forms stand as
// they were submitted; they open again when it comes back.
func (f File) mayFill() bool {
	if f.State.May(casefile.FormFilled) != nil {
		return false
	}
	for _, g := range f.List.Groups {
		if g.Filed() && g.Need.Open() && g.Need.Stage.Before(casefile.StageSubmitted) {
			return true
		}
	}
	return len(f.List.Groups) == 0
}

// stated is what a form says of the person beyond what it began with. A field
// that was offered and emptied is stated as unknown; one that stood blank,
// because nobody knows it or people disagree, states nothing while it stays so.
func stated(d *form.Definition, v, shown form.Values, p casefile.Person) []casefile.Assertion {
	var out []casefile.Assertion
	done := map[string]bool{}
	for _, place := range d.Places(1) {
		field := place.Field.Person
		if field == "" || done[field] || !place.Asked(v) {
			continue
		}
		done[field] = true
		value, was := v[place.Name()], shown[place.Name()]
		switch field {
		case casefile.FieldVulnerability, casefile.FieldLegalClass:
			out = append(out, elements(field, codes(value), codes(was), func(c string) string { return "1" })...)
			continue
		case casefile.FieldOtherName:
			out = append(out, otherNames(p, value, was)...)
			continue
		}
		value, was = personal(place.Field, value), personal(place.Field, was)
		if value == was {
			continue
		}
		out = append(out, casefile.Assertion{Field: field, Value: value, Certainty: casefile.CertaintySaid})
	}
	return out
}

// personal is a form's value as the person's fields write it: the sex by its
// letter, everything else as it is.
func personal(f *form.Field, value string) string {
	for _, o := range f.Options {
		if o.Code == value && o.Alias != "" {
			return o.Alias
		}
	}
	return value
}

func codes(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// elements states those that are new and takes away those that are gone.
func elements(field string, now, was []string, value func(string) string) []casefile.Assertion {
	var out []casefile.Assertion
	for _, c := range now {
		if !slices.Contains(was, c) {
			out = append(out, casefile.Assertion{Field: field, Element: c, Value: value(c), Certainty: casefile.CertaintySaid})
		}
	}
	for _, c := range was {
		if !slices.Contains(now, c) {
			out = append(out, casefile.Assertion{Field: field, Element: c})
		}
	}
	return out
}

// otherNames keeps each name under the key under which it was first said.
func otherNames(p casefile.Person, value, was string) []casefile.Assertion {
	split := func(s string) (out []string) {
		for n := range strings.SplitSeq(s, ",") {
			if n = strings.TrimSpace(n); n != "" && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
		return out
	}
	list := elements(casefile.FieldOtherName, split(value), split(was), func(n string) string { return n })
	for i := range list {
		for _, f := range p.Fields {
			if list[i].Value == "" && f.Field == casefile.FieldOtherName && f.Value == list[i].Element {
				list[i].Element = f.Element
			}
		}
	}
	return list
}

// formThere reports whether any version of the law has such a form: what else
// stands in an address does not reach the access log.
func formThere(code string) error {
	for _, version := range lawbook.Versions() {
		if book, err := versionAt(version); err == nil {
			if _, err := form.Define(book, code); err == nil {
				return nil
			}
		}
	}
	return fault.New(fault.NotFound, "form.none")
}

// definition is a form as the law has it under which the case was opened, like
// the checklist that asks for it. One that can no longer be filled in stands as
// it was filled in.
func (f File) definition(code string) (*form.Definition, error) {
	book := lawOf(&f.State)
	if filled := f.List.Forms[code]; filled.Event != "" && !f.mayFill() {
		if then, err := versionAt(filled.Version); err == nil {
			book = then
		}
	}
	return form.Define(book, code)
}

// shown are the events whose assertions a form shows: those in force, or, where
// it shows a draft, those that the draft was made from.
func (f File) shown(d *form.Definition) []string {
	draft := f.List.Forms[d.Code].Draft
	for i := range f.Events {
		if f.Events[i].ID == draft && draft != "" {
			return f.Events[i].Replaces
		}
	}
	return f.State.Person.Shown(fieldsOf(d)...)
}

// fieldsOf are the person's fields that a form shows.
func fieldsOf(d *form.Definition) []string {
	var out []string
	for _, place := range d.Places(1) {
		if f := place.Field.Person; f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// values are what a form shows now: what was filled in last, a newer draft
// before it, and over it what is known of the person since. What is in dispute
// stands blank, however the form was filled in: a paper must not settle what
// people have not.
func (f File) values(d *form.Definition) form.Values {
	known := form.Prefill(d, form.Disputable(f.State.Person))
	filled := f.List.Forms[d.Code]
	event := filled.Event
	if filled.Draft != "" {
		event = filled.Draft
	}
	if event == "" {
		return known
	}
	var p casefile.FormPersonal
	for i := range f.Events {
		if f.Events[i].ID == event && len(f.Events[i].Personal) > 0 {
			_ = json.Unmarshal(f.Events[i].Personal, &p) // what cannot be read is asked again
		}
	}
	v := form.Values{}
	for name, value := range p.Values {
		v[name] = value
	}
	disputed := f.State.Person.Disputed()
	for _, place := range d.Places(1) {
		field, name := place.Field.Person, place.Name()
		switch {
		case field == "":
		case slices.Contains(disputed, field):
			delete(v, name)
			if known[name] != "" { // an element that nobody disputes
				v[name] = known[name]
			}
		case filled.Draft == "" && known[name] != "":
			v[name] = known[name]
		case filled.Draft == "" && f.State.Person.Get(field).Event != "":
			delete(v, name) // stated as unknown since
		}
	}
	return v
}
