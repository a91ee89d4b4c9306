package document

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// A cell holds its own point, and nothing of it is nearer to another one.
func TestCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var points []Point
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			points = append(points, Point{rapid.Float64Range(0, 500).Draw(t, "x"), rapid.Float64Range(0, 500).Draw(t, "y")})
		}
		for i, c := range cells(points) {
			if len(c.points) != len(c.beyond) {
				t.Fatal("a side without what lies beyond it")
			}
			for k, s := range c.points {
				if n := c.beyond[k]; n < -1 || n >= len(points) || n == i {
					t.Fatalf("beyond the side lies %d", n)
				}
				own := math.Hypot(s.X-points[i].X, s.Y-points[i].Y)
				for j, q := range points {
					if d := math.Hypot(s.X-q.X, s.Y-q.Y); j != i && q != points[i] && d < own-1e-6*max(1, own) {
						t.Fatalf("%v of cell %d is nearer to %d: %v < %v", s, i, j, d, own)
					}
				}
			}
		}
	})
}
