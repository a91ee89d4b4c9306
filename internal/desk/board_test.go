package desk

import (
	"strings"
	"testing"

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
