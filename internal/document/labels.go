package document

import (
	"math"
	"slices"
)

// Label is a name that belongs to a mark on a map; without words the mark is
// kept clear all the same.
type Label struct {
	At   Point
	R    float64 // of the mark, which no name may cover
	S    string
	Size float64
	Bold bool
	Fill string
}

// leaderFrom is how far a name stands from its mark before a line must say
// which mark it belongs to.
const leaderFrom = 14

// AddLabels writes each name beside its mark, where it covers neither a mark
// nor another name, and crosses as few lines as it can. What is taken already
// is kept clear too. A name for which there is no room is left out: the number
// in the mark and the table below say the same, and a pile of names says
// nothing.
func (c *Canvas) AddLabels(labels []Label, taken []Rect, lines [][]Point) {
	taken = slices.Clone(taken)
	for _, l := range labels {
		taken = append(taken, around(l.At, l.R))
	}
	for _, l := range labels {
		box, ok := c.room(l, taken, lines)
		if !ok || l.S == "" {
			continue
		}
		taken = append(taken, box)
		if far := nearest(box, l.At); math.Hypot(far.X-l.At.X, far.Y-l.At.Y) > l.R+leaderFrom {
			from := towards(l.At, far, l.R)
			c.Add(Line{X1: from.X, Y1: from.Y, X2: far.X, Y2: far.Y, Paint: Paint{Stroke: l.Fill, Width: 0.75}})
		}
		c.Add(Text{X: box.X + box.W/2, Y: box.Y + box.H*0.78, S: l.S, Size: l.Size, Bold: l.Bold, Align: Center, Fill: l.Fill, Halo: true})
	}
}

// room finds the place for a name: near the mark first, then farther out.
func (c *Canvas) room(l Label, taken []Rect, lines [][]Point) (best Rect, ok bool) {
	w, h := canvasWidth(l.S, l.Size, l.Bold)*otherFace+2, l.Size*1.25
	cost := math.Inf(1)
	for ring, gap := range []float64{3, 10, 20, 34, 50} {
		for turn := range 16 {
			a := float64(turn) * math.Pi / 8
			x, y := math.Cos(a), math.Sin(a)
			box := Rect{X: l.At.X + x*(l.R+gap+w/2) - w/2, Y: l.At.Y + y*(l.R+gap+h/2) - h/2, W: w, H: h}
			if box.X < 2 || box.Y < 2 || box.X+w > c.W-2 || box.Y+h > c.H-2 ||
				slices.ContainsFunc(taken, func(o Rect) bool { return touches(box, o) }) {
				continue
			}
			if now := float64(ring) + 3*float64(crossed(box, lines)); now < cost {
				best, cost, ok = box, now, true
			}
		}
		if ok && cost <= float64(ring) {
			return best, true
		}
	}
	return best, ok
}

// SpreadMarks moves marks of one radius so far from each other that none covers
// another, each as little as that takes. The first ones stay where they are.
func SpreadMarks(at []Point, r, w, h float64) []Point {
	out := make([]Point, 0, len(at))
	free := func(p Point) bool {
		return p.X >= r && p.Y >= r && p.X <= w-r && p.Y <= h-r &&
			!slices.ContainsFunc(out, func(o Point) bool { return math.Hypot(p.X-o.X, p.Y-o.Y) < 2*r+2 })
	}
	for _, p := range at {
		found := p
	search:
		for step := 0.0; step <= w+h && !free(found); step += r / 3 {
			for turn := range 24 {
				a := float64(turn) * math.Pi / 12
				if q := (Point{X: p.X + step*math.Cos(a), Y: p.Y + step*math.Sin(a)}); free(q) {
					found = q
					break search
				}
			}
		}
		out = append(out, found)
	}
	return out
}

func around(p Point, r float64) Rect { return Rect{X: p.X - r, Y: p.Y - r, W: 2 * r, H: 2 * r} }

func touches(a, b Rect) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

// nearest is the point of a box that is nearest to another point.
func nearest(b Rect, p Point) Point {
	return Point{X: min(max(p.X, b.X), b.X+b.W), Y: min(max(p.Y, b.Y), b.Y+b.H)}
}

// towards is the point at a distance from one point on the way to another.
func towards(from, to Point, distance float64) Point {
	d := math.Hypot(to.X-from.X, to.Y-from.Y)
	if d == 0 {
		return from
	}
	return Point{X: from.X + (to.X-from.X)*distance/d, Y: from.Y + (to.Y-from.Y)*distance/d}
}

// crossed counts the pieces of lines that run through a box.
func crossed(b Rect, lines [][]Point) (n int) {
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			if runsThrough(b, line[i-1], line[i]) {
				n++
			}
		}
	}
	return n
}

// runsThrough clips the piece against the box (Liang and Barsky).
func runsThrough(b Rect, p, q Point) bool {
	from, to := 0.0, 1.0
	for _, e := range [][2]float64{{p.X - q.X, p.X - b.X}, {q.X - p.X, b.X + b.W - p.X}, {p.Y - q.Y, p.Y - b.Y}, {q.Y - p.Y, b.Y + b.H - p.Y}} {
		switch {
		case e[0] == 0 && e[1] < 0:
			return false
		case e[0] < 0:
			from = max(from, e[1]/e[0])
		case e[0] > 0:
			to = min(to, e[1]/e[0])
		}
	}
	return from <= to
}
