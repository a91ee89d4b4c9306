package outreach

import (
	"context"
	"slices"
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// yearNotice says by which plan of the year the office goes; nil where by none.
func (s *Service) yearNotice(r *web.Request, sh *sheet, a *adoption) (any, error) {
	if a == nil {
		return web.Notice{Strong: "outreach.planner.year.none", Text: "outreach.planner.year.none.text"}, nil
	}
	if a.Plan != sh.ID {
		return web.Notice{Strong: "outreach.planner.year.other", Text: web.Stack{web.Para{Text: r.T("outreach.planner.year.other.text", "Period", periodWords(r.Lang, a.From, a.To))},
			web.Link{Label: "outreach.planner.open", Href: sheetPath(a.Plan), Small: true}}}, nil
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), []string{a.By})
	if err != nil {
		return nil, err
	}
	lines := web.Stack{web.Para{Text: r.T("outreach.planner.year.used.text", "Plan", r.T("outreach.planner.variant."+a.Variant), "Who", names[a.By],
		"When", i18n.DateTime(r.Lang, r.At(db.FromMicros(a.At))))}}
	if a.Version != sh.Version {
		lines = append(lines, web.Para{Text: "outreach.planner.year.changed"})
	}
	lines = append(lines, web.Row{web.Button{Label: "outreach.planner.year.leave", Kind: web.Secondary, Small: true, Post: sheetPath(sh.ID) + "/lepas"}})
	return web.Notice{Tone: web.Good, Strong: "outreach.planner.year.used", Text: lines}, nil
}

// adoptButton makes a plan the one of the year; nil where it is by now, as it stands.
func adoptButton(sh *sheet, a *adoption, name string) any {
	if a != nil && a.Plan == sh.ID && a.Variant == name && a.Version == sh.Version {
		return nil
	}
	return web.Button{Label: "outreach.planner.year.adopt", Kind: web.Secondary, Small: true, Post: sheetPath(sh.ID) + "/pakai",
		Hidden: []web.Pair{{Name: "rencana", Value: name}, {Name: "versi", Value: strconv.FormatInt(sh.Version, 10)}}}
}

func (s *Service) adoptPlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id := r.PathValue("plan")
	err = s.AdoptPlan(r.Context(), op, id, r.Text("rencana"), int64(sentInt(r, "versi", 0)))
	if refusedHere(err) {
		return s.showSheet(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(sheetPath(id)).Flash(r.T("outreach.planner.year.adopted")), nil
}

func (s *Service) leavePlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.LeavePlan(r.Context(), op, r.PathValue("plan")); err != nil {
		return nil, err
	}
	return web.Redirect(sheetPath(r.PathValue("plan"))).Flash(r.T("outreach.planner.year.left")), nil
}

// proposal is the money that a plan for a period may have: what the year gave the
// period and it has left, within what the budget of the year holds. known is false
// where nothing limits it.
type proposal struct {
	money, budget int64
	known, hasBud bool
	year          *yearly
}

func (s *Service) propose(ctx context.Context, period, from string, rules ruleValues) (p proposal, err error) {
	if p.budget, p.hasBud, err = s.budgetLeft(ctx, from[:min(4, len(from))], rules); err != nil {
		return p, err
	}
	p.money, p.known = p.budget, p.hasBud
	if p.year, err = s.yearly(ctx, period, from, ends(period, from), rules); err != nil || p.year == nil {
		return p, err
	}
	if left := p.year.left(); !p.known || left < p.money {
		p.money, p.known = left, true
	}
	return p, nil
}

// text is the money as the wizard's field holds it.
func (p proposal) text() string {
	if !p.known {
		return ""
	}
	return strconv.FormatInt(p.money, 10)
}

// hint says where the money comes from.
func (p proposal) hint(r *web.Request) string {
	switch {
	case p.year != nil:
		return r.T("outreach.planner.budget.year", "Given", i18n.Money(r.Lang, p.year.Rupiah), "Money", i18n.Money(r.Lang, p.year.left()))
	case p.hasBud:
		return r.T("outreach.planner.budget.left", "Money", i18n.Money(r.Lang, p.budget))
	}
	return r.T("outreach.planner.budget.unset")
}

