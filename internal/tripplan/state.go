package tripplan

import "math"

// state is a plan while it is changed. One thread owns it.
type state struct {
	c       *compiled
	rng     random
	tours   []tour
	where   []int32   // by node: its route, or -1
	pos     []int32   // by node: its index among the stops of its route
	at      [][]int32 // by place: the nodes, those served first
	slot    []int32   // by node: its index in at
	served  []int32   // by place: how many of at are served
	chosen  []int32   // by group: the node served, or -1
	areas   []int32   // people served
	kits    []int32   // by day: routes that need one
	musts   int
	short   int
	weight  float64
	people  int
	energy  float64 // what is sought, as one number; the less the better
	rupiah  float64
	touched []int32 // tours that are kept in saved
	absent  []int32 // to be placed
	marked  []uint32
	mark    uint32
	order   []turnOf
	cheap   []float64 // by node: what its best spot cost when it was looked for
	offers  []offer   // by node and route; only where every position is tried
	version uint32
	memory  *memory // where there is more than one route to choose tours for
}

func newState(c *compiled, seed uint64) *state {
	s := &state{c: c, rng: newRandom(seed), tours: make([]tour, len(c.routes)), where: make([]int32, len(c.nodes)), pos: make([]int32, len(c.nodes)), cheap: make([]float64, len(c.nodes)),
		at: make([][]int32, c.places), slot: make([]int32, len(c.nodes)), served: make([]int32, c.places), chosen: make([]int32, c.p.Groups),
		areas: make([]int32, len(c.p.Areas)), kits: make([]int32, c.p.Days), marked: make([]uint32, len(c.nodes)+len(c.routes))}
	for i := range s.where {
		s.where[i] = None
		q := c.nodes[i].place
		s.slot[i] = int32(len(s.at[q]))
		s.at[q] = append(s.at[q], int32(i))
	}
	for i := range s.chosen {
		s.chosen[i] = None
	}
	for _, a := range c.p.Areas {
		s.short += a.Least
	}
	s.energy = float64(s.short) * c.quota
	for r := range s.tours {
		t := &s.tours[r]
		t.stops = append(t.stops, stop{node: None, place: c.routes[r].from, key: -1}, stop{node: None, place: c.routes[r].to, key: -2})
		c.reckon(&c.routes[r], t)
		s.version++
		t.ver = s.version
	}
	if c.full {
		if len(c.routes) > 1 && c.p.Objective == Score {
			s.memory = newMemory(c, seed)
		}
		s.offers = make([]offer, len(c.nodes)*len(c.routes))
	}
	return s
}

// worth is what serving the node now takes off the energy.
func (s *state) worth(u int32) float64 {
	n := &s.c.nodes[u]
	w := n.weight
	if s.c.p.Objective == Distance {
		w = s.c.must
	}
	if n.must {
		w += s.c.must
	}
	if n.area >= 0 && n.first && int(s.areas[n.area]) < s.c.p.Areas[n.area].Least {
		w += s.c.quota
	}
	return w
}

// enter and leave count a node in and out; the tours are not their business.
func (s *state) enter(u, r int32) {
	n := &s.c.nodes[u]
	s.energy -= s.worth(u)
	s.where[u] = r
	s.weight += n.weight
	if n.must {
		s.musts++
	}
	if n.first {
		s.people++
		if n.area >= 0 {
			if int(s.areas[n.area]) < s.c.p.Areas[n.area].Least {
				s.short--
			}
			s.areas[n.area]++
		}
	}
	if n.group >= 0 {
		s.chosen[n.group] = u
	}
	s.swap(u, s.served[n.place])
	s.served[n.place]++
}

func (s *state) leave(u int32) {
	n := &s.c.nodes[u]
	s.where[u] = None
	s.weight -= n.weight
	if n.must {
		s.musts--
	}
	if n.first {
		s.people--
		if n.area >= 0 {
			s.areas[n.area]--
			if int(s.areas[n.area]) < s.c.p.Areas[n.area].Least {
				s.short++
			}
		}
	}
	if n.group >= 0 {
		s.chosen[n.group] = None
	}
	s.served[n.place]--
	s.swap(u, s.served[n.place])
	s.energy += s.worth(u)
}

