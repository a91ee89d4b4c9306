package tripplan

import (
	"math"
	"slices"
)

// Tours that were driven in some accepted plan are remembered; now and then those
// that fit together best are sought among them (set packing), by prices for every
// person that a subgradient improves.
const (
	mostRemembered = 6000
	packEvery      = 12_000 // iterations
	packRounds     = 120
	packGreedy     = 40 // rounds before the prices are good enough to choose by
)

// remembered is a tour by its order.
type remembered struct {
	key   uint64
	same  int32
	order []int32
	cost  float64 // energy
	worth float64
}

// memory holds the tours remembered, the newest in place of the oldest.
type memory struct {
	known map[uint64]int32
	tours []remembered
	next  int
	hash  []uint64 // by node
	price []float64
	cover []int32
	value []float64 // reduced costs
	order []int32
}

func newMemory(c *compiled, seed uint64) *memory {
	m := &memory{known: map[uint64]int32{}, hash: make([]uint64, len(c.nodes)), price: make([]float64, len(c.nodes)+c.p.Groups), cover: make([]int32, len(c.nodes)+c.p.Groups)}
	r := newRandom(seed)
	for i := range m.hash {
		m.hash[i] = r.next()
	}
	return m
}

// row is what only one tour may cover: a node, or its group.
func (c *compiled) row(u int32) int {
	if g := c.nodes[u].group; g >= 0 {
		return len(c.nodes) + int(g)
	}
	return int(u)
}

// remember keeps the tours that a turn changed.
func (s *state) remember() {
	m := s.memory
	for _, r := range s.touched {
		t := &s.tours[r]
		if t.count() == 0 || s.c.routes[r].frozen {
			continue
		}
		same := s.c.routes[r].same
		key := uint64(same+1) * 0x9e3779b97f4a7c15
		for _, st := range t.stops[1 : len(t.stops)-1] {
			key ^= m.hash[st.node]
		}
		i, ok := m.known[key]
		if ok && m.tours[i].cost <= t.energy+1e-9 {
			continue
		}
		if !ok {
			if i = int32(m.next); len(m.tours) < mostRemembered {
				m.tours = append(m.tours, remembered{})
			} else {
				delete(m.known, m.tours[i].key)
			}
			m.next = (m.next + 1) % mostRemembered
			m.known[key] = i
		}
		e := &m.tours[i]
		e.key, e.same, e.cost, e.worth = key, same, t.energy, 0
		e.order = e.order[:0]
		for _, st := range t.stops[1 : len(t.stops)-1] {
			e.order = append(e.order, st.node)
			e.worth += s.c.prize(st.node)
		}
	}
}

// prize is what a node is worth, quotas aside.
func (c *compiled) prize(u int32) float64 {
	w := c.nodes[u].weight
	if c.p.Objective == Distance {
		w = c.must
	}
	if c.nodes[u].must {
		w += c.must
	}
	return w
}

