package desk

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
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
