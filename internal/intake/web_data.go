package intake

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
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
	var body []any
	conflicts, err := s.conflicts(r, st, here)
	if err != nil {
		return nil, err
	}
	body = append(body, conflicts...)
	village := s.villagePicker(r, st.Person.Value(casefile.FieldVillage))
	s.fillVillage(r, village)
	fields := []any{web.Section{Title: "intake.report.who"}}
	fields = append(fields, s.personFields(r, &st)...)
	fields = append(fields, web.Section{Title: "intake.report.where"}, village)
	fields = append(fields, placeFields(&st)...)
	fields = append(fields, web.Section{Title: "intake.data.classes"})
	fields = append(fields, s.classFields(r, &st)...)
	fields = append(fields, &web.Radios{Label: web.Ask("yakin_data", "intake.data.source", "intake.data.source.hint"), Two: true,
		Options: options("casefile.certainty.", []string{casefile.CertaintySaid, casefile.CertaintyDocument}, casefile.CertaintySaid)})
	shown := strings.Join(st.Person.Shown(dataFields...), " ")
	if r.Method == post && r.Text("tampil") != "" {
		shown = r.Text("tampil") // a refused form still stands for what it showed at first
	}
	f := web.Form{Action: here, Fields: fields, Hidden: []web.Pair{{Name: "tampil", Value: shown}, {Name: "umur_semula", Value: shownAge(fields)},
		{Name: "untuk", Value: r.Text("untuk")}},
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

// conflicts are the fields of which several values stand side by side.
func (s *Service) conflicts(r *web.Request, st casefile.State, here string) ([]any, error) {
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
	var out []any
	for _, f := range st.Person.Fields {
		if !f.Disputed || f.Field == casefile.FieldBiometric {
			continue
		}
		force := r.T("intake.data.none_in_force")
		if f.Value != "" {
			force = r.T("intake.data.in_force", "Value", s.shown(r, f.Field, f.Value))
		}
		c := web.Conflict{Title: r.T("intake.data.conflict", "Field", s.fieldName(r, f)), Name: "nilai", InForce: force,
			Post: here + "/putuskan", Hidden: []web.Pair{{Name: "bidang", Value: f.Field}, {Name: "unsur", Value: f.Element}}}
		for _, x := range f.Statements {
			if !x.Current {
				continue
			}
			who := names[x.Actor]
			if who == "" {
				who = r.T("intake.data.system")
			}
			hint := joinDots([]string{who, i18n.DateTime(r.Lang, unix(x.OccurredAt))})
			if x.Certainty != "" {
				hint = joinDots([]string{hint, r.T("casefile.certainty." + x.Certainty)})
			}
			c.Values = append(c.Values, web.Option{Value: x.Event, Label: s.shown(r, f.Field, x.Value), Hint: hint})
		}
		out = append(out, c)
	}
	return out, nil
}

// fieldName is what a person calls a field; of one of several values it says
// which.
func (s *Service) fieldName(r *web.Request, f casefile.PersonField) string {
	name, element := r.T("form.field."+f.Field), f.Element
	switch f.Field {
	case casefile.FieldCircumstance:
		for _, c := range s.Book.Circumstances() {
			if c.Code == f.Element {
				element = c.Label.In(r.Lang)
			}
		}
	case casefile.FieldVulnerability, casefile.FieldLegalClass:
		element = s.Book.Label(f.Field, f.Element, r.Lang)
	case casefile.FieldOtherName, casefile.FieldWitness:
		return name
	}
	if element == "" {
		return name
	}
	return name + ": " + element
}

// shown is a value of a field in words; numbers stay masked.
func (s *Service) shown(r *web.Request, field, value string) string {
	switch field {
	case casefile.FieldNIK, casefile.FieldKK:
		value = resident.MaskNIK(value)
	case casefile.FieldBirth:
		value = birthText(r, value)
	case casefile.FieldVillage:
		value = region.Label(region.Code(value))
	case casefile.FieldSex:
		value = s.Book.Label("sex", value, r.Lang)
	case casefile.FieldVulnerability, casefile.FieldLegalClass, casefile.FieldCircumstance:
		if value == "" {
			return r.T("form.value.holds_not")
		}
		return r.T("form.value.holds")
	}
	if value == "" {
		return r.T("form.value.empty")
	}
	return value
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
	_, err = s.State(r.Context(), op, id, in, strings.Fields(r.Text("tampil")))
	switch {
	case fault.Is(err, fault.Invalid):
		return s.data(r, err)
	case err != nil && fault.As(err).Key == "fault.intake.nothing_changed":
		return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.data.unchanged")), nil
	case err != nil:
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.data.saved")), nil
}

func (s *Service) settle(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.PersonStated)
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
	return web.Redirect("/kasus/" + r.PathValue("case") + "/data").Flash(r.T("intake.data.settled")), nil
}
