package casefile

import (
	"slices"
	"time"
)

// handlers apply the events of a case. Each returns why the event has no
// effect, and changes nothing if it returns a reason.
var handlers map[string]func(*folder, *Event) string

func init() {
	handlers = map[string]func(*folder, *Event) string{
		Reported: reported, NeedAdded: needAdded, NeedDeferred: needDeferred,
		NeedDeclined: needDeclined, IdentityDecided: identityDecided, Accepted: acceptedEvent,
		Assigned: assigned, PersonStated: personStated, Noted: noted, Waiting: waiting,

		Scheduled: scheduled, Unscheduled: unscheduled, NotMet: notMet, Visited: visitedEvent,
		Biometric: biometric, Exception: exception, Searched: searched,

		ItemSupplied: item, ItemRemoved: item, FormFilled: formFilled,
		Submitted: submitted, Returned: returned,

		Verified: verified, Entered: entered, Status: status, Issued: issued,

		Dispatched: dispatched, CameBack: cameBack, HandedOver: handedOver, Closed: closed,

		Declined: leave, Duplicate: leave, NotFound: leave, Deceased: leave, Moved: leave,
		Refused: leave, Referred: leave, Withdrawn: leave, Reopened: reopened,

		ClaimSettled: recorded, Erased: recorded, ClockReceived: recorded, Quarantined: recorded,
	}
}

// recorded events were read before the first step; here they only take place.
func recorded(f *folder, e *Event) string { return f.refuse(e.Type, nil) }

func reported(f *folder, e *Event) string {
	var b ReportedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if !knownNeeds(b.Needs) {
		return ParkedUnknownNeed
	}
	f.Reported, f.own = true, StageReported
	f.Number, f.NumbersLost = f.numbered("case", b.Number, e)
	f.Channel, f.Reasons, f.Basis = b.Channel, b.Reasons, b.Basis
	f.Agency, f.Institution, f.Reporter = b.Agency, b.Institution, e.Actor
	f.Letter, f.List, f.ListRow = b.Letter, b.List, b.ListRow
	f.Baseline, f.Urgent = b.Baseline, b.Urgent
	f.OpenedAt = e.OccurredAt
	for _, n := range b.Needs {
		f.open(n, e)
	}
	f.person(e)
	f.act(e, b.Needs...)
	return ""
}

// person takes what an event with PersonPersonal states, and where the person is.
func (f *folder) person(e *Event) {
	if e.Area != "" {
		f.Area = e.Area
	}
	f.stated(e)
}

// stated takes the assertions of the personal part; what else a form holds is
// not read here.
func (f *folder) stated(e *Event) {
	if len(e.Personal) == 0 {
		return
	}
	p := PersonPersonal{Fields: make([]Assertion, 0, 16)}
	if decode(e.Personal, &p) {
		f.state(e, p.Fields)
	}
}

func needAdded(f *folder, e *Event) string {
	var b NeedAddedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	for _, n := range b.Needs {
		f.open(n, e)
	}
	return ""
}

func needDeferred(f *folder, e *Event) string {
	var b NeedDeferredBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, one(b.Need)); key != "" {
		return key
	}
	if !isDate(b.Until) {
		return ParkedIncomplete
	}
	n := f.need(b.Need)
	n.DeferredUntil, n.DeferReason = b.Until, b.Reason
	return ""
}

func needDeclined(f *folder, e *Event) string {
	var b NeedDeclinedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, one(b.Need)); key != "" {
		return key
	}
	if blank(b.Reason) {
		return ParkedIncomplete
	}
	n := f.need(b.Need)
	n.Declined, n.DeferredUntil, n.WaitingReason, n.WaitingUntil = b.Reason, "", "", ""
	return ""
}

func identityDecided(f *folder, e *Event) string {
	var b IdentityDecidedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if blank(b.Candidate) || blank(b.Decision) {
		return ParkedIncomplete
	}
	f.Identity = append(slices.DeleteFunc(f.Identity, func(d IdentityDecidedBody) bool {
		return d.Candidate == b.Candidate
	}), b)
	return ""
}

func acceptedEvent(f *folder, e *Event) string {
	var b AcceptedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if !knownNeeds(b.Needs) {
		return ParkedUnknownNeed
	}
	f.own, f.AcceptedAt = StageAccepted, e.OccurredAt
	for i := range f.Needs {
		if f.Needs[i].Stage == StageReported {
			f.advance(&f.Needs[i], StageAccepted, e)
		}
	}
	for _, n := range b.Needs {
		f.open(n, e)
	}
	f.act(e)
	return ""
}

// advance moves a need with its case, which does not end what it waits for.
func (f *folder) advance(n *NeedState, to Stage, e *Event) {
	n.Stage, n.StageSince = to, e.OccurredAt
	f.WaitingReason, f.WaitingUntil = "", ""
}

func assigned(f *folder, e *Event) string {
	var b AssignedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	f.Owner = b.Owner
	return ""
}

func personStated(f *folder, e *Event) string {
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	f.person(e)
	return ""
}

func noted(f *folder, e *Event) string {
	var b NotedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if b.About == NoteParked {
		for _, id := range b.Events {
			f.looked[id] = true
		}
	}
	return ""
}

func waiting(f *folder, e *Event) string {
	var b WaitingBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, one(b.Need)); key != "" {
		return key
	}
	until := b.Until
	if !isDate(until) {
		until = ""
	}
	if n := f.need(b.Need); n != nil {
		n.WaitingReason, n.WaitingUntil = b.Reason, until
		return ""
	}
	f.WaitingReason, f.WaitingUntil = b.Reason, until
	return ""
}

// one is the list of a need that may be absent.
func one(need string) []string {
	if need == "" {
		return nil
	}
	return []string{need}
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
