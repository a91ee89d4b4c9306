package outreach

import (
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// withinKM is the way between two stops of one place, and the least between two
// places.
const withinKM = 2.0

// end is one end of a way: what the ground at a place is like. It is looked up
// once a place, since a plan asks for tens of thousands of ways.
type end struct {
	code, kecamatan region.Code
	lat, lon        float64
	coarse          bool // only the kecamatan's point is known
	own             bool // lies at a point of its own, and not at its village's
	placed, low     bool
	road            tripplan.Road
}

func endOf(c region.Code) end {
	ground := region.TerrainOf(c)
	e := end{code: c, kecamatan: c.At(region.Kecamatan), low: ground == region.Lowland, road: tripplan.RoadOn(ground)}
	if e.lat, e.lon, e.placed = region.Point(c); !e.placed && e.kecamatan != c {
		e.lat, e.lon, e.placed = region.Point(e.kecamatan)
		e.coarse = e.placed
	}
	return e
}

// endAt is an end that may lie at a point of its own. What was driven, stated or
// measured is known by village and holds for it too; the estimate goes by the point.
func endAt(c region.Code, at region.Position) end {
	e := endOf(c)
	if at != (region.Position{}) {
		e.lat, e.lon, e.placed, e.coarse, e.own = at.Lat, at.Lon, true, false, true
	}
	return e
}

// at is where a stop is.
func (r Roads) at(s Stop) end { return endAt(region.Code(s.Village), r.spots[s.Institution]) }

// estimateWay guesses the way between two places by the ground between them. A
// village without a point lies where its kecamatan does; where that is not known
// either, the way counts as a short one, and says so.
func estimateWay(a, b region.Code) Way { return endOf(a).estimate(endOf(b)) }

func (a end) estimate(b end) Way {
	road := tripplan.Between(a.road, b.road)
	w := Way{Source: FromHills}
	if a.low && b.low {
		w.Source = FromPlain
	}
	switch {
	case a.code == b.code && !a.own && !b.own:
		w.Source = FromWithin
	case !a.placed || !b.placed:
		w.Source = FromNone
	default:
		w.Coarse = a.coarse || b.coarse
		w.Minutes, w.KM = road.Way(region.DistanceKM(a.lat, a.lon, b.lat, b.lon), false)
	}
	if w.KM < withinKM {
		w.Minutes, w.KM = road.Way(withinKM/road.Detour, false)
	}
	return w
}
