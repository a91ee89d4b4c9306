package desk

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the order in which work is met, a pile holds the first of it, in order,
// counts all of it and knows since when the oldest waits.
func TestPileHoldsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.IntRange(0, 8).Draw(t, "keep")
		p := pile{keep: keep}
		var all []WorkRow
		oldest := int64(0)
		for i := range rapid.IntRange(0, 400).Draw(t, "rows") {
			w := turn{duty: &duty{}, id: fmt.Sprint(i), from: rapid.Int64Range(1, 5).Draw(t, "from"),
				due: rapid.SampledFrom([]string{"", "2021-06-01", "2021-06-02"}).Draw(t, "due")}
			p.add(&w)
			all = append(all, w.row())
			if oldest == 0 || w.from < oldest {
				oldest = w.from
			}
		}
		p.cut()
		slices.SortFunc(all, compareWork)
		if p.count != len(all) || p.oldest != oldest || !slices.Equal(p.rows, all[:min(keep, len(all))]) {
			t.Fatalf("%d of %d, since %d of %d, %v", p.count, len(all), p.oldest, oldest, p.rows)
		}
	})
}
