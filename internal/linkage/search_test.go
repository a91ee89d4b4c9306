package linkage

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// village makes a small register in which the people of the tests live among
// others.
func village(n int) []Person {
	r := rand.New(rand.NewPCG(7, 7))
	one := func(s ...string) string { return s[r.IntN(len(s))] }
	given := []string{"SLAMET", "SUKARNO", "PAIMIN", "KARSO", "SUPARTI", "TUKIYEM", "SITI", "SRI", "DJOKO", "MUHAMMAD", "WAGIMAN", "SUMINI", "LAMINEM",
		"PONIRAH", "NGATEMI", "SUTRISNO", "WIDODO", "SURYADI", "KATINEM", "JUMADI"}
	second := []string{"AMINAH", "RIYADI", "WAHYUNI", "UTOMO", "LESTARI", "HANDAYANI", "RAHMAN", "SANTOSO"}
	var out []Person
	for i := range n {
		p := Person{ID: fmt.Sprintf("n%05d", i), Name: one(given...), Mother: one(given...), Sex: "LP"[r.IntN(2)], BirthPlace: "TRENGGALEK",
			Village: one("PULE", "SUKOREJO", "DEPOK", "KARANGAN"), District: one("PULE", "TUGU"),
			Birth: Date{int16(1930 + r.IntN(80)), int8(1 + r.IntN(12)), int8(1 + r.IntN(28))}}
		if r.IntN(2) == 0 {
			p.Name += " " + one(second...)
		}
		out = append(out, p)
	}
	return append(out,
		Person{ID: "soekirman", Name: "SOEKIRMAN", Mother: "TUMINAH", Sex: 'L', Birth: Date{1948, 3, 9}, BirthPlace: "TRENGGALEK", Village: "PULE", District: "PULE"},
		Person{ID: "twin-1", Name: "AGUNG PRASETYO", Mother: "RATMINI", Sex: 'L', Birth: Date{2010, 5, 17}, Village: "DEPOK", District: "TUGU"},
		Person{ID: "twin-2", Name: "AGUS PRASETYO", Mother: "RATMINI", Sex: 'L', Birth: Date{2010, 5, 17}, Village: "DEPOK", District: "TUGU"},
		Person{ID: "zubaidah", Name: "ZUBAIDAH KARTIKASARI", Mother: "WARSITI", Sex: 'P', Birth: Date{1961, 2, 4}, Village: "KARANGAN", District: "PULE"},
	)
}

func indexOf(people []Person) *Index {
	b := NewBuilder()
	for _, p := range people {
		b.Add(p)
	}
	return b.Build()
}

