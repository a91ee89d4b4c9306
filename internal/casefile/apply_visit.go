package casefile

func scheduled(f *folder, e *Event) string {
	var b ScheduledBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if blank(b.Trip) {
		return ParkedIncomplete
	}
	again := f.visited()
	if again && !b.Kit && (f.wantsRecording() || f.wantsBiometric()) && !f.anyReturned() {
		return ParkedNoKit
	}
	f.Booking = Booking{Trip: b.Trip, Stop: b.Stop, Day: b.Day, Purpose: b.Purpose, Kit: b.Kit, At: e.OccurredAt}
	if !again {
		f.own = StageScheduled
	}
	for i := range f.Needs {
		n := &f.Needs[i]
		if n.Declined == "" && (n.Stage == StageAccepted || again && f.bringsBack(n, b.Kit)) {
			n.back = n.Stage
			f.advance(n, StageScheduled, e)
		}
	}
	return ""
}

// bringsBack reports whether another visit is about this need: the recording
// itself, or the NIK that hangs on a biometric check.
func (f *folder) bringsBack(n *NeedState, kit bool) bool {
	switch {
	case !kit || n.Stage != StageVisited:
		return false
	case n.Need == NeedRecording:
		return f.wantsRecording()
	}
	return n.Need == NeedNIK && f.wantsBiometric()
}

func (f *folder) anyReturned() bool {
	for i := range f.Needs {
		if f.Needs[i].Open() && f.Needs[i].Stage == StageReturned {
			return true
		}
	}
	return false
}

// unbook takes the booked stop away; what it had scheduled is where it was.
func (f *folder) unbook(e *Event) {
	f.Booking = Booking{}
	if f.own == StageScheduled {
		f.own = StageAccepted
	}
	for i := range f.Needs {
		n := &f.Needs[i]
		if n.Stage == StageScheduled {
			f.advance(n, n.back, e)
			n.back = ""
		}
	}
}

func unscheduled(f *folder, e *Event) string {
	var b ScheduledBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if b.Trip != f.Booking.Trip {
		return ParkedOtherTrip
	}
	f.unbook(e)
	return ""
}

func notMet(f *folder, e *Event) string {
	var b NotMetBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	f.Attempts++
	f.NextDate = ""
	if isDate(b.Next) {
		f.NextDate = b.Next
	}
	if b.Trip == "" || b.Trip == f.Booking.Trip {
		f.unbook(e)
	}
	return ""
}

func visitedEvent(f *folder, e *Event) string {
	var b VisitedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if !knownNeeds(b.Needs) {
		return ParkedUnknownNeed
	}
	f.own, f.Booking, f.NextDate = StageVisited, Booking{}, ""
	f.Visits++
	if f.VisitedAt == 0 {
		f.VisitedAt = e.OccurredAt
	}
	for i := range f.Needs {
		n := &f.Needs[i]
		if n.Stage.Before(StageVisited) {
			f.advance(n, StageVisited, e)
		}
		n.back = ""
	}
	for _, n := range b.Needs {
		f.open(n, e)
	}
	if b.Recording {
		f.enrol(e)
	}
	f.captured(e)
	f.person(e)
	return ""
}

// captured remembers who met the person, for every need still to be submitted.
func (f *folder) captured(e *Event) {
	for i := range f.Needs {
		if n := &f.Needs[i]; n.Open() && n.Stage.Before(StageSubmitted) {
			n.CapturedBy = e.Actor
		}
	}
	f.act(e)
}

// enrol notes that biometrics were recorded. The need moves on when the NIK is
// there (refresh): the office may be issuing it while the team waits.
func (f *folder) enrol(e *Event) {
	f.open(NeedRecording, e)
	if n := f.need(NeedRecording); n.Open() {
		n.Enrolled = true
	}
}

// outcomes are those of the check itself; a search has no others.
var outcomes = map[string]bool{
	BioLocal: true, BioElsewhere: true, BioNotFound: true, BioRepeat: true,
	BioPending: true, BioFailed: true,
}

func biometric(f *folder, e *Event) string {
	var b BiometricBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if !outcomes[b.Outcome] {
		return ParkedIncomplete
	}
	f.captures[e.ID] = capture{reason: b.Reason, operator: e.Actor, at: e.OccurredAt}
	f.outcome(e, b.Outcome, "")
	if b.Enrolled {
		f.enrol(e)
	}
	f.captured(e)
	return ""
}

// outcome states the field and what came with it.
func (f *folder) outcome(e *Event, value, over string) {
	f.bio.add(e, value, CertaintyDevice, over)
	f.settleBiometric()
	var p BiometricPersonal
	if len(e.Personal) == 0 || !decode(e.Personal, &p) {
		return
	}
	var fields []Assertion
	if p.NIK != "" {
		fields = append(fields, Assertion{Field: FieldNIK, Value: p.NIK, Certainty: CertaintyDevice})
	}
	if p.Kabupaten != "" {
		fields = append(fields, Assertion{Field: FieldElsewhere, Value: p.Kabupaten, Certainty: CertaintyDevice})
	}
	f.state(e, fields, over)
}

func exception(f *folder, e *Event) string {
	var b ExceptionBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	c, ok := f.captures[b.Biometric]
	if !ok || b.Biometric != f.Biometric.Event {
		return "casefile.may.no_failed_capture"
	}
	// The exception stands for biometrics that nobody else can check later.
	if c.operator == e.Actor {
		return ParkedSamePerson
	}
	c.approved = true
	f.captures[b.Biometric] = c
	f.settleBiometric()
	f.act(e)
	return ""
}

func searched(f *folder, e *Event) string {
	var b SearchedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if !outcomes[b.Outcome] || b.Outcome == BioPending || b.Outcome == BioFailed {
		return ParkedIncomplete
	}
	f.captures[e.ID] = capture{operator: f.captures[b.Biometric].operator, at: e.OccurredAt}
	f.outcome(e, b.Outcome, b.Biometric)
	f.act(e)
	return ""
}
