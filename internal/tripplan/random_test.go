package tripplan

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// anyProblem makes a problem of any odd kind from a seed: hours that exclude each
// other, one vehicle, no kit, no money, everybody urgent, ways that are longer
// than the way round or missing.
func anyProblem(seed uint64) *Problem {
	r := rand.New(rand.NewPCG(seed, 1))
	chance := func(p float64) bool { return r.Float64() < p }
	days := 1 + r.IntN(5)
	places := 1 + r.IntN(20)
	p := &Problem{Days: days, Budget: -1, Groups: r.IntN(6)}
	x, y := make([]float64, places), make([]float64, places)
	for i := range x {
		x[i], y[i] = r.Float64()*40, r.Float64()*40
	}
	wild, holes := chance(0.2), chance(0.2)
	for range 1 + r.IntN(2) {
		t, err := NewTable(places, func(a, b int) (float64, float64) {
			km := math.Hypot(x[a]-x[b], y[a]-y[b])
			if wild {
				km *= 0.2 + 2*r.Float64()
			}
			if holes && chance(0.2) {
				return math.Inf(1), 0
			}
			return km * 2, km
		})
		if err != nil {
			panic(err)
		}
		p.Tables = append(p.Tables, t)
	}
	switch r.IntN(4) {
	case 0:
		p.Budget = 0
	case 1:
		p.Budget = int64(r.IntN(500_000))
	}
	if chance(0.6) {
		p.Kits = make([]int, days)
		for d := range p.Kits {
			p.Kits[d] = r.IntN(3)
		}
	}
	for range r.IntN(4) {
		p.Areas = append(p.Areas, Quota{Least: r.IntN(6)})
	}
	var hours []Hours
	for range 4 {
		h := make(Hours, days)
		if chance(0.3) {
			h = make(Hours, 1)
		}
		for d := range h {
			at := 400.0
			for range r.IntN(4) {
				from := at + 1 + r.Float64()*200
				to := from + r.Float64()*120
				h[d] = append(h[d], Window{from, to})
				at = to
			}
		}
		hours = append(hours, h)
	}
	for d := range days {
		for team := range 1 + r.IntN(3) {
			route := Route{Day: d, Team: team, From: r.IntN(places), To: r.IntN(places), Open: 420 + float64(r.IntN(90)), Close: 600 + float64(r.IntN(400)),
				Fixed: int64(r.IntN(2)) * 50_000, PerKM: int64(r.IntN(3000)), Skills: r.Uint64() & 3, Equipment: r.Uint64() & 3, Table: r.IntN(len(p.Tables))}
			if chance(0.5) {
				route.Break = Break{From: 660 + float64(r.IntN(60)), To: 720 + float64(r.IntN(60)), Minutes: float64(15 * r.IntN(5))}
			}
			if chance(0.2) {
				route.Most = 1 + r.IntN(5)
			}
			if chance(0.2) {
				route.Capacity = r.IntN(10)
			}
			p.Routes = append(p.Routes, route)
		}
	}
	all := chance(0.1)
	n := r.IntN(60)
	for i := range n {
		node := NewNode(r.IntN(places), float64(r.IntN(40)))
		node.Setup = float64(r.IntN(3) * 10)
		node.Weight = float64(r.IntN(10)) / 2
		node.Urgent = all || chance(0.1)
		node.Promised = chance(0.05)
		node.Load = r.IntN(4)
		if chance(0.5) {
			node.Hours = hours[r.IntN(len(hours))]
		}
		if chance(0.2) {
			node.Days = Mask{r.Uint64()}
		}
		if chance(0.2) {
			node.Deadline = r.IntN(days + 1)
		}
		if chance(0.3) {
			node.Skills = 1 << r.IntN(2)
		}
		if chance(0.5) {
			node.Equipment = r.Uint64() & 3
		}
		if p.Groups > 0 && chance(0.3) {
			node.Group = r.IntN(p.Groups)
		}
		if len(p.Areas) > 0 && chance(0.5) {
			node.Area = r.IntN(len(p.Areas))
		}
		if i > 0 && chance(0.15) {
			if a := r.IntN(i); p.Nodes[a].After == None && (node.Group == None || node.Group != p.Nodes[a].Group) {
				node.After, node.Gap = a, r.IntN(3)
			}
		}
		if chance(0.05) {
			node.Pin = r.IntN(len(p.Routes))
		}
		node.Exclude = chance(0.03)
		p.Nodes = append(p.Nodes, node)
	}
	return p
}

func TestTheCheckerAcceptsEveryPlan(t *testing.T) {
	served, broken := 0, 0
	for seed := range uint64(600) {
		p := anyProblem(seed)
		plan, err := Solve(context.Background(), p, Options{Seed: seed, Iterations: 150})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, v := range Check(p, plan) {
			t.Errorf("seed %d: %v", seed, v)
			broken++
		}
		if broken > 10 {
			t.FailNow()
		}
		served += Evaluate(p, plan).People
	}
	if served < 1000 {
		t.Errorf("only %d people served in all of them", served)
	}
}
