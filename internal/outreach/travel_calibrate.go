package outreach

import (
	"cmp"
	"slices"

	"github.com/jempolkeren/jempol/internal/region"
)

// How many ways decide: fewer could be one flat tyre.
const (
	enoughDrives = 3  // between two places
	enoughNear   = 5  // between two kecamatan, where the places themselves have none
	mostDrives   = 40 // of one pair: roads change, the newest count
)

// A drive is kept aside that took under a third or over five times the estimate:
// somebody pressed late, or rested on the way.
const (
	tooFast = 1.0 / 3
	tooSlow = 5.0
)

// Why a drive is kept aside.
const (
	AsideFast  = "fast"
	AsideSlow  = "slow"
	AsideDelay = "delay" // a trouble on the way
)

// Drive is one way that a team drove.
type Drive struct {
	Trip, Day string // ISO date
	From, To  region.Code
	Minutes   float64
	KM        float64 // 0 is not known
	Delay     int     // minutes that a trouble took
}

// Aside says why the drive does not count; "" counts. It is held against the
// estimate of the day, so that the wet season is not taken for a slow team.
func (d Drive) Aside(s Season) string {
	guess := estimateWay(d.From, d.To)
	usual := guess.Minutes * s.On(d.Day)
	switch {
	case d.Delay > 0:
		return AsideDelay
	case guess.Source == FromNone:
		if d.Minutes <= 0 || d.Minutes > 6*60 {
			return AsideSlow
		}
	case d.Minutes < usual*tooFast:
		return AsideFast
	case d.Minutes > usual*tooSlow:
		return AsideSlow
	}
	return ""
}

// calibration is what several drives come to: of a pair minutes in the dry
// season and km, of two kecamatan the ratio of driven to estimated.
type calibration struct {
	n            int
	median, high float64 // high is the 75th percentile, which plans are made with
	km           float64 // median of those that know it; 0: none does
	last         string  // ISO date of the newest
}

// calibrate learns from drives, whatever their order.
func calibrate(drives []Drive, s Season) (pairs, near map[pair]calibration) {
	type seen struct {
		day     string
		minutes float64
		km      float64
	}
	each, ratios := map[pair][]seen{}, map[pair][]seen{}
	for _, d := range drives {
		if d.Aside(s) != "" {
			continue
		}
		dry := d.Minutes / s.On(d.Day)
		p := pairOf(d.From, d.To)
		each[p] = append(each[p], seen{d.Day, dry, d.KM})
		if guess := estimateWay(d.From, d.To); d.From != d.To && guess.Source != FromNone {
			k := pairOf(d.From.At(region.Kecamatan), d.To.At(region.Kecamatan))
			ratios[k] = append(ratios[k], seen{d.Day, dry / guess.Minutes, 0})
		}
	}
	come := func(all map[pair][]seen) map[pair]calibration {
		out := make(map[pair]calibration, len(all))
		for p, list := range all {
			slices.SortFunc(list, func(a, b seen) int {
				return cmp.Or(cmp.Compare(b.day, a.day), cmp.Compare(a.minutes, b.minutes), cmp.Compare(a.km, b.km))
			})
			c := calibration{n: len(list), last: list[0].day}
			var minutes, km []float64
			for _, x := range list[:min(len(list), mostDrives)] {
				minutes = append(minutes, x.minutes)
				if x.km > 0 {
					km = append(km, x.km)
				}
			}
			c.median, c.high, c.km = quantile(minutes, 0.5), quantile(minutes, 0.75), quantile(km, 0.5)
			out[p] = c
		}
		return out
	}
	return come(each), come(ratios)
}

// quantile of values in any order, between the two nearest ranks in proportion;
// 0 of none.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	part := at - float64(low)
	return sorted[low]*(1-part) + sorted[low+1]*part
}
