package linkage

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// Store gives put all pages of an index, so that Open finds the same people in
// them. The pages hold folded names and dates of birth: personal data.
func (ix *Index) Store(put func(kind byte, n uint32, page []byte) error) (err error) {
	defer guard(&err)
	if err := put(pageWords, 0, ix.storeWords()); err != nil {
		return err
	}
	if err := put(pagePlaces, 0, ix.places.store()); err != nil {
		return err
	}
	if err := put(pageAreas, 0, ix.areas.store()); err != nil {
		return err
	}
	if err := put(pageDays, 0, ix.storeDays()); err != nil {
		return err
	}
	for n := range uint32(len(ix.plain.at)) {
		if err := put(pagePlain, n, storePlain(*ix.plain.of(n))); err != nil {
			return err
		}
		if err := put(pageCalled, n, ix.called.of(n).store()); err != nil {
			return err
		}
	}
	for n := range uint32(len(ix.byName.at)) {
		if err := put(pageName, n, ix.byName.of(n).store()); err != nil {
			return err
		}
	}
	for n := range uint32(len(ix.byMother.at)) {
		if err := put(pageMother, n, ix.byMother.of(n).store()); err != nil {
			return err
		}
	}
	for n := range uint32(len(ix.byBirth.at)) {
		if err := put(pageBorn, n, storeNumbers(nil, *ix.byBirth.of(n))); err != nil {
			return err
		}
	}
	return nil
}

// Open makes an index of pages that Store wrote. What it knows of words, places
// and dates is read at once (some megabytes for a kabupaten); of people it holds
// what was asked for, at most about budget bytes, 0 for no limit. Its answers are
// those of the index that was stored.
func Open(read Pages, budget int64) (*Index, error) {
	ix := &Index{store: &store{read: read, budget: budget}}
	var in reader
	for _, part := range []struct {
		kind byte
		load func(*reader)
	}{{pageWords, ix.loadWords}, {pagePlaces, func(r *reader) { ix.places = loadGazetteer(r) }},
		{pageAreas, func(r *reader) { ix.areas = loadGazetteer(r) }}, {pageDays, ix.loadDays}} {
		b, err := read(part.kind, 0)
		if err != nil {
			return nil, err
		}
		in = reader{b: b}
		if part.load(&in); in.bad {
			return nil, errPage
		}
	}
	ix.derive()
	if ix.inArea[len(ix.inArea)-1] != uint32(ix.size) {
		return nil, errPage
	}
	chunks := (ix.size + chunkSize - 1) / chunkSize
	ix.plain = open(ix.store, pagePlain, chunks, func(n uint32, b []byte) (*[]looks, error) { return ix.loadPlain(b, ix.inChunk(n)) })
	ix.called = open(ix.store, pageCalled, chunks, func(n uint32, b []byte) (*called, error) { return ix.loadCalled(b, ix.inChunk(n)) })
	ix.byName.shelf = open(ix.store, pageName, len(ix.byName.first), ix.byName.load(ix))
	ix.byMother.shelf = open(ix.store, pageMother, len(ix.byMother.first), ix.byMother.load(ix))
	ix.byBirth = open(ix.store, pageBorn, (ix.dated()+pagePeople-1)/pagePeople, func(n uint32, b []byte) (*[]uint32, error) {
		r := reader{b: b}
		list := r.numbers(pagePeople)
		r.below(list, ix.size)
		r.bad = r.bad || len(list) != min(pagePeople, ix.dated()-int(n)*pagePeople)
		return &list, r.err()
	})
	return ix, nil
}

// inChunk is how many people a chunk has.
func (ix *Index) inChunk(n uint32) int { return min(chunkSize, ix.size-int(n)*chunkSize) }

// LoadAll reads all people of an index that was opened on pages.
func (ix *Index) LoadAll() (err error) {
	defer guard(&err)
	for n := range uint32(len(ix.plain.at)) {
		ix.plain.of(n)
		ix.called.of(n)
	}
	for n := range uint32(len(ix.byName.at)) {
		ix.byName.of(n)
	}
	for n := range uint32(len(ix.byMother.at)) {
		ix.byMother.of(n)
	}
	for n := range uint32(len(ix.byBirth.at)) {
		ix.byBirth.of(n)
	}
	return nil
}

