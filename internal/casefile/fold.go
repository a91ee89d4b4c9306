package casefile

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// FoldState reads a case's events and says how the case stands. It is total:
// whatever parses or does not parse as JSON, in any order and repetition, gives
// a State; an event without effect is in State.Parked with the reason.
func FoldState(caseID string, events []Event) State {
	st, _ := foldCase(caseID, Order(events))
	return st
}

// folder is the fold under way.
type folder struct {
	State
	slots    map[[2]string]*slot
	settles  map[string][]settlement // by claimed key, in order
	idle     map[string]bool         // winners of claims that have no effect
	beaten   map[string]bool         // winners to which something was lost
	setAside map[string]bool
	bio      slot
	captures map[string]capture
	facts    []*slot           // of the body's fields, in the order in which they were first stated
	undone   map[string]string // events that were taken back, by which event
	undoing  []string          // what the event that was just read takes back
	done     []Event           // with effect so far
}

// settlement is what the office settled, and the event that says so.
type settlement struct {
	ClaimSettledBody
	event string
}

// capture is what must be remembered of a biometric event.
type capture struct {
	reason, operator string
	of               []string // the event, and those whose outcome it corrects
	at               int64
	approved         bool
	refused          string // why not
}

// foldCase folds ordered events and returns those with effect beside the State.
// A winner of a claim that turns out to have no effect wins nothing, so what
// lost to it is looked at again; and what was taken back is as if it had never
// been, so the history is read again without it.
func foldCase(caseID string, ordered []Event) (State, []Event) {
	undone := map[string]string(nil)
	for idle := map[string]bool(nil); ; {
		f := foldOnce(caseID, ordered, idle, undone)
		if len(f.undoing) > 0 {
			if undone == nil {
				undone = map[string]string{}
			}
			for _, id := range f.undoing[1:] {
				undone[id] = f.undoing[0]
			}
			continue
		}
		seen := len(idle)
		for _, p := range f.Parked {
			if f.beaten[p.EventID] {
				if idle == nil {
					idle = map[string]bool{}
				}
				idle[p.EventID] = true
			}
		}
		if len(idle) == seen {
			return f.State, f.done
		}
	}
}

// foldOnce folds with the winners that are known to be idle and without the
// events that are known to be taken back. It stops where another is.
func foldOnce(caseID string, ordered []Event, idle map[string]bool, undone map[string]string) *folder {
	f := &folder{
		idle:     idle,
		undone:   undone,
		State:    State{ID: caseID, Undone: undone, looked: map[string]bool{}, visits: map[string]string{}},
		slots:    map[[2]string]*slot{},
		captures: map[string]capture{},
		bio:      slot{field: FieldBiometric},
	}
	if len(ordered) > 0 {
		f.office = ordered[0].Office
	}
	f.prepare(ordered)
	f.done = make([]Event, 0, len(ordered))
	for i := range ordered {
		e := &ordered[i]
		if _, gone := undone[e.ID]; gone {
			continue
		}
		if f.Erased || unstorable(e.Personal) {
			blank := *e
			blank.Personal = nil
			e = &blank
		}
		if reason := f.step(e); reason != "" {
			f.Parked = append(f.Parked, Parked{EventID: e.ID, Reason: reason})
			continue
		}
		if len(f.undoing) > 0 {
			return f
		}
		f.refresh(e)
		f.done = append(f.done, *e)
	}
	f.finish()
	return f
}

// prepare reads what counts for the whole history wherever it stands in it.
func (f *folder) prepare(ordered []Event) {
	for i := range ordered {
		e := &ordered[i]
		f.Erased = f.Erased || e.Erased
		switch e.Type {
		case ClaimSettled:
			var b ClaimSettledBody
			if json.Unmarshal(e.Body, &b) == nil {
				if f.settles == nil {
					f.settles = map[string][]settlement{}
				}
				f.settles[b.Key] = append(f.settles[b.Key], settlement{b, e.ID})
			}
		case Erased:
			f.Erased = true
			if f.Coarse.Stage == "" && f.Coarse.Kecamatan == "" {
				_ = json.Unmarshal(e.Body, &f.Coarse) // an unreadable one erases all the same
			}
		case Quarantined:
			var b QuarantinedBody
			if json.Unmarshal(e.Body, &b) == nil && len(b.Events) > 0 {
				if f.setAside == nil {
					f.setAside = map[string]bool{}
				}
				for _, id := range b.Events {
					f.setAside[id] = true
				}
			}
		}
	}
}

