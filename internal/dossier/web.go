package dossier

import (
	"net/url"
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	get, post := web.Get, web.Post
	supply := post("/kasus/{case}/berkas/{need}/{item}", casefile.ItemSupplied, s.supplyItem)
	supply.MaxBody = 3*attachment.MaxBytes + 1<<20
	return []web.Route{
		get("/berkas", "page.dossier", s.listPage),
		get("/kasus/{case}/berkas", "page.dossier", s.checklistPage),
		post("/kasus/{case}/berkas/ajukan", casefile.Submitted, s.submit),
		get("/kasus/{case}/berkas/keadaan", "page.dossier", s.circumstancesPage),
		post("/kasus/{case}/berkas/keadaan", casefile.PersonStated, s.tellCircumstances),
		get("/kasus/{case}/berkas/{need}/{item}", "page.dossier", s.itemPage),
		supply,
		post("/kasus/{case}/berkas/{need}/{item}/lepas", casefile.ItemRemoved, s.removeItem),
		get("/kasus/{case}/lampiran/{hash}", "attachment.read", s.attachmentFile),
		get("/persetujuan/{case}/keputusan/{need}", "page.decision", s.decisionPage),
		post("/persetujuan/{case}/keputusan/{need}", casefile.Decided, s.decide),
		get("/kasus/{case}/formulir/{code}", "page.dossier", s.formPage),
		post("/kasus/{case}/formulir/{code}", casefile.FormFilled, s.fillForm),
	}
}

// asked are the reasons for opening a dossier that is nobody's open work.
var asked = []string{"complete", "answer", "check", "other"}

const askedPrefix = "ask:"

// opened is a case behind one request: who reads it, and what for.
type opened struct {
	scope  db.Scope
	number string
	id     string
	reason string // what the person said, where no open work says it
}

// path leads to a page of the case and keeps what the person said.
func (o opened) path(rest string) string {
	to := "/kasus/" + url.PathEscape(o.number) + rest
	if o.reason != "" {
		to += "?untuk=" + o.reason
	}
	return to
}

// enter finds the case and says what its personal data is read for: the open
// work of the role, or what the person answers. The answer is nil, or the page
// that asks.
func (s *Service) enter(r *web.Request, action authority.Action, detail string) (opened, web.Response, error) {
	o := opened{scope: account.ScopeOf(r), number: r.PathValue("case")}
	var err error
	if o.id, err = s.Accounts.CaseByNumber(r.Context(), o.scope, action, o.number); err != nil {
		return o, nil, err
	}
	scope, mine, err := s.Accounts.ForWork(r.Context(), o.scope, casefile.KindCase, o.id)
	if err != nil {
		return o, nil, err
	}
	if o.scope = scope; !mine {
		reason := r.URL.Query().Get("untuk")
		if slices.Contains(asked, reason) {
			o.reason, o.scope = reason, s.Accounts.With(o.scope, askedPrefix+reason)
		} else if o.scope, mine, err = s.Accounts.Said(r.Context(), o.scope, casefile.KindCase, o.id); err != nil {
			return o, nil, err
		} else if !mine {
			return o, s.askWhy(r, o), nil
		}
	}
	// What is not logged is not shown (UU 27/2022 pasal 31).
	return o, nil, s.Accounts.Log(r.Context(), o.scope, account.AccessEntry{Action: action, Kind: casefile.KindCase, ID: o.id, Detail: detail})
}

// askWhy asks what somebody wants to see a dossier for.
func (s *Service) askWhy(r *web.Request, o opened) web.Response {
	f := web.Form{Action: r.URL.Path, Get: true, Buttons: []any{web.Button{Label: "dossier.why.open"},
		web.Button{Label: "dossier.back.case", Href: "/kasus/" + url.PathEscape(o.number), Kind: web.Quiet}}}
	radios := &web.Radios{Label: web.Ask("untuk", "dossier.why.question").Must()}
	for i, a := range asked {
		radios.Options = append(radios.Options, web.Option{Value: a, Label: "dossier.why." + a, On: i == 0})
	}
	f.Fields = []any{radios}
	return web.Page("", web.View{Title: "dossier.why.title", Lead: "dossier.why.lead", Shape: web.Narrow,
		Crumbs: []web.Crumb{{Label: "dossier.crumb.cases", Href: "/kasus"}, {Label: o.number, Href: "/kasus/" + url.PathEscape(o.number)}, {Label: "dossier.crumb"}},
		Body:   []any{f}}, nil)
}

// act begins a POST: the form, the operation, the case.
func (s *Service) act(r *web.Request, action authority.Action) (opened, ledger.Op, error) {
	if err := r.Parse(); err != nil {
		return opened{}, ledger.Op{}, err
	}
	op, err := r.Op()
	if err != nil {
		return opened{}, ledger.Op{}, err
	}
	o := opened{scope: account.ScopeOf(r), number: r.PathValue("case")}
	if reason := r.URL.Query().Get("untuk"); slices.Contains(asked, reason) {
		o.reason = reason
	}
	o.id, err = s.Accounts.CaseByNumber(r.Context(), o.scope, action, o.number)
	o.scope = s.Accounts.With(o.scope, "work:"+string(action))
	return o, ledger.Op{ID: op, Scope: o.scope}, err
}

// crumbs lead to a page of the dossier.
func (o opened) crumbs(r *web.Request, f File, more ...string) []web.Crumb {
	name := nameOf(f.State.Person)
	if name == "" {
		name = o.number
	}
	list := []web.Crumb{{Label: "dossier.crumb.cases", Href: "/kasus"}, {Label: name, Href: "/kasus/" + url.PathEscape(o.number)}}
	if len(more) == 0 {
		return append(list, web.Crumb{Label: "dossier.crumb"})
	}
	list = append(list, web.Crumb{Label: "dossier.crumb", Href: o.path("/berkas")})
	for _, m := range more {
		list = append(list, web.Crumb{Label: m})
	}
	return list
}

// can says whether the role does an action at all on this case: what it may
// not do is not offered.
func (s *Service) can(r *web.Request, o opened, action authority.Action) bool {
	return s.DB.View(r.Context(), func(tx *db.Tx) error { return s.Accounts.Check(tx, o.scope, action, o.id) }) == nil
}

func placeOf(st *casefile.State) string { return region.Label(region.Code(st.Area)) }
