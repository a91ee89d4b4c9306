package intake

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// crew is how much of the machine weighing takes: how many cases at a time, how
// long each of them rests after a few, and how long it then waits at most for a
// moment in which nobody is answered; both in shares of the time those few took.
type crew struct {
	workers  int
	share    float64
	patience float64
	giveWay  func(context.Context) error // before each few; nil: to nobody
}

// Somebody waits for a list, or for one case, but whoever opens a page meanwhile
// goes first; nobody waits for a whole office, which takes a fifth of a processor.
var (
	waited = crew{workers: 2, patience: 2}
	quiet  = crew{workers: 1, share: 4}
)

// wholeOffice is from how many cases on nobody waits for the end of a round.
const wholeOffice = 5_000

// few is how many cases are weighed without a rest: some ten milliseconds, which
// nobody who is answered notices.
const few = 8

// each calls fn for n cases, a few at a time. answered says how many people are
// being answered.
func (c crew) each(ctx context.Context, n int, answered func() int, fn func(from, to int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, c.workers)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for worker := range min(c.workers, (n+few-1)/few) {
		wg.Go(func() {
			for {
				from := int(next.Add(few)) - few
				if from >= n {
					return
				}
				var err error
				if c.giveWay != nil {
					err = c.giveWay(ctx)
				}
				began := time.Now()
				if err == nil {
					err = fn(from, min(n, from+few))
				}
				if err == nil && from+few <= n { // fewer keep nobody waiting
					took := float64(time.Since(began))
					if err = rest(ctx, time.Duration(took*c.share)); err == nil {
						// Of several only one goes on while people are answered all the time.
						err = calm(ctx, time.Duration(took*c.patience*float64(1+4*worker)), answered)
					}
				}
				if err != nil {
					errs <- err
					stop()
					return
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs: // the first: the others were stopped by it
		return err
	default:
		return nil
	}
}

func rest(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// calm waits until nobody is answered, but not longer than patience.
func calm(ctx context.Context, patience time.Duration, answered func() int) error {
	for until := time.Now().Add(patience); answered() > 0 && time.Now().Before(until); {
		if err := rest(ctx, time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
