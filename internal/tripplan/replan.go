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

// The search for the rest of a day: twice so many tries at most, and so many of
// those who wait near by.
const (
	replanIterations = 3000
	replanStandby    = 120
)

// lateSteps are the minutes after the time told that are told apart. Less late
// is better; to be late at all counts as a quarter of an hour more, and to come
// too early, or later than all of them, as twice the last.
var lateSteps = []float64{0, 15, 30, 45, 60, 90, 120, 180, 240}

const lateAtAll = 15

// punctual is the part of the whole bonus that so many minutes late are worth.
func punctual(late float64) float64 {
	if late <= 0 {
		return 1
	}
	return 1 - (late+lateAtAll)/(2*lateSteps[len(lateSteps)-1])
}

// Replan plans the rest of one route's day again. First those to whom a visit was
// announced, as if there were nobody else: as many of them as can be reached at
// all, of them with as few minutes later than told as can be. Then the rest of
// the plan and whoever waits near by come in where that makes none of these later.
// Without bounds in o it takes a fixed number of iterations, well below half a
// second. Errors are *Wrong.
func Replan(ctx context.Context, p *Problem, plan Plan, now State, o Options) (Changed, error) {
	if err := p.Validate(); err != nil {
		return Changed{}, err
	}
	if err := now.wrong(p, plan); err != nil {
		return Changed{}, err
	}
	if o.Iterations <= 0 && o.CPU <= 0 {
		o.Iterations = replanIterations
	}
	o.CPU /= 2
	day := restOf(p, plan, now)
	for _, n := range day.planned {
		if told, ok := day.told[n]; ok {
			day.addTold(n, told)
		}
	}
	again := Plan{Tours: make([]Tour, 1)}
	if len(day.of) > 0 {
		var err error
		o.Start = day.start()
		if again, err = Solve(ctx, day.p, o); err != nil {
			return Changed{}, err
		}
	}
	if o.Start = day.hold(again, now); len(day.of) > len(o.Start.Tours[0].Visits) {
		var err error
		if again, err = Solve(ctx, day.p, o); err != nil {
			return Changed{}, err
		}
	} else {
		again, _ = Arrange(day.p, [][]int{o.Start.Tours[0].Nodes()})
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
	whole   *Problem
	served  []int // by node of the whole problem: the route of the plan
	route   int
	chosen  map[int]bool // groups of which somebody is or was served elsewhere
	gone    map[int]bool
	of      []int // by its node: the node of the whole problem
	planned []int // nodes of the whole problem that were still to come
	told    map[int]Announcement
	bonus   float64 // what a time that is kept is worth: more than many visits
}

func restOf(p *Problem, plan Plan, now State) *rest {
	out := &rest{whole: p, served: plan.Served(len(p.Nodes)), route: now.Route, chosen: map[int]bool{}, gone: map[int]bool{}, told: map[int]Announcement{}}
	for _, a := range now.Announced {
		out.told[a.Node] = a
	}
	for _, n := range p.Nodes {
		out.bonus = max(out.bonus, min(50*(1+n.Weight), MostWeight/2))
	}
	for _, list := range [][]int{now.Done, now.Failed} {
		for _, n := range list {
			out.gone[n] = true
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
	for n, r := range out.served {
		if g := p.Nodes[n].Group; g != None && (r != None && r != now.Route || slices.Contains(now.Done, n)) {
			out.chosen[g] = true
		}
	}
	for _, n := range plan.Tours[now.Route].Nodes() {
		if !out.gone[n] {
			out.planned = append(out.planned, n)
		}
	}
	return out
}

// node is one of the whole problem as it stands in the rest of the day; ok is
// false if it cannot.
func (d *rest) node(node int) (n Node, ok bool) {
	p := d.whole
	n = p.Nodes[node]
	if n.Pin != None && n.Pin != d.route {
		return n, false
	}
	if a := n.After; a != None { // the day before it is past
		first := d.served[a]
		if g := p.Nodes[a].Group; g != None {
			for i := range p.Nodes {
				if p.Nodes[i].Group == g && d.served[i] != None {
					first = d.served[i]
				}
			}
		}
		if first == None || p.Routes[first].Day+max(1, n.Gap) > p.Routes[d.route].Day {
			return n, false
		}
		n.After = None
	}
	n.Area = None
	return n, true
}

// addTold takes somebody in to whom a visit was announced: once for each step of
// being late, of which one is served.
func (d *rest) addTold(node int, told Announcement) {
	n, ok := d.node(node)
	if !ok {
		return
	}
	n.Promised, n.Pin = true, None
	if n.Group == None {
		n.Group = d.p.Groups
		d.p.Groups++
	}
	hours, weight := n.Hours, min(n.Weight, MostWeight/4)
	for _, late := range lateSteps {
		n.Hours = within(hours, d.whole.Routes[d.route].Day, Announcement{From: told.From, To: told.To + late})
		if n.Weight = weight + d.bonus*punctual(late); len(n.Hours[0]) > 0 {
			d.append(n, node)
		}
	}
	n.Hours, n.Weight = hours, weight
	d.append(n, node)
}

// hold makes the problem in which those who were told are held where they are by
// now, not later, and all others come in: the rest of the plan, who weighs a
// little more, and whoever waits near by. Who is urgent among them comes before
// the others, but not before a promise. It tells the plan to begin with.
func (d *rest) hold(first Plan, now State) *Plan {
	of := d.of
	d.p.Nodes, d.of = nil, nil
	start := Tour{}
	held := map[int]bool{}
	for _, v := range first.Tours[0].Visits {
		node := of[v.Node]
		n, _ := d.node(node)
		told := d.told[node]
		n.Promised, n.Pin = true, None
		n.Hours = within(n.Hours, d.whole.Routes[d.route].Day, Announcement{From: min(told.From, v.Start), To: max(told.To, v.Start)})
		n.Weight = min(n.Weight, MostWeight/4) + d.bonus
		held[node] = true
		start.Visits = append(start.Visits, Visit{Node: len(d.of)})
		d.append(n, node)
	}
	other := func(node int, more float64) {
		n, ok := d.node(node)
		if _, told := d.told[node]; !ok || told && slices.Contains(d.planned, node) {
			return
		}
		if n.Weight = min(n.Weight, MostWeight/4) + more; n.Must() {
			n.Weight += d.bonus
		}
		n.Urgent, n.Promised, n.Pin = false, false, None
		d.append(n, node)
	}
	for _, n := range d.planned {
		other(n, 1)
	}
	for _, n := range d.standby(now) {
		other(n, 0)
	}
	return &Plan{Tours: []Tour{start}}
}

func (d *rest) append(n Node, node int) {
	d.p.Nodes = append(d.p.Nodes, n)
	d.of = append(d.of, node)
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
func (d *rest) standby(now State) (out []int) {
	p, list := d.whole, now.Standby
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
		if g := p.Nodes[n].Group; d.served[n] != None || d.gone[n] || p.Nodes[n].Exclude || g != None && d.chosen[g] || way[n] != 0 {
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

// start is the order there was, each as punctual as can be.
func (d *rest) start() *Plan {
	var t Tour
	for i := range d.of {
		t.Visits = append(t.Visits, Visit{Node: i})
	}
	return &Plan{Tours: []Tour{t}}
}

// tell translates the plan back, and says what is other than it was.
func (d *rest) tell(again Plan) Changed {
	out := Changed{Tour: again.Tours[0]}
	served := map[int]bool{}
	for i := range out.Tour.Visits {
		v := &out.Tour.Visits[i]
		v.Node = d.of[v.Node]
		served[v.Node] = true
		planned := slices.Contains(d.planned, v.Node)
		if told, ok := d.told[v.Node]; ok && (v.Start < told.From-slight || v.Start > told.To+slight) {
			out.Late = append(out.Late, v.Node)
		} else if planned {
			out.Kept = append(out.Kept, v.Node)
		}
		if !planned {
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
