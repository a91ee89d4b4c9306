package outreach

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
	"github.com/jempolkeren/jempol/internal/web"
)

// planView is one plan of a sheet as its pages show it.
type planView struct {
	*built
	sheet *sheet
	name  string
	v     *variant
	plan  tripplan.Plan
	ref   Reference
	names map[string]Choice // institutions
	trips map[int]string
}

func (p *planView) path(page string) string {
	return sheetPath(p.sheet.ID) + "/" + page + "?rencana=" + p.name
}

func (p *planView) hidden(more ...web.Pair) []web.Pair {
	return append([]web.Pair{{Name: "rencana", Value: p.name}, {Name: "versi", Value: strconv.FormatInt(p.sheet.Version, 10)}}, more...)
}

func (s *Service) planView(r *web.Request) (*planView, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	sh, err := s.sheet(ctx, sc, r.PathValue("plan"))
	if err != nil {
		return nil, err
	}
	p := &planView{sheet: sh, name: sh.variantOf(r.Text("rencana"))}
	if p.name == "" {
		return nil, fault.New(fault.NotFound, "fault.outreach.planner.sheet")
	}
	p.v, p.trips = sh.Variants[p.name], sh.Trips[p.name]
	if p.built, err = sh.Input.build(p.name, s.planRoads(ctx)); err != nil {
		return nil, err
	}
	p.apply(p.v.Pins)
	p.freeze(p.v, p.trips)
	p.plan = tripplan.Plan{Tours: p.v.Tours}
	if p.ref, err = s.store.reference(ctx, false); err != nil {
		return nil, err
	}
	p.names, err = s.store.institutions(ctx)
	return p, err
}

// named are the people of some cases, those only that the scope may list.
func (s *Service) named(r *web.Request, cases []string) (map[string]PersonRow, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	out := map[string]PersonRow{}
	if sc.Empty() || len(cases) == 0 {
		return out, nil
	}
	if err := s.Accounts.Log(ctx, sc, account.AccessEntry{Action: "page.trip_plan", Kind: account.AccessList}); err != nil {
		return nil, err
	}
	args, marks := []any{sc.Office}, []string{}
	for i, c := range cases {
		args, marks = append(args, c), append(marks, "$"+strconv.Itoa(i+2))
	}
	where, more := account.CaseFilter(sc, "f", len(args)+1)
	err := s.store.each(ctx, `SELECT f.case_id, f.number, f.area, p.name, p.birth, f.institution, f.urgent, f.opened_at
		FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE f.office_id = $1 AND f.case_id IN (`+strings.Join(marks, ", ")+`) AND `+where+` ORDER BY f.case_id`, append(args, more...), func(rows *db.Rows) error {
		var x PersonRow
		err := rows.Scan(&x.Case, &x.Number, &x.Area, &x.Name, &x.Birth, &x.Institution, &x.Urgent, &x.Since)
		out[x.Case] = x
		return err
	})
	return out, err
}

// routeWords is "Rabu, 16 Juni 2021 · Tim A".
func (p *planView) routeWords(lang string, route int) string {
	d := p.routes[route]
	return dayWords(lang, p.dates[d.Day]) + " · " + nameOf(p.ref.Teams, d.Crew.Team)
}

func (s *Service) boardPage(r *web.Request) (web.Response, error) { return s.showBoard(r, nil, nil) }

