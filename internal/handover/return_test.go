package handover

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// lastLeg is the last change of hands of an envelope, and how many there were.
func (w *world) lastLeg(id string) (Leg, int) {
	w.Helper()
	e := w.envelope(id)
	if len(e.Legs) == 0 {
		w.Fatal("it never changed hands")
	}
	return e.Legs[len(e.Legs)-1], len(e.Legs)
}

// toCourier gives an envelope to a courier, who takes it.
func (w *world) toCourier(id string) (by func() ledger.Op) {
	w.Helper()
	by = func() ledger.Op { return ledger.Op{ID: ledger.NewOpID(), Scope: w.a.Courier(id)} }
	must[string](w)(w.s.GiveCourier(w.Context(), w.op("handover"), id, ToCourier{Name: "Heru", Place: "Loket 3", Hours: 4}))
	must[ledger.Receipt](w)(w.s.Accept(w.Context(), by(), id, Intact, ""))
	return by
}

// Who brings an envelope back signs that it left their hands; what the counter
// records signs for the counter.
func TestBroughtBackIsALegOfBoth(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		caseID, m := w.sealed()
		by := w.toCourier(m.ID)
		must[ledger.Receipt](w)(w.s.Give(ctx, by(), m.ID))
		w.later(time.Minute)
		must[ledger.Receipt](w)(w.s.TakeBack(ctx, w.op("handover"), m.ID, Ended{Reason: "refused", Condition: Intact}))
		l, n := w.lastLeg(m.ID)
		if n != 2 || l.State != LegDone || l.Giver.Kind != PartyCourier || l.Taker.Kind != PartyOffice || l.GiverProof != ByLink ||
			l.TakerProof != ByAccount || l.TakerBy != w.who["handover"].Person || l.Condition != Intact {
			w.Errorf("%d legs, the last %+v", n, l)
		}
		w.stage(caseID, casefile.StageIssued)

		// At the counter already, both signed before: there is no further leg.
		_, m = w.sealed()
		must[ledger.Receipt](w)(w.s.GiveUser(ctx, w.op("handover"), m.ID, w.who["registrar"].Person, ""))
		must[ledger.Receipt](w)(w.s.Accept(ctx, w.op("registrar"), m.ID, Intact, ""))
		must[ledger.Receipt](w)(w.s.Give(ctx, w.op("registrar"), m.ID))
		must[ledger.Receipt](w)(w.s.Accept(ctx, w.op("handover"), m.ID, Intact, ""))
		must[ledger.Receipt](w)(w.s.TakeBack(ctx, w.op("handover"), m.ID, Ended{Reason: "moved", Condition: Intact}))
		if l, n := w.lastLeg(m.ID); n != 2 || l.State != LegDone || l.Giver.Kind != PartyUser {
			w.Errorf("%d legs, the last %+v", n, l)
		}
		w.clean()
	})
}

// A courier without a phone cannot sign: the counter takes the envelope back all
// the same, and says why one signature is missing.
func TestBroughtBackUnsigned(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		for begun := range 2 {
			caseID, m := w.sealed()
			w.toCourier(m.ID)
			if begun == 1 { // the counter signed, and the courier never did
				must[ledger.Receipt](w)(w.s.Accept(ctx, w.op("handover"), m.ID, Intact, ""))
			}
			in := Ended{Reason: "not_found", Condition: Intact}
			for _, reason := range []string{"", "bosan"} {
				in.Unsigned = reason
				_, err := w.s.TakeBack(ctx, w.op("handover"), m.ID, in)
				want(w.T, err, fault.Invalid, "fault.handover.unsigned")
			}
			in.Unsigned = "phone"
			must[ledger.Receipt](w)(w.s.TakeBack(ctx, w.op("handover"), m.ID, in))
			l, n := w.lastLeg(m.ID)
			if n != 2 || l.State != LegAlone || l.Giver.Kind != PartyCourier || l.GiverName != "Heru" || l.GiverAt != 0 || l.TakerAt == 0 || l.Reason != "phone" {
				w.Errorf("%d legs, the last %+v", n, l)
			}
			if e := w.envelope(m.ID); e.State != CameBack || e.Holder.Kind != PartyOffice {
				w.Errorf("%+v", e)
			}
			w.stage(caseID, casefile.StageIssued)
		}
		w.clean()
	})
}

