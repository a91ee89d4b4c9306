package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// many is a list of n people that can be saved.
func many(n int) []byte {
	var b strings.Builder
	b.WriteString("Nama;Umur;Desa;Kec.;Alasan\n")
	for i := range n {
		fmt.Fprintf(&b, "%s;%d;Siki;Dongko;Belum ber-NIK\n", person(i), 20+i%70)
	}
	return []byte(b.String())
}

// person is the i-th of as many different names as a test wants.
func person(i int) string {
	parts := []string{"su", "mi", "rah", "kar", "to", "wa", "gi", "yem", "po", "ni"}
	name := ""
	for i++; i > 0; i /= 10 {
		name += parts[i%10]
	}
	return strings.ToUpper(name[:1]) + name[1:] + "wati"
}

func (r *rig) save(role authority.Role, id string) {
	r.Helper()
	if _, err := r.s.Save(r.Context(), r.op(role), id); err != nil {
		r.Fatal(err)
	}
}

// Saving is cut by the power, stopped by a person and goes on: each row is one
// case in the end.
func TestSavingIsCutAndGoesOn(t *testing.T) {
	on(t, func(r *rig) {
		const n = slice + 50
		id, err := r.upload(authority.Coordinator, many(n))
		if err != nil {
			r.Fatal(err)
		}
		r.save(authority.Coordinator, id)
		// The power goes after the cases are in the ledger and before the rows say so.
		r.cut(id, slice)
		if r.cases() != slice || r.list(id).Counts[rowSaving] != n {
			r.Fatalf("%d cases, %v", r.cases(), r.list(id).Counts)
		}
		here := "/laporan/impor/" + id
		r.expect(authority.Coordinator, "GET", here, nil, 200, "Menyimpan daftar", here+"/berhenti")
		r.expect(authority.Coordinator, "POST", here+"/simpan", map[string][]string{}, 303) // pressed twice
		if err := r.s.Fix(r.Context(), r.op(authority.Coordinator), id, 2, meansName, "Lain", "", false); !fault.Is(err, fault.Conflict) {
			r.Errorf("changed while it is saved: %v", err)
		}
		r.expect(authority.Coordinator, "POST", here+"/berhenti", map[string][]string{}, 303)
		if got := r.list(id).Counts; got[rowReady] != n || got[rowSaving] != 0 {
			r.Fatalf("stopped: %v", got)
		}
		r.work()
		r.save(authority.Coordinator, id)
		// The job gave up: the page says so and how to go on.
		r.set(`UPDATE job SET state = 'failed', error_key = 'job.lost' WHERE office_id = $1 AND state = 'waiting'`)
		r.expect(authority.Coordinator, "GET", here, nil, 200, "terhenti", here+"/lanjut")
		r.expect(authority.Coordinator, "POST", here+"/lanjut", map[string][]string{}, 303)
		r.set(`DELETE FROM job WHERE office_id = $1 AND state = 'failed'`)
		r.work()
		if l := r.list(id); r.cases() != n || l.Saved != n || l.Counts[rowSaved] != n {
			r.Errorf("%d cases, %+v", r.cases(), l)
		}
	})
}

// Somebody who was reported after the check is not made twice.
func TestReportedSinceTheCheck(t *testing.T) {
	r := onOne(t)
	id, err := r.upload(authority.Coordinator, []byte("Nama;Tgl Lahir;Desa;Kec.;Alasan\nSumirah;1943;Siki;Dongko;Belum ber-NIK\nKarto;1950;Siki;Dongko;Belum ber-NIK\n"))
	if err != nil {
		t.Fatal(err)
	}
	number, _ := r.file(authority.Registrar)
	r.save(authority.Coordinator, id)
	r.work()
	row := r.rows(id)[2]
	if r.cases() != 2 || row.State != rowKnown || row.Problems[0].Case != number {
		t.Errorf("%d cases, %+v", r.cases(), row)
	}
}

// A list is undone within a day: cases that nobody touched are withdrawn, the
// others stay and are listed; the same file can then be brought anew.
func TestListIsUndone(t *testing.T) {
	now := start
	r := onOne(t)
	r.s.Clock = func() time.Time { return now }
	data := []byte("Nama;Tgl Lahir;Desa;Kec.;Alasan\nSumirah;1943;Siki;Dongko;Belum ber-NIK\nKarto;1950;Siki;Dongko;Belum ber-NIK\nWagiyem;1951;Siki;Dongko;Belum ber-NIK\n")
	id, err := r.upload(authority.Social, data)
	if err != nil {
		t.Fatal(err)
	}
	here := "/laporan/impor/" + id
	if err := r.s.UndoList(t.Context(), r.op(authority.Social), id); !fault.Is(err, fault.Conflict) {
		t.Errorf("undone before it is saved: %v", err)
	}
	r.save(authority.Social, id)
	r.work()
	touched := rowCase(r.list(id), 3)
	if _, err := r.s.Accept(t.Context(), r.op(authority.Coordinator), touched, nil); err != nil {
		t.Fatal(err)
	}
	r.expect(authority.Social, "GET", here, nil, 200, "Batalkan penyimpanan 3 orang", "5 Maret 2021")
	r.expect(authority.Registrar, "POST", here+"/batal", map[string][]string{}, 403)
	now = start.Add(25 * time.Hour)
	if err := r.s.UndoList(t.Context(), r.op(authority.Social), id); !fault.Is(err, fault.Conflict) {
		t.Errorf("undone after a day: %v", err)
	}
	now = start.Add(23 * time.Hour)
	r.expect(authority.Social, "POST", here+"/batal", map[string][]string{}, 303)
	r.expect(authority.Social, "POST", here+"/batal", map[string][]string{}, 303) // in the other tab
	r.expect(authority.Social, "GET", here, nil, 200, "Membatalkan daftar")
	r.work()
	for row, want := range map[int]casefile.Exit{2: casefile.ExitWithdrawn, 3: "", 4: casefile.ExitWithdrawn} {
		if st := r.state(rowCase(r.list(id), row)); st.Exit != want || want != "" && st.ExitReason != ReasonListUndone {
			t.Errorf("row %d: %s %s", row, st.Exit, st.ExitReason)
		}
	}
	r.expect(authority.Social, "GET", here, nil, 200, "1 kasus tetap ada", r.state(touched).Number, "Dongko")
	if _, err := r.s.Save(t.Context(), r.op(authority.Social), id); !fault.Is(err, fault.Conflict) {
		t.Errorf("an undone list is saved: %v", err)
	}
	again, err := r.upload(authority.Social, data)
	if err != nil || again == id {
		t.Fatalf("%s %v", again, err)
	}
	if l := r.list(again); l.Counts[rowReady] != 2 || l.Counts[rowKnown] != 1 {
		t.Errorf("brought anew: %v", l.Counts)
	}
	r.save(authority.Social, again)
	r.work()
	if st := r.state(rowCase(r.list(again), 2)); st.Exit != "" || !st.Reported {
		t.Errorf("brought anew: %s", st.Exit)
	}
	var open int
	if err := r.d.QueryRow(t.Context(), `SELECT COUNT(*) FROM case_file WHERE office_id = $1 AND exit = ''`, office).Scan(&open); err != nil || open != 3 {
		t.Errorf("%d open cases, %v", open, err)
	}
}

