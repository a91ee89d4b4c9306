package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

// newer is a program whose folds give other rows for the same events.
func newer(folds *atomic.Int64, slow time.Duration) func(*Options) {
	return func(o *Options) {
		k := small()
		k.Fold = func(id string, events []casefile.Event) casefile.Result {
			folds.Add(1)
			time.Sleep(slow)
			r := foldSmall(id, events)
			for i := range r.Rows {
				if r.Rows[i].Table == "t_subject" {
					r.Rows[i].Values[1] = "was folded anew"
				}
			}
			return r
		}
		o.Kinds, o.FoldVersion = []casefile.Kind{k}, "2"
	}
}

const refoldSubjects = 300

// older fills a ledger that a program with other folds wrote.
func older(t *testing.T, d *db.DB) *rig {
	t.Helper()
	r := newRig(t, d)
	for i := range refoldSubjects / 10 {
		var drafts []Draft
		for j := range 10 {
			id := fmt.Sprintf("case-%03d", i*10+j)
			drafts = append(drafts, reported(id, number(i*10+j)), named(id, "Sumiyem"))
		}
		if _, err := r.try(act("coordinator"), drafts...); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r *rig) refoldedAll() {
	r.t.Helper()
	if n := r.one(`SELECT COUNT(*) FROM t_subject WHERE old_number = 'was folded anew'`); n != fmt.Sprint(refoldSubjects) {
		r.t.Errorf("%s of %d subjects have their new rows", n, refoldSubjects)
	}
	if n := r.one(`SELECT COUNT(*) FROM fold_progress`); n != "0" {
		r.t.Error("it says that it is not done")
	}
	r.clean()
}

// Two that start on one database fold everything once between them, and the
// program that was not upgraded writes nothing from then on.
func TestRefoldOfSeveralProcesses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		old := older(t, d)
		var folds atomic.Int64
		var wg sync.WaitGroup
		opened := make([]*Ledger, 2)
		for i := range opened {
			wg.Go(func() {
				o := Options{Office: office, Replica: "office", IsOffice: true}
				newer(&folds, time.Millisecond)(&o)
				var err error
				if opened[i], err = Open(context.Background(), d, o); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := folds.Load(); n != refoldSubjects {
			t.Errorf("%d folds of %d subjects", n, refoldSubjects)
		}
		r := &rig{opened[0], t, d}
		r.refoldedAll()

		_, err := old.try(act("coordinator"), noted("case-001", "catatan"))
		var f *fault.Fault
		if !errors.As(err, &f) || f.Key != "fault.ledger.other_program" {
			t.Errorf("a program with other folds was told %v", err)
		}
		r.do(noted("case-001", "catatan"))
		r.clean()
	})
}

// What was damaged is mended, rows without events go, and what is right is not
// written again.
func TestRefoldWritesOnlyWhatDiffers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := older(t, d)
		want := r.dump()
		var folds atomic.Int64
		openRig(t, d, newer(&folds, 0)).refoldedAll()
		back := openRig(t, d) // the version before, again
		if back.dump() != want {
			t.Error("the tables are not what they were")
		}
		if err := d.Write(context.Background(), office, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO t_note (office_id, case_id, event_id, words) VALUES ('3503', 'aaa', 'x', 'of nobody'), ('3503', 'zzz', 'x', 'of nobody')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := back.Refold(context.Background()); err != nil {
			t.Fatal(err)
		}
		if back.dump() != want {
			t.Error("rows of nobody are still there")
		}
		back.clean()
	})
}

const refoldDatabase = "JEMPOL_TEST_REFOLD_DATABASE"

// refoldUntilKilled is the other process.
func refoldUntilKilled(url string) {
	d, err := db.Open(context.Background(), db.Options{URL: url, Readers: 2})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	o := Options{Office: office, Replica: "office", IsOffice: true}
	newer(new(atomic.Int64), 20*time.Millisecond)(&o)
	if _, err := Open(context.Background(), d, o); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	_ = d.Close()
}

// One that is killed in the middle goes on where it was.
func TestRefoldKilledInTheMiddle(t *testing.T) {
	var url string
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		older(t, d)
		program, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, "-test.run=^$")
		cmd.Env = append(os.Environ(), refoldDatabase+"="+url)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		folded := 0
		for deadline := time.Now().Add(time.Minute); folded == 0 && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
			if err := d.QueryRow(context.Background(), `SELECT COALESCE(MAX(folded), 0) FROM fold_progress`).Scan(&folded); err != nil {
				t.Fatal(err)
			}
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if err := d.QueryRow(context.Background(), `SELECT COALESCE(MAX(folded), 0) FROM fold_progress`).Scan(&folded); err != nil || folded == 0 || folded >= refoldSubjects {
			t.Fatal("it was not killed in the middle:", folded, err)
		}
		var folds atomic.Int64
		openRig(t, d, newer(&folds, 0)).refoldedAll()
		if n := int(folds.Load()); n > 2*refoldSubjects-folded { // refoldedAll verifies: one fold each
			t.Errorf("%d of %d were folded before, and %d folds since", folded, refoldSubjects, n)
		}
	}, func(o *db.Options) { url = o.URL })
}
