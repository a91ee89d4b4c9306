package intake

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) reportRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: "/lapor", Action: "page.report", Handle: s.reportPage},
		{Method: post, Pattern: "/lapor", Action: casefile.Reported, Handle: s.reportSave, MaxBody: uploads},
		{Method: post, Pattern: "/lapor/kandidat", Action: "page.report", Handle: s.reportCandidates},
		{Method: get, Pattern: "/lapor/{case}", Action: "page.stage", Handle: s.reportDone},
		{Method: get, Pattern: "/laporan/desa", Action: "page.report", Handle: s.villages},
	}
}

func (s *Service) reportPage(r *web.Request) (web.Response, error) { return s.reportView(r, nil, nil) }

// reportView draws the form; found are candidates that were looked for without
// JavaScript.
func (s *Service) reportView(r *web.Request, problem error, found []any) (web.Response, error) {
	told, err := s.tipOf(r)
	if err != nil {
		return nil, err
	}
	words, near, err := s.reports(r)
	if err != nil {
		return nil, err
	}
	village := s.villagePicker(r, cmp.Or(told.Village, near))
	s.fillVillage(r, village)
	papers, err := s.paperFields(r)
	if err != nil {
		return nil, err
	}
	// First what a report cannot be without; the rest can be asked at the visit.
	fields := []any{
		nameField(valueOf(nil)), village, placeField(valueOf(nil)),
		&web.Checks{Label: web.Ask("alasan", "intake.report.reasons", "intake.report.reasons.hint").Must(), Options: s.tableOptions(r.Lang, "case_reason"), Two: true},
		&web.Check{Label: web.Ask("mendesak", "intake.report.urgent", "intake.report.urgent.hint")},
		&web.More{Title: "intake.report.more.person", Note: "intake.report.more.person.note", Fields: s.personFields(r, nil)},
		&web.More{Title: "intake.report.more.place", Note: "intake.report.more.place.note", Fields: placeFields(nil, words)},
		&web.More{Title: "intake.report.more.class", Note: "intake.report.more.class.note", Fields: s.classFields(r, nil)},
		&web.More{Title: "intake.report.more.papers", Note: "intake.report.more.papers.note", Fields: papers},
		&web.More{Title: "intake.report.more.basis", Note: "intake.report.more.basis.note", Fields: slices.Concat(
			[]any{form.Basis(form.Bases[0])}, words.Proxy(valueOf(nil)),
			// Whoever reports knows the dog and the flood; only the visiting team reads it.
			[]any{&web.Input{Label: web.Ask("keamanan", "intake.report.safety", "intake.report.safety.hint"), Max: maxText}})},
	}
	told.fill(fields)
	page := web.Form{ID: reportForm, Action: "/lapor", Draft: "intake.report.title", Files: true, Fields: fields, Buttons: []any{
		web.Button{Label: "intake.report.save"},
		web.Button{Label: "intake.report.check", Kind: web.Secondary, Name: "langkah", Value: "periksa"},
	}}
	if told.ID != "" {
		page.Hidden = []web.Pair{{Name: "warga", Value: told.ID}}
	}
	alike, err := s.chosenBefore(r)
	if err != nil {
		return nil, err
	}
	if alike.ID != "" {
		page.Hidden = append(page.Hidden, web.Pair{Name: fromField, Value: alike.ID})
	}
	f := page.Fill(r, problem)
	if found == nil {
		found = []any{web.Para{Text: "intake.candidates.waiting", Muted: true, Small: true}}
	}
	aside := []any{
		web.Card{Title: "intake.candidates.title", Body: append(append([]any{watch}, found...), template.HTML("</div>"))},
		web.Card{Title: "intake.help.title", Body: []any{
			web.Para{Text: "intake.help.age", Small: true}, web.Para{Text: "intake.help.place", Small: true},
			web.Para{Text: "intake.help.free", Small: true}}},
	}
	if alike.ID != "" {
		aside = append([]any{s.takenFrom(r, alike)}, aside...)
	}
	if told.ID != "" {
		aside = append([]any{told.card()}, aside...)
	}
	return web.Page("", web.View{Title: "intake.report.title", Lead: "intake.report.lead", Shape: web.Narrow, Err: problem,
		Crumbs: s.reportCrumbs(r), Body: []any{f}, Aside: aside}, nil), nil
}

