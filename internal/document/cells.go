package document

import (
	"math"
	"slices"
)

// cell is what is nearer to one point than to any other, within a circle: what
// a village may look like where its boundary is not known.
type cell struct {
	points []Point
	beyond []int // of the side that begins at the point: the neighbour, -1 the open
}

const (
	cellSides = 24  // of the circle
	cellReach = 2.2 // its radius, in distances between neighbours
)

// cells are the cells of the points. Two points in one place share it.
func cells(points []Point) []cell {
	reach := cellReach * usualDistance(points)
	out := make([]cell, len(points))
	for i, p := range points {
		var c cell
		for k := range cellSides {
			a := 2 * math.Pi * float64(k) / cellSides
			c.points = append(c.points, Point{p.X + reach*math.Cos(a), p.Y + reach*math.Sin(a)})
			c.beyond = append(c.beyond, -1)
		}
		for j, q := range points {
			if d := math.Hypot(p.X-q.X, p.Y-q.Y); j != i && d > 0 && d < 2*reach {
				c = c.cut(p, q, j)
			}
		}
		out[i] = c
	}
	return out
}

// usualDistance is the middle of the distances to the nearest neighbour.
func usualDistance(points []Point) float64 {
	var all []float64
	for i, p := range points {
		nearest := math.Inf(1)
		for j, q := range points {
			if d := math.Hypot(p.X-q.X, p.Y-q.Y); j != i && d > 0 {
				nearest = min(nearest, d)
			}
		}
		if !math.IsInf(nearest, 1) {
			all = append(all, nearest)
		}
	}
	if len(all) == 0 {
		return 20
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// cut takes away what is nearer to q than to p.
func (c cell) cut(p, q Point, neighbour int) cell {
	nx, ny := q.X-p.X, q.Y-p.Y
	middle := (nx*(p.X+q.X) + ny*(p.Y+q.Y)) / 2
	side := func(s Point) float64 { return nx*s.X + ny*s.Y - middle }
	var out cell
	add := func(s Point, beyond int) {
		out.points, out.beyond = append(out.points, s), append(out.beyond, beyond)
	}
	for i, s := range c.points {
		t := c.points[(i+1)%len(c.points)]
		a, b := side(s), side(t)
		if a <= 0 {
			add(s, c.beyond[i])
		}
		if a <= 0 != (b <= 0) {
			at := Point{s.X + (t.X-s.X)*a/(a-b), s.Y + (t.Y-s.Y)*a/(a-b)}
			if a <= 0 {
				add(at, neighbour) // from here the side runs along the middle
			} else {
				add(at, c.beyond[i])
			}
		}
	}
	return out
}

// Colours of cells: of all, and of the group that is meant.
const (
	cellFill = "#e8eff8"
	cellOwn  = "#d5e4f8"
)

// DrawCells draws the cells of areas, those of the group that is meant darker:
// sides between areas of one group are faint, those between groups and to the
// open are lines.
func DrawCells(d *Canvas, points []Point, group []string, meant string) {
	all := cells(points)
	for i, c := range all {
		fill := cellFill
		if meant != "" && group[i] == meant {
			fill = cellOwn
		}
		if len(c.points) > 2 {
			d.Add(Polygon{Points: c.points, Paint: Paint{Fill: fill, Stroke: "#f7f9fc"}})
		}
	}
	for i, c := range all {
		var run []Point
		end := func() {
			if len(run) > 1 {
				d.Add(Polyline{Points: run, Paint: Paint{Stroke: "#aab4c6"}})
			}
			run = nil
		}
		for k, n := range c.beyond {
			// A side between two groups is drawn once.
			if n < 0 || group[n] != group[i] && n > i {
				if run == nil {
					run = append(run, c.points[k])
				}
				run = append(run, c.points[(k+1)%len(c.points)])
				continue
			}
			end()
		}
		end()
	}
}
