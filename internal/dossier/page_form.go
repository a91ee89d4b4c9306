package dossier

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// formPage shows a form: as page to those who may fill it in, to be read by
// the others, as a paper with ".pdf" behind its code.
func (s *Service) formPage(r *web.Request) (web.Response, error) {
	code, paper := strings.CutSuffix(r.PathValue("code"), ".pdf")
	if err := formThere(code); err != nil {
		return nil, err
	}
	if paper {
		return s.printForm(r, code)
	}
	o, ask, err := s.enter(r, "page.dossier", code)
	if err != nil || ask != nil {
		return ask, err
	}
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	d, err := f.definition(code)
	if err != nil {
		return nil, err
	}
	v := f.values(d)
	if !s.can(r, o, casefile.FormFilled) || !f.mayFill() {
		return s.readForm(r, o, f, d, v), nil
	}
	rows := d.Rows(v)
	if r.Sent() { // what was filled in decides what else is asked
		v, _ = form.Parse(d, villages(d, r.Values()), s.today())
		rows = rowsOf(r, d, v)
	}
	s.officer(r, d, v)
	return s.form(r, o, f, d, v, nil, rows)
}

// officer puts who fills in the form and the day, where it asks for them.
func (s *Service) officer(r *web.Request, d *form.Definition, v form.Values) {
	for _, p := range d.Places(1) {
		if !p.Field.Officer || v[p.Name()] != "" {
			continue
		}
		switch p.Field.Key {
		case "officer":
			v[p.Name()] = account.PersonOf(r).Name
		case "date":
			v[p.Name()] = s.today().Format("2006-01-02")
		}
	}
}

func (s *Service) form(r *web.Request, o opened, f File, d *form.Definition, v form.Values, wrong *fault.Fault, rows int) (web.Response, error) {
	fm := web.Form{Action: o.path("/formulir/" + url.PathEscape(d.Code)),
		Fields: append(parts(form.Fields(d, v, wrong, r.Lang, rows)), &web.FirstShown{Name: "terlihat", Value: strings.Join(f.shown(d), " ")}),
		Hidden: []web.Pair{{Name: "baris", Value: strconv.Itoa(rows)}},
		Buttons: []any{web.Button{Label: "dossier.form.save"}, web.Button{Label: "dossier.form.draft", Kind: web.Secondary, Name: "aksi", Value: "draf"},
			web.Button{Label: "dossier.back", Href: o.path("/berkas"), Kind: web.Quiet}}}
	if rows < d.MaxRows() {
		fm.Buttons = append(fm.Buttons, web.Button{Label: "dossier.form.row", Kind: web.Quiet, Icon: "plus", Name: "aksi", Value: "baris"})
	}
	if wrong != nil {
		fm = fm.Fill(r, wrong)
	} else {
		fm = fm.Fill(r, nil)
	}
	view := web.View{Title: d.Title.In(r.Lang), Lead: r.T("dossier.form.lead", "Name", called(r, f)), Shape: web.Narrow, Crumbs: o.crumbs(r, f, formName(r, d.Code)), Body: []any{fm}}
	if wrong != nil {
		view.Err = wrong
	}
	if s.can(r, o, "paper.form") {
		view.Actions = []any{web.Button{Label: r.T("dossier.print", "Form", formName(r, d.Code)), Kind: web.Secondary, Icon: "print", Href: o.path("/formulir/" + url.PathEscape(d.Code) + ".pdf")}}
	}
	help := []any{web.Para{Text: "dossier.form.help", Small: true}}
	if blank := disputedIn(r, d, f.State.Person); blank != "" {
		view.Body = []any{web.Stack{web.Notice{Tone: web.Warn, Strong: "dossier.form.disputed", Text: r.T("dossier.form.disputed.text", "Fields", blank)}, fm}}
	}
	filled := f.List.Forms[d.Code]
	switch {
	case filled.Draft != "":
		help = append(help, web.Para{Text: r.T("dossier.form.is_draft", "When", i18n.DateTime(r.Lang, r.At(db.FromMicros(filled.DraftAt)))), Small: true, Muted: true})
	case filled.Event != "":
		help = append(help, web.Para{Text: r.T("dossier.form.is_filled", "When", i18n.DateTime(r.Lang, r.At(db.FromMicros(filled.At)))), Small: true, Muted: true})
	}
	help = append(help, web.Para{Text: r.T("dossier.form.source", "Source", d.Source), Small: true, Muted: true})
	if d.Note.ID != "" {
		help = append(help, web.Para{Text: d.Note.In(r.Lang), Small: true, Muted: true})
	}
	view.Aside = []any{web.Card{Title: "dossier.form.help.title", Body: help}}
	if d.SignedByHead() {
		blank, err := s.Accounts.NoHead(r)
		if err != nil {
			return nil, err
		}
		view.Aside = append([]any{blank}, view.Aside...)
	}
	return web.Page("", view, nil), nil
}

