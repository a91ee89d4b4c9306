package linkage

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

const (
	rescored = 96      // candidates that are scored in full
	widest   = 120_000 // people of one word; a word that more have tells nothing
)

// gather is what a search writes while it looks: one for each that runs.
type gather struct {
	of    []gathered // by person
	epoch uint32
	met   []uint32
	born  []uint32 // those among them who were born on the day, or on the swapped one
	best  []rough
}

// gathered is what the words weigh that point at a person, in the search of an
// epoch.
type gathered struct {
	bits  float32
	epoch uint32
}

// rough is a candidate before it is scored in full.
type rough struct {
	who  uint32
	bits float32
}

var gathers sync.Pool

func (ix *Index) gather() *gather {
	g, _ := gathers.Get().(*gather)
	if g == nil || len(g.of) < ix.Len() {
		g = &gather{of: make([]gathered, ix.Len())}
	}
	if g.epoch++; g.epoch == 0 {
		clear(g.of)
		g.epoch = 1
	}
	g.met, g.born, g.best = g.met[:0], g.born[:0], g.best[:0]
	return g
}

func (g *gather) add(people []uint32, bits float32) {
	for _, p := range people {
		if of := &g.of[p]; of.epoch != g.epoch {
			*of = gathered{bits, g.epoch}
			g.met = append(g.met, p)
		} else {
			of.bits += bits
		}
	}
}

// candidates gathers who is pointed at and keeps the best: by words, by the date,
// and whoever lives in the village.
func (ix *Index) candidates(q *query, g *gather) []uint32 {
	ix.gatherNames(&q.name, &ix.byName, g)
	ix.gatherNames(&q.mother, &ix.byMother, g)
	left := q.mostDate
	if d := q.date; d.Month != 0 {
		met := func(some []uint32) {
			g.add(some, 0)
			g.born = append(g.born, some...)
		}
		exact, swapped := d.pack(), Date{d.Year, d.Day, d.Month}.pack()
		if swapped != exact {
			ix.born(swapped, swapped, met)
		}
		// Whoever was born on a common day is met by something else.
		if ix.howMany(exact, exact) < 3000 {
			ix.born(exact, exact, met)
			left = q.leftDate
		}
	}
	return ix.keep(q, g, left)
}

func (ix *Index) gatherNames(p *person, by *postings, g *gather) {
	for i := range p.words {
		w := &p.words[i]
		for _, m := range w.may {
			bits := m.bits - w.none
			if bits > 1 {
				if people := by.people(m.word); len(people) <= widest {
					g.add(people, bits)
				}
			}
		}
	}
}

// keep adds what village, date, place and sex weigh, and gives the best, best
// first. People lie by district and village, so that what those weigh is known
// without looking at anybody; who cannot be among the best with it is not looked
// at, and those of whom most is promised come first: whoever was born on the day,
// so that the date of the others weighs at most what is left.
func (ix *Index) keep(q *query, g *gather, left float32) []uint32 {
	lives := ix.neighbours(q)
	for _, p := range g.met {
		g.of[p].bits += lives.weigh(p)
	}
	for _, p := range g.born {
		ix.weighRough(q, g, p, g.of[p].bits, q.mostDate)
		g.of[p].bits = weighed
	}
	rest := left + q.mostElse
	much := g.much()
	for _, p := range g.met {
		if bits := g.of[p].bits; bits >= much {
			ix.weighRough(q, g, p, bits, left)
		}
	}
	for _, village := range lives.villages {
		if bits := lives.bits[areaSame]; g.room(bits + rest) {
			ix.keepNeighbours(q, g, village, bits)
		}
	}
	for _, p := range g.met {
		if bits := g.of[p].bits; bits < much && bits > weighed && g.room(bits+rest) {
			ix.weighRough(q, g, p, bits, left)
		}
	}
	h := g.best
	slices.SortFunc(h, func(a, b rough) int { return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.who, b.who)) })
	out := make([]uint32, len(h))
	for i, r := range h {
		out[i] = r.who
	}
	return out
}

