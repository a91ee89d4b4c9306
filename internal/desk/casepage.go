package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// purposeOverview is why the head of a case page is read where the role has no
// open work on it: to see how far it is.
const purposeOverview = "page.case"

// opened is a case as one viewer sees it.
type opened struct {
	watching bool // of an agency that reported the case while another one has it
	s        *Service
	r        *web.Request
	scope    db.Scope // with the purpose
	id       string
	head     Case
	st       casefile.State
	events   []casefile.Event
	names    map[string]string
	places   map[string]string
	files    map[string]File // by need
	linked   []linkedCase    // other cases about the same person

	person  bool   // the person's data is shown
	ask     bool   // it could be, and the viewer is asked what for
	visits  bool   // the viewer is of those who visit, or sends them
	reveal  string // the field whose reason is asked
	visible string // the field that is shown in full
}

// casePage is GET /kasus/{case}.
func (s *Service) casePage(r *web.Request) (web.Response, error) {
	sc := account.ScopeOf(r)
	if !can(sc.Role, "page.case") {
		return s.stageOnly(r, sc)
	}
	o, err := s.open(r, "")
	if err != nil {
		return nil, err
	}
	return o.page()
}

// personPage is POST /kasus/{case}/orang: the viewer has no open work on the
// case and says what for.
func (s *Service) personPage(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	why := r.Text("alasan")
	if !slices.Contains(account.Reasons, why) {
		o, err := s.open(r, "")
		if err != nil {
			return nil, err
		}
		return o.failed(fault.At("alasan", "fault.account.purpose"))
	}
	o, err := s.open(r, why)
	if err != nil {
		return nil, err
	}
	return o.page()
}

// reveal is POST /kasus/{case}/nomor: without a reason it asks for one, with it
// the number stands there for a minute.
func (s *Service) reveal(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	field, reason := r.Text("field"), r.Text("alasan")
	if field != casefile.FieldNIK && field != casefile.FieldKK {
		return nil, fault.New(fault.NotFound, "fault.account.reveal_field")
	}
	if reason != "" {
		sc := account.ScopeOf(r)
		id, err := s.Accounts.CaseByNumber(r.Context(), sc, "reveal.nik", r.PathValue("case"))
		if err != nil {
			return nil, err
		}
		if err := s.Accounts.Reveal(r.Context(), sc, casefile.KindCase, id, field, reason); err != nil {
			return nil, err
		}
	}
	o, err := s.open(r, reason)
	if err != nil {
		return nil, err
	}
	if o.reveal = field; reason != "" {
		o.visible, o.reveal = field, ""
	}
	return o.page()
}

// open reads a case after the line in the access log. why is what the viewer
// answered just now, where there was a question.
func (s *Service) open(r *web.Request, why string) (*opened, error) {
	ctx := r.Context()
	o := &opened{s: s, r: r}
	var err error
	if o.id, err = s.Accounts.CaseByNumber(ctx, account.ScopeOf(r), "page.case", r.PathValue("case")); err != nil {
		return nil, err
	}
	var has bool
	if o.scope, has, err = s.Accounts.ForWork(ctx, account.ScopeOf(r), casefile.KindCase, o.id); err != nil {
		return nil, err
	}
	if o.watching, err = s.watching(ctx, o.scope, o.id); err != nil {
		return nil, err
	}
	action := authority.Action("page.case")
	may := can(o.scope.Role, "page.person") && !o.watching
	if may && !has {
		if o.scope, has, err = s.Accounts.Reason(ctx, o.scope, casefile.KindCase, o.id, why); err != nil {
			return nil, err
		}
	}
	if !has {
		o.scope = s.Accounts.With(o.scope, purposeOverview)
	}
	if o.person, o.ask = may && has, may && !has; o.person {
		action = "page.person"
		if o.visits, err = s.Accounts.SeesSafety(ctx, o.scope, o.id); err != nil {
			return nil, err
		}
	}
	if err := s.Accounts.Log(ctx, o.scope, account.AccessEntry{Action: action, Kind: casefile.KindCase, ID: o.id}); err != nil {
		return nil, err
	}
	return o, o.load(ctx)
}

