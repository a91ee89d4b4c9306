package ledger

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// noteMirror holds the notes of subjects: none, one or several of each.
func noteMirror(l *Ledger) *Mirror[string] {
	return NewMirror(l, `SELECT n.case_id, n.words FROM t_note n WHERE n.office_id = $1`, "n.case_id",
		func(rows *db.Rows, text func(string) string) (id, words string, err error) {
			err = rows.Scan(&id, &words)
			return id, id + " " + text(words), err
		})
}

func (r *rig) seen(m *Mirror[string]) string {
	r.t.Helper()
	var out []string
	if err := m.Look(r.t.Context(), func(all iter.Seq[*string]) {
		for s := range all {
			out = append(out, *s)
		}
	}); err != nil {
		r.t.Fatal(err)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// Whatever happens to subjects, a mirror that saw it step by step, and one that
// sees it all at once, say what the table says.
func TestMirrorSaysWhatTheTableSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		m := noteMirror(r.Ledger)
		rnd, erased := rand.New(rand.NewPCG(1, 7)), map[string]bool{}
		for n := range 60 {
			id := fmt.Sprintf("s%d", rnd.IntN(9)+n/20) // of the erased nothing more is said
			switch roll := rnd.IntN(6); {
			case erased[id]:
			case roll == 0:
				r.do(named(id, fmt.Sprint("Nama ", n)))
			case roll < 5:
				r.do(noted(id, fmt.Sprint("kata ", n%4)))
			default:
				r.do(named(id, "Warga"))
				erased[id] = true
				if err := r.Erase(t.Context(), act("head"), caseOf(id), "request"); err != nil {
					t.Fatal(err)
				}
			}
			if rnd.IntN(3) == 0 {
				continue
			}
			var want []string
			rows, err := d.Query(t.Context(), `SELECT case_id, words FROM t_note WHERE office_id = $1`, office)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var id, words string
				if err := rows.Scan(&id, &words); err != nil {
					t.Fatal(err)
				}
				want = append(want, id+" "+words)
			}
			rows.Close()
			slices.Sort(want)
			if got := r.seen(m); got != strings.Join(want, "\n") || got != r.seen(noteMirror(r.Ledger)) {
				t.Fatalf("after %d:\n%s\nthe table says\n%s", n, got, strings.Join(want, "\n"))
			}
		}
	})
}

// Many look while others act: nobody sees less than what was done before.
func TestMirrorIsNeverBehind(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	m := noteMirror(r.Ledger)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			id := fmt.Sprintf("s%d", n)
			for k := range 10 {
				r.do(noted(id, fmt.Sprint("kata ", k)))
				if got := strings.Count("\n"+r.seen(m), "\n"+id+" "); got != k+1 {
					t.Errorf("%s: %d of %d notes", id, got, k+1)
				}
			}
		})
	}
	all.Wait()
}
