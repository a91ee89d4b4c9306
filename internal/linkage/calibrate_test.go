package linkage

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// Where people find that the search is too bold or too timid, its probabilities
// come to be what they find.
func TestCalibrate(t *testing.T) {
	for what, truth := range map[string]Calibration{"right": {1, 0}, "too bold": {.5, -.5}, "too timid": {1.6, .8}} {
		r := rand.New(rand.NewPCG(11, 4))
		var all []Decided
		for range 6000 {
			p := r.Float64()
			all = append(all, Decided{p, r.Float64() < truth.Apply(p)})
		}
		c := Calibrate(all)
		for _, p := range []float64{.05, .3, .5, .8, .97} {
			if d := math.Abs(c.Apply(p) - truth.Apply(p)); d > .03 {
				t.Errorf("%s: of %v comes %.3f, not %.3f (%+v)", what, p, c.Apply(p), truth.Apply(p), c)
			}
		}
	}
}

// A few decisions change little, none nothing, and order stays as it was.
func TestCalibrateProperties(t *testing.T) {
	if c := Calibrate(nil); c != Uncorrected {
		t.Errorf("from nothing %+v", c)
	}
	if c := Calibrate([]Decided{{.99, false}, {.01, true}}); math.Abs(c.Apply(.5)-.5) > .1 || c.A < .5 {
		t.Errorf("from two %+v", c)
	}
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Decided {
			return Decided{rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Bool().Draw(t, "same")}
		}), 0, 200).Draw(t, "decided")
		c := Calibrate(all)
		a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
		if x, y := c.Apply(a), c.Apply(b); math.IsNaN(x) || x < 0 || x > 1 || a < b && x > y+1e-12 {
			t.Fatalf("%+v: %v of %v, %v of %v", c, x, a, y, b)
		}
		if p := c.Undo(c.Apply(a)); a > .001 && a < .999 && c.A < 3 && math.Abs(c.B) < 4 && math.Abs(p-a) > .01 {
			t.Fatalf("%+v: %v became %v", c, a, p)
		}
	})
}
