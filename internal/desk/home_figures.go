package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// decisions are the actions by which a coordinator decides something.
var decisions = []string{casefile.Accepted, casefile.IdentityDecided, casefile.Duplicate, casefile.PersonStated,
	casefile.NeedAdded, casefile.NeedDeclined, casefile.Noted, casefile.Reopened, casefile.Exception}

// stats are the figures above the work-list, each a link to what it counts.
func (s *Service) stats(r *web.Request, sc db.Scope, work *load) (web.Stats, error) {
	role := authority.Role(sc.Role)
	if onPhone(sc.Role) || role == authority.Admin {
		return nil, nil
	}
	late := web.Stat{Label: "desk.late", Value: i18n.Number(r.Lang, int64(work.late.count)), Note: "desk.late.none", Href: "/?sebab=" + groupLate, Late: work.late.count > 0}
	if len(work.late.rows) > 0 {
		left, _ := s.daysUntil(work.late.rows[0].Due)
		late.Note = r.T("desk.late.longest", "Age", i18n.Due(r.Lang, left))
	}
	if role == authority.Head {
		return s.headStats(r, sc, late)
	}
	out := web.Stats{s.count(r, "desk.stat.waiting", work.all, "/?sebab="+groupAll), late}
	if role == authority.Coordinator {
		out = web.Stats{s.count(r, "desk.stat.decide", work.decide, "/?sebab="+groupAll), s.count(r, "desk.stat.schedule", work.schedule, "/kasus?tahap=visit"), late}
	}
	if role == authority.Coordinator || role == authority.Field {
		trips, err := s.trips(r.Context(), sc)
		if err != nil {
			return nil, err
		}
		people, kits := 0, map[string]bool{}
		for _, t := range trips {
			people += t.people
			if t.kit {
				kits[t.day] = true
			}
		}
		st := web.Stat{Label: "desk.stat.week", Value: i18n.Number(r.Lang, int64(len(trips))), Unit: r.T("desk.stat.trips", "Count", len(trips)),
			Note: r.T("desk.stat.week.note", "People", people, "Count", len(kits)), Href: "/kasus?tahap=visit"}
		if d, ok := s.doorAt(DoorTrips, sc.Role, ""); ok {
			st.Href = d.Href
		}
		out = append(out, st)
	}
	return out, nil
}

func (s *Service) count(r *web.Request, label string, work pile, href string) web.Stat {
	st := web.Stat{Label: label, Value: i18n.Number(r.Lang, int64(work.count)), Note: "desk.stat.none", Href: href}
	if work.count > 0 {
		st.Note = r.T("desk.stat.oldest", "Age", s.waiting(r, work.oldest))
	}
	return st
}

// totals are the figures of people, as the office counts them.
type totals struct {
	people, served, visited, recorded, baseline, baselineServed, baselineLeft int64
}

func (s *Service) totals(ctx context.Context, sc db.Scope) (totals, error) {
	where, args := account.Filter(sc, "page.monitoring", "c", 1)
	return s.counted.Get(ctx, fmt.Sprint(where, args), func(ctx context.Context) (totals, error) { return s.countTotals(ctx, where, args) })
}

// baselineLeft is whoever of the first list is neither served nor gone from it
// for a reason; who was not found is looked for again, and is still left. The
// page of figures counts the same.
const baselineLeft = `CASE WHEN c.baseline = 1 AND c.handed_at = 0 AND c.closed_at = 0 AND c.exit IN ('', '` + string(casefile.ExitNotFound) + `') THEN 1 ELSE 0 END`

// totalsQuery reads nothing but the index case_count_totals.
func totalsQuery(where string) string {
	return `SELECT COUNT(*), COALESCE(SUM(c.served), 0), COALESCE(SUM(CASE WHEN c.visited_at > 0 THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN c.recorded_at > 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(c.baseline), 0), COALESCE(SUM(c.baseline * c.served), 0), COALESCE(SUM(` + baselineLeft + `), 0)
		FROM case_count c WHERE ` + where
}

func (s *Service) countTotals(ctx context.Context, where string, args []any) (t totals, err error) {
	err = s.DB.QueryRow(ctx, totalsQuery(where), args...).Scan(&t.people, &t.served, &t.visited, &t.recorded, &t.baseline, &t.baselineServed, &t.baselineLeft)
	return t, fault.Wrap("desk.totals", err)
}

