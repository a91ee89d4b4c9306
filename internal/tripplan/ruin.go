package tripplan

import (
	"math"
	"slices"
)

// Ruin and recreate by adjacent string removal, after Christiaens and Vanden
// Berghe, "Slack Induction by String Removals for Vehicle Routing Problems"
// (Transportation Science 2020), with people who stay unserved.
const (
	removedMean   = 10  // visits removed, on average
	longestString = 10  // of one tour
	poolNear      = 40  // unserved people tried beside those removed
	placesNear    = 24  // places beside which a node is tried, where there are many
	perPlace      = 6   // visits of such a place beside which it is tried
	freshTried    = 3   // routes that serve nobody yet, tried then
	mostTried     = 400 // absent nodes of one recreate
)

// ruin takes strings of neighbouring visits out of some tours near a node; false:
// what is left cannot be driven.
func (s *state) ruin(seed int32) bool {
	mean := 0.0
	if used := s.used(); used > 0 {
		mean = float64(s.total()) / float64(used)
	}
	longest := min(float64(longestString), max(1, mean))
	most := 4*removedMean/(1+longest) - 1
	strings := int(s.rng.float()*most + 1)
	s.nextMark()
	near := s.c.near[s.c.nodes[seed].place]
	for _, q := range near {
		if strings == 0 {
			break
		}
		list := s.at[q]
		if n := int(s.served[q]); n > 1 {
			s.swap(list[s.rng.below(n)], 0) // any of them first
		}
		for i := 0; i < int(s.served[q]) && strings > 0; {
			v := list[i]
			r := s.where[v]
			if s.c.routes[r].frozen || s.isMarked(len(s.c.nodes)+int(r)) {
				i++
				continue
			}
			s.setMark(len(s.c.nodes) + int(r))
			s.cut(r, int(s.pos[v]), longest)
			strings--
		}
	}
	for i := 0; i < len(s.absent); i++ {
		s.orphans(s.absent[i])
	}
	return s.sound()
}

// ruinFor takes strings out of tours that may serve a node.
func (s *state) ruinFor(u int32) bool {
	for range 40 {
		r := int32(s.rng.below(len(s.tours)))
		n := s.tours[r].count()
		if n == 0 || s.tours[r].dirty || s.c.routes[r].frozen || s.c.fits[int(u)*s.c.words+int(r)/64]>>(r%64)&1 == 0 {
			continue
		}
		s.cut(r, 1+s.rng.below(n), longestString)
		if len(s.touched) >= 2 {
			break
		}
	}
	for i := 0; i < len(s.absent); i++ {
		s.orphans(s.absent[i])
	}
	return s.sound()
}

// waitingMust is an urgent or promised node that is not served, or None.
func (s *state) waitingMust() int32 {
	first := s.rng.below(len(s.c.musts))
	for i := range s.c.musts {
		if u := s.c.musts[(first+i)%len(s.c.musts)]; s.where[u] < 0 && (s.c.nodes[u].group < 0 || s.chosen[s.c.nodes[u].group] < 0) {
			return u
		}
	}
	return None
}

// sound is whether what is left can be paid and driven.
func (s *state) sound() bool { return s.rupiah <= s.c.budget && !s.broken() }

// broken is whether a touched tour cannot be driven: where a way round is
// shorter than the straight one, leaving somebody out may make a tour longer.
func (s *state) broken() bool {
	for _, r := range s.touched {
		t := &s.tours[r]
		end := &t.stops[len(t.stops)-1]
		if len(t.stops) > 2 && end.early[0] > end.late[0][0] && !(s.c.routes[r].restMin > 0 && end.early[1] <= end.late[0][1]) {
			return true
		}
	}
	return false
}

