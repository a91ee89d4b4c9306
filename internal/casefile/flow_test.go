package casefile_test

import (
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// TestPaperNeeds walks every need that ends in a document which SIAK gives.
func TestPaperNeeds(t *testing.T) {
	for _, need := range []string{cf.NeedKK, cf.NeedBirthDeed, cf.NeedKIA, cf.NeedReplacement, cf.NeedMove, cf.NeedDeathDeed} {
		t.Run(need, func(t *testing.T) {
			h := begin(t, need)
			h.stage(cf.StageReported, need, "reported")
			h.work("case.accepted  coordinator")
			h.did(cf.Accepted, cf.AcceptedBody{})
			h.stage(cf.StageAccepted, need, "accepted")
			h.work("visit.scheduled first coordinator")
			h.refused("casefile.may.not_visited", cf.Submitted, cf.SubmittedBody{Needs: []string{need}})
			h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t", Day: "2021-03-10"})
			h.stage(cf.StageScheduled, need, "scheduled")
			h.work("visit.recorded t field")
			h.did(cf.Visited, cf.VisitedBody{Trip: "t"})
			h.stage(cf.StageVisited, need, "visited")
			h.work("dossier.submitted " + need + " registrar")
			h.refused("casefile.may.not_submitted", cf.Verified, cf.VerifiedBody{Needs: []string{need}})
			h.submit(need)
			h.stage(cf.StageSubmitted, need, "submitted")
			h.work("issuance.verified " + need + " verifier")
			h.refused("casefile.parked.incomplete", cf.Returned, cf.ReturnedBody{Needs: []string{need}})
			h.did(cf.Returned, cf.ReturnedBody{Needs: []string{need}, Items: []cf.ReturnedItem{{Requirement: "KK-1", Reason: "unreadable"}}})
			h.stage(cf.StageReturned, need, "returned")
			h.work("dossier.submitted " + need + " registrar")
			h.submit(need)
			h.refused("casefile.may.not_verified", cf.Entered, cf.EnteredBody{Needs: []string{need}})
			h.did(cf.Verified, cf.VerifiedBody{Needs: []string{need}})
			h.stage(cf.StageVerified, need, "verified")
			h.work("issuance.entered " + need + " siak")
			h.refused("casefile.may.not_entered", cf.Issued, cf.IssuedBody{Need: need})
			h.did(cf.Entered, cf.EnteredBody{Needs: []string{need}})
			h.stage(cf.StageEntered, need, "entered")
			h.work("issuance.issued " + need + " siak")
			h.refused("casefile.may.not_issued", cf.Dispatched, cf.DispatchedBody{Needs: []string{need}, Envelope: "E"})
			h.issue(need)
			h.stage(cf.StageIssued, need, "issued")
			h.work("handover.dispatched " + need + " handover")
			h.refused("casefile.may.not_in_delivery", cf.HandedOver, cf.HandedOverBody{Needs: []string{need}, Receiver: "self", Proof: "pin"})
			h.did(cf.Dispatched, cf.DispatchedBody{Needs: []string{need}, Envelope: "E"})
			h.stage(cf.StageInDelivery, need, "in_delivery")
			h.work("handover.received " + need + " handover")
			h.refused("casefile.parked.other_envelope", cf.HandedOver, cf.HandedOverBody{Needs: []string{need}, Envelope: "F", Receiver: "self", Proof: "pin"})
			h.refused("casefile.may.needs_open", cf.Closed, cf.ClosedBody{Receipt: "proof:x"})
			h.did(cf.CameBack, cf.DispatchedBody{Needs: []string{need}, Envelope: "E", Reason: "returned"})
			h.stage(cf.StageIssued, need, "issued")
			h.deliver(need)
			h.stage(cf.StageHandedOver, need, "handed_over")
			h.work("case.closed  handover")
			h.refused("casefile.may.handed_over_before", cf.HandedOver, cf.HandedOverBody{Needs: []string{need}, Envelope: "AMP-2021-0187", Receiver: "self", Proof: "pin"})
			h.refused("casefile.parked.no_receipt", cf.Closed, cf.ClosedBody{Receipt: "none:x"})
			h.did(cf.Closed, cf.ClosedBody{Receipt: "proof:x"})
			h.stage(cf.StageClosed, need, "closed")
			h.work()
		})
	}
}

func TestInterimPapersNeedNoEntry(t *testing.T) {
	for _, need := range []string{cf.NeedSKPTI, cf.NeedSKPS} {
		t.Run(need, func(t *testing.T) {
			h := begin(t, need).met()
			h.submit(need)
			h.did(cf.Verified, cf.VerifiedBody{Needs: []string{need}})
			h.refused("casefile.may.no_entry", cf.Entered, cf.EnteredBody{Needs: []string{need}})
			h.work("issuance.issued " + need + " siak")
			h.did(cf.Issued, cf.IssuedBody{Need: need, Number: "470/1"})
			st := h.state()
			if n, _ := st.Need(need); n.Document != "470/1" {
				t.Errorf("the number is %q", n.Document)
			}
			h.deliver(need)
			h.stage(cf.StageHandedOver)
		})
	}
}

// TestNewPerson walks an adult who is nowhere in the national data: NIK, KK,
// a second visit to record, and the card.
func TestNewPerson(t *testing.T) {
	h := begin(t, cf.NeedNIK, cf.NeedKK, cf.NeedRecording, cf.NeedKTP).met()
	h.check(cf.BioNotFound)
	h.stage(cf.StageVisited, cf.NeedRecording, "visited", cf.NeedKTP, "visited")
	h.work("dossier.submitted nik,kk registrar")
	h.refused("casefile.may.need_waits", cf.Status, cf.StatusBody{Status: cf.StatusSent})
	h.refused("casefile.may.no_dossier", cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK, cf.NeedRecording}, Lawbook: "1"})
	h.submit(cf.NeedNIK, cf.NeedKK)
	h.stage(cf.StageSubmitted) // what waits does not hold the case
	h.did(cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedNIK, cf.NeedKK}})
	h.did(cf.Entered, cf.EnteredBody{Needs: []string{cf.NeedNIK, cf.NeedKK}})
	h.refused("casefile.may.no_number", cf.Issued, cf.IssuedBody{Need: cf.NeedNIK})
	h.did(cf.Entered, cf.EnteredBody{Needs: []string{cf.NeedNIK}, Got: []string{cf.GotNIK}},
		with(cf.EnteredPersonal{NIK: "3503084101509001"}))
	h.issue(cf.NeedNIK)
	h.stage(cf.StageVisited, cf.NeedNIK, "closed", cf.NeedKK, "entered") // the recording can move now
	h.work("issuance.issued kk siak", "visit.scheduled recording coordinator")
	h.refused("casefile.parked.no_kit", cf.Scheduled, cf.ScheduledBody{Trip: "trip-2", Purpose: "recording"})
	h.did(cf.Scheduled, cf.ScheduledBody{Trip: "trip-2", Day: "2021-04-01", Kit: true, Purpose: "recording"})
	h.stage(cf.StageScheduled, cf.NeedRecording, "scheduled", cf.NeedKK, "entered")
	h.did(cf.NotMet, cf.NotMetBody{Trip: "trip-2", Reason: "away", Next: "2021-04-20"})
	h.stage(cf.StageVisited, cf.NeedRecording, "visited")
	h.did(cf.Scheduled, cf.ScheduledBody{Trip: "trip-3", Day: "2021-04-20", Kit: true, Purpose: "recording"})
	h.did(cf.Visited, cf.VisitedBody{Trip: "trip-3", Recording: true})
	h.stage(cf.StageEntered, cf.NeedRecording, "awaiting_uniqueness")
	h.issue(cf.NeedKK)
	h.deliver(cf.NeedKK)
	h.stage(cf.StageAwaitingUniqueness)
	h.work("issuance.status_recorded  siak")
	h.refused("casefile.may.need_waits", cf.Issued, cf.IssuedBody{Need: cf.NeedKTP})
	h.did(cf.Status, cf.StatusBody{Status: "SENT FOR ENROLLMENT"})
	h.stage(cf.StageAwaitingUniqueness)
	h.did(cf.Status, cf.StatusBody{Status: cf.StatusPrintReady})
	h.stage(cf.StageVisited, cf.NeedRecording, "closed", cf.NeedKTP, "visited")
	h.work("issuance.issued ktp_el siak")
	h.issue(cf.NeedKTP)
	h.deliver(cf.NeedKTP)
	h.stage(cf.StageHandedOver)
	h.did(cf.Closed, cf.ClosedBody{Receipt: "proof:x"})
	h.stage(cf.StageClosed)
	st := h.state()
	if len(st.Parked) != 0 || st.Visits != 2 || st.Attempts != 1 || !st.Served() {
		t.Errorf("parked %v, visits %d, attempts %d", st.Parked, st.Visits, st.Attempts)
	}
}

