package intake

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	reviewPath = "/laporan/tinjau"
	// inTurn stands in the address of a pair that is looked at as one of many.
	inTurn     = "antre"
	pairsShown = 25
)

func (s *Service) matchRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: reviewPath, Action: "page.compare", Handle: s.reviewPage},
		{Method: get, Pattern: twicePath, Action: "page.compare", Handle: s.twicePage},
		{Method: get, Pattern: reviewPath + "/berikut", Action: "page.compare", Handle: s.reviewNext},
		{Method: post, Pattern: reviewPath + "/terima", Action: "page.compare", Handle: s.reviewAccept},
		{Method: post, Pattern: reviewPath + "/cocokkan", Action: "page.compare", Handle: s.reviewAnew},
	}
}

func pairFilter(r *web.Request) PairFilter {
	f := PairFilter{Class: r.Text("kelas"), List: r.Text("daftar")}
	if !slices.Contains(classes, f.Class) {
		f.Class = ""
	}
	return f
}

func (f PairFilter) href(path string, more ...string) string {
	q := f.query()
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// pairPath is where a pair is looked at in its turn.
func pairPath(f PairFilter, p Pair) string {
	return f.href("/laporan/"+url.PathEscape(p.Number), "calon", p.Candidate, inTurn, p.key().String())
}

// reviewPage lists the pairs on which nobody has decided, the most doubtful
// first: those are what a person's eye is needed for.
func (s *Service) reviewPage(r *web.Request) (web.Response, error) {
	ctx, scope, f := r.Context(), account.ScopeOf(r), pairFilter(r)
	if err := s.log(ctx, scope, "page.compare", "pairs"); err != nil {
		return nil, err
	}
	view := web.View{Title: "intake.review.title", Lead: "intake.review.lead",
		Actions: []any{web.Button{Label: "intake.twice.title", Href: twicePath, Kind: web.Quiet}},
		Crumbs:  []web.Crumb{{Label: "intake.queue.title", Href: "/laporan"}, {Label: "intake.review.title"}}}
	nobody, waiting, err := s.Unmatched(ctx, scope, f.List)
	if err != nil {
		return nil, err
	}
	if waiting > 0 {
		if err := s.stillWeighing(r, &view, nobody, waiting); err != nil {
			return nil, err
		}
	}
	stats := web.Stats{}
	counts := map[string]int{}
	for _, class := range classes {
		if counts[class], err = s.CountPairs(ctx, scope, PairFilter{Class: class, List: f.List}); err != nil {
			return nil, err
		}
		href := PairFilter{Class: class, List: f.List}.href(reviewPath)
		if f.Class == class {
			href = PairFilter{List: f.List}.href(reviewPath)
		}
		stats = append(stats, web.Stat{Label: "intake.review." + class, Value: counted(r, counts[class]), Note: "intake.review." + class + ".note", Href: href, On: f.Class == class})
	}
	stats = append(stats, web.Stat{Label: "intake.review.nobody", Value: i18n.Number(r.Lang, int64(nobody)), Note: "intake.review.nobody.note", Href: "/laporan"})
	view.Body = append(view.Body, stats)
	offset, pages := web.Paginate(r, pairsShown)
	if pages.Total, err = s.CountPairs(ctx, scope, f); err != nil {
		return nil, err
	}
	pairs, err := s.Pairs(ctx, scope, f, nil, pairsShown, offset)
	if err != nil {
		return nil, err
	}
	if len(pairs) == 0 {
		view.Body = append(view.Body, web.Card{Body: []any{web.Empty{Icon: "check", Title: "intake.review.none", Text: "intake.review.none.text",
			Button: web.Button{Label: "intake.queue.title", Href: "/laporan", Kind: web.Secondary}}}})
	} else {
		table, err := s.pairTable(r, f, pairs)
		if err != nil {
			return nil, err
		}
		view.Actions = append(view.Actions, web.Button{Label: "intake.review.begin", Href: f.href(reviewPath + "/berikut")})
		view.Body = append(view.Body, table, pages)
	}
	if n := counts[classSure]; n > 0 && (f.Class == "" || f.Class == classSure) {
		view.Body = append(view.Body, web.Card{Title: "intake.review.sure", Body: []any{web.Para{Text: "intake.review.sure.text", Small: true},
			web.Button{Label: r.T("intake.review.sure.do", "N", counted(r, min(n, mostAccepted))), Kind: web.Secondary, Post: reviewPath + "/terima",
				Hidden: []web.Pair{{Name: "daftar", Value: f.List}}}}})
	}
	view.Body = append(view.Body, web.Card{Body: []any{web.Details{Label: "intake.review.anew", Body: []any{web.Para{Text: "intake.review.anew.text", Small: true},
		web.Button{Label: "intake.review.anew.do", Kind: web.Quiet, Small: true, Post: reviewPath + "/cocokkan"}}}}})
	return web.Page("", view, nil), nil
}

// counted writes a number that is counted only so far.
func counted(r *web.Request, n int) string {
	if n >= mostCounted {
		return i18n.Number(r.Lang, mostCounted-1) + "+"
	}
	return i18n.Number(r.Lang, int64(n))
}

// stillWeighing says that not all cases are compared yet, and how far it is.
func (s *Service) stillWeighing(r *web.Request, view *web.View, done, waiting int) error {
	st, err := job.Current(r.Context(), s.DB, account.ScopeOf(r), JobMatchAll)
	switch {
	case fault.Is(err, fault.NotFound):
		view.Body = append(view.Body, web.Notice{Tone: web.Warn, Strong: r.T("intake.review.waiting", "Count", waiting), Text: "intake.review.waiting.text"})
		return nil
	case err != nil:
		return err
	}
	if st.All > 0 {
		done, waiting = int(st.Done), int(st.All-st.Done)
	}
	view.Body = append(view.Body, web.LongWork{Title: "intake.match.working", Done: done, Total: done + waiting, Left: timeLeft(r, st, s.now())})
	view.Refresh = &web.Refresh{Seconds: 3}
	return nil
}

// pairTable shows both sides of each pair by name.
func (s *Service) pairTable(r *web.Request, f PairFilter, pairs []Pair) (any, error) {
	t := web.Table{Caption: "intake.review.title", Head: []web.Col{{Label: "intake.review.case"}, {Label: "intake.review.candidate"},
		{Label: "intake.chance", Right: true}, {Label: "intake.review.look", Hidden: true, Right: true}}}
	for _, p := range pairs {
		c, err := s.named(r.Context(), account.ScopeOf(r), p.Candidate)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{
			web.Two{Top: called(r, p.Name, p.Place), Sub: joinDots([]string{p.Number, region.Label(region.Code(p.Area))}), Href: pairPath(f, p)},
			web.Two{Top: called(r, c.Name, ""), Sub: candidateLine(r, c)}, percent(r.Lang, p.Probability),
			web.Button{Label: "intake.review.look", Href: pairPath(f, p), Kind: web.Secondary, Small: true}}})
	}
	return web.Card{Body: []any{t}, Flush: true}, nil
}

