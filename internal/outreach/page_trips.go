package outreach

import (
	"cmp"
	"net/url"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

var stateTone = map[string]web.Tone{Planned: web.Outline, Published: web.Info, Started: web.Warn, Finished: web.Good, Cancelled: web.Bad}

func stateTag(r *web.Request, state string) web.Tag {
	return web.Tag{Tone: stateTone[state], Text: r.T("outreach.state." + state), Icon: web.NoIcon}
}

func plans(sc db.Scope) bool {
	return authority.Reaches(authority.Role(sc.Role), "page.trip_plan") != authority.None
}

func plansRole(r *web.Request) bool { return plans(account.ScopeOf(r)) }

func (s *Service) tripsPage(r *web.Request) (web.Response, error) {
	sc := account.ScopeOf(r)
	f := Filter{State: r.Text("keadaan"), Area: r.Text("kecamatan")}
	if f.State != Finished && f.State != Cancelled {
		f.State = ""
	}
	v := web.View{Title: "outreach.trips", Lead: "outreach.trips.lead"}
	newTrip, ask := "/perjalanan/baru", ""
	if no := r.Text("kasus"); no != "" && plans(sc) {
		area, err := s.areaOf(r, no)
		if err != nil {
			return nil, err
		}
		f.Area = string(area)
		ask = "?kasus=" + url.QueryEscape(no)
		newTrip += ask + "&kecamatan=" + f.Area
		reserved, err := s.reservedNotice(r, no)
		if err != nil {
			return nil, err
		}
		v.Body = append(v.Body, web.Notice{Strong: no, Text: r.T("outreach.trips.for_case", "Area", region.Name(area))}, reserved)
	}
	offset, pages := web.Paginate(r, 25)
	rows, total, err := s.store.trips(r.Context(), sc, f, offset, 25)
	if err != nil {
		return nil, err
	}
	pages.Total = total
	ref, err := s.store.reference(r.Context(), false)
	if err != nil {
		return nil, err
	}
	if mayRole(r, "page.travel") {
		v.Actions = append(v.Actions, web.Button{Label: "outreach.ways", Kind: web.Quiet, Href: waysPath})
	}
	if plans(sc) {
		v.Actions = append(v.Actions, web.Button{Label: "outreach.planner", Icon: "calendar", Kind: web.Secondary, Href: planPath})
		v.Actions = append(v.Actions, web.Button{Label: "outreach.plan", Icon: "plus", Href: newTrip})
	}
	v.Body = append(v.Body, s.tripFilters(r, f))
	table := web.Table{Caption: "outreach.trips", Head: []web.Col{{Label: "outreach.day"}, {Label: "outreach.team"}, {Label: "outreach.stops", Right: true},
		{Label: "outreach.people", Right: true}, {Label: "outreach.kit"}, {Label: "outreach.state"}}}
	for _, t := range rows {
		state := stateTag(r, t.State)
		if t.State == Published && t.Waiting > 0 {
			state = web.Tag{Tone: web.Warn, Text: r.T("outreach.waiting_answers", "Count", t.Waiting)}
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{
			web.Two{Top: dayWords(r.Lang, t.Day), Sub: region.Name(region.Code(t.Area)), Href: "/perjalanan/" + t.ID + ask},
			web.Two{Top: nameOf(ref.Teams, t.Team), Sub: nameOf(ref.Vehicles, t.Vehicle)},
			web.Count(t.Stops), web.Count(t.People), kitCell(r, ref, t), state}})
	}
	if len(rows) == 0 {
		empty := &web.Empty{Icon: "car", Title: "outreach.trips.none", Text: "outreach.trips.none.text"}
		if plans(sc) {
			empty.Button = web.Button{Label: "outreach.plan", Href: newTrip}
		}
		table.Empty = empty
	}
	v.Body = append(v.Body, web.Card{Body: []any{table}, Flush: true, Foot: pages})
	return web.Page("", v, nil), nil
}

