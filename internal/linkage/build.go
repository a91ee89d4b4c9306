package linkage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// Index is a register in memory, made to be asked by many at once; it does not
// change. People lie in it by village and date of birth.
type Index struct {
	ids   texts
	words *vocabulary

	nameAt, motherAt []uint32 // where the words of each person begin
	nameOf, motherOf []uint32
	byName, byMother postings // people by word

	birth   []uint32 // packed, 0 is unknown
	byBirth []uint32 // people with a date, in the order of their dates
	dates   []uint32 // their dates
	years   map[int16]uint32
	sex     []byte
	women   uint32
	men     uint32

	place   []uint32
	places  *gazetteer
	village []uint32
	areas   *gazetteer
	inArea  []uint32 // where the people of each village begin
	newest  int16    // the latest year of birth
}

// postings are lists of people, one after the other.
type postings struct{ at, list []uint32 }

func (p *postings) of(i uint32) []uint32 { return p.list[p.at[i]:p.at[i+1]] }

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
	number   map[string]uint32 // of a folded word
	words    []string
	plain    map[string][]uint32 // of a word as it is written, if it may stand anywhere in a name
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
	return &Builder{number: map[string]uint32{}, plain: map[string][]uint32{}, idAt: []uint32{0}, nameAt: []uint32{0}, motherAt: []uint32{0},
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
		known, ok := b.plain[word]
		if !ok {
			if !isPlain(word) {
				return to, false
			}
			for _, t := range parted(resident.Spell(word)) {
				known = append(known, b.numberOf(t))
			}
			b.plain[strings.Clone(word)] = known
		}
		for _, n := range known {
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
	n, ok := b.number[token]
	if !ok {
		n = uint32(len(b.words))
		b.words = append(b.words, strings.Clone(token))
		b.number[b.words[n]] = n
	}
	return n
}

// Build makes the index. The builder is empty afterwards.
func (b *Builder) Build() *Index {
	n := len(b.sex)
	ix := &Index{places: b.places, areas: b.areas, years: map[int16]uint32{}}
	var number []uint32
	ix.words, number = newVocabulary(b.words)
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
	ix.ids.at = make([]uint32, 1, n+1)
	ix.nameAt, ix.motherAt = make([]uint32, 1, n+1), make([]uint32, 1, n+1)
	ix.nameOf, ix.motherOf = make([]uint32, 0, len(b.nameOf)), make([]uint32, 0, len(b.motherOf))
	ix.birth, ix.sex, ix.place, ix.village = make([]uint32, n), make([]byte, n), make([]uint32, n), make([]uint32, n)
	ix.inArea = make([]uint32, len(rank)+1)
	var all strings.Builder
	all.Grow(len(ids))
	for to, from := range order {
		all.WriteString(id(from))
		ix.ids.at = append(ix.ids.at, uint32(all.Len()))
		for _, w := range b.nameOf[b.nameAt[from]:b.nameAt[from+1]] {
			ix.nameOf = append(ix.nameOf, number[w])
			ix.words.name[number[w]]++
		}
		ix.nameAt = append(ix.nameAt, uint32(len(ix.nameOf)))
		for _, w := range b.motherOf[b.motherAt[from]:b.motherAt[from+1]] {
			ix.motherOf = append(ix.motherOf, number[w])
			ix.words.mother[number[w]]++
		}
		ix.motherAt = append(ix.motherAt, uint32(len(ix.motherOf)))
		ix.birth[to], ix.sex[to], ix.place[to], ix.village[to] = b.birth[from], b.sex[from], placeRank[b.place[from]], rank[b.village[from]]
		switch ix.sex[to] {
		case 'L':
			ix.men++
		case 'P':
			ix.women++
		}
		ix.inArea[ix.village[to]+1]++
		ix.places.count[ix.place[to]]++
		ix.areas.count[ix.village[to]]++
	}
	for i := 1; i < len(ix.inArea); i++ {
		ix.inArea[i] += ix.inArea[i-1]
	}
	ix.ids.all = all.String()
	ix.byName = invert(ix.words.len(), ix.nameAt, ix.nameOf)
	ix.byMother = invert(ix.words.len(), ix.motherAt, ix.motherOf)
	ix.letters()
	ix.byDate()
	*b = *NewBuilder()
	return ix
}

// invert lists by word who has it.
func invert(words int, at, of []uint32) postings {
	p := postings{at: make([]uint32, words+1), list: make([]uint32, len(of))}
	for _, w := range of {
		p.at[w+1]++
	}
	for i := 1; i < len(p.at); i++ {
		p.at[i] += p.at[i-1]
	}
	next := slices.Clone(p.at)
	for person := range len(at) - 1 {
		for _, w := range of[at[person]:at[person+1]] {
			p.list[next[w]] = uint32(person)
			next[w]++
		}
	}
	return p
}

func (ix *Index) letters() {
	for w := range uint32(ix.words.len()) {
		if c := ix.words.word(w)[0]; c >= 'A' && c <= 'Z' {
			ix.words.initial[c-'A'].name += ix.words.name[w]
			ix.words.initial[c-'A'].mother += ix.words.mother[w]
		}
	}
}

func (ix *Index) byDate() {
	for i, d := range ix.birth {
		if d == 0 {
			continue
		}
		ix.byBirth = append(ix.byBirth, uint32(i))
		year := unpack(d).Year
		ix.years[year]++
		ix.newest = max(ix.newest, year)
	}
	ix.byBirth = slices.Clip(ix.byBirth)
	slices.SortFunc(ix.byBirth, func(a, b uint32) int { return cmp.Or(cmp.Compare(ix.birth[a], ix.birth[b]), cmp.Compare(a, b)) })
	ix.dates = make([]uint32, len(ix.byBirth))
	for i, p := range ix.byBirth {
		ix.dates[i] = ix.birth[p]
	}
}

// Len is the number of people.
func (ix *Index) Len() int { return len(ix.sex) }

// born gives the people whose packed date lies in [from, to].
func (ix *Index) born(from, to uint32) []uint32 {
	i, _ := slices.BinarySearch(ix.dates, from)
	j, _ := slices.BinarySearch(ix.dates, to+1)
	return ix.byBirth[i:j]
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

// place folds the name of a place; what a place is called officially is no part
// of its name.
func foldPlace(text string) string {
	words := strings.Fields(resident.Fold(text))
	for len(words) > 1 && placeWords[words[0]] {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

var placeWords = words(`DESA DS KELURAHAN KEL DUSUN DSN KAMPUNG KP KABUPATEN KAB KECAMATAN KEC KOTA KODYA KOTAMADYA`)
