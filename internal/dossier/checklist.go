package dossier

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

// State is how an item of the checklist stands.
type State string

// The states of an item. Only Missing keeps a dossier from being submitted.
const (
	Have       State = "have"
	Substitute State = "substitute"
	Missing    State = "missing"
	Later      State = "later" // comes with another document of the same case
	NotNeeded  State = "not_needed"
)

// How an item was met.
const (
	HowDocument   = "document"
	HowSubstitute = "substitute"
	HowForm       = "form"
	HowFact       = "fact"
	HowDecision   = "decision" // of the head of the office
)

// Item is one requirement of one need.
type Item struct {
	lawbook.Requirement
	State       State
	How         string
	Substitute  string // code of what stands in
	Attachments []string
	Fillable    string // code of the form that is filled in here and fulfils it
	Declared    string // code of the declaration that fulfils it or stands in, once it is signed
	Why         string // message key, where the case itself says so
	Unless      []string
	Head        bool                 // only the head decides on it
	Decision    casefile.DecidedBody // the last one; zero if there is none
	Returned    string               // why the verifier gave it back, until it is mended
	ReturnNote  string               // the same in the verifier's words
	By          string
	At          int64
}

// Supplied says that a person put something there that can be taken out again.
func (i Item) Supplied() bool { return i.How == HowDocument || i.How == HowSubstitute }

// Typed says that a paper can be added by a person.
func (i Item) Typed() bool {
	return i.State != NotNeeded && !i.Head && i.Fillable == "" && i.How != HowFact && !onlyFact(i.Code)
}

// Group is the checklist of one need.
type Group struct {
	Need  casefile.NeedState
	Book  *lawbook.Book
	Items []Item
}

// Done and Total count what is asked for; what is not needed is not counted.
func (g Group) Done() int {
	return g.count(func(s State) bool { return s == Have || s == Substitute })
}

// Total counts what is asked for.
func (g Group) Total() int { return g.count(func(s State) bool { return s != NotNeeded }) }

func (g Group) count(is func(State) bool) (n int) {
	for _, i := range g.Items {
		if is(i.State) {
			n++
		}
	}
	return n
}

// Missing are the items that keep the need from being submitted.
func (g Group) Missing() (out []Item) {
	for _, i := range g.Items {
		if i.State == Missing {
			out = append(out, i)
		}
	}
	return out
}

// Filed says that the need has a dossier that is submitted at all; recording
// and card follow from the NIK.
func (g Group) Filed() bool {
	flow, _ := casefile.FlowOf(g.Need.Need)
	return flow.Has(casefile.StageSubmitted)
}

// Checklist is what the dossier of a case holds and lacks.
type Checklist struct {
	Groups        []Group
	Circumstances lawbook.Circumstances
	Forms         map[string]Filled
}

// Find finds an item.
func (c Checklist) Find(need, code string) (Item, bool) {
	for _, g := range c.Groups {
		for _, i := range g.Items {
			if g.Need.Need == need && i.Code == code {
				return i, true
			}
		}
	}
	return Item{}, false
}

