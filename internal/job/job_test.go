package job_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
)

var scope = db.Scope{Office: "JK", Areas: []string{""}, Role: "admin"}

func ask(t *testing.T, d *db.DB, kind string, keys ...string) {
	t.Helper()
	if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
		for _, k := range keys {
			if err := job.Enqueue(tx, "JK", kind, k, []byte("muatan"), time.Time{}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func runner(d *db.DB, kinds map[string]job.Kind) *job.Runner {
	return job.New(job.Options{
		DB: d, Kinds: kinds, Workers: 3, Gate: job.NewGate(2), Poll: 20 * time.Millisecond, Lease: 400 * time.Millisecond,
		Offices: func(context.Context) ([]string, error) { return []string{"JK", "XX"}, nil },
		Backoff: func(int) time.Duration { return time.Millisecond },
	})
}

// running runs a runner until the returned function is called.
func running(t *testing.T, r *job.Runner) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	once := sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(once)
	return once
}

func await(t *testing.T, d *db.DB, kind, key string, want func(job.Status) bool) job.Status {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		s, err := job.Find(t.Context(), d, scope, kind, key)
		if err != nil {
			t.Fatal(err)
		}
		if want(s) {
			return s
		}
		if time.Now().After(end) {
			t.Fatalf("still %+v", s)
		}
	}
}

func in(state job.State) func(job.Status) bool {
	return func(s job.Status) bool { return s.State == state }
}

func TestEveryJobIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var keys []string
		for i := range 30 {
			keys = append(keys, fmt.Sprint(i))
		}
		ask(t, d, "letter", keys...)
		ask(t, d, "letter", keys...) // asking twice is asking once
		var mu sync.Mutex
		done := map[string]int{}
		kinds := map[string]job.Kind{"letter": {Weight: 1, Handler: func(_ context.Context, r *job.Run) error {
			mu.Lock()
			defer mu.Unlock()
			done[r.Key]++
			if string(r.Payload) != "muatan" || r.Attempt != 1 || r.Office != "JK" {
				return fmt.Errorf("%+v", r)
			}
			return nil
		}}}
		running(t, runner(d, kinds)) // two processes
		running(t, runner(d, kinds))
		for _, k := range keys {
			await(t, d, "letter", k, in(job.Done))
		}
		ask(t, d, "letter", keys...) // nor does it come back
		time.Sleep(100 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		for _, k := range keys {
			if done[k] != 1 {
				t.Errorf("job %s was done %d times", k, done[k])
			}
		}
	})
}

func TestRetryAndGiveUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ask(t, d, "once", "a")
		ask(t, d, "never", "a")
		ask(t, d, "wrong", "a")
		ask(t, d, "panics", "a")
		ask(t, d, "unknown", "a")
		var tries atomic.Int64
		running(t, runner(d, map[string]job.Kind{
			"once": {Handler: func(context.Context, *job.Run) error {
				if tries.Add(1) < 3 {
					return fault.New(fault.Unavailable, "test.away")
				}
				return nil
			}},
			"never":  {MaxAttempts: 2, Handler: func(context.Context, *job.Run) error { return errors.New("rahasia") }},
			"wrong":  {Handler: func(context.Context, *job.Run) error { return fault.New(fault.Invalid, "test.wrong") }},
			"panics": {MaxAttempts: 1, Handler: func(context.Context, *job.Run) error { panic("rahasia") }},
		}))
		for kind, want := range map[string]job.Status{
			"once": {State: job.Done, Attempts: 3}, "never": {State: job.Failed, Attempts: 2, ErrorKey: "fault.internal"},
			"wrong": {State: job.Failed, Attempts: 1, ErrorKey: "test.wrong"}, "panics": {State: job.Failed, Attempts: 1, ErrorKey: "job.panic"},
		} {
			s := await(t, d, kind, "a", func(s job.Status) bool { return s.State == job.Done || s.State == job.Failed })
			if s.State != want.State || s.Attempts != want.Attempts || s.ErrorKey != want.ErrorKey || s.FinishedAt.IsZero() {
				t.Errorf("%s: %+v", kind, s)
			}
		}
		if s := await(t, d, "unknown", "a", in(job.Waiting)); s.Attempts != 0 {
			t.Errorf("a kind nobody knows: %+v", s)
		}
		all, err := job.List(t.Context(), d, scope, 10)
		if err != nil || len(all) != 5 {
			t.Errorf("%d listed, %v", len(all), err)
		}
		if none, err := job.List(t.Context(), d, db.Scope{}, 10); err != nil || len(none) != 0 {
			t.Errorf("an empty scope lists %d (%v)", len(none), err)
		}
	})
}

