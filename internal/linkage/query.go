package linkage

import (
	"math"
	"math/bits"
	"slices"

	"github.com/jempolkeren/jempol/internal/resident"
)

// query is a report made ready to be asked: what each of its words may be in the
// register, and how much each level of agreement weighs. Bits (log2).
type query struct {
	report Report
	name   person
	mother person
	date   Date
	heaped bool
	old    int // which of the year's shares
	dateW  [dateLevels]float32
	yearW  [yearLevels]float32

	areas     []uint32 // villages that may be meant
	inArea    bool     // a village is meant, here or elsewhere
	atPlace   bool     // ... a place of birth
	district  uint32
	areaW     [areaLevels]float32
	districtW [2]float32
	places    []uint32
	placeW    [2]float32
	sexW      [2]float32
	ageW      [ageBands]float32
	mostDate  float32 // what a date can weigh at most
	leftDate  float32 // ... one that is neither the same nor swapped
	mostElse  float32 // what place and sex can weigh at most
}

// person is the names that are said of one person.
type person struct {
	sets  [][2]int // words of each name: the name, then the others
	words []said
	table levelTable
	joins int           // from which of sets on two words of the name are taken for one
	first float32       // weight of the name being how the register writes it
	other float32       // ... one of the other names
	trace bool          // note which words are paired
	left  [2][2]float32 // weight of a register's word that is said, that is left; the first, the others
}

// said is one word of a report.
type said struct {
	text string
	raw  string // as it was written
	may  []maybe
	none float32 // weight where nothing is like it
}

// maybe is a word of the register that a word of the report may be.
type maybe struct {
	word  uint32
	level uint8
	bits  float32
}

// ready makes a query. k may be nil.
func (ix *Index) ready(k *Memo, m *Model, r Report) *query {
	if r.Sex != 'L' && r.Sex != 'P' {
		r.Sex = 0
	}
	q := &query{report: r, date: r.Birth.sound()}
	ix.readyNames(k, &q.name, r.Name, &m.Name, &m.Left, ofName)
	ix.readyNames(k, &q.mother, r.Mother, &m.Mother, &m.MLeft, ofMother)
	ix.people().readyDate(q, m)
	ix.readyPlaces(q, m)
	for i, a := range m.Age {
		q.ageW[i] = log2(a)
	}
	q.leftDate = max(0, slices.Max(q.dateW[dateSwapped+1:]), slices.Max(q.yearW[:])) + max(0, slices.Max(q.ageW[:]))
	q.mostDate = max(q.leftDate, q.dateW[dateSame]+max(0, slices.Max(q.ageW[:])), q.dateW[dateSwapped]+max(0, slices.Max(q.ageW[:])))
	q.mostElse = max(0, slices.Max(q.placeW[:])) + max(0, slices.Max(q.sexW[:]))
	return q
}

func (ix *Index) readyNames(k *Memo, p *person, text string, share *[wordLevels]float64, left *[2]float64, whose whose) {
	called := written(text)
	for _, name := range called {
		from := len(p.words)
		for _, w := range name {
			if len(p.words) < maxSaid {
				p.words = append(p.words, ix.say(k, w, share, whose))
			}
		}
		if len(p.words) > from {
			p.sets = append(p.sets, [2]int{from, len(p.words)})
		}
	}
	if n := len(p.sets) - 1; n > 0 {
		p.first, p.other = log2(1-otherName), log2(otherName/float64(n))
	}
	p.joins = len(p.sets)
	if len(called) > 0 {
		name := called[0]
		for i := 1; i < len(name); i++ {
			a, b := name[i-1], name[i]
			t := token{resident.Spell(a.raw + b.raw), a.raw + b.raw}
			if len(p.words)+len(name)-1 > maxSaid {
				break
			}
			w := ix.say(k, t, share, whose)
			if !slices.ContainsFunc(w.may, func(m maybe) bool { return m.level <= wordNear }) {
				continue
			}
			from := len(p.words)
			p.words = append(append(append(p.words, p.words[:i-1]...), w), p.words[i+1:len(name)]...)
			p.sets = append(p.sets, [2]int{from, len(p.words)})
		}
	}
	p.table.fill(p.words)
	p.weighLeft(left)
}

