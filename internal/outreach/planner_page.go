package outreach

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const planPath = "/perjalanan/rencana"

// sheetPath is the page of a sheet.
func sheetPath(id string) string { return planPath + "/kerja/" + id }

// plannerRoutes are the pages of the planner.
func (s *Service) plannerRoutes() []web.Route {
	const action = "page.trip_plan"
	one := planPath + "/kerja/{plan}"
	return []web.Route{
		web.Get(planPath, action, s.sheetsPage),
		web.Get(planPath+"/baru", action, s.askPage),
		web.Post(planPath+"/baru", action, s.askPlan),
		web.Get(planPath+"/mengapa", action, s.whyPage),
		web.Get(one, action, s.sheetPage),
		web.Post(one+"/berhenti", action, s.stopPlan),
		web.Post(one+"/buang", action, s.dropPlan),
		web.Post(one+"/pakai", casefile.PlanAdopted, s.adoptPlan),
		web.Post(one+"/lepas", casefile.PlanLeft, s.leavePlan),
		web.Get(one+"/papan", action, s.boardPage),
		web.Get(one+"/hari", action, s.dayPage),
		web.Get(one+"/tertinggal", action, s.leftPage),
		web.Post(one+"/ubah", action, s.editPlan),
		web.Post(one+"/ulang", action, s.againPlan),
		web.Post(one+"/batal", action, s.undoPlan),
		web.Post(one+"/umumkan", "trip.published", s.announcePlan),
	}
}

func plannerCrumbs(last ...web.Crumb) []web.Crumb {
	return append([]web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: "outreach.planner", Href: planPath}}, last...)
}

// periodWords is "14 Juni – 18 Juni 2021".
func periodWords(lang, from, to string) string {
	return i18n.ISODate(lang, from) + " – " + i18n.ISODate(lang, to)
}

const sheetsShown = 20

// sheetsPage lists the newest sheets.
func (s *Service) sheetsPage(r *web.Request) (web.Response, error) {
	list, err := s.sheets(r.Context(), account.ScopeOf(r), sheetsShown)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, sh := range list {
		ids = append(ids, sh.ChangedBy)
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
	if err != nil {
		return nil, err
	}
	table := web.Table{Caption: "outreach.planner", Head: []web.Col{{Label: "outreach.planner.period"}, {Label: "outreach.planner.people", Right: true},
		{Label: "outreach.planner.last"}, {Label: "outreach.state"}, {Label: "outreach.acts", Hidden: true, Right: true}},
		Empty: &web.Empty{Icon: "calendar", Title: "outreach.planner.none", Text: "outreach.planner.none.text", Button: web.Button{Label: "outreach.planner.new", Href: planPath + "/baru"}}}
	for _, sh := range list {
		state, act, err := s.stateWords(r, &sh)
		if err != nil {
			return nil, err
		}
		by := names[sh.ChangedBy]
		if sh.ChangedBy == "" {
			by = r.T("outreach.planner.erased.since")
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{
			web.Two{Top: r.T("outreach.planner.period." + sh.Period), Sub: periodWords(r.Lang, sh.From, sh.To), Href: sheetPath(sh.ID)},
			web.Count(sh.People), web.Two{Top: i18n.DateTime(r.Lang, r.At(db.FromMicros(sh.ChangedAt))), Sub: by},
			state, act}})
	}
	v := web.View{Title: "outreach.planner", Lead: "outreach.planner.lead", Crumbs: plannerCrumbs()[:1], Body: []any{web.Card{Body: []any{table}, Flush: true}},
		Actions: []any{web.Button{Label: "office.rules", Kind: web.Secondary, Href: planPath + "/aturan"}}}
	if len(list) > 0 {
		v.Actions = append(v.Actions, web.Button{Label: "outreach.planner.new", Icon: "plus", Href: planPath + "/baru"})
	}
	v.Crumbs = append(v.Crumbs, web.Crumb{Label: "outreach.planner"})
	return web.Page("", v, nil), nil
}

func (s *Service) askPage(r *web.Request) (web.Response, error) { return s.askForm(r, nil) }

