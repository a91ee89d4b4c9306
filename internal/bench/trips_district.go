package bench

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// DistrictOptions say what district is made and how long its year is planned.
type DistrictOptions struct {
	People, TeamDays int
	CPU              time.Duration
	Threads          int
	Seed             uint64
	Log              io.Writer
}

// DistrictTrips is what came of it. The first keys are those of one instance.
type DistrictTrips struct {
	TripResult
	Machine  Machine      `json:"machine"`
	People   int          `json:"people"`
	TeamDays int          `json:"team_days"`
	Year     PlanFigures  `json:"year"`
	Week     PlanFigures  `json:"week"`
	Day      PlanFigures  `json:"day"`
	Replan   ReplanFigure `json:"replan"`
}

// PlanFigures are the worth and cost of one plan.
type PlanFigures struct {
	Waiting  int     `json:"waiting"`
	Routes   int     `json:"routes"`
	Served   int     `json:"served"`
	Promised int     `json:"urgent_served"`
	Short    int     `json:"missing_to_quotas"`
	Weight   float64 `json:"weight"`
	Rupiah   int64   `json:"rupiah"`
	KM       float64 `json:"km"`
	Hours    float64 `json:"hours"`
	CPU      float64 `json:"cpu_seconds"`
}

// ReplanFigure is how long the rest of days took to plan again.
type ReplanFigure struct {
	Count   int     `json:"count"`
	Kept    int     `json:"kept"`
	Late    int     `json:"late"`
	Dropped int     `json:"dropped"`
	Added   int     `json:"added"`
	MeanMS  float64 `json:"mean_cpu_ms"`
	WorstMS float64 `json:"worst_cpu_ms"`
}

const (
	districtArea   = region.Code("35.03")
	districtOffice = region.Code("35.03.11") // the kecamatan of the kabupaten's town
	workingDays    = 260
	weekCPU        = 1800 * time.Millisecond // the whole of a week stays below 2 s
	dayCPU         = 500 * time.Millisecond
)

// tripDistrict is a problem of a year: people who wait at home in villages, some of
// whom can come to a gathering in their village, and in institutions with hours.
type tripDistrict struct {
	p     *tripplan.Problem
	first int // nodes up to here are homes and institutions: one a person
}

