package tripplan

import (
	"math"
	"slices"
)

// compiled is a problem as the solver reads it: everything in arrays, what never
// changes reckoned once. It is shared by threads and only read.
type compiled struct {
	p      *Problem
	places int
	nodes  []cnode
	routes []croute
	win    []windows // by calendar and day
	words  int       // of a node's set of routes
	fits   []uint64  // by node: the routes that may serve it at all
	musts  []int32   // urgent, promised and pinned nodes that some route may serve
	near   [][]int32 // by place: places where somebody waits, the nearest first, itself at the head
	group  [][]int32 // by group: its nodes
	later  [][]int32 // by node: second visits that wait for it alone
	laterG [][]int32 // by group: second visits that wait for one of it
	scale  float64   // a typical prize
	legs   float64   // a typical way from one visit to the next, as energy
	must   float64   // what an urgent or promised node is worth on top
	quota  float64   // what one person less missing to a quota is worth on top
	budget float64
	full   bool // so small that every position is tried
}

type cnode struct {
	place, cal         int32
	service, setup     float64
	until              float64 // +Inf: none
	weight             float64
	load               int32
	area, group, after int32 // -1: none
	afterG             int32 // the group of after
	gap                int32
	must, kit, first   bool // first: counts as a person
}

// croute is a route; leg is what its ways take and cost.
type croute struct {
	leg           []leg
	from, to      int32
	day           int32
	open, close   float64
	rest          Break
	fixed         float64 // energy
	rupiah        float64
	perKM         float64
	most, load    int32
	same          int32 // routes of the same number are alike
	km            []float64
	frozen        bool
	limit0        float64 // back by then without a break
	lim1, restMin float64
}

type leg struct{ minutes, cost float64 }

// windows of a calendar on a day; more holds all if there are several.
type windows struct {
	from, to float64
	more     []Window
}

// opens is the first moment from t at which a service may begin; +Inf: none.
func (w *windows) opens(t float64) float64 {
	if t <= w.from {
		return w.from
	}
	if t > w.to {
		return math.Inf(1)
	}
	for i := range w.more {
		if t <= w.more[i].To {
			return max(t, w.more[i].From)
		}
	}
	return t
}

// shuts is the last moment up to t at which a service may begin; -Inf: none.
func (w *windows) shuts(t float64) float64 {
	if t >= w.to {
		return w.to
	}
	if t < w.from {
		return math.Inf(-1)
	}
	for i := len(w.more) - 1; i >= 0; i-- {
		if t >= w.more[i].From {
			return min(t, w.more[i].To)
		}
	}
	return t
}

// over is when a service is over, +Inf if that is too late.
func (n *cnode) over(leave float64) float64 {
	if leave > n.until {
		return math.Inf(1)
	}
	return leave
}

// slack is what adding up minutes in another order may differ.
const slack = 1e-9

// fullNodes is up to how many nodes every position of every route is tried.
const fullNodes = 320

func compile(p *Problem) *compiled { return compileFor(p, true) }

// compileFor leaves out what only a search needs.
func compileFor(p *Problem, search bool) *compiled {
	c := &compiled{p: p, places: p.Tables[0].n, full: len(p.Nodes) <= fullNodes, budget: math.Inf(1)}
	if p.Budget >= 0 {
		c.budget = float64(p.Budget)
	}
	c.compileNodes()
	c.compileRoutes()
	if !search {
		return c
	}
	c.words = (len(c.routes) + 63) / 64
	c.fits = make([]uint64, len(c.nodes)*c.words)
	for n := range c.nodes {
		for r := range c.routes {
			if c.mayServe(r, n) {
				c.fits[n*c.words+r/64] |= 1 << (r % 64)
			}
		}
	}
	for n := range c.nodes {
		if c.nodes[n].must && slices.ContainsFunc(c.fits[n*c.words:(n+1)*c.words], func(w uint64) bool { return w != 0 }) {
			c.musts = append(c.musts, int32(n))
		}
	}
	c.findNear()
	return c
}

