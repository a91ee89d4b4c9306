package issuance

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

var issueCrumb = web.Crumb{Label: "issuance.print.queue", Href: "/siak/siap-cetak"}

// issueQueue lists what may be issued, document by document.
func (s *Service) issueQueue(r *web.Request) (web.Response, error) {
	q, pages, err := s.waits(r, casefile.Issued, true)
	if err != nil {
		return nil, err
	}
	if err := s.listed(r, "page.siak", casefile.Issued); err != nil {
		return nil, err
	}
	again, err := s.reprints(r)
	if err != nil {
		return nil, err
	}
	paper := func(w QueueRow) string { return "casefile.need." + w.Arg }
	group := func(w QueueRow) (string, int) {
		of := q.Queue
		of.Need = w.Arg
		return paper(w), of.Count(q.Held)
	}
	list := s.workList(r, q, pages, group, func(w QueueRow) web.WorkRow {
		note := w.Number + " · " + r.T(w.Reason)
		if q.Sort != "" {
			note = w.Number + " · " + r.T(paper(w)) + " · " + r.T(w.Reason)
		}
		return web.WorkRow{Title: named(r, w.Name), Note: note, Place: place(w.Area),
			Age: s.age(r, w.From, w.Due), Href: "/siak/" + w.Number + "/terbit/" + w.Arg, Button: "issuance.do.issue", Urgent: w.Urgent}
	}, web.Empty{Icon: "check", Title: "issuance.print.none", Text: "issuance.print.none.text",
		Button: web.Button{Label: "issuance.wait.queue", Href: "/siak/menunggu", Kind: web.Secondary}})
	body := web.Stack{list}
	if len(again) > 0 {
		body = web.Stack{web.WorkList{Groups: again}}
		if len(q.Held) > 0 {
			body = append(body, list)
		}
	}
	return web.Page("", web.View{Title: "issuance.print.queue", Lead: "issuance.print.lead", Body: []any{body}}, nil), nil
}

// reprints are the papers of the office that must be printed again, on top of
// the list: two papers with one number are out in the world.
func (s *Service) reprints(r *web.Request) ([]web.WorkGroup, error) {
	again, err := s.Queue(r.Context(), account.ScopeOf(r), casefile.Reprinted, false, account.Queue{}, 0, pageSize)
	if err != nil || len(again.Rows) == 0 {
		return nil, err
	}
	g := web.WorkGroup{Title: "issuance.reprint.queue"}
	for _, q := range again.Rows {
		g.Rows = append(g.Rows, web.WorkRow{Title: named(r, q.Name), Note: q.Number + " · " + r.T("casefile.need."+q.Arg), Place: place(q.Area),
			Age: s.age(r, q.From, q.Due), Href: "/siak/" + q.Number + "/terbit/" + q.Arg, Button: "issuance.do.reprint", Urgent: true})
	}
	return []web.WorkGroup{g}, nil
}

func (s *Service) issuePage(r *web.Request) (web.Response, error) { return s.showIssue(r, nil) }

// showIssue asks before a document is said to exist, because that is not taken
// back; an office paper that exists can be printed here.
func (s *Service) showIssue(r *web.Request, wrong error) (web.Response, error) {
	need := r.PathValue("need")
	flow, known := casefile.FlowOf(need)
	if !known {
		return nil, fault.New(fault.NotFound, "issuance.err.no_paper")
	}
	o, err := s.open(r, "page.siak", need, casefile.StageIssued)
	if err != nil {
		return nil, err
	}
	n, there := o.st.Need(need)
	printed := there && flow.Own && n.Stage == casefile.StageIssued
	if !o.idle && there && n.Misprinted() {
		return web.Page("", web.View{Title: r.T("issuance.print.title", "Paper", r.T("casefile.need."+need), "Name", o.name(r)), Shape: web.Narrow, Err: wrong,
			Crumbs: []web.Crumb{issueCrumb, {Label: o.st.Number}}, Body: []any{reprintCard(r, o.st.Number, n, wrong)}}, nil), nil
	}
	if o.idle || !there || !printed && !slices.Contains(Issuable(o.st), need) {
		return s.idlePage(r, issueCrumb), nil
	}
	no := o.st.Number
	view := web.View{Title: r.T("issuance.print.title", "Paper", r.T("casefile.need."+need), "Name", o.name(r)), Shape: web.Narrow, Err: wrong,
		Crumbs: []web.Crumb{issueCrumb, {Label: no}}}
	var blank any
	if flow.Own {
		if blank, err = s.Accounts.NoHead(r); err != nil {
			return nil, err
		}
	}
	if printed {
		view.Body = []any{blank, web.Card{Title: "issuance.print.done", Body: []any{
			web.Facts{{Label: "issuance.print.number", Value: n.Document}},
			web.Para{Text: "issuance.print.done.text"},
			web.Row{web.Button{Label: "issuance.print.download", Href: "/siak/" + no + "/surat/" + need, Icon: "print"},
				web.Button{Label: "issuance.print.back", Href: "/siak/siap-cetak", Kind: web.Quiet}},
			web.Link{Label: "issuance.mend", Href: "/siak/" + no + "/betulkan", Small: true}}}}
		return web.Page("", view, nil), nil
	}
	view.Lead = s.issueLead(need, flow)
	check := "issuance.print.check"
	if flow.Own {
		check = "issuance.print.content"
	}
	view.Body = []any{web.Stack{blank, web.Card{Title: check, Body: []any{s.issueFacts(r, o, need, flow)}}, s.issueForm(r, no, need, wrong)}}
	if need != casefile.NeedNIK {
		view.Aside = []any{s.holdCard(r, no, need, n, wrong)}
	}
	return web.Page("", view, nil), nil
}

