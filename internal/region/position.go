package region

import (
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Position is a place on the ground as a phone or a map gives it. The zero
// Position is not known: nobody lives there.
type Position struct{ Lat, Lon float64 }

// The land and sea of the country, with a margin: a position outside it is a
// slip of the finger or a swap of the two numbers.
const (
	south, north = -11.5, 6.5
	west, east   = 94.5, 141.5
)

// ParsePosition reads "-8.0512, 111.7104" as phones and maps write it, with a
// decimal point or, where a semicolon or space parts the two, a comma. Swapped
// numbers are put in order. Empty is not known.
func ParsePosition(s string) (Position, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Position{}, nil
	}
	if len(s) > 60 {
		return Position{}, fault.New(fault.Invalid, "region.position.shape")
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == ' ' || r == '\t' })
	if len(parts) == 1 {
		parts = strings.Split(s, ",")
	}
	if len(parts) != 2 {
		return Position{}, fault.New(fault.Invalid, "region.position.shape")
	}
	var n [2]float64
	for i, p := range parts {
		v, err := strconv.ParseFloat(strings.Replace(strings.Trim(p, ","), ",", ".", 1), 64)
		if err != nil || v != v {
			return Position{}, fault.New(fault.Invalid, "region.position.shape")
		}
		n[i] = v
	}
	p := Position{n[0], n[1]}
	if !p.here() {
		p = Position{n[1], n[0]}
	}
	if !p.here() {
		return Position{}, fault.New(fault.Invalid, "region.position.outside")
	}
	return p, nil
}

func (p Position) here() bool {
	return p.Lat > south && p.Lat < north && p.Lon > west && p.Lon < east && p != Position{}
}

// Text is the canonical form that is stored, to about a metre: "-8.05120,111.71040".
func (p Position) Text() string {
	if p == (Position{}) {
		return ""
	}
	return strconv.FormatFloat(p.Lat, 'f', 5, 64) + "," + strconv.FormatFloat(p.Lon, 'f', 5, 64)
}
