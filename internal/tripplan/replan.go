package tripplan

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// State is where a team stands in the middle of its day.
type State struct {
	Route     int     // the route it drives
	Place     int     // where it is, or where it can turn first
	Now       float64 // from when it can go on
	Rested    bool    // its break is over
	Done      []int   // nodes that need nothing more today
	Failed    []int   // nodes that cannot be served today any more: not found, closed, declined
	Lost      uint64  // equipment that broke
	Close     float64 // back by then; 0: as planned
	Announced []Announcement
	Standby   []int // nodes that may be served although the plan does not; nil: every one near by that no route serves
}

// Announcement is when somebody was told that the team would come.
type Announcement struct {
	Node     int
	From, To float64 // of the beginning
}

// Changed is the rest of a day, planned again.
type Changed struct {
	Tour    Tour // from State.Place at State.Now
	Kept    []int
	Late    []int // announced, and served outside of what was told
	Dropped []int // in the plan for today, and not any more
	Added   []int // standby
}

// The search for the rest of a day.
const (
	replanIterations = 3000
	replanStandby    = 120
)

// Replan plans the rest of one route's day again: first as many of those to whom
// a visit was announced as can be reached at all, of them as many as possible at
// the time that was told, then the rest of the plan and whoever waits near by.
// Without bounds in o it takes a fixed number of iterations, well below half a
// second. Errors are *Wrong.
func Replan(ctx context.Context, p *Problem, plan Plan, now State, o Options) (Changed, error) {
	if err := p.Validate(); err != nil {
		return Changed{}, err
	}
	if err := now.wrong(p, plan); err != nil {
		return Changed{}, err
	}
	day := restOf(p, plan, now)
	if o.Iterations <= 0 && o.CPU <= 0 {
		o.Iterations = replanIterations
	}
	o.Start = day.start()
	again, err := Solve(ctx, day.p, o)
	if err != nil {
		return Changed{}, err
	}
	return day.tell(again), nil
}

func (now *State) wrong(p *Problem, plan Plan) error {
	switch {
	case now.Route < 0 || now.Route >= len(p.Routes) || len(plan.Tours) != len(p.Routes):
		return &Wrong{None, now.Route, "Route", "there is none"}
	case now.Place < 0 || now.Place >= p.Tables[0].n:
		return &Wrong{None, now.Route, "Place", "there is none"}
	case !minutes(now.Now) || !minutes(now.Close):
		return &Wrong{None, now.Route, "Now", "is no time"}
	}
	for _, list := range [][]int{now.Done, now.Failed, now.Standby, plan.Tours[now.Route].Nodes()} {
		for _, n := range list {
			if n < 0 || n >= len(p.Nodes) {
				return &Wrong{n, now.Route, "Node", "there is none"}
			}
		}
	}
	for _, a := range now.Announced {
		if a.Node < 0 || a.Node >= len(p.Nodes) || !minutes(a.From) || !minutes(a.To) || a.To < a.From {
			return &Wrong{a.Node, now.Route, "Announced", "no such node, or no time"}
		}
	}
	return nil
}

// rest is what is left of a day, as a problem of one route.
type rest struct {
	p       *Problem
	of      []int  // by its node: the node of the whole problem
	late    []bool // by its node: at another time than was told
	planned []int  // nodes of the whole problem that were still to come
	told    map[int]Announcement
	bonus   float64 // what a time that is kept is worth: more than anybody's visit
}

func restOf(p *Problem, plan Plan, now State) *rest {
	out := &rest{told: map[int]Announcement{}}
	for _, a := range now.Announced {
		out.told[a.Node] = a
	}
	for _, n := range p.Nodes {
		out.bonus = max(out.bonus, min(50*(1+n.Weight), MostWeight/2))
	}
	gone := map[int]bool{}
	for _, list := range [][]int{now.Done, now.Failed} {
		for _, n := range list {
			gone[n] = true
		}
	}
	route := p.Routes[now.Route]
	route.From, route.Open, route.Fixed, route.Frozen = now.Place, now.Now, 0, nil
	if now.Close > 0 {
		route.Close = now.Close
	}
	route.Close = max(route.Close, route.Open)
	route.Equipment &^= now.Lost
	if now.Rested {
		route.Break = Break{}
	}
	if route.Most > 0 {
		route.Most = max(1, route.Most-len(now.Done))
	}
	for _, n := range now.Done {
		if route.Capacity > 0 {
			route.Capacity = max(1, route.Capacity-p.Nodes[n].Load)
		}
	}
	out.p = &Problem{Days: p.Days, Tables: p.Tables, Routes: []Route{route}, Budget: -1, Groups: p.Groups}
	served := plan.Served(len(p.Nodes))
	chosen := map[int]bool{} // groups of which somebody is or was served elsewhere
	for n, r := range served {
		if g := p.Nodes[n].Group; g != None && (r != None && r != now.Route || slices.Contains(now.Done, n)) {
			chosen[g] = true
		}
	}
	for _, n := range plan.Tours[now.Route].Nodes() {
		if !gone[n] {
			out.planned = append(out.planned, n)
			out.add(p, served, now.Route, n, 1)
		}
	}
	for _, n := range out.standby(p, now, served, gone, chosen) {
		out.add(p, served, now.Route, n, 0)
	}
	return out
}

