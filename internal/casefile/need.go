package casefile

// The needs that a case may hold.
const (
	NeedNIK         = "nik"
	NeedRecording   = "recording" // biometric recording for the KTP-el
	NeedKK          = "kk"
	NeedKTP         = "ktp_el"
	NeedBirthDeed   = "akta_kelahiran"
	NeedKIA         = "kia"
	NeedReplacement = "replacement" // of lost or damaged papers
	NeedMove        = "pindah"
	NeedDeathDeed   = "akta_kematian"
	NeedSKPTI       = "skpti" // interim identity paper, printed and numbered by the office
	NeedSKPS        = "skps"  // the same for civil-registration deeds
)

// Flow is how one need travels after the visit.
type Flow struct {
	Need     string
	Stages   []Stage // what follows visited, in order
	WaitsFor string  // the need that must be done before this one can move
	Paper    bool    // there is a document to hand over
	Own      bool    // the office prints and numbers it itself
}

var (
	toSIAK  = []Stage{StageSubmitted, StageVerified, StageEntered, StageIssued}
	toHand  = []Stage{StageInDelivery, StageHandedOver, StageClosed}
	dossier = join(toSIAK, toHand)
)

// flows is in the order in which needs are shown and named.
var flows = []Flow{
	{Need: NeedNIK, Stages: join(toSIAK, []Stage{StageClosed})},
	// A recording hangs on the person's NIK (Perpres 96/2018: one NIK, one record).
	{Need: NeedRecording, Stages: []Stage{StageAwaitingUniqueness, StageClosed}, WaitsFor: NeedNIK},
	{Need: NeedKTP, Stages: join([]Stage{StageIssued}, toHand), WaitsFor: NeedRecording, Paper: true},
	{Need: NeedKK, Stages: dossier, Paper: true},
	{Need: NeedBirthDeed, Stages: dossier, Paper: true},
	{Need: NeedKIA, Stages: dossier, Paper: true},
	{Need: NeedReplacement, Stages: dossier, Paper: true},
	{Need: NeedMove, Stages: dossier, Paper: true},
	{Need: NeedDeathDeed, Stages: dossier, Paper: true},
	{Need: NeedSKPTI, Stages: join([]Stage{StageSubmitted, StageVerified, StageIssued}, toHand), Paper: true, Own: true},
	{Need: NeedSKPS, Stages: join([]Stage{StageSubmitted, StageVerified, StageIssued}, toHand), Paper: true, Own: true},
}

var flowIndex = func() map[string]int {
	m := make(map[string]int, len(flows))
	for i, f := range flows {
		m[f.Need] = i
	}
	return m
}()

func join(parts ...[]Stage) []Stage {
	var out []Stage
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// Flows lists the flows of all needs, in the order in which needs are shown.
func Flows() []Flow { return append([]Flow(nil), flows...) }

// FlowOf finds a need's flow.
func FlowOf(need string) (Flow, bool) {
	i, ok := flowIndex[need]
	if !ok {
		return Flow{}, false
	}
	return flows[i], true
}

// Has reports whether the flow passes a stage; every flow passes the first four.
func (f Flow) Has(stage Stage) bool {
	if f.Need != "" && stage.Rank() <= StageVisited.Rank() {
		return true
	}
	if stage == StageReturned {
		stage = StageSubmitted // whoever submits may get it back
	}
	for _, s := range f.Stages {
		if s == stage {
			return true
		}
	}
	return false
}

// Before is the stage from which the flow comes to the given one.
func (f Flow) Before(stage Stage) Stage {
	prev := StageVisited
	for _, s := range f.Stages {
		if s == stage {
			return prev
		}
		prev = s
	}
	return ""
}
