package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// How many rows of a group the home page shows; the rest is one link away.
const (
	lateShown  = 6
	groupShown = 4
	workAPage  = 50
)

// Groups of the home page besides the reasons.
const (
	groupLate = "lewat"
	groupAll  = "semua"
)

// field roles meet the service on a phone: cards instead of a table.
func onPhone(role string) bool {
	switch authority.Role(role) {
	case authority.Registrar, authority.Social, authority.Institution, authority.Partner, authority.Companion:
		return true
	}
	return false
}

func (s *Service) home(r *web.Request) (web.Response, error) {
	sc := account.ScopeOf(r)
	beside, n, err := s.beside(r, sc)
	if err != nil {
		return nil, err
	}
	if group := r.Text("sebab"); group != "" {
		return s.homeGroup(r, sc, beside, group)
	}
	work, err := s.load(r.Context(), sc, func(code string) int {
		switch {
		case onPhone(sc.Role) != (code == groupAll): // cards are of all, the list is of the others
			return 0
		case onPhone(sc.Role):
			return 2 * lateShown
		case code == groupLate:
			return lateShown
		}
		return groupShown
	})
	if err != nil {
		return nil, err
	}
	v := web.View{Title: r.T(s.greeting(), "Name", r.Viewer.Name), Lead: s.homeLead(r, work.all.count+n)}
	for i, st := range s.Starts {
		if can(sc.Role, st.Action) {
			b := web.Button{Label: st.Text, Href: st.Path, Icon: st.Icon, Large: onPhone(sc.Role), Full: onPhone(sc.Role), Kind: web.Secondary}
			if i == len(s.Starts)-1 {
				b.Kind = web.Primary
			}
			v.Actions = append(v.Actions, b)
		}
	}
	var list any
	if onPhone(sc.Role) {
		list, err = s.cards(r, sc, work.all)
	} else {
		list, err = s.workList(r, sc, work, beside, n)
	}
	if err != nil {
		return nil, err
	}
	stats, err := s.stats(r, sc, work)
	if err != nil {
		return nil, err
	}
	aside, err := s.homeAside(r, sc)
	if err != nil {
		return nil, err
	}
	drafts, err := s.draftCard(r, sc)
	if err != nil {
		return nil, err
	}
	if drafts != nil {
		v.Body = append(v.Body, drafts)
	}
	if len(stats) > 0 {
		v.Body = append(v.Body, stats)
	}
	if len(aside) > 0 {
		v.Body = append(v.Body, web.Columns{Kind: "a", Cols: [][]any{{list}, aside}})
	} else {
		v.Body = append(v.Body, list)
	}
	v.Body = []any{web.Stack(v.Body)}
	return web.Page("", v, nil), nil
}

func (s *Service) homeLead(r *web.Request, waiting int) string {
	day := i18n.LongDate(r.Lang, s.Clock().In(s.Zone))
	if onPhone(r.Viewer.Role) && r.Viewer.Place != "" {
		return r.Viewer.Place
	}
	if waiting == 0 {
		return day
	}
	return day + " · " + r.T("desk.waiting", "Count", waiting)
}

// homeGroup shows all work of one group, page by page.
func (s *Service) homeGroup(r *web.Request, sc db.Scope, beside []web.WorkGroup, code string) (web.Response, error) {
	offset, pages := web.Paginate(r, workAPage)
	work, err := s.load(r.Context(), sc, func(of string) int {
		if of == code {
			return offset + workAPage
		}
		return 0
	})
	if err != nil {
		return nil, err
	}
	found := pile{title: "desk.work"}
	for _, p := range append(work.groups(), &work.all) {
		if p.code == code {
			found = *p
		}
	}
	pages.Total = found.count
	rows := found.rows[min(offset, len(found.rows)):]
	known, err := s.known(r.Context(), sc, rows)
	if err != nil {
		return nil, err
	}
	shown := s.rows(r, known, rows, code == groupLate || code == groupAll)
	body := any(web.Empty{Icon: "check", Title: "desk.none", Text: "desk.none.text"})
	if len(shown) > 0 {
		list := web.WorkList{Groups: []web.WorkGroup{{Title: found.title, Count: pages.Total, Rows: shown}}, Foot: pages}
		if code == groupAll && offset == 0 {
			list.Groups = append(beside, list.Groups...)
		}
		body = list
	}
	return web.Page("", web.View{Title: found.title, Crumbs: []web.Crumb{{Label: "desk.home", Href: "/"}, {Label: found.title}}, Body: []any{body}}, nil), nil
}

