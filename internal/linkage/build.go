package linkage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// Index is a register, made to be asked by many at once; it does not change.
// People lie in it by village and date of birth. What it knows of words, places
// and dates is in memory; the people are, or lie in pages that are read when
// somebody asks (Open).
type Index struct {
	size   int
	words  *vocabulary
	days   []uint32 // distinct packed dates of birth, in order
	dayAt  []uint32 // where the people of each begin
	years  map[int16]uint32
	newest int16 // the latest year of birth
	women  uint32
	men    uint32
	places *gazetteer
	areas  *gazetteer
	inArea []uint32 // where the people of each village begin

	plain    shelf[[]looks]
	called   shelf[called]
	byName   postings
	byMother postings
	byBirth  shelf[[]uint32] // people with a date, in the order of their dates

	store *store // nil where all is in memory
	among *Index // the people among whom what agrees is weighed; nil is itself
}

// postings are people by word: first says with which word each page begins.
type postings struct {
	first []uint32
	shelf[posted]
}

func (p *postings) people(word uint32) []uint32 {
	i, ok := slices.BinarySearch(p.first, word)
	if !ok {
		i--
	}
	page := p.shelf.of(uint32(i))
	return page.get(word - page.first)
}

// texts are strings in one piece.
type texts struct {
	all string
	at  []uint32
}

func (t *texts) of(i uint32) string { return t.all[t.at[i]:t.at[i+1]] }

// Builder gathers the people of a register.
type Builder struct {
	ids      strings.Builder
	idAt     []uint32
	words    wordSet  // folded
	plain    wordSet  // as they are written, if they may stand anywhere in a name
	plainAt  []uint32 // whose folded words begin there in plainOf
	plainOf  []uint32
	nameAt   []uint32
	nameOf   []uint32
	motherAt []uint32
	motherOf []uint32
	birth    []uint32
	sex      []byte
	place    []uint32
	places   *gazetteer
	village  []uint32
	areas    *gazetteer
}

// NewBuilder makes an empty one.
func NewBuilder() *Builder {
	return &Builder{words: newWordSet(), plain: newWordSet(), plainAt: []uint32{0}, idAt: []uint32{0}, nameAt: []uint32{0}, motherAt: []uint32{0},
		places: newGazetteer(), areas: newGazetteer()}
}

// Add takes one person.
func (b *Builder) Add(p Person) {
	b.ids.WriteString(p.ID)
	b.idAt = append(b.idAt, uint32(b.ids.Len()))
	b.nameOf = b.appendName(b.nameOf, p.Name)
	b.nameAt = append(b.nameAt, uint32(len(b.nameOf)))
	b.motherOf = b.appendName(b.motherOf, p.Mother)
	b.motherAt = append(b.motherAt, uint32(len(b.motherOf)))
	b.birth = append(b.birth, p.Birth.pack())
	if p.Sex != 'L' && p.Sex != 'P' {
		p.Sex = 0
	}
	b.sex = append(b.sex, p.Sex)
	b.place = append(b.place, b.places.add(p.BirthPlace, ""))
	b.village = append(b.village, b.areas.add(p.Village, p.District))
}

// Rename gives people other ids, by those with which they were added: whose a
// person is may show only when all are there.
func (b *Builder) Rename(ids map[string]string) {
	all, from := b.ids.String(), uint32(0)
	b.ids.Reset()
	b.ids.Grow(len(all))
	for i, end := range b.idAt[1:] {
		id := all[from:end]
		if to, ok := ids[id]; ok {
			id = to
		}
		b.ids.WriteString(id)
		from, b.idAt[i+1] = end, uint32(b.ids.Len())
	}
}

// appendName adds the numbers of a name's words, each once. Other names of the
// person count like the first.
func (b *Builder) appendName(to []uint32, text string) []uint32 {
	begin := len(to)
	if to, ok := b.appendPlain(to, text); ok {
		return to
	}
	to = to[:begin]
	for _, name := range names(text) {
		for _, t := range name {
			to = appendOnce(to, begin, b.numberOf(t))
		}
	}
	return to
}

// appendPlain adds the words of a name that is nothing but words which were met
// before: most are.
func (b *Builder) appendPlain(to []uint32, text string) ([]uint32, bool) {
	begin := len(to)
	for rest := text; rest != ""; {
		word, after, _ := strings.Cut(rest, " ")
		rest = after
		known, ok := b.plain.find(word)
		if !ok {
			if !isPlain(word) {
				return to, false
			}
			for _, t := range parted(resident.Spell(word)) {
				b.plainOf = append(b.plainOf, b.numberOf(t))
			}
			known = b.plain.add(word)
			b.plainAt = append(b.plainAt, uint32(len(b.plainOf)))
		}
		for _, n := range b.plainOf[b.plainAt[known]:b.plainAt[known+1]] {
			to = appendOnce(to, begin, n)
		}
	}
	return to, true
}

