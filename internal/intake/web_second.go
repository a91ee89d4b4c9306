package intake

import (
	"context"
	"net/url"
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const twicePath = "/laporan/ganda"

// side is one of two cases that may be about one person.
type side struct {
	id, number, stage, exit, area, agency, channel, name, place string
	opened                                                      int64
}

// twice is a pair of cases with what waits for somebody.
type twice struct {
	asked, other side
	action       string // event type of what to do
	reason       string // message key
	since        int64
}

// Twice lists the pairs of cases that somebody must decide on, the longest wait
// in front, and how many there are.
func (s *Service) Twice(ctx context.Context, scope db.Scope, offset, limit int) (out []twice, total int, err error) {
	where, args := account.Filter(scope, "page.compare", "a", 1)
	n := len(args)
	param := func(v any) string {
		n++
		args = append(args, v)
		return "$" + strconv.Itoa(n)
	}
	from := ` FROM work w JOIN case_file a ON a.office_id = w.office_id AND a.case_id = w.subject_id
		JOIN case_file b ON b.office_id = w.office_id AND b.case_id = SUBSTR(w.arg, 6)
		WHERE ` + where + ` AND w.role IN (` + param(string(authority.Coordinator)) + `, ` + param(string(authority.Head)) + `)
		AND w.action IN (` + param(casefile.IdentityDecided) + `, ` + param(casefile.Duplicate) + `) AND w.subject_kind = 'case' AND w.arg >= 'case:' AND w.arg < 'case;'`
	if err := s.DB.QueryRow(ctx, `SELECT COUNT(*)`+from, args...).Scan(&total); err != nil {
		return nil, 0, fault.Wrap("fault.intake.read", err)
	}
	columns := func(f string) string {
		return f + `.case_id, ` + f + `.number, ` + f + `.stage, ` + f + `.exit, ` + f + `.area, ` + f + `.agency, ` + f + `.channel, ` + f + `.opened_at,
			COALESCE((SELECT p.name FROM case_person p WHERE p.office_id = ` + f + `.office_id AND p.case_id = ` + f + `.case_id), ''),
			COALESCE((SELECT p.place FROM case_person p WHERE p.office_id = ` + f + `.office_id AND p.case_id = ` + f + `.case_id), '')`
	}
	rows, err := s.DB.Query(ctx, `SELECT w.action, w.reason, w.from_at, `+columns("a")+`, `+columns("b")+from+
		` ORDER BY w.from_at, w.subject_id, w.action, w.arg`+page(limit, offset), args...)
	if err != nil {
		return nil, 0, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var t twice
		into := []any{&t.action, &t.reason, &t.since}
		for _, x := range []*side{&t.asked, &t.other} {
			into = append(into, &x.id, &x.number, &x.stage, &x.exit, &x.area, &x.agency, &x.channel, &x.opened, &x.name, &x.place)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, 0, fault.Wrap("fault.intake.read", err)
		}
		out = append(out, t)
	}
	return out, total, fault.Wrap("fault.intake.read", rows.Err())
}

// twicePage shows the pairs side by side, with the way to the comparison.
func (s *Service) twicePage(r *web.Request) (web.Response, error) {
	ctx, scope := r.Context(), account.ScopeOf(r)
	if err := s.log(ctx, scope, "page.compare", "twice"); err != nil {
		return nil, err
	}
	offset, pages := web.Paginate(r, pairsShown)
	list, total, err := s.Twice(ctx, scope, offset, pairsShown)
	if err != nil {
		return nil, err
	}
	pages.Total = total
	all, err := s.institutions(ctx, scope)
	if err != nil {
		return nil, err
	}
	agencies := map[string]string{}
	for _, i := range all {
		agencies[i.id] = i.name
	}
	t := web.Table{Caption: "intake.twice.title", Head: []web.Col{{Label: "intake.twice.later"}, {Label: "intake.twice.earlier"}, {Label: "intake.twice.why"},
		{Label: "intake.review.look", Hidden: true, Right: true}},
		Empty: &web.Empty{Icon: "check", Title: "intake.twice.none", Text: "intake.twice.none.text", Button: web.Button{Label: "intake.queue.title", Href: "/laporan", Kind: web.Secondary}}}
	cell := func(x side) web.Two {
		by := agencies[x.agency]
		if by == "" {
			by = r.T("intake.channel." + x.channel)
		}
		stage := "casefile.stage." + x.stage
		if x.exit != "" {
			stage = "casefile.exit." + x.exit
		}
		return web.Two{Top: called(r, x.name, x.place), Href: "/kasus/" + url.PathEscape(x.number),
			Sub: joinDots([]string{x.number, r.T(stage), region.Label(region.Code(x.area)), by, i18n.Date(r.Lang, r.At(db.FromMicros(x.opened)))})}
	}
	for _, p := range list {
		to := "/laporan/" + url.PathEscape(p.asked.number) + "?calon=" + url.QueryEscape(refOf(p.other.id))
		if p.action == casefile.Duplicate {
			to = "/persetujuan/" + url.PathEscape(p.asked.number) + "/ganda?calon=" + url.QueryEscape(refOf(p.other.id))
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{cell(p.asked), cell(p.other), r.T(p.reason),
			web.Button{Label: "intake.review.look", Href: to, Kind: web.Secondary, Small: true}}})
	}
	return web.Page("", web.View{Title: "intake.twice.title", Lead: "intake.twice.lead",
		Actions: []any{web.Button{Label: "intake.doubles.title", Href: doublesPath, Kind: web.Quiet}},
		Crumbs:  []web.Crumb{{Label: "intake.queue.title", Href: "/laporan"}, {Label: "intake.twice.title"}},
		Body:    []any{web.Card{Body: []any{t}, Flush: true}, pages}}, nil), nil
}
