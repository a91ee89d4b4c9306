package casefile_test

import (
	"slices"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

func exitBody(r cf.ExitRule) cf.ExitBody {
	b := cf.ExitBody{Reason: r.Reasons[0]}
	if r.Evidence {
		b.Evidence = "village_head"
	}
	if r.Kept {
		b.Kept = "case:other"
	}
	if r.To {
		b.To = "35.71"
	}
	if r.Next {
		b.Next, b.Attempts = "2021-09-01", 1
	}
	return b
}

func TestExits(t *testing.T) {
	for _, r := range cf.Exits() {
		t.Run(string(r.Exit), func(t *testing.T) {
			h := begin(t, cf.NeedKK, cf.NeedKIA)
			h.did(cf.Accepted, cf.AcceptedBody{})
			h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t"})
			if r.Exit == cf.ExitNotFound {
				h.refused("casefile.may.no_attempt", r.Event, exitBody(r))
				h.did(cf.NotMet, cf.NotMetBody{Trip: "t", Reason: "away", Next: "2021-04-01"})
				h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t"})
			}
			for _, leave := range []func(*cf.ExitBody) *string{
				func(b *cf.ExitBody) *string { return &b.Reason }, func(b *cf.ExitBody) *string { return &b.Evidence },
				func(b *cf.ExitBody) *string { return &b.Kept }, func(b *cf.ExitBody) *string { return &b.To },
				func(b *cf.ExitBody) *string { return &b.Next },
			} {
				b := exitBody(r)
				if p := leave(&b); *p != "" {
					*p = " "
					h.refused("casefile.parked.incomplete", r.Event, b)
				}
			}
			h.refused("casefile.may.not_exited", cf.Reopened, cf.ExitBody{Reason: "new_word"})
			h.did(r.Event, exitBody(r))
			st := h.state()
			if st.Exit != r.Exit || st.Booking.Trip != "" {
				t.Fatalf("exit %q, booking %+v", st.Exit, st.Booking)
			}
			switch r.Exit {
			case cf.ExitNotFound:
				h.work("case.reopened  coordinator")
				if st.NextDate != "2021-09-01" {
					t.Errorf("next date %q", st.NextDate)
				}
			case cf.ExitWithdrawn:
				h.work("subject.erased  system")
			case cf.ExitReferred:
				h.work("case.referral_answered  coordinator") // an agency without an account is asked
			case cf.ExitDeceased:
				h.work("dossier.submitted akta_kematian registrar")
			default:
				h.work()
			}
			if r.Exit != cf.ExitDeceased {
				h.refused("casefile.may.exited", cf.Scheduled, cf.ScheduledBody{Trip: "t2"})
				h.refused("casefile.may.exited", cf.Refused, cf.ExitBody{Reason: "person", Evidence: "x"})
			}
			h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Suparman"))
			h.did(cf.Noted, cf.NotedBody{About: "general"})
			h.did(cf.Reopened, cf.ExitBody{Reason: "new_word"})
			h.stage(cf.StageAccepted, cf.NeedKK, "accepted", cf.NeedKIA, "accepted")
			h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t2"})
			h.did(cf.Visited, cf.VisitedBody{Trip: "t2"})
			h.stage(cf.StageVisited)
			h.work("dossier.submitted kk,kia registrar")
		})
	}
}

// TestDeath: the case lives on for the deed and nothing else.
func TestDeath(t *testing.T) {
	h := begin(t, cf.NeedNIK, cf.NeedKTP).met()
	h.did(cf.Deceased, cf.ExitBody{Reason: "family", Evidence: "family"})
	h.stage(cf.StageVisited, cf.NeedDeathDeed, "visited")
	h.refused("casefile.may.need_ended", cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK}})
	h.refused("casefile.may.exited", cf.Visited, cf.VisitedBody{})
	h.refused("casefile.may.exited", cf.NeedAdded, cf.NeedAddedBody{Needs: []string{cf.NeedKK}})
	h.submit(cf.NeedDeathDeed)
	h.enter(cf.NeedDeathDeed)
	h.issue(cf.NeedDeathDeed)
	h.deliver(cf.NeedDeathDeed)
	h.work("case.closed  handover")
	h.did(cf.Closed, cf.ClosedBody{Receipt: "proof:x"})
	h.stage(cf.StageClosed)
	h.work()
	h.refused("casefile.may.closed", cf.Reopened, cf.ExitBody{Reason: "x"})
}