// A person of the list that is corrected into another of its rows is one person.
func TestACorrectionIsComparedWithTheWholeList(t *testing.T) {
	r := onOne(t)
	id, err := r.upload(authority.Coordinator, []byte("Nama;Tgl Lahir;Desa;Kec.;Alasan\nSumirah;31-02-1943;Siki;Dongko;Belum ber-NIK\nSumirah;1943;Siki;Dongko;Belum ber-NIK\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.s.Fix(t.Context(), r.op(authority.Coordinator), id, 2, meansBirth, "1943", "", false); err != nil {
		t.Fatal(err)
	}
	rows := r.rows(id)
	if rows[2].State != rowReady || rows[3].State != rowKnown {
		t.Errorf("%s, %s", rows[2].State, rows[3].State)
	}
}

// Saving gives up in the middle and somebody takes the rest back: what is a case
// is counted, can be undone, and the undoing says how many it goes over.
func TestStoppedInTheMiddleIsUndone(t *testing.T) {
	on(t, func(r *rig) {
		const n = slice + 50
		id, err := r.upload(authority.Coordinator, many(n))
		if err != nil {
			r.Fatal(err)
		}
		r.save(authority.Coordinator, id)
		r.cut(id, slice)
		here := "/laporan/impor/" + id
		r.expect(authority.Coordinator, "POST", here+"/berhenti", map[string][]string{}, 303)
		if err := r.s.UndoList(r.Context(), r.op(authority.Coordinator), id); !fault.Is(err, fault.Conflict) {
			r.Errorf("undone before it is summed up: %v", err)
		}
		r.set(`UPDATE list_row SET state = 'saving' WHERE office_id = $1 AND state = 'ready'`)
		r.set(`UPDATE job SET state = 'failed', error_key = 'job.lost' WHERE office_id = $1 AND state = 'waiting'`)
		r.expect(authority.Coordinator, "POST", here+"/berhenti", map[string][]string{}, 303)
		if l := r.list(id); l.Saved != slice {
			r.Errorf("%d saved, %d cases", l.Saved, r.cases())
		}
		r.expect(authority.Coordinator, "GET", here, nil, 200, fmt.Sprintf("Batalkan penyimpanan %d orang", slice))
		r.expect(authority.Coordinator, "POST", here+"/batal", map[string][]string{}, 303)
		r.expect(authority.Coordinator, "GET", here, nil, 200, "Membatalkan daftar", fmt.Sprintf("0 / %d", slice))
		if err := r.s.sumUp(r.Context(), r.acc.System(importer), id, "late"); err != nil || r.list(id).UndoneAt.IsZero() {
			r.Errorf("summed up late: %v, undone %v", err, r.list(id).UndoneAt)
		}
		r.work()
		var open int
		if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM case_file WHERE office_id = $1 AND exit = ''`, office).Scan(&open); err != nil || open != 0 {
			r.Errorf("%d open cases, %v", open, err)
		}
		var done, all int
		if err := r.d.QueryRow(r.Context(), `SELECT progress_done, progress_all FROM job WHERE office_id = $1 AND kind = $2`, office, JobUndo).Scan(&done, &all); err != nil || done != slice || all != slice {
			r.Errorf("%d of %d, %v", done, all, err)
		}
	})
}

// cut makes cases of the first rows that are being saved, and goes before they
// say so.
func (r *rig) cut(id string, n int) {
	r.Helper()
	scope := r.acc.System(importer)
	columns, reason, err := r.s.listColumnsOf(r.Context(), office, id)
	if err != nil {
		r.Fatal(err)
	}
	cases, err := r.s.Register.Cases(r.Context(), scope)
	if err != nil {
		r.Fatal(err)
	}
	c := checker{s: r.s, l: r.list(id), columns: columns, reason: reason, cases: cases, now: start}
	rows, err := r.s.listRows(r.Context(), office, id, []string{rowSaving}, -1, n)
	if err != nil {
		r.Fatal(err)
	}
	if err := r.s.makeCases(r.Context(), r.s.prepare(scope, &c, rows), nil); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) set(q string) {
	r.Helper()
	err := r.d.Write(r.Context(), office, func(tx *db.Tx) error {
		_, err := tx.Exec(q, office)
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
}
