package lawbook

import "slices"

// Need is a kind of document or act that a case can be about, and its way.
type Need struct {
	Code   string   `json:"code"`
	Label  Label    `json:"label"`
	Flow   []string `json:"flow"`            // the stages it passes, in order
	After  []string `json:"after,omitempty"` // needs that must be done before it can move
	Paper  bool     `json:"paper"`           // ends in a paper that is handed over
	Office bool     `json:"office,omitempty"`
	MinAge int      `json:"min_age,omitempty"`
	MaxAge int      `json:"max_age,omitempty"` // 0 for none
	Source string   `json:"source"`
	Mark   Mark     `json:"mark"`
	Note   Label    `json:"note,omitzero"`
}

// Need finds a need by its code.
func (b *Book) Need(code string) (Need, error) {
	for _, n := range b.needs {
		if n.Code == code {
			return n, nil
		}
	}
	return Need{}, unknown("need", code)
}

// Needs are all needs, in the order in which a page offers them.
func (b *Book) Needs() []Need { return slices.Clone(b.needs) }

// Next is the stage after this one on the need's way, "" at its end or where
// the way does not lead through the stage.
func (n Need) Next(stage string) string {
	if i := slices.Index(n.Flow, stage); i >= 0 && i+1 < len(n.Flow) {
		return n.Flow[i+1]
	}
	return ""
}
