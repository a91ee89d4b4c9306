package register

import (
	"context"
	"slices"
	"sort"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Cases is what the office's cases say of their people, held in memory while a
// whole list is compared with them: a hundred thousand rows would otherwise be
// half a million questions. A case takes some 300 bytes.
type Cases struct {
	all    []known
	byNIK  map[string][]int
	byName map[string][]int
}

// known is a candidate with what its comparison needs, computed once: one name
// in a district may have a thousand bearers.
type known struct {
	Candidate
	mother   string // folded
	from, to int64  // birth years, as birthYears gives them
	birth    bool
}

// Cases reads every case that takes part in Candidates: also the ended ones,
// since who was served once must be recognised, but none that was entered by
// mistake or whose data was erased.
func (r *Register) Cases(ctx context.Context, scope db.Scope) (*Cases, error) {
	out := &Cases{byNIK: map[string][]int{}, byName: map[string][]int{}}
	if scope.Empty() {
		return out, nil
	}
	rows, err := r.db.Query(ctx, `SELECT f.case_id, f.number, f.stage, p.name, p.sex, p.birth, p.village, p.mother, p.nik
		FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE f.office_id = $1 AND f.exit <> $2 AND f.erased = 0 ORDER BY f.case_id`, scope.Office, string(casefile.ExitWithdrawn))
	if err != nil {
		return nil, fault.Wrap("register.candidates", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c known
		var id string
		if err := rows.Scan(&id, &c.Number, &c.Stage, &c.Name, &c.Sex, &c.Birth, &c.Village, &c.Mother, &c.NIK); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
		c.Ref, c.mother = casefile.KindCase+":"+id, resident.Fold(c.Mother)
		c.from, c.to, c.birth = birthYears(c.Birth)
		at := len(out.all)
		out.all = append(out.all, c)
		if c.NIK != "" {
			out.byNIK[c.NIK] = append(out.byNIK[c.NIK], at)
		}
		if name := resident.Fold(c.Name); name != "" {
			out.byName[name] = append(out.byName[name], at)
		}
	}
	return out, fault.Wrap("register.candidates", rows.Err())
}

// Find finds who among the cases may be the person, best first: by the rules
// of Candidates, over the exact keys NIK and name.
func (c *Cases) Find(q Query) []Candidate {
	own := ""
	if q.NotCase != "" {
		own = casefile.KindCase + ":" + q.NotCase
	}
	mother := resident.Fold(q.Mother)
	from, to, birth := birthYears(q.Birth)
	var out []Candidate
	take := func(i int) {
		k := &c.all[i]
		if k.Ref == own || slices.ContainsFunc(out, func(o Candidate) bool { return o.Ref == k.Ref }) {
			return
		}
		found := k.Candidate
		found.Matches = matches(q, found)
		out = append(out, found)
	}
	if q.NIK != "" {
		for _, i := range c.byNIK[q.NIK] {
			take(i)
		}
	}
	if name := resident.Fold(q.Name); name != "" {
		for _, i := range c.byName[name] {
			// A name alone is no match: see weight.
			if k := &c.all[i]; q.Village != "" && q.Village == k.Village || mother != "" && mother == k.mother ||
				birth && k.birth && from <= k.to-1 && k.from+1 <= to {
				take(i)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if a, b := weight(out[i].Matches), weight(out[j].Matches); a != b {
			return a > b
		}
		return out[i].Ref < out[j].Ref
	})
	return out[:min(len(out), MaxCandidates)]
}

// weight orders exact matches. A name alone is no match in a district where one
// name in ten is Slamet: it needs the village or the years as well.
func weight(m []string) int {
	w, name, support := 0, false, false
	for _, x := range m {
		switch x {
		case MatchNIK:
			return 100
		case MatchName:
			name = true
			w += 10
		case MatchVillage:
			support = true
			w += 5
		case MatchBirth:
			support = true
			w += 4
		case MatchMother:
			support = true
			w += 6
		}
	}
	if !name || !support {
		return 0
	}
	return w
}

// birthYears is the range of years in which the person may be born, a year of
// slack on both sides: families count years, not days.
func birthYears(text string) (from, to int64, ok bool) {
	d, err := resident.DateOf(text)
	if err != nil {
		return 0, 0, false
	}
	f, t, ok := d.BirthYearRange()
	return int64(f) - 1, int64(t) + 1, ok
}

func overlap(a, b string) bool {
	af, at, ok := birthYears(a)
	if !ok {
		return false
	}
	bf, bt, ok := birthYears(b)
	return ok && af <= bt-1 && bf+1 <= at
}
