package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

const (
	defaultAttempts = 5
	defaultLimit    = 30 * time.Minute
)

var (
	errCancelled = errors.New("job: cancelled by a person")
	errLeaseLost = errors.New("job: the lease is lost; another worker has it")
)

// Run is one attempt at a job.
type Run struct {
	Office, Kind, Key string
	Payload           []byte
	Attempt           int // from 1

	runner   *Runner
	mu       sync.Mutex
	reported time.Time
}

// Progress tells people how far the job is; noteKey is a message key. It may be
// called for every item: it writes at most once a second, and at the end.
func (r *Run) Progress(ctx context.Context, done, total int64, noteKey string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	now := r.runner.o.Clock()
	r.mu.Lock()
	skip := done < total && now.Sub(r.reported) < time.Second
	if !skip {
		r.reported = now
	}
	r.mu.Unlock()
	if skip {
		return nil
	}
	return r.runner.o.DB.WriteSlice(ctx, r.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE job SET progress_done = $5, progress_all = $6, note_key = $7
			WHERE office_id = $1 AND kind = $2 AND job_key = $3 AND lease_owner = $4`,
			r.Office, r.Kind, r.Key, r.runner.owner, done, total, noteKey)
		return err
	})
}

// GiveWay returns when this process does no job that somebody waits for. Work
// that nobody waits for asks it again and again: two at once would take the
// processors from the people who are at work.
func (r *Run) GiveWay(ctx context.Context) error {
	for r.runner.awaited.Load() > 0 {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(giveWayEvery):
		}
	}
	return context.Cause(ctx)
}

const giveWayEvery = 50 * time.Millisecond

// do makes one attempt and records how it ended.
func (r *Runner) do(ctx context.Context, run *Run) {
	kind := r.o.Kinds[run.Kind]
	most := cmp.Or(kind.MaxAttempts, defaultAttempts)
	var err error
	if run.Attempt > most { // it took its workers with it, again and again
		err = fault.New(fault.Invalid, "job.lost")
	} else {
		err = r.attempt(ctx, kind, run)
	}
	if errors.Is(err, errLeaseLost) {
		r.o.Log.Warn("job: lease lost", "kind", run.Kind)
		return
	}
	e := r.ending(ctx, err, run.Attempt, most)
	if err != nil {
		r.o.Log.Warn("job: attempt failed", "kind", run.Kind, "attempt", run.Attempt, "state", e.state, "error", err)
	}
	// Also when the program stops: a job put back need not wait for its lease.
	if err := r.finish(context.WithoutCancel(ctx), run, e); err != nil {
		r.o.Log.Error("job: the outcome could not be stored", "kind", run.Kind, "error", err)
	}
}

func (r *Runner) ending(ctx context.Context, err error, attempt, most int) ending {
	now := r.o.Clock()
	e := ending{attempts: attempt, runAt: now}
	switch {
	case err == nil:
		e.state = Done
	case errors.Is(err, errCancelled):
		e.state = Cancelled
	case ctx.Err() != nil: // the program stops; that is not the job's failure
		e.state, e.attempts = Waiting, attempt-1
	default:
		f := fault.As(err)
		e.state, e.errorKey = Failed, f.Key
		if attempt < most && retried(f.Kind) {
			e.state, e.runAt = Waiting, now.Add(r.o.Backoff(attempt))
		}
	}
	return e
}

// retried says which faults may go away by themselves.
func retried(k fault.Kind) bool {
	switch k {
	case fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden, fault.TooLarge:
		return false
	}
	return true
}

// attempt runs the handler under a watch that renews the lease and looks for a
// person's cancellation.
func (r *Runner) attempt(ctx context.Context, kind Kind, run *Run) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(kind.Limit, defaultLimit))
	defer cancel()
	ended := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() { r.watch(ctx, run, stop, ended) })
	err := r.guarded(ctx, kind, run)
	close(ended)
	watching.Wait()
	if cause := context.Cause(ctx); err != nil && (errors.Is(cause, errCancelled) || errors.Is(cause, errLeaseLost)) {
		return cause
	}
	return err
}

func (r *Runner) watch(ctx context.Context, run *Run, stop context.CancelCauseFunc, ended <-chan struct{}) {
	tick := time.NewTicker(min(r.o.Poll, r.o.Lease/4))
	defer tick.Stop()
	renewed := time.Now()
	for {
		select {
		case <-ended:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var wanted bool
		err := r.o.DB.QueryRow(ctx, `SELECT cancel_wanted FROM job WHERE office_id = $1 AND kind = $2 AND job_key = $3`,
			run.Office, run.Kind, run.Key).Scan(&wanted)
		if err == nil && wanted {
			stop(errCancelled)
			return
		}
		if time.Since(renewed) < r.o.Lease/3 {
			continue
		}
		if held, err := r.renew(ctx, run); err == nil && !held {
			stop(errLeaseLost)
			return
		} else if err == nil {
			renewed = time.Now()
		}
	}
}

// guarded runs the handler through the gate; a panic is a failed attempt. What
// was said in it may name a person, so only its type is kept.
func (r *Runner) guarded(ctx context.Context, kind Kind, run *Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Internal, "job.panic").Because(fmt.Errorf("panic with a %T\n%s", p, debug.Stack()))
		}
	}()
	handle := func() error {
		if kind.Awaited { // not before: what it waits for at the gate may give way to it
			r.awaited.Add(1)
			defer r.awaited.Add(-1)
		}
		return kind.Handler(ctx, run)
	}
	if r.o.Gate == nil || kind.Weight == 0 {
		return handle()
	}
	return r.o.Gate.Do(ctx, kind.Weight, handle)
}
