package outreach

import (
	"cmp"
	"context"
	"html/template"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// variantOf is the plan that an address names; else the first there is.
func (sh *sheet) variantOf(name string) string {
	if sh.Variants[name] != nil {
		return name
	}
	for _, n := range Variants {
		if sh.Variants[n] != nil {
			return n
		}
	}
	return ""
}

// lastJob is the newest work on a sheet; ok is false where none is known.
func (s *Service) lastJob(ctx context.Context, sc db.Scope, id string) (st job.Status, ok bool, err error) {
	st, err = job.Newest(ctx, s.DB, sc, JobPlan, id+"/")
	if fault.Is(err, fault.NotFound) {
		return st, false, nil
	}
	return st, err == nil, err
}

// endedWords say that the work on a sheet ended without its plans, and why. A
// work that ended long ago is not known any more.
func endedWords(st job.Status, known bool) (title, why string) {
	switch {
	case !known:
		return "outreach.planner.stopped", "outreach.planner.stopped.forgotten"
	case st.State != job.Failed:
		return "outreach.planner.stopped", "outreach.planner.stopped.text"
	case st.ErrorKey == "job.lost":
		return "outreach.planner.failed", "outreach.planner.failed.lost"
	case st.ErrorKey == "" || st.ErrorKey == "fault.internal" || !i18n.Has(st.ErrorKey):
		return "outreach.planner.failed", "outreach.planner.failed.ours"
	}
	return "outreach.planner.failed", st.ErrorKey
}

// goOn asks for the plans that are missing.
func goOn(id string, small bool) web.Button {
	return web.Button{Label: "outreach.planner.go_on", Kind: web.Secondary, Small: small, Post: sheetPath(id) + "/ulang"}
}

// stateWords say in the list of sheets whether a sheet can be looked at, and what
// can be done where nothing computes it any more.
func (s *Service) stateWords(r *web.Request, sh *sheet) (words any, act any, err error) {
	if sh.State != sheetAsked {
		return r.T("outreach.planner.state." + sh.State), nil, nil
	}
	st, ok, err := s.lastJob(r.Context(), account.ScopeOf(r), sh.ID)
	if err != nil || ok && !st.Over() {
		return r.T("outreach.planner.state.asked"), nil, err
	}
	title, why := endedWords(st, ok)
	return web.Two{Top: r.T(title), Sub: r.T(why)}, goOn(sh.ID, true), nil
}

// working says how far the job of a sheet is; nil where none works.
func (s *Service) working(r *web.Request, sh *sheet, view *web.View) (any, error) {
	st, ok, err := s.lastJob(r.Context(), account.ScopeOf(r), sh.ID)
	switch {
	case err != nil:
		return nil, err
	case ok && !st.Over():
		left := ""
		if d, ok := st.Left(s.Clock()); ok {
			left = r.T("outreach.planner.left_time", "Count", int(math.Max(1, math.Ceil(d.Seconds()))))
		}
		view.Refresh = &web.Refresh{Seconds: 2}
		return web.LongWork{Title: r.T("outreach.planner.working.of", "Count", sh.People), Done: int(st.Done), Total: int(max(st.All, 1)), Left: left, Stop: sheetPath(sh.ID) + "/berhenti"}, nil
	case sh.State != sheetAsked && (!ok || st.State == job.Done):
		return nil, nil
	}
	title, why := endedWords(st, ok)
	out := web.Stack{web.Notice{Tone: web.Warn, Strong: title, Text: why}}
	if sh.State == sheetAsked {
		out = append(out, goOn(sh.ID, false))
	}
	return out, nil
}

func (s *Service) sheetPage(r *web.Request) (web.Response, error) { return s.showSheet(r, nil) }

// showSheet sets the plans side by side.
func (s *Service) showSheet(r *web.Request, problem error) (web.Response, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	sh, err := s.sheet(ctx, sc, r.PathValue("plan"))
	if err != nil {
		return nil, err
	}
	title := r.T("outreach.planner.period."+sh.Period) + ": " + periodWords(r.Lang, sh.From, sh.To)
	view := web.View{Title: title, Err: s.namedFault(r, problem), Crumbs: plannerCrumbs(web.Crumb{Label: title}), Lead: r.T("outreach.planner.sheet.lead", "Count", sh.People)}
	work, err := s.working(r, sh, &view)
	if err != nil {
		return nil, err
	}
	if work != nil {
		view.Body = append(view.Body, work)
	}
	if n := len(sh.Input.People) - sh.Input.remain(); n > 0 {
		view.Body = append(view.Body, web.Notice{Strong: "outreach.planner.erased", Text: web.Para{Text: r.T("outreach.planner.erased.text", "Count", n)}})
	}
	if len(sh.Variants) > 0 {
		ref, err := s.store.reference(ctx, false)
		if err != nil {
			return nil, err
		}
		view.Body = append(view.Body, s.planKitNote(r, ref, sh)...)
		if err := s.compareCards(r, sh, &view); err != nil {
			return nil, err
		}
	}
	view.Actions = []any{web.Button{Label: "outreach.planner.drop", Kind: web.Quiet, Post: sheetPath(sh.ID) + "/buang"}}
	return web.Page("", view, nil), nil
}

func (s *Service) compareCards(r *web.Request, sh *sheet, view *web.View) error {
	var all []stats
	var builts []*built
	for _, name := range Variants {
		v := sh.Variants[name]
		if v == nil {
			continue
		}
		b, err := sh.Input.build(name, s.planRoads(r.Context()))
		if err != nil {
			return err
		}
		b.apply(v.Pins)
		builts, all = append(builts, b), append(all, b.statsOf(name, v))
	}
	best, why := builts[0].best(all)
	var year *adoption
	if sh.Period == Year {
		var err error
		if year, err = s.adopted(r.Context(), sh.To, sh.To); err != nil {
			return err
		}
		words, err := s.yearNotice(r, sh, year)
		if err != nil {
			return err
		}
		view.Body = append(view.Body, words)
	}
	budget := sh.Input.Spec.Budget
	for i, st := range all {
		facts := web.Facts{
			{Label: "outreach.planner.fact.people", Value: r.T("outreach.persons", "Count", st.People)},
			{Label: "outreach.planner.fact.urgent", Value: r.T("outreach.planner.of", "Part", st.Urgent, "All", st.UrgentAll)},
			{Label: "outreach.planner.fact.rupiah", Value: i18n.Money(r.Lang, st.Rupiah)},
			{Label: "outreach.planner.fact.each", Value: i18n.Money(r.Lang, st.perPerson())},
			{Label: "outreach.planner.fact.hours", Value: hoursWords(r, int(st.Minutes+0.5)), Note: r.T("outreach.planner.fact.days", "Count", st.Days)},
			{Label: "outreach.planner.fact.km", Value: i18n.Number(r.Lang, int64(st.KM+0.5)) + " km"},
		}
		if budget >= 0 {
			facts = append(facts, web.Fact{Label: "outreach.planner.fact.left", Value: i18n.Money(r.Lang, budget-st.Rupiah)})
		}
		card := web.Card{Title: r.T("outreach.planner.variant." + st.Name), Body: []any{web.Para{Text: "outreach.planner.variant." + st.Name + ".text", Small: true}, facts}}
		kind := web.Secondary
		if i == best {
			card.Link, kind = web.Tag{Tone: web.Info, Text: r.T("outreach.planner.recommended")}, web.Primary
			card.Body = append([]any{web.Para{Text: "outreach.planner.because." + why, Small: true}}, card.Body...)
		}
		foot := web.Row{web.Button{Label: "outreach.planner.open", Kind: kind, Href: sheetPath(sh.ID) + "/papan?rencana=" + st.Name}}
		if sh.Period == Year {
			foot = append(foot, adoptButton(sh, year, st.Name))
		}
		card.Foot = append(foot, web.Link{Label: r.T("outreach.planner.left_count", "Count", int(sh.People)-st.People), Href: sheetPath(sh.ID) + "/tertinggal?rencana=" + st.Name})
		view.Aside = append(view.Aside, card)
	}
	if met := metCard(r, builts[best], sh.Variants[all[best].Name], all[best]); met != nil {
		view.Body = append(view.Body, met)
	}
	view.Body = append(view.Body, peopleAgainstMoney(r, all), reasonsCard(r, sh, all[best]), fairness(r, all))
	if sh.Period != Week {
		view.Body = append(view.Body, allotCard(r, builts[best], sh, all[best].Name))
	}
	return nil
}

// fairness says by kecamatan how many wait and how many each plan reaches.
func fairness(r *web.Request, all []stats) web.Details {
	table := web.Table{Caption: "outreach.planner.fair", Head: []web.Col{{Label: "outreach.area"}, {Label: "outreach.planner.waits", Right: true}}}
	var areas []string
	for k := range all[0].Waiting {
		areas = append(areas, k)
	}
	slices.SortFunc(areas, func(a, b string) int {
		return cmp.Or(cmp.Compare(all[0].Waiting[b], all[0].Waiting[a]), cmp.Compare(a, b))
	})
	for _, st := range all {
		table.Head = append(table.Head, web.Col{Label: r.T("outreach.planner.variant." + st.Name + ".short"), Right: true})
	}
	for _, k := range areas {
		cells := []any{areaWords(r, k), web.Count(all[0].Waiting[k])}
		for _, st := range all {
			cells = append(cells, r.T("outreach.planner.share", "Count", st.Served[k], "Share", i18n.Percent(r.Lang, int64(st.Served[k]), int64(st.Waiting[k]))))
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: cells})
	}
	return web.Details{Label: "outreach.planner.fair", Body: []any{web.Card{Body: []any{table}, Flush: true}}}
}

