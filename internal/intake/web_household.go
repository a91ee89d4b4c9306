package intake

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) householdRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: "/kasus/{case}/keluarga", Action: "page.household", Handle: s.householdPage},
		{Method: post, Pattern: "/kasus/{case}/keluarga", Action: casefile.PersonStated, Handle: s.join},
	}
}

func (s *Service) householdPage(r *web.Request) (web.Response, error) { return s.household(r, nil) }

// household shows who lives with the person and who could take them into their
// KK, with the papers that this needs, and asks for the choice.
func (s *Service) household(r *web.Request, problem error) (web.Response, error) {
	o, err := s.open(r, "page.household", "intake.family.title")
	if err != nil || o.ask != nil {
		return o.ask, err
	}
	st := o.st
	families, err := s.families(r.Context(), o.scope, st)
	if err != nil {
		return nil, err
	}
	institution, err := s.institutionOf(r.Context(), o.scope, st)
	if err != nil {
		return nil, err
	}
	body := web.Stack{s.chosenHost(r, st)}
	for _, f := range families {
		body = append(body, s.familyCard(r, f))
	}
	if len(families) == 0 {
		text := "intake.family.none"
		if !can(r, "register.candidates") {
			text = "intake.family.not_yours"
		}
		body = append(body, web.Notice{Text: text})
	}
	if can(r, casefile.PersonStated) && st.May(casefile.PersonStated) == nil {
		body = append(body, web.Card{Title: "intake.family.choose", Body: []any{s.hostForm(r, st, families, institution).Fill(r, problem)}})
	}
	name := called(r, st.Person.Value(casefile.FieldName), st.Person.Value(casefile.FieldPlace))
	return web.Page("", web.View{Title: "intake.family.title", Lead: joinDots([]string{st.Number, name}), Err: problem,
		Crumbs: crumbs(st.Number, "intake.family.title"), Body: []any{body},
		Aside: []any{s.papersCard(r, st, "intake.family.papers_taken", true), s.papersCard(r, st, "intake.family.papers_own", false)}}, nil), nil
}

// chosenHost says into whose KK the person comes, as far as it is decided.
func (s *Service) chosenHost(r *web.Request, st casefile.State) any {
	host, kk := st.Person.Get(casefile.FieldHost), st.Person.Value(casefile.FieldHostKK)
	switch {
	case host.Disputed:
		return web.Notice{Tone: web.Warn, Text: "intake.family.disputed"}
	case host.Value != "":
		as := s.Book.Label("shdk", st.Person.Value(casefile.FieldSHDK), r.Lang)
		if kk != "" {
			kk = r.T("intake.family.kk", "Number", resident.MaskNIK(kk))
		}
		return web.Notice{Tone: web.Good, Strong: r.T("intake.family.joins", "Name", host.Value), Text: joinDots([]string{as, kk})}
	case st.Person.Value(casefile.FieldSHDK) == shdkHead:
		return web.Notice{Tone: web.Good, Text: "intake.family.own"}
	}
	return web.Notice{Text: "intake.family.undecided"}
}

// familyCard shows the people of one KK and what follows from who they are.
func (s *Service) familyCard(r *web.Request, f family) any {
	eldest := f.eldest()
	t := web.Table{Caption: "intake.family.members", Head: []web.Col{{Label: "intake.family.col.name"}, {Label: "intake.family.col.kin"},
		{Label: "intake.report.birth"}, {Label: "intake.family.col.state"}, {Label: "NIK"}}}
	for _, m := range f.members {
		state := web.Tag{Tone: web.Good, Text: "register.state.active"}
		if m.State != register.StateActive {
			state = web.Tag{Tone: web.Neutral, Text: "register.state." + m.State}
		}
		kin := web.Two{Top: r.T("intake.kin." + m.kin)}
		if m.ID == eldest.ID {
			kin.Sub = r.T("intake.kin.eldest")
		}
		nik := resident.MaskNIK(m.NIK)
		if nik == "" {
			nik = "–"
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{m.Name, kin, birthText(r, m.Birth), state, nik}})
	}
	var notes []any
	note := func(text string) { notes = append(notes, web.Para{Text: text, Small: true}) }
	for _, m := range f.dead() {
		note(r.T("intake.family.note.dead", "Name", m.Name))
	}
	switch {
	case f.how == familyOwn && f.alone():
		note(r.T("intake.family.note.alone"))
	case f.how == familyMother, f.how == familyFather:
		note(r.T("intake.family.note.maybe"))
	}
	if at := joinDots([]string{eldest.Address, rtrw(eldest), region.Label(region.Code(eldest.Village))}); at != "" {
		notes = append([]any{web.Para{Text: at, Small: true, Muted: true}}, notes...)
	}
	return web.Card{Title: r.T("intake.family."+f.how+"_card", "Number", resident.MaskNIK(f.kk)), Body: []any{t}, Flush: true, Foot: notes}
}

