package outreach

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/region"
)

// Colours of the route map: those of the tokens in ui.css.
const (
	inkNavy  = "#1f2855"
	inkBlue  = "#196bcd"
	inkBack  = "#6d8fc0"
	inkGrey  = "#76819a"
	paper    = "#f7f9fc"
	white    = "#ffffff"
	inkWords = "#4a546c"
)

// routeMap draws the way of a trip from the office through its stops and back,
// among the villages of the kecamatan, on the boundaries that the office brought
// or else on cells around the points of villages, which the note calls a guess.
func routeMap(home, area region.Code, stops []Stop, spots map[string]region.Position, outline [][]document.Geo, width float64) *document.Canvas {
	height := math.Round(max(width*0.52, 260))
	c := &document.Canvas{W: width, H: height}
	c.Add(document.Rect{W: width, H: height, Paint: document.Paint{Fill: paper}})
	codes := []region.Code{home}
	for _, s := range stops {
		codes = append(codes, region.Code(s.Village))
	}
	villages := region.Villages(area)
	all := append([]region.Code{}, codes...)
	for _, v := range villages {
		all = append(all, v.Code)
	}
	var own []region.Position
	for _, s := range stops {
		if at, ok := spots[s.Institution]; ok {
			own = append(own, at)
		}
	}
	to := projection(all, own, width, height)
	if to == nil {
		return c
	}
	around := drawGround(c, to, home, area, outline)
	var dots [][]document.Point // a name rather lies beside a village than over it
	for _, v := range villages {
		if p, ok := at(to, v.Code); ok {
			dots = append(dots, []document.Point{{X: p.X - 3, Y: p.Y}, {X: p.X + 3, Y: p.Y}})
			c.Add(document.Circle{X: p.X, Y: p.Y, R: 4, Paint: document.Paint{Fill: white, Stroke: inkGrey, Width: 1.5}})
		}
	}
	// One mark a village, or point of an institution, with the numbers of all its stops: several marks on one
	// point would hide each other.
	var places []document.Point
	var marked []villageMark
	for i, stop := range stops {
		p, ok := at(to, region.Code(stop.Village))
		spot, own := spots[stop.Institution]
		if own {
			p, ok = to(spot.Lat, spot.Lon), true
		}
		if !ok {
			continue
		}
		if j := markOf(marked, stop, spots); j >= 0 {
			marked[j].stops = append(marked[j].stops, i+1)
			continue
		}
		places, marked = append(places, p), append(marked, villageMark{stop.Village, spot, []int{i + 1}})
	}
	start, hasHome := at(to, home)
	if hasHome {
		places = append([]document.Point{start}, places...)
	}
	marks := document.SpreadMarks(places, markRadius, width, height)
	var labels []document.Label
	if hasHome {
		start = marks[0]
		labels = append(labels, document.Label{At: start, R: markRadius, S: region.Name(home), Size: 13, Bold: true, Fill: inkNavy})
		places, marks = places[1:], marks[1:]
	}
	way := routeThrough(stops, spots, marked, marks)
	if hasHome && len(way) > 0 {
		way = append([]document.Point{start}, way...)
		c.Add(wayOf(way)...)
	}
	around.names(c, home, area) // over the way, with a rim, so that they can be read
	for i, p := range marks {
		if math.Hypot(p.X-places[i].X, p.Y-places[i].Y) > markRadius {
			c.Add(document.Line{X1: places[i].X, Y1: places[i].Y, X2: p.X, Y2: p.Y, Paint: document.Paint{Stroke: inkNavy, Width: 1}})
		}
	}
	if hasHome {
		c.Add(house(start)...)
	}
	for i, p := range marks {
		c.Add(document.Circle{X: p.X, Y: p.Y, R: 12, Paint: document.Paint{Fill: white, Stroke: inkNavy, Width: 3}},
			document.Text{X: p.X, Y: p.Y + 5, S: strconv.Itoa(marked[i].stops[0]), Size: 13, Bold: true, Align: document.Center, Fill: inkNavy})
		labels = append(labels, document.Label{At: p, R: markRadius, S: marked[i].label(), Size: 13, Fill: inkWords})
	}
	if len(way) > 1 {
		dots = append(dots, append(slices.Clone(way), way[0]))
	}
	c.AddLabels(labels, nil, dots)
	return c
}

// villageMark is a village of a trip with the numbers of its stops, or the point
// of an institution there.
type villageMark struct {
	village string
	spot    region.Position
	stops   []int
}

// label is "Kelutan", or "Kelutan 4, 6–10" where several stops share the mark.
func (m villageMark) label() string {
	name := region.Name(region.Code(m.village))
	if len(m.stops) < 2 {
		return name
	}
	var parts []string
	for i := 0; i < len(m.stops); {
		j := i
		for j+1 < len(m.stops) && m.stops[j+1] == m.stops[j]+1 {
			j++
		}
		part := strconv.Itoa(m.stops[i])
		if j > i {
			part += "–" + strconv.Itoa(m.stops[j])
		}
		parts, i = append(parts, part), j+1
	}
	return name + " " + strings.Join(parts, ", ")
}

// routeThrough is the way of the stops through the marks of their villages.
func routeThrough(stops []Stop, spots map[string]region.Position, marked []villageMark, marks []document.Point) (way []document.Point) {
	last := -1
	for _, stop := range stops {
		i := markOf(marked, stop, spots)
		if i >= 0 && i != last {
			way, last = append(way, marks[i]), i
		}
	}
	return way
}

