package ledger

import (
	"fmt"
	"slices"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// Whoever asks what changed, from wherever and in whatever order, is told what
// the feed says, and each subject once.
func TestChangedSaysWhatTheFeedSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		asked := func(behind int64) (got, want []string, now int64) {
			err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				if now, err = r.FeedAt(tx); err != nil {
					return err
				}
				if got, err = r.Changed(tx, behind, now); err != nil {
					return err
				}
				want, err = db.Column[string](tx.Query(`SELECT DISTINCT e.subject_id FROM feed f JOIN event e ON e.office_id = f.office_id AND e.id = f.event_id
					WHERE f.office_id = $1 AND f.n > $2`, r.o.Office, behind))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			slices.Sort(want)
			return got, want, now
		}
		for n := range 40 {
			r.do(noted(fmt.Sprintf("s%d", n%7), fmt.Sprint("kata ", n)))
			for _, behind := range []int64{int64(n), int64(n / 2), 0, int64(n) - 3} {
				if got, want, _ := asked(behind); !slices.Equal(got, want) {
					t.Fatalf("after %d, behind %d: %v instead of %v", n, behind, got, want)
				}
			}
		}
		// The oldest are forgotten and read again.
		r.changes.last = append(make([]change, 2*keptChanges), r.changes.last...)
		if got, want, now := asked(0); !slices.Equal(got, want) || len(r.changes.last) > keptChanges+int(now) {
			t.Fatalf("%d kept: %v instead of %v", len(r.changes.last), got, want)
		}
		if got, want, _ := asked(1); !slices.Equal(got, want) {
			t.Fatalf("behind what is kept: %v instead of %v", got, want)
		}
		// An older snapshot is told nothing of what came after it.
		err := d.View(t.Context(), func(tx *db.Tx) error {
			now, err := r.FeedAt(tx)
			if err != nil {
				return err
			}
			got, err := r.Changed(tx, now-2, now-1)
			if err != nil || len(got) != 1 {
				t.Errorf("up to a place before the end: %v %v", got, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
