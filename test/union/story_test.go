package union

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
)

const village = "35.03.01.2001"

// said are the fields of a person as somebody says them.
func said(pairs ...string) casefile.PersonPersonal {
	var p casefile.PersonPersonal
	for i := 0; i < len(pairs); i += 2 {
		p.Fields = append(p.Fields, casefile.Assertion{Field: pairs[i], Value: pairs[i+1], Certainty: casefile.CertaintySaid})
	}
	return p
}

func reported(id, number, name string, needs ...string) ledger.Draft {
	return ledger.Draft{Subject: caseOf(id), Type: casefile.Reported, Area: village,
		Body:     casefile.ReportedBody{Number: number, Channel: "social", Basis: "public_task", Reasons: []string{"elderly"}, Needs: needs},
		Personal: said(casefile.FieldName, name, casefile.FieldSex, "P", casefile.FieldBirth, "1951")}
}

// report makes a case at the replica, under its own next number.
func (r *replica) report(id, name string, needs ...string) {
	r.t.Helper()
	r.do(authority.Coordinator, reported(id, r.next("case"), name, needs...))
}

// stated is a form that shows the fields and states them.
func (r *replica) stated(id string, pairs ...string) ledger.Draft {
	r.t.Helper()
	var fields []string
	for i := 0; i < len(pairs); i += 2 {
		fields = append(fields, pairs[i])
	}
	st := r.state(id)
	return ledger.Draft{Subject: caseOf(id), Type: casefile.PersonStated, Area: village,
		Replaces: st.Person.Shown(fields...), Personal: said(pairs...)}
}

func on(id, event string, body any) ledger.Draft {
	return ledger.Draft{Subject: caseOf(id), Type: event, Area: village, Body: body}
}

// verified brings an interim paper (SKPTI) of a new case to where the office
// can print and number it.
func (r *replica) verified(id, name string) {
	r.t.Helper()
	r.verifiedAs(id, name, r.next("case"))
}

func (r *replica) verifiedAs(id, name, number string) {
	r.t.Helper()
	needs := []string{casefile.NeedSKPTI}
	r.do(authority.Coordinator, reported(id, number, name, needs...))
	r.do(authority.Coordinator, on(id, casefile.Accepted, casefile.AcceptedBody{}))
	r.do(authority.Coordinator, on(id, casefile.Scheduled, casefile.ScheduledBody{Trip: "trip-" + id, Stop: "s", Day: "2021-09-03"}))
	r.do(authority.Field, on(id, casefile.Visited, casefile.VisitedBody{Trip: "trip-" + id, Stop: "s", Day: "2021-09-03", Sources: []string{"family"}}))
	r.do(authority.Social, on(id, casefile.Submitted, casefile.SubmittedBody{Needs: needs}))
	r.do(authority.Verifier, on(id, casefile.Verified, casefile.VerifiedBody{Needs: needs}))
}

// issue prints the paper under the replica's next number.
func (r *replica) issue(id string) (number string) {
	r.t.Helper()
	number = r.next(casefile.NeedSKPTI)
	r.issueAs(id, number)
	return number
}

func (r *replica) issueAs(id, number string) {
	r.t.Helper()
	r.do(authority.Siak, on(id, casefile.Issued, casefile.IssuedBody{Need: casefile.NeedSKPTI, Number: number}))
}

// seal puts the paper into an envelope under the replica's next number.
func (r *replica) seal(id, envelope string) (number string) {
	r.t.Helper()
	number = r.next("envelope")
	r.sealAs(id, envelope, number)
	return number
}

func (r *replica) sealAs(id, envelope, number string) {
	r.t.Helper()
	r.do(authority.Handover,
		ledger.Draft{Subject: envelopeOf(envelope), Type: casefile.EnvelopeSealed, Area: village,
			Body:     handover.SealedBody{Number: number, Seal: "S-1", Case: id, Needs: []string{casefile.NeedSKPTI}},
			Personal: handover.SealedPersonal{Meeting: "balai dusun", Receiver: "Wagirah"}},
		on(id, casefile.Dispatched, casefile.DispatchedBody{Needs: []string{casefile.NeedSKPTI}, Envelope: envelope}))
}

// handed are the two events of a hand-over at the counter.
func handed(id, envelope, receiver string) []ledger.Draft {
	paper := on(id, casefile.HandedOver, casefile.HandedOverBody{Needs: []string{casefile.NeedSKPTI}, Envelope: envelope,
		Receiver: handover.Family, Proof: handover.ByPIN, Day: "2021-09-06"})
	paper.Personal = casefile.ReceiverPersonal{Name: receiver}
	return []ledger.Draft{paper, {Subject: envelopeOf(envelope), Type: casefile.EnvelopeReceived, Area: village,
		Body:     handover.ReceivedBody{Receiver: handover.Family, Proof: handover.ByPIN, Condition: handover.Intact, Day: "2021-09-06"},
		Personal: casefile.ReceiverPersonal{Name: receiver}}}
}

// publish plans and announces a trip with the kit.
func (r *replica) publish(id, kit, day string) {
	r.t.Helper()
	r.do(authority.Coordinator, ledger.Draft{Subject: tripOf(id), Type: casefile.TripPlanned, Area: "35.03.01",
		Body: outreach.PlannedBody{Day: day, Depart: "08:00", Area: "35.03.01", Team: "A", Members: []string{"user-field"}, Kit: kit}})
	r.do(authority.Coordinator, announced(id, kit, day))
}

func announced(id, kit, day string) ledger.Draft {
	return ledger.Draft{Subject: tripOf(id), Type: casefile.TripPublished, Area: "35.03.01", Body: outreach.PublishedBody{Day: day, Kit: kit}}
}

// looked is a person's word on what had no effect.
func (r *replica) looked(id string) {
	r.t.Helper()
	var events []string
	for _, p := range r.state(id).Parked {
		events = append(events, p.EventID)
	}
	r.do(authority.Coordinator, on(id, casefile.Noted, casefile.NotedBody{About: casefile.NoteParked, Events: events}))
}

// told checks that people are told of what had no effect in the case, on all
// replicas, until somebody has looked at it.
func told(t *testing.T, id string, all ...*replica) {
	t.Helper()
	work := `SELECT role, reason FROM work WHERE subject_kind = 'case' AND subject_id = $1 AND action = 'case.noted' AND arg = 'parked'`
	for _, r := range all {
		if got := r.rows(work, id); got != "coordinator|casefile.work.parked" {
			t.Errorf("nobody is told: %q", got)
		}
	}
	all[0].looked(id)
	union(t, all...)
	for _, r := range all {
		if got := r.rows(work, id); got != "" {
			t.Errorf("people are told again: %q", got)
		}
	}
}

// engines runs fn with an office on each engine and a station beside it.
func engines(t *testing.T, fn func(t *testing.T, office, station *replica)) {
	for _, e := range dbEngines {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			w := newWatch()
			fn(t, fresh(t, e, "office", w.now), fresh(t, "sqlite", "B", w.now))
		})
	}
}