// TestOfficeOnCall: the office issues the NIK while the team waits, so that one
// visit records as well.
func TestOfficeOnCall(t *testing.T) {
	h := begin(t, cf.NeedNIK, cf.NeedRecording).met()
	h.did(cf.Biometric, cf.BiometricBody{Outcome: cf.BioNotFound, Enrolled: true}, by("field"))
	h.stage(cf.StageVisited, cf.NeedRecording, "visited")
	h.submit(cf.NeedNIK)
	h.enter(cf.NeedNIK)
	h.issue(cf.NeedNIK)
	h.stage(cf.StageAwaitingUniqueness, cf.NeedRecording, "awaiting_uniqueness")
}

func TestEnrolmentStatuses(t *testing.T) {
	tests := []struct {
		status string
		stage  cf.Stage
		work   string
	}{
		{"BIO_CAPTURED", cf.StageAwaitingUniqueness, "issuance.status_recorded  siak"},
		{"PROCESSING", cf.StageAwaitingUniqueness, "issuance.status_recorded  siak"},
		{"SENT_FOR_ENROLLMENT", cf.StageAwaitingUniqueness, "issuance.status_recorded  siak"},
		{"received at central", cf.StageAwaitingUniqueness, "issuance.status_recorded  siak"},
		{"REQUEST_VALIDATION", cf.StageAwaitingUniqueness, "issuance.status_recorded  siak"},
		{"SEARCH_FAILURE_AT_CENTRAL", cf.StageAwaitingUniqueness, "issuance.status_recorded  siak"},
		{"A_NEW_ONE", cf.StageAwaitingUniqueness, "issuance.status_recorded  siak"},
		{"ENROLL_FAILURE_AT_CENTRAL", cf.StageVisited, "visit.scheduled recording coordinator"},
		{"ENROLL_FAILURE_AT_REGIONAL", cf.StageVisited, "visit.scheduled recording coordinator"},
		{"ADJUDICATE_RECORD", cf.StageVisited, "visit.scheduled recording coordinator"},
		{"UNREGISTERED", cf.StageVisited, "visit.scheduled recording coordinator"},
		{"DUPLICATE_RECORD (one-to-many)", cf.StageAwaitingUniqueness, "case.duplicate recording coordinator"},
		{"PRINT_READY_RECORD", cf.StageVisited, "issuance.issued ktp_el siak"},
		{"CARD_PRINTED", cf.StageVisited, "issuance.issued ktp_el siak"},
	}
	for _, tt := range tests {
		t.Run(tt.status, func(t *testing.T) {
			h := begin(t, cf.NeedRecording, cf.NeedKTP).met()
			h.check(cf.BioLocal)
			h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t2", Kit: true, Purpose: "recording"})
			h.did(cf.Visited, cf.VisitedBody{Trip: "t2", Recording: true})
			h.stage(cf.StageAwaitingUniqueness)
			h.did(cf.Status, cf.StatusBody{Status: tt.status})
			h.stage(tt.stage)
			h.work(tt.work)
			if tt.stage != cf.StageVisited || tt.work[:6] == "visit." {
				h.refused("casefile.may.need_waits", cf.Issued, cf.IssuedBody{Need: cf.NeedKTP})
			}
		})
	}
}