// add takes a node of the whole problem into the rest of the day. One that was
// announced stands twice, at the time told and at any time, of which one is served.
func (d *rest) add(p *Problem, served []int, route, node int, more float64) {
	n := p.Nodes[node]
	if n.Pin != None && n.Pin != route {
		return
	}
	if a := n.After; a != None { // the day before it is past
		first := served[a]
		if g := p.Nodes[a].Group; g != None {
			for i := range p.Nodes {
				if p.Nodes[i].Group == g && served[i] != None {
					first = served[i]
				}
			}
		}
		if first == None || p.Routes[first].Day+max(1, n.Gap) > p.Routes[route].Day {
			return
		}
		n.After = None
	}
	n.Area = None
	if n.Pin != None {
		n.Pin = 0
	}
	n.Weight = min(n.Weight+more, MostWeight/2)
	told, ok := d.told[node]
	if !ok {
		d.append(n, node, false)
		return
	}
	n.Promised = true
	if n.Group == None {
		n.Group = d.p.Groups
		d.p.Groups++
	}
	d.append(n, node, true)
	day := p.Routes[route].Day
	n.Hours = within(n.Hours, day, told)
	n.Weight += d.bonus
	if len(n.Hours[0]) > 0 {
		d.append(n, node, false)
	}
}

func (d *rest) append(n Node, node int, late bool) {
	d.p.Nodes = append(d.p.Nodes, n)
	d.of = append(d.of, node)
	d.late = append(d.late, late)
}

// within are the hours of a day in which the announced time is.
func within(h Hours, day int, told Announcement) Hours {
	if h == nil {
		return Hours{{{told.From, told.To}}}
	}
	of := h[0]
	if len(h) > 1 {
		of = h[day]
	}
	var out []Window
	for _, w := range of {
		if from, to := max(w.From, told.From), min(w.To, told.To); from <= to {
			out = append(out, Window{from, to})
		}
	}
	return Hours{out}
}

// standby are those who may be served besides, the nearest to what is left first.
func (d *rest) standby(p *Problem, now State, served []int, gone map[int]bool, chosen map[int]bool) (out []int) {
	list := now.Standby
	if list == nil {
		for n := range p.Nodes {
			list = append(list, n)
		}
	}
	t := p.Tables[p.Routes[now.Route].Table]
	near := []int{now.Place}
	for _, n := range d.planned {
		near = append(near, p.Nodes[n].Place)
	}
	way := map[int]float64{}
	for _, n := range list {
		if g := p.Nodes[n].Group; served[n] != None || gone[n] || p.Nodes[n].Exclude || g != None && chosen[g] || way[n] != 0 {
			continue
		}
		best := math.Inf(1)
		for _, q := range near {
			best = min(best, t.Minutes(q, p.Nodes[n].Place)+t.Minutes(p.Nodes[n].Place, q))
		}
		if !math.IsInf(best, 1) {
			way[n] = best + 1
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(cmp.Compare(way[a], way[b]), cmp.Compare(a, b)) })
	return out[:min(len(out), replanStandby)]
}

// start is the order there was, at the times told first.
func (d *rest) start() *Plan {
	var t Tour
	for _, n := range d.planned {
		for _, late := range []bool{false, true} {
			for i := range d.of {
				if d.of[i] == n && d.late[i] == late {
					t.Visits = append(t.Visits, Visit{Node: i})
				}
			}
		}
	}
	return &Plan{Tours: []Tour{t}}
}

// tell translates the plan back, and says what is other than it was.
func (d *rest) tell(again Plan) Changed {
	out := Changed{Tour: again.Tours[0]}
	served := map[int]bool{}
	for i := range out.Tour.Visits {
		v := &out.Tour.Visits[i]
		late := d.late[v.Node]
		v.Node = d.of[v.Node]
		served[v.Node] = true
		if told, ok := d.told[v.Node]; ok && late && (v.Start < told.From || v.Start > told.To) {
			out.Late = append(out.Late, v.Node)
		} else if slices.Contains(d.planned, v.Node) {
			out.Kept = append(out.Kept, v.Node)
		}
		if !slices.Contains(d.planned, v.Node) {
			out.Added = append(out.Added, v.Node)
		}
	}
	for _, n := range d.planned {
		if !served[n] {
			out.Dropped = append(out.Dropped, n)
		}
	}
	return out
}