func areaWords(r *web.Request, k string) string {
	if k == "" {
		return r.T("outreach.planner.nowhere_known")
	}
	return region.Name(region.Code(k))
}

// reasonsCard counts whom a plan leaves out, by reason.
func reasonsCard(r *web.Request, sh *sheet, st stats) web.Card {
	var lines web.Lines
	for _, why := range []string{leftNoPoint, leftNoWay, leftHours, leftNoVenue, leftKit, leftAway, leftLater, leftExcluded, leftRest} {
		if n := st.Left[why]; n > 0 {
			lines = append(lines, web.SumLine{What: r.T("outreach.planner.left." + why), Value: r.T("outreach.persons", "Count", n)})
		}
	}
	card := web.Card{Title: r.T("outreach.planner.left", "Plan", r.T("outreach.planner.variant."+st.Name)), Flush: true, Body: []any{lines}}
	if len(lines) == 0 {
		card.Flush, card.Body = false, []any{web.Para{Text: "outreach.planner.left.nobody"}}
	} else {
		card.Foot = web.Link{Label: "outreach.planner.left.open", Href: sheetPath(sh.ID) + "/tertinggal?rencana=" + st.Name}
	}
	return card
}

// allotCard is the layer above the days: what each kecamatan gets in each month,
// and the way on to the exact week.
func allotCard(r *web.Request, b *built, sh *sheet, name string) web.Card {
	table := web.Table{Caption: "outreach.planner.allot", Head: []web.Col{{Label: "outreach.area"}, {Label: "outreach.planner.village_days", Right: true},
		{Label: "outreach.people", Right: true}, {Label: "outreach.planner.team_days", Right: true}, {Label: "outreach.planner.fact.rupiah", Right: true}},
		Empty: &web.Empty{Icon: "calendar", Title: "outreach.planner.allot.none", Text: "outreach.planner.allot.none.text"}}
	month := ""
	for _, a := range allot(b.shares(sh.Variants[name]), func(day string) string { return day[:7] }) {
		if a.Month != month {
			month = a.Month
			table.Rows = append(table.Rows, web.TableRow{Group: monthWords(r, month)})
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{areaWords(r, a.Kecamatan), web.Count(a.VillageDays), web.Count(a.People), web.Count(a.Days), i18n.Money(r.Lang, a.Rupiah)}})
	}
	return web.Card{Title: "outreach.planner.allot", Body: []any{table}, Flush: true, Foot: web.Row{web.Para{Text: "outreach.planner.allot.note", Small: true},
		web.Link{Label: "outreach.planner.allot.week", Href: planPath + "/baru?masa=week", Small: true}}}
}