// isPlain reports whether a word is part of a name wherever it stands.
func isPlain(word string) bool {
	for i := range len(word) {
		if word[i] < 'A' || word[i] > 'Z' {
			return false
		}
	}
	return len(word) > 3 && !before[word] && !after[word] && !childOf[word] && !othernames[word]
}

func appendOnce(to []uint32, begin int, n uint32) []uint32 {
	if len(to)-begin >= 2*maxTokens || slices.Contains(to[begin:], n) {
		return to
	}
	return append(to, n)
}

func (b *Builder) numberOf(token string) uint32 {
	if n, ok := b.words.find(token); ok {
		return n
	}
	return b.words.add(token)
}

// Build makes the index. The builder is empty afterwards.
func (b *Builder) Build() *Index { return b.build(nil) }

// BuildAmong makes an index of some people who are weighed among those of
// another: how rare a name, a village or a date is, is counted there. The
// answers of indexes among the same people can be compared.
func (b *Builder) BuildAmong(people *Index) *Index { return b.build(people) }

func (b *Builder) build(among *Index) *Index {
	n := len(b.sex)
	ix := &Index{size: n, places: b.places, areas: b.areas, among: among}
	var number []uint32
	ix.words, number = newVocabulary(b.words.words())
	rank := b.areas.settle()
	placeRank := b.places.settle()
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	ids, idAt := b.ids.String(), b.idAt
	id := func(i uint32) string { return ids[idAt[i]:idAt[i+1]] }
	slices.SortFunc(order, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(rank[b.village[x]], rank[b.village[y]]), cmp.Compare(b.birth[x], b.birth[y]), strings.Compare(id(x), id(y)))
	})
	idAts := make([]uint32, 1, n+1)
	name := listing{make([]uint32, 1, n+1), make([]uint32, 0, len(b.nameOf))}
	mother := listing{make([]uint32, 1, n+1), make([]uint32, 0, len(b.motherOf))}
	all := make([]looks, n)
	var text strings.Builder
	text.Grow(len(ids))
	for to, from := range order {
		text.WriteString(id(from))
		idAts = append(idAts, uint32(text.Len()))
		for _, w := range b.nameOf[b.nameAt[from]:b.nameAt[from+1]] {
			name.of = append(name.of, number[w])
			ix.words.name[number[w]]++
		}
		name.at = append(name.at, uint32(len(name.of)))
		for _, w := range b.motherOf[b.motherAt[from]:b.motherAt[from+1]] {
			mother.of = append(mother.of, number[w])
			ix.words.mother[number[w]]++
		}
		mother.at = append(mother.at, uint32(len(mother.of)))
		own := looks{b.birth[from], placeRank[b.place[from]], rank[b.village[from]], b.sex[from]}
		all[to] = own
		switch own.sex {
		case 'L':
			ix.men++
		case 'P':
			ix.women++
		}
		ix.places.count[own.place]++
		ix.areas.count[own.village]++
	}
	known := texts{text.String(), idAts}
	var plains [][]looks
	var names []called
	for from := 0; from < n; from += chunkSize {
		to := min(n, from+chunkSize)
		plains = append(plains, all[from:to])
		names = append(names, called{texts{known.all, known.at[from : to+1]}, listing{name.at[from : to+1], name.of}, listing{mother.at[from : to+1], mother.of}})
	}
	ix.plain, ix.called = shelve(plains), shelve(names)
	ix.byName = shelvePostings(invert(ix.words.len(), name))
	ix.byMother = shelvePostings(invert(ix.words.len(), mother))
	ix.byDate(all)
	ix.derive()
	*b = *NewBuilder()
	return ix
}

// invert lists by word who has it.
func invert(words int, has listing) listing {
	p := listing{at: make([]uint32, words+1), of: make([]uint32, len(has.of))}
	for _, w := range has.of {
		p.at[w+1]++
	}
	for i := 1; i < len(p.at); i++ {
		p.at[i] += p.at[i-1]
	}
	next := slices.Clone(p.at)
	for person := range len(has.at) - 1 {
		for _, w := range has.get(uint32(person)) {
			p.of[next[w]] = uint32(person)
			next[w]++
		}
	}
	return p
}

// pagePeople is how many people a page of words holds, unless one word has more.
const pagePeople = 4096

// shelvePostings cuts lists by word into pages.
func shelvePostings(all listing) postings {
	var p postings
	var pages []posted
	words := uint32(len(all.at) - 1)
	for from := uint32(0); from < words; {
		to := from + 1
		for to < words && all.at[to+1]-all.at[from] <= pagePeople {
			to++
		}
		p.first = append(p.first, from)
		pages = append(pages, posted{from, listing{all.at[from : to+1], all.of}})
		from = to
	}
	p.shelf = shelve(pages)
	return p
}

