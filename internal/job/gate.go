package job

import (
	"context"

	"golang.org/x/sync/semaphore"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Gate bounds heavy work (password hashes, images, PDF, XLSX) over the whole
// program, so that memory stays within an office PC's.
type Gate struct {
	sem      *semaphore.Weighted
	capacity int64
}

// NewGate makes a gate of a capacity, by custom in MiB of memory.
func NewGate(capacity int64) *Gate {
	return &Gate{sem: semaphore.NewWeighted(capacity), capacity: capacity}
}

// Do runs fn while holding the weight. What is heavier than the gate has the
// gate for itself.
func (g *Gate) Do(ctx context.Context, weight int64, fn func() error) error {
	weight = min(max(weight, 0), g.capacity)
	if err := g.sem.Acquire(ctx, weight); err != nil {
		return fault.New(fault.Busy, "job.busy").Because(err)
	}
	defer g.sem.Release(weight)
	return fn()
}
