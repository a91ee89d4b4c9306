package outreach

import (
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const suggestions = 12

// trip reads the trip of the address, for whoever may see it. A trip holds no
// personal data; a companion or registrar gets the stops of the own area only, an
// institution its own.
func (s *Service) trip(r *web.Request) (Trip, error) {
	sc := account.ScopeOf(r)
	events, err := s.Ledger.History(r.Context(), sc, ledger.Subject{Kind: casefile.KindTrip, ID: r.PathValue("trip")})
	if err != nil {
		return Trip{}, err
	}
	t, _ := Fold(r.PathValue("trip"), events)
	missing := fault.New(fault.NotFound, "fault.outreach.trip")
	if t.State == "" {
		return t, missing
	}
	reach := authority.Reaches(authority.Role(sc.Role), "page.trips")
	if reach == authority.Office {
		return t, nil
	}
	actor := account.ActorOf(sc)
	t.Stops = slices.DeleteFunc(t.Stops, func(x Stop) bool {
		return !authority.Within(reach, actor, authority.Target{Area: x.Village, Institution: x.Institution})
	})
	if t.State == Planned || len(t.Stops) == 0 {
		return Trip{}, missing
	}
	return t, nil
}

// tripView is what the page of a trip shows.
type tripView struct {
	Trip
	ref          Reference
	institutions map[string]Choice
	names        map[string]string
	people       []PersonRow
	table        Timetable
	roads        Roads
	whole        bool // the whole trip is seen, not only the own area
}

func (s *Service) load(r *web.Request) (tripView, error) {
	t, err := s.trip(r)
	if err != nil {
		return tripView{}, err
	}
	return s.view(r, t)
}

func (s *Service) view(r *web.Request, t Trip) (v tripView, err error) {
	sc, ctx := account.ScopeOf(r), r.Context()
	v = tripView{Trip: t, whole: authority.Reaches(authority.Role(sc.Role), "page.trips") == authority.Office}
	if v.ref, err = s.store.reference(ctx, false); err != nil {
		return v, err
	}
	if v.institutions, err = s.store.institutions(ctx); err != nil {
		return v, err
	}
	if v.names, err = s.Accounts.Names(ctx, sc, t.Plan.Members); err != nil {
		return v, err
	}
	if seesPeople(sc.Role) {
		if err = s.Accounts.Log(ctx, sc, account.AccessEntry{Action: "page.trips", Kind: account.AccessList}); err != nil {
			return v, err
		}
		if v.people, err = s.store.people(ctx, sc, t.ID); err != nil {
			return v, err
		}
	}
	if v.whole {
		if v.roads, err = s.Roads(ctx); err != nil {
			return v, err
		}
		v.table = v.roads.Estimate(t.Plan.Day, s.home(), t.Plan.Depart, t.Stops)
	}
	return v, nil
}

// at lists the people of a stop.
func (v tripView) at(stop string) (out []PersonRow) {
	for _, p := range v.people {
		if p.Stop == stop {
			out = append(out, p)
		}
	}
	return out
}

func (v tripView) lead(r *web.Request) string {
	var who []string
	for _, m := range v.Plan.Members {
		if n := v.names[m]; n != "" {
			who = append(who, n)
		}
	}
	team := nameOf(v.ref.Teams, v.Plan.Team)
	if len(who) > 0 {
		team += ": " + strings.Join(who, ", ")
	}
	kit := r.T("outreach.kit.none")
	if v.Plan.Kit != "" {
		kit = nameOf(v.ref.Kits, v.Plan.Kit)
	}
	return strings.Join([]string{team, nameOf(v.ref.Vehicles, v.Plan.Vehicle), kit}, " · ")
}

func (s *Service) tripPage(r *web.Request) (web.Response, error) { return s.showTrip(r, nil) }

func (s *Service) showTrip(r *web.Request, problem error) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	sc := account.ScopeOf(r)
	if !v.whole {
		return s.neighbourPage(r, v)
	}
	page := web.View{Title: tripTitle(r.Lang, v.Trip), Lead: v.lead(r), Err: translated(r, problem), Tags: []web.Tag{stateTag(r, v.State)},
		Crumbs:  []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: region.Name(region.Code(v.Plan.Area))}},
		Actions: tripActions(sc, v.Trip)}
	if v.KitLost {
		page.Body = append(page.Body, web.Notice{Tone: web.Bad, Strong: "outreach.kit.lost", Text: "outreach.kit.lost.text"})
	}
	if v.State == Cancelled {
		page.Body = append(page.Body, web.Notice{Tone: web.Warn, Text: r.T("outreach.cancelled_because", "Why", r.T("outreach.cancel."+v.Reason))})
	}
	busy, err := s.busyNotes(r, v)
	if err != nil {
		return nil, err
	}
	now, err := s.nowCard(r, v)
	if err != nil {
		return nil, err
	}
	// Above all else: the team is there only now.
	page.Body = slices.Concat(page.Body, []any{now}, busy, kitNote(r, v), dayNote(r, v), shutNote(r, v), s.hoursNotes(r, v))
	day := s.schedule(r, v, plans(sc) && v.Open())
	if len(v.Stops) > 0 {
		if mayRole(r, "paper.trip") {
			blank, err := s.Accounts.NoHead(r)
			if err != nil {
				return nil, err
			}
			if blank != nil {
				page.Body = append(page.Body, blank)
			}
		}
		if driven := s.drivenCard(r, v); driven != nil {
			page.Body = append(page.Body, driven)
		}
		outline, err := account.Outline(r.Context(), s.DB, sc, "")
		if err != nil {
			return nil, err
		}
		page.Body = append(page.Body, web.Columns{Kind: "top", Cols: [][]any{{day}, {s.mapFigure(r, v, outline)}, {s.estimateCard(r, v), printCard(r, v)}}})
	} else {
		page.Body = append(page.Body, day)
	}
	if plans(sc) && v.Open() {
		reserved, err := s.reservedCard(r, v)
		if err != nil {
			return nil, err
		}
		add, err := s.addCard(r, v, problem)
		if err != nil {
			return nil, err
		}
		page.Body = append(page.Body, reserved, add)
	}
	return web.Page("", page, nil), nil
}

