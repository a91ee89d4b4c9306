package intake

import (
	"net/url"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// A report that was let in by mistake goes back into the queue, until somebody
// has gone on from it.
func TestAcceptanceIsTakenBack(t *testing.T) {
	on(t, func(r *rig) {
		number, id := r.file(authority.Registrar)
		op := ledger.NewOpID()
		r.expect(authority.Coordinator, "POST", "/laporan/"+number+"/terima", url.Values{"op": {op}, "kebutuhan": {"recording"}}, 303)
		r.expect(authority.Registrar, "POST", undoPath(number, op), url.Values{}, 403)
		r.expect(authority.Coordinator, "POST", undoPath(number, op), url.Values{}, 303)
		if st := r.state(id); st.Stage != casefile.StageReported || len(st.Needs) != 0 {
			r.Errorf("%s %v", st.Stage, st.Needs)
		}
		r.expect(authority.Coordinator, "GET", "/laporan", nil, 200, "Sumirah")
		r.expect(authority.Coordinator, "POST", undoPath(number, op), url.Values{}, 409) // pressed again later
		op = ledger.NewOpID()
		r.expect(authority.Coordinator, "POST", "/laporan/"+number+"/terima", url.Values{"op": {op}}, 303)
		if _, err := r.s.AddNeeds(r.Context(), r.op(authority.Coordinator), id, []string{"recording"}); err != nil {
			r.Fatal(err)
		}
		r.expect(authority.Coordinator, "POST", undoPath(number, op), url.Values{}, 409)
	})
}

// Saving a long list takes a while: what it made first goes with the rest, also
// when the list is taken back in the last minute.
func TestUndoReachesTheFirstRowOfALongSaving(t *testing.T) {
	began := time.Date(2021, 6, 14, 9, 0, 0, 0, time.UTC)
	l := List{Saved: 1, SavedAt: began.Add(longest)}
	undone := l.SavedAt.Add(undoable - time.Second)
	if l.UndoUntil(undone).IsZero() {
		t.Fatal("too late")
	}
	l.UndoneAt = undone
	if began.Before(l.undoneFrom()) {
		t.Error("the first row stays")
	}
}

// What the program asks by itself of a case that came with a list is nobody's
// work: the case goes with the list.
func TestListIsUndoneAfterTheProgramAsked(t *testing.T) {
	on(t, func(r *rig) {
		_, first := r.file(authority.Coordinator, "nama", "Wagiyem Sulastri", "lahir.y", "1953", "lahir.m", "7", "lahir.d", "12", "ibu", "Tukinem")
		r.others(60)
		id, err := r.upload(authority.Social, []byte("Nama;Tgl Lahir;Nama Ibu;Desa;Kec.;Alasan\nWagijem Soelastri;12-07-1953;Toekinem;Siki;Dongko;Belum ber-NIK\n"))
		if err != nil {
			r.Fatal(err)
		}
		r.save(authority.Social, id)
		r.work()
		made := rowCase(r.list(id), 2)
		r.second(first)
		r.second(made)
		if len(r.suspects(made))+len(r.suspects(first)) == 0 {
			r.Fatal("nothing is asked, so this shows nothing")
		}
		r.expect(authority.Social, "POST", "/laporan/impor/"+id+"/batal", url.Values{}, 303)
		r.work()
		if st := r.state(made); st.Exit != casefile.ExitWithdrawn {
			r.Errorf("the case stays: %q", st.Exit)
		}
		if st := r.state(first); st.Exit != "" {
			r.Errorf("another case went: %q", st.Exit)
		}
	})
}