func (p *person) weighLeft(left *[2]float64) {
	for i := range left {
		p.left[i] = [2]float32{log2(1 - left[i]), log2(left[i])}
	}
}

// otherName is how often the register has what is said as another name.
const otherName = .12

// maxSaid is how many words of all names of one person are looked at.
const maxSaid = 12

// oneWord is how often one word of the register is said as two.
const oneWord = .02

// say finds what a word may be and weighs it. Said is what came through from
// what is written: a word is written as often as the register has it, and comes
// through on each level with the level's share, spread over all that might
// have come through. The weight is how much more often this word comes from one
// who has the written word than from anybody.
func (ix *Index) say(k *Memo, t token, share *[wordLevels]float64, whose whose) said {
	w := t.text
	s := said{text: w, raw: t.raw}
	all := ix.people()
	n := float64(all.Len()) + 1
	own := .3 / n // how often it is written: a word nobody has is not impossible
	var chance float64
	// Each with how often the word is written among the people; may tells whether
	// it is a word of this index.
	add := func(word uint32, text string, level int, count uint32, may bool) {
		f := float64(count) / n
		if level == wordSame {
			own += f
		}
		p := share[level] / spread(level, max(len(w), len(text)))
		chance += f * p
		if may {
			s.may = append(s.may, maybe{word: word, level: uint8(level), bits: float32(p)})
		}
	}
	counted := whose.of(all.words)
	k.expand(all, t, func(word uint32, level int) {
		if counted[word] > 0 {
			add(word, all.words.word(word), level, counted[word], all == ix)
		}
	})
	if all != ix {
		here := whose.of(ix.words)
		k.expand(ix, t, func(word uint32, level int) {
			if here[word] == 0 {
				return
			}
			text := ix.words.word(word)
			count := here[word]
			if there, ok := all.words.number(text); ok && counted[there] > 0 {
				count = 0 // it is in the sums already
			}
			add(word, text, level, count, true)
		})
	}
	if len(w) == 1 && w[0] >= 'A' && w[0] <= 'Z' {
		// An initial may be any word with the letter.
		own = float64(whose.initial(all.words.initial[w[0]-'A'])+1) / n
		chance = own
		s.none = log2(share[wordNone])
		for i := range s.may {
			s.may[i].bits = log2(1 / (own + .001))
		}
		return s
	}
	chance += share[wordNone] * own
	for i := range s.may {
		s.may[i].bits = log2(float64(s.may[i].bits) / chance)
	}
	s.none = log2(share[wordNone] * own / chance)
	return s
}

// whose name words are of: the person's or the mother's.
type whose int

const (
	ofName whose = iota
	ofMother
)

// of is how many people have each word.
func (w whose) of(v *vocabulary) []uint32 {
	if w == ofMother {
		return v.mother
	}
	return v.name
}

func (w whose) initial(c letterCount) uint32 {
	if w == ofMother {
		return c.mother
	}
	return c.name
}

func log2(x float64) float32 { return float32(math.Log2(max(x, 1e-12))) }

