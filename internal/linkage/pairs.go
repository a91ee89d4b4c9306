package linkage

import (
	"cmp"
	"slices"
	"sync"

	"github.com/jempolkeren/jempol/internal/resident"
)

// Pair is two entries of one register that may be the same person.
type Pair struct {
	A, B        string // ids, the smaller first
	Score       float32
	Probability float64
}

// twice is the share of people who are expected to stand twice in a register.
const twice = .01

// Twice is the model for looking whether somebody of a register stands in it once
// more.
func (m *Model) Twice() *Model {
	own := *m
	own.Present, own.Age = twice, DefaultModel().Age
	return &own
}

// Pairs finds the entries of the register that are the same person with at
// least a probability, the most probable first. It does not ask for each who it
// may be: entries that agree in one of several keys are brought side by side,
// and those pairs are weighed as Search would.
func (ix *Index) Pairs(m *Model, least float64) (out []Pair, err error) {
	defer guard(&err)
	s := &selfMatch{ix: ix, m: m.Twice(), least: least}
	s.prepareWords()
	var all []pairOf
	for _, key := range blockings {
		all = append(all, s.block(key)...)
		all = onlyOnce(all)
	}
	slices.SortFunc(all, func(a, b pairOf) int {
		return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
	})
	out = make([]Pair, len(all))
	for i, p := range all {
		a, b := ix.idOf(p.a), ix.idOf(p.b)
		out[i] = Pair{A: min(a, b), B: max(a, b), Score: p.bits, Probability: p.probability}
	}
	return out, nil
}

// pairOf is a pair by the numbers of its people, the smaller first.
type pairOf struct {
	a, b        uint32
	bits        float32
	probability float64
}

func onlyOnce(all []pairOf) []pairOf {
	slices.SortFunc(all, func(a, b pairOf) int { return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) })
	return slices.CompactFunc(all, func(a, b pairOf) bool { return a.a == b.a && a.b == b.b })
}

// selfMatch compares a register with itself.
type selfMatch struct {
	ix           *Index
	m            *Model
	least        float64
	ear          []uint32          // of each word: a hash of how it, or the name it is a slip of, is heard
	bearers      map[uint32]uint32 // by that hash: people with the word in their name
	name, mother []said            // of each word: what it may be, by number of the other word
}

// prepareWords finds once for each word what it may be.
func (s *selfMatch) prepareWords() {
	v := s.ix.words
	s.ear, s.name, s.mother = make([]uint32, v.len()), make([]said, v.len()), make([]said, v.len())
	byWord := func(x said) said {
		slices.SortFunc(x.may, func(a, b maybe) int { return cmp.Compare(a.word, b.word) })
		x.may = slices.Clip(x.may)
		return x
	}
	each(v.len(), func(i int) {
		w := v.word(uint32(i))
		s.ear[i] = hashWithout(resident.Hear(w), -1)
		t := token{w, w}
		if v.name[i] > 0 {
			s.name[i] = byWord(s.ix.say(nil, t, &s.m.Name, ofName))
		}
		if v.mother[i] > 0 {
			s.mother[i] = byWord(s.ix.say(nil, t, &s.m.Mother, ofMother))
		}
	})
	own := slices.Clone(s.ear)
	s.bearers = make(map[uint32]uint32, v.len())
	for w := range own {
		s.ear[w] = own[meant(s, uint32(w))]
		s.bearers[s.ear[w]] += v.name[w]
	}
}

// meant is the word that a rare one is most likely a slip of: ten times as many
// people have one that is nearly the same. Without one it is the word itself.
func meant(s *selfMatch, w uint32) uint32 {
	v := s.ix.words
	best, most := w, 10*(v.name[w]+v.mother[w])
	for _, may := range [2][]maybe{s.name[w].may, s.mother[w].may} {
		for _, m := range may {
			if n := v.name[m.word] + v.mother[m.word]; m.level == wordNear && n > most {
				best, most = m.word, n
			}
		}
	}
	return best
}

// A blocking gives each person keys. Those with the same key are compared.
type blocking func(s *selfMatch, who uint32, key func(a, b uint32))

