package monitoring

import (
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// lineFields are the lines of the budget as the target form takes them.
func lineFields(r *web.Request, lines []BudgetLine) []any {
	var out []any
	trips := &web.Select{Label: web.Ask("pos-perjalanan", "monitoring.line_of_trips", "monitoring.line_of_trips.hint"), Blank: "monitoring.line_of_trips.none"}
	for i := range maxLines {
		n := number(i + 1)
		var l BudgetLine
		if i < len(lines) {
			l = lines[i]
		}
		rupiah := ""
		if l.Rupiah > 0 {
			rupiah = i18n.Number(r.Lang, l.Rupiah)
		}
		title := r.T("monitoring.line_n", "N", n)
		trips.Options = append(trips.Options, web.Option{Value: n, Label: title, On: l.Trips})
		out = append(out, &web.Group{Label: web.Ask("kelompok-"+n, title), Fields: []any{
			&web.Input{Label: web.Ask("pos-"+n, "monitoring.line_name", "monitoring.line_name.hint"), Value: l.Name, Max: maxLineName},
			&web.Input{Label: web.Ask("jumlah-"+n, "monitoring.line_rupiah", "monitoring.line_rupiah.hint"), Value: rupiah, Number: true, Width: "w12", Max: 18},
		}})
	}
	return append(out, trips)
}

// readLines reads them back.
func readLines(r *web.Request) []BudgetLine {
	out := make([]BudgetLine, maxLines)
	for i := range out {
		n := number(i + 1)
		out[i] = BudgetLine{Name: r.Text("pos-" + n), Trips: r.Text("pos-perjalanan") == n}
		if v := r.Text("jumlah-" + n); v != "" {
			out[i].Rupiah = amount(v)
		}
	}
	return out
}

func (s *Service) expensesPage(r *web.Request) (web.Response, error) {
	year, err := yearOf(r, r.Now().Year()+yearsAhead)
	if err != nil {
		return nil, err
	}
	return s.showExpenses(r, year, nil)
}

func (s *Service) showExpenses(r *web.Request, year int, problem error) (web.Response, error) {
	scope := account.ScopeOf(r)
	t, err := s.Target(r.Context(), scope, year)
	if err != nil {
		return nil, err
	}
	list, err := s.Expenses(r.Context(), scope, year)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range list {
		ids = append(ids, e.By)
	}
	names, err := s.d.Accounts.Names(r.Context(), scope, ids)
	if err != nil {
		return nil, err
	}
	path := "/pemantauan/belanja?tahun=" + number(year)
	v := web.View{Title: r.T("monitoring.expense.title", "Year", number(year)), Lead: "monitoring.expense.lead", Err: problem,
		Crumbs: []web.Crumb{{Label: "monitoring.crumb", Href: "/pemantauan?tahun=" + number(year)}, {Label: "monitoring.expense.crumb"}}}
	if len(t.Lines) == 0 {
		v.Body = []any{web.Card{Body: []any{web.Empty{Icon: "list", Title: "monitoring.expense.no_lines", Text: "monitoring.expense.no_lines.text",
			Button: web.Button{Label: "monitoring.target.edit", Href: "/pemantauan/target?tahun=" + number(year)}}}}}
		return web.Page("", v, nil), nil
	}
	table := web.Table{Caption: v.Title, Head: []web.Col{{Label: "monitoring.expense.day"}, {Label: "monitoring.expense.for"}, {Label: "monitoring.line"},
		{Label: "monitoring.line_rupiah", Right: true}, {Label: "monitoring.expense.remove", Hidden: true}},
		Empty: &web.Empty{Icon: "list", Title: "monitoring.expense.none", Text: "monitoring.expense.none.text"}}
	for _, e := range list {
		line := ""
		if e.Line >= 1 && e.Line <= len(t.Lines) {
			line = t.Lines[e.Line-1].Name
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{i18n.ISODate(r.Lang, e.Day), web.Two{Top: e.For, Sub: names[e.By]}, line,
			i18n.Money(r.Lang, e.Rupiah),
			web.Button{Label: "monitoring.expense.remove", Kind: web.Quiet, Small: true, Post: path, Hidden: []web.Pair{{Name: "hapus", Value: e.ID}}}}})
	}
	lines := &web.Select{Label: web.Ask("pos", "monitoring.line").Must(), Blank: "monitoring.line.choose"}
	for i, l := range t.Lines {
		lines.Options = append(lines.Options, web.Option{Value: number(i + 1), Label: l.Name})
	}
	day := r.Now()
	if day.Year() != year {
		day = time.Date(year, 12, 31, 0, 0, 0, 0, day.Location())
	}
	form := web.Form{Action: path, Fields: []any{
		web.Day(web.Ask("tanggal", "monitoring.expense.day", "monitoring.expense.day.hint").Must(), day.Format(time.DateOnly)),
		lines,
		&web.Input{Label: web.Ask("jumlah", "monitoring.line_rupiah", "monitoring.line_rupiah.hint").Must(), Number: true, Width: "w12", Max: 18},
		&web.Input{Label: web.Ask("untuk", "monitoring.expense.for", "monitoring.expense.for.hint").Must(), Max: maxFor},
	}, Buttons: []any{web.Button{Label: "monitoring.expense.save"}}}
	v.Body = []any{web.Columns{Cols: [][]any{{web.Card{Body: []any{table}, Flush: true}},
		{web.Card{Title: "monitoring.expense.new", Body: []any{form.Fill(r, problem)}}}}}}
	return web.Page("", v, nil), nil
}

// saveExpense records an expense; with "hapus" it takes one back.
func (s *Service) saveExpense(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	year, err := yearOf(r, r.Now().Year()+yearsAhead)
	if err != nil {
		return nil, err
	}
	said := "monitoring.expense.saved"
	e := Expense{Day: r.Day("tanggal"), Line: int(amount(r.Text("pos"))), Rupiah: amount(r.Text("jumlah")), For: r.Text("untuk")}
	id := r.Text("hapus")
	if id != "" {
		list, err := s.Expenses(r.Context(), op.Scope, year)
		if err != nil {
			return nil, err
		}
		e = Expense{}
		for _, known := range list {
			if known.ID == id {
				e = known
			}
		}
		if e.ID == "" {
			return nil, fault.New(fault.NotFound, "fault.monitoring.expense")
		}
		said = "monitoring.expense.removed"
	}
	err = s.Spend(r.Context(), op, year, e, id != "")
	if fault.Is(err, fault.Invalid) {
		return s.showExpenses(r, year, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/pemantauan/belanja?tahun=" + number(year)).Flash(r.T(said)), nil
}

// budgetTable sets each line of the budget beside what was spent of it.
func (v *shown) budgetTable() any {
	rupiah := func(n int64) string { return i18n.Money(v.Lang, n) }
	t := web.Table{Caption: v.T("monitoring.line"), Head: []web.Col{{Label: "monitoring.line"}, {Label: "monitoring.money.budget", Right: true},
		{Label: "monitoring.money.spent", Right: true}, {Label: "monitoring.money.left", Right: true}}}
	for _, l := range v.money.Lines {
		row := web.TableRow{Cells: []any{l.Name, rupiah(l.Rupiah), rupiah(l.Spent) + " · " + i18n.Percent(v.Lang, l.Spent, l.Rupiah), rupiah(l.Rupiah - l.Spent)}}
		if l.Spent > l.Rupiah {
			row.Tone = web.Warn
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// maySpend reports whether the viewer keeps the books.
func maySpend(r *web.Request) bool {
	return authority.Reaches(authority.Role(r.Viewer.Role), casefile.BudgetSpent) != authority.None
}
