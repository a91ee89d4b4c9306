package app

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
)

func TestAWithdrawnCaseIsErasedAfterThirtyDays(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2021, 6, 1, 9, 0, 0, 0, time.UTC)
	a, err := Open(ctx, Options{Config: configAt(t, filepath.Join(t.TempDir(), "data"), "no-encrypt=true"), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	withdrawn, kept := report(t, a, "Katinem"), report(t, a, "Wagijem")
	scope := a.Accounts.System("verb.test")
	scope.Role = "coordinator"
	_, err = a.Ledger.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: withdrawn}, Type: casefile.Withdrawn,
			Area: "35.03.04.2010", Body: casefile.ExitBody{Reason: "mistake"}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		days, erased int
		name         string
	}{{0, 0, "Katinem"}, {29, 0, "Katinem"}, {31, 1, ""}, {40, 0, ""}} {
		now = time.Date(2021, 6, 1+step.days, 9, 0, 0, 0, time.UTC)
		n, err := a.EraseDue(ctx)
		if err != nil || n != step.erased {
			t.Fatalf("day %d: %d erased, %v", step.days, n, err)
		}
		if name, _ := nameOf(t, a, withdrawn); name != step.name {
			t.Fatalf("day %d: the name is %q", step.days, name)
		}
	}
	if name, _ := nameOf(t, a, kept); name != "Wagijem" {
		t.Error("another person was erased")
	}
	files, err := a.Attachments.List(ctx, a.Accounts.System("verb.test"), casefile.KindCase, withdrawn)
	if err != nil || len(files) != 0 {
		t.Errorf("the scans of the erased case are still there: %v %v", files, err)
	}
	var asked int
	if err := a.DB.QueryRow(ctx, `SELECT COUNT(*) FROM job WHERE kind = $1`, outreach.JobPlanErase).Scan(&asked); err != nil || asked != 1 {
		t.Errorf("the sheets of plans are asked %d times to forget the case: %v", asked, err)
	}
	if d, err := a.Verify(ctx); err != nil || !d.Clean() {
		t.Errorf("%v %v", err, d.Lines())
	}
}
