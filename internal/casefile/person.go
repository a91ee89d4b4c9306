package casefile

import (
	"slices"
	"strings"
)

// Person is what the case's events state of its person. A correction is not a
// conflict: an assertion that names the ones it was written over replaces them;
// only what two people wrote without seeing each other is disputed.
type Person struct {
	Fields []PersonField // by (Field, Element)
}

// PersonField is one field, or one element of a multi-valued field.
type PersonField struct {
	Field, Element string
	Value          string // in force; "" if unknown or disputed without common ground
	Certainty      string
	Event          string // the event whose assertion is in force; "" if none is
	Disputed       bool
	Statements     []Statement // the current ones, and the one in force where it is older
}

// Statement is one assertion with where it comes from.
type Statement struct {
	Event      string
	Type       string // of the event: where the statement was made
	Value      string
	Certainty  string
	Actor      string
	OccurredAt int64
	Current    bool // replaced by none
	InForce    bool
}

// Get finds a field without elements.
func (p Person) Get(field string) PersonField { return p.Element(field, "") }

// Element finds one element of a field.
func (p Person) Element(field, element string) PersonField {
	i, ok := slices.BinarySearchFunc(p.Fields, PersonField{Field: field, Element: element}, compareFields)
	if !ok {
		return PersonField{Field: field, Element: element}
	}
	return p.Fields[i]
}

// Value is the value in force of a field; "" if unknown.
func (p Person) Value(field string) string { return p.Get(field).Value }

// Printable is the value a paper may print: none while it is disputed.
func (p Person) Printable(field string) string {
	if f := p.Get(field); !f.Disputed {
		return f.Value
	}
	return ""
}

// Difficulty is the answer in force on a domain of the Washington Group.
func (p Person) Difficulty(domain string) string { return p.Element(FieldDifficulty, domain).Value }

// Values lists the values in force of a field's elements, in element order.
func (p Person) Values(field string) []string {
	var out []string
	for _, f := range p.Fields {
		if f.Field == field && f.Value != "" {
			out = append(out, f.Value)
		}
	}
	return out
}

// Elements lists the elements of a field that have a value in force.
func (p Person) Elements(field string) []string {
	var out []string
	for _, f := range p.Fields {
		if f.Field == field && f.Element != "" && f.Value != "" {
			out = append(out, f.Element)
		}
	}
	return out
}

// Disputed lists the fields on which people must decide.
func (p Person) Disputed() []string {
	var out []string
	for _, f := range p.Fields {
		if f.Disputed && !slices.Contains(out, f.Field) {
			out = append(out, f.Field)
		}
	}
	return out
}

// Shown lists the events whose assertions a form shows that shows these fields
// (none named: all). It is what the form's event must name in Replaces.
func (p Person) Shown(fields ...string) []string {
	var out []string
	for _, f := range p.Fields {
		if len(fields) > 0 && !slices.Contains(fields, f.Field) {
			continue
		}
		for _, st := range f.Statements {
			if st.Current && !slices.Contains(out, st.Event) {
				out = append(out, st.Event)
			}
		}
	}
	return out
}

func compareFields(a, b PersonField) int {
	if c := strings.Compare(a.Field, b.Field); c != 0 {
		return c
	}
	return strings.Compare(a.Element, b.Element)
}

// assertion is one statement while the fold collects them.
type assertion struct {
	Statement
	replaces []string
}

// slot collects the assertions of one (field, element) in fold order.
type slot struct {
	field, element string
	said           []assertion
}

func (sl *slot) add(e *Event, value, certainty string, also ...string) {
	if sl.find(e.ID) >= 0 {
		return // one event states a field once; the first word counts
	}
	replaces := e.Replaces
	for _, id := range also {
		if id != "" && !slices.Contains(replaces, id) {
			replaces = append(slices.Clone(replaces), id)
		}
	}
	sl.said = append(sl.said, assertion{
		Statement: Statement{Event: e.ID, Type: e.Type, Value: strings.TrimSpace(value), Certainty: certainty,
			Actor: e.Actor, OccurredAt: e.OccurredAt},
		replaces: replaces,
	})
}

// find is the place of an event's assertion, -1 if it states nothing here. The
// lists are short; a map would cost more than the walk.
func (sl *slot) find(event string) int {
	for i := range sl.said {
		if sl.said[i].Event == event {
			return i
		}
	}
	return -1
}

// settle decides what is in force. A link to an event that does not state this
// field has no meaning here, so replacing touches only what an event states.
func (sl *slot) settle() PersonField {
	out := PersonField{Field: sl.field, Element: sl.element}
	replaced := make([]bool, len(sl.said))
	for i := range sl.said {
		for _, id := range sl.said[i].replaces {
			if j := sl.find(id); j >= 0 && j != i {
				replaced[j] = true
			}
		}
	}
	current := make([]int, 0, 4)
	for i := range sl.said {
		if !replaced[i] {
			current = append(current, i)
		}
	}
	force, equal := -1, true
	for _, i := range current {
		equal = equal && sl.said[i].Value == sl.said[current[0]].Value
		force = i
	}
	if !equal {
		out.Disputed = true
		force = sl.common(current)
	}
	out.Statements = make([]Statement, 0, len(current)+1)
	for i := range sl.said {
		if replaced[i] && i != force {
			continue
		}
		st := sl.said[i].Statement
		st.Current, st.InForce = !replaced[i], i == force
		out.Statements = append(out.Statements, st)
	}
	if force >= 0 {
		f := &sl.said[force]
		out.Value, out.Certainty, out.Event = f.Value, f.Certainty, f.Event
	}
	return out
}

// common finds the newest assertion that all the current ones replace, directly
// or through others; -1 if there is none.
func (sl *slot) common(current []int) int {
	count := make([]int, len(sl.said))
	for _, c := range current {
		seen := make([]bool, len(sl.said))
		todo := []int{c}
		for len(todo) > 0 {
			i := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, id := range sl.said[i].replaces {
				if j := sl.find(id); j >= 0 && !seen[j] {
					seen[j] = true
					count[j]++
					todo = append(todo, j)
				}
			}
		}
	}
	for i := len(sl.said) - 1; i >= 0; i-- {
		if count[i] == len(current) {
			return i
		}
	}
	return -1
}