func TestDeathWithADeedOpensNothing(t *testing.T) {
	h := begin(t, cf.NeedKK)
	h.did(cf.Deceased, cf.ExitBody{Reason: cf.ReasonRecorded, Evidence: "deed"})
	h.work()
	if st := h.state(); st.Open() {
		t.Error("there is nothing to do, but the case is open")
	}
}

func TestNoExitWhileAPaperTravels(t *testing.T) {
	h := begin(t, cf.NeedKK).met()
	h.submit(cf.NeedKK)
	h.enter(cf.NeedKK)
	h.issue(cf.NeedKK)
	h.refused("casefile.may.issued_before", cf.Withdrawn, cf.ExitBody{Reason: "practice"})
	h.did(cf.Dispatched, cf.DispatchedBody{Needs: []string{cf.NeedKK}, Envelope: "E"})
	h.refused("casefile.may.in_delivery", cf.Moved, cf.ExitBody{Reason: "abroad", Evidence: "x", To: "x"})
	h.did(cf.Deceased, cf.ExitBody{Reason: "family", Evidence: "x"}) // nobody waits for an envelope to die
	h.did(cf.CameBack, cf.DispatchedBody{Needs: []string{cf.NeedKK}, Envelope: "E", Reason: "returned"})
}

// TestWithdrawnIsNowhere: in no figure, list or candidate.
func TestWithdrawnIsNowhere(t *testing.T) {
	h := begin(t, cf.NeedKK)
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Mbah Suparman", cf.FieldNIK, "3503081503609001"))
	h.did(cf.Withdrawn, cf.ExitBody{Reason: "practice"})
	for _, r := range cf.NewKind().Fold(caseID, h.events).Rows {
		if r.Table == "search_key" || r.Table == "case_count" || r.Table == "case_category" {
			t.Errorf("a row in %s", r.Table)
		}
	}
	h.did(cf.Erased, cf.ErasedBody{Basis: "withdrawn"})
	h.work()
	h.refused("casefile.may.erased", cf.Reopened, cf.ExitBody{Reason: "x"})
}

