package tripplan

import "math"

// eps is a difference of minutes that rounding makes.
const eps = 1e-6

// Check tells every rule of the problem that the plan breaks; none: the plan may
// be shown. It believes nothing that the plan says without reckoning it again,
// and shares no code with what makes plans.
func Check(p *Problem, plan Plan) []Violation {
	c := &checker{p: p, day: make([]int, len(p.Nodes)), group: map[int]bool{}, kits: make([]int, p.Days)}
	if len(plan.Tours) != len(p.Routes) {
		return []Violation{{Shape, None, None, float64(len(plan.Tours)), float64(len(p.Routes))}}
	}
	for i := range c.day {
		c.day[i] = None
	}
	var spent int64
	for r := range plan.Tours {
		spent += c.tour(r, &plan.Tours[r])
	}
	for d, used := range c.kits {
		if p.Kits != nil && used > p.Kits[d] {
			c.broken(NoKit, None, None, float64(used), float64(p.Kits[d]))
		}
	}
	if p.Budget >= 0 && spent > p.Budget {
		c.broken(TooDear, None, None, float64(spent), float64(p.Budget))
	}
	for n := range p.Nodes {
		c.after(n)
	}
	return c.out
}

type checker struct {
	p     *Problem
	out   []Violation
	day   []int // on which each node is served
	group map[int]bool
	kits  []int // routes that need one, by day
}

func (c *checker) broken(k Kind, route, node int, got, limit float64) {
	c.out = append(c.out, Violation{k, route, node, got, limit})
}

// tour checks one route, and tells what it costs.
func (c *checker) tour(ri int, t *Tour) (rupiah int64) {
	r := &c.p.Routes[ri]
	if r.Frozen != nil {
		same := len(t.Visits) == len(r.Frozen)
		for i := 0; same && i < len(r.Frozen); i++ {
			same = t.Visits[i].Node == r.Frozen[i]
		}
		if !same {
			c.broken(Frozen, ri, None, float64(len(t.Visits)), float64(len(r.Frozen)))
		}
	}
	if len(t.Visits) == 0 {
		return 0
	}
	for _, v := range t.Visits {
		if v.Node < 0 || v.Node >= len(c.p.Nodes) || math.IsNaN(v.Arrive+v.Start+v.Leave) {
			c.broken(Shape, ri, None, float64(v.Node), float64(len(c.p.Nodes)))
			return 0
		}
	}
	if math.IsNaN(t.Leave + t.Back + t.Rest) {
		c.broken(Shape, ri, None, 0, 0)
		return 0
	}
	load, km, needsKit := 0, 0.0, false
	for i, v := range t.Visits {
		n := &c.p.Nodes[v.Node]
		c.allowed(ri, v.Node)
		load += n.Load
		needsKit = needsKit || n.Equipment&1 != 0
		from := r.From
		if i > 0 {
			from = c.p.Nodes[t.Visits[i-1].Node].Place
		}
		km += c.p.Tables[r.Table].KM(from, n.Place)
		c.hours(ri, v)
		need := n.Service
		if i == 0 || from != n.Place {
			need += n.Setup
		}
		if v.Leave-v.Start < need-eps {
			c.broken(Short, ri, v.Node, v.Leave-v.Start, need)
		}
		if n.Until > 0 && v.Leave > n.Until+eps {
			c.broken(Outside, ri, v.Node, v.Leave, n.Until)
		}
	}
	km += c.p.Tables[r.Table].KM(c.p.Nodes[t.Visits[len(t.Visits)-1].Node].Place, r.To)
	c.ways(ri, t)
	c.rest(ri, t)
	if t.Leave < r.Open-eps {
		c.broken(TooEarly, ri, None, t.Leave, r.Open)
	}
	if t.Back > r.Close+eps {
		c.broken(TooLate, ri, None, t.Back, r.Close)
	}
	if r.Most > 0 && len(t.Visits) > r.Most {
		c.broken(TooMany, ri, None, float64(len(t.Visits)), float64(r.Most))
	}
	if r.Capacity > 0 && load > r.Capacity {
		c.broken(TooMuch, ri, None, float64(load), float64(r.Capacity))
	}
	if needsKit {
		c.kits[r.Day]++
	}
	return r.Fixed + int64(float64(r.PerKM)*km)
}

// allowed checks whether the route may serve the node at all.
func (c *checker) allowed(ri, ni int) {
	r, n := &c.p.Routes[ri], &c.p.Nodes[ni]
	if c.day[ni] != None {
		c.broken(Twice, ri, ni, float64(r.Day), float64(c.day[ni]))
	}
	c.day[ni] = r.Day
	if n.Group != None {
		if c.group[n.Group] {
			c.broken(Group, ri, ni, float64(n.Group), 1)
		}
		c.group[n.Group] = true
	}
	if n.Exclude {
		c.broken(Excluded, ri, ni, 1, 0)
	}
	if n.Pin != None && n.Pin != ri {
		c.broken(Pinned, ri, ni, float64(ri), float64(n.Pin))
	}
	if !n.Days.Has(r.Day) {
		c.broken(DayClosed, ri, ni, float64(r.Day), 0)
	}
	if n.Deadline != None && r.Day > n.Deadline {
		c.broken(Deadline, ri, ni, float64(r.Day), float64(n.Deadline))
	}
	if missing := n.Skills &^ r.Skills; missing != 0 {
		c.broken(Skill, ri, ni, float64(missing), 0)
	}
	if missing := n.Equipment &^ r.Equipment; missing != 0 {
		c.broken(Equipped, ri, ni, float64(missing), 0)
	}
}