// newDistrict makes the villages of Trenggalek, where they lie, with people who
// never were.
func newDistrict(people, teamDays int, seed uint64) (*tripDistrict, error) {
	villages := region.Villages(districtArea)
	if people < 1 || 2*people > tripplan.MostNodes {
		return nil, fmt.Errorf("--people %d: it must be 1 to %d", people, tripplan.MostNodes/2)
	}
	if teamDays < 1 || teamDays > tripplan.MostRoutes/2 {
		return nil, fmt.Errorf("--team-days %d: it must be 1 to %d", teamDays, tripplan.MostRoutes/2)
	}
	r := rand.New(rand.NewPCG(seed, 35_03))
	const institutions = 18
	type place struct {
		lat, lon float64
		terrain  region.Terrain
		village  int
		kind     int // 0 office, 1 homes, 2 gathering, 3 institution
	}
	lat, lon, _ := region.Point(districtOffice)
	places := []place{{lat, lon, region.TerrainOf(districtOffice), -1, 0}}
	for kind := 1; kind <= 2; kind++ {
		for i, v := range villages {
			lat, lon, ok := region.Point(v.Code)
			if !ok {
				return nil, fmt.Errorf("no point of %s", v.Code)
			}
			places = append(places, place{lat, lon, region.TerrainOf(v.Code), i, kind})
		}
	}
	for range institutions {
		at := places[1+r.IntN(len(villages))]
		at.kind = 3
		places = append(places, at)
	}
	p := &tripplan.Problem{Days: workingDays, Budget: 45_000_000 * int64(teamDays) / 100}
	for _, wet := range []bool{false, true} {
		t, err := tripplan.NewTable(len(places), func(a, b int) (float64, float64) {
			x, y := places[a], places[b]
			road := tripplan.Between(tripplan.RoadOn(x.terrain), tripplan.RoadOn(y.terrain))
			km := region.DistanceKM(x.lat, x.lon, y.lat, y.lon)
			switch {
			case a == b && x.kind != 1:
				return 0, 0
			case x.village == y.village:
				km = 1 // from house to house
			}
			return road.Way(max(km, 0.8), wet)
		})
		if err != nil {
			return nil, err
		}
		p.Tables = append(p.Tables, t)
	}
	teams := (teamDays + workingDays - 1) / workingDays
	for i := range teamDays {
		day := i / teams * workingDays / ((teamDays + teams - 1) / teams)
		route := tripplan.Route{Day: day, Team: i % teams, Open: 8 * 60, Close: 15*60 + 30, Break: tripplan.Break{From: 11*60 + 45, To: 13 * 60, Minutes: 30},
			Fixed: 220_000, PerKM: 1_500, Equipment: tripplan.Kit, Skills: 1}
		if day%5 == 4 { // Friday
			route.Close, route.Break = 14*60+30, tripplan.Break{From: 11*60 + 15, To: 11*60 + 45, Minutes: 75}
		}
		if day < 60 || day > 210 {
			route.Table = 1
		}
		p.Routes = append(p.Routes, route)
	}
	p.Kits = make([]int, p.Days)
	for d := range p.Kits {
		p.Kits[d] = 1
	}
	shares := make([]float64, len(villages))
	for i := range shares {
		shares[i] = r.ExpFloat64() + 0.2
		if i > 0 {
			shares[i] += shares[i-1]
		}
	}
	weekdays := func(list ...int) (m tripplan.Mask) {
		for d := range p.Days {
			for _, w := range list {
				if d%5 == w {
					m = m.With(d)
				}
			}
		}
		return m
	}
	mornings := tripplan.Hours{{{From: 8*60 + 30, To: 11 * 60}}}
	session := tripplan.Hours{{{From: 9 * 60, To: 11 * 60}, {From: 13 * 60, To: 14 * 60}}}
	areas := map[region.Code]int{}
	d := &tripDistrict{p: p, first: people}
	var gather []tripplan.Node
	for range people {
		v, want := 0, r.Float64()*shares[len(shares)-1]
		for shares[v] < want {
			v++
		}
		n := tripplan.NewNode(1+v, float64(15+5*r.IntN(5)))
		n.Setup, n.Weight = 10, 1+float64(r.IntN(7))/2
		n.Skills = 1
		if r.IntN(10) < 7 {
			n.Equipment = tripplan.Kit
		}
		kecamatan := villages[v].Code.Parent()
		if _, ok := areas[kecamatan]; !ok {
			areas[kecamatan] = len(p.Areas)
			p.Areas = append(p.Areas, tripplan.Quota{Least: teamDays / 8})
		}
		n.Area = areas[kecamatan]
		switch {
		case r.IntN(100) < 7:
			n.Place = 1 + 2*len(villages) + r.IntN(institutions)
			n.Hours, n.Setup, n.Service, n.Days = session, 30, 12, weekdays(r.IntN(5), r.IntN(5))
		case r.IntN(100) < 25: // the companion is there on some days
			n.Days = weekdays(r.IntN(5), r.IntN(5))
		case r.IntN(100) < 20:
			n.Hours = mornings
		}
		if r.IntN(100) < 3 {
			n.Urgent, n.Deadline = true, 40+r.IntN(workingDays-40)
		}
		if n.Place < 1+len(villages) && r.IntN(100) < 45 {
			n.Group = p.Groups
			p.Groups++
			at := n
			at.Place, at.Service, at.Setup, at.Hours, at.Days = 1+len(villages)+v, 12, 45, nil, nil
			gather = append(gather, at)
		}
		p.Nodes = append(p.Nodes, n)
	}
	p.Nodes = append(p.Nodes, gather...)
	return d, p.Validate()
}

// District plans a year of a district, a week of it and a day, and then plans
// the rest of days again in which somebody was not found.
func District(ctx context.Context, o DistrictOptions) (DistrictTrips, error) {
	out := DistrictTrips{People: o.People, TeamDays: o.TeamDays}
	d, err := newDistrict(o.People, o.TeamDays, o.Seed)
	if err != nil {
		return out, err
	}
	options := tripplan.Options{Seed: o.Seed, CPU: o.CPU, Threads: o.Threads}
	year, err := planned(ctx, d.p, options, &out.Year)
	if err != nil {
		return out, err
	}
	fmt.Fprintf(o.Log, "year: %d of %d people in %.1f s\n", out.Year.Served, out.Year.Waiting, out.Year.CPU)
	out.TripResult = TripResult{Instance: "district", Objective: "score", Value: out.Year.Weight, Served: out.Year.Served, Routes: [][]int{}}
	for _, t := range year.Tours {
		if len(t.Visits) > 0 {
			out.Routes = append(out.Routes, t.Nodes())
		}
	}
	if err := d.replans(ctx, year, &out.Replan); err != nil {
		return out, err
	}
	for _, part := range []struct {
		days    int
		cpu     time.Duration
		figures *PlanFigures
	}{{5, weekCPU, &out.Week}, {1, dayCPU, &out.Day}} {
		p := *d.p
		p.Routes, p.Areas = nil, make([]tripplan.Quota, len(d.p.Areas)) // the quotas are those of the year
		for day := range part.days {
			route := d.p.Routes[0]
			for _, r := range d.p.Routes {
				if r.Day%5 == day {
					route = r
					break
				}
			}
			for team := range 2 { // one with the kit
				route.Day, route.Team, route.Table = day, team, 1
				p.Routes = append(p.Routes, route)
			}
		}
		options.CPU = part.cpu
		if _, err := planned(ctx, &p, options, part.figures); err != nil {
			return out, err
		}
	}
	out.CPUSeconds = processTime().Seconds()
	out.Machine = machine("memory", "")
	return out, nil
}