func rtrw(m member) string {
	var out []string
	if m.RT != "" {
		out = append(out, "RT "+m.RT)
	}
	if m.RW != "" {
		out = append(out, "RW "+m.RW)
	}
	return strings.Join(out, " ")
}

// papersCard lists what a choice asks for, with the law.
func (s *Service) papersCard(r *web.Request, st casefile.State, title string, taken bool) any {
	var rows web.Stack
	for _, p := range papersFor(s.Book, st, taken, s.now()) {
		rows = append(rows, web.Two{Top: p.Label.In(r.Lang), Sub: s.Book.Citation(p)})
	}
	return web.Card{Title: title, Body: []any{rows}, Tight: true}
}

// hostForm asks who takes the person in.
func (s *Service) hostForm(r *web.Request, st casefile.State, families []family, institution string) web.Form {
	host := st.Person.Value(casefile.FieldHost)
	who := &web.Radios{Label: web.Ask("ikut", "intake.family.who", "intake.family.who.hint").Must()}
	known := false
	add := func(value, label, hint string, on bool) {
		known = known || on
		who.Options = append(who.Options, web.Option{Value: value, Label: label, Hint: hint, On: on})
	}
	died := false
	for _, f := range families {
		e := f.eldest()
		died = died || f.how == familyOwn && len(f.dead()) > 0
		if f.how == familyOwn && f.alone() {
			continue
		}
		add(f.ref(), r.T("intake.family.of", "Name", e.Name), r.T("intake.family."+f.how+"_hint"), st.Person.Value(casefile.FieldHostKK) == f.kk)
	}
	if institution != "" {
		add(hostInstitution, r.T("intake.family.of", "Name", institution), r.T("intake.family.institution_hint"), host == institution)
	}
	if p := st.Person.Value(casefile.FieldProxy); p != "" {
		add(hostProxy, r.T("intake.family.of", "Name", p), s.Book.Label("proxy_as", st.Person.Value(casefile.FieldProxyAs), r.Lang), host == p)
	}
	other := ""
	if host != "" && !known {
		other = host
	}
	add(hostOther, r.T("intake.family.other"), r.T("intake.family.other_hint"), other != "")
	add(hostNobody, r.T("intake.family.nobody"), r.T("intake.family.nobody_hint"), host == "" && st.Person.Value(casefile.FieldSHDK) == shdkHead)
	relation := &web.Select{Label: web.Ask("hubungan", "intake.family.relation", "intake.family.relation.hint"), Blank: "web.choose"}
	for _, o := range s.tableOptions(r.Lang, "shdk", st.Person.Value(casefile.FieldSHDK)) {
		if o.Value != shdkHead {
			relation.Options = append(relation.Options, o)
		}
	}
	fields := []any{who,
		&web.Input{Label: web.Ask("siapa", "intake.family.name", "intake.family.name.hint"), Max: resident.MaxName, Value: other},
		&web.Input{Label: web.Ask("kk", "intake.family.number", "intake.family.number.hint"), Width: "w16", Max: 20},
		relation}
	if on := st.Person.Element(casefile.FieldCircumstance, string(lawbook.HeadDied)).Value != ""; died || on {
		fields = append(fields, &web.Checks{Label: web.Ask("meninggal", "intake.family.died", "intake.family.died.hint"),
			Options: []web.Option{{Value: "ya", Label: "intake.family.died.yes", On: on}}})
	}
	fields = append(fields, &web.FirstShown{Name: "tampil", Value: strings.Join(st.Person.Shown(hostFields...), " ")})
	return web.Form{Action: "/kasus/" + st.Number + "/keluarga", Fields: fields, Buttons: []any{web.Button{Label: "intake.family.save"}, back(st.Number)}}
}

func (s *Service) join(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.PersonStated)
	if err != nil {
		return nil, err
	}
	in := Host{Who: r.Text("ikut"), Name: r.Text("siapa"), KK: r.Text("kk"), Relation: r.Text("hubungan"), HeadDied: r.Text("meninggal") != ""}
	_, err = s.Join(r.Context(), op, id, in, strings.Fields(r.Text("tampil")))
	here := "/kasus/" + r.PathValue("case") + "/keluarga"
	switch {
	case fault.Is(err, fault.Invalid):
		return s.household(r, err)
	case err != nil && fault.As(err).Key == "fault.intake.nothing_changed":
		return web.Redirect(here).Flash(r.T("intake.data.unchanged")), nil
	case err != nil:
		return nil, err
	}
	return web.Redirect(here).Flash(r.T("intake.family.saved")), nil
}
