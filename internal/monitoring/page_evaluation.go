package monitoring

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// operation is what the person does with this form.
func operation(r *web.Request) (ledger.Op, error) {
	id, err := r.Op()
	return ledger.Op{ID: id, Scope: account.ScopeOf(r)}, err
}

func mayHold(r *web.Request) bool {
	return authority.Reaches(authority.Role(r.Viewer.Role), casefile.EvaluationHeld) != authority.None
}

func (s *Service) evaluations(r *web.Request) (web.Response, error) {
	all, err := s.Evaluations(r.Context(), account.ScopeOf(r))
	if err != nil {
		return nil, err
	}
	v := web.View{Title: "monitoring.evaluation.title", Lead: "monitoring.evaluation.lead"}
	empty := &web.Empty{Icon: "calendar", Title: "monitoring.evaluation.none", Text: "monitoring.evaluation.none.text"}
	add := web.Button{Label: "monitoring.evaluation.new", Href: "/evaluasi/baru", Icon: "plus"}
	switch {
	case !mayHold(r):
	case len(all) == 0:
		empty.Button = add
	default:
		v.Actions = []any{add}
	}
	if len(all) > 0 {
		next := NextEvaluation(all[0].Day)
		notice := web.Notice{Text: r.T("monitoring.evaluation.next", "Day", i18n.ISODate(r.Lang, next))}
		if next < r.Now().Format(time.DateOnly) {
			notice.Tone, notice.Text = web.Warn, r.T("monitoring.evaluation.late", "Day", i18n.ISODate(r.Lang, next))
		}
		v.Body = append(v.Body, notice)
	}
	t := web.Table{Caption: v.Title, Head: []web.Col{{Label: "monitoring.evaluation.day"}, {Label: "monitoring.evaluation.findings"},
		{Label: "monitoring.evaluation.follow_ups"}, {Label: "monitoring.line.left", Right: true}}, Empty: empty}
	for _, e := range all {
		done := 0
		for _, f := range e.FollowUps {
			if f.Done {
				done++
			}
		}
		agreed := r.T("monitoring.evaluation.done", "Done", done, "Count", len(e.FollowUps))
		if len(e.FollowUps) == 0 {
			agreed = r.T("monitoring.evaluation.none_agreed")
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{web.Two{Top: i18n.ISODate(r.Lang, e.Day), Href: "/evaluasi/" + e.ID},
			web.Count(len(e.Findings)), agreed, web.Count(int(e.Left))}})
	}
	v.Body = append(v.Body, web.Card{Body: []any{t}, Flush: true})
	return web.Page("", v, nil), nil
}

func (s *Service) newEvaluation(r *web.Request) (web.Response, error) {
	return s.evaluationForm(r, nil)
}

func (s *Service) evaluationForm(r *web.Request, problem error) (web.Response, error) {
	f := web.Form{Action: "/evaluasi/baru", Draft: "monitoring.evaluation.new", Fields: []any{
		web.Day(web.Ask("tanggal", "monitoring.evaluation.day", "monitoring.evaluation.day.hint").Must(), r.Now().Format(time.DateOnly)),
		&web.TextArea{Label: web.Ask("temuan", "monitoring.evaluation.findings", "monitoring.evaluation.findings.hint").Must(), Rows: 6, Max: maxFindings * maxWords},
	}, Buttons: []any{web.Button{Label: "monitoring.evaluation.save"}, web.Button{Label: "monitoring.evaluation.back", Href: "/evaluasi", Kind: web.Quiet}}}
	for i := range maxFollowUp {
		n := number(i + 1)
		f.Fields = append(f.Fields, &web.Group{Label: web.Ask("kelompok-"+n, r.T("monitoring.evaluation.follow_up_n", "N", n)), Fields: []any{
			&web.Input{Label: web.Ask("tindak-"+n, "monitoring.evaluation.what", "monitoring.evaluation.what.hint"), Max: maxWords},
			&web.Input{Label: web.Ask("oleh-"+n, "monitoring.evaluation.who", "monitoring.evaluation.who.hint"), Max: 120},
			web.Day(web.Ask("tenggat-"+n, "monitoring.evaluation.due", "monitoring.evaluation.due.hint"), ""),
		}})
	}
	return web.Page("", web.View{Title: "monitoring.evaluation.new", Lead: "monitoring.evaluation.new.lead", Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "monitoring.evaluation.title", Href: "/evaluasi"}, {Label: "monitoring.evaluation.new"}},
		Body:   []any{f.Fill(r, problem)}}, nil), nil
}

