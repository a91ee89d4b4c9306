package demo

import (
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// path is all that follows the first visit until the case is closed: before and
// after the second visit, if one is needed.
func (c *story) path(r roll) (before, after []step) {
	c.returned = c.goal == goal(casefile.StageReturned) || r(100) < 12
	switch c.kind {
	case newAdult:
		before = append(c.answers(r), c.dossier(r, casefile.NeedNIK, casefile.NeedKK)...)
		after = append(c.uniqueness(r), c.issue(r, casefile.StageIssued, casefile.NeedKTP))
		papers := []string{casefile.NeedKK, casefile.NeedKTP}
		if c.interim {
			papers = append(papers, casefile.NeedSKPTI)
		}
		after = append(after, c.delivery(r, papers...)...)
	case unrecorded, knownHere:
		if c.kind == knownHere {
			before = append(before, c.decline(casefile.NeedNIK, "has_nik"))
		}
		before = append(before, c.form("PENDATAAN"))
		after = append(c.uniqueness(r), c.issue(r, casefile.StageIssued, casefile.NeedKTP))
		after = append(after, c.delivery(r, casefile.NeedKTP)...)
	case child:
		before = append(c.dossier(r, casefile.NeedNIK, casefile.NeedBirthDeed, casefile.NeedKIA),
			c.delivery(r, casefile.NeedBirthDeed, casefile.NeedKIA)...)
	case papersLost:
		before = append(c.dossier(r, casefile.NeedReplacement), c.delivery(r, casefile.NeedReplacement)...)
	case elsewhere:
		before = append(before, c.decline(casefile.NeedNIK, "has_nik"), c.decline(casefile.NeedRecording, "other_office"),
			c.decline(casefile.NeedKTP, "other_office"))
		before = append(before, c.dossier(r, casefile.NeedMove)...)
		before = append(before, c.delivery(r, casefile.NeedMove)...)
	}
	if c.enrolled && len(after) > 0 {
		return append(before, after...), nil
	}
	return before, after
}

// roll draws a number below n.
type roll func(n int) int

// answers is what a pending search or a failed capture waits for.
func (c *story) answers(r roll) []step {
	switch c.outcome {
	case casefile.BioPending:
		return []step{{days: 1 + r(3), do: func(t time.Time) {
			d := c.draft(casefile.Searched, casefile.SearchedBody{Biometric: c.biometric, Outcome: casefile.BioNotFound})
			d.Replaces = []string{c.biometric}
			c.w.do(t, c.officer(c.first), d)
		}}}
	case casefile.BioFailed:
		return []step{{days: 1 + r(4), do: func(t time.Time) {
			c.do(t, c.w.staff.head, casefile.Exception, casefile.ExceptionBody{Biometric: c.biometric})
		}}}
	}
	return nil
}

func (c *story) decline(need, reason string) step {
	return step{days: 1, do: func(t time.Time) {
		c.do(t, c.w.staff.coordinator, casefile.NeedDeclined, casefile.NeedDeclinedBody{Need: need, Reason: reason})
	}}
}

// form fills one of the two forms, with what is known of the person.
func (c *story) form(code string) step {
	return step{days: 0, do: func(t time.Time) { c.w.do(t, c.registrar(), c.formDraft(code)) }}
}

// dossier goes from the papers to the documents: completed and submitted,
// sometimes returned and mended, verified, entered, issued.
func (c *story) dossier(r roll, needs ...string) []step {
	w := c.w
	all := needs
	if c.interim {
		all = append(slices.Clone(needs), casefile.NeedSKPTI)
	}
	submit := func(t time.Time) {
		if drafts := c.supplies(t, all); len(drafts) > 0 {
			w.do(t, c.registrar(), drafts...)
		}
		c.decisions(t.Add(2*time.Minute), all)
		c.do(t.Add(4*time.Minute), c.registrar(), casefile.Submitted, casefile.SubmittedBody{Needs: all, Lawbook: w.book.Version})
	}
	again := func(t time.Time) {
		if drafts := c.supplies(t, all); len(drafts) > 0 { // what was sent back
			w.do(t, c.registrar(), drafts...)
		}
		c.decisions(t.Add(2*time.Minute), all)
		c.do(t.Add(4*time.Minute), c.registrar(), casefile.Submitted, casefile.SubmittedBody{Needs: all, Lawbook: w.book.Version})
	}
	issued := casefile.StageIssued
	if c.kind == newAdult {
		issued = "" // the card is still to come
	}
	steps := []step{{goal: goal(casefile.StageSubmitted), days: 3 + r(10), do: submit}}
	if c.returned {
		steps = append(steps,
			step{goal: goal(casefile.StageReturned), days: 1 + r(3), do: func(t time.Time) {
				reasons := []string{"unreadable", "incomplete", "missing", "contradicts"}
				item := c.faulty(t, needs[len(needs)-1])
				c.do(t, w.staff.verifier, casefile.Returned, casefile.ReturnedBody{Needs: all,
					Items: []casefile.ReturnedItem{{Requirement: item, Reason: reasons[r(len(reasons))]}}})
			}},
			step{days: 2 + r(6), do: again})
	}
	steps = append(steps,
		step{goal: goal(casefile.StageVerified), days: 1 + r(3), do: func(t time.Time) {
			c.do(t, w.staff.verifier, casefile.Verified, casefile.VerifiedBody{Needs: all})
		}},
		step{goal: goal(casefile.StageEntered), days: 1 + r(2), do: func(t time.Time) { c.enter(t, needs) }},
		c.issue(r, issued, all...))
	return steps
}

// enter records what came back from SIAK.
func (c *story) enter(t time.Time, needs []string) {
	w := c.w
	b := casefile.EnteredBody{Needs: needs}
	var p casefile.EnteredPersonal
	kec := w.villages.list[c.p.village].kec
	var err error
	for _, n := range needs {
		switch n {
		case casefile.NeedNIK:
			b.Got = append(b.Got, casefile.GotNIK)
			p.NIK, err = w.serials.nikOf(&c.p, kec)
		case casefile.NeedKK:
			b.Got = append(b.Got, "kk")
			p.KK, err = w.serials.kkOf(kec, t)
		case casefile.NeedBirthDeed, casefile.NeedDeathDeed:
			b.Got = append(b.Got, "deed")
			p.Deed = w.deed(t)
		}
		if err != nil {
			w.fail(err)
		}
	}
	d := c.draft(casefile.Entered, b)
	d.Personal = p
	if c.kk = p.KK; p.KK != "" {
		d.Replaces = c.says[casefile.FieldKK]
	}
	w.do(t, w.staff.siak, d)
}

// deed is the number of a deed, in a range that no office has reached.
func (w *world) deed(t time.Time) string {
	return "3503-LT-" + t.Format("02012006") + "-" + w.number("deed", t)[len("DEED-2021-"):]
}

// issue issues each of the needs.
func (c *story) issue(r roll, stage casefile.Stage, needs ...string) step {
	return step{goal: goal(stage), days: 1 + r(2), do: func(t time.Time) {
		for i, n := range needs {
			b := casefile.IssuedBody{Need: n}
			if n == casefile.NeedSKPTI {
				b.Number = c.w.number(n, t)
			}
			d := c.draft(casefile.Issued, b)
			if n == casefile.NeedKK && c.kk != "" { // as the operator's page keeps it
				d.Personal = casefile.IssuedPersonal{Document: c.kk}
			}
			c.w.do(t.Add(time.Duration(i)*time.Minute), c.w.staff.siak, d)
		}
	}}
}

// uniqueness waits for the national check of the recording.
func (c *story) uniqueness(r roll) []step {
	status := func(s string) func(time.Time) {
		return func(t time.Time) { c.do(t, c.w.staff.siak, casefile.Status, casefile.StatusBody{Status: s}) }
	}
	waits := casefile.StatusSent
	if r(6) == 0 {
		waits = "PROCESSING"
	}
	steps := []step{{goal: goal(casefile.StageAwaitingUniqueness), days: 1, do: status(waits)}}
	if r(12) == 0 {
		steps = append(steps, step{days: 6 + r(6), do: status(casefile.StatusSearchFailure)})
	}
	ready := step{days: 3 + r(18), do: func(t time.Time) {
		status(casefile.StatusPrintReady)(t)
		if r(14) == 0 {
			c.do(t.Add(time.Minute), c.w.staff.siak, casefile.Waiting, casefile.WaitingBody{Need: casefile.NeedKTP, Reason: "no_blanks"})
		}
	}}
	return append(steps, ready)
}

// delivery carries the papers to the person and closes the case.
func (c *story) delivery(r roll, needs ...string) []step {
	send := step{goal: goal(casefile.StageInDelivery), days: 1 + r(4), do: func(t time.Time) { c.dispatch(t, needs) }}
	steps := []step{send}
	if r(25) == 0 {
		steps = append(steps,
			step{days: 1, do: c.take},
			step{days: 3 + r(5), do: func(t time.Time) { c.comeBack(t, needs) }},
			step{days: 2 + r(4), do: func(t time.Time) { c.dispatch(t, needs) }})
	}
	return append(steps,
		step{days: 1, do: c.take},
		step{goal: goal(casefile.StageHandedOver), days: r(6), do: func(t time.Time) { c.handOver(t, needs) }},
		step{goal: closedGoal, days: 1 + r(3), do: func(t time.Time) {
			c.do(t, c.w.staff.handover, casefile.Closed, casefile.ClosedBody{Receipt: "proof:" + c.handed})
			c.end()
		}})
}

func (c *story) paper(event string, body any) ledger.Draft {
	return ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindEnvelope, ID: c.envelope}, Type: event, Area: c.area, Body: body}
}