func (s *Service) workList(r *web.Request, sc db.Scope, work *load, beside []web.WorkGroup, n int) (any, error) {
	if work.all.count+n == 0 {
		return s.nothing(r), nil
	}
	out := web.WorkList{Title: "desk.next"}
	var some []WorkRow
	for _, p := range work.groups() {
		some = append(some, p.rows...)
	}
	known, err := s.known(r.Context(), sc, some)
	if err != nil {
		return nil, err
	}
	for _, p := range work.groups() {
		out.Groups = append(out.Groups, web.WorkGroup{Title: p.title, Count: p.count, Rows: s.rows(r, known, p.rows, p.code == groupLate)})
	}
	out.Groups = append(beside, out.Groups...)
	shown := len(some)
	out.Foot = r.T("desk.shown", "Shown", shown+n, "Count", work.all.count+n)
	if shown < work.all.count {
		out.More = &web.Link{Label: "desk.all_work", Href: "/?sebab=" + groupAll}
	}
	return out, nil
}

// beside is what waits besides the work of subjects, a row a place, and how much
// it is in all.
func (s *Service) beside(r *web.Request, sc db.Scope) (out []web.WorkGroup, n int, err error) {
	if s.Beside == nil {
		return nil, 0, nil
	}
	waiting, err := s.Beside(r.Context(), sc)
	for _, w := range waiting {
		if w.Count == 0 {
			continue
		}
		days := i18n.Days(db.FromMicros(w.Since), s.Clock(), s.Zone)
		age := web.Age{Text: i18n.Waiting(r.Lang, days)}
		if w.Days > 0 && days > w.Days {
			age.Tone = web.Bad
		}
		n += w.Count
		out = append(out, web.WorkGroup{Rows: []web.WorkRow{{Title: r.T(w.Title, "Count", w.Count), Note: r.T("desk.oldest"),
			Age: age, Href: w.Path, Button: w.Text, Urgent: age.Tone == web.Bad}}})
	}
	return out, n, err
}

// nothing is the finished queue.
func (s *Service) nothing(r *web.Request) any {
	e := web.Empty{Icon: "check", Title: "desk.none", Text: "desk.none.text"}
	switch {
	case can(r.Viewer.Role, "page.cases"):
		e.Button = web.Button{Label: "desk.see_cases", Href: "/kasus", Kind: web.Secondary}
	case can(r.Viewer.Role, "page.office"):
		e.Text = "desk.none.admin"
		e.Button = web.Button{Label: "desk.see_office", Href: "/admin", Kind: web.Secondary}
	case can(r.Viewer.Role, "page.trips"):
		e.Button = web.Button{Label: "desk.see_trips", Href: "/perjalanan", Kind: web.Secondary}
	}
	return web.Card{Body: []any{e}}
}

// known is what is read once for all the work that a page shows.
type known struct {
	cases  map[string]*Case
	places map[string]string
	stops  map[string]stopAt // by trip and stop
}

func (s *Service) known(ctx context.Context, sc db.Scope, work []WorkRow) (k known, err error) {
	if k.cases, err = s.people(ctx, sc, work); err != nil {
		return k, err
	}
	if k.places, err = s.places(ctx); err != nil {
		return k, err
	}
	k.stops, err = s.stops(ctx, sc, work)
	return k, err
}

