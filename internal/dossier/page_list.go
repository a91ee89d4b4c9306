package dossier

import (
	"net/url"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// shown is how many missing items a row names before it counts the rest.
const shown = 2

// perPage is how many dossiers a page lists.
const perPage = 25

// lateDays is after how many days a dossier shows as late: the days that the work
// of completing one has.
const lateDays = 12

func (s *Service) listPage(r *web.Request) (web.Response, error) {
	scope := account.ScopeOf(r)
	part := r.URL.Query().Get("tampil")
	if part != listReturned && part != listReady {
		part = listAll
	}
	filters := web.Filters{}
	var total int
	for _, p := range []struct{ part, label string }{
		{listAll, "dossier.list.all"}, {listReturned, "dossier.list.returned"}, {listReady, "dossier.list.ready"}} {
		n, err := s.CountWaiting(r.Context(), scope, p.part)
		if err != nil {
			return nil, err
		}
		href := "/berkas"
		if p.part != "" {
			href += "?tampil=" + p.part
		}
		filters.Chips = append(filters.Chips, web.Chip{Label: p.label, Href: href, Count: n, On: p.part == part})
		if p.part == part {
			total = n
		}
	}
	offset, pages := web.Paginate(r, perPage)
	pages.Total = total
	list, err := s.ListWaiting(r.Context(), scope, part, offset, perPage)
	if err != nil {
		return nil, err
	}
	if err := s.Accounts.Log(r.Context(), scope, account.AccessEntry{Action: "page.dossier", Kind: account.AccessList}); err != nil {
		return nil, err
	}
	v := web.View{Title: "dossier.list.title", Lead: "dossier.list.lead", Body: []any{filters}}
	if len(list) == 0 {
		empty := web.Empty{Icon: "file", Title: "dossier.list.none", Text: "dossier.list.none.text", Button: web.Button{Label: "dossier.list.cases", Href: "/kasus", Kind: web.Secondary}}
		if part != listAll {
			empty = web.Empty{Icon: "file", Title: "dossier.list.none." + part, Text: "dossier.list.none.part", Button: web.Button{Label: "dossier.list.show_all", Href: "/berkas", Kind: web.Secondary}}
		}
		v.Body = append(v.Body, web.Card{Body: []any{empty}})
		return web.Page("", v, nil), nil
	}
	var back, rest []web.WorkRow
	for _, w := range list {
		row := s.row(r, w)
		if w.Returned {
			back = append(back, row)
		} else {
			rest = append(rest, row)
		}
	}
	work := web.WorkList{Title: "dossier.list.waiting", Foot: pages}
	if len(back) > 0 {
		work.Groups = append(work.Groups, web.WorkGroup{Title: "dossier.list.group.returned", Rows: back})
	}
	if len(rest) > 0 {
		work.Groups = append(work.Groups, web.WorkGroup{Title: "dossier.list.group.visited", Rows: rest})
	}
	v.Body = []any{web.Stack(append(v.Body, work))}
	return web.Page("", v, nil), nil
}

func (s *Service) row(r *web.Request, w Waiting) web.WorkRow {
	name := w.Name
	if name == "" {
		name = r.T("dossier.nameless")
	}
	note := w.Number + " · " + needNames(r, w.Needs)
	if what := lacking(r, w.Missing); what != "" {
		note += " · " + what
	} else {
		note += " · " + r.T("dossier.list.complete")
	}
	days := i18n.Days(db.FromMicros(w.Since), r.Now(), r.Now().Location())
	age := web.Age{Text: i18n.Waiting(r.Lang, days)}
	switch {
	case days > lateDays:
		age.Tone = web.Bad
	case w.Returned || days > lateDays/2:
		age.Tone = web.Warn
	}
	button := "dossier.list.open"
	switch {
	case w.Returned:
		button = "dossier.list.mend"
	case len(w.Missing) == 0:
		button = "dossier.list.submit"
	}
	return web.WorkRow{Title: name, Note: note, Place: region.Label(region.Code(w.Area)), Age: age,
		Href: "/kasus/" + url.PathEscape(w.Number) + "/berkas", Button: button, Urgent: w.Urgent}
}

// lacking names the first missing items, as the law of their case calls them,
// and counts the rest.
func lacking(r *web.Request, list []Lack) string {
	var names []string
	seen := map[string]bool{}
	for _, l := range list {
		book, err := versionAt(l.Lawbook)
		if err != nil {
			book = lawbook.Current()
		}
		q, err := book.Requirement(l.Requirement)
		if err != nil || seen[q.Label.ID] {
			continue // one form may be asked for by several documents
		}
		seen[q.Label.ID] = true
		names = append(names, q.Label.In(r.Lang))
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > shown:
		return r.T("dossier.list.lacks_more", "Items", strings.Join(names[:shown], ", "), "Count", len(names)-shown)
	}
	return r.T("dossier.list.lacks", "Items", strings.Join(names, ", "))
}

func needNames(r *web.Request, needs []string) string {
	var out []string
	for _, n := range needs {
		out = append(out, r.T("casefile.need."+n))
	}
	return strings.Join(out, ", ")
}
