package web

import "net/url"

// The components of a case.

// StageBar shows six phases for the thirteen stages. A side exit replaces it
// with one sentence and the way back.
type StageBar struct {
	Phases []Phase
	Exit   string
	Back   *Link
}

// Phase is one of the six.
type Phase struct {
	Label, Note string
	Done, Now   bool
}

// NextAction says what, who and until when; it holds the page's main button.
type NextAction struct {
	Over    string // "Langkah berikutnya" when empty
	Title   string
	Text    string
	Due     Age
	Buttons []any
}

// Needs are the documents of a case with their progress.
type Needs []Need

// Need is one document.
type Need struct {
	Title, Note string
	Tag         Tag
	Done, Total int // requirements; 0 total draws no bar
}

// Cells are the parts of the bar.
func (n Need) Cells() (out []struct {
	X, W int
	On   bool
}) {
	if n.Total <= 0 {
		return nil
	}
	w := (320 - 4*(n.Total-1)) / n.Total
	for i := range n.Total {
		out = append(out, struct {
			X, W int
			On   bool
		}{i * (w + 4), w, i < n.Done})
	}
	return out
}

// Facts are labelled values.
type Facts []Fact

// Fact is one of them. Value is text or a component such as Masked.
type Fact struct {
	Label string
	Value any
	Note  string
	Cert  *Certain
}

// Masked is a number that is shown only on demand: the reveal asks why, is a
// POST that works without JavaScript, lasts 60 s and is logged by its handler.
type Masked struct {
	Kind    string // "NIK", "Nomor KK"
	Value   string // 3503••••••••0012
	Tail    string // 0012, for screen readers
	Shown   string // the number itself, on the page that answers the reveal
	Post    string // where the reveal is asked; empty: this role may not
	Hidden  []Pair // which number of the page it is
	Reasons []Option
	Plain   bool // one line without the question: Post asks on its own page
}

// Timeline is the history, newest first.
type Timeline []Moment

// Moment is one thing that happened or is still to come.
type Moment struct {
	Kind   string // "stage" full circle, "note" hollow, "failed" amber, "next" dashed
	Strong string
	Text   string
	Meta   string   // time and actor
	Lines  []string // what changed, a line each
	Action any      // Link or Button: what can still be done about it
}

// Custody is the way of an envelope: each leg is done with two signatures.
type Custody []Leg

// Leg is one hand-over between two people.
type Leg struct {
	Kind             string // as Moment
	Title            string
	Tag              Tag
	Giver, GiverNote string
	Taker, TakerNote string
	When, Where      string
	Condition        string
	ConditionNote    string
}

// Checklist holds the requirements of a dossier.
type Checklist struct {
	Title       string
	Done, Total int
	Groups      []CheckGroup
}

// CheckGroup is what one document needs.
type CheckGroup struct {
	Title string
	Items []CheckItem
}

// The states of a requirement.
const (
	Have       = "ada"
	Substitute = "pengganti"
	Missing    = "kurang"
	Later      = "nanti"
	NotNeeded  = "tidak-perlu"
)

// CheckItem is one requirement with its legal source and who can supply it.
type CheckItem struct {
	ID     string // what an error summary links to
	State  string
	Title  string
	Source string
	Text   string
	Who    string // who can supply it
	Action any    // Link or Button
}

// Tag is the state in words with its sign.
func (c CheckItem) Tag() Tag {
	switch c.State {
	case Have:
		return Tag{Good, "web.check.have", ""}
	case Substitute:
		return Tag{Info, "web.check.substitute", "swap"}
	case Missing:
		return Tag{Bad, "web.check.missing", ""}
	case Later:
		return Tag{Warn, "web.check.later", ""}
	}
	return Tag{Neutral, "web.check.not_needed", ""}
}

// Evidence is a photo or a paper: what, how obtained, when, its state.
type Evidence struct {
	Title, How, When string
	Thumb            string // address of the small picture; empty draws Icon
	Icon             string
	State            *Tag
	Action           any
}

// Conflict shows two values of a field; a person chooses.
type Conflict struct {
	Title   string
	Name    string // of the radio buttons
	Values  []Option
	InForce string // "Sampai dipilih, yang berlaku: tahun 1955."
	Post    string
	Hidden  []Pair
}

// Option is a choice of a select, of radio buttons or of checkboxes.
type Option struct {
	Value, Label, Hint string
	On                 bool
}

// chosen marks the options whose value is among those that were sent.
func chosen(opts []Option, vals []string) []Option {
	out := append([]Option(nil), opts...)
	for i := range out {
		out[i].On = false
		for _, v := range vals {
			if v == out[i].Value {
				out[i].On = true
			}
		}
	}
	return out
}

// wasSent reports whether a form was sent at all: a form that was has an op.
func wasSent(v url.Values) bool { return len(v) > 0 }
