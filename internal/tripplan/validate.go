package tripplan

import (
	"fmt"
	"math"
	"slices"
)

// The limits of a problem.
const (
	MostPlaces  = 3_000
	MostNodes   = 20_000
	MostRoutes  = 4_000
	MostDays    = 400
	MostWindows = 12 // of a node on a day
	MostWeight  = 1e6
	mostMinutes = 1e6 // instances of the literature count other units than minutes
	mostRupiah  = 1e13
	mostCells   = 40e6 // nodes × routes
)

// Wrong says what is wrong with a problem, and where.
type Wrong struct {
	Node, Route int    // index, or None
	Field       string // of Problem, Node or Route
	What        string // English, for the log and whoever builds problems
}

func (w *Wrong) Error() string {
	at := "problem"
	switch {
	case w.Node != None:
		at = fmt.Sprintf("node %d", w.Node)
	case w.Route != None:
		at = fmt.Sprintf("route %d", w.Route)
	}
	return "tripplan: " + at + ": " + w.Field + ": " + w.What
}

// Validate tells the first thing that is wrong with a problem, as *Wrong.
func (p *Problem) Validate() error {
	if field, what := p.wrong(); field != "" {
		return &Wrong{None, None, field, what}
	}
	for i := range p.Routes {
		if field, what := p.wrongRoute(&p.Routes[i]); field != "" {
			return &Wrong{None, i, field, what}
		}
	}
	for i := range p.Nodes {
		if field, what := p.wrongNode(i); field != "" {
			return &Wrong{i, None, field, what}
		}
	}
	return p.wrongTogether()
}

func (p *Problem) wrong() (field, what string) {
	switch {
	case p.Days < 1 || p.Days > MostDays:
		return "Days", fmt.Sprintf("%d is not 1 to %d", p.Days, MostDays)
	case len(p.Nodes) > MostNodes:
		return "Nodes", fmt.Sprintf("%d are more than %d", len(p.Nodes), MostNodes)
	case len(p.Routes) > MostRoutes:
		return "Routes", fmt.Sprintf("%d are more than %d", len(p.Routes), MostRoutes)
	case float64(len(p.Nodes))*float64(len(p.Routes)) > mostCells:
		return "Routes", fmt.Sprintf("%d nodes and %d routes are too many together", len(p.Nodes), len(p.Routes))
	case len(p.Tables) == 0 || slices.Contains(p.Tables, nil):
		return "Tables", "there is none, or one is nil"
	case p.Kits != nil && len(p.Kits) != p.Days:
		return "Kits", fmt.Sprintf("%d values for %d days", len(p.Kits), p.Days)
	case p.Groups < 0 || p.Groups > MostNodes:
		return "Groups", fmt.Sprintf("%d is not 0 to %d", p.Groups, MostNodes)
	case len(p.Areas) > MostNodes:
		return "Areas", "too many"
	case p.Objective != Score && p.Objective != Distance:
		return "Objective", "unknown"
	case p.Budget > mostRupiah:
		return "Budget", "too large"
	}
	for _, t := range p.Tables {
		if t.n != p.Tables[0].n {
			return "Tables", "they know different numbers of places"
		}
	}
	if slices.Min(append([]int{0}, p.Kits...)) < 0 {
		return "Kits", "negative"
	}
	for _, a := range p.Areas {
		if a.Least < 0 {
			return "Areas", "negative"
		}
	}
	return "", ""
}