// dayNote warns of a day that is longer than people work.
func dayNote(r *web.Request, v tripView) []any {
	if over := v.table.Length(v.Plan.Depart) - dayMinutes; v.Open() && over > 0 {
		return []any{web.Notice{Tone: web.Warn, Strong: r.T("outreach.day_long", "Back", clockWords(v.table.Back)), Text: r.T("outreach.day_long.text", "Over", hoursWords(r, over))}}
	}
	return nil
}

// busyNotes warn that the team or the vehicle goes elsewhere on that day: with two
// short trips that may be right, so a person decides.
func (s *Service) busyNotes(r *web.Request, v tripView) (out []any, err error) {
	if !v.Open() {
		return nil, nil
	}
	others, err := s.store.sameDay(r.Context(), account.ScopeOf(r), v.Trip)
	for _, o := range others {
		var what []string
		if o.Team == v.Plan.Team {
			what = append(what, nameOf(v.ref.Teams, o.Team))
		}
		if o.Vehicle == v.Plan.Vehicle {
			what = append(what, nameOf(v.ref.Vehicles, o.Vehicle))
		}
		out = append(out, web.Notice{Tone: web.Warn, Text: web.Row{web.Para{Text: r.T("outreach.busy", "What", strings.Join(what, ", "))},
			web.Link{Label: region.Name(region.Code(o.Area)), Href: "/perjalanan/" + o.ID}}})
	}
	return out, err
}

func tripActions(sc db.Scope, t Trip) []any {
	var out []any
	may := func(a authority.Action) bool { return authority.Reaches(authority.Role(sc.Role), a) != authority.None }
	path := "/perjalanan/" + t.ID
	if t.State == Planned && may(casefile.TripPlanned) {
		out = append(out, web.Button{Label: "outreach.plan.change", Kind: web.Secondary, Href: path + "/ubah"})
	}
	if t.Underway() && may(casefile.TripReplanned) {
		out = append(out, web.Button{Label: "outreach.rest", Kind: web.Secondary, Href: path + "/sisa"})
	}
	if t.Open() && may(casefile.TripCancelled) {
		out = append(out, web.Button{Label: "outreach.cancel", Kind: web.Quiet, Href: path + "/batal"})
	}
	if (t.Underway() || t.State == Finished) && may("paper.trip") {
		out = append(out, web.Button{Label: "outreach.paper", Icon: "print", Kind: web.Secondary, Href: path + "/surat-tugas.pdf"})
	}
	switch {
	case t.State == Planned && len(t.Stops) > 0 && may(casefile.TripPublished):
		out = append(out, web.Button{Label: "outreach.publish", Post: path + "/umumkan"})
	case t.State == Published && may(casefile.TripStarted):
		out = append(out, web.Button{Label: "outreach.go_field", Href: "/lapangan"})
	case t.State == Started && may(casefile.TripFinished):
		out = append(out, web.Button{Label: "outreach.finish", Href: path + "/selesai"})
	}
	return out
}

