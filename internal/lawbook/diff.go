package lawbook

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Difference is one entry that differs between two versions.
type Difference struct {
	What   string // "form", "requirement", "need", "source", "table", "status"
	Code   string
	Label  Label
	Change string // "new", "changed", "gone"
}

// The kinds of difference.
const (
	Added   = "new"
	Changed = "changed"
	Removed = "gone"
)

// entry is anything of a book with a code.
type entry struct {
	code  string
	label Label
	text  string
}

// entries are all of a book, by what they are.
func (b *Book) entries() map[string][]entry {
	out := map[string][]entry{}
	add := func(what, code string, label Label, v any) {
		text, err := json.Marshal(v)
		if err != nil {
			panic("lawbook: " + what + " " + code + ": " + err.Error()) // it was read from JSON
		}
		out[what] = append(out[what], entry{code, label, string(text)})
	}
	for _, f := range b.forms {
		add("form", f.Code, f.Title, f)
	}
	for _, r := range b.requirements {
		add("requirement", r.Code, r.Label, r)
	}
	for _, n := range b.needs {
		add("need", n.Code, n.Label, n)
	}
	for _, s := range b.sources {
		add("source", s.ID, Label{ID: s.Called("id"), EN: s.Called("en")}, s)
	}
	for _, t := range b.tables {
		add("table", t.Name, Label{ID: t.Name, EN: t.Name}, t)
	}
	for _, s := range b.statuses {
		add("status", s.Code, Label{ID: s.Code, EN: s.Code}, s)
	}
	return out
}

// Kinds are the kinds of entry, in the order of a page.
func Kinds() []string { return []string{"source", "need", "requirement", "form", "table", "status"} }

// Diff tells what a newer version changes of an older one: by kind, then new,
// changed and gone, then by code.
func Diff(older, newer *Book) []Difference {
	var out []Difference
	before, after := older.entries(), newer.entries()
	for _, what := range Kinds() {
		old := map[string]entry{}
		for _, e := range before[what] {
			old[e.code] = e
		}
		var here []Difference
		for _, e := range after[what] {
			was, there := old[e.code]
			delete(old, e.code)
			switch {
			case !there:
				here = append(here, Difference{what, e.code, e.label, Added})
			case was.text != e.text:
				here = append(here, Difference{what, e.code, e.label, Changed})
			}
		}
		for _, e := range old {
			here = append(here, Difference{what, e.code, e.label, Removed})
		}
		rank := map[string]int{Added: 0, Changed: 1, Removed: 2}
		slices.SortFunc(here, func(a, b Difference) int {
			return cmp.Or(cmp.Compare(rank[a.Change], rank[b.Change]), cmp.Compare(a.Code, b.Code))
		})
		out = append(out, here...)
	}
	return out
}

// Size counts the entries of a kind.
func (b *Book) Size(what string) int { return len(b.entries()[what]) }
