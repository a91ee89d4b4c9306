package bench

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"time"

	"github.com/jempolkeren/jempol/internal/linkage"
)

// SelfMatch is a whole register that was compared with itself.
type SelfMatch struct {
	Machine   Machine `json:"machine"`
	Residents int     `json:"residents"`
	BuildMS   float64 `json:"build_ms"`
	SelfMS    float64 `json:"self_ms"`
	PeakBytes uint64  `json:"peak_heap_bytes"` // the highest, with the index and garbage
	Pairs     int     `json:"pairs"`           // at least as probable as asked for
	Least     float64 `json:"least_probability"`
}

// SelfLinkage looks for people who stand twice in a register, with at least a
// probability.
func SelfLinkage(ctx context.Context, o LinkageOptions, least float64) (SelfMatch, error) {
	var build LinkageReport
	ix, _, err := build.build(o, nil)
	if err != nil {
		return SelfMatch{}, err
	}
	r := SelfMatch{Residents: build.Residents, BuildMS: build.BuildMS, Least: least}
	runtime.GC()
	fmt.Fprintf(o.Log, "%d residents, compared with themselves\n", r.Residents)
	ctx, done := context.WithCancel(ctx)
	peak := highest(ctx)
	began := time.Now()
	pairs, err := ix.Pairs(linkage.DefaultModel(), least)
	r.Pairs = len(pairs)
	r.SelfMS = ms(time.Since(began))
	done()
	r.PeakBytes = <-peak
	r.Machine = machine("memory", "")
	return r, err
}

// highest watches the heap until ctx ends.
func highest(ctx context.Context) <-chan uint64 {
	out := make(chan uint64, 1)
	go func() {
		heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		var most uint64
		for {
			metrics.Read(heap)
			most = max(most, heap[0].Value.Uint64())
			select {
			case <-ctx.Done():
				out <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return out
}

// WriteJSON writes the figures.
func (r SelfMatch) WriteJSON(w io.Writer) error { return indented(w, r) }

// WriteText writes the figures for people.
func (r SelfMatch) WriteText(w io.Writer) {
	fmt.Fprintf(w, "build      %d residents in %.0f ms\nself       %d pairs of at least %.2f in %.0f ms, at most %.0f MB\n",
		r.Residents, r.BuildMS, r.Pairs, r.Least, r.SelfMS, float64(r.PeakBytes)/1e6)
}