func (s *Service) tripFilters(r *web.Request, f Filter) web.Filters {
	link := func(state string) string {
		q := "/perjalanan?keadaan=" + state
		if f.Area != "" {
			q += "&kecamatan=" + f.Area
		}
		return q
	}
	out := web.Filters{Action: "/perjalanan", Selects: []*web.Select{{Label: web.Ask("kecamatan", "outreach.area"),
		Options: s.kecamatans(f.Area), Blank: "outreach.area.all", Small: true}}}
	for _, c := range []struct{ state, label string }{{"", "outreach.filter.open"}, {Finished, "outreach.state.finished"}, {Cancelled, "outreach.state.cancelled"}} {
		out.Chips = append(out.Chips, web.Chip{Label: c.label, Href: link(c.state), On: f.State == c.state})
	}
	if f.State != "" {
		out.Hidden = []web.Pair{{Name: "keadaan", Value: f.State}}
	}
	return out
}

// areaOf is the kecamatan in which a case waits for a trip.
func (s *Service) areaOf(r *web.Request, number string) (region.Code, error) {
	sc := account.ScopeOf(r)
	id, err := s.Accounts.CaseByNumber(r.Context(), sc, "page.trip_plan", number)
	if err != nil {
		return "", err
	}
	var area region.Code
	err = s.DB.View(r.Context(), func(tx *db.Tx) error {
		t, err := s.Accounts.TargetOf(tx, id)
		area = region.Code(t.Area).At(region.Kecamatan)
		return err
	})
	return area, err
}

func (s *Service) newTripPage(r *web.Request) (web.Response, error) {
	return s.planForm(r, Trip{Plan: PlannedBody{Day: r.Text("hari"), Depart: "08:00", Area: r.Text("kecamatan")}}, nil)
}

// planForm asks for day, team, vehicle and kit; an empty id is a new trip.
func (s *Service) planForm(r *web.Request, t Trip, err error) (web.Response, error) {
	ref, e := s.store.reference(r.Context(), true)
	if e != nil {
		return nil, e
	}
	action, title, save := "/perjalanan/baru", "outreach.plan", "outreach.plan.save"
	crumbs := []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: "outreach.plan"}}
	if t.ID != "" {
		action, title, save = "/perjalanan/"+t.ID+"/ubah", "outreach.plan.change", "outreach.plan.keep"
		crumbs = []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, t), Href: "/perjalanan/" + t.ID}, {Label: title}}
	}
	all, e := s.store.reference(r.Context(), false)
	if e != nil {
		return nil, e
	}
	kits, e := s.kitChoices(r, all, t.Plan.Kit)
	if e != nil {
		return nil, e
	}
	vehicles := choices(ref.Vehicles, t.Plan.Vehicle)
	for i, c := range ref.Vehicles {
		if vehicles[i].Hint, e = s.lastWords(r, "vehicle", c.ID); e != nil {
			return nil, e
		}
	}
	// The day that was typed counts, also where something else was wrong.
	day := cmp.Or(r.Day("hari"), t.Plan.Day)
	until := s.Clock().In(s.Zone).AddDate(0, 0, aheadDays).Format(time.DateOnly)
	if isDay(day) {
		until = max(until, day)
	}
	booked, e := s.store.bookings(r.Context(), s.today(), until, t.ID)
	if e != nil {
		return nil, e
	}
	demand, e := s.store.demand(r.Context(), account.ScopeOf(r), db.Micros(s.Clock()))
	if e != nil {
		return nil, e
	}
	v := web.View{Title: title, Lead: "outreach.plan.lead", Shape: web.Narrow, Err: err, Crumbs: crumbs}
	if len(ref.Teams) == 0 || len(ref.Vehicles) == 0 {
		v.Body = []any{web.Notice{Tone: web.Warn, Strong: "outreach.plan.nothing", Text: "outreach.plan.nothing.text"}}
		return web.Page("", v, nil), nil
	}
	if why := kitTrouble(all, t.Plan.Kit); why != "" {
		v.Body = []any{web.Notice{Tone: web.Warn, Strong: r.T("outreach.kit.out."+why, "Kit", nameOf(all.Kits, t.Plan.Kit)), Text: "outreach.kit.out.choose"}}
	}
	// The case for which the coordinator came stays in hand until it is chosen.
	var hidden []web.Pair
	if no := r.Text("kasus"); no != "" {
		hidden = []web.Pair{{Name: "kasus", Value: no}}
	}
	f := web.Form{Action: action, Hidden: hidden, Fields: []any{
		web.Day(web.Ask("hari", "outreach.day", "outreach.day.hint").Must(), t.Plan.Day),
		&web.Input{Label: web.Ask("berangkat", "outreach.depart", "outreach.depart.hint"), Width: "w6", Value: t.Plan.Depart, Max: 5},
		&web.Select{Label: web.Ask("kecamatan", "outreach.area").Must(), Options: withDemand(r, s.kecamatans(t.Plan.Area), demand), Blank: "outreach.choose"},
		&web.Radios{Label: web.Ask("tim", "outreach.team").Must(), Two: true,
			Options: withFree(r, choices(ref.Teams, t.Plan.Team), day, booked, func(b booking) string { return b.Team })},
		&web.Radios{Label: web.Ask("kendaraan", "outreach.vehicle").Must(), Two: true,
			Options: withFree(r, vehicles, day, booked, func(b booking) string { return b.Vehicle })},
		&web.Radios{Label: web.Ask("alat", "outreach.kit", "outreach.kit.hint"), Two: true,
			Options: withFree(r, kits, day, booked, func(b booking) string { return b.Kit })},
	}, Buttons: []any{web.Button{Label: save}, web.Button{Label: "outreach.free.look", Kind: web.Secondary, Name: "periksa", Value: "ya"},
		web.Button{Label: "outreach.back", Kind: web.Quiet, Href: "/perjalanan/" + t.ID}}}.Fill(r, err)
	if t.ID == "" {
		f.Buttons[2] = web.Button{Label: "outreach.back", Kind: web.Quiet, Href: "/perjalanan"}
	}
	v.Body = append(v.Body, f)
	v.Aside = []any{demandCard(r, demand), web.Card{Title: "outreach.plan.help", Body: []any{web.Para{Text: "outreach.plan.help.text", Small: true}}}}
	return web.Page("", v, nil), nil
}

