package linkage

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whoever remembers what words may be answers as who does not, whatever was
// asked before and of which index.
func TestMemoChangesNoAnswer(t *testing.T) {
	people := village(800)
	all := indexOf(people)
	b := NewBuilder()
	for _, p := range people[:300] {
		b.Add(p)
	}
	few := b.BuildAmong(all)
	k := NewMemo()
	rapid.Check(t, func(t *rapid.T) {
		p := people[rapid.IntRange(0, len(people)-1).Draw(t, "who")]
		r := Report{Name: rapid.SampledFrom([]string{p.Name, strings.ToLower(p.Name), strings.ReplaceAll(p.Name, "U", "OE"), p.Name + " / PAIJO"}).Draw(t, "name"),
			Mother: p.Mother, Village: p.Village, Birth: Date{Year: p.Birth.Year}}
		for n, in := range [][]Part{{{Index: all}}, {{Index: few}, {Index: NewBuilder().BuildAmong(all)}}} {
			with, err := k.Search(DefaultModel(), r, 10, in...)
			without, err2 := Search(DefaultModel(), r, 10, in...)
			if err != nil || err2 != nil || !reflect.DeepEqual(with, without) {
				t.Fatalf("%d: %v %v\n%v\n%v", n, err, err2, with, without)
			}
		}
		why, bits := k.Explain(DefaultModel(), all, r, p)
		if plain, sum := Explain(DefaultModel(), all, r, p); bits != sum || !reflect.DeepEqual(why, plain) {
			t.Fatalf("explained with %v, without %v", why, plain)
		}
		if rapid.IntRange(0, 9).Draw(t, "forget") == 0 {
			k.Only(few)
		}
	})
}

// A word that is long as it is written and short as it is spelt is looked for.
func TestALongWordOfShortSpelling(t *testing.T) {
	mustSearch(t, indexOf(village(50)), DefaultModel(), Report{Name: strings.Repeat("OEK", 12) + "OEKOEKOEK"})
}
