package bench

import (
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/demo"
)

func made(t *testing.T, seed uint64, residents, reports int) (*people, []told) {
	t.Helper()
	p := newPeople(seed, demo.Default)
	p.populate(residents)
	return p, p.reports(reports, seed)
}

func TestTheSameSeedMakesTheSameFiles(t *testing.T) {
	files := func(seed uint64) (all []string) {
		dir := t.TempDir()
		if _, err := GenerateLinkage(GenerateOptions{Dir: dir, Residents: 3000, Reports: 100, Seed: seed, Log: io.Discard}); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"R.csv", "Q.csv", "Q-strata.csv"} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(b))
		}
		return all
	}
	a, b, c := files(7), files(7), files(8)
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("file %d differs", i)
		}
		if a[i] == c[i] {
			t.Errorf("file %d does not depend on the seed", i)
		}
	}
}

func TestWhatIsMadeCanBeRead(t *testing.T) {
	dir := t.TempDir()
	g, err := GenerateLinkage(GenerateOptions{Dir: dir, Residents: 5000, Reports: 400, Seed: 1, Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	people, err := ReadRegister(g.Register, nil)
	if err != nil || len(people) != 5000 {
		t.Fatalf("%d, %v", len(people), err)
	}
	reports, err := ReadReports(g.Reports, nil)
	if err != nil || len(reports) != 400 {
		t.Fatalf("%d, %v", len(reports), err)
	}
	kinds, err := readStrata(g.Strata, len(reports))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for i := range people {
		ids[people[i].ID] = true
	}
	n := 0
	for i := range reports {
		if (kinds[i].stratum == absent) == ids[reports[i].Truth] {
			t.Errorf("report %d: %s, truth %q", i+1, kinds[i].stratum, reports[i].Truth)
		}
		if ids[reports[i].Truth] {
			n++
		}
	}
	if n != g.InIt || n != 340 { // 85 of a hundred
		t.Errorf("%d of %d", n, g.InIt)
	}
	if _, err := GenerateLinkage(GenerateOptions{Dir: dir, Residents: 0, Log: io.Discard}); err == nil {
		t.Error("a register of nobody was made")
	}
}

func TestTheRegisterIsLikeOne(t *testing.T) {
	p, _ := made(t, 1, 60000, 0)
	where, names := map[int16]bool{}, map[string]int{}
	var old, heaped, spelt, single, pairs, siblings int
	mothers := map[string]int{}
	for i := range p.souls {
		s := &p.souls[i]
		where[s.village] = true
		names[s.name]++
		if s.year < 1965 {
			if old++; (s.day == 1 && (s.month == 1 || s.month == 7)) || s.day == 31 && s.month == 12 {
				heaped++
			}
			if !strings.Contains(s.name, " ") {
				single++
			}
			if s.year < 1955 && strings.Contains(s.name, "OE") {
				spelt++
			}
		}
		if s.mother != "" {
			key := s.mother + "@" + p.villages[s.village].village
			if mothers[key]++; mothers[key] == 2 {
				siblings++
			}
		}
		if s.twin >= 0 {
			o := &p.souls[s.twin]
			if o.twin != int32(i) || o.year != s.year || o.month != s.month || o.day != s.day || o.village != s.village || o.name == s.name {
				t.Errorf("twins %+v and %+v", s, o)
			}
			pairs++
		}
		if s.year > asOf || s.month < 1 || s.month > 12 || s.day < 1 || s.day > 31 || s.name == "" {
			t.Errorf("%+v", s)
		}
	}
	if len(where) != 157 {
		t.Errorf("%d villages", len(where))
	}
	if share := float64(heaped) / float64(old); share < 0.3 || share > 0.5 {
		t.Errorf("%.2f of the old have a heaped date", share)
	}
	if share := float64(single) / float64(old); share < 0.6 || share > 0.9 {
		t.Errorf("%.2f of the old have one name", share)
	}
	if spelt == 0 || pairs < 100 || siblings < 5000 {
		t.Errorf("%d old spellings, %d twins, %d mothers of more than one", spelt, pairs, siblings)
	}
	most, once := 0, 0
	for _, n := range names {
		if most = max(most, n); n == 1 {
			once++
		}
	}
	if most < 100 || once < 15000 {
		t.Errorf("the most frequent name has %d, %d names occur once", most, once)
	}
}

func TestReportsAreAsOftenWrongAsTheRatesSay(t *testing.T) {
	_, reports := made(t, 2, 20000, 6000)
	var n, noDates, years, noMother, noPlace, noSex, right int
	for _, r := range reports {
		if r.stratum != ordinary {
			continue
		}
		n++
		if r.date == "" && r.year == "" {
			noDates++
		}
		if r.year != "" {
			years++
		}
		if r.mother == "" {
			noMother++
		}
		if r.place == "" {
			noPlace++
		}
		if r.sex == "" {
			noSex++
		}
		if r.left.where.village == r.village && r.village != "" {
			right++
		}
	}
	for what, v := range map[string][2]float64{
		"no date":       {float64(noDates), toldFields.dateMissing},
		"a year":        {float64(years), toldFields.dateYear + toldFields.dateAge},
		"no place":      {float64(noPlace), toldFields.placeMissing},
		"no sex":        {float64(noSex), toldFields.sexMissing},
		"right village": {float64(right), 1 - toldFields.villageNear - toldFields.villageSpelt - toldFields.villageMissing - toldFields.villageFar},
	} {
		if got := v[0] / float64(n); math.Abs(got-v[1]) > 0.03 {
			t.Errorf("%s: %.3f instead of %.3f", what, got, v[1])
		}
	}
	// Mothers whom the register does not know are missing too.
	if got := float64(noMother) / float64(n); got < toldFields.motherMissing || got > toldFields.motherMissing+0.08 {
		t.Errorf("no mother: %.3f", got)
	}
}

// Whoever is meant must be among those who agree with what is left, or the
// ceiling would be wrong.
func TestThePersonAgreesWithTheTraceOfTheReport(t *testing.T) {
	p, reports := made(t, 3, 20000, 3000)
	best := p.ceiling(reports)
	v := newVocabulary(p)
	for i, r := range reports {
		if r.truth < 0 {
			if best[i] != 0 {
				t.Errorf("report %d has a ceiling and no truth", i)
			}
			continue
		}
		s := &p.souls[r.truth]
		if !within(v.sets(r.left.name), v.names.of(r.truth)) {
			t.Errorf("%s told as %s", s.name, r.name)
		}
		if r.left.mother != nil && !within(v.sets(r.left.mother), v.mother.of(r.truth)) {
			t.Errorf("%s told as %s", s.mother, r.mother)
		}
		if !r.left.date.agrees(s) {
			t.Errorf("%s told as %s%s: %+v", s.birth(), r.date, r.year, r.left.date)
		}
		if h := &p.villages[s.village]; !r.left.where.agrees(h) {
			t.Errorf("%s, %s told as %s, %s: %+v", h.village, h.district, r.village, r.district, r.left.where)
		}
		if best[i] <= 0 || best[i] > 1 {
			t.Errorf("ceiling %v", best[i])
		}
	}
}

func TestTheCeilingCountsWhoElseCouldBeMeant(t *testing.T) {
	l := &land{villages: []hamletOf{{"PAKEL", "PULE", 0}, {"PAKEL", "WATULIMO", 1}}}
	p := &people{land: l}
	for _, s := range []soul{
		{name: "SUPARTI", sex: 'P', year: 1950, month: 1, day: 1},
		{name: "SUPARTI", sex: 'P', year: 1950, month: 7, day: 1, village: 1},
		{name: "SUPARTI", sex: 'P', year: 1952, month: 1, day: 1},
		{name: "KAPARTI", sex: 'P', year: 1950, month: 1, day: 1},
	} {
		s.twin = -1
		p.souls = append(p.souls, s)
	}
	full := []hint{{whole, "SUPARTI"}}
	for _, c := range []struct {
		what string
		left trace
		want float64
	}{
		{"name", trace{name: full, date: dateTrace{age: -1}}, 1. / 3},
		{"name and year", trace{name: full, date: dateTrace{age: -1, year: 1950}}, 1. / 2},
		{"name, year and district", trace{name: full, date: dateTrace{age: -1, year: 1950}, where: placeTrace{village: "PAKEL", district: "PULE"}}, 1},
		{"the village alone is two", trace{name: full, date: dateTrace{age: -1, year: 1950}, where: placeTrace{village: "PAKEL"}}, 1. / 2},
		{"clipped", trace{name: []hint{{tail, "PARTI"}}, date: dateTrace{age: -1}}, 1. / 4},
		{"initial", trace{name: []hint{{first, "K"}}, date: dateTrace{age: -1}}, 1},
		{"two words", trace{name: append(full, hint{kind: lost}), date: dateTrace{age: -1}}, 0},
		{"wrong month", trace{name: full, date: dateTrace{age: -1, year: 1950, month: 1, day: 1, wrong: monthPart, not: 7}}, 1},
	} {
		got := p.ceiling([]told{{truth: 0, left: c.left}})[0]
		if math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
	// An age that fits one of them better: the better fit is the answer.
	got := p.ceiling([]told{{truth: 0, left: trace{name: full, date: dateTrace{age: asOf - 1952}}}})[0]
	if got <= 1./3 || got >= 1./2 {
		t.Errorf("age: %v", got)
	}
}

func TestAnAgeIsToldAsOftenAsItsProbabilitySays(t *testing.T) {
	te := &teller{r: rand.New(rand.NewPCG(1, 2))}
	const n = 40000
	for _, age := range []int{0, 7, 48, 71} {
		told := map[int]int{}
		for range n {
			told[te.age(age)]++
		}
		for a, times := range told {
			p := (&dateTrace{age: a}).agesAs()[age]
			if got := float64(times) / n; math.Abs(got-p) > 0.012 {
				t.Errorf("%d told as %d: %.4f, said %.4f", age, a, got, p)
			}
		}
	}
}

func TestClipped(t *testing.T) {
	if s, ok := clipHead("SUPARTI"); s != "PARTI" || !ok {
		t.Error(s)
	}
	if s, ok := clipTail("MUJIONO"); s != "MUJI" || !ok {
		t.Error(s)
	}
	for _, short := range []string{"SRI", "DWI", "NGG", ""} {
		if s, ok := clipHead(short); ok {
			t.Errorf("%s became %s", short, s)
		}
		if s, ok := clipTail(short); ok {
			t.Errorf("%s became %s", short, s)
		}
	}
}

func TestSeedsForReportingAreNotTunedOn(t *testing.T) {
	for _, s := range TuningSeeds {
		if slices.Contains(ReportingSeeds, s) || seedFor(s) != "tuning" {
			t.Errorf("seed %d", s)
		}
	}
	if seedFor(ReportingSeeds[0]) != "reporting" || seedFor(77) != "neither tuning nor reporting" {
		t.Error("a seed has another purpose than it says")
	}
}
