package lawbook

import (
	"slices"
	"testing"
)

func TestDiff(t *testing.T) {
	older := Current()
	if d := Diff(older, older); len(d) > 0 {
		t.Errorf("a version differs from itself: %+v", d)
	}
	newer := *older
	newer.requirements = slices.Clone(older.requirements)
	gone := newer.requirements[0]
	newer.requirements = newer.requirements[1:]
	newer.requirements[0].Article = "pasal lain"
	changed := newer.requirements[0]
	newer.sources = append(slices.Clone(older.sources), Source{ID: "baru", Short: "Permendagri 1/2099"})
	got := Diff(older, &newer)
	want := []Difference{{"source", "baru", Label{"Permendagri 1/2099", "Permendagri 1/2099"}, Added},
		{"requirement", changed.Code, changed.Label, Changed}, {"requirement", gone.Code, gone.Label, Removed}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, what := range Kinds() {
		if older.Size(what) == 0 {
			t.Errorf("no %s", what)
		}
	}
}
