package ledger

import (
	"runtime"
	"slices"
	"sync/atomic"
)

// folding folds each touched subject as it was and as it is. The rows as they
// were are folded, not read: on a server that is one answer to wait for instead
// of one a table. Many are folded while the database takes in their events, on
// whatever processor is free.
type folding struct {
	b        *batch
	subjects []Subject
	all      []refolded

	next, done atomic.Int64
	over       chan any // what a fold panicked with, nil when all are done
}

// refolded are the rows of a subject as they were and as they are.
type refolded struct {
	old, now rowset
	err      error
}

// manyFolds is from how many subjects on it pays to ask for help.
const manyFolds = 8

// folds begins to fold; from now on the batch gets no other event.
func (b *batch) folds() *folding {
	f := &folding{b: b}
	for _, s := range b.order {
		if t := b.subjects[s]; len(t.new) > 0 || len(t.filled) > 0 {
			f.subjects = append(f.subjects, s)
		}
	}
	f.all, f.over = make([]refolded, len(f.subjects)), make(chan any, len(f.subjects)+1)
	if len(f.subjects) >= manyFolds {
		for range max(1, runtime.GOMAXPROCS(0)-1) {
			go f.work()
		}
	}
	return f
}

// finish folds what is left. Helpers that have not begun are not waited for.
func (f *folding) finish() {
	if len(f.subjects) == 0 {
		return
	}
	f.work()
	if p := <-f.over; p != nil {
		panic(p)
	}
}

func (f *folding) work() {
	for i := int(f.next.Add(1)) - 1; i < len(f.subjects); i = int(f.next.Add(1)) - 1 {
		f.one(i)
		if f.done.Add(1) == int64(len(f.subjects)) {
			f.over <- nil
		}
	}
}

func (f *folding) one(i int) {
	defer func() {
		if p := recover(); p != nil {
			f.over <- p
		}
	}()
	s := f.subjects[i]
	t, k, r := f.b.subjects[s], f.b.l.kinds[s.Kind], &f.all[i]
	if len(t.old) > 0 {
		before := t.old
		if len(t.filled) > 0 {
			before = slices.Clone(t.old)
			for i, e := range before {
				if slices.Contains(t.filled, e) {
					bare := *e
					bare.Personal = nil
					before[i] = &bare
				}
			}
		}
		r.old, _ = fold(k, s, before) // what it could not fold then, it parked
	}
	r.now, r.err = fold(k, s, append(slices.Clone(t.old), t.new...))
}
