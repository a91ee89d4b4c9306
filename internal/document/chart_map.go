package document

import (
	"math"
	"slices"
	"strings"
)

// Area is a place with a count.
type Area struct {
	Name     string
	Lat, Lon float64
	Count    float64
	Label    bool   // print the name beside the circle
	Group    string // what it belongs to, for DotMap.Cells
}

// DotMap shows counts of areas as circles whose area, not width, grows with the
// count. Areas are never filled: a count in a large, empty village must not look
// larger.
type DotMap struct {
	Title   string
	Words   ChartWords
	Areas   []Area
	Outline [][]Geo // boundaries, if they were imported
	Cells   bool    // without boundaries: a guess around each area, by its group
	Width   float64 // 0 is 640
}

// Geo is a point on the earth, in degrees.
type Geo struct{ Lat, Lon float64 }

// onEarth says whether there is such a place; what is none must not stretch the
// map beyond all measure.
func (g Geo) onEarth() bool {
	return g.Lat >= -90 && g.Lat <= 90 && g.Lon >= -180 && g.Lon <= 180
}

// Table holds the map's figures, largest first.
func (m DotMap) Table() DataTable {
	t := DataTable{Caption: m.Title, Head: []string{m.Words.Item, m.Words.Value}}
	for _, a := range m.sorted() {
		t.Rows = append(t.Rows, []string{a.Name, m.Words.number(a.Count)})
	}
	return t
}

func (m DotMap) sorted() []Area {
	areas := slices.Clone(m.Areas)
	slices.SortStableFunc(areas, func(a, b Area) int {
		switch {
		case a.Count > b.Count:
			return -1
		case a.Count < b.Count:
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return areas
}

// Canvas draws the map; north is up.
func (m DotMap) Canvas() *Canvas {
	width := m.Width
	if width == 0 {
		width = 640
	}
	border := 30.0
	m.Areas = slices.DeleteFunc(slices.Clone(m.Areas), func(a Area) bool { return !Geo{a.Lat, a.Lon}.onEarth() })
	place, height := m.projection(width, border)
	cells := m.Cells && len(m.Outline) == 0
	var points []Point
	var group []string
	locate := func() {
		points, group = nil, nil
		for _, a := range m.Areas {
			if !a.Label {
				points, group = append(points, place(Geo{a.Lat, a.Lon})), append(group, a.Group)
			}
		}
	}
	if cells { // which reach further out than the points
		locate()
		border = max(border, min(cellReach*usualDistance(points)+4, width/5))
		place, height = m.projection(width, border)
		locate()
	}
	d := &Canvas{W: width, H: height, Title: m.Title}
	for _, line := range m.Outline {
		pts := make([]Point, len(line))
		for i, g := range line {
			pts[i] = place(g)
		}
		d.Add(Polyline{Points: pts, Paint: Paint{Stroke: "#aab4c6"}})
	}
	if cells {
		DrawCells(d, points, group, "")
	}
	largest := 20 * math.Min(1, width/640)
	top := 0.0
	for _, a := range m.Areas {
		top = max(top, nonNegative(a.Count))
	}
	var labels []Shape
	var taken []Rect
	// The largest first, so that a small circle is never hidden under a large one.
	for _, a := range m.sorted() {
		p := place(Geo{a.Lat, a.Lon})
		r := 1.5
		if nonNegative(a.Count) == 0 {
			d.Add(Circle{X: p.X, Y: p.Y, R: r, Paint: Paint{Fill: "#aab4c6"}})
		} else {
			r = max(2.5, largest*math.Sqrt(nonNegative(a.Count)/top))
			d.Add(Circle{X: p.X, Y: p.Y, R: r, Paint: Paint{Fill: "#8fb8ea", Stroke: "#12529f", Width: 1}})
		}
		if a.Label {
			half := canvasWidth(a.Name, chartSize, true)*otherFace/2 + 2
			x := max(half, min(p.X, width-half))
			if y, ok := clear(taken, Rect{X: x - half, W: 2 * half, H: chartSize}, p.Y-r-4, p.Y+r+chartSize+2); ok {
				taken = append(taken, Rect{X: x - half, Y: y - chartSize, W: 2 * half, H: chartSize})
				labels = append(labels, Text{X: x, Y: y, S: a.Name, Size: chartSize, Bold: true, Fill: chartInk, Align: Center, Halo: true})
			}
		}
	}
	d.Add(labels...)
	return d
}

// clear finds the first base line on which a label touches no other. A name for
// which there is none is left out: two on top of each other say nothing, and
// the table names every area.
func clear(taken []Rect, label Rect, lines ...float64) (float64, bool) {
	for _, y := range lines {
		label.Y = y - label.H
		if !slices.ContainsFunc(taken, func(o Rect) bool { return touches(label, o) }) {
			return y, true
		}
	}
	return 0, false
}

// projection is equirectangular at the middle latitude: a kabupaten is small.
func (m DotMap) projection(width, border float64) (func(Geo) Point, float64) {
	var all []Geo
	for _, a := range m.Areas {
		all = append(all, Geo{a.Lat, a.Lon})
	}
	for _, l := range m.Outline {
		all = append(all, l...)
	}
	if len(all) == 0 {
		return func(Geo) Point { return Point{width / 2, width / 4} }, width / 2
	}
	lo, hi := all[0], all[0]
	for _, g := range all {
		lo = Geo{math.Min(lo.Lat, g.Lat), math.Min(lo.Lon, g.Lon)}
		hi = Geo{math.Max(hi.Lat, g.Lat), math.Max(hi.Lon, g.Lon)}
	}
	squeeze := math.Cos((lo.Lat + hi.Lat) / 2 * math.Pi / 180)
	spanX := math.Max((hi.Lon-lo.Lon)*squeeze, 1e-4)
	spanY := math.Max(hi.Lat-lo.Lat, 1e-4)
	k := (width - 2*border) / spanX
	// A tall district must still fit a screen.
	if most := width * 1.1; spanY*k > most {
		k = most / spanY
	}
	left := (width - spanX*k) / 2
	return func(g Geo) Point {
		return Point{left + (g.Lon-lo.Lon)*squeeze*k, border + (hi.Lat-g.Lat)*k}
	}, spanY*k + 2*border
}
