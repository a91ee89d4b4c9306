package outreach

import (
	"slices"
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
	"github.com/jempolkeren/jempol/internal/web"
)

// fits is somebody who is left out and would fit into a day.
type fits struct {
	person int
	cost   Cost
}

// The most that are tried, and shown, of whom a day could still take.
const (
	roomTried = 12
	roomShown = 6
)

// room are the people of the same kecamatan who still fit into a day, the
// cheapest first.
func (p *planView) room(route int) (out []fits) {
	if len(p.plan.Tours[route].Visits) == 0 || p.trips[route] != "" {
		return nil
	}
	served, area, tried := p.people(p.plan), p.kecamatanOf(p.plan.Tours[route]), 0
	for i := range p.in.People {
		if served[i] || p.first[i] < 0 || p.kecamatan(i) != area || p.Nodes[p.first[i]].Exclude {
			continue
		}
		if tried++; tried > roomTried {
			break
		}
		for _, n := range p.nodesOf(i) {
			if price, ok, _ := p.costs().Insert(p.plan, n, route); ok {
				out = append(out, fits{i, costOf(price.Before, price.After)})
				break
			}
		}
	}
	slices.SortStableFunc(out, func(a, b fits) int { return int(a.cost.Minutes) - int(b.cost.Minutes) })
	return out[:min(len(out), roomShown)]
}

func (p *planView) roomCard(r *web.Request, route int, room []fits, people map[string]PersonRow) any {
	card := web.Card{Title: r.T("outreach.planner.room", "Count", len(room))}
	if len(room) == 0 {
		card.Title, card.Body = "outreach.planner.room.none", []any{web.Para{Text: "outreach.planner.room.none.text", Small: true}}
		return card
	}
	for _, f := range room {
		c := p.in.People[f.person]
		words := c.Number
		if x, ok := people[c.Case]; ok {
			words = personWords(r, x)
		}
		card.Body = append(card.Body, web.Row{web.Two{Top: words, Sub: region.Name(region.Code(c.Area)) + " · " + costWords(r, f.cost), Href: "/kasus/" + c.Number},
			web.Button{Label: "outreach.planner.add", Kind: web.Secondary, Small: true, Post: sheetPath(p.sheet.ID) + "/ubah",
				Hidden: p.hidden(web.Pair{Name: "warga", Value: c.Number}, web.Pair{Name: "apa", Value: stepAdd}, web.Pair{Name: "ke", Value: strconv.Itoa(route)}, web.Pair{Name: "rute", Value: strconv.Itoa(route)})}})
	}
	return card
}

// costWords is "+25 menit, +11 km, +Rp 27.500".
func costWords(r *web.Request, c Cost) string {
	sign := func(n int64, words string) string {
		if n < 0 {
			return "−" + words
		}
		return "+" + words
	}
	abs := func(n int64) int64 { return max(n, -n) }
	round := func(f float64) int64 {
		if f < 0 {
			return int64(f - 0.5)
		}
		return int64(f + 0.5)
	}
	m, km := round(c.Minutes), round(c.KM)
	return sign(m, r.T("outreach.planner.minutes", "Count", int(abs(m)))) + ", " + sign(km, i18n.Number(r.Lang, abs(km))+" km") + ", " + sign(c.Rupiah, i18n.Money(r.Lang, abs(c.Rupiah)))
}

// editPlan makes one change and says what it costs.
func (s *Service) editPlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	e := Edit{What: r.Text("apa"), Route: sentInt(r, "ke", tripplan.None)}
	if e.Case, err = s.Accounts.CaseByNumber(r.Context(), op.Scope, "page.trip_plan", r.Text("warga")); err != nil {
		return nil, err
	}
	if e.What == stepSwap {
		if r.Text("tukar") == "" {
			return s.orAgain(r, fault.At("tukar", "fault.outreach.planner.choose_other"))
		}
		if e.Other, err = s.Accounts.CaseByNumber(r.Context(), op.Scope, "page.trip_plan", r.Text("tukar")); err != nil {
			return nil, err
		}
	}
	id, name := r.PathValue("plan"), r.Text("rencana")
	version := sentInt(r, "versi", 0)
	cost, err := s.EditPlan(r.Context(), op, id, name, int64(version), e)
	if refusedHere(err) {
		return s.orAgain(r, err)
	}
	if err != nil {
		return nil, err
	}
	to := sheetPath(id) + "/hari?rencana=" + name + "&rute=" + r.Text("rute")
	if r.Text("rute") == "" {
		to = sheetPath(id) + "/tertinggal?rencana=" + name
	}
	return web.Redirect(to).Flash(r.T("outreach.planner.changed."+e.What, "Number", r.Text("warga"), "Cost", costWords(r, cost))).
		// This change is taken back, and not one that another planner made since.
		Undo(sheetPath(id) + "/batal?rencana=" + name + "&versi=" + strconv.Itoa(version+1)), nil
}

