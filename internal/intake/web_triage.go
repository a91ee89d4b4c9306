package intake

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) triageRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: "/laporan", Action: "page.reports", Handle: s.queuePage},
		{Method: get, Pattern: "/laporan/{case}", Action: "page.compare", Handle: s.triagePage},
		{Method: post, Pattern: "/laporan/{case}/identitas", Action: casefile.IdentityDecided, Handle: s.decide},
		{Method: get, Pattern: "/persetujuan/{case}/ganda", Action: "page.duplicate", Handle: s.duplicatePage},
		{Method: post, Pattern: "/persetujuan/{case}/ganda", Action: casefile.Duplicate, Handle: s.confirm},
		{Method: get, Pattern: "/kasus/{case}/jawab", Action: casefile.Noted, Handle: s.answerPage},
		{Method: post, Pattern: "/kasus/{case}/jawab", Action: casefile.Noted, Handle: s.answerSave},
		{Method: post, Pattern: "/laporan/{case}/nomor", Action: "reveal.nik", Handle: s.revealCandidate},
		{Method: post, Pattern: "/laporan/{case}/terima", Action: casefile.Accepted, Handle: s.accept},
		{Method: post, Pattern: "/laporan-warga/{id}/gabung", Action: casefile.Noted, Handle: s.mergeTip},
	}
}

const queueSize = 25

// Days after which a report that waits is shown as soon and as late.
const (
	soonAfter = 2
	lateAfter = 4
)

func (s *Service) queuePage(r *web.Request) (web.Response, error) {
	offset, pages := web.Paginate(r, queueSize)
	scope := account.ScopeOf(r)
	if err := s.log(r.Context(), scope, "page.reports", "triage"); err != nil {
		return nil, err
	}
	list, total, err := s.Queue(r.Context(), scope, offset, queueSize)
	if err != nil {
		return nil, err
	}
	pages.Total = total
	group := web.WorkGroup{Title: "intake.queue.group", Count: total}
	for _, w := range list {
		days := i18n.Days(w.Opened, r.Now(), r.Now().Location())
		age := web.Age{Text: i18n.Waiting(r.Lang, days)}
		switch {
		case days >= lateAfter:
			age.Tone = web.Bad
		case days >= soonAfter:
			age.Tone = web.Warn
		}
		note := w.Number + " · " + r.T("intake.channel."+w.Channel)
		if w.Urgent {
			note += " · " + r.T("intake.urgent")
		}
		group.Rows = append(group.Rows, web.WorkRow{Title: called(r, w.Name, w.Place), Note: note,
			Place: region.Label(region.Code(w.Village)), Age: age, Href: "/laporan/" + w.Number,
			Button: "intake.queue.open", Urgent: w.Urgent})
	}
	var body []any
	if total == 0 {
		body = []any{web.Empty{Icon: "check", Title: "intake.queue.empty", Text: "intake.queue.empty.text",
			Button: web.Button{Label: "intake.report.title", Href: "/lapor"}}}
	} else {
		body = []any{web.WorkList{Title: "intake.queue.list", Groups: []web.WorkGroup{group}}, pages}
	}
	actions := []any{web.Button{Label: "intake.letters.title", Href: "/laporan/surat", Kind: web.Quiet}}
	if can(r, "page.proposals") {
		actions = append(actions, web.Button{Label: "intake.propose.title", Href: proposalsPath, Kind: web.Quiet})
	}
	actions = append(actions, web.Button{Label: "intake.review.title", Href: reviewPath, Kind: web.Quiet})
	actions = append(actions, s.queueActions(r)...)
	return web.Page("", web.View{Title: "intake.queue.title", Lead: "intake.queue.lead", Body: body, Actions: actions,
		Crumbs: []web.Crumb{{Label: "intake.home", Href: "/"}, {Label: "intake.queue.title"}}}, nil), nil
}

// called is how a list calls a person: by name, else by the place.
func called(r *web.Request, name, place string) string {
	switch {
	case name != "":
		return name
	case place != "":
		return r.T("intake.unnamed") + ", " + place
	}
	return r.T("intake.unnamed")
}

func (s *Service) triagePage(r *web.Request) (web.Response, error) { return s.triage(r, nil) }