func TestCardOfARecordedPersonNeedsPrintReady(t *testing.T) {
	h := begin(t, cf.NeedKTP).met()
	h.work("issuance.status_recorded  siak")
	h.refused("casefile.may.not_print_ready", cf.Issued, cf.IssuedBody{Need: cf.NeedKTP})
	h.did(cf.Status, cf.StatusBody{Status: cf.StatusDuplicate})
	h.refused("casefile.may.not_print_ready", cf.Issued, cf.IssuedBody{Need: cf.NeedKTP})
	h.did(cf.Status, cf.StatusBody{Status: cf.StatusPrintReady})
	h.issue(cf.NeedKTP)
}

// TestDeferred: recorded at 16, card at 17.
func TestDeferred(t *testing.T) {
	h := begin(t, cf.NeedKK, cf.NeedRecording, cf.NeedKTP).met()
	h.refused("casefile.parked.incomplete", cf.NeedDeferred, cf.NeedDeferredBody{Need: cf.NeedKTP, Until: "next year"})
	h.did(cf.NeedDeferred, cf.NeedDeferredBody{Need: cf.NeedRecording, Until: "2022-05-01", Reason: "under_16"})
	h.did(cf.NeedDeferred, cf.NeedDeferredBody{Need: cf.NeedKTP, Until: "2023-05-01", Reason: "under_17"})
	h.submit(cf.NeedKK)
	h.stage(cf.StageSubmitted, cf.NeedRecording, "visited")
	h.enter(cf.NeedKK)
	h.issue(cf.NeedKK)
	h.deliver(cf.NeedKK)
	h.stage(cf.StageHandedOver)
	h.refused("casefile.may.needs_open", cf.Closed, cf.ClosedBody{Receipt: "proof:x"})
	h.work("visit.scheduled recording coordinator")
	st := h.state()
	if w := st.Work()[0]; w.From != 1_651_338_000_000_000 || w.Due != "2022-05-15" || w.Reason != "casefile.work.deferred" {
		t.Errorf("work %+v, want it from 1 May 2022, 00.00 WIB", w)
	}
	h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t2", Kit: true, Purpose: "recording"})
	h.did(cf.Visited, cf.VisitedBody{Trip: "t2", Recording: true})
	h.did(cf.Status, cf.StatusBody{Status: cf.StatusPrintReady})
	h.work("issuance.issued ktp_el siak")
	h.issue(cf.NeedKTP)
	st = h.state()
	if n, _ := st.Need(cf.NeedKTP); n.DeferredUntil != "" {
		t.Error("an issued card is still deferred")
	}
}

