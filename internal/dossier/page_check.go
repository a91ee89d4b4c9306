package dossier

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

var marks = map[State]string{Have: web.Have, Substitute: web.Substitute, Missing: web.Missing, Later: web.Later, NotNeeded: web.NotNeeded}

func (s *Service) checklistPage(r *web.Request) (web.Response, error) {
	o, ask, err := s.enter(r, "page.dossier", "")
	if err != nil || ask != nil {
		return ask, err
	}
	return s.checklist(r, o, nil)
}

// checklist draws the checklist; problem is why submitting was refused.
func (s *Service) checklist(r *web.Request, o opened, problem error) (web.Response, error) {
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	names, err := s.Accounts.Names(r.Context(), o.scope, suppliers(f.List))
	if err != nil {
		return nil, err
	}
	supply := s.can(r, o, casefile.ItemSupplied)
	table := web.Checklist{}
	for _, g := range f.List.Groups {
		group := web.CheckGroup{Title: needTitle(r, g)}
		for _, i := range g.Items {
			group.Items = append(group.Items, s.line(r, o, f, g, i, names, supply))
		}
		table.Groups = append(table.Groups, group)
		table.Done += g.Done()
		table.Total += g.Total()
	}
	v := web.View{Title: r.T("dossier.title", "Name", called(r, f)), Lead: lead(r, f), Crumbs: o.crumbs(r, f), Err: problem}
	for _, code := range []string{"F-1.01", "PENDATAAN"} {
		if wants(f.List, code) && s.can(r, o, "paper.form") {
			v.Actions = append(v.Actions, web.Button{Label: r.T("dossier.print", "Form", formName(r, code)), Kind: web.Secondary, Icon: "print",
				Href: o.path("/formulir/" + url.PathEscape(code) + ".pdf")})
		}
	}
	var body []any
	for _, g := range f.List.Groups {
		if g.Need.Stage == casefile.StageReturned {
			body = append(body, web.Notice{Tone: web.Warn, Strong: r.T("dossier.returned", "Need", r.T("casefile.need."+g.Need.Need)), Text: returnedText(r, g)})
		}
	}
	if len(f.List.Groups) == 0 {
		body = append(body, web.Card{Body: []any{web.Empty{Icon: "file", Title: "dossier.no_needs", Text: "dossier.no_needs.text",
			Button: web.Button{Label: "dossier.back.case", Href: "/kasus/" + url.PathEscape(o.number), Kind: web.Secondary}}}})
	} else {
		body = append(body, table)
	}
	v.Body = []any{web.Stack(body)}
	who, unsettled, err := s.alike(r, o, f)
	if err != nil {
		return nil, err
	}
	next := s.next(r, o, f, unsettled)
	if unsettled && s.can(r, o, "page.compare") {
		next.Buttons = append(next.Buttons, web.Button{Label: "dossier.next.compare", Kind: web.Secondary, Full: true, Href: "/laporan/" + url.PathEscape(o.number) + "?calon=" + url.QueryEscape(who.Ref)})
	}
	v.Aside = append(v.Aside, next)
	if c, ok := stands(r, f); ok {
		v.Aside = append(v.Aside, c)
	}
	if s.can(r, o, casefile.FormFilled) && f.mayFill() {
		v.Aside = append(v.Aside, declarations(r, o, f))
	}
	if c, ok := workers(r, f); ok {
		v.Aside = append(v.Aside, c)
	}
	v.Aside = append(v.Aside, s.situation(r, o, f))
	return web.Page("", v, nil), nil
}

func called(r *web.Request, f File) string {
	if n := nameOf(f.State.Person); n != "" {
		return n
	}
	return r.T("dossier.nameless")
}

func lead(r *web.Request, f File) string {
	var needs []string
	for _, g := range f.List.Groups {
		needs = append(needs, g.Need.Need)
	}
	return strings.Trim(needNames(r, needs)+" · "+placeOf(&f.State), " ·")
}