// cut takes a string with the stop k in it out of a tour, sometimes leaving
// some of its middle.
func (s *state) cut(r int32, k int, longest float64) {
	count := s.tours[r].count()
	length := int(s.rng.float()*min(float64(count), longest) + 1)
	length = min(length, count)
	keep := 0
	if length > 1 && s.rng.below(2) == 0 {
		for keep = 1; length+keep < count && s.rng.below(100) != 0 && keep < 10; {
			if s.rng.float() < 0.5 {
				break
			}
			keep++
		}
		keep = min(keep, count-length)
	}
	span := length + keep
	lo, hi := max(1, k-span+1), min(k, count-span+1)
	from := lo + s.rng.below(hi-lo+1)
	if keep == 0 {
		s.take(r, from, from+span)
	} else {
		head := 1 + s.rng.below(length)
		s.take(r, from+head+keep, from+span)
		s.take(r, from, from+head)
	}
}

func (s *state) used() (n int) {
	for r := range s.tours {
		if s.tours[r].count() > 0 {
			n++
		}
	}
	return n
}

func (s *state) total() (n int) {
	for r := range s.tours {
		n += s.tours[r].count()
	}
	return n
}

func (s *state) anyNode() int32 { return int32(s.rng.below(len(s.c.nodes))) }

func (s *state) nextMark() { s.mark++ }

func (s *state) isMarked(i int) bool { return s.marked[i] == s.mark }
func (s *state) setMark(i int)       { s.marked[i] = s.mark }

// gather adds unserved people near a seed to those who were taken out.
func (s *state) gather(seed int32) {
	s.nextMark()
	for _, u := range s.absent {
		s.setMark(int(u))
	}
	add := func(u int32) {
		n := &s.c.nodes[u]
		if !s.isMarked(int(u)) && (n.group < 0 || s.chosen[n.group] < 0) {
			s.setMark(int(u))
			s.absent = append(s.absent, u)
		}
	}
	if s.c.full && len(s.where)-s.total() <= poolNear {
		for u := range s.where {
			if s.where[u] < 0 {
				add(int32(u))
			}
		}
		return
	}
	pool := poolNear
	for _, q := range s.c.near[s.c.nodes[seed].place] {
		waiting := s.at[q][s.served[q]:]
		if len(waiting) == 0 {
			continue
		}
		first := s.rng.below(len(waiting))
		for i := 0; i < len(waiting) && i < poolNear/4 && pool > 0; i++ {
			add(waiting[(first+i)%len(waiting)])
			pool--
		}
		if pool <= 0 {
			break
		}
	}
}

// turnOf is an absent node and when it is its turn.
type turnOf struct {
	key  float64
	node int32
}

// sort brings the absent into an order of this turn.
func (s *state) sort() {
	c := s.c
	how := s.rng.below(12)
	s.order = s.order[:0]
	for _, u := range s.absent {
		n := &c.nodes[u]
		var k float64
		switch {
		case how < 6 && c.p.Objective == Score: // much for little first
			w := s.worth(u)
			k = -w * w / (s.cheap[u] + c.legs*0.1) * (1 + s.rng.float())
		case how < 4:
			k = s.rng.float()
		case how < 8 && c.p.Objective == Score:
			k = -s.worth(u) * (1 + 0.2*s.rng.float())
		case how < 8:
			k = -float64(n.load)
		case how < 9:
			k = c.remote(u)
		case how < 10:
			k = -c.remote(u)
		default:
			w := &c.win[int(n.cal)*c.p.Days]
			k = w.to - w.from
		}
		if n.must {
			k -= 1e12
		}
		if n.after >= 0 {
			k += 1e11 // what it waits for goes first
		}
		s.order = append(s.order, turnOf{k, u})
	}
	slices.SortFunc(s.order, func(a, b turnOf) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return int(a.node - b.node)
	})
}

// remote is how far a node lies from where routes begin.
func (c *compiled) remote(u int32) float64 {
	r := &c.routes[0]
	return r.leg[int(r.from)*c.places+int(c.nodes[u].place)].minutes
}