func (s *Service) mapFigure(r *web.Request, v tripView, outline [][]document.Geo) web.Figure {
	area := region.Code(v.Plan.Area)
	placed := slices.ContainsFunc(region.Villages(area), func(a region.Area) bool {
		_, _, ok := region.Point(a.Code)
		return ok
	})
	if !placed {
		return web.Figure{Title: "outreach.map", Note: "outreach.map.none"}
	}
	return s.routeFigure(r, area, v.Stops, v.roads.spots, outline, usedWords(r, v.table))
}

// routeFigure is the map of a route for wide and narrow screens, with what it
// shows and, after it, what else is to be known.
func (s *Service) routeFigure(r *web.Request, area region.Code, stops []Stop, spots map[string]region.Position, outline [][]document.Geo, more string) web.Figure {
	draw := func(w float64) template.HTML {
		c := routeMap(s.home(), area, stops, spots, outline, w)
		c.Title = r.T("outreach.map.title", "Area", region.Name(area), "Count", len(stops))
		return template.HTML(c.SVG()) // #nosec: the canvas escapes every text
	}
	note := r.T("outreach.map.note")
	if len(outline) == 0 {
		note += " " + r.T("outreach.map.guess")
	}
	return web.Figure{Title: "outreach.map", SVG: draw(824), Narrow: draw(324), Note: strings.TrimSpace(note + " " + more)}
}

func (s *Service) estimateCard(r *web.Request, v tripView) web.Card {
	km := int(math.Round(v.table.KM))
	facts := web.Facts{
		{Label: "outreach.people", Value: r.T("outreach.persons", "Count", v.People())},
		{Label: "outreach.estimate.depart", Value: clockWords(clockMinutes(v.Plan.Depart))},
		{Label: "outreach.estimate.back", Value: clockWords(v.table.Back)},
		{Label: "outreach.estimate.length", Value: hoursWords(r, v.table.Back-clockMinutes(v.Plan.Depart))},
		{Label: "outreach.estimate.km", Value: i18n.Number(r.Lang, int64(km)) + " km"},
	}
	if v.Open() {
		full := web.Fact{Label: "outreach.room", Value: r.T("outreach.room.none")}
		if together := v.table.Room(v.Plan.Depart, Gathering); together > 0 {
			full.Value = r.T("outreach.room.value", "Home", v.table.Room(v.Plan.Depart, Home), "Together", together)
		}
		facts = append(facts, full)
	}
	for _, c := range v.ref.Vehicles {
		if c.ID == v.Plan.Vehicle && c.RupiahKM > 0 {
			cost := v.table.Cost(c.RupiahKM)
			facts = append(facts, web.Fact{Label: "outreach.estimate.cost", Value: i18n.Money(r.Lang, cost),
				Note: r.T("outreach.estimate.each", "Money", i18n.Money(r.Lang, cost/int64(max(1, v.People()))))})
		}
	}
	if v.State == Finished {
		facts = append(facts, web.Fact{Label: "outreach.real.km", Value: i18n.Number(r.Lang, v.KM) + " km"},
			web.Fact{Label: "outreach.real.cost", Value: i18n.Money(r.Lang, v.Cost),
				Note: r.T("outreach.estimate.each", "Money", i18n.Money(r.Lang, v.Cost/int64(max(1, v.People()))))})
	}
	return web.Card{Title: "outreach.estimate", Body: []any{facts}}
}

// printCard lists the papers of a trip, and the log of what it took along.
func printCard(r *web.Request, v tripView) any {
	path := "/perjalanan/" + v.ID
	var links web.Stack
	if mayRole(r, "paper.trip") {
		if v.Underway() {
			links = append(links, web.Link{Label: "outreach.paper.notice", Href: path + "/pemberitahuan.pdf", Icon: "print"})
		}
		if len(v.Stops) > 0 {
			links = append(links, web.Link{Label: "outreach.paper.cost", Href: path + "/biaya.pdf", Icon: "print"})
		}
	}
	if mayRole(r, casefile.TripEquipment) && (v.State == Started || v.State == Finished) {
		links = append(links, web.Link{Label: "outreach.equipment", Href: path + "/alat", Icon: "finger"})
	}
	if mayRole(r, casefile.TripCosts) && (v.State == Started || v.State == Finished) {
		links = append(links, web.Link{Label: "outreach.costs", Href: path + "/rincian-biaya", Icon: "list"})
	}
	if len(links) == 0 {
		return nil
	}
	return web.Card{Title: "outreach.papers", Body: []any{links}}
}