// span is where some people lie: from the first to before the last.
type span struct{ from, to uint32 }

func (s span) has(p uint32) bool { return p-s.from < s.to-s.from }

// neighbours is who lives in the village or the district of a query, and what
// that weighs.
type neighbours struct {
	villages []span
	district span
	unknown  uint32 // before it are those of whom no village is known
	bits     [areaLevels]float32
}

func (ix *Index) neighbours(q *query) neighbours {
	n := neighbours{unknown: ix.inArea[1], bits: q.areaW}
	for _, a := range q.areas {
		n.villages = append(n.villages, span{ix.inArea[a], ix.inArea[a+1]})
	}
	switch {
	case !q.inArea && q.district == 0:
		n.bits = [areaLevels]float32{}
		return n
	case !q.inArea:
		n.bits[areaDistrict], n.bits[areaOther] = q.districtW[0], q.districtW[1]
	}
	if q.district != noDistrict { // its villages follow each other
		around := ix.areas.around[q.district]
		n.district = span{ix.inArea[around[0]], ix.inArea[around[len(around)-1]+1]}
	}
	return n
}

// weigh is what village and district of a person weigh, as weighPlain has it.
func (n *neighbours) weigh(p uint32) float32 {
	for _, v := range n.villages {
		if v.has(p) {
			return n.bits[areaSame]
		}
	}
	switch {
	case p < n.unknown:
		return 0
	case n.district.has(p):
		return n.bits[areaDistrict]
	}
	return n.bits[areaOther]
}

// much is what is promised at least of those who are looked at first: of some
// more than are kept.
func (g *gather) much() float32 {
	const least, step, steps = -16, 2, 160 // half a bit each
	var count [steps]int
	for _, p := range g.met {
		count[max(0, min(int((g.of[p].bits-least)*step), steps-1))]++
	}
	n, at := 0, steps
	for at > 0 && n < 2*rescored {
		at--
		n += count[at]
	}
	return float32(at)/step + least
}

// room reports whether somebody who weighs at most so much may be among the best.
// What is added up in another order comes out a trifle otherwise.
func (g *gather) room(bits float32) bool {
	return len(g.best) < rescored || bits+.001 >= g.best[0].bits
}

// weighed marks who was weighed: nobody has so few bits.
const weighed = -1e6

// weighRough weighs of a person what the words and the village have not; the date
// weighs at most so much.
func (ix *Index) weighRough(q *query, g *gather, p uint32, bits, date float32) {
	has := ix.plainOf(p)
	if bits += q.plainElse(has); g.room(bits + date) {
		g.take(rough{p, bits + ix.plainDate(q, has.birth)})
	}
}

// keepNeighbours weighs those of a village at whom nothing else points.
func (ix *Index) keepNeighbours(q *query, g *gather, village span, bits float32) {
	for p := village.from; p < village.to; p++ {
		has := ix.plainOf(p)
		if date := ix.plainDate(q, has.birth); g.room(bits+date+q.mostElse) && g.of[p].epoch != g.epoch {
			g.take(rough{p, bits + q.plainElse(has) + date})
		}
	}
}

