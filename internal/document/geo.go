package document

import (
	"strconv"
	"strings"
)

// ParseLine reads a line as it is kept: lat,lon with a space between the points.
// What is no point is left out.
func ParseLine(text string) []Geo {
	var out []Geo
	for p := range strings.FieldsSeq(text) {
		a, b, _ := strings.Cut(p, ",")
		lat, err1 := strconv.ParseFloat(a, 64)
		lon, err2 := strconv.ParseFloat(b, 64)
		if g := (Geo{lat, lon}); err1 == nil && err2 == nil && g.onEarth() {
			out = append(out, g)
		}
	}
	return out
}
