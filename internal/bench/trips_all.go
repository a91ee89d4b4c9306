package bench

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TripsAllOptions say which folder is planned against which reference.
type TripsAllOptions struct {
	TripOptions
	Dir       string
	Reference string   // CSV with a column instance, perhaps m, and the best known
	Column    string   // of the reference; "": the first known one it has
	Only      []string // parts of names; none: all files
	Teams     []int
	Seeds     []uint64
}

// TripsAll are the figures of a folder.
type TripsAll struct {
	Machine   Machine       `json:"machine"`
	Objective string        `json:"objective"`
	CPU       float64       `json:"cpu_seconds_each"`
	Column    string        `json:"reference_column"`
	Sets      []TripSet     `json:"sets"`
	Results   []TripMeasure `json:"results"`
}

// TripMeasure is one instance with one seed.
type TripMeasure struct {
	Instance  string  `json:"instance"`
	Teams     int     `json:"teams"`
	Seed      uint64  `json:"seed"`
	Value     float64 `json:"value"`
	Reference float64 `json:"reference"`
	Gap       float64 `json:"gap_percent"` // how much worse; negative: better
	CPU       float64 `json:"cpu_seconds"`
}

// TripSet sums a set of instances up.
type TripSet struct {
	Set       string  `json:"set"` // the letters and first digit of the names, or all; with the teams
	Count     int     `json:"count"`
	Mean      float64 `json:"mean_gap_percent"`
	Worst     float64 `json:"worst_gap_percent"`
	WorstOf   string  `json:"worst_instance"`
	Sum       float64 `json:"sum"`
	Reference float64 `json:"reference_sum"`
	SumGap    float64 `json:"sum_gap_percent"`
	Reached   int     `json:"reached"` // as good as the reference or better
}

// The columns of references, the best to compare with first.
var (
	distanceColumns = []string{"bks_distance_objective", "bks", "distance"}
	scoreColumns    = []string{"best_published_heuristic", "proven_optimum", "bks", "score"}
)

type referenceKey struct {
	instance string
	teams    int
}

// readReference reads what is known; teams is 0 where the file has no column m.
func readReference(file, column, objective string) (map[referenceKey]float64, string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	rows, err := csv.NewReader(io.LimitReader(f, mostInstanceBytes)).ReadAll()
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", file, err)
	}
	if len(rows) == 0 {
		return nil, "", fmt.Errorf("%s: is empty", file)
	}
	head := rows[0]
	want := distanceColumns
	if objective == "score" {
		want = scoreColumns
	}
	if column != "" {
		want = []string{column}
	}
	name, teams, value := slices.Index(head, "instance"), slices.Index(head, "m"), -1
	for _, c := range want {
		if value < 0 {
			value = slices.Index(head, c)
		}
	}
	if name < 0 || value < 0 {
		return nil, "", fmt.Errorf("%s: needs the columns instance and one of %s", file, strings.Join(want, ", "))
	}
	out := map[referenceKey]float64{}
	for i, row := range rows[1:] {
		if row[value] == "" {
			continue
		}
		v, err := strconv.ParseFloat(row[value], 64)
		m := 0
		if err == nil && teams >= 0 {
			m, err = strconv.Atoi(row[teams])
		}
		if err != nil {
			return nil, "", fmt.Errorf("%s: line %d: %w", file, i+2, err)
		}
		out[referenceKey{strings.ToLower(row[name]), m}] = v
	}
	return out, head[value], nil
}

