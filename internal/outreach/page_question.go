package outreach

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// sitting is one visit while it is being recorded.
type sitting struct {
	id      string // of the case
	st      casefile.State
	events  []casefile.Event // of the case
	trip    Trip
	sit     Situation
	answers Answers
}

// seen travels with a question and says what it showed of some fields, so that
// what two people change at once is seen as two. A question that was answered
// before shows its answers, and stands for what they were given to.
func (x *sitting) seen(answered bool, before []string, fields ...string) *web.FirstShown {
	shown := x.st.Person.Shown(fields...)
	if answered {
		shown = before
	}
	return &web.FirstShown{Name: "dilihat", Value: strings.Join(shown, " ")}
}

func (x *sitting) path(question string) string {
	return "/lapangan/" + x.trip.ID + "/" + x.st.Number + "/" + question
}

// sit reads the visit of the address and what was answered of it.
func (s *Service) sit(r *web.Request) (*sitting, error) {
	sc, ctx := account.ScopeOf(r), r.Context()
	id, known, err := s.caseEvents(r, casefile.Visited)
	if err != nil {
		return nil, err
	}
	st := casefile.FoldState(id, known)
	events, err := s.Ledger.History(ctx, sc, ledger.Subject{Kind: casefile.KindTrip, ID: r.PathValue("trip")})
	if err != nil {
		return nil, err
	}
	t, _ := Fold(r.PathValue("trip"), events)
	if t.State == "" {
		return nil, fault.New(fault.NotFound, "fault.outreach.trip")
	}
	if err := s.visitable(t, st); err != nil {
		return nil, err
	}
	x := &sitting{id: id, st: st, events: known, trip: t}
	if x.answers, _, err = s.store.draft(ctx, sc, t.ID, id); err != nil {
		return nil, err
	}
	x.sit = s.situation(t, &x.st, x.answers)
	return x, nil
}

// beginVisit opens the first question that lacks its answer.
func (s *Service) beginVisit(r *web.Request) (web.Response, error) {
	x, err := s.sit(r)
	if err != nil {
		return nil, err
	}
	return web.Redirect(x.path(x.answers.Ahead(x.sit, x.trip.Plan.Day))), nil
}

func (s *Service) questionPage(r *web.Request) (web.Response, error) {
	x, err := s.sit(r)
	if err != nil {
		return nil, err
	}
	q := r.PathValue("question")
	ahead := x.answers.Ahead(x.sit, x.trip.Plan.Day)
	all := x.answers.Questions(x.sit)
	// A question is open when all before it are answered.
	if i := slices.Index(all, q); (i < 0 || i > slices.Index(all, ahead)) && !x.isBeside(q) {
		return web.Redirect(x.path(ahead)), nil
	}
	return s.ask(r, x, q, nil)
}

