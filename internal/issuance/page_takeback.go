package issuance

import (
	"encoding/json"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// mending is what the pages of taking back differ in between the two roles.
type mending struct {
	page   authority.Action
	crumb  web.Crumb
	path   string // "/siak/"
	stages []casefile.Stage
}

var (
	mendVerified = mending{"page.verify", verifyCrumb, "/verifikasi/",
		[]casefile.Stage{casefile.StageSubmitted, casefile.StageReturned, casefile.StageVerified, casefile.StageEntered}}
	mendEntered = mending{"page.siak", siakCrumb, "/siak/",
		[]casefile.Stage{casefile.StageVisited, casefile.StageEntered, casefile.StageAwaitingUniqueness, casefile.StageIssued, casefile.StageInDelivery, casefile.StageClosed}}
)

func (s *Service) mendVerifiedPage(r *web.Request) (web.Response, error) {
	return s.showMend(r, mendVerified, nil)
}

func (s *Service) mendVerifiedSave(r *web.Request) (web.Response, error) {
	return s.mendSave(r, mendVerified)
}

func (s *Service) mendEnteredPage(r *web.Request) (web.Response, error) {
	return s.showMend(r, mendEntered, nil)
}

func (s *Service) mendEnteredSave(r *web.Request) (web.Response, error) {
	return s.mendSave(r, mendEntered)
}

// showMend lists what the role recorded of a case: what can be taken back with a
// reason, and of the rest why not and what to do instead.
func (s *Service) showMend(r *web.Request, m mending, wrong error) (web.Response, error) {
	o, err := s.open(r, m.page, "mend", m.stages...)
	if err != nil {
		return nil, err
	}
	if o.idle {
		return s.idlePage(r, m.crumb), nil
	}
	list := casefile.Recordings(o.id, o.events, authority.Role(o.scope.Role))
	var ids []string
	for _, rec := range list {
		ids = append(ids, rec.Events[0].Actor)
	}
	names, err := s.Accounts.Names(r.Context(), o.scope, ids)
	if err != nil {
		return nil, err
	}
	no := o.st.Number
	var free []web.Option
	var fixed web.Timeline
	for _, rec := range list {
		first := rec.Events[0]
		meta := strings.Trim(i18n.DateTime(r.Lang, micros(r, first.OccurredAt))+" · "+names[first.Actor], " ·")
		if rec.Why == "" {
			free = append(free, web.Option{Value: rec.Op, Label: s.recorded(r, rec), Hint: meta})
			continue
		}
		fixed = append(fixed, web.Moment{Kind: "note", Strong: s.recorded(r, rec), Text: instead(r, rec), Meta: meta})
	}
	view := web.View{Title: r.T("issuance.mend.title", "Name", o.name(r)), Lead: "issuance.mend.lead", Shape: web.Narrow, Err: wrong,
		Crumbs: []web.Crumb{m.crumb, {Label: no}, {Label: "issuance.mend"}}}
	if len(free) > 0 {
		var reasons []web.Option
		for _, why := range casefile.Mistakes() {
			reasons = append(reasons, web.Option{Value: why, Label: "casefile.mistake." + why})
		}
		f := web.Form{Action: m.path + no + "/betulkan", Fields: []any{
			&web.Radios{Label: web.Ask("catatan", "issuance.mend.which").Must(), Options: free},
			&web.Radios{Label: web.Ask("sebab", "issuance.mend.why").Must(), Options: reasons}},
			Buttons: []any{web.Button{Label: "issuance.mend.save", Kind: web.Danger}, web.Button{Label: "issuance.cancel", Kind: web.Quiet, Href: m.crumb.Href}}}
		view.Body = append(view.Body, web.Card{Body: []any{f.Fill(r, wrong)}})
	} else {
		view.Body = append(view.Body, web.Empty{Icon: "check", Title: "issuance.mend.none", Text: "issuance.mend.none.text",
			Button: web.Button{Label: "issuance.open_case", Href: "/kasus/" + no, Kind: web.Secondary}})
	}
	if len(fixed) > 0 {
		view.Body = append(view.Body, web.Card{Title: "issuance.mend.fixed", Body: []any{fixed}})
	}
	view.Body = []any{web.Stack(view.Body)}
	return web.Page("", view, nil), nil
}

// recorded says what an act recorded; numbers stay out of it.
func (s *Service) recorded(r *web.Request, rec casefile.Recorded) string {
	var out []string
	for i := range rec.Events {
		e := &rec.Events[i]
		what := r.T("desk.event." + e.Type)
		if about := s.aboutOf(r, e); about != "" {
			what += ": " + about
		}
		out = append(out, what)
	}
	return strings.Join(out, ". ")
}

// aboutOf is what an event was about: documents, or a status.
func (s *Service) aboutOf(r *web.Request, e *casefile.Event) string {
	var b struct {
		Need, Status string
		Needs        []string
	}
	if json.Unmarshal(e.Body, &b) != nil {
		return ""
	}
	if b.Need != "" {
		b.Needs = append(b.Needs, b.Need)
	}
	return strings.TrimSpace(needsText(r, b.Needs) + b.Status)
}

// instead says what to do where an act can no longer be taken back.
func instead(r *web.Request, rec casefile.Recorded) string {
	if key := "issuance.mend.then." + rec.Then; i18n.Has(key) {
		return r.T(key)
	}
	return r.T(rec.Why)
}

func (s *Service) mendSave(r *web.Request, m mending) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.TakenBack)
	if err != nil {
		return nil, err
	}
	if _, err := s.TakeBack(r.Context(), op, caseID, r.Text("catatan"), r.Text("sebab")); fault.Is(err, fault.Invalid) {
		return s.showMend(r, m, err)
	} else if err != nil {
		return nil, err
	}
	return web.Redirect(m.crumb.Href).Flash(r.T("issuance.mend.done", "No", r.PathValue("case"))), nil
}