// askForm is the wizard: one page, each part with what is proposed, so that
// whoever changes nothing gets a sensible plan.
func (s *Service) askForm(r *web.Request, problem error) (web.Response, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	if err := mayPlan(sc); err != nil {
		return nil, err
	}
	ref, err := s.store.reference(ctx, true)
	if err != nil {
		return nil, err
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	v := web.View{Title: "outreach.planner.new", Lead: "outreach.planner.new.lead", Shape: web.Narrow, Err: problem, Crumbs: plannerCrumbs(web.Crumb{Label: "outreach.planner.new"})}
	if len(ref.Teams) == 0 || len(ref.Vehicles) == 0 {
		v.Body = []any{web.Notice{Tone: web.Warn, Strong: "outreach.plan.nothing", Text: "outreach.plan.nothing.text"}}
		return web.Page("", v, nil), nil
	}
	in, err := s.snapshot(ctx, sc, PlanSpec{Period: Year, From: s.today(), To: ends(Year, s.today())})
	if err != nil {
		return nil, err
	}
	from := r.Day("mulai")
	if from == "" {
		from = nextMonday(s.today())
	}
	period := r.Text("masa")
	if !slices.Contains(Periods, period) {
		period = Week
	}
	proposed, err := s.propose(ctx, period, from, rules)
	if err != nil {
		return nil, err
	}
	budget := cmp.Or(r.Text("anggaran"), proposed.text())
	var kits []web.Option
	for _, k := range ref.Kits {
		if k.Note == "ready" {
			kits = append(kits, web.Option{Value: k.ID, Label: k.Name, On: true})
		}
	}
	form := web.Form{Action: planPath + "/baru", Fields: []any{
		&web.Radios{Label: web.Ask("masa", "outreach.planner.ask.period").Must(), Options: options(r, "outreach.planner.period.", Periods, []string{period})},
		web.Day(web.Ask("mulai", "outreach.planner.ask.from", "outreach.planner.ask.from.hint").Must(), from)}}
	for i, t := range ref.Teams {
		vehicle := ""
		if i < len(ref.Vehicles) {
			vehicle = ref.Vehicles[i].ID
		}
		form.Fields = append(form.Fields, &web.Select{Label: web.Ask("kendaraan."+t.ID, r.T("outreach.planner.ask.crew", "Team", t.Name), "outreach.planner.ask.crew.hint"),
			Options: choices(ref.Vehicles, vehicle), Blank: "outreach.planner.ask.crew.stays"})
	}
	if len(kits) > 0 {
		form.Fields = append(form.Fields, &web.Checks{Label: web.Ask("alat", "outreach.kit", "outreach.planner.ask.kit.hint"), Options: kits, Two: true})
	}
	form.Fields = append(form.Fields, &web.Input{Label: web.Ask("anggaran", "outreach.planner.ask.budget", proposed.hint(r)), Value: budget, Width: "w12", Max: 16, Number: true},
		&web.FirstShown{Name: "usulan", Value: proposed.text()})
	if points := pointFields(r, in, rules); len(points) > 0 {
		form.Fields = append(form.Fields, &web.More{Title: "outreach.planner.ask.points", Note: r.T("outreach.planner.ask.points.note", "Count", len(points)-1), Fields: points})
	}
	form.Fields = append(form.Fields, &web.More{Title: "outreach.planner.ask.more", Note: "outreach.planner.ask.more.note", Fields: []any{
		&web.TextArea{Label: web.Ask("wajib", "outreach.planner.ask.must", "outreach.planner.ask.must.hint"), Value: r.Text("kasus"), Rows: 3, Max: 4000},
		&web.Input{Label: web.Ask("libur", "outreach.planner.ask.off", "outreach.planner.ask.off.hint"), Max: 700},
		&web.Checks{Label: web.Ask("kecamatan", "outreach.planner.ask.areas", "outreach.planner.ask.areas.hint"), Options: s.kecamatans(r.Text("kecamatan")), Two: true},
		&web.Radios{Label: web.Ask("siaga", "outreach.planner.ask.on_call", "outreach.planner.ask.on_call.hint"), Two: true, Options: []web.Option{
			{Value: "0", Label: r.T("office.rules.no"), On: !rules.yes("on_call")}, {Value: "1", Label: r.T("office.rules.yes"), On: rules.yes("on_call")}}},
	}})
	form.Buttons = []any{web.Button{Label: "outreach.planner.start"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: planPath}}
	v.Body = []any{form.Fill(r, problem)}
	urgent := 0
	for _, p := range in.People {
		if p.Urgent {
			urgent++
		}
	}
	if card := proposed.card(r, period, from, rules); card != nil {
		v.Aside = []any{card}
	}
	v.Aside = append(v.Aside, web.Card{Title: "outreach.planner.waiting", Body: []any{web.Facts{
		{Label: "outreach.planner.people", Value: r.T("outreach.persons", "Count", len(in.People))},
		{Label: "outreach.planner.urgent", Value: r.T("outreach.persons", "Count", urgent)},
		{Label: "outreach.planner.can_come", Value: r.T("outreach.persons", "Count", sum(in.gatherers()))}},
		web.Link{Label: "office.rules", Href: planPath + "/aturan", Small: true}}})
	return web.Page("", v, nil), nil
}

func sum(m map[string]int) (n int) {
	for _, x := range m {
		n += x
	}
	return n
}

// pointFields ask for the gatherings: those of villages in which enough people
// can come are proposed.
func pointFields(r *web.Request, in *planInput, rules ruleValues) []any {
	come := in.gatherers()
	var villages []string
	for v, n := range come {
		if int64(n) >= rules.n("gather.least") {
			villages = append(villages, v)
		}
	}
	slices.SortFunc(villages, func(a, b string) int {
		if come[a] != come[b] {
			return come[b] - come[a]
		}
		return strings.Compare(a, b)
	})
	villages = villages[:min(len(villages), pointsShown)]
	if len(villages) == 0 {
		return nil
	}
	out := []any{web.Para{Text: "outreach.planner.ask.points.text", Small: true}}
	for _, v := range villages {
		out = append(out, &web.Select{Label: web.Ask("kumpul."+v, r.T("outreach.planner.ask.point", "Village", region.Label(region.Code(v)), "Count", come[v])),
			Options: options(r, "outreach.point.", Points, []string{Points[0]}), Blank: "outreach.planner.ask.point.none"})
	}
	return out
}

// pointsShown is how many villages a form proposes: those with most people.
const pointsShown = 60

func nextMonday(today string) string {
	t, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return today
	}
	return t.AddDate(0, 0, (8-int(t.Weekday()))%7).Format(time.DateOnly)
}

