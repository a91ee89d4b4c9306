package outreach

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// Why somebody is not visited on the day after all, from what decides first.
const (
	DropCompanion = "companion" // whoever was to be there is not
	DropKit       = "kit"       // needs the kit, which is broken
	DropRoad      = "road"      // the way is closed
	DropHours     = "hours"     // the institution is closed by then
	DropTime      = "time"      // the day is too short
)

// What was told holds from a quarter of an hour before to half an hour after.
const (
	toldBefore = 15
	toldAfter  = 30
)

// waiter is somebody who may be met in the rest of the day.
type waiter struct {
	PersonRow
	village  region.Code
	minutes  int
	kit      bool // the visit is about biometrics and nothing else
	together bool
	refused  bool // the companion of the stop declined
	told     int
	hours    *Hours
}

// Rest is the rest of a day as the program proposes it.
type Rest struct {
	Body    ReplannedBody
	Stops   []Expected // ahead, in the proposed order
	Back    int        // at the office, minutes since midnight
	Kept    []waiter
	Late    []waiter // announced, and more than half an hour later
	Added   []waiter
	Dropped []waiter // as in Body.Dropped, which says why
	Changed bool     // other than it is now
	Took    time.Duration
}

// rest plans the rest of a day again: whoever was announced is kept as far as
// the day allows, and whoever waits near by comes in where there is room.
func (r Roads) rest(ctx context.Context, m moment, rate int64, waiting, standby []waiter) (Rest, error) {
	began := time.Now()
	t := m.trip
	from, clock := r.start(m)
	here, _ := t.here()
	places, index := []Place{{Area: from}, {Area: m.home}}, map[string]int{}
	placeOf := func(w waiter) int {
		key := string(w.village)
		if w.together {
			key = w.Stop
		}
		i, ok := index[key]
		if !ok {
			i = len(places)
			index[key] = i
			s, _ := t.Stop(w.Stop)
			places = append(places, Place{Area: w.village, Together: w.together, At: r.spots[s.Institution]})
		}
		return i
	}
	state := tripplan.State{Route: 0, Now: float64(clock), Standby: []int{}, Rested: m.now-clockMinutes(t.Plan.Depart) >= pauseAfter+pauseMinutes}
	p := &tripplan.Problem{Days: 1, Budget: -1}
	var tour tripplan.Tour
	people := slices.Concat(waiting, standby)
	for i, w := range people {
		n := tripplan.NewNode(placeOf(w), float64(w.minutes))
		n.Hours = w.window(t.Plan.Day)
		if w.kit {
			n.Equipment = tripplan.Kit
		}
		if n.Weight = 1; w.Urgent {
			n.Weight = 3
		}
		p.Nodes = append(p.Nodes, n)
		switch {
		case i >= len(waiting):
			state.Standby = append(state.Standby, i)
		case w.refused:
			state.Failed = append(state.Failed, i)
			fallthrough
		default:
			tour.Visits = append(tour.Visits, tripplan.Visit{Node: i})
			if w.told > 0 {
				state.Announced = append(state.Announced, tripplan.Announcement{Node: i, From: float64(max(0, w.told-toldBefore)), To: float64(w.told + toldAfter)})
			}
		}
	}
	begin := clockMinutes(t.Plan.Depart)
	route := tripplan.Route{From: 0, To: 1, Open: float64(clock), Close: float64(max(begin+dayMinutes, r.Estimate(t.Plan.Day, m.home, t.Plan.Depart, t.Stops).Back, clock)), PerKM: rate}
	if t.HasKit() {
		route.Equipment = tripplan.Kit
	}
	if !state.Rested && clock < begin+pauseAfter {
		route.Break = tripplan.Break{From: float64(begin + pauseAfter - 60), To: float64(begin + pauseAfter + 60), Minutes: pauseMinutes}
	}
	p.Routes = []tripplan.Route{route}
	travels, err := r.Travels([]string{t.Plan.Day}, places)
	if err != nil {
		return Rest{}, err
	}
	p.Tables = travels.Tables
	out := Rest{}
	var visits []tripplan.Visit
	gone := slices.Clone(waiting)
	if len(people) > 0 {
		changed, err := tripplan.Replan(ctx, p, tripplan.Plan{Tours: []tripplan.Tour{tour}}, state, tripplan.Options{Seed: 1, Threads: 1})
		if err != nil {
			return out, fault.Wrap("fault.internal", err)
		}
		visits, out.Back = changed.Tour.Visits, int(changed.Tour.Back+0.5)
	}
	out.Body.Order = slices.DeleteFunc(orderOf(t.Stops), func(id string) bool { s, _ := t.Stop(id); return s.ArrivedAt == 0 && id != here })
	for _, v := range visits {
		w := people[v.Node]
		arrive := int(v.Start + 0.5)
		if v.Node >= len(waiting) {
			w.Stop = ledger.NewID()
			out.Added = append(out.Added, w)
			out.Body.Added = append(out.Body.Added, StopBody{Stop: w.Stop, Case: w.Case, Kind: Home, Village: string(w.village), Minutes: w.minutes, Companion: "family"})
			out.Body.Told = append(out.Body.Told, ToldBody{Stop: w.Stop, At: arrive})
		} else {
			gone = slices.DeleteFunc(gone, func(x waiter) bool { return x.Case == w.Case })
			if w.told > 0 && arrive > w.told+toldAfter {
				out.Late = append(out.Late, w)
			} else {
				out.Kept = append(out.Kept, w)
			}
		}
		if !slices.Contains(out.Body.Order, w.Stop) {
			out.Body.Order = append(out.Body.Order, w.Stop)
			late := 0
			if w.told > 0 {
				late = max(0, arrive-w.told)
			}
			out.Stops = append(out.Stops, Expected{Stop: w.Stop, Arrive: arrive, Late: late})
		}
		out.Stops[len(out.Stops)-1].Leave = int(v.Leave + 0.5)
	}
	for _, w := range gone {
		out.Dropped = append(out.Dropped, w)
		out.Body.Dropped = append(out.Body.Dropped, DroppedBody{Stop: w.Stop, Case: w.Case, Why: r.why(m, from, clock, w)})
	}
	now := slices.DeleteFunc(orderOf(t.Stops), func(id string) bool { return !slices.Contains(out.Body.Order, id) })
	out.Changed = len(gone)+len(out.Added) > 0 || !slices.Equal(now, out.Body.Order)
	if out.Back == 0 {
		out.Back = clock + driveMinutes(r.Way(t.Plan.Day, from, m.home))
	}
	out.Took = time.Since(began)
	return out, nil
}

