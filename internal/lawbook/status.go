package lawbook

import (
	"slices"
	"strings"
)

// Class says what an enrolment status asks of the office.
type Class string

// The classes of status.
const (
	Act   Class = "act"   // something must be done
	Wait  Class = "wait"  // nothing can be done but look again
	Stop  Class = "stop"  // no card; a person must clear it up
	Ready Class = "ready" // may be printed
	Done  Class = "done"  // the card exists or is on its way
)

// Status is an enrolment status as SIAK writes it.
type Status struct {
	Code    string `json:"code"`
	Short   string `json:"short,omitempty"` // as officers say it: "PRR"
	Phase   int    `json:"phase"`           // 1 to 6
	Class   Class  `json:"class"`
	Meaning Label  `json:"meaning"`
	Action  Label  `json:"action"`
	Prints  bool   `json:"prints,omitempty"` // the KTP-el may be printed
	Source  string `json:"source"`
	Mark    Mark   `json:"mark"`
}

// Status finds an enrolment status however it is written: with spaces or
// underscores, in any case, with a remark in brackets behind it ("(one-to-many)"
// of a duplicate), or by its short form.
func (b *Book) Status(code string) (Status, error) {
	bare, _, _ := strings.Cut(code, "(")
	want := strings.ToUpper(strings.Join(strings.FieldsFunc(bare, func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), "_"))
	for _, s := range b.statuses {
		if want != "" && (s.Code == want || s.Short == want) {
			return s, nil
		}
	}
	return Status{}, unknown("status", code)
}

// Statuses are all enrolment statuses, in the order in which they are passed.
func (b *Book) Statuses() []Status { return slices.Clone(b.statuses) }
