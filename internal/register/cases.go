package register

import (
	"bytes"
	"cmp"
	"context"
	"hash/maphash"
	"iter"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Cases is what the office's cases say of their people at one moment, for a
// whole list to be compared with by exact keys: a hundred thousand rows would
// otherwise be half a million questions. It holds sums of what is compared and
// neither a name nor a number of anybody, and a case takes some 90 bytes.
type Cases struct {
	all           []caseKeys
	byNIK, byName map[uint64]int32 // the first of a chain in all
}

// Met is a case whose person agrees with the one who is looked for.
type Met struct {
	Number  string   // of the case
	Matches []string // as those of a Candidate
}

// caseKeys is one case. A text is kept as its sum, which is 0 where there is none.
type caseKeys struct {
	id, name, nik, mother, village uint64
	from, to                       int16 // birth years, as birthYears gives them
	birth                          bool
	number                         [24]byte // no text of its own: 50,000 of them are looked through for garbage
	nextNIK, nextName              int32    // of the chain, or -1
}

// sumSeed makes sums of this run of the program only.
var sumSeed = maphash.MakeSeed()

func sumOf(text string) uint64 {
	if text == "" {
		return 0
	}
	return max(maphash.String(sumSeed, text), 1)
}

// newCaseKeys mirrors every case that takes part in Candidates: also the ended
// ones, since who was served once must be recognised, but none that was entered
// by mistake or whose data was erased.
func newCaseKeys(l *ledger.Ledger) *ledger.Mirror[caseKeys] {
	return ledger.NewMirror(l, `SELECT f.case_id, f.number, p.name, p.birth, p.village, p.mother, p.nik
		FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE f.office_id = $1 AND f.exit <> '`+string(casefile.ExitWithdrawn)+`' AND f.erased = 0`, "f.case_id",
		func(rows *db.Rows, _ func(string) string) (string, caseKeys, error) {
			var id, number, name, birth, village, mother, nik string
			err := rows.Scan(&id, &number, &name, &birth, &village, &mother, &nik)
			c := caseKeys{id: sumOf(id), name: sumOf(resident.Fold(name)), nik: sumOf(nik), mother: sumOf(resident.Fold(mother)), village: sumOf(village)}
			from, to, ok := birthYears(birth)
			c.from, c.to, c.birth = int16(from), int16(to), ok
			copy(c.number[:], number)
			return id, c, err
		})
}

// Cases gives the cases as they are now.
func (r *Register) Cases(ctx context.Context, scope db.Scope) (*Cases, error) {
	out := &Cases{byNIK: map[uint64]int32{}, byName: map[uint64]int32{}}
	if scope.Empty() {
		return out, nil
	}
	err := r.keys.Look(ctx, func(all iter.Seq[*caseKeys]) {
		out.all = make([]caseKeys, 0, r.keys.Len())
		for c := range all {
			out.add(*c)
		}
	})
	return out, err
}

func (c *Cases) add(k caseKeys) {
	chain := func(of map[uint64]int32, key uint64) int32 {
		if key == 0 {
			return -1
		}
		next, ok := of[key]
		if !ok {
			next = -1
		}
		of[key] = int32(len(c.all))
		return next
	}
	k.nextNIK, k.nextName = chain(c.byNIK, k.nik), chain(c.byName, k.name)
	c.all = append(c.all, k)
}

// Find finds who among the cases may be the person, best first: by the rules
// of Candidates, over the exact keys NIK and name.
func (c *Cases) Find(q Query) []Met {
	own, nik, name := sumOf(q.NotCase), sumOf(q.NIK), sumOf(resident.Fold(q.Name))
	mother, village := sumOf(resident.Fold(q.Mother)), sumOf(q.Village)
	from, to, birth := birthYears(q.Birth)
	same := func(a, b uint64) bool { return a != 0 && a == b }
	var out []Met
	take := func(k *caseKeys) {
		if same(own, k.id) {
			return
		}
		m := Met{Number: string(bytes.TrimRight(k.number[:], "\x00"))}
		for _, x := range []struct {
			agrees bool
			what   string
		}{
			{same(nik, k.nik), MatchNIK}, {same(name, k.name), MatchName}, {same(village, k.village), MatchVillage},
			{birth && k.birth && from <= int64(k.to)-1 && int64(k.from)+1 <= to, MatchBirth}, {same(mother, k.mother), MatchMother},
		} {
			if x.agrees {
				m.Matches = append(m.Matches, x.what)
			}
		}
		if weight(m.Matches) > 0 { // a name alone is no match
			out = append(out, m)
		}
	}
	for i, ok := c.byNIK[nik]; ok && i >= 0; i = c.all[i].nextNIK {
		take(&c.all[i])
	}
	for i, ok := c.byName[name]; ok && i >= 0; i = c.all[i].nextName {
		if k := &c.all[i]; !same(nik, k.nik) { // taken already
			take(k)
		}
	}
	slices.SortFunc(out, func(a, b Met) int {
		return cmp.Or(cmp.Compare(weight(b.Matches), weight(a.Matches)), cmp.Compare(a.Number, b.Number))
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
