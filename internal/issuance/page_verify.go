package issuance

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

var verifyCrumb = web.Crumb{Label: "issuance.verify.queue", Href: "/verifikasi"}

// pageSize is how many rows a list shows.
const pageSize = 25

func (s *Service) verifyQueue(r *web.Request) (web.Response, error) {
	scope := account.ScopeOf(r)
	q, pages, err := s.waits(r, casefile.Verified, false)
	if err != nil {
		return nil, err
	}
	back, err := s.Back(r.Context(), scope)
	if err != nil {
		return nil, err
	}
	if err := s.listed(r, "page.verify", casefile.Verified); err != nil {
		return nil, err
	}
	body := web.Stack{s.workList(r, q, pages, nil, func(w QueueRow) web.WorkRow {
		return web.WorkRow{Title: named(r, w.Name), Note: w.Number + " · " + needsText(r, split(w.Arg)),
			Place: place(w.Area), Age: s.age(r, w.From, w.Due), Href: "/verifikasi/" + w.Number, Button: "issuance.do.verify", Urgent: w.Urgent}
	}, web.Empty{Icon: "check", Title: "issuance.verify.none", Text: "issuance.verify.none.text"})}
	var groups []web.WorkGroup
	asked := web.WorkGroup{Title: "issuance.verify.asked"}
	given := web.WorkGroup{Title: "issuance.verify.returned"}
	for _, b := range together(back) {
		row := web.WorkRow{Title: named(r, b.Name), Note: b.Number + " · " + needsText(r, split(b.Need)), Place: place(b.Area),
			Age: web.Age{Text: i18n.Waiting(r.Lang, i18n.Days(b.Since, r.Now(), r.Now().Location()))}}
		if b.Stage == casefile.StageReturned {
			row.Href, row.Button = "/verifikasi/"+b.Number+"/betulkan", "issuance.do.mend"
			given.Rows = append(given.Rows, row)
			continue
		}
		row.Href, row.Button = "/verifikasi/"+b.Number, "issuance.do.look"
		asked.Rows = append(asked.Rows, row)
	}
	for _, g := range []web.WorkGroup{asked, given} {
		if g.Count = len(g.Rows); g.Count > 0 {
			groups = append(groups, g)
		}
	}
	recent, err := s.Recent(r.Context(), scope, casefile.StageVerified)
	if err != nil {
		return nil, err
	}
	if len(recent) > 0 {
		groups = append(groups, web.WorkGroup{Title: "issuance.verify.recent", Count: len(recent), Rows: recentRows(r, recent, "/verifikasi/")})
	}
	// Whoever looks for something in the queue is not shown what is beside it.
	if len(groups) > 0 && !q.Narrowed() {
		body = append(body, web.WorkList{Groups: groups})
	}
	return web.Page("", web.View{Title: "issuance.verify.queue", Lead: "issuance.verify.lead", Body: []any{body},
		Actions: firstOf(q, "issuance.do.verify_first", "/verifikasi/")}, nil), nil
}

// together makes one row of the needs of a case that stand at one stage: they
// went there in one act.
func together(rows []BackRow) (out []BackRow) {
	for _, b := range rows {
		if n := len(out); n > 0 && out[n-1].CaseID == b.CaseID && out[n-1].Stage == b.Stage {
			out[n-1].Need += "," + b.Need
			continue
		}
		out = append(out, b)
	}
	return out
}

func (s *Service) verifyPage(r *web.Request) (web.Response, error) {
	o, err := s.open(r, "page.verify", "dossier", casefile.StageSubmitted, casefile.StageVerified)
	if err != nil {
		return nil, err
	}
	if o.idle || len(Returnable(o.st)) == 0 {
		return s.idlePage(r, verifyCrumb), nil
	}
	return s.showVerify(r, o)
}