func TestDeclinedNeedDoesNotHoldTheCase(t *testing.T) {
	h := begin(t, cf.NeedKK, cf.NeedKIA).met()
	h.submit(cf.NeedKK)
	h.stage(cf.StageVisited)
	h.refused("casefile.parked.incomplete", cf.NeedDeclined, cf.NeedDeclinedBody{Need: cf.NeedKIA})
	h.did(cf.NeedDeclined, cf.NeedDeclinedBody{Need: cf.NeedKIA, Reason: "has_one"})
	h.stage(cf.StageSubmitted)
	h.did(cf.NeedAdded, cf.NeedAddedBody{Needs: []string{cf.NeedKIA}})
	h.stage(cf.StageVisited, cf.NeedKIA, "visited")
	h.refused("casefile.may.has_need", cf.NeedAdded, cf.NeedAddedBody{Needs: []string{cf.NeedKIA}})
}

// TestCaseWithoutNeeds: a person of whom nothing is known but a place; the visit
// decides.
func TestCaseWithoutNeeds(t *testing.T) {
	h := begin(t)
	h.stage(cf.StageReported)
	h.did(cf.Accepted, cf.AcceptedBody{})
	h.stage(cf.StageAccepted)
	h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t", Day: "2021-03-10"})
	h.stage(cf.StageScheduled)
	h.did(cf.Unscheduled, cf.ScheduledBody{Trip: "t", Reason: "road"})
	h.stage(cf.StageAccepted)
	h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t2", Day: "2021-03-11"})
	h.refused("casefile.parked.other_trip", cf.Unscheduled, cf.ScheduledBody{Trip: "t"})
	h.did(cf.NotMet, cf.NotMetBody{Trip: "t2", Day: "2021-03-11", Reason: "away", Next: "2021-06-01"})
	h.stage(cf.StageAccepted)
	st := h.state()
	if w := st.Work()[0]; w.From != 1_622_480_400_000_000 {
		t.Errorf("the next attempt is from %d", w.From)
	}
	h.did(cf.Scheduled, cf.ScheduledBody{Trip: "t3", Day: "2021-06-01"})
	h.did(cf.Visited, cf.VisitedBody{Trip: "t3"})
	h.stage(cf.StageVisited)
	h.work("case.need_added  coordinator")
	h.did(cf.NeedAdded, cf.NeedAddedBody{Needs: []string{cf.NeedSKPTI}})
	h.work("dossier.submitted skpti registrar")
}

func TestWaitingHasAReason(t *testing.T) {
	h := begin(t, cf.NeedKK).met()
	h.submit(cf.NeedKK)
	h.enter(cf.NeedKK)
	h.did(cf.Waiting, cf.WaitingBody{Need: cf.NeedKK, Reason: "no_blanks", Until: "2021-05-01"})
	st := h.state()
	if w := st.Work()[0]; w.Reason != "casefile.waiting.no_blanks" || w.From < start+30*86_400_000_000 {
		t.Errorf("work %+v", w)
	}
	h.issue(cf.NeedKK)
	st = h.state()
	if n, _ := st.Need(cf.NeedKK); n.WaitingReason != "" {
		t.Error("what moved still waits")
	}
}
