package linkage

import (
	"reflect"
	"slices"
	"testing"
)

// Whoever stands twice in a register is found, under another spelling, with
// another date, without one; twins and namesakes are not.
func TestPairs(t *testing.T) {
	people := append(village(3000),
		Person{ID: "twice-a", Name: "SOEPARNO HADIWIJOYO", Mother: "KASMINAH", Sex: 'L', Birth: Date{1955, 4, 12}, Village: "PULE", District: "PULE"},
		Person{ID: "twice-b", Name: "SUPARNO HADIWIDJOJO", Mother: "KASMINA", Sex: 'L', Birth: Date{1955, 12, 4}, Village: "PULE", District: "PULE"},
		Person{ID: "moved-a", Name: "KUSTINAH RAHAYUNINGSIH", Mother: "SUMIATUN", Sex: 'P', Birth: Date{1972, 9, 30}, Village: "DEPOK", District: "TUGU"},
		Person{ID: "moved-b", Name: "KUSTINAH RAHAYU NINGSIH", Mother: "SUMIATUN", Sex: 'P', Village: "KARANGAN", District: "PULE"},
	)
	pairs, err := indexOf(people).Pairs(DefaultModel(), .5)
	if err != nil {
		t.Fatal(err)
	}
	var got [][2]string
	for _, p := range pairs {
		if len(p.A) > 6 || len(p.B) > 6 { // not of the crowd
			got = append(got, [2]string{p.A, p.B})
		}
	}
	slices.SortFunc(got, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	want := [][2]string{{"moved-a", "moved-b"}, {"twice-a", "twice-b"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestClusters(t *testing.T) {
	pair := func(a, b string, p float64) Pair { return Pair{A: a, B: b, Probability: p} }
	for what, tc := range map[string]struct {
		pairs []Pair
		want  []Cluster
	}{
		"none":  {nil, nil},
		"one":   {[]Pair{pair("a", "b", .99)}, []Cluster{{[]string{"a", "b"}, .99}}},
		"three": {[]Pair{pair("a", "b", .99), pair("b", "c", .98), pair("a", "c", .9)}, []Cluster{{[]string{"a", "b", "c"}, .9}}},
		// b may be either, but a is not c.
		"not through another": {[]Pair{pair("a", "b", .99), pair("b", "c", .98)}, []Cluster{{[]string{"a", "b"}, .99}}},
		"two people": {[]Pair{pair("a", "b", .99), pair("c", "d", .98), pair("b", "c", .7)},
			[]Cluster{{[]string{"a", "b"}, .99}, {[]string{"c", "d"}, .98}}},
	} {
		if got := Clusters(tc.pairs); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %v, not %v", what, got, tc.want)
		}
	}
}