func (s *Service) showVerify(r *web.Request, o *opened) (web.Response, error) {
	needs := Returnable(o.st)
	items, err := s.items(r.Context(), o.scope, o.id, needs)
	if err != nil {
		return nil, err
	}
	forms, err := s.forms(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	rounds := casefile.Rounds(o.st.Effective(casefile.Order(o.events)))
	ids := whoTook(rounds)
	for _, i := range items {
		ids = append(ids, i.SuppliedBy)
	}
	for _, n := range o.st.Needs {
		ids = append(ids, n.SubmittedBy)
	}
	names, err := s.Accounts.Names(r.Context(), o.scope, ids)
	if err != nil {
		return nil, err
	}
	no := o.st.Number
	submitted := Submitted(o.st)
	view := web.View{Title: r.T("issuance.verify.title", "Name", o.name(r)), Crumbs: []web.Crumb{verifyCrumb, {Label: no}},
		Lead: no + " · " + needsText(r, needs), Actions: []any{web.Button{Label: "issuance.open_case", Kind: web.Secondary, Href: "/kasus/" + no}}}
	for _, n := range o.st.Needs {
		if slices.Contains(submitted, n.Need) && names[n.SubmittedBy] != "" {
			view.Lead = r.T("issuance.verify.by", "No", no, "Needs", needsText(r, needs), "Name", names[n.SubmittedBy],
				"Date", i18n.Date(r.Lang, micros(r, n.StageSince)))
			break
		}
	}
	body := web.Stack{s.checklist(r, no, items, names, rounds), s.papers(r, no, forms), s.personCard(r, o)}
	if len(rounds) > 0 {
		body = append(web.Stack{s.earlier(r, rounds, names)}, body...)
	}
	view.Body = []any{body}
	view.Aside = s.decision(r, o, submitted, items)
	return web.Page("", view, nil), nil
}

// decision is the verifier's part of the page: accept, or give back.
func (s *Service) decision(r *web.Request, o *opened, submitted []string, items []Item) []any {
	no := o.st.Number
	back := web.Button{Label: "issuance.return", Kind: web.Danger, Href: "/verifikasi/" + no + "/kembalikan", Full: true}
	if err := account.Separation(o.scope, casefile.Verified, o.events); err != nil {
		f := fault.As(err)
		return []any{web.Notice{Tone: web.Warn, Strong: "issuance.verify.not_you", Text: r.T(f.Key, f.Args)}}
	}
	if len(submitted) == 0 {
		return []any{web.Card{Title: "issuance.verify.asked", Body: []any{web.Para{Text: "issuance.verify.asked.text"}, back}}}
	}
	var free []string
	var out []any
	for _, need := range submitted {
		if err := o.st.May(casefile.Verified, need); err != nil {
			f := fault.As(err)
			out = append(out, web.Notice{Tone: web.Warn, Strong: r.T("casefile.need." + need), Text: r.T(f.Key, f.Args)})
			continue
		}
		free = append(free, need)
	}
	var hidden []web.Pair
	for _, n := range free {
		hidden = append(hidden, web.Pair{Name: "kebutuhan", Value: n})
	}
	lacks := 0
	for _, i := range items {
		if i.State == "missing" {
			lacks++
		}
	}
	body := []any{web.Para{Text: "issuance.verify.ask"}}
	if lacks > 0 {
		body = append(body, web.Notice{Tone: web.Warn, Text: r.T("issuance.verify.lacks", "Count", lacks)})
	}
	if len(free) > 0 {
		body = append(body, web.Button{Label: "issuance.accept", Post: "/verifikasi/" + no, Hidden: hidden, Full: true})
	}
	return append(out, web.Card{Title: "issuance.verify.decision", Body: append(body, back),
		Foot: web.Para{Text: "issuance.verify.next", Small: true, Muted: true}})
}

// states says in the page's words what the dossier calls it.
var states = map[string]string{"have": web.Have, "substitute": web.Substitute, "missing": web.Missing, "later": web.Later}

func (s *Service) checklist(r *web.Request, no string, items []Item, names map[string]string, rounds []casefile.Round) any {
	list := web.Checklist{Title: "issuance.items"}
	for _, i := range items {
		req, err := s.Book.Requirement(i.Requirement)
		if err != nil {
			continue // a line of an older lawbook; the dossier page has it
		}
		row := web.CheckItem{State: states[i.State], Title: req.Label.In(r.Lang), Source: s.Book.Citation(req), Who: names[i.SuppliedBy]}
		for _, sub := range req.Substitutes {
			if sub.Code == i.Substitute {
				row.Text = sub.Label.In(r.Lang)
			}
		}
		if len(i.Attachments) == 0 && (i.How == "document" || i.How == "substitute") {
			row.Text = strings.TrimLeft(row.Text+". "+r.T("issuance.no_scan"), ". ")
		}
		if back := s.since(r, rounds, i); back != "" {
			row.Text = strings.TrimLeft(row.Text+". "+back, ". ")
		} else if i.Returned != "" {
			row.Text = r.T("issuance.returned_before", "Reason", s.Book.Label("return_reason", i.Returned, r.Lang))
		}
		var links web.Row
		for n, hash := range i.Attachments {
			links = append(links, web.Link{Label: r.T("issuance.sheet", "N", n+1), Href: "/kasus/" + no + "/lampiran/" + hash, Small: true})
		}
		if len(links) > 0 {
			row.Action = links
		}
		switch i.State {
		case "have", "substitute":
			list.Done++
			list.Total++
		case "missing":
			list.Total++
		}
		title := "casefile.need." + i.Need
		if g := len(list.Groups); g == 0 || list.Groups[g-1].Title != title {
			list.Groups = append(list.Groups, web.CheckGroup{Title: title})
		}
		g := &list.Groups[len(list.Groups)-1]
		g.Items = append(g.Items, row)
	}
	if len(list.Groups) == 0 {
		return web.Empty{Icon: "file", Title: "issuance.items.none", Text: "issuance.items.none.text",
			Button: web.Button{Label: "issuance.dossier", Href: "/kasus/" + no + "/berkas", Kind: web.Secondary}}
	}
	return list
}

func (s *Service) papers(r *web.Request, no string, forms []filled) any {
	var links web.Stack
	for _, f := range forms {
		links = append(links, web.Link{Label: s.formName(r, f.Form), Href: "/kasus/" + no + "/formulir/" + f.Form + ".pdf", Icon: "file"})
	}
	if len(links) == 0 {
		links = web.Stack{web.Para{Text: "issuance.forms.none", Muted: true}}
	}
	return web.Card{Title: "issuance.forms", Link: web.Link{Label: "issuance.dossier", Href: "/kasus/" + no + "/berkas", Small: true}, Body: links}
}

// personCard is the person in force, each value with how sure it is.
func (s *Service) personCard(r *web.Request, o *opened) any {
	var facts web.Facts
	add := func(label, field string, say func(string) string) {
		f := o.st.Person.Get(field)
		fact := web.Fact{Label: label, Value: r.T("issuance.unknown")}
		switch {
		case f.Disputed:
			fact.Value = web.Tag{Tone: web.Warn, Text: "issuance.disputed"}
		case f.Value != "":
			fact.Value = say(f.Value)
			if f.Certainty != "" {
				fact.Cert = &web.Certain{Text: "casefile.certainty." + f.Certainty, Sure: f.Certainty != casefile.CertaintySaid}
			}
		}
		facts = append(facts, fact)
	}
	same := func(v string) string { return v }
	add("issuance.fact.name", casefile.FieldName, same)
	add("issuance.fact.sex", casefile.FieldSex, func(v string) string { return r.T("issuance.sex." + v) })
	add("issuance.fact.birth", casefile.FieldBirth, func(v string) string {
		d, err := resident.DateOf(v)
		if err != nil {
			return ""
		}
		return d.Format(r.Lang)
	})
	add("issuance.fact.birth_place", casefile.FieldBirthPlace, same)
	add("issuance.fact.mother", casefile.FieldMother, same)
	add("issuance.fact.village", casefile.FieldVillage, func(v string) string { return region.Label(region.Code(v)) })
	bio := web.Fact{Label: "issuance.fact.biometric", Value: r.T("issuance.biometric.none")}
	if b := o.st.Biometric; b.Disputed {
		bio.Value = web.Tag{Tone: web.Warn, Text: "issuance.disputed"}
	} else if b.Outcome != "" {
		bio.Value = r.T("casefile.biometric." + b.Outcome)
		if b.Approved {
			bio.Note = "issuance.biometric.approved"
		}
	}
	return web.Card{Title: "issuance.person", Body: []any{append(facts, bio)}}
}

func (s *Service) verifySave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Verified)
	if err != nil {
		return nil, err
	}
	needs := r.Texts("kebutuhan")
	if _, err := s.Verify(r.Context(), op, caseID, needs); err != nil {
		return nil, err
	}
	return web.Redirect("/verifikasi").Flash(r.T("issuance.verified", "No", r.PathValue("case"), "Needs", needsText(r, needs))), nil
}