func (o *opened) load(ctx context.Context) (err error) {
	s, subject := o.s, ledger.Subject{Kind: casefile.KindCase, ID: o.id}
	found, err := s.Cases(ctx, o.scope, "page.case", []string{o.id})
	if err != nil {
		return err
	}
	o.head = found[o.id]
	if err := s.readNames(ctx, o.scope, []*Case{&o.head}); err != nil {
		return err
	}
	if o.person {
		o.events, err = s.Ledger.Events(ctx, o.scope, subject)
	} else {
		o.events, err = s.Ledger.History(ctx, o.scope, subject)
	}
	if err != nil {
		return err
	}
	o.st = casefile.FoldState(o.id, o.events)
	var ids []string
	for _, e := range o.events {
		ids = append(ids, e.Actor)
	}
	if o.names, err = s.Accounts.Names(ctx, o.scope, append(ids, o.st.Owner, o.st.Reporter)); err != nil {
		return err
	}
	if err = s.envelopes(ctx, o.id, o.names); err != nil {
		return err
	}
	if o.files, err = s.files(ctx, o.id); err != nil {
		return err
	}
	if o.places, err = s.places(ctx); err != nil {
		return err
	}
	return o.loadLinks(ctx)
}

func (o *opened) failed(problem error) (web.Response, error) {
	v := o.view()
	v.Err = problem
	return web.Page("", v, nil), nil
}

func (o *opened) page() (web.Response, error) { return web.Page("", o.view(), nil), nil }

func (o *opened) view() web.View {
	r := o.r
	v := web.View{Title: o.head.Name, Lead: o.lead(), Tags: o.tags(), Crumbs: o.crumbs()}
	if v.Title == "" {
		v.Title = knownAs(r, o.head.Others)
	}
	if v.Title == "" {
		v.Title = r.T("desk.no_name", "No", o.st.Number)
	}
	v.Actions = []any{web.PrintButton{Label: "web.print"}}
	for _, at := range []string{DoorPrint, DoorExit} {
		if d, ok := o.door(at); ok && (at == DoorPrint || o.st.Exit == "" && !o.st.Closed) {
			v.Actions = append(v.Actions, web.Button{Label: d.Label, Href: d.Href, Kind: web.Secondary})
		}
	}
	main := append(o.watchingNotice(), o.next()...)
	if d, ok := o.door(DoorPlan); ok && slices.ContainsFunc(o.st.Work(), func(w casefile.Work) bool { return w.Action == casefile.Scheduled }) {
		main = append(main, d)
	}
	main = append(main, o.disputes()...)
	if card, ok := o.linkedCard(); ok {
		main = append(main, card)
	}
	main = append(main, o.needs(), o.personCard())
	if card, ok := o.safety(); ok {
		main = append(main, card)
	}
	history := web.Card{Title: "desk.history", Body: o.history()}
	if d, ok := o.door(DoorNote); ok {
		history.Link = d
	}
	if d, ok := o.door(DoorVisits); ok && o.st.Visits+o.st.Attempts > 0 {
		history.Link = d
	}
	if can(r.Viewer.Role, "page.access_case") {
		history.Foot = web.Link{Label: "desk.trail", Href: o.path() + "/jejak"}
	}
	v.Body = []any{web.Stack{o.stages(true), web.Columns{Kind: "a", Cols: [][]any{main, {history}}}}}
	if o.visible != "" {
		v.Refresh = &web.Refresh{Seconds: int(account.RevealFor.Seconds()), Href: o.path()}
	}
	return v
}

// latest is how many lines of the history stand open.
const latest = 25

// history is what happened, the older of it hidden until it is asked for.
func (o *opened) history() []any {
	all := o.timeline()
	if len(all) <= latest+5 {
		return []any{all}
	}
	return []any{all[:latest], web.Details{Label: o.r.T("desk.history.older", "Count", len(all)-latest), Body: []any{all[latest:]}}}
}

func (o *opened) path() string { return "/kasus/" + o.st.Number }