func (c *compiled) compileNodes() {
	p := c.p
	c.nodes = make([]cnode, len(p.Nodes))
	c.group, c.laterG = make([][]int32, p.Groups), make([][]int32, p.Groups)
	c.later = make([][]int32, len(p.Nodes))
	type shared struct {
		first *[]Window
		n     int
	}
	calendars := map[shared]int32{}
	weights := make([]float64, 0, len(p.Nodes))
	for i := range p.Nodes {
		n := &p.Nodes[i]
		k := &c.nodes[i]
		*k = cnode{place: int32(n.Place), service: n.Service, setup: n.Setup, until: n.until(), weight: n.Weight, load: int32(n.Load), area: int32(n.Area),
			group: int32(n.Group), after: int32(n.After), afterG: None, gap: int32(min(max(1, n.Gap), MostDays)), must: n.Must(), kit: n.Equipment&Kit != 0, first: n.After == None}
		if n.Group != None {
			c.group[n.Group] = append(c.group[n.Group], int32(i))
		}
		if n.After != None {
			if g := p.Nodes[n.After].Group; g != None {
				k.afterG = int32(g)
				c.laterG[g] = append(c.laterG[g], int32(i))
			} else {
				c.later[n.After] = append(c.later[n.After], int32(i))
			}
		}
		var key shared
		if n.Hours != nil {
			key = shared{&n.Hours[0], len(n.Hours)}
		}
		cal, ok := calendars[key]
		if !ok {
			cal = int32(len(calendars))
			calendars[key] = cal
			c.addCalendar(n.Hours)
		}
		k.cal = cal
		weights = append(weights, n.Weight)
	}
	slices.Sort(weights)
	c.scale = 1
	if len(weights) > 0 {
		if w := weights[len(weights)/2]; w > 0 {
			c.scale = w
		}
	}
	c.quota = 50 * c.scale
	c.must = 50 * c.quota
}

func (c *compiled) addCalendar(h Hours) {
	for d := range c.p.Days {
		if h == nil {
			c.win = append(c.win, windows{from: 0, to: math.MaxFloat64})
			continue
		}
		day := h[0]
		if len(h) > 1 {
			day = h[d]
		}
		w := windows{from: math.Inf(1), to: math.Inf(-1)}
		if len(day) > 0 {
			w.from, w.to = day[0].From, day[len(day)-1].To+slack
		}
		if len(day) > 1 {
			w.more = day
		}
		c.win = append(c.win, w)
	}
}

// What a rupiah, a km and a minute weigh beside people: so little that a person
// is worth a long way, so much that ways become short.
const wayShare = 0.02

func (c *compiled) compileRoutes() {
	p := c.p
	c.routes = make([]croute, len(p.Routes))
	type class struct {
		table int
		perKM int64
	}
	legs := map[class][]leg{}
	alike := map[croute1]int32{}
	perRupiah, perMinute := c.exchange()
	for i := range p.Routes {
		r := &p.Routes[i]
		t := p.Tables[r.Table]
		key := class{r.Table, r.PerKM}
		l, ok := legs[key]
		if !ok {
			l = make([]leg, len(t.minutes))
			for j := range l {
				l[j].minutes = t.minutes[j]
				if p.Objective == Distance {
					l[j].cost = t.km[j]
				} else {
					l[j].cost = float64(r.PerKM)*t.km[j]*perRupiah + t.minutes[j]*perMinute
				}
			}
			legs[key] = l
		}
		limit0 := r.Close + slack
		if r.Break.Minutes > 0 {
			limit0 = min(r.Close, r.Break.To) + slack
		}
		k := croute{leg: l, from: int32(r.From), to: int32(r.To), day: int32(r.Day), open: r.Open, close: r.Close, rest: r.Break, rupiah: float64(r.Fixed), perKM: float64(r.PerKM),
			most: math.MaxInt32, load: math.MaxInt32, km: t.km, frozen: r.Frozen != nil, limit0: limit0, lim1: r.Close + slack, restMin: r.Break.Minutes}
		if p.Objective == Score {
			k.fixed = float64(r.Fixed) * perRupiah
		}
		if r.Most > 0 {
			k.most = int32(min(r.Most, math.MaxInt32))
		}
		if r.Capacity > 0 {
			k.load = int32(min(r.Capacity, math.MaxInt32))
		}
		one := croute1{r.Day, r.From, r.To, r.Table, r.Most, r.Capacity, r.Open, r.Close, r.Break, r.Fixed, r.PerKM, r.Skills, r.Equipment, k.frozen}
		same, ok := alike[one]
		if !ok {
			same = int32(len(alike))
			alike[one] = same
		}
		k.same = same
		c.routes[i] = k
	}
}