// orAgain shows the page of the change again, with what keeps it from being made.
func (s *Service) orAgain(r *web.Request, err error) (web.Response, error) {
	if r.Text("rute") == "" {
		return s.showLeft(r, err)
	}
	return s.showDay(r, err)
}

func (s *Service) undoPlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, name := r.PathValue("plan"), r.Text("rencana")
	err = s.UndoPlan(r.Context(), op, id, name, int64(sentInt(r, "versi", 0)))
	if refusedHere(err) {
		return s.showBoard(r, err, nil)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(sheetPath(id) + "/papan?rencana=" + name).Flash(r.T("outreach.planner.undone")), nil
}

// stepsShown is how many changes a board lists.
const stepsShown = 12

// stepsCard lists what planners changed, the newest first.
func (s *Service) stepsCard(r *web.Request, p *planView) (any, error) {
	type line struct {
		what, caseID, actor string
		at                  int64
		undone              bool
	}
	var list []line
	var ids []string
	err := s.store.each(r.Context(), `SELECT what, case_id, actor, at, undone FROM plan_step WHERE office_id = $1 AND plan_id = $2 AND variant = $3
		ORDER BY version DESC LIMIT $4`, []any{account.ScopeOf(r).Office, p.sheet.ID, p.name, stepsShown}, func(rows *db.Rows) error {
		var l line
		err := rows.Scan(&l.what, &l.caseID, &l.actor, &l.at, &l.undone)
		list, ids = append(list, l), append(ids, l.actor)
		return err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
	if err != nil {
		return nil, err
	}
	var out web.Timeline
	for _, l := range list {
		m := web.Moment{Kind: "note", Strong: r.T("outreach.planner.step." + l.what), Meta: i18n.DateTime(r.Lang, r.At(db.FromMicros(l.at))) + " · " + names[l.actor]}
		if i := p.person(l.caseID); i >= 0 {
			m.Text = p.in.People[i].Number
		} else if l.what != stepAgain {
			m.Text = r.T("outreach.planner.erased")
		}
		if l.undone {
			m.Kind, m.Text = "next", m.Text+" · "+r.T("outreach.planner.taken_back")
		}
		out = append(out, m)
	}
	return web.Card{Title: "outreach.planner.steps", Body: []any{out}}, nil
}

// undoable reports whether a change of a plan can be taken back.
func (s *Service) undoable(r *web.Request, p *planView) (bool, error) {
	var n int
	err := s.DB.QueryRow(r.Context(), `SELECT COUNT(*) FROM plan_step WHERE office_id = $1 AND plan_id = $2 AND variant = $3 AND undone = 0 AND before <> ''`,
		account.ScopeOf(r).Office, p.sheet.ID, p.name).Scan(&n)
	return n > 0, err
}

// announcePlan announces the chosen days and says what became of each.
func (s *Service) announcePlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	var routes []int
	for _, v := range r.Texts("hari") {
		n, err := strconv.Atoi(v)
		if err != nil {
			n = -1
		}
		routes = append(routes, n)
	}
	done, err := s.AnnouncePlan(r.Context(), op, r.PathValue("plan"), r.Text("rencana"), int64(sentInt(r, "versi", 0)), routes)
	if refusedHere(err) {
		return s.showBoard(r, err, nil)
	}
	if err != nil {
		return nil, err
	}
	return s.showBoard(r, nil, done)
}

// announcedCards say which days are announced, and what could not be and why.
func (s *Service) announcedCards(r *web.Request, p *planView, done []Announced) (out []any) {
	good, people, later := 0, 0, 0
	for _, a := range done {
		later += a.Later
		if a.Err == nil {
			good, people = good+1, people+a.People
		}
		title := p.routeWords(r.Lang, a.Route)
		if a.Err != nil {
			var way any
			if a.People > 0 || p.trips[a.Route] != "" {
				way = web.Link{Label: "outreach.planner.trip", Href: "/perjalanan/" + a.Trip}
			}
			out = append(out, web.Notice{Tone: web.Bad, Strong: title, Text: web.Stack{web.Para{Text: s.faultWords(r, a.Err)}, way}})
		}
		if len(a.Refused) > 0 {
			lines := web.Stack{web.Para{Text: r.T("outreach.planner.announce.without", "Count", len(a.Refused))}}
			for _, err := range a.Refused {
				lines = append(lines, web.Para{Text: s.faultWords(r, err), Small: true})
			}
			out = append(out, web.Notice{Tone: web.Warn, Strong: title, Text: lines})
		}
	}
	text := r.T("outreach.planner.announce.done.text", "Count", people)
	if later > 0 {
		text += " " + r.T("outreach.planner.announce.later", "Count", later)
	}
	tone := web.Good
	if good == 0 {
		tone = web.Warn
	}
	return append([]any{web.Notice{Tone: tone, Strong: r.T("outreach.planner.announce.done", "Count", good), Text: text}}, out...)
}

// faultWords is a refusal as a sentence.
func (s *Service) faultWords(r *web.Request, err error) string {
	f := fault.As(s.namedFault(r, err))
	return i18n.T(r.Lang, f.Key, f.Args)
}
