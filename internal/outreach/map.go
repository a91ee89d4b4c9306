package outreach

import (
	"math"
	"slices"
	"strconv"

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
// among the villages of the kecamatan. Villages are points: boundaries are not
// known everywhere, and a drawn guess would look like knowledge.
func routeMap(home, area region.Code, stops []Stop, width float64) *document.Canvas {
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
	to := projection(all, width, height)
	if to == nil {
		return c
	}
	var dots [][]document.Point // a name rather lies beside a village than over it
	for _, v := range villages {
		if p, ok := to(v.Code); ok {
			dots = append(dots, []document.Point{{X: p.X - 3, Y: p.Y}, {X: p.X + 3, Y: p.Y}})
			c.Add(document.Circle{X: p.X, Y: p.Y, R: 4, Paint: document.Paint{Fill: white, Stroke: inkGrey, Width: 1.5}})
		}
	}
	var at []document.Point
	var shown []int // which stops have a known place
	for i, stop := range stops {
		if p, ok := to(region.Code(stop.Village)); ok {
			at, shown = append(at, p), append(shown, i)
		}
	}
	start, hasHome := to(home)
	if hasHome {
		at = append([]document.Point{start}, at...)
	}
	marks := document.SpreadMarks(at, markRadius, width, height)
	c.Add(wayOf(marks)...)
	var labels []document.Label
	if hasHome {
		c.Add(house(marks[0])...)
		labels = append(labels, document.Label{At: marks[0], R: markRadius, S: region.Name(home), Size: 13, Bold: true, Fill: inkNavy})
		at, marks = at[1:], marks[1:]
	}
	named := map[string]bool{}
	for i, p := range marks {
		if math.Hypot(p.X-at[i].X, p.Y-at[i].Y) > markRadius {
			c.Add(document.Line{X1: at[i].X, Y1: at[i].Y, X2: p.X, Y2: p.Y, Paint: document.Paint{Stroke: inkNavy, Width: 1}})
		}
		n := strconv.Itoa(shown[i] + 1)
		c.Add(document.Circle{X: p.X, Y: p.Y, R: 12, Paint: document.Paint{Fill: white, Stroke: inkNavy, Width: 3}},
			document.Text{X: p.X, Y: p.Y + 5, S: n, Size: 13, Bold: true, Align: document.Center, Fill: inkNavy})
		label := document.Label{At: p, R: markRadius, Size: 13, Fill: inkWords}
		if v := stops[shown[i]].Village; !named[v] {
			named[v], label.S = true, region.Name(region.Code(v))
		}
		labels = append(labels, label)
	}
	c.AddLabels(labels, nil, append(dots, append(slices.Clone(marks), start)))
	return c
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
func projection(codes []region.Code, width, height float64) func(region.Code) (document.Point, bool) {
	const margin = 34
	south, north, west, east := 90.0, -90.0, 180.0, -180.0
	for _, c := range codes {
		if lat, lon, ok := region.Point(c); ok {
			south, north = min(south, lat), max(north, lat)
			west, east = min(west, lon), max(east, lon)
		}
	}
	if south > north {
		return nil
	}
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := min((width-2*margin)/max(0.01, (east-west)*squeeze), (height-2*margin)/max(0.01, north-south))
	left := (width - (east-west)*squeeze*scale) / 2
	top := (height - (north-south)*scale) / 2
	return func(c region.Code) (document.Point, bool) {
		lat, lon, ok := region.Point(c)
		return document.Point{X: math.Round(left + (lon-west)*squeeze*scale), Y: math.Round(top + (north-lat)*scale)}, ok
	}
}