// pack seeks the tours that fit together best, and goes on from them if that is
// better than the best so far.
func (s *state) pack(b *record) {
	m := s.memory
	free := make([]int, len(s.tours)) // by sort of route
	for r := range s.tours {
		if !s.c.routes[r].frozen {
			free[s.c.routes[r].same]++
		}
	}
	s.pricesNow()
	tried := map[float64]bool{}
	left := make([]int, len(free))
	m.value = slices.Grow(m.value[:0], len(m.tours))[:len(m.tours)]
	step, bound := 0.5, math.Inf(-1)
	target := s.energy
	for round := range packRounds {
		m.order = m.order[:0]
		for i := range m.tours {
			v := m.tours[i].cost
			for _, u := range m.tours[i].order {
				v -= m.price[s.c.row(u)]
			}
			if m.value[i] = v; v < 1e-9 {
				m.order = append(m.order, int32(i))
			}
		}
		slices.SortFunc(m.order, func(a, b int32) int {
			switch x, y := m.value[a], m.value[b]; {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return int(a - b)
		})
		if round >= packGreedy {
			if v, list := s.choose(free, left); !tried[v] {
				tried[v] = true
				s.follows(list, b)
			}
		}
		// what the relaxed problem takes, and the prices that follow
		clear(m.cover)
		copy(left, free)
		lower := 0.0
		for _, i := range m.order {
			if t := &m.tours[i]; left[t.same] > 0 {
				left[t.same]--
				lower += m.value[i]
				for _, u := range t.order {
					m.cover[s.c.row(u)]++
				}
			}
		}
		for u := range s.c.nodes {
			if row := s.c.row(int32(u)); row == u {
				lower += m.price[row] - s.c.prize(int32(u))
			}
		}
		if lower > bound {
			bound = lower
		} else {
			step *= 0.97
		}
		s.reprice(step, max(target-lower, 1e-6))
	}
}

// pricesNow begins with what each person costs in the plan as it is.
func (s *state) pricesNow() {
	m := s.memory
	for u := range s.c.nodes {
		row := s.c.row(int32(u))
		if r := s.where[u]; r >= 0 {
			m.price[row] = min(s.tours[r].energy/float64(s.tours[r].count()), s.c.prize(int32(u)))
			if s.c.p.Objective == Score {
				m.price[row] = s.c.prize(int32(u)) * 0.8
			}
		} else if row == u || s.chosen[s.c.nodes[u].group] < 0 {
			m.price[row] = s.c.prize(int32(u)) * 0.8
		}
	}
}

// reprice makes dearer whom nobody covers, and cheaper whom several do.
func (s *state) reprice(step, gap float64) {
	m := s.memory
	norm := 0.0
	for u := range s.c.nodes {
		if row := s.c.row(int32(u)); row == u {
			d := 1 - float64(m.cover[row])
			norm += d * d
		}
	}
	if norm == 0 {
		return
	}
	by := step * gap / norm
	for u := range s.c.nodes {
		row := s.c.row(int32(u))
		p := m.price[row] + by*(1-float64(m.cover[row]))
		m.price[row] = max(0, min(p, s.c.prize(int32(u))))
	}
}

// choose takes tours in the order of their reduced costs as they fit together,
// and tells what they are worth as energy.
func (s *state) choose(free, left []int) (float64, []int32) {
	m := s.memory
	copy(left, free)
	clear(m.cover)
	value := 0.0
	var list []int32
next:
	for _, i := range m.order {
		t := &m.tours[i]
		if left[t.same] == 0 {
			continue
		}
		for _, u := range t.order {
			if m.cover[s.c.row(u)] > 0 {
				continue next
			}
		}
		left[t.same]--
		for _, u := range t.order {
			m.cover[s.c.row(u)] = 1
		}
		value += t.cost - t.worth
		list = append(list, i)
	}
	return value, list
}

// follows makes the plan of chosen tours, places whoever is left, and keeps it
// if it is the best so far.
func (s *state) follows(chosen []int32, b *record) {
	s.absent = s.absent[:0]
	for r := range s.tours {
		if n := s.tours[r].count(); n > 0 && !s.c.routes[r].frozen {
			s.take(int32(r), 1, n+1)
		}
	}
	used := make([]bool, len(s.tours))
	for _, i := range chosen {
		t := &s.memory.tours[i]
		for r := range s.tours {
			if !used[r] && s.c.routes[r].same == t.same && !s.c.routes[r].frozen {
				used[r] = true
				for _, u := range t.order {
					s.follow(int(u), int32(r))
				}
				break
			}
		}
	}
	s.absent = s.absent[:0]
	for u := range s.where {
		if s.where[u] < 0 {
			s.absent = append(s.absent, int32(u))
		}
	}
	s.recreate()
	if s.better(b) && s.rupiah <= s.c.budget {
		s.commit()
		s.record(b)
		return
	}
	s.undo()
}
