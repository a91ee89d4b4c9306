package tripplan

import "math"

// Reason says why somebody is not served, and what it would take.
type Reason struct {
	Kind  Because
	Route int // the route that comes nearest to serving the node, or None
	// Displaces are the visits that would have to go, if the kind is Outranked,
	// ForQuota, Better or NoMoney, and Price what the plan would be worth then.
	Displaces []int
	Price     Price
}

// Because is a kind of reason, from what can never be helped on.
type Because string

// The reasons. Those from NoDay to NoTime say that no route could serve the
// node even if it had nothing else to do; the later one is nearer to it.
const (
	Unknown     Because = "unknown"   // no such node or route
	Served      Because = "served"    // it is served
	LeftOut     Because = "excluded"  // Node.Exclude
	OtherVisit  Because = "group"     // another node of its group is served
	NoRoute     Because = "no_route"  // there is no route that is not frozen
	RouteFrozen Because = "frozen"    // the route is
	PinnedTo    Because = "pinned"    // it is pinned to another route
	NoDay       Because = "days"      // none on a day on which it may be
	PastDue     Because = "deadline"  // all are after the deadline
	NoSkill     Because = "skills"    // nobody who can
	NoEquipment Because = "equipment" // or no kit on those days
	NoHours     Because = "hours"     // its hours and the team's day exclude each other
	NoRoad      Because = "no_way"    // there is no way to it
	NoTime      Because = "time"      // the way and the visit are longer than the day
	NoFirst     Because = "first"     // what must come before it is not served early enough
	KitsTaken   Because = "kit"       // all kits of those days are with other teams
	NoMoney     Because = "money"     // the money left does not suffice
	Full        Because = "full"      // the routes have as many people as they may, or nothing of less weight can go
	Outranked   Because = "outranked" // it would have to take the place of others who weigh more
	ForQuota    Because = "quota"     // or of others who weigh less, whom the quota of their area needs
	Better      Because = "better"    // it could take the place of others who weigh less, and should
	Possible    Because = "possible"  // it fits; Price says what it costs
)

// rank orders reasons by how near they come to serving.
var rank = map[Because]int{RouteFrozen: 0, PinnedTo: 1, NoDay: 2, PastDue: 3, NoSkill: 4, NoEquipment: 5, NoHours: 6, NoRoad: 7, NoTime: 8,
	NoFirst: 9, KitsTaken: 10, Full: 11, NoMoney: 12}

// Why tells why a node is not in a plan.
func (q *Prices) Why(plan Plan, node int) Reason {
	p := q.c.p
	if !inside(p, plan, node) {
		return Reason{Kind: Unknown, Route: None}
	}
	s := q.priced(plan)
	u := int32(node)
	n := &s.c.nodes[u]
	switch {
	case s.where[u] >= 0:
		return Reason{Kind: Served, Route: int(s.where[u])}
	case p.Nodes[node].Exclude:
		return Reason{Kind: LeftOut, Route: None}
	case n.group >= 0 && s.chosen[n.group] >= 0:
		return Reason{Kind: OtherVisit, Route: int(s.where[s.chosen[n.group]]), Displaces: []int{int(s.chosen[n.group])}}
	}
	best := spot{route: None, cost: math.Inf(1)}
	out := Reason{Kind: NoRoute, Route: None}
	found := -1
	var able []int32 // routes whose only trouble is that others are served
	for r := range s.tours {
		if p.Routes[r].Frozen != nil && found >= 0 {
			continue
		}
		s.exact(u, int32(r), &best)
		b := s.barred(u, int32(r))
		if rank[b.Kind] > found {
			found, out = rank[b.Kind], b
		}
		if b.Kind == Full || b.Kind == NoMoney {
			able = append(able, int32(r))
		}
	}
	if best.route >= 0 {
		s.put(u, best.route, best.at)
		price := Price{Before: Evaluate(p, plan), Route: int(best.route), At: int(best.at), Plan: s.changed(plan, map[int32]bool{best.route: true})}
		price.After = Evaluate(p, price.Plan)
		return Reason{Kind: Possible, Route: int(best.route), Price: price}
	}
	if other, ok := s.displaced(plan, u, able, math.Inf(1)); ok {
		if out.Kind == NoMoney && other.Kind != Better {
			other.Kind = NoMoney
		}
		return other
	}
	return out
}