// Behind a broken seal the content is looked at before anything else happens to
// it: either it is whole, or what is wrong or missing is named.
func TestBrokenSealIsLookedInto(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		_, m := w.sealed()
		in := Ended{Reason: "opened", Condition: Opened}
		_, err := w.s.TakeBack(ctx, w.op("handover"), m.ID, in)
		want(w.T, err, fault.Invalid, "fault.handover.look_inside")
		in.Checked, in.Wrong = true, []string{casefile.NeedKK}
		_, err = w.s.TakeBack(ctx, w.op("handover"), m.ID, in)
		want(w.T, err, fault.Invalid, "fault.handover.whole_and_wrong")
		in.Wrong = nil
		must[ledger.Receipt](w)(w.s.TakeBack(ctx, w.op("handover"), m.ID, in))
		if e := w.envelope(m.ID); e.Condition != Opened || !e.Checked {
			w.Errorf("%+v", e)
		}

		caseID, m := w.sealed()
		must[ledger.Receipt](w)(w.s.TakeBack(ctx, w.op("handover"), m.ID, Ended{Reason: "opened", Condition: Damaged, Wrong: []string{casefile.NeedKK}}))
		st := w.state(caseID)
		if kk, _ := st.Need(casefile.NeedKK); kk.Stage != casefile.StageEntered || !kk.Gone {
			w.Errorf("what is missing is not issued again: %+v", kk)
		}
		if e := w.envelope(m.ID); !slices.Equal(e.Wrong, []string{casefile.NeedKK}) {
			w.Errorf("%+v", e)
		}
		w.clean()
	})
}

// The page of an envelope that came back shows how, and how its seal was.
func TestPagesOfWhatCameBack(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		_, m := w.sealed()
		path := "/amplop/" + m.Number
		v, village := s.as("handover"), s.as("registrar")
		v.get(path + "/petugas")
		v.expect(303, path)(v.post(path+"/petugas", "kepada", w.who["social"].Person, "tempat", "Loket 3"))
		v.get(path + "/kejadian")
		v.expect(303, path)(v.post(path+"/gagal", "alasan", "no_pickup"))
		// What the counter signed, and nobody came for, stays to be seen.
		v.expect(200, "Tidak selesai", "Loket 3", "Bu handover, akun sendiri", "tidak menandatangani", "Percobaan ke-1")(v.get(path))

		v.get(path + "/petugas")
		v.expect(303, path)(v.post(path+"/petugas", "kepada", w.who["registrar"].Person, "tempat", "Loket 3"))
		village.get(path + "/terima")
		village.expect(303, path)(village.post(path+"/terima", "keadaan", "damaged"))
		village.expect(200, "Segel tidak utuh", "kembalikan ke loket")(village.get(path))

		v.get(path + "/kejadian")
		v.expect(200, "Bu registrar", `href="`+path+`/terima"`, "Mengapa tidak ditandatangani", "Isi sudah dicocokkan")(200, v.last)
		v.expect(422, "Pilih mengapa yang membawanya tidak menandatangani", "Segel tidak utuh: cocokkan isinya")(v.post(path+"/kembali", "isian", path+"/kembali",
			"kembali", "moved", "keadaan", "opened"))
		v.expect(303, path)(v.post(path+"/kembali", "kembali", "moved", "keadaan", "opened", "cocok", "ya", "tanpa_tanda", "left"))
		v.expect(200, "Satu tanda tangan", "tidak menandatangani: Sudah pergi", "Segel terbuka", "isinya dicocokkan: lengkap", "!Tanda tangan Anda")(v.get(path))
	})
}

// Through the counter a broken seal leads to looking inside.
func TestPagesOfABrokenSealAtTheCounter(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		_, m := w.sealed()
		path := "/amplop/" + m.Number
		by := w.toCourier(m.ID)
		must[ledger.Receipt](w)(w.s.Give(w.Context(), by(), m.ID))
		v := s.as("handover")
		v.get(path + "/terima")
		v.expect(303, path)(v.post(path+"/terima", "keadaan", "opened"))
		v.expect(200, "Segel tidak utuh", "Cocokkan isinya", path+"/kejadian")(v.get(path))
		if strings.Contains(v.last, `href="`+path+`/kurir"`) {
			w.Error("it is offered to a courier with a broken seal")
		}
		v.get(path + "/kejadian")
		v.expect(200, "!Mengapa tidak ditandatangani")(200, v.last)
		v.expect(303, path)(v.post(path+"/kembali", "kembali", "opened", "keadaan", "opened", "salah", casefile.NeedKK))
		v.expect(200, "isinya dicocokkan, yang salah atau tidak ada: Kartu Keluarga")(v.get(path))
	})
}