// Attachments are those that stand behind any item, each once.
func (c Checklist) Attachments() (out []string) {
	for _, g := range c.Groups {
		for _, i := range g.Items {
			for _, a := range i.Attachments {
				if !slices.Contains(out, a) {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// Filled is what became of one form.
type Filled struct {
	Event, Version, By string // of the last one that is complete; "" if there is none
	At                 int64
	Draft              string // event of a newer draft
	DraftAt            int64
	index              int
}

// supply is what a person put to one item.
type supply struct {
	body  casefile.ItemSuppliedBody
	by    string
	at    int64
	index int
}

// history is what the events say of the dossier.
type history struct {
	items     map[[2]string]supply
	forms     map[string]Filled
	submitted map[string]submission
	returned  map[string]int // need → place of the last return
	decisions map[[2]string]decision
	brought   map[string]int // need → place of the last paper; "" of the last form
}

type submission struct {
	lawbook string
	at      int64
}

func read(events []casefile.Event) history {
	h := history{map[[2]string]supply{}, map[string]Filled{}, map[string]submission{}, map[string]int{}, map[[2]string]decision{}, map[string]int{}}
	for i := range events {
		e := &events[i]
		switch e.Type {
		case casefile.ItemSupplied:
			var b casefile.ItemSuppliedBody
			if json.Unmarshal(e.Body, &b) == nil {
				h.items[[2]string{b.Need, b.Requirement}] = supply{b, e.Actor, e.OccurredAt, i}
				h.brought[b.Need] = i
			}
		case casefile.ItemRemoved:
			var b casefile.ItemRemovedBody
			if json.Unmarshal(e.Body, &b) == nil {
				delete(h.items, [2]string{b.Need, b.Requirement})
			}
		case casefile.FormFilled:
			var b casefile.FormFilledBody
			if json.Unmarshal(e.Body, &b) != nil {
				continue
			}
			f := h.forms[b.Form]
			if b.Draft {
				f.Draft, f.DraftAt = e.ID, e.OccurredAt
			} else {
				h.brought[""] = i
				f = Filled{Event: e.ID, Version: b.Version, By: e.Actor, At: e.OccurredAt, index: i}
			}
			h.forms[b.Form] = f
		case casefile.Decided:
			var b casefile.DecidedBody
			if json.Unmarshal(e.Body, &b) == nil {
				h.decisions[[2]string{b.Need, b.Requirement}] = decision{b, e.Actor, e.OccurredAt, i}
			}
		case casefile.Submitted:
			var b casefile.SubmittedBody
			if json.Unmarshal(e.Body, &b) == nil {
				for _, n := range b.Needs {
					h.submitted[n] = submission{b.Lawbook, e.OccurredAt}
				}
			}
		case casefile.Returned:
			var b casefile.ReturnedBody
			if json.Unmarshal(e.Body, &b) == nil {
				for _, n := range b.Needs {
					h.returned[n] = i
				}
			}
		}
	}
	return h
}

// Check makes the checklist of a case on a day. Events are those with effect,
// in order. A dossier follows the law under which the case was opened; one that
// is on its way stands under the law and on the day under which it was complete.
func Check(st *casefile.State, events []casefile.Event, day time.Time) Checklist {
	h := read(events)
	out := Checklist{Circumstances: Circumstances(st, events, day), Forms: h.forms}
	for _, n := range st.Needs {
		if n.Declined != "" {
			continue
		}
		book, cs, on := lawOf(st), out.Circumstances, day
		if sub, ok := h.submitted[n.Need]; ok && !n.Stage.Before(casefile.StageSubmitted) {
			if old, err := versionAt(sub.lawbook); err == nil {
				book = old
			}
			on = db.FromMicros(sub.at).In(day.Location())
			cs = Circumstances(st, events, on)
		}
		g := Group{Need: n, Book: book}
		for _, r := range book.Checklist(n.Need) {
			g.Items = append(g.Items, h.item(book, st, n, r, cs, on))
		}
		slices.SortStableFunc(g.Items, func(a, b Item) int { return rank(a) - rank(b) })
		out.Groups = append(out.Groups, g)
	}
	return out
}

// versionAt is lawbook.At; a test puts another version beside the real ones.
var versionAt = lawbook.At

// lawOf is the law that the case was opened under: nobody is asked for another
// paper in the middle of the way. Older reports do not say; they follow the law
// in force, as does a version that this program does not know.
func lawOf(st *casefile.State) *lawbook.Book {
	if book, err := versionAt(st.Lawbook); err == nil {
		return book
	}
	return lawbook.Current()
}

// rank puts what is not needed below the rest.
func rank(i Item) int {
	if i.State == NotNeeded {
		return 1
	}
	return 0
}

func (h history) item(book *lawbook.Book, st *casefile.State, n casefile.NeedState, r lawbook.Requirement, cs lawbook.Circumstances, day time.Time) Item {
	i := Item{Requirement: r, State: Missing}
	if f, err := book.Form(r.Form); err == nil && f.Fillable() && !f.Signed {
		i.Fillable = r.Form
	}
	i.Declared = declared(book, r)
	if !r.AppliesIn(cs) {
		i.State, i.Unless = NotNeeded, unmet(r, cs)
		return i
	}
	at := -1
	s, put := h.items[[2]string{n.Need, r.Code}]
	form := h.forms[i.Fillable]
	switch {
	case headDecides(r):
		put = false
		at = h.decided(&i, n.Need)
	case i.Fillable != "" && form.Event != "":
		i.State, i.How, i.By, i.At, at = Have, HowForm, form.By, form.At, form.index
	case put && s.body.How == HowSubstitute && r.Accepts(s.body.Substitute):
		i.State, i.Substitute = Substitute, s.body.Substitute
	case put && s.body.How == HowDocument && !onlyFact(r.Code):
		i.State = Have
	default:
		put = false
		if ask := facts[r.Code]; ask != nil {
			if f := ask(st, cs, day); f.state != "" {
				i.State, i.How, i.Why = f.state, HowFact, f.why
			}
		}
	}
	if put && i.How == "" {
		i.How, i.Attachments, i.By, i.At, at = s.body.How, s.body.Attachments, s.by, s.at, s.index
	}
	if n.Stage == casefile.StageReturned {
		for _, back := range n.Returned {
			// Mended is what was put there after it came back; of a fact there is
			// nothing to put.
			if back.Requirement == r.Code && at < h.returned[n.Need] {
				i.Returned, i.ReturnNote = back.Reason, back.Note
				if i.How != HowFact {
					i.State = Missing
				}
			}
		}
	}
	return i
}

// declared is the declaration that an item takes: its own form, or the first
// that may stand in. Filling it in fulfils nothing: what counts is its scan with
// the signatures.
func declared(book *lawbook.Book, r lawbook.Requirement) string {
	codes := []string{r.Form}
	for _, s := range r.Substitutes {
		codes = append(codes, s.Form)
	}
	for _, c := range codes {
		if f, err := book.Form(c); err == nil && f.Signed {
			return c
		}
	}
	return ""
}

// unmet are the circumstances that keep an item from being asked for.
func unmet(r lawbook.Requirement, cs lawbook.Circumstances) (out []string) {
	for _, w := range r.When {
		one := lawbook.Requirement{When: []string{w}}
		if !one.AppliesIn(cs) {
			out = append(out, w)
		}
	}
	return out
}

// Ready are the needs that can be submitted now: nothing is missing and the
// case allows it. It reports beside them those that the case allows but that
// lack something.
func Ready(st *casefile.State, c Checklist) (ready, lacking []Group) {
	for _, g := range c.Groups {
		switch {
		case !g.Filed() || st.May(casefile.Submitted, g.Need.Need) != nil:
		case len(g.Missing()) == 0:
			ready = append(ready, g)
		default:
			lacking = append(lacking, g)
		}
	}
	return ready, lacking
}