func (s *Service) reportCrumbs(r *web.Request) []web.Crumb {
	if can(r, "page.reports") {
		return []web.Crumb{{Label: "intake.queue.title", Href: "/laporan"}, {Label: "intake.report.title"}}
	}
	return []web.Crumb{{Label: "intake.home", Href: "/"}, {Label: "intake.report.title"}}
}

func (s *Service) reportSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	if r.Text("langkah") == "periksa" {
		found, err := s.candidateParts(r)
		if err != nil {
			return nil, err
		}
		return s.reportView(r, nil, found)
	}
	if id, ok := strings.CutPrefix(r.Text("langkah"), takeStep); ok {
		if err := s.take(r, id); err != nil {
			return nil, err
		}
		return s.reportView(r, nil, nil)
	}
	in, err := ReadReport(r, s.now(), s.District, s.Book)
	in.From = r.Text(fromField)
	if err == nil && can(r, "attachment.write") {
		in.Photo, err = s.keep(r, op, casefile.KindCase, caseOf(op.ID), photoField)
	}
	if err == nil {
		var number string
		if number, err = s.File(r.Context(), op, in); err == nil {
			return web.Redirect("/lapor/" + number).Flash(form.Saved(r.Lang, r.T("intake.report.saved", "No", number), casefile.Odd(in.Person.Value, "", s.now()))), nil
		}
	}
	if fault.Is(err, fault.Invalid) {
		return s.reportView(r, err, nil)
	}
	if fault.Is(err, fault.Forbidden) && !s.ownVillage(r, in.Village) {
		return s.reportView(r, fault.At("desa", "intake.err.village_not_yours"), nil)
	}
	return nil, err
}

func birthText(r *web.Request, text string) string {
	d, err := resident.DateOf(text)
	if err != nil || !d.Known() {
		return ""
	}
	return d.Format(r.Lang)
}

func matchText(r *web.Request, matches []string) string {
	var words []string
	for _, m := range matches {
		words = append(words, r.T("register.match."+m))
	}
	return strings.Join(words, ", ")
}

