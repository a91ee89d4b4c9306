package job

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
)

// Handler does one job.
type Handler func(ctx context.Context, r *Run) error

// Kind says how jobs of a kind are done.
type Kind struct {
	Handler     Handler
	Weight      int64         // in the gate
	MaxAttempts int           // 0 means 5
	Limit       time.Duration // of one attempt; 0 means 30 minutes
	Awaited     bool          // somebody waits for its end: what nobody waits for gives way (Run.GiveWay)
	Alone       bool          // of an office one at a time, whatever process does it; the others wait without a worker
}

// Options of a Runner.
type Options struct {
	DB      *db.DB
	Offices func(context.Context) ([]string, error) // whose jobs this process does
	Kinds   map[string]Kind
	Workers int           // 0 means 2
	Gate    *Gate         // nil: none
	Poll    time.Duration // 0 means 2 s
	Lease   time.Duration // how long a dead process blocks its jobs; 0 means 60 s
	Keep    time.Duration // how long what ended can be looked up; 0 means 30 days
	Backoff func(attempt int) time.Duration
	Log     *slog.Logger
	Clock   func() time.Time
}

// Runner does jobs.
type Runner struct {
	o     Options
	kinds []string
	owner string // of leases: this runner in this life
	wake  chan struct{}

	awaited atomic.Int64 // jobs that are being done and that somebody waits for
}

// New makes a runner.
func New(o Options) *Runner {
	o.Workers = cmp.Or(o.Workers, 2)
	o.Poll = cmp.Or(o.Poll, 2*time.Second)
	o.Lease = cmp.Or(o.Lease, time.Minute)
	o.Keep = cmp.Or(o.Keep, defaultKeep)
	if o.Backoff == nil {
		o.Backoff = backoff
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	r := &Runner{o: o, owner: rand.Text(), wake: make(chan struct{}, 1)}
	for k := range o.Kinds {
		r.kinds = append(r.kinds, k)
	}
	slices.Sort(r.kinds)
	o.DB.OnAnnounced(asked, r.wakeUp)
	return r
}

// backoff doubles from ten seconds to an hour.
func backoff(attempt int) time.Duration {
	return min(10*time.Second<<min(attempt-1, 10), time.Hour)
}

// wakeUp makes the runner look for work now.
func (r *Runner) wakeUp() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run does jobs until ctx ends; those it was doing are then put back.
func (r *Runner) Run(ctx context.Context) error {
	slots := make(chan struct{}, r.o.Workers)
	var working sync.WaitGroup
	defer working.Wait()
	working.Go(func() { r.purgeAtTimes(ctx) })
	for ctx.Err() == nil {
		claimed, err := r.claimSome(ctx, cap(slots)-len(slots))
		if err != nil && ctx.Err() == nil {
			r.o.Log.Warn("job: looking for work failed", "error", err)
		}
		for _, run := range claimed {
			slots <- struct{}{} // free: only this goroutine fills them
			working.Go(func() {
				r.do(ctx, run)
				<-slots
				r.wakeUp()
			})
		}
		if len(claimed) > 0 && len(slots) < cap(slots) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(r.o.Poll):
		}
	}
	return nil
}

func (r *Runner) claimSome(ctx context.Context, n int) ([]*Run, error) {
	if n == 0 || len(r.kinds) == 0 {
		return nil, nil
	}
	offices, err := r.o.Offices(ctx)
	if err != nil {
		return nil, err
	}
	var all []*Run
	for _, office := range offices {
		claimed, err := r.claim(ctx, office, n-len(all))
		all = append(all, claimed...)
		if err != nil || len(all) >= n {
			return all, err
		}
	}
	return all, nil
}