// hours checks whether the service begins within a window.
func (c *checker) hours(ri int, v Visit) {
	h := c.p.Nodes[v.Node].Hours
	if h == nil {
		return
	}
	day := 0
	if len(h) > 1 {
		day = c.p.Routes[ri].Day
	}
	for _, w := range h[day] {
		if v.Start >= w.From-eps && v.Start <= w.To+eps {
			return
		}
	}
	c.broken(Outside, ri, v.Node, v.Start, 0)
}

// ways checks that nobody arrives sooner than the way allows, the break counted
// where it falls on it.
func (c *checker) ways(ri int, t *Tour) {
	r := &c.p.Routes[ri]
	table := c.p.Tables[r.Table]
	at, left := r.From, t.Leave
	for i := 0; i <= len(t.Visits); i++ {
		to, node, arrive, start := r.To, None, t.Back, t.Back
		if i < len(t.Visits) {
			v := t.Visits[i]
			to, node, arrive, start = c.p.Nodes[v.Node].Place, v.Node, v.Arrive, v.Start
		}
		way := table.Minutes(at, to)
		if math.IsInf(way, 1) {
			c.broken(NoWay, ri, node, 0, 0)
			return
		}
		soonest := left + way
		if b := r.Break.Minutes; b > 0 && t.Rest != None && t.Rest >= left-eps && t.Rest < start-eps {
			if t.Rest < arrive-eps { // on the way, not while waiting there
				soonest += b
			}
			if start < left+way+b-eps {
				c.broken(TooEarly, ri, node, start, left+way+b)
			}
		}
		if arrive < soonest-eps {
			c.broken(TooEarly, ri, node, arrive, soonest)
		}
		if start < arrive-eps {
			c.broken(TooEarly, ri, node, start, arrive)
		}
		if node != None {
			at, left = to, t.Visits[i].Leave
		}
	}
}

// rest checks that there is a break if one is due, in its time, and that nobody
// is served in it.
func (c *checker) rest(ri int, t *Tour) {
	b := c.p.Routes[ri].Break
	if b.Minutes <= 0 {
		if t.Rest != None {
			c.broken(Rest, ri, None, t.Rest, None)
		}
		return
	}
	if t.Rest == None {
		if t.Back > b.To+eps {
			c.broken(Rest, ri, None, t.Back, b.To)
		}
		return
	}
	if t.Rest < b.From-eps || t.Rest > b.To+eps || t.Rest < t.Leave-eps || t.Rest+b.Minutes > t.Back+eps {
		c.broken(Rest, ri, None, t.Rest, b.To)
	}
	for _, v := range t.Visits {
		if t.Rest < v.Leave-eps && v.Start < t.Rest+b.Minutes-eps {
			c.broken(Rest, ri, v.Node, t.Rest, v.Start)
		}
	}
}

// after checks that what must be served before a node is, and early enough.
func (c *checker) after(ni int) {
	n := &c.p.Nodes[ni]
	if c.day[ni] == None || n.After == None {
		return
	}
	first := c.day[n.After]
	if g := c.p.Nodes[n.After].Group; g != None {
		for i := range c.p.Nodes {
			if c.p.Nodes[i].Group == g && c.day[i] != None {
				first = c.day[i]
			}
		}
	}
	if first == None || c.day[ni] < first+max(1, n.Gap) {
		c.broken(Order, None, ni, float64(c.day[ni]), float64(first+max(1, n.Gap)))
	}
}

// Evaluate is what a plan is worth that the checker accepts.
func Evaluate(p *Problem, plan Plan) Value {
	var v Value
	areas := make([]int, len(p.Areas))
	for ri := range plan.Tours {
		t, r := &plan.Tours[ri], &p.Routes[ri]
		if len(t.Visits) == 0 {
			continue
		}
		at, km := r.From, 0.0
		for _, visit := range t.Visits {
			n := &p.Nodes[visit.Node]
			km += p.Tables[r.Table].KM(at, n.Place)
			at = n.Place
			v.Weight += n.Weight
			if n.Urgent || n.Promised || n.Pin != None {
				v.Promised++
			}
			if n.After == None {
				v.People++
				if n.Area != None {
					areas[n.Area]++
				}
			}
		}
		km += p.Tables[r.Table].KM(at, r.To)
		v.KM += km
		v.Minutes += t.Back - t.Leave
		v.Rupiah += r.Fixed + int64(float64(r.PerKM)*km)
	}
	for a, q := range p.Areas {
		v.Short += max(0, q.Least-areas[a])
	}
	return v
}