// parts frames each part of a long form, so that one finds one's way in it.
func parts(groups []any) []any {
	out := make([]any, len(groups))
	for i, g := range groups {
		out[i] = g
		if group, ok := g.(*web.Group); ok {
			out[i] = web.Card{Title: group.Label.Label, Body: []any{web.Stack(group.Fields)}}
		}
	}
	return []any{web.Stack(out)}
}

// disputedIn names the fields of a form on which people must decide.
func disputedIn(r *web.Request, d *form.Definition, p casefile.Person) string {
	var out []string
	seen := map[string]bool{}
	for _, field := range p.Disputed() {
		for _, place := range d.Places(1) {
			if place.Field.Person == field && !seen[field] {
				seen[field] = true
				out = append(out, lowerFirst(place.Field.Label.In(r.Lang)))
			}
		}
	}
	return strings.Join(out, ", ")
}

func (s *Service) fillForm(r *web.Request) (web.Response, error) {
	o, op, err := s.act(r, casefile.FormFilled)
	if err != nil {
		return nil, err
	}
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	d, err := f.definition(r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	v, wrong := form.Parse(d, villages(d, r.Values()), s.today())
	rows := rowsOf(r, d, v)
	what := r.Text("aksi")
	if what == "draf" {
		wrong = nil // a draft may be half filled; what cannot be read is not kept
	}
	if what == "baris" || wrong != nil {
		to, ask, err := s.enter(r, "page.dossier", d.Code)
		if err != nil || ask != nil {
			return ask, err
		}
		if what == "baris" {
			wrong, rows = nil, min(rows+1, d.MaxRows())
		}
		return s.form(r, to, f, d, v, wrong, rows)
	}
	return s.keep(r, o, op, d, Fill{Code: d.Code, Values: v, Draft: what == "draf", Shown: strings.Fields(r.Text("terlihat"))})
}

// rowsOf is how many members the page asks about: as many as it showed, and all
// that are filled in.
func rowsOf(r *web.Request, d *form.Definition, v form.Values) int {
	rows, _ := strconv.Atoi(r.Text("baris"))
	return min(max(rows, d.Rows(v), 1), d.MaxRows())
}

// villages finds the code of a village that was typed and not chosen from the
// list, which needs JavaScript; where several have the name, it is asked again.
func villages(d *form.Definition, sent url.Values) url.Values {
	for _, p := range d.Places(d.MaxRows()) {
		name := p.Name()
		text := strings.TrimSpace(sent.Get(name + ".text"))
		if p.Field.Kind != form.Area || sent.Get(name) != "" || text == "" {
			continue
		}
		if found := region.Resolve(text, "", ""); len(found) == 1 && !found[0].Near {
			sent.Set(name, string(found[0].Code))
		}
	}
	return sent
}

func (s *Service) keep(r *web.Request, o opened, op ledger.Op, d *form.Definition, in Fill) (web.Response, error) {
	if _, err := s.Fill(r.Context(), op, o.id, in); err != nil {
		return nil, err
	}
	said := "dossier.form.saved"
	switch {
	case in.Draft:
		said = "dossier.form.kept"
	case d.Signed:
		said = "dossier.form.saved_signed"
	}
	var odd []resident.Warning
	if !in.Draft {
		var err error
		if odd, err = s.oddAfter(r, o, d); err != nil {
			return nil, err
		}
	}
	return web.Redirect(o.path("/berkas")).Flash(form.Saved(r.Lang, r.T(said, "Form", formName(r, in.Code)), odd)), nil
}

// judged are the fields by which a NIK and a KK number are judged.
var judged = []string{casefile.FieldNIK, casefile.FieldKK, casefile.FieldSex, casefile.FieldBirth}

// oddAfter says what is odd about the person's numbers after a form that states
// any of them, or what they are judged by.
func (s *Service) oddAfter(r *web.Request, o opened, d *form.Definition) ([]resident.Warning, error) {
	if !slices.ContainsFunc(fieldsOf(d), func(field string) bool { return slices.Contains(judged, field) }) {
		return nil, nil
	}
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	return casefile.Odd(f.State.Person.Printable, "", s.today()), nil
}

// readForm shows what a form says to those who do not fill it in. Numbers stay
// masked; who needs one whole has the paper or the entry screen.
func (s *Service) readForm(r *web.Request, o opened, f File, d *form.Definition, v form.Values) web.Response {
	view := web.View{Title: d.Title.In(r.Lang), Lead: called(r, f), Crumbs: o.crumbs(r, f, formName(r, d.Code))}
	if s.can(r, o, "paper.form") {
		view.Actions = []any{web.Button{Label: r.T("dossier.print", "Form", formName(r, d.Code)), Kind: web.Secondary, Icon: "print", Href: o.path("/formulir/" + url.PathEscape(d.Code) + ".pdf")}}
	}
	if f.List.Forms[d.Code].Event == "" {
		view.Body = append(view.Body, web.Notice{Tone: web.Warn, Text: "dossier.form.not_filled"})
	}
	var card *web.Card
	var facts web.Facts
	section, row := "", -1
	flush := func() {
		if card != nil && len(facts) > 0 {
			card.Body = []any{facts}
			view.Body = append(view.Body, *card)
		}
		facts = nil
	}
	for _, p := range d.Places(d.Rows(v)) {
		if p.Section.Key != section || p.Row != row {
			flush()
			section, row = p.Section.Key, p.Row
			card = &web.Card{Title: p.Section.Title.In(r.Lang)}
			if p.Row > 0 {
				card.Title += " " + strconv.Itoa(p.Row)
			}
		}
		if value := v[p.Name()]; value != "" && p.Asked(v) {
			facts = append(facts, web.Fact{Label: p.Field.Label.In(r.Lang), Value: display(p.Field, value, r.Lang)})
		}
	}
	flush()
	view.Body = []any{web.Stack(view.Body)}
	return web.Page("", view, nil)
}

// display is a form's value as a page shows it.
func display(f *form.Field, value, lang string) string {
	switch f.Kind {
	case form.Code, form.Tick:
		var out []string
		for _, c := range codes(value) {
			for _, o := range f.Options {
				if o.Code == c {
					out = append(out, o.Label.In(lang))
				}
			}
		}
		return strings.Join(out, ", ")
	case form.Date:
		if d, err := resident.DateOf(value); err == nil {
			return d.Format(lang)
		}
	case form.Area:
		return region.Label(region.Code(value))
	case form.NIK:
		return resident.NIK(value).Masked()
	case form.KK:
		return resident.KK(value).Masked()
	case form.Text, form.Email, form.Number, form.Phone:
	}
	return value
}

// printForm is the form as a paper, filled as far as it is known.
func (s *Service) printForm(r *web.Request, code string) (web.Response, error) {
	o, ask, err := s.enter(r, "paper.form", code)
	if err != nil || ask != nil {
		return ask, err
	}
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	d, err := f.definition(code)
	if err != nil {
		return nil, err
	}
	meta, err := s.Paper(r.Context())
	if err != nil {
		return nil, err
	}
	meta.Printed, meta.Home = s.today(), form.Home(form.Disputable(f.State.Person))
	paper, err := form.PDF(d, f.values(d), meta)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	return web.File{Type: "application/pdf", Bytes: paper, Name: d.Code + "-" + o.number + ".pdf"}, nil
}
