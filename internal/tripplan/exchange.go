package tripplan

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Exchange improves a plan until nobody who is left out could come in, or take
// the place of others in a route who weigh less: a search that was stopped leaves
// such people, and nobody could explain why. The heaviest come first. It ends
// with ctx. The plan must be one of the problem, and the one returned is too.
// Progress, if there is one, is told now and then which part is done: how often
// everybody must be looked at is not known before, so each round is half of what
// remains.
func (q *Prices) Exchange(ctx context.Context, plan Plan, progress func(part float64)) Plan {
	p := q.c.p
	worth, s := Evaluate(p, plan), q.priced(plan)
	done, round, told := 0.0, 0.5, 0.0
	for better := true; better; done, round = done+round, round/2 {
		better = false
		left := s.leftOut()
		for i, u := range left {
			if ctx.Err() != nil {
				return plan
			}
			if part := done + round*float64(i)/float64(len(left)); progress != nil && part >= told+tellEvery {
				told = part
				progress(part)
			}
			if s.where[u] >= 0 || s.c.nodes[u].group >= 0 && s.chosen[s.c.nodes[u].group] >= 0 {
				continue // came in meanwhile
			}
			changed, ok := s.takenIn(plan, u, worth)
			if !ok {
				continue
			}
			if now := Evaluate(p, changed); worth.lessThan(now) {
				plan, worth, better = changed, now, true
			}
			s = q.priced(plan)
		}
	}
	return plan
}

// tellEvery is the part of a search after which its progress is told again.
const tellEvery = 0.02

// leftOut are the nodes that are not served and may be, the heaviest first.
func (s *state) leftOut() (out []int32) {
	for u := range s.c.nodes {
		if s.where[u] < 0 && !s.c.p.Nodes[u].Exclude {
			out = append(out, int32(u))
		}
	}
	slices.SortStableFunc(out, func(a, b int32) int { return cmp.Compare(s.c.nodes[b].weight, s.c.nodes[a].weight) })
	return out
}

// takenIn gives the plan in which a node is served, where it fits or in the place
// of others who weigh less; false leaves the state as it was.
func (s *state) takenIn(plan Plan, u int32, worth Value) (Plan, bool) {
	best := spot{route: None, cost: math.Inf(1)}
	var able []int32
	for r := range s.tours {
		if s.c.p.Routes[r].Frozen != nil {
			continue
		}
		s.exact(u, int32(r), &best)
		if kind := s.barred(u, int32(r)).Kind; kind == Full || kind == NoMoney {
			able = append(able, int32(r))
		}
	}
	if best.route >= 0 {
		s.put(u, best.route, best.at)
		return s.changed(plan, map[int32]bool{best.route: true}), true
	}
	below := s.c.nodes[u].weight
	if s.c.nodes[u].must || worth.Short > 0 && s.c.p.Nodes[u].Area != None { // it counts for more than its weight
		below = math.Inf(1)
	}
	other, ok := s.displaced(plan, u, able, below)
	return other.Price.Plan, ok
}

// lessThan reports whether another value serves more: more promises, fewer
// missing to the quotas or, where these are the same, more weight. Cheaper is not
// more: who weighs the same does not come first.
func (v Value) lessThan(other Value) bool {
	switch {
	case v.Promised != other.Promised:
		return v.Promised < other.Promised
	case v.Short != other.Short:
		return v.Short > other.Short
	}
	return other.Weight > v.Weight+slight
}