// TestEveryExitFromEveryStage: each side exit is open from each stage at which
// it makes sense, with its evidence, and the way back leads to where the case
// was. What is closed to it says why.
func TestEveryExitFromEveryStage(t *testing.T) {
	const needs = 2
	way := []struct {
		stage cf.Stage
		reach func(*history)
	}{
		{cf.StageReported, func(*history) {}},
		{cf.StageAccepted, func(h *history) { h.did(cf.Accepted, cf.AcceptedBody{}) }},
		{cf.StageScheduled, func(h *history) { h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t1", Kit: true}) }},
		{cf.StageVisited, func(h *history) { h.did(cf.Visited, cf.VisitedBody{Trip: "t1"}, by("field")) }},
		{cf.StageSubmitted, func(h *history) {
			h.did(cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedKK, cf.NeedBirthDeed}}, by("registrar"))
		}},
		{cf.StageReturned, func(h *history) {
			h.did(cf.Returned, cf.ReturnedBody{Needs: []string{cf.NeedKK, cf.NeedBirthDeed}, Items: []cf.ReturnedItem{{Requirement: "KK-1", Reason: "missing"}}}, by("verifier"))
		}},
		{cf.StageVerified, func(h *history) {
			h.did(cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedKK, cf.NeedBirthDeed}}, by("registrar"))
			h.did(cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedKK, cf.NeedBirthDeed}}, by("verifier"))
		}},
		{cf.StageEntered, func(h *history) {
			h.did(cf.Entered, cf.EnteredBody{Needs: []string{cf.NeedKK, cf.NeedBirthDeed}}, by("siak"))
		}},
		{cf.StageIssued, func(h *history) {
			h.did(cf.Issued, cf.IssuedBody{Need: cf.NeedKK}, by("siak"))
			h.did(cf.Issued, cf.IssuedBody{Need: cf.NeedBirthDeed}, by("siak"))
		}},
		{cf.StageInDelivery, func(h *history) {
			h.did(cf.Dispatched, cf.DispatchedBody{Needs: []string{cf.NeedKK, cf.NeedBirthDeed}, Envelope: "E1"}, by("handover"))
		}},
		{cf.StageHandedOver, func(h *history) {
			h.did(cf.HandedOver, cf.HandedOverBody{Needs: []string{cf.NeedKK, cf.NeedBirthDeed}, Envelope: "E1", Receiver: "self", Proof: "pin"}, by("handover"))
		}},
		{cf.StageClosed, func(h *history) { h.did(cf.Closed, cf.ClosedBody{Receipt: "proof:x"}, by("handover")) }},
	}
	// closedTo says why an exit is shut at a stage.
	closedTo := func(e cf.Exit, at cf.Stage) string {
		switch {
		case at == cf.StageClosed:
			return "casefile.may.closed"
		case e == cf.ExitWithdrawn && !at.Before(cf.StageIssued):
			return "casefile.may.issued_before"
		case at == cf.StageInDelivery && e != cf.ExitDeceased:
			return "casefile.may.in_delivery"
		}
		return ""
	}
	for _, rule := range cf.Exits() {
		h := begin(t, cf.NeedKK, cf.NeedBirthDeed)
		for _, w := range way {
			w.reach(h)
			if st := h.state(); st.Stage != w.stage {
				t.Fatalf("the way leads to %s, want %s", st.Stage, w.stage)
			}
			branch := &history{t: t, events: append([]cf.Event(nil), h.events...)}
			if rule.Exit == cf.ExitNotFound && w.stage != cf.StageReported && w.stage != cf.StageClosed {
				branch.did(cf.NotMet, cf.NotMetBody{Next: "2021-06-01"}, by("field"))
			}
			body := cf.ExitBody{Reason: rule.Reasons[0], Evidence: "seen", Kept: "case:b", To: "35.71", Next: "2021-09-09"}
			why := closedTo(rule.Exit, w.stage)
			if rule.Exit == cf.ExitNotFound && w.stage == cf.StageReported {
				why = "casefile.may.no_attempt" // nobody has looked yet
			}
			if why != "" {
				branch.refused(why, rule.Event, body)
				continue
			}
			before := branch.state()
			branch.refused(cf.ParkedIncomplete, rule.Event, cf.ExitBody{Evidence: "seen", Kept: "case:b", To: "35.71", Next: "2021-09-09"})
			branch.did(rule.Event, body)
			st := branch.state()
			if st.Exit != rule.Exit || st.ExitReason == "" {
				t.Errorf("%s from %s: %q", rule.Exit, w.stage, st.Exit)
			}
			deed, ok := st.Need(cf.NeedDeathDeed)
			if got := ok && deed.Open(); got != (rule.Exit == cf.ExitDeceased) {
				t.Errorf("%s from %s: a death deed is open: %v", rule.Exit, w.stage, got)
			}
			if rule.Exit == cf.ExitWithdrawn {
				if len(st.SearchTokens()) > 0 || !slices.ContainsFunc(st.Work(), func(w cf.Work) bool { return w.Action == cf.Erased && w.From-st.ExitAt == 30*24*3600*1e6 }) {
					t.Errorf("withdrawn from %s: found, or not erased after 30 days", w.stage)
				}
				for _, row := range cf.NewKind().Fold(caseID, branch.events).Rows {
					if row.Table == "case_count" || row.Table == "case_category" {
						t.Errorf("withdrawn from %s stands in a figure", w.stage)
					}
				}
			}
			branch.did(cf.Reopened, cf.ExitBody{Reason: "mistake"})
			after := branch.state()
			want := before.Stage
			if want == cf.StageScheduled {
				want = cf.StageAccepted // the booked stop was given up
			}
			if after.Exit != "" || after.Stage != want {
				t.Errorf("back from %s at %s: %q at %s", rule.Exit, w.stage, after.Exit, after.Stage)
			}
			open := 0
			for _, n := range after.Needs {
				if n.Declined == "" {
					open++
				}
			}
			if open != needs {
				t.Errorf("back from %s at %s: %d needs, want %d", rule.Exit, w.stage, open, needs)
			}
		}
	}
}