// taker is who carries the envelope on.
func (c *story) taker() handover.Party {
	u := c.registrar()
	return handover.Party{Kind: handover.PartyUser, ID: u.id, Role: string(u.rights.Role)}
}

// dispatch seals the papers into an envelope and gives it to the registrar.
func (c *story) dispatch(t time.Time, needs []string) {
	w := c.w
	c.envelope = w.maker.NewID(t)
	number := w.number("envelope", t)
	sealed := c.paper(casefile.EnvelopeSealed, handover.SealedBody{Number: number, Seal: "DM" + number[len("AMP-"):], Case: c.id, Needs: needs, Agency: c.agency})
	sealed.Personal = handover.SealedPersonal{Meeting: "Kantor Desa " + w.villages.list[c.p.village].name}
	w.do(t, w.staff.handover, sealed, c.draft(casefile.Dispatched, casefile.DispatchedBody{Needs: needs, Envelope: c.envelope}))
	c.legGiven = w.do(t.Add(2*time.Minute), w.staff.handover, c.paper(casefile.CustodyPassed, handover.PassedBody{Side: handover.SideGiver,
		Giver: handover.Party{Kind: handover.PartyOffice}, Taker: c.taker(), Proof: handover.ByAccount}))[0]
}

// take is the registrar's signature.
func (c *story) take(t time.Time) {
	c.w.do(t, c.registrar(), c.paper(casefile.CustodyPassed, handover.PassedBody{Leg: c.legGiven, Side: handover.SideTaker,
		Giver: handover.Party{Kind: handover.PartyOffice}, Taker: c.taker(), Condition: handover.Intact, Proof: handover.ByAccount}))
}