// barred tells what keeps a node from a route.
func (s *state) barred(u, r int32) Reason {
	c := s.c
	p := c.p
	route, node := &p.Routes[r], &p.Nodes[u]
	n, cr := &c.nodes[u], &c.routes[r]
	kind := Full
	alone, ok := c.schedule(int(r), []int32{u})
	way := route.Table
	switch {
	case node.Exclude:
		kind = LeftOut
	case n.group >= 0 && s.chosen[n.group] >= 0 && s.chosen[n.group] != u:
		kind = OtherVisit
	case route.Frozen != nil:
		kind = RouteFrozen
	case node.Pin != None && node.Pin != int(r):
		kind = PinnedTo
	case !node.Days.Has(route.Day):
		kind = NoDay
	case node.Deadline != None && route.Day > node.Deadline:
		kind = PastDue
	case node.Skills&^route.Skills != 0:
		kind = NoSkill
	case node.Equipment&^route.Equipment != 0 || n.kit && p.Kits != nil && p.Kits[route.Day] == 0:
		kind = NoEquipment
	case c.window(n, cr).opens(route.Open) > route.Close:
		kind = NoHours
	case math.IsInf(p.Tables[way].Minutes(route.From, node.Place)+p.Tables[way].Minutes(node.Place, route.To), 1) && s.tours[r].count() == 0:
		kind = NoRoad
	case !ok && math.IsInf(n.over(c.window(n, cr).opens(route.Open+p.Tables[way].Minutes(route.From, node.Place))+n.setup+n.service), 1):
		kind = NoHours
	case !ok:
		kind = NoTime
	case !s.comesAfter(u, r):
		kind = NoFirst
	case n.kit && s.tours[r].kits == 0 && p.Kits != nil && int(s.kits[route.Day]) >= p.Kits[route.Day]:
		kind = KitsTaken
	case p.Budget >= 0:
		km := p.Tables[way].KM(route.From, node.Place) + p.Tables[way].KM(node.Place, route.To)
		if s.tours[r].count() == 0 && len(alone.Visits) > 0 && s.rupiah+cr.rupiah+cr.perKM*km > c.budget {
			kind = NoMoney
		} else if s.tours[r].count() > 0 && s.fitsButMoney(u, r) {
			kind = NoMoney
		}
	}
	return Reason{Kind: kind, Route: int(r)}
}

// fitsButMoney is whether only the money keeps a node from a route.
func (s *state) fitsButMoney(u, r int32) bool {
	if !s.mayJoin(u, r) {
		return false
	}
	best := spot{route: None, cost: math.Inf(1)}
	for k := range len(s.tours[r].stops) - 1 {
		s.test(u, r, k, &best)
	}
	return best.route >= 0
}

// mostDisplaced is how many visits may have to go for one.
const mostDisplaced = 4

// displaced seeks the visits of least weight, one after the other in a route,
// in whose place the node would fit; together they weigh less than below.
func (s *state) displaced(plan Plan, u int32, able []int32, below float64) (Reason, bool) {
	p := s.c.p
	s.commit()
	least, lost := below, Reason{}
	var from, to int
	where := spot{route: None}
	for _, r := range able {
		count := s.tours[r].count()
		for i := 1; i <= count; i++ {
			weight := 0.0
			for j := i; j <= min(count, i+mostDisplaced-1); j++ {
				v := s.tours[r].stops[j].node
				if weight += s.c.nodes[v].weight; s.c.nodes[v].must || weight >= least {
					break
				}
				s.absent = s.absent[:0]
				s.take(r, i, j+1)
				best := spot{route: None, cost: math.Inf(1)}
				if s.settle(r) {
					s.exact(u, r, &best)
				}
				s.undo()
				if best.route >= 0 {
					least, from, to, where = weight, i, j+1, best
					break
				}
			}
		}
	}
	if where.route < 0 {
		return lost, false
	}
	r := where.route
	out := Reason{Kind: Outranked, Route: int(r)}
	s.absent = s.absent[:0]
	s.take(r, from, to)
	s.settle(r)
	for i := 0; i < len(s.absent); i++ {
		out.Displaces = append(out.Displaces, int(s.absent[i]))
		s.orphans(s.absent[i])
	}
	s.put(u, r, where.at)
	changed := map[int32]bool{}
	for _, t := range s.touched {
		changed[t] = true
	}
	out.Price = Price{Before: Evaluate(p, plan), Route: int(r), At: int(where.at), Plan: s.changed(plan, changed)}
	out.Price.After = Evaluate(p, out.Price.Plan)
	switch before, after := out.Price.Before, out.Price.After; {
	case before.lessThan(after):
		out.Kind = Better
	case after.Short > before.Short && after.Weight > before.Weight+slight:
		out.Kind = ForQuota
	}
	return out, true
}
