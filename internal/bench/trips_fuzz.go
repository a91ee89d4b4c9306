package bench

import (
	"context"
	"fmt"
	"io"

	"github.com/jempolkeren/jempol/internal/tripplan"
)

// TripsFuzzed is what came of many odd problems.
type TripsFuzzed struct {
	Machine  Machine `json:"machine"`
	Problems int     `json:"problems"`
	Accepted int     `json:"accepted"`
	Nodes    int     `json:"nodes"`
	Served   int     `json:"served"`
	CPU      float64 `json:"cpu_seconds"`
	First    string  `json:"first_rejected,omitempty"`
}

// fuzzIterations are those of each problem.
const fuzzIterations = 40

// FuzzTrips plans n odd problems, beginning with those of a seed, and has the
// checker judge every plan, before and after the exchange. A rejected plan is an
// error.
func FuzzTrips(ctx context.Context, n int, seed uint64, log io.Writer) (TripsFuzzed, error) {
	var out TripsFuzzed
	for i := range n {
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		s := seed + uint64(i)
		p := tripplan.Odd(s)
		plan, err := tripplan.Solve(ctx, p, tripplan.Options{Seed: s, Iterations: fuzzIterations})
		if err != nil {
			return out, fmt.Errorf("problem %d: %w", s, err)
		}
		out.Problems++
		out.Nodes += len(p.Nodes)
		broken := tripplan.Check(p, plan)
		if len(p.Nodes) > 0 {
			plan = tripplan.PricesOf(p).Exchange(ctx, plan, nil)
			broken = append(broken, tripplan.Check(p, plan)...)
		}
		out.Served += tripplan.Evaluate(p, plan).People
		if len(broken) == 0 {
			out.Accepted++
		} else if out.First == "" {
			out.First = fmt.Sprintf("problem %d: %v", s, broken[0])
		}
		if (i+1)%1000 == 0 {
			fmt.Fprintf(log, "%d problems, %d accepted\n", i+1, out.Accepted)
		}
	}
	out.CPU = processTime().Seconds()
	out.Machine = machine("memory", "")
	if out.Accepted < out.Problems {
		return out, fmt.Errorf("%d of %d plans rejected, the first: %s", out.Problems-out.Accepted, out.Problems, out.First)
	}
	return out, nil
}

// WriteJSON writes the figures.
func (f TripsFuzzed) WriteJSON(w io.Writer) error { return indented(w, f) }

// WriteText writes the figures for people.
func (f TripsFuzzed) WriteText(w io.Writer) {
	fmt.Fprintf(w, "%d odd problems with %d people, %d served; %d plans accepted; %.1f s of processor time\n", f.Problems, f.Nodes, f.Served, f.Accepted, f.CPU)
}
