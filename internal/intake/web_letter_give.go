package intake

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// letterPeople asks which people, reported before their letter came, belong to
// it. Opening the list leaves a line in the access log: it names them.
func (s *Service) letterPeople(r *web.Request, l Letter, problem error) (any, error) {
	scope := account.ScopeOf(r)
	if err := s.log(r.Context(), scope, "page.letters", "without"); err != nil {
		return nil, err
	}
	offset, pages := web.Paginate(r, mostUnderALetter)
	list, total, err := s.Without(r.Context(), scope, l, offset, mostUnderALetter)
	if err != nil {
		return nil, err
	}
	card := web.Card{Title: "intake.letters.before"}
	if total == 0 {
		card.Body = []any{web.Empty{Icon: "people", Title: "intake.letters.nobody", Text: "intake.letters.nobody.text"}}
		return card, nil
	}
	people := &web.Checks{Label: web.Ask("warga", "intake.letters.who", "intake.letters.who.hint"), Two: true}
	for _, w := range list {
		people.Options = append(people.Options, web.Option{Value: w.CaseID, Label: called(r, w.Name, w.Place),
			Hint: joinDots([]string{w.Number, region.Label(region.Code(w.Village)), i18n.Date(r.Lang, r.At(w.Opened))})})
	}
	card.Body = []any{web.Form{Action: "/laporan/surat/" + l.ID + "/warga", Fields: []any{people},
		Buttons: []any{web.Button{Label: "intake.letters.give", Kind: web.Secondary}}}.Fill(r, problem)}
	if pages.Total = total; total > mostUnderALetter {
		card.Body = append(card.Body, pages)
	}
	return card, nil
}

func (s *Service) letterGive(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, people := r.PathValue("id"), r.Texts("warga")
	given, err := s.Give(r.Context(), op, id, people)
	if fault.Is(err, fault.Invalid) {
		return s.letter(r, err)
	}
	if err != nil {
		return nil, err
	}
	said := r.T("intake.letters.given", "Count", given)
	if left := len(dedupe(people)) - given; left > 0 {
		said += " " + r.T("intake.letters.left", "Count", left)
	}
	return web.Redirect("/laporan/surat/" + id).Flash(said), nil
}

// chosenLetter marks the letter that a case has. One that whoever looks may not
// see, or that is older than those listed, stays what it is unless they choose.
func chosenLetter(letters []web.Option, id string) []web.Option {
	at := slices.IndexFunc(letters, func(o web.Option) bool { return o.Value == id })
	if at >= 0 {
		letters[at].On = true
	}
	return letters
}
