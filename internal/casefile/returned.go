package casefile

import "slices"

// ReturnedPersonal is the personal part of Returned: the verifier's own words
// by requirement. They may name people, so they go with the case's data.
type ReturnedPersonal struct {
	Notes map[string]string `json:"notes"`
}

// ReturnOther is the reason of the lawbook that says nothing by itself: it
// needs words.
const ReturnOther = "other"

// WordsOf is the personal part of a return of these items; nil if none has
// words.
func WordsOf(items []ReturnedItem) any {
	p := ReturnedPersonal{Notes: map[string]string{}}
	for _, i := range items {
		if i.Note != "" {
			p.Notes[i.Requirement] = i.Note
		}
	}
	if len(p.Notes) == 0 {
		return nil
	}
	return p
}

// Worded gives the items of a return their words, as far as personal, the
// event's, still holds them.
func Worded(items []ReturnedItem, personal []byte) []ReturnedItem {
	var p ReturnedPersonal
	if !decode(personal, &p) || len(p.Notes) == 0 {
		return items
	}
	out := slices.Clone(items)
	for i := range out {
		out[i].Note = p.Notes[out[i].Requirement]
	}
	return out
}
