package region

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"pgregory.net/rapid"
)

const trenggalek Code = "35.03"

func TestTheWholeCountryIsThere(t *testing.T) {
	start := time.Now()
	tab, err := load(areasGz)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %v, names %d B, file %d B", time.Since(start), len(tab.names), len(areasGz))
	got := map[Level]int{}
	for _, k := range tab.keys {
		got[k.level()]++
	}
	want := map[Level]int{Province: 38, Kabupaten: 514, Kecamatan: 7285, Village: 83762}
	for l, n := range want {
		if got[l] != n {
			t.Errorf("%v: %d areas, want %d", l, got[l], n)
		}
	}
	if Count() != 91599 {
		t.Errorf("Count() = %d", Count())
	}
	if !slices.IsSorted(tab.keys) {
		t.Error("keys are not sorted")
	}
	for i := range tab.keys {
		c := tab.keys[i].code()
		if c.Level() != tab.keys[i].level() {
			t.Fatalf("%s has key %d", c, tab.keys[i])
		}
		if j, ok := tab.find(c); !ok || j != i {
			t.Fatalf("%s is at %d, found at %d", c, i, j)
		}
		if p := c.Parent(); p != "" {
			if _, ok := tab.find(p); !ok {
				t.Fatalf("%s has no parent", c)
			}
		}
		if n := tab.name(i); n == "" || strings.ContainsAny(n, "\"|\n") {
			t.Fatalf("%s is called %q", c, n)
		}
	}
}

func TestTrenggalek(t *testing.T) {
	if n := len(Children(trenggalek)); n != 14 {
		t.Errorf("%d kecamatan", n)
	}
	villages := Villages(trenggalek)
	kinds := map[Kind]int{}
	places := map[string]int{}
	for _, v := range villages {
		kinds[v.Kind]++
		places[v.Name]++
		lat, lon, ok := Point(v.Code)
		if !ok || lat > -7.8 || lat < -8.5 || lon < 111.3 || lon > 112 {
			t.Errorf("%s lies at %v, %v, %v", v.Code, lat, lon, ok)
		}
		if TerrainOf(v.Code) == Unknown {
			t.Errorf("%s has no terrain", v.Code)
		}
	}
	if len(villages) != 157 || kinds[KindDesa] != 152 || kinds[KindKelurahan] != 5 {
		t.Errorf("%d villages, %v", len(villages), kinds)
	}
	var twice []string
	for name, n := range places {
		if n > 1 {
			twice = append(twice, name)
		}
	}
	slices.Sort(twice)
	want := strings.Fields("Besuki Depok Karanganyar Masaran Pakel Pandean Sawahan Sukorejo Watuagung Wonocoyo")
	if !slices.Equal(twice, want) {
		t.Errorf("double names: %v", twice)
	}
	for _, name := range want {
		for _, get := range []func() []string{
			func() []string { return labels(SearchVillages(name, trenggalek, 10)) },
			func() []string {
				var out []string
				for _, m := range Resolve(name, "", trenggalek) {
					if m.Near {
						t.Errorf("%s is only near", name)
					}
					out = append(out, m.Label())
				}
				return out
			},
		} {
			if got := get(); len(got) != 2 || got[0] == got[1] {
				t.Errorf("%s gives %v", name, got)
			}
		}
	}
	if _, _, ok := Point("11.01.01.2001"); ok || TerrainOf("") != Unknown {
		t.Error("points or terrain outside Trenggalek")
	}
}

