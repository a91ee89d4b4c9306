package ledger

import (
	"context"
	"fmt"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

func one(op Op, d Draft) Act {
	return Act{Op: op, Make: func(*db.Tx) ([]Draft, error) { return []Draft{d}, nil }}
}

// Many acts leave what as many single ones leave: each once however often it is
// brought, each refusal alone.
func TestManyActsAreAsManySingleOnes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		ctx := context.Background()
		r.do(reported("held", number(7)))
		var acts []Act
		for i := range 200 {
			d := reported(fmt.Sprint("case-", i), number(100+i))
			if i == 50 {
				d = reported("case-50", number(7)) // somebody holds that number
			}
			acts = append(acts, one(act("coordinator"), d))
		}
		acts[60].Make = func(*db.Tx) ([]Draft, error) { return nil, fault.New(fault.Invalid, "no") }
		acts = append(acts, one(act("coordinator"), noted("case-3", "sesudahnya")), acts[5])
		for round := range 2 {
			refused, err := r.DoMany(ctx, acts, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, err := range refused {
				if want := i == 50 || i == 60; (err != nil) != want {
					t.Errorf("round %d, act %d: %v", round, i, err)
				}
			}
			if n := r.one(`SELECT COUNT(*) FROM t_subject`); n != "199" {
				t.Errorf("round %d: %s subjects", round, n)
			}
		}
		if n := r.one(`SELECT events FROM t_subject WHERE case_id = 'case-3'`); n != "3" {
			t.Errorf("%s events on a subject of two acts", n)
		}
		stolen := acts[0]
		stolen.Op.Scope.Person = "somebody else"
		if refused, err := r.DoMany(ctx, []Act{stolen}, nil); err != nil || !fault.Is(refused[0], fault.Conflict) {
			t.Errorf("another person's act: %v %v", refused, err)
		}
		if _, err := r.DoMany(ctx, []Act{{Op: Op{ID: "x"}}}, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("no op: %v", err)
		}
		r.clean()
	})
}

// A failing database ends the rest and is no refusal.
func TestManyActsEndWithTheDatabase(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	broken := Act{Op: act("coordinator"), Make: func(tx *db.Tx) ([]Draft, error) {
		_, err := tx.Exec(`SELECT * FROM nowhere`)
		return nil, err
	}}
	refused, err := r.DoMany(context.Background(), []Act{one(act("coordinator"), named("a", "Sumiyem")), broken}, nil)
	if err == nil || refused[1] != nil {
		t.Errorf("%v %v", refused, err)
	}
}

// Cases of a list, each with a number, are stored.
func BenchmarkDoMany(b *testing.B) {
	benchEach(b, func(b *testing.B, d *db.DB) {
		r := newRig(b, d)
		const n = 4000
		at := 0
		b.ResetTimer()
		for range b.N {
			acts := make([]Act, n)
			for i := range acts {
				at++
				acts[i] = one(act("coordinator"), Draft{Subject: caseOf(fmt.Sprint("case-", at)), Type: casefile.Reported,
					Area: "35.03.01.2001", Body: smallBody{Number: number(at)}})
			}
			if _, err := r.DoMany(context.Background(), acts, nil); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, 2*n*b.N) // each number is settled
	})
}
