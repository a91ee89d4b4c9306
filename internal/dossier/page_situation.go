package dossier

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/web"
)

// situation shows the circumstances that the checklist stands on.
func (s *Service) situation(r *web.Request, o opened, f File) any {
	book := lawOf(&f.State)
	var list []string
	for _, c := range book.Circumstances() {
		if f.List.Circumstances.Has(lawbook.Circumstance(c.Code)) && matters(f.List, c.Code) {
			list = append(list, c.Label.In(r.Lang))
		}
	}
	if len(list) == 0 {
		list = []string{r.T("dossier.situation.none")}
	}
	card := web.Card{Title: "dossier.situation", Body: []any{web.Para{Text: strings.Join(list, "; "), Small: true}, web.Para{Text: "dossier.situation.note", Small: true, Muted: true}}}
	if host := f.State.Person.Value(casefile.FieldHost); host != "" {
		card.Body = append([]any{web.Para{Text: r.T("dossier.situation.host", "Name", host), Small: true}}, card.Body...)
	}
	if s.can(r, o, "page.household") {
		card.Foot = web.Link{Label: "dossier.situation.family", Href: o.path("/keluarga"), Small: true}
	}
	if s.can(r, o, casefile.PersonStated) && f.State.May(casefile.PersonStated) == nil && len(Askable(book, &f.State, f.Events, s.today())) > 0 {
		card.Link = web.Link{Label: "dossier.situation.change", Href: o.path("/berkas/keadaan"), Small: true}
	}
	return card
}

// matters says whether an item of the checklist hangs on a circumstance.
func matters(c Checklist, code string) bool {
	for _, g := range c.Groups {
		for _, i := range g.Items {
			if slices.Contains(i.When, code) || slices.Contains(i.When, "!"+code) {
				return true
			}
		}
	}
	return false
}

func (s *Service) circumstancesPage(r *web.Request) (web.Response, error) {
	o, ask, err := s.enter(r, "page.dossier", FieldCircumstance)
	if err != nil || ask != nil {
		return ask, err
	}
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	book := lawOf(&f.State)
	checks := &web.Checks{Label: web.Ask("keadaan", "dossier.situation.question", "dossier.situation.hint")}
	askable := Askable(book, &f.State, f.Events, s.today())
	for _, c := range book.Circumstances() {
		if slices.Contains(askable, lawbook.Circumstance(c.Code)) {
			checks.Options = append(checks.Options, web.Option{Value: c.Code, Label: c.Label.In(r.Lang), On: f.List.Circumstances.Has(lawbook.Circumstance(c.Code)) &&
				slices.Contains(f.State.Person.Elements(FieldCircumstance), c.Code)})
		}
	}
	fm := web.Form{Action: o.path("/berkas/keadaan"), Fields: []any{checks,
		&web.FirstShown{Name: "terlihat", Value: strings.Join(f.State.Person.Shown(FieldCircumstance), " ")}},
		Buttons: []any{web.Button{Label: "dossier.situation.save"}, web.Button{Label: "dossier.back", Href: o.path("/berkas"), Kind: web.Quiet}}}
	return web.Page("", web.View{Title: "dossier.situation.title", Lead: called(r, f), Shape: web.Narrow,
		Crumbs: o.crumbs(r, f, "dossier.situation"), Body: []any{fm}}, nil), nil
}

func (s *Service) tellCircumstances(r *web.Request) (web.Response, error) {
	o, op, err := s.act(r, casefile.PersonStated)
	if err != nil {
		return nil, err
	}
	if _, err := s.Tell(r.Context(), op, o.id, r.Texts("keadaan"), strings.Fields(r.Text("terlihat"))); err != nil {
		return nil, err
	}
	return web.Redirect(o.path("/berkas")).Flash(r.T("dossier.situation.saved")), nil
}