// planned plans, checks, and notes what came of it.
func planned(ctx context.Context, p *tripplan.Problem, o tripplan.Options, f *PlanFigures) (tripplan.Plan, error) {
	begun := processTime()
	plan, err := tripplan.Solve(ctx, p, o)
	if err != nil {
		return plan, err
	}
	plan = tripplan.PricesOf(p).Exchange(ctx, plan, nil) // as the program does
	f.CPU = (processTime() - begun).Seconds()
	if broken := tripplan.Check(p, plan); len(broken) > 0 {
		return plan, fmt.Errorf("the plan breaks %d rules: %v", len(broken), broken[0])
	}
	v := tripplan.Evaluate(p, plan)
	f.Waiting, f.Routes, f.Served, f.Promised, f.Short = len(p.Nodes)-p.Groups, len(p.Routes), v.People, v.Promised, v.Short
	f.Weight, f.Rupiah, f.KM, f.Hours = v.Weight, v.Rupiah, v.KM, v.Minutes/60
	return plan, nil
}

// replans lets the second visit of days fail, where everybody else was told when
// the team would come, and plans the rest of those days again.
func (d *tripDistrict) replans(ctx context.Context, year tripplan.Plan, f *ReplanFigure) error {
	for r, t := range year.Tours {
		if len(t.Visits) < 4 || f.Count == 20 {
			continue
		}
		now := tripplan.State{Route: r, Place: d.p.Nodes[t.Visits[1].Node].Place, Now: t.Visits[1].Start + 10,
			Done: []int{t.Visits[0].Node}, Failed: []int{t.Visits[1].Node}}
		for _, v := range t.Visits[2:] {
			now.Announced = append(now.Announced, tripplan.Announcement{Node: v.Node, From: v.Start - 15, To: v.Start + 15})
		}
		begun := processTime()
		c, err := tripplan.Replan(ctx, d.p, year, now, tripplan.Options{Seed: uint64(r)})
		if err != nil {
			return err
		}
		took := ms(processTime() - begun)
		f.Count++
		f.MeanMS += took
		f.WorstMS = max(f.WorstMS, took)
		f.Kept, f.Late, f.Dropped, f.Added = f.Kept+len(c.Kept), f.Late+len(c.Late), f.Dropped+len(c.Dropped), f.Added+len(c.Added)
	}
	if f.Count > 0 {
		f.MeanMS /= float64(f.Count)
	}
	return nil
}

// WriteJSON writes the figures.
func (d DistrictTrips) WriteJSON(w io.Writer) error { return indented(w, d) }

// WriteText writes the figures for people.
func (d DistrictTrips) WriteText(w io.Writer) {
	for _, part := range []struct {
		name string
		f    PlanFigures
	}{{"year", d.Year}, {"week", d.Week}, {"day", d.Day}} {
		f := part.f
		fmt.Fprintf(w, "%-7s %d of %d people in %d team-days, weight %.1f, urgent %d, missing to quotas %d, Rp %d, %.0f km, %.0f h; %.2f s of processor time\n",
			part.name, f.Served, f.Waiting, f.Routes, f.Weight, f.Promised, f.Short, f.Rupiah, f.KM, f.Hours, f.CPU)
	}
	fmt.Fprintf(w, "replan  %d days: %d kept, %d late, %d dropped, %d added; %.0f ms in the middle, %.0f ms at worst\n",
		d.Replan.Count, d.Replan.Kept, d.Replan.Late, d.Replan.Dropped, d.Replan.Added, d.Replan.MeanMS, d.Replan.WorstMS)
}