// comeBack: the registrar did not find the person and brings the envelope to the
// counter, both sign, and it is opened there.
func (c *story) comeBack(t time.Time, needs []string) {
	w := c.w
	w.do(t, c.registrar(), c.paper(casefile.DeliveryFailed, handover.FailedBody{Reason: "away", Day: t.Format(time.DateOnly)}))
	counter := handover.Party{Kind: handover.PartyOffice}
	leg := w.do(t.Add(time.Minute), c.registrar(), c.paper(casefile.CustodyPassed, handover.PassedBody{Side: handover.SideGiver,
		Giver: c.taker(), Taker: counter, Proof: handover.ByAccount}))[0]
	w.do(t.Add(2*time.Minute), w.staff.handover, c.paper(casefile.CustodyPassed, handover.PassedBody{Leg: leg, Side: handover.SideTaker,
		Giver: c.taker(), Taker: counter, Condition: handover.Intact, Proof: handover.ByAccount}))
	w.do(t.Add(3*time.Minute), w.staff.handover, c.paper(casefile.EnvelopeReturned, handover.EndedBody{Reason: "not_found", Condition: handover.Intact}),
		c.draft(casefile.CameBack, casefile.DispatchedBody{Needs: needs, Envelope: c.envelope, Reason: casefile.CameReturned}))
	w.done(ledger.Subject{Kind: casefile.KindEnvelope, ID: c.envelope})
}

// handOver puts the papers into the person's or the family's hand.
func (c *story) handOver(t time.Time, needs []string) {
	receiver := handover.Self
	switch {
	case c.kind == child, c.goal == goal(casefile.ExitDeceased):
		receiver = handover.Family
	case c.institution != "":
		receiver = handover.Institution
	case c.p.rt%4 == 0:
		receiver = handover.Family
	}
	day := t.In(c.w.cal.first.Location()).Format(time.DateOnly)
	received := c.paper(casefile.EnvelopeReceived, handover.ReceivedBody{Receiver: receiver, Proof: handover.ByPIN, Condition: handover.Intact, Day: day})
	c.handed = c.w.do(t, c.registrar(),
		c.draft(casefile.HandedOver, casefile.HandedOverBody{Needs: needs, Envelope: c.envelope, Receiver: receiver, Proof: handover.ByPIN, Day: day}),
		received)[0]
	c.w.done(ledger.Subject{Kind: casefile.KindEnvelope, ID: c.envelope})
}