func labels(as []Area) []string {
	var out []string
	for _, a := range as {
		out = append(out, a.Label())
	}
	return out
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		code        Code
		name, label string
		kind        Kind
	}{
		{"35", "Jawa Timur", "Jawa Timur", KindProvince},
		{"35.03", "Trenggalek", "Kabupaten Trenggalek", KindKabupaten},
		{"35.71", "Kediri", "Kota Kediri", KindKota},
		{"35.03.04", "Dongko", "Kecamatan Dongko", KindKecamatan},
		{"35.03.04.2010", "Pringapus", "Pringapus, Dongko", KindDesa},
		{"35.03.11.1002", "Tamanan", "Tamanan, Trenggalek", KindKelurahan},
		{"35.29.22", "Ra'as", "Kecamatan Ra'as", KindKecamatan},
		{"35.29.22.2001", "Ketupat", "Ketupat, Ra'as", KindDesa},
	} {
		a, ok := Get(tt.code)
		if !ok || a.Name != tt.name || a.Label() != tt.label || a.Kind != tt.kind || a.Code != tt.code || a.Level != tt.code.Level() {
			t.Errorf("Get(%s) = %+v, %v, %q", tt.code, a, ok, a.Label())
		}
	}
	if got := LongLabel("35.03.04.2010"); got != "Pringapus, Dongko, Kabupaten Trenggalek, Jawa Timur" {
		t.Error(got)
	}
	for _, c := range []Code{"", "99", "35.00", "35.03.00", "35.03.04.2999", "35.03.04.0000", "x"} {
		if a, ok := Get(c); ok {
			t.Errorf("Get(%q) = %+v", c, a)
		}
	}
	if Label("35.03.04.2999") != "35.03.04.2999" || Name("99") != "" {
		t.Error("unknown codes must show as themselves")
	}
	if n := len(Children("")); n != 38 {
		t.Errorf("%d provinces", n)
	}
	if n := len(Children("35.03.04.2010")) + len(Children("zz")); n != 0 {
		t.Errorf("%d children of a village", n)
	}
}

func TestSearchAnswersWhileTyping(t *testing.T) {
	for _, tt := range []struct {
		query  string
		within Code
		first  string
	}{
		{"prig", trenggalek, "Prigi, Watulimo"},
		{"pring", trenggalek, "Pringapus, Dongko"},
		{"PRINGAPUS dong", trenggalek, "Pringapus, Dongko"},
		{"dongko pringapus", trenggalek, "Pringapus, Dongko"},
		{"sukorejo, gand", trenggalek, "Sukorejo, Gandusari"},
		{"pringapus dongko", "", "Pringapus, Dongko"},
		{"ra'as", "35.29", "Kecamatan Ra'as"},
		{"watu", "35.03.08", "Watulimo, Watulimo"},
	} {
		got := labels(Search(tt.query, tt.within, 5))
		if len(got) == 0 || got[0] != tt.first {
			t.Errorf("Search(%q) = %v, want %s first", tt.query, got, tt.first)
		}
	}
	if got := labels(Search("dongko", trenggalek, 5)); !slices.Equal(got, []string{"Dongko, Dongko", "Kecamatan Dongko"}) {
		t.Errorf("dongko: %v", got)
	}
	for _, q := range []string{"", " ., ", "zzzz", "ringapus"} {
		if got := Search(q, trenggalek, 5); len(got) != 0 {
			t.Errorf("Search(%q) = %v", q, labels(got))
		}
	}
	if Search("a", "99", 5) != nil || Search("a", "bad", 5) != nil || Search("a", "", 0) != nil {
		t.Error("nothing was to be found")
	}
}

// Every prefix of a village's name finds the village, given room.
func TestSearchFindsEveryPrefix(t *testing.T) {
	villages := Villages(trenggalek)
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom(villages).Draw(t, "village")
		n := rapid.IntRange(1, len(v.Name)).Draw(t, "letters")
		if !slices.Contains(SearchVillages(v.Name[:n], trenggalek, 200), v) {
			t.Fatalf("%q does not find %s", v.Name[:n], v.Code)
		}
	})
}

