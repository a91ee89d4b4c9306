package desk

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func TestDisputedValuesStandSideBySide(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.PersonStated, struct{}{},
			casefile.PersonPersonal{Fields: []casefile.Assertion{{Field: casefile.FieldBirth, Value: "1950", Certainty: casefile.CertaintyDocument}}})
		_, page := w.get(authority.Coordinator, "/kasus/"+no)
		for _, want := range []string{"Tanggal lahir: ada dua keterangan", "<b>1943</b>", "<b>1950</b>", "Petugas coordinator · ", "Data orang diubah · dokumen",
			"tidak ada yang berlaku", "/kasus/" + no + "/data/putuskan"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		// Who may not choose sees both as well.
		_, _, page = w.post(authority.Verifier, "/kasus/"+no+"/orang", "alasan", "compare")
		for _, want := range []string{"1943 (Petugas coordinator · ", "1950 (Petugas coordinator · ", "tidak ada yang berlaku"} {
			if !strings.Contains(page, want) {
				t.Errorf("the verifier's page lacks %q", want)
			}
		}
		if strings.Contains(page, "putuskan") {
			t.Error("a verifier is offered to choose")
		}
		_, _, page = w.post(authority.Registrar, "/kasus/"+no+"/orang", "alasan", "compare")
		if strings.Contains(page, "putuskan") || !strings.Contains(page, "Yang memilih: koordinator") {
			t.Error("a registrar is offered to choose, or is not told who does")
		}
		// The history says which was chosen.
		body, personal := casefile.Stated(casefile.WhySettled, []casefile.Assertion{{Field: casefile.FieldBirth, Value: "1943"}})
		w.act(authority.Coordinator, "c1", casefile.PersonStated, body, personal, w.state("c1").Person.Shown(casefile.FieldBirth)...)
		if _, page = w.get(authority.Coordinator, "/kasus/"+no); !strings.Contains(page, "Tanggal lahir: dipilih 1943") {
			t.Error("the history does not say which value was chosen")
		}
	})
}

// TestTheHistorySaysWhatWasCorrected: with the old and the new value and why,
// numbers masked, and safety notes for the visiting team alone.
func TestTheHistorySaysWhatWasCorrected(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem", nik: nik})
		before := w.state("c1")
		other := nik[:12] + "9002"
		body, personal := casefile.Stated("document_seen", []casefile.Assertion{{Field: casefile.FieldName, Value: "Katinem binti Karto", Certainty: casefile.CertaintyDocument},
			{Field: casefile.FieldNIK, Value: other}, {Field: casefile.FieldMother, Value: "Satiyem"}, {Field: casefile.FieldSafety, Value: "anjing galak"},
			{Field: casefile.FieldDifficulty, Element: "seeing", Value: "4"}, {Field: casefile.FieldBasis, Value: "consent"}})
		w.act(authority.Coordinator, "c1", casefile.PersonStated, body, personal, before.Person.Shown()...)
		_, page := w.get(authority.Coordinator, "/kasus/"+no)
		for _, want := range []string{"Nama: Katinem → Katinem binti Karto", "NIK: 3503", "Ditambahkan: ", "Nama ibu", "Kesulitan sehari-hari", "Alasan: Dokumen sudah dilihat",
			"Dasar pemrosesan data: Tugas pelayanan publik → Persetujuan yang bersangkutan", "Catatan keselamatan"} {
			if !strings.Contains(page, want) {
				t.Errorf("the history lacks %q", want)
			}
		}
		if strings.Contains(page, other) || strings.Contains(page, nik) {
			t.Error("a whole NIK in the history")
		}
		if _, page = w.get(authority.Verifier, "/kasus/"+no); strings.Contains(page, "binti Karto →") || strings.Contains(page, "Nama: Katinem") {
			t.Error("the history names the person to who did not say what for")
		}
		_, _, page = w.post(authority.Verifier, "/kasus/"+no+"/orang", "alasan", "compare")
		if !strings.Contains(page, "Nama: Katinem → ") || strings.Contains(page, "keselamatan") {
			t.Error("the verifier sees corrections and no safety notes")
		}
		// Undoing stands in the history, and is offered until somebody acted.
		w.act(authority.Coordinator, "c1", casefile.Assigned, casefile.AssignedBody{Owner: w.as(authority.Coordinator).scope.Person}, nil)
		if _, page = w.get(authority.Coordinator, "/kasus/"+no); !strings.Contains(page, "/kasus/"+no+"/batalkan") {
			t.Error("an assignment can be undone")
		}
		events, err := w.l.Events(w.Context(), w.a.System("test"), ledger.Subject{Kind: casefile.KindCase, ID: "c1"})
		if err != nil {
			t.Fatal(err)
		}
		w.act(authority.Coordinator, "c1", casefile.Undone, casefile.UndoneBody{Events: []string{events[len(events)-1].ID}}, nil)
		if _, page = w.get(authority.Coordinator, "/kasus/"+no); strings.Contains(page, "/batalkan") || !strings.Contains(page, "Dibatalkan ") || !strings.Contains(page, "Tindakan dibatalkan") {
			t.Error("the history does not say that it was undone")
		}
	})
}

// Where somebody's record is kept is told to who may read the person, and to
// nobody else.
func TestTheKabupatenThatHoldsTheRecordIsTold(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		w.act(authority.Field, "c1", casefile.Visited, casefile.VisitedBody{Day: "2021-06-14", Sources: []string{"family"}}, nil)
		w.act(authority.Field, "c1", casefile.Biometric, casefile.BiometricBody{Outcome: casefile.BioElsewhere}, casefile.BiometricPersonal{NIK: nik, Kabupaten: "35.04"})
		_, _, page := w.post(authority.Coordinator, "/kasus/"+no+"/orang", "alasan", "phone")
		if strings.Count(page, "Kabupaten Tulungagung") != 2 { // with the person, and in the history
			t.Error("the page does not say which kabupaten")
		}
		if _, page = w.get(authority.Handover, "/kasus/"+no); strings.Contains(page, "Tulungagung") {
			t.Error("where somebody's record is kept is personal")
		}
	})
}

// A recording at a second visit is told in the history, with what is kept of it.
func TestARecordingIsToldInTheHistory(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		w.act(authority.Field, "c1", casefile.Visited, casefile.VisitedBody{Day: "2021-06-14", Sources: []string{"family"}, Recording: true, Device: "Alat 1", Quality: 82}, nil)
		if _, page := w.get(authority.Handover, "/kasus/"+no); !strings.Contains(page, "Perekaman KTP-el berhasil, alat Alat 1, mutu 82. Identitas dari") {
			t.Error("the history does not say that the recording was made")
		}
	})
}

// An acceptance is taken back at its line of the history, as a decision on who
// somebody is, until somebody acted on it.
func TestAnAcceptanceIsUndoneInTheHistory(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		if _, page := w.get(authority.Coordinator, "/kasus/"+no); strings.Count(page, "/kasus/"+no+"/batalkan") != 1 {
			t.Error("the line of the acceptance does not offer to undo it")
		}
		if _, page := w.get(authority.Handover, "/kasus/"+no); strings.Contains(page, "/batalkan") {
			t.Error("who may not undo is offered to")
		}
		w.act(authority.Field, "c1", casefile.Visited, casefile.VisitedBody{Day: "2021-06-14", Sources: []string{"family"}}, nil)
		if _, page := w.get(authority.Coordinator, "/kasus/"+no); strings.Contains(page, "/batalkan") {
			t.Error("somebody has acted on it")
		}
	})
}
