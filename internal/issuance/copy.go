package issuance

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

// formBiodata is the form whose columns SIAK asks for.
const formBiodata = "F-1.01"

// Copy is what the operator types into SIAK, in SIAK's order.
type Copy struct {
	Rows     []form.CopyRow
	Filled   bool     // from the form; else from what is known of the person
	Disputed []string // fields that are left empty because two sources differ
}

// CopyLine is one line of the list: a column to type, or columns in a row that
// stay empty, which are named so that nothing seems forgotten.
type CopyLine struct {
	Row          int
	Number, Name string
	Text, Code   string
}

// Lines draws empty columns that follow each other together. The row's own
// number is SIAK's, not the operator's.
func (c Copy) Lines() []CopyLine {
	var out []CopyLine
	first := ""
	for _, r := range c.Rows {
		if r.Name == "No." {
			continue
		}
		line := CopyLine{Row: r.Row, Number: r.Number, Name: r.Name, Text: r.Text, Code: r.Code}
		if n := len(out); n > 0 && r.Text == "" && out[n-1].Text == "" && out[n-1].Row == r.Row {
			out[n-1].Number, out[n-1].Name = first+"–"+r.Number, out[n-1].Name+", "+r.Name
			continue
		}
		first = r.Number
		out = append(out, line)
	}
	return out
}

// copyOf makes the list from the form as it was filled, brought up to date with
// what was corrected since: a correction after the form is what counts, and
// what is in dispute is not typed at all.
func (s *Service) copyOf(ctx context.Context, scope db.Scope, st casefile.State, events []casefile.Event) (Copy, error) {
	forms, err := s.forms(ctx, scope, st.ID)
	if err != nil {
		return Copy{}, err
	}
	book, event := s.Book, ""
	if opened, err := lawbook.At(st.Lawbook); err == nil {
		book = opened
	}
	for _, f := range forms {
		if f.Form == formBiodata {
			event = f.Event
			if old, err := lawbook.At(f.Version); err == nil {
				book = old
			}
		}
	}
	def, err := form.Define(book, formBiodata)
	if err != nil {
		return Copy{}, err
	}
	known := form.Prefill(def, form.Disputable(st.Person))
	out := Copy{Disputed: st.Person.Disputed()}
	i := slices.IndexFunc(events, func(e casefile.Event) bool { return e.ID == event && event != "" })
	if i < 0 {
		out.Rows = append(form.FamilyOrder(def, known), form.SIAKOrder(def, known)...)
		return out, nil
	}
	var p casefile.FormPersonal
	if err := json.Unmarshal(events[i].Personal, &p); err != nil {
		return Copy{}, fault.Wrap("fault.internal", err)
	}
	out.Filled = true
	v := current(def, form.Values(maps.Clone(p.Values)), known, st.Person, event, p.Fields)
	out.Rows = append(form.FamilyOrder(def, v), form.SIAKOrder(def, v)...)
	return out, nil
}

// current replaces what the form stated of the person and another statement has
// replaced or disputes since.
func current(def *form.Definition, v, known form.Values, person casefile.Person, event string, stated []casefile.Assertion) form.Values {
	if v == nil {
		v = form.Values{}
	}
	for _, place := range def.Places(1) {
		field := place.Field.Person
		if field == "" || !slices.ContainsFunc(stated, func(a casefile.Assertion) bool { return a.Field == field && a.Element == "" }) {
			continue
		}
		if f := person.Get(field); f.Disputed || f.Event != event {
			v[place.Name()] = known[place.Name()]
		}
	}
	return v
}
