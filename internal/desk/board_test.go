package desk

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// Of each case its own needs are read, not those of a stage: of 60,000 cases the
// latter took more than a minute.
func TestNeedsAreReadByCase(t *testing.T) {
	plan := dbtest.Plan(t, casesQuery(), "3503")
	if n := strings.Count(plan, "SEARCH n USING INDEX sqlite_autoindex_need_1 (office_id=? AND case_id=?)"); n != 2 || strings.Contains(plan, "need_stage") {
		t.Errorf("%d of 2 questions:\n%s", n, plan)
	}
}

// Who looks at a village waits for its cases alone, and nobody for the table:
// each case of 50,000 looked up by itself took 110 ms, on every home page.
func TestTotalsAreReadFromTheirIndex(t *testing.T) {
	for _, where := range []db.Scope{{Office: "3503", Role: string(authority.Coordinator), Areas: []string{""}},
		{Office: "3503", Role: string(authority.Companion), Areas: []string{siki}}, {Office: "3503", Role: string(authority.Social), Agency: "dinsos"}} {
		cond, args := account.Filter(where, "page.monitoring", "c", 1)
		if plan := dbtest.Plan(t, totalsQuery(cond), args...); !strings.Contains(plan, "COVERING INDEX case_count_totals (office_id=?") {
			t.Errorf("%s:\n%s", cond, plan)
		}
	}
}

// What the menu and the heads of lists say from sums is what going over all cases
// and all work gives, after every act and as time goes by.
func TestSumsAreWhatIsThere(t *testing.T) {
	on(t, func(w *world) {
		roles := []authority.Role{authority.Coordinator, authority.Registrar, authority.Social, authority.Institution, authority.Field, authority.Head}
		begun := map[int]bool{}
		compare := func(step string) {
			w.Helper()
			for _, role := range roles {
				sc := w.as(role).scope
				byAction := map[string]int{}
				if err := w.s.turns(t.Context(), sc, func(t *turn) { byAction[t.action]++ }); err != nil {
					w.Fatal(err)
				}
				got, err := w.s.Counts(t.Context(), sc)
				if err != nil || !maps.Equal(got, byAction) {
					w.Fatalf("%s, %s: %v, over all work %v, %v", step, role, got, byAction, err)
				}
				for _, n := range got {
					begun[n] = true
				}
				want := ownCounts{}
				if err := w.s.cells(t.Context(), sc, "page.cases", Filter{Part: partAll}, func(c *cell) {
					switch {
					case c.open && c.beforeVisit():
						want.open, want.waiting = want.open+1, want.waiting+1
					case c.open:
						want.open, want.process = want.open+1, want.process+1
					}
					if c.closed > 0 {
						want.done++
					}
				}); err != nil {
					w.Fatal(err)
				}
				own, err := w.s.ownCounts(t.Context(), sc)
				if err != nil || own != want {
					w.Fatalf("%s, %s: %v, over all cases %v, %v", step, role, own, want, err)
				}
				parts, err := w.s.partCounts(t.Context(), sc, Filter{})
				if err != nil || parts[partWaiting] != int(want.waiting) || parts[partProcess] != int(want.process) || parts[partDone] != int(want.done) {
					w.Fatalf("%s, %s: %v, over all cases %v, %v", step, role, parts, want, err)
				}
			}
		}
		for i := range 6 {
			id := fmt.Sprint("c", i)
			w.file([]report{{id: id, name: "Katinem"}, {id: id, name: "Wagijem", area: pule, agency: "dinsos"},
				{id: id, name: "Boinem", area: pule, institution: "panti-1"}}[i%3])
			compare("filed " + id)
		}
		for i := range 4 {
			id := fmt.Sprint("c", i)
			w.act(authority.Coordinator, id, casefile.Accepted, casefile.AcceptedBody{}, nil)
			compare("accepted " + id)
			w.act(authority.Coordinator, id, casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: "s1", Day: "2021-09-20", Purpose: "first"}, nil)
			compare("scheduled " + id)
		}
		for i := 4; i < 6; i++ {
			id := fmt.Sprint("c", i)
			w.act(authority.Coordinator, id, casefile.Accepted, casefile.AcceptedBody{}, nil)
			w.act(authority.Coordinator, id, casefile.Waiting, casefile.WaitingBody{Reason: "ill", Until: "2021-08-30"}, nil)
			compare("waits for a day " + id)
		}
		for day := range 12 {
			w.later(14 * 24 * time.Hour) // work that was to begin later begins
			compare(fmt.Sprint("fortnight ", day))
		}
		w.act(authority.Field, "c0", casefile.Visited, casefile.VisitedBody{Day: "2021-09-20", Sources: []string{"kk_old", "neighbour"}}, nil)
		compare("visited")
		w.act(authority.Coordinator, "c3", casefile.Moved, casefile.ExitBody{Reason: "within_kabupaten", Evidence: "seen", To: pule}, nil)
		compare("moved")
		if len(begun) < 3 {
			t.Errorf("too little was counted: %v", begun)
		}
	})
}
