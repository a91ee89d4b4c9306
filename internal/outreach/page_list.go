package outreach

import (
	"slices"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/web"
)

// manyAt is from how many people on a stop has a list of its own: a card each
// would bury the other stops of the day.
const manyAt = 4

// listPage is the list of a session or gathering: who is recorded, who is next,
// and at the end whoever did not come, ticked off in one act.
func (s *Service) listPage(r *web.Request) (web.Response, error) { return s.showList(r, nil) }

func (s *Service) showList(r *web.Request, problem error) (web.Response, error) {
	sc, ctx := account.ScopeOf(r), r.Context()
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.Stops, func(x Stop) bool { return x.ID == r.Text("perhentian") })
	if i < 0 {
		return web.Redirect("/lapangan"), nil
	}
	begun, err := s.store.begun(ctx, sc, v.ID)
	if err != nil {
		return nil, err
	}
	stop := v.Stops[i]
	top, sub := stopWords(r.Lang, stop, v.institutions)
	people := v.at(stop.ID)
	var tasks web.Tasks
	var left []web.Option
	for _, p := range people {
		task := web.Task{Title: personWords(r, p)}
		switch tag, ok := metTag(r, v.Trip, p); {
		case !p.Booked && ok:
			task.Tag, task.Href, task.Go = &tag, "/kasus/"+p.Number, "outreach.field.open"
		default:
			task.Href, task.Go = "/lapangan/"+v.ID+"/"+p.Number, "outreach.field.record"
			if begun[p.Case] {
				task.Tag, task.Go = &web.Tag{Tone: web.Info, Text: r.T("outreach.field.begun")}, "outreach.field.goon"
			}
			left = append(left, web.Option{Value: p.Number, Label: personWords(r, p)})
		}
		tasks = append(tasks, task)
	}
	page := web.View{Title: top, Lead: sub, Shape: web.Narrow, Err: translated(r, problem), Back: &web.Link{Label: "outreach.field", Href: "/lapangan"},
		Body: []any{web.Section{Title: r.T("outreach.field.done", "Done", len(people)-len(left), "Count", len(people)), Body: []any{tasks}}}}
	if note := s.roomLeft(r, v, i, len(left)); note != nil {
		page.Body = append([]any{note}, page.Body...)
	}
	if len(left) > 0 && s.visitDay(v.Trip) {
		f := web.Form{Action: "/lapangan/" + v.ID + "/daftar", Hidden: []web.Pair{{Name: "perhentian", Value: stop.ID}}, Fields: []any{
			&web.Checks{Label: web.Ask("warga", "outreach.list.absent", "outreach.list.absent.hint"), Options: left},
			&web.Radios{Label: web.Ask("sebab", "outreach.ask.tidak-bertemu"), Options: options(r, "outreach.notmet.", NotMets, nil), Two: true},
			web.Day(web.Ask("lagi", "outreach.notmet.next", "outreach.notmet.next.hint"), NextTry(v.Plan.Day, 0)),
		}, Buttons: []any{web.Button{Label: "outreach.list.save", Large: true}}}
		page.Body = append(page.Body, web.Card{Title: "outreach.list.title", Body: []any{f.Fill(r, problem)}})
	}
	return web.Page("", page, nil), nil
}

// roomLeft says how long the people who are left take, and warns where the stop
// ends before they are done: while it goes on, from now; before, from its start.
func (s *Service) roomLeft(r *web.Request, v tripView, i, left int) any {
	stop := v.Stops[i]
	if left == 0 || !v.whole || i >= len(v.table.Slots) || len(stop.Cases) == 0 {
		return nil
	}
	slot, each := v.table.Slots[i], max(1, stop.Minutes/len(stop.Cases))
	from := slot.Arrive
	if now := s.Clock().In(s.Zone); now.Format(time.DateOnly) == v.Plan.Day {
		from = max(from, now.Hour()*60+now.Minute())
	}
	until := clockWords(slot.Leave)
	if fit := max(0, (slot.Leave-from)/each); fit < left {
		return web.Notice{Tone: web.Warn, Strong: "outreach.list.tight", Text: r.T("outreach.list.tight.text", "Until", until, "Fit", fit, "Count", left)}
	}
	return web.Para{Text: r.T("outreach.list.room", "Time", hoursWords(r, left*each), "Count", left, "Until", until), Muted: true}
}

func (s *Service) visitDay(t Trip) bool { return t.Underway() && t.Plan.Day <= s.today() }

func (s *Service) saveAbsent(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	var cases []string
	for _, no := range r.Texts("warga") {
		id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.NotMet, no)
		if err != nil {
			return nil, err
		}
		cases = append(cases, id)
	}
	err = s.RecordAbsent(r.Context(), op, r.PathValue("trip"), cases, Answers{Present: No, Reason: r.Text("sebab"), Next: r.Day("lagi")})
	if refusedHere(err) {
		return s.showList(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/lapangan/" + r.PathValue("trip") + "/daftar?perhentian=" + r.Text("perhentian")).
		Flash(r.T("outreach.list.saved", "Count", len(cases))), nil
}

// dayPath is where an officer goes on after a visit: the list that the person
// stands on, else the day.
func (x *sitting) dayPath() string {
	if stop, ok := x.trip.StopOf(x.id); ok && len(stop.Cases) >= manyAt {
		return "/lapangan/" + x.trip.ID + "/daftar?perhentian=" + stop.ID
	}
	return "/lapangan"
}

// sessionTask is a stop with many people as one card of the day.
func sessionTask(r *web.Request, v tripView, i int) (web.Task, int) {
	stop := v.Stops[i]
	top, sub := stopWords(r.Lang, stop, v.institutions)
	people := v.at(stop.ID)
	done := 0
	for _, p := range people {
		if !p.Booked {
			done++
		}
	}
	task := web.Task{Title: top, Meta: r.T("outreach.field.stop", "N", strconv.Itoa(i+1), "Time", clockWords(v.table.Slots[i].Arrive)),
		Lead: sub + " · " + r.T("outreach.field.done", "Done", done, "Count", len(people)), Href: "/lapangan/" + v.ID + "/daftar?perhentian=" + stop.ID, Go: "outreach.list.open"}
	if done == len(people) {
		task.Tag = &web.Tag{Tone: web.Good, Text: r.T("outreach.list.done")}
	}
	return task, done
}
