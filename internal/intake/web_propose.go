package intake

import (
	"net/url"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

const proposalsPath = "/laporan/usulan"

func (s *Service) proposeRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: proposalsPath, Action: "page.proposals", Handle: s.proposalsPage},
		{Method: post, Pattern: proposalsPath, Action: casefile.Accepted, Handle: s.proposeDo},
	}
}

// proposalsShown is how many people a page proposes.
const proposalsShown = 50

func (s *Service) proposalsPage(r *web.Request) (web.Response, error) { return s.proposals(r, nil) }

// proposalFilter reads the filter of the address, or of the form that carries it.
func proposalFilter(r *web.Request) ProposalFilter {
	f := ProposalFilter{Lacking: register.LacksRecording, Disabled: r.Text("difabel") != "", After: r.Text("dari")}
	if r.Text("kurang") == register.LacksNIK {
		f.Lacking = register.LacksNIK
	}
	if a, ok := region.Get(region.Code(r.Text("wilayah"))); ok {
		f.Area = string(a.Code)
	}
	for _, a := range ages {
		if a.Code == r.Text("usia") {
			f.Age = a.Code
		}
	}
	return f
}

func (f ProposalFilter) query() url.Values {
	q := url.Values{"kurang": {f.Lacking}}
	for name, v := range map[string]string{"wilayah": f.Area, "usia": f.Age} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if f.Disabled {
		q.Set("difabel", "ya")
	}
	return q
}

func (f ProposalFilter) href() string { return proposalsPath + "?" + f.query().Encode() }

func (s *Service) proposals(r *web.Request, problem error) (web.Response, error) {
	f := proposalFilter(r)
	list, next, err := s.Proposals(r.Context(), account.ScopeOf(r), f, proposalsShown)
	if err != nil {
		return nil, err
	}
	view := web.View{Title: "intake.propose.title", Lead: "intake.propose.lead", Err: problem,
		Crumbs: append(s.reportCrumbs(r)[:1], web.Crumb{Label: "intake.propose.title"})}
	view.Body = []any{s.proposalFilters(r, f)}
	more := ""
	if next != "" {
		after := f.query()
		after.Set("dari", next)
		more = proposalsPath + "?" + after.Encode()
	}
	switch {
	case len(list) == 0 && more != "":
		view.Body = append(view.Body, web.Card{Body: []any{web.Empty{Icon: "people", Title: "intake.propose.further", Text: "intake.propose.further.text",
			Button: web.Button{Label: "intake.propose.go_on", Href: more, Kind: web.Secondary}}}})
		return web.Page("", view, nil), nil
	case len(list) == 0:
		view.Body = append(view.Body, web.Card{Body: []any{web.Empty{Icon: "check", Title: "intake.propose.none", Text: "intake.propose.none.text"}}})
		return web.Page("", view, nil), nil
	}
	people := &web.Checks{Label: web.Ask("pilih", "intake.propose.people"), Two: true}
	hidden := []web.Pair{{Name: "dari", Value: f.After}}
	for name, v := range f.query() {
		hidden = append(hidden, web.Pair{Name: name, Value: v[0]})
	}
	for _, p := range list {
		name := p.Name
		if name == "" {
			name = r.T("intake.unnamed")
		}
		years := ""
		if p.Years >= 0 {
			years = r.T("intake.propose.years", "Count", p.Years)
		}
		people.Options = append(people.Options, web.Option{Value: p.ID, Label: name,
			Hint: joinDots([]string{years, region.Label(region.Code(p.Village)), p.Disability})})
		hidden = append(hidden, web.Pair{Name: "halaman", Value: p.ID})
	}
	reason := string(resident.NoRecording)
	if f.Lacking == register.LacksNIK {
		reason = string(resident.NoNIK)
	}
	form := web.Form{Action: proposalsPath, Hidden: hidden, Fields: []any{
		&web.Check{Label: web.Ask("semua", r.T("intake.propose.all", "Count", len(list)))}, people,
		&web.Radios{Label: web.Ask("alasan", "intake.propose.reason", "intake.propose.reason.hint").Must(), Options: s.tableOptions(r.Lang, "case_reason", reason)},
	}, Buttons: []any{web.Button{Label: "intake.propose.do"}}}.Fill(r, problem)
	card := web.Card{Body: []any{form}}
	if more != "" {
		card.Foot = web.Link{Label: "intake.list.next", Href: more}
	}
	view.Body = append(view.Body, card)
	return web.Page("", view, nil), nil
}

// proposalFilters is the filter bar.
func (s *Service) proposalFilters(r *web.Request, f ProposalFilter) any {
	with := func(change func(*ProposalFilter)) string {
		g := f
		g.After = ""
		change(&g)
		return g.href()
	}
	bar := web.Filters{Action: proposalsPath, Chips: []web.Chip{
		{Label: "intake.propose.recording", On: f.Lacking == register.LacksRecording, Href: with(func(g *ProposalFilter) { g.Lacking = register.LacksRecording })},
		{Label: "intake.propose.nik", On: f.Lacking == register.LacksNIK, Href: with(func(g *ProposalFilter) { g.Lacking = register.LacksNIK })},
		{Label: "intake.propose.disabled", On: f.Disabled, Href: with(func(g *ProposalFilter) { g.Disabled = !g.Disabled })},
	}}
	age := &web.Select{Label: web.Ask("usia", "intake.propose.age"), Blank: "intake.propose.any_age"}
	for _, a := range ages {
		if f.Lacking == register.LacksRecording && a.To > 0 && a.To < recordedFrom {
			continue
		}
		age.Options = append(age.Options, web.Option{Value: a.Code, Label: "intake.propose.age." + a.Code, On: f.Age == a.Code})
	}
	bar.Selects = []*web.Select{s.areaSelect(r, f.Area), age}
	bar.Hidden = []web.Pair{{Name: "kurang", Value: f.Lacking}}
	if f.Disabled {
		bar.Hidden = append(bar.Hidden, web.Pair{Name: "difabel", Value: "ya"})
	}
	return bar
}

func (s *Service) proposeDo(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	people := r.Texts("pilih")
	if r.Text("semua") != "" {
		people = r.Texts("halaman")
	}
	made, err := s.Propose(r.Context(), op, people, r.Text("alasan"))
	if fault.Is(err, fault.Invalid) {
		return s.proposals(r, err)
	}
	if err != nil {
		return nil, err
	}
	f := proposalFilter(r)
	said := r.T("intake.propose.saved", "Count", made)
	if left := len(dedupe(people)) - made; left > 0 {
		said += " " + r.T("intake.propose.left", "Count", left)
	}
	return web.Redirect(f.href()).Flash(said), nil
}