func mustSearch(t interface{ Fatal(...any) }, ix *Index, m *Model, r Report) []Match {
	found, err := ix.Search(m, r, 10)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func mustLearn(t *testing.T, ix *Index, reports []Report) *Model {
	m, err := ix.Learn(DefaultModel(), reports)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSearch(t *testing.T) {
	ix := indexOf(village(3000))
	for _, tc := range []struct {
		what  string
		r     Report
		first string
		sure  bool // to be linked by itself; what else is so rests with the model
	}{
		{"as written", Report{Name: "SOEKIRMAN", Mother: "TUMINAH", Sex: 'L', Birth: Date{1948, 3, 9}, Village: "PULE", District: "PULE"}, "soekirman", true},
		{"new spelling, no date", Report{Name: "Sukirman", Village: "PULE", District: "PULE"}, "soekirman", false},
		{"mistyped, with a title and an age", Report{Name: "Mbah Sukriman", Birth: Date{Year: 1950}, Village: "PULE", District: "PULE"}, "soekirman", false},
		{"clipped", Report{Name: "KIRMAN", Mother: "TUMINAH", Village: "PULE"}, "soekirman", false},
		{"another village", Report{Name: "SUKIRMAN", Mother: "TUMINAH", Birth: Date{1948, 3, 9}, Village: "DEPOK", District: "TUGU"}, "soekirman", false},
		{"day and month swapped", Report{Name: "SUKIRMAN", Birth: Date{1948, 9, 3}}, "soekirman", false},
		{"an alias that nobody wrote down", Report{Name: "GEMBLUNG alias Soekirman", Village: "PULE"}, "soekirman", false},
		{"words swapped, one mistyped", Report{Name: "KARTIKASRI ZUBAEDAH", Birth: Date{Year: 1961}}, "zubaidah", false},
		{"joined", Report{Name: "ZUBAIDAHKARTIKASARI", Village: "KARANGAN"}, "zubaidah", false},
		{"an initial", Report{Name: "ZUBAIDAH K", Birth: Date{1961, 2, 4}}, "zubaidah", false},
		{"with the father", Report{Name: "ZUBAIDAH BINTI SUMO", Village: "KARANGAN"}, "zubaidah", false},
		{"one of twins", Report{Name: "AGUNG PRASETYO", Mother: "RATMINI", Birth: Date{2010, 5, 17}, Village: "DEPOK", District: "TUGU"}, "twin-1", true},
	} {
		got := mustSearch(t, ix, DefaultModel(), tc.r)
		if len(got) == 0 || got[0].ID != tc.first {
			t.Errorf("%s: %+v", tc.what, got)
			continue
		}
		if tc.sure && !got[0].Auto {
			t.Errorf("%s: not sure, with %.4f", tc.what, got[0].Probability)
		}
	}
}

// Whoever might be either of two, or is somebody else with the same mother, is
// left to a person.
func TestNotByItself(t *testing.T) {
	ix := indexOf(village(3000))
	for what, r := range map[string]Report{
		"which twin":            {Name: "PRASETYO", Mother: "RATMINI", Birth: Date{2010, 5, 17}, Village: "DEPOK", District: "TUGU"},
		"a third child":         {Name: "BAYU PRASETYO", Mother: "RATMINI", Birth: Date{2010, 5, 17}, Village: "DEPOK", District: "TUGU"},
		"a namesake":            {Name: "ZUBAIDAH KARTIKASARI", Mother: "PONIJAH", Birth: Date{1999, 8, 30}, Village: "DEPOK", District: "TUGU"},
		"a man of a woman's":    {Name: "ZUBAIDAH", Sex: 'L', Birth: Date{1961, 2, 4}},
		"a common name":         {Name: "SLAMET", Village: "PULE"},
		"nothing but a village": {Village: "PULE"},
		"nothing":               {},
	} {
		for _, m := range mustSearch(t, ix, DefaultModel(), r) {
			if m.Auto {
				t.Errorf("%s: %+v", what, m)
			}
		}
	}
}

// What contradicts lowers, and what is missing lowers too.
func TestLessIsLess(t *testing.T) {
	ix := indexOf(village(3000))
	full := Report{Name: "ZUBAIDAH KARTIKASARI", Mother: "WARSITI", Sex: 'P', Birth: Date{1961, 2, 4}, Village: "KARANGAN", District: "PULE"}
	score := func(r Report) float32 {
		for _, m := range mustSearch(t, ix, DefaultModel(), r) {
			if m.ID == "zubaidah" {
				return m.Score
			}
		}
		t.Fatalf("not found: %+v", r)
		return 0
	}
	whole := score(full)
	for what, change := range map[string][2]func(r *Report){ // missing, contradicting
		"mother":  {func(r *Report) { r.Mother = "" }, func(r *Report) { r.Mother = "SUPRAPTI" }},
		"sex":     {func(r *Report) { r.Sex = 0 }, func(r *Report) { r.Sex = 'L' }},
		"date":    {func(r *Report) { r.Birth = Date{} }, func(r *Report) { r.Birth = Date{1990, 11, 23} }},
		"village": {func(r *Report) { r.Village, r.District = "", "" }, func(r *Report) { r.Village, r.District = "DEPOK", "TUGU" }},
	} {
		missing, wrong := full, full
		change[0](&missing)
		change[1](&wrong)
		if a, b := score(missing), score(wrong); whole <= a || a <= b {
			t.Errorf("%s: %.1f, missing %.1f, contradicting %.1f", what, whole, a, b)
		}
	}
}

// The order in which people arrive changes nothing.
func TestSameAnswer(t *testing.T) {
	people := village(2000)
	a := indexOf(people)
	slices.Reverse(people)
	b := indexOf(people)
	reports := []Report{{Name: "SLAMET RIYADI", Village: "PULE"}, {Name: "SITI", Birth: Date{Year: 1950}}, {Mother: "SRI", Birth: Date{1961, 2, 4}}, {Name: "SUPARTI", Village: "PULEE"}}
	ma, mb := mustLearn(t, a, reports), mustLearn(t, b, reports)
	if !reflect.DeepEqual(ma, mb) {
		t.Errorf("two models: %+v %+v", ma, mb)
	}
	for _, r := range reports {
		if x, y := mustSearch(t, a, ma, r), mustSearch(t, b, mb, r); !reflect.DeepEqual(x, y) {
			t.Errorf("%+v: %v and %v", r, x, y)
		}
	}
}

// What is weighed of everybody who is met is what is weighed in the end.
func TestPlainIsFull(t *testing.T) {
	ix := indexOf(village(500))
	rapid.Check(t, func(t *rapid.T) {
		pick := func(label string, s ...string) string { return rapid.SampledFrom(s).Draw(t, label) }
		r := Report{Village: pick("village", "", "PULE", "DEPOK", "SUKORJO", "X"), District: pick("district", "", "PULE", "TUGU", "Y"),
			BirthPlace: pick("place", "", "TRENGGALEK", "KEDIRI"), Sex: pick("sex", "L", "P", "?")[0],
			Birth: Date{Year: int16(rapid.IntRange(0, 1).Draw(t, "known") * rapid.IntRange(1930, 2010).Draw(t, "year"))}}
		if r.Birth.Year != 0 && rapid.Bool().Draw(t, "full") {
			r.Birth.Month, r.Birth.Day = int8(rapid.IntRange(1, 12).Draw(t, "month")), int8(rapid.IntRange(1, 28).Draw(t, "day"))
		}
		q := ix.ready(nil, DefaultModel(), r)
		lives := ix.neighbours(q)
		for who := range uint32(ix.Len()) {
			var y tally
			has := ix.plainOf(who)
			date, other := ix.plainDate(q, has.birth), q.plainElse(has)
			plain, full := lives.weigh(who)+date+other, ix.weighPlain(q, who, &y).sum()
			if d := plain - full; d > 1e-4 || d < -1e-4 {
				t.Fatalf("%+v: %v, in full %v", r, plain, full)
			}
			if date > q.mostDate || other > q.mostElse {
				t.Fatalf("%+v: %v is more than %v, or %v than %v", r, date, q.mostDate, other, q.mostElse)
			}
		}
	})
}

// Who is kept is who weighs most of all who are met, whomever the search did not
// look at.
func TestKeptAreTheBest(t *testing.T) {
	people := village(4000)
	ix := indexOf(people)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(people).Draw(t, "who")
		said := func(label, text string) string {
			return rapid.SampledFrom([]string{text, "", text + "O"}).Draw(t, label)
		}
		r := Report{Name: said("name", p.Name), Mother: said("mother", p.Mother), Sex: p.Sex, BirthPlace: said("place", p.BirthPlace),
			Village: said("village", p.Village), District: said("district", p.District)}
		switch d := p.Birth; rapid.IntRange(0, 3).Draw(t, "date") {
		case 1:
			r.Birth.Year = d.Year
		case 2:
			r.Birth = d
		case 3:
			r.Birth = Date{d.Year, d.Day, d.Month}
		}
		q, g := ix.ready(nil, DefaultModel(), r), ix.gather()
		got := ix.candidates(q, g)
		all := ix.gather()
		ix.gatherNames(&q.name, &ix.byName, all)
		ix.gatherNames(&q.mother, &ix.byMother, all)
		var want []rough
		for who := range uint32(ix.Len()) {
			var y tally
			plain := ix.weighPlain(q, who, &y)
			of := all.of[who]
			if of.epoch != all.epoch {
				if of.bits = 0; y.village != areaSame && y.date != dateSame && y.date != dateSwapped {
					continue
				}
			}
			want = append(want, rough{who, of.bits + plain.sum()})
		}
		slices.SortFunc(want, func(a, b rough) int { return cmp.Compare(b.bits, a.bits) })
		if len(got) != min(rescored, len(want)) {
			t.Fatalf("%+v: %d are kept of %d", r, len(got), len(want))
		}
		bits := map[uint32]float32{}
		for _, w := range want {
			bits[w.who] = w.bits
		}
		for i, who := range got {
			if b, met := bits[who]; !met || b < want[i].bits-.001 {
				t.Fatalf("%+v: in place %d stands %d with %v, not %d with %v", r, i, who, b, want[i].who, want[i].bits)
			}
		}
	})
}

