package outreach

import (
	"context"
	"math"

	"github.com/jempolkeren/jempol/internal/tripplan"
)

// roadTimes are the travel times of a horizon.
type roadTimes func(days []string, places []Place) (*Travels, error)

// planRoads are the travel times that plans are made with, as they are known now.
func (s *Service) planRoads(ctx context.Context) roadTimes {
	return func(days []string, places []Place) (*Travels, error) {
		r, err := s.Roads(ctx)
		if err != nil {
			return nil, err
		}
		return r.Travels(days, places)
	}
}

// reached are the places that can be reached from one, and left again, over
// whatever other places, by any of the tables.
func reached(tables []*tripplan.Table, from int) []bool {
	n := tables[0].Places()
	out := make([]bool, n)
	for _, t := range tables {
		seen, next := make([]bool, n), []int{from}
		seen[from] = true
		for len(next) > 0 {
			at := next[0]
			next = next[1:]
			for to := range n {
				if !seen[to] && !math.IsInf(t.Minutes(at, to), 1) && !math.IsInf(t.Minutes(to, at), 1) {
					seen[to], next = true, append(next, to)
				}
			}
		}
		for i, ok := range seen {
			out[i] = out[i] || ok
		}
	}
	return out
}
