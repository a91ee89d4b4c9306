package linkage

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A set of words answers as a map and a list would.
func TestWordsAreNumberedAsTheyCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, number, order := newWordSet(), map[string]uint32{}, []string(nil)
		for _, w := range rapid.SliceOfN(rapid.StringMatching(`[A-C]{0,6}`), 0, 3000).Draw(t, "words") {
			n, ok := set.find(w)
			if want, met := number[w]; ok != met || ok && n != want {
				t.Fatalf("%q is %d %v, not %d %v", w, n, ok, want, met)
			}
			if !ok {
				number[w], order = set.add(w), append(order, w)
			}
		}
		if set.len() != len(order) || !slices.Equal(set.words(), order) {
			t.Fatalf("%d words, not %d", set.len(), len(order))
		}
	})
	set := newWordSet()
	for i := range 20_000 { // beyond the first slots
		set.add(string(rune(i + 1<<16)))
	}
	for i := range 20_000 {
		if n, ok := set.find(string(rune(i + 1<<16))); !ok || n != uint32(i) {
			t.Fatalf("word %d is %d %v", i, n, ok)
		}
	}
}
