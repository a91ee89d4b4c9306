package handover

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// In a large office the hand-over's lists read what they show: what waits from
// the index of stages, each case once, names for the page alone; and what was
// received in the order of names from the names.
func TestListsReadWhatTheyShow(t *testing.T) {
	where := "f.office_id = $2"
	for _, c := range []struct {
		what    string
		sort    string
		want    []string
		nothing []string
	}{
		{"the oldest first", "", []string{"SEARCH n USING COVERING INDEX need_stage (office_id=? AND stage=?)", "SEARCH f USING INDEX sqlite_autoindex_case_file_1 (office_id=? AND case_id=?)", "SEARCH p USING PRIMARY KEY"}, []string{"SCAN n", "SCAN f"}},
		{"by name", account.SortName, []string{"SEARCH n USING COVERING INDEX need_stage (office_id=? AND stage=?)"}, []string{"SCAN n", "SCAN f", "SCAN p"}},
	} {
		query, more := readyQuery(where, account.Queue{Sort: c.sort}, time.Now(), 3, 0, aPage)
		plan := dbtest.Plan(t, query, append([]any{"3503", "3503"}, more...)...)
		for _, want := range c.want {
			if !strings.Contains(plan, want) {
				t.Errorf("%s: no %s in\n%s", c.what, want, plan)
			}
		}
		for _, bad := range c.nothing {
			if strings.Contains(plan, bad) {
				t.Errorf("%s: %s in\n%s", c.what, bad, plan)
			}
		}
	}
	plan := dbtest.Plan(t, fmt.Sprintf(doneQuery, "e.office_id = $1", page(aPage, 0)), "3503")
	if !strings.Contains(plan, "SEARCH p USING COVERING INDEX case_person_name (office_id=?") || !strings.Contains(plan, "SEARCH e USING INDEX envelope_case (office_id=? AND case_id=?)") ||
		strings.Contains(plan, "envelope_state") {
		t.Errorf("by name:\n%s", plan)
	}
}

// Page by page, what was received by name is what the names say, those without
// one at the end, however the pages are cut.
func TestReceivedByName(t *testing.T) {
	on(t, func(w *world) {
		for _, name := range []string{"Wagiran", "Aminah", "", "Sutris", "Aminah", ""} {
			w.named = name
			id, _ := w.sealed()
			for _, q := range []string{`UPDATE envelope SET state = 'received' WHERE case_id = $1`, `UPDATE case_person SET name = $2 WHERE case_id = $1`} {
				args := []any{id, name}[:strings.Count(q, "$")]
				if err := w.d.Write(w.Context(), officeID, func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err }); err != nil {
					w.Fatal(err)
				}
			}
		}
		w.later(30 * 24 * time.Hour)
		read := func(q account.Queue, offset, limit int) (out []string) {
			lines, err := w.s.Envelopes(w.Context(), w.who["handover"], PartDone, q, offset, limit)
			if err != nil {
				w.Fatal(err)
			}
			for _, l := range lines {
				out = append(out, l.Name+" "+l.Number)
			}
			return out
		}
		want := read(account.Queue{Sort: account.SortName, Over: 7}, 0, 10) // narrowed, it is read the other way
		if len(want) != 6 || !strings.HasPrefix(want[0], "Aminah") || !strings.HasPrefix(want[3], "Wagiran") {
			w.Fatalf("in order: %q", want)
		}
		for size := 1; size <= 7; size++ {
			var got []string
			for offset := 0; offset < 8; offset += size {
				got = append(got, read(account.Queue{Sort: account.SortName}, offset, size)...)
			}
			if !slices.Equal(got, want) {
				w.Errorf("in pages of %d: %q, want %q", size, got, want)
			}
		}
	})
}
