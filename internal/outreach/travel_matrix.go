package outreach

import (
	"context"
	"math"
	"strconv"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// Place is where a planned visit is made: an area of any level, at its own point
// or, with At, at the one that the office gave an institution. Together says that whoever is visited there is at one
// spot (a gathering, a session), so that nobody drives from one to the next.
type Place struct {
	Area     region.Code
	Together bool
	At       region.Position
}

// Travels are the travel times of a horizon, as the planner plans with them.
// Days that are alike share a table: a year has a wet and a dry half and few
// closed ways.
type Travels struct {
	Tables []*tripplan.Table
	days   []int
	n      int
	source []Source
}

// Table is the entry of Tables that holds on a day of the horizon.
func (t *Travels) Table(day int) int { return t.days[day] }

// Source says where the way between two places is known from.
func (t *Travels) Source(from, to int) Source { return t.source[from*t.n+to] }

// Travel gives the travel times between places on each of the days (ISO dates),
// by the chain of Roads.Way. A closed way takes infinitely long. 200 places take
// some 15 ms of a core for a year.
func (s *Service) Travel(ctx context.Context, scope db.Scope, days []string, places []Place) (*Travels, error) {
	if scope.Empty() || scope.Office != s.OfficeID {
		return nil, fault.New(fault.Forbidden, "fault.authority.forbidden")
	}
	r, err := s.Roads(ctx)
	if err != nil {
		return nil, err
	}
	return r.Travels(days, places)
}

// shutting is which of some places lie in each end of a closed way.
type shutting [2][]bool

func (c Closure) among(places []Place) (s shutting) {
	for end := range s {
		s[end] = make([]bool, len(places))
		for i, p := range places {
			s[end][i] = c.pair[end].Contains(p.Area)
		}
	}
	return s
}

func (s *shutting) blocks(a, b int) bool { return s[0][a] && s[1][b] || s[0][b] && s[1][a] }

// Travels computes the ways between the places on the days.
func (r Roads) Travels(days []string, places []Place) (*Travels, error) {
	n := len(places)
	t := &Travels{days: make([]int, len(days)), n: n, source: make([]Source, n*n)}
	ways, wetted := make([]Way, n*n), make([]bool, n*n)
	ends := make([]end, n)
	for i, p := range places {
		ends[i] = endAt(p.Area, p.At)
	}
	for i, a := range places {
		for j := range places {
			at := i*n + j
			ways[at], wetted[at] = r.dry(ends[i], ends[j])
			t.source[at] = ways[at].Source
			if i == j && a.Together {
				ways[at].Minutes, ways[at].KM = 0, 0
			}
		}
	}
	shuts := make([]shutting, len(r.closed))
	for i, c := range r.closed {
		shuts[i] = c.among(places)
	}
	known := map[string]int{}
	for d, day := range days {
		factor := r.wet().On(day)
		key := strconv.FormatFloat(factor, 'g', -1, 64)
		var shut []shutting
		for i, c := range r.closed {
			if c.On(day) {
				shut, key = append(shut, shuts[i]), key+" "+strconv.Itoa(i)
			}
		}
		at, ok := known[key]
		if !ok {
			at = len(t.Tables)
			table, err := tripplan.NewTable(n, func(from, to int) (float64, float64) {
				for i := range shut {
					if shut[i].blocks(from, to) && places[from].Area != places[to].Area {
						return math.Inf(1), 0
					}
				}
				w := &ways[from*n+to]
				if wetted[from*n+to] {
					return w.Minutes * factor, w.KM
				}
				return w.Minutes, w.KM
			})
			if err != nil {
				return nil, fault.Wrap("fault.internal", err)
			}
			known[key], t.Tables = at, append(t.Tables, table)
		}
		t.days[d] = at
	}
	return t, nil
}