// rows are pieces of work as the list shows them. mixed says that the group
// holds several reasons, so each row says its own.
func (s *Service) rows(r *web.Request, k known, work []WorkRow, mixed bool) []web.WorkRow {
	var out []web.WorkRow
	for _, w := range work {
		path, text := s.door(w)
		row := web.WorkRow{Age: s.ageOf(r, w), Href: path, Button: text, Urgent: w.Due != "" && w.Due < s.today()}
		if c, ok := k.cases[w.ID]; ok && w.Kind == casefile.KindCase {
			row.Title, row.Note = s.title(r, *c), needsText(r, c.Needs)
			if of := workNeeds(w, *c); len(of) > 0 {
				row.Note = needsText(r, of)
			}
			row.Place, row.PlaceNote = place(*c), k.places[c.Institution]
			if row.PlaceNote == "" && c.Name != "" {
				row.PlaceNote = c.Number // without a name it is the title already
			}
			if c.Urgent {
				row.Note = strings.TrimSuffix(r.T("desk.urgent")+" · "+row.Note, " · ")
			}
			if mixed {
				row.Note = strings.TrimSuffix(r.T(w.Reason)+" · "+row.Note, " · ")
			}
		} else {
			row.Title = r.T(w.Reason)
			if w.Area != "" {
				row.Place = region.Label(region.Code(w.Area))
			}
			row.Note = s.dueText(r, w)
			if at, ok := k.stops[stopOf(w)]; ok {
				row.Place, row.PlaceNote = region.Label(region.Code(at.village)), at.words(r)
			}
			if w.Kind == casefile.KindEnvelope {
				row.PlaceNote = w.Number // written on it
			}
		}
		if row.Href == "" {
			row.Href, row.Button = "/?sebab="+w.Reason, "desk.look"
		}
		out = append(out, row)
	}
	return out
}

// workNeeds are the needs that a piece of work is about, if not the whole case:
// two papers of one case are two rows, and each says which it is.
func workNeeds(w WorkRow, c Case) (out []string) {
	for _, n := range strings.Split(w.Arg, ",") {
		if slices.Contains(c.Needs, n) {
			out = append(out, n)
		}
	}
	return out
}

func (s *Service) dueText(r *web.Request, w WorkRow) string {
	if w.Due == "" {
		return ""
	}
	return r.T("desk.due", "Date", i18n.ISODate(r.Lang, w.Due))
}

// people reads the cases of pieces of work with the names of their people.
func (s *Service) people(ctx context.Context, sc db.Scope, work []WorkRow) (map[string]*Case, error) {
	var ids []string
	for _, w := range work {
		if w.Kind == casefile.KindCase && !slices.Contains(ids, w.ID) {
			ids = append(ids, w.ID)
		}
	}
	found, err := s.Cases(ctx, sc, "page.home", ids)
	if err != nil {
		return nil, err
	}
	out := map[string]*Case{}
	var list []*Case
	for _, id := range ids {
		if c, ok := found[id]; ok {
			out[id] = &c
			list = append(list, &c)
		}
	}
	return out, s.name(ctx, sc, list, "page.home", "home")
}

// cards are the work for those who read it on a phone.
func (s *Service) cards(r *web.Request, sc db.Scope, work pile) (any, error) {
	if work.count == 0 {
		return s.nothing(r), nil
	}
	some := work.rows
	known, err := s.known(r.Context(), sc, some)
	if err != nil {
		return nil, err
	}
	rows := s.rows(r, known, some, true)
	var tasks web.Tasks
	for i, row := range rows {
		t := web.Task{Title: row.Title, Lead: row.Note, Href: row.Href, Go: row.Button, Meta: row.Age.Text}
		if some[i].Kind == casefile.KindCase && row.Place != "" {
			t.Lead = strings.TrimSuffix(row.Place+" · "+row.Note, " · ")
		}
		if some[i].Due != "" {
			tag := web.Tag{Tone: web.Warn, Text: s.dueText(r, some[i])}
			if left, ok := s.daysUntil(some[i].Due); ok && left < 0 {
				tag.Tone = web.Bad
			} else if left > soon {
				tag = web.Tag{Tone: web.Info, Text: tag.Text, Icon: "calendar"}
			}
			t.Tag = &tag
			if some[i].Kind != casefile.KindCase {
				t.Lead = row.PlaceNote
				if _, ok := known.stops[stopOf(some[i])]; ok {
					t.Lead = row.Place + " · " + row.PlaceNote
				}
			}
		}
		tasks = append(tasks, t)
	}
	body := []any{tasks}
	if work.count > len(some) {
		body = append(body, web.Button{Label: "desk.all_work", Href: "/?sebab=" + groupAll, Kind: web.Secondary})
	}
	return web.Section{Title: "desk.to_do", Count: work.count, Body: body}, nil
}