// croute1 is all by which two routes can differ.
type croute1 struct {
	day, from, to, table, most, capacity int
	open, close                          float64
	rest                                 Break
	fixed, perKM                         int64
	skills, equipment                    uint64
	frozen                               bool
}

// exchange finds what a rupiah and a minute are as energy: a typical way of a
// typical route is wayShare of a typical person, where rupiah say most of it.
func (c *compiled) exchange() (perRupiah, perMinute float64) {
	p := c.p
	var minutes, km, perKM float64
	count := 0
	for r := range min(len(p.Routes), 8) {
		perKM += float64(p.Routes[r].PerKM) / float64(min(len(p.Routes), 8))
	}
	t := p.Tables[0]
	for i := 0; i+1 < len(p.Nodes); i += 1 + len(p.Nodes)/200 { // to the nearest few others
		best, way := math.Inf(1), 0
		for j := 0; j < len(p.Nodes); j += 1 + len(p.Nodes)/100 {
			if k := p.Nodes[i].Place*t.n + p.Nodes[j].Place; i != j && p.Nodes[i].Place != p.Nodes[j].Place && t.minutes[k] < best {
				best, way = t.minutes[k], k
			}
		}
		if best < math.Inf(1) {
			minutes, km, count = minutes+best, km+t.km[way], count+1
		}
	}
	if count == 0 || minutes == 0 {
		return wayShare * c.scale / 10_000, wayShare * c.scale / 60
	}
	minutes, km = minutes/float64(count), km/float64(count)
	c.legs = wayShare * c.scale
	if p.Objective == Distance {
		c.legs = km
	}
	if rupiah := perKM * km; rupiah > 0 {
		return wayShare * c.scale / rupiah, wayShare * c.scale / minutes / 10
	}
	return wayShare * c.scale / 10_000, wayShare * c.scale / minutes
}

// mayServe is whether the route could serve the node if it had nothing else to do.
func (c *compiled) mayServe(r, n int) bool {
	route, node := &c.p.Routes[r], &c.p.Nodes[n]
	if node.Exclude || node.Pin != None && node.Pin != r || !node.Days.Has(route.Day) || node.Deadline != None && route.Day > node.Deadline ||
		node.Skills&^route.Skills != 0 || node.Equipment&^route.Equipment != 0 || node.Equipment&Kit != 0 && c.p.Kits != nil && c.p.Kits[route.Day] == 0 ||
		route.Frozen != nil {
		return false
	}
	return c.window(&c.nodes[n], &c.routes[r]).opens(route.Open) <= route.Close
}

func (c *compiled) window(n *cnode, r *croute) *windows {
	return &c.win[int(n.cal)*c.p.Days+int(r.day)]
}

// mostNear is how many places are near.
const mostNear = 200

func (c *compiled) findNear() {
	waiting := make([]bool, c.places)
	var places []int32
	for i := range c.nodes {
		if q := c.nodes[i].place; !waiting[q] {
			waiting[q] = true
			places = append(places, q)
		}
	}
	c.near = make([][]int32, c.places)
	t := c.p.Tables[0]
	for _, from := range places {
		list := slices.Clone(places)
		slices.SortFunc(list, func(a, b int32) int {
			x, y := t.minutes[int(from)*c.places+int(a)], t.minutes[int(from)*c.places+int(b)]
			switch {
			case a == b:
				return 0
			case a == from || b != from && x < y:
				return -1
			case b == from || x > y:
				return 1
			}
			return int(a - b)
		})
		c.near[from] = slices.Clone(list[:min(len(list), mostNear)])
	}
}
