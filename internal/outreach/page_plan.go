package outreach

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// Demand is who waits for a visit in a kecamatan and stands in no plan: the same
// people that a trip there is offered.
type Demand struct {
	Kecamatan region.Code
	People    int
	Since     int64 // since when the first of them waits, µs UTC
}

func (s store) demand(ctx context.Context, sc db.Scope, now int64) ([]Demand, error) {
	if sc.Empty() {
		return nil, nil
	}
	where, args := account.CaseFilter(sc, "f", 3)
	var out []Demand
	err := s.each(ctx, `SELECT f.kecamatan, COUNT(*), MIN(w.from_at)
		FROM work w JOIN case_file f ON f.office_id = w.office_id AND f.case_id = w.subject_id
		WHERE w.office_id = $1 AND w.role = 'coordinator' AND w.subject_kind = 'case' AND w.action = 'visit.scheduled' AND w.from_at <= $2 AND `+where+unplanned+`
		GROUP BY f.kecamatan ORDER BY COUNT(*) DESC, f.kecamatan`, append([]any{sc.Office, now}, args...), func(rows *db.Rows) error {
		var d Demand
		err := rows.Scan(&d.Kecamatan, &d.People, &d.Since)
		if d.Kecamatan != "" {
			out = append(out, d)
		}
		return err
	})
	return out, err
}

// booking is a trip that has its team, vehicle and kit on a day.
type booking struct{ Day, Area, Team, Vehicle, Kit string }

// aheadDays is how far ahead the form of a plan says what is booked.
const aheadDays = 21

// bookings lists the trips from a day up to another one, the one that is changed
// left out.
func (s store) bookings(ctx context.Context, from, to, but string) ([]booking, error) {
	var out []booking
	err := s.each(ctx, `SELECT day, area, team, vehicle, CASE WHEN kit_lost = 1 THEN '' ELSE kit END FROM trip
		WHERE office_id = $1 AND day >= $2 AND day <= $3 AND trip_id <> $4 AND state IN ('planned', 'published', 'started')
		ORDER BY day, trip_id`, []any{s.office, from, to, but}, func(rows *db.Rows) error {
		var b booking
		err := rows.Scan(&b.Day, &b.Area, &b.Team, &b.Vehicle, &b.Kit)
		out = append(out, b)
		return err
	})
	return out, err
}

// mostDays is how many booked days a choice names before it counts the rest.
const mostDays = 3

// freeWords say of a team, vehicle or kit whether it is free on the day of the
// plan, and when it is booked otherwise.
func freeWords(r *web.Request, day string, list []booking, has func(booking) bool) string {
	var days []string
	more := 0
	for _, b := range list {
		switch {
		case !has(b):
		case b.Day == day:
			return r.T("outreach.free.taken", "Day", i18n.ISODate(r.Lang, day), "Area", region.Name(region.Code(b.Area)))
		case len(days) == mostDays:
			more++
		default:
			days = append(days, r.T("outreach.free.day", "Day", i18n.ISODate(r.Lang, b.Day), "Area", region.Name(region.Code(b.Area))))
		}
	}
	words := ""
	switch {
	case more > 0:
		words = r.T("outreach.free.booked_more", "Days", strings.Join(days, ", "), "Count", more)
	case len(days) > 0:
		words = r.T("outreach.free.booked", "Days", strings.Join(days, ", "))
	case !isDay(day):
		words = r.T("outreach.free.all", "Days", aheadDays)
	}
	if isDay(day) {
		words = strings.TrimSuffix(r.T("outreach.free.on", "Day", i18n.ISODate(r.Lang, day))+". "+words, ". ")
	}
	return words
}

// withFree adds to the choices whether they are free.
func withFree(r *web.Request, options []web.Option, day string, list []booking, id func(booking) string) []web.Option {
	for i, o := range options {
		if o.Value == "" {
			continue
		}
		free := freeWords(r, day, list, func(b booking) bool { return id(b) == o.Value })
		options[i].Hint = strings.TrimSuffix(free+". "+o.Hint, ". ")
	}
	return options
}

// waitingWords say how many wait in a kecamatan, and how long the longest.
func waitingWords(r *web.Request, d Demand) string {
	return r.T("outreach.demand.waits", "Count", d.People,
		"Age", i18n.Waiting(r.Lang, i18n.Days(db.FromMicros(d.Since), r.Now(), r.Now().Location())))
}

// withDemand adds to the kecamatans who waits there.
func withDemand(r *web.Request, options []web.Option, demand []Demand) []web.Option {
	for i, o := range options {
		for _, d := range demand {
			if string(d.Kecamatan) == o.Value {
				options[i].Label += " · " + waitingWords(r, d)
			}
		}
	}
	return options
}

// demandCard lists where most people wait.
func demandCard(r *web.Request, demand []Demand) web.Card {
	if len(demand) == 0 {
		return web.Card{Title: "outreach.demand", Body: []any{web.Para{Text: "outreach.demand.none", Small: true}}}
	}
	var lines web.Lines
	for _, d := range demand {
		lines = append(lines, web.SumLine{What: region.Label(d.Kecamatan), Value: waitingWords(r, d)})
	}
	return web.Card{Title: "outreach.demand", Flush: true, Body: []any{lines}}
}

// tooLate is the status of a page about what can no longer be done.
const tooLate = 409

// fixedPage says why the plan of a trip can no longer be changed or called off,
// and what can be done instead.
func (s *Service) fixedPage(r *web.Request, t Trip, title string) web.Response {
	path := "/perjalanan/" + t.ID
	open := web.Button{Label: "outreach.fixed.open", Href: path, Kind: web.Secondary}
	buttons := web.Row{open}
	switch t.State {
	case Published:
		buttons = web.Row{web.Button{Label: "outreach.cancel", Href: path + "/batal", Kind: web.Secondary}, open}
	case Finished, Cancelled:
		buttons = web.Row{web.Button{Label: "outreach.plan", Href: "/perjalanan/baru?kecamatan=" + t.Plan.Area}, open}
	}
	return web.Page("", web.View{Title: title, Lead: tripTitle(r.Lang, t), Shape: web.Narrow, Status: tooLate,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, t), Href: path}, {Label: title}},
		Body:   []any{web.Stack{web.Notice{Tone: web.Info, Strong: "outreach.fixed." + t.State, Text: "outreach.fixed." + t.State + ".text"}, buttons}}}, nil)
}

// orFixed is the page above where an act on a plan came too late.
func (s *Service) orFixed(r *web.Request, t Trip, title string, err error) (web.Response, error) {
	now, gone := s.trip(r)
	if gone != nil || !fault.Is(err, fault.Conflict) || now.State == t.State && t.State == Planned {
		return nil, err
	}
	return s.fixedPage(r, now, title), nil
}
