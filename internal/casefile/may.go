package casefile

import "github.com/jempolkeren/jempol/internal/fault"

// May says whether the state allows an action: nil, or a fault.Conflict whose
// key, "casefile.may.*", tells the person why not. It is the one transition
// table: the use cases ask it before they write, the fold asks it of every
// event that arrives. Needs are those that the action is about; where an action
// needs some and none is named, it is refused.
func (s *State) May(action string, needs ...string) error {
	if key := s.refuse(action, needs); key != "" {
		return fault.New(fault.Conflict, key).WithArgs(map[string]any{"stage": string(s.Stage)})
	}
	return nil
}

// A rule is one line of the table.
type rule struct {
	// ended lets the action through on a closed or exited case.
	ended bool
	// accepted asks that triage let the case in.
	accepted bool
	// named asks for at least one need.
	named bool
	// state checks the case, need each named need; they return a key or "".
	state func(*State) string
	need  func(*State, *NeedState, Flow) string
}

var rules map[string]rule

// Filled in init because the checks of some lines ask others.
func init() {
	rules = map[string]rule{
		NeedAdded:       {named: true, state: notExited},
		NeedDeferred:    {named: true, need: mayDefer},
		NeedDeclined:    {named: true, need: mayDecline},
		IdentityDecided: {},
		Suspected:       {},
		Accepted:        {state: mayAccept},
		Assigned:        {},
		PersonStated:    {ended: true},
		Noted:           {ended: true},
		Waiting:         {},
		LetterGiven:     {},
		Undone:          {ended: true},

		Scheduled:   {accepted: true, state: maySchedule},
		Unscheduled: {accepted: true, state: mayUnschedule},
		NotMet:      {accepted: true, state: notExited},
		Visited:     {accepted: true, state: notExited},
		Biometric:   {accepted: true, state: notExited},
		Exception:   {accepted: true, state: mayExcept},

		ExceptionRefused: {accepted: true, state: mayRefuseException},

		Searched:  {accepted: true, state: maySearch},
		Corrected: {ended: true, state: mayCorrect},

		ItemSupplied: {accepted: true, named: true, need: maySupply},
		ItemRemoved:  {accepted: true, named: true, need: mayRemove},
		FormFilled:   {accepted: true},
		Submitted:    {accepted: true, named: true, need: maySubmit},
		Returned:     {named: true, need: mayReturn},
		Decided:      {accepted: true, named: true, need: mayBeDecided},

		Verified: {named: true, need: mayVerify},
		Entered:  {named: true, need: mayEnter},
		Status:   {state: mayStatus},
		Issued:   {named: true, need: mayIssue},

		TakenBack: {ended: true},
		// Two papers with one number stay a danger when the case is long closed.
		Reprinted: {ended: true, named: true, need: mayReprint},

		Dispatched: {named: true, need: at(StageIssued, "casefile.may.not_issued")},
		CameBack:   {named: true, need: mayComeBack},
		HandedOver: {named: true, need: mayHandOver},
		HandFixed:  {state: mayFixReceipt},

		Closed:    {state: mayClose},
		Declined:  {state: mayLeave},
		Duplicate: {state: mayLeave},
		NotFound:  {state: mayGiveUp},
		Deceased:  {state: notExited},
		Moved:     {state: mayLeave},
		Refused:   {state: mayLeave},
		Referred:  {state: mayLeave},
		Withdrawn: {state: mayWithdraw},
		Reopened:  {ended: true, state: mayReopen},

		ReferralAnswered: {ended: true, state: mayAnswer},

		ClaimSettled:  {ended: true},
		Erased:        {ended: true},
		ClockReceived: {ended: true},
		Quarantined:   {ended: true},
	}
}

// refuse is May without the fault, as the fold needs it.
func (s *State) refuse(action string, needs []string) string {
	if action == Reported {
		if s.Reported {
			return "casefile.may.reported_before"
		}
		return ""
	}
	r, ok := rules[action]
	switch {
	case !ok:
		return "casefile.may.unknown"
	case !s.Reported:
		return "casefile.may.not_reported"
	case s.Closed && !r.ended:
		return "casefile.may.closed"
	case s.Exit != "" && !s.Open() && !r.ended:
		return "casefile.may.exited"
	case r.accepted && !s.accepted() && s.Exit == "":
		return "casefile.may.not_accepted"
	case r.named && len(needs) == 0:
		return "casefile.may.no_need"
	}
	if r.state != nil {
		if key := r.state(s); key != "" {
			return key
		}
	}
	if action == NeedAdded {
		return s.mayAdd(needs)
	}
	for _, name := range needs {
		n := s.need(name)
		if n == nil {
			return "casefile.may.no_such_need"
		}
		if r.need == nil {
			continue
		}
		flow, _ := FlowOf(name)
		if key := r.need(s, n, flow); key != "" {
			return key
		}
	}
	return ""
}
