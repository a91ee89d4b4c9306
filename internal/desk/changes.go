package desk

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// mostAdded is how many completed fields a line of the history names.
const mostAdded = 8

// changes says of every event what it changed of the person: each correction
// with the old and the new value, what was added by name, and why. Events carry
// personal data only where the viewer may read it; numbers stay masked, safety
// notes are for whom safety says, and answers that are for figures have no
// values here.
func changes(t form.Told, events []casefile.Event, safety bool) map[string][]string {
	type key struct{ field, element string }
	said := map[string]map[key]string{} // by event
	out := map[string][]string{}
	for _, e := range casefile.Order(events) {
		stated, why := statements(e)
		if len(stated) == 0 {
			continue
		}
		said[e.ID] = map[key]string{}
		var lines, added []string
		for _, a := range stated {
			k := key{a.Field, a.Element}
			said[e.ID][k] = a.Value
			if a.Field == casefile.FieldSafety && !safety || a.Field == casefile.FieldBiometric {
				continue
			}
			old, known := "", false
			for i := len(e.Replaces) - 1; i >= 0 && !known; i-- {
				old, known = said[e.Replaces[i]][k]
			}
			name := t.Field(a.Field, a.Element)
			switch {
			case why == casefile.WhySettled && known:
				lines = append(lines, i18n.T(t.Lang, "desk.say.chosen", "Field", name, "Value", t.Value(a.Field, a.Value)))
			case known && old == a.Value, old == "" && a.Value == "":
			case a.Field == casefile.FieldDifficulty:
				if name = t.Field(a.Field, ""); !slices.Contains(added, name) {
					added = append(added, name)
				}
			case old != "":
				lines = append(lines, i18n.T(t.Lang, "desk.say.changed", "Field", name, "Old", t.Value(a.Field, old), "New", t.Value(a.Field, a.Value)))
			default:
				added = append(added, name)
			}
		}
		if e.Type == casefile.Reported {
			continue // everything of a report is new
		}
		if n := len(added) - mostAdded; n > 0 {
			added = append(added[:mostAdded], i18n.T(t.Lang, "desk.say.and_more", "Count", n))
		}
		if len(added) > 0 {
			lines = append(lines, i18n.T(t.Lang, "desk.say.added", "Fields", strings.Join(added, ", ")))
		}
		if key := "casefile.why." + why; i18n.Has(key) {
			lines = append(lines, i18n.T(t.Lang, "desk.say.why", "Why", i18n.T(t.Lang, key)))
		}
		out[e.ID] = lines
	}
	return out
}

// statements are what an event states of the person, as far as its data is
// there, and why.
func statements(e casefile.Event) (stated []casefile.Assertion, why string) {
	var p casefile.PersonPersonal
	switch e.Type {
	case casefile.Reported, casefile.Visited, casefile.FormFilled:
	case casefile.PersonStated:
		var b casefile.PersonStatedBody
		if json.Unmarshal(e.Body, &b) == nil {
			stated, why = b.Facts, b.Why
		}
	default:
		return nil, ""
	}
	if e.Type == casefile.Reported {
		var b casefile.ReportedBody
		if json.Unmarshal(e.Body, &b) == nil {
			stated = append(stated, casefile.Assertion{Field: casefile.FieldBasis, Value: b.Basis})
			for _, r := range b.Reasons {
				stated = append(stated, casefile.Assertion{Field: casefile.FieldReason, Element: r, Value: r})
			}
		}
	}
	if len(e.Personal) > 0 && json.Unmarshal(e.Personal, &p) == nil {
		stated = append(stated, p.Fields...)
	}
	return stated, why
}