// reviewNext leads to the pair behind the one that was skipped.
func (s *Service) reviewNext(r *web.Request) (web.Response, error) {
	f := pairFilter(r)
	to, err := s.nextPath(r, f, r.Text("sesudah"))
	if err != nil {
		return nil, err
	}
	return web.Redirect(to), nil
}

// nextPath is where the next pair is looked at, the list where none is left.
func (s *Service) nextPath(r *web.Request, f PairFilter, after string) (string, error) {
	var behind *pairKey
	if k, ok := parsePairKey(after); ok {
		behind = &k
	}
	p, ok, err := s.NextPair(r.Context(), account.ScopeOf(r), f, behind)
	if err != nil || !ok {
		return f.href(reviewPath), err
	}
	return pairPath(f, p), nil
}

// turn says where a pair stands among all, and leads on without a decision.
func (v *reviewing) turn() ([]any, error) {
	at := v.r.Text(inTurn)
	if at == "" {
		return nil, nil
	}
	f := pairFilter(v.r)
	n, err := v.s.CountPairs(v.r.Context(), v.scope, f)
	if err != nil || n == 0 {
		return nil, err
	}
	return []any{web.Para{Text: v.r.T("intake.review.left", "N", counted(v.r, n)), Small: true, Muted: true},
		web.Button{Label: "intake.review.skip", Icon: "right", Kind: web.Quiet, Key: v.r.Key("4"), Href: f.href(reviewPath+"/berikut", "sesudah", at)}}, nil
}

// mostAccepted is how many pairs one press accepts.
const mostAccepted = 500

// reviewAccept decides all pairs of which the search is sure by itself: each is
// weighed again, and decided by whoever presses.
func (s *Service) reviewAccept(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	f := PairFilter{List: r.Text("daftar")}
	n, err := s.AcceptSure(r.Context(), op, f)
	if err != nil {
		return nil, err
	}
	return web.Redirect(f.href(reviewPath)).Flash(r.T("intake.review.accepted", "Count", n)), nil
}

// reviewAnew weighs every open case again.
func (s *Service) reviewAnew(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	if err := s.WeighAll(r.Context(), op, true); err != nil {
		return nil, err
	}
	return web.Redirect(reviewPath).Flash(r.T("intake.review.anew.begun")), nil
}

// named reads how a candidate is called, for a list.
func (s *Service) named(ctx context.Context, scope db.Scope, ref string) (c register.Candidate, err error) {
	kind, id, _ := strings.Cut(ref, ":")
	if kind != casefile.KindCase {
		p, err := s.Register.Get(ctx, scope, id)
		if fault.Is(err, fault.NotFound) {
			return register.Candidate{Ref: ref}, nil // gone with an import
		}
		return register.Candidate{Ref: ref, Name: p.Name, Birth: p.Birth, Village: p.Village}, err
	}
	c = register.Candidate{Ref: ref}
	err = s.DB.QueryRow(ctx, `SELECT f.number, p.name, p.birth, p.village FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE f.office_id = $1 AND f.case_id = $2`, scope.Office, id).Scan(&c.Number, &c.Name, &c.Birth, &c.Village)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	return c, fault.Wrap("fault.intake.read", err)
}
