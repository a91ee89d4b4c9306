package dossier

import (
	"net/url"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) decisionPage(r *web.Request) (web.Response, error) { return s.decision(r, nil) }

// decision shows the head whom the decision is about and what the dossier
// holds, and nothing else of the case.
func (s *Service) decision(r *web.Request, problem error) (web.Response, error) {
	sc, ctx, number := account.ScopeOf(r), r.Context(), r.PathValue("case")
	id, err := s.Accounts.CaseByNumber(ctx, sc, "page.decision", number)
	if err != nil {
		return nil, err
	}
	sc, mine, err := s.Accounts.ForWork(ctx, sc, casefile.KindCase, id)
	if err != nil {
		return nil, err
	}
	if !mine { // decided already: it is looked at to be decided anew
		sc = s.Accounts.With(sc, "act:"+casefile.Decided)
	}
	if err := s.Accounts.Log(ctx, sc, account.AccessEntry{Action: "page.decision", Kind: casefile.KindCase, ID: id, Detail: r.PathValue("need")}); err != nil {
		return nil, err
	}
	events, err := s.Ledger.Events(ctx, sc, subjectOf(id))
	if err != nil {
		return nil, err
	}
	f, err := fileOf(id, events, s.today())
	if err != nil {
		return nil, err
	}
	g, ok := f.group(r.PathValue("need"))
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.dossier.item")
	}
	o := opened{scope: sc, number: number, id: id}
	table := web.Checklist{Done: g.Done(), Total: g.Total(), Groups: []web.CheckGroup{{Title: needTitle(r, g)}}}
	var about Item
	for _, i := range g.Items {
		if i.State == NotNeeded {
			continue
		}
		if i.Head {
			about = i
		}
		line := s.line(r, o, f, g, i, nil, false)
		line.Action = nil
		table.Groups[0].Items = append(table.Groups[0].Items, line)
	}
	v := web.View{Title: "dossier.decide.none", Lead: number + " · " + placeOf(&f.State), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "dossier.decide.crumb", Href: "/persetujuan"}, {Label: number}}}
	// Where there is nothing to decide, nothing is shown of the person
	// (UU 27/2022 pasal 16).
	if why := f.undecidable(g, about); why != "" {
		v.Body = []any{web.Notice{Text: why}}
		return web.Page("", v, nil), nil
	}
	v.Title = r.T("dossier.decide.title", "Name", called(r, f))
	v.Body = []any{web.Stack{web.Card{Title: about.Label.In(r.Lang), Body: []any{s.decisionFacts(r, f)}}, table,
		decisionForm(number, g.Need.Need, about).Fill(r, problem)}}
	v.Aside = []any{web.Card{Title: "dossier.item.rule", Body: []any{web.Para{Text: g.Book.Citation(about.Requirement), Small: true}, web.Para{Text: "dossier.decide.rule", Small: true}}}}
	return web.Page("", v, nil), nil
}

// undecidable says why the head has nothing to decide here, "" where there is.
func (f File) undecidable(g Group, about Item) string {
	_, asked := g.Asked()
	switch err := f.State.May(casefile.Decided, g.Need.Need); {
	case about.Code == "":
		return "fault.dossier.nothing_to_decide"
	case err != nil:
		return fault.As(err).Key
	case !asked && about.Decision.Answer == "":
		return "fault.dossier.not_asked"
	}
	return ""
}

// decisionFacts are what of the person the decision is about.
func (s *Service) decisionFacts(r *web.Request, f File) web.Facts {
	p := f.State.Person
	facts := web.Facts{{Label: "dossier.decide.name", Value: called(r, f)}}
	born := p.Printable(casefile.FieldBirth)
	if birth, err := resident.DateOf(born); err == nil && born != "" {
		fact := web.Fact{Label: "dossier.decide.birth", Value: born}
		if first, last, known := birth.Bounds(); known && first.Equal(last) {
			fact.Value = i18n.Date(r.Lang, first)
			fact.Note = r.T("dossier.decide.ago", "Age", i18n.Waiting(r.Lang, i18n.Days(first, r.Now(), s.Zone)))
		}
		facts = append(facts, fact)
	}
	for _, field := range []string{casefile.FieldBirthPlace, casefile.FieldMother, casefile.FieldFather} {
		if v := p.Printable(field); v != "" {
			facts = append(facts, web.Fact{Label: "dossier.decide." + field, Value: v})
		}
	}
	return facts
}

func decisionForm(number, need string, i Item) web.Form {
	had := i.Decision
	answers := &web.Radios{Label: web.Ask("jawaban", "dossier.decide.answer").Must(), Options: []web.Option{
		{Value: casefile.AnswerGranted, Label: "dossier.decide.granted", On: had.Answer == casefile.AnswerGranted},
		{Value: casefile.AnswerRefused, Label: "dossier.decide.refused", Hint: "dossier.decide.refused.hint", On: had.Answer == casefile.AnswerRefused}}}
	why := &web.Select{Label: web.Ask("sebab", "dossier.decide.reason", "dossier.decide.reason.hint"), Blank: "dossier.choose"}
	for _, code := range casefile.Refusals() {
		why.Options = append(why.Options, web.Option{Value: code, Label: "casefile.refusal." + code, On: had.Reason == code})
	}
	return web.Form{Action: "/persetujuan/" + url.PathEscape(number) + "/keputusan/" + need, Fields: []any{answers,
		&web.Input{Label: web.Ask("nomor", "dossier.decide.number", "dossier.decide.number.hint"), Value: had.Number, Max: maxNumber},
		web.Day(web.Ask("tanggal", "dossier.decide.day", "dossier.decide.day.hint"), had.Day), why},
		Buttons: []any{web.Button{Label: "dossier.decide.save"}, web.Button{Label: "dossier.decide.back", Href: "/persetujuan", Kind: web.Quiet}}}
}

func (s *Service) decide(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	id, err := r.Op()
	if err != nil {
		return nil, err
	}
	sc := account.ScopeOf(r)
	caseID, err := s.Accounts.CaseByNumber(r.Context(), sc, casefile.Decided, r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	in := casefile.DecidedBody{Need: r.PathValue("need"), Answer: r.Text("jawaban"), Number: r.Text("nomor"), Day: r.Day("tanggal"), Reason: r.Text("sebab")}
	_, err = s.Decide(r.Context(), ledger.Op{ID: id, Scope: sc}, caseID, in)
	if fault.Is(err, fault.Invalid) {
		return s.decision(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/persetujuan").Flash(r.T("dossier.decide.done."+in.Answer, "No", r.PathValue("case"))), nil
}

// decidedText says what the head decided.
func decidedText(r *web.Request, i Item) string {
	if i.State == Have {
		return r.T("dossier.head.granted", "Number", i.Decision.Number, "Day", i18n.ISODate(r.Lang, i.Decision.Day))
	}
	return r.T("dossier.head.refused", "Reason", lowerFirst(r.T("casefile.refusal."+i.Decision.Reason)), "Day", i18n.Date(r.Lang, r.At(db.FromMicros(i.At))))
}