// triage is one report: what it says, whom it may be about, and what becomes of
// it. Where there is somebody to compare with, that comes first.
func (s *Service) triage(r *web.Request, problem error) (web.Response, error) {
	o, err := s.openReview(r)
	if err != nil || o.ask != nil {
		return o.ask, err
	}
	st := o.st
	found, err := s.Candidates(r.Context(), o.scope, register.QueryOf(&st))
	if err != nil {
		return nil, err
	}
	_, unsettled, err := s.Register.Unsettled(r.Context(), o.scope, &st)
	if err != nil {
		return nil, err
	}
	name := called(r, st.Person.Value(casefile.FieldName), st.Person.Value(casefile.FieldPlace))
	view := web.View{Title: name, Lead: joinDots([]string{st.Number, region.Label(region.Code(st.Area)), r.T("intake.channel." + st.Channel)}),
		Err:    problem,
		Crumbs: []web.Crumb{{Label: "intake.queue.title", Href: "/laporan"}, {Label: st.Number}},
	}
	chosen, index := choose(st, found, r.Text("calon"))
	if chosen == nil {
		view.Body = []any{web.Stack{s.said(r, st), web.Notice{Tone: web.Good, Strong: "intake.triage.nobody", Text: "intake.triage.nobody.text"}}}
		view.Aside = s.outcome(r, st, chosen, unsettled, problem)
		return web.Page("", view, nil), nil
	}
	page := reviewing{s: s, r: r, scope: o.scope, st: st, found: found, chosen: chosen, index: index}
	main, side, err := page.parts()
	if err != nil {
		return nil, err
	}
	if view.Actions, err = page.turn(); err != nil {
		return nil, err
	}
	side = append(side, s.outcome(r, st, chosen, unsettled, problem)...)
	if page.shown {
		view.Refresh = &web.Refresh{Seconds: int(account.RevealFor.Seconds()), Href: page.here()}
	}
	if page.open() {
		view.Title, view.Lead = "intake.decision.title", joinDots([]string{name, view.Lead})
	}
	view.Body = []any{web.Columns{Cols: [][]any{main, side}}}
	return web.Page("", view, nil), nil
}

// openReview opens a case to compare it: that a candidate waits for a decision is
// why, where no other work is open.
func (s *Service) openReview(r *web.Request) (opened, error) {
	id, err := s.caseID(r, "page.compare")
	if err != nil {
		return opened{}, err
	}
	waits, err := s.pairWaits(r.Context(), account.ScopeOf(r), id)
	if err != nil {
		return opened{}, err
	}
	if !waits {
		return s.open(r, "page.compare", "intake.triage.title")
	}
	scope := s.Accounts.With(account.ScopeOf(r), "work:"+casefile.IdentityDecided)
	st, err := s.Load(r.Context(), scope, "page.compare", id)
	return opened{id: id, scope: scope, st: st}, err
}

// choose picks the candidate to look at: the one asked for, else the first that
// is not decided, else the first.
func choose(st casefile.State, found []register.Candidate, asked string) (*register.Candidate, int) {
	for i := range found {
		if found[i].Ref == asked {
			return &found[i], i
		}
	}
	for i := range found {
		if decided(st, found[i].Ref) == "" {
			return &found[i], i
		}
	}
	if len(found) > 0 {
		return &found[0], 0
	}
	return nil, 0
}

// said is what the report states.
func (s *Service) said(r *web.Request, st casefile.State) any {
	p := st.Person
	var facts web.Facts
	add := func(label, field, value string) {
		if value == "" {
			return
		}
		c := p.Get(field).Certainty
		fact := web.Fact{Label: label, Value: value}
		if c != "" {
			fact.Cert = &web.Certain{Text: "casefile.certainty." + c, Sure: c != casefile.CertaintySaid}
		}
		facts = append(facts, fact)
	}
	add("intake.report.name", casefile.FieldName, p.Value(casefile.FieldName))
	add("intake.report.other_names", "", strings.Join(p.Values(casefile.FieldOtherName), ", "))
	add("intake.report.birth", casefile.FieldBirth, birthText(r, p.Value(casefile.FieldBirth)))
	add("intake.report.sex", casefile.FieldSex, s.Book.Label("sex", p.Value(casefile.FieldSex), r.Lang))
	add("intake.report.mother", casefile.FieldMother, p.Value(casefile.FieldMother))
	add("NIK", casefile.FieldNIK, resident.MaskNIK(p.Value(casefile.FieldNIK)))
	add("intake.report.address", casefile.FieldAddress, joinDots([]string{p.Value(casefile.FieldAddress), neighbourhood(p)}))
	add("intake.report.place", casefile.FieldPlace, p.Value(casefile.FieldPlace))
	add("intake.report.directions", casefile.FieldDirections, p.Value(casefile.FieldDirections))
	add("intake.report.companion", casefile.FieldCompanion, joinDots([]string{p.Value(casefile.FieldCompanion), p.Value(casefile.FieldPhone)}))
	add("intake.report.reasons", "", s.labels(r, "case_reason", st.Reasons))
	add("intake.report.vulnerability", "", s.labels(r, "vulnerability", p.Elements(casefile.FieldVulnerability)))
	add("intake.report.class", "", s.labels(r, "legal_class", p.Elements(casefile.FieldLegalClass)))
	var needs []string
	for _, n := range st.Needs {
		needs = append(needs, r.T("casefile.need."+n.Need))
	}
	add("intake.report.needs", "", strings.Join(needs, ", "))
	letter := r.T("intake.triage.no_letter")
	if st.Letter != "" {
		letter = r.T("intake.triage.with_letter")
	}
	add("intake.report.letter", "", letter)
	return web.Card{Title: "intake.triage.said", Link: web.Link{Label: "intake.triage.complete", Href: "/kasus/" + st.Number + "/data", Small: true}, Body: []any{facts}}
}