func monthWords(r *web.Request, month string) string {
	n, _ := strconv.Atoi(month[5:])
	return i18n.Month(r.Lang, time.Month(n)) + " " + month[:4]
}

// peopleAgainstMoney is the chart of what each plan reaches for what it costs.
func peopleAgainstMoney(r *web.Request, all []stats) web.Figure {
	draw := func(w, h float64) template.HTML {
		c := &document.Canvas{W: w, H: h, Title: r.T("outreach.planner.chart")}
		const left, top, right, bottom = 56.0, 26.0, 24.0, 44.0
		people, money := 1.0, 1.0
		for _, st := range all {
			people, money = math.Max(people, float64(st.People)), math.Max(money, float64(st.Rupiah))
		}
		step := niceStep(people * 1.15 / 4)
		most := step * math.Ceil(people*1.15/step)
		money *= 1.2
		x := func(v float64) float64 { return left + (w-left-right)*v/money }
		y := func(v float64) float64 { return h - bottom - (h-top-bottom)*v/most }
		for v := 0.0; v <= most; v += step {
			c.Add(document.Line{X1: left, Y1: y(v), X2: w - right, Y2: y(v), Paint: document.Paint{Stroke: "#dce2ec"}},
				document.Text{X: left - 8, Y: y(v) + 4, S: i18n.Number(r.Lang, int64(v)), Size: 12, Align: document.Right, Fill: inkWords})
		}
		c.Add(document.Line{X1: left, Y1: h - bottom, X2: w - right, Y2: h - bottom, Paint: document.Paint{Stroke: inkGrey}},
			document.Text{X: left, Y: h - bottom + 18, S: "Rp 0", Size: 12, Fill: inkWords},
			document.Text{X: w - right, Y: h - bottom + 18, S: i18n.Money(r.Lang, int64(money/1e4)*1e4), Size: 12, Align: document.Right, Fill: inkWords},
			document.Text{X: left, Y: 14, S: r.T("outreach.planner.chart.people"), Size: 12, Fill: inkWords},
			document.Text{X: (left + w - right) / 2, Y: h - 6, S: r.T("outreach.planner.fact.rupiah"), Size: 12, Align: document.Center, Fill: inkWords})
		var labels []document.Label
		var at []document.Point
		for _, st := range all {
			at = append(at, document.Point{X: x(float64(st.Rupiah)), Y: y(float64(st.People))})
		}
		for i, p := range document.SpreadMarks(at, markRadius, w, h) {
			name := string(rune('A' + slices.Index(Variants, all[i].Name)))
			c.Add(document.Circle{X: p.X, Y: p.Y, R: 12, Paint: document.Paint{Fill: white, Stroke: inkNavy, Width: 3}},
				document.Text{X: p.X, Y: p.Y + 5, S: name, Size: 13, Bold: true, Align: document.Center, Fill: inkNavy})
			labels = append(labels, document.Label{At: p, R: markRadius, S: i18n.Number(r.Lang, int64(all[i].People)), Size: 13, Fill: inkWords})
		}
		c.AddLabels(labels, nil, nil)
		return template.HTML(c.SVG()) // #nosec: the canvas escapes every text
	}
	table := &web.Table{Caption: "outreach.planner.chart", Head: []web.Col{{Label: "outreach.planner.plan"}, {Label: "outreach.people", Right: true}, {Label: "outreach.planner.fact.rupiah", Right: true}}}
	for _, st := range all {
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{r.T("outreach.planner.variant." + st.Name), web.Count(st.People), i18n.Money(r.Lang, st.Rupiah)}})
	}
	return web.Figure{Title: "outreach.planner.chart", SVG: draw(640, 260), Narrow: draw(324, 240), Table: table}
}