// card shows, beside the wizard, what the year gave the period that is asked for.
func (p proposal) card(r *web.Request, period, from string, rules ruleValues) any {
	to := planPath + "/baru?mulai=" + from + "&masa="
	card := web.Card{Title: "outreach.planner.year.gives", Foot: web.Row{web.Link{Label: "outreach.planner.year.week", Href: to + Week, Small: true},
		web.Link{Label: "outreach.planner.year.month", Href: to + Month, Small: true}}}
	if period == Year {
		return nil
	}
	when := periodWords(r.Lang, from, ends(period, from))
	if p.year == nil {
		card.Body = []any{web.Para{Text: r.T("outreach.planner.year.nothing", "Period", when), Small: true}}
		return card
	}
	card.Body = []any{web.Para{Text: r.T("outreach.planner.year.gives.text", "Period", when, "Share", rules.n("year.quota")), Small: true}, web.Facts{
		{Label: "outreach.people", Value: r.T("outreach.persons", "Count", p.year.people())},
		{Label: "outreach.planner.year.money", Value: i18n.Money(r.Lang, p.year.Rupiah), Note: r.T("outreach.planner.year.money.used", "Money", i18n.Money(r.Lang, p.year.Used))}}}
	for _, a := range p.year.Areas {
		card.Body = append(card.Body, web.Two{Top: r.T("outreach.planner.year.area", "Area", region.Name(region.Code(a.Kecamatan)), "Count", a.People), Sub: villageNames(a.Villages)})
	}
	return card
}

// villageNames are names with commas, of villages whose kecamatan stands above.
func villageNames(codes []string) (out string) {
	for i, c := range codes {
		if i > 0 {
			out += ", "
		}
		out += region.Name(region.Code(c))
	}
	return out
}

// metCard says what of the year's share a plan meets, with what trips took before.
func metCard(r *web.Request, b *built, v *variant, st stats) any {
	y := b.in.Year
	if y == nil {
		return nil
	}
	days := b.shares(v)
	planned := allot(days, func(string) string { return "" })
	table := web.Table{Caption: "outreach.planner.met", Head: []web.Col{{Label: "outreach.area"}, {Label: "outreach.planner.met.given", Right: true},
		{Label: "outreach.planner.met.booked", Right: true}, {Label: "outreach.planner.met.plan", Right: true}, {Label: "outreach.planner.met.villages"}}}
	met, villages, reached := 0, 0, 0
	for _, a := range y.Areas {
		here, goes := 0, slices.Clone(a.Gone)
		if i := slices.IndexFunc(planned, func(x allotment) bool { return x.Kecamatan == a.Kecamatan }); i >= 0 {
			here, goes = planned[i].People, append(goes, planned[i].Villages...)
		}
		var miss []string
		for _, c := range a.Villages {
			if !slices.Contains(goes, c) {
				miss = append(miss, c)
			}
		}
		met += min(a.People, a.Booked+here)
		villages, reached = villages+len(a.Villages), reached+len(a.Villages)-len(miss)
		words := r.T("outreach.planner.met.all")
		if len(miss) > 0 {
			words = r.T("outreach.planner.met.missing", "Villages", villageNames(miss))
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{areaWords(r, a.Kecamatan), web.Count(a.People), web.Count(a.Booked), web.Count(here), words}})
	}
	return web.Card{Title: "outreach.planner.met", Link: web.Link{Label: "outreach.planner.met.year", Href: sheetPath(y.Plan), Small: true}, Body: []any{
		web.Para{Text: r.T("outreach.planner.met.text", "Plan", r.T("outreach.planner.variant."+st.Name), "Met", met, "People", y.people(), "Reached", reached, "Villages", villages)},
		table,
		web.Para{Text: r.T("outreach.planner.met.money", "Given", i18n.Money(r.Lang, y.Rupiah), "Used", i18n.Money(r.Lang, y.Used), "Cost", i18n.Money(r.Lang, st.Rupiah)), Small: true},
		web.Para{Text: r.T("outreach.planner.met.rule", "Share", ruleValues(b.in.Rules).n("year.quota")), Small: true}}}
}
