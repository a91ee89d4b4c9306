package handover

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) closePage(r *web.Request) (web.Response, error) { return s.closeAsk(r, nil) }

func (s *Service) closeAsk(r *web.Request, problem error) (web.Response, error) {
	number := r.PathValue("case")
	caseID, err := s.Accounts.CaseByNumber(r.Context(), account.ScopeOf(r), casefile.Closed, number)
	if err != nil {
		return nil, err
	}
	scope, err := s.because(r, casefile.KindCase, caseID)
	if err != nil {
		return nil, err
	}
	events, err := s.Ledger.History(r.Context(), scope, caseSubject(caseID))
	if err != nil {
		return nil, err
	}
	st := casefile.FoldState(caseID, events)
	v := web.View{Title: r.T("handover.close.title", "Number", st.Number), Lead: "handover.close.lead", Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: st.Number, Href: "/kasus/" + st.Number}, {Label: "handover.act.close"}}}
	if no := st.May(casefile.Closed); no != nil {
		v.Body = []any{web.Notice{Tone: web.Warn, Strong: "handover.close.not_yet", Text: fault.As(no).Key},
			web.Row{web.Button{Label: "handover.to_case", Kind: web.Secondary, Href: "/kasus/" + st.Number}}}
		return web.Page("", v, nil), nil
	}
	var needs web.Facts
	for _, n := range st.Needs {
		value := r.T("casefile.stage." + string(n.Stage))
		if n.Declined != "" {
			value = r.T("handover.close.declined")
		}
		needs = append(needs, web.Fact{Label: "casefile.need." + n.Need, Value: value})
	}
	f := web.Form{Action: "/kasus/" + st.Number + "/tutup", Files: true, Buttons: []any{web.Button{Label: "handover.act.close"},
		web.Button{Label: "handover.cancel", Kind: web.Quiet, Href: "/kasus/" + st.Number}}}
	if st.Served() {
		proofs := &web.Radios{Label: web.Ask("tanda", "handover.close.receipt", "handover.close.receipt.hint").Must()}
		filed := handOvers(&st)
		for _, e := range events {
			if !slices.Contains(filed, e.ID) {
				continue
			}
			proofs.Options = append(proofs.Options, web.Option{Value: "proof:" + e.ID, On: len(proofs.Options) == 0,
				Label: r.T("handover.close.proof", "When", i18n.DateTime(r.Lang, r.At(db.FromMicros(e.OccurredAt))))})
		}
		proofs.Options = append(proofs.Options, web.Option{Value: "foto", Label: "handover.close.scan"})
		f.Fields = []any{proofs, &web.Upload{Label: web.Ask("foto", "handover.close.photo", "handover.close.photo.hint"), Accept: "image/*,application/pdf", Camera: true}}
	} else {
		f.Fields = []any{web.Notice{Strong: "handover.close.none", Text: "handover.close.none.text"}}
	}
	v.Body = []any{web.Card{Title: "handover.close.needs", Body: []any{needs}}, f.Fill(r, problem)}
	return web.Page("", v, nil), nil
}

func (s *Service) closeSave(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	number := r.PathValue("case")
	caseID, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Closed, number)
	if err != nil {
		return nil, err
	}
	in := Closing{Receipt: r.Text("tanda")}
	if in.Receipt == "foto" {
		if in.Receipt, err = s.uploaded(r, op.Scope, caseID, s.Attachments.Put); err == nil && in.Receipt == "" {
			err = fault.At("foto", "fault.handover.photo")
		}
	}
	if err == nil {
		_, err = s.Close(r.Context(), op, caseID, in)
	}
	if fault.Is(err, fault.Invalid) {
		return s.closeAsk(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + number).Flash(r.T("handover.close.done", "Number", number)), nil
}
