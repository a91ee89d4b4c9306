package outreach

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/resident"
)

// The questions beside the visit itself. They are offered once the others are
// answered, in any order, and none of them keeps a visit from being saved: what
// the person does not want to tell stays open.
const (
	AskFound      = "temui"     // other names, and where and through whom the person is found
	AskProxy      = "wakil"     // who spoke, on what legal basis, a photo, what the team should know
	AskDifficulty = "kesulitan" // the Washington Group's, for figures
)

// Beside lists them for this visit.
func (s Situation) Beside() []string {
	out := []string{AskFound, AskProxy}
	if !s.AgeKnown || s.Greatest >= resident.AskedFrom {
		out = append(out, AskDifficulty)
	}
	return out
}

// besideFields are what each of them covers.
var besideFields = map[string][]string{
	AskFound: {casefile.FieldOtherName, casefile.FieldFather, casefile.FieldAddress, casefile.FieldRT, casefile.FieldRW, casefile.FieldDirections,
		casefile.FieldInstitution, casefile.FieldPoint, casefile.FieldCompanion, casefile.FieldPhone},
	AskProxy:      {casefile.FieldProxy, casefile.FieldProxyAs, casefile.FieldProxyWhy, casefile.FieldBasis, casefile.FieldSafety, casefile.FieldPhoto},
	AskDifficulty: {casefile.FieldDifficulty},
}

// Told is what was answered to one of them: all that it asks, an empty line as
// empty, and the events whose statements the page showed.
type Told struct {
	Said  []casefile.Assertion `json:"said"`
	Shown []string             `json:"shown,omitempty"`
}

// known is the value that the page of a question begins with.
func (a Answers) known(p casefile.Person, question string) func(field, element string) string {
	told, asked := a.Beside[question]
	return func(field, element string) string {
		for _, x := range told.Said {
			if x.Field == field && x.Element == element {
				return x.Value
			}
		}
		if asked && field != casefile.FieldPhoto {
			return ""
		}
		return p.Element(field, element).Value
	}
}

// besides are what the officer completed or corrected there of what each page
// showed, and the events that it stands over.
func (a Answers) besides(was func(shown []string) casefile.Person) (stated []casefile.Assertion, shown []string, corrects bool) {
	for _, q := range []string{AskFound, AskProxy, AskDifficulty} {
		told, asked := a.Beside[q]
		if !asked {
			continue
		}
		covers := slices.DeleteFunc(slices.Clone(besideFields[q]), func(f string) bool { return f == casefile.FieldPhoto })
		list, c := was(told.Shown).Changes(told.Said, covers)
		stated, shown, corrects = append(stated, list...), append(shown, told.Shown...), corrects || c
	}
	return stated, shown, corrects
}

// Photo is the hash of the photo that the answers name, "" if none.
func (a Answers) Photo() string {
	for _, x := range a.Beside[AskProxy].Said {
		if x.Field == casefile.FieldPhoto {
			return x.Value
		}
	}
	return ""
}

// readBeside reads the answer to one of the questions beside; what is wrong with
// it stands in f.
func readBeside(v form.Source, q string, f *fault.Fault) []casefile.Assertion {
	said := func(field, value string) casefile.Assertion {
		return casefile.Assertion{Field: field, Value: value, Certainty: casefile.CertaintySaid}
	}
	line := func(name, field string, most int) casefile.Assertion {
		text := words(v.Text(name))
		if utf8.RuneCountInString(text) > most {
			f.With(name, "fault.outreach.long")
		}
		return said(field, text)
	}
	switch q {
	case AskDifficulty:
		return form.ReadDifficulties(v, f)
	case AskProxy:
		return append(form.ReadProxy(v, f), said(casefile.FieldBasis, form.ReadBasis(v, f)), line("keamanan", casefile.FieldSafety, 600))
	}
	out := []casefile.Assertion{line("alamat", casefile.FieldAddress, 600), line("arah", casefile.FieldDirections, 600), line("pendamping", casefile.FieldCompanion, 120)}
	for _, s := range strings.Split(v.Text("nama_lain"), ",") {
		if n, err := resident.ParseName(s); words(s) != "" && err != nil {
			f.Fields = append(f.Fields, resident.Field("nama_lain", err))
		} else if n != "" {
			out = append(out, casefile.Assertion{Field: casefile.FieldOtherName, Element: string(n), Value: string(n), Certainty: casefile.CertaintySaid})
		}
	}
	father := words(v.Text("ayah"))
	if _, err := resident.ParseName(father); father != "" && err != nil {
		f.Fields = append(f.Fields, resident.Field("ayah", err))
	}
	phone, err := resident.ParsePhone(v.Text("telepon"))
	if err != nil {
		f.Fields = append(f.Fields, resident.Field("telepon", err))
	}
	for _, part := range []struct{ name, field string }{{"rt", casefile.FieldRT}, {"rw", casefile.FieldRW}} {
		n, _, err := resident.ParseRTRW(v.Text(part.name))
		if err != nil {
			f.Fields = append(f.Fields, resident.Field(part.name, err))
		}
		out = append(out, said(part.field, n))
	}
	out = append(out, said(casefile.FieldFather, father), said(casefile.FieldPhone, string(phone)))
	return append(out, form.ReadSpot(v, f)...)
}
