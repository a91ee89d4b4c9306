package region

import (
	_ "embed" // the points
	"strconv"
	"strings"
	"sync"
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
// and villages of Trenggalek. It is a fallback for a place without a position
// of its own.
func Point(c Code) (lat, lon float64, ok bool) {
	p, ok := points()[c]
	return p.lat, p.lon, ok
}

// TerrainOf is the terrain of the kecamatan in which the area lies.
func TerrainOf(c Code) Terrain { return points()[c.At(Kecamatan)].terrain }
