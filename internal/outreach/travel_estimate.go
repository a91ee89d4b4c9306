package outreach

import (
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// withinKM is the way between two stops of one place, and the least between two
// places.
const withinKM = 2.0

// estimateWay guesses the way between two places by the ground between them. A
// village without a point lies where its kecamatan does; where that is not known
// either, the way counts as a short one, and says so.
func estimateWay(a, b region.Code) Way {
	road := tripplan.Between(tripplan.RoadOn(region.TerrainOf(a)), tripplan.RoadOn(region.TerrainOf(b)))
	w := Way{Source: FromHills}
	if region.TerrainOf(a) == region.Lowland && region.TerrainOf(b) == region.Lowland {
		w.Source = FromPlain
	}
	lat1, lon1, coarse1, ok1 := placed(a)
	lat2, lon2, coarse2, ok2 := placed(b)
	switch {
	case a == b:
		w.Source = FromWithin
	case !ok1 || !ok2:
		w.Source = FromNone
	default:
		w.Coarse = coarse1 || coarse2
		w.Minutes, w.KM = road.Way(region.DistanceKM(lat1, lon1, lat2, lon2), false)
	}
	if w.KM < withinKM {
		w.Minutes, w.KM = road.Way(withinKM/road.Detour, false)
	}
	return w
}

// placed is where an area lies; coarse says that it is its kecamatan's point.
func placed(c region.Code) (lat, lon float64, coarse, ok bool) {
	if lat, lon, ok = region.Point(c); ok {
		return lat, lon, false, true
	}
	if k := c.At(region.Kecamatan); k != c {
		lat, lon, ok = region.Point(k)
	}
	return lat, lon, true, ok
}
