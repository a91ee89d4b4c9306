package linkage

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// kept holds the pages of an index as a database would.
type kept map[string][]byte

func (k kept) put(kind byte, n uint32, page []byte) error {
	k[fmt.Sprint(kind, "/", n)] = slices.Clone(page)
	return nil
}

func (k kept) page(kind byte, n uint32) ([]byte, error) {
	p, ok := k[fmt.Sprint(kind, "/", n)]
	if !ok {
		return nil, errors.New("no such page")
	}
	return p, nil
}

var questions = []Report{
	{Name: "SLAMET RIYADI", Village: "PULE"}, {Name: "SITI", Birth: Date{Year: 1950}}, {Mother: "SRI", Birth: Date{1961, 2, 4}},
	{Name: "SUPARTI", Village: "PULEE"}, {Name: "SUKIRMAN", Village: "PULE", District: "PULE"}, {Name: "P. WAHYUNI"},
	{Name: "ZUBAEDAH KARTIKA SARI", Mother: "WARSITI", Sex: 'P', BirthPlace: "TRENGGALEK"}, {Village: "DEPOK", Birth: Date{2010, 5, 17}}, {Name: "TIDAKADA"},
}

// An index that lies in pages gives the same answers as the one in memory, however
// little of it may be held.
func TestStored(t *testing.T) {
	ix := indexOf(village(9000))
	pages := kept{}
	if err := ix.Store(pages.put); err != nil {
		t.Fatal(err)
	}
	for _, budget := range []int64{0, 1, 200_000} {
		back, err := Open(pages.page, budget)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range questions {
			if x, y := mustSearch(t, ix, DefaultModel(), r), mustSearch(t, back, DefaultModel(), r); !reflect.DeepEqual(x, y) {
				t.Errorf("%+v: %v, from pages %v", r, x, y)
			}
		}
		again := kept{}
		if err := back.Store(again.put); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(pages, again) {
			t.Error("pages of an index that was read from pages are others")
		}
		if back.Forget(); back.Held() != 0 {
			t.Errorf("%d bytes are held", back.Held())
		}
	}
}

// A page that is missing or damaged is an error, not a wrong answer or a panic.
func TestStoredDamaged(t *testing.T) {
	pages := kept{}
	if err := indexOf(village(9000)).Store(pages.put); err != nil {
		t.Fatal(err)
	}
	for name := range pages {
		for _, damage := range []func([]byte) []byte{func([]byte) []byte { return nil }, func(b []byte) []byte { return b[:len(b)/2] }} {
			hurt := kept{}
			for k, v := range pages {
				hurt[k] = v
			}
			hurt[name] = damage(pages[name])
			ix, err := Open(hurt.page, 0)
			if err == nil {
				err = ix.LoadAll()
			}
			if err == nil {
				t.Errorf("page %s: no error", name)
			}
		}
	}
}

// Two parts of a people, weighed among all, answer as the whole does.
func TestAmong(t *testing.T) {
	people := village(3000)
	whole := indexOf(people)
	var parts [2]*Builder
	for i := range parts {
		parts[i] = NewBuilder()
	}
	for i, p := range people {
		parts[i%3%2].Add(p)
	}
	a, b := parts[0].BuildAmong(whole), parts[1].BuildAmong(whole)
	for _, r := range questions {
		together, err := Search(DefaultModel(), r, 5, Part{Index: a}, Part{Index: b})
		if err != nil {
			t.Fatal(err)
		}
		alone, err := whole.Search(DefaultModel(), r, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(together) != len(alone) {
			t.Fatalf("%+v: %v and %v", r, alone, together)
		}
		for i := range alone {
			if d := alone[i].Bits - together[i].Bits; d > .01 || d < -.01 {
				t.Errorf("%+v: %v, in parts %v", r, alone[i], together[i])
			}
		}
	}
}

// FuzzOpen: whatever a page holds, nothing worse than an error comes of it.
func FuzzOpen(f *testing.F) {
	pages := kept{}
	if err := indexOf(village(40)).Store(pages.put); err != nil {
		f.Fatal(err)
	}
	for name, p := range pages {
		f.Add(name, p)
	}
	f.Fuzz(func(t *testing.T, name string, page []byte) {
		hurt := kept{}
		for k, v := range pages {
			hurt[k] = v
		}
		hurt[name] = page
		ix, err := Open(hurt.page, 0)
		if err != nil || ix.LoadAll() != nil {
			return
		}
		for _, r := range questions {
			_, _ = ix.Search(DefaultModel(), r, 3)
		}
	})
}