// ask draws one question: plain words, one thing at a time. Every one names the
// person, so every one has its line in the access log (UU 27/2022 pasal 31).
func (s *Service) ask(r *web.Request, x *sitting, q string, problem error) (web.Response, error) {
	err := s.logCase(r, x.id, q)
	if err != nil {
		return nil, err
	}
	all := x.answers.Questions(x.sit)
	i := slices.Index(all, q)
	name := x.st.Person.Value(casefile.FieldName)
	if name == "" {
		name = x.st.Number
	}
	back := "/lapangan"
	if i > 0 {
		back = x.path(all[i-1])
	}
	v := web.View{Title: "outreach.ask." + q, Shape: web.Question, Err: problem, Back: &web.Link{Label: "outreach.back", Href: back},
		Step: &web.Stepper{Label: r.T("outreach.ask.visit", "Name", name), Step: i + 1, Of: len(all)}}
	if i < 0 { // beside the others: back to the last page
		v.Back.Href, v.Step = x.path(AskConfirm), nil
	}
	form := web.Form{Action: x.path(q), Buttons: []any{web.Button{Label: "outreach.next", Large: true},
		web.Button{Label: "outreach.later", Kind: web.Secondary, Large: true, Name: "nanti", Value: "ya"}}}
	switch q {
	case AskPresent:
		v.Lead = caseName(r, x.st)
		v.Body = s.beforeVisit(r, x)
		form.Fields = []any{&web.Radios{Label: web.Ask("hadir", "outreach.ask.hadir"), Title: true,
			Options: options(r, "outreach.present.", []string{Yes, No}, []string{x.answers.Present})}}
	case AskNotMet:
		form.Fields = []any{
			&web.Radios{Label: web.Ask("sebab", "outreach.ask.tidak-bertemu"), Title: true, Options: options(r, "outreach.notmet.", NotMets, []string{x.answers.Reason})},
			web.Day(web.Ask("lagi", "outreach.notmet.next", "outreach.notmet.next.hint"), or(x.answers.Next, NextTry(x.trip.Plan.Day, x.st.Attempts)))}
		if x.st.Attempts > 0 {
			v.Body = []any{web.Notice{Text: r.T("outreach.attempts", "Count", x.st.Attempts)}}
		}
	case AskIdentity:
		v.Lead = "outreach.ask.identitas.lead"
		alike, err := s.alike(r, x)
		if err != nil {
			return nil, err
		}
		v.Body = alike
		form.Fields = []any{
			&web.Checks{Label: web.Ask("sumber", "outreach.ask.identitas"), Title: true, Options: options(r, "outreach.source.", Sources, x.answers.Sources)},
			&web.Input{Label: web.Ask("saksi", "outreach.witnesses", "outreach.witnesses.hint"), Number: true, Width: "w4", Max: 1, Value: x.answers.Witnesses}}
		for i := range witnessNames {
			name := x.st.Person.Element(casefile.FieldWitness, strconv.Itoa(i+1)).Value
			if i < len(x.answers.Named) {
				name = x.answers.Named[i]
			}
			form.Fields = append(form.Fields, &web.Input{Label: web.Ask(witnessField(i), r.T("outreach.witness_name", "N", i+1), "outreach.witness_name.hint"),
				Value: name, Max: resident.MaxName})
		}
		form.Fields = append(form.Fields, x.seen(len(x.answers.Named) > 0, x.answers.NamedShown, casefile.FieldWitness))
	case AskPerson:
		v.Lead = "outreach.ask.data.lead"
		v.Body = disputed(r, x)
		form.Fields = s.personQuestion(r, x)
	case AskBiometric:
		if v.Lead = "outreach.ask.biometrik.lead"; !x.sit.Kit {
			v.Lead = noKitKey(x) + ".lead"
		}
		form.Fields = []any{&web.Radios{Label: web.Ask("hasil", "outreach.ask.biometrik"), Title: true,
			Options: s.outcomeOptions(r, x)},
			web.Notice{Text: "outreach.ask.biometrik.note"}}
		if x.sit.Recording() {
			v.Title = "outreach.ask.perekaman"
		}
	case AskDetails:
		v.Title, v.Lead = "outreach.ask.rincian."+detailsOf(x.answers.Outcome), r.T("outreach.outcome."+x.answers.Outcome)
		if x.answers.Outcome == casefile.BioFailed {
			v.Lead = "outreach.details.traits.hint"
		}
		form.Fields = s.detailsQuestion(r, x)
		form.Files = x.answers.Outcome == casefile.BioFailed
	case AskNeeds:
		v.Lead, v.Body = "outreach.ask.kebutuhan.lead", s.odd(r, x)
		form.Fields = s.needsQuestion(r, x)
	case AskFound, AskProxy, AskDifficulty:
		v.Lead = "outreach.ask." + q + ".lead"
		if form.Fields, err = s.besideQuestion(r, x, q); err != nil {
			return nil, err
		}
		form.Files = q == AskProxy
	case AskConfirm:
		v.Lead = caseName(r, x.st)
		v.Body = append(s.odd(r, x), s.summary(r, x)...)
		if x.answers.Present == Yes {
			v.Body = append(v.Body, s.besideTasks(r, x))
		}
		form.Buttons = []any{web.Button{Label: "outreach.save", Large: true}, web.Button{Label: "outreach.later", Kind: web.Secondary, Large: true, Name: "nanti", Value: "ya"}}
	}
	v.Body = append(v.Body, form.Fill(r, problem))
	return web.Page("", v, nil), nil
}

func detailsOf(outcome string) string {
	switch outcome {
	case casefile.BioLocal, casefile.BioElsewhere:
		return "nik"
	case casefile.BioFailed:
		return "gagal"
	}
	return "alat"
}

// beforeVisit is what the team should know at the door.
func (s *Service) beforeVisit(r *web.Request, x *sitting) []any {
	var out []any
	p := x.st.Person
	if note := p.Value(casefile.FieldSafety); note != "" {
		out = append(out, web.Notice{Tone: web.Warn, Strong: "outreach.safety", Text: note})
	}
	var facts web.Facts
	for _, f := range []string{casefile.FieldAddress, casefile.FieldPlace, casefile.FieldDirections, casefile.FieldCompanion, casefile.FieldPhone} {
		if v := p.Value(f); v != "" {
			facts = append(facts, web.Fact{Label: "outreach.field." + f, Value: v})
		}
	}
	if len(facts) > 0 {
		out = append(out, web.Card{Body: []any{facts}, Tight: true})
	}
	return out
}