// readyDate weighs the levels of a date.
func (ix *Index) readyDate(q *query, m *Model) {
	d := q.date
	if d.Year == 0 {
		return
	}
	n := float64(ix.dated()) + 1
	year := func(from, to int16) float64 {
		var c uint32
		for y := from; y <= to; y++ {
			c += ix.years[y]
		}
		return float64(c) / n
	}
	same := year(d.Year, d.Year) + .5/n
	next := year(d.Year-1, d.Year-1) + year(d.Year+1, d.Year+1) + .5/n
	close := year(d.Year-3, d.Year-2) + year(d.Year+2, d.Year+3) + .5/n
	far := year(d.Year-10, d.Year-4) + year(d.Year+4, d.Year+10) + .5/n
	if d.Year < ix.newest-60 {
		q.old = 1
	}
	ys := m.Year[q.old]
	through := [yearLevels]float64{ys[yearSame], ys[yearNext] / 2, ys[yearClose] / 4, ys[yearFar] / 14}
	chance := same*through[yearSame] + next*through[yearNext] + close*through[yearClose] + far*through[yearFar]
	chance += ys[yearOther] * same
	for i := range through {
		q.yearW[i] = log2(through[i] / chance)
	}
	q.yearW[yearOther] = log2(ys[yearOther] * same / chance)
	if d.Month == 0 {
		return
	}
	q.heaped = heaped(d)
	exact := float64(ix.howMany(d.pack(), d.pack()))/n + .1/n
	swapped := 0.0
	if d.Day <= 12 && d.Day != d.Month {
		sw := Date{d.Year, d.Day, d.Month}.pack()
		swapped = float64(ix.howMany(sw, sw))/n + .1/n
	}
	month := float64(ix.howMany(Date{d.Year, d.Month, 1}.pack(), Date{d.Year, d.Month, 31}.pack()))/n + .1/n
	t := [dateLevels]float64{
		dateSame: m.Date[dateSame], dateSwapped: m.Date[dateSwapped], dateDay: m.Date[dateDay] / 30, dateMonth: m.Date[dateMonth] / 11,
		dateYear: m.Date[dateYear] / 20, dateHeaped: m.Date[dateHeaped] / 3, dateInYear: m.Date[dateInYear] / 365,
		dateNext: m.Date[dateNext] / 730, dateClose: m.Date[dateClose] / 1460, dateFar: m.Date[dateFar] / 5110,
	}
	inYear := dateInYear
	if q.heaped {
		inYear = dateHeaped
		// To an age that is known a date is invented.
		t[dateNext], t[dateClose], t[dateFar] = max(t[dateNext], m.Date[dateHeaped]/3*through[yearNext]),
			max(t[dateClose], m.Date[dateHeaped]/3*through[yearClose]), max(t[dateFar], m.Date[dateHeaped]/3*through[yearFar])
	}
	chance = exact*t[dateSame] + swapped*t[dateSwapped] + month*t[dateDay] + same/30*t[dateMonth] + t[dateYear]/365 +
		same*t[inYear] + next*t[dateNext] + close*t[dateClose] + far*t[dateFar]
	other := m.Date[dateOther] * max(exact, same/3650)
	chance += other
	for i := range t {
		q.dateW[i] = log2(t[i] / chance)
	}
	q.dateW[dateOther] = log2(other / chance)
}

func heaped(d Date) bool {
	return d.Day == 1 && (d.Month == 1 || d.Month == 7) || d.Day == 31 && d.Month == 12
}

// dateLevel compares the report's full date with one of the register.
func (q *query) dateLevel(d Date) int {
	r := q.date
	dy := int(d.Year) - int(r.Year)
	switch {
	case dy == 0 && d.Month == r.Month && d.Day == r.Day:
		return dateSame
	case dy == 0 && d.Month == r.Day && d.Day == r.Month:
		return dateSwapped
	case dy == 0 && d.Month == r.Month:
		return dateDay
	case dy == 0 && d.Day == r.Day:
		return dateMonth
	case dy == 0 && q.heaped:
		return dateHeaped
	case dy == 0:
		return dateInYear
	case d.Month == r.Month && d.Day == r.Day && !q.heaped:
		return dateYear
	case dy >= -1 && dy <= 1:
		return dateNext
	case dy >= -3 && dy <= 3:
		return dateClose
	case dy >= -10 && dy <= 10:
		return dateFar
	}
	return dateOther
}

func yearLevel(dy int) int {
	switch {
	case dy == 0:
		return yearSame
	case dy >= -1 && dy <= 1:
		return yearNext
	case dy >= -3 && dy <= 3:
		return yearClose
	case dy >= -10 && dy <= 10:
		return yearFar
	}
	return yearOther
}

// readyPlaces weighs village, district, place of birth and sex.
func (ix *Index) readyPlaces(q *query, m *Model) {
	ix.findPlaces(q)
	all := ix.people()
	if all == ix {
		ix.weighPlaces(q, m, false)
		return
	}
	there := query{report: q.report}
	all.findPlaces(&there)
	all.weighPlaces(&there, m, true)
	q.areaW, q.districtW, q.placeW, q.sexW = there.areaW, there.districtW, there.placeW, there.sexW
	q.inArea, q.atPlace = q.inArea || there.inArea, q.atPlace || there.atPlace
	if d := there.district; q.district == 0 && d != 0 && d != noDistrict {
		q.district = ix.areas.within[all.areas.district[all.areas.around[d][0]]]
	}
	if q.district == 0 && (q.inArea || there.district != 0) {
		q.district = noDistrict
	}
}

