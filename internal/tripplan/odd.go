package tripplan

import (
	"context"
	"math"
	"math/rand/v2"
)

// Odd makes a problem of any odd kind from a seed: hours that exclude each other,
// one vehicle, no kit, no money, everybody urgent, ways that are longer than the
// way round, or missing, frozen routes, thousands of people at one place. It is
// what the solver is tried on against the checker.
func Odd(seed uint64) *Problem {
	r := rand.New(rand.NewPCG(seed, 1))
	days := 1 + r.IntN(5)
	places := 1 + r.IntN(20)
	n := r.IntN(60)
	switch {
	case seed%97 == 96:
		places = 1
	case seed%1000 == 999:
		places, n = 1, 5000
	case seed%50 == 49:
		n = 400 // more than every position is tried for
	}
	p := &Problem{Days: days, Budget: -1, Groups: r.IntN(6)}
	oddTables(p, r, places)
	switch r.IntN(4) {
	case 0:
		p.Budget = 0
	case 1:
		p.Budget = int64(r.IntN(500_000))
	}
	if chance(r, 0.6) {
		p.Kits = make([]int, days)
		for d := range p.Kits {
			p.Kits[d] = r.IntN(3)
		}
	}
	for range r.IntN(4) {
		p.Areas = append(p.Areas, Quota{Least: r.IntN(6)})
	}
	hours := oddHours(r, days)
	oddRoutes(p, r, places)
	all := chance(r, 0.1)
	for range n {
		p.Nodes = append(p.Nodes, oddNode(p, r, places, hours, all))
	}
	if chance(r, 0.2) {
		oddFrozen(p, r)
	}
	return p
}

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// oddFrozen freezes a route as a short search would plan it, unless somebody in
// it waits for another route.
func oddFrozen(p *Problem, r *rand.Rand) {
	plan, err := Solve(context.Background(), p, Options{Iterations: 2})
	if err != nil {
		panic(err)
	}
	i := r.IntN(len(p.Routes))
	for _, n := range plan.Tours[i].Nodes() {
		if p.Nodes[n].After != None {
			return
		}
	}
	p.Routes[i].Frozen = plan.Tours[i].Nodes()
}

func oddTables(p *Problem, r *rand.Rand, places int) {
	x, y := make([]float64, places), make([]float64, places)
	for i := range x {
		x[i], y[i] = r.Float64()*40, r.Float64()*40
	}
	wild, holes := chance(r, 0.2), chance(r, 0.2)
	for range 1 + r.IntN(2) {
		t, err := NewTable(places, func(a, b int) (float64, float64) {
			km := math.Hypot(x[a]-x[b], y[a]-y[b])
			if wild {
				km *= 0.2 + 2*r.Float64()
			}
			if holes && chance(r, 0.2) {
				return math.Inf(1), 0
			}
			return km * 2, km
		})
		if err != nil {
			panic(err)
		}
		p.Tables = append(p.Tables, t)
	}
}

func oddHours(r *rand.Rand, days int) (hours []Hours) {
	for range 4 {
		h := make(Hours, days)
		if chance(r, 0.3) {
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
	return hours
}

func oddRoutes(p *Problem, r *rand.Rand, places int) {
	for d := range p.Days {
		for team := range 1 + r.IntN(3) {
			route := Route{Day: d, Team: team, From: r.IntN(places), To: r.IntN(places), Open: 420 + float64(r.IntN(90)), Close: 600 + float64(r.IntN(400)),
				Fixed: int64(r.IntN(2)) * 50_000, PerKM: int64(r.IntN(3000)), Skills: r.Uint64() & 3, Equipment: r.Uint64() & 3, Table: r.IntN(len(p.Tables))}
			if chance(r, 0.5) {
				route.Break = Break{From: 660 + float64(r.IntN(60)), To: 720 + float64(r.IntN(60)), Minutes: float64(15 * r.IntN(5))}
			}
			if chance(r, 0.2) {
				route.Most = 1 + r.IntN(5)
			}
			if chance(r, 0.2) {
				route.Capacity = r.IntN(10)
			}
			p.Routes = append(p.Routes, route)
		}
	}
}

func oddNode(p *Problem, r *rand.Rand, places int, hours []Hours, all bool) Node {
	node := NewNode(r.IntN(places), float64(r.IntN(40)))
	node.Setup = float64(r.IntN(3) * 10)
	node.Weight = float64(r.IntN(10)) / 2
	node.Urgent = all || chance(r, 0.1)
	node.Promised = chance(r, 0.05)
	node.Load = r.IntN(4)
	if chance(r, 0.5) {
		node.Hours = hours[r.IntN(len(hours))]
	}
	if chance(r, 0.2) {
		node.Days = Mask{r.Uint64()}
	}
	if chance(r, 0.2) {
		node.Deadline = r.IntN(p.Days + 1)
	}
	if chance(r, 0.3) {
		node.Skills = 1 << r.IntN(2)
	}
	if chance(r, 0.5) {
		node.Equipment = r.Uint64() & 3
	}
	if p.Groups > 0 && chance(r, 0.3) {
		node.Group = r.IntN(p.Groups)
	}
	if len(p.Areas) > 0 && chance(r, 0.5) {
		node.Area = r.IntN(len(p.Areas))
	}
	if i := len(p.Nodes); i > 0 && chance(r, 0.15) {
		if a := r.IntN(i); p.Nodes[a].After == None && (node.Group == None || node.Group != p.Nodes[a].Group) {
			node.After, node.Gap = a, r.IntN(3)
		}
	}
	if chance(r, 0.05) {
		node.Pin = r.IntN(len(p.Routes))
	}
	node.Exclude = chance(r, 0.03)
	if chance(r, 0.2) {
		node.Until = 420 + float64(r.IntN(400))
	}
	return node
}