func (s *state) swap(u, to int32) {
	list := s.at[s.c.nodes[u].place]
	from := s.slot[u]
	v := list[to]
	list[from], list[to] = v, u
	s.slot[v], s.slot[u] = from, to
}

// touch keeps a tour so that undo can bring it back.
func (s *state) touch(r int32) *tour {
	t := &s.tours[r]
	if !t.dirty {
		t.dirty = true
		t.saved = append(t.saved[:0], t.stops...)
		t.keep = kept{t.energy, t.rupiah, t.load, t.kits, t.ver}
		s.touched = append(s.touched, r)
	}
	return t
}

// settle reckons a tour whose order changed; false: it cannot be done.
func (s *state) settle(r int32) bool {
	t := &s.tours[r]
	energy, rupiah := t.energy, t.rupiah
	ok := s.c.reckon(&s.c.routes[r], t)
	s.settled(t, energy, rupiah, 1)
	return ok
}

// mend is settle for stops from … to-1 that were put in, or taken out before to.
func (s *state) mend(r int32, from, to int) bool {
	t := &s.tours[r]
	energy, rupiah := t.energy, t.rupiah
	ok := s.c.mend(&s.c.routes[r], t, from, to)
	s.settled(t, energy, rupiah, from)
	return ok
}

func (s *state) settled(t *tour, energy, rupiah float64, from int) {
	s.version++
	t.ver = s.version
	s.energy += t.energy - energy
	s.rupiah += t.rupiah - rupiah
	for k := from; k < len(t.stops)-1; k++ {
		s.pos[t.stops[k].node] = int32(k)
	}
}

// put serves a node after the stop at.
func (s *state) put(u, r, at int32) {
	t := s.touch(r)
	n := &s.c.nodes[u]
	t.stops = append(t.stops, stop{})
	copy(t.stops[at+2:], t.stops[at+1:])
	t.stops[at+1] = stop{node: u, place: n.place, key: n.place}
	t.load += n.load
	if n.kit {
		if t.kits == 0 {
			s.kits[s.c.routes[r].day]++
		}
		t.kits++
	}
	s.enter(u, r)
	s.mend(r, int(at)+1, int(at)+2)
}

// take removes the stops from … to-1, which are absent then; false: what is left
// cannot be done.
func (s *state) take(r int32, from, to int) bool {
	t := s.touch(r)
	for k := from; k < to; k++ {
		u := t.stops[k].node
		s.out(u, r)
		s.absent = append(s.absent, u)
	}
	leg := 0.0 // of the ways that are no more
	for k := from; k < to; k++ {
		leg += t.stops[k].leg
	}
	t.energy -= leg
	t.stops = append(t.stops[:from], t.stops[to:]...)
	s.energy -= leg
	return s.mend(r, from, from)
}

func (s *state) out(u, r int32) {
	n := &s.c.nodes[u]
	t := &s.tours[r]
	t.load -= n.load
	if n.kit {
		if t.kits--; t.kits == 0 {
			s.kits[s.c.routes[r].day]--
		}
	}
	s.leave(u)
}

// orphans are second visits that are served although the first is not.
func (s *state) orphans(u int32) {
	n := &s.c.nodes[u]
	list := s.c.later[u]
	if n.group >= 0 && s.chosen[n.group] < 0 {
		list = s.c.laterG[n.group]
	}
	for _, v := range list {
		if r := s.where[v]; r >= 0 && !s.c.routes[r].frozen {
			k := int(s.pos[v])
			s.take(r, k, k+1)
		}
	}
}

