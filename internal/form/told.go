package form

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// Told says in words what cases state of a person, the same on every page.
type Told struct {
	Book   *lawbook.Book
	Lang   string
	Zone   *time.Location    // of the office
	Places map[string]string // names of institutions by id
	Own    string            // of these, the one whose contact asks
}

// codeTables are the fields whose values, or elements, are codes of the lawbook.
var codeTables = map[string]string{
	casefile.FieldSex: "sex", casefile.FieldMarital: "marital", casefile.FieldReligion: "religion", casefile.FieldEducation: "education",
	casefile.FieldOccupation: "occupation", casefile.FieldBlood: "blood", casefile.FieldSHDK: "shdk", casefile.FieldDisability: "disability",
	casefile.FieldProxyAs: "proxy_as", casefile.FieldProxyWhy: "proxy_why", casefile.FieldDifficulty: "difficulty_answer",
	casefile.FieldBiometric: "biometric_outcome",
}

// Field is what people call a field; of one of several values it says which.
func (t Told) Field(field, element string) string {
	name := i18n.T(t.Lang, "form.field."+field)
	switch field {
	case casefile.FieldOtherName, casefile.FieldWitness:
		return name // the element is the value itself, or a place in a list
	case casefile.FieldCircumstance:
		for _, c := range t.Book.Circumstances() {
			if c.Code == element {
				element = c.Label.In(t.Lang)
			}
		}
	case casefile.FieldVulnerability, casefile.FieldLegalClass, casefile.FieldDifficulty:
		element = t.Book.Label(field, element, t.Lang)
	case casefile.FieldReason:
		element = t.Book.Label("case_reason", element, t.Lang)
	}
	if element == "" {
		return name
	}
	return name + ": " + element
}

// Value is a value of a field in words; numbers stay masked.
func (t Told) Value(field, value string) string {
	switch field {
	case casefile.FieldVulnerability, casefile.FieldLegalClass, casefile.FieldCircumstance, casefile.FieldReason:
		if value == "" {
			return i18n.T(t.Lang, "form.value.holds_not")
		}
		return i18n.T(t.Lang, "form.value.holds")
	}
	if value == "" {
		return i18n.T(t.Lang, "form.value.empty")
	}
	switch field {
	case casefile.FieldNIK, casefile.FieldKK, casefile.FieldHostKK:
		return resident.MaskNIK(value)
	case casefile.FieldBirth:
		return t.Birth(value)
	case casefile.FieldVillage, casefile.FieldElsewhere:
		return region.Label(region.Code(value))
	case casefile.FieldInstitution:
		if name := t.Places[value]; name != "" {
			return name
		}
	case casefile.FieldBasis:
		return i18n.T(t.Lang, "form.basis."+value)
	case casefile.FieldPhoto:
		return i18n.T(t.Lang, "form.value.photo")
	}
	if table := codeTables[field]; table != "" {
		return t.Book.Label(table, value, t.Lang)
	}
	return value
}

// Birth is a birth date as far as it is known.
func (t Told) Birth(value string) string {
	d, err := resident.DateOf(value)
	if err != nil {
		return value
	}
	if from, to, ok := d.BirthYearRange(); ok && d.Precision() == resident.Range {
		return i18n.T(t.Lang, "form.value.birth_range", "From", strconv.Itoa(from), "To", strconv.Itoa(to))
	}
	return d.Format(t.Lang)
}

// Disputes are the fields of which several values stand side by side: each with
// who said it, where and when, and which is in force until somebody chooses.
// names are people by id; post is where the choice is sent, "" for who sees them
// and does not choose.
func (t Told) Disputes(p casefile.Person, names map[string]string, post string, without ...string) []any {
	var out []any
	for _, f := range p.Fields {
		if !f.Disputed || f.Field == casefile.FieldBiometric || slices.Contains(without, f.Field) {
			continue
		}
		c := web.Conflict{Title: i18n.T(t.Lang, "form.dispute", "Field", t.Field(f.Field, f.Element)), Name: "nilai", InForce: t.InForce(f),
			Post: post, Hidden: []web.Pair{{Name: "bidang", Value: f.Field}, {Name: "unsur", Value: f.Element}}}
		for _, x := range f.Statements {
			if x.Current {
				c.Values = append(c.Values, web.Option{Value: x.Event, Label: t.Value(f.Field, x.Value), Hint: t.Source(x, names)})
			}
		}
		if post == "" {
			out = append(out, undecided(c))
			continue
		}
		out = append(out, c)
	}
	return out
}

// undecided shows a dispute to who does not decide it, and says who does.
func undecided(c web.Conflict) web.Card {
	var values web.Facts
	for _, o := range c.Values {
		values = append(values, web.Fact{Label: o.Label, Value: o.Hint})
	}
	return web.Card{Title: c.Title, Body: []any{values}, Foot: web.Para{Text: "form.dispute.who", Muted: true, Small: true}}
}

// InForce says which value of a disputed field holds until somebody chooses.
func (t Told) InForce(f casefile.PersonField) string {
	if f.Value == "" {
		return i18n.T(t.Lang, "form.dispute.none")
	}
	return i18n.T(t.Lang, "form.dispute.in_force", "Value", t.Value(f.Field, f.Value))
}

// Source is where a statement comes from: who, when, on what occasion, by what.
func (t Told) Source(x casefile.Statement, names map[string]string) string {
	who := names[x.Actor]
	if who == "" {
		who = i18n.T(t.Lang, "form.dispute.system")
	}
	parts := []string{who, i18n.DateTime(t.Lang, time.UnixMicro(x.OccurredAt).In(t.Zone))}
	if key := "desk.event." + x.Type; i18n.Has(key) {
		parts = append(parts, i18n.T(t.Lang, key))
	}
	if x.Certainty != "" {
		parts = append(parts, i18n.T(t.Lang, "casefile.certainty."+x.Certainty))
	}
	return strings.Join(parts, " · ")
}
