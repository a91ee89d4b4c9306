package ledger_test

import (
	"context"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Nothing that is typed here is stored without effect: what the fold would park
// comes back as its reason, and leaves no trace.
func TestDoRefusesWhatTheFoldWouldPark(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l, err := ledger.Open(ctx, d, ledger.Options{Office: "3503", Replica: "office", IsOffice: true, Kinds: []casefile.Kind{casefile.NewKind()}})
		if err != nil {
			t.Fatal(err)
		}
		scope := db.Scope{Office: "3503", Areas: []string{""}, Role: "coordinator", Person: "u1"}
		op := ledger.Op{ID: ledger.NewOpID(), Scope: scope}
		s := ledger.Subject{Kind: casefile.KindCase, ID: ledger.NewID()}
		accept := func(*db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: s, Type: casefile.Accepted, Area: "35.03.04.2010", Body: casefile.AcceptedBody{}}}, nil
		}
		if _, err := l.Do(ctx, op, accept); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a case was accepted that nobody reported: %v", err)
		}
		if h, err := l.History(ctx, scope, s); err != nil || len(h) != 0 {
			t.Fatalf("the refused act left %d events, %v", len(h), err)
		}
		report := func(*db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: s, Type: casefile.Reported, Area: "35.03.04.2010",
				Body: casefile.ReportedBody{Number: "JK-2021-00001", Channel: "office", Basis: "public_task"}}}, nil
		}
		if _, err := l.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, report); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Do(ctx, op, accept); err != nil { // the same act, once it is possible
			t.Fatal(err)
		}
		if rep, err := l.Verify(ctx); err != nil || !rep.OK() {
			t.Fatalf("%v %v", err, rep.Findings)
		}
	})
}
