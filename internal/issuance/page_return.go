package issuance

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) returnPage(r *web.Request) (web.Response, error) {
	return s.showReturn(r, nil)
}

// showReturn asks item by item what must be mended.
func (s *Service) showReturn(r *web.Request, wrong error) (web.Response, error) {
	o, err := s.open(r, "page.verify", "return", casefile.StageSubmitted, casefile.StageVerified)
	if err != nil {
		return nil, err
	}
	needs := Returnable(o.st)
	if o.idle || len(needs) == 0 {
		return s.idlePage(r, verifyCrumb), nil
	}
	no := o.st.Number
	form := web.Form{Action: "/verifikasi/" + no + "/kembalikan", Buttons: []any{
		web.Button{Label: "issuance.return", Kind: web.Danger},
		web.Button{Label: "issuance.cancel", Kind: web.Quiet, Href: "/verifikasi/" + no}}}
	reasons, err := s.Book.Table("return_reason")
	if err != nil {
		return nil, err
	}
	list, err := s.asked(r, o, needs)
	if err != nil {
		return nil, err
	}
	body := web.Stack{}
	if slices.Contains(needs, casefile.NeedNIK) && len(needs) > 1 {
		body = append(body, web.Notice{Text: "issuance.return.nik"})
	}
	sent := url.Values{}
	if r.Sent() {
		sent = r.Values()
	}
	cards := web.Stack{}
	for _, need := range needs {
		card := web.Card{Title: "casefile.need." + need}
		for _, req := range list {
			if req.Need != need {
				continue
			}
			var options []web.Option
			for _, c := range reasons.Codes {
				options = append(options, web.Option{Value: c.Code, Label: c.Label.In(r.Lang)})
			}
			card.Body = append(card.Body, &web.Select{Label: web.Ask("alasan-"+req.Code, req.Label.In(r.Lang), s.Book.Citation(req)),
				Options: options, Blank: "issuance.return.fine"},
				web.Details{Label: "issuance.return.words", Body: []any{&web.Input{Label: web.Ask("kata-"+req.Code, "issuance.return.note", "issuance.return.note.hint"), Max: noteLength}}})
		}
		if len(card.Body) == 0 {
			continue
		}
		if len(cards) == 0 {
			card.ID = "butir" // where the error summary leads if nothing was named
		}
		web.FillFields(r.Lang, sent, wrong, card.Body...)
		cards = append(cards, card)
	}
	form.Fields = []any{cards}
	return web.Page("", web.View{Title: r.T("issuance.return.title", "Name", o.name(r)), Lead: "issuance.return.lead", Shape: web.Narrow, Err: wrong,
		Crumbs: []web.Crumb{verifyCrumb, {Label: no, Href: "/verifikasi/" + no}, {Label: "issuance.return.crumb"}},
		Body:   []any{append(body, form)}}, nil), nil
}

// asked lists the items that may be named: those of the dossier, else all of
// the lawbook's for the needs.
func (s *Service) asked(r *web.Request, o *opened, needs []string) ([]lawbook.Requirement, error) {
	items, err := s.items(r.Context(), o.scope, o.id, needs)
	if err != nil {
		return nil, err
	}
	var out []lawbook.Requirement
	for _, i := range items {
		if req, err := s.Book.Requirement(i.Requirement); err == nil {
			out = append(out, req)
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	for _, need := range needs {
		out = append(out, s.Book.Requirements(need, nil)...)
	}
	return out, nil
}

func (s *Service) returnSave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Returned)
	if err != nil {
		return nil, err
	}
	var items []casefile.ReturnedItem
	for name, values := range r.Values() {
		if code, ok := strings.CutPrefix(name, "alasan-"); ok && len(values) > 0 && values[0] != "" {
			items = append(items, casefile.ReturnedItem{Requirement: code, Reason: values[0], Note: r.Text("kata-" + code)})
		}
		// Words without a reason are not dropped: returnable asks for the reason.
		if code, ok := strings.CutPrefix(name, "kata-"); ok && r.Text(name) != "" && r.Text("alasan-"+code) == "" {
			items = append(items, casefile.ReturnedItem{Requirement: code, Note: r.Text(name)})
		}
	}
	slices.SortFunc(items, func(a, b casefile.ReturnedItem) int { return strings.Compare(a.Requirement, b.Requirement) })
	if _, err := s.Return(r.Context(), op, caseID, items); fault.Is(err, fault.Invalid) {
		return s.showReturn(r, err)
	} else if err != nil {
		return nil, err
	}
	return web.Redirect("/verifikasi").Flash(r.T("issuance.returned", "No", r.PathValue("case"), "Count", len(items))), nil
}
