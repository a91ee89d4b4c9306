package casefile_test

import (
	"slices"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

func asRole(role authority.Role) option { return func(e *cf.Event) { e.Role = string(role) } }

var verifier, siak = asRole(authority.Verifier), asRole(authority.Siak)

// What nobody has built on is taken back by the role whose record it is, and the
// case is as it was before; what something stands on is not.
func TestTakingBackWhatWasRecordedByMistake(t *testing.T) {
	h := begin(t, cf.NeedNIK, cf.NeedKK).met()
	h.check(cf.BioNotFound)
	h.submit(cf.NeedNIK, cf.NeedKK)
	h.did(cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedNIK, cf.NeedKK}}, verifier, sameAct("verified", 0))
	if _, err := cf.MayTakeBack(caseID, h.events, authority.Siak, "verified"); err == nil {
		t.Error("the operator takes back what the verifier did")
	}
	ids, err := cf.MayTakeBack(caseID, h.events, authority.Verifier, "verified")
	if err != nil {
		t.Fatal(err)
	}
	h.refused("casefile.may.not_taken", cf.TakenBack, cf.TakenBackBody{Events: ids, Reason: cf.NotSeen}, siak)
	h.refused("casefile.parked.incomplete", cf.TakenBack, cf.TakenBackBody{Events: ids}, verifier)
	h.did(cf.TakenBack, cf.TakenBackBody{Events: ids, Reason: cf.NotSeen}, verifier)
	h.stage(cf.StageSubmitted, cf.NeedNIK, "submitted", cf.NeedKK, "submitted")

	h.did(cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedNIK, cf.NeedKK}}, verifier, sameAct("again", 0))
	h.did(cf.Entered, cf.EnteredBody{Needs: []string{cf.NeedNIK, cf.NeedKK}, Got: []string{cf.GotNIK}}, with(cf.EnteredPersonal{NIK: "3503081503319001", KK: "3503081503219002"}), siak, sameAct("entered", 0))
	h.did(cf.Issued, cf.IssuedBody{Need: cf.NeedNIK}, siak, sameAct("entered", 1))
	for _, r := range cf.Recordings(caseID, h.events, authority.Verifier) {
		if r.Op == "again" && (r.Why != "casefile.may.built_on" || r.Then != cf.Entered) {
			t.Errorf("%q, %q", r.Why, r.Then)
		}
	}
	// Half of an act is not taken back: a NIK that was issued would stand without
	// its entry.
	h.refused("casefile.may.not_taken", cf.TakenBack, cf.TakenBackBody{Events: []string{h.events[len(h.events)-1].ID}, Reason: cf.WrongNumber}, siak)
	ids, err = cf.MayTakeBack(caseID, h.events, authority.Siak, "entered")
	if err != nil || len(ids) != 2 {
		t.Fatalf("%v, %v", ids, err)
	}
	h.did(cf.TakenBack, cf.TakenBackBody{Events: ids, Reason: cf.WrongNumber}, siak)
	h.stage(cf.StageVerified, cf.NeedNIK, "verified", cf.NeedKK, "verified")
	if st := h.state(); st.Person.Value(cf.FieldNIK) != "" || st.Person.Value(cf.FieldKK) != "" || len(st.Parked) != 0 {
		t.Errorf("NIK %q, parked %v", st.Person.Value(cf.FieldNIK), st.Parked)
	}
	h.refused("casefile.may.undone_before", cf.TakenBack, cf.TakenBackBody{Events: ids, Reason: cf.WrongNumber}, siak)
	if _, err := cf.MayTakeBack(caseID, h.events, authority.Siak, "entered"); !fault.Is(err, fault.Conflict) || fault.As(err).Key != "casefile.may.undone_before" {
		t.Errorf("whoever is second is told %v", err)
	}
	// Now the verifier's act may be taken back too.
	if _, err := cf.MayTakeBack(caseID, h.events, authority.Verifier, "again"); err != nil {
		t.Error(err)
	}
}

