package tripplan

import "math"

// stop is a place in a route's order: the start, visits, the end. Each state is
// kept twice, for a break that is still due (0) and one that is over (1).
type stop struct {
	node, place int32
	key         int32         // its place, for setup; the start and the end have none
	leave       [2]float64    // when service is over at the earliest
	late        [2][2]float64 // the latest arrival from which the rest of the route is possible, [setup to be paid][break]
	leg         float64       // energy of the way to the next stop
	way, km     float64       // its minutes; its km if they cost
	early       [2]float64    // of the end: when it is reached
}

// tour is a route while it is planned.
type tour struct {
	stops  []stop
	energy float64 // of its ways and its leaving
	rupiah float64
	load   int32
	kits   int32 // nodes that need one
	dirty  bool  // kept in saved
	saved  []stop
	ver    uint32 // another number for every order
	keep   kept
}

// kept is what else is taken back with saved.
type kept struct {
	energy, rupiah float64
	load, kits     int32
	ver            uint32
}

func (t *tour) count() int { return len(t.stops) - 2 }

// rested is the earliest arrival if the break is taken on a way that is begun at
// leave; +Inf if it cannot be.
func (r *croute) rested(leave, way float64) float64 {
	if leave > r.rest.To {
		return math.Inf(1)
	}
	return max(leave+way, r.rest.From) + r.restMin
}

// restedBy is the latest leaving for an arrival by late with the break on the
// way; -Inf if there is none.
func (r *croute) restedBy(late, way float64) float64 {
	if r.rest.From+r.restMin > late {
		return math.Inf(-1)
	}
	return min(r.rest.To, late-r.restMin-way)
}

// reckon computes everything of a tour from its order; false: it cannot be done.
func (c *compiled) reckon(r *croute, t *tour) bool {
	last := len(t.stops) - 1
	t.stops[0].leave = [2]float64{r.open, math.Inf(1)}
	end := &t.stops[last]
	end.late[0] = [2]float64{r.limit0, r.lim1}
	end.late[1] = end.late[0]
	t.energy = 0
	for k := 1; k <= last; k++ {
		c.connect(r, t, k)
		t.energy += t.stops[k-1].leg
		c.earliest(r, t, k)
	}
	for k := last - 1; k >= 1; k-- {
		c.latest(r, t, k)
	}
	if last > 1 {
		t.energy += r.fixed
	}
	return c.pay(r, t)
}

// mend is reckon after stops were put in from index from to before index to, or
// (from == to) taken out before it: only what they change.
func (c *compiled) mend(r *croute, t *tour, from, to int) bool {
	last := len(t.stops) - 1
	if last <= 2 {
		return c.reckon(r, t)
	}
	for k := from; k <= to; k++ {
		t.energy -= t.stops[k-1].leg
		c.connect(r, t, k)
		t.energy += t.stops[k-1].leg
	}
	for k := from; k <= last; k++ {
		if !c.earliest(r, t, k) && k >= to {
			break
		}
	}
	for k := to - 1; k >= 1; k-- {
		if !c.latest(r, t, k) && k < from {
			break
		}
	}
	return c.pay(r, t)
}

// pay computes the rupiah of a tour, and whether it can be done.
func (c *compiled) pay(r *croute, t *tour) bool {
	t.rupiah = 0
	last := len(t.stops) - 1
	if last == 1 {
		t.energy, t.stops[0].leg = 0, 0
		return true
	}
	t.rupiah = r.rupiah
	if r.perKM > 0 {
		km := 0.0
		for k := range last {
			km += t.stops[k].km
		}
		t.rupiah += math.Floor(r.perKM * km)
	}
	end := &t.stops[last]
	return end.early[0] <= end.late[0][0] || r.restMin > 0 && end.early[1] <= end.late[0][1]
}

// connect looks up the way to a stop.
func (c *compiled) connect(r *croute, t *tour, k int) {
	a := &t.stops[k-1]
	edge := int(a.place)*c.places + int(t.stops[k].place)
	a.leg, a.way = r.leg[edge].cost, r.leg[edge].minutes
	if r.perKM > 0 {
		a.km = r.km[edge]
	}
}

// earliest computes when a stop can begin; false: as before.
func (c *compiled) earliest(r *croute, t *tour, k int) bool {
	inf := math.Inf(1)
	a, b := &t.stops[k-1], &t.stops[k]
	a0, a1 := a.leave[0]+a.way, inf
	if r.restMin > 0 {
		a1 = min(a.leave[1]+a.way, r.rested(a.leave[0], a.way))
	}
	if k == len(t.stops)-1 {
		b.early = [2]float64{a0, a1}
		return true
	}
	n := &c.nodes[b.node]
	w := c.window(n, r)
	take := n.service
	if a.key != b.key {
		take += n.setup
	}
	leave := [2]float64{n.over(w.opens(a0) + take), inf}
	if a1 < inf {
		leave[1] = n.over(w.opens(a1) + take)
	}
	if leave == b.leave {
		return false
	}
	b.leave = leave
	return true
}

