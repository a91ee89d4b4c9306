package casefile

// State is a case as its events left it. Everything but Person and the
// document numbers is the same when the personal data was erased.
type State struct {
	office string // whose days they are

	ID       string
	Reported bool // the report itself is there; without it nothing has effect

	Number      string
	NumbersLost []string // numbers that another case won; they still find this one

	Stage      Stage
	StageSince int64

	Exit         Exit
	ExitReason   string
	ExitEvidence string
	ExitTo       string // moved, referred: where to
	ExitAt       int64
	Kept         string // duplicate: "case:<id>" or "register:<id>"
	ExitAgency   string // referred: the agency that answers here
	Answer       string // referred: what it answered; "" is nothing yet
	AnsweredAt   int64

	Closed  bool
	Receipt string
	Erased  bool
	Coarse  ErasedBody // what the erasing event carries; zero before

	Area        string
	Agency      string
	Institution string
	Reporter    string
	Owner       string // user id; "" is the coordinator
	Channel     string
	Letter      string
	List        string
	ListRow     int
	Baseline    bool
	Urgent      bool
	Basis       string
	Lawbook     string // version of the law under which it was opened; "" is not known
	Reasons     []string

	OpenedAt    int64
	AcceptedAt  int64
	VisitedAt   int64 // first visit
	SubmittedAt int64 // first dossier
	VerifiedAt  int64 // first dossier that was accepted
	EnteredAt   int64 // first entry in SIAK
	IssuedAt    int64 // first document
	HandedAt    int64 // first document in hand: the person is served
	ClosedAt    int64
	LastAt      int64 // the last event with effect, but for suspicions

	Visits   int
	Attempts int    // not met since the last meeting or reopening counts on
	NextDate string // when to try again

	Booking   Booking // the stop that is booked now; zero if none
	Biometric BiometricState
	Needs     []NeedState // in the order of Flows

	Enrolment   string // the last enrolment status, as SIAK writes it
	EnrolmentAt int64

	Identity []Decision  // the last one on each candidate
	Suspects []Suspicion // that wait for a decision

	WaitingReason string // the whole case waits
	WaitingUntil  string

	Person Person
	Acts   []Act
	Parked []Parked
	Undone map[string]string // events that were taken back, by the event that did

	own    Stage             // how far the visit of a case without needs came
	visits map[string]string // by visit: the event that last stated its facts
	tried  string            // the last attempt that met nobody
	looked map[string]bool   // parked events that a person has looked at

	papersLost []string // numbers of the office's own papers that another paper won; they still find this case
}

// Decision is what a person decided on a candidate.
type Decision struct {
	IdentityDecidedBody
	Event      string
	By         string // user id
	At         int64
	AnsweredAt int64 // of a question that was asked with it; 0 is not yet
}

// Suspicion is another case that may be about the same person, as the program
// found it. A decision on the candidate settles it; twins and siblings are none.
type Suspicion struct {
	SuspectedBody
	At int64
}

// Decided finds the decision that stands on a candidate.
func (s *State) Decided(candidate string) (Decision, bool) {
	for _, d := range s.Identity {
		if d.Candidate == candidate {
			return d, true
		}
	}
	return Decision{}, false
}

// Asked reports whether somebody waits for an answer about who the person is.
func (d Decision) Asked() bool { return d.Decision == Unsure && d.Ask != "" && d.AnsweredAt == 0 }

// Booking is a stop of a published trip.
type Booking struct {
	Trip, Stop, Day, Purpose string
	Kit                      bool
	At                       int64
}

// BiometricState is the outcome of the biometric check in force.
type BiometricState struct {
	Outcome  string // "" if there is none, or where several differ without a common ground
	Event    string // the event that states it
	Disputed bool
	Reason   string   // of not_captured
	Approved bool     // of not_captured: a second person approved the exception
	Refused  string   // of not_captured: why a second person wants the kit to come again
	Of       []string // the event, and those whose outcome it corrects: who made them captured
	At       int64
}

// Pending reports whether a national search has not answered yet.
func (b BiometricState) Pending() bool { return b.Outcome == BioPending }

// Identified reports whether the person has a NIK already.
func (b BiometricState) Identified() bool {
	return !b.Disputed && (b.Outcome == BioLocal || b.Outcome == BioElsewhere)
}

