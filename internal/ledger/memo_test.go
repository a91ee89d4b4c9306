package ledger

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

func TestMemoCountsAgainAfterEachEvent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		m := NewMemo[int](r.Ledger, 0, nil)
		var counted atomic.Int64
		get := func(key string) int {
			t.Helper()
			n, err := m.Get(t.Context(), key, func(ctx context.Context) (n int, err error) {
				counted.Add(1)
				return n, d.QueryRow(ctx, `SELECT COUNT(*) FROM t_subject WHERE office_id = $1`, office).Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		for range 2 {
			if n := get("a"); n != 0 || counted.Load() != 1 {
				t.Error(n, "counted", counted.Load())
			}
		}
		r.do(named("a", "Sumiyem"))
		if get("a") != 1 || get("b") != 1 || get("a") != 1 || counted.Load() != 3 {
			t.Error("counted", counted.Load())
		}
		r.do(named("b", "Karto"))
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if n := get("a"); n != 2 {
					t.Error(n)
				}
			})
		}
		all.Wait()
		if counted.Load() != 4 {
			t.Error("sixteen at once counted", counted.Load()-3)
		}
	})
}

func TestMemoKeepsNoFailure(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	m := NewMemo[int](r.Ledger, 0, nil)
	no := errors.New("no")
	if _, err := m.Get(t.Context(), "a", func(context.Context) (int, error) { return 0, no }); !errors.Is(err, no) {
		t.Error(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = m.Get(t.Context(), "a", func(context.Context) (int, error) { panic("no") })
	}()
	if n, err := m.Get(t.Context(), "a", func(context.Context) (int, error) { return 7, nil }); n != 7 || err != nil {
		t.Error(n, err)
	}
}

func TestMemoLetsWhatIsDearBeOld(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	m := NewMemo(r.Ledger, time.Hour, func(n int) bool { return n > 10 })
	n := 5
	get := func() int {
		t.Helper()
		got, err := m.Get(t.Context(), "a", func(context.Context) (int, error) { return n, nil })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	get()
	n = 20
	r.do(named("a", "Sumiyem"))
	if get() != 20 {
		t.Error("what is not dear was old")
	}
	n = 30
	r.do(named("a", "Sumiyem binti Karto"))
	if get() != 20 {
		t.Error("what is dear was counted again")
	}
	age := func(d time.Duration) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.kept["a"].at = time.Now().Add(-d)
	}
	age(90 * time.Minute)
	if get() != 20 {
		t.Error("somebody waited for what could be made anew behind their back")
	}
	for end := time.Now().Add(10 * time.Second); get() != 30; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it is never made anew")
		}
	}
	n = 40
	r.do(named("a", "Sumiyem"))
	age(4 * time.Hour)
	if get() != 40 {
		t.Error("what is much too old was given")
	}
}
