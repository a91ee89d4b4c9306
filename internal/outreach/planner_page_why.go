package outreach

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
	"github.com/jempolkeren/jempol/internal/web"
)

// leftShown is how many of those who are left out a page explains: the reason of
// each is computed when it is asked for.
const leftShown = 20

// answer is why somebody is not in a plan, in words, and what to do about it.
type answer struct {
	text, do string
	href     string
	route    int // on which the person fits; None where nowhere
}

func (s *Service) leftPage(r *web.Request) (web.Response, error) { return s.showLeft(r, nil) }

// showLeft lists everybody whom a plan leaves out, each with the reason and what
// to do.
func (s *Service) showLeft(r *web.Request, problem error) (web.Response, error) {
	p, err := s.planView(r)
	if err != nil {
		return nil, err
	}
	served := p.people(p.plan)
	var out []int
	for _, l := range p.left { // first what somebody can mend
		if !served[l.Person] {
			out = append(out, l.Person)
		}
	}
	first := len(out)
	for i := range p.in.People {
		if !served[i] && p.in.People[i].Gone == nil && !slices.Contains(out[:first], i) {
			out = append(out, i)
		}
	}
	offset, pages := web.Paginate(r, leftShown)
	pages.Total = len(out)
	shown := out[min(offset, len(out)):min(offset+leftShown, len(out))]
	var cases []string
	for _, i := range shown {
		cases = append(cases, p.in.People[i].Case)
	}
	people, err := s.named(r, cases)
	if err != nil {
		return nil, err
	}
	title := r.T("outreach.planner.left", "Plan", r.T("outreach.planner.variant."+p.name))
	table := web.Table{Caption: title, Head: []web.Col{{Label: "outreach.people"}, {Label: "outreach.planner.where"}, {Label: "outreach.planner.why"}, {Label: "outreach.acts", Hidden: true, Right: true}},
		Empty: &web.Empty{Icon: "check", Title: "outreach.planner.left.nobody", Text: "outreach.planner.left.nobody.text"}}
	for _, i := range shown {
		c := p.in.People[i]
		words := c.Number
		if x, ok := people[c.Case]; ok {
			words = personWords(r, x)
		}
		a := s.whyNot(r, p, i)
		sub := c.Number
		if c.Urgent {
			sub += " · " + r.T("outreach.urgent")
		}
		var acts web.Row
		if a.route >= 0 {
			acts = append(acts, web.Button{Label: "outreach.planner.add", Kind: web.Secondary, Small: true, Post: sheetPath(p.sheet.ID) + "/ubah",
				Hidden: p.hidden(web.Pair{Name: "warga", Value: c.Number}, web.Pair{Name: "apa", Value: stepAdd}, web.Pair{Name: "ke", Value: strconv.Itoa(a.route)})})
		}
		if a.href != "" {
			acts = append(acts, web.Link{Label: a.do, Href: a.href, Small: true})
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{web.Two{Top: words, Sub: sub, Href: "/kasus/" + c.Number}, placeWords(r, c.Area), a.text, acts}})
	}
	return web.Page("", web.View{Title: title, Lead: r.T("outreach.planner.left.lead", "Count", len(out)), Err: s.namedFault(r, problem),
		Crumbs: plannerCrumbs(web.Crumb{Label: r.T("outreach.planner.period." + p.sheet.Period), Href: sheetPath(p.sheet.ID)},
			web.Crumb{Label: r.T("outreach.planner.variant." + p.name), Href: p.path("papan")}, web.Crumb{Label: "outreach.planner.left.title"}),
		Body: []any{yearNote(r, p.in), web.Card{Body: []any{table}, Flush: true, Foot: pages}}}, nil), nil
}

// yearNote says once what the plan of the year counts in a plan; nil where it
// gave nothing.
func yearNote(r *web.Request, in *planInput) any {
	if in.Year == nil {
		return nil
	}
	return web.Para{Text: r.T("outreach.planner.left.year", "Weight", i18n.Number(r.Lang, ruleValues(in.Rules).n("weight.year"))), Muted: true}
}

func placeWords(r *web.Request, area string) string {
	if area == "" {
		return r.T("outreach.planner.nowhere_known")
	}
	return region.Label(region.Code(area))
}

