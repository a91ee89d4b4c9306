package outreach

import (
	"math"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// stats are what a plan comes to, as pages compare it.
type stats struct {
	tripplan.Value
	Name              string
	Urgent, UrgentAll int
	Days              int // team-days
	Waiting           map[string]int
	Served            map[string]int // by kecamatan
	Left              map[string]int // by reason; leftRest is who could be planned and was not
}

// leftRest are those whom the plan does not reach: each has a reason of their
// own, which the page of who is left out computes.
const leftRest = "rest"

// perPerson is what one person costs.
func (s stats) perPerson() int64 {
	if s.People == 0 {
		return 0
	}
	return s.Rupiah / int64(s.People)
}

// statsOf counts what a plan comes to.
func (b *built) statsOf(name string, v *variant) stats {
	p := tripplan.Plan{Tours: v.Tours}
	s := stats{Name: name, Value: tripplan.Evaluate(b.Problem, p), Waiting: map[string]int{}, Served: map[string]int{}, Left: map[string]int{}}
	served := b.people(p)
	left := map[int]string{}
	for _, l := range b.left {
		left[l.Person] = l.Reason
	}
	for i := range b.in.People {
		if b.in.People[i].Gone != nil {
			continue
		}
		k := b.kecamatan(i)
		s.Waiting[k]++
		if b.in.People[i].Urgent {
			s.UrgentAll++
		}
		switch {
		case served[i]:
			s.Served[k]++
			if b.in.People[i].Urgent {
				s.Urgent++
			}
		case left[i] != "":
			s.Left[left[i]]++
		default:
			s.Left[leftRest]++
		}
	}
	for _, t := range v.Tours {
		if len(t.Visits) > 0 {
			s.Days++
		}
	}
	return s
}

// people are those whom a plan visits, second visits apart.
func (b *built) people(p tripplan.Plan) map[int]bool {
	out := map[int]bool{}
	for _, t := range p.Tours {
		for _, v := range t.Visits {
			if !b.nodes[v.Node].Second {
				out[b.nodes[v.Node].Person] = true
			}
		}
	}
	return out
}

func (b *built) kecamatan(person int) string {
	return string(region.Code(b.in.People[person].Area).At(region.Kecamatan))
}

// best is the plan that is recommended, by the order of what is sought, and by
// what it is ahead of the next.
func (b *built) best(all []stats) (int, string) {
	order := make([]int, len(all))
	for i := range all {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return b.Compare(all[y].Value, all[x].Value) })
	first := all[order[0]]
	if len(all) == 1 {
		return order[0], "only"
	}
	next := all[order[1]]
	switch {
	case first.Promised != next.Promised:
		return order[0], "urgent"
	case first.Short != next.Short:
		return order[0], "fair"
	case first.People > next.People:
		return order[0], "people"
	case math.Abs(first.Weight-next.Weight) > 1e-6:
		return order[0], "weight"
	case first.Rupiah != next.Rupiah:
		return order[0], "cheap"
	}
	return order[0], "same"
}

// costOfTour is how far a day drives and what it costs.
func (b *built) costOfTour(r int, t tripplan.Tour) (km float64, rupiah int64) {
	if len(t.Visits) == 0 {
		return 0, 0
	}
	route := b.Routes[r]
	table, at := b.Tables[route.Table], route.From
	for _, v := range t.Visits {
		to := b.Nodes[v.Node].Place
		km, at = km+table.KM(at, to), to
	}
	km += table.KM(at, route.To)
	return km, route.Fixed + int64(km*float64(route.PerKM))
}

// stopsOf are the stops of a planned day, as a trip would have them, and whom
// each meets.
func (b *built) stopsOf(t tripplan.Tour) (stops []Stop, visits [][]tripplan.Visit) {
	for _, v := range t.Visits {
		n := b.nodes[v.Node]
		last := len(stops) - 1
		if last >= 0 && n.Kind != Home && stops[last].Kind == n.Kind && stops[last].Village == n.Village && stops[last].Institution == n.Institution {
			visits[last] = append(visits[last], v)
			continue
		}
		stops = append(stops, Stop{ID: n.Kind + n.Village + n.Institution, Kind: n.Kind, Village: n.Village, Institution: n.Institution, Point: n.Point})
		visits = append(visits, []tripplan.Visit{v})
	}
	return stops, visits
}

// mondayOf is the Monday of the week of a day.
func mondayOf(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}
