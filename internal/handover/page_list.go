package handover

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const aPage = 25

// listPage shows what waits for an envelope, what is on its way, what came
// back.
func (s *Service) listPage(r *web.Request) (web.Response, error) {
	ctx, scope := r.Context(), account.ScopeOf(r)
	part := r.Text("bagian")
	if part != PartReady && partWhere[part] == "" {
		part = PartReady
		if scope.Role != string(authority.Handover) {
			part = PartOut // what a village waits for
		}
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "page.handover", Kind: account.AccessList, Detail: part}); err != nil {
		return nil, err
	}
	offset, pages := web.Paginate(r, aPage)
	q := account.ReadQueue(r, "bagian")
	held, err := s.Held(ctx, scope, part, q)
	if err != nil {
		return nil, err
	}
	pages.Total = q.Count(held)
	for _, p := range []string{PartReady, PartOut, PartBack, PartDone} {
		n := 0
		if p == part && q.Need == "" { // it is counted already
			for _, h := range held {
				n += h.Count
			}
		} else if n, err = s.Count(ctx, scope, p); err != nil {
			return nil, err
		}
		q.Parts = append(q.Parts, web.Chip{Label: "handover.part." + p, Href: "/penyerahan" + q.Query("bagian", p), Count: n, On: p == part})
	}
	table, err := s.table(r, part, q, offset)
	if err != nil {
		return nil, err
	}
	first := ""
	if part == PartDone || part == PartBack {
		first = "desk.sort.newest"
	}
	body := q.Show(r, held, first, func(sorts any, title string) any {
		if part == PartDone {
			title = "handover.part." + part // nothing of it waits
		}
		return web.Card{Title: title, Link: sorts, Body: []any{table}, Foot: pages, Flush: true}
	}, *table.Empty)
	return web.Page("", web.View{Title: "handover.title", Lead: "handover.lead", Body: []any{body}}, nil), nil
}

func (s *Service) table(r *web.Request, part string, q account.Queue, offset int) (web.Table, error) {
	if part == PartReady {
		ready, err := s.Ready(r.Context(), account.ScopeOf(r), q, offset, aPage)
		return s.readyTable(r, ready), err
	}
	lines, err := s.Envelopes(r.Context(), account.ScopeOf(r), part, q, offset, aPage)
	if err != nil {
		return web.Table{}, err
	}
	return s.linesTable(r, part, lines)
}

func (s *Service) readyTable(r *web.Request, ready []Ready) web.Table {
	t := web.Table{Caption: "handover.part.siap", Head: []web.Col{{Label: "handover.person"}, {Label: "handover.content"},
		{Label: "handover.village"}, {Label: "handover.waits", Right: true}, {Label: "web.work.act", Hidden: true, Right: true}},
		Empty: &web.Empty{Icon: "box", Title: "handover.none.siap", Text: "handover.none.siap.text",
			Button: web.Button{Label: "handover.see_out", Kind: web.Secondary, Href: "/penyerahan?bagian=" + PartOut}}}
	for _, c := range ready {
		what := s.needNames(r, c.Needs)
		if c.Back {
			what += " · " + r.T("handover.was_back")
		}
		var act any = web.Link{Label: c.Number, Href: "/kasus/" + c.Number}
		if authority.Reaches(authority.Role(r.Viewer.Role), casefile.EnvelopeSealed) != authority.None {
			act = web.Button{Label: "handover.act.seal", Small: true, Kind: web.Secondary, Href: "/penyerahan/baru?kasus=" + c.Number}
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{web.Two{Top: s.named(r, c.Name), Sub: c.Number, Href: "/kasus/" + c.Number}, what,
			region.Label(region.Code(c.Area)), waitsLong(r.Lang, c.Since, r.Now()), act}})
	}
	return t
}