func (s *Service) outcomeOptions(r *web.Request, x *sitting) []web.Option {
	out := options(r, "outreach.outcome.", x.sit.Outcomes(), []string{x.answers.Outcome})
	for i := range out {
		if !x.sit.Kit && out[i].Value == casefile.BioRepeat {
			out[i].Label, out[i].Hint = r.T(noKitKey(x)), r.T("outreach.outcome.no_kit.hint")
		}
	}
	return out
}

// noKitKey says why there is no kit at a visit: one that broke on the way was
// brought along all the same.
func noKitKey(x *sitting) string {
	if x.trip.KitBroken {
		return "outreach.outcome.kit_broken"
	}
	return "outreach.outcome.no_kit"
}

var certs = []web.Option{{Value: casefile.CertaintySaid, Label: "casefile.certainty.said"}, {Value: casefile.CertaintyDocument, Label: "casefile.certainty.document"}}

func (s *Service) personQuestion(r *web.Request, x *sitting) []any {
	value := func(f string) string {
		if v, ok := x.answers.Person[f]; ok {
			return v.Value
		}
		return x.st.Person.Value(f)
	}
	var d, m, y, age string
	if date, err := resident.DateOf(value(casefile.FieldBirth)); err == nil {
		year, month, day := date.Parts()
		y, m, d = digits(year), digits(month), digits(day)
		if from, to, ok := date.BirthYearRange(); ok && date.Precision() == resident.Range {
			y, age = "", strconv.Itoa(s.Clock().In(s.Zone).Year()-(from+to)/2)
		}
	}
	birthHint := "outreach.birth.hint"
	if date, err := resident.DateOf(x.st.Person.Value(casefile.FieldBirth)); err == nil && date.Precision() == resident.Range {
		birthHint = r.T("outreach.birth.range", "Date", date.Format(r.Lang))
	}
	fields := []any{
		&web.WithCert{Input: web.Input{Label: web.Ask("nama", "outreach.name", "outreach.name.hint"), Value: value(casefile.FieldName), Max: resident.MaxName}, Certs: certs},
		&web.Radios{Label: web.Ask("jk", "outreach.sex"), Two: true, Options: options(r, "outreach.sex.", []string{"P", "L"}, []string{value(casefile.FieldSex)})},
		&web.DateParts{Label: web.Ask("lahir", "outreach.birth", birthHint), D: d, M: m, Y: y, Certs: certs},
		&web.Input{Label: web.Ask("umur", "outreach.guessed_age", "outreach.guessed_age.hint"), Number: true, Width: "w4", Max: 3, Value: age},
		&web.FirstShown{Name: "umur_semula", Value: age},
		&web.Input{Label: web.Ask("tempat_lahir", "outreach.birth_place", "outreach.birth_place.hint"), Value: value(casefile.FieldBirthPlace), Max: 100},
		&web.WithCert{Input: web.Input{Label: web.Ask("ibu", "outreach.mother", "outreach.mother.hint"), Value: value(casefile.FieldMother), Max: resident.MaxName}, Certs: certs},
		&web.TextArea{Label: web.Ask("tempat", "outreach.place", "outreach.place.hint"), Value: value(casefile.FieldPlace), Rows: 2, Max: 200},
		x.seen(x.answers.PersonDone, x.answers.Shown, personFields...),
	}
	return fields
}

func (s *Service) detailsQuestion(r *web.Request, x *sitting) []any {
	a := x.answers
	device := []any{
		&web.Input{Label: web.Ask("alat", "outreach.details.device", "outreach.details.device.hint"), Value: a.Device, Max: 60},
		&web.Input{Label: web.Ask("kualitas", "outreach.details.quality", "outreach.details.quality.hint"), Number: true, Width: "w4", Max: 3, Value: a.Quality},
	}
	if a.Outcome != Enrolled && (x.sit.HasNIK || a.Outcome == casefile.BioLocal) {
		device = append(device, &web.Check{Label: web.Ask("direkam", "outreach.details.enrolled", "outreach.details.enrolled.hint"), On: a.Enrolled})
	}
	switch a.Outcome {
	case casefile.BioLocal, casefile.BioElsewhere:
		out := []any{&web.Input{Label: web.Ask("nik", "outreach.details.nik", "outreach.details.nik.hint").Must(), Number: true, Width: "w12", Max: 20, Value: a.NIK}}
		if a.Outcome == casefile.BioElsewhere {
			out = append(out, s.kabupatenField(a.Kabupaten), web.Notice{Tone: web.Warn, Text: "outreach.details.one_nik"})
		}
		return append(out, device...)
	case casefile.BioFailed:
		up := &web.Upload{Label: web.Ask("bukti", "outreach.details.evidence", "outreach.details.evidence.hint"), Accept: "image/*", Camera: true}
		if a.Evidence != "" {
			up.Have = []web.Evidence{{Title: r.T("outreach.details.evidence.have"), Icon: "camera"}}
		}
		return []any{
			&web.Checks{Label: web.Ask("bagian", "outreach.details.traits"), Title: true, Options: options(r, "outreach.trait.", Traits, a.Traits)},
			&web.Radios{Label: web.Ask("sebab", "outreach.details.why"), Two: true, Options: options(r, "outreach.why.", BioReasons, []string{a.Why})},
			up,
			&web.Input{Label: web.Ask("alat", "outreach.details.device", "outreach.details.device.hint"), Value: a.Device, Max: 60},
			web.Notice{Text: "outreach.details.second"},
		}
	}
	return device
}