// latest computes when a stop must be reached; false: as before.
func (c *compiled) latest(r *croute, t *tour, k int) bool {
	b, next := &t.stops[k], &t.stops[k+1]
	pay := 0
	if next.key != b.key {
		pay = 1
	}
	n := &c.nodes[b.node]
	w := c.window(n, r)
	var late [2][2]float64
	d0 := next.late[pay][0] - b.way
	if r.restMin > 0 {
		d0 = max(d0, r.restedBy(next.late[pay][1], b.way))
		d1 := min(next.late[pay][1]-b.way, n.until) - n.service
		late[0][1] = w.shuts(d1)
		late[1][1] = late[0][1]
		if n.setup > 0 {
			late[1][1] = w.shuts(d1 - n.setup)
		}
	}
	d0 = min(d0, n.until)
	late[0][0] = w.shuts(d0 - n.service)
	late[1][0] = late[0][0]
	if n.setup > 0 {
		late[1][0] = w.shuts(d0 - n.service - n.setup)
	}
	if late == b.late {
		return false
	}
	b.late = late
	return true
}

// spot is where a node can go.
type spot struct {
	route, at int32 // after stop at
	cost      float64
}

// offer is the best spot of a node in a tour, and the second, as of a version.
type offer struct {
	ver          uint32
	at, second   int32
	cost, secund float64
}

// scan tries every position of a tour.
func (s *state) scan(u, ri int32, best *offer) {
	r, t := &s.c.routes[ri], &s.tours[ri]
	n := &s.c.nodes[u]
	w := s.c.window(n, r)
	inf := math.Inf(1)
	best.ver, best.at, best.second, best.cost, best.secund = t.ver, None, None, inf, inf
	keep := func(k int, cost float64) {
		if cost < best.cost {
			best.second, best.secund = best.at, best.cost
			best.at, best.cost = int32(k), cost
		} else if cost < best.secund {
			best.second, best.secund = int32(k), cost
		}
	}
	if r.restMin > 0 || w.more != nil {
		for k := range len(t.stops) - 1 {
			one := spot{cost: inf}
			if s.test(u, ri, k, &one); one.cost < inf {
				keep(k, one.cost)
			}
		}
		return
	}
	open := 0.0
	if len(t.stops) == 2 {
		open = r.fixed
	}
	places, pu := s.c.places, int(n.place)
	from, to, take := w.from, w.to, n.service
	first := from + take
	row := r.leg[pu*places : pu*places+places]
	stops := t.stops
	for k := range len(stops) - 1 {
		a, b := &stops[k], &stops[k+1]
		if a.leave[0] > to {
			return
		}
		if b.late[0][0] < first {
			continue
		}
		in := &r.leg[int(a.place)*places+pu]
		start := a.leave[0] + in.minutes
		if start > to {
			continue
		}
		start = max(start, from) + take
		if a.key != n.place {
			start += n.setup
		}
		out := &row[b.place]
		pay := 0
		if b.key != n.place {
			pay = 1
		}
		if start > n.until || start+out.minutes > b.late[pay][0] {
			continue
		}
		if cost := in.cost + out.cost - a.leg + open; cost < best.secund {
			keep(k, cost)
		}
	}
}

// try is test that now and then looks away, so that not every search takes the
// same turns.
func (s *state) try(u int32, ri int32, k int, best *spot) {
	if s.rng.next()&127 != 0 {
		s.test(u, ri, k, best)
	}
}

// test tries one position, breaks and several windows included, and keeps it if
// it is cheaper than best.
func (s *state) test(u int32, ri int32, k int, best *spot) {
	r, t := &s.c.routes[ri], &s.tours[ri]
	n := &s.c.nodes[u]
	a, b := &t.stops[k], &t.stops[k+1]
	in, out := r.leg[int(a.place)*s.c.places+int(n.place)], r.leg[int(n.place)*s.c.places+int(b.place)]
	cost := in.cost + out.cost - a.leg
	if len(t.stops) == 2 {
		cost += r.fixed
	}
	if cost >= best.cost {
		return
	}
	w := s.c.window(n, r)
	take := n.service
	if a.key != n.place {
		take += n.setup
	}
	pay := 0
	if b.key != n.place {
		pay = 1
	}
	l0 := n.over(w.opens(a.leave[0]+in.minutes) + take)
	ok := l0+out.minutes <= b.late[pay][0]
	if !ok && r.restMin > 0 {
		l1 := n.over(w.opens(min(a.leave[1]+in.minutes, r.rested(a.leave[0], in.minutes))) + take)
		ok = min(l1+out.minutes, r.rested(l0, out.minutes)) <= b.late[pay][1]
	}
	if ok {
		*best = spot{ri, int32(k), cost}
	}
}
