package casefile

import (
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/region"
)

// Work is one open piece of work of a subject.
type Work struct {
	Action string // event type of what to do next
	Arg    string // which: a need, several needs with commas, a trip, a field; "" if there is but one
	Role   authority.Role
	Area   string
	Person string // the one it was assigned to; "" is anybody of the role
	From   int64  // µs UTC: not before; the age counts from here
	Due    string // ISO date
	Reason string // message key
}

// Row makes the row of the table work for a subject of the kind.
func (w Work) Row(kind string) Row {
	return Row{Table: "work", Values: []any{
		kind, w.Action, w.Arg, string(w.Role), w.Area, w.Person, w.From, w.Due, w.Reason,
	}}
}

// Days within which each piece of work should be done. The technical guide sets
// none; these are the office's own first values, short where a person waits for
// the office and longer where the office waits for a road or a companion.
const (
	daysTriage    = 3
	daysUrgent    = 1
	daysSchedule  = 14
	daysUrgentVis = 3
	daysSearch    = 3  // the national search needs a place with signal
	daysDecide    = 3  // a dispute, a duplicate, an exception, what is needed
	daysDossier   = 12 // several papers from several hands
	daysVerify    = 3
	daysEntry     = 2
	daysIssue     = 2
	daysStatus    = 7 // uniqueness takes one to over twenty days: look weekly
	daysDispatch  = 7
	daysHandOver  = 7
	daysClose     = 3
	daysErase     = 30 // personal data of what was entered by mistake
	daysAnswer    = 7  // the village asks at the next round
	daysReferral  = 7  // another agency looks into it
	daysHeld      = 30 // it has taken the case over: is it still with it?
)

// Zone is the time of the office whose case it is.
func (s *State) Zone() *time.Location { return region.Hours(s.office) }

// dayAfter is the date so many days after a time.
func (s *State) dayAfter(at int64, days int) string {
	return time.UnixMicro(at).In(s.Zone()).AddDate(0, 0, days).Format(time.DateOnly)
}

// start is the beginning of a date at the office; 0 for what is no date.
func (s *State) start(date string) int64 {
	t, err := time.ParseInLocation(time.DateOnly, date, s.Zone())
	if err != nil {
		return 0
	}
	return t.UnixMicro()
}

// daysLater is a time so many days later.
func daysLater(at int64, days int) int64 { return at + int64(days)*(24*time.Hour).Microseconds() }

// workList collects the work of one case.
type workList struct {
	s    *State
	list []Work
}

// Work is what is open in the case. Every open case has some.
func (s *State) Work() []Work {
	if !s.Reported {
		return nil
	}
	w := &workList{s: s}
	w.parked()
	w.reprints()
	switch {
	case s.Exit == ExitWithdrawn && !s.Erased:
		w.add(Erased, "", authority.System, daysLater(s.ExitAt, daysErase), 0, "withdrawn")
	case s.Exit == ExitNotFound:
		w.add(Reopened, "", authority.Coordinator, max(s.ExitAt, s.start(s.NextDate)), daysSchedule, "try_again")
	case s.Exit == ExitReferred:
		w.referral()
	}
	if s.Open() {
		w.visit()
		w.decisions()
		w.needs()
		w.end()
	}
	slices.SortFunc(w.list, func(a, b Work) int {
		if c := strings.Compare(a.Action, b.Action); c != 0 {
			return c
		}
		return strings.Compare(a.Arg, b.Arg)
	})
	return w.list
}

// add notes a piece of work once; of two with one key the first counts.
func (w *workList) add(action, arg string, role authority.Role, from int64, days int, reason string) *Work {
	for i := range w.list {
		if w.list[i].Action == action && w.list[i].Arg == arg {
			return &w.list[i]
		}
	}
	item := Work{Action: action, Arg: arg, Role: role, Area: w.s.Area, From: from,
		Due: w.s.dayAfter(from, days), Reason: "casefile.work." + reason}
	if role == authority.Coordinator {
		item.Person = w.s.Owner
	}
	w.list = append(w.list, item)
	return &w.list[len(w.list)-1]
}

// parked events that a person has not looked at: a hand-over that lost, a visit
// to a case that had ended.
func (w *workList) parked() {
	if w.s.Erased {
		return
	}
	for _, p := range w.s.Parked {
		if !w.s.looked[p.EventID] && discrepancy(p.Reason) {
			w.add(Noted, NoteParked, authority.Coordinator, w.s.LastAt, daysDecide, "parked")
			return
		}
	}
}

// reprints are papers of the office whose number another paper won, also where
// the case is closed: somebody has a paper in hand that verifies as another's.
func (w *workList) reprints() {
	if w.s.Erased || w.s.Exit == ExitWithdrawn {
		return
	}
	for i := range w.s.Needs {
		if n := &w.s.Needs[i]; n.Misprinted() {
			w.add(Reprinted, n.Need, authority.Siak, n.StageSince, daysIssue, "reprint")
		}
	}
}

