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
		Accepted:        {state: mayAccept},
		Assigned:        {},
		PersonStated:    {ended: true},
		Noted:           {ended: true},
		Waiting:         {},

		Scheduled:   {accepted: true, state: maySchedule},
		Unscheduled: {accepted: true, state: mayUnschedule},
		NotMet:      {accepted: true, state: notExited},
		Visited:     {accepted: true, state: notExited},
		Biometric:   {accepted: true, state: notExited},
		Exception:   {accepted: true, state: mayExcept},
		Searched:    {accepted: true, state: maySearch},

		ItemSupplied: {accepted: true, named: true, need: maySupply},
		ItemRemoved:  {accepted: true, named: true, need: mayRemove},
		FormFilled:   {accepted: true},
		Submitted:    {accepted: true, named: true, need: maySubmit},
		Returned:     {named: true, need: mayReturn},

		Verified: {named: true, need: mayVerify},
		Entered:  {named: true, need: mayEnter},
		Status:   {state: mayStatus},
		Issued:   {named: true, need: mayIssue},

		Dispatched: {named: true, need: at(StageIssued, "casefile.may.not_issued")},
		CameBack:   {named: true, need: mayComeBack},
		HandedOver: {named: true, need: mayHandOver},

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

func notExited(s *State) string {
	if s.Exit != "" {
		return "casefile.may.exited"
	}
	return ""
}

func (s *State) mayAdd(needs []string) string {
	for _, name := range needs {
		if _, ok := FlowOf(name); !ok {
			return "casefile.may.unknown_need"
		}
		if n := s.need(name); n != nil && n.Declined == "" {
			return "casefile.may.has_need"
		}
	}
	return ""
}

func mayDefer(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !n.Stage.Before(StageIssued):
		return "casefile.may.issued_before"
	}
	return ""
}

func mayDecline(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case n.Stage == StageInDelivery:
		return "casefile.may.in_delivery"
	}
	return ""
}

func mayAccept(s *State) string {
	switch {
	case s.Exit != "":
		return "casefile.may.exited"
	case s.accepted():
		return "casefile.may.accepted_before"
	}
	return ""
}

// maySchedule: the first visit; another one only where the kit must come again
// or a dossier came back.
func maySchedule(s *State) string {
	switch {
	case s.Exit != "":
		return "casefile.may.exited"
	case s.Booking.Trip != "":
		return "casefile.may.scheduled_before"
	case !s.visited(), s.wantsRecording(), s.wantsBiometric():
		return ""
	}
	for i := range s.Needs {
		if s.Needs[i].Open() && s.Needs[i].Stage == StageReturned {
			return ""
		}
	}
	return "casefile.may.visited_before"
}

// wantsRecording reports whether a visit with the kit must record biometrics:
// the NIK is there and the recording is not.
func (s *State) wantsRecording() bool {
	n := s.need(NeedRecording)
	return n != nil && n.Open() && n.WaitsFor == "" && n.Stage.Before(StageSubmitted)
}

// wantsBiometric reports whether the biometric check must be made again.
func (s *State) wantsBiometric() bool {
	b := s.Biometric
	return b.Disputed || b.Outcome == BioRepeat || b.Outcome == BioPending || b.Outcome == BioFailed
}

func mayUnschedule(s *State) string {
	if s.Booking.Trip == "" {
		return "casefile.may.not_scheduled"
	}
	return ""
}

func mayExcept(s *State) string {
	switch {
	case s.Biometric.Disputed || s.Biometric.Outcome != BioFailed:
		return "casefile.may.no_failed_capture"
	case s.Biometric.Approved:
		return "casefile.may.approved_before"
	}
	return ""
}

func maySearch(s *State) string {
	if s.Biometric.Disputed || s.Biometric.Outcome == BioPending {
		return ""
	}
	return "casefile.may.no_pending_search"
}

// at is the check of a need that must stand at one stage and can move.
func at(stage Stage, key string) func(*State, *NeedState, Flow) string {
	return func(_ *State, n *NeedState, _ Flow) string {
		if n.Declined != "" {
			return "casefile.may.need_ended"
		}
		if n.Stage != stage {
			return key
		}
		return ""
	}
}

func maySupply(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !n.Stage.Before(StageVerified):
		return "casefile.may.verified_before"
	}
	return ""
}

func mayRemove(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !n.Stage.Before(StageSubmitted):
		return "casefile.may.submitted_before"
	}
	return ""
}

func maySubmit(s *State, n *NeedState, flow Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !flow.Has(StageSubmitted):
		return "casefile.may.no_dossier"
	case n.WaitsFor != "":
		return "casefile.may.need_waits"
	case n.Stage.Before(StageVisited):
		return "casefile.may.not_visited"
	case n.Stage != StageVisited && n.Stage != StageReturned:
		return "casefile.may.submitted_before"
	case n.Need == NeedNIK:
		return s.mayNewNIK()
	}
	return ""
}

