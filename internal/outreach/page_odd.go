package outreach

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// oddities say where the NIK contradicts what this visit knows of the person:
// another sex, another birth. Of a NIK that the kit or the search gave, somebody
// else may have been found, or the number was typed wrong; else the one that is
// recorded is judged beside what the visit says. A NIK keeps what was once typed,
// so nobody is stopped. Who was found elsewhere may be registered anywhere.
func (a Answers) oddities(st *casefile.State, district region.Code, day time.Time) []resident.Warning {
	given := ""
	if Identified(a.Outcome) {
		nik, err := resident.ParseNIK(a.NIK)
		if err != nil {
			return nil
		}
		given = string(nik)
	}
	if a.Outcome != casefile.BioLocal {
		district = ""
	}
	return casefile.Odd(func(field string) string {
		switch v, ok := a.Person[field]; {
		case field == casefile.FieldKK: // nobody asks for it here
			return ""
		case field == casefile.FieldNIK && given != "":
			return given
		case ok:
			return v.Value
		}
		return st.Person.Printable(field)
	}, district, day)
}

// odd asks to look at the NIK once more, in the words in which the operator of
// SIAK is asked; it stops nothing.
func (s *Service) odd(r *web.Request, x *sitting) []any {
	warnings := x.answers.oddities(&x.st, s.District, s.Clock().In(s.Zone))
	if len(warnings) == 0 {
		return nil
	}
	if !Identified(x.answers.Outcome) {
		return []any{oddNotice(r, "outreach.nik_odd.known", warnings, web.Link{Label: "outreach.nik_odd.known.look", Href: x.path(AskPerson), Small: true})}
	}
	return []any{oddNotice(r, "outreach.nik_odd", warnings, web.Link{Label: "outreach.nik_odd.look", Href: x.path(AskDetails), Small: true})}
}

// disputed names what others said differently of the person, and who chooses.
func disputed(r *web.Request, x *sitting) []any {
	var out []string
	for _, field := range personFields {
		if x.st.Person.Get(field).Disputed {
			out = append(out, r.T("outreach.changed."+field))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return []any{web.Notice{Tone: web.Warn, Strong: r.T("outreach.disputed", "Fields", strings.Join(out, ", ")), Text: "outreach.disputed.text"}}
}

func oddNotice(r *web.Request, title string, warnings []resident.Warning, then any) web.Notice {
	var lines web.Stack
	for _, w := range warnings {
		lines = append(lines, web.Para{Text: r.T(w.Key, w.Args)})
	}
	return web.Notice{Tone: web.Warn, Strong: title, Text: append(lines, then)}
}
