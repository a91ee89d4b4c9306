package outreach

import (
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// oddities say where the NIK that the kit gave contradicts what this visit knows
// of the person: another sex, another birth. The kit may have found somebody
// else, or the number was typed wrong. A NIK keeps what was once typed, so
// nobody is stopped. Who was found elsewhere may be registered anywhere.
func (a Answers) oddities(st *casefile.State, district region.Code, day time.Time) []resident.Warning {
	nik, err := resident.ParseNIK(a.NIK)
	if !Identified(a.Outcome) || err != nil {
		return nil
	}
	value := func(field string) string {
		if v, ok := a.Person[field]; ok {
			return v.Value
		}
		return st.Person.Printable(field)
	}
	known := resident.Known{Sex: resident.Sex(value(casefile.FieldSex)), Asked: day}
	if a.Outcome == casefile.BioLocal {
		known.District = district
	}
	if d, err := resident.DateOf(value(casefile.FieldBirth)); err == nil {
		known.Birth = d
	}
	return nik.Warnings(known)
}

// odd asks to look at the NIK once more, in the words in which the operator of
// SIAK is asked; it stops nothing.
func (s *Service) odd(r *web.Request, x *sitting) []any {
	warnings := x.answers.oddities(&x.st, s.District, s.Clock().In(s.Zone))
	if len(warnings) == 0 {
		return nil
	}
	var lines web.Stack
	for _, w := range warnings {
		lines = append(lines, web.Para{Text: r.T(w.Key, w.Args)})
	}
	return []any{web.Notice{Tone: web.Warn, Strong: "outreach.nik_odd", Text: append(lines,
		web.Link{Label: "outreach.nik_odd.look", Href: x.path(AskDetails), Small: true})}}
}
