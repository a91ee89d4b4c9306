package intake

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// crew is how much of the machine weighing takes: how many cases at a time, and
// how long each of them rests after a few, in shares of the time those took.
type crew struct {
	workers int
	share   float64
}

// Somebody waits for a list, or for one case; nobody for a whole office, which
// takes a fifth of a processor.
var (
	waited = crew{workers: 2, share: .25}
	quiet  = crew{workers: 1, share: 4}
)

// wholeOffice is from how many cases on nobody waits for the end of a round.
const wholeOffice = 5_000

// few is how many cases are weighed without a rest.
const few = 20

// each calls fn for n cases, a few at a time.
func (c crew) each(ctx context.Context, n int, fn func(from, to int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, c.workers)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for range min(c.workers, (n+few-1)/few) {
		wg.Go(func() {
			for {
				from := int(next.Add(few)) - few
				if from >= n {
					return
				}
				began := time.Now()
				err := fn(from, min(n, from+few))
				if err == nil && from+few <= n { // fewer keep nobody waiting
					err = rest(ctx, time.Duration(float64(time.Since(began))*c.share))
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
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