func (s *Service) saveEvaluation(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	e := Evaluation{Day: r.Day("tanggal"), Findings: strings.Split(r.Text("temuan"), "\n")}
	for i := range maxFollowUp {
		n := number(i + 1)
		e.FollowUps = append(e.FollowUps, FollowUp{Text: r.Text("tindak-" + n), Who: r.Text("oleh-" + n), Due: r.Day("tenggat-" + n)})
	}
	id, err := s.HoldEvaluation(r.Context(), op, e)
	if fault.Is(err, fault.Invalid) {
		return s.evaluationForm(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/evaluasi/" + id).Flash(r.T("monitoring.evaluation.saved")), nil
}

func (s *Service) evaluation(r *web.Request) (web.Response, error) {
	e, err := s.Evaluation(r.Context(), account.ScopeOf(r), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	title := r.T("monitoring.evaluation.of", "Day", i18n.ISODate(r.Lang, e.Day))
	names, err := s.d.Accounts.Names(r.Context(), account.ScopeOf(r), []string{e.By})
	if err != nil {
		return nil, err
	}
	var findings web.Timeline
	for _, f := range e.Findings {
		findings = append(findings, web.Moment{Kind: "note", Text: f})
	}
	body := []any{
		web.Stats{{Label: "monitoring.line.list", Value: i18n.Number(r.Lang, e.List)}, {Label: "monitoring.line.served", Value: i18n.Number(r.Lang, e.Served)},
			{Label: "monitoring.line.left", Value: i18n.Number(r.Lang, e.Left)}},
		web.Card{Title: "monitoring.evaluation.findings", Body: []any{findings}},
		web.Card{Title: "monitoring.evaluation.follow_ups", Body: []any{s.followUps(r, e)}},
	}
	lead := r.T("monitoring.evaluation.by", "When", i18n.DateTime(r.Lang, time.UnixMicro(e.At).In(r.Now().Location())), "Name", names[e.By])
	return web.Page("", web.View{Title: title, Lead: lead, Body: body, Actions: []any{web.PrintButton{Label: "monitoring.print"}},
		Crumbs: []web.Crumb{{Label: "monitoring.evaluation.title", Href: "/evaluasi"}, {Label: title}}}, nil), nil
}

// followUps lists what was agreed: boxes to tick for the head, words for
// everybody else.
func (s *Service) followUps(r *web.Request, e Evaluation) any {
	if len(e.FollowUps) == 0 {
		return web.Para{Text: "monitoring.evaluation.no_follow_up", Muted: true}
	}
	hint := func(f FollowUp) string {
		var parts []string
		if f.Who != "" {
			parts = append(parts, f.Who)
		}
		if f.Due != "" {
			parts = append(parts, r.T("monitoring.evaluation.until", "Day", i18n.ISODate(r.Lang, f.Due)))
		}
		return strings.Join(parts, " · ")
	}
	if !mayHold(r) {
		var out web.Timeline
		for _, f := range e.FollowUps {
			m := web.Moment{Kind: "next", Strong: f.Text, Meta: hint(f)}
			if f.Done {
				m.Kind, m.Text = "stage", r.T("monitoring.evaluation.is_done")
			}
			out = append(out, m)
		}
		return out
	}
	boxes := &web.Checks{Label: web.Ask("selesai", "monitoring.evaluation.tick")}
	for i, f := range e.FollowUps {
		boxes.Options = append(boxes.Options, web.Option{Value: number(i), Label: f.Text, Hint: hint(f), On: f.Done})
	}
	return web.Form{Action: "/evaluasi/" + e.ID, Fields: []any{boxes}, Buttons: []any{web.Button{Label: "monitoring.evaluation.save_done"}}}
}

// followUp records which follow-ups are done.
func (s *Service) followUp(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Evaluation(r.Context(), op.Scope, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	for i := range e.FollowUps {
		e.FollowUps[i].Done = false
		for _, n := range r.Texts("selesai") {
			e.FollowUps[i].Done = e.FollowUps[i].Done || n == number(i)
		}
	}
	if _, err := s.HoldEvaluation(r.Context(), op, e); err != nil {
		return nil, err
	}
	return web.Redirect("/evaluasi/" + e.ID).Flash(r.T("monitoring.evaluation.saved_done")), nil
}