func needTitle(r *web.Request, g Group) string {
	return r.T("casefile.need."+g.Need.Need) + " · " + r.T("casefile.stage."+string(g.Need.Stage))
}

func formName(r *web.Request, code string) string {
	if code == "PENDATAAN" {
		return r.T("dossier.form.pendataan")
	}
	return code
}

// wants says whether an item of the checklist asks for the form.
func wants(c Checklist, code string) bool {
	for _, g := range c.Groups {
		for _, i := range g.Items {
			if i.Fillable == code && i.State != NotNeeded {
				return true
			}
		}
	}
	return c.Forms[code].Event != ""
}

func suppliers(c Checklist) (out []string) {
	for _, g := range c.Groups {
		for _, i := range g.Items {
			if i.By != "" && !slices.Contains(out, i.By) {
				out = append(out, i.By)
			}
		}
	}
	return out
}

// line is one requirement as the page shows it.
func (s *Service) line(r *web.Request, o opened, f File, g Group, i Item, names map[string]string, supply bool) web.CheckItem {
	c := web.CheckItem{ID: g.Need.Need + "-" + i.Code, State: marks[i.State], Title: i.Label.In(r.Lang), Source: g.Book.Citation(i.Requirement)}
	page := o.path("/berkas/" + g.Need.Need + "/" + url.PathEscape(i.Code))
	may := supply && f.State.May(casefile.ItemSupplied, g.Need.Need) == nil
	day := i18n.Date(r.Lang, r.At(db.FromMicros(i.At)))
	by := names[i.By]
	switch {
	case i.Returned != "" && i.State == Missing:
		c.Text = r.T("dossier.item.returned", "Reason", returnReason(r, g.Book, i.Returned, i.ReturnNote))
	case i.How == HowDecision:
		c.Text = decidedText(r, i)
	case i.How == HowFact, i.Head && i.State == Missing:
		c.Text = i.Why
	case i.How == HowForm && by == "":
		c.Text = r.T("dossier.item.filled_on", "Day", day)
	case i.How == HowForm:
		c.Text = r.T("dossier.item.filled", "By", by, "Day", day)
	case i.How == HowSubstitute:
		c.Text = r.T("dossier.item.substitute", "What", substituteLabel(r, i), "Sheets", sheets(r, i), "Day", day)
	case i.How == HowDocument && by == "":
		c.Text = upperFirst(r.T("dossier.item.files_on", "Sheets", sheets(r, i), "Day", day))
	case i.How == HowDocument:
		c.Text = upperFirst(r.T("dossier.item.files", "Sheets", sheets(r, i), "By", by, "Day", day))
	case i.State == NotNeeded:
		c.Text = notNeeded(r, g.Book, i)
	case toSign(f, i):
		c.Text = r.T("dossier.item.to_sign", "Form", i.Declared, "Day", i18n.Date(r.Lang, r.At(db.FromMicros(f.List.Forms[i.Declared].At))))
	case f.List.Forms[i.Fillable].Draft != "":
		c.Text = r.T("dossier.item.draft", "Day", i18n.Date(r.Lang, r.At(db.FromMicros(f.List.Forms[i.Fillable].DraftAt))))
	default:
		c.Text = i.Note.In(r.Lang)
	}
	if i.State == Missing && i.How != HowFact {
		c.Who = r.T("dossier.item.who", "Who", supplierNames(r, i))
	}
	switch {
	case i.Fillable != "" && i.State == Missing && may:
		c.Action = web.Button{Label: r.T("dossier.item.fill", "Form", formName(r, i.Fillable)), Kind: web.Secondary, Small: true, Href: o.path("/formulir/" + url.PathEscape(i.Fillable))}
	case i.Fillable != "" && i.How == HowForm:
		c.Action = web.Link{Label: "dossier.item.see", Href: o.path("/formulir/" + url.PathEscape(i.Fillable))}
	case toSign(f, i) && i.Typed() && may:
		c.Action = web.Row{web.Link{Label: r.T("dossier.print", "Form", i.Declared), Href: o.path("/formulir/" + url.PathEscape(i.Declared) + ".pdf"), Small: true},
			web.Button{Label: "dossier.item.add_signed", Kind: web.Secondary, Small: true, Href: page}}
	case i.State == Missing && i.Typed() && may && i.Form != "" && i.Form == i.Declared:
		c.Action = web.Row{web.Link{Label: r.T("dossier.item.fill", "Form", i.Declared), Href: o.path("/formulir/" + url.PathEscape(i.Declared)), Small: true},
			web.Button{Label: "dossier.item.add", Kind: web.Secondary, Small: true, Href: page}}
	case i.State == Missing && i.Typed() && may:
		c.Action = web.Button{Label: "dossier.item.add", Kind: web.Secondary, Small: true, Href: page}
	case i.Supplied():
		c.Action = web.Link{Label: "dossier.item.see", Href: page}
	case i.State == NotNeeded:
		c.Action = nil
	case i.State == Later && i.Typed() && may:
		c.Action = web.Link{Label: "dossier.item.have", Href: page}
	}
	return c
}

