package desk

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// accessLog shows who saw what in the whole office. The administrator has no
// case data, so it names no resident: a case is its number.
func (s *Service) accessLog(r *web.Request) (web.Response, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	f, problem := s.logFilter(r)
	offset, pages := web.Paginate(r, trailAPage)
	lines, total, err := s.Accounts.AccessLog(ctx, sc, f, offset, trailAPage)
	if err != nil {
		return nil, err
	}
	pages.Total = total
	readers, err := s.Accounts.Readers(ctx, sc)
	if err != nil {
		return nil, err
	}
	form := s.logForm(r, f, readers, "/admin/jejak", problem)
	table := web.Table{Caption: "desk.log.title", Head: []web.Col{{Label: "desk.trail.when"}, {Label: "desk.trail.who"},
		{Label: "desk.trail.what"}, {Label: "desk.log.case"}, {Label: "desk.trail.why"}},
		Empty: &web.Empty{Icon: "eye", Title: "desk.log.none", Text: "desk.log.none.text"}}
	for _, l := range lines {
		who := l.Person
		if strings.HasPrefix(who, "system:") || strings.HasPrefix(who, "courier:") {
			who = r.T(l.Role.Key())
		}
		number, why := l.Number, purpose(r.Lang, l.Purpose)
		if number == "" {
			number = "–"
		}
		if l.Kind == account.AccessList && l.Purpose == "" {
			why = r.T("desk.purpose.list")
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{i18n.DateTime(r.Lang, l.At.In(s.Zone)),
			web.Two{Top: who, Sub: r.T(l.Role.Key())}, looked(r.Lang, l), number, why}})
	}
	return web.Page("", web.View{Title: "desk.log.title", Err: problem, Lead: r.T("desk.log.lead", "Count", total),
		Crumbs: []web.Crumb{{Label: "desk.home", Href: "/"}, {Label: "desk.log.title"}},
		Body:   []any{web.Card{Body: []any{form}}, web.Card{Body: []any{table}, Foot: pages, Flush: true}}}, nil), nil
}

// logFilter reads which lines of an access log are asked for; a date that does not
// exist is a problem at its field.
func (s *Service) logFilter(r *web.Request) (account.LogFilter, error) {
	f, problem := account.LogFilter{Person: r.Text("orang")}, fault.New(fault.Invalid, "fault.form")
	for name, to := range map[string]*time.Time{"dari": &f.From, "sampai": &f.To} {
		typed := r.Day(name)
		if typed == "" {
			continue
		}
		if *to = s.day(typed); to.IsZero() {
			problem.With(name, "fault.desk.day")
		}
	}
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	if len(problem.Fields) > 0 {
		return f, problem
	}
	return f, nil
}

// logForm asks which lines of an access log are wanted.
func (s *Service) logForm(r *web.Request, f account.LogFilter, readers []account.Person, action string, problem error) web.Form {
	people := &web.Select{Label: web.Ask("orang", "desk.log.person"), Blank: "desk.log.person.all"}
	for _, p := range readers {
		people.Options = append(people.Options, web.Option{Value: p.ID, Label: p.Name, On: p.ID == f.Person})
	}
	return web.Form{Get: true, Action: action, Fields: []any{&web.Group{Inline: true, Fields: []any{people,
		web.Day(web.Ask("dari", "desk.log.from"), r.Day("dari")),
		web.Day(web.Ask("sampai", "desk.log.to"), r.Day("sampai"))}}},
		Buttons: []any{web.Button{Label: "desk.log.apply", Kind: web.Secondary}}}.Fill(r, problem)
}

// day is the beginning of a day of the office; zero for none.
func (s *Service) day(iso string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, iso, s.Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// looked says what kind of page it was: the page's own name, else the act that
// it serves.
func looked(lang string, l account.LogLine) string {
	action := string(l.Action)
	switch {
	case l.Kind == account.AccessList && i18n.Has("desk.looked."+action):
		return i18n.T(lang, "desk.looked."+action)
	case i18n.Has("desk.seen." + action):
		return i18n.T(lang, "desk.seen."+action)
	case i18n.Has("desk.event." + action):
		return i18n.T(lang, "desk.looked.for", "What", i18n.T(lang, "desk.event."+action))
	case l.Kind == account.AccessList:
		return i18n.T(lang, "desk.looked.list")
	}
	return i18n.T(lang, "desk.seen.other")
}