// showBoard is the calendar of a plan: its days by week, each with what it does,
// and the form that announces them.
func (s *Service) showBoard(r *web.Request, problem error, done []Announced) (web.Response, error) {
	p, err := s.planView(r)
	if err != nil {
		return nil, err
	}
	var weeks []string
	for i := range p.routes {
		if w := mondayOf(p.dates[p.routes[i].Day]); !slices.Contains(weeks, w) {
			weeks = append(weeks, w)
		}
	}
	week := r.Text("minggu")
	if !slices.Contains(weeks, week) && len(weeks) > 0 {
		week = weeks[0]
	}
	title := r.T("outreach.planner.variant." + p.name)
	page := web.View{Title: title, Err: s.namedFault(r, problem), Lead: periodWords(r.Lang, p.sheet.From, p.sheet.To),
		Crumbs:  plannerCrumbs(web.Crumb{Label: r.T("outreach.planner.period." + p.sheet.Period), Href: sheetPath(p.sheet.ID)}, web.Crumb{Label: title}),
		Actions: []any{web.Button{Label: "outreach.planner.again", Kind: web.Secondary, Post: sheetPath(p.sheet.ID) + "/ulang", Hidden: p.hidden()}}}
	if undo, err := s.undoable(r, p); err != nil {
		return nil, err
	} else if undo {
		page.Actions = append([]any{web.Button{Label: "outreach.planner.undo", Kind: web.Quiet, Post: sheetPath(p.sheet.ID) + "/batal", Hidden: p.hidden()}}, page.Actions...)
	}
	if done != nil {
		page.Body = append(page.Body, s.announcedCards(r, p, done)...)
	}
	page.Body = append(page.Body, s.planKitNote(r, p.ref, p.sheet)...)
	filters := web.Filters{}
	for _, w := range weeks {
		filters.Chips = append(filters.Chips, web.Chip{Label: r.T("outreach.planner.week_of", "Day", i18n.ISODate(r.Lang, w)), Href: p.path("papan") + "&minggu=" + w, On: w == week})
	}
	if len(weeks) > 1 {
		page.Body = append(page.Body, filters)
	}
	table := web.Table{Caption: "outreach.planner.board", Head: []web.Col{{Label: "outreach.day"}, {Label: "outreach.planner.goes"}, {Label: "outreach.people", Right: true},
		{Label: "outreach.time"}, {Label: "outreach.planner.fact.km", Right: true}, {Label: "outreach.planner.fact.rupiah", Right: true}, {Label: "outreach.state"}},
		Empty: &web.Empty{Icon: "calendar", Title: "outreach.planner.board.none", Text: "outreach.planner.board.none.text"}}
	var open []web.Option
	for i, t := range p.v.Tours {
		if i >= len(p.routes) || mondayOf(p.dates[p.routes[i].Day]) != week {
			continue
		}
		table.Rows = append(table.Rows, s.boardRow(r, p, i, t))
		if len(t.Visits) > 0 && p.trips[i] == "" && p.dates[p.routes[i].Day] >= s.today() {
			open = append(open, web.Option{Value: strconv.Itoa(i), Label: p.routeWords(r.Lang, i), On: true,
				Hint: region.Name(region.Code(p.kecamatanOf(t))) + " · " + r.T("outreach.persons", "Count", len(t.Visits))})
		}
	}
	page.Body = append(page.Body, web.Card{Title: "outreach.planner.board", Body: []any{table}, Flush: true, Foot: "outreach.planner.board.note"})
	if len(open) > 0 {
		form := web.Form{Action: sheetPath(p.sheet.ID) + "/umumkan", Hidden: p.hidden(web.Pair{Name: "minggu", Value: week}),
			Fields:  []any{&web.Checks{Label: web.Ask("hari", "outreach.planner.announce.days", "outreach.planner.announce.hint"), Options: open, Two: true}},
			Buttons: []any{web.Button{Label: "outreach.planner.announce"}}}
		page.Body = append(page.Body, web.Card{Title: "outreach.planner.announce.title", Body: []any{form.Fill(r, problem)}})
	}
	steps, err := s.stepsCard(r, p)
	if err != nil {
		return nil, err
	}
	page.Aside = []any{web.Card{Title: "outreach.planner.left.title", Body: []any{web.Link{Label: "outreach.planner.left.open", Href: p.path("tertinggal")}}}, steps}
	return web.Page("", page, nil), nil
}

func (s *Service) boardRow(r *web.Request, p *planView, route int, t tripplan.Tour) web.TableRow {
	d := p.routes[route]
	day := web.Two{Top: dayWords(r.Lang, p.dates[d.Day]), Sub: nameOf(p.ref.Teams, d.Crew.Team) + " · " + nameOf(p.ref.Vehicles, d.Crew.Vehicle),
		Href: p.path("hari") + "&rute=" + strconv.Itoa(route)}
	if len(t.Visits) == 0 {
		return web.TableRow{Cells: []any{day, web.Para{Text: "outreach.planner.free", Muted: true}, web.Count(0), "–", "–", "–", ""}}
	}
	var villages []string
	for _, v := range t.Visits {
		if name := region.Name(region.Code(p.nodes[v.Node].Village)); !slices.Contains(villages, name) {
			villages = append(villages, name)
		}
	}
	km, rupiah := p.costOfTour(route, t)
	state := any(web.Tag{Tone: web.Outline, Text: r.T("outreach.planner.draft"), Icon: web.NoIcon})
	if trip := p.trips[route]; trip != "" {
		state = web.Link{Label: "outreach.planner.trip", Href: "/perjalanan/" + trip}
	}
	return web.TableRow{Cells: []any{day, web.Two{Top: region.Name(region.Code(p.kecamatanOf(t))), Sub: strings.Join(villages, ", ")}, web.Count(len(t.Visits)),
		clockWords(int(t.Leave)) + "–" + clockWords(int(t.Back)), i18n.Number(r.Lang, int64(km+0.5)), i18n.Money(r.Lang, rupiah), state}}
}

