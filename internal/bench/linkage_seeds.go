package bench

import "slices"

// Whoever looks at a result and changes a weight has tuned on it. Registers for
// tuning and registers for figures that are told to others are therefore made
// with different seeds, and the second are not looked at before.
var (
	// TuningSeeds may be looked at as often as somebody likes.
	TuningSeeds = []uint64{1, 2, 3, 4, 5}
	// ReportingSeeds are for figures in documents alone: nothing is changed
	// because of what they show.
	ReportingSeeds = []uint64{9001, 9002, 9003}
)

// seedFor says what a seed is for.
func seedFor(seed uint64) string {
	switch {
	case slices.Contains(TuningSeeds, seed):
		return "tuning"
	case slices.Contains(ReportingSeeds, seed):
		return "reporting"
	}
	return "neither tuning nor reporting"
}
