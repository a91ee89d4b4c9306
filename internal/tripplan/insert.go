package tripplan

import "math"

// Price is what a change makes of a plan.
type Price struct {
	Before, After Value
	Route, At     int  // where the node is then: the route, and its index among the visits
	Plan          Plan // the plan with the change; other tours are as they were
}

// Prices tells what changes of plans of one problem cost. It keeps what is
// reckoned of the problem, which must not change meanwhile; one goroutine uses it.
type Prices struct{ c *compiled }

// PricesOf reckons what prices of a problem's plans are made of.
func PricesOf(p *Problem) *Prices { return &Prices{compileFor(p, false)} }

// Insert tells what it costs to serve one more node, or to serve it elsewhere:
// in a route, or with None wherever it costs least. The other visits keep their
// order. Where it cannot be, the reason says why. The plan must be one of the problem.
func (q *Prices) Insert(plan Plan, node, route int) (Price, bool, Reason) {
	p := q.c.p
	if !inside(p, plan, node) || route < None || route >= len(p.Routes) {
		return Price{}, false, Reason{Kind: Unknown, Route: None}
	}
	s := q.priced(plan)
	u := int32(node)
	changed := map[int32]bool{}
	if r := s.where[u]; r >= 0 { // it moves
		if s.c.routes[r].frozen {
			return Price{}, false, Reason{Kind: RouteFrozen, Route: int(r)}
		}
		s.take(r, int(s.pos[u]), int(s.pos[u])+1)
		if changed[r] = true; !s.settle(r) {
			return Price{}, false, Reason{Kind: NoTime, Route: int(r)}
		}
	}
	best := spot{route: None, cost: math.Inf(1)}
	for r := range s.tours {
		if route == None || route == r {
			s.exact(u, int32(r), &best)
		}
	}
	if best.route < 0 {
		if route != None {
			return Price{}, false, s.barred(u, int32(route))
		}
		return Price{}, false, q.Why(plan, node)
	}
	s.put(u, best.route, best.at)
	changed[best.route] = true
	out := Price{Before: Evaluate(p, plan), Route: int(best.route), At: int(best.at), Plan: s.changed(plan, changed)}
	out.After = Evaluate(p, out.Plan)
	return out, true, Reason{Kind: Served, Route: int(best.route)}
}

// Remove tells what it makes of a plan to leave a node out, with the second
// visit that waits for it.
func (q *Prices) Remove(plan Plan, node int) (Price, bool) {
	p := q.c.p
	if !inside(p, plan, node) {
		return Price{}, false
	}
	s := q.priced(plan)
	u := int32(node)
	r := s.where[u]
	if r < 0 || s.c.routes[r].frozen {
		return Price{}, false
	}
	at := int(s.pos[u])
	s.take(r, at, at+1)
	if !s.settle(r) {
		return Price{}, false
	}
	s.orphans(u)
	changed := map[int32]bool{}
	for _, t := range s.touched {
		changed[t] = true
	}
	out := Price{Before: Evaluate(p, plan), Route: int(r), At: at - 1, Plan: s.changed(plan, changed)}
	out.After = Evaluate(p, out.Plan)
	return out, true
}

// Arrange is a plan with these orders, by route, and its times; a route whose
// order cannot be driven is named instead. It checks times only: Check the rest.
func Arrange(p *Problem, orders [][]int) (plan Plan, cannot []int) {
	c := compileFor(p, false)
	plan.Tours = make([]Tour, len(p.Routes))
	for r := range p.Routes {
		var order []int32
		if r < len(orders) {
			for _, n := range orders[r] {
				if n >= 0 && n < len(p.Nodes) {
					order = append(order, int32(n))
				}
			}
		}
		tour, ok := c.schedule(r, order)
		if !ok {
			cannot = append(cannot, r)
		}
		plan.Tours[r] = tour
	}
	return plan, cannot
}

func inside(p *Problem, plan Plan, node int) bool {
	if node < 0 || node >= len(p.Nodes) || len(plan.Tours) != len(p.Routes) {
		return false
	}
	for _, t := range plan.Tours {
		for _, v := range t.Visits {
			if v.Node < 0 || v.Node >= len(p.Nodes) {
				return false
			}
		}
	}
	return true
}

// priced is a state that does what the plan does.
func (q *Prices) priced(plan Plan) *state {
	s := newState(q.c, 1)
	for r := range plan.Tours {
		for _, v := range plan.Tours[r].Visits {
			if s.where[v.Node] < 0 {
				s.put(int32(v.Node), int32(r), int32(s.tours[r].count()))
			}
		}
		s.settle(int32(r))
	}
	s.commit()
	return s
}

// exact keeps the cheapest spot of a route at which the node can be.
func (s *state) exact(u, r int32, best *spot) {
	if !s.c.mayServe(int(r), int(u)) || !s.mayJoin(u, r) {
		return
	}
	for k := range len(s.tours[r].stops) - 1 {
		was := *best
		s.test(u, r, k, best)
		if *best != was && !s.affords(u, *best) {
			*best = was
		}
	}
}

// changed is the plan with new tours where something changed.
func (s *state) changed(plan Plan, routes map[int32]bool) Plan {
	out := Plan{Tours: append([]Tour(nil), plan.Tours...)}
	for r := range routes {
		var order []int32
		for _, st := range s.tours[r].stops[1 : len(s.tours[r].stops)-1] {
			order = append(order, st.node)
		}
		out.Tours[r], _ = s.c.schedule(int(r), order)
	}
	return out
}
