package desk

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

const trailAPage = 50

// trail says who saw what of a case (UU 27/2022 pasal 32). It shows nothing of
// the person.
func (s *Service) trail(r *web.Request) (web.Response, error) {
	sc, no := account.ScopeOf(r), r.PathValue("case")
	id, err := s.Accounts.CaseByNumber(r.Context(), sc, "page.access_case", no)
	if err != nil {
		return nil, err
	}
	offset, pages := web.Paginate(r, trailAPage)
	// One more than the page holds says whether there is another.
	list, err := s.Accounts.AccessOf(r.Context(), sc, id, offset, trailAPage+1)
	if err != nil {
		return nil, err
	}
	pages.Total = offset + len(list)
	table := web.Table{Caption: "desk.trail.title", Head: []web.Col{{Label: "desk.trail.when"}, {Label: "desk.trail.who"}, {Label: "desk.trail.what"}, {Label: "desk.trail.why"}},
		Empty: &web.Empty{Icon: "eye", Title: "desk.trail.none", Text: "desk.trail.none.text"}}
	for _, a := range list[:min(len(list), trailAPage)] {
		who := a.Person
		if strings.HasPrefix(who, "system:") || strings.HasPrefix(who, "courier:") {
			who = r.T(a.Role.Key())
		}
		what := web.Two{Top: seen(r.Lang, a.Action)}
		if a.Detail != "" {
			what.Sub = label(r.Lang, "desk.field.", a.Detail)
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{i18n.DateTime(r.Lang, a.At.In(s.Zone)),
			web.Two{Top: who, Sub: r.T(a.Role.Key())}, what, purpose(r.Lang, a.Purpose)}})
	}
	v := web.View{Title: "desk.trail.title", Lead: r.T("desk.trail.lead", "No", no),
		Crumbs: []web.Crumb{{Label: no}, {Label: "desk.trail.title"}}, Body: []any{web.Card{Body: []any{table}, Foot: pages, Flush: true}}}
	if can(sc.Role, "page.case") {
		v.Crumbs[0].Href = "/kasus/" + no
	}
	return web.Page("", v, nil), nil
}

// seen says what an entry of the access log showed.
func seen(lang string, a authority.Action) string {
	if key := "desk.seen." + string(a); i18n.Has(key) {
		return i18n.T(lang, key)
	}
	return i18n.T(lang, "desk.seen.other")
}

// purpose says why something was shown.
func purpose(lang, p string) string {
	kind, what, _ := strings.Cut(p, ":")
	switch kind {
	case "work":
		return i18n.T(lang, "desk.purpose.work", "What", label(lang, "desk.event.", what))
	case "act":
		return i18n.T(lang, "desk.purpose.act", "What", label(lang, "desk.event.", what))
	case "asked", "reveal":
		return label(lang, "account.reveal.", what)
	case "system":
		return i18n.T(lang, "desk.purpose.system")
	}
	return i18n.T(lang, "desk.purpose.overview")
}