// mayNewNIK: nobody gets a second NIK (UU 24/2013 pasal 13: one for life), and
// a capture that failed does not say that there is none.
func (s *State) mayNewNIK() string {
	b := s.Biometric
	switch {
	case b.Disputed:
		return "casefile.may.nik_disputed"
	case b.Outcome == BioPending:
		return "casefile.may.nik_search_pending"
	case b.Outcome == BioLocal:
		return "casefile.may.nik_local"
	case b.Outcome == BioElsewhere:
		return "casefile.may.nik_elsewhere"
	case b.Outcome == BioRepeat:
		return "casefile.may.nik_repeat"
	case b.Outcome == BioFailed && !b.Approved:
		return "casefile.may.nik_not_captured"
	}
	return ""
}

func mayReturn(_ *State, n *NeedState, _ Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case n.Stage != StageSubmitted && n.Stage != StageVerified:
		return "casefile.may.not_submitted"
	}
	return ""
}

func mayVerify(s *State, n *NeedState, flow Flow) string {
	if key := at(StageSubmitted, "casefile.may.not_submitted")(s, n, flow); key != "" {
		return key
	}
	if n.Need == NeedNIK {
		return s.mayNewNIK() // a search may have answered since the dossier went in
	}
	return ""
}

func mayEnter(s *State, n *NeedState, flow Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case !flow.Has(StageEntered):
		return "casefile.may.no_entry"
	case n.Need == NeedNIK && n.Stage == StageEntered && !n.Numbered:
		return "" // entered earlier, the number came back later
	case n.Stage != StageVerified:
		return "casefile.may.not_verified"
	case n.Need == NeedNIK:
		return s.mayNewNIK()
	}
	return ""
}

func mayStatus(s *State) string {
	rec, card := s.need(NeedRecording), s.need(NeedKTP)
	switch {
	case !s.visited():
		return "casefile.may.not_visited"
	case rec != nil && rec.Open() && rec.WaitsFor != "":
		return "casefile.may.need_waits"
	case rec != nil && rec.Open(), card != nil && card.Open():
		return ""
	}
	return "casefile.may.no_recording"
}

func mayIssue(s *State, n *NeedState, flow Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case !flow.Has(StageIssued):
		return "casefile.may.no_document"
	case !n.Stage.Before(StageIssued):
		return "casefile.may.issued_before"
	case n.WaitsFor != "":
		return "casefile.may.need_waits"
	case n.Need == NeedKTP && !s.PrintReady():
		return "casefile.may.not_print_ready"
	case n.Stage != flow.Before(StageIssued):
		if flow.Has(StageEntered) {
			return "casefile.may.not_entered"
		}
		if flow.Has(StageVerified) {
			return "casefile.may.not_verified"
		}
		return "casefile.may.not_visited"
	case n.Need == NeedNIK && !n.Numbered:
		return "casefile.may.no_number"
	}
	return ""
}

// mayComeBack: an envelope may also bring back what was declined meanwhile.
func mayComeBack(_ *State, n *NeedState, _ Flow) string {
	if n.Stage != StageInDelivery {
		return "casefile.may.not_in_delivery"
	}
	return ""
}

func mayHandOver(_ *State, n *NeedState, _ Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case n.Done():
		return "casefile.may.handed_over_before"
	case n.Stage != StageInDelivery:
		return "casefile.may.not_in_delivery"
	}
	return ""
}

func mayClose(s *State) string {
	switch {
	case s.OpenNeeds():
		return "casefile.may.needs_open"
	case len(s.Needs) == 0 && !s.visited():
		return "casefile.may.not_visited"
	}
	return ""
}

// mayLeave: a document on its way must arrive or come back first.
func mayLeave(s *State) string {
	if s.Exit != "" {
		return "casefile.may.exited"
	}
	for i := range s.Needs {
		if s.Needs[i].Stage == StageInDelivery && s.Needs[i].Declined == "" {
			return "casefile.may.in_delivery"
		}
	}
	return ""
}

func mayGiveUp(s *State) string {
	if s.Attempts == 0 {
		return "casefile.may.no_attempt"
	}
	return mayLeave(s)
}

// mayWithdraw: what led to a document was no mistake.
func mayWithdraw(s *State) string {
	if s.IssuedAt != 0 {
		return "casefile.may.issued_before"
	}
	return mayLeave(s)
}

func mayReopen(s *State) string {
	switch {
	case s.Closed:
		return "casefile.may.closed"
	case s.Exit == "":
		return "casefile.may.not_exited"
	case s.Erased:
		return "casefile.may.erased"
	}
	return ""
}
