package register

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/resident"
)

// Sums of keys find whom the texts would find, with the same reasons, in the same
// order.
func TestCasesFindAsTextsWould(t *testing.T) {
	text := func(t *rapid.T, what string, all ...string) string { return rapid.SampledFrom(all).Draw(t, what) }
	candidate := func(t *rapid.T) Candidate {
		return Candidate{
			Name: text(t, "name", "", "Sumirah", "SUMIRAH", "Su'mirah", "Slamet", "Slamet "), Mother: text(t, "mother", "", "Sainem", "SAINEM", "Tukinem"),
			Village: text(t, "village", "", "35.03.01.2001", "35.03.01.2002"), NIK: text(t, "nik", "", "3503010101500001", "3503010101500002"),
			Birth: text(t, "birth", "", "1950", "1951-02-03", "1948", "~1953"),
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := &Cases{byNIK: map[uint64]int32{}, byName: map[uint64]int32{}}
		var all []Candidate
		for i := range rapid.IntRange(0, 20).Draw(t, "cases") {
			k := candidate(t)
			k.Number = fmt.Sprintf("JK-2021-%05d", i)
			from, to, ok := birthYears(k.Birth)
			row := caseKeys{id: sumOf(k.Number), name: sumOf(resident.Fold(k.Name)), nik: sumOf(k.NIK), mother: sumOf(resident.Fold(k.Mother)),
				village: sumOf(k.Village), from: int16(from), to: int16(to), birth: ok}
			copy(row.number[:], k.Number)
			c.add(row)
			all = append(all, k)
		}
		of := candidate(t)
		q := Query{Name: of.Name, Mother: of.Mother, Village: of.Village, NIK: of.NIK, Birth: of.Birth, NotCase: text(t, "own", "", "JK-2021-00001")}
		var want []Met
		for _, k := range all {
			if m := matches(q, k); weight(m) > 0 && k.Number != q.NotCase {
				want = append(want, Met{k.Number, m})
			}
		}
		slices.SortFunc(want, func(a, b Met) int {
			return cmp.Or(cmp.Compare(weight(b.Matches), weight(a.Matches)), cmp.Compare(a.Number, b.Number))
		})
		want = want[:min(len(want), MaxCandidates)]
		if got := c.Find(q); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%+v of %+v:\n%v, want\n%v", q, all, got, want)
		}
	})
}