// whyNot says why somebody is left out: what was wrong from the start, or what
// the engine finds against this plan.
func (s *Service) whyNot(r *web.Request, p *planView, person int) answer {
	c := p.in.People[person]
	for _, l := range p.left {
		if l.Person == person {
			return s.wrongWords(r, p, l)
		}
	}
	if p.first[person] < 0 {
		return answer{text: r.T("outreach.planner.why.unknown"), route: tripplan.None}
	}
	best := tripplan.Reason{Kind: tripplan.Unknown, Route: tripplan.None}
	for _, n := range p.nodesOf(person) {
		if why := p.costs().Why(p.plan, n); best.Kind == tripplan.Unknown || why.Kind == tripplan.Possible {
			best = why
		}
	}
	day := ""
	if best.Route >= 0 && best.Route < len(p.routes) {
		day = p.routeWords(r.Lang, best.Route)
	}
	args := []any{"Number", c.Number, "Day", day}
	a := answer{route: tripplan.None}
	switch best.Kind {
	case tripplan.Possible:
		a.route = best.Route
		args = append(args, "Cost", costWords(r, costOf(best.Price.Before, best.Price.After)))
	case tripplan.Outranked, tripplan.ForQuota, tripplan.Better, tripplan.NoMoney:
		least := 0.0
		for _, n := range best.Displaces {
			least += p.Nodes[n].Weight
		}
		if len(best.Displaces) == 0 {
			a.text = r.T("outreach.planner.why.money_all", args...)
			return a
		}
		args = append(args, "Count", len(best.Displaces), "Weight", i18n.Number(r.Lang, int64(c.Weight+0.5)), "Other", i18n.Number(r.Lang, int64(least+0.5)))
	}
	if best.Kind == tripplan.Better {
		a.do, a.href = "outreach.planner.do.again", p.path("papan")
	}
	a.text = r.T("outreach.planner.why."+string(best.Kind), args...)
	if len(best.Displaces) > 0 && c.Allotted { // among what the weight is made of; that it is not, the page says once
		a.text += " " + yearWords(r, p.in, person)
	}
	return a
}

// wrongWords say what kept somebody from being planned at all, and where that is
// mended.
func (s *Service) wrongWords(r *web.Request, p *planView, l leftOut) answer {
	c := p.in.People[l.Person]
	a := answer{route: tripplan.None}
	args := []any{"Area", placeWords(r, c.Area)}
	switch l.Reason {
	case leftNoPoint:
		a.do, a.href = "outreach.planner.do.village", "/kasus/"+c.Number+"/data"
	case leftNoWay:
		a.do, a.href = "outreach.planner.do.roads", waysPath
	case leftHours, leftNoVenue:
		name := p.names[c.Institution].Name
		if name == "" {
			name = c.Institution
		}
		v := p.in.Venues[c.Institution]
		args = append(args, "Name", name, "Hours", hoursOf(r.Lang, Hours{Days: v.Days, From: v.From, To: v.To}), "From", p.in.Rules["planner.from"], "To", p.in.Rules["planner.to"])
		a.do, a.href = "outreach.planner.do.institution", "/admin/lembaga/"+url.PathEscape(c.Institution)
	case leftKit:
		a.do, a.href = "outreach.planner.do.kit", planPath+"/baru"
	case leftLater:
		args = append(args, "Day", dayWords(r.Lang, l.On))
	case leftExcluded:
		a.do, a.href = "outreach.planner.do.take_back", p.path("papan")
	}
	a.text = r.T("outreach.planner.left."+l.Reason+".text", args...)
	return a
}

// whyPage says in one sentence why a case is, or is not, in the newest plan that
// knows it, with the weights that count.
func (s *Service) whyPage(r *web.Request) (web.Response, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	number := r.Text("kasus")
	id, err := s.Accounts.CaseByNumber(ctx, sc, "page.trip_plan", number)
	if err != nil {
		return nil, err
	}
	if id == "" {
		return nil, authority.Allowed("page.trip_plan", account.ActorOf(sc), authority.Target{})
	}
	page := web.View{Title: r.T("outreach.planner.why.title", "Number", number), Shape: web.Narrow, Crumbs: plannerCrumbs(web.Crumb{Label: number, Href: "/kasus/" + number})}
	list, err := s.sheets(ctx, sc, sheetsSought)
	if err != nil {
		return nil, err
	}
	found, allotted := false, false
	for _, one := range list {
		sh, err := s.sheet(ctx, sc, one.ID)
		if err != nil {
			return nil, err
		}
		who := slices.IndexFunc(sh.Input.People, func(w waiting) bool { return w.Case == id })
		if who < 0 || len(sh.Variants) == 0 {
			continue
		}
		found, allotted = true, sh.Input.People[who].Allotted
		text, err := s.whySentence(r, sh, who)
		if err != nil {
			return nil, err
		}
		body := []any{web.Para{Text: text}}
		if words := yearWords(r, &sh.Input, who); words != "" && !strings.Contains(text, words) {
			body = append(body, web.Para{Text: words})
		}
		page.Body = append(page.Body, web.Card{Title: r.T("outreach.planner.period."+sh.Period) + ": " + periodWords(r.Lang, sh.From, sh.To), Body: body,
			Foot: web.Link{Label: "outreach.planner.open", Href: sheetPath(sh.ID)}})
		break
	}
	if !found {
		page.Body = append(page.Body, web.Empty{Icon: "calendar", Title: "outreach.planner.why.none", Text: "outreach.planner.why.none.text", Button: web.Button{Label: "outreach.planner.new", Href: planPath + "/baru?kasus=" + url.QueryEscape(number)}})
	}
	weights, err := s.weightsCard(r, id, allotted)
	if err != nil {
		return nil, err
	}
	page.Body = append(page.Body, weights)
	return web.Page("", page, nil), nil
}