var errPage = errors.New("linkage: this is no page of an index")

// reader takes numbers and texts from a page.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) err() error {
	if r.bad || len(r.b) > 0 {
		return errPage
	}
	return nil
}

func (r *reader) number() uint32 {
	x, n := binary.Uvarint(r.b)
	if n <= 0 || x > 1<<32-1 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return uint32(x)
}

// count reads how many follow: each takes at least one byte.
func (r *reader) count() int {
	n := int(r.number())
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return 0
	}
	return n
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

// numbers reads a list, at most so many.
func (r *reader) numbers(most int) []uint32 {
	n := r.count()
	if n > most {
		r.bad, r.b = true, nil
		return nil
	}
	out := make([]uint32, n)
	for i := range out {
		out[i] = r.number()
	}
	return out
}

// below checks that numbers name something of which there are so many.
func (r *reader) below(list []uint32, n int) {
	for _, x := range list {
		r.bad = r.bad || int(x) >= n
	}
}

// rising reads numbers of which each is at least the one before.
func (r *reader) rising(n int) []uint32 {
	out := make([]uint32, n)
	var last uint32
	for i := range out {
		last += r.number()
		out[i] = last
	}
	return out
}

func storeText(to []byte, s string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(s))), s...)
}

func storeNumbers(to []byte, list []uint32) []byte {
	to = binary.AppendUvarint(to, uint64(len(list)))
	for _, x := range list {
		to = binary.AppendUvarint(to, uint64(x))
	}
	return to
}

func storeRising(to []byte, list []uint32) []byte {
	var last uint32
	for _, x := range list {
		to = binary.AppendUvarint(to, uint64(x-last))
		last = x
	}
	return to
}

func (ix *Index) storeWords() []byte {
	v := ix.words
	to := binary.AppendUvarint(nil, uint64(ix.size))
	to = binary.AppendUvarint(binary.AppendUvarint(to, uint64(ix.men)), uint64(ix.women))
	to = binary.AppendUvarint(to, uint64(v.len()))
	for w := range uint32(v.len()) {
		to = storeText(to, v.word(w))
	}
	to = storeNumbers(storeNumbers(to, v.name), v.mother)
	return storeNumbers(storeNumbers(to, ix.byName.first), ix.byMother.first)
}

func (ix *Index) loadWords(r *reader) {
	ix.size, ix.men, ix.women = int(r.number()), r.number(), r.number()
	words := make([]string, r.count())
	for i := range words {
		words[i] = r.text()
		if words[i] == "" || i > 0 && words[i] <= words[i-1] {
			r.bad = true
			return
		}
	}
	name, mother := r.numbers(len(words)), r.numbers(len(words))
	ix.byName.first, ix.byMother.first = r.numbers(len(words)), r.numbers(len(words))
	if len(name) != len(words) || len(mother) != len(words) || !begins(ix.byName.first, len(words)) || !begins(ix.byMother.first, len(words)) {
		r.bad = true
		return
	}
	ix.words, _ = newVocabulary(words)
	ix.words.name, ix.words.mother = name, mother
}

// begins reports whether first can say with which of n words each page begins.
func begins(first []uint32, n int) bool {
	if len(first) == 0 {
		return n == 0
	}
	return first[0] == 0 && slices.IsSorted(first) && len(slices.Compact(slices.Clone(first))) == len(first) && int(first[len(first)-1]) < n
}

func (g *gazetteer) store() []byte {
	to := binary.AppendUvarint(nil, uint64(len(g.name)))
	for i := range g.name {
		to = binary.AppendUvarint(storeText(storeText(to, g.name[i]), g.district[i]), uint64(g.count[i]))
	}
	return to
}

