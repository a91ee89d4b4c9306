package tripplan

import (
	"context"
	"math"
	"time"
)

// record is a plan by its orders alone, with what it is worth.
type record struct {
	orders [][]int32
	must   int
	short  int
	weight float64
	people int
	rupiah float64
	energy float64
}

// better is whether the state is better than the record, in the order of the
// objective; the energy decides last, since it holds the minutes.
func (s *state) better(b *record) bool {
	if s.c.p.Objective == Distance {
		return s.people > b.people || s.people == b.people && s.energy < b.energy-1e-7
	}
	switch {
	case s.musts != b.must:
		return s.musts > b.must
	case s.short != b.short:
		return s.short < b.short
	case math.Abs(s.weight-b.weight) > slight:
		return s.weight > b.weight
	case s.rupiah != b.rupiah:
		return s.rupiah < b.rupiah
	}
	return s.energy < b.energy-1e-7
}

func (s *state) record(b *record) {
	b.must, b.short, b.weight, b.people, b.rupiah, b.energy = s.musts, s.short, s.weight, s.people, s.rupiah, s.energy
	if b.orders == nil {
		b.orders = make([][]int32, len(s.tours))
	}
	for r := range s.tours {
		o := b.orders[r][:0]
		for _, st := range s.tours[r].stops[1 : len(s.tours[r].stops)-1] {
			o = append(o, st.node)
		}
		b.orders[r] = o
	}
}

// clock tells how much of a search is done, from 0 to 1.
type clock struct {
	ctx        context.Context
	iterations int
	cpu        time.Duration
	spent      func() time.Duration
	i          int
	part       float64
	over       bool
	progress   func(part float64, b *record)
	told       float64 // the part of the last progress
}

// tick counts one iteration; false: the search is over.
func (k *clock) tick() bool {
	k.i++
	if k.iterations > 0 {
		k.part = float64(k.i) / float64(k.iterations)
		k.over = k.i >= k.iterations
	}
	if k.i&31 == 0 {
		if k.ctx.Err() != nil {
			k.over = true
		}
		if k.cpu > 0 {
			used := k.spent()
			if p := float64(used) / float64(k.cpu); p > k.part {
				k.part = p
			}
			k.over = k.over || used >= k.cpu
		}
	}
	return !k.over
}

// heat of the annealing, in typical prizes or ways, at the beginning and end.
const (
	scoreHot, scoreCold = 1.0, 0.05
	wayHot, wayCold     = 3.0, 0.2
)

// anneal improves the state until the clock is over, and leaves the best in b.
func (s *state) anneal(k *clock, b *record) {
	hot, cold := scoreHot*s.c.scale, scoreCold*s.c.scale
	if s.c.p.Objective == Distance {
		hot, cold = wayHot*s.c.legs, wayCold*s.c.legs
	}
	if len(s.c.nodes) == 0 || len(s.c.routes) == 0 {
		return
	}
	s.record(b)
	cool := math.Log(cold / hot)
	for k.tick() {
		if k.i&1023 == 0 {
			s.afresh()
		}
		if s.memory != nil && k.i%packEvery == 0 && len(s.memory.tours) > 0 {
			s.pack(b)
		}
		heat := hot * math.Exp(cool*k.part)
		before := s.energy
		if !s.turn() {
			continue
		}
		if s.energy > before-heat*math.Log(s.rng.float()) {
			s.undo()
			continue
		}
		if s.memory != nil {
			s.remember()
		}
		s.commit()
		if s.better(b) {
			s.record(b)
		}
		if k.progress != nil && k.part >= k.told+tellEvery {
			k.told = k.part
			k.progress(k.part, b)
		}
	}
}

// mustTurns is how many turns of a hundred are for one of the urgent and promised
// whom nobody serves.
const mustTurns = 15

// turn changes the state once, by ruin and recreate; false: it was taken back.
func (s *state) turn() bool {
	s.absent = s.absent[:0]
	must, ok := int32(None), false
	if s.musts < len(s.c.musts) && s.rng.below(100) < mustTurns {
		must = s.waitingMust()
	}
	switch {
	case must >= 0 && s.rng.below(2) == 0:
		ok = s.ruinFor(must)
	case must >= 0:
		ok = s.ruin(must)
	default:
		ok = s.ruin(s.anyNode())
	}
	if !ok {
		s.undo()
		return false
	}
	seed := s.anyNode()
	if len(s.absent) > 0 {
		seed = s.absent[0]
	}
	if must >= 0 {
		s.absent = append(s.absent, must)
	}
	s.gather(seed)
	s.recreate()
	return true
}
