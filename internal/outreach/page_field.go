package outreach

import (
	"slices"
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// fieldPage is an officer's day: the stops in their order, a card each.
func (s *Service) fieldPage(r *web.Request) (web.Response, error) {
	sc, ctx := account.ScopeOf(r), r.Context()
	today := s.today()
	mine, err := s.store.mine(ctx, sc, today)
	if err != nil {
		return nil, err
	}
	page := web.View{Title: "outreach.field", Lead: dayWords(r.Lang, today), Shape: web.Narrow}
	for _, id := range mine {
		events, err := s.Ledger.History(ctx, sc, ledger.Subject{Kind: casefile.KindTrip, ID: id})
		if err != nil {
			return nil, err
		}
		t, _ := Fold(id, events)
		v, err := s.view(r, t)
		if err != nil {
			return nil, err
		}
		begun, err := s.store.begun(ctx, sc, id)
		if err != nil {
			return nil, err
		}
		trip, err := s.fieldTrip(r, v, begun, today)
		if err != nil {
			return nil, err
		}
		page.Body = append(page.Body, trip...)
	}
	if len(mine) == 0 {
		page.Body = append(page.Body, web.Empty{Icon: "car", Title: "outreach.field.none", Text: "outreach.field.none.text",
			Button: web.Button{Label: "outreach.field.trips", Kind: web.Secondary, Href: "/perjalanan"}})
	}
	next, ok, err := s.store.next(ctx, sc, today)
	if err != nil {
		return nil, err
	}
	if ok {
		page.Aside = append(page.Aside, web.Card{Title: "outreach.field.next", Body: []any{
			web.Link{Label: dayWords(r.Lang, next.Day) + ": " + region.Name(region.Code(next.Area)), Href: "/perjalanan/" + next.ID},
			web.Para{Text: r.T("outreach.field.next.text", "Stops", next.Stops, "Count", next.People), Muted: true, Small: true}}})
	}
	return web.Page("", page, nil), nil
}

func (s *Service) fieldTrip(r *web.Request, v tripView, begun map[string]bool, today string) ([]any, error) {
	done, tasks := 0, web.Tasks{}
	for i, stop := range v.Stops {
		top, sub := stopWords(r.Lang, stop, v.institutions)
		if len(v.at(stop.ID)) >= manyAt {
			task, n := sessionTask(r, v, i)
			tasks, done = append(tasks, task), done+n
			continue
		}
		for _, p := range v.at(stop.ID) {
			task := web.Task{Title: personWords(r, p), Meta: r.T("outreach.field.stop", "N", strconv.Itoa(i+1), "Time", clockWords(v.table.Slots[i].Arrive)),
				Lead: whereWords(stop, p, top, sub)}
			switch tag, ok := metTag(r, v.Trip, p); {
			case p.Met != 0 && !p.Booked:
				done++
				task.Tag, task.Href, task.Go = &tag, "/kasus/"+p.Number, "outreach.field.open"
			case ok && !p.Booked:
				task.Tag, task.Href, task.Go = &tag, "/kasus/"+p.Number, "outreach.field.open"
			default:
				task.Href, task.Go = "/lapangan/"+v.ID+"/"+p.Number, "outreach.field.record"
				switch {
				case begun[p.Case]:
					task.Tag, task.Go = &web.Tag{Tone: web.Info, Text: r.T("outreach.field.begun")}, "outreach.field.goon"
				case p.Met != 0: // booked once more
					task.Tag = &tag
				}
			}
			tasks = append(tasks, task)
		}
	}
	var out []any
	if v.Plan.Day < today {
		out = append(out, web.Notice{Tone: web.Warn, Text: r.T("outreach.field.old", "Day", dayWords(r.Lang, v.Plan.Day))})
	}
	if v.KitLost {
		out = append(out, web.Notice{Tone: web.Bad, Strong: "outreach.kit.lost", Text: "outreach.kit.lost.text"})
	}
	acts := web.Row{}
	if v.State == Published {
		acts = append(acts, web.Button{Label: "outreach.depart.now", Post: "/perjalanan/" + v.ID + "/berangkat"})
	} else if done == v.People() {
		acts = append(acts, web.Button{Label: "outreach.finish", Href: "/perjalanan/" + v.ID + "/selesai"})
	}
	acts = append(acts, web.Link{Label: "outreach.field.plan", Href: "/perjalanan/" + v.ID})
	now, err := s.nowCards(r, v)
	if err != nil {
		return nil, err
	}
	record, err := s.nowCard(r, v)
	if err != nil {
		return nil, err
	}
	now = append(now, record)
	if v.State == Published {
		now = append(now, checkCard(r, v)) // below its own trip: a day may have two
	}
	return append(out, web.Section{Title: region.Name(region.Code(v.Plan.Area)) + " · " + r.T("outreach.field.done", "Done", done, "Count", v.People()),
		Body: slices.Concat([]any{acts}, now, []any{tasks})}), nil
}

// metTag says of a person on a trip whether the team has met them.
func metTag(r *web.Request, t Trip, p PersonRow) (web.Tag, bool) {
	switch {
	case p.Booked && p.Met != 0:
		return web.Tag{Tone: web.Info, Text: r.T("outreach.now.is_booked")}, true
	case p.Met > 0:
		return web.Tag{Tone: web.Good, Text: r.T("outreach.met")}, true
	case p.Met < 0:
		return web.Tag{Tone: web.Warn, Text: r.T("outreach.not_met")}, true
	case t.Underway() && !p.Booked:
		return web.Tag{Tone: web.Bad, Text: r.T("outreach.not_booked")}, true
	case t.State == Started:
		return web.Tag{Tone: web.Outline, Text: r.T("outreach.not_yet"), Icon: web.NoIcon}, true
	}
	return web.Tag{}, false
}

// whereWords says where one person is met.
func whereWords(stop Stop, p PersonRow, top, sub string) string {
	out := top
	if stop.Kind != Home {
		return out + " · " + sub
	}
	for _, more := range []string{p.Address, p.Place} {
		if more != "" {
			out += " · " + more
		}
	}
	return out
}