// doneQueue lists what the operators recorded last, so that a mistake is found
// again after it has left the work-list.
func (s *Service) doneQueue(r *web.Request) (web.Response, error) {
	rows, err := s.Recent(r.Context(), account.ScopeOf(r), casefile.StageEntered, casefile.StageAwaitingUniqueness, casefile.StageIssued)
	if err != nil {
		return nil, err
	}
	if err := s.listed(r, "page.siak", "recent"); err != nil {
		return nil, err
	}
	body := any(web.Empty{Icon: "check", Title: "issuance.done.none", Text: "issuance.done.none.text",
		Button: web.Button{Label: "issuance.siak.queue", Href: "/siak", Kind: web.Secondary}})
	if len(rows) > 0 {
		body = web.WorkList{Groups: []web.WorkGroup{{Title: "issuance.done.queue", Rows: recentRows(r, rows, "/siak/")}}}
	}
	return web.Page("", web.View{Title: "issuance.done.queue", Lead: "issuance.done.lead", Body: []any{body},
		Crumbs: []web.Crumb{siakCrumb, {Label: "issuance.done.queue"}}}, nil), nil
}

// recentRows are cases by what was last recorded of them.
func recentRows(r *web.Request, rows []BackRow, path string) (out []web.WorkRow) {
	for _, b := range together(rows) {
		out = append(out, web.WorkRow{Title: named(r, b.Name), Note: b.Number + " · " + needsText(r, split(b.Need)) + " · " + r.T("casefile.stage."+string(b.Stage)),
			Place: place(b.Area), Age: web.Age{Text: i18n.Waiting(r.Lang, i18n.Days(b.Since, r.Now(), r.Now().Location()))},
			Href: path + b.Number + "/betulkan", Button: "issuance.do.mend"})
	}
	return out
}

func (s *Service) reprintSave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Reprinted)
	if err != nil {
		return nil, err
	}
	need := r.PathValue("need")
	if _, err := s.Reprint(r.Context(), op, caseID, need, r.Text("lama")); fault.Is(err, fault.Invalid) {
		return s.showIssue(r, err)
	} else if err != nil {
		return nil, err
	}
	return web.Redirect("/siak/siap-cetak").Flash(r.T("issuance.reprinted", "No", r.PathValue("case"), "Paper", r.T("casefile.need."+need))), nil
}

// reprintCard asks for a new print where the number of the old one went to
// another paper.
func reprintCard(r *web.Request, no string, n casefile.NeedState, wrong error) any {
	var old []web.Option
	for _, o := range casefile.OldPapers() {
		old = append(old, web.Option{Value: o, Label: "casefile.old." + o})
	}
	f := web.Form{Action: "/siak/" + no + "/cetak-ulang/" + n.Need, Fields: []any{
		&web.Radios{Label: web.Ask("lama", "issuance.reprint.old").Must(), Options: old}},
		Buttons: []any{web.Button{Label: "issuance.reprint.save"}}}
	return web.Card{Title: "issuance.reprint", Body: []any{web.Stack{
		web.Notice{Tone: web.Warn, Strong: r.T("issuance.reprint.changed", "Old", n.Printed, "New", n.Document), Text: "issuance.reprint.text"},
		web.Button{Label: "issuance.print.download", Href: "/siak/" + no + "/surat/" + n.Need, Icon: "print", Kind: web.Secondary},
		f.Fill(r, wrong)}}}
}
