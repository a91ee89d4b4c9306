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
	f, problem := s.logFilter(r)
	list, total, readers, err := s.Accounts.AccessOf(r.Context(), sc, id, f, offset, trailAPage)
	if err != nil {
		return nil, err
	}
	pages.Total = total
	table := web.Table{Caption: "desk.trail.title", Head: []web.Col{{Label: "desk.trail.when"}, {Label: "desk.trail.who"}, {Label: "desk.trail.what"}, {Label: "desk.trail.why"}},
		Empty: &web.Empty{Icon: "eye", Title: "desk.trail.none", Text: "desk.trail.none.text"}}
	for _, a := range list {
		who := a.Person
		if strings.HasPrefix(who, "system:") || strings.HasPrefix(who, "courier:") {
			who = r.T(a.Role.Key())
		}
		what := web.Two{Top: seen(r.Lang, a.Action)}
		what.Sub = seenPart(r.Lang, a.Detail)
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{i18n.DateTime(r.Lang, a.At.In(s.Zone)),
			web.Two{Top: who, Sub: r.T(a.Role.Key())}, what, purpose(r.Lang, a.Purpose)}})
	}
	v := web.View{Title: "desk.trail.title", Err: problem, Lead: r.T("desk.trail.lead", "No", no),
		Crumbs: []web.Crumb{{Label: no}, {Label: "desk.trail.title"}}, Body: []any{web.Card{Body: []any{s.logForm(r, f, readers, "/kasus/"+no+"/jejak", problem)}}, web.Card{Body: []any{table}, Foot: pages, Flush: true}}}
	if can(sc.Role, "page.case") {
		v.Crumbs[0].Href = "/kasus/" + no
	}
	return web.Page("", v, nil), nil
}

// seen says what an entry of the access log showed.
func seen(lang string, a authority.Action) string {
	switch {
	case i18n.Has("desk.seen." + string(a)):
		return i18n.T(lang, "desk.seen."+string(a))
	case i18n.Has("desk.event." + string(a)):
		return i18n.T(lang, "desk.looked.for", "What", i18n.T(lang, "desk.event."+string(a)))
	}
	return i18n.T(lang, "desk.seen.other")
}

// seenPart says which part of a page an entry of the access log is about: a
// field, a question of a visit, a form. What is a code and nothing else is left
// out.
func seenPart(lang, detail string) string {
	for _, prefix := range []string{"form.field.", "outreach.ask.", "desk.seen.part."} {
		if detail != "" && i18n.Has(prefix+detail) {
			return i18n.T(lang, prefix+detail)
		}
	}
	if strings.HasPrefix(detail, "F-") {
		return detail
	}
	return ""
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
