package intake

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// reviewing is one report beside one candidate, as the page shows it.
type reviewing struct {
	s      *Service
	r      *web.Request
	scope  db.Scope
	st     casefile.State
	found  []register.Candidate
	chosen *register.Candidate
	index  int
	shown  bool // the whole number is on the page
}

func (v *reviewing) base() string { return "/laporan/" + v.st.Number }

// here is the page's own address.
func (v *reviewing) here() string { return v.base() + "?calon=" + v.chosen.Ref }

// open reports whether this candidate waits for a decision.
func (v *reviewing) open() bool {
	d := decided(v.st, v.chosen.Ref)
	return (d == "" || d == casefile.Unsure) && v.st.May(casefile.IdentityDecided) == nil
}

// parts are the comparison with what lies around it, and the column in which
// one decides.
func (v *reviewing) parts() (main, side []any, err error) {
	c, err := v.s.writtenOf(v.r.Context(), v.scope, register.QueryOf(&v.st), v.chosen.Ref)
	if err != nil {
		return nil, nil, err
	}
	if c.nik, err = v.number(c.Candidate); err != nil {
		return nil, nil, err
	}
	main = []any{v.s.comparison(v.r, toldBy(v.st), c, v.index, len(v.found))}
	around, err := v.around(c)
	if err != nil {
		return nil, nil, err
	}
	main = append(append(main, around...), v.s.said(v.r, v.st))
	side = []any{v.chance()}
	if others := v.others(); others != nil {
		side = append(side, others)
	}
	if decide := v.decide(); decide != nil {
		side = append(side, decide)
	}
	return main, side, nil
}

// number is the candidate's NIK, masked unless it was asked for.
func (v *reviewing) number(c register.Candidate) (any, error) {
	if c.NIK == "" {
		return nil, nil
	}
	m := web.Masked{Kind: "NIK", Value: resident.MaskNIK(c.NIK), Hidden: []web.Pair{{Name: "calon", Value: c.Ref}}, Plain: true}
	if len(c.NIK) > 4 {
		m.Tail = c.NIK[len(c.NIK)-4:]
	}
	if !can(v.r, "reveal.nik") {
		return m, nil
	}
	m.Post = v.base() + "/nomor"
	kind, id := subjectOfRef(c.Ref)
	until, err := v.s.Accounts.Revealed(v.r.Context(), v.scope, kind, id, casefile.FieldNIK)
	switch {
	case err != nil:
		return nil, err
	case !until.IsZero():
		m.Shown, v.shown = c.NIK, true
	case v.r.Method == post && v.r.PathValue("case") != "" && strings.HasSuffix(v.r.URL.Path, "/nomor"):
		m.Reasons = account.ReasonOptions()
	}
	return m, nil
}

// subjectOfRef is whom the access log names for a candidate.
func subjectOfRef(ref string) (kind, id string) {
	kind, id, _ = strings.Cut(ref, ":")
	if kind != casefile.KindCase {
		kind = account.KindResident
	}
	return kind, id
}

// revealCandidate asks why somebody wants to see the candidate's number, and
// shows it for a minute.
func (s *Service) revealCandidate(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	scope := account.ScopeOf(r)
	if _, err := s.caseID(r, "page.compare"); err != nil {
		return nil, err
	}
	if reason := r.Text("alasan"); reason != "" {
		kind, id := subjectOfRef(r.Text("calon"))
		if err := s.Accounts.Reveal(r.Context(), scope, kind, id, casefile.FieldNIK, reason); err != nil {
			return nil, err
		}
	}
	return s.triage(r, nil)
}

// percent writes a probability; what is not certain is never written as 100.
func percent(lang string, p float64) string {
	return i18n.Percent(lang, min(int64(p*100+.5), 99), 100)
}

