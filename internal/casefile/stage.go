package casefile

// Stage is how far a case, or a need of it, has come.
type Stage string

// The thirteen stages in their order.
const (
	StageReported           Stage = "reported"
	StageAccepted           Stage = "accepted"
	StageScheduled          Stage = "scheduled"
	StageVisited            Stage = "visited"
	StageSubmitted          Stage = "submitted"
	StageReturned           Stage = "returned"
	StageVerified           Stage = "verified"
	StageEntered            Stage = "entered"
	StageAwaitingUniqueness Stage = "awaiting_uniqueness"
	StageIssued             Stage = "issued"
	StageInDelivery         Stage = "in_delivery"
	StageHandedOver         Stage = "handed_over"
	StageClosed             Stage = "closed"
)

// order ranks the stages. A returned dossier is back in the hands of those who
// submit, so it is less advanced than a submitted one.
var order = map[Stage]int{
	StageReported: 1, StageAccepted: 2, StageScheduled: 3, StageVisited: 4,
	StageReturned: 5, StageSubmitted: 6, StageVerified: 7, StageEntered: 8,
	StageAwaitingUniqueness: 9, StageIssued: 10, StageInDelivery: 11,
	StageHandedOver: 12, StageClosed: 13,
}

// Stages lists the stages as a case passes them.
func Stages() []Stage {
	return []Stage{
		StageReported, StageAccepted, StageScheduled, StageVisited, StageSubmitted,
		StageReturned, StageVerified, StageEntered, StageAwaitingUniqueness,
		StageIssued, StageInDelivery, StageHandedOver, StageClosed,
	}
}

// Rank orders stages by progress; 0 for what is no stage.
func (s Stage) Rank() int { return order[s] }

// Before reports whether s is less advanced than t.
func (s Stage) Before(t Stage) bool { return order[s] < order[t] }

// Phase is one of the six parts of the stage bar.
type Phase string

// The six phases.
const (
	PhaseReport   Phase = "report"
	PhaseVisit    Phase = "visit"
	PhaseDossier  Phase = "dossier"
	PhaseEntry    Phase = "entry"
	PhaseIssue    Phase = "issue"
	PhaseHandover Phase = "handover"
)

// Phases lists the phases in order.
func Phases() []Phase {
	return []Phase{PhaseReport, PhaseVisit, PhaseDossier, PhaseEntry, PhaseIssue, PhaseHandover}
}

// Phase is the part of the stage bar in which a case at this stage stands: the
// part whose work comes next or is under way.
func (s Stage) Phase() Phase {
	switch s {
	case StageAccepted, StageScheduled:
		return PhaseVisit
	case StageVisited, StageReturned, StageSubmitted:
		return PhaseDossier
	case StageVerified:
		return PhaseEntry
	case StageEntered, StageAwaitingUniqueness:
		return PhaseIssue
	case StageIssued, StageInDelivery, StageHandedOver, StageClosed:
		return PhaseHandover
	}
	return PhaseReport
}