// A return is taken back until the dossier is submitted again; a wrong
// PRINT_READY_RECORD until the card is issued.
func TestTakingBackAReturnAndAStatus(t *testing.T) {
	h := begin(t, cf.NeedRecording, cf.NeedKTP, cf.NeedKK).met()
	h.submit(cf.NeedKK)
	h.did(cf.Returned, cf.ReturnedBody{Needs: []string{cf.NeedKK}, Items: []cf.ReturnedItem{{Requirement: "KK-1", Reason: "missing"}}}, verifier, sameAct("returned", 0))
	ids, err := cf.MayTakeBack(caseID, h.events, authority.Verifier, "returned")
	if err != nil {
		t.Fatal(err)
	}
	h.did(cf.TakenBack, cf.TakenBackBody{Events: ids, Reason: cf.WrongPerson}, verifier)
	st := h.state()
	if n, _ := st.Need(cf.NeedKK); n.Stage != cf.StageSubmitted {
		t.Errorf("%s", n.Stage)
	}

	h.did(cf.Status, cf.StatusBody{Status: cf.StatusPrintReady}, siak, sameAct("status", 0))
	h.did(cf.Issued, cf.IssuedBody{Need: cf.NeedKTP}, siak, sameAct("card", 0))
	if _, err := cf.MayTakeBack(caseID, h.events, authority.Siak, "status"); err == nil {
		t.Error("the card stands on the status")
	}
	for _, act := range []string{"card", "status"} {
		if ids, err = cf.MayTakeBack(caseID, h.events, authority.Siak, act); err != nil {
			t.Fatal(err)
		}
		h.did(cf.TakenBack, cf.TakenBackBody{Events: ids, Reason: cf.WrongPrint}, siak)
	}
	if st = h.state(); st.PrintReady() || len(st.Parked) > 0 {
		t.Errorf("%q, %v", st.Enrolment, st.Parked)
	}
}

// A paper of the office whose number another paper won is printed again, also
// where it is long in the person's hand.
func TestReprintWhereANumberIsLost(t *testing.T) {
	h := begin(t, cf.NeedSKPTI).met()
	h.submit(cf.NeedSKPTI)
	h.did(cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedSKPTI}})
	paper := h.did(cf.Issued, cf.IssuedBody{Need: cf.NeedSKPTI, Number: "SKPTI-2021-0007"})
	h.refused("casefile.may.not_misprinted", cf.Reprinted, cf.ReprintedBody{Need: cf.NeedSKPTI, Number: "SKPTI-2021-0007", Old: cf.OldDestroyed})
	h.deliver(cf.NeedSKPTI)
	h.did(cf.Closed, cf.ClosedBody{Receipt: "proof:x"})
	h.did(cf.ClaimSettled, cf.ClaimSettledBody{Key: "number:skpti:SKPTI-2021-0007", Winner: "elsewhere", Settles: []string{paper}, Number: "SKPTI-2021-0009"})
	st := h.state()
	if n, _ := st.Need(cf.NeedSKPTI); n.Document != "SKPTI-2021-0009" || !n.Misprinted() {
		t.Fatalf("%+v", n)
	}
	if !slices.ContainsFunc(st.Work(), func(w cf.Work) bool {
		return w.Action == cf.Reprinted && w.Arg == cf.NeedSKPTI && w.Role == authority.Siak
	}) {
		t.Errorf("no work: %+v", st.Work())
	}
	h.did(cf.Reprinted, cf.ReprintedBody{Need: cf.NeedSKPTI, Number: "SKPTI-2021-0009", Old: cf.OldExchanged})
	if st := h.state(); len(st.Work()) != 0 {
		t.Errorf("%+v", st.Work())
	}
}

// What was in a lost envelope is not ready to be sent again: it is printed anew,
// each paper from where its way says, and then travels as before.
func TestALostPaperIsIssuedAgain(t *testing.T) {
	for _, need := range []string{cf.NeedKK, cf.NeedSKPTI} {
		for reason, want := range map[string]string{cf.CameLost: cf.Issued, cf.CameReturned: cf.Dispatched} {
			h := begin(t, need).met()
			h.submit(need)
			h.did(cf.Verified, cf.VerifiedBody{Needs: []string{need}})
			if flow, _ := cf.FlowOf(need); flow.Has(cf.StageEntered) {
				h.did(cf.Entered, cf.EnteredBody{Needs: []string{need}})
			}
			issue := cf.IssuedBody{Need: need}
			if need == cf.NeedSKPTI {
				issue.Number = "SKPTI-2021-0007"
			}
			h.did(cf.Issued, issue)
			h.did(cf.Dispatched, cf.DispatchedBody{Needs: []string{need}, Envelope: "e1"})
			h.did(cf.CameBack, cf.DispatchedBody{Needs: []string{need}, Envelope: "e1", Reason: reason})
			var actions []string
			st := h.state()
			for _, w := range st.Work() {
				actions = append(actions, w.Action)
			}
			if !slices.Equal(actions, []string{want}) {
				t.Errorf("%s %s: the work is %v, want %s", need, reason, actions, want)
			}
			if reason == cf.CameReturned {
				continue
			}
			h.refused("casefile.may.not_issued", cf.Dispatched, cf.DispatchedBody{Needs: []string{need}, Envelope: "e2"})
			if need == cf.NeedSKPTI {
				issue.Number = "SKPTI-2021-0008"
			}
			h.did(cf.Issued, issue)
			h.deliver(need)
			st = h.state()
			if n, _ := st.Need(need); n.Document != issue.Number || n.Gone {
				t.Errorf("%s: %+v", need, n)
			}
		}
	}
}
