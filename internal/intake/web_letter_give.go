package intake

import (
	"net/url"
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
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
	area := r.Text("wilayah")
	list, total, err := s.Without(r.Context(), scope, l, area, offset, mostUnderALetter)
	if err != nil {
		return nil, err
	}
	card := web.Card{Title: "intake.letters.before"}
	if l.Agency != "" || region.Code(l.Area).Level() != region.Village {
		card.Body = []any{web.Filters{Action: "/laporan/surat/" + l.ID, Selects: []*web.Select{s.areaSelect(r, area)}}}
	}
	if total == 0 {
		card.Body = append(card.Body, web.Empty{Icon: "people", Title: "intake.letters.nobody", Text: "intake.letters.nobody.text"})
		return card, nil
	}
	people := &web.Checks{Label: web.Ask("warga", "intake.letters.who", "intake.letters.who.hint"), Two: true}
	for _, w := range list {
		people.Options = append(people.Options, web.Option{Value: w.CaseID, Label: called(r, w.Name, w.Place),
			Hint: joinDots([]string{w.Number, region.Label(region.Code(w.Village)), i18n.Date(r.Lang, r.At(w.Opened))})})
	}
	card.Body = append(card.Body, web.Form{Action: "/laporan/surat/" + l.ID + "/warga", Hidden: []web.Pair{{Name: "wilayah", Value: area}}, Fields: []any{people},
		Buttons: []any{web.Button{Label: "intake.letters.give", Kind: web.Secondary}}}.Fill(r, problem))
	if pages.Total, pages.Path = total, "/laporan/surat/"+l.ID; total > mostUnderALetter {
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
	back := "/laporan/surat/" + id
	if area := r.Text("wilayah"); area != "" {
		back += "?" + url.Values{"wilayah": {area}}.Encode()
	}
	return web.Redirect(back).Flash(said), nil
}

// letterField asks under which letter a case is asked for, with the one that it
// has; nil where there is none to choose, or its letter is beyond the own reach.
func (s *Service) letterField(r *web.Request, st *casefile.State) (any, error) {
	letters, err := s.letterOptions(r)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(letters, func(o web.Option) bool { return o.Value == st.Letter })
	if st.Letter != "" && at < 0 { // one that is older than those listed must not be lost by saving
		l, err := s.Letter(r.Context(), account.ScopeOf(r), st.Letter)
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		letters, at = append(letters, letterOption(l)), len(letters)
	}
	if len(letters) == 0 {
		return nil, nil
	}
	if at >= 0 {
		letters[at].On = true
	}
	return &web.Select{Label: web.Ask("surat", "intake.report.letter", "intake.needs.letter.hint"), Blank: "intake.report.no_letter", Options: letters}, nil
}