// schedule is the table of the day.
func (s *Service) schedule(r *web.Request, v tripView, edit bool) web.Card {
	table := web.Table{Caption: "outreach.schedule", Head: []web.Col{{Label: "outreach.no"}, {Label: "outreach.time"}, {Label: "outreach.stop"},
		{Label: "outreach.people"}, {Label: "outreach.companion"}, {Label: "outreach.answer"}}}
	if edit {
		table.Head = append(table.Head, web.Col{Label: "outreach.acts", Hidden: true, Right: true})
	}
	for i, stop := range v.Stops {
		top, sub := stopWords(r.Lang, stop, v.institutions)
		slot := v.table.Slots[i]
		cells := []any{web.Count(i + 1), clockWords(slot.Arrive) + "–" + clockWords(slot.Leave), web.Two{Top: top, Sub: sub},
			s.peopleCell(r, v, stop), r.T("outreach.with." + stop.Companion), answerTag(r, v.Trip, stop)}
		if edit {
			cells = append(cells, stopButtons(r, v.Trip, stop, i))
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: cells})
	}
	if len(v.Stops) == 0 {
		table.Empty = &web.Empty{Icon: "pin", Title: "outreach.schedule.none", Text: "outreach.schedule.none.text"}
	}
	card := web.Card{Title: "outreach.schedule", Body: []any{table}, Flush: true}
	if edit && len(v.Stops) > 1 {
		card.Link = web.Button{Label: "outreach.order", Kind: web.Secondary, Small: true, Post: "/perjalanan/" + v.ID + "/urutan",
			Hidden: []web.Pair{{Name: "cara", Value: "terdekat"}}}
	}
	if len(v.Stops) > 0 {
		foot := r.T("outreach.schedule.foot", "Start", clockWords(clockMinutes(v.Plan.Depart)), "Back", clockWords(v.table.Back))
		if v.table.Pause > 0 {
			foot += " · " + r.T("outreach.schedule.pause", "Stop", v.table.Pause)
		}
		card.Foot = foot
	}
	return card
}

func (s *Service) peopleCell(r *web.Request, v tripView, stop Stop) any {
	rows := v.at(stop.ID)
	if len(rows) == 0 {
		return r.T("outreach.persons", "Count", len(stop.Cases))
	}
	var out web.Stack
	for _, p := range rows {
		line := web.Row{web.Link{Label: personWords(r, p), Href: "/kasus/" + p.Number}}
		if t, ok := metTag(r, v.Trip, p); ok {
			line = append(line, t)
		}
		out = append(out, line)
	}
	return out
}

func answerTag(r *web.Request, t Trip, s Stop) any {
	switch {
	case s.Answer == Yes:
		return web.Tag{Tone: web.Good, Text: r.T("outreach.answer.yes")}
	case s.Answer == No:
		return web.Tag{Tone: web.Bad, Text: r.T("outreach.answer.no")}
	case s.Answer == OtherDay:
		return web.Tag{Tone: web.Warn, Text: r.T("outreach.answer.other_day", "Day", i18n.ISODate(r.Lang, s.AnswerDay)), Icon: "calendar"}
	case s.Companion == "family":
		return web.Tag{Tone: web.Outline, Text: r.T("outreach.answer.family"), Icon: web.NoIcon}
	case t.State == Planned:
		return web.Tag{Tone: web.Outline, Text: r.T("outreach.answer.unasked"), Icon: web.NoIcon}
	}
	return web.Tag{Tone: web.Warn, Text: r.T("outreach.answer.waits")}
}

func stopButtons(r *web.Request, t Trip, s Stop, i int) web.Row {
	path := "/perjalanan/" + t.ID
	hidden := func(more ...web.Pair) []web.Pair {
		return append([]web.Pair{{Name: "perhentian", Value: s.ID}}, more...)
	}
	var out web.Row
	if i > 0 {
		out = append(out, web.Button{Label: "outreach.up", Kind: web.Secondary, Small: true, Post: path + "/urutan", Hidden: hidden()})
	}
	if i < len(t.Stops)-1 {
		out = append(out, web.Button{Label: "outreach.down", Kind: web.Secondary, Small: true, Post: path + "/urutan",
			Hidden: hidden(web.Pair{Name: "turun", Value: "ya"})})
	}
	return append(out, web.Button{Label: "outreach.remove", Kind: web.Secondary, Small: true, Post: path + "/keluarkan", Hidden: hidden()})
}