// chance says how probable it is that both are one person, with where the
// program would be sure by itself.
func (v *reviewing) chance() any {
	p := v.chosen.Probability
	next := 0.0
	for i, c := range v.found {
		if i != v.index {
			next = max(next, c.Probability)
		}
	}
	note := v.r.T("intake.chance.alone")
	if next > 0 {
		note = v.r.T("intake.chance.next", "Next", percent(v.r.Lang, next))
	}
	return web.Chance{Label: "intake.chance", Value: percent(v.r.Lang, p), Part: p, Sure: sureAt,
		Mark: v.r.T("intake.chance.sure", "From", percent(v.r.Lang, sureAt)), Note: web.Para{Text: note, Small: true, Muted: true}}
}

// others lead to the other candidates, the most probable first.
func (v *reviewing) others() any {
	var rows web.Lines
	for i, c := range v.found {
		if i == v.index {
			continue
		}
		text := candidateLine(v.r, c)
		if d := decided(v.st, c.Ref); d != "" {
			text = joinDots([]string{text, v.r.T("intake.decision." + d)})
		}
		rows = append(rows, web.SumLine{What: []any{web.Link{Label: cmp.Or(c.Name, v.r.T("intake.unnamed")), Href: v.base() + "?calon=" + c.Ref},
			web.Para{Text: text, Small: true, Muted: true}}, Value: percent(v.r.Lang, c.Probability)})
	}
	if rows == nil {
		return nil
	}
	return web.Card{Title: "intake.triage.others", Body: []any{rows}, Flush: true}
}

// decide is the card in which a person decides, by mouse or by keyboard.
func (v *reviewing) decide() any {
	if v.st.May(casefile.IdentityDecided) != nil {
		return nil
	}
	turn := []web.Pair{}
	if at := v.r.Text(inTurn); at != "" {
		turn = append(turn, web.Pair{Name: inTurn, Value: at})
		for name, list := range pairFilter(v.r).query() {
			turn = append(turn, web.Pair{Name: name, Value: list[0]})
		}
	}
	button := func(label, decision, key string, kind web.Kind) any {
		return web.Button{Label: label, Kind: kind, Full: true, Key: v.r.Key(key), Post: v.base() + "/identitas", Hidden: slices.Concat(turn,
			[]web.Pair{{Name: "calon", Value: v.chosen.Ref}, {Name: "putusan", Value: decision}, {Name: "tanya", Value: "ya"}})}
	}
	body := []any{}
	d, _ := v.st.Decided(v.chosen.Ref)
	switch {
	case d.Asked():
		body = append(body, web.Notice{Text: "intake.decision.waits_answer"})
	case d.Decision == casefile.Same && v.chosen.Number != "":
		body = append(body, web.Notice{Text: []any{v.r.T("intake.decision.waits_second") + " ", web.Link{Label: "intake.work.duplicate",
			Href: "/persetujuan/" + v.st.Number + "/ganda?calon=" + v.chosen.Ref}}})
	case d.Decision != "":
		body = append(body, web.Para{Text: v.r.T("intake.decision.now", "Decision", v.r.T("intake.decision."+d.Decision)), Small: true})
	}
	hint := "intake.decision.same_register"
	if v.chosen.Number != "" {
		hint = "intake.decision.same_case"
	}
	body = append(body, button("intake.decision.yes", casefile.Same, "1", web.Primary), button("intake.decision.no", casefile.Different, "2", web.Secondary),
		button("intake.decision.later", casefile.Unsure, "3", web.Quiet), web.Para{Text: hint, Small: true, Muted: true})
	back := web.Pair{Name: "ke", Value: v.r.URL.RequestURI()}
	if v.r.Key("1") != "" {
		body = append(body, web.Para{Text: "intake.decision.keys", Small: true, Muted: true},
			web.Button{Label: "intake.decision.keys_off", Kind: web.Quiet, Small: true, Post: web.KeysPath, Hidden: []web.Pair{back}})
	} else {
		body = append(body, web.Button{Label: "intake.decision.keys_on", Kind: web.Quiet, Small: true, Post: web.KeysPath, Hidden: []web.Pair{back, {Name: "nyala", Value: "ya"}}})
	}
	return web.Card{Title: "intake.decision.card", Body: body}
}