// findPlaces finds what a report may mean of the places of this index.
func (ix *Index) findPlaces(q *query) {
	r := &q.report
	q.district = ix.areas.within[foldPlace(r.District)]
	q.areas = ix.areas.resolve(r.Village, r.District)
	if q.district == 0 && len(q.areas) == 1 {
		q.district = ix.areas.in[q.areas[0]]
	}
	q.places = ix.places.resolve(r.BirthPlace, "")
	q.inArea, q.atPlace = len(q.areas) > 0, len(q.places) > 0
}

// weighPlaces weighs what findPlaces found; also what it did not find, as what
// nobody here has.
func (ix *Index) weighPlaces(q *query, m *Model, also bool) {
	n := float64(ix.Len()) + 1
	inDistrict := func() float64 {
		var c uint32
		if q.district != noDistrict {
			for _, a := range ix.areas.around[q.district] {
				c += ix.areas.count[a]
			}
		}
		return (float64(c) + 1) / n
	}
	if len(q.areas) > 0 || also {
		var in uint32
		for _, a := range q.areas {
			in += ix.areas.count[a]
		}
		own := (float64(in) + 1) / n
		around, k := 0.0, 1.0
		if q.district != 0 && q.district != noDistrict {
			around = max(0, inDistrict()-own)
			k = float64(max(1, len(ix.areas.around[q.district])))
		} else if len(q.areas) > 0 {
			q.district = noDistrict
		}
		t := [2]float64{m.Village[areaSame], m.Village[areaDistrict] / k}
		chance := own*t[0] + around*t[1] + m.Village[areaOther]*own
		q.areaW = [areaLevels]float32{log2(t[0] / chance), log2(t[1] / chance), log2(m.Village[areaOther] * own / chance)}
	}
	if len(q.areas) == 0 && q.district != 0 || also {
		f := inDistrict()
		chance := f*m.District[0] + f*m.District[1]
		q.districtW = [2]float32{log2(m.District[0] / chance), log2(m.District[1] * f / chance)}
	}
	if len(q.places) > 0 || also {
		var c uint32
		for _, p := range q.places {
			c += ix.places.count[p]
		}
		f := (float64(c) + 1) / n
		chance := f*m.Place[0] + f*m.Place[1]
		q.placeW = [2]float32{log2(m.Place[0] / chance), log2(m.Place[1] * f / chance)}
	}
	if known := float64(ix.men + ix.women); known > 0 && q.report.Sex != 0 {
		f := float64(ix.men) / known
		if q.report.Sex == 'P' {
			f = 1 - f
		}
		chance := f*m.Sex[0] + (1-f)*m.Sex[1]
		q.sexW = [2]float32{log2(m.Sex[0] / chance), log2(m.Sex[1] / chance)}
	}
}

// noDistrict is a district in which no place lies.
const noDistrict = ^uint32(0)

// levelTable finds for a word of the register which words of the report it may
// be, and where in said.may that stands (from 1): asked for every word of every
// candidate, so it is a table in one piece instead of a map a word.
type levelTable struct {
	mask uint32
	key  []uint32 // word + 1
	at   [][maxSaid]int16
}

func (t *levelTable) fill(words []said) {
	n := 0
	for _, w := range words {
		n += len(w.may)
	}
	size := uint32(1) << bits.Len(uint(2*n))
	t.mask, t.key, t.at = size-1, make([]uint32, size), make([][maxSaid]int16, size)
	for i, w := range words {
		for j, x := range w.may {
			slot := t.slot(x.word)
			if t.key[slot] == 0 {
				t.key[slot] = x.word + 1
			}
			t.at[slot][i] = int16(j + 1)
		}
	}
}

func (t *levelTable) slot(word uint32) uint32 {
	s := word * 2654435761 >> 7 & t.mask
	for t.key[s] != 0 && t.key[s] != word+1 {
		s = (s + 1) & t.mask
	}
	return s
}
