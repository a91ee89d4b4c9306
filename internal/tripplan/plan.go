package tripplan

import (
	"cmp"
	"fmt"
	"math"
)

// Plan says what each route does, in the order of Problem.Routes.
type Plan struct{ Tours []Tour }

// Tour is what one route does; without visits it does not leave.
type Tour struct {
	Visits      []Visit
	Leave, Back float64 // when the team leaves, as late as it may, and is back
	Rest        float64 // when the break begins; None: there is none
}

// Visit is one node served. Between Arrive and Start the team waits, or rests.
type Visit struct {
	Node                 int
	Arrive, Start, Leave float64
}

// Served is where each node is served: the route, or None.
func (p Plan) Served(nodes int) []int {
	out := make([]int, nodes)
	for i := range out {
		out[i] = None
	}
	for r, t := range p.Tours {
		for _, v := range t.Visits {
			if v.Node >= 0 && v.Node < nodes {
				out[v.Node] = r
			}
		}
	}
	return out
}

// Nodes is the order in which a tour serves.
func (t Tour) Nodes() []int {
	out := make([]int, len(t.Visits))
	for i, v := range t.Visits {
		out[i] = v.Node
	}
	return out
}

// Value is what a plan is worth.
type Value struct {
	Promised int     // urgent, promised and pinned nodes served
	Short    int     // people missing to the quotas
	Weight   float64 // of all served
	People   int     // nodes served, second visits not counted again
	Rupiah   int64
	Minutes  float64 // from leaving to being back, of all routes
	KM       float64
}

// slight is a difference of weight, minutes or km that is none.
const slight = 1e-6

// Compare is positive if a is better than b for what the problem seeks, negative
// if worse, 0 if as good.
func (p *Problem) Compare(a, b Value) int {
	less := func(x, y float64) int { // the smaller is the better
		if math.Abs(x-y) <= slight {
			return 0
		}
		return cmp.Compare(y, x)
	}
	if p.Objective == Distance {
		return cmp.Or(cmp.Compare(a.People, b.People), less(a.KM, b.KM))
	}
	return cmp.Or(cmp.Compare(a.Promised, b.Promised), cmp.Compare(b.Short, a.Short), less(b.Weight, a.Weight),
		cmp.Compare(b.Rupiah, a.Rupiah), less(a.Minutes, b.Minutes))
}

// Violation is one rule that a plan breaks.
type Violation struct {
	Kind  Kind
	Route int     // index, or None
	Node  int     // index, or None
	Got   float64 // minutes, rupiah, a count or a day, as the kind says
	Limit float64
}

func (v Violation) String() string {
	return fmt.Sprintf("%s: route %d, node %d: %v against %v", v.Kind, v.Route, v.Node, v.Got, v.Limit)
}

// Kind is which rule is broken.
type Kind string

// The rules.
const (
	Shape     Kind = "shape"     // not one tour a route, or no such node, or a number that is none
	Twice     Kind = "twice"     // a node is served twice
	Group     Kind = "group"     // two nodes of a group are served
	Excluded  Kind = "excluded"  // a node that must not be served
	Pinned    Kind = "pinned"    // Got: the route, Limit: the one it is pinned to
	Frozen    Kind = "frozen"    // the route does not do what it is frozen to
	DayClosed Kind = "day"       // Got: a day that the node's set lacks
	Deadline  Kind = "deadline"  // Got: day, Limit: deadline
	Outside   Kind = "hours"     // Got: start, outside the windows; or leaving, Limit: Node.Until
	Skill     Kind = "skill"     // Got: the bits missing
	Equipped  Kind = "equipment" // Got: the bits missing
	NoKit     Kind = "kit"       // Node is None; Got: routes of the day that need a kit, Limit: kits
	TooEarly  Kind = "early"     // a team leaves before Open, or arrives sooner than it can: Limit is the earliest
	TooLate   Kind = "late"      // a team is back after Close, or later than it says
	Short     Kind = "service"   // Got: minutes at the person, Limit: minutes needed
	NoWay     Kind = "no_way"    // there is no way to it
	Rest      Kind = "break"     // no break, not in its time, or somebody is served in it
	TooMany   Kind = "most"      // Got: people, Limit: Route.Most
	TooMuch   Kind = "capacity"  // Got: load, Limit: Route.Capacity
	TooDear   Kind = "budget"    // Got: rupiah, Limit: Budget
	Order     Kind = "after"     // what must come Gap days before does not; Got: day, Limit: first day possible
)