func (o *opened) lead() string {
	var parts []string
	if o.head.Sex != "" {
		parts = append(parts, o.r.T("desk.sex."+strings.ToLower(o.head.Sex)))
	}
	for _, p := range []string{o.s.years(o.r, o.head.Birth), place(o.head), o.places[o.st.Institution], o.r.T("desk.case_no", "No", o.st.Number)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if len(o.st.NumbersLost) > 0 {
		parts = append(parts, o.r.T("desk.old_number", "No", strings.Join(o.st.NumbersLost, ", ")))
	}
	return strings.Join(parts, " · ")
}

func (o *opened) crumbs() []web.Crumb {
	out := []web.Crumb{{Label: "desk.cases", Href: "/kasus"}}
	area := region.Code(o.st.Area)
	for _, c := range []region.Code{area.At(region.Kecamatan), area.At(region.Village)} {
		if name := region.Name(c); name != "" {
			out = append(out, web.Crumb{Label: name, Href: "/kasus?wilayah=" + string(c)})
		}
	}
	return append(out, web.Crumb{Label: o.st.Number})
}

func (o *opened) tags() []web.Tag {
	var out []web.Tag
	add := func(text string) { out = append(out, web.Tag{Tone: web.Outline, Text: text}) }
	if o.st.Urgent {
		out = append(out, web.Tag{Tone: web.Warn, Text: "desk.urgent"})
	}
	if o.st.Baseline {
		add("desk.baseline")
	}
	for _, c := range o.st.Reasons {
		add(o.label("case_reason", c))
	}
	if o.person {
		for _, c := range o.st.Person.Elements(casefile.FieldVulnerability) {
			add(o.label("vulnerability", c))
		}
	}
	if more := len(out) - mostTags; more > 0 { // all of them stand with the person's data
		out = append(out[:mostTags], web.Tag{Text: o.r.T("desk.more_tags", "Count", more), Icon: web.NoIcon})
	}
	return out
}

// mostTags is how many tags stand under a case's name, so that a phone shows the
// next step below them.
const mostTags = 6

func (o *opened) label(table, code string) string {
	book := o.book()
	if book == nil {
		return code
	}
	return book.Label(table, code, o.r.Lang)
}

// stages are the six phases, or the side exit with the way back. why says
// whether the reason of an exit may be read.
func (o *opened) stages(why bool) web.StageBar {
	bar := o.s.bar(o.r, &o.st)
	if o.st.Exit == "" {
		return bar
	}
	bar.Exit = o.r.T("desk.exit", "Exit", o.r.T("casefile.exit."+string(o.st.Exit)), "Date", o.s.date(o.r, o.st.ExitAt))
	if why {
		next := ""
		if o.st.Exit == casefile.ExitNotFound {
			next = o.st.NextDate
		}
		if text := o.s.exitText(o.r.Lang, o.st.Exit, o.st.ExitReason, o.st.ExitTo, next, o.places); text != "" {
			bar.Exit += " " + text + "."
		}
	}
	if d, ok := o.door(DoorReopen); ok && o.st.May(casefile.Reopened) == nil {
		bar.Back = &d
	}
	return bar
}

func (s *Service) bar(r *web.Request, st *casefile.State) web.StageBar {
	at := map[casefile.Phase]int64{casefile.PhaseReport: st.OpenedAt, casefile.PhaseVisit: st.VisitedAt, casefile.PhaseDossier: st.SubmittedAt,
		casefile.PhaseEntry: st.EnteredAt, casefile.PhaseIssue: st.IssuedAt, casefile.PhaseHandover: st.HandedAt}
	var out web.StageBar
	done := true
	for _, p := range casefile.Phases() {
		ph := web.Phase{Label: "casefile.phase." + string(p), Note: r.T("desk.not_yet")}
		switch {
		case st.Closed:
			ph.Done = true
		case p == st.Stage.Phase():
			ph.Now, done = true, false
			ph.Note = r.T("desk.since", "Stage", r.T("casefile.stage."+string(st.Stage)), "Age", s.waiting(r, st.StageSince))
		default:
			ph.Done = done
		}
		if ph.Done {
			// Not every way leads through every phase: an interim paper needs no
			// entry in SIAK, a death no visit.
			if ph.Note = r.T("desk.phase_skipped"); at[p] > 0 {
				ph.Note = s.date(r, at[p])
			}
		}
		out.Phases = append(out.Phases, ph)
	}
	return out
}

// caseWork is the open work of a case that has begun, the nearest date first;
// what the program does by itself is nobody's work.
func (s *Service) caseWork(st *casefile.State) []casefile.Work {
	now := db.Micros(s.Clock())
	var out []casefile.Work
	for _, w := range st.Work() {
		if w.From <= now && w.Role != authority.System {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b casefile.Work) int { return strings.Compare(a.Due, b.Due) })
	return out
}

// nextWork is what begins first of the work that is put off to a day.
func (s *Service) nextWork(st *casefile.State) (next casefile.Work, found bool) {
	for _, w := range st.Work() {
		if w.Role != authority.System && (!found || w.From < next.From) {
			next, found = w, true
		}
	}
	return next, found
}

// next is the next action, the viewer's own first, and what else waits.
func (o *opened) next() []any {
	work := o.s.caseWork(&o.st)
	mine := func(w casefile.Work) bool {
		return string(w.Role) == o.scope.Role && (w.Person == "" || w.Person == o.scope.Person)
	}
	slices.SortStableFunc(work, func(a, b casefile.Work) int {
		switch {
		case mine(a) == mine(b):
			return 0
		case mine(a):
			return -1
		}
		return 1
	})
	var out []any
	var rest []any
	for i, w := range work {
		row := WorkRow{Kind: casefile.KindCase, ID: o.id, Action: w.Action, Arg: w.Arg, Number: o.st.Number, From: w.From, Due: w.Due, Reason: w.Reason}
		who := o.r.T(w.Role.Key())
		if name := o.names[w.Person]; name != "" {
			who = name
		}
		if i > 0 {
			line := web.Row{web.Two{Top: o.r.T(w.Reason), Sub: o.r.T("desk.by", "Who", who) + " · " + o.s.dueText(o.r, row)}}
			if due := o.due(w.Due); due.Tone == web.Bad {
				line = append(line, due)
			}
			rest = append(rest, line)
			continue
		}
		act := web.NextAction{Title: w.Reason, Text: o.r.T("desk.by_until", "Who", who, "Date", i18n.ISODate(o.r.Lang, w.Due)), Due: o.due(w.Due)}
		if path, text := o.s.door(row); can(o.scope.Role, authority.Action(w.Action)) && path != o.path() {
			b := web.Button{Label: text, Href: path}
			if !mine(w) {
				b.Kind = web.Secondary
			}
			act.Buttons = append(act.Buttons, b)
		}
		out = append(out, act)
	}
	if len(out) == 0 {
		if w, ok := o.s.nextWork(&o.st); ok {
			day := i18n.Date(o.r.Lang, db.FromMicros(w.From).In(o.s.Zone))
			out = append(out, web.NextAction{Title: w.Reason, Text: o.r.T("desk.by_from", "Who", o.r.T(w.Role.Key()), "Date", day)})
		}
	}
	if len(rest) > 0 {
		out = append(out, web.Card{Title: "desk.also", Body: rest})
	}
	return out
}

func (o *opened) due(date string) web.Age {
	left, ok := o.s.daysUntil(date)
	if !ok {
		return web.Age{}
	}
	a := web.Age{Text: i18n.Due(o.r.Lang, left)}
	switch {
	case left < 0:
		a.Tone = web.Bad
	case left <= soon:
		a.Tone = web.Warn
	}
	return a
}

// stageOnly is what a partner organisation sees of a report it made.
func (s *Service) stageOnly(r *web.Request, sc db.Scope) (web.Response, error) {
	id, err := s.Accounts.CaseByNumber(r.Context(), sc, "page.stage", r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	events, err := s.Ledger.History(r.Context(), sc, ledger.Subject{Kind: casefile.KindCase, ID: id})
	if err != nil {
		return nil, err
	}
	o := &opened{s: s, r: r, scope: sc, id: id, st: casefile.FoldState(id, events)}
	return web.Page("", web.View{Title: r.T("desk.case_no", "No", o.st.Number), Lead: region.Label(region.Code(o.st.Area)),
		Crumbs: []web.Crumb{{Label: "desk.cases", Href: "/kasus"}, {Label: o.st.Number}},
		Body: []any{web.Stack{o.stages(false), web.Card{Title: "desk.stage", Body: []any{web.Facts{
			{Label: "desk.col.stage", Value: stageText(r, o.st.Stage, o.st.Exit)},
			{Label: "desk.col.since_date", Value: s.date(r, o.st.StageSince)},
			{Label: "desk.col.opened", Value: s.date(r, o.st.OpenedAt)}},
			web.Para{Text: "desk.stage.why", Muted: true, Small: true}}}}}}, nil), nil
}