var (
	numbersApart = regexp.MustCompile(`[\s,;]+`)
	dayTyped     = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$`)
)

func (s *Service) askPlan(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	spec, err := s.specOf(r, op.Scope)
	if err == nil {
		var id string
		if id, err = s.AskPlan(r.Context(), op, spec); err == nil {
			return web.Redirect(sheetPath(id)), nil
		}
	}
	if fault.Is(err, fault.Invalid) {
		return s.askForm(r, err)
	}
	return nil, err
}

// specOf reads the wizard.
func (s *Service) specOf(r *web.Request, sc db.Scope) (PlanSpec, error) {
	sp := PlanSpec{Period: r.Text("masa"), From: r.Day("mulai"), Kits: r.Texts("alat"), Areas: r.Texts("kecamatan"), OnCall: r.Text("siaga") == "1",
		Budget: -1, Points: map[string]string{}}
	money := strings.Map(func(c rune) rune {
		if c == '.' || c == ' ' {
			return -1
		}
		return c
	}, strings.TrimPrefix(r.Text("anggaran"), "Rp"))
	if money != "" {
		n, err := strconv.ParseInt(money, 10, 64)
		if err != nil || n < 0 {
			return sp, fault.At("anggaran", "fault.outreach.planner.budget")
		}
		sp.Budget = n
	}
	// A proposal that nobody touched is that of the period that was chosen, which
	// may be another than the page was opened for.
	if r.Sent() && r.Values().Has("usulan") && money == r.Text("usulan") && isDay(sp.From) && slices.Contains(Periods, sp.Period) {
		rules, err := s.rules(r.Context())
		if err != nil {
			return sp, err
		}
		p, err := s.propose(r.Context(), sp.Period, sp.From, rules)
		if err != nil {
			return sp, err
		}
		if sp.Budget = -1; p.known {
			sp.Budget = p.money
		}
	}
	for name, values := range r.Values() {
		if team, ok := strings.CutPrefix(name, "kendaraan."); ok && values[0] != "" {
			sp.Crews = append(sp.Crews, Crew{team, values[0]})
		}
		if village, ok := strings.CutPrefix(name, "kumpul."); ok && values[0] != "" && region.Code(village).Level() == region.Village {
			sp.Points[village] = values[0]
		}
	}
	slices.SortFunc(sp.Crews, func(a, b Crew) int { return strings.Compare(a.Team, b.Team) })
	for _, no := range numbersApart.Split(r.Text("wajib"), -1) {
		if no == "" {
			continue
		}
		id, err := s.Accounts.CaseByNumber(r.Context(), sc, "page.trip_plan", no)
		if fault.Is(err, fault.NotFound) {
			f := fault.New(fault.Invalid, "fault.form")
			f.Fields = append(f.Fields, fault.Field{Name: "wajib", Key: "fault.outreach.planner.no_case", Args: map[string]any{"Number": no}})
			return sp, f
		}
		if err != nil {
			return sp, err
		}
		sp.Must = append(sp.Must, id)
	}
	for _, d := range numbersApart.Split(r.Text("libur"), -1) {
		if d == "" {
			continue
		}
		m := dayTyped.FindStringSubmatch(d)
		if m == nil {
			return sp, fault.At("libur", "fault.outreach.planner.off")
		}
		two := func(x string) string { return strings.Repeat("0", 2-len(x)) + x }
		sp.Off = append(sp.Off, m[3]+"-"+two(m[2])+"-"+two(m[1]))
	}
	return sp, nil
}

// sentInt is a number of a form or of an address.
func sentInt(r *web.Request, name string, otherwise int) int {
	if n, err := strconv.Atoi(r.Text(name)); err == nil {
		return n
	}
	return otherwise
}
