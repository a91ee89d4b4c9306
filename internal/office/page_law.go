package office

import (
	"context"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/web"
)

const lawPath = "/admin/aturan"

// booksInOrder are all versions of the law, oldest first, each with the day on
// which the next one begins.
func booksInOrder() ([]*lawbook.Book, error) {
	var out []*lawbook.Book
	for _, v := range lawbook.Versions() {
		b, err := lawbook.At(v)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// casesUnder counts the cases whose dossier was begun under each version.
func (s *Service) casesUnder(ctx context.Context) (map[string]int, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT lawbook, COUNT(DISTINCT case_id) FROM dossier_v_need WHERE office_id = $1 GROUP BY lawbook ORDER BY lawbook`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var v string
		var n int
		if err := rows.Scan(&v, &n); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out[v] = n
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// lawPage lists the versions of the law that the program brings. None is ever
// taken away: a dossier that was complete under one stays complete.
func (s *Service) lawPage(r *web.Request) (web.Response, error) {
	books, err := booksInOrder()
	if err != nil {
		return nil, err
	}
	cases, err := s.casesUnder(r.Context())
	if err != nil {
		return nil, err
	}
	t := web.Table{Caption: "office.law", Head: []web.Col{{Label: "office.law.version"}, {Label: "office.law.from"}, {Label: "office.state"}, {Label: "office.law.cases", Right: true}}}
	for i := len(books) - 1; i >= 0; i-- {
		b := books[i]
		tag := web.Tag{Tone: web.Neutral, Text: "office.law.kept"}
		if b == lawbook.Current() {
			tag = web.Tag{Tone: web.Good, Text: "office.law.current"}
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{web.Two{Top: b.Title.In(r.Lang), Sub: b.Version, Href: lawPath + "/" + b.Version},
			i18n.ISODate(r.Lang, b.From), tag, web.Count(cases[b.Version])}})
	}
	return web.Page("", web.View{Title: "office.law", Lead: "office.law.lead", Crumbs: crumbs(r, web.Crumb{Label: "office.law"}),
		Body: []any{web.Card{Body: []any{t}, Flush: true, Foot: r.T("office.law.foot")}}}, nil), nil
}

// lawVersion shows one version: its sources, and what it changed of the one
// before.
func (s *Service) lawVersion(r *web.Request) (web.Response, error) {
	books, err := booksInOrder()
	if err != nil {
		return nil, err
	}
	var b, before *lawbook.Book
	for i := range books {
		if books[i].Version == r.PathValue("id") {
			if b = books[i]; i > 0 {
				before = books[i-1]
			}
		}
	}
	if b == nil {
		return nil, fault.New(fault.NotFound, "fault.office.entry")
	}
	cases, err := s.casesUnder(r.Context())
	if err != nil {
		return nil, err
	}
	facts := web.Facts{{Label: "office.law.from", Value: i18n.ISODate(r.Lang, b.From)}, {Label: "office.law.cases", Value: i18n.Number(r.Lang, int64(cases[b.Version]))}}
	for _, what := range lawbook.Kinds() {
		facts = append(facts, web.Fact{Label: "office.law.kind." + what, Value: i18n.Number(r.Lang, int64(b.Size(what)))})
	}
	changes := web.Card{Title: "office.law.changes", Body: []any{web.Para{Text: "office.law.first", Muted: true}}}
	if before != nil {
		t := web.Table{Caption: "office.law.changes", Head: []web.Col{{Label: "office.areas.change"}, {Label: "office.law.entry"}},
			Empty: &web.Empty{Icon: "check", Title: "office.law.same"}}
		what := ""
		for _, d := range lawbook.Diff(before, b) {
			if d.What != what {
				what = d.What
				t.Rows = append(t.Rows, web.TableRow{Group: r.T("office.law.kind." + what)})
			}
			t.Rows = append(t.Rows, web.TableRow{Cells: []any{web.Tag{Text: "office.law.is." + d.Change, Icon: web.NoIcon}, web.Two{Top: d.Label.In(r.Lang), Sub: d.Code}}})
		}
		changes = web.Card{Title: "office.law.changes", Body: []any{t}, Flush: true}
	}
	sources := web.Table{Caption: "office.law.kind.source", Head: []web.Col{{Label: "office.law.source"}, {Label: "office.law.strength"}}}
	for _, src := range b.Sources() {
		title := src.Title.In(r.Lang)
		if note := src.Note.In(r.Lang); note != "" {
			title += " · " + note
		}
		sources.Rows = append(sources.Rows, web.TableRow{Cells: []any{web.Two{Top: src.Called(r.Lang), Sub: title}, r.T("office.law.mark." + string(src.Mark))}})
	}
	return web.Page("", web.View{Title: b.Title.In(r.Lang), Lead: b.Note.In(r.Lang),
		Crumbs: crumbs(r, web.Crumb{Label: "office.law", Href: lawPath}, web.Crumb{Label: b.Version}),
		Body:   []any{web.Card{Title: "office.law.kind.source", Body: []any{sources}, Flush: true}, changes}, Aside: []any{web.Card{Body: []any{facts}}}}, nil), nil
}
