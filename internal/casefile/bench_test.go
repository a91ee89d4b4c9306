package casefile_test

import (
	"fmt"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// fifty is a long, ordinary case: fifty events, twelve of them with personal data.
func fifty(t testing.TB) []cf.Event {
	person := says(cf.FieldName, "Suparman", cf.FieldSex, "L", cf.FieldBirth, "1931", cf.FieldBirthPlace, "Trenggalek",
		cf.FieldMother, "Sainem", cf.FieldFather, "Kromo", cf.FieldVillage, "35.03.08.2004", cf.FieldAddress, "RT 4", cf.FieldPlace, "rumah di atas pasar")
	h := begin(t, cf.NeedNIK, cf.NeedKK, cf.NeedRecording, cf.NeedKTP)
	h.add(cf.Accepted, cf.AcceptedBody{})
	h.add(cf.Scheduled, cf.ScheduledBody{Trip: "t1", Kit: true})
	last := h.add(cf.Visited, cf.VisitedBody{Trip: "t1", Sources: []string{"family", "neighbour"}}, person)
	h.add(cf.Biometric, cf.BiometricBody{Outcome: cf.BioNotFound})
	for i := range 10 {
		last = h.add(cf.PersonStated, struct{}{}, person, over(last))
		h.add(cf.ItemSupplied, cf.ItemSuppliedBody{Need: cf.NeedNIK, Requirement: fmt.Sprint("BIO-", i), How: "document", Attachments: []string{eventID(i)}})
		h.add(cf.ItemSupplied, cf.ItemSuppliedBody{Need: cf.NeedKK, Requirement: fmt.Sprint("KK-", i), How: "document", Attachments: []string{eventID(i)}})
	}
	h.add(cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK, cf.NeedKK}})
	h.add(cf.Verified, cf.VerifiedBody{Needs: []string{cf.NeedNIK, cf.NeedKK}})
	h.add(cf.Entered, cf.EnteredBody{Needs: []string{cf.NeedNIK, cf.NeedKK}, Got: []string{cf.GotNIK}}, with(cf.EnteredPersonal{NIK: "3503081503319001"}))
	h.add(cf.Issued, cf.IssuedBody{Need: cf.NeedNIK})
	h.add(cf.Issued, cf.IssuedBody{Need: cf.NeedKK})
	for len(h.events) < 50 {
		h.add(cf.Noted, cf.NotedBody{About: "general"}, with(cf.NotePersonal{Text: "Keluarga minta dijemput sore hari."}))
	}
	return h.events
}

// The aim: folding a case of fifty events costs about a tenth of a
// millisecond, so every change may fold the whole case again.
func BenchmarkFold50(b *testing.B) {
	events, k := fifty(b), cf.NewKind()
	b.ReportAllocs()
	for b.Loop() {
		k.Fold(caseID, events)
	}
}
