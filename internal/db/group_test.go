package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

// together holds the writer until every function waits in its queue, so that
// they form one group, and returns their errors.
func together(t *testing.T, d *db.DB, fns ...func(*db.Tx) error) []error {
	t.Helper()
	hold, held := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.Maintain(context.Background(), func(*sql.DB) error { close(held); <-hold; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-held
	db.Unhurried(d)
	errs := make([]error, len(fns))
	for i, fn := range fns {
		wg.Go(func() { errs[i] = d.Write(context.Background(), "JK", fn) })
		for db.Waiting(d) < i+1 {
			runtime.Gosched()
		}
	}
	close(hold)
	wg.Wait()
	return errs
}

func putting(name string) func(*db.Tx) error {
	return func(tx *db.Tx) error { return put(tx, name, "x") }
}

func names(t *testing.T, d *db.DB) string {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT name FROM setting WHERE office_id = $1 ORDER BY name`, "JK")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestGroupSharesOneTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		groups := 0
		d.OnGroup(func(tx *db.Tx, office string) error {
			groups++
			if office != "JK" {
				return fmt.Errorf("office %q", office)
			}
			return nil
		})
		var times []time.Time
		at := func(name string) func(*db.Tx) error {
			return func(tx *db.Tx) error { times = append(times, tx.Now); return put(tx, name, "x") }
		}
		for _, err := range together(t, d, at("a"), at("b"), at("c")) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if groups != 1 || names(t, d) != "a b c" {
			t.Fatalf("%d groups, rows %q", groups, names(t, d))
		}
		if !times[0].Equal(times[2]) || times[0].Nanosecond()%1000 != 0 || times[0].Location() != time.UTC {
			t.Fatalf("now is not one per transaction in whole microseconds: %v", times)
		}
	})
}

// What one member does wrong must cost nobody else.
func TestBadMemberCostsNobodyElse(t *testing.T) {
	refused := fault.New(fault.Conflict, "test.refused")
	bad := map[string]func(*db.Tx) error{
		"refuses": func(tx *db.Tx) error { _ = put(tx, "bad", "x"); return refused },
		"panics":  func(tx *db.Tx) error { _ = put(tx, "bad", "x"); panic("nama orang") },
		"runtime error": func(tx *db.Tx) error {
			_ = put(tx, "bad", "x")
			none := []int{}
			none[len(tx.Now.String())] = 1
			return nil
		},
		"ends its goroutine": func(tx *db.Tx) error { _ = put(tx, "bad", "x"); runtime.Goexit(); return nil },
		"breaks a key":       func(tx *db.Tx) error { _ = put(tx, "bad", "x"); return put(tx, "bad", "x") },
		"swallows an error": func(tx *db.Tx) error {
			_ = put(tx, "bad", "x")
			_, _ = tx.Exec(`SELECT nothing FROM nowhere`)
			return nil
		},
		"rolls all back":       func(tx *db.Tx) error { _, err := tx.Exec(`ROLLBACK`); return err },
		"rolls back and fails": func(tx *db.Tx) error { _, _ = tx.Exec(`ROLLBACK`); return refused },
		"breaks it at commit": func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO child (office_id, id, parent) VALUES ('JK', 'c', 'nobody')`)
			return err
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Maintain(t.Context(), func(pool *sql.DB) error {
			_, err := pool.Exec(`CREATE TABLE parent (id TEXT PRIMARY KEY);
				CREATE TABLE child (office_id TEXT, id TEXT, parent TEXT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for what, fn := range bad {
			t.Run(what, func(t *testing.T) {
				errs := together(t, d, putting("a"), fn, putting("b"))
				if errs[0] != nil || errs[2] != nil {
					t.Errorf("the others failed: %v, %v", errs[0], errs[2])
				}
				if errs[1] == nil {
					t.Error("the bad member succeeded")
				} else if strings.Contains(errs[1].Error(), "nama orang") {
					t.Errorf("the error shows what a panic said: %v", errs[1])
				}
				if got := names(t, d); got != "a b" {
					t.Errorf("rows %q", got)
				}
				if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
					_, err := tx.Exec(`DELETE FROM setting WHERE office_id = $1`, "JK")
					return err
				}); err != nil {
					t.Error(err)
				}
			})
		}
	})
}

// After the engine has ended the transaction by itself, a member that goes on
// regardless must not write outside of it.
func TestNothingIsWrittenOutsideALostTransaction(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
		_, _ = tx.Exec(`ROLLBACK`)
		_ = put(tx, "stray", "x")
		return nil
	})
	if err == nil || names(t, d) != "" {
		t.Fatalf("error %v, rows %q", err, names(t, d))
	}
}

func TestWithdrawnMemberDoesNotRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		entered := make(chan struct{})
		taken := make(chan error, 1)
		go func() {
			taken <- d.Write(ctx, "JK", func(tx *db.Tx) error {
				close(entered)
				for db.Waiting(d) < 1 {
					runtime.Gosched()
				}
				cancel()
				for db.Waiting(d) > 0 {
					runtime.Gosched()
				}
				if tx.Context().Err() != nil {
					return errors.New("a taken member was cancelled")
				}
				return put(tx, "taken", "x")
			})
		}()
		<-entered
		queued := d.Write(ctx, "JK", putting("queued"))
		if !errors.Is(queued, context.Canceled) {
			t.Errorf("queued member: %v", queued)
		}
		if err := <-taken; err != nil {
			t.Errorf("taken member: %v", err)
		}
		if got := names(t, d); got != "taken" {
			t.Errorf("rows %q", got)
		}
	})
}

func TestOfficesDoNotShareAGroup(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	var groups []string
	d.OnGroup(func(_ *db.Tx, office string) error { groups = append(groups, office); return nil })
	var wg sync.WaitGroup
	errs := together(t, d,
		func(tx *db.Tx) error { return nil },
		func(tx *db.Tx) error {
			wg.Go(func() { _ = d.Write(context.Background(), "XX", func(*db.Tx) error { return nil }) })
			for db.Waiting(d) < 1 {
				runtime.Gosched()
			}
			return nil
		})
	wg.Wait()
	if errs[0] != nil || errs[1] != nil || strings.Join(groups, " ") != "JK XX" {
		t.Fatal(errs, groups)
	}
}

func TestFailingPreludeFailsTheGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fail := true
		d.OnGroup(func(tx *db.Tx, _ string) error {
			if fail {
				return fault.New(fault.Unavailable, "test.prelude")
			}
			return nil
		})
		if err := d.Write(t.Context(), "JK", putting("a")); !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
		fail = false
		if err := d.Write(t.Context(), "JK", putting("b")); err != nil || names(t, d) != "b" {
			t.Fatal(err, names(t, d))
		}
	})
}

// What a member leaves for its end is done in its transaction, and fails it.
func TestAtEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		broken := errors.New("broken")
		for _, c := range []struct{ fn, end error }{{nil, nil}, {broken, nil}, {nil, broken}} {
			name := fmt.Sprint("end ", c.fn, c.end)
			err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
				tx.AtEnd(func() error { return errors.Join(put(tx, name, "x"), c.end) })
				return c.fn
			})
			if want := errors.Join(c.fn, c.end); (err == nil) != (want == nil) {
				t.Errorf("%s: %v", name, err)
			}
			var n int
			if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM setting WHERE name = $1`, name).Scan(&n); err != nil || (n == 1) != (c.fn == nil && c.end == nil) {
				t.Errorf("%s: %d rows, %v", name, n, err)
			}
		}
	})
}

func TestAfterCommitOnlyAfterCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var ran atomic.Int64
		errs := together(t, d,
			func(tx *db.Tx) error { tx.AfterCommit(func() { ran.Add(1) }); return put(tx, "a", "x") },
			func(tx *db.Tx) error { tx.AfterCommit(func() { ran.Add(100) }); return errors.New("no") },
			func(tx *db.Tx) error { _, err := tx.Exec("ROLLBACK"); return err }, // all run again
		)
		if errs[0] != nil || errs[1] == nil || ran.Load() != 1 {
			t.Fatal(errs, ran.Load())
		}
	})
}

func TestNestedWriteIsRefused(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	err := d.Write(t.Context(), "JK", func(tx *db.Tx) error { return d.Write(tx.Context(), "JK", putting("a")) })
	if f := fault.As(err); f == nil || f.Key != "db.nested_write" {
		t.Fatal(err)
	}
}

// Whatever fails around it: what was acknowledged is there, once, and nothing else is.
func TestAcknowledgedIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const callers, each = 16, 20
		var mu sync.Mutex
		want := map[string]bool{}
		var wg sync.WaitGroup
		for c := range callers {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(1, uint64(c)))
				for i := range each {
					name := fmt.Sprintf("%02d-%02d", c, i)
					what := r.IntN(12)
					ctx, cancel := context.WithCancel(context.Background())
					if what == 3 {
						go cancel()
					}
					err := d.Write(ctx, "JK", func(tx *db.Tx) error {
						if err := put(tx, name, "x"); err != nil {
							return err
						}
						switch what {
						case 0:
							return errors.New("refused")
						case 1:
							panic("broken")
						case 2:
							_, err := tx.Exec("ROLLBACK")
							return err
						}
						return nil
					})
					cancel()
					mu.Lock()
					want[name] = err == nil
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		have := map[string]bool{}
		for n := range strings.FieldsSeq(names(t, d)) {
			have[n] = true
		}
		for n, ok := range want {
			if have[n] != ok {
				t.Errorf("%s: acknowledged %v, stored %v", n, ok, have[n])
			}
		}
	})
}

// A slice of bulk work has a transaction of its own, so that nobody who waits
// for it is kept from the disk by it, and what follows it makes it durable.
func TestSliceGoesAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		groups := 0
		d.OnGroup(func(*db.Tx, string) error { groups++; return nil })
		hold, held := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { _ = d.Maintain(context.Background(), func(*sql.DB) error { close(held); <-hold; return nil }) })
		<-held
		db.Unhurried(d)
		for i, write := range []func(context.Context, string, func(*db.Tx) error) error{d.Write, d.WriteSlice, d.Write, d.WriteSlice} {
			wg.Go(func() {
				if err := write(t.Context(), "JK", putting(fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
			})
			for db.Waiting(d) < i+1 {
				runtime.Gosched()
			}
		}
		close(hold)
		wg.Wait()
		if groups != 3 || names(t, d) != "0 1 2 3" {
			t.Errorf("%d groups, %q", groups, names(t, d))
		}
		if err := d.WriteSlice(t.Context(), "", putting("x")); fault.As(err).Key != "db.no_office" {
			t.Error(err)
		}
		failing := errors.New("no")
		if err := d.WriteSlice(t.Context(), "JK", func(*db.Tx) error { return failing }); !errors.Is(err, failing) {
			t.Error(err)
		}
	})
}