// byDate brings people into the order of their dates.
func (ix *Index) byDate(all []looks) {
	var born []uint32
	for i, p := range all {
		if p.birth != 0 {
			born = append(born, uint32(i))
		}
	}
	slices.SortFunc(born, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(all[a].birth, all[b].birth), cmp.Compare(a, b))
	})
	born = slices.Clip(born)
	for i, p := range born {
		if d := all[p].birth; i == 0 || d != ix.days[len(ix.days)-1] {
			ix.days, ix.dayAt = append(ix.days, d), append(ix.dayAt, uint32(i))
		}
	}
	ix.dayAt = append(ix.dayAt, uint32(len(born)))
	var pages [][]uint32
	for from := 0; from < len(born); from += pagePeople {
		pages = append(pages, born[from:min(len(born), from+pagePeople)])
	}
	ix.byBirth = shelve(pages)
}

// derive finds out what follows from what an index holds in memory.
func (ix *Index) derive() {
	ix.inArea = make([]uint32, len(ix.areas.count)+1)
	for i, n := range ix.areas.count {
		ix.inArea[i+1] = ix.inArea[i] + n
	}
	for w := range uint32(ix.words.len()) {
		if c := ix.words.word(w)[0]; c >= 'A' && c <= 'Z' {
			ix.words.initial[c-'A'].name += ix.words.name[w]
			ix.words.initial[c-'A'].mother += ix.words.mother[w]
		}
	}
	ix.years = map[int16]uint32{}
	for i, d := range ix.days {
		year := unpack(d).Year
		ix.years[year] += ix.dayAt[i+1] - ix.dayAt[i]
		ix.newest = max(ix.newest, year)
	}
}

// Len is the number of people.
func (ix *Index) Len() int { return ix.size }

// people are those among whom what agrees is weighed.
func (ix *Index) people() *Index {
	if ix.among != nil {
		return ix.among
	}
	return ix
}

// dated is the number of people with a date of birth.
func (ix *Index) dated() int { return int(ix.dayAt[len(ix.days)]) }

// bornAt is where those begin and end whose packed date lies in [from, to].
func (ix *Index) bornAt(from, to uint32) (uint32, uint32) {
	i, _ := slices.BinarySearch(ix.days, from)
	j, _ := slices.BinarySearch(ix.days, to+1)
	return ix.dayAt[i], ix.dayAt[j]
}

// howMany were born in [from, to].
func (ix *Index) howMany(from, to uint32) int {
	i, j := ix.bornAt(from, to)
	return int(j - i)
}

// born calls each with the people whose packed date lies in [from, to], some at
// a time.
func (ix *Index) born(from, to uint32, each func([]uint32)) {
	i, j := ix.bornAt(from, to)
	for i < j {
		end := min(j, (i/pagePeople+1)*pagePeople)
		page := *ix.byBirth.of(i / pagePeople)
		first := i / pagePeople * pagePeople
		each(page[i-first : end-first])
		i = end
	}
}

// looks are what is compared of one person without their names: side by side,
// since who is looked at lies anywhere, and fetching that is what looking costs.
type looks struct {
	birth, place, village uint32 // birth is packed, 0 is unknown
	sex                   byte
}

func (ix *Index) plainOf(who uint32) *looks {
	return &(*ix.plain.of(who >> chunkBits))[who%chunkSize]
}

// namesOf are the words of a person's names.
func (ix *Index) namesOf(who uint32) []uint32 {
	return ix.called.of(who >> chunkBits).name.get(who % chunkSize)
}

// mothersOf are the words of the mother's.
func (ix *Index) mothersOf(who uint32) []uint32 {
	return ix.called.of(who >> chunkBits).mother.get(who % chunkSize)
}

// idOf is a person's id.
func (ix *Index) idOf(who uint32) string {
	return ix.called.of(who >> chunkBits).ids.of(who % chunkSize)
}

// sound leaves out of a date what no date has.
func (d Date) sound() Date {
	switch {
	case d.Year <= 0:
		return Date{}
	case d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 31:
		return Date{Year: d.Year}
	}
	return d
}

// pack brings a date into order in 32 bits.
func (d Date) pack() uint32 {
	d = d.sound()
	return uint32(d.Year)<<9 | uint32(d.Month)<<5 | uint32(d.Day)
}

func unpack(p uint32) Date {
	return Date{Year: int16(p >> 9), Month: int8(p >> 5 & 15), Day: int8(p & 31)}
}

// foldPlace folds the name of a place; what a place is called officially is no
// part of its name. A code stays as it is.
func foldPlace(text string) string {
	if isCode(text) {
		return text
	}
	words := strings.Fields(resident.Fold(text))
	for len(words) > 1 && placeWords[words[0]] {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// isCode reports whether a place is given by a code of digits.
func isCode(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

var placeWords = words(`DESA DS KELURAHAN KEL DUSUN DSN KAMPUNG KP KABUPATEN KAB KECAMATAN KEC KOTA KODYA KOTAMADYA`)
