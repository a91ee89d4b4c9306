package casefile_test

import (
	"slices"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

func sameAct(op string, n int) option {
	return func(e *cf.Event) { e.OpID, e.OpN = op, n }
}

// TestUndoOfAnAssignment: the case is as it was, until somebody goes on from it.
func TestUndoOfAnAssignment(t *testing.T) {
	h := begin(t)
	h.did(cf.Assigned, cf.AssignedBody{Owner: "u1"}, sameAct("first", 0))
	h.did(cf.Assigned, cf.AssignedBody{Owner: "u2"}, sameAct("second", 0))
	if _, err := cf.MayUndo(caseID, h.events, "first"); err == nil {
		t.Error("the first assignment was replaced by the second")
	}
	ids, err := cf.MayUndo(caseID, h.events, "second")
	if err != nil {
		t.Fatal(err)
	}
	h.did(cf.Noted, cf.NotedBody{About: "general"}) // looking is not acting
	undo := h.did(cf.Undone, cf.UndoneBody{Events: ids})
	st := h.state()
	if st.Owner != "u1" || st.Undone[ids[0]] != undo {
		t.Errorf("owner %q, undone %v", st.Owner, st.Undone)
	}
	h.refused("casefile.may.undone_before", cf.Undone, cf.UndoneBody{Events: ids})
	if _, err := cf.MayUndo(caseID, h.events, "second"); !fault.Is(err, fault.Conflict) || fault.As(err).Key != "casefile.may.undone_before" {
		t.Errorf("whoever is second is told %v", err)
	}
	if st := h.state(); len(st.Work()) != 1 {
		t.Error("a second undo is no discrepancy")
	}
	// What is in force again may be taken back too.
	if ids, err = cf.MayUndo(caseID, h.events, "first"); err != nil {
		t.Fatal(err)
	}
	h.did(cf.Undone, cf.UndoneBody{Events: ids})
	if st := h.state(); st.Owner != "" {
		t.Errorf("owner %q", st.Owner)
	}
}

// TestUndoOfAnAcceptance: the report waits for triage as before, without the
// needs that triage had added.
func TestUndoOfAnAcceptance(t *testing.T) {
	h := begin(t, cf.NeedKK)
	before := h.state()
	h.did(cf.Accepted, cf.AcceptedBody{Needs: []string{cf.NeedRecording}}, sameAct("accepted", 0))
	ids, err := cf.MayUndo(caseID, h.events, "accepted")
	if err != nil {
		t.Fatal(err)
	}
	h.did(cf.Undone, cf.UndoneBody{Events: ids})
	st := h.state()
	if st.Stage != cf.StageReported || len(st.Needs) != 1 || len(st.Work()) != len(before.Work()) || st.Work()[0].Action != cf.Accepted {
		t.Errorf("%s %+v %+v", st.Stage, st.Needs, st.Work())
	}
	h.did(cf.Accepted, cf.AcceptedBody{}, sameAct("again", 0))
	h.did(cf.Assigned, cf.AssignedBody{Owner: "u1"}) // somebody goes on from it
	if _, err := cf.MayUndo(caseID, h.events, "again"); err == nil {
		t.Error("an acceptance on which somebody acted is undone")
	}
}

// TestUndoOfADecision takes back all that the decision brought: the exit as a
// duplicate, and the NIK.
func TestUndoOfADecision(t *testing.T) {
	h := begin(t, cf.NeedKK).met()
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "case:b", Decision: "unsure"})
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "case:b", Decision: "same"}, sameAct("same", 0))
	h.did(cf.Duplicate, cf.ExitBody{Reason: "same_person", Evidence: "compared", Kept: "case:b"}, sameAct("same", 1))
	ids, err := cf.MayUndo(caseID, h.events, "same")
	if err != nil || len(ids) != 2 {
		t.Fatalf("%v, %v", ids, err)
	}
	h.refused("casefile.may.not_undoable", cf.Undone, cf.UndoneBody{Events: ids[:1]}) // half an act
	h.did(cf.Undone, cf.UndoneBody{Events: ids})
	st := h.state()
	if st.Exit != "" || st.Stage != cf.StageVisited || len(st.Identity) != 1 || st.Identity[0].Decision != "unsure" {
		t.Errorf("exit %q at %s, %+v", st.Exit, st.Stage, st.Identity)
	}
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "register:c", Decision: "same"}, sameAct("nik", 0))
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldNIK, "3503081503319001"), sameAct("nik", 1))
	if !cf.Undoable(caseID, h.events)["nik"] {
		t.Error("the decision may be undone")
	}
	// A decision on somebody else is no step further.
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "register:d", Decision: "different"})
	ids, err = cf.MayUndo(caseID, h.events, "nik")
	if err != nil {
		t.Fatal(err)
	}
	h.did(cf.Undone, cf.UndoneBody{Events: ids})
	if st := h.state(); st.Person.Value(cf.FieldNIK) != "" || len(st.Identity) != 2 {
		t.Errorf("%q, %+v", st.Person.Value(cf.FieldNIK), st.Identity)
	}
}

