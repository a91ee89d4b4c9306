package monitoring

import (
	"bytes"
	"io"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/pemantauan", Action: "page.monitoring", Handle: s.page},
		{Method: "GET", Pattern: "/pemantauan/angka.xlsx", Action: "export.figures", Handle: s.export},
		{Method: "GET", Pattern: "/pemantauan/angka.csv", Action: "export.figures", Handle: s.exportCSV},
		{Method: "GET", Pattern: "/pemantauan/belanja", Action: "page.targets", Handle: s.expensesPage},
		{Method: "POST", Pattern: "/pemantauan/belanja", Action: casefile.BudgetSpent, Handle: s.saveExpense},
		{Method: "GET", Pattern: "/pemantauan/target", Action: "page.targets", Handle: s.targetPage},
		{Method: "POST", Pattern: "/pemantauan/target", Action: casefile.TargetSet, Handle: s.saveTarget},
		{Method: "GET", Pattern: "/evaluasi", Action: "page.evaluation", Handle: s.evaluations},
		{Method: "GET", Pattern: "/evaluasi/baru", Action: casefile.EvaluationHeld, Handle: s.newEvaluation},
		{Method: "POST", Pattern: "/evaluasi/baru", Action: casefile.EvaluationHeld, Handle: s.saveEvaluation},
		{Method: "GET", Pattern: "/evaluasi/{id}", Action: "page.evaluation", Handle: s.evaluation},
		{Method: "POST", Pattern: "/evaluasi/{id}", Action: casefile.EvaluationHeld, Handle: s.followUp},
	}
}

// asked is the period of the filter bar.
func (s *Service) asked(r *web.Request) (Period, error) {
	year, err := yearOf(r, r.Now().Year())
	if err != nil {
		return Period{}, err
	}
	kecamatan := r.Text("kecamatan")
	if kecamatan != "" && region.Code(kecamatan).Level() != region.Kecamatan {
		return Period{}, fault.New(fault.NotFound, "fault.monitoring.kecamatan")
	}
	if kecamatan != "" && !mayCount(r, kecamatan) {
		return Period{}, fault.New(fault.NotFound, "fault.monitoring.kecamatan")
	}
	return YearOf(year, r.Now(), kecamatan), nil
}

// yearOf is the year of the address, this one where none is asked for or what
// stands there is no number.
func yearOf(r *web.Request, latest int) (int, error) {
	year := r.Int("tahun", r.Now().Year())
	if year < 2000 || year > latest {
		return 0, fault.New(fault.NotFound, "fault.monitoring.year")
	}
	return year, nil
}

// mayCount reports whether a kecamatan meets what the viewer may count: zeros of
// another one would read as if nobody were on its list.
func mayCount(r *web.Request, kecamatan string) bool {
	scope := account.ScopeOf(r)
	if authority.Reaches(authority.Role(scope.Role), "page.monitoring") != authority.OwnArea {
		return true
	}
	return slices.ContainsFunc(scope.Areas, func(area string) bool {
		return authority.Covers(area, kecamatan) || authority.Covers(kecamatan, area)
	})
}

// page shows the figures of the scope. Nothing of a person is read for it, so
// it leaves no row in the access log.
func (s *Service) page(r *web.Request) (web.Response, error) {
	p, err := s.asked(r)
	if err != nil {
		return nil, err
	}
	scope := account.ScopeOf(r)
	c, err := s.counted(r.Context(), scope, p)
	if err != nil {
		return nil, err
	}
	v := shown{Request: r, p: c.p, f: c.f, cats: c.cats, stages: c.stages, money: c.money}
	if v.outline, err = account.Outline(r.Context(), s.d.DB, scope, p.Kecamatan); err != nil {
		return nil, err
	}
	role := authority.Role(r.Viewer.Role)
	// A target is of the whole office: beside a part of it it would mislead.
	if p.Kecamatan == "" && authority.Reaches(role, "page.monitoring") == authority.Office {
		if v.target, err = s.Target(r.Context(), scope, p.From.Year()); err != nil {
			return nil, err
		}
	}
	actions := []any{web.PrintButton{Label: "monitoring.print"}}
	if authority.Reaches(role, "export.figures") != authority.None {
		actions = append(actions, web.Button{Label: "monitoring.export", Kind: web.Secondary, Icon: "list",
			Href: "/pemantauan/angka.xlsx?" + v.query()},
			web.Button{Label: "monitoring.export.csv", Kind: web.Quiet, Href: "/pemantauan/angka.csv?" + v.query()})
	}
	if authority.Reaches(role, casefile.TargetSet) != authority.None {
		actions = append(actions, web.Button{Label: "monitoring.target.edit", Kind: web.Quiet, Href: "/pemantauan/target?tahun=" + number(p.From.Year())})
	}
	return web.Page("", web.View{Title: r.T("monitoring.title", "Year", number(p.From.Year())), Lead: v.lead(s.d.District),
		Actions: actions, Body: v.body(s.d)}, nil), nil
}