func TestResolve(t *testing.T) {
	for _, tt := range []struct {
		village, kecamatan string
		want               string
		near               bool
	}{
		{"Pringapus", "Dongko", "Pringapus, Dongko", false},
		{"DESA  PRINGAPUS", "KEC. DONGKO", "Pringapus, Dongko", false},
		{"Pakel, Watulimo", "", "Pakel, Watulimo", false},
		{"Pakel (Kec. Pule)", "", "Pakel, Pule", false},
		{"Ngulung Kulon", "Munjungan", "Ngulungkulon, Munjungan", false},
		{"Kel. Surodakan", "Trenggalek", "Surodakan, Trenggalek", false},
		{"Prigapus", "Dongko", "Pringapus, Dongko", true},
		{"Pringapus", "Dongo", "Pringapus, Dongko", true},
		{"Pringapus", "Panggul", "Pringapus, Dongko", true},
		{"Sumbergedhong", "", "Sumbergedong, Trenggalek", true},
	} {
		got := Resolve(tt.village, tt.kecamatan, trenggalek)
		if len(got) != 1 || got[0].Label() != tt.want || got[0].Near != tt.near {
			t.Errorf("Resolve(%q, %q) = %+v", tt.village, tt.kecamatan, got)
		}
	}
	for _, v := range []string{"", "Desa Antah Berantah", "(", strings.Repeat("a", 500)} {
		if got := Resolve(v, "", trenggalek); len(got) != 0 {
			t.Errorf("Resolve(%q) = %+v", v, got)
		}
	}
}

func TestDistanceIsSymmetric(t *testing.T) {
	word := rapid.StringMatching(`[a-d]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if d, e := distance(a, b, 2), distance(b, a, 2); d != e {
			t.Fatalf("%q %q: %d and %d", a, b, d, e)
		}
	})
	if distance("pringapus", "prignapus", 2) != 1 || distance("kitten", "sitting", 3) != 3 || distance("kitten", "sitting", 2) != -1 {
		t.Error("wrong distance")
	}
}

func TestCode(t *testing.T) {
	const v Code = "35.03.04.2010"
	if v.Digits() != "3503042010" || v.Parent() != "35.03.04" || v.At(Kabupaten) != trenggalek || v.At(Village) != v {
		t.Error("village code")
	}
	if Code("35").Parent() != "" || Code("35").At(Village) != "" || Code("bad").At(Province) != "" {
		t.Error("no such ancestor")
	}
	for _, tt := range []struct {
		a, b Code
		want bool
	}{
		{trenggalek, v, true}, {v, v, true}, {v, trenggalek, false}, {"", v, false},
		{"35.0", v, false}, {trenggalek, "35.04.01", false}, {trenggalek, "", false},
	} {
		if tt.a.Contains(tt.b) != tt.want {
			t.Errorf("%q contains %q is not %v", tt.a, tt.b, tt.want)
		}
	}
	if trenggalek.Prefix() != "35.03." || v.Prefix() != string(v) || Code("35.0").Prefix() != "" {
		t.Error("prefixes")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"35.03.04.2010", "3503042010", "350304", "35", "", "35.3", "٣٥", "35.03.04.2010 ", "35..3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err != nil {
			if c != "" || !fault.Is(err, fault.Invalid) {
				t.Fatalf("%q: %q, %v", s, c, err)
			}
			return
		}
		lo, hi := c.span()
		if !c.Valid() || lo > hi {
			t.Fatalf("%q gave %q", s, c)
		}
		if again, err := Parse(c.Digits()); err != nil || again != c {
			t.Fatalf("%q by its digits: %q, %v", c, again, err)
		}
		Get(c)
		Label(c)
	})
}

func FuzzSearchAndResolve(f *testing.F) {
	f.Add("pring dong", "Dongko")
	f.Add("\n", "’")
	f.Fuzz(func(t *testing.T, a, b string) {
		SearchVillages(a, trenggalek, 5)
		for _, m := range Resolve(a, b, trenggalek) {
			if !trenggalek.Contains(m.Code) {
				t.Fatalf("%s is elsewhere", m.Code)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(areasGz); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearchCountry(b *testing.B) {
	areas()
	for _, q := range []string{"s", "su", "sukorejo", "sukorejo gandu", "a i", "zzzz"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				Search(q, "", 10)
			}
		})
	}
}

func BenchmarkSearchKabupaten(b *testing.B) {
	areas()
	for b.Loop() {
		Search("su", trenggalek, 10)
	}
}

func BenchmarkGet(b *testing.B) {
	areas()
	for b.Loop() {
		Get("35.03.04.2010")
	}
}

func BenchmarkResolve(b *testing.B) {
	areas()
	for b.Loop() {
		Resolve("Prigapus", "Dongko", trenggalek)
	}
}
