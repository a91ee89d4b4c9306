package casefile

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
)

// task is the next piece of work of one need.
type task struct {
	action, arg string
	role        authority.Role
	days        int
	reason      string
	together    bool   // one piece of work for all needs of the case that wait for the same
	envelope    string // papers are handed over envelope by envelope
}

// needs adds the work of each need that has come as far as the visit.
func (w *workList) needs() {
	type group struct {
		task
		needs []string
		since int64
	}
	var groups []*group
	for i := range w.s.Needs {
		n := &w.s.Needs[i]
		if !n.Open() || n.WaitsFor != "" || n.Stage.Before(StageVisited) {
			continue
		}
		t := w.task(n)
		from := n.StageSince
		switch {
		case t.action == "":
			continue
		case n.DeferredUntil != "":
			t.together, t.reason = false, "deferred"
			from = max(from, w.s.start(n.DeferredUntil))
		case n.WaitingReason != "":
			t.together = false
			from = max(from, w.s.start(n.WaitingUntil))
		}
		if !t.together {
			if t.arg == "" && t.action != Status {
				t.arg = n.Need
			}
			item := w.add(t.action, t.arg, t.role, from, t.days, t.reason)
			if n.WaitingReason != "" {
				item.Reason = "casefile.waiting." + n.WaitingReason
			}
			continue
		}
		var g *group
		for _, have := range groups {
			if have.task == t {
				g = have
			}
		}
		if g == nil {
			g = &group{task: t, since: from}
			groups = append(groups, g)
		}
		g.needs = append(g.needs, n.Need)
		g.since = min(g.since, from)
	}
	for _, g := range groups {
		w.add(g.action, strings.Join(g.needs, ","), g.role, g.since, g.days, g.reason)
	}
}

// task says what a need that can move waits for; where its paper was lost on
// the way or was wrong, in those words.
func (w *workList) task(n *NeedState) task {
	t := w.taskAt(n)
	if n.Gone && t.action == Issued {
		t.reason = "issue_again"
	}
	return t
}

func (w *workList) taskAt(n *NeedState) task {
	flow := flows[flowIndex[n.Need]]
	if n.Need == NeedNIK && n.Stage.Before(StageEntered) {
		if t, held := w.heldNIK(); held {
			return t
		}
	}
	switch n.Stage {
	case StageVisited, StageReturned:
		switch {
		case n.Need == NeedRecording && w.s.lacksNIK():
			return w.nikFirst()
		case n.Need == NeedRecording:
			return w.again("recording")
		case n.Need == NeedKTP && w.s.PrintReady():
			return task{action: Issued, arg: n.Need, role: authority.Siak, days: daysIssue, reason: "issue"}
		case n.Need == NeedKTP:
			return task{action: Status, role: authority.Siak, days: daysStatus, reason: "uniqueness"}
		}
		t := task{action: Submitted, role: w.submitter(), days: daysDossier, reason: "dossier", together: true}
		if n.Stage == StageReturned {
			t.reason = "returned"
		}
		return t
	case StageSubmitted:
		return task{action: Verified, role: authority.Verifier, days: daysVerify, reason: "verify", together: true}
	case StageVerified:
		if n.WaitingReason == WaitingVerifier {
			return task{action: Returned, role: authority.Verifier, days: daysVerify, reason: "verify"}
		}
		if flow.Own {
			return task{action: Issued, arg: n.Need, role: authority.Siak, days: daysIssue, reason: "print"}
		}
		return task{action: Entered, role: authority.Siak, days: daysEntry, reason: "enter", together: true}
	case StageEntered:
		if n.Need == NeedNIK && !n.Numbered {
			return task{action: Entered, role: authority.Siak, days: daysStatus, reason: "number", together: true}
		}
		return task{action: Issued, arg: n.Need, role: authority.Siak, days: daysIssue, reason: "issue"}
	case StageAwaitingUniqueness:
		switch EnrolmentOf(w.s.Enrolment) {
		case EnrolDuplicate:
			return task{action: Duplicate, arg: NeedRecording, role: authority.Coordinator, days: daysDecide, reason: "duplicate_record"}
		case EnrolResend:
			return task{action: Status, role: authority.Siak, days: daysEntry, reason: "resend"}
		}
		return task{action: Status, role: authority.Siak, days: daysStatus, reason: "uniqueness"}
	case StageIssued:
		return task{action: Dispatched, role: authority.Handover, days: daysDispatch, reason: "dispatch", together: true}
	case StageInDelivery:
		return task{action: HandedOver, role: authority.Handover, days: daysHandOver, reason: "hand_over", together: true, envelope: n.Envelope}
	}
	return task{}
}

// heldNIK is what stands before a new NIK, if anything does.
func (w *workList) heldNIK() (task, bool) {
	b := w.s.Biometric
	switch {
	case w.s.mayNewNIK() == "":
		return task{}, false
	case b.Disputed, b.Pending():
		return task{}, true // decisions has it
	case b.Identified():
		return task{action: NeedDeclined, arg: NeedNIK, role: authority.Coordinator, days: daysDecide, reason: "has_nik"}, true
	case b.Outcome == BioFailed && b.Refused == "":
		return task{action: Exception, role: authority.Head, days: daysDecide, reason: "exception"}, true
	}
	return w.again("biometric"), true
}

// lacksNIK reports whether nobody knows a NIK of the person: none was stated, the
// kit found none, none was issued. Where what was stated of the person may not be
// read, or is erased, nothing can be said.
func (s *State) lacksNIK() bool {
	if n := s.need(NeedNIK); s.Biometric.Identified() || n != nil && (n.Numbered || n.Done()) {
		return false
	}
	read := false
	for _, f := range s.Person.Fields {
		if f.Field == FieldNIK && (f.Value != "" || f.Disputed) {
			return false
		}
		read = read || f.Field != FieldBiometric && !isFact(f.Field)
	}
	return read
}

// nikFirst is what stands before a recording where no NIK is known: the check
// with the kit, which may find one, or else the need for a new one.
func (w *workList) nikFirst() task {
	switch b := w.s.Biometric; {
	case b.Disputed, b.Pending():
		return task{} // decisions has it
	case b.Outcome == BioNotFound, b.Outcome == BioFailed && b.Approved:
		return task{action: NeedAdded, arg: NeedNIK, role: authority.Coordinator, days: daysDecide, reason: "nik_unknown"}
	case b.Outcome == BioFailed && b.Refused == "":
		return task{action: Exception, role: authority.Head, days: daysDecide, reason: "exception"}
	}
	return w.again("biometric")
}

// again asks for another visit with the kit; none where one is booked.
func (w *workList) again(purpose string) task {
	if w.s.Booking.Trip != "" {
		return task{}
	}
	return task{action: Scheduled, arg: purpose, role: authority.Coordinator, days: daysSchedule, reason: purpose}
}

// submitter is who completes the dossier: the agency that reported the person,
// else the village's registrar (technical guide, step 4).
func (w *workList) submitter() authority.Role {
	if w.s.Channel == "social" {
		return authority.Social
	}
	return authority.Registrar
}
