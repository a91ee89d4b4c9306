package casefile

import "slices"

var scheduled = way[ScheduledBody]{
	lacks: func(f *folder, _ *Event, b *ScheduledBody) string {
		if blank(b.Trip) {
			return ParkedIncomplete
		}
		if f.visited() && !b.Kit && (f.wantsRecording() || f.wantsBiometric()) && !f.anyReturned() {
			return ParkedNoKit
		}
		return ""
	},
	do: func(f *folder, e *Event, b *ScheduledBody) {
		again := f.visited()
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
	},
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

var unscheduled = way[ScheduledBody]{
	lacks: func(f *folder, _ *Event, b *ScheduledBody) string {
		if b.Trip != f.Booking.Trip {
			return ParkedOtherTrip
		}
		return ""
	},
	do: func(f *folder, e *Event, _ *ScheduledBody) { f.unbook(e) },
}

var notMet = way[NotMetBody]{
	do: func(f *folder, e *Event, b *NotMetBody) {
		f.Attempts++
		f.visits[e.ID], f.tried = e.ID, e.ID
		f.NextDate = ""
		if isDate(b.Next) {
			f.NextDate = b.Next
		}
		if b.Trip == "" || b.Trip == f.Booking.Trip {
			f.unbook(e)
		}
	},
}

var visitedWay = way[VisitedBody]{
	lacks: func(_ *folder, _ *Event, b *VisitedBody) string { return unknown(b.Needs) },
	do: func(f *folder, e *Event, b *VisitedBody) {
		f.own, f.Booking, f.NextDate = StageVisited, Booking{}, ""
		f.Visits++
		f.visits[e.ID] = e.ID
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
	},
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

var biometric = way[BiometricBody]{
	lacks: func(_ *folder, _ *Event, b *BiometricBody) string {
		if !outcomes[b.Outcome] {
			return ParkedIncomplete
		}
		return ""
	},
	do: func(f *folder, e *Event, b *BiometricBody) {
		f.captures[e.ID] = capture{reason: b.Reason, operator: e.Actor, of: append([]string{e.ID}, f.captures[b.Corrects].of...), at: e.OccurredAt}
		f.outcome(e, b.Outcome, "")
		if b.Enrolled {
			f.enrol(e)
		}
		f.captured(e)
	},
}

// outcome states the field and what came with it.
func (f *folder) outcome(e *Event, value, over string) {
	f.bio.add(e, value, CertaintyDevice, over)
	f.settleBiometric()
	var p BiometricPersonal
	if !decode(e.Personal, &p) {
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

var exception = way[ExceptionBody]{
	lacks: func(f *folder, e *Event, b *ExceptionBody) string {
		c, ok := f.captures[b.Biometric]
		switch {
		case !ok || b.Biometric != f.Biometric.Event:
			return "casefile.may.no_failed_capture"
		case slices.ContainsFunc(c.of, func(id string) bool { return f.captures[id].operator == e.Actor }):
			// The exception stands for biometrics that nobody else can check later;
			// who sat at the kit stays an operator when another one corrects what was written down.
			return ParkedSamePerson
		}
		return ""
	},
	do: func(f *folder, e *Event, b *ExceptionBody) {
		c := f.captures[b.Biometric]
		c.approved, c.refused = true, ""
		f.captures[b.Biometric] = c
		f.settleBiometric()
		f.act(e)
	},
}

// exceptionRefused sends the kit there again. What was approved stays so: the
// NIK may be on its way.
var exceptionRefused = way[ExceptionRefusedBody]{
	lacks: func(f *folder, _ *Event, b *ExceptionRefusedBody) string {
		c, ok := f.captures[b.Biometric]
		switch {
		case !slices.Contains(ExceptionRefusals(), b.Reason):
			return ParkedIncomplete
		case !ok || b.Biometric != f.Biometric.Event || c.approved:
			return "casefile.may.no_failed_capture"
		}
		return ""
	},
	do: func(f *folder, e *Event, b *ExceptionRefusedBody) {
		c := f.captures[b.Biometric]
		c.refused = b.Reason
		f.captures[b.Biometric] = c
		f.settleBiometric()
		f.act(e)
	},
}

var searched = way[SearchedBody]{
	lacks: func(_ *folder, _ *Event, b *SearchedBody) string {
		if !outcomes[b.Outcome] || b.Outcome == BioPending || b.Outcome == BioFailed {
			return ParkedIncomplete
		}
		return ""
	},
	do: func(f *folder, e *Event, b *SearchedBody) {
		f.captures[e.ID] = capture{operator: f.captures[b.Biometric].operator, of: []string{e.ID}, at: e.OccurredAt}
		f.outcome(e, b.Outcome, b.Biometric)
		f.act(e)
	},
}

// corrected takes the corrected facts of a visit. Who corrected without having
// seen what stands there now has not decided against it: a person looks at both.
var corrected = way[CorrectedBody]{
	lacks: func(f *folder, e *Event, b *CorrectedBody) string {
		last, ok := f.visits[b.Visit]
		switch {
		case !ok:
			return ParkedNoVisit
		case !slices.Contains(e.Replaces, last):
			return ParkedCorrected
		}
		return ""
	},
	do: func(f *folder, e *Event, b *CorrectedBody) {
		f.visits[b.Visit] = e.ID
		if b.Visit == f.tried && f.NextDate == b.Was.Next && isDate(b.Now.Next) {
			f.NextDate = b.Now.Next
		}
		f.act(e)
	},
}