func planIn(r *web.Request) PlanIn {
	return PlanIn{Day: r.Day("hari"), Depart: r.Clock("berangkat"), Area: r.Text("kecamatan"), Team: r.Text("tim"),
		Vehicle: r.Text("kendaraan"), Kit: r.Text("alat")}
}

// body is what was typed so far, as the form shows it again.
func (in PlanIn) body() PlannedBody {
	return PlannedBody{Day: in.Day, Depart: in.Depart, Area: in.Area, Team: in.Team, Vehicle: in.Vehicle, Kit: in.Kit}
}

func (s *Service) createTrip(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	if r.Text("periksa") != "" { // only what is free on the day is asked
		return s.planForm(r, Trip{Plan: planIn(r).body()}, nil)
	}
	id, err := s.Plan(r.Context(), op, planIn(r))
	if fault.Is(err, fault.Invalid) {
		return s.planForm(r, Trip{}, err)
	}
	if err != nil {
		return nil, err
	}
	to := "/perjalanan/" + id
	if no := r.Text("kasus"); no != "" {
		to += "?kasus=" + url.QueryEscape(no)
	}
	return web.Redirect(to).Flash(r.T("outreach.plan.saved", "Day", i18n.ISODate(r.Lang, r.Day("hari")))), nil
}

func (s *Service) editTripPage(r *web.Request) (web.Response, error) {
	t, err := s.trip(r)
	if err != nil {
		return nil, err
	}
	if t.State != Planned {
		return s.fixedPage(r, t, "outreach.plan.change"), nil
	}
	return s.planForm(r, t, nil)
}

func (s *Service) editTrip(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	t, err := s.trip(r)
	if err != nil {
		return nil, err
	}
	if r.Text("periksa") != "" && t.State == Planned {
		return s.planForm(r, Trip{ID: t.ID, Plan: planIn(r).body()}, nil)
	}
	err = s.ChangePlan(r.Context(), op, t.ID, planIn(r))
	if fault.Is(err, fault.Invalid) {
		return s.planForm(r, t, err)
	}
	if err != nil {
		return s.orFixed(r, t, "outreach.plan.change", err)
	}
	return web.Redirect("/perjalanan/" + t.ID).Flash(r.T("outreach.plan.kept")), nil
}
