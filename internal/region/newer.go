package region

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Change is how an area differs from the list that the program brings: new,
// called otherwise, or gone. Desa are split and renumbered every few years, long
// before the next version of the program reaches the office.
type Change struct {
	Code Code
	Name string
	Gone bool // not offered any more; old cases still say its name
}

// newer is the table with the changes of a newer list; nil is the embedded one.
var newer atomic.Pointer[table]

var applying sync.Mutex

// Apply makes the changes the ones in force, in place of those applied before.
// Whoever reads at the same time sees the list before or the list after.
func Apply(changes []Change) {
	applying.Lock()
	defer applying.Unlock()
	if len(changes) == 0 {
		newer.Store(nil)
		return
	}
	newer.Store(embedded().with(changes))
}

// Gone reports whether an area is one that a newer list no longer holds.
func Gone(c Code) bool {
	t := areas()
	lo, _ := c.span()
	return c.Valid() && t.gone[lo]
}

// with is a table with the changes, in the order of keys.
func (t *table) with(changes []Change) *table {
	byKey := map[key]Change{}
	var added []key
	out := &table{gone: map[key]bool{}}
	for _, c := range changes {
		if c.Code.Level() < Kecamatan {
			continue
		}
		k, _ := c.Code.span()
		byKey[k] = c
		if c.Gone {
			out.gone[k] = true
		}
		if _, ok := t.find(c.Code); !ok && !c.Gone {
			added = append(added, k)
		}
	}
	slices.Sort(added)
	added = slices.Compact(added)
	names := make([]byte, 0, len(t.names)+64*len(added))
	put := func(k key, name string) {
		if c, ok := byKey[k]; ok && c.Name != "" {
			name = c.Name
		}
		out.keys = append(out.keys, k)
		names = append(names, '\n')
		out.offsets = append(out.offsets, uint32(len(names)))
		names = append(names, name...)
	}
	for i, k := range t.keys {
		for len(added) > 0 && added[0] < k {
			put(added[0], "")
			added = added[1:]
		}
		put(k, t.name(i))
	}
	for _, k := range added {
		put(k, "")
	}
	names = append(names, '\n')
	out.offsets = append(out.offsets, uint32(len(names)))
	out.names = string(names)
	for i, b := range names {
		names[i] = foldByte(b)
	}
	out.folded = string(names)
	return out
}
