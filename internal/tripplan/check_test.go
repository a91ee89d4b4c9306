package tripplan

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// breakers are ways to break a plan, each of one kind: they change the plan, or
// the rule that it kept. False: this plan cannot be broken so.
var breakers = map[Kind]func(r *rand.Rand, p *Problem, plan *Plan) bool{
	Shape: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		switch v := &plan.Tours[t].Visits[i]; r.IntN(4) {
		case 0:
			plan.Tours = plan.Tours[:len(plan.Tours)-1]
		case 1:
			v.Node = len(p.Nodes)
		case 2:
			v.Start = math.NaN()
		default:
			plan.Tours[t].Back = math.NaN()
		}
		return true
	},
	Twice: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		v := &plan.Tours[t].Visits
		*v = append(*v, (*v)[i])
		return true
	},
	Group: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		u, j := visited(r, plan)
		a, b := plan.Tours[t].Visits[i].Node, plan.Tours[u].Visits[j].Node
		p.Groups++
		p.Nodes[a].Group, p.Nodes[b].Group = p.Groups-1, p.Groups-1
		return a != b
	},
	Excluded: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Nodes[v.Node].Exclude = true
		return true
	}),
	Pinned: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Nodes[v.Node].Pin = (route + 1) % len(p.Routes)
		return len(p.Routes) > 1
	}),
	Frozen: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, _ := visited(r, plan)
		order := plan.Tours[t].Nodes()
		slices.Reverse(order)
		if len(order) == 1 {
			order = []int{}
		}
		p.Routes[t].Frozen = order
		return true
	},
	DayClosed: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Nodes[v.Node].Days = Mask{}.With(p.Routes[route].Day + 1)
		return true
	}),
	Deadline: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Nodes[v.Node].Deadline = p.Routes[route].Day - 1
		return p.Routes[route].Day > 0
	}),
	Outside: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		if r.IntN(2) == 0 {
			p.Nodes[v.Node].Until = v.Leave - 0.5
			return v.Leave > 0.5
		}
		p.Nodes[v.Node].Hours = Hours{{{v.Start - 60, v.Start - 1}, {v.Start + 1, v.Start + 60}}}
		return true
	}),
	Skill: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Nodes[v.Node].Skills |= 1 << 63
		return true
	}),
	Equipped: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Routes[route].Equipment = 0
		p.Nodes[v.Node].Equipment |= 2
		return true
	}),
	NoKit: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Kits = make([]int, p.Days)
		p.Nodes[v.Node].Equipment |= Kit
		return true
	}),
	TooEarly: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		tour := &plan.Tours[t]
		switch r.IntN(4) {
		case 0:
			tour.Leave = p.Routes[t].Open - 1
		case 1:
			tour.Visits[i].Arrive = tour.Leave - 1
		case 2:
			tour.Visits[i].Start = tour.Visits[i].Arrive - 1
		default:
			tour.Back = tour.Visits[len(tour.Visits)-1].Leave - 1
		}
		return true
	},
	TooLate: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, _ := visited(r, plan)
		p.Routes[t].Close = plan.Tours[t].Back - 0.5
		return true
	},
	Short: node(func(r *rand.Rand, p *Problem, route int, v *Visit) bool {
		p.Nodes[v.Node].Service++
		return true
	}),
	NoWay: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		place, table := p.Nodes[plan.Tours[t].Visits[i].Node].Place, p.Tables[p.Routes[t].Table]
		holed, err := NewTable(table.n, func(from, to int) (float64, float64) {
			if to == place {
				return math.Inf(1), 0
			}
			return table.Minutes(from, to), table.KM(from, to)
		})
		p.Tables = slices.Clone(p.Tables)
		p.Tables[p.Routes[t].Table] = holed
		return err == nil
	},
	Rest: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		tour := &plan.Tours[t]
		switch b := p.Routes[t].Break; {
		case b.Minutes <= 0:
			p.Routes[t].Break = Break{From: tour.Leave, To: tour.Back - 1, Minutes: 10}
			return tour.Back-tour.Leave > 2
		case tour.Rest == None:
			return false
		case r.IntN(2) == 0:
			tour.Rest = b.To + 1
		default: // while somebody is served
			tour.Rest = tour.Visits[i].Start
			return tour.Visits[i].Leave > tour.Visits[i].Start
		}
		return true
	},
	TooMany: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, _ := visited(r, plan)
		p.Routes[t].Most = len(plan.Tours[t].Visits) - 1
		return p.Routes[t].Most > 0
	},
	TooMuch: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		p.Routes[t].Capacity = 5
		p.Nodes[plan.Tours[t].Visits[i].Node].Load = 6
		return true
	},
	TooDear: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		p.Budget = Evaluate(p, *plan).Rupiah - 1
		return p.Budget >= 0
	},
	Order: func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		u, j := visited(r, plan)
		if p.Routes[t].Day > p.Routes[u].Day {
			return false
		}
		p.Nodes[plan.Tours[t].Visits[i].Node].After = plan.Tours[u].Visits[j].Node
		return true
	},
}

