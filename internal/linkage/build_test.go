package linkage

import (
	"reflect"
	"testing"
)

// Somebody who is given another id when all are there is found by it as if it had
// been given first; two may change theirs.
func TestRename(t *testing.T) {
	people := village(500)
	first, last := people[0].ID, people[len(people)-1].ID
	other := map[string]string{first: last, last: first, people[7].ID: people[7].ID + "-2", people[9].ID: "x"}
	b, want := NewBuilder(), NewBuilder()
	for _, p := range people {
		b.Add(p)
		if id, ok := other[p.ID]; ok {
			p.ID = id
		}
		want.Add(p)
	}
	b.Rename(other)
	late := Person{ID: "late", Name: "PAWIRO", Village: "PULE", District: "PULE"}
	b.Add(late)
	want.Add(late)
	got, as := kept{}, kept{}
	if err := b.Build().Store(got.put); err != nil {
		t.Fatal(err)
	}
	if err := want.Build().Store(as.put); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, as) {
		t.Errorf("the index is another: %d and %d pages", len(got), len(as))
	}
}
