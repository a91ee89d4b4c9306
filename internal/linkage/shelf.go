package linkage

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Pages reads one of the pages that Store wrote: of a kind, from 0.
type Pages func(kind byte, n uint32) ([]byte, error)

// Kinds of pages.
const (
	pageWords  = 'w' // the vocabulary
	pagePlaces = 'p' // of birth
	pageAreas  = 'v' // villages
	pageDays   = 'd' // distinct dates of birth
	pagePlain  = 'c' // what is compared of people without their names
	pageCalled = 'n' // ids and names of people
	pageName   = 'N' // people by word of their name
	pageMother = 'M' // ... of their mother's
	pageBorn   = 'B' // people in the order of their birth
)

// chunkBits: so many people (1<<chunkBits) who lie side by side are one page.
const chunkBits = 10

const chunkSize = 1 << chunkBits

// called is ids and words of the names of each person of a chunk.
type called struct {
	ids    texts
	name   listing
	mother listing
}

// listing holds some numbers for each person; at may begin behind 0.
type listing struct{ at, of []uint32 }

func (l *listing) get(i uint32) []uint32 { return l.of[l.at[i]:l.at[i+1]] }

// posted is people by word, of some words that follow each other.
type posted struct {
	first uint32
	listing
}

// store is where an index that is not held in memory has its pages.
type store struct {
	read   Pages
	budget int64
	held   atomic.Int64
	mu     sync.Mutex
	forget []func()
}

// A shelf holds the pages of one kind, each read when it is first asked for.
type shelf[T any] struct {
	at     []atomic.Pointer[T]
	kind   byte
	store  *store
	decode func(n uint32, b []byte) (*T, error)
}

// of gives a page. It panics with a pageError where it cannot be read: guard.
func (s *shelf[T]) of(n uint32) *T {
	if p := s.at[n].Load(); p != nil {
		return p
	}
	return s.fetch(n)
}

// pageError says that a page cannot be read.
type pageError struct{ err error }

// guard gives the error of a page that could not be read to who asked.
func guard(err *error) {
	switch p := recover().(type) {
	case nil:
	case pageError:
		*err = p.err
	default:
		panic(p)
	}
}

func (s *shelf[T]) fetch(n uint32) *T {
	b, err := s.store.read(s.kind, n)
	if err == nil {
		var p *T
		if p, err = s.decode(n, b); err == nil {
			s.at[n].Store(p)
			s.store.took(int64(len(b)) * inMemory)
			return p
		}
	}
	panic(pageError{fmt.Errorf("linkage: page %c %d: %w", s.kind, n, err)})
}

// inMemory is how many bytes one of a page takes when it is read, about.
const inMemory = 2

// took counts what is held; where that is more than may be, all is let go. Who
// is reading keeps what it has in hand.
func (s *store) took(n int64) {
	if held := s.held.Add(n); s.budget == 0 || held <= s.budget {
		return
	}
	s.drop()
}

func (s *store) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held.Store(0)
	for _, f := range s.forget {
		f()
	}
}

// shelve puts pages that are in memory on a shelf.
func shelve[T any](all []T) shelf[T] {
	s := shelf[T]{at: make([]atomic.Pointer[T], len(all))}
	for i := range all {
		s.at[i].Store(&all[i])
	}
	return s
}

// open makes a shelf of pages that lie in a store.
func open[T any](st *store, kind byte, n int, decode func(n uint32, b []byte) (*T, error)) shelf[T] {
	s := shelf[T]{at: make([]atomic.Pointer[T], n), kind: kind, store: st, decode: decode}
	st.forget = append(st.forget, func() {
		for i := range s.at {
			s.at[i].Store(nil)
		}
	})
	return s
}

// Held is how many bytes of people an index that was opened on pages holds now.
func (ix *Index) Held() int64 {
	if ix.store == nil {
		return 0
	}
	return ix.store.held.Load()
}

// Forget lets go of the people an index that was opened on pages has read; it
// reads them again when it is asked.
func (ix *Index) Forget() {
	if ix.store != nil {
		ix.store.drop()
	}
}