func TestProgressAndCancel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ask(t, d, "export", "a", "b", "c", "d")
		running(t, runner(d, map[string]job.Kind{"export": {Handler: func(ctx context.Context, r *job.Run) error {
			if err := r.Progress(ctx, 3, 10, "export.rows"); err != nil {
				return err
			}
			<-ctx.Done()
			return ctx.Err()
		}}}))
		s := await(t, d, "export", "a", func(s job.Status) bool { return s.Done == 3 })
		if s.All != 10 || s.NoteKey != "export.rows" {
			t.Errorf("%+v", s)
		}
		time.Sleep(600 * time.Millisecond)     // longer than a lease: it is renewed
		for _, k := range []string{"d", "a"} { // waits (three workers); runs
			if err := job.Cancel(t.Context(), d, scope, "export", k); err != nil {
				t.Fatal(err)
			}
			if s := await(t, d, "export", k, in(job.Cancelled)); k == "a" && s.Attempts != 1 {
				t.Errorf("%+v", s)
			}
		}
		if err := job.Cancel(t.Context(), d, scope, "export", "a"); !fault.Is(err, fault.NotFound) {
			t.Errorf("cancelled twice: %v", err)
		}
	})
}

func TestStopPutsBackAndCrashIsTakenOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ask(t, d, "slow", "a")
		started := make(chan struct{}, 1)
		stop := running(t, runner(d, map[string]job.Kind{"slow": {Handler: func(ctx context.Context, _ *job.Run) error {
			started <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}}}))
		<-started
		stop()
		if s := await(t, d, "slow", "a", in(job.Waiting)); s.Attempts != 0 || s.ErrorKey != "" {
			t.Errorf("after a stop: %+v", s)
		}
		// A process that died in the middle: its lease runs out.
		if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE job SET state = 'running', attempts = 1, lease_owner = 'dead', lease_until = $2 WHERE office_id = $1`,
				"JK", db.Micros(time.Now().Add(200*time.Millisecond)))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		running(t, runner(d, map[string]job.Kind{"slow": {Handler: func(_ context.Context, r *job.Run) error {
			if r.Attempt != 2 {
				return fmt.Errorf("attempt %d", r.Attempt)
			}
			return nil
		}}}))
		await(t, d, "slow", "a", in(job.Done))
	})
}

// What ended is forgotten after its time, however it ended; what waits or runs
// stays, however old it is.
func TestWhatEndedIsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		month := 30 * 24 * time.Hour
		for state, age := range map[job.State]time.Duration{job.Waiting: 99 * month, job.Running: 99 * month,
			job.Done: month + time.Hour, job.Failed: month + time.Hour, job.Cancelled: month + time.Hour} {
			ask(t, d, "old", string(state))
			ask(t, d, "young", string(state))
			if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
				ended := func(ago time.Duration) int64 {
					if state == job.Waiting || state == job.Running {
						return 0
					}
					return db.Micros(time.Now().Add(-ago))
				}
				for kind, ago := range map[string]time.Duration{"old": age, "young": month - time.Hour} {
					if _, err := tx.Exec(`UPDATE job SET state = $4, created_at = $5, finished_at = $6, lease_until = $7
						WHERE office_id = $1 AND kind = $2 AND job_key = $3`, "JK", kind, string(state), string(state),
						db.Micros(time.Now().Add(-ago)), ended(ago), db.Micros(time.Now().Add(time.Hour))); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		stop := running(t, runner(d, nil))
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			all, err := job.List(t.Context(), d, scope, 20)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) == 7 {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%d jobs are there, want 7", len(all))
			}
		}
		stop()
		for _, key := range []job.State{job.Waiting, job.Running} {
			if _, err := job.Find(t.Context(), d, scope, "old", string(key)); err != nil {
				t.Errorf("a job that is %s was forgotten: %v", key, err)
			}
		}
		for _, key := range []job.State{job.Done, job.Failed, job.Cancelled} {
			if _, err := job.Find(t.Context(), d, scope, "old", string(key)); !fault.Is(err, fault.NotFound) {
				t.Errorf("an old job that is %s is still there: %v", key, err)
			}
		}
	})
}

// Nobody waits for the next look: what is asked for begins at once.
func TestJobBeginsWhenItIsAskedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := job.New(job.Options{DB: d, Poll: time.Hour, Offices: func(context.Context) ([]string, error) { return []string{"JK"}, nil },
			Kinds: map[string]job.Kind{"a": {Handler: func(context.Context, *job.Run) error { return nil }}}})
		running(t, r)
		for i := range 3 {
			key := fmt.Sprint(i)
			ask(t, d, "a", key)
			await(t, d, "a", key, func(s job.Status) bool { return s.State == job.Done })
		}
	})
}

func TestRolledBackChangeAsksForNothing(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	_ = d.Write(t.Context(), "JK", func(tx *db.Tx) error {
		if err := job.Enqueue(tx, "JK", "letter", "a", nil, time.Time{}); err != nil {
			t.Error(err)
		}
		return errors.New("no")
	})
	if _, err := job.Find(t.Context(), d, scope, "letter", "a"); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
}

func TestGateBounds(t *testing.T) {
	g := job.NewGate(4)
	var now, most atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			w := int64(i%3 + 1)
			_ = g.Do(t.Context(), w, func() error {
				n := now.Add(w)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(time.Millisecond)
				now.Add(-w)
				return nil
			})
		})
	}
	wg.Wait()
	if most.Load() > 4 {
		t.Errorf("%d at once", most.Load())
	}
	if err := g.Do(t.Context(), 100, func() error { return nil }); err != nil {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Do(t.Context(), 4, func() error { return g.Do(ended, 1, func() error { return nil }) }); !fault.Is(err, fault.Busy) || !strings.Contains(err.Error(), "job.busy") {
		t.Error(err)
	}
}

// Of a kind that goes alone one job is done at a time, in all processes, and the
// others keep no worker from other work; who died does not block them for ever.
func TestAloneInAllProcesses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var now, most, done atomic.Int64
		kinds := map[string]job.Kind{
			"round": {Alone: true, Handler: func(context.Context, *job.Run) error {
				n := now.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(15 * time.Millisecond)
				now.Add(-1)
				done.Add(1)
				return nil
			}},
			"other": {Handler: func(context.Context, *job.Run) error { return nil }},
		}
		if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error { // whoever had it is gone
			_, err := tx.Exec(`INSERT INTO job (office_id, kind, job_key, payload, state, run_at, attempts, lease_owner, lease_until, cancel_wanted, progress_done,
				progress_all, note_key, error_key, created_at, finished_at) VALUES ('JK', 'round', 'dead', $1, 'running', 1, 1, 'gone', 2, 0, 0, 0, '', '', 1, 0)`, []byte{})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var rounds, others []string
		for i := range 8 {
			rounds, others = append(rounds, fmt.Sprint("r", i)), append(others, fmt.Sprint("o", i))
		}
		ask(t, d, "round", rounds...)
		ask(t, d, "other", others...)
		running(t, runner(d, kinds))
		running(t, runner(d, kinds))
		for _, k := range append(rounds, "dead") {
			await(t, d, "round", k, func(s job.Status) bool { return s.State == job.Done })
		}
		if most.Load() != 1 || done.Load() != 9 {
			t.Errorf("%d at a time at most, %d done", most.Load(), done.Load())
		}
		for _, k := range others {
			await(t, d, "other", k, func(s job.Status) bool { return s.State == job.Done })
		}
	})
}

// Work that nobody waits for rests while work is done that somebody waits for,
// goes on behind it, and is stopped while it rests.
func TestQuietWorkGivesWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun, end := make(chan struct{}, 2), make(chan struct{})
		var passed atomic.Int64
		stop := running(t, runner(d, map[string]job.Kind{
			"plan": {Awaited: true, Handler: func(ctx context.Context, _ *job.Run) error {
				begun <- struct{}{}
				select {
				case <-end:
					return nil
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}},
			"tidy": {Handler: func(ctx context.Context, r *job.Run) error {
				err := r.GiveWay(ctx)
				passed.Add(1)
				return err
			}},
		}))
		ask(t, d, "plan", "a")
		<-begun
		ask(t, d, "tidy", "a")
		await(t, d, "tidy", "a", in(job.Running))
		time.Sleep(100 * time.Millisecond)
		if passed.Load() != 0 {
			t.Fatal("the quiet work did not wait")
		}
		end <- struct{}{}
		await(t, d, "tidy", "a", in(job.Done))

		ask(t, d, "plan", "b")
		<-begun
		ask(t, d, "tidy", "b")
		await(t, d, "tidy", "b", in(job.Running))
		stop()
		if s, err := job.Find(t.Context(), d, scope, "tidy", "b"); err != nil || s.State != job.Waiting {
			t.Errorf("after the stop: %+v, %v", s, err)
		}
	})
}
