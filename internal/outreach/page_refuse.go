package outreach

import (
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// captureFacts say what was tried, without who the person is.
func (s *Service) captureFacts(r *web.Request, w Waiting, operator string) web.Facts {
	facts := web.Facts{
		{Label: "outreach.approvals.part", Value: listWords(r, "outreach.trait.", commas(w.Trait))},
		{Label: "outreach.approvals.why", Value: r.T("outreach.why." + w.Reason)},
		{Label: "outreach.approvals.by", Value: operator, Note: i18n.DateTime(r.Lang, time.UnixMicro(w.At).In(s.Zone))},
	}
	if w.Evidence != "" {
		facts = append(facts, web.Fact{Label: "outreach.approvals.evidence",
			Value: web.Link{Label: "outreach.approvals.open", Href: "/persetujuan/" + w.Number + "/bukti"}})
	}
	return facts
}

// waiting is the failed capture of the address that waits for a second person;
// missing says that there is none.
func (s *Service) waiting(r *web.Request, action authority.Action, missing string) (Waiting, error) {
	sc, ctx := account.ScopeOf(r), r.Context()
	id, err := s.Accounts.CaseByNumber(ctx, sc, action, r.PathValue("case"))
	if err != nil {
		return Waiting{}, err
	}
	list, err := s.store.approvals(ctx, sc)
	if err != nil {
		return Waiting{}, err
	}
	for _, w := range list {
		if w.Case == id {
			return w, nil
		}
	}
	return Waiting{}, fault.New(fault.NotFound, missing)
}

// approvePage asks before a failed capture is let stand: what follows from it, a
// NIK, is for life (UU 24/2013 pasal 13).
func (s *Service) approvePage(r *web.Request) (web.Response, error) {
	w, err := s.waiting(r, casefile.Exception, "casefile.may.no_failed_capture")
	if err != nil {
		return nil, err
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), []string{w.Operator})
	if err != nil {
		return nil, err
	}
	title, lead := "outreach.approve", w.Number+" · "+region.Label(region.Code(w.Area))
	crumbs := []web.Crumb{{Label: "outreach.approvals", Href: "/persetujuan"}, {Label: title}}
	facts := web.Card{Body: []any{s.captureFacts(r, w, names[w.Operator])}}
	if w.Operator == account.ScopeOf(r).Person {
		return web.Page("", web.View{Title: title, Lead: lead, Shape: web.Narrow, Crumbs: crumbs, Body: []any{web.Stack{facts,
			web.Notice{Text: "outreach.approvals.own"}, web.Row{web.Button{Label: "outreach.back", Kind: web.Quiet, Href: "/persetujuan"}}}}}, nil), nil
	}
	return web.Confirm{Title: title, Lead: lead, Crumbs: crumbs, About: facts, Happens: "outreach.approve.happens",
		Action: "/persetujuan/" + w.Number, Do: "outreach.approve.do", Back: "/persetujuan"}.Page(), nil
}

func (s *Service) refusePage(r *web.Request) (web.Response, error) { return s.refuseForm(r, nil) }

// refuseForm asks why a failed capture is not to stand.
func (s *Service) refuseForm(r *web.Request, problem error) (web.Response, error) {
	w, err := s.waiting(r, casefile.ExceptionRefused, "casefile.may.no_failed_capture")
	if err != nil {
		return nil, err
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), []string{w.Operator})
	if err != nil {
		return nil, err
	}
	f := web.Form{Action: "/persetujuan/" + w.Number + "/tolak", Fields: []any{
		&web.Radios{Label: web.Ask("sebab", "outreach.refuse.why").Must(), Options: options(r, "casefile.exception.", casefile.ExceptionRefusals(), nil)},
	}, Buttons: []any{web.Button{Label: "outreach.refuse.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: "/persetujuan"}}}
	return web.Page("", web.View{Title: "outreach.refuse", Lead: w.Number + " · " + region.Label(region.Code(w.Area)), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.approvals", Href: "/persetujuan"}, {Label: "outreach.refuse"}},
		Body:   []any{web.Card{Body: []any{s.captureFacts(r, w, names[w.Operator]), f.Fill(r, problem)}}},
		Aside:  []any{web.Card{Title: "outreach.refuse.next", Body: []any{web.Para{Text: "outreach.refuse.next.text", Small: true}}}}}, nil), nil
}

func (s *Service) refuse(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.ExceptionRefused, r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	err = s.RefuseException(r.Context(), op, id, r.Text("sebab"))
	if fault.Is(err, fault.Invalid) {
		return s.refuseForm(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/persetujuan").Flash(r.T("outreach.refused", "Number", r.PathValue("case"))), nil
}