// recreate places the absent one after the other where it costs least.
func (s *state) recreate() {
	kept := s.absent[:0] // most of those who wait fit nowhere, and as others are placed still less
	for _, u := range s.absent {
		if s.cheap[u] = s.least(u); s.cheap[u] < math.Inf(1) || s.c.nodes[u].after >= 0 {
			kept = append(kept, u)
		}
	}
	s.absent = kept
	s.sort()
	for i := range s.order {
		u := s.order[i].node
		n := &s.c.nodes[u]
		if s.where[u] >= 0 || n.group >= 0 && s.chosen[n.group] >= 0 {
			continue
		}
		if b := s.cheapest(u); b.route >= 0 {
			s.put(u, b.route, b.at)
		}
	}
	s.absent = s.absent[:0]
}

// best is the offer of a tour, reckoned again if the tour has changed.
func (s *state) best(u, r int32) *offer {
	o := &s.offers[int(u)*len(s.tours)+int(r)]
	if o.ver != s.tours[r].ver {
		s.scan(u, r, o)
	}
	return o
}

// least is what the best spot of all tours costs, money aside where every one is
// tried.
func (s *state) least(u int32) float64 {
	if s.offers == nil {
		return s.cheapest(u).cost
	}
	cost := math.Inf(1)
	for r := range s.tours {
		if s.mayGo(u, int32(r)) {
			cost = min(cost, s.best(u, int32(r)).cost)
		}
	}
	return cost
}

// everywhere is the best spot of all tours.
func (s *state) everywhere(u int32) spot {
	best := spot{route: None, cost: math.Inf(1)}
	s.nextMark()
	for r := range s.tours {
		if s.tours[r].count() == 0 { // of empty routes that are alike, one
			i := len(s.c.nodes) + int(s.c.routes[r].same)
			if s.isMarked(i) {
				continue
			}
			s.setMark(i)
		}
		if !s.mayGo(u, int32(r)) {
			continue
		}
		var b spot
		if s.offers == nil {
			var o offer
			s.scan(u, int32(r), &o)
			b = spot{int32(r), o.at, o.cost}
		} else if o := s.best(u, int32(r)); o.cost >= best.cost {
			continue
		} else if b = (spot{int32(r), o.at, o.cost}); s.rng.next()%100 == 0 { // looks away now and then
			b = spot{int32(r), o.second, o.secund}
		}
		if b.cost < best.cost && b.at >= 0 && s.affords(u, b) {
			best = b
		}
	}
	return best
}

// cheapest is the best spot of a node; route is -1 if there is none.
func (s *state) cheapest(u int32) spot {
	if s.c.full || s.c.nodes[u].must {
		return s.everywhere(u)
	}
	best := spot{route: None, cost: math.Inf(1)}
	for i, q := range s.c.near[s.c.nodes[u].place] {
		if i == placesNear {
			break
		}
		n := int(s.served[q])
		if n == 0 {
			continue
		}
		list := s.at[q]
		first := 0
		if n > perPlace {
			first = s.rng.below(n)
		}
		for j := range min(n, perPlace) {
			k := first + j
			if k >= n {
				k -= n
			}
			v := list[k]
			s.beside(u, s.where[v], int(s.pos[v]), &best)
		}
	}
	fresh := 0
	for range 2 * freshTried {
		if r := int32(s.rng.below(len(s.tours))); s.tours[r].count() == 0 && fresh < freshTried {
			fresh++
			s.beside(u, r, 1, &best)
		}
	}
	if best.route < 0 && s.c.p.Objective == Distance {
		return s.everywhere(u)
	}
	return best
}

// beside tries the spots before and after a stop of a tour.
func (s *state) beside(u, r int32, stop int, best *spot) {
	if !s.mayGo(u, r) {
		return
	}
	was := *best
	s.try(u, r, stop-1, best)
	if stop < len(s.tours[r].stops)-1 {
		s.try(u, r, stop, best)
	}
	if *best != was && !s.affords(u, *best) {
		*best = was
	}
}
