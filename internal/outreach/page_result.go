package outreach

import (
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// approvalsPage lists the failed captures that wait for the second person.
func (s *Service) approvalsPage(r *web.Request) (web.Response, error) {
	sc := account.ScopeOf(r)
	if err := s.Accounts.Log(r.Context(), sc, account.AccessEntry{Action: "page.approvals", Kind: account.AccessList}); err != nil {
		return nil, err
	}
	list, err := s.store.approvals(r.Context(), sc)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, w := range list {
		ids = append(ids, w.Operator)
	}
	names, err := s.Accounts.Names(r.Context(), sc, ids)
	if err != nil {
		return nil, err
	}
	page := web.View{Title: "outreach.approvals", Lead: "outreach.approvals.lead", Shape: web.Narrow}
	decisions, err := s.decisionCards(r, sc)
	if err != nil {
		return nil, err
	}
	doubled, err := s.doubledCards(r, sc)
	if err != nil {
		return nil, err
	}
	page.Body = append(decisions, doubled...)
	for _, w := range list {
		at := time.UnixMicro(w.At).In(s.Zone)
		card := web.Card{Title: w.Number + " · " + region.Label(region.Code(w.Area)),
			Link: web.Tag{Tone: web.Warn, Text: i18n.Waiting(r.Lang, i18n.Days(at, r.Now(), s.Zone))}, Body: []any{s.captureFacts(r, w, names[w.Operator])}}
		if w.Operator == sc.Person {
			card.Foot = r.T("outreach.approvals.own")
		} else {
			card.Foot = web.Row{web.Button{Label: "outreach.approvals.approve", Href: "/persetujuan/" + w.Number + "/setujui"},
				web.Button{Label: "outreach.approvals.refuse", Kind: web.Secondary, Href: "/persetujuan/" + w.Number + "/tolak"}}
		}
		page.Body = append(page.Body, card)
	}
	if len(page.Body) == 0 {
		page.Body = []any{web.Empty{Icon: "finger", Title: "outreach.approvals.none", Text: "outreach.approvals.none.text"}}
	}
	page.Aside = []any{web.Card{Title: "outreach.approvals.help", Body: []any{web.Para{Text: "outreach.approvals.help.text", Small: true}}}}
	return web.Page("", page, nil), nil
}

// decisionCards lead the head to what the law leaves to the head; the decision
// has a page of its own (dossier).
func (s *Service) decisionCards(r *web.Request, sc db.Scope) (out []any, err error) {
	if authority.Reaches(authority.Role(sc.Role), "page.decision") == authority.None {
		return nil, nil
	}
	list, err := s.store.decisions(r.Context(), sc, db.Micros(s.Clock()))
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		at := time.UnixMicro(d.Since).In(s.Zone)
		what := d.Requirement
		if q, err := lawbook.Current().Requirement(d.Requirement); err == nil {
			what = q.Label.In(r.Lang)
		}
		button := web.Button{Label: "outreach.decisions.open", Href: "/persetujuan/" + d.Number + "/keputusan/" + d.Need}
		tag := web.Tag{Tone: web.Warn, Text: i18n.Waiting(r.Lang, i18n.Days(at, r.Now(), s.Zone))}
		if !d.Open {
			button.Label, button.Kind = "outreach.decisions.change", web.Secondary
			tag = web.Tag{Tone: web.Good, Text: r.T("outreach.decisions.done", "Date", i18n.Date(r.Lang, at))}
		}
		out = append(out, web.Card{Title: d.Number + " · " + region.Label(region.Code(d.Area)), Link: tag,
			Body: []any{web.Facts{{Label: "outreach.decisions.need", Value: r.T("casefile.need." + d.Need)}, {Label: "outreach.decisions.what", Value: what}}}, Foot: button})
	}
	return out, nil
}

// doubledCards lead the second person to the cases that somebody takes for
// another's duplicate; both are compared on a page of its own (intake).
func (s *Service) doubledCards(r *web.Request, sc db.Scope) (out []any, err error) {
	if authority.Reaches(authority.Role(sc.Role), "page.duplicate") == authority.None {
		return nil, nil
	}
	list, err := s.store.doubled(r.Context(), sc)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		at := time.UnixMicro(d.Since).In(s.Zone)
		out = append(out, web.Card{Title: d.Number + " · " + region.Label(region.Code(d.Area)),
			Link: web.Tag{Tone: web.Warn, Text: i18n.Waiting(r.Lang, i18n.Days(at, r.Now(), s.Zone))},
			Body: []any{web.Para{Text: "casefile.work.same_person"}},
			Foot: web.Button{Label: "outreach.doubled.open", Href: "/persetujuan/" + d.Number + "/ganda?calon=" + d.Arg}})
	}
	return out, nil
}

func (s *Service) approve(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Exception, r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	if err := s.Approve(r.Context(), op, id); err != nil {
		return nil, err
	}
	return web.Redirect("/persetujuan").Flash(r.T("outreach.approved", "Number", r.PathValue("case"))), nil
}

// evidence opens the photo of a failed capture.
func (s *Service) evidence(r *web.Request) (web.Response, error) {
	sc, ctx := account.ScopeOf(r), r.Context()
	const missing = "fault.outreach.no_evidence"
	w, err := s.waiting(r, "attachment.evidence", missing)
	if err != nil {
		return nil, err
	}
	if w.Evidence == "" {
		return nil, fault.New(fault.NotFound, missing)
	}
	if err := s.Accounts.Log(ctx, s.Accounts.With(sc, "work:"+casefile.Exception), account.AccessEntry{
		Action: "attachment.evidence", Kind: casefile.KindCase, ID: w.Case}); err != nil {
		return nil, err
	}
	f, err := s.Attachments.Find(ctx, sc, casefile.KindCase, w.Case, w.Evidence)
	if err != nil {
		return nil, err
	}
	b, err := s.Attachments.Read(f)
	if err != nil {
		return nil, err
	}
	return web.File{Type: f.Type, Bytes: b}, nil
}