// step applies one event, or says why it has no effect.
func (f *folder) step(e *Event) string {
	if f.setAside[e.ID] && e.Type != Quarantined {
		return ParkedQuarantined
	}
	known, ok := handlers[e.Type]
	if !ok {
		return ParkedUnknownType
	}
	if e.Version > 1 {
		return ParkedUnknownVersion
	}
	if unstorable(e.Body) {
		return ParkedUnreadable
	}
	return known(f, e)
}

// Reasons for parking that are not refusals of May.
const (
	ParkedQuarantined    = "casefile.parked.quarantined"
	ParkedUnknownType    = "casefile.parked.unknown_type"
	ParkedUnknownVersion = "casefile.parked.unknown_version"
	ParkedUnreadable     = "casefile.parked.unreadable"
	ParkedIncomplete     = "casefile.parked.incomplete" // the body lacks what the act is about
	ParkedSamePerson     = "casefile.parked.same_person"
	ParkedClaimLost      = "casefile.parked.claim_lost"
	ParkedOtherEnvelope  = "casefile.parked.other_envelope"
	ParkedNoKit          = "casefile.parked.no_kit"
	ParkedNoReceipt      = "casefile.parked.no_receipt"
	ParkedOtherTrip      = "casefile.parked.other_trip"
	ParkedNoVisit        = "casefile.may.no_visit"
	ParkedCorrected      = "casefile.parked.corrected_before" // two corrected the same words without seeing each other
	ParkedUnknownNeed    = "casefile.may.unknown_need"
)

// decode reads a body; an absent one is an empty object.
func decode(raw json.RawMessage, into any) bool {
	if len(raw) == 0 || len(raw) == 2 && raw[0] == '{' && raw[1] == '}' {
		return true
	}
	if q, ok := into.(quick); ok && q.quick(raw) {
		return true
	}
	return json.Unmarshal(raw, into) == nil
}

// unstorable reports a NUL in a text, which no database of ours takes. The form
// refuses it; an event from elsewhere must not stop the fold.
func unstorable(raw json.RawMessage) bool { return bytes.Contains(raw, []byte(`\u0000`)) }

// refresh brings what follows from the needs up to date after an event.
func (f *folder) refresh(e *Event) {
	if e.Type != Suspected { // the program's own question is no news of the case, or it would be asked again for it
		f.LastAt = e.OccurredAt
	}
	for i := range f.Needs {
		n := &f.Needs[i]
		n.WaitsFor = ""
		flow := flows[flowIndex[n.Need]]
		if flow.WaitsFor != "" && n.Open() {
			if w := f.need(flow.WaitsFor); w != nil && w.Open() {
				n.WaitsFor = w.Need
			}
		}
		if n.Need == NeedRecording && n.Enrolled && n.WaitsFor == "" && n.Open() && n.Stage.Before(StageSubmitted) {
			f.move(n, StageAwaitingUniqueness, e)
		}
	}
	if now := f.stage(); now != f.Stage {
		f.Stage, f.StageSince = now, e.OccurredAt
	}
}

// settleBiometric settles the outcome in force as any other field.
func (f *folder) settleBiometric() {
	field := f.bio.settle()
	f.Biometric = BiometricState{Outcome: field.Value, Event: field.Event, Disputed: field.Disputed}
	if c, ok := f.captures[field.Event]; ok {
		f.Biometric.Reason, f.Biometric.Of = c.reason, c.of
		f.Biometric.At, f.Biometric.Approved, f.Biometric.Refused = c.at, c.approved, c.refused
	}
}

