package tripplan

import "math"

// stop is a place in a route's order: the start, visits, the end. Each state is
// kept twice, for a break that is still due (0) and one that is over (1).
type stop struct {
	node, place int32
	key         int32         // its place, for setup; the start and the end have none
	early       [2]float64    // when service begins at the earliest
	leave       [2]float64    // and is over
	late        [2][2]float64 // the latest arrival from which the rest of the route is possible, [setup to be paid][break]
	leg         float64       // energy of the way to the next stop
}

// tour is a route while it is planned.
type tour struct {
	stops  []stop
	energy float64 // of its ways and its leaving
	rupiah float64
	travel float64 // minutes
	load   int32
	kits   int32 // nodes that need one
	dirty  bool  // kept in saved
	saved  []stop
	keep   kept
}

// kept is what else is taken back with saved.
type kept struct {
	energy, rupiah, travel float64
	load, kits             int32
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
	inf := math.Inf(1)
	energy, km, travel := 0.0, 0.0, 0.0
	s := &t.stops[0]
	s.leave = [2]float64{r.open, inf}
	for k := 1; k <= last; k++ {
		b := &t.stops[k]
		edge := int(s.place)*c.places + int(b.place)
		way := r.leg[edge]
		s.leg = way.cost
		energy += way.cost
		travel += way.minutes
		km += r.km[edge]
		a0, a1 := s.leave[0]+way.minutes, inf
		if r.restMin > 0 {
			a1 = min(s.leave[1]+way.minutes, r.rested(s.leave[0], way.minutes))
		}
		if k == last {
			b.early = [2]float64{a0, a1}
			break
		}
		n := &c.nodes[b.node]
		w := c.window(n, r)
		take := n.service
		if s.key != b.key {
			take += n.setup
		}
		b.early[0] = w.opens(a0)
		b.leave[0] = b.early[0] + take
		b.early[1], b.leave[1] = inf, inf
		if a1 < inf {
			b.early[1] = w.opens(a1)
			b.leave[1] = b.early[1] + take
		}
		s = b
	}
	t.energy, t.travel, t.rupiah = energy, travel, 0
	if last > 1 {
		t.energy += r.fixed
		t.rupiah = r.rupiah + math.Floor(r.perKM*km)
	}
	end := &t.stops[last]
	end.late[0] = [2]float64{r.limit0, r.lim1}
	end.late[1] = end.late[0]
	for k := last - 1; k >= 1; k-- {
		b, next := &t.stops[k], &t.stops[k+1]
		way := r.leg[int(b.place)*c.places+int(next.place)].minutes
		pay := 0
		if next.key != b.key {
			pay = 1
		}
		d0, d1 := next.late[pay][0]-way, next.late[pay][1]-way
		n := &c.nodes[b.node]
		w := c.window(n, r)
		if r.restMin > 0 {
			d0 = max(d0, r.restedBy(next.late[pay][1], way))
			b.late[0][1] = w.shuts(d1 - n.service)
			b.late[1][1] = w.shuts(d1 - n.service - n.setup)
		}
		b.late[0][0] = w.shuts(d0 - n.service)
		b.late[1][0] = w.shuts(d0 - n.service - n.setup)
	}
	if last == 1 {
		t.energy, t.travel, t.stops[0].leg = 0, 0, 0
		return true
	}
	return end.early[0] <= end.late[0][0] || r.restMin > 0 && end.early[1] <= end.late[0][1]
}

// spot is where a node can go.
type spot struct {
	route, at int32 // after stop at
	cost      float64
}

// scan tries every position of a route and keeps the cheapest in best.
func (s *state) scan(u int32, ri int32, best *spot) {
	r, t := &s.c.routes[ri], &s.tours[ri]
	n := &s.c.nodes[u]
	w := s.c.window(n, r)
	open := 0.0
	if len(t.stops) == 2 {
		open = r.fixed
	}
	if r.restMin > 0 || w.more != nil {
		for k := range len(t.stops) - 1 {
			s.try(u, ri, k, best)
		}
		return
	}
	places, pu := s.c.places, int(n.place)
	from, to, take := w.from, w.to, n.service
	row := r.leg[pu*places : pu*places+places]
	stops := t.stops
	for k := range len(stops) - 1 {
		a, b := &stops[k], &stops[k+1]
		if a.leave[0] > to {
			return
		}
		in := r.leg[int(a.place)*places+pu]
		start := a.leave[0] + in.minutes
		if start > to {
			continue
		}
		start = max(start, from) + take
		if a.key != n.place {
			start += n.setup
		}
		out := row[b.place]
		pay := 0
		if b.key != n.place {
			pay = 1
		}
		if start+out.minutes > b.late[pay][0] {
			continue
		}
		cost := in.cost + out.cost - a.leg + open
		if cost < best.cost && s.rng.next()&127 != 0 {
			*best = spot{ri, int32(k), cost}
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
	l0 := w.opens(a.leave[0]+in.minutes) + take
	ok := l0+out.minutes <= b.late[pay][0]
	if !ok && r.restMin > 0 {
		l1 := w.opens(min(a.leave[1]+in.minutes, r.rested(a.leave[0], in.minutes))) + take
		ok = min(l1+out.minutes, r.rested(l0, out.minutes)) <= b.late[pay][1]
	}
	if ok {
		*best = spot{ri, int32(k), cost}
	}
}
