package outreach

import (
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) restPage(r *web.Request) (web.Response, error) { return s.showRest(r, nil) }

// showRest proposes the rest of the day, with a reason for everything that is
// other than it was.
func (s *Service) showRest(r *web.Request, problem error) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	path := "/perjalanan/" + v.ID
	page := web.View{Title: "outreach.rest", Lead: tripTitle(r.Lang, v.Trip), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, v.Trip), Href: path}, {Label: "outreach.rest"}}}
	if !v.Underway() {
		page.Body = []any{web.Notice{Text: "fault.outreach.not_published"}, web.Row{web.Button{Label: "outreach.back", Kind: web.Secondary, Href: path}}}
		return web.Page("", page, nil), nil
	}
	rest, err := s.Rest(r.Context(), account.ScopeOf(r), v.Trip, v.people, v.institutions, v.rate())
	if err != nil {
		return nil, err
	}
	for _, t := range v.Troubles {
		text := r.T("outreach.trouble." + t.Reason)
		if t.Minutes > 0 {
			text += ", " + r.T("outreach.way.minutes", "Count", int(t.Minutes))
		}
		page.Body = append(page.Body, web.Notice{Text: r.T("outreach.rest.trouble", "What", text)})
	}
	switch {
	case !rest.Changed && len(rest.Late) == 0:
		page.Body = append(page.Body, web.Notice{Tone: web.Good, Text: "outreach.rest.same"})
	case !rest.Changed:
		page.Body = append(page.Body, web.Notice{Tone: web.Warn, Text: "outreach.rest.same_late"})
	default:
		page.Body = append(page.Body, web.Notice{Text: "outreach.rest.nothing_yet"})
	}
	page.Body = append(page.Body, s.restCard(r, v, rest))
	if len(rest.Dropped) > 0 {
		page.Body = append(page.Body, droppedCard(r, rest))
	}
	back := "/lapangan"
	if plansRole(r) {
		back = path
	}
	buttons := web.Row{web.Button{Label: "outreach.back", Kind: web.Quiet, Href: back}}
	if rest.Changed {
		buttons = web.Row{web.Button{Label: "outreach.rest.accept", Large: true, Post: path + "/sisa",
			Hidden: []web.Pair{{Name: "susunan", Value: rest.Body.pack()}, {Name: "lihat", Value: v.newest}}}, web.Button{Label: "outreach.rest.leave", Kind: web.Quiet, Href: back}}
	}
	page.Body = append(page.Body, buttons)
	return web.Page("", page, nil), nil
}

// restCard lists the stops ahead as they are proposed.
func (s *Service) restCard(r *web.Request, v tripView, rest Rest) web.Card {
	t := web.Table{Caption: "outreach.rest.ahead", Head: []web.Col{{Label: "outreach.time"}, {Label: "outreach.stop"}, {Label: "outreach.people"}, {Label: "outreach.rest.change"}},
		Empty: &web.Empty{Icon: "check", Title: "outreach.rest.none", Text: "outreach.rest.none.text"}}
	for _, e := range rest.Stops {
		var who web.Stack
		tag := web.Tag{Tone: web.Good, Text: r.T("outreach.rest.kept")}
		if e.Late >= lateAfter {
			tag = web.Tag{Tone: web.Warn, Text: r.T("outreach.rest.late", "Late", hoursWords(r, e.Late))}
		}
		place := ""
		for _, list := range [][]waiter{rest.Kept, rest.Late} {
			for _, w := range list {
				if w.Stop == e.Stop {
					who = append(who, personWords(r, w.PersonRow))
				}
			}
		}
		for _, w := range rest.Added {
			if w.Stop == e.Stop {
				who, tag, place = append(who, personWords(r, w.PersonRow)), web.Tag{Tone: web.Info, Text: r.T("outreach.rest.added")}, region.Label(w.village)
			}
		}
		if place == "" {
			place = s.stopTitle(r, v, e.Stop)
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{clockWords(e.Arrive) + "–" + clockWords(e.Leave), place, who, tag}})
	}
	return web.Card{Title: "outreach.rest.ahead", Body: []any{t}, Flush: true, Foot: r.T("outreach.rest.back", "Back", clockWords(rest.Back))}
}

// droppedCard says of everybody who is not visited after all why, and that
// nothing is lost by it.
func droppedCard(r *web.Request, rest Rest) web.Card {
	var lines web.Lines
	for i, w := range rest.Dropped {
		lines = append(lines, web.SumLine{What: web.Two{Top: personWords(r, w.PersonRow), Sub: r.T("outreach.drop." + rest.Body.Dropped[i].Why)}, Value: region.Name(w.village)})
	}
	return web.Card{Title: r.T("outreach.rest.dropped", "Count", strconv.Itoa(len(rest.Dropped))), Body: []any{lines}, Flush: true, Foot: r.T("outreach.rest.dropped.text")}
}

func (s *Service) acceptRest(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	b, err := unpackRest(r.Text("susunan"))
	if err == nil {
		err = s.Accept(r.Context(), op, r.PathValue("trip"), r.Text("lihat"), b)
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return s.showRest(r, translated(r, err))
	}
	if err != nil {
		return nil, err
	}
	to := "/lapangan"
	if plansRole(r) {
		to = "/perjalanan/" + r.PathValue("trip")
	}
	return web.Redirect(to).Flash(r.T("outreach.rest.accepted")), nil
}