func (s *Service) issueLead(need string, flow casefile.Flow) string {
	switch {
	case need == casefile.NeedNIK:
		return "issuance.print.nik"
	case need == casefile.NeedKTP:
		return "issuance.print.ktp"
	case flow.Own:
		return "issuance.print.own"
	}
	return "issuance.print.other"
}

// issueFacts is what to compare the print with.
func (s *Service) issueFacts(r *web.Request, o *opened, need string, flow casefile.Flow) web.Facts {
	if flow.Own {
		facts := web.Facts{{Label: "issuance.print.number", Value: r.T("issuance.print.number.next")}}
		for _, f := range (interim{person: o.st.Person}).facts(r.T) {
			if f.Value == "" {
				f.Value = r.T("issuance.print.blank")
			}
			facts = append(facts, web.Fact{Label: f.Label, Value: f.Value})
		}
		return facts
	}
	facts := web.Facts{{Label: "issuance.fact.name", Value: o.name(r)}}
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, web.Fact{Label: label, Value: value})
		}
	}
	n, _ := o.st.Need(need)
	add("issuance.fact.nik", o.st.Person.Printable(casefile.FieldNIK))
	switch {
	case need == casefile.NeedKK:
		add("issuance.fact.kk", o.st.Person.Printable(casefile.FieldKK))
	case need == casefile.NeedKTP:
		tag, _ := s.status(r, o.st.Enrolment)
		facts = append(facts, web.Fact{Label: "issuance.status", Value: tag})
	}
	add("issuance.fact.deed", n.Document)
	return facts
}

func (s *Service) issueForm(r *web.Request, no, need string, wrong error) any {
	flow, _ := casefile.FlowOf(need)
	f := web.Form{Action: "/siak/" + no + "/terbit/" + need}
	if must, asked := asksNumber[need]; asked {
		label := web.Ask("nomor", "issuance.print.paper_number", "issuance.print.paper_number.hint")
		label.Required = must
		f.Fields = append(f.Fields, &web.Input{Label: label, Max: 40})
	}
	label := "issuance.print.save"
	switch {
	case flow.Own:
		label = "issuance.print.save_own"
	case !flow.Paper:
		label = "issuance.print.save_nik"
	}
	f.Buttons = []any{web.Button{Label: label}, web.Button{Label: "issuance.cancel", Kind: web.Quiet, Href: "/siak/siap-cetak"}}
	return f.Fill(r, wrong)
}

// holdCard says that the document waits, and why.
func (s *Service) holdCard(r *web.Request, no, need string, n casefile.NeedState, wrong error) any {
	var options []web.Option
	for _, w := range waits(need) {
		options = append(options, web.Option{Value: w, Label: "casefile.waiting." + w, On: n.WaitingReason == w})
	}
	if n.WaitingReason != "" {
		options = append(options, web.Option{Value: casefile.WaitingOver, Label: "casefile.waiting.over"})
	}
	f := web.Form{Action: "/siak/" + no + "/tunda/" + need, Fields: []any{
		&web.Radios{Label: web.Ask("sebab", "issuance.hold.why"), Options: options},
		web.Day(web.Ask("sampai", "issuance.hold.until", "issuance.hold.until.hint"), n.WaitingUntil)},
		Buttons: []any{web.Button{Label: "issuance.hold.save", Kind: web.Secondary}}}
	return web.Card{Title: "issuance.hold", Body: []any{f.Fill(r, wrong)}}
}

func (s *Service) issueSave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Issued)
	if err != nil {
		return nil, err
	}
	need, no := r.PathValue("need"), r.PathValue("case")
	if _, err = s.Issue(r.Context(), op, caseID, need, r.Text("nomor")); fault.Is(err, fault.Invalid) {
		return s.showIssue(r, err)
	} else if err != nil {
		return nil, err
	}
	to := "/siak/siap-cetak"
	if flow, _ := casefile.FlowOf(need); flow.Own {
		to = "/siak/" + no + "/terbit/" + need // the paper is printed there
	}
	return web.Redirect(to).Flash(r.T("issuance.issued", "No", no, "Paper", r.T("casefile.need."+need))), nil
}

func (s *Service) holdSave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Waiting)
	if err != nil {
		return nil, err
	}
	need := r.PathValue("need")
	if _, err = s.Hold(r.Context(), op, caseID, need, r.Text("sebab"), r.Day("sampai")); fault.Is(err, fault.Invalid) {
		return s.showIssue(r, err)
	} else if err != nil {
		return nil, err
	}
	said := "issuance.held"
	if r.Text("sebab") == casefile.WaitingOver {
		said = "issuance.held.over"
	}
	return web.Redirect("/siak/siap-cetak").Flash(r.T(said, "No", r.PathValue("case"), "Paper", r.T("casefile.need."+need))), nil
}

// interimFile is the printed SKPTI or SKPS.
func (s *Service) interimFile(r *web.Request) (web.Response, error) {
	need := r.PathValue("need")
	o, err := s.open(r, "paper.interim", need, casefile.StageIssued)
	if err != nil {
		return nil, err
	}
	if o.idle {
		return s.idlePage(r, issueCrumb), nil
	}
	pdf, err := s.Interim(r.Context(), o.scope, o.st, need, r.Origin())
	if err != nil {
		return nil, err
	}
	n, _ := o.st.Need(need)
	return web.File{Name: n.Document + ".pdf", Type: "application/pdf", Bytes: pdf}, nil
}
