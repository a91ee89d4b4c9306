package ledger

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// On a server the ways there and back are most of what an act costs.
func TestAnswersThatAnActWaitsFor(t *testing.T) {
	d := dbtest.OpenPostgres(t)
	r := newRig(t, d)
	for range 3 { // texts are known, rows are there
		r.do(named("a", "Sumiyem"))
	}
	count := func(fn func()) int64 {
		before := d.Answers()
		fn()
		return d.Answers() - before
	}
	// The head, the stream and the act; the subject; what is written, with COMMIT.
	if n := count(func() { r.do(named("a", "Sumiyem binti Karto")) }); n > 3 {
		t.Errorf("one act alone waits for %d answers", n)
	}
	r.do(reported("b", number(1)))
	r.do(handed("b", "AMP-1"))
	r.do(freed("b", "AMP-1"))
	// More: who holds the key, before and after.
	if n := count(func() { r.do(handed("c", "AMP-1")) }); n > 7 {
		t.Errorf("an act that claims a key waits for %d answers", n)
	}
	op := act("coordinator")
	if _, err := r.try(op, named("a", "Sumiyem")); err != nil {
		t.Fatal(err)
	}
	if n := count(func() {
		if rec, err := r.try(op, named("a", "Sumiyem")); err != nil || !rec.Repeated {
			t.Error(rec, err)
		}
	}); n > 2 {
		t.Errorf("an act that was done waits for %d answers", n)
	}
}

// The same act twice in one group is one effect.
func TestRepeatedWithinAGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		op := act("coordinator")
		type result struct {
			rec Receipt
			err error
		}
		const n = 24
		results := make(chan result, n)
		for range n {
			go func() {
				rec, err := r.try(op, named("a", "Sumiyem"))
				results <- result{rec, err}
			}()
		}
		first := 0
		var id string
		for range n {
			got := <-results
			if got.err != nil || len(got.rec.Events) != 1 {
				t.Fatal(got)
			}
			if !got.rec.Repeated {
				first++
			}
			if id == "" {
				id = got.rec.Events[0]
			}
			if got.rec.Events[0] != id {
				t.Errorf("another event: %s, %s", got.rec.Events[0], id)
			}
		}
		if first != 1 || len(r.all()) != 1 {
			t.Errorf("done %d times, %d events", first, len(r.all()))
		}
		r.clean()
	})
}
