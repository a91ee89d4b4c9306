package linkage

import "math"

// Calibration corrects probabilities by what people decided: of those that were
// told to be so probable, how many were the person. The log-odds are stretched
// by A and moved by B; {1, 0} changes nothing.
type Calibration struct{ A, B float64 }

// Uncorrected is the calibration that changes nothing.
var Uncorrected = Calibration{A: 1}

// Decided is a candidate on whom a person decided.
type Decided struct {
	Probability float64 // as the search gave it, before any calibration
	Same        bool
}

// How strongly a calibration holds to what the search says: about as if a hundred
// decisions had agreed with it.
const (
	holdA = 60
	holdB = 15
)

// Calibrate learns from decisions (Platt 1999, with a prior at {1, 0}): a few of
// them move it little.
func Calibrate(all []Decided) Calibration {
	c := Uncorrected
	for range 25 { // Newton's steps; a handful is enough
		ga, gb := -holdA*(c.A-1), -holdB*c.B
		haa, hab, hbb := float64(holdA), 0., float64(holdB)
		for _, d := range all {
			x := logOdds(d.Probability)
			p := 1 / (1 + math.Exp(-c.A*x-c.B))
			y := 0.0
			if d.Same {
				y = 1
			}
			w := p * (1 - p)
			ga, gb = ga+(y-p)*x, gb+(y-p)
			haa, hab, hbb = haa+w*x*x, hab+w*x, hbb+w
		}
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		step := 1.0
		if m := max(math.Abs(da), math.Abs(db)); m > 1 {
			step = 1 / m
		}
		c.A, c.B = c.A+step*da, c.B+step*db
		if math.Abs(da)+math.Abs(db) < 1e-9 {
			break
		}
	}
	c.A = max(c.A, .2) // more probable stays more probable, whatever was decided
	return c
}

// Apply corrects a probability.
func (c Calibration) Apply(p float64) float64 { return 1 / (1 + math.Exp(-c.A*logOdds(p)-c.B)) }

// Undo gives what Apply made a probability of.
func (c Calibration) Undo(p float64) float64 { return 1 / (1 + math.Exp((c.B-logOdds(p))/c.A)) }

// logOdds are natural, and not without end.
func logOdds(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}
