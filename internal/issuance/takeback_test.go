package issuance

import (
	"net/url"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// A wrong number is taken back with what was issued on it, a reason is asked
// for, and what something stands on says what to do instead.
func TestMistakesAreTakenBackOnPages(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		verifier := w.browser(srv, w.staff(authority.Verifier, "Hartini"))
		siak := w.browser(srv, w.staff(authority.Siak, "Yoga Pratama"))
		id := w.submitted(cf.NeedNIK, cf.NeedKK)
		no := w.state(id).Number
		verifier.get("/verifikasi/"+no, 200)
		verifier.post("/verifikasi/"+no, 200, url.Values{"kebutuhan": {"nik", "kk"}}, "Baru diterima, belum dientri")
		verifier.get("/verifikasi/"+no+"/betulkan", 200, "Berkas diverifikasi: NIK dan Kartu Keluarga", "Apa yang keliru?")
		siak.get("/siak/"+no, 200)
		siak.post("/siak/"+no, 200, url.Values{"kebutuhan": {"nik", "kk"}, "nik": {nikA}, "kk": {kkA}})
		verifier.get("/verifikasi/"+no+"/betulkan", 200, "Tidak dapat ditarik lagi", "Minta operator SIAK menarik entrinya dahulu")

		siak.get("/siak/tercatat", 200, "Tumirah", "/siak/"+no+"/betulkan")
		siak.get("/siak/"+no+"/betulkan", 200, "Dientri ke SIAK: NIK dan Kartu Keluarga (KK). Dokumen terbit: NIK", "!"+nikA)
		act := w.lastAct(id)
		siak.post("/siak/"+no+"/betulkan", 422, url.Values{"catatan": {act}, "sebab": {""}}, "Pilih dari daftar")
		siak.get("/siak/"+no+"/betulkan", 200)
		siak.post("/siak/"+no+"/betulkan", 200, url.Values{"catatan": {act}, "sebab": {cf.WrongNumber}}, "ditarik", "Tumirah")
		w.stage(id, cf.NeedNIK, cf.StageVerified)
		if st := w.state(id); st.Person.Value(cf.FieldNIK) != "" {
			t.Error("the wrong NIK is still in force")
		}
		if n := w.count(`siak_entry WHERE case_id = $1`, id); n != 0 {
			t.Errorf("%d entries", n)
		}
		siak.get("/siak/"+no, 200)
		siak.post("/siak/"+no, 200, url.Values{"kebutuhan": {"nik", "kk"}, "nik": {nikA}, "kk": {kkA}})
		w.stage(id, cf.NeedNIK, cf.StageClosed)
	})
}

// lastAct is the act behind the last event of a case.
func (w *world) lastAct(id string) string {
	w.Helper()
	events, err := w.l.Events(w.Context(), w.acc.With(w.role[authority.Coordinator], "test"), subjectOf(id))
	if err != nil || len(events) == 0 {
		w.Fatal(err)
	}
	return cf.Order(events)[len(events)-1].OpID
}

// Neither role takes back what is the other's, and nobody without a reason.
func TestTakingBackIsRefused(t *testing.T) {
	on(t, func(w *world) {
		id := w.verified(cf.NeedKK)
		act := w.lastAct(id)
		_, err := w.s.TakeBack(w.Context(), w.op(authority.Siak), id, act, cf.NotSeen)
		want(t, err, fault.Conflict, "casefile.may.not_taken")
		_, err = w.s.TakeBack(w.Context(), w.op(authority.Verifier), id, act, "because")
		want(t, err, fault.Invalid, "issuance.err.choice")
		_, err = w.s.TakeBack(w.Context(), w.op(authority.Verifier), id, "", cf.NotSeen)
		want(t, err, fault.Invalid, "issuance.err.which")
		if _, err = w.s.TakeBack(w.Context(), w.op(authority.Verifier), id, act, cf.NotSeen); err != nil {
			t.Fatal(err)
		}
		w.stage(id, cf.NeedKK, cf.StageSubmitted)
	})
}

// A document that waits says so in the list, and that it waits no more.
func TestWaitingIsSetSeenAndCleared(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		siak := w.browser(srv, w.staff(authority.Siak, "Yoga Pratama"))
		id := w.verified(cf.NeedSKPTI)
		no := w.state(id).Number
		siak.get("/siak/"+no+"/terbit/skpti", 200, "!Tidak menunggu lagi")
		siak.post("/siak/"+no+"/tunda/skpti", 200, url.Values{"sebab": {"printer"}}, "Printer rusak")
		siak.get("/siak/"+no+"/terbit/skpti", 200, "Tidak menunggu lagi")
		siak.post("/siak/"+no+"/tunda/skpti", 200, url.Values{"sebab": {cf.WaitingOver}}, "tidak menunggu lagi", "!Printer rusak")
	})
}