// markOf is the mark of a stop, -1 where it has none yet.
func markOf(marked []villageMark, stop Stop, spots map[string]region.Position) int {
	return slices.IndexFunc(marked, func(m villageMark) bool { return m.village == stop.Village && m.spot == spots[stop.Institution] })
}

// markRadius is that of a stop with its border.
const markRadius = 14.0

// wayOf is the route through the marks and, dashed, home again.
func wayOf(marks []document.Point) []document.Shape {
	if len(marks) < 2 {
		return nil
	}
	return []document.Shape{
		document.Polyline{Points: marks, Paint: document.Paint{Stroke: inkBlue, Width: 3.5}},
		document.Polyline{Points: []document.Point{marks[len(marks)-1], marks[0]}, Paint: document.Paint{Stroke: inkBack, Width: 2.5, Dash: []float64{2, 7}}}}
}

// house is the mark of the office.
func house(p document.Point) []document.Shape {
	return []document.Shape{
		document.Rect{X: p.X - 10, Y: p.Y - 10, W: 20, H: 20, Paint: document.Paint{Fill: inkBlue, Stroke: white, Width: 2}},
		document.Polygon{Points: []document.Point{{X: p.X - 6, Y: p.Y + 1}, {X: p.X, Y: p.Y - 5}, {X: p.X + 6, Y: p.Y + 1}, {X: p.X + 6, Y: p.Y + 6}, {X: p.X - 6, Y: p.Y + 6}},
			Paint: document.Paint{Fill: white}}}
}

// projection fits the points into the box with a margin; nil where none is known.
func projection(codes []region.Code, own []region.Position, width, height float64) func(lat, lon float64) document.Point {
	const margin = 34
	south, north, west, east := 90.0, -90.0, 180.0, -180.0
	for _, c := range codes {
		if lat, lon, ok := region.Point(c); ok {
			own = append(own, region.Position{Lat: lat, Lon: lon})
		}
	}
	for _, p := range own {
		south, north = min(south, p.Lat), max(north, p.Lat)
		west, east = min(west, p.Lon), max(east, p.Lon)
	}
	if south > north {
		return nil
	}
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := min((width-2*margin)/max(0.01, (east-west)*squeeze), (height-2*margin)/max(0.01, north-south))
	left := (width - (east-west)*squeeze*scale) / 2
	top := (height - (north-south)*scale) / 2
	return func(lat, lon float64) document.Point {
		return document.Point{X: math.Round(left + (lon-west)*squeeze*scale), Y: math.Round(top + (north-lat)*scale)}
	}
}

// at is where an area's point lies on the map; false where none is known.
func at(to func(lat, lon float64) document.Point, c region.Code) (document.Point, bool) {
	lat, lon, ok := region.Point(c)
	return to(lat, lon), ok
}

// groundBeyond is how far beyond its edge a map knows what it lies on.
const groundBeyond = 80.0

// ground is what the villages of a map are, by their kecamatan.
type ground struct {
	points []document.Point
	group  []string
}

// drawGround draws what the route lies on, as far as it is to be seen.
func drawGround(c *document.Canvas, to func(lat, lon float64) document.Point, home, area region.Code, outline [][]document.Geo) (g ground) {
	seen := func(p document.Point) bool {
		return p.X > -groundBeyond && p.Y > -groundBeyond && p.X < c.W+groundBeyond && p.Y < c.H+groundBeyond
	}
	for _, line := range outline {
		points := make([]document.Point, len(line))
		visible := false
		for i, at := range line {
			points[i] = to(at.Lat, at.Lon)
			visible = visible || seen(points[i])
		}
		if visible {
			c.Add(document.Polyline{Points: points, Paint: document.Paint{Stroke: "#aab4c6"}})
		}
	}
	for _, v := range region.Villages(home.At(region.Kabupaten)) {
		if p, ok := at(to, v.Code); ok && seen(p) {
			g.points, g.group = append(g.points, p), append(g.group, string(v.Code.At(region.Kecamatan)))
		}
	}
	if len(outline) == 0 {
		document.DrawCells(c, g.points, g.group, string(area))
	}
	return g
}

// namesFrom is how wide a map is that has room for the names of the kecamatan
// around.
const namesFrom = 600.0

// names writes them, each amid its villages; where the trip begins and where it
// goes to other names stand.
func (g ground) names(c *document.Canvas, home, area region.Code) {
	if c.W < namesFrom {
		return
	}
	for _, k := range slices.Compact(slices.Sorted(slices.Values(g.group))) {
		var amid document.Point
		n := 0.0
		for i, p := range g.points {
			if g.group[i] == k {
				amid, n = document.Point{X: amid.X + p.X, Y: amid.Y + p.Y}, n+1
			}
		}
		amid = document.Point{X: math.Round(amid.X / n), Y: math.Round(amid.Y / n)}
		if k == string(area) || k == string(home.At(region.Kecamatan)) || n < 3 ||
			amid.X < 4*markRadius || amid.Y < markRadius || amid.X > c.W-4*markRadius || amid.Y > c.H-markRadius {
			continue
		}
		c.Add(document.Text{X: amid.X, Y: amid.Y, S: strings.ToUpper(region.Name(region.Code(k))), Size: 12, Align: document.Center, Fill: inkWords, Halo: true})
	}
}