// discrepancy reports whether people must look at what was parked for this
// reason. An upgrade applies what is unknown; a double acceptance is none.
func discrepancy(reason string) bool {
	switch reason {
	case ParkedQuarantined, ParkedUnknownType, ParkedUnknownVersion, ParkedUnknownNeed,
		"casefile.may.accepted_before", "casefile.may.approved_before", "casefile.may.refused_before", "casefile.may.undone_before", "casefile.may.not_misprinted":
		return false
	}
	return true
}

// visit is the work on the way to the person.
func (w *workList) visit() {
	s := w.s
	if s.Exit != "" || len(s.Needs) > 0 && !s.OpenNeeds() {
		return
	}
	switch {
	case s.Booking.Trip != "":
		item := w.add(Visited, s.Booking.Trip, authority.Field, s.Booking.At, 0, "visit")
		if isDate(s.Booking.Day) {
			item.Due = s.Booking.Day
		}
	case s.own == StageReported:
		w.add(Accepted, "", authority.Coordinator, s.OpenedAt, pick(s.Urgent, daysUrgent, daysTriage), "triage")
	case s.own == StageAccepted:
		w.schedule("first", s.AcceptedAt, "schedule")
	case len(s.Needs) == 0:
		w.add(NeedAdded, "", authority.Coordinator, s.VisitedAt, daysDecide, "needs_unknown")
	}
}

// schedule asks for a stop: not before the date on which the person should be
// tried again, or on which all that is left comes back.
func (w *workList) schedule(purpose string, since int64, reason string) {
	from := max(since, w.s.start(w.s.NextDate), w.s.start(w.s.WaitingUntil))
	if purpose == "first" && len(w.s.Needs) > 0 {
		var comesBack int64
		for i := range w.s.Needs {
			n := &w.s.Needs[i]
			if n.Moves() {
				comesBack = 0
				break
			}
			if at := w.s.start(n.DeferredUntil); n.Open() && at > 0 && (comesBack == 0 || at < comesBack) {
				comesBack = at
			}
		}
		from = max(from, comesBack)
	}
	item := w.add(Scheduled, purpose, authority.Coordinator, from, pick(w.s.Urgent, daysUrgentVis, daysSchedule), reason)
	if w.s.WaitingReason != "" {
		item.Reason = "casefile.waiting." + w.s.WaitingReason
	}
}

// decisions are what a person must settle before the case is sure.
func (w *workList) decisions() {
	s := w.s
	for _, field := range s.Person.Disputed() {
		if field != FieldBiometric {
			w.add(PersonStated, field, authority.Coordinator, s.LastAt, daysDecide, "disputed")
		}
	}
	for _, d := range s.Identity {
		switch {
		case d.Asked():
			asked := authority.Registrar
			if d.Ask == AskTeam {
				asked = authority.Field
			}
			w.add(Noted, NoteAnswer, asked, d.At, daysAnswer, "asked")
			w.add(IdentityDecided, d.Candidate, authority.Coordinator, daysLater(d.At, daysAnswer), daysDecide, "asked_late")
		case d.Decision == Unsure && d.AnsweredAt > 0:
			w.add(IdentityDecided, d.Candidate, authority.Coordinator, d.AnsweredAt, daysDecide, "answered")
		case d.Decision == Unsure:
			w.add(IdentityDecided, d.Candidate, authority.Coordinator, s.OpenedAt, daysDecide, "unsure")
		case d.Decision == Same && strings.HasPrefix(d.Candidate, KindCase+":"):
			// Ending a case is confirmed by a second person: another coordinator, or
			// the head where there is but one.
			w.add(Duplicate, d.Candidate, authority.Head, d.At, daysDecide, "same_person")
		}
	}
	for _, x := range s.Suspects {
		w.add(IdentityDecided, x.Candidate, authority.Coordinator, x.At, daysDecide, "suspected")
	}
	switch b := s.Biometric; {
	case s.Exit != "":
	case b.Disputed:
		w.add(Searched, "", authority.Field, s.LastAt, daysSearch, "biometric_disputed")
	case b.Pending():
		w.add(Searched, "", authority.Field, b.At, daysSearch, "search_pending")
	}
}

// end is the closing act, once nothing is open.
func (w *workList) end() {
	s := w.s
	if len(s.Needs) == 0 || s.OpenNeeds() {
		return
	}
	if s.Served() {
		w.add(Closed, "", authority.Handover, s.StageSince, daysClose, "close")
		return
	}
	w.add(Closed, "", authority.Coordinator, s.LastAt, daysClose, "close_without_paper")
}

func pick(urgent bool, yes, no int) int {
	if urgent {
		return yes
	}
	return no
}
