package outreach

import (
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// Why somebody is left out before anything is computed.
const (
	leftNoPoint  = "no_point" // nobody knows where the village is
	leftNoWay    = "no_way"   // no way leads there on any day
	leftLater    = "later"    // is to be tried again after the period
	leftAway     = "away"     // the companion of the village said no to every day
	leftHours    = "hours"    // the hours of the institution and of the team exclude each other
	leftKit      = "kit"      // needs the kit, and none comes along
	leftNoVenue  = "no_venue" // of an institution that has no place
	leftExcluded = "excluded" // a planner said so
)

// leftOut is somebody who cannot be planned, and why. On is the day of "later".
type leftOut struct {
	Person int
	Reason string
	On     string
}

// visitNode is what a node of the problem stands for.
type visitNode struct {
	Person      int
	Kind        string // home, institution, gathering
	Village     string
	Institution string
	Point       string
	Second      bool // the recording, for which the NIK must be there first
	place       int
}

// teamDay is what a route of the problem stands for.
type teamDay struct {
	Day  int
	Crew Crew
}

// built is a problem with what its numbers stand for.
type built struct {
	*tripplan.Problem
	in     *planInput
	dates  []string
	places []Place
	nodes  []visitNode
	routes []teamDay
	left   []leftOut
	first  []int // by person: the first of its nodes, or None
	areas  []string
	prices *tripplan.Prices // of the problem as it stands; nil: to be made
}

// costs tells what changes of plans cost. Pins and frozen days must be set before.
func (b *built) costs() *tripplan.Prices {
	if b.prices == nil {
		b.prices = tripplan.PricesOf(b.Problem)
	}
	return b.prices
}

// build makes the problem of a variant: pure, of the same input always the same.
func (in *planInput) build(variant string, roads roadTimes) (*built, error) {
	b := &built{in: in, dates: in.dates(), Problem: &tripplan.Problem{}}
	b.Days = max(1, len(b.dates))
	if len(b.dates) == 0 {
		b.dates = []string{in.Spec.From}
	}
	b.Budget = in.Spec.Budget
	at := map[Place]int{}
	place := func(p Place) int {
		i, ok := at[p]
		if !ok {
			i = len(b.places)
			at[p], b.places = i, append(b.places, p)
		}
		return i
	}
	home := place(Place{Area: region.Code(in.Home)})
	for i := range in.People {
		b.addPerson(i, variant, place)
	}
	t, err := roads(b.dates, b.places)
	if err != nil {
		return nil, err
	}
	b.Tables = t.Tables
	b.teamDays(home, t)
	b.reach(home)
	b.quotas()
	return b, nil
}

// addPerson makes the nodes of one person, or says why there are none.
func (b *built) addPerson(i int, variant string, place func(Place) int) {
	p, rules := &b.in.People[i], ruleValues(b.in.Rules)
	if p.Gone != nil {
		b.addErased(i, variant, place(Place{Area: region.Code(b.in.Home)}))
		return
	}
	b.first = append(b.first, tripplan.None)
	leave := func(reason, on string) { b.left = append(b.left, leftOut{i, reason, on}) }
	kit := p.Purpose != PurposeFirst || rules.yes("first_kit") || b.in.Spec.OnCall && p.Recording
	if kit && len(b.in.Spec.Kits) == 0 {
		leave(leftKit, "")
		return
	}
	days, why, on := b.daysOf(p)
	if why != "" {
		leave(why, on)
		return
	}
	extra := 0.0
	if b.in.Spec.OnCall && p.Recording {
		extra = rules.minutes("minutes.recording")
	}
	base := tripplan.NewNode(0, 0)
	kind, village := Home, p.Area
	if p.Institution != "" {
		v, ok := b.in.Venues[p.Institution]
		switch {
		case !ok:
		case v.Village == "":
			leave(leftNoVenue, "")
			return
		default:
			kind, village = Institution, v.Village
			if days = b.visiting(&base, v, days, rules.setup(kind)+rules.stay(kind, p.Purpose)+extra); len(days) == 0 {
				leave(leftHours, "")
				return
			}
		}
	}
	if _, _, ok := region.Point(region.Code(village)); !ok || region.Code(village).Level() != region.Village {
		leave(leftNoPoint, "")
		return
	}
	point, gathers := b.in.Spec.Points[village]
	gathers = gathers && kind == Home && !p.AtHome && variant != VariantHome
	base.Weight, base.Urgent, base.Promised = p.Weight, p.Urgent, slices.Contains(b.in.Spec.Must, p.Case)
	base.Days = tripplan.Mask(nil).With(days...)
	base.Area = b.area(village)
	base.Deadline = b.deadline(p)
	if kit {
		base.Equipment = tripplan.Kit
	}
	b.first[i] = len(b.nodes)
	if gathers {
		n := base
		n.Service, n.Setup = rules.stay(Gathering, p.Purpose)+extra, rules.setup(Gathering)
		n.Group = b.group()
		b.add(n, visitNode{Person: i, Kind: Gathering, Village: village, Point: point, place: place(Place{Area: region.Code(village), Together: true})})
	}
	if !gathers || variant != VariantTogether {
		n := base
		n.Service = rules.stay(kind, p.Purpose) + extra
		// At homes everything is set up anew each time; a session sets up once.
		if kind == Home {
			n.Service += rules.setup(Home)
		} else {
			n.Setup = rules.setup(kind)
		}
		if gathers {
			n.Group = b.nodesGroup()
		}
		b.add(n, visitNode{Person: i, Kind: kind, Village: village, Institution: venueOf(kind, p), place: place(b.placeOf(p, kind, village))})
	}
	b.second(i, base, kind, village, place)
}

// second makes the visit that records, once the NIK is there: its time is kept
// free, and it is announced when the day comes.
func (b *built) second(i int, base tripplan.Node, kind, village string, place func(Place) int) {
	p, rules := &b.in.People[i], ruleValues(b.in.Rules)
	if !p.Recording || p.Purpose != PurposeFirst || b.in.Spec.OnCall || len(b.in.Spec.Kits) == 0 {
		return
	}
	gap := b.workdays(int(rules.n("term.recording")))
	if gap >= b.Days {
		return // comes after the period
	}
	n := base
	n.Urgent, n.Promised, n.Deadline, n.Area = false, false, tripplan.None, tripplan.None
	n.Weight = float64(rules.n("weight.recording"))
	n.Equipment |= tripplan.Kit
	n.After, n.Gap = b.first[i], gap
	n.Service = rules.stay(kind, PurposeRecording)
	if kind == Home {
		n.Service += rules.setup(Home)
	} else {
		n.Setup = rules.setup(kind)
	}
	b.add(n, visitNode{Person: i, Kind: kind, Village: village, Institution: venueOf(kind, p), Second: true,
		place: place(b.placeOf(p, kind, village))})
}

// placeOf is where a person is visited, who does not come to a gathering.
func (b *built) placeOf(p *waiting, kind, village string) Place {
	at := Place{Area: region.Code(village)}
	if kind == Institution {
		at.Together, at.At = true, b.in.Venues[p.Institution].at()
	}
	return at
}

func venueOf(kind string, p *waiting) string {
	if kind == Institution {
		return p.Institution
	}
	return ""
}

func (b *built) add(n tripplan.Node, v visitNode) {
	n.Place = v.place
	b.Nodes, b.nodes = append(b.Nodes, n), append(b.nodes, v)
}

func (b *built) group() int { b.Groups++; return b.Groups - 1 }

func (b *built) nodesGroup() int { return b.Groups - 1 }

// workdays is how many days of the horizon lie within so many of the calendar.
func (b *built) workdays(calendar int) int {
	from, _ := time.Parse(time.DateOnly, b.dates[0])
	end := from.AddDate(0, 0, calendar).Format(time.DateOnly)
	n, found := slices.BinarySearch(b.dates, end)
	if !found && n == len(b.dates) {
		return b.Days
	}
	return max(1, n)
}

// daysOf are the days on which a person may be visited; none, with the reason.
func (b *built) daysOf(p *waiting) (days []int, why, on string) {
	away := b.in.Away[p.Area]
	for d, day := range b.dates {
		if day >= p.From && !slices.Contains(away, day) {
			days = append(days, d)
		}
	}
	switch {
	case len(days) > 0:
		return days, "", ""
	case p.From > b.dates[len(b.dates)-1]:
		return nil, leftLater, p.From
	}
	return nil, leftAway, ""
}

// visiting keeps a visit within an institution's hours, its end too, and says
// which days they and the team's hours leave for so many minutes.
func (b *built) visiting(n *tripplan.Node, v venue, days []int, minutes float64) []int {
	if len(v.Days) == 0 {
		return days
	}
	from, to := float64(clockMinutes(v.From)), float64(clockMinutes(v.To))
	n.Hours, n.Until = tripplan.Hours{{{From: from, To: to}}}, to
	return slices.DeleteFunc(slices.Clone(days), func(d int) bool {
		open, shut := b.workday(d)
		return !(Hours{Days: v.Days}).OpenOn(b.dates[d]) || max(from, open)+minutes > min(to, shut)
	})
}

// workday is when the teams leave and are back on a day: Friday is short.
func (b *built) workday(d int) (open, shut float64) {
	rules := ruleValues(b.in.Rules)
	open, shut = rules.clock("from"), rules.clock("to")
	if t, err := time.Parse(time.DateOnly, b.dates[d]); err == nil && t.Weekday() == time.Friday {
		shut = rules.clock("friday.to")
	}
	return open, max(open, shut)
}

// deadline is the last day for an urgent person, where it is still to come: who
// is late already is planned as early as can be, and not left out for it.
func (b *built) deadline(p *waiting) int {
	at, err := time.Parse(time.DateOnly, p.Opened)
	if !p.Urgent || err != nil {
		return tripplan.None
	}
	due := at.AddDate(0, 0, int(ruleValues(b.in.Rules).n("term.urgent"))).Format(time.DateOnly)
	n, found := slices.BinarySearch(b.dates, due)
	if !found {
		n--
	}
	if n < 2 || n >= len(b.dates)-1 {
		return tripplan.None
	}
	return n
}

func (b *built) area(village string) int {
	k := string(region.Code(village).At(region.Kecamatan))
	i := slices.Index(b.areas, k)
	if i < 0 {
		i, b.areas = len(b.areas), append(b.areas, k)
	}
	return i
}

// teamDays are the routes: each team on each day on which neither it nor its
// vehicle is on a trip, with the kits that no trip has taken.
func (b *built) teamDays(home int, t *Travels) {
	rules := ruleValues(b.in.Rules)
	b.Kits = make([]int, b.Days)
	for d, day := range b.dates {
		kits := slices.Clone(b.in.Spec.Kits)
		for _, x := range b.in.Busy {
			if x.Day == day && x.Kit != "" {
				kits = slices.DeleteFunc(kits, func(k string) bool { return k == x.Kit })
			}
		}
		b.Kits[d] = len(kits)
		open, shut := b.workday(d)
		for n, c := range b.in.Spec.Crews {
			if shut <= open || slices.ContainsFunc(b.in.Busy, func(x busy) bool { return x.Day == day && (x.Team == c.Team || x.Vehicle == c.Vehicle) }) {
				continue
			}
			r := tripplan.Route{Day: d, Team: n, From: home, To: home, Open: open, Close: shut, Fixed: rules.n("cost.day"), PerKM: b.in.PerKM[c.Vehicle],
				Equipment: tripplan.Kit, Table: t.Table(d)}
			if m := rules.minutes("break.minutes"); m > 0 {
				r.Break = tripplan.Break{From: rules.clock("break"), To: rules.clock("break") + 60, Minutes: m}
			}
			b.Routes, b.routes = append(b.Routes, r), append(b.routes, teamDay{d, c})
		}
	}
}

// reach leaves out whom no way leads to on any day.
func (b *built) reach(home int) {
	can := reached(b.Tables, home)
	for i, n := range b.first {
		if n >= 0 && !can[b.nodes[n].place] {
			b.left = append(b.left, leftOut{i, leftNoWay, ""})
			b.keepOut(i)
		}
	}
}

// keepOut lets nobody serve a person.
func (b *built) keepOut(person int) {
	b.prices = nil
	for n := range b.nodes {
		if b.nodes[n].Person == person {
			b.Nodes[n].Exclude, b.Nodes[n].Pin = true, tripplan.None
		}
	}
}

// quotas are the people that each kecamatan is to have at least: the office's own
// share of who waits there, where the period is long enough to go everywhere, and
// what the plan of the year gave it of this period and no trip has taken yet.
func (b *built) quotas() {
	rules := ruleValues(b.in.Rules)
	b.Areas = make([]tripplan.Quota, len(b.areas))
	waits := make([]int, len(b.areas))
	for _, n := range b.first {
		if n >= 0 && !b.Nodes[n].Exclude {
			waits[b.Nodes[n].Area]++
		}
	}
	share := func(n int, percent int64) int { return (n*int(percent) + 99) / 100 }
	for i, k := range b.areas {
		least := 0
		if b.in.Spec.Period != Week {
			least = share(waits[i], rules.quota(k))
		}
		if a := b.in.Year.of(k); a != nil {
			least = max(least, share(a.People, rules.n("year.quota"))-a.Booked)
		}
		b.Areas[i].Least = min(least, waits[i])
	}
}

// nodesOf are the nodes of a person, the second visit apart.
func (b *built) nodesOf(person int) (out []int) {
	for n := max(0, b.first[person]); b.first[person] >= 0 && n < len(b.nodes) && b.nodes[n].Person == person; n++ {
		if !b.nodes[n].Second {
			out = append(out, n)
		}
	}
	return out
}

// kecamatanOf is where most people of a tour are visited.
func (b *built) kecamatanOf(tour tripplan.Tour) string {
	count, best := map[string]int{}, ""
	for _, v := range tour.Visits {
		k := string(region.Code(b.nodes[v.Node].Village).At(region.Kecamatan))
		if count[k]++; best == "" || count[k] > count[best] || count[k] == count[best] && strings.Compare(k, best) < 0 {
			best = k
		}
	}
	return best
}