// take keeps a candidate who is better than the worst of those that are kept,
// who stands in front once there are enough.
func (g *gather) take(r rough) {
	worse := func(a, b rough) bool { return a.bits < b.bits || a.bits == b.bits && a.who > b.who }
	h := g.best
	if len(h) < rescored {
		if h = append(h, r); len(h) == rescored {
			slices.SortFunc(h, func(a, b rough) int { return cmp.Or(cmp.Compare(a.bits, b.bits), cmp.Compare(b.who, a.who)) })
		}
		g.best = h
		return
	}
	if !worse(h[0], r) {
		return
	}
	h[0] = r
	for i := 0; ; { // sift down
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && worse(h[c+1], h[c]) {
			c++
		}
		if !worse(h[c], h[i]) {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}

// plainElse is what place and sex weigh, as weighPlain has it, and nothing else:
// it is asked of many.
func (q *query) plainElse(has *looks) (bits float32) {
	if v := has.place; q.atPlace && v != 0 {
		if len(q.places) > 0 && v == q.places[0] || len(q.places) > 1 && slices.Contains(q.places, v) {
			bits = q.placeW[0]
		} else {
			bits = q.placeW[1]
		}
	}
	if x := q.report.Sex; x != 0 && has.sex != 0 {
		if has.sex == x {
			bits += q.sexW[0]
		} else {
			bits += q.sexW[1]
		}
	}
	return bits
}

// plainDate is what the date and the age weigh.
func (ix *Index) plainDate(q *query, d uint32) float32 {
	if d == 0 {
		return 0
	}
	age := q.ageW[ix.band(d)]
	if q.date.Year == 0 {
		return age
	}
	dy := int(d>>9) - int(q.date.Year)
	if q.date.Month == 0 || d>>5&15 == 0 {
		return age + q.yearW[yearLevel(dy)]
	}
	if dy > 10 || dy < -10 {
		if q.heaped || int8(d>>5&15) != q.date.Month || int8(d&31) != q.date.Day {
			return age + q.dateW[dateOther]
		}
		return age + q.dateW[dateYear]
	}
	return age + q.dateW[q.dateLevel(unpack(d))]
}

// found is a candidate with its full score.
type found struct {
	who  uint32
	of   int // which of several indexes
	bits float32
	kin  float32 // bits if it were a brother or sister of the person
	same float32 // bits if it were a namesake
}

// rank scores candidates in full, best first.
func (ix *Index) rank(q *query, who []uint32) []found {
	out := make([]found, len(who))
	for i, w := range who {
		var t tally
		p := ix.score(q, w, &t)
		out[i] = found{who: w, bits: p.sum(), kin: q.kin(p, &t), same: p.name + min(0, p.sex)}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.who, b.who)) })
	return out
}

// kin weighs a candidate as brother, sister or twin of the person: the mother,
// the village and the place agree as they would for the person, and the date
// only as years do, but for twins. Of the name a word may be the same, and one
// is another.
func (q *query) kin(p parts, t *tally) float32 {
	if len(q.mother.sets) == 0 {
		return -20
	}
	date := min(p.date, 2)
	if t.date == dateSame {
		date = max(date, p.date-4)
	}
	var name float32
	if n := t.name; n.level[wordNone] > 0 && n.left[0][1]+n.left[1][1] > 0 {
		name = max(0, n.bits-2)
	}
	return p.mother + p.village + p.place + date + name
}

// nobodies are how probable it is that the person is not in the register: in all,
// with a brother or sister there, with a namesake there.
type nobodies struct{ all, kin, same float64 }

// probabilities gives for each found how probable it is to be the person: one of
// them, or nobody of the register, which has so many people.
func probabilities(m *Model, people int, all []found) ([]float64, nobodies) {
	out := make([]float64, len(all))
	n := float64(people) + 1
	times := func(bits float32) float64 { return math.Exp2(min(float64(bits), 400)) }
	prior := m.Present / n
	nobody := 1 - m.Present
	not := nobodies{all: nobody * (1 - m.Kin - m.Namesake)}
	sum := 0.0
	for i, f := range all {
		out[i] = prior * times(f.bits)
		sum += out[i]
		not.kin += nobody * m.Kin * times(f.kin) / n
		not.same += nobody * m.Namesake * times(f.same) / n
	}
	not.all += not.kin + not.same
	sum += not.all
	for i := range out {
		out[i] /= sum
	}
	return out, nobodies{not.all / sum, not.kin / sum, not.same / sum}
}

// Sure is from which probability on a link needs nobody's decision.
const Sure = .99

