package intake

import (
	"cmp"
	"html/template"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	reportForm = "lapor"
	// fromField carries who of the register was chosen while the form is filled.
	fromField = "dari"
	takeStep  = "isi:"
	// besideShown is how many candidates stand beside the form.
	besideShown = 5
)

// watch asks for candidates while the form is filled: a quarter of a second
// after the last key, and a later question takes the place of an earlier one. It
// is a POST: no name or number may stand in an address.
const watch = template.HTML(`<div id="kandidat" aria-live="polite" data-hx-post="/lapor/kandidat" data-hx-trigger="input delay:250ms from:.frm, change delay:250ms from:.frm" data-hx-sync="this:replace" data-hx-include=".frm">`)

// reportCandidates answers the form while it is filled.
func (s *Service) reportCandidates(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	parts, err := s.candidateParts(r)
	if err != nil {
		return nil, err
	}
	return web.Part(parts...), nil
}

// candidateParts looks for the person of the form as far as it is filled; what
// is not right yet in it is simply not used.
func (s *Service) candidateParts(r *web.Request) ([]any, error) {
	rd := newReader(r, s.now())
	rd.person()
	rd.village(s.District)
	q := queryOfPerson(Person{Fields: rd.out})
	if !q.Known() {
		return []any{web.Para{Text: "intake.candidates.waiting", Muted: true, Small: true}}, nil
	}
	scope := s.Accounts.With(account.ScopeOf(r), "work:"+casefile.Reported)
	found, err := s.Candidates(r.Context(), scope, q)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return []any{web.Para{Text: "intake.candidates.none", Small: true}}, nil
	}
	parts := []any{web.Notice{Tone: web.Warn, Strong: r.T("intake.candidates.some", "Count", len(found)), Text: "intake.candidates.do"}}
	for _, c := range found[:min(len(found), besideShown)] {
		parts = append(parts, s.candidateCard(r, c))
	}
	return parts, nil
}

// candidateCard is somebody who may be the person: who has a case leads to it,
// who is in the register can be taken into the form.
func (s *Service) candidateCard(r *web.Request, c register.Candidate) any {
	lines := []string{birthText(r, c.Birth), villageText(c.Village)}
	if c.Mother != "" {
		lines = append(lines, r.T("intake.candidates.mother", "Name", c.Mother))
	}
	if c.NIK != "" {
		lines = append(lines, resident.MaskNIK(c.NIK))
	}
	body := []any{web.Para{Text: joinDots(lines), Small: true},
		web.Para{Text: joinDots([]string{r.T("intake.candidates.chance", "P", percent(r.Lang, c.Probability)), matchText(r, c.Matches)}), Small: true, Muted: true}}
	card := web.Card{Title: cmp.Or(c.Name, r.T("intake.unnamed")), Tight: true}
	if c.Number != "" {
		body = append(body, web.Tag{Tone: web.Info, Text: "casefile.stage." + c.Stage})
		if can(r, "page.case") {
			card.Link = web.Link{Label: c.Number, Href: "/kasus/" + c.Number, Small: true}
		} else {
			card.Link = web.Tag{Text: c.Number, Icon: web.NoIcon}
		}
	} else {
		body = append(body, web.Tag{Text: r.T("intake.from_register") + " · " + r.T("register.state."+c.State), Icon: web.NoIcon})
		if _, id := subjectOfRef(c.Ref); c.State == register.StateActive {
			body = append(body, web.Button{Label: "intake.candidates.take", Kind: web.Secondary, Small: true, Form: reportForm, Name: "langkah", Value: takeStep + id})
		}
	}
	card.Body = body
	return card
}

// take fills the form with what the register knows of somebody, for whoever may
// look into it. The number is not shown: it comes into the case when the report
// is saved.
func (s *Service) take(r *web.Request, id string) error {
	scope := s.Accounts.With(account.ScopeOf(r), "work:"+casefile.Reported)
	if err := authority.Allowed("register.candidates", account.ActorOf(scope), authority.Target{}); err != nil {
		return err
	}
	p, err := s.Register.Get(r.Context(), scope, id)
	if err != nil {
		return err
	}
	if err := s.Accounts.Log(r.Context(), scope, account.AccessEntry{Action: "register.candidates", Kind: account.KindResident, ID: id, Detail: "report"}); err != nil {
		return err
	}
	v := r.Values()
	for name, value := range map[string]string{"nama": p.Name, "jk": p.Sex, "tempat_lahir": p.BirthPlace, "ibu": p.Mother, "ayah": p.Father,
		"alamat": p.Address, "rt": p.RT, "rw": p.RW, fromField: id} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if p.Village != "" {
		v.Set("desa", p.Village)
		v.Set("desa.text", region.Name(region.Code(p.Village)))
	}
	if d, err := resident.DateOf(p.Birth); err == nil && d.Known() && d.Precision() != resident.Range {
		y, m, day := d.Parts()
		for name, n := range map[string]int{"lahir.y": y, "lahir.m": m, "lahir.d": day} {
			v.Del(name)
			if n > 0 {
				v.Set(name, strconv.Itoa(n))
			}
		}
		v.Del("umur")
	}
	return nil
}

// chosenBefore is who of the register the form was filled from.
func (s *Service) chosenBefore(r *web.Request) (register.Record, error) {
	id := r.Text(fromField)
	if id == "" || r.Method != post || authority.Reaches(authority.Role(r.Viewer.Role), "register.candidates") == authority.None {
		return register.Record{}, nil
	}
	p, err := s.Register.Get(r.Context(), account.ScopeOf(r), id)
	if fault.Is(err, fault.NotFound) {
		return register.Record{}, nil
	}
	return p, err
}

// takenFrom says whose data stands in the form, and what comes along unseen.
func (s *Service) takenFrom(r *web.Request, p register.Record) any {
	number := ""
	if p.NIK != "" {
		number = " " + r.T("intake.candidates.taken.nik", "Number", resident.MaskNIK(p.NIK))
	}
	return web.Notice{Tone: web.Good, Strong: r.T("intake.candidates.taken", "Name", p.Name), Text: strings.TrimSpace(r.T("intake.candidates.taken.text") + number)}
}

// fromRegister adds to a report the numbers of whom of the register the person
// was said to be, where none were typed.
func (s *Service) fromRegister(p register.Record, in *Report) {
	for field, value := range map[string]string{casefile.FieldNIK: p.NIK, casefile.FieldKK: p.KK} {
		if value != "" && in.Person.Value(field) == "" {
			in.Person.Fields = append(in.Person.Fields, casefile.Assertion{Field: field, Value: value, Certainty: casefile.CertaintyDocument})
		}
	}
}
