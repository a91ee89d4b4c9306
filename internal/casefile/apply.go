package casefile

// handlers apply the events of a case. Each returns why the event has no
// effect, and changes nothing if it returns a reason.
var handlers = map[string]func(*folder, *Event) string{
	Reported: reported.apply, NeedAdded: needAdded.apply, NeedDeferred: needDeferred.apply,
	NeedDeclined: needDeclined.apply, IdentityDecided: identityDecided.apply, Suspected: suspected.apply, Accepted: acceptedWay.apply,
	Assigned: assigned.apply, PersonStated: personStated.apply, Noted: noted.apply, Waiting: waiting.apply,
	LetterGiven: letterGiven.apply, Undone: undone.apply,

	Scheduled: scheduled.apply, Unscheduled: unscheduled.apply, NotMet: notMet.apply, Visited: visitedWay.apply,
	Biometric: biometric.apply, Exception: exception.apply, ExceptionRefused: exceptionRefused.apply, Searched: searched.apply,
	Corrected: corrected.apply,

	ItemSupplied: item.apply, ItemRemoved: item.apply, FormFilled: formFilled.apply,
	Submitted: submitted.apply, Returned: returned.apply, Decided: decided.apply,

	Verified: verified.apply, Entered: entered.apply, Status: status.apply, Issued: issued.apply,
	Reprinted: reprinted.apply,

	Dispatched: dispatched.apply, CameBack: cameBack.apply, HandedOver: handedOver.apply, HandFixed: handFixed.apply, Closed: closed.apply,

	Declined: leave.apply, Duplicate: leave.apply, NotFound: leave.apply, Deceased: leave.apply, Moved: leave.apply,
	Refused: leave.apply, Referred: leave.apply, Withdrawn: leave.apply, Reopened: reopened.apply,
	ReferralAnswered: referralAnswered.apply,

	ClaimSettled: recorded.apply, Erased: recorded.apply, ClockReceived: recorded.apply, Quarantined: recorded.apply,
}

// way is how the events of one type are applied. Every one goes through the
// same questions in the same order, so that what is parked, and why, does not
// depend on who wrote the handler: can the body be read, has the event lost
// what only one may win, does May allow it, is what the act is about there.
// Only then does the case change.
type way[B any] struct {
	lost  func(*folder, *Event, *B) bool   // another event won the claim
	needs func(*B) []string                // what the act is about; nil: the case as a whole
	lacks func(*folder, *Event, *B) string // what is missing although May allows the act, "" if nothing
	do    func(*folder, *Event, *B)
}

func (w way[B]) apply(f *folder, e *Event) string {
	var b B
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if w.lost != nil && w.lost(f, e, &b) {
		return ParkedClaimLost
	}
	var needs []string
	if w.needs != nil {
		needs = w.needs(&b)
	}
	if key := f.refuse(e.Type, needs); key != "" {
		return key
	}
	if w.lacks != nil {
		if key := w.lacks(f, e, &b); key != "" {
			return key
		}
	}
	if w.do != nil {
		w.do(f, e, &b)
	}
	return ""
}

// absent is ParkedIncomplete where one of the texts, which the act cannot do
// without, is blank.
func absent(texts ...string) string {
	for _, s := range texts {
		if blank(s) {
			return ParkedIncomplete
		}
	}
	return ""
}

// unknown is ParkedUnknownNeed where this version does not know a need.
func unknown(needs []string) string {
	for _, n := range needs {
		if _, ok := flowIndex[n]; !ok {
			return ParkedUnknownNeed
		}
	}
	return ""
}

// one is the list of a need that may be absent.
func one(need string) []string {
	if need == "" {
		return nil
	}
	return []string{need}
}

// recorded events were read before the first step; here they only take place.
var recorded way[struct{}]
