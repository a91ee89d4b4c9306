package tripplan

import (
	"context"
	"math"
	"runtime"
	"sync"
	"time"
)

// Options say how long a plan is sought, and from where.
type Options struct {
	Seed       uint64
	Iterations int                            // of each thread; 0: until CPU is used up
	CPU        time.Duration                  // processor time of all threads together; 0: until Iterations are done
	Threads    int                            // 0: one
	Start      *Plan                          // to begin with, as far as it is allowed
	Progress   func(part float64, best Value) // now and then, from one goroutine; what is best on its thread
}

// defaultIterations are done if nothing bounds the search.
const defaultIterations = 20_000

// Solve seeks the best plan. It always returns one that Check accepts, with an
// error (*Wrong) only where the problem is malformed or a frozen route breaks a
// rule. When ctx ends, it returns what it has. The same problem, seed, iterations
// and threads give the same plan, unless CPU or ctx end the search.
func Solve(ctx context.Context, p *Problem, o Options) (Plan, error) {
	if err := p.Validate(); err != nil {
		return Plan{}, err
	}
	c := compile(p)
	first := newState(c, o.Seed)
	if err := first.freeze(); err != nil {
		return Plan{}, err
	}
	threads := max(1, min(o.Threads, 64))
	if o.Iterations <= 0 && o.CPU <= 0 {
		o.Iterations = defaultIterations
	}
	best := make([]record, threads)
	var wait sync.WaitGroup
	for i := range threads {
		run := func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			begun := threadTime()
			k := &clock{ctx: ctx, iterations: o.Iterations, cpu: o.CPU / time.Duration(threads), spent: func() time.Duration { return threadTime() - begun }}
			s := first
			if i == 0 && o.Progress != nil {
				k.progress = func(part float64, b *record) { o.Progress(part, Evaluate(p, c.plan(b.orders))) }
			}
			if i > 0 {
				s = newState(c, o.Seed+uint64(i)*0x9e3779b97f4a7c15)
				_ = s.freeze() // the first did it without an error
			}
			s.begin(o.Start)
			s.anneal(k, &best[i])
		}
		if i == threads-1 {
			run()
			continue
		}
		wait.Go(run)
	}
	wait.Wait()
	plan := c.plan(best[0].orders)
	for i := 1; i < threads; i++ {
		if other := c.plan(best[i].orders); p.Compare(Evaluate(p, other), Evaluate(p, plan)) > 0 {
			plan = other
		}
	}
	return plan, nil
}

// freeze puts what is frozen where it belongs, and refuses what breaks a rule.
func (s *state) freeze() error {
	orders := make([][]int32, len(s.tours))
	for r := range s.c.p.Routes {
		for _, n := range s.c.p.Routes[r].Frozen {
			orders[r] = append(orders[r], int32(n))
		}
	}
	plan := s.c.plan(orders)
	for _, v := range Check(s.c.p, plan) {
		return &Wrong{v.Node, v.Route, "Frozen", v.String()}
	}
	for r := range orders {
		if tour, ok := s.c.schedule(r, orders[r]); !ok && len(orders[r]) > 0 || len(tour.Visits) != len(orders[r]) {
			return &Wrong{None, r, "Frozen", "its times cannot be kept"}
		}
		for i, u := range orders[r] {
			s.put(u, int32(r), int32(i))
		}
		s.settle(int32(r))
	}
	s.commit()
	return nil
}

// begin serves what an earlier plan served, as far as it may, and then whoever
// else fits.
func (s *state) begin(start *Plan) {
	if start != nil {
		for r := range min(len(start.Tours), len(s.tours)) {
			for _, v := range start.Tours[r].Visits {
				s.follow(v.Node, int32(r))
			}
		}
	}
	s.absent = s.absent[:0]
	for u := range s.where {
		if s.where[u] < 0 {
			s.absent = append(s.absent, int32(u))
		}
	}
	if len(s.tours) > 0 {
		s.recreate()
		for u := range s.where { // second visits whose first has its day now
			if s.where[u] < 0 && s.c.nodes[u].after >= 0 {
				s.absent = append(s.absent, int32(u))
			}
		}
		s.recreate()
	}
	s.commit()
	s.afresh()
}

// follow appends a node to a route, if that is allowed and can be driven.
func (s *state) follow(n int, r int32) {
	if n < 0 || n >= len(s.where) || s.where[n] >= 0 {
		return
	}
	u := int32(n)
	if !s.mayGo(u, r) {
		return
	}
	best := spot{route: None, cost: math.Inf(1)}
	s.test(u, r, len(s.tours[r].stops)-2, &best)
	if best.route >= 0 && s.affords(u, best) {
		s.put(u, r, best.at)
	}
}

// plan writes orders down with their times.
func (c *compiled) plan(orders [][]int32) Plan {
	out := Plan{Tours: make([]Tour, len(c.routes))}
	for r := range c.routes {
		out.Tours[r] = Tour{Rest: None, Leave: c.routes[r].open, Back: c.routes[r].open}
		if r < len(orders) {
			if t, ok := c.schedule(r, orders[r]); ok {
				out.Tours[r] = t
			}
		}
	}
	return out
}