// addCard suggests who may come along.
func (s *Service) addCard(r *web.Request, v tripView, problem error) (any, error) {
	asked := r.Text("kasus")
	q := suggestion{kecamatan: v.Plan.Area, number: asked, kit: v.HasKit(), now: s.Clock().UnixMicro(), limit: suggestions}
	// The form brings along what its list shows: a refusal shows the same again.
	hidden := []web.Pair{}
	all := r.Text("semua") != ""
	if all {
		q.kecamatan, hidden = "", append(hidden, web.Pair{Name: "semua", Value: "ya"})
	}
	kind, companion := Home, Companions[0]
	if q.place = r.Text("tempat"); q.place != "" {
		q.kecamatan, q.limit = "", mostPeople // one gathering or session takes many
		hidden = append(hidden, web.Pair{Name: "tempat", Value: q.place})
		if _, ok := v.institutions[q.place]; ok {
			kind, companion = Institution, "institution"
		}
	}
	rows, total, err := s.store.suggest(r.Context(), account.ScopeOf(r), q)
	if err != nil {
		return nil, err
	}
	link := web.Link{Label: "outreach.add.everywhere", Href: "/perjalanan/" + v.ID + "?semua=ya", Small: true}
	title := r.T("outreach.add", "Area", region.Name(region.Code(v.Plan.Area)))
	if all {
		link = web.Link{Label: "outreach.add.here", Href: "/perjalanan/" + v.ID, Small: true}
		title = r.T("outreach.add.all")
	}
	filter := placeFilter(r, v, q.place)
	if len(rows) == 0 {
		return web.Card{Title: title, Link: link, Body: []any{filter, web.Empty{Icon: "people", Title: "outreach.add.none", Text: "outreach.add.none.text"}}}, nil
	}
	var opts []web.Option
	for _, p := range rows {
		hint := []string{region.Label(region.Code(p.Area)), i18n.Waiting(r.Lang, i18n.Days(db.FromMicros(p.Since), r.Now(), s.Zone))}
		if c, ok := v.institutions[p.Institution]; ok {
			hint = append(hint, strings.TrimSuffix(c.Name+": "+hoursOf(r.Lang, c.Hours), ": "))
		}
		if p.Purpose != PurposeFirst {
			hint = append(hint, r.T("outreach.purpose."+p.Purpose))
		}
		if p.Urgent {
			hint = append(hint, r.T("outreach.urgent"))
		}
		opts = append(opts, web.Option{Value: p.Number, Label: personWords(r, p), Hint: strings.Join(hint, " · "), On: p.Number == asked})
	}
	hint := r.T("outreach.add.hint", "Shown", len(rows), "Count", total)
	if !v.HasKit() {
		hint += " " + r.T("outreach.add.no_kit")
	}
	form := web.Form{Action: "/perjalanan/" + v.ID + "/warga", Hidden: hidden, Fields: []any{
		&web.Checks{Label: web.Ask("warga", "outreach.add.who", hint), Options: opts, Two: true},
		&web.Radios{Label: web.Ask("jenis", "outreach.add.where"), Two: true, Options: options(r, "outreach.kind.", StopKinds, []string{kind})},
		&web.Group{Inline: true, Fields: []any{
			&web.Select{Label: web.Ask("titik", "outreach.add.point"), Options: options(r, "outreach.point.", Points, nil)},
			&web.Select{Label: web.Ask("pendamping", "outreach.companion"), Options: options(r, "outreach.with.", Companions, []string{companion})},
		}},
	}, Buttons: []any{web.Button{Label: "outreach.add.save"}}}
	return web.Card{Title: title, Link: link, Body: []any{filter, form.Fill(r, problem)}}, nil
}

// placeFilter narrows the suggestions to one village or one institution: that is
// how a gathering or a session comes together.
func placeFilter(r *web.Request, v tripView, on string) web.Filters {
	sel := &web.Select{Label: web.Ask("tempat", "outreach.add.place"), Blank: "outreach.add.place.all", Small: true}
	var ids []string
	for id, c := range v.institutions {
		if c.Houses {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return strings.Compare(v.institutions[a].Name, v.institutions[b].Name) })
	for _, a := range region.Villages(region.Code(v.Plan.Area)) {
		sel.Options = append(sel.Options, web.Option{Value: string(a.Code), Label: a.Label(), On: string(a.Code) == on})
	}
	for _, id := range ids {
		sel.Options = append(sel.Options, web.Option{Value: id, Label: v.institutions[id].Name, On: id == on})
	}
	return web.Filters{Action: "/perjalanan/" + v.ID, Selects: []*web.Select{sel}}
}