// Reports of people who are there teach how they are told.
func TestLearn(t *testing.T) {
	people := village(3000)
	ix := indexOf(people)
	r := rand.New(rand.NewPCG(3, 3))
	var reports []Report
	for range 400 {
		p := people[r.IntN(len(people))]
		q := Report{Name: p.Name, Mother: p.Mother, Sex: p.Sex, Birth: p.Birth, Village: p.Village, District: p.District}
		if r.IntN(2) == 0 { // half of them moved
			q.Village, q.District = "DEPOK", "TUGU"
		}
		reports = append(reports, q)
	}
	m := mustLearn(t, ix, reports)
	if m.Village[areaSame] > .7 || m.Date[dateSame] < .85 || m.Present < .9 {
		t.Errorf("learned %+v", m)
	}
	for _, l := range m.lists() {
		sum := 0.0
		for _, x := range l {
			sum += x
		}
		if sum < .999 || sum > 1.001 {
			t.Errorf("shares %v sum to %v", l, sum)
		}
	}
}

func FuzzSearch(f *testing.F) {
	ix := indexOf(village(200))
	f.Add("SLAMET ALIAS X", "SITI BIN", "PULE", "TUGU", "KAB. TRENGGALEK", 1950, 1, 1, byte('L'))
	f.Fuzz(func(t *testing.T, name, mother, village, district, place string, y, m, d int, sex byte) {
		r := Report{Name: name, Mother: mother, Village: village, District: district, BirthPlace: place, Sex: sex, Birth: Date{int16(y), int8(m), int8(d)}}
		sum := 0.0
		for _, c := range mustSearch(t, ix, DefaultModel(), r) {
			sum += c.Probability
			if c.Probability < 0 || c.Probability > 1 {
				t.Fatalf("%+v", c)
			}
		}
		if sum > 1.0001 {
			t.Fatalf("%v in all", sum)
		}
	})
}