var blockings = []blocking{
	// The date of birth.
	func(s *selfMatch, who uint32, key func(a, b uint32)) { key(s.date(who), 1) },
	// Two words of the name.
	func(s *selfMatch, who uint32, key func(a, b uint32)) {
		has := s.ix.namesOf(who)
		for i, w := range has {
			for _, v := range has[:i] {
				a, b := s.ear[w], s.ear[v]
				key(max(a, b), min(a, b))
			}
		}
	},
	// A word of the name and one of the mother's.
	func(s *selfMatch, who uint32, key func(a, b uint32)) {
		for _, w := range s.ix.namesOf(who) {
			for _, v := range s.ix.mothersOf(who) {
				key(s.ear[w], s.ear[v]+1)
			}
		}
	},
	// The name and the village.
	func(s *selfMatch, who uint32, key func(a, b uint32)) {
		key(s.together(s.ix.namesOf(who)), s.ix.plainOf(who).village)
	},
	// The name and the year.
	func(s *selfMatch, who uint32, key func(a, b uint32)) {
		key(s.together(s.ix.namesOf(who)), s.ix.plainOf(who).birth>>9)
	},
	// The mother and the village.
	func(s *selfMatch, who uint32, key func(a, b uint32)) {
		key(s.together(s.ix.mothersOf(who)), s.ix.plainOf(who).village)
	},
	// The first word of the name and the village.
	func(s *selfMatch, who uint32, key func(a, b uint32)) {
		if has := s.ix.namesOf(who); len(has) > 0 {
			key(s.ear[has[0]], s.ix.plainOf(who).village)
		}
	},
	// A word that few have.
	func(s *selfMatch, who uint32, key func(a, b uint32)) {
		for _, w := range s.ix.namesOf(who) {
			if s.bearers[s.ear[w]] <= few {
				key(s.ear[w], 1)
			}
		}
	},
}

// few is how many people may have a word that alone brings them together.
const few = 150

// date is the date of birth where it is whole.
func (s *selfMatch) date(who uint32) uint32 {
	if d := s.ix.plainOf(who).birth; d&31 != 0 {
		return d
	}
	return 0
}

// together is one number for words in any order.
func (s *selfMatch) together(words []uint32) uint32 {
	var sum uint32
	for _, w := range words {
		sum += s.ear[w] * 2654435761
	}
	return sum
}

const (
	wholeBlock = 40 // up to so many people all are compared with all
	reach      = 16 // in a larger block, with so many of those that follow
)

// block brings those with the same key side by side and gives the pairs that are
// probable enough.
func (s *selfMatch) block(key blocking) []pairOf {
	type keyed struct {
		key uint64
		who uint32
	}
	var all []keyed
	for who := range uint32(s.ix.Len()) {
		key(s, who, func(a, b uint32) {
			if a != 0 && b != 0 { // what is missing brings nobody together
				all = append(all, keyed{uint64(a)<<32 | uint64(b), who})
			}
		})
	}
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.who, b.who)) })
	var blocks [][2]int
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && all[j].key == all[i].key {
			j++
		}
		if j-i > 1 {
			blocks = append(blocks, [2]int{i, j})
		}
		i = j
	}
	var out []pairOf
	var mu sync.Mutex
	const some = 512 // blocks at once
	each((len(blocks)+some-1)/some, func(n int) {
		var found []pairOf
		var members []uint32
		for _, b := range blocks[n*some : min(len(blocks), (n+1)*some)] {
			members = members[:0]
			for _, k := range all[b[0]:b[1]] {
				members = append(members, k.who)
			}
			found = s.compare(members, found)
		}
		mu.Lock()
		out = append(out, found...)
		mu.Unlock()
	})
	return out
}

// compare weighs the people of one block in pairs.
func (s *selfMatch) compare(members []uint32, found []pairOf) []pairOf {
	if len(members) > wholeBlock {
		slices.SortFunc(members, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(s.together(s.ix.namesOf(a)), s.together(s.ix.namesOf(b))), cmp.Compare(s.together(s.ix.mothersOf(a)), s.together(s.ix.mothersOf(b))), cmp.Compare(s.ix.plainOf(a).birth, s.ix.plainOf(b).birth), cmp.Compare(a, b))
		})
	}
	for i, a := range members {
		with := members[i+1:]
		if len(members) > wholeBlock {
			with = with[:min(len(with), reach)]
		}
		if len(with) == 0 {
			break
		}
		var q query
		ready := false
		for _, b := range with {
			if !s.worth(a, b) {
				continue
			}
			if !ready {
				s.ready(&q, a)
				ready = true
			}
			if p, ok := s.weigh(&q, a, b); ok {
				found = append(found, p)
			}
		}
	}
	return found
}

// worth leaves out who cannot be the same: the names share no word that might be
// the other, or the sex is another.
func (s *selfMatch) worth(a, b uint32) bool {
	if x, y := s.ix.plainOf(a).sex, s.ix.plainOf(b).sex; x != 0 && y != 0 && x != y {
		return false
	}
	for _, w := range s.ix.namesOf(a) {
		for _, v := range s.ix.namesOf(b) {
			if w == v || s.name[w].place(v) != 0 {
				return true
			}
		}
	}
	return false
}