// TestNoUndoOfWhatWasActedOn: nor of what is no such act.
func TestNoUndoOfWhatWasActedOn(t *testing.T) {
	h := begin(t, cf.NeedKK)
	a := h.did(cf.Assigned, cf.AssignedBody{Owner: "u1"}, sameAct("assigned", 0))
	h.did(cf.Accepted, cf.AcceptedBody{})
	h.refused("casefile.may.acted_on", cf.Undone, cf.UndoneBody{Events: []string{a}})
	for _, ids := range [][]string{nil, {"unknown"}, {h.events[0].ID}} {
		h.refused("casefile.may.not_undoable", cf.Undone, cf.UndoneBody{Events: ids})
	}
	if cf.Undoable(caseID, h.events)["assigned"] {
		t.Error("offered although acted on")
	}
}

// TestFactsOutliveThePerson: why somebody is on the list, and on what ground, is
// corrected like every field and holds after erasure; a photo does not.
func TestFactsOutliveThePerson(t *testing.T) {
	h := begin(t)
	st := h.state()
	h.did(cf.PersonStated, cf.PersonStatedBody{Why: "document_seen", Facts: []cf.Assertion{
		{Field: cf.FieldReason, Element: "no_nik"}, {Field: cf.FieldReason, Element: "no_recording", Value: "no_recording"},
		{Field: cf.FieldBasis, Value: "consent"}, {Field: cf.FieldPhoto, Value: "aa"}, {Field: cf.FieldName, Value: "never in a body"},
	}}, over(st.Person.Shown(cf.FieldReason, cf.FieldBasis)...), says(cf.FieldBasis, "never in the personal part"))
	st = h.state()
	if !slices.Equal(st.Reasons, []string{"no_recording"}) || st.Basis != "consent" || st.Person.Value(cf.FieldPhoto) != "aa" || st.Person.Value(cf.FieldName) != "" {
		t.Errorf("%v %q %+v", st.Reasons, st.Basis, st.Person)
	}
	// Two who do not see each other disagree on a reason too.
	h.did(cf.PersonStated, cf.PersonStatedBody{Facts: []cf.Assertion{{Field: cf.FieldBasis, Value: "public_task"}}})
	if st = h.state(); !slices.Equal(st.Person.Disputed(), []string{cf.FieldBasis}) || st.Basis != "" {
		t.Errorf("%v, %q", st.Person.Disputed(), st.Basis)
	}
	h.did(cf.Erased, st.Figures())
	if st = h.state(); len(st.Person.Fields) != 0 || !slices.Equal(st.Reasons, []string{"no_recording"}) {
		t.Errorf("%v, %+v", st.Reasons, st.Person.Fields)
	}
}
