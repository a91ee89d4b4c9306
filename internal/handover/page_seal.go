package handover

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) sealPage(r *web.Request) (web.Response, error) { return s.sealForm(r, nil) }

// sealedCase is the case that the form is about.
func (s *Service) sealedCase(r *web.Request) (caseID string, p Person, needs []string, err error) {
	scope := account.ScopeOf(r)
	number := r.Text("kasus")
	if caseID, err = s.Accounts.CaseByNumber(r.Context(), scope, casefile.Dispatched, number); err != nil {
		return "", p, nil, err
	}
	scope, err = s.because(r, casefile.KindCase, caseID)
	if err != nil {
		return "", p, nil, err
	}
	if err := s.Accounts.Log(r.Context(), scope, account.AccessEntry{Action: "page.handover", Kind: casefile.KindCase, ID: caseID}); err != nil {
		return "", p, nil, err
	}
	if p, err = s.person(r.Context(), scope, caseID); err != nil {
		return "", p, nil, err
	}
	needs, err = s.issued(r.Context(), scope, caseID)
	return caseID, p, needs, err
}

// because gives the scope its purpose: the role's open work, or the custody
// that the role keeps.
func (s *Service) because(r *web.Request, kind, id string) (db.Scope, error) {
	scope, found, err := s.Accounts.ForWork(r.Context(), account.ScopeOf(r), kind, id)
	if err == nil && !found {
		scope = s.Accounts.With(scope, "custody")
	}
	return scope, err
}

func (s *Service) sealForm(r *web.Request, problem error) (web.Response, error) {
	_, p, needs, err := s.sealedCase(r)
	if err != nil {
		return nil, err
	}
	crumbs := []web.Crumb{{Label: "handover.title", Href: "/penyerahan"}, {Label: "handover.seal.title"}}
	lead := r.T("handover.seal.lead", "Name", s.named(r, p.Name), "Village", region.Label(region.Code(p.Village)), "Number", p.Number)
	if len(needs) == 0 {
		return web.Page("", web.View{Title: "handover.seal.title", Lead: lead, Shape: web.Narrow, Crumbs: crumbs,
			Body: []any{web.Empty{Icon: "box", Title: "handover.seal.nothing", Text: "handover.seal.nothing.text",
				Button: web.Button{Label: "handover.to_case", Href: "/kasus/" + p.Number}}}}, nil), nil
	}
	content := &web.Checks{Label: web.Ask("dokumen", "handover.content").Must()}
	for _, n := range needs {
		content.Options = append(content.Options, web.Option{Value: n, Label: "casefile.need." + n, On: true})
	}
	f := web.Form{Action: "/penyerahan/baru", Hidden: []web.Pair{{Name: "kasus", Value: p.Number}}, Fields: []any{
		content,
		&web.Input{Label: web.Ask("segel", "handover.seal", "handover.seal.hint").Must(), Width: "w12", Max: 24},
		&web.Input{Label: web.Ask("tempat", "handover.meeting", "handover.meeting.hint").Must(), Max: 120},
		&web.Input{Label: web.Ask("penerima", "handover.also", "handover.also.hint"), Max: 120},
	}, Buttons: []any{web.Button{Label: "handover.act.seal"}, web.Button{Label: "handover.cancel", Kind: web.Quiet, Href: "/penyerahan"}}}
	return web.Page("", web.View{Title: "handover.seal.title", Lead: lead, Shape: web.Narrow, Err: problem, Crumbs: crumbs,
		Body: []any{f.Fill(r, problem)},
		Aside: []any{web.Card{Title: "handover.seal.how", Body: []any{
			web.Para{Text: "handover.seal.how.text", Small: true}, web.Para{Text: "handover.seal.pin.text", Small: true}}}}}, nil), nil
}

func (s *Service) sealSave(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	caseID, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Dispatched, r.Text("kasus"))
	if err != nil {
		return nil, err
	}
	made, err := s.Seal(r.Context(), op, Seal{Case: caseID, Needs: r.Texts("dokumen"), Seal: r.Text("segel"),
		Meeting: r.Text("tempat"), Receiver: r.Text("penerima")})
	if fault.Is(err, fault.Invalid) {
		return s.sealForm(r, err)
	}
	if err != nil {
		return nil, err
	}
	if made.Repeated {
		return web.Redirect("/amplop/" + made.Number), nil
	}
	// The answer to the POST itself: the PIN is nowhere but on this page, so
	// there is nothing that a reload could show again.
	return web.Page("", web.View{Title: r.T("handover.sealed.title", "Number", made.Number), Lead: "handover.sealed.lead", Shape: web.Narrow,
		Crumbs: []web.Crumb{{Label: "handover.title", Href: "/penyerahan"}, {Label: made.Number, Href: "/amplop/" + made.Number}, {Label: "handover.pin"}},
		Body: []any{
			web.Stats{{Label: "handover.pin", Value: made.PIN}}, web.Card{Body: []any{web.Para{Text: "handover.pin.text"}}},
			web.Row{web.Button{Label: "handover.sealed.next", Href: "/amplop/" + made.Number}, web.PrintButton{Label: "handover.pin.print"},
				web.Button{Label: "handover.label", Icon: "print", Kind: web.Secondary, Href: "/amplop/" + made.Number + "/label.pdf"}},
		}}, nil), nil
}

// op is what the person does with this form.
func (s *Service) op(r *web.Request) (ledger.Op, error) {
	if err := r.Parse(); err != nil {
		return ledger.Op{}, err
	}
	id, err := r.Op()
	return ledger.Op{ID: id, Scope: account.ScopeOf(r)}, err
}

// opForm is a form that was sent about one envelope.
type opForm struct {
	op       ledger.Op
	envelope string
}