// sheetsSought is in how many of the newest sheets a case is looked for.
const sheetsSought = 8

// whySentence is about the recommended plan, which is what people look at first.
func (s *Service) whySentence(r *web.Request, sh *sheet, who int) (string, error) {
	var all []stats
	var views []*planView
	ref, err := s.store.reference(r.Context(), false)
	if err != nil {
		return "", err
	}
	names, err := s.store.institutions(r.Context())
	if err != nil {
		return "", err
	}
	for _, name := range Variants {
		v := sh.Variants[name]
		if v == nil {
			continue
		}
		b, err := sh.Input.build(name, s.planRoads(r.Context()))
		if err != nil {
			return "", err
		}
		b.apply(v.Pins)
		all = append(all, b.statsOf(name, v))
		views = append(views, &planView{built: b, sheet: sh, name: name, v: v, plan: tripplan.Plan{Tours: v.Tours}, ref: ref, names: names, trips: sh.Trips[name]})
	}
	best, _ := views[0].best(all)
	p := views[best]
	if node, route := p.where(p.plan, who); route >= 0 {
		for _, v := range p.plan.Tours[route].Visits {
			if v.Node == node {
				return r.T("outreach.planner.why.in", "Day", p.routeWords(r.Lang, route), "Time", clockWords(int(v.Arrive)),
					"Where", r.T("outreach.kind."+p.nodes[node].Kind), "Plan", r.T("outreach.planner.variant."+p.name)), nil
			}
		}
	}
	return s.whyNot(r, p, who).text, nil
}

// yearWords say whether the plan of the year gives the village of somebody to the
// period of a plan, and what that counts; "" where no such plan gave it anything.
func yearWords(r *web.Request, in *planInput, who int) string {
	if in.Year == nil {
		return ""
	}
	key := "outreach.planner.why.year_not"
	switch village := in.villageOf(who); {
	case in.People[who].Allotted:
		key = "outreach.planner.why.year"
	case in.Year.gives(village):
		key = "outreach.planner.why.year_gone"
	}
	return r.T(key, "Weight", i18n.Number(r.Lang, ruleValues(in.Rules).n("weight.year")))
}

// weightsCard says what the weight of a case is made of, as it is now; allotted
// is whether the newest plan that knows it found its village in that of the year.
func (s *Service) weightsCard(r *web.Request, id string, allotted bool) (any, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	rules, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.store.waiters(ctx, sc, s.Zone, nil)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(w waiting) bool { return w.Case == id })
	if i < 0 {
		return web.Notice{Text: "outreach.planner.why.not_waiting"}, nil
	}
	if err := s.Accounts.Log(ctx, sc, account.AccessEntry{Action: "page.trip_plan", Kind: account.AccessList}); err != nil {
		return nil, err
	}
	opened, _ := time.Parse(time.DateOnly, all[i].Opened)
	today, _ := time.Parse(time.DateOnly, s.today())
	all[i].Allotted = allotted
	sum, parts := rules.weigh(all[i], i18n.Days(opened, today, time.UTC))
	table := web.Table{Caption: "outreach.planner.weights", Head: []web.Col{{Label: "outreach.planner.weights.of"}, {Label: "outreach.planner.weights.adds", Right: true}}}
	for _, x := range parts {
		words := RuleWords(r.Lang, x.Rule)
		if x.Times > 1 {
			words += " × " + strconv.FormatInt(x.Times, 10)
		}
		n := i18n.Number(r.Lang, int64(max(x.Weight, -x.Weight)+0.5))
		if x.Weight < 0 {
			n = "−" + n
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{words, n}})
	}
	foot := []string{r.T("outreach.planner.weights.sum", "Sum", i18n.Number(r.Lang, int64(sum+0.5)))}
	if all[i].Urgent {
		foot = append(foot, r.T("outreach.planner.weights.urgent"))
	}
	return web.Card{Title: "outreach.planner.weights", Link: web.Link{Label: "office.rules", Href: planPath + "/aturan", Small: true}, Body: []any{table}, Flush: true, Foot: strings.Join(foot, " ")}, nil
}
