package outreach

import (
	"math"
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
	height := math.Round(max(width*0.52, 240))
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
	for _, v := range villages {
		if p, ok := to(v.Code); ok {
			c.Add(document.Circle{X: p.X, Y: p.Y, R: 4, Paint: document.Paint{Fill: white, Stroke: inkGrey, Width: 1.5}})
		}
	}
	var way []document.Point
	for _, code := range codes {
		if p, ok := to(code); ok {
			way = append(way, p)
		}
	}
	if len(way) > 1 {
		c.Add(document.Polyline{Points: way, Paint: document.Paint{Stroke: inkBlue, Width: 3.5}},
			document.Polyline{Points: []document.Point{way[len(way)-1], way[0]}, Paint: document.Paint{Stroke: inkBack, Width: 2.5, Dash: []float64{2, 7}}})
	}
	// Names first, so that no number disappears behind one; above and below by
	// turns, because stops that follow each other often lie close together.
	named := map[region.Code]bool{}
	for i, s := range stops {
		code := region.Code(s.Village)
		if p, ok := to(code); ok && !named[code] {
			named[code] = true
			y := p.Y - 20
			if i%2 == 1 {
				y = p.Y + 30
			}
			c.Add(document.Text{X: p.X, Y: y, S: region.Name(code), Size: 13, Align: document.Center, Fill: inkWords})
		}
	}
	used := map[document.Point]int{}
	for i, s := range stops {
		p, ok := to(region.Code(s.Village))
		if !ok {
			continue
		}
		x := p.X + float64(used[p])*22 // several stops of one village stand side by side
		used[p]++
		c.Add(document.Circle{X: x, Y: p.Y, R: 12, Paint: document.Paint{Fill: white, Stroke: inkNavy, Width: 3}},
			document.Text{X: x, Y: p.Y + 5, S: strconv.Itoa(i + 1), Size: 13, Bold: true, Align: document.Center, Fill: inkNavy})
	}
	if p, ok := to(home); ok {
		c.Add(document.Rect{X: p.X - 10, Y: p.Y - 10, W: 20, H: 20, Paint: document.Paint{Fill: inkBlue, Stroke: white, Width: 2}},
			document.Polygon{Points: []document.Point{{X: p.X - 6, Y: p.Y + 1}, {X: p.X, Y: p.Y - 5}, {X: p.X + 6, Y: p.Y + 1}, {X: p.X + 6, Y: p.Y + 6}, {X: p.X - 6, Y: p.Y + 6}},
				Paint: document.Paint{Fill: white}})
	}
	return c
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