func (s *Service) dayPage(r *web.Request) (web.Response, error) { return s.showDay(r, nil) }

// showDay is one day of a plan: its map, its stops with their times, and the
// form that changes it.
func (s *Service) showDay(r *web.Request, problem error) (web.Response, error) {
	p, err := s.planView(r)
	if err != nil {
		return nil, err
	}
	route := sentInt(r, "rute", -1)
	if route < 0 || route >= len(p.routes) || route >= len(p.v.Tours) {
		return nil, fault.New(fault.NotFound, "fault.outreach.planner.sheet")
	}
	t := p.v.Tours[route]
	var cases []string
	for _, v := range t.Visits {
		cases = append(cases, p.in.People[p.nodes[v.Node].Person].Case)
	}
	room := p.room(route)
	for _, c := range room {
		cases = append(cases, p.in.People[c.person].Case)
	}
	people, err := s.named(r, cases)
	if err != nil {
		return nil, err
	}
	km, rupiah := p.costOfTour(route, t)
	page := web.View{Title: p.routeWords(r.Lang, route), Err: s.namedFault(r, problem),
		Crumbs: plannerCrumbs(web.Crumb{Label: r.T("outreach.planner.period." + p.sheet.Period), Href: sheetPath(p.sheet.ID)},
			web.Crumb{Label: r.T("outreach.planner.variant." + p.name), Href: p.path("papan") + "&minggu=" + mondayOf(p.dates[p.routes[route].Day])}, web.Crumb{Label: dayWords(r.Lang, p.dates[p.routes[route].Day])}),
		Lead: r.T("outreach.planner.day.lead", "Count", len(t.Visits), "KM", i18n.Number(r.Lang, int64(km+0.5)), "Money", i18n.Money(r.Lang, rupiah))}
	if trip := p.trips[route]; trip != "" {
		page.Body = append(page.Body, web.Notice{Strong: "outreach.planner.is_trip", Text: web.Link{Label: "outreach.planner.trip", Href: "/perjalanan/" + trip}})
	} else {
		page.Body = append(page.Body, s.planKitNote(r, p.ref, p.sheet)...)
	}
	stops, visits := p.stopsOf(t)
	chart, err := s.planMap(r, p, t, stops)
	if err != nil {
		return nil, err
	}
	page.Body = append(page.Body, chart, dayTable(r, p, route, t, stops, visits, people))
	if p.trips[route] == "" {
		if len(t.Visits) > 0 {
			page.Body = append(page.Body, p.changeForm(r, route, t, people, problem))
		}
		page.Aside = append(page.Aside, p.roomCard(r, route, room, people))
	}
	return web.Page("", page, nil), nil
}

func (s *Service) planMap(r *web.Request, p *planView, t tripplan.Tour, stops []Stop) (any, error) {
	if len(stops) == 0 {
		return web.Card{Body: []any{web.Empty{Icon: "calendar", Title: "outreach.planner.free", Text: "outreach.planner.free.text"}}}, nil
	}
	outline, err := account.Outline(r.Context(), s.DB, account.ScopeOf(r), "")
	if err != nil {
		return nil, err
	}
	return s.routeFigure(r, region.Code(p.kecamatanOf(t)), stops, p.in.spots(), outline, ""), nil
}

