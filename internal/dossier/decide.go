package dossier

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
)

// A requirement that only the head can supply is no paper that somebody brings
// but the head's own decision: a birth reported after 60 days is recorded on it
// (UU 24/2013 pasal 32 ayat (1); no court any more since Putusan MK
// 18/PUU-XI/2013).
func headDecides(r lawbook.Requirement) bool { return slices.Equal(r.Supply, []string{"head"}) }

// decidesWithin is how many days the head has; the technical guide sets none.
const decidesWithin = 3

// decision is what the head said last of one requirement.
type decision struct {
	casefile.DecidedBody
	by    string
	at    int64
	index int
}

// decided says how a requirement stands that the head decides. A refusal stands
// until somebody brings something new to the same document.
func (h history) decided(i *Item, need string) int {
	d, ok := h.decisions[[2]string{need, i.Code}]
	i.Head = true
	if !ok {
		i.Why = "dossier.head.waits"
		return -1
	}
	i.How, i.By, i.At, i.Decision = HowDecision, d.by, d.at, d.DecidedBody
	switch {
	case d.Answer == casefile.AnswerGranted:
		i.State = Have
	case h.brought[need] > d.index || h.brought[""] > d.index:
		i.How, i.Why = "", "dossier.head.waits_again"
	}
	return d.index
}

// Asked is the requirement that the head is asked to decide on now: everything
// else of the document is there, so that there is something to decide on.
func (g Group) Asked() (Item, bool) {
	lacks := g.Missing()
	if len(lacks) == 1 && lacks[0].Head && lacks[0].Undecided() {
		return lacks[0], true
	}
	return Item{}, false
}

// Undecided says that the head has still, or again, to decide.
func (i Item) Undecided() bool {
	return i.Head && i.State == Missing && (i.How == "" || i.Returned != "")
}

// RefusedByHead says that the head said no, and nothing new was brought since.
func (i Item) RefusedByHead() bool {
	return i.Head && i.State == Missing && i.How == HowDecision && i.Decision.Answer == casefile.AnswerRefused
}

// headWork is the open work that the head's decisions make: the head's own, and
// after a refusal the coordinator's, who sees to better proof or takes the
// document off the case.
func headWork(st *casefile.State, events []casefile.Event, list Checklist, day time.Time) (out []casefile.Row) {
	if st.Erased {
		return nil
	}
	if late, ok := lateFrom(st, day); ok {
		// Nothing need happen on the case for the sixty days to pass.
		list, day = Check(st, events, late), late
	}
	add := func(w casefile.Work) {
		w.Area, w.Due = st.Area, db.FromMicros(w.From).In(st.Zone()).AddDate(0, 0, decidesWithin).Format(time.DateOnly)
		out = append(out, w.Row(casefile.KindCase))
	}
	for _, g := range list.Groups {
		if st.May(casefile.Decided, g.Need.Need) != nil {
			continue
		}
		if item, ok := g.Asked(); ok {
			from := max(g.Need.StageSince, item.At)
			for _, i := range g.Items {
				from = max(from, i.At)
			}
			if day.UnixMicro() > st.LastAt {
				from = max(from, day.UnixMicro())
			}
			add(casefile.Work{Action: casefile.Decided, Arg: g.Need.Need, Role: authority.Head, From: from, Reason: "casefile.work.head_decides"})
		}
		for _, i := range g.Items {
			if i.RefusedByHead() {
				add(casefile.Work{Action: casefile.NeedDeclined, Arg: g.Need.Need, Role: authority.Coordinator, Person: st.Owner, From: i.At, Reason: "casefile.work.head_refused"})
			}
		}
	}
	return out
}

// lateFrom is the day on which a report that is in time today becomes late.
func lateFrom(st *casefile.State, day time.Time) (time.Time, bool) {
	n, asked := st.Need(casefile.NeedBirthDeed)
	birth, err := resident.DateOf(st.Person.Printable(casefile.FieldBirth))
	first, _, known := birth.Bounds()
	if !asked || !n.Open() || err != nil || !known || late(birth, day) {
		return time.Time{}, false
	}
	y, m, d := first.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, day.Location()).Add(reportWithin).AddDate(0, 0, 1), true
}

// maxNumber is how long the number of a decision may be.
const maxNumber = 60

// Decide is the head's decision on a requirement of a need. To grant it needs
// the decision's number and date, to refuse it a reason.
func (s *Service) Decide(ctx context.Context, op ledger.Op, caseID string, in casefile.DecidedBody) (ledger.Receipt, error) {
	if err := s.decidable(&in); err != nil {
		return ledger.Receipt{}, err
	}
	return s.change(ctx, op, caseID, casefile.Decided, []string{in.Need}, func(f File) ([]ledger.Draft, error) {
		g, ok := f.group(in.Need)
		if !ok {
			return nil, fault.New(fault.NotFound, "fault.dossier.item")
		}
		for _, i := range g.Items {
			if !i.Head || i.State == NotNeeded {
				continue
			}
			if _, asked := g.Asked(); !asked && i.Decision.Answer == "" {
				return nil, fault.New(fault.Conflict, "fault.dossier.not_asked")
			}
			in.Requirement = i.Code
			return []ledger.Draft{{Type: casefile.Decided, Body: in}}, nil
		}
		return nil, fault.New(fault.Conflict, "fault.dossier.nothing_to_decide")
	})
}

// decidable refuses what is no whole decision, at its field.
func (s *Service) decidable(in *casefile.DecidedBody) error {
	in.Number = strings.Join(strings.Fields(in.Number), " ")
	wrong := fault.New(fault.Invalid, "fault.dossier.decision")
	switch in.Answer {
	case casefile.AnswerGranted:
		in.Reason = ""
		if in.Number == "" || utf8.RuneCountInString(in.Number) > maxNumber {
			wrong.With("nomor", "fault.dossier.decision.number")
		}
		if _, err := time.Parse(time.DateOnly, in.Day); err != nil {
			wrong.With("tanggal", "fault.dossier.decision.day")
		} else if in.Day > s.today().Format(time.DateOnly) {
			wrong.With("tanggal", "fault.dossier.decision.future")
		}
	case casefile.AnswerRefused:
		in.Number, in.Day = "", ""
		if !slices.Contains(casefile.Refusals(), in.Reason) {
			wrong.With("sebab", "fault.dossier.decision.reason")
		}
	default:
		wrong.With("jawaban", "fault.dossier.decision.answer")
	}
	if len(wrong.Fields) > 0 {
		return wrong
	}
	return nil
}

// group finds the checklist of a need.
func (f File) group(need string) (Group, bool) {
	for _, g := range f.List.Groups {
		if g.Need.Need == need {
			return g, true
		}
	}
	return Group{}, false
}