// finish settles the person's fields once all events are read.
func (f *folder) finish() {
	if len(f.bio.said) > 0 {
		f.slots[[2]string{FieldBiometric, ""}] = &f.bio
	}
	f.Person.Fields = make([]PersonField, 0, len(f.slots)+len(f.facts))
	for _, sl := range f.slots {
		f.Person.Fields = append(f.Person.Fields, sl.settle())
	}
	for _, sl := range f.facts {
		field := sl.settle()
		switch {
		case field.Value == "":
		case field.Field == FieldReason:
			f.Reasons = append(f.Reasons, field.Value)
		case field.Field == FieldBasis:
			f.Basis = field.Value
		}
		if !f.Erased { // a photo is gone, and with nobody left there is nothing to decide
			f.Person.Fields = append(f.Person.Fields, field)
		}
	}
	slices.SortFunc(f.Person.Fields, compareFields)
}

// fact takes a statement that stands in the body of an event.
func (f *folder) fact(e *Event, a Assertion) {
	if !isFact(a.Field) {
		return
	}
	i := slices.IndexFunc(f.facts, func(sl *slot) bool { return sl.field == a.Field && sl.element == a.Element })
	if i < 0 {
		i = len(f.facts)
		f.facts = append(f.facts, &slot{field: a.Field, element: a.Element})
	}
	f.facts[i].add(e, a.Value, a.Certainty)
}

// state takes assertions of an event. The biometric outcome and the facts come
// from bodies only, so that a case without personal data refuses the same.
func (f *folder) state(e *Event, fields []Assertion, also ...string) {
	for _, a := range fields {
		if a.Field == "" || a.Field == FieldBiometric || isFact(a.Field) {
			continue
		}
		key := [2]string{a.Field, a.Element}
		sl := f.slots[key]
		if sl == nil {
			sl = &slot{field: a.Field, element: a.Element, said: make([]assertion, 0, 4)}
			f.slots[key] = sl
		}
		sl.add(e, a.Value, a.Certainty, also...)
	}
}

// move brings a need to a stage.
func (f *folder) move(n *NeedState, to Stage, e *Event) {
	if n.Stage != to {
		n.Stage, n.StageSince = to, e.OccurredAt
	}
	n.WaitingReason, n.WaitingUntil, n.DeferredUntil, n.DeferReason = "", "", "", ""
	f.WaitingReason, f.WaitingUntil = "", ""
}

// lost reports whether the office settled that another event won the claim. The
// earliest settlement that names the event counts; one that names none settles
// all. A winner that has no effect itself wins nothing, or its claim would hold
// the case for ever.
func (f *folder) lost(key, event string) (by settlement, lost bool) {
	for _, b := range f.settles[key] {
		if len(b.Settles) == 0 || slices.Contains(b.Settles, event) {
			if b.Winner == event || f.idle[b.Winner] {
				return b, false
			}
			if f.beaten == nil {
				f.beaten = map[string]bool{}
			}
			f.beaten[b.Winner] = true
			return b, true
		}
	}
	return settlement{}, false
}

// numbered is the visible number that an event has in the end, and those that
// it lost on the way: a number that was given instead is a claim of the
// settlement that gave it, and after a fork of the office lost like any other.
func (f *folder) numbered(series, number string, e *Event) (now string, gone []string) {
	claimant := e.ID
	for range len(f.settles) {
		by, lost := f.lost(numberClaim(series, number), claimant)
		if !lost || by.Number == "" {
			break
		}
		gone = append(gone, number)
		number, claimant = by.Number, by.event
	}
	return number, gone
}

// act remembers who did what.
func (f *folder) act(e *Event, needs ...string) {
	f.Acts = append(f.Acts, Act{Event: e.ID, Type: e.Type, Actor: e.Actor, Needs: needs})
}

// open adds a need at the point that the visit has reached, or opens a declined
// one again.
func (f *folder) open(name string, e *Event) {
	n := NeedState{Need: name, Stage: f.own, StageSince: e.OccurredAt}
	if f.own == StageScheduled {
		n.back = StageAccepted
	}
	if old := f.need(name); old != nil {
		if old.Declined != "" {
			*old = n
		}
		return
	}
	at := len(f.Needs)
	for i := range f.Needs {
		if flowIndex[name] < flowIndex[f.Needs[i].Need] {
			at = i
			break
		}
	}
	f.Needs = slices.Insert(f.Needs, at, n)
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
