package tripplan

import (
	"fmt"
	"math"
)

// None is the index of nothing: no group, no area, no deadline, no pin.
const None = -1

// Kit is the biometric kit among Equipment.
const Kit uint64 = 1

// Problem is all that may be planned. Times are minutes since midnight of the
// day (durations: minutes), ways are km, money is rupiah, days are 0 … Days-1 of
// the horizon; what date a day is, only the caller knows.
type Problem struct {
	Days   int
	Tables []*Table // travel times; Route.Table says which is driven by (dry and wet season, motorbike and car)
	Nodes  []Node
	Routes []Route
	Kits   []int   // by day, how many kits there are; nil: as many as routes
	Budget int64   // rupiah that may be spent; 0: nothing; negative: no limit
	Groups int     // Node.Group is below it
	Areas  []Quota // fairness; Node.Area is an index
	// Objective says what is sought.
	Objective Objective
}

// Objective is what makes one plan better than another.
type Objective int

// The objectives.
const (
	// Score: urgent and promised people served, then people missing to the
	// quotas, then the weight served, then rupiah, then minutes.
	Score Objective = iota
	// Distance: everybody served, then km.
	Distance
)

// Quota is how many people of an area are to be served at least; what is
// missing counts before weight, as many as can be missing count no more.
type Quota struct{ Least int }

// Window is a span of a day, both ends included.
type Window struct{ From, To float64 }

// Hours are the windows of each day, sorted, apart from each other: within them
// a service must begin. A day without windows is closed. Hours of length 1 hold
// for every day. nil is any time of any day. Nodes may share one value.
type Hours [][]Window

// Mask is a set of days: bit d%64 of word d/64. nil is every day.
type Mask []uint64

// Has reports whether a day is in the set.
func (m Mask) Has(day int) bool {
	return m == nil || day >= 0 && day/64 < len(m) && m[day/64]>>(day%64)&1 == 1
}

// With adds days to the set.
func (m Mask) With(days ...int) Mask {
	for _, d := range days {
		for len(m) <= d/64 {
			m = append(m, 0)
		}
		m[d/64] |= 1 << (d % 64)
	}
	return m
}

// Node is one visit of one person at one place. The people of a gathering or an
// institution are nodes at the same place: one after the other they pay Setup
// once. Make it with NewNode, which sets what is None.
type Node struct {
	Place     int
	Service   float64 // minutes with this person
	Setup     float64 // minutes before, if the visit before was not at this place
	Hours     Hours   // when setup, or else service, may begin
	Until     float64 // when service must be over; 0: whenever it is
	Days      Mask    // on which days
	Deadline  int     // the last day, or None
	Skills    uint64  // all of them are needed
	Equipment uint64  // all of it is needed; Kit also counts against Problem.Kits
	Load      int     // against Route.Capacity
	Weight    float64 // what it is worth to serve: 0 … MostWeight
	Urgent    bool    // served before everything else is weighed
	Promised  bool    // the same: somebody was told
	Group     int     // at most one node of a group is served (at home, or at the gathering), or None
	Area      int     // of Problem.Areas, or None
	After     int     // a node, or any node of its group, that is served at least Gap days before; or None
	Gap       int     // 0 counts as 1
	Pin       int     // the only route that may serve it, and then it counts as promised; or None
	Exclude   bool    // never served
}

// NewNode is a node that may be served at any time by anybody, worth 1.
func NewNode(place int, service float64) Node {
	return Node{Place: place, Service: service, Weight: 1, Deadline: None, Group: None, Area: None, After: None, Pin: None}
}

// until is Until, or +Inf.
func (n *Node) until() float64 {
	if n.Until == 0 {
		return math.Inf(1)
	}
	return n.Until
}

// Must reports whether the node counts among the urgent and promised.
func (n *Node) Must() bool { return n.Urgent || n.Promised || n.Pin >= 0 }

// Route is a team on a day. It leaves From not before Open and is back at To by
// Close. Each team has one route a day.
type Route struct {
	Day, Team   int
	From, To    int // places
	Open, Close float64
	Break       Break
	Fixed       int64 // rupiah, if the route serves anybody
	PerKM       int64 // rupiah; a part of a rupiah at the end of the day is left out
	Skills      uint64
	Equipment   uint64
	Most        int   // people it serves at most; 0: no limit
	Capacity    int   // sum of Load at most; 0: no limit
	Table       int   // of Problem.Tables
	Frozen      []int // the nodes that it serves in this order, these and no others; nil: to be planned
}

// Break is a rest of Minutes that begins between From and To, before, on or
// after the way from one visit to the next. A route that is back by To has none.
// Minutes 0: no break.
type Break struct{ From, To, Minutes float64 }

// Table holds how long and how far it is from each place to each other. What is
// on the diagonal is the way from one visit to the next at the same place.
// Minutes of infinity: there is no way. A table does not change once it is made.
type Table struct {
	n           int
	minutes, km []float64
}

// NewTable asks for every pair of n places.
func NewTable(n int, way func(from, to int) (minutes, km float64)) (*Table, error) {
	if n < 1 || n > MostPlaces {
		return nil, fmt.Errorf("tripplan: a table of %d places; it must be 1 to %d", n, MostPlaces)
	}
	t := &Table{n: n, minutes: make([]float64, n*n), km: make([]float64, n*n)}
	for from := range n {
		for to := range n {
			m, km := way(from, to)
			if math.IsInf(m, 1) {
				km = 0
			}
			if !(m >= 0) || !(km >= 0) || math.IsInf(km, 1) {
				return nil, fmt.Errorf("tripplan: from place %d to %d: %v minutes and %v km", from, to, m, km)
			}
			t.minutes[from*n+to], t.km[from*n+to] = m, km
		}
	}
	return t, nil
}

// Places is how many places the table knows.
func (t *Table) Places() int { return t.n }

// Minutes is how long the way takes; infinity where there is none.
func (t *Table) Minutes(from, to int) float64 { return t.minutes[from*t.n+to] }

// KM is how long the way is.
func (t *Table) KM(from, to int) float64 { return t.km[from*t.n+to] }
