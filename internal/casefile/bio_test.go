package casefile_test

import (
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// TestNeverASecondNIK: which outcomes let a new NIK be asked for.
func TestNeverASecondNIK(t *testing.T) {
	tests := []struct {
		outcome, refused, work string
	}{
		{cf.BioNotFound, "", "dossier.submitted nik registrar"},
		{cf.BioLocal, "casefile.may.nik_local", "case.need_declined nik coordinator"},
		{cf.BioElsewhere, "casefile.may.nik_elsewhere", "case.need_declined nik coordinator"},
		{cf.BioPending, "casefile.may.nik_search_pending", "visit.search_result  field"},
		{cf.BioFailed, "casefile.may.nik_not_captured", "visit.exception_approved nik head"},
		{cf.BioRepeat, "casefile.may.nik_repeat", "visit.scheduled biometric coordinator"},
	}
	for _, tt := range tests {
		t.Run(tt.outcome, func(t *testing.T) {
			h := begin(t, cf.NeedNIK).met()
			h.check(tt.outcome)
			h.work(tt.work)
			if tt.refused == "" {
				h.submit(cf.NeedNIK)
				return
			}
			h.refused(tt.refused, cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK}})
		})
	}
}

// Nobody can be recorded without a NIK: what comes first is the check that may
// find it, or the need for a new one.
func TestARecordingWaitsForANIK(t *testing.T) {
	named := []option{by("registrar"), says(cf.FieldName, "Katinem", cf.FieldVillage, "35.03.08.2004")}
	known := []option{by("registrar"), says(cf.FieldName, "Katinem", cf.FieldNIK, "3503081503319001")}
	for _, tt := range []struct {
		name, outcome string
		says          []option
		work          string
	}{
		{"to be repeated", cf.BioRepeat, named, "visit.scheduled biometric coordinator"},
		{"not checked", "", named, "visit.scheduled biometric coordinator"},
		{"not found", cf.BioNotFound, named, "case.need_added nik coordinator"},
		{"not captured", cf.BioFailed, named, "visit.exception_approved recording head"},
		{"pending", cf.BioPending, named, "visit.search_result  field"},
		{"found", cf.BioLocal, named, "visit.scheduled recording coordinator"},
		{"known before", cf.BioRepeat, known, "visit.scheduled recording coordinator"},
		{"not to be read", cf.BioRepeat, nil, "visit.scheduled recording coordinator"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := begin(t, cf.NeedRecording, cf.NeedKTP).met()
			if tt.says != nil {
				h.did(cf.PersonStated, cf.PersonStatedBody{}, tt.says...)
			}
			if tt.outcome != "" {
				h.check(tt.outcome)
			}
			h.work(tt.work)
			if tt.outcome == cf.BioNotFound {
				h.did(cf.NeedAdded, cf.NeedAddedBody{Needs: []string{cf.NeedNIK}})
				h.work("dossier.submitted nik registrar")
			}
		})
	}
}

func TestPendingSearchIsAnswered(t *testing.T) {
	h := begin(t, cf.NeedNIK).met()
	bio := h.check(cf.BioPending)
	h.refused("casefile.parked.incomplete", cf.Searched, cf.SearchedBody{Biometric: bio, Outcome: cf.BioPending})
	h.did(cf.Searched, cf.SearchedBody{Biometric: bio, Outcome: cf.BioNotFound})
	h.refused("casefile.may.no_pending_search", cf.Searched, cf.SearchedBody{Biometric: bio, Outcome: cf.BioLocal})
	h.submit(cf.NeedNIK)
	h.did(cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedNIK}})
}

// TestLateIdentificationStopsTheNIK: the person turns up in the national data
// after the dossier went in.
func TestLateIdentificationStopsTheNIK(t *testing.T) {
	h := begin(t, cf.NeedNIK).met()
	h.check(cf.BioNotFound)
	h.submit(cf.NeedNIK)
	h.check(cf.BioElsewhere, with(cf.BiometricPersonal{NIK: "3571011503609001", Kabupaten: "35.71"}))
	h.refused("casefile.may.nik_elsewhere", cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedNIK}})
	h.work("case.need_declined nik coordinator")
	st := h.state()
	if st.Person.Value(cf.FieldNIK) != "3571011503609001" || st.Person.Value(cf.FieldElsewhere) != "35.71" {
		t.Error("the NIK or where it is kept is lost")
	}
}

