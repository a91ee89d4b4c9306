package bench

import (
	"math"
	"runtime"
	"strings"
	"sync"
)

// ceiling is how often the best possible answer to each report is right (0 for
// people who are not in the register).
//
// The method: somebody answers who knows the register, all rates of the
// generator, and of each report also which steps led to it, so that every
// misspelling and every exchange can be taken back; only what a step really
// destroyed is gone: words left out, the rest of a clipped word or an initial,
// fields not told, the village of somebody who moved. Every person of the
// register who agrees with all that is left could be meant, weighted by how
// likely people of that age are reported and, where an age was told, how likely
// somebody of that age says so. The best answer is the heaviest of them, and it
// is right as often as its share of the weight of all. The mean of this over the
// reports of people who are in the register is a bound on recall@1 that no
// program can pass but by luck, since none knows the steps; it is not a mark
// that one could reach.
func (p *people) ceiling(reports []told) []float64 {
	v := newVocabulary(p)
	out := make([]float64, len(reports))
	next := make(chan int)
	var all sync.WaitGroup
	for range runtime.NumCPU() {
		all.Go(func() {
			for i := range next {
				if reports[i].truth >= 0 {
					out[i] = v.best(&reports[i].left)
				}
			}
		})
	}
	for i := range reports {
		next <- i
	}
	close(next)
	all.Wait()
	return out
}

// vocabulary holds the register in numbers, to be read through quickly.
type vocabulary struct {
	*people
	words         []string
	names, mother numbered
	weight        [2]float64 // of the younger and of the elderly, to be reported
}

// numbered are the words of one name of everybody, as places in words.
type numbered struct{ start, word []int32 }

func (n *numbered) of(i int) []int32 { return n.word[n.start[i]:n.start[i+1]] }

func newVocabulary(p *people) *vocabulary {
	v := &vocabulary{people: p}
	known := map[string]int32{}
	number := func(n *numbered, name string) {
		for w := range strings.FieldsSeq(name) {
			at, ok := known[w]
			if !ok {
				at = int32(len(v.words))
				known[w], v.words = at, append(v.words, w)
			}
			n.word = append(n.word, at)
		}
		n.start = append(n.start, int32(len(n.word)))
	}
	v.names.start, v.mother.start = []int32{0}, []int32{0}
	old := 0
	for i := range p.souls {
		number(&v.names, p.souls[i].name)
		number(&v.mother, p.souls[i].mother)
		if p.souls[i].year < 1966 {
			old++
		}
	}
	rest := (1 - elderly) / float64(len(p.souls))
	v.weight = [2]float64{rest, rest + elderly/float64(max(old, 1))}
	return v
}

// sets are the words with which each hint agrees; nil agrees with all.
func (v *vocabulary) sets(hints []hint) [][]bool {
	out := make([][]bool, len(hints))
	for i, h := range hints {
		if h.kind == lost {
			continue
		}
		out[i] = make([]bool, len(v.words))
		for w, word := range v.words {
			out[i][w] = h.agrees(word)
		}
	}
	return out
}

func within(sets [][]bool, words []int32) bool {
	if len(sets) != len(words) {
		return false
	}
	for i, w := range words {
		if sets[i] != nil && !sets[i][w] {
			return false
		}
	}
	return true
}

// best is the share of the heaviest person in all who agree.
func (v *vocabulary) best(t *trace) float64 {
	names, mother := v.sets(t.name), v.sets(t.mother)
	heaviest, sum := 0.0, 0.0
	here := make([]bool, len(v.villages))
	for i := range v.villages {
		here[i] = t.where.agrees(&v.villages[i])
	}
	ages := t.date.agesAs()
	for i := range v.souls {
		s := &v.souls[i]
		if !here[s.village] || t.sex != 0 && s.sex != t.sex || !within(names, v.names.of(i)) || !t.date.agrees(s) ||
			t.place != "" && s.place != t.place || t.mother != nil && !within(mother, v.mother.of(i)) {
			continue
		}
		w := v.weight[0]
		if s.year < 1966 {
			w = v.weight[1]
		}
		if ages != nil {
			w *= ages[asOf-int(s.year)]
		}
		heaviest, sum = max(heaviest, w), sum+w
	}
	if sum == 0 { // cannot be: the person agrees
		return 0
	}
	return heaviest / sum
}

func (w *placeTrace) agrees(h *hamletOf) bool {
	return (w.village == "" || w.village == h.village) && (w.district == "" || w.district == h.district) &&
		(w.notVillage == "" || w.notVillage != h.village) && (w.notDistrict == "" || w.notDistrict != h.district)
}

func (d *dateTrace) agrees(s *soul) bool {
	y, m, day := int(s.year), int(s.month), int(s.day)
	part := func(which datePart, left, is int) bool {
		return left == 0 || d.wrong != which && left == is || d.wrong == which && is != d.not
	}
	return part(monthPart, d.month, m) &&
		part(yearDigit, d.year, y) && (d.wrong != yearDigit || y/10 == d.year/10) &&
		part(dayDigit, d.day, day) && (d.wrong != dayDigit || day/10 == d.day/10)
}

// agesAs is how likely somebody of each age tells the age that was told.
func (d *dateTrace) agesAs() []float64 {
	if d.age < 0 {
		return nil
	}
	out := make([]float64, 130)
	for age := range out {
		rounded := 0.0
		if age > 50 && d.age%5 == 0 {
			for a := d.age - 2; a <= d.age+2; a++ {
				rounded += toldAge(age, a)
			}
		}
		out[age] = toldAge(age, d.age)
		if age > 50 {
			out[age] = (1-roundAge)*out[age] + roundAge*rounded
		}
	}
	return out
}

// toldAge is the probability that the error makes one age the other.
func toldAge(age, told int) float64 {
	upTo := func(x float64) float64 { return math.Erfc(-x/ageError(age)/math.Sqrt2) / 2 }
	if told == 0 {
		return upTo(0.5 - float64(age))
	}
	return upTo(float64(told-age)+0.5) - upTo(float64(told-age)-0.5)
}