// NeedState is one need of a case.
type NeedState struct {
	Need          string
	Stage         Stage
	StageSince    int64
	WaitsFor      string // the need that must be done first
	WaitingReason string // no_blanks, printer, ...
	WaitingUntil  string
	DeferredUntil string
	DeferReason   string
	Declined      string // the reason; "" if it is not declined
	Enrolled      bool   // recording: biometrics were enrolled
	Numbered      bool   // NIK: a number came back from SIAK
	Exception     string // set by a side exit that may be undone
	CapturedBy    string
	SubmittedBy   string
	VerifiedBy    string
	EnteredBy     string
	IssuedBy      string
	Envelope      string
	Document      string // number of the document
	Printed       string // of the office's own papers: the number that the paper in the world bears
	Gone          bool   // the paper was lost on its way, or was wrong, and is to be printed again
	Returned      []ReturnedItem

	back Stage // where it returns to when a booked visit fails
}

// Misprinted reports whether the office's paper bears a number that another
// paper won since: it must be printed again.
func (n NeedState) Misprinted() bool { return n.Printed != "" && n.Printed != n.Document }

// Done reports whether nothing but the closing act is left to do.
func (n NeedState) Done() bool {
	return n.Stage == StageHandedOver || n.Stage == StageClosed
}

// Open reports whether the need stands in the way of closing the case.
func (n NeedState) Open() bool { return n.Declined == "" && !n.Done() }

// Moves reports whether the need can move now: it holds the case's stage.
func (n NeedState) Moves() bool {
	return n.Open() && n.WaitsFor == "" && n.DeferredUntil == ""
}

// Act is who did what, for the separation of duties.
type Act struct {
	Event string
	Type  string
	Actor string
	Needs []string
}

// Stated is the event that last stated the facts of a visit: the visit itself
// or its newest correction. It is what a correction must name in Replaces.
func (s *State) Stated(visit string) (event string, ok bool) {
	event, ok = s.visits[visit]
	return event, ok
}

// Need finds a need of the case, declined ones too.
func (s *State) Need(need string) (NeedState, bool) {
	if n := s.need(need); n != nil {
		return *n, true
	}
	return NeedState{}, false
}

func (s *State) need(need string) *NeedState {
	for i := range s.Needs {
		if s.Needs[i].Need == need {
			return &s.Needs[i]
		}
	}
	return nil
}

// OpenNeeds reports whether a need stands in the way of closing.
func (s *State) OpenNeeds() bool {
	for i := range s.Needs {
		if s.Needs[i].Open() {
			return true
		}
	}
	return false
}

// Open reports whether anything is left to do: a dead person's case is open
// until the deed is in the family's hand.
func (s *State) Open() bool {
	switch {
	case !s.Reported, s.Closed:
		return false
	case s.Exit == "":
		return true
	case s.Exit != ExitDeceased:
		return false
	}
	for i := range s.Needs {
		if s.Needs[i].Declined == "" && s.Needs[i].Stage != StageClosed {
			return true
		}
	}
	return false
}

// Served reports whether at least one document is in the person's hand.
func (s *State) Served() bool { return s.HandedAt != 0 }

// PrintReady reports whether the national data hold the person as unique.
func (s *State) PrintReady() bool { return EnrolmentOf(s.Enrolment) == EnrolReady }

// accepted reports whether triage let the case in.
func (s *State) accepted() bool { return !s.own.Before(StageAccepted) }

// visited reports whether somebody met the person.
func (s *State) visited() bool { return s.own == StageVisited }

// stage is the case's stage: that of its least advanced need that can move.
func (s *State) stage() Stage {
	if s.Closed {
		return StageClosed
	}
	var least, done, held Stage
	for i := range s.Needs {
		n := &s.Needs[i]
		switch {
		case n.Moves():
			if least == "" || n.Stage.Before(least) {
				least = n.Stage
			}
		case n.Done():
			if at := n.doneAt(); done == "" || done.Before(at) {
				done = at
			}
		case n.Declined == "":
			if held == "" || n.Stage.Before(held) {
				held = n.Stage
			}
		}
	}
	for _, at := range []Stage{least, done, held} {
		if at != "" {
			return at
		}
	}
	return s.own
}

// doneAt is the stage that a done need stands for while the case is not closed.
func (n *NeedState) doneAt() Stage {
	if n.Stage == StageHandedOver {
		return StageHandedOver
	}
	flow, _ := FlowOf(n.Need)
	return flow.Before(n.Stage)
}
