package document

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestNamesOfAMapNeverCollide: whatever the places and names are, no name
// covers another name or a mark, and all of them lie inside the drawing.
func TestNamesOfAMapNeverCollide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom([]float64{324, 824}).Draw(t, "width")
		c := &Canvas{W: w, H: w * 0.6}
		n := rapid.IntRange(1, 14).Draw(t, "stops")
		// Villages of one kecamatan lie close together.
		spread := rapid.Float64Range(1, c.H-40).Draw(t, "spread")
		var at []Point
		for range n {
			at = append(at, Point{X: 20 + rapid.Float64Range(0, spread).Draw(t, "x"), Y: 20 + rapid.Float64Range(0, spread).Draw(t, "y")})
		}
		const r = 12
		marks := SpreadMarks(at, r, c.W, c.H)
		var labels []Label
		for i, m := range marks {
			labels = append(labels, Label{At: m, R: r, S: fmt.Sprintf("Desa Sumberbening %d", i), Size: 13, Fill: "#000000"})
		}
		c.AddLabels(labels, nil, [][]Point{marks})
		var boxes []Rect
		for _, s := range c.Shapes {
			if x, ok := s.(Text); ok {
				width := canvasWidth(x.S, x.Size, x.Bold)
				boxes = append(boxes, Rect{X: x.X - width/2, Y: x.Y - x.Size*0.75, W: width, H: x.Size * 0.95})
			}
		}
		if n == 1 && len(boxes) != 1 {
			t.Fatal("a name that has room is missing")
		}
		for i, b := range boxes {
			if b.X < 0 || b.Y < 0 || b.X+b.W > c.W || b.Y+b.H > c.H {
				t.Fatalf("a name leaves the drawing: %+v", b)
			}
			for _, o := range boxes[:i] {
				if touches(b, o) {
					t.Fatalf("two names collide: %+v %+v", b, o)
				}
			}
			for _, m := range marks {
				if touches(b, around(m, r-1)) {
					t.Fatalf("a name covers a mark: %+v %+v", b, m)
				}
			}
		}
		for i, m := range marks {
			for _, o := range marks[:i] {
				if math.Hypot(m.X-o.X, m.Y-o.Y) < 2*r {
					t.Fatalf("two marks collide: %v %v", m, o)
				}
			}
		}
	})
}

func TestRunsThrough(t *testing.T) {
	b := Rect{X: 10, Y: 10, W: 20, H: 10}
	for _, tt := range []struct {
		p, q Point
		want bool
	}{
		{Point{0, 15}, Point{40, 15}, true},
		{Point{0, 0}, Point{40, 30}, true},
		{Point{0, 5}, Point{40, 5}, false},
		{Point{5, 0}, Point{5, 30}, false},
		{Point{15, 12}, Point{16, 13}, true},
		{Point{0, 0}, Point{9, 9}, false},
	} {
		if got := runsThrough(b, tt.p, tt.q); got != tt.want {
			t.Errorf("%v to %v: %v", tt.p, tt.q, got)
		}
	}
}