func (s *Service) searchPage(r *web.Request) (web.Response, error) {
	return s.searchForm(r, nil, nil, nil)
}

// searchForm asks what the search answered; notice stands above it, and look
// travels with it.
func (s *Service) searchForm(r *web.Request, problem error, notice []any, look []web.Pair) (web.Response, error) {
	id, st, err := s.openCase(r, casefile.Searched)
	if err != nil {
		return nil, err
	}
	if err := st.May(casefile.Searched); err != nil {
		return nil, err
	}
	if err := s.logCase(r, id, "page.person"); err != nil {
		return nil, err
	}
	sit := s.searchSituation(&st)
	offer := sit.Offer(casefile.BioNotFound)
	for _, n := range sit.Offer(casefile.BioLocal) {
		if n == casefile.NeedReplacement || n == casefile.NeedMove {
			offer = append(offer, n)
		}
	}
	outcomes := options(r, "outreach.outcome.", SearchOutcomes, nil)
	f := web.Form{Action: "/kasus/" + st.Number + "/pencarian", Hidden: look, Fields: []any{
		&web.Radios{Label: web.Ask("hasil", "outreach.search.outcome").Must(), Options: outcomes},
		&web.Input{Label: web.Ask("nik", "outreach.details.nik", "outreach.search.nik.hint"), Number: true, Width: "w12", Max: 20},
		s.kabupatenField(""),
		&web.Checks{Label: web.Ask("perlu", "outreach.ask.needs", "outreach.search.needs.hint"), Options: options(r, "casefile.need.", offer, nil), Two: true},
	}, Buttons: []any{web.Button{Label: "outreach.search.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: "/kasus/" + st.Number}}}
	page := web.View{Title: "outreach.search", Lead: st.Number + " · " + caseName(r, st), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: st.Number, Href: "/kasus/" + st.Number}, {Label: "outreach.search"}},
		Body:   append(notice, f.Fill(r, problem)),
		Aside:  []any{web.Card{Title: "outreach.search.help", Body: []any{web.Para{Text: "outreach.search.help.text", Small: true}}}}}
	if st.Biometric.Disputed {
		page.Body = append([]any{web.Notice{Tone: web.Warn, Text: "outreach.search.disputed"}}, page.Body...)
	}
	return web.Page("", page, nil), nil
}

func (s *Service) saveSearch(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Searched, r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	in := SearchIn{Outcome: r.Text("hasil"), NIK: r.Text("nik"), Kabupaten: r.Text("kabupaten"), Needs: r.Texts("perlu")}
	notice, look, err := s.lookFirst(r, casefile.Searched, Answers{Outcome: in.Outcome, NIK: in.NIK})
	if err != nil {
		return nil, err
	}
	if look != nil {
		return s.searchForm(r, nil, notice, look)
	}
	err = s.RecordSearch(r.Context(), op, id, in)
	if fault.Is(err, fault.Invalid) {
		return s.searchForm(r, err, nil, nil)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("outreach.search.saved")), nil
}

// openCase reads the case of the address for an act on it.
func (s *Service) openCase(r *web.Request, action string) (string, casefile.State, error) {
	id, events, err := s.caseEvents(r, action)
	if err != nil {
		return "", casefile.State{}, err
	}
	return id, casefile.FoldState(id, events), nil
}

func (s *Service) caseEvents(r *web.Request, action string) (string, []casefile.Event, error) {
	sc := account.ScopeOf(r)
	id, err := s.Accounts.CaseByNumber(r.Context(), sc, "page.case", r.PathValue("case"))
	if err != nil {
		return "", nil, err
	}
	events, err := s.Ledger.Events(r.Context(), s.forAct(sc, action), ledger.Subject{Kind: casefile.KindCase, ID: id})
	return id, events, err
}

// logCase notes in the access log that the person's data is about to be seen:
// the open work says why, or the act that was opened.
func (s *Service) logCase(r *web.Request, id, action string) error {
	sc, ok, err := s.Accounts.ForWork(r.Context(), account.ScopeOf(r), casefile.KindCase, id)
	if err != nil {
		return err
	}
	if !ok {
		sc = s.Accounts.With(sc, "act:"+casefile.Visited)
	}
	return s.Accounts.Log(r.Context(), sc, account.AccessEntry{Action: "page.person", Kind: casefile.KindCase, ID: id, Detail: action})
}

func caseName(r *web.Request, st casefile.State) string {
	return personWords(r, PersonRow{Number: st.Number, Name: st.Person.Value(casefile.FieldName), Birth: st.Person.Value(casefile.FieldBirth)})
}

// kabupatenField chooses the kabupaten or kota that holds a record, by province.
func (s *Service) kabupatenField(on string) *web.Select {
	var out []web.Option
	for _, p := range region.Children("") {
		for _, k := range region.Children(p.Code) {
			if k.Code != s.District {
				out = append(out, web.Option{Value: string(k.Code), Label: fmt.Sprintf("%s, %s", region.Label(k.Code), p.Name), On: string(k.Code) == on})
			}
		}
	}
	return &web.Select{Label: web.Ask("kabupaten", "outreach.details.kabupaten", "outreach.details.kabupaten.hint"), Options: out, Blank: "outreach.choose"}
}