func (s *Service) headStats(r *web.Request, sc db.Scope, late web.Stat) (web.Stats, error) {
	t, err := s.totals(r.Context(), sc)
	if err != nil {
		return nil, err
	}
	href := "/?sebab=" + groupAll
	if d, ok := s.doorAt(DoorFigures, sc.Role, ""); ok {
		href = d.Href
	}
	stat := func(label string, n int64, note string) web.Stat {
		return web.Stat{Label: label, Value: i18n.Number(r.Lang, n), Unit: "desk.people", Note: note, Href: href}
	}
	return web.Stats{stat("desk.figure.served", t.served, "desk.figure.served.note"), stat("desk.figure.visited", t.visited, "desk.figure.visited.note"),
		stat("desk.figure.left", t.baselineLeft, r.T("desk.figure.left.note", "Count", t.baseline)), late}, nil
}

// trip is a trip of this week as its cases know it.
type trip struct {
	id, day    string
	kecamatans []string
	people     int
	kit        bool
}

// homeAside is the right column: this week's trips, the year so far, or the
// own village's numbers.
func (s *Service) homeAside(r *web.Request, sc db.Scope) ([]any, error) {
	var out []any
	switch role := authority.Role(sc.Role); {
	case role == authority.Coordinator || role == authority.Field:
		card, err := s.tripCard(r, sc)
		if err != nil {
			return nil, err
		}
		out = append(out, card)
	case onPhone(sc.Role) && can(sc.Role, "page.cases"):
		card, err := s.ownCard(r, sc)
		if err != nil {
			return nil, err
		}
		out = append(out, card)
	}
	if can(sc.Role, "page.monitoring") {
		t, err := s.totals(r.Context(), sc)
		if err != nil {
			return nil, err
		}
		card := web.Card{Title: "desk.figures", Flush: true, Body: []any{web.Lines{
			{What: "desk.figure.served", Value: i18n.Number(r.Lang, t.served)}, {What: "desk.figure.visited", Value: i18n.Number(r.Lang, t.visited)},
			{What: "desk.figure.recorded", Value: i18n.Number(r.Lang, t.recorded)}}}}
		if t.baseline > 0 {
			card.Foot = web.Stack{web.Meter{Done: int(t.baselineServed), Total: int(t.baseline), Label: "desk.figure.baseline"},
				web.Para{Text: r.T("desk.figure.rest", "Left", t.baselineLeft, "Count", t.baseline, "Out", t.baseline-t.baselineServed-t.baselineLeft)}}
		}
		if d, ok := s.doorAt(DoorFigures, sc.Role, ""); ok {
			card.Link = d
		}
		out = append(out, card)
	}
	return out, nil
}

func (s *Service) tripCard(r *web.Request, sc db.Scope) (web.Card, error) {
	trips, err := s.trips(r.Context(), sc)
	if err != nil {
		return web.Card{}, err
	}
	card := web.Card{Title: "desk.week"}
	var lines web.Lines
	door, ok := s.doorAt(DoorTrips, sc.Role, "")
	if ok {
		card.Link = door
	}
	for _, t := range trips {
		day, err := time.ParseInLocation(time.DateOnly, t.day, s.Zone)
		if err != nil {
			continue
		}
		two := web.Two{Top: i18n.LongDate(r.Lang, day), Sub: strings.Join(t.kecamatans, ", ") + " · " + r.T("desk.people_n", "Count", t.people)}
		line := web.SumLine{}
		if t.kit {
			line.Value = web.Tag{Text: "desk.with_kit", Icon: web.NoIcon}
		}
		if ok {
			two.Href = door.Href + "/" + t.id
		}
		line.What = two
		lines = append(lines, line)
	}
	if card.Body, card.Flush = []any{lines}, true; len(lines) == 0 {
		card.Flush = false
		card.Body = []any{web.Para{Text: "desk.week.none", Muted: true}}
	}
	return card, nil
}

// ownCard counts the cases that the role sees, in the three parts that a
// village asks after.
func (s *Service) ownCard(r *web.Request, sc db.Scope) (web.Card, error) {
	own, err := s.ownCounts(r.Context(), sc)
	if err != nil {
		return web.Card{}, err
	}
	line := func(label string, n int64, href string) web.SumLine {
		return web.SumLine{What: web.Link{Label: label, Href: href}, Value: i18n.Number(r.Lang, n)}
	}
	return web.Card{Title: "desk.own." + strings.ToLower(sc.Role), Link: web.Link{Label: r.T("desk.own.all", "Count", own.open), Href: "/kasus"}, Flush: true, Body: []any{web.Lines{
		line("desk.own.waiting", own.waiting, "/kasus?tahap=tunggu"),
		line("desk.own.process", own.process, "/kasus?tahap=proses"),
		line("desk.own.done", own.done, "/kasus?tahap=selesai"),
	}}}, nil
}