func (s *Service) needsQuestion(r *web.Request, x *sitting) []any {
	outcome := x.answers.Outcome
	if x.sit.Child() {
		outcome = NoCheck
	}
	on := x.answers.Needs
	if !x.answers.NeedsDone {
		on = x.sit.Follows(outcome)
	}
	var out []any
	if len(x.sit.Open) > 0 {
		out = append(out, web.Notice{Text: r.T("outreach.needs.open", "Needs", listWords(r, "casefile.need.", x.sit.Open))})
	}
	if Identified(outcome) {
		out = append(out, web.Notice{Tone: web.Warn, Text: "outreach.details.one_nik"})
	}
	return append(out, &web.Checks{Label: web.Ask("perlu", "outreach.ask.kebutuhan"), Title: true,
		Options: options(r, "casefile.need.", x.sit.Offer(outcome), on)})
}

// summary is what will be saved, in words.
func (s *Service) summary(r *web.Request, x *sitting) []any {
	a := x.answers
	row := func(label, value, q string) web.Fact {
		if value == "" {
			value = r.T("outreach.nothing")
		}
		return web.Fact{Label: label, Value: web.Row{web.Para{Text: value}, web.Link{Label: "outreach.change", Href: x.path(q), Small: true}}}
	}
	facts := web.Facts{row("outreach.ask.hadir", r.T("outreach.present."+a.Present), AskPresent)}
	if a.Present == No {
		facts = append(facts, row("outreach.ask.tidak-bertemu", r.T("outreach.notmet."+a.Reason), AskNotMet),
			row("outreach.notmet.next", dayWords(r.Lang, a.Next), AskNotMet))
		return []any{web.Card{Body: []any{facts}, Tight: true}}
	}
	facts = append(facts, row("outreach.sources", listWords(r, "outreach.source.", a.Sources), AskIdentity))
	if n, _ := a.witnesses(); n > 0 {
		facts = append(facts, row("outreach.witnesses", strconv.Itoa(n), AskIdentity))
	}
	var changed []string
	for _, c := range x.st.Person.Since(a.changes(casefile.AsShown(x.id, x.events, a.Shown))) {
		changed = append(changed, r.T("outreach.changed."+c.Field))
	}
	facts = append(facts, row("outreach.corrected", strings.Join(changed, ", "), AskPerson))
	if !x.sit.Child() {
		facts = append(facts, row("outreach.biometric", r.T("outreach.outcome."+a.Outcome), AskBiometric))
		if n, _ := a.quality(); a.Outcome == Enrolled {
			facts = append(facts, row("outreach.details.device", deviceWords(r, a.Device, n), AskDetails))
		}
		if a.Outcome == casefile.BioFailed {
			facts = append(facts, row("outreach.details.traits", listWords(r, "outreach.trait.", a.Traits)+" · "+r.T("outreach.why."+a.Why), AskDetails))
		}
		if Identified(a.Outcome) {
			facts = append(facts, row("NIK", resident.MaskNIK(a.NIK), AskDetails))
		}
		if a.Outcome == casefile.BioElsewhere {
			facts = append(facts, row("outreach.details.kabupaten", region.Label(region.Code(a.Kabupaten)), AskDetails))
		}
	}
	facts = append(facts, row("outreach.needs.found", listWords(r, "casefile.need.", a.Needs), AskNeeds))
	return []any{web.Card{Body: []any{facts}, Tight: true}, web.Notice{Text: r.T("outreach.then." + thenOf(x.sit, a))}}
}

// deviceWords says with what a recording was made, and how good it is, as far as
// it was said.
func deviceWords(r *web.Request, device string, quality int) string {
	var out []string
	if device != "" {
		out = append(out, device)
	}
	if quality > 0 {
		out = append(out, r.T("outreach.recorded.quality", "Quality", quality))
	}
	return strings.Join(out, " · ")
}

// thenOf says what the case waits for after this visit.
func thenOf(sit Situation, a Answers) string {
	switch {
	case sit.Child():
		return "dossier"
	case a.Outcome == casefile.BioPending, a.Outcome == casefile.BioFailed, a.Outcome == casefile.BioRepeat, a.Outcome == Enrolled:
		return a.Outcome
	}
	return "dossier"
}

func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