// toSign says that the declaration for an item is filled in, and that its signed
// paper is what is missing.
func toSign(f File, i Item) bool {
	return i.State == Missing && i.Declared != "" && f.List.Forms[i.Declared].Event != ""
}

func substituteLabel(r *web.Request, i Item) string {
	for _, sub := range i.Substitutes {
		if sub.Code == i.Substitute {
			return sub.Label.In(r.Lang)
		}
	}
	return i.Substitute
}

// notNeeded says which circumstance keeps the item from being asked for.
func notNeeded(r *web.Request, b *lawbook.Book, i Item) string {
	var out []string
	for _, w := range i.Unless {
		code, not := strings.CutPrefix(w, "!")
		for _, c := range b.Circumstances() {
			if c.Code != code {
				continue
			}
			key := "dossier.item.only_if"
			if not {
				key = "dossier.item.not_if"
			}
			out = append(out, r.T(key, "What", lowerFirst(c.Label.In(r.Lang))))
		}
	}
	return strings.Join(out, ". ")
}

// lowerFirst puts a label into a sentence, unless it begins with an
// abbreviation.
func lowerFirst(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// upperFirst begins a sentence.
// sheets counts the scans of a paper, or says that it was supplied without one.
func sheets(r *web.Request, i Item) string {
	if len(i.Attachments) == 0 {
		return r.T("dossier.item.no_scan")
	}
	return r.T("dossier.file.count", "Count", len(i.Attachments))
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func supplierNames(r *web.Request, i Item) string {
	var out []string
	for _, w := range i.Supply {
		out = append(out, r.T("dossier.supply."+w))
	}
	return strings.Join(out, ", ")
}

// alike asks the choke-point where a new NIK waits to be submitted.
func (s *Service) alike(r *web.Request, o opened, f File) (register.Candidate, bool, error) {
	if f.State.May(casefile.Submitted, casefile.NeedNIK) != nil {
		return register.Candidate{}, false, nil
	}
	return s.Register.Unsettled(r.Context(), o.scope, &f.State)
}

// next is the one thing to do on this page. unsettled says that nobody has
// decided on somebody very much alike: the new NIK waits for that, and nothing
// else does.
func (s *Service) next(r *web.Request, o opened, f File, unsettled bool) web.NextAction {
	ready, lacking := Ready(&f.State, f.List)
	if unsettled {
		ready = slices.DeleteFunc(ready, func(g Group) bool { return g.Need.Need == casefile.NeedNIK })
	}
	may := s.can(r, o, casefile.Submitted)
	n := web.NextAction{}
	var missing []Item
	var why []string
	for _, g := range lacking {
		missing = append(missing, g.Missing()...)
	}
	for _, g := range f.List.Groups {
		if !g.Filed() || !g.Need.Stage.Before(casefile.StageSubmitted) {
			continue
		}
		if err := f.State.May(casefile.Submitted, g.Need.Need); err != nil {
			why = append(why, r.T("casefile.need."+g.Need.Need)+": "+lowerFirst(r.T(fault.As(err).Key, fault.As(err).Args)))
		}
	}
	if unsettled {
		why = append(why, r.T("casefile.need.nik")+": "+lowerFirst(r.T("fault.register.unsettled")))
	}
	switch {
	case len(ready) > 0:
		var needs []string
		for _, g := range ready {
			needs = append(needs, g.Need.Need)
		}
		n.Over, n.Title = "dossier.next.ready", r.T("dossier.next.submit", "Needs", needNames(r, needs))
		n.Text = "dossier.next.ready.text"
		if len(missing) > 0 {
			n.Text = r.T("dossier.next.rest", "Count", len(missing))
		}
		if may {
			n.Buttons = []any{web.Button{Label: "dossier.submit", Post: o.path("/berkas/ajukan"), Hidden: []web.Pair{{Name: "kebutuhan", Value: strings.Join(needs, ",")}}, Full: true}}
		} else {
			n.Text = "dossier.next.not_you"
		}
	case len(missing) > 0 && !slices.ContainsFunc(missing, func(i Item) bool { return !i.Head }):
		n.Over, n.Title, n.Text = "dossier.next.not_yet", "dossier.next.head", "dossier.next.head.text"
		if slices.ContainsFunc(missing, Item.RefusedByHead) {
			n.Title, n.Text = "dossier.next.head_refused", "dossier.next.head_refused.text"
		}
	case len(missing) > 0:
		n.Over, n.Title, n.Text = "dossier.next.not_yet", r.T("dossier.next.lacks", "Count", len(missing)), "dossier.next.lacks.text"
		if of := needsOf(lacking); len(of) < len(waitingNeeds(f)) { // the list below has more that lack something
			n.Title = r.T("dossier.next.lacks_of", "Count", len(missing), "Needs", needNames(r, of))
		}
		if to := s.first(o, lacking); to != "" && s.can(r, o, casefile.ItemSupplied) {
			n.Buttons = append(n.Buttons, web.Button{Label: "dossier.next.first", Href: to, Full: true})
		}
	case len(why) > 0:
		n.Over, n.Title = "dossier.next.not_yet", "dossier.next.blocked"
	case s.filed(f):
		n.Over, n.Title, n.Text = "dossier.next.filed", "dossier.next.filed.title", "dossier.next.filed.text"
	default:
		n.Over, n.Title, n.Text = "dossier.next.none", "dossier.next.none.title", "dossier.next.none.text"
	}
	if len(why) > 0 {
		n.Text = strings.TrimSpace(r.T(n.Text) + " " + strings.Join(why, " "))
		if n.Title == "dossier.next.blocked" {
			n.Text = strings.Join(why, " ")
		}
	}
	return n
}

func needsOf(groups []Group) (out []string) {
	for _, g := range groups {
		out = append(out, g.Need.Need)
	}
	return out
}

// waitingNeeds are those of the dossier that lack something and are not
// submitted, also where something else holds them back.
func waitingNeeds(f File) (out []Group) {
	for _, g := range f.List.Groups {
		if g.Filed() && g.Need.Stage.Before(casefile.StageSubmitted) && len(g.Missing()) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// filed says that something of the dossier was submitted.
func (s *Service) filed(f File) bool {
	return slices.ContainsFunc(f.List.Groups, func(g Group) bool { return g.Filed() && !g.Need.Stage.Before(casefile.StageSubmitted) })
}

// first leads to the first missing item that somebody can do something about.
func (s *Service) first(o opened, lacking []Group) string {
	for _, g := range lacking {
		for _, i := range g.Missing() {
			switch {
			case i.Fillable != "":
				return o.path("/formulir/" + url.PathEscape(i.Fillable))
			case i.Typed():
				return o.path("/berkas/" + g.Need.Need + "/" + url.PathEscape(i.Code))
			}
		}
	}
	return ""
}

// stands says what may stand in for what is missing.
func stands(r *web.Request, f File) (any, bool) {
	var body []any
	for _, g := range f.List.Groups {
		for _, i := range g.Missing() {
			for _, sub := range i.Substitutes {
				body = append(body, web.Para{Small: true, Text: r.T("dossier.stands", "What", lowerFirst(i.Label.In(r.Lang)), "By", lowerFirst(sub.Label.In(r.Lang)))})
			}
		}
	}
	if len(body) == 0 {
		return nil, false
	}
	return web.Card{Title: "dossier.stands.title", Body: append(body, web.Para{Text: "dossier.stands.note", Small: true, Muted: true})}, true
}

// declarations are the letters that can be made here for anybody to sign,
// whether an item asks for them or not: a person may be represented in any case.
func declarations(r *web.Request, o opened, f File) any {
	body := []any{web.Para{Text: "dossier.declare.text", Small: true, Muted: true}}
	for _, def := range lawOf(&f.State).Forms() {
		if !def.Signed {
			continue
		}
		body = append(body, web.Link{Label: def.Code + " · " + def.Title.In(r.Lang), Href: o.path("/formulir/" + url.PathEscape(def.Code)), Small: true})
		if at := f.List.Forms[def.Code].At; at != 0 {
			body = append(body, web.Para{Text: r.T("dossier.item.filled_on", "Day", i18n.Date(r.Lang, r.At(db.FromMicros(at)))), Small: true, Muted: true})
		}
	}
	return web.Card{Title: "dossier.declare", Body: []any{web.Stack(body)}}
}

// workers says who can supply what is missing.
func workers(r *web.Request, f File) (any, bool) {
	var order []string
	by := map[string][]string{}
	for _, g := range f.List.Groups {
		for _, i := range g.Missing() {
			if len(i.Supply) == 0 {
				continue
			}
			who := i.Supply[0]
			if by[who] == nil {
				order = append(order, who)
			}
			if label := lowerFirst(i.Label.In(r.Lang)); !slices.Contains(by[who], label) {
				by[who] = append(by[who], label)
			}
		}
	}
	var body []any
	for _, who := range order {
		body = append(body, web.Para{Small: true, Text: r.T("dossier.workers.line", "Who", upperFirst(r.T("dossier.supply."+who)), "What", strings.Join(by[who], "; "))})
	}
	return web.Card{Title: "dossier.workers", Body: body}, len(body) > 0
}

// submit hands the dossier to the verifier.
func (s *Service) submit(r *web.Request) (web.Response, error) {
	o, op, err := s.act(r, casefile.Submitted)
	if err != nil {
		return nil, err
	}
	needs := codes(r.Text("kebutuhan"))
	_, err = s.Submit(r.Context(), op, o.id, needs)
	if fault.Is(err, fault.Invalid) {
		// Why it was refused is named on the checklist itself, which shows the
		// person's data: it is logged as any other look at it.
		if to, ask, err := s.enter(r, "page.dossier", ""); err != nil || ask != nil {
			return ask, err
		} else {
			o = to
		}
		book := lawbook.Current()
		if f, err := s.Open(r.Context(), o.scope, o.id); err == nil {
			book = lawOf(&f.State)
		}
		problem := fault.As(err)
		for i := range problem.Fields {
			_, code, _ := strings.Cut(problem.Fields[i].Name, "-")
			if q, err := book.Requirement(code); err == nil {
				problem.Fields[i].Args = map[string]any{"Item": q.Label.In(r.Lang)}
			}
		}
		return s.checklist(r, o, problem)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/berkas").Flash(r.T("dossier.submitted", "Needs", needNames(r, needs), "No", o.number)), nil
}
