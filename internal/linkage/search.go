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
	sum   []float32
	stamp []uint32
	epoch uint32
	met   []uint32
	best  []rough
}

// rough is a candidate before it is scored in full.
type rough struct {
	who  uint32
	bits float32
}

var gathers sync.Pool

func (ix *Index) gather() *gather {
	g, _ := gathers.Get().(*gather)
	if g == nil || len(g.sum) < ix.Len() {
		g = &gather{sum: make([]float32, ix.Len()), stamp: make([]uint32, ix.Len())}
	}
	if g.epoch++; g.epoch == 0 {
		clear(g.stamp)
		g.epoch = 1
	}
	g.met, g.best = g.met[:0], g.best[:0]
	return g
}

func (g *gather) add(people []uint32, bits float32) {
	for _, p := range people {
		if g.stamp[p] != g.epoch {
			g.stamp[p] = g.epoch
			g.sum[p] = bits
			g.met = append(g.met, p)
		} else {
			g.sum[p] += bits
		}
	}
}

// candidates gathers who is pointed at and keeps the best.
func (ix *Index) candidates(q *query, g *gather) []uint32 {
	ix.gatherNames(&q.name, &ix.byName, g)
	ix.gatherNames(&q.mother, &ix.byMother, g)
	if d := q.date; d.Month != 0 {
		// Whoever was born on a common day is met by something else.
		met := func(some []uint32) { g.add(some, 0) }
		if exact := d.pack(); ix.howMany(exact, exact) < 3000 {
			ix.born(exact, exact, met)
		}
		sw := Date{d.Year, d.Day, d.Month}.pack()
		ix.born(sw, sw, met)
	}
	for _, a := range q.areas {
		for p := ix.inArea[a]; p < ix.inArea[a+1]; p++ {
			if g.stamp[p] != g.epoch {
				g.stamp[p] = g.epoch
				g.sum[p] = 0
				g.met = append(g.met, p)
			}
		}
	}
	return ix.keep(q, g)
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

// keep adds what date, village, place and sex weigh, and gives the best of those
// that were met, best first.
func (ix *Index) keep(q *query, g *gather) []uint32 {
	worse := func(a, b rough) bool { return a.bits < b.bits || a.bits == b.bits && a.who > b.who }
	h := g.best
	for _, p := range g.met {
		bits := g.sum[p]
		if len(h) == rescored && bits+q.most <= h[0].bits {
			continue
		}
		c, i := ix.plain.of(p>>chunkBits), p%chunkSize
		bits += ix.plainArea(q, c, i)
		if len(h) == rescored && bits+q.mostDate <= h[0].bits {
			continue
		}
		r := rough{p, bits + ix.plainDate(q, c.birth[i])}
		if len(h) < rescored {
			h = append(h, r)
			if len(h) == rescored {
				slices.SortFunc(h, func(a, b rough) int {
					return cmp.Or(cmp.Compare(a.bits, b.bits), cmp.Compare(b.who, a.who))
				})
			}
			continue
		}
		if !worse(h[0], r) {
			continue
		}
		h[0] = r
		for i := 0; ; { // sift down: the worst is in front
			c := 2*i + 1
			if c >= len(h) {
				break
			}
			if c+1 < len(h) && worse(h[c+1], h[c]) {
				c++
			}
			if !worse(h[c], h[i]) {
				break
			}
			h[i], h[c] = h[c], h[i]
			i = c
		}
	}
	slices.SortFunc(h, func(a, b rough) int { return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.who, b.who)) })
	g.best = h
	out := make([]uint32, len(h))
	for i, r := range h {
		out[i] = r.who
	}
	return out
}

// plainArea is what village, place and sex weigh, as weighPlain has it, and
// nothing else: it is asked of everybody who is met.
func (ix *Index) plainArea(q *query, c *plain, i uint32) float32 {
	var bits float32
	if v := c.village[i]; v != 0 && (q.inArea || q.district != 0) {
		switch {
		case len(q.areas) == 1 && v == q.areas[0] || len(q.areas) > 1 && slices.Contains(q.areas, v):
			bits = q.areaW[areaSame]
		case q.inArea && ix.areas.in[v] == q.district:
			bits = q.areaW[areaDistrict]
		case q.inArea:
			bits = q.areaW[areaOther]
		case q.district != 0 && ix.areas.in[v] == q.district:
			bits = q.districtW[0]
		default:
			bits = q.districtW[1]
		}
	}
	if q.atPlace && c.place[i] != 0 {
		v := c.place[i]
		if len(q.places) > 0 && v == q.places[0] || len(q.places) > 1 && slices.Contains(q.places, v) {
			bits += q.placeW[0]
		} else {
			bits += q.placeW[1]
		}
	}
	if x := q.report.Sex; x != 0 && c.sex[i] != 0 {
		if c.sex[i] == x {
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
