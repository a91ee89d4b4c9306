package outreach

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// besideQuestion draws the fields of a question beside the visit.
func (s *Service) besideQuestion(r *web.Request, x *sitting, q string) ([]any, error) {
	told := form.Told{Book: lawbook.Current(), Lang: r.Lang, Zone: r.Now().Location(), Places: map[string]string{}}
	known := x.answers.known(x.st.Person, q)
	value := func(field string) string { return known(field, "") }
	before, answered := x.answers.Beside[q]
	shown := x.seen(answered, before.Shown, besideFields[q]...)
	switch q {
	case AskDifficulty:
		return append(told.Difficulties(func(domain string) string { return known(casefile.FieldDifficulty, domain) }), shown), nil
	case AskProxy:
		out := append(told.Proxy(value), form.Basis(value(casefile.FieldBasis)), form.Photo(value(casefile.FieldPhoto) != ""),
			&web.TextArea{Label: web.Ask("keamanan", "form.field.safety", "form.ask.safety.hint"), Rows: 2, Max: 600, Value: value(casefile.FieldSafety)})
		return append(out, shown), nil
	}
	places, err := s.store.institutions(r.Context())
	if err != nil {
		return nil, err
	}
	for id, c := range places {
		told.Places[id] = c.Name
	}
	var others []string
	if answered, ok := x.answers.Beside[q]; ok {
		for _, a := range answered.Said {
			if a.Field == casefile.FieldOtherName {
				others = append(others, a.Value)
			}
		}
	} else {
		others = x.st.Person.Values(casefile.FieldOtherName)
	}
	out := []any{
		&web.Input{Label: web.Ask("nama_lain", "form.field.other_name", "form.ask.other_name.hint"), Max: 120, Value: strings.Join(others, ", ")},
		&web.Input{Label: web.Ask("ayah", "form.field.father", "form.ask.father.hint"), Max: resident.MaxName, Value: value(casefile.FieldFather)},
		&web.Input{Label: web.Ask("alamat", "form.field.address", "form.ask.address.hint"), Max: 600, Value: value(casefile.FieldAddress)},
		&web.Group{Inline: true, Fields: []any{
			&web.Input{Label: web.Ask("rt", "RT"), Number: true, Width: "w4", Max: 3, Value: value(casefile.FieldRT)},
			&web.Input{Label: web.Ask("rw", "RW"), Number: true, Width: "w4", Max: 3, Value: value(casefile.FieldRW)}}},
		&web.TextArea{Label: web.Ask("arah", "form.field.directions", "form.ask.directions.hint"), Rows: 2, Max: 600, Value: value(casefile.FieldDirections)},
	}
	out = append(out, told.Spot(value)...)
	return append(out,
		&web.Input{Label: web.Ask("pendamping", "form.field.companion", "form.ask.companion.hint"), Max: 120, Value: value(casefile.FieldCompanion)},
		&web.Input{Label: web.Ask("telepon", "form.field.phone", "form.ask.phone.hint"), Type: "tel", Width: "w12", Max: 20, Value: value(casefile.FieldPhone)}, shown), nil
}

// answerBeside takes the answer to a question beside the visit. What was wrong
// is not kept: the form comes back with it.
func (s *Service) answerBeside(r *web.Request, x *sitting, q string) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.answers"}
	said := readBeside(r, q, f)
	if inst := r.Text("lembaga"); inst != "" {
		places, err := s.store.institutions(r.Context())
		if err != nil {
			return err
		}
		if _, ok := places[inst]; !ok {
			f.With("lembaga", "form.choose")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	if q == AskProxy {
		photo, err := s.upload(r, x, "foto")
		if err != nil {
			return err
		}
		if photo == "" {
			photo = x.answers.Photo()
		}
		if photo != "" {
			said = append(said, casefile.Assertion{Field: casefile.FieldPhoto, Value: photo})
		}
	}
	if x.answers.Beside == nil {
		x.answers.Beside = map[string]Told{}
	}
	x.answers.Beside[q] = Told{Said: said, Shown: strings.Fields(r.Text("dilihat"))}
	return nil
}

// upload keeps a picture that was sent in a field; "" if none was.
func (s *Service) upload(r *web.Request, x *sitting, field string) (string, error) {
	sent := r.Attached(field)
	if sent == nil {
		return "", nil // what was chosen and is empty is refused
	}
	file, err := sent.Open()
	if err != nil {
		return "", fault.At(field, "fault.outreach.evidence")
	}
	defer file.Close()
	stored, err := s.Attachments.PutPhoto(r.Context(), account.ScopeOf(r), casefile.KindCase, x.id, file)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return "", fault.At(field, fault.As(err).Key)
	}
	return stored.Hash, err
}

// besideTasks offer the questions beside on the last page, and say which of
// them were answered.
func (s *Service) besideTasks(r *web.Request, x *sitting) any {
	var out web.Tasks
	for _, q := range x.sit.Beside() {
		t := web.Task{Title: "outreach.ask." + q, Lead: "outreach.beside.open", Href: x.path(q), Go: "outreach.beside.fill"}
		if _, ok := x.answers.Beside[q]; ok {
			t.Lead, t.Go = "outreach.beside.done", "outreach.change"
		}
		out = append(out, t)
	}
	return out
}

// isBeside reports whether a question is one of those beside this visit, and may
// be answered now.
func (x *sitting) isBeside(q string) bool {
	return x.answers.Present == Yes && slices.Contains(x.sit.Beside(), q) && x.answers.Ahead(x.sit, x.trip.Plan.Day) == AskConfirm
}
