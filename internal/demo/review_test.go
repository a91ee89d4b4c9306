package demo

import (
	"context"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/monitoring"
	"github.com/jempolkeren/jempol/internal/region"
)

// What an old evaluation says is what the program counts for its day.
func TestEvaluationsSayWhatIsCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.build(t, small("2022-08-16"))
		m := monitoring.New(monitoring.Deps{Office: officeID, District: "35.03", DB: d, Ledger: r.l, Accounts: r.acc})
		scope := r.acc.System("test")
		scope.Role, scope.Areas = "head", []string{""}
		held, err := m.Evaluations(context.Background(), scope)
		if err != nil || len(held) != 3 {
			t.Fatalf("%d evaluations: %v", len(held), err)
		}
		for _, e := range held {
			at := time.UnixMicro(e.At).In(region.Hours(""))
			f, err := m.Figures(context.Background(), scope, monitoring.YearOf(at.Year(), at, ""))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := [3]int64{e.List, e.Served, e.Left}, [3]int64{int64(f.All.List), int64(f.All.Served), int64(f.All.Left)}; got != want || e.Served == 0 || e.List == e.Served+e.Left {
				t.Errorf("%s: %v, the program counts %v", e.Day, got, want)
			}
		}
	})
}