// place is where a word stands in what another may be, from 1.
func (s *said) place(word uint32) int16 {
	i, ok := slices.BinarySearchFunc(s.may, word, func(m maybe, w uint32) int { return cmp.Compare(m.word, w) })
	if !ok {
		return 0
	}
	return int16(i + 1)
}

// ready makes a query of an entry of the register itself.
func (s *selfMatch) ready(q *query, who uint32) {
	ix := s.ix
	own := ix.plainOf(who)
	q.report.Sex = own.sex
	s.readyName(&q.name, s.name, s.ix.namesOf(who), &s.m.Left)
	s.readyName(&q.mother, s.mother, s.ix.mothersOf(who), &s.m.MLeft)
	q.date = unpack(own.birth)
	ix.readyDate(q, s.m)
	if v := own.village; v != 0 {
		q.areas, q.inArea, q.district = []uint32{v}, true, ix.areas.in[v]
	}
	if p := own.place; p != 0 {
		q.places, q.atPlace = []uint32{p}, true
	}
	ix.weighPlaces(q, s.m, false)
}

func (s *selfMatch) readyName(p *person, cache []said, has []uint32, left *[2]float64) {
	for _, w := range has[:min(len(has), maxSaid)] {
		p.words = append(p.words, cache[w])
	}
	if len(p.words) > 0 {
		p.sets = [][2]int{{0, len(p.words)}}
	}
	p.weighLeft(left)
}

// weigh gives a pair where it is probable enough.
func (s *selfMatch) weigh(q *query, a, b uint32) (pairOf, bool) {
	var t tally
	p := s.ix.weighPlain(q, b, &t)
	p.name = s.weighName(&q.name, s.ix.namesOf(b), &t.name)
	p.mother = s.weighName(&q.mother, s.ix.mothersOf(b), &t.mother)
	f := found{who: b, bits: p.sum(), kin: q.kin(p, &t), same: p.name + min(0, p.sex)}
	if f.bits < 8 {
		return pairOf{}, false
	}
	probable, _ := probabilities(s.m, s.ix.Len(), []found{f})
	return pairOf{a: min(a, b), b: max(a, b), bits: f.bits, probability: probable[0]}, probable[0] >= s.least
}

func (s *selfMatch) weighName(p *person, has []uint32, t *agreed) float32 {
	if len(p.sets) == 0 || len(has) == 0 {
		return 0
	}
	has = has[:min(len(has), 2*maxTokens)]
	var at pairing
	for i, w := range has {
		for j := range p.words {
			at[i][j] = p.words[j].place(w)
		}
	}
	return p.scorePaired(s.ix, has, &at, t)
}

// Cluster is the entries of a register that are one person.
type Cluster struct {
	IDs         []string
	Probability float64 // of the least probable pair that holds it together
}

// largest is how many entries one person may have; more are a name that many bear.
const largest = 6

// Clusters joins pairs, the most probable first, into people. Two groups become
// one only where every pair across them is itself probable enough: that A is B
// and B is C does not make C of A.
func Clusters(pairs []Pair) []Cluster {
	type pairKey struct{ a, b string }
	known := make(map[pairKey]float64, len(pairs))
	for _, p := range pairs {
		known[pairKey{p.A, p.B}] = p.Probability
	}
	group := map[string]*Cluster{}
	var order []*Cluster
	for _, p := range pairs {
		a, b := group[p.A], group[p.B]
		if a == nil {
			a = &Cluster{IDs: []string{p.A}, Probability: 1}
			group[p.A], order = a, append(order, a)
		}
		if b == nil {
			b = &Cluster{IDs: []string{p.B}, Probability: 1}
			group[p.B], order = b, append(order, b)
		}
		if a == b || len(a.IDs)+len(b.IDs) > largest {
			continue
		}
		least := min(a.Probability, b.Probability)
		for _, x := range a.IDs {
			for _, y := range b.IDs {
				least = min(least, known[pairKey{min(x, y), max(x, y)}])
			}
		}
		if least == 0 {
			continue
		}
		a.Probability = least
		a.IDs = append(a.IDs, b.IDs...)
		for _, id := range b.IDs {
			group[id] = a
		}
		b.IDs = nil
	}
	var out []Cluster
	for _, c := range order {
		if len(c.IDs) > 1 {
			slices.Sort(c.IDs)
			out = append(out, *c)
		}
	}
	return out
}