func joinDots(parts []string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// reportDone says what was recorded and what happens now; a partner sees no
// more of a case than this.
func (s *Service) reportDone(r *web.Request) (web.Response, error) {
	id, err := s.caseID(r, "page.stage")
	if err != nil {
		return nil, err
	}
	stage, number, err := s.stageOf(r.Context(), account.ScopeOf(r), id)
	if err != nil {
		return nil, err
	}
	code, err := s.codeOf(r.Context(), account.ScopeOf(r), id)
	if err != nil {
		return nil, err
	}
	facts := web.Facts{{Label: "intake.done.number", Value: number}, {Label: "intake.done.stage", Value: r.T(stage)}}
	follow := []any{facts}
	if code != "" {
		facts = append(facts, web.Fact{Label: "intake.done.code", Value: code, Note: "intake.done.code.note"})
		follow = []any{facts, web.Para{Text: "intake.done.follow"}, web.Link{Label: "intake.done.follow.link", Href: "/lacak"},
			web.PrintButton{Label: "intake.done.print"}}
	}
	buttons := []any{web.Button{Label: "intake.report.again", Href: "/lapor", Kind: web.Secondary}}
	if can(r, "page.case") {
		buttons = append([]any{web.Button{Label: "intake.report.open", Href: "/kasus/" + number}}, buttons...)
	}
	return web.Page("", web.View{Title: r.T("intake.done.title", "No", number), Shape: web.Narrow, Crumbs: s.reportCrumbs(r),
		Body: []any{web.NextAction{Title: "intake.done.next", Text: "intake.done.text", Buttons: buttons},
			web.Card{Title: "intake.done.receipt", Body: follow}}}, nil), nil
}

// nameField asks what the person is called, placeField where somebody without
// an address is met: one of the two is enough for a report.
func nameField(val func(string) string) *web.Input {
	return &web.Input{Label: web.Ask("nama", "intake.report.name", "intake.report.name.hint"), Max: resident.MaxName, Value: val(casefile.FieldName)}
}

func placeField(val func(string) string) *web.TextArea {
	return &web.TextArea{Label: web.Ask("tempat", "intake.report.place", "intake.report.place.hint"), Rows: 2, Max: maxText, Value: val(casefile.FieldPlace)}
}

// paperFields ask which papers are wanted, and for the letter and the photo that
// are there already.
func (s *Service) paperFields(r *web.Request) ([]any, error) {
	out := []any{&web.Checks{Label: web.Ask("kebutuhan", "intake.report.needs", "intake.report.needs.hint"), Options: s.needOptions(r.Lang), Two: true}}
	letters, err := s.letterOptions(r)
	if err != nil {
		return nil, err
	}
	if len(letters) > 0 {
		out = append(out, &web.Select{Label: web.Ask("surat", "intake.report.letter", "intake.report.letter.hint"), Blank: "intake.report.no_letter", Options: letters})
	}
	if can(r, "attachment.write") {
		out = append(out, form.Photo(false))
	}
	return out, nil
}

// personFields ask who the person is besides the name; st fills them, nil leaves
// them empty.
func (s *Service) personFields(r *web.Request, st *casefile.State) []any {
	val := valueOf(st)
	birth := &web.DateParts{Label: web.Ask("lahir", "intake.report.birth", "intake.report.birth.hint"), Certs: certs(st, casefile.FieldBirth)}
	age := &web.Input{Label: web.Ask("umur", "intake.report.age", "intake.report.age.hint"), Number: true, Width: "w4", Max: 3}
	fillBirth(birth, age, val(casefile.FieldBirth), s.now().Year())
	nik, kk := "intake.report.nik.hint", "intake.report.kk.hint"
	if st != nil {
		nik, kk = maskedHint(r, st, casefile.FieldNIK, nik), maskedHint(r, st, casefile.FieldKK, kk)
	}
	var others []string
	if st != nil {
		others = st.Person.Values(casefile.FieldOtherName)
	}
	return []any{
		&web.Input{Label: web.Ask("nama_lain", "intake.report.other_names", "intake.report.other_names.hint"), Max: maxLine, Value: strings.Join(others, ", ")},
		&web.Radios{Label: web.Ask("jk", "intake.report.sex"), Options: s.tableOptions(r.Lang, "sex", val(casefile.FieldSex)), Two: true},
		birth, age,
		&web.Input{Label: web.Ask("tempat_lahir", "intake.report.birth_place", "intake.report.birth_place.hint"), Max: maxLine, Value: val(casefile.FieldBirthPlace)},
		&web.Input{Label: web.Ask("ibu", "intake.report.mother", "intake.report.mother.hint"), Max: resident.MaxName, Value: val(casefile.FieldMother)},
		&web.Input{Label: web.Ask("ayah", "intake.report.father", "intake.report.father.hint"), Max: resident.MaxName, Value: val(casefile.FieldFather)},
		&web.Group{Label: web.Ask("", "intake.report.numbers", "intake.report.numbers.hint"), Inline: true, Fields: []any{
			&web.Input{Label: web.Ask("nik", "NIK", nik), Number: true, Width: "w12", Max: 24},
			&web.Input{Label: web.Ask("kk", "intake.report.kk", kk), Number: true, Width: "w12", Max: 24}}},
	}
}

// placeFields ask how the person is found besides the village and the place.
func placeFields(st *casefile.State, words form.Told) []any {
	val := valueOf(st)
	return slices.Concat([]any{
		&web.Input{Label: web.Ask("alamat", "intake.report.address", "intake.report.address.hint"), Max: maxText, Value: val(casefile.FieldAddress)},
		&web.Group{Inline: true, Fields: []any{
			&web.Input{Label: web.Ask("rt", "RT"), Number: true, Width: "w4", Max: 3, Value: val(casefile.FieldRT)},
			&web.Input{Label: web.Ask("rw", "RW"), Number: true, Width: "w4", Max: 3, Value: val(casefile.FieldRW)}}},
		&web.TextArea{Label: web.Ask("arah", "intake.report.directions", "intake.report.directions.hint"), Rows: 2, Max: maxText, Value: val(casefile.FieldDirections)},
	}, words.Spot(val), []any{
		&web.Input{Label: web.Ask("pendamping", "intake.report.companion", "intake.report.companion.hint"), Max: maxLine, Value: val(casefile.FieldCompanion)},
		&web.Input{Label: web.Ask("telepon", "intake.report.phone", "intake.report.phone.hint"), Type: "tel", Width: "w12", Max: 20, Value: val(casefile.FieldPhone)},
	})
}

// told says in words what is known of a person.
func (s *Service) told(r *web.Request) (form.Told, error) {
	all, err := s.institutions(r.Context(), account.ScopeOf(r))
	out := form.Told{Book: s.Book, Lang: r.Lang, Zone: s.Zone, Places: map[string]string{}}
	for _, i := range all {
		out.Places[i.id] = i.name
	}
	return out, err
}

// reports prepares the form for who reports: the contact of an institution
// tells of those who live there.
func (s *Service) reports(r *web.Request) (words form.Told, village string, err error) {
	scope := account.ScopeOf(r)
	all, err := s.institutions(r.Context(), scope)
	words = form.Told{Book: s.Book, Lang: r.Lang, Zone: s.Zone, Places: map[string]string{}}
	for _, i := range all {
		if scope.Role != string(authority.Institution) && i.houses {
			words.Places[i.id] = i.name
		} else if scope.Role == string(authority.Institution) && i.id == scope.Institution {
			words.Places[i.id], words.Own, village = i.name, i.id, i.village
		}
	}
	return words, village, err
}

// classFields ask for vulnerability and legal class.
func (s *Service) classFields(r *web.Request, st *casefile.State) []any {
	var on, classes []string
	if st != nil {
		on, classes = st.Person.Elements(casefile.FieldVulnerability), st.Person.Elements(casefile.FieldLegalClass)
	}
	return []any{
		&web.Checks{Label: web.Ask("kerentanan", "intake.report.vulnerability", "intake.report.vulnerability.hint"), Options: s.tableOptions(r.Lang, "vulnerability", on...), Two: true},
		&web.Checks{Label: web.Ask("golongan", "intake.report.class", "intake.report.class.hint"), Options: s.tableOptions(r.Lang, "legal_class", classes...), Two: true},
	}
}

func valueOf(st *casefile.State) func(string) string {
	if st == nil {
		return func(string) string { return "" }
	}
	return st.Person.Value
}

func certs(st *casefile.State, field string) []web.Option {
	now := ""
	if st != nil {
		now = st.Person.Get(field).Certainty
	}
	return options("casefile.certainty.", []string{casefile.CertaintySaid, casefile.CertaintyDocument}, now)
}

// fillBirth puts a stored birth date back into its fields; a range is an age.
func fillBirth(f *web.DateParts, age *web.Input, text string, year int) {
	d, err := resident.DateOf(text)
	if err != nil || !d.Known() {
		return
	}
	if d.Precision() == resident.Range {
		from, to, _ := d.BirthYearRange()
		age.Value = strconv.Itoa(year - (from+to)/2)
		return
	}
	y, m, dd := d.Parts()
	f.Y = strconv.Itoa(y)
	if m > 0 {
		f.M = strconv.Itoa(m)
	}
	if dd > 0 {
		f.D = strconv.Itoa(dd)
	}
}

// maskedHint says that a number is known without showing it: an empty field
// keeps it.
func maskedHint(r *web.Request, st *casefile.State, field, otherwise string) string {
	if v := st.Person.Value(field); v != "" {
		return r.T("intake.data.number_kept", "Number", resident.MaskNIK(v))
	}
	return otherwise
}

// letterOptions are the letters that a report may name.
func (s *Service) letterOptions(r *web.Request) ([]web.Option, error) {
	if authority.Reaches(authority.Role(r.Viewer.Role), "page.letters") == authority.None {
		return nil, nil
	}
	letters, err := s.Letters(r.Context(), account.ScopeOf(r), newestLetters)
	var out []web.Option
	for _, l := range letters {
		out = append(out, letterOption(l))
	}
	return out, err
}

func letterOption(l Letter) web.Option {
	return web.Option{Value: l.ID, Label: l.Number + " · " + l.Sender}
}