// Who does not let a failed capture stand sends the kit there again; a new
// capture begins anew, and what was approved before is not taken away.
func TestExceptionIsRefused(t *testing.T) {
	h := begin(t, cf.NeedNIK).met()
	bio := h.check(cf.BioFailed)
	h.refused("casefile.parked.incomplete", cf.ExceptionRefused, cf.ExceptionRefusedBody{Biometric: bio, Reason: "x"})
	h.did(cf.ExceptionRefused, cf.ExceptionRefusedBody{Biometric: bio, Reason: cf.RefusedOther})
	h.work("visit.scheduled biometric coordinator")
	if st := h.state(); st.Biometric.Refused != cf.RefusedOther || st.May(cf.ExceptionRefused) == nil || st.May(cf.Submitted, cf.NeedNIK) == nil {
		t.Errorf("%+v", st.Biometric)
	}
	again := h.check(cf.BioFailed)
	h.work("visit.exception_approved nik head")
	h.refused("casefile.may.no_failed_capture", cf.ExceptionRefused, cf.ExceptionRefusedBody{Biometric: bio, Reason: cf.RefusedOther})
	h.did(cf.Exception, cf.ExceptionBody{Biometric: again}, by("head"))
	h.refused("casefile.may.approved_before", cf.ExceptionRefused, cf.ExceptionRefusedBody{Biometric: again, Reason: cf.RefusedOther})
	h.work("dossier.submitted nik registrar")
}

func TestExceptionNeedsASecondPerson(t *testing.T) {
	h := begin(t, cf.NeedNIK).met()
	first := h.check(cf.BioFailed)
	h.refused("casefile.parked.same_person", cf.Exception, cf.ExceptionBody{Biometric: first}, by("field"))
	h.refused("casefile.may.no_failed_capture", cf.Exception, cf.ExceptionBody{Biometric: "another"}, by("head"))
	h.did(cf.Exception, cf.ExceptionBody{Biometric: first}, by("head"))
	h.refused("casefile.may.approved_before", cf.Exception, cf.ExceptionBody{Biometric: first}, by("coordinator"))
	h.submit(cf.NeedNIK)
	h.did(cf.Returned, cf.ReturnedBody{Needs: []string{cf.NeedNIK}, Items: []cf.ReturnedItem{{Requirement: "BIO-1"}}})
	// A new capture that fails again is a new one: the approval was for the old.
	h.check(cf.BioFailed)
	h.refused("casefile.may.nik_not_captured", cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK}})
}

// Who sat at the kit does not become the second person by somebody else's
// correction of what was written down.
func TestACorrectedCaptureKeepsItsOperator(t *testing.T) {
	h := begin(t, cf.NeedNIK).met()
	first := h.check(cf.BioNotFound)
	second := h.did(cf.Biometric, cf.BiometricBody{Outcome: cf.BioFailed, Corrects: first}, by("colleague"), over(first))
	third := h.did(cf.Biometric, cf.BiometricBody{Outcome: cf.BioFailed, Reason: "worn", Corrects: second}, by("another"), over(second))
	for _, who := range []string{"field", "colleague", "another"} {
		h.refused("casefile.parked.same_person", cf.Exception, cf.ExceptionBody{Biometric: third}, by(who))
	}
	h.did(cf.Exception, cf.ExceptionBody{Biometric: third}, by("head"))
}

func TestTwoOutcomesAreADispute(t *testing.T) {
	h := begin(t, cf.NeedNIK).met()
	pending := h.check(cf.BioPending)
	a := h.did(cf.Searched, cf.SearchedBody{Biometric: pending, Outcome: cf.BioNotFound})
	b := h.add(cf.Biometric, cf.BiometricBody{Outcome: cf.BioElsewhere}, by("other"), over(pending))
	st := h.state()
	if !st.Biometric.Disputed || st.Biometric.Outcome != cf.BioPending || st.Biometric.Event != pending {
		t.Fatalf("%+v: want the disputed outcome to fall back to what both replace", st.Biometric)
	}
	h.refused("casefile.may.nik_disputed", cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK}})
	h.work("visit.search_result  field")
	h.did(cf.Searched, cf.SearchedBody{Biometric: pending, Outcome: cf.BioNotFound}, over(a, b))
	h.submit(cf.NeedNIK)
}