// The office settles after a fork that another paper has the number: the letter
// is printed again, and what became of the old print is recorded.
func TestLostNumberIsPrintedAgain(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		siak := w.browser(srv, w.staff(authority.Siak, "Yoga Pratama"))
		here := w.verified(cf.NeedSKPTI)
		if _, err := w.s.Issue(w.Context(), w.op(authority.Siak), here, cf.NeedSKPTI, ""); err != nil {
			t.Fatal(err)
		}
		st := w.state(here)
		old, _ := st.Need(cf.NeedSKPTI)
		_, err := w.s.Reprint(w.Context(), w.op(authority.Siak), here, cf.NeedSKPTI, cf.OldDestroyed)
		want(t, err, fault.Conflict, "casefile.may.not_misprinted")
		id := w.elsewhere("JK-2021-B0001", old.Document)
		no := w.state(id).Number
		st = w.state(id)
		n, _ := st.Need(cf.NeedSKPTI)
		if !n.Misprinted() {
			t.Fatalf("%+v", n)
		}
		siak.get("/siak/siap-cetak", 200, "Cetak ulang: nomor surat berubah", no)
		siak.get("/siak/"+no+"/terbit/skpti", 200, "Nomor "+old.Document+" kini milik surat lain", n.Document)
		siak.get("/siak/"+no+"/surat/skpti", 200, "%PDF")
		siak.get("/siak/"+no+"/terbit/skpti", 200)
		siak.post("/siak/"+no+"/cetak-ulang/skpti", 422, url.Values{}, "Pilih dari daftar")
		siak.get("/siak/"+no+"/terbit/skpti", 200)
		siak.post("/siak/"+no+"/cetak-ulang/skpti", 200, url.Values{"lama": {cf.OldExchanged}}, "dicatat dicetak ulang", "!Cetak ulang: nomor")
	})
}

// elsewhere lets a case arrive whose letter got a number that the office had
// given away, as from a copy of the office that went on by itself.
func (w *world) elsewhere(no, number string) (id string) {
	w.Helper()
	id = ledger.NewID()
	m := ledger.NewMaker(officeID, "B", nil)
	needs := []string{cf.NeedSKPTI}
	var events []ledger.Event
	for i, d := range []struct {
		role authority.Role
		ledger.Draft
	}{
		{authority.Registrar, ledger.Draft{Type: cf.Reported, Body: cf.ReportedBody{Number: no, Channel: "registrar", Reasons: []string{"elderly"}, Needs: needs, Basis: "public_task"},
			Personal: said(cf.FieldName, "Wagiyem", cf.FieldVillage, village)}},
		{authority.Coordinator, ledger.Draft{Type: cf.Accepted, Body: cf.AcceptedBody{}}},
		{authority.Coordinator, ledger.Draft{Type: cf.Scheduled, Body: cf.ScheduledBody{Trip: "t2", Stop: "s2", Day: "2021-06-10"}}},
		{authority.Field, ledger.Draft{Type: cf.Visited, Body: cf.VisitedBody{Trip: "t2", Stop: "s2", Day: "2021-06-10", Sources: []string{"family"}}}},
		{authority.Registrar, ledger.Draft{Type: cf.Submitted, Body: cf.SubmittedBody{Needs: needs, Lawbook: w.s.Book.Version}}},
		{authority.Verifier, ledger.Draft{Type: cf.Verified, Body: cf.VerifiedBody{Needs: needs}}},
		{authority.Siak, ledger.Draft{Type: cf.Issued, Body: cf.IssuedBody{Need: cf.NeedSKPTI, Number: number}}},
	} {
		d.Subject, d.Area = subjectOf(id), village
		e, err := m.Make(w.op(d.role), 0, w.clock().Add(time.Duration(i-60)*time.Second), d.Draft)
		if err != nil {
			w.Fatal(err)
		}
		events = append(events, e)
	}
	if _, err := w.l.Ingest(w.Context(), w.acc.System("test"), events); err != nil {
		w.Fatal(err)
	}
	return id
}