// TripsOfAll plans every file of a folder with every seed, one after the other.
func TripsOfAll(ctx context.Context, o TripsAllOptions) (TripsAll, error) {
	out := TripsAll{Objective: o.Objective, CPU: o.CPU.Seconds()}
	known, column, err := readReference(o.Reference, o.Column, o.Objective)
	if err != nil {
		return out, err
	}
	out.Column = column
	files, err := filepath.Glob(filepath.Join(o.Dir, "*.txt"))
	if err != nil {
		return out, err
	}
	for _, file := range files {
		name := strings.ToLower(strings.TrimSuffix(filepath.Base(file), ".txt"))
		if len(o.Only) > 0 && !slices.ContainsFunc(o.Only, func(part string) bool { return strings.Contains(name, strings.ToLower(part)) }) {
			continue
		}
		in, err := ReadInstance(file, o.Format)
		if err != nil {
			return out, err
		}
		for _, teams := range o.Teams {
			best, ok := known[referenceKey{name, teams}]
			if !ok {
				if best, ok = known[referenceKey{name, 0}]; !ok {
					fmt.Fprintf(o.Log, "%s, %d teams: not in the reference\n", name, teams)
					continue
				}
			}
			for _, seed := range o.Seeds {
				one := o.TripOptions
				one.Teams, one.Seed = teams, seed
				r, err := in.solve(ctx, one, max(o.CPU-tripReserve, time.Millisecond))
				if err != nil {
					return out, err
				}
				m := TripMeasure{Instance: name, Teams: teams, Seed: seed, Value: r.Value, Reference: best, CPU: r.CPUSeconds, Gap: gapOf(o.Objective, r.Value, best)}
				if o.Objective == "distance" && r.Served < len(in.Rows)-1 {
					return out, fmt.Errorf("%s: only %d of %d served", name, r.Served, len(in.Rows)-1)
				}
				out.Results = append(out.Results, m)
				fmt.Fprintf(o.Log, "%-8s m=%d seed %d: %.2f against %.2f, %+.3f %%, %.2f s\n", name, teams, seed, m.Value, best, m.Gap, m.CPU)
				if ctx.Err() != nil {
					return out, ctx.Err()
				}
			}
		}
	}
	if len(out.Results) == 0 {
		return out, errors.New("no instance of the folder is in the reference")
	}
	out.sum()
	out.Machine = machine("memory", "")
	return out, nil
}

// gapOf is how much worse a value is, in percent of what is known.
func gapOf(objective string, value, best float64) float64 {
	switch {
	case best == 0:
		return 0
	case objective == "score":
		return 100 * (best - value) / best
	}
	return 100 * (value - best) / best
}

// sum sums up by the set of the name ("rc1" of rc101) and teams, and all of them.
func (a *TripsAll) sum() {
	sets := map[string][]TripMeasure{}
	for _, m := range a.Results {
		set := strings.TrimRight(m.Instance, "0123456789")
		if rest := m.Instance[len(set):]; rest != "" && set != "pr" {
			set += rest[:1]
		}
		for _, key := range []string{fmt.Sprintf("%s m=%d", set, m.Teams), fmt.Sprintf("all m=%d", m.Teams)} {
			sets[key] = append(sets[key], m)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sets)) {
		s := TripSet{Set: key, Count: len(sets[key]), Worst: -1e9}
		for _, m := range sets[key] {
			s.Mean += m.Gap / float64(s.Count)
			s.Sum += m.Value
			s.Reference += m.Reference
			if m.Gap > s.Worst {
				s.Worst, s.WorstOf = m.Gap, m.Instance
			}
			if m.Gap <= 1e-3 { // references of distances have two decimals
				s.Reached++
			}
		}
		s.SumGap = gapOf(a.Objective, s.Sum, s.Reference)
		a.Sets = append(a.Sets, s)
	}
}

// WriteJSON writes the figures.
func (a TripsAll) WriteJSON(w io.Writer) error { return indented(w, a) }

// WriteText writes the figures for people.
func (a TripsAll) WriteText(w io.Writer) {
	fmt.Fprintf(w, "%s against %s, %.4g s of processor time each\n%-12s %5s %10s %10s %-10s %12s %12s %9s %7s\n", a.Objective, a.Column, a.CPU,
		"set", "count", "mean gap %", "worst %", "of", "sum", "reference", "sum gap %", "reached")
	for _, s := range a.Sets {
		fmt.Fprintf(w, "%-12s %5d %10.3f %10.3f %-10s %12.2f %12.2f %9.3f %7d\n", s.Set, s.Count, s.Mean, s.Worst, s.WorstOf, s.Sum, s.Reference, s.SumGap, s.Reached)
	}
}
