package outreach

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/region"
)

// A working day on the way, its rest included, and what no team is sent out for:
// the office's own values, of no law, and the texts say so. The first warns, the
// second refuses; both are constants, since the planner's letters and estimates
// of years must mean the same.
const (
	dayMinutes  = 8 * 60
	mostMinutes = 12 * 60
)

// Length is how long the day of a trip is, in minutes.
func (t Timetable) Length(depart string) int { return t.Back - clockMinutes(depart) }

// Room is how many more people fit into the working day at a stop of the kind,
// at a place that is visited anyway.
func (t Timetable) Room(depart, kind string) int {
	return max(0, (dayMinutes-t.Length(depart))/stayMinutes(kind, PurposeFirst))
}

// Nearest orders stops so that the way is short: always on to the nearest one,
// then turned round wherever that shortens it. The order the stops have is
// mended the same way, and the shorter of the two is taken: what a planner
// already arranged never becomes a longer drive. With a dozen stops that is as
// good as a planner with a map, and the planner may change it.
func (r Roads) Nearest(day string, from region.Code, stops []Stop) []string {
	km := r.between(day, from, stops)
	left, order := make([]int, len(stops)), make([]int, 0, len(stops))
	for i := range left {
		left[i] = i
	}
	given := slices.Clone(left)
	for at := len(stops); len(left) > 0; {
		best := 0
		for i := range left {
			if km[at][left[i]] < km[at][left[best]] {
				best = i
			}
		}
		at = left[best]
		order = append(order, at)
		left = slices.Delete(left, best, best+1)
	}
	km.turnRound(order)
	km.turnRound(given)
	if km.length(given) < km.length(order) {
		order = given
	}
	out := make([]string, len(order))
	for i, s := range order {
		out[i] = stops[s].ID
	}
	return out
}

// between is how far it is from each stop to each; the last is home.
type between [][]float64

// closedKM stands for a way that cannot be driven: any detour is shorter.
const closedKM = 10_000

// between measures every way once: a trip that is being planned may have a
// hundred stops, and the office's writer waits meanwhile.
func (r Roads) between(day string, from region.Code, stops []Stop) between {
	at := make([]end, 0, len(stops)+1)
	for _, s := range stops {
		at = append(at, r.at(s))
	}
	at = append(at, endOf(from))
	out := make(between, len(at))
	for i := range at {
		out[i] = make([]float64, len(at))
		for j := range at {
			w := r.way(day, at[i], at[j])
			if out[i][j] = w.KM; w.Closed != nil {
				out[i][j] += closedKM
			}
		}
	}
	return out
}

// turnRound drives a part of the way in the other direction as long as that
// shortens the whole (2-opt), in place. Only the two ways at its ends change.
func (km between) turnRound(order []int) {
	home := len(km) - 1
	for better := true; better; {
		better = false
		for i := range order {
			before := home
			if i > 0 {
				before = order[i-1]
			}
			for j := i + 1; j < len(order); j++ {
				after := home
				if j+1 < len(order) {
					after = order[j+1]
				}
				if km[before][order[j]]+km[order[i]][after] < km[before][order[i]]+km[order[j]][after]-0.01 {
					slices.Reverse(order[i : j+1])
					better = true
				}
			}
		}
	}
}

// length is the whole way from home through the stops and back.
func (km between) length(order []int) (sum float64) {
	at := len(km) - 1
	for _, s := range order {
		sum += km[at][s]
		at = s
	}
	return sum + km[at][len(km)-1]
}
