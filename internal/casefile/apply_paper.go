package casefile

import (
	"slices"
	"strings"
)

// itemBody is what the case needs to know of ItemSupplied and ItemRemoved: whom
// to keep from verifying. The dossier room reads the rest.
type itemBody struct {
	Need        string `json:"need"`
	Requirement string `json:"requirement"`
}

var item = way[itemBody]{
	needs: func(b *itemBody) []string { return one(b.Need) },
	lacks: func(_ *folder, _ *Event, b *itemBody) string { return absent(b.Requirement) },
	do:    func(f *folder, e *Event, b *itemBody) { f.act(e, b.Need) },
}

var formFilled = way[FormFilledBody]{
	do: func(f *folder, e *Event, _ *FormFilledBody) {
		f.stated(e)
		f.act(e)
	},
}

// each moves the named needs and remembers the act.
func (f *folder) each(e *Event, needs []string, to Stage, with func(*NeedState)) {
	for _, name := range needs {
		n := f.need(name)
		with(n)
		f.move(n, to, e)
	}
	f.act(e, needs...)
}

var submitted = way[SubmittedBody]{
	needs: func(b *SubmittedBody) []string { return b.Needs },
	do: func(f *folder, e *Event, b *SubmittedBody) {
		if f.SubmittedAt == 0 {
			f.SubmittedAt = e.OccurredAt
		}
		f.each(e, b.Needs, StageSubmitted, func(n *NeedState) { n.SubmittedBy, n.Returned = e.Actor, nil })
	},
}

var returned = way[ReturnedBody]{
	needs: func(b *ReturnedBody) []string { return b.Needs },
	lacks: func(_ *folder, _ *Event, b *ReturnedBody) string {
		if len(b.Items) == 0 {
			return ParkedIncomplete
		}
		return ""
	},
	do: func(f *folder, e *Event, b *ReturnedBody) {
		b.Items = Worded(b.Items, e.Personal)
		f.each(e, b.Needs, StageReturned, func(n *NeedState) { n.VerifiedBy, n.Returned = "", b.Items })
	},
}

var decided = way[DecidedBody]{
	needs: func(b *DecidedBody) []string { return one(b.Need) },
	lacks: func(_ *folder, _ *Event, b *DecidedBody) string {
		switch b.Answer {
		case AnswerGranted:
			if isDate(b.Day) {
				return absent(b.Requirement, b.Number)
			}
		case AnswerRefused:
			return absent(b.Requirement, b.Reason)
		}
		return ParkedIncomplete
	},
	do: func(f *folder, e *Event, b *DecidedBody) { f.act(e, b.Need) },
}

var verified = way[VerifiedBody]{
	needs: func(b *VerifiedBody) []string { return b.Needs },
	do: func(f *folder, e *Event, b *VerifiedBody) {
		if f.VerifiedAt == 0 {
			f.VerifiedAt = e.OccurredAt
		}
		f.each(e, b.Needs, StageVerified, func(n *NeedState) { n.VerifiedBy = e.Actor })
	},
}

var entered = way[EnteredBody]{
	needs: func(b *EnteredBody) []string { return b.Needs },
	do: func(f *folder, e *Event, b *EnteredBody) {
		var p EnteredPersonal
		decode(e.Personal, &p)
		if f.EnteredAt == 0 {
			f.EnteredAt = e.OccurredAt
		}
		f.each(e, b.Needs, StageEntered, func(n *NeedState) {
			n.EnteredBy = e.Actor
			switch n.Need {
			case NeedNIK:
				n.Numbered = slices.Contains(b.Got, GotNIK)
			case NeedBirthDeed, NeedDeathDeed:
				n.Document = p.Deed
			}
		})
		var fields []Assertion
		if p.NIK != "" {
			fields = append(fields, Assertion{Field: FieldNIK, Value: p.NIK, Certainty: CertaintyDocument})
		}
		if p.KK != "" {
			fields = append(fields, Assertion{Field: FieldKK, Value: p.KK, Certainty: CertaintyDocument})
		}
		f.state(e, fields)
	},
}

var status = way[StatusBody]{
	lacks: func(_ *folder, _ *Event, b *StatusBody) string { return absent(CanonicalStatus(b.Status)) },
	do: func(f *folder, e *Event, b *StatusBody) {
		st := CanonicalStatus(b.Status)
		f.Enrolment, f.EnrolmentAt = st, e.OccurredAt
		f.act(e)
		n := f.need(NeedRecording)
		if n == nil || !n.Open() {
			return
		}
		switch EnrolmentOf(st) {
		case EnrolReady:
			f.move(n, StageClosed, e)
		case EnrolWait, EnrolResend, EnrolDuplicate:
			n.Enrolled = true
			f.move(n, StageAwaitingUniqueness, e)
		case EnrolCapture, EnrolRepeat:
			n.Enrolled = false
			if n.Stage == StageAwaitingUniqueness {
				f.move(n, StageVisited, e)
			}
		}
	},
}