// export answers with the figures of each village as a spreadsheet.
func (s *Service) export(r *web.Request) (web.Response, error) {
	return s.file(r, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", document.WriteXLSX)
}

// exportCSV answers with the same as CSV, for programs that read no workbook.
func (s *Service) exportCSV(r *web.Request) (web.Response, error) {
	return s.file(r, ".csv", "text/csv; charset=utf-8", document.WriteCSV)
}

func (s *Service) file(r *web.Request, ending, mediaType string, write func(io.Writer, document.List) error) (web.Response, error) {
	p, err := s.asked(r)
	if err != nil {
		return nil, err
	}
	f, err := s.Figures(r.Context(), account.ScopeOf(r), p)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if err := s.heavy(r.Context(), 16, func() error { return write(&buf, figuresList(r, f)) }); err != nil {
		return nil, err
	}
	// Files of several places and days lie side by side in one folder.
	name := r.T("monitoring.file", "Year", number(p.From.Year()), "Where", plain(where(r, p, s.d.District)), "Day", r.Now().Format(time.DateOnly))
	return web.File{Name: name + ending, Type: mediaType, Bytes: buf.Bytes()}, nil
}

func (s *Service) targetPage(r *web.Request) (web.Response, error) {
	year, err := yearOf(r, r.Now().Year()+yearsAhead)
	if err != nil {
		return nil, err
	}
	t, err := s.Target(r.Context(), account.ScopeOf(r), year)
	if err != nil {
		return nil, err
	}
	return s.targetForm(r, t, nil)
}

func (s *Service) targetForm(r *web.Request, t Target, problem error) (web.Response, error) {
	grouped := func(n int64) string {
		if n <= 0 {
			return ""
		}
		return i18n.Number(r.Lang, n)
	}
	p := YearOf(t.Year, r.Now(), "")
	f, err := s.Figures(r.Context(), account.ScopeOf(r), p)
	if err != nil {
		return nil, err
	}
	var aside []any
	if f.All.List > 0 {
		aside = append(aside, web.Card{Title: "monitoring.target.now", Body: []any{web.Facts{
			{Label: "monitoring.line.list", Value: web.Count(f.All.List)},
			{Label: "monitoring.line.served", Value: web.Count(f.All.Served)},
			{Label: "monitoring.line.left", Value: web.Count(f.All.Left)},
		}}})
	}
	crumbs := []web.Crumb{{Label: "monitoring.crumb", Href: "/pemantauan?tahun=" + number(t.Year)}, {Label: "monitoring.target.title"}}
	form := web.Form{Action: "/pemantauan/target", Fields: []any{
		&web.Input{Label: web.Ask("tahun", "monitoring.year", "monitoring.year.hint").Must(), Value: number(t.Year), Number: true, Width: "w4", Max: 4},
		&web.Input{Label: web.Ask("orang", "monitoring.target.people", "monitoring.target.people.hint").Must(), Value: grouped(t.People), Number: true, Width: "w6", Max: 8},
		&web.Input{Label: web.Ask("anggaran", "monitoring.target.budget", "monitoring.target.budget.hint"), Value: grouped(t.Budget), Number: true, Width: "w12", Max: 18},
	}}
	form.Fields = append(form.Fields, lineFields(r, t.Lines)...)
	form.Buttons = []any{web.Button{Label: "monitoring.target.save"}, web.Button{Label: "monitoring.back", Href: "/pemantauan", Kind: web.Quiet}}
	history, err := s.targetTimeline(r, t.Year)
	if err != nil {
		return nil, err
	}
	if len(history) > 0 {
		aside = append(aside, web.Card{Title: "monitoring.target.history", Body: []any{history}})
	}
	return web.Page("", web.View{Title: "monitoring.target.title", Lead: "monitoring.target.lead", Shape: web.Narrow,
		Err: problem, Crumbs: crumbs, Body: []any{form.Fill(r, problem)}, Aside: aside}, nil), nil
}

func (s *Service) saveTarget(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	t := Target{Year: int(amount(r.Text("tahun"))), People: amount(r.Text("orang")), Lines: readLines(r)}
	if v := r.Text("anggaran"); v != "" {
		t.Budget = amount(v)
	}
	err = s.SetTarget(r.Context(), op, t)
	if fault.Is(err, fault.Invalid) {
		if t.Year < 2000 {
			t.Year = r.Now().Year()
		}
		return s.targetForm(r, t, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/pemantauan?tahun=" + number(min(t.Year, r.Now().Year()))).Flash(r.T("monitoring.target.saved", "Year", number(t.Year))), nil
}

// targetTimeline shows how the target of a year came to be.
func (s *Service) targetTimeline(r *web.Request, year int) (web.Timeline, error) {
	history, err := s.TargetHistory(r.Context(), account.ScopeOf(r), year)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, h := range history {
		ids = append(ids, h.By)
	}
	names, err := s.d.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
	if err != nil {
		return nil, err
	}
	var out web.Timeline
	for _, h := range history {
		text := r.T("monitoring.target.was", "People", i18n.Number(r.Lang, h.People))
		if h.Budget > 0 {
			text += " · " + i18n.Money(r.Lang, h.Budget)
		}
		out = append(out, web.Moment{Kind: "note", Strong: text, Meta: i18n.DateTime(r.Lang, time.UnixMicro(h.At).In(r.Now().Location())) + " · " + names[h.By]})
	}
	return out, nil
}

// amount reads a whole number as people type it, 45.000.000; -1 is none.
func amount(s string) int64 {
	if n, ok := i18n.Whole(s); ok {
		return n
	}
	return -1
}