// niceStep is 1, 2 or 5 times a power of ten, at least so much.
func niceStep(least float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(math.Max(least, 1))))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*p >= least {
			return m * p
		}
	}
	return 10 * p
}

func (s *Service) stopPlan(r *web.Request) (web.Response, error) {
	if err := mayPlan(account.ScopeOf(r)); err != nil {
		return nil, err
	}
	st, err := job.Newest(r.Context(), s.DB, account.ScopeOf(r), JobPlan, r.PathValue("plan")+"/")
	if err == nil {
		err = job.Cancel(r.Context(), s.DB, account.ScopeOf(r), JobPlan, st.Key)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	return web.Redirect(sheetPath(r.PathValue("plan"))), nil
}

func (s *Service) dropPlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	err = s.DropPlan(r.Context(), op, r.PathValue("plan"))
	if refusedHere(err) {
		return s.showSheet(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(planPath).Flash(r.T("outreach.planner.dropped")), nil
}

// againPlan computes one plan again, or goes on where a computation was stopped.
func (s *Service) againPlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, name := r.PathValue("plan"), r.Text("rencana")
	if name == "" {
		err = s.GoOn(r.Context(), op, id)
	} else {
		err = s.AgainPlan(r.Context(), op, id, name, int64(sentInt(r, "versi", 0)))
	}
	if refusedHere(err) {
		return s.showSheet(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(sheetPath(id)), nil
}

// namedFault puts the name of whoever changed a sheet in the place of the id, and
// dates into words.
func (s *Service) namedFault(r *web.Request, err error) error {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	args := map[string]any{}
	for k, v := range f.Args {
		args[k] = v
	}
	if id, ok := f.Args["Who"].(string); ok {
		names, e := s.Accounts.Names(r.Context(), account.ScopeOf(r), []string{id})
		if e != nil {
			return e
		}
		args["Who"] = cmp.Or(names[id], r.T("outreach.planner.somebody"))
	}
	if day, ok := f.Args["Day"].(string); ok && isDay(day) {
		args["Day"] = dayWords(r.Lang, day)
	}
	if len(f.Fields) > 0 {
		return err
	}
	return translated(r, fault.New(f.Kind, f.Key).WithArgs(args).Because(err))
}
