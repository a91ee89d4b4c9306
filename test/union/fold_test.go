package union

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Whatever part of a subject's history is there, in whatever order and with or
// without personal parts: its fold is total, gives each row once, and gives an
// open case work.
func TestAnyPartOfAHistoryFolds(t *testing.T) {
	kinds := map[string]casefile.Kind{}
	for _, k := range app.Kinds() {
		kinds[k.Name] = k
	}
	histories := map[ledger.Subject][]casefile.Event{}
	for _, e := range made(t).lived() {
		c := casefile.Event{ID: e.ID, OpID: e.OpID, OpN: e.OpN, Type: e.Type, Version: e.Version, Area: e.Area, Actor: e.Actor, Role: e.Role,
			OccurredAt: e.OccurredAt, HLC: e.HLC, Replaces: e.Replaces, Body: e.Body}
		if len(e.Personal) > 16 { // what stands before it is the salt
			c.Personal = json.RawMessage(e.Personal[16:])
		}
		histories[e.Subject] = append(histories[e.Subject], c)
	}
	byKind := map[string][]ledger.Subject{}
	for _, s := range slices.SortedFunc(maps.Keys(histories), func(a, b ledger.Subject) int { return len(histories[b]) - len(histories[a]) }) {
		byKind[s.Kind] = append(byKind[s.Kind], s)
	}
	if len(byKind) < 7 {
		t.Fatalf("only %d kinds have a history", len(byKind))
	}
	names := slices.Sorted(maps.Keys(byKind))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(byKind[rapid.SampledFrom(append(names, casefile.KindCase, casefile.KindCase)).Draw(t, "kind")]).Draw(t, "subject")
		k := kinds[s.Kind]
		var part []casefile.Event
		for _, e := range rapid.Permutation(histories[s]).Draw(t, "order") {
			switch rapid.IntRange(0, 7).Draw(t, "keep") {
			case 0:
				continue
			case 1:
				e.Personal = nil
			}
			part = append(part, e)
		}
		part = casefile.Order(part)
		if len(part) == 0 {
			return
		}
		res := k.Fold(s.ID, part)
		once(t, k, res)
		if again := k.Fold(s.ID, slices.Clone(part)); fmt.Sprint(again) != fmt.Sprint(res) {
			t.Fatal("the same events give other rows")
		}
		if s.Kind != casefile.KindCase {
			return
		}
		if st := casefile.FoldState(s.ID, part); st.Reported && st.Open() &&
			!slices.ContainsFunc(res.Rows, func(r casefile.Row) bool { return r.Table == "work" }) {
			t.Fatalf("an open case at %s has no work", st.Stage)
		}
	})
}

// once checks that rows belong to declared tables and no key comes twice.
func once(t *rapid.T, k casefile.Kind, res casefile.Result) {
	seen := map[string]bool{}
	for _, row := range res.Rows {
		i := slices.IndexFunc(k.Tables, func(x casefile.Table) bool { return x.Name == row.Table })
		if i < 0 || len(row.Values) != len(k.Tables[i].Columns) {
			t.Fatalf("%s: a row of table %s that is not declared so", k.Name, row.Table)
		}
		key := row.Table
		for _, c := range k.Tables[i].Key {
			key += fmt.Sprintf("|%v", row.Values[slices.Index(k.Tables[i].Columns, c)])
		}
		if seen[key] {
			t.Fatalf("%s: %s comes twice", k.Name, key)
		}
		seen[key] = true
	}
}