func node(f func(r *rand.Rand, p *Problem, route int, v *Visit) bool) func(r *rand.Rand, p *Problem, plan *Plan) bool {
	return func(r *rand.Rand, p *Problem, plan *Plan) bool {
		t, i := visited(r, plan)
		return f(r, p, t, &plan.Tours[t].Visits[i])
	}
}

// visited is a visit of the plan, which has one.
func visited(r *rand.Rand, plan *Plan) (tour, visit int) {
	for {
		if t := r.IntN(len(plan.Tours)); len(plan.Tours[t].Visits) > 0 {
			return t, r.IntN(len(plan.Tours[t].Visits))
		}
	}
}

func TestTheCheckerRejectsEveryBrokenPlan(t *testing.T) {
	const all = 1000
	kinds := make([]Kind, 0, len(breakers))
	for k := range breakers {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	broken, rejected := map[Kind]int{}, 0
	tried := 0
	for seed := uint64(0); tried < all; seed++ {
		p := Odd(seed)
		plan, err := Solve(context.Background(), p, Options{Seed: seed, Iterations: 20})
		if err != nil {
			t.Fatal(err)
		}
		if Evaluate(p, plan).KM == 0 || len(p.Nodes) > 100 {
			continue
		}
		r := rand.New(rand.NewPCG(seed, 7))
		for range len(kinds) {
			// the kind that was broken least often: each in its turn
			kind := slices.MinFunc(kinds, func(a, b Kind) int { return broken[a] - broken[b] })
			q, worse := copied(p), copiedPlan(plan)
			if !breakers[kind](r, q, &worse) {
				kind = kinds[r.IntN(len(kinds))]
				if q, worse = copied(p), copiedPlan(plan); !breakers[kind](r, q, &worse) {
					continue
				}
			}
			broken[kind]++
			tried++
			if slices.ContainsFunc(Check(q, worse), func(v Violation) bool { return v.Kind == kind }) {
				rejected++
			} else {
				t.Errorf("seed %d: a plan broken by %q: %v", seed, kind, Check(q, worse))
			}
			if tried == all {
				break
			}
		}
	}
	if rejected != all {
		t.Errorf("%d of %d rejected", rejected, all)
	}
	for _, k := range kinds {
		if broken[k] < 20 {
			t.Errorf("%q was broken only %d times", k, broken[k])
		}
	}
}

func copied(p *Problem) *Problem {
	q := *p
	q.Nodes, q.Routes = slices.Clone(p.Nodes), slices.Clone(p.Routes)
	for i := range q.Routes { // what is frozen would break as well
		q.Routes[i].Frozen = nil
	}
	return &q
}

func copiedPlan(plan Plan) Plan {
	out := Plan{Tours: slices.Clone(plan.Tours)}
	for i := range out.Tours {
		out.Tours[i].Visits = slices.Clone(out.Tours[i].Visits)
	}
	return out
}
