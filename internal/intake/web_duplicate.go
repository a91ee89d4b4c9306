package intake

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

// duplicatePage shows the second person both records, who proposed that they
// are one, and asks whether this case ends.
func (s *Service) duplicatePage(r *web.Request) (web.Response, error) {
	o, err := s.open(r, "page.duplicate", "intake.duplicate.title")
	if err != nil || o.ask != nil {
		return o.ask, err
	}
	st := o.st
	d, ok := proposal(st, r.Text("calon"))
	view := web.View{Title: "intake.duplicate.title", Lead: joinDots([]string{st.Number, region.Label(region.Code(st.Area))}),
		Crumbs: []web.Crumb{{Label: "app.nav.approvals", Href: "/persetujuan"}, {Label: st.Number}}}
	if !ok {
		view.Body = []any{web.Empty{Icon: "check", Title: "intake.duplicate.none", Text: "intake.duplicate.none.text"}}
		return web.Page("", view, nil), nil
	}
	kept, err := s.writtenOf(r.Context(), o.scope, register.QueryOf(&st), d.Candidate)
	if err != nil {
		return nil, err
	}
	people, err := s.Accounts.Names(r.Context(), o.scope, []string{d.By})
	if err != nil {
		return nil, err
	}
	at := i18n.DateTime(r.Lang, r.At(db.FromMicros(d.At)))
	facts := web.Facts{{Label: "intake.duplicate.by", Value: people[d.By], Note: at},
		{Label: "intake.exit.reason", Value: r.T("casefile.exit.duplicate." + orSame(d.Reason))}}
	view.Body = []any{s.comparison(r, toldBy(st), kept, 0, 1)}
	view.Aside = []any{s.confirmCard(r, o.scope, st, d, kept.Number, facts)}
	return web.Page("", view, nil), nil
}

func orSame(reason string) string {
	if reason == "" {
		return "same_person"
	}
	return reason
}

// proposal is the decision that waits for a second person: the one asked for,
// else the last.
func proposal(st casefile.State, ref string) (out casefile.Decision, ok bool) {
	for _, d := range st.Identity {
		if d.Decision == casefile.Same && strings.HasPrefix(d.Candidate, casefile.KindCase+":") && (ref == "" || d.Candidate == ref) {
			out, ok = d, true
		}
	}
	return out, ok && st.May(casefile.Duplicate) == nil
}

// confirmCard asks the second person; who proposed it is told who that can be.
func (s *Service) confirmCard(r *web.Request, scope db.Scope, st casefile.State, d casefile.Decision, kept string, facts web.Facts) any {
	body := []any{facts}
	if d.By == scope.Person {
		body = append(body, web.Notice{Text: "intake.duplicate.wait"})
	} else {
		button := func(label, answer string, kind web.Kind) any {
			return web.Button{Label: label, Kind: kind, Full: true, Post: "/persetujuan/" + st.Number + "/ganda",
				Hidden: []web.Pair{{Name: "calon", Value: d.Candidate}, {Name: "jawaban", Value: answer}}}
		}
		body = append(body, button(r.T("intake.duplicate.yes", "No", st.Number), "ya", web.Primary), button("intake.duplicate.no", "tidak", web.Secondary),
			web.Para{Text: r.T("intake.duplicate.then", "No", st.Number, "Kept", kept), Small: true, Muted: true})
	}
	return web.Card{Title: "intake.duplicate.card", Body: body}
}

func (s *Service) confirm(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.Duplicate)
	if err != nil {
		return nil, err
	}
	number, next := r.PathValue("case"), "/"
	if can(r, "page.reports") {
		next = "/laporan"
	}
	if r.Text("jawaban") != "ya" {
		_, err := s.Decide(r.Context(), op, id, Verdict{Candidate: r.Text("calon"), Decision: casefile.Unsure})
		return web.Redirect(next).Flash(r.T("intake.duplicate.refused", "No", number)), err
	}
	if _, err := s.Confirm(r.Context(), op, id, r.Text("calon")); err != nil {
		return nil, err
	}
	out := web.Redirect(next).Flash(r.T("intake.decision.saved_duplicate", "No", number))
	if can(r, casefile.Undone) {
		out = out.Undo(undoPath(number, op.ID))
	}
	return out, nil
}

func (s *Service) answerPage(r *web.Request) (web.Response, error) { return s.answer(r, nil) }

// answer asks the village, or the team, what the office could not tell: which
// fields of the person it is about. Whom the office compares with is not said.
func (s *Service) answer(r *web.Request, problem error) (web.Response, error) {
	_, st, err := s.history(r, casefile.Noted)
	if err != nil {
		return nil, err
	}
	waits := false
	var fields []string
	for _, d := range st.Identity {
		if d.Asked() {
			waits, fields = true, append(fields, d.Fields...)
		}
	}
	questions := []any{web.Para{Text: "intake.answer.lead"}}
	for _, f := range asked {
		if slices.Contains(fields, f) {
			questions = append(questions, web.Para{Text: "• " + r.T("intake.answer.ask."+f)})
		}
	}
	view := web.View{Title: "intake.answer.title", Lead: joinDots([]string{st.Number, region.Label(region.Code(st.Area))}), Shape: web.Narrow,
		Err: problem, Crumbs: crumbs(st.Number, "intake.answer.title")}
	if !waits {
		view.Body = []any{web.Empty{Icon: "check", Title: "intake.answer.none", Text: "intake.answer.none.text", Button: back(st.Number)}}
		return web.Page("", view, nil), nil
	}
	view.Body = []any{web.Card{Title: "intake.answer.asked", Body: questions}, web.Form{Action: "/kasus/" + st.Number + "/jawab", Fields: []any{
		&web.TextArea{Label: web.Ask("jawaban", "intake.answer.words", "intake.answer.words.hint").Must(), Rows: 4, Max: maxText}},
		Buttons: []any{web.Button{Label: "intake.answer.save"}, back(st.Number)}}.Fill(r, problem)}
	if authority.Reaches(authority.Role(r.Viewer.Role), casefile.PersonStated) != authority.None {
		view.Aside = []any{web.Card{Title: "intake.answer.data", Body: []any{web.Para{Text: "intake.answer.data.text", Small: true},
			web.Link{Label: "intake.triage.complete", Href: "/kasus/" + st.Number + "/data"}}}}
	}
	return web.Page("", view, nil), nil
}

func (s *Service) answerSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.Noted)
	if err != nil {
		return nil, err
	}
	if _, err := s.AnswerWho(r.Context(), op, id, r.Text("jawaban")); fault.Is(err, fault.Invalid) {
		return s.answer(r, err)
	} else if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.answer.saved")), nil
}
