package intake

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// told is one side of a comparison: a report, or a row of a list.
type told struct {
	over, note string
	value      func(field string) string
	others     []string // other names
}

// toldBy is what a case states.
func toldBy(st casefile.State) told {
	return told{over: "intake.triage.this", note: st.Number, value: st.Person.Value, others: st.Person.Values(casefile.FieldOtherName)}
}

// written is the other side: a candidate, with what the register writes of it.
type written struct {
	register.Candidate
	why map[string]register.Compared // by field
	nik any                          // the number as the page shows it; nil is masked
}

// comparison sets somebody who was told of and a candidate side by side, with
// what agrees and what differs in words, and what each field weighs.
func (s *Service) comparison(r *web.Request, t told, c written, index, of int) any {
	over := r.T("intake.from_register")
	if c.Number != "" {
		over = r.T("intake.triage.other_case", "No", c.Number)
	}
	name := c.Name
	if name == "" {
		name = r.T("intake.unnamed")
	}
	var rows []web.CompareRow
	row := func(label, field, left, right, note string) {
		if left == "" && right == "" {
			return
		}
		w := c.why[field]
		switch blank := left == "" || right == ""; {
		case blank: // it is written as blank, whatever weighs
			w.Level = linkage.LevelMissing
		case left == right: // a year that is all that is known, on both sides
			w.Level = linkage.LevelSame
		case w.Level == "" || w.Level == linkage.LevelMissing: // nothing is known of what it weighs
			w.Level = linkage.LevelOther
		}
		if w.Level == linkage.LevelMissing || note == "" {
			note = levelNote(r, w)
		}
		rows = append(rows, web.CompareRow{Label: label, Left: left, Right: right, Verdict: verdict(w.Level), Weight: w.Bits, Note: note})
	}
	plain := func(label, left, right string, same bool) { // what no weight is known of
		if left == "" && right == "" {
			return
		}
		level := linkage.LevelMissing
		if left != "" && right != "" {
			if level = linkage.LevelOther; same {
				level = linkage.LevelSame
			}
		}
		rows = append(rows, web.CompareRow{Label: label, Left: left, Right: right, Verdict: verdict(level)})
	}
	v := t.value
	row("intake.report.name", casefile.FieldName, v(casefile.FieldName), c.Name, nameNote(r, v(casefile.FieldName), c.Name, c.why[casefile.FieldName].Level))
	plain("intake.report.other_names", strings.Join(t.others, ", "), c.OtherNames, false)
	row("intake.report.birth", casefile.FieldBirth, birthText(r, v(casefile.FieldBirth)), birthText(r, c.Birth), birthNote(r, v(casefile.FieldBirth), c.Birth))
	row("intake.report.birth_place", casefile.FieldBirthPlace, v(casefile.FieldBirthPlace), c.BirthPlace, "")
	row("intake.report.mother", casefile.FieldMother, v(casefile.FieldMother), c.Mother, nameNote(r, v(casefile.FieldMother), c.Mother, c.why[casefile.FieldMother].Level))
	row("intake.report.sex", casefile.FieldSex, s.sexText(r, v(casefile.FieldSex)), s.sexText(r, c.Sex), "")
	row("intake.report.village", casefile.FieldVillage, villageText(v(casefile.FieldVillage)), villageText(c.Village), villageNote(r, v(casefile.FieldVillage), c.Village))
	rt, rw := v(casefile.FieldRT), v(casefile.FieldRW)
	plain("RT / RW", rtRW(rt, rw), rtRW(c.RT, c.RW), rtRW(rt, rw) == rtRW(c.RT, c.RW))
	// Masked numbers may look alike and differ: only the register's own match counts.
	row("NIK", casefile.FieldNIK, resident.MaskNIK(v(casefile.FieldNIK)), resident.MaskNIK(c.NIK), "")
	var note []string
	switch {
	case c.Stage != "":
		note = []string{r.T("casefile.stage." + c.Stage)}
	case c.State != "":
		note = []string{r.T("register.state." + c.State)}
		if c.State == register.StateActive {
			key := "intake.triage.recorded"
			if !c.Recorded {
				key = "intake.triage.unrecorded"
			}
			note = append(note, r.T(key))
		}
	}
	if of > 1 {
		note = append(note, r.T("intake.triage.of", "N", index+1, "Of", of))
	}
	return web.Compare{
		Left:  web.CompareHead{Over: r.T(t.over), Name: called(r, v(casefile.FieldName), ""), Note: t.note},
		Right: web.CompareHead{Over: over, Name: name, Note: joinDots(note), Extra: c.nik},
		Rows:  rows, Foot: web.Para{Text: "intake.triage.foot", Small: true, Muted: true}}
}

func (s *Service) sexText(r *web.Request, code string) string {
	if code == "" {
		return ""
	}
	return s.Book.Label("sex", code, r.Lang)
}

func villageText(code string) string {
	if code == "" {
		return ""
	}
	return region.Label(region.Code(code))
}

// rtRW writes a neighbourhood as people say it: 05 / 02, whatever noughts it was
// typed with.
func rtRW(rt, rw string) string {
	if rt == "" && rw == "" {
		return ""
	}
	two := func(n string) string {
		if n = strings.TrimLeft(n, "0"); len(n) < 2 {
			n = strings.Repeat("0", 2-len(n)) + n
		}
		return n
	}
	return two(rt) + " / " + two(rw)
}

// nameNote says in what two names differ: in nothing but the spelling, or in
// which words.
func nameNote(r *web.Request, a, b, level string) string {
	if resident.Fold(a) == resident.Fold(b) {
		if strings.EqualFold(a, b) {
			return ""
		}
		return r.T("intake.verdict.spelling")
	}
	wa, wb := strings.Fields(resident.Fold(a)), strings.Fields(resident.Fold(b))
	if slices.ContainsFunc(wa, func(w string) bool { return slices.Contains(wb, w) }) {
		return r.T("intake.verdict.part_of_name")
	}
	if level == linkage.LevelOther {
		return r.T("intake.verdict.other_name")
	}
	return ""
}

// birthNote says whether an estimate fits, or how many years lie between.
func birthNote(r *web.Request, a, b string) string {
	if a == b {
		return ""
	}
	x, okX := years(a)
	y, okY := years(b)
	if !okX || !okY {
		return ""
	}
	apart := max(x[0]-y[1], y[0]-x[1])
	switch {
	case apart < 1 && (x[0] != x[1] || y[0] != y[1] || len(a) == 4 || len(b) == 4):
		return r.T("intake.verdict.birth_fits")
	case apart < 1:
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

func villageNote(r *web.Request, a, b string) string {
	switch {
	case a == b:
		return ""
	case region.Code(a).At(region.Kecamatan) == region.Code(b).At(region.Kecamatan):
		return r.T("intake.verdict.same_kecamatan")
	}
	return r.T("intake.verdict.other_kecamatan")
}