func (s *Service) labels(r *web.Request, table string, codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, s.Book.Label(table, c, r.Lang))
	}
	return strings.Join(out, ", ")
}

func neighbourhood(p casefile.Person) string {
	var out []string
	if v := p.Value(casefile.FieldRT); v != "" {
		out = append(out, "RT "+v)
	}
	if v := p.Value(casefile.FieldRW); v != "" {
		out = append(out, "RW "+v)
	}
	return strings.Join(out, " ")
}

// outcome is what becomes of the report: accepted, or one of the ways out.
func (s *Service) outcome(r *web.Request, st casefile.State, chosen *register.Candidate, unsettled bool, problem error) []any {
	var out []any
	base := "/laporan/" + st.Number
	if st.May(casefile.Accepted) == nil {
		kind := web.Secondary
		if !unsettled && (chosen == nil || decided(st, chosen.Ref) != "") {
			kind = web.Primary
		}
		var have []string
		for _, n := range st.Needs {
			have = append(have, n.Need)
		}
		body := []any{}
		if unsettled {
			body = append(body, web.Notice{Tone: web.Warn, Text: "fault.register.unsettled"})
		} else {
			var fields []any
			if more := s.needOptions(r.Lang, have...); len(more) > 0 {
				fields = []any{&web.Checks{Label: web.Ask("kebutuhan", "intake.accept.needs", "intake.accept.needs.hint"), Options: more}}
			}
			body = append(body, web.Form{Action: base + "/terima", Fields: fields, Buttons: []any{web.Button{Label: "intake.accept.do", Kind: kind, Full: true}}}.Fill(r, problem))
		}
		out = append(out, web.Card{ID: "terima", Title: "intake.accept.title", Body: body})
	}
	if st.May(casefile.Declined) == nil {
		out = append(out, web.Card{Title: "intake.triage.else", Body: []any{
			web.Para{Text: web.Link{Label: "intake.triage.decline", Href: "/kasus/" + st.Number + "/keluar?jalan=declined"}},
			web.Para{Text: web.Link{Label: "intake.triage.refer", Href: "/kasus/" + st.Number + "/keluar?jalan=referred"}},
			web.Para{Text: web.Link{Label: "intake.triage.exit", Href: "/kasus/" + st.Number + "/keluar"}}}})
	} else {
		out = append(out, web.Card{Body: []any{web.Link{Label: "intake.report.open", Href: "/kasus/" + st.Number}}})
	}
	return out
}

// candidateLine tells a candidate from others of the same name.
func candidateLine(r *web.Request, c register.Candidate) string {
	return joinDots([]string{birthText(r, c.Birth), region.Label(region.Code(c.Village)), c.Number})
}

func (s *Service) decide(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.IdentityDecided)
	if err != nil {
		return nil, err
	}
	in := Verdict{Candidate: r.Text("calon"), Decision: r.Text("putusan"), Ask: r.Text("putusan") == casefile.Unsure && r.Text("tanya") != ""}
	if _, err := s.Decide(r.Context(), op, id, in); err != nil {
		return nil, err
	}
	said := r.T("intake.decision.saved", "Decision", r.T("intake.decision."+in.Decision))
	switch {
	case in.Decision == casefile.Same && strings.HasPrefix(in.Candidate, casefile.KindCase+":"):
		said = r.T("intake.decision.proposed", "No", r.PathValue("case"))
	case in.Ask:
		said = r.T("intake.decision.asked", "No", r.PathValue("case"))
	}
	next := "/laporan/" + r.PathValue("case")
	if at := r.Text(inTurn); at != "" {
		if next, err = s.nextPath(r, pairFilter(r), at); err != nil {
			return nil, err
		}
	}
	return web.Redirect(next).Flash(said).Undo(undoPath(r.PathValue("case"), op.ID)), nil
}

func (s *Service) accept(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.Accepted)
	if err != nil {
		return nil, err
	}
	_, err = s.Accept(r.Context(), op, id, dedupe(r.Texts("kebutuhan")))
	if fault.Is(err, fault.Invalid) {
		return s.triage(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/laporan").Flash(r.T("intake.accept.saved", "No", r.PathValue("case"))).Undo(undoPath(r.PathValue("case"), op.ID)), nil
}

// queueActions lead to the other ways in which people come onto the list.
func (s *Service) queueActions(r *web.Request) []any {
	var out []any
	if authority.Reaches(authority.Role(r.Viewer.Role), "list.import") != authority.None {
		out = append(out, web.Button{Label: "intake.list.title", Href: "/laporan/impor", Kind: web.Quiet})
	}
	return append(out, web.Button{Label: "intake.report.title", Href: "/lapor", Icon: "plus"})
}
