package tripplan

import (
	"context"
	"math"
	"slices"
	"testing"
)

// What Insert and Remove promise is what Evaluate says of the plan afterwards,
// and the checker accepts it.
func TestPricesAreWhatComesOfThem(t *testing.T) {
	inserted, moved, removed := 0, 0, 0
	for seed := range uint64(12) {
		p := Odd(seed)
		plan, err := Solve(context.Background(), p, Options{Seed: seed, Iterations: 3})
		if err != nil {
			t.Fatal(err)
		}
		prices := PricesOf(p)    // one for all of them
		for n := range p.Nodes { // so that there is room
			if price, ok := prices.Remove(plan, n); ok && n%3 == 0 {
				plan = price.Plan
			}
		}
		served := plan.Served(len(p.Nodes))
		for n := range p.Nodes {
			for r := None; r < len(p.Routes); r++ {
				price, ok, reason := prices.Insert(plan, n, r)
				switch {
				case !ok && (reason.Kind == "" || reason.Kind == Possible || reason.Kind == Served):
					t.Fatalf("seed %d, node %d, route %d: not inserted because %q", seed, n, r, reason.Kind)
				case !ok:
					continue
				}
				if served[n] == None {
					inserted++
				} else {
					moved++
				}
				keeps(t, p, seed, price)
			}
			if served[n] == None {
				why := prices.Why(plan, n)
				others := why.Kind == Outranked || why.Kind == ForQuota || why.Kind == Better
				if others || why.Kind == Possible || why.Kind == NoMoney && len(why.Displaces) > 0 {
					keeps(t, p, seed, why.Price)
				}
				if others && len(why.Displaces) == 0 {
					t.Fatalf("seed %d, node %d: %s, by nobody", seed, n, why.Kind)
				}
				if more := why.Price.Before.lessThan(why.Price.After); others && more != (why.Kind == Better) {
					t.Fatalf("seed %d, node %d: %s, and serves more: %t", seed, n, why.Kind, more)
				}
			}
			if price, ok := prices.Remove(plan, n); ok {
				removed++
				keeps(t, p, seed, price)
			}
		}
	}
	if inserted < 5 || moved < 100 || removed < 50 {
		t.Errorf("tried too little: %d inserted, %d moved, %d removed", inserted, moved, removed)
	}
}

// After an exchange nobody is left out in whose favour another should go, the
// plan is worth as much or more, and the checker accepts it.
func TestAnExchangeLeavesNobodyOutForLess(t *testing.T) {
	improved, told := 0, 0
	for seed := range uint64(12) {
		p := Odd(seed)
		plan, err := Solve(context.Background(), p, Options{Seed: seed, Iterations: 3})
		if err != nil {
			t.Fatal(err)
		}
		prices := PricesOf(p)
		for n := range p.Nodes { // as a search that was stopped
			if price, ok := prices.Remove(plan, n); ok && n%3 == 0 {
				plan = price.Plan
			}
		}
		parts := []float64{0}
		better := prices.Exchange(context.Background(), plan, func(part float64) { parts = append(parts, part) })
		if !slices.IsSorted(parts) || parts[len(parts)-1] >= 1 {
			t.Errorf("seed %d: progress %v", seed, parts)
		}
		told += len(parts) - 1
		if v := Check(p, better); len(v) > 0 {
			t.Fatalf("seed %d: %v", seed, v)
		}
		switch p.Compare(Evaluate(p, better), Evaluate(p, plan)) {
		case 1:
			improved++
		case -1:
			t.Errorf("seed %d: worse", seed)
		}
		for n, route := range better.Served(len(p.Nodes)) {
			if route != None {
				continue
			}
			why := prices.Why(better, n)
			if (why.Kind == Better || why.Kind == Possible) && why.Price.Before.lessThan(why.Price.After) {
				t.Errorf("seed %d, node %d: %s", seed, n, why.Kind)
			}
		}
		stopped, cancel := context.WithCancel(context.Background())
		cancel()
		if same := prices.Exchange(stopped, plan, nil); p.Compare(Evaluate(p, same), Evaluate(p, plan)) != 0 {
			t.Errorf("seed %d: goes on after its end", seed)
		}
	}
	if improved == 0 || told == 0 {
		t.Errorf("%d plans were improved, and progress told %d times: this proves nothing", improved, told)
	}
	p := lineProblem(t, 60)
	p.Nodes = []Node{NewNode(1, 300), NewNode(2, 300)}
	p.Nodes[1].Weight = 5
	plan, _ := Arrange(p, [][]int{{0}})
	if got := PricesOf(p).Exchange(context.Background(), plan, nil).Served(2); got[0] != None || got[1] != 0 {
		t.Errorf("who weighs less goes on being served: %v", got)
	}
}

func keeps(t *testing.T, p *Problem, seed uint64, price Price) {
	t.Helper()
	if v := Check(p, price.Plan); len(v) > 0 {
		t.Fatalf("seed %d: %v", seed, v)
	}
	if got := Evaluate(p, price.Plan); got != price.After {
		t.Fatalf("seed %d: says %+v, is %+v", seed, price.After, got)
	}
	if math.IsNaN(price.After.Minutes) {
		t.Fatal("minutes")
	}
}

func TestThatWhichIsKeptByDifferencesIsRight(t *testing.T) {
	for seed := range uint64(25) {
		p := Odd(seed)
		c := compile(p)
		c.full = seed%2 == 0
		s := newState(c, seed)
		if err := s.freeze(); err != nil {
			t.Fatal(err)
		}
		s.begin(nil)
		var b record
		s.anneal(&clock{ctx: context.Background(), iterations: 150}, &b)
		if len(p.Nodes) == 0 {
			continue
		}
		v := Evaluate(p, c.plan(b.orders))
		if v.Promised != b.must || v.Short != b.short || math.Abs(v.Weight-b.weight) > slight || v.People != b.people || float64(v.Rupiah) != b.rupiah {
			t.Fatalf("seed %d: recorded %+v, is %+v", seed, b, v)
		}
		energy, rupiah := s.energy, s.rupiah
		s.afresh()
		if math.Abs(energy-s.energy) > 1e-5*(1+math.Abs(energy)) || rupiah != s.rupiah {
			t.Fatalf("seed %d: energy %v, afresh %v; rupiah %v, afresh %v", seed, energy, s.energy, rupiah, s.rupiah)
		}
	}
}

func TestTheSameSeedGivesTheSamePlan(t *testing.T) {
	for seed := range uint64(8) {
		p := Odd(seed)
		for threads := range 3 {
			o := Options{Seed: seed, Iterations: 80, Threads: threads}
			a, _ := Solve(context.Background(), p, o)
			b, _ := Solve(context.Background(), p, o)
			if !equal(a, b) {
				t.Fatalf("seed %d: two plans", seed)
			}
		}
	}
}

func equal(a, b Plan) bool {
	for r := range a.Tours {
		if len(a.Tours[r].Visits) != len(b.Tours[r].Visits) || a.Tours[r].Leave != b.Tours[r].Leave {
			return false
		}
		for i := range a.Tours[r].Visits {
			if a.Tours[r].Visits[i] != b.Tours[r].Visits[i] {
				return false
			}
		}
	}
	return true
}
