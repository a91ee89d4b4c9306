package region

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A newer list is in force at once: what is new is found, what is called
// otherwise is found by its new name, what is gone is not offered and still has
// its name.
func TestApply(t *testing.T) {
	t.Cleanup(func() { Apply(nil) })
	before := Count()
	Apply([]Change{{Code: "35.03.04.2099", Name: "Pringapus Baru"}, {Code: "35.03.04.2010", Name: "Pringapus Lama"},
		{Code: "35.03.04.2002", Gone: true}, {Code: "35.03.15", Name: "Dongko Barat"}, {Code: "35.03.15.2001", Name: "Ujung"}, {Code: "35", Name: "no"}})
	if n := Count(); n != before+2 {
		t.Errorf("%d areas, there were %d", n, before)
	}
	if l := Label("35.03.15.2001"); l != "Ujung, Dongko Barat" {
		t.Error(l)
	}
	if Name("35.03.04.2010") != "Pringapus Lama" || Name("35") != "Jawa Timur" {
		t.Error("a name is another one")
	}
	if !Gone("35.03.04.2002") || Gone("35.03.04.2010") || Gone("x") || Name("35.03.04.2002") == "" {
		t.Error("what is gone has lost its name")
	}
	inside := Villages("35.03.04")
	for _, a := range inside {
		if a.Code == "35.03.04.2002" {
			t.Error("what is gone is offered")
		}
	}
	if !slices.ContainsFunc(SearchVillages("pringapus b", trenggalek, 5), func(a Area) bool { return a.Code == "35.03.04.2099" }) {
		t.Error("what is new is not found")
	}
	if got := Resolve("Ujung", "Dongko Barat", trenggalek); len(got) != 1 || got[0].Near {
		t.Errorf("%+v", got)
	}
	Apply(nil)
	if Count() != before || Name("35.03.04.2010") != "Pringapus" {
		t.Error("the embedded list has not come back")
	}
}

// Whatever changes, keys stay sorted and every area has its name.
func TestWith(t *testing.T) {
	villages := Villages(trenggalek)
	rapid.Check(t, func(t *rapid.T) {
		var changes []Change
		want := map[Code]string{}
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			c := rapid.SampledFrom(villages).Draw(t, "village").Code
			if rapid.Bool().Draw(t, "new") {
				c = c[:9] + Code(rapid.StringMatching(`[12][0-9]{3}`).Draw(t, "own"))
			}
			name := rapid.StringMatching(`[A-Z][a-z]{1,9}`).Draw(t, "name")
			changes, want[c] = append(changes, Change{Code: c, Name: name}), name
		}
		tab := embedded().with(changes)
		if !slices.IsSorted(tab.keys) || len(slices.Compact(slices.Clone(tab.keys))) != len(tab.keys) {
			t.Fatal("keys are not in order")
		}
		for c, name := range want {
			if i, ok := tab.find(c); !ok || tab.name(i) != name {
				t.Fatalf("%s is not called %s", c, name)
			}
		}
	})
}

func TestApplyPoints(t *testing.T) {
	t.Cleanup(func() { ApplyPoints(nil) })
	if _, _, ok := Point("35.71.01.1001"); ok {
		t.Fatal("the point was known before")
	}
	ApplyPoints([]Place{{"35.71.01.1001", -7.8, 112}})
	if lat, lon, ok := Point("35.71.01.1001"); !ok || lat != -7.8 || lon != 112 {
		t.Error(lat, lon, ok)
	}
	if _, _, ok := Point("35.03.04.2010"); !ok {
		t.Error("the embedded points are gone")
	}
}