func orderOf(stops []Stop) (out []string) {
	for _, s := range stops {
		out = append(out, s.ID)
	}
	return out
}

// window are the hours in which a visit may begin on the day; nil is any time.
func (w waiter) window(day string) tripplan.Hours {
	if w.hours == nil || len(w.hours.Days) == 0 {
		return nil
	}
	from, to := clockMinutes(w.hours.From), clockMinutes(w.hours.To)-w.minutes
	if !w.hours.OpenOn(day) || to < from {
		return tripplan.Hours{{}}
	}
	return tripplan.Hours{{{From: float64(from), To: float64(to)}}}
}

// why says why somebody is left out, from what can be helped least.
func (r Roads) why(m moment, from region.Code, clock int, w waiter) string {
	way := r.Way(m.trip.Plan.Day, from, w.village)
	switch {
	case w.refused:
		return DropCompanion
	case w.kit && !m.trip.HasKit():
		return DropKit
	case way.Closed != nil || r.Way(m.trip.Plan.Day, w.village, m.home).Closed != nil:
		return DropRoad
	}
	if h := w.window(m.trip.Plan.Day); h != nil && (len(h[0]) == 0 || float64(clock)+way.Minutes > h[0][0].To) {
		return DropHours
	}
	return DropTime
}

// pack and unpackRest carry a proposal from its page to the button that accepts it.
func (b ReplannedBody) pack() string {
	text, err := json.Marshal(b)
	if err != nil {
		return ""
	}
	return string(text)
}

func unpackRest(text string) (b ReplannedBody, err error) {
	if len(text) > 64<<10 || json.Unmarshal([]byte(text), &b) != nil {
		return b, fault.New(fault.Conflict, "fault.outreach.rest")
	}
	return b, nil
}