func loadGazetteer(r *reader) *gazetteer {
	g := newGazetteer()
	n := r.count()
	g.name, g.district, g.count = make([]string, n), make([]string, n), make([]uint32, n)
	for i := range n {
		g.name[i], g.district[i], g.count[i] = r.text(), r.text(), r.number()
	}
	if n == 0 {
		r.bad = true
	}
	g.settle() // they lie in its order
	return g
}

func (ix *Index) storeDays() []byte {
	to := binary.AppendUvarint(nil, uint64(len(ix.days)))
	return storeRising(storeRising(to, ix.days), ix.dayAt)
}

func (ix *Index) loadDays(r *reader) {
	n := r.count()
	ix.days, ix.dayAt = r.rising(n), r.rising(n+1)
	r.bad = r.bad || ix.dayAt[0] != 0 || int(ix.dayAt[n]) > ix.size
	for i := range n {
		r.bad = r.bad || ix.dayAt[i] > ix.dayAt[i+1] || i > 0 && ix.days[i] <= ix.days[i-1]
	}
}

// plainNumbers are the numbers of a person's looks in the order in which a page
// has them: one of all, then the next.
func (l *looks) plainNumbers() [3]*uint32 { return [3]*uint32{&l.birth, &l.place, &l.village} }

func storePlain(all []looks) (to []byte) {
	for _, l := range all {
		to = append(to, l.sex)
	}
	for n := range 3 {
		for i := range all {
			to = binary.AppendUvarint(to, uint64(*all[i].plainNumbers()[n]))
		}
	}
	return to
}

func (ix *Index) loadPlain(b []byte, n int) (*[]looks, error) {
	if len(b) < n {
		return nil, errPage
	}
	all := make([]looks, n)
	r := reader{b: b[n:]}
	for k := range 3 {
		for i := range all {
			*all[i].plainNumbers()[k] = r.number()
		}
	}
	for i := range all {
		l := &all[i]
		l.sex = b[i]
		r.bad = r.bad || int(l.place) >= len(ix.places.name) || int(l.village) >= len(ix.areas.name)
	}
	return &all, r.err()
}

func (c *called) store() []byte {
	n := len(c.ids.at) - 1
	var to []byte
	for i := range uint32(n) {
		to = storeText(to, c.ids.of(i))
	}
	for _, l := range []listing{c.name, c.mother} {
		for i := range uint32(n) {
			to = storeNumbers(to, l.get(i))
		}
	}
	return to
}

func (ix *Index) loadCalled(b []byte, n int) (*called, error) {
	r := reader{b: b}
	c := &called{ids: texts{at: make([]uint32, 1, n+1)}}
	var all strings.Builder
	for range n {
		all.WriteString(r.text())
		c.ids.at = append(c.ids.at, uint32(all.Len()))
	}
	c.ids.all = all.String()
	for _, l := range []*listing{&c.name, &c.mother} {
		l.at = make([]uint32, 1, n+1)
		for range n {
			for range r.count() {
				l.of = append(l.of, r.number())
			}
			l.at = append(l.at, uint32(len(l.of)))
		}
		l.of = slices.Clip(l.of)
		r.below(l.of, ix.words.len())
	}
	return c, r.err()
}

func (p *posted) store() []byte {
	var to []byte
	for i := range uint32(len(p.at) - 1) {
		list := p.get(i)
		to = storeRising(binary.AppendUvarint(to, uint64(len(list))), list)
	}
	return to
}

// load reads a page of people by word.
func (p *postings) load(ix *Index) func(n uint32, b []byte) (*posted, error) {
	return func(n uint32, b []byte) (*posted, error) {
		end := uint32(ix.words.len())
		if int(n)+1 < len(p.first) {
			end = p.first[n+1]
		}
		r := reader{b: b}
		out := &posted{first: p.first[n], listing: listing{at: make([]uint32, 1, end-p.first[n]+1)}}
		for range end - p.first[n] {
			out.of = append(out.of, r.rising(r.count())...)
			out.at = append(out.at, uint32(len(out.of)))
		}
		out.of = slices.Clip(out.of)
		r.below(out.of, ix.size)
		return out, r.err()
	}
}
