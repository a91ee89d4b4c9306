package casefile

import (
	"encoding/json"
	"slices"
)

// Round is one time that a dossier was given back: what had to be mended, and
// what was done about it until it was submitted again.
type Round struct {
	Needs      []string
	ReturnedBy string
	ReturnedAt int64
	Items      []ReturnedItem
	Changes    []Change
	Again      int64 // when it was submitted again; 0 if it has not been
	AgainBy    string
}

// Change is one thing that was done to a dossier after it came back.
type Change struct {
	Type        string // the event's
	Need        string
	Requirement string   // of ItemSupplied, ItemRemoved and Decided
	Form        string   // of FormFilled
	Fields      []string // of PersonStated: which fields, each once; none once they are erased
	By          string
	At          int64
}

// Rounds lists how often the dossier of a case was given back, the last time
// first. The events are those with effect, in order.
func Rounds(events []Event) []Round {
	var out []Round
	op := ""
	for i := range events {
		e := &events[i]
		switch e.Type {
		case Returned:
			var b ReturnedBody
			if !decode(e.Body, &b) {
				continue
			}
			if len(out) == 0 || op == "" || e.OpID != op {
				out, op = append(out, Round{ReturnedBy: e.Actor, ReturnedAt: e.OccurredAt}), e.OpID
			}
			r := &out[len(out)-1]
			r.Needs = append(r.Needs, b.Needs...)
			for _, item := range Worded(b.Items, e.Personal) { // what goes back along names the same items again
				if !slices.Contains(r.Items, item) {
					r.Items = append(r.Items, item)
				}
			}
		case Submitted:
			var b SubmittedBody
			if !decode(e.Body, &b) {
				continue
			}
			for j := range out {
				if out[j].Again == 0 && slices.ContainsFunc(b.Needs, func(n string) bool { return slices.Contains(out[j].Needs, n) }) {
					out[j].Again, out[j].AgainBy = e.OccurredAt, e.Actor
				}
			}
		default:
			c, ok := changeOf(e)
			for j := range out {
				if ok && out[j].Again == 0 && (c.Need == "" || slices.Contains(out[j].Needs, c.Need)) {
					out[j].Changes = append(out[j].Changes, c)
				}
			}
		}
	}
	slices.Reverse(out)
	return out
}

// changeOf reads what an event changed of a dossier, if it did.
func changeOf(e *Event) (Change, bool) {
	c := Change{Type: e.Type, By: e.Actor, At: e.OccurredAt}
	switch e.Type {
	case ItemSupplied, ItemRemoved:
		var b struct {
			Need        string `json:"need"`
			Requirement string `json:"requirement"`
		}
		if !decode(e.Body, &b) {
			return c, false
		}
		c.Need, c.Requirement = b.Need, b.Requirement
	case Decided:
		var b DecidedBody
		if !decode(e.Body, &b) {
			return c, false
		}
		c.Need, c.Requirement = b.Need, b.Requirement
	case FormFilled:
		var b FormFilledBody
		if !decode(e.Body, &b) || b.Draft {
			return c, false
		}
		c.Form = b.Form
	case PersonStated:
		var p PersonPersonal
		if json.Unmarshal(e.Personal, &p) == nil {
			for _, a := range p.Fields {
				if !slices.Contains(c.Fields, a.Field) {
					c.Fields = append(c.Fields, a.Field)
				}
			}
		}
	default:
		return c, false
	}
	return c, true
}

// Effective leaves out the events that are parked or were taken back.
func (s *State) Effective(events []Event) []Event {
	if len(s.Parked) == 0 && len(s.Undone) == 0 {
		return events
	}
	return slices.DeleteFunc(slices.Clone(events), func(e Event) bool {
		_, gone := s.Undone[e.ID]
		return gone || slices.ContainsFunc(s.Parked, func(p Parked) bool { return p.EventID == e.ID })
	})
}