func (p *Problem) wrongRoute(r *Route) (field, what string) {
	n := p.Tables[0].n
	switch {
	case r.Day < 0 || r.Day >= p.Days:
		return "Day", fmt.Sprintf("%d is not below %d", r.Day, p.Days)
	case r.From < 0 || r.From >= n:
		return "From", fmt.Sprintf("no place %d", r.From)
	case r.To < 0 || r.To >= n:
		return "To", fmt.Sprintf("no place %d", r.To)
	case r.Table < 0 || r.Table >= len(p.Tables):
		return "Table", fmt.Sprintf("no table %d", r.Table)
	case !minutes(r.Open) || !minutes(r.Close) || r.Close < r.Open:
		return "Close", fmt.Sprintf("from %v to %v", r.Open, r.Close)
	case !minutes(r.Break.Minutes) || r.Break.Minutes > 0 && (!minutes(r.Break.From) || !minutes(r.Break.To) || r.Break.To < r.Break.From):
		return "Break", fmt.Sprintf("%v minutes between %v and %v", r.Break.Minutes, r.Break.From, r.Break.To)
	case r.Fixed < 0 || r.Fixed > mostRupiah:
		return "Fixed", "negative or too large"
	case r.PerKM < 0 || r.PerKM > mostRupiah/1e6:
		return "PerKM", "negative or too large"
	case r.Most < 0:
		return "Most", "negative"
	case r.Capacity < 0:
		return "Capacity", "negative"
	}
	return "", ""
}

func minutes(m float64) bool { return m >= 0 && m <= mostMinutes }

func (p *Problem) wrongNode(i int) (field, what string) {
	n := &p.Nodes[i]
	switch {
	case n.Place < 0 || n.Place >= p.Tables[0].n:
		return "Place", fmt.Sprintf("no place %d", n.Place)
	case !minutes(n.Service):
		return "Service", fmt.Sprint(n.Service)
	case !minutes(n.Setup):
		return "Setup", fmt.Sprint(n.Setup)
	case !minutes(n.Until):
		return "Until", fmt.Sprint(n.Until)
	case !(n.Weight >= 0 && n.Weight <= MostWeight):
		return "Weight", fmt.Sprint(n.Weight)
	case n.Load < 0 || n.Load > math.MaxInt32:
		return "Load", "negative or too large"
	case n.Deadline < None:
		return "Deadline", fmt.Sprint(n.Deadline)
	case n.Group < None || n.Group >= p.Groups:
		return "Group", fmt.Sprintf("%d of %d", n.Group, p.Groups)
	case n.Area < None || n.Area >= len(p.Areas):
		return "Area", fmt.Sprintf("%d of %d", n.Area, len(p.Areas))
	case n.After < None || n.After >= len(p.Nodes) || n.After == i:
		return "After", fmt.Sprintf("no such node before it: %d", n.After)
	case n.Gap < 0:
		return "Gap", "negative"
	case n.Pin < None || n.Pin >= len(p.Routes):
		return "Pin", fmt.Sprintf("no route %d", n.Pin)
	case n.Hours != nil && len(n.Hours) != 1 && len(n.Hours) != p.Days:
		return "Hours", fmt.Sprintf("%d days of %d", len(n.Hours), p.Days)
	}
	if a := n.After; a != None && (n.Group != None && n.Group == p.Nodes[a].Group || p.Nodes[a].After != None) {
		return "After", "the node before it is of the same group, or has one before itself"
	}
	for _, day := range n.Hours {
		if len(day) > MostWindows {
			return "Hours", "too many windows on a day"
		}
		last := -1.0
		for _, w := range day {
			if !minutes(w.From) || !minutes(w.To) || w.To < w.From || w.From <= last {
				return "Hours", fmt.Sprintf("from %v to %v, after %v", w.From, w.To, last)
			}
			last = w.To
		}
	}
	return "", ""
}

// wrongTogether looks at what is wrong between routes, and at frozen ones.
func (p *Problem) wrongTogether() error {
	type teamDay struct{ team, day int }
	teams, frozen := map[teamDay]bool{}, map[int]bool{}
	for i := range p.Routes {
		r := &p.Routes[i]
		if key := (teamDay{r.Team, r.Day}); teams[key] {
			return &Wrong{None, i, "Team", "has two routes on that day"}
		} else {
			teams[key] = true
		}
		for _, n := range r.Frozen {
			switch {
			case n < 0 || n >= len(p.Nodes):
				return &Wrong{None, i, "Frozen", fmt.Sprintf("no node %d", n)}
			case frozen[n]:
				return &Wrong{n, i, "Frozen", "served twice"}
			}
			frozen[n] = true
		}
	}
	return nil
}
