package intake

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// told is one side of a comparison: a report, or a row of a list.
type told struct {
	over, note string
	value      func(field string) string
}

// comparison sets somebody who was told of and a candidate side by side, with
// what agrees and what differs in words.
func (s *Service) comparison(r *web.Request, t told, c register.Candidate, index, of int) any {
	over := r.T("intake.from_register")
	if c.Number != "" {
		over = r.T("intake.triage.other_case", "No", c.Number)
	}
	name := c.Name
	if name == "" {
		name = r.T("intake.unnamed")
	}
	row := func(label, left, right string, same bool, note func(same bool) string) web.CompareRow {
		out := web.CompareRow{Label: label, Left: left, Right: right}
		switch {
		case left == "" || right == "":
			out.Verdict = web.Tag{Text: "intake.verdict.empty", Icon: web.NoIcon}
		case same:
			out.Verdict, out.Weight, out.Note = web.Tag{Tone: web.Good, Text: "intake.verdict.same"}, 1, note(true)
		default:
			out.Verdict, out.Weight, out.Note = web.Tag{Tone: web.Bad, Text: "intake.verdict.different"}, -1, note(false)
		}
		return out
	}
	none := func(bool) string { return "" }
	names := func(field, other string) func(bool) string {
		return func(same bool) string { return nameNote(r, t.value(field), other, same) }
	}
	village := func(v string) string {
		if v == "" {
			return ""
		}
		return region.Label(region.Code(v))
	}
	sex := func(v string) string {
		if v == "" {
			return ""
		}
		return s.Book.Label("sex", v, r.Lang)
	}
	rows := []web.CompareRow{
		// Masked numbers may look alike and differ: only the register's own match counts.
		row("NIK", resident.MaskNIK(t.value(casefile.FieldNIK)), resident.MaskNIK(c.NIK), slices.Contains(c.Matches, register.MatchNIK), none),
		row("intake.report.name", t.value(casefile.FieldName), c.Name, resident.Fold(t.value(casefile.FieldName)) == resident.Fold(c.Name), names(casefile.FieldName, c.Name)),
		row("intake.report.birth", birthText(r, t.value(casefile.FieldBirth)), birthText(r, c.Birth), slices.Contains(c.Matches, register.MatchBirth),
			func(same bool) string { return birthNote(r, t.value(casefile.FieldBirth), c.Birth, same) }),
		row("intake.report.sex", sex(t.value(casefile.FieldSex)), sex(c.Sex), t.value(casefile.FieldSex) == c.Sex, none),
		row("intake.report.mother", t.value(casefile.FieldMother), c.Mother, resident.Fold(t.value(casefile.FieldMother)) == resident.Fold(c.Mother), names(casefile.FieldMother, c.Mother)),
		row("intake.report.village", village(t.value(casefile.FieldVillage)), village(c.Village), t.value(casefile.FieldVillage) == c.Village,
			func(same bool) string { return villageNote(r, t.value(casefile.FieldVillage), c.Village, same) }),
	}
	note := ""
	switch {
	case c.Stage != "":
		note = r.T("casefile.stage." + c.Stage)
	case c.State != "":
		note = r.T("register.state." + c.State)
	}
	return web.Compare{
		Left: web.CompareHead{Over: r.T(t.over), Name: called(r, t.value(casefile.FieldName), ""), Note: t.note},
		Right: web.CompareHead{Over: over, Name: name, Note: joinDots([]string{note, matchText(r, c.Matches),
			r.T("intake.triage.of", "N", index+1, "Of", of)})},
		Rows: rows, Foot: web.Para{Text: "intake.triage.foot", Small: true, Muted: true}}
}

// nameNote says in what two names differ: in nothing but the spelling, or in
// which words.
func nameNote(r *web.Request, a, b string, same bool) string {
	if same {
		if strings.EqualFold(a, b) {
			return ""
		}
		return r.T("intake.verdict.spelling")
	}
	wa, wb := strings.Fields(resident.Fold(a)), strings.Fields(resident.Fold(b))
	if slices.ContainsFunc(wa, func(w string) bool { return slices.Contains(wb, w) }) {
		return r.T("intake.verdict.part_of_name")
	}
	return r.T("intake.verdict.other_name")
}

// birthNote says whether an estimate fits, or how many years lie between.
func birthNote(r *web.Request, a, b string, same bool) string {
	if a == b {
		return ""
	}
	if same {
		return r.T("intake.verdict.birth_fits")
	}
	x, okX := years(a)
	y, okY := years(b)
	if !okX || !okY {
		return ""
	}
	apart := max(x[0]-y[1], y[0]-x[1])
	if apart < 1 {
		return r.T("intake.verdict.birth_day")
	}
	return r.T("intake.verdict.birth_years", "Count", apart)
}

func years(text string) (out [2]int, ok bool) {
	d, err := resident.DateOf(text)
	if err != nil {
		return out, false
	}
	out[0], out[1], ok = d.BirthYearRange()
	return out, ok
}

func villageNote(r *web.Request, a, b string, same bool) string {
	switch {
	case same:
		return ""
	case region.Code(a).At(region.Kecamatan) == region.Code(b).At(region.Kecamatan):
		return r.T("intake.verdict.same_kecamatan")
	}
	return r.T("intake.verdict.other_kecamatan")
}
