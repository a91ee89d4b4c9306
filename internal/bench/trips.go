package bench

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/tripplan"
)

// TripOptions say what is planned and how long.
type TripOptions struct {
	Instance  string // a file
	Format    TripFormat
	Objective string // distance or score
	Teams     int    // 0: as many as the file names
	CPU       time.Duration
	Threads   int
	Seed      uint64
	Log       io.Writer
}

// TripResult is one instance planned: what the contract of the benchmark prints.
type TripResult struct {
	Instance   string  `json:"instance"`
	Objective  string  `json:"objective"`
	Value      float64 `json:"value"` // distance, or score
	Served     int     `json:"served"`
	Routes     [][]int `json:"routes"` // numbers of the file, without the depot
	CPUSeconds float64 `json:"cpu_seconds"`
}

// tripReserve is the processor time that remains for what comes after the search.
const tripReserve = 4 * time.Millisecond

func objectiveOf(name string) (tripplan.Objective, error) {
	switch name {
	case "distance":
		return tripplan.Distance, nil
	case "score":
		return tripplan.Score, nil
	}
	return 0, fmt.Errorf("--objective %q: it must be distance or score", name)
}

// Trips plans one instance. cpu_seconds are those of this process from its start.
func Trips(ctx context.Context, o TripOptions) (TripResult, error) {
	in, err := ReadInstance(o.Instance, o.Format)
	if err != nil {
		return TripResult{}, err
	}
	used := processTime()
	r, err := in.solve(ctx, o, max(time.Millisecond, o.CPU-used-tripReserve))
	r.CPUSeconds = processTime().Seconds()
	return r, err
}

// solve plans the instance and checks the plan; a plan that breaks a rule is an
// error, never a result.
func (in *Instance) solve(ctx context.Context, o TripOptions, cpu time.Duration) (TripResult, error) {
	out := TripResult{Instance: in.Name, Objective: o.Objective, Routes: [][]int{}}
	objective, err := objectiveOf(o.Objective)
	if err != nil {
		return out, err
	}
	p, err := in.Problem(o.Teams, objective)
	if err != nil {
		return out, err
	}
	if o.CPU <= 0 {
		return out, fmt.Errorf("--cpu-seconds: it must be more than 0")
	}
	begun := processTime()
	plan, err := tripplan.Solve(ctx, p, tripplan.Options{Seed: o.Seed, CPU: cpu, Threads: o.Threads})
	if err != nil {
		return out, err
	}
	if broken := tripplan.Check(p, plan); len(broken) > 0 {
		return out, fmt.Errorf("%s: the plan breaks %d rules: %v", in.Name, len(broken), broken[0])
	}
	v := tripplan.Evaluate(p, plan)
	out.Served = v.People
	out.Value = v.Weight
	if objective == tripplan.Distance {
		out.Value = v.KM / max(1, in.unit)
	}
	for _, t := range plan.Tours {
		if len(t.Visits) == 0 {
			continue
		}
		route := make([]int, len(t.Visits))
		for i, visit := range t.Visits {
			route[i] = in.Rows[visit.Node+1].Number
		}
		out.Routes = append(out.Routes, route)
	}
	out.CPUSeconds = (processTime() - begun).Seconds()
	return out, nil
}

// WriteJSON writes the result.
func (r TripResult) WriteJSON(w io.Writer) error { return indented(w, r) }

// WriteText writes the result for people.
func (r TripResult) WriteText(w io.Writer) {
	fmt.Fprintf(w, "%s: %s %.2f, %d served in %d routes, %.2f s of processor time\n", r.Instance, r.Objective, r.Value, r.Served, len(r.Routes), r.CPUSeconds)
	for _, route := range r.Routes {
		fmt.Fprintln(w, strings.Trim(fmt.Sprint(route), "[]"))
	}
}