// margin is how many bits the best must be before the second.
const margin = 5

// Search finds who the person of a report may be, the most probable first, at
// most limit of them. It can fail only where people lie in pages.
func (ix *Index) Search(m *Model, r Report, limit int) ([]Match, error) {
	return Search(m, r, limit, Part{Index: ix})
}

// Part is an index that is searched together with others.
type Part struct {
	*Index
	// Without tells who of it does not take part; nil is nobody.
	Without func(id string) bool
}

// Search looks in several indexes of the same people (BuildAmong) as if they
// were one. Whoever is in them under several names is found once, by the best.
func Search(m *Model, r Report, limit int, in ...Part) ([]Match, error) {
	return (*Memo)(nil).Search(m, r, limit, in...)
}

// Search is the function of this name.
func (k *Memo) Search(m *Model, r Report, limit int, in ...Part) (out []Match, err error) {
	defer guard(&err)
	var all []found
	people := 0
	for n, ix := range in {
		if ix.Len() == 0 {
			continue
		}
		q := ix.ready(k, m, r)
		g := ix.gather()
		of := ix.rank(q, ix.candidates(q, g))
		gathers.Put(g)
		if ix.Without != nil {
			of = slices.DeleteFunc(of, func(f found) bool { return ix.Without(ix.idOf(f.who)) })
		}
		for i := range of {
			of[i].of = n
		}
		all, people = append(all, of...), people+ix.Len()
	}
	if len(in) > 1 {
		slices.SortFunc(all, func(a, b found) int {
			return cmp.Or(cmp.Compare(b.bits, a.bits), strings.Compare(in[a.of].idOf(a.who), in[b.of].idOf(b.who)))
		})
		met := make(map[string]bool, len(all))
		all = slices.DeleteFunc(all, func(f found) bool {
			id := in[f.of].idOf(f.who)
			again := met[id]
			met[id] = true
			return again
		})
	}
	p, _ := probabilities(m, people, all)
	told := tempered(p)
	out = make([]Match, 0, min(limit, len(all)))
	for i, f := range all[:min(limit, len(all))] {
		out = append(out, Match{ID: in[f.of].idOf(f.who), Score: odds(p, i), Bits: f.bits, Probability: told[i],
			Auto: i == 0 && told[0] >= Sure && (len(all) == 1 || f.bits-all[1].bits >= margin)})
	}
	return out, nil
}

// temper corrects what adding up fields makes too bold: they are not independent
// (who misspells a name misspells the mother's too). Learned with Calibrate from
// the first candidates of 6,000 reports of three synthetic registers that are
// used for nothing else that is told.
var temper = Calibration{A: .75, B: -.05}

// tempered corrects the probability of the first; the others share what is left
// as before.
func tempered(p []float64) []float64 {
	if len(p) == 0 {
		return nil
	}
	out := make([]float64, len(p))
	out[0] = temper.Apply(p[0])
	left := (1 - out[0]) / max(1-p[0], 1e-9)
	for i := 1; i < len(p); i++ {
		out[i] = min(p[i]*left, out[0])
	}
	return out
}

// odds are log2 of how much more probable one is than all others and nobody
// together.
func odds(p []float64, i int) float32 {
	rest := 1.0
	for _, x := range p {
		rest -= x
	}
	rest = max(rest, 0) // nobody
	for j, x := range p {
		if j != i {
			rest += x
		}
	}
	return log2(p[i]) - log2(rest)
}

// Candidates gives the ids of those that Search would score in full.
func (ix *Index) Candidates(m *Model, r Report) (out []string, err error) {
	defer guard(&err)
	q := ix.ready(nil, m, r)
	g := ix.gather()
	who := ix.candidates(q, g)
	gathers.Put(g)
	out = make([]string, len(who))
	for i, w := range who {
		out[i] = ix.idOf(w)
	}
	return out, nil
}
