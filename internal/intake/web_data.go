package intake

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) dataPage(r *web.Request) (web.Response, error) { return s.data(r, nil) }

// data draws the person's data: what is disputed first, then everything in one
// form, which remembers the statements that it showed.
func (s *Service) data(r *web.Request, problem error) (web.Response, error) {
	o, err := s.open(r, casefile.PersonStated, "intake.data.title")
	if err != nil || o.ask != nil {
		return o.ask, err
	}
	st := o.st
	here := "/kasus/" + st.Number + "/data"
	words, err := s.told(r)
	if err != nil {
		return nil, err
	}
	var body []any
	// Notes for the visiting team are gone with the case.
	safety := false
	if st.Open() {
		if safety, err = s.Accounts.SeesSafety(r.Context(), o.scope, o.id); err != nil {
			return nil, err
		}
	}
	conflicts, err := s.conflicts(r, st, here, words, safety)
	if err != nil {
		return nil, err
	}
	body = append(body, conflicts...)
	village := s.villagePicker(r, st.Person.Value(casefile.FieldVillage))
	s.fillVillage(r, village)
	fields := []any{web.Section{Title: "intake.report.who"}, nameField(valueOf(&st))}
	fields = append(fields, s.personFields(r, &st)...)
	fields = append(fields, web.Section{Title: "intake.report.where"}, village, placeField(valueOf(&st)))
	fields = append(fields, placeFields(&st, words)...)
	fields = append(fields, web.Section{Title: "intake.data.reasons"},
		&web.Checks{Label: web.Ask("alasan", "intake.report.reasons", "intake.report.reasons.hint").Must(), Options: s.tableOptions(r.Lang, "case_reason", st.Reasons...), Two: true},
		form.Basis(st.Basis), web.Section{Title: "intake.data.classes"})
	fields = append(fields, s.classFields(r, &st)...)
	fields = append(fields, web.Section{Title: "intake.data.spoke"})
	fields = append(fields, words.Proxy(st.Person.Value)...)
	if safety {
		fields = append(fields, web.Section{Title: "intake.data.safety"},
			&web.TextArea{Label: web.Ask("keamanan", "intake.report.safety", "intake.report.safety.hint"), Rows: 2, Max: maxText, Value: st.Person.Value(casefile.FieldSafety)})
	}
	if can(r, "attachment.write") {
		fields = append(fields, form.Photo(st.Person.Value(casefile.FieldPhoto) != ""))
	}
	fields = append(fields, web.Section{Title: "intake.data.figures"}, web.Details{Label: "form.ask.difficulty.title",
		Body: append([]any{web.Para{Text: "form.ask.difficulty.lead", Small: true, Muted: true}}, words.Difficulties(st.Person.Difficulty)...)})
	fields = append(fields, &web.Radios{Label: web.Ask("sebab_ubah", "intake.data.why", "intake.data.why.hint"), Two: true,
		Options: options("casefile.why.", casefile.CorrectionReasons, "")})
	fields = append(fields, &web.Radios{Label: web.Ask("yakin_data", "intake.data.source", "intake.data.source.hint"), Two: true,
		Options: options("casefile.certainty.", []string{casefile.CertaintySaid, casefile.CertaintyDocument}, casefile.CertaintySaid)})
	shown := strings.Join(st.Person.Shown(shownFields(safety)...), " ")
	fields = append(fields, &web.FirstShown{Name: "tampil", Value: shown}, &web.FirstShown{Name: "umur_semula", Value: shownAge(fields)})
	f := web.Form{Action: here, Files: true, Fields: fields,
		Buttons: []any{web.Button{Label: "intake.data.save"}, back(st.Number)}}.Fill(r, problem)
	body = append(body, f)
	return web.Page("", web.View{Title: "intake.data.title", Lead: joinDots([]string{st.Number, called(r, st.Person.Value(casefile.FieldName), st.Person.Value(casefile.FieldPlace))}),
		Shape: web.Narrow, Err: problem, Crumbs: crumbs(st.Number, "intake.data.title"), Body: body,
		Aside: []any{web.Card{Title: "intake.help.title", Body: []any{web.Para{Text: "intake.data.help", Small: true}, web.Para{Text: "intake.data.help_numbers", Small: true}}}}}, nil), nil
}

// shownAge is the estimated age that the form shows before anything is filled.
func shownAge(fields []any) string {
	for _, f := range fields {
		if in, ok := f.(*web.Input); ok && in.Name == "umur" {
			return in.Value
		}
	}
	return ""
}

// shownFields are the fields that the page shows this viewer.
func shownFields(safety bool) []string {
	if safety {
		return dataFields
	}
	return slices.DeleteFunc(slices.Clone(dataFields), func(f string) bool { return f == casefile.FieldSafety })
}

// conflicts are the fields of which several values stand side by side.
func (s *Service) conflicts(r *web.Request, st casefile.State, here string, words form.Told, safety bool) ([]any, error) {
	var actors []string
	for _, f := range st.Person.Fields {
		for _, x := range f.Statements {
			actors = append(actors, x.Actor)
		}
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), actors)
	if err != nil {
		return nil, err
	}
	var hidden []string
	if !safety {
		hidden = append(hidden, casefile.FieldSafety)
	}
	post := here + "/putuskan"
	if !can(r, settling) {
		post = ""
	}
	return words.Disputes(st.Person, names, post, hidden...), nil
}

func (s *Service) dataSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.PersonStated)
	if err != nil {
		return nil, err
	}
	in, err := ReadPerson(r, s.now(), s.District)
	if err != nil {
		return s.data(r, err)
	}
	safety, err := s.Accounts.SeesSafety(r.Context(), account.ScopeOf(r), id)
	if err != nil {
		return nil, err
	}
	if !safety || !r.Values().Has("keamanan") {
		in.Keep = append(in.Keep, casefile.FieldSafety)
		in.Fields = slices.DeleteFunc(in.Fields, func(a casefile.Assertion) bool { return a.Field == casefile.FieldSafety })
	}
	if can(r, "attachment.write") {
		hash, err := s.keep(r, op, casefile.KindCase, id, photoField)
		if err != nil && !fault.Is(err, fault.Invalid) {
			return nil, err
		}
		if err != nil {
			return s.data(r, err)
		}
		if hash != "" {
			in.Facts = append(in.Facts, casefile.Assertion{Field: casefile.FieldPhoto, Value: hash})
		}
	}
	_, err = s.State(r.Context(), op, id, in, strings.Fields(r.Text("tampil")))
	switch {
	case fault.Is(err, fault.Invalid):
		return s.data(r, err)
	case err != nil && fault.As(err).Key == "fault.intake.nothing_changed":
		return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.data.unchanged")), nil
	case err != nil:
		return nil, err
	}
	odd, err := s.oddNow(r.Context(), op, id, in)
	if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(form.Saved(r.Lang, r.T("intake.data.saved"), odd)), nil
}

func (s *Service) settle(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, settling)
	if err != nil {
		return nil, err
	}
	_, err = s.Settle(r.Context(), op, id, r.Text("bidang"), r.Text("unsur"), r.Text("nilai"))
	if fault.Is(err, fault.Invalid) {
		return s.data(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.data.settled")), nil
}
