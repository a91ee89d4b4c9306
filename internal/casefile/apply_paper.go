package casefile

import (
	"slices"
	"strings"
)

// item is ItemSupplied and ItemRemoved. The dossier room reads the rest; the
// case needs to know only whom to keep from verifying.
func item(f *folder, e *Event) string {
	var b struct {
		Need        string `json:"need"`
		Requirement string `json:"requirement"`
	}
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, one(b.Need)); key != "" {
		return key
	}
	if blank(b.Requirement) {
		return ParkedIncomplete
	}
	f.act(e, b.Need)
	return ""
}

func formFilled(f *folder, e *Event) string {
	var b FormFilledBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	f.stated(e)
	f.act(e)
	return ""
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

func submitted(f *folder, e *Event) string {
	var b SubmittedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	if f.SubmittedAt == 0 {
		f.SubmittedAt = e.OccurredAt
	}
	f.each(e, b.Needs, StageSubmitted, func(n *NeedState) { n.SubmittedBy, n.Returned = e.Actor, nil })
	return ""
}

func returned(f *folder, e *Event) string {
	var b ReturnedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	if len(b.Items) == 0 {
		return ParkedIncomplete
	}
	f.each(e, b.Needs, StageReturned, func(n *NeedState) { n.VerifiedBy, n.Returned = "", b.Items })
	return ""
}

func verified(f *folder, e *Event) string {
	var b VerifiedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	f.each(e, b.Needs, StageVerified, func(n *NeedState) { n.VerifiedBy = e.Actor })
	return ""
}

func entered(f *folder, e *Event) string {
	var b EnteredBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	var p EnteredPersonal
	if len(e.Personal) > 0 {
		decode(e.Personal, &p)
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
	return ""
}

func status(f *folder, e *Event) string {
	var b StatusBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	st := CanonicalStatus(b.Status)
	if st == "" {
		return ParkedIncomplete
	}
	f.Enrolment, f.EnrolmentAt = st, e.OccurredAt
	f.act(e)
	n := f.need(NeedRecording)
	if n == nil || !n.Open() {
		return ""
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
	return ""
}

func issued(f *folder, e *Event) string {
	var b IssuedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, one(b.Need)); key != "" {
		return key
	}
	flow, _ := FlowOf(b.Need)
	number := b.Number
	if flow.Own {
		var gone []string
		number, gone = f.numbered(b.Need, number, e)
		f.papersLost = append(f.papersLost, gone...)
	}
	var p IssuedPersonal
	if len(e.Personal) > 0 {
		decode(e.Personal, &p)
	}
	if f.IssuedAt == 0 {
		f.IssuedAt = e.OccurredAt
	}
	to := StageIssued
	if !flow.Paper {
		to = StageClosed // a NIK has no paper: with its issue it is there
	}
	f.each(e, one(b.Need), to, func(n *NeedState) {
		n.IssuedBy = e.Actor
		switch {
		case number != "":
			n.Document = number
		case p.Document != "":
			n.Document = p.Document
		}
	})
	return ""
}

func dispatched(f *folder, e *Event) string {
	var b DispatchedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	if blank(b.Envelope) {
		return ParkedIncomplete
	}
	f.each(e, b.Needs, StageInDelivery, func(n *NeedState) { n.Envelope = b.Envelope })
	return ""
}

// inEnvelope reports whether all named needs travel in this envelope.
func (f *folder) inEnvelope(envelope string, needs []string) bool {
	for _, name := range needs {
		if f.need(name).Envelope != envelope {
			return false
		}
	}
	return true
}

func cameBack(f *folder, e *Event) string {
	var b DispatchedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	if !f.inEnvelope(b.Envelope, b.Needs) {
		return ParkedOtherEnvelope
	}
	f.each(e, b.Needs, StageIssued, func(n *NeedState) { n.Envelope = "" })
	return ""
}

func handedOver(f *folder, e *Event) string {
	var b HandedOverBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	for _, n := range b.Needs {
		if _, lost := f.lost(handoverClaim(f.ID, n), e.ID); lost {
			return ParkedClaimLost
		}
	}
	if key := f.refuse(e.Type, b.Needs); key != "" {
		return key
	}
	if !f.inEnvelope(b.Envelope, b.Needs) {
		return ParkedOtherEnvelope
	}
	if blank(b.Receiver) || blank(b.Proof) {
		return ParkedIncomplete
	}
	if f.HandedAt == 0 {
		f.HandedAt = e.OccurredAt
	}
	f.each(e, b.Needs, StageHandedOver, func(*NeedState) {})
	return ""
}

func closed(f *folder, e *Event) string {
	var b ClosedBody
	if !decode(e.Body, &b) {
		return ParkedUnreadable
	}
	if _, lost := f.lost(closingClaim(f.ID), e.ID); lost {
		return ParkedClaimLost
	}
	if key := f.refuse(e.Type, nil); key != "" {
		return key
	}
	if blank(b.Receipt) || f.HandedAt != 0 && strings.HasPrefix(b.Receipt, "none:") {
		return ParkedNoReceipt
	}
	for i := range f.Needs {
		if n := &f.Needs[i]; n.Declined == "" {
			f.move(n, StageClosed, e)
		}
	}
	f.Closed, f.Receipt, f.ClosedAt = true, b.Receipt, e.OccurredAt
	f.act(e)
	return ""
}
