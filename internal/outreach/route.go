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
func Nearest(from region.Code, stops []Stop) []string {
	left, order := slices.Clone(stops), make([]Stop, 0, len(stops))
	for at := from; len(left) > 0; {
		best := 0
		for i := range left {
			if roadKM(at, region.Code(left[i].Village)) < roadKM(at, region.Code(left[best].Village)) {
				best = i
			}
		}
		order = append(order, left[best])
		at = region.Code(left[best].Village)
		left = slices.Delete(left, best, best+1)
	}
	given := slices.Clone(stops)
	turnRound(from, order)
	turnRound(from, given)
	if wayKM(from, given) < wayKM(from, order) {
		order = given
	}
	out := make([]string, len(order))
	for i, s := range order {
		out[i] = s.ID
	}
	return out
}

// turnRound drives a part of the way in the other direction as long as that
// shortens the whole (2-opt), in place.
func turnRound(from region.Code, order []Stop) {
	for better := true; better; {
		better = false
		for i := range order {
			for j := i + 1; j < len(order); j++ {
				before := wayKM(from, order)
				slices.Reverse(order[i : j+1])
				if wayKM(from, order) < before-0.01 {
					better = true
				} else {
					slices.Reverse(order[i : j+1])
				}
			}
		}
	}
}

// wayKM is the whole way from home through the stops and back.
func wayKM(from region.Code, stops []Stop) (km float64) {
	at := from
	for _, s := range stops {
		km += roadKM(at, region.Code(s.Village))
		at = region.Code(s.Village)
	}
	return km + roadKM(at, from)
}