// undo brings back what was touched.
func (s *state) undo() {
	for _, r := range s.touched {
		t := &s.tours[r]
		for k := 1; k < len(t.stops)-1; k++ {
			s.leave(t.stops[k].node)
		}
	}
	for _, r := range s.touched {
		t := &s.tours[r]
		day := s.c.routes[r].day
		if t.kits > 0 {
			s.kits[day]--
		}
		s.energy += t.keep.energy - t.energy
		s.rupiah += t.keep.rupiah - t.rupiah
		t.stops, t.saved = t.saved, t.stops
		t.energy, t.rupiah, t.load, t.kits, t.ver = t.keep.energy, t.keep.rupiah, t.keep.load, t.keep.kits, t.keep.ver
		if t.kits > 0 {
			s.kits[day]++
		}
		for k := 1; k < len(t.stops)-1; k++ {
			u := t.stops[k].node
			s.pos[u] = int32(k)
			s.enter(u, r)
		}
		t.dirty = false
	}
	s.touched = s.touched[:0]
}

// commit forgets what undo would need.
func (s *state) commit() {
	for _, r := range s.touched {
		s.tours[r].dirty = false
	}
	s.touched = s.touched[:0]
}

// afresh adds up again what was kept by differences.
func (s *state) afresh() {
	s.energy, s.rupiah, s.weight = float64(s.short)*s.c.quota, 0, 0
	for r := range s.tours {
		t := &s.tours[r]
		s.c.reckon(&s.c.routes[r], t)
		s.energy += t.energy
		s.rupiah += t.rupiah
		for _, st := range t.stops[1 : len(t.stops)-1] {
			n := &s.c.nodes[st.node]
			s.weight += n.weight
			switch {
			case s.c.p.Objective == Distance:
				s.energy -= s.c.must
			default:
				s.energy -= n.weight
			}
			if n.must {
				s.energy -= s.c.must
			}
		}
	}
}

// mayGo is whether a node may be served by a route, but for time and money.
func (s *state) mayGo(u, r int32) bool {
	return s.c.fits[int(u)*s.c.words+int(r)/64]>>(r%64)&1 == 1 && s.mayJoin(u, r)
}

// mayJoin is the same for a route that could serve the node if it were empty.
func (s *state) mayJoin(u, r int32) bool {
	c := s.c
	n, route, t := &c.nodes[u], &c.routes[r], &s.tours[r]
	if t.load+n.load > route.load || int32(t.count()) >= route.most {
		return false
	}
	if n.kit && t.kits == 0 && c.p.Kits != nil && int(s.kits[route.day]) >= c.p.Kits[route.day] {
		return false
	}
	if n.group >= 0 && s.chosen[n.group] >= 0 {
		return false
	}
	return n.after < 0 && n.group < 0 && len(c.later[u]) == 0 || s.comesAfter(u, r)
}

// comesAfter is whether the route's day is late enough after the visit before
// the node, and early enough before the visit that waits for it.
func (s *state) comesAfter(u, r int32) bool {
	c := s.c
	n, day := &c.nodes[u], c.routes[r].day
	if n.after >= 0 {
		first := n.after
		if n.afterG >= 0 {
			first = s.chosen[n.afterG]
		}
		if first < 0 || s.where[first] < 0 || c.routes[s.where[first]].day+n.gap > day {
			return false
		}
	}
	late := c.later[u]
	if n.group >= 0 {
		late = c.laterG[n.group]
	}
	for _, v := range late {
		if w := s.where[v]; w >= 0 && c.routes[w].day < day+c.nodes[v].gap {
			return false
		}
	}
	return true
}

// affords is whether the money suffices for a node at a spot.
func (s *state) affords(u int32, b spot) bool {
	if math.IsInf(s.c.budget, 1) {
		return true
	}
	r, t := &s.c.routes[b.route], &s.tours[b.route]
	places := s.c.places
	i, j, k := int(t.stops[b.at].place), int(t.stops[b.at+1].place), int(s.c.nodes[u].place)
	more := r.perKM * (r.km[i*places+k] + r.km[k*places+j])
	if len(t.stops) == 2 {
		more += r.rupiah
	} else {
		more -= r.perKM * r.km[i*places+j]
	}
	return s.rupiah+more <= s.c.budget
}
