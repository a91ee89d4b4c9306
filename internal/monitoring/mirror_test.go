package monitoring

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// Of each case its own needs are read, not those of a stage.
func TestNeedsAreReadByCase(t *testing.T) {
	plan := dbtest.Plan(t, countingQuery, "3503")
	if n := strings.Count(plan, "SEARCH n USING INDEX sqlite_autoindex_need_1 (office_id=? AND case_id=?)"); n != 1 || strings.Contains(plan, "need_stage") {
		t.Errorf("%d of 1 question:\n%s", n, plan)
	}
}