func dayTable(r *web.Request, p *planView, route int, t tripplan.Tour, stops []Stop, visits [][]tripplan.Visit, people map[string]PersonRow) web.Card {
	table := web.Table{Caption: "outreach.schedule", Head: []web.Col{{Label: "outreach.no"}, {Label: "outreach.time"}, {Label: "outreach.stop"}, {Label: "outreach.people"}},
		Empty: &web.Empty{Icon: "pin", Title: "outreach.planner.free", Text: "outreach.planner.free.text"}}
	for i, stop := range stops {
		top, sub := stopWords(r.Lang, stop, p.names)
		last := visits[i][len(visits[i])-1]
		if len(visits[i]) > 1 {
			sub += " · " + r.T("outreach.planner.session", "Count", len(visits[i]), "Minutes", int(last.Leave-visits[i][0].Start+0.5))
		}
		var who web.Stack
		for _, v := range visits[i] {
			c := p.in.People[p.nodes[v.Node].Person]
			words := c.Number
			if x, ok := people[c.Case]; ok {
				words = personWords(r, x)
			}
			row := web.Row{web.Link{Label: words, Href: "/kasus/" + c.Number}}
			if c.Urgent {
				row = append(row, web.Tag{Tone: web.Warn, Text: r.T("outreach.urgent")})
			}
			if p.nodes[v.Node].Second {
				row = append(row, web.Tag{Tone: web.Outline, Text: r.T("outreach.planner.second"), Icon: web.NoIcon})
			}
			if _, held := p.v.Pins.Held[c.Case]; held {
				row = append(row, web.Tag{Tone: web.Info, Text: r.T("outreach.planner.pinned"), Icon: "pin"})
			}
			who = append(who, row)
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{web.Count(i + 1), clockWords(int(visits[i][0].Arrive)) + "–" + clockWords(int(last.Leave)), web.Two{Top: top, Sub: sub}, who}})
	}
	card := web.Card{Title: "outreach.schedule", Body: []any{table}, Flush: true}
	if len(stops) > 0 {
		foot := r.T("outreach.schedule.foot", "Start", clockWords(int(t.Leave)), "Back", clockWords(int(t.Back)))
		if t.Rest >= 0 {
			foot += " · " + r.T("outreach.planner.rest", "From", clockWords(int(t.Rest)), "To", clockWords(int(t.Rest+p.Routes[route].Break.Minutes)))
		}
		card.Foot = foot + " · " + r.T("outreach.planner.checked")
	}
	return card
}

// changeForm changes a day without dragging: who, what, and where to.
func (p *planView) changeForm(r *web.Request, route int, t tripplan.Tour, people map[string]PersonRow, problem error) any {
	var who, days, others []web.Option
	words := func(person int) string {
		c := p.in.People[person]
		if x, ok := people[c.Case]; ok {
			return personWords(r, x) + " · " + c.Number
		}
		return c.Number
	}
	for _, v := range t.Visits {
		if n := p.nodes[v.Node]; !n.Second {
			who = append(who, web.Option{Value: p.in.People[n.Person].Number, Label: words(n.Person)})
		}
	}
	for i := range p.routes {
		if i == route || p.trips[i] != "" {
			continue
		}
		days = append(days, web.Option{Value: strconv.Itoa(i), Label: p.routeWords(r.Lang, i)})
		if i < len(p.v.Tours) && len(others) < swapsShown {
			for _, v := range p.v.Tours[i].Visits {
				if n := p.nodes[v.Node]; !n.Second {
					others = append(others, web.Option{Value: p.in.People[n.Person].Number, Label: p.in.People[n.Person].Number + " · " + region.Name(region.Code(n.Village)) + " · " + p.routeWords(r.Lang, i)})
				}
			}
		}
	}
	if len(days) > daysShown {
		near := p.routes[route].Day
		days = slices.DeleteFunc(days, func(o web.Option) bool {
			i, _ := strconv.Atoi(o.Value)
			return p.routes[i].Day < near-daysShown/4 || p.routes[i].Day > near+daysShown/4
		})
	}
	form := web.Form{Action: sheetPath(p.sheet.ID) + "/ubah", Hidden: p.hidden(web.Pair{Name: "rute", Value: strconv.Itoa(route)}), Fields: []any{
		&web.Select{Label: web.Ask("warga", "outreach.planner.change.who"), Options: who},
		&web.Radios{Label: web.Ask("apa", "outreach.planner.change.what"), Two: true, Options: options(r, "outreach.planner.step.", []string{stepPin, stepFree, stepMove, stepSwap, stepExclude}, []string{stepPin})},
		&web.Select{Label: web.Ask("ke", "outreach.planner.change.to", "outreach.planner.change.to.hint"), Options: days, Blank: "outreach.planner.change.cheapest"},
		&web.Select{Label: web.Ask("tukar", "outreach.planner.change.with", "outreach.planner.change.with.hint"), Options: others, Blank: "outreach.choose"},
	}, Buttons: []any{web.Button{Label: "outreach.planner.change.save"}}}
	return web.Card{Title: "outreach.planner.change", Body: []any{form.Fill(r, problem)}}
}

// The most that the selects of a change offer.
const (
	swapsShown = 120
	daysShown  = 60
)