func (s *Service) linesTable(r *web.Request, part string, lines []Line) (web.Table, error) {
	t := web.Table{Caption: "handover.part." + part, Head: []web.Col{{Label: "handover.envelope"}, {Label: "handover.person"},
		{Label: "handover.where"}, {Label: "handover.state"}, {Label: "handover.waits", Right: true}},
		Empty: &web.Empty{Icon: "box", Title: "handover.none." + part, Text: "handover.none." + part + ".text"}}
	var ids []string
	for _, l := range lines {
		ids = append(ids, l.Holder.ID)
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
	if err != nil {
		return t, err
	}
	for _, l := range lines {
		age := waitsLong
		if part == PartDone { // nobody waits for it any more
			age = func(lang string, from, now time.Time) web.Age { return web.Age{Text: waits(lang, from, now)} }
		}
		tone := web.Neutral
		if l.Attempts > 0 && (l.State == Sealed || l.State == Travels) {
			tone = web.Warn
		}
		at := l.Sealed
		if part == PartDone || part == PartBack {
			at = l.Last
		}
		t.Rows = append(t.Rows, web.TableRow{Tone: tone, Cells: []any{
			web.Two{Top: l.Number, Sub: i18n.Date(r.Lang, r.At(l.Sealed)), Href: "/amplop/" + l.Number},
			web.Two{Top: s.named(r, l.Name), Sub: region.Label(region.Code(l.Area))},
			s.holderName(r, l.Holder, l.HolderName, names, l.State), stateTag(l.State, l.Attempts), age(r.Lang, at, r.Now())}})
	}
	return t, nil
}

func stateTag(state string, attempts int) web.Tag {
	switch {
	case state == Received:
		return web.Tag{Tone: web.Good, Text: "handover.state.received"}
	case state == Lost:
		return web.Tag{Tone: web.Bad, Text: "handover.state.lost"}
	case state == CameBack:
		return web.Tag{Tone: web.Warn, Text: "handover.state.came_back"}
	case attempts > 0:
		return web.Tag{Tone: web.Warn, Text: "handover.state.failed"}
	case state == Travels:
		return web.Tag{Tone: web.Info, Text: "handover.state.travels", Icon: "clock"}
	}
	return web.Tag{Tone: web.Outline, Text: "handover.state.sealed"}
}

// holderName says in whose hands an envelope is.
func (s *Service) holderName(r *web.Request, p Party, name string, names map[string]string, state string) string {
	switch {
	case state == Received:
		return r.T("handover.at.receiver")
	case state == Lost:
		return r.T("handover.at.nobody")
	}
	return partyName(r, p, name, names)
}

// partyName names one end of a leg.
func partyName(r *web.Request, p Party, name string, names map[string]string) string {
	switch p.Kind {
	case PartyOffice:
		return r.T("handover.at.office")
	case PartyUser:
		if n := names[p.ID]; n != "" {
			return n
		}
		return r.T("handover.at.user")
	case PartyCourier:
		if name == "" {
			return r.T("handover.at.courier")
		}
		return r.T("handover.at.courier_named", "Name", name)
	}
	return r.T("handover.at.nobody")
}

func (s *Service) needNames(r *web.Request, needs []string) string {
	out := make([]string, len(needs))
	for i, n := range needs {
		out[i] = r.T("casefile.need." + n)
	}
	return strings.Join(out, ", ")
}

// named is the name of a person, or words for one whose name nobody knows.
func (s *Service) named(r *web.Request, name string) string {
	if name == "" {
		return r.T("handover.no_name")
	}
	return name
}

// lateAfter is how many days a paper that exists may wait for its way.
const lateAfter = 7

// waitsLong is waits with the colour of its urgency.
func waitsLong(lang string, from, now time.Time) web.Age {
	age := web.Age{Text: waits(lang, from, now)}
	if i18n.Days(from, now, now.Location()) > lateAfter {
		age.Tone = web.Bad
	}
	return age
}

// when shows a moment in the office's zone.
func when(r *web.Request, micros int64) string {
	if micros == 0 {
		return ""
	}
	return i18n.DateTime(r.Lang, r.At(db.FromMicros(micros)))
}
