package bench

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"sync"
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

	// Of some entries, asked for one by one as a report would be: how many pairs
	// that links with at least the probability, and the share of them that
	// comparing the whole found as well.
	Sample       int     `json:"sample,omitempty"`
	SamplePairs  int     `json:"sample_pairs,omitempty"`
	SampleRecall float64 `json:"sample_recall,omitempty"`
}

// SelfLinkage looks for people who stand twice in a register, with at least a
// probability, and asks for a sample of them one by one.
func SelfLinkage(ctx context.Context, o LinkageOptions, least float64, sample int) (SelfMatch, error) {
	var build LinkageReport
	ix, _, err := build.build(o, nil)
	if err != nil {
		return SelfMatch{}, err
	}
	r := SelfMatch{Residents: build.Residents, BuildMS: build.BuildMS, Least: least}
	runtime.GC()
	fmt.Fprintf(o.Log, "%d residents, compared with themselves\n", r.Residents)
	watching, done := context.WithCancel(ctx)
	peak := highest(watching)
	began := time.Now()
	pairs, err := ix.Pairs(linkage.DefaultModel(), least)
	r.Pairs = len(pairs)
	r.SelfMS = ms(time.Since(began))
	done()
	r.PeakBytes = <-peak
	r.Machine = machine("memory", "")
	if err != nil || sample == 0 {
		return r, err
	}
	return r, r.ask(ctx, o, ix, pairs, least, sample)
}

// ask looks for some entries of the register one by one.
func (r *SelfMatch) ask(ctx context.Context, o LinkageOptions, ix *linkage.Index, pairs []linkage.Pair, least float64, sample int) error {
	people, err := ReadRegister(o.Register, o.MapRegister)
	if err != nil {
		return err
	}
	type pair struct{ a, b string }
	together := make(map[pair]bool, len(pairs))
	for _, p := range pairs {
		together[pair{p.A, p.B}] = true
	}
	model := linkage.DefaultModel().Twice()
	linked := map[pair]bool{}
	var mu sync.Mutex
	step := max(1, len(people)/sample)
	fmt.Fprintf(o.Log, "every %d. of them, asked for one by one\n", step)
	r.Sample = (len(people) + step - 1) / step
	err = eachOn(ctx, r.Sample, func(i int) error {
		p := people[i*step]
		found, err := linkage.Search(model, linkage.Report{Name: p.Name, Mother: p.Mother, Sex: p.Sex, Birth: p.Birth, BirthPlace: p.BirthPlace,
			Village: p.Village, District: p.District}, perReport, linkage.Part{Index: ix, Without: func(id string) bool { return id == p.ID }})
		mu.Lock()
		defer mu.Unlock()
		for _, m := range found {
			if m.Probability >= least {
				linked[pair{min(p.ID, m.ID), max(p.ID, m.ID)}] = true
			}
		}
		return err
	})
	both := 0
	for p := range linked {
		if together[p] {
			both++
		}
	}
	if r.SamplePairs = len(linked); len(linked) > 0 {
		r.SampleRecall = float64(both) / float64(len(linked))
	}
	return err
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
