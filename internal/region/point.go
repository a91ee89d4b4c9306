package region

import (
	_ "embed" // the points
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

//go:embed points-3503.csv
var pointsCSV string

// Terrain is what the ground of a kecamatan is like, which decides how long
// the way to a home takes.
type Terrain string

// The terrains; Unknown outside Trenggalek.
const (
	Unknown       Terrain = ""
	Lowland       Terrain = "lowland"
	LowlandHill   Terrain = "lowland_hill"
	Mixed         Terrain = "mixed"
	Mountain      Terrain = "mountain"
	MountainCoast Terrain = "mountain_coast"
)

type point struct {
	lat, lon float64
	terrain  Terrain
}

var points = sync.OnceValue(func() map[Code]point {
	out := make(map[Code]point, 171)
	for line := range strings.Lines(pointsCSV) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) != 4 || !Code(f[0]).Valid() {
			continue
		}
		lat, err1 := strconv.ParseFloat(f[1], 64)
		lon, err2 := strconv.ParseFloat(f[2], 64)
		if err1 != nil || err2 != nil {
			panic("region: embedded points: " + f[0])
		}
		out[Code(f[0])] = point{lat, lon, Terrain(f[3])}
	}
	return out
})

// Point is a point inside the area (not its office), known for the kecamatan
// and villages of Trenggalek, and where an office brought boundaries. It is a fallback for a place without a position
// of its own.
func Point(c Code) (lat, lon float64, ok bool) {
	if more := imported.Load(); more != nil {
		if p, ok := (*more)[c]; ok {
			return p.lat, p.lon, true
		}
	}
	p, ok := points()[c]
	return p.lat, p.lon, ok
}

// imported are points of areas whose boundaries an office brought.
var imported atomic.Pointer[map[Code]point]

// Place is where an area lies.
type Place struct {
	Code     Code
	Lat, Lon float64
}

// ApplyPoints makes these points the ones in force before the embedded ones, in
// place of those applied before.
func ApplyPoints(places []Place) {
	more := make(map[Code]point, len(places))
	for _, p := range places {
		more[p.Code] = point{lat: p.Lat, lon: p.Lon}
	}
	imported.Store(&more)
}

// TerrainOf is the terrain of the kecamatan in which the area lies.
func TerrainOf(c Code) Terrain { return points()[c.At(Kecamatan)].terrain }

// DistanceKM is the great-circle distance between two points in degrees.
func DistanceKM(lat1, lon1, lat2, lon2 float64) float64 {
	const radius, rad = 6371.0, math.Pi / 180
	dLat, dLon := (lat2-lat1)*rad, (lon2-lon1)*rad
	up, along := math.Sin(dLat/2), math.Sin(dLon/2)
	h := up*up + math.Cos(lat1*rad)*math.Cos(lat2*rad)*along*along
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}
