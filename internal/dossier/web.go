package dossier

import (
	"net/url"

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

// opened is a case behind one request: who reads it, and what for.
type opened struct {
	scope  db.Scope
	number string
	id     string
}

// path leads to a page of the case.
func (o opened) path(rest string) string { return "/kasus/" + url.PathEscape(o.number) + rest }

// enter finds the case and says what its personal data is read for. The answer is
// nil, or the page that asks.
func (s *Service) enter(r *web.Request, action authority.Action, detail string) (opened, web.Response, error) {
	o := opened{scope: account.ScopeOf(r), number: r.PathValue("case")}
	var err error
	if o.id, err = s.Accounts.CaseByNumber(r.Context(), o.scope, action, o.number); err != nil {
		return o, nil, err
	}
	var ask web.Response
	crumbs := []web.Crumb{{Label: "dossier.crumb.cases", Href: "/kasus"}, {Label: o.number, Href: o.path("")}, {Label: "dossier.crumb"}}
	if o.scope, ask, err = s.Accounts.WhyOf(r, o.id, crumbs); err != nil || ask != nil {
		return o, ask, err
	}
	// What is not logged is not shown (UU 27/2022 pasal 31).
	return o, nil, s.Accounts.Log(r.Context(), o.scope, account.AccessEntry{Action: action, Kind: casefile.KindCase, ID: o.id, Detail: detail})
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