var issued = way[IssuedBody]{
	needs: func(b *IssuedBody) []string { return one(b.Need) },
	do: func(f *folder, e *Event, b *IssuedBody) {
		flow, _ := FlowOf(b.Need)
		number := b.Number
		if flow.Own {
			var gone []string
			number, gone = f.numbered(b.Need, number, e)
			f.papersLost = append(f.papersLost, gone...)
		}
		var p IssuedPersonal
		decode(e.Personal, &p)
		if f.IssuedAt == 0 {
			f.IssuedAt = e.OccurredAt
		}
		to := StageIssued
		if !flow.Paper {
			to = StageClosed // a NIK has no paper: with its issue it is there
		}
		f.each(e, one(b.Need), to, func(n *NeedState) {
			n.IssuedBy, n.Gone = e.Actor, false
			switch {
			case number != "":
				n.Document, n.Printed = number, b.Number
			case p.Document != "":
				n.Document = p.Document
			}
		})
	},
}

// reprinted: the number that the office's paper had was given to another paper,
// so it was printed again under its new one.
var reprinted = way[ReprintedBody]{
	needs: func(b *ReprintedBody) []string { return one(b.Need) },
	lacks: func(_ *folder, _ *Event, b *ReprintedBody) string { return absent(b.Number, b.Old) },
	do: func(f *folder, e *Event, b *ReprintedBody) {
		f.need(b.Need).Printed = b.Number
		f.act(e, b.Need)
	},
}

var dispatched = way[DispatchedBody]{
	needs: func(b *DispatchedBody) []string { return b.Needs },
	lacks: func(_ *folder, _ *Event, b *DispatchedBody) string { return absent(b.Envelope) },
	do: func(f *folder, e *Event, b *DispatchedBody) {
		f.each(e, b.Needs, StageInDelivery, func(n *NeedState) { n.Envelope = b.Envelope })
	},
}

// inEnvelope says why not, where a named need travels in another envelope.
func (f *folder) inEnvelope(envelope string, needs []string) string {
	for _, name := range needs {
		if f.need(name).Envelope != envelope {
			return ParkedOtherEnvelope
		}
	}
	return ""
}

var cameBack = way[DispatchedBody]{
	needs: func(b *DispatchedBody) []string { return b.Needs },
	lacks: func(f *folder, _ *Event, b *DispatchedBody) string { return f.inEnvelope(b.Envelope, b.Needs) },
	do: func(f *folder, e *Event, b *DispatchedBody) {
		for _, name := range b.Needs {
			n, to := f.need(name), StageIssued
			n.Envelope, n.Gone = "", b.Reason == CameLost || b.Reason == CameWrong
			if n.Gone { // there is no paper to send: it is issued again
				flow, _ := FlowOf(name)
				to = flow.Before(StageIssued)
			}
			f.move(n, to, e)
		}
		f.act(e, b.Needs...)
	},
}

// handFixed moves nothing: it tells the case's history what the envelope's says.
var handFixed = way[HandFixedBody]{
	lacks: func(_ *folder, _ *Event, b *HandFixedBody) string { return absent(b.Envelope, b.Receiver, b.Reason) },
	do:    func(f *folder, e *Event, _ *HandFixedBody) { f.act(e) },
}

var handedOver = way[HandedOverBody]{
	lost: func(f *folder, e *Event, b *HandedOverBody) bool {
		for _, n := range b.Needs {
			if _, lost := f.lost(handoverClaim(f.ID, n), e.ID); lost {
				return true
			}
		}
		return false
	},
	needs: func(b *HandedOverBody) []string { return b.Needs },
	lacks: func(f *folder, _ *Event, b *HandedOverBody) string {
		if key := f.inEnvelope(b.Envelope, b.Needs); key != "" {
			return key
		}
		return absent(b.Receiver, b.Proof)
	},
	do: func(f *folder, e *Event, b *HandedOverBody) {
		if f.HandedAt == 0 {
			f.HandedAt = e.OccurredAt
		}
		f.each(e, b.Needs, StageHandedOver, func(*NeedState) {})
	},
}

var closed = way[ClosedBody]{
	lost: func(f *folder, e *Event, _ *ClosedBody) bool {
		_, lost := f.lost(closingClaim(f.ID), e.ID)
		return lost
	},
	lacks: func(f *folder, _ *Event, b *ClosedBody) string {
		if blank(b.Receipt) || f.HandedAt != 0 && strings.HasPrefix(b.Receipt, "none:") {
			return ParkedNoReceipt
		}
		return ""
	},
	do: func(f *folder, e *Event, b *ClosedBody) {
		for i := range f.Needs {
			if n := &f.Needs[i]; n.Declined == "" {
				f.move(n, StageClosed, e)
			}
		}
		f.Closed, f.Receipt, f.ClosedAt = true, b.Receipt, e.OccurredAt
		f.act(e)
	},
}
