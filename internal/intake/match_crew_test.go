package intake

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"
)

// Whoever weighs gives way to people who are answered, and gets on all the same.
func TestACrewGivesWay(t *testing.T) {
	for name, c := range map[string]struct {
		answered func() int
		rests    bool
	}{
		"nobody is there":          {func() int { return 0 }, false},
		"somebody is all the time": {func() int { return 1 }, true},
	} {
		t.Run(name, func(t *testing.T) {
			var asked, done atomic.Int64
			answered := func() int { asked.Add(1); return c.answered() }
			err := waited.each(t.Context(), 5*few+3, answered, func(from, to int) error {
				time.Sleep(3 * time.Millisecond)
				done.Add(int64(to - from))
				return nil
			})
			if err != nil || done.Load() != 5*few+3 {
				t.Fatalf("%d weighed, %v", done.Load(), err)
			}
			// Nobody is asked about once after each full few; a rest asks again and again.
			if rests := asked.Load() > 5; rests != c.rests {
				t.Errorf("asked %d times", asked.Load())
			}
		})
	}
}

func TestACrewThatRestsIsStopped(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	gone := errors.New("the server stops")
	long := crew{workers: 1, patience: 1e9}
	err := long.each(ctx, 3*few, func() int { stop(gone); return 1 }, func(int, int) error { time.Sleep(time.Millisecond); return nil })
	if !errors.Is(err, gone) {
		t.Fatal(err)
	}
}

// A round that nobody waits for asks before each few cases whether it may go on.
func TestAQuietCrewAsksBeforeEachFew(t *testing.T) {
	asked := 0
	c := crew{workers: 1, giveWay: func(context.Context) error { asked++; return nil }}
	if err := c.each(t.Context(), 3*few+1, func() int { return 0 }, func(int, int) error { return nil }); err != nil || asked != 4 {
		t.Errorf("asked %d times, %v", asked, err)
	}
	gone := errors.New("the server stops")
	c.giveWay = func(context.Context) error { return gone }
	if err := c.each(t.Context(), 1, func() int { return 0 }, func(int, int) error { t.Error("weighed"); return nil }); !errors.Is(err, gone) {
		t.Error(err)
	}
}
