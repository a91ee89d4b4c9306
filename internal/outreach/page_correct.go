package outreach

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// correctable is a case with its visits, for whoever may correct them.
type correctable struct {
	id       string
	st       casefile.State
	meetings []Meeting
	names    map[string]string
}

func (s *Service) correctable(r *web.Request) (*correctable, error) {
	sc := account.ScopeOf(r)
	id, err := s.Accounts.CaseByNumber(r.Context(), sc, casefile.Corrected, r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	events, err := s.Ledger.Events(r.Context(), s.forAct(sc, casefile.Corrected), ledger.Subject{Kind: casefile.KindCase, ID: id})
	if err != nil {
		return nil, err
	}
	c := &correctable{id: id, st: casefile.FoldState(id, events)}
	c.meetings = Meetings(&c.st, casefile.Order(events))
	var who []string
	for _, m := range c.meetings {
		who = append(who, m.By)
	}
	if c.names, err = s.Accounts.Names(r.Context(), sc, who); err != nil {
		return nil, err
	}
	return c, s.logCase(r, id, "visits")
}

// visitsPage lists the visits of a case with what each stated, and opens the
// form for the one that was written down wrong (?ke=2).
func (s *Service) visitsPage(r *web.Request) (web.Response, error) {
	c, err := s.correctable(r)
	if err != nil {
		return nil, err
	}
	if n := r.Int("ke", 0); n >= 1 && n <= len(c.meetings) {
		return s.correctForm(r, c, c.meetings[n-1], nil)
	}
	page := web.View{Title: "outreach.visits", Lead: c.st.Number + " · " + caseName(r, c.st), Shape: web.Narrow, Crumbs: caseCrumbs(c.st, "outreach.visits")}
	for i, m := range c.meetings {
		page.Body = append(page.Body, web.Card{Title: r.T("outreach.visits.nth", "N", i+1, "Day", i18n.ISODate(r.Lang, m.Day)),
			Body: []any{s.factsOf(r, c, m)},
			Foot: web.Button{Label: "outreach.correct", Kind: web.Secondary, Href: r.URL.Path + "?ke=" + strconv.Itoa(i+1)}})
	}
	if c.st.Biometric.Event != "" && mayRole(r, casefile.Biometric) && c.st.May(casefile.Biometric) == nil {
		page.Body = append(page.Body, web.Card{Title: "outreach.biometric", Body: []any{web.Para{Text: r.T("outreach.outcome." + c.st.Biometric.Outcome)}},
			Foot: web.Button{Label: "outreach.correct.outcome", Kind: web.Secondary, Href: "/kasus/" + c.st.Number + "/biometrik"}})
	}
	if len(c.meetings) == 0 {
		page.Body = []any{web.Empty{Icon: "calendar", Title: "outreach.visits.none", Text: "outreach.visits.none.text"}}
	}
	page.Aside = []any{web.Card{Title: "outreach.correct.help", Body: []any{web.Para{Text: "outreach.correct.help.text", Small: true}}}}
	return web.Page("", page, nil), nil
}

func (s *Service) factsOf(r *web.Request, c *correctable, m Meeting) web.Facts {
	by := web.Fact{Label: "outreach.visits.by", Value: c.names[m.By], Note: i18n.DateTime(r.Lang, time.UnixMicro(m.At).In(s.Zone))}
	if !m.Met {
		return web.Facts{{Label: "outreach.ask.tidak-bertemu", Value: r.T("outreach.notmet." + m.Facts.Reason)},
			{Label: "outreach.notmet.next", Value: i18n.ISODate(r.Lang, m.Facts.Next)}, by}
	}
	out := web.Facts{{Label: "outreach.sources", Value: listWords(r, "outreach.source.", m.Facts.Sources)},
		{Label: "outreach.witnesses", Value: strconv.Itoa(m.Facts.Witnesses)}}
	if m.Recorded {
		out = append(out, web.Fact{Label: "outreach.biometric", Value: r.T("outreach.outcome." + Enrolled), Note: deviceWords(r, m.Device, m.Quality)})
	}
	return append(out, by)
}

func (s *Service) correctForm(r *web.Request, c *correctable, m Meeting, problem error) (web.Response, error) {
	path := "/kasus/" + c.st.Number + "/kunjungan"
	f := web.Form{Action: path, Hidden: []web.Pair{{Name: "kejadian", Value: m.Event}, {Name: "dilihat", Value: m.Shown}},
		Buttons: []any{web.Button{Label: "outreach.correct.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: path}}}
	if m.Met {
		f.Fields = []any{&web.Checks{Label: web.Ask("sumber", "outreach.sources"), Two: true, Options: options(r, "outreach.source.", Sources, m.Facts.Sources)},
			&web.Input{Label: web.Ask("saksi", "outreach.witnesses", "outreach.witnesses.hint"), Number: true, Width: "w4", Max: 1, Value: digits(m.Facts.Witnesses)}}
	} else {
		f.Fields = []any{&web.Radios{Label: web.Ask("sebab", "outreach.ask.tidak-bertemu"), Two: true, Options: options(r, "outreach.notmet.", NotMets, []string{m.Facts.Reason})},
			web.Day(web.Ask("lagi", "outreach.notmet.next", "outreach.notmet.next.hint"), m.Facts.Next)}
	}
	f.Fields = append(f.Fields, whyFields(r)...)
	return web.Page("", web.View{Title: "outreach.correct.title", Lead: c.st.Number + " · " + i18n.ISODate(r.Lang, m.Day), Shape: web.Narrow, Err: problem,
		Crumbs: caseCrumbs(c.st, "outreach.visits"), Body: []any{f.Fill(r, problem)}}, nil), nil
}

func whyFields(r *web.Request) []any {
	return []any{&web.Radios{Label: web.Ask("alasan", "outreach.correct.why").Must(), Two: true, Options: options(r, "outreach.correct.why.", casefile.Whys(), nil)},
		&web.Input{Label: web.Ask("catatan", "outreach.correct.note", "outreach.correct.note.hint"), Max: 200}}
}

func caseCrumbs(st casefile.State, label string) []web.Crumb {
	return []web.Crumb{{Label: st.Number, Href: "/kasus/" + st.Number}, {Label: label}}
}

func mayRole(r *web.Request, a authority.Action) bool {
	return authority.Reaches(authority.Role(account.ScopeOf(r).Role), a) != authority.None
}

func (s *Service) saveCorrection(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	c, err := s.correctable(r)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.meetings, func(m Meeting) bool { return m.Event == r.Text("kejadian") })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "fault.outreach.no_visit")
	}
	in := CorrectionIn{Visit: c.meetings[i].Event, Shown: r.Text("dilihat"), Why: r.Text("alasan"), Note: words(r.Text("catatan"))}
	if c.meetings[i].Met {
		n, bad := strconv.Atoi(r.Text("saksi"))
		if bad != nil && r.Text("saksi") != "" {
			n = -1
		}
		in.Now = casefile.VisitFacts{Sources: r.Texts("sumber"), Witnesses: n}
	} else {
		in.Now = casefile.VisitFacts{Reason: r.Text("sebab"), Next: r.Day("lagi")}
	}
	err = s.Correct(r.Context(), op, c.id, in)
	if refusedHere(err) {
		return s.correctForm(r, c, c.meetings[i], err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + c.st.Number + "/kunjungan").Flash(r.T("outreach.corrected.saved")), nil
}

func (s *Service) outcomePage(r *web.Request) (web.Response, error) {
	return s.outcomeForm(r, nil, nil, nil)
}

// outcomeForm corrects the biometric outcome that is in force; notice stands
// above it, and look travels with it.
func (s *Service) outcomeForm(r *web.Request, problem error, notice []any, look []web.Pair) (web.Response, error) {
	id, st, err := s.openCase(r, casefile.Biometric)
	if err != nil {
		return nil, err
	}
	if err := st.May(casefile.Biometric); err != nil {
		return nil, err
	}
	if err := s.logCase(r, id, "biometric"); err != nil {
		return nil, err
	}
	page := web.View{Title: "outreach.correct.outcome", Lead: st.Number + " · " + caseName(r, st), Shape: web.Narrow, Err: problem,
		Crumbs: caseCrumbs(st, "outreach.correct.outcome")}
	switch {
	case st.Biometric.Disputed:
		page.Body = []any{web.Notice{Tone: web.Warn, Text: "outreach.search.disputed"},
			web.Row{web.Button{Label: "outreach.do.search", Href: "/kasus/" + st.Number + "/pencarian"}}}
		return web.Page("", page, nil), nil
	case st.Biometric.Event == "":
		page.Body = []any{web.Empty{Icon: "finger", Title: "outreach.no_outcome", Text: "outreach.no_outcome.text"}}
		return web.Page("", page, nil), nil
	}
	outcome := r.Text("hasil")
	path := "/kasus/" + st.Number + "/biometrik"
	f := web.Form{Action: path, Get: true, Fields: []any{&web.Radios{Label: web.Ask("hasil", "outreach.correct.right").Must(),
		Options: options(r, "outreach.outcome.", correctOutcomes, nil)}},
		Buttons: []any{web.Button{Label: "outreach.next"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: "/kasus/" + st.Number}}}
	if slices.Contains(correctOutcomes, outcome) {
		page.Lead = r.T("outreach.outcome." + outcome)
		f = web.Form{Action: path, Files: true, Fields: slices.Concat(s.correctedDetails(r, &st, outcome), whyFields(r), []any{
			&web.FirstShown{Name: "dilihat", Value: strings.Join(st.Person.Shown(casefile.FieldBiometric), " ")},
			&web.FirstShown{Name: "nik.dilihat", Value: strings.Join(st.Person.Shown(casefile.FieldNIK, casefile.FieldElsewhere), " ")}}),
			Hidden:  append(look, web.Pair{Name: "hasil", Value: outcome}),
			Buttons: []any{web.Button{Label: "outreach.correct.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: path}}}
	}
	page.Body = append(notice, web.Notice{Text: r.T("outreach.correct.stands", "Outcome", r.T("outreach.outcome."+st.Biometric.Outcome))}, f.Fill(r, problem))
	page.Aside = []any{web.Card{Title: "outreach.correct.help", Body: []any{web.Para{Text: "outreach.correct.outcome.help", Small: true}}}}
	return web.Page("", page, nil), nil
}

// correctedDetails asks what belongs to the right outcome, and nothing else.
func (s *Service) correctedDetails(r *web.Request, st *casefile.State, outcome string) []any {
	nik := &web.Input{Label: web.Ask("nik", "outreach.details.nik", "outreach.details.nik.hint").Must(), Number: true, Width: "w12", Max: 20}
	switch outcome {
	case casefile.BioLocal:
		return []any{nik}
	case casefile.BioElsewhere:
		return []any{nik, s.kabupatenField(st.Person.Value(casefile.FieldElsewhere)), web.Notice{Tone: web.Warn, Text: "outreach.details.one_nik"}}
	case casefile.BioFailed:
		return []any{
			&web.Checks{Label: web.Ask("bagian", "outreach.details.traits"), Two: true, Options: options(r, "outreach.trait.", Traits, nil)},
			&web.Radios{Label: web.Ask("sebab", "outreach.details.why"), Two: true, Options: options(r, "outreach.why.", BioReasons, nil)},
			&web.Upload{Label: web.Ask("bukti", "outreach.details.evidence", "outreach.details.evidence.hint"), Accept: "image/*", Camera: true},
			web.Notice{Text: "outreach.details.second"}}
	}
	return nil
}

func (s *Service) saveOutcome(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Biometric, r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	// A photo is taken for a case only on which the act can come about.
	if err := s.mayStillCorrect(r, op.Scope, id); err != nil {
		return nil, err
	}
	x := &sitting{id: id, answers: Answers{Outcome: r.Text("hasil")}}
	err = s.readDetails(r, x)
	if err == nil {
		notice, look, err := s.lookFirst(r, casefile.Biometric, x.answers)
		if err != nil {
			return nil, err
		}
		if look != nil {
			return s.outcomeForm(r, nil, notice, look)
		}
	}
	if err == nil {
		err = s.CorrectOutcome(r.Context(), op, id, OutcomeIn{Answers: x.answers, Why: r.Text("alasan"), Note: words(r.Text("catatan")),
			Bio: strings.Fields(r.Text("dilihat")), NIK: strings.Fields(r.Text("nik.dilihat"))})
	}
	if refusedHere(err) {
		return s.outcomeForm(r, err, nil, nil)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("outreach.corrected.outcome")), nil
}

func (s *Service) mayStillCorrect(r *web.Request, sc db.Scope, id string) error {
	return s.DB.View(r.Context(), func(tx *db.Tx) error {
		st, _, err := s.caseTx(tx, sc, casefile.Biometric, id)
		if err != nil {
			return err
		}
		return st.May(casefile.Biometric)
	})
}
