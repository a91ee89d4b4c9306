package linkage

import (
	"runtime"
	"sync"
)

const (
	rounds  = 6
	pupils  = 800 // reports from which is learned, evenly spread
	believe = 40  // what was known before counts as so many reports
)

// counts are expected numbers of agreements of reports with their persons.
type counts struct {
	reports, present float64
	not              nobodies
	m                Model      // sums where a model has shares
	words, mwords    [2]float64 // words of the register, said or left: the first, the others
}

// Learn gives the model under which the reports are most probable, by
// expectation-maximisation from m: how probable each candidate is under the
// model, then how often the fields agreed with so probable ones.
func (ix *Index) Learn(m *Model, reports []Report) (learned *Model, err error) {
	defer guard(&err)
	step := max(1, (len(reports)+pupils-1)/pupils)
	var some []Report
	for i := 0; i < len(reports); i += step {
		some = append(some, reports[i])
	}
	if len(some) == 0 || ix.Len() == 0 {
		return m, nil
	}
	who := make([][]uint32, len(some))
	first := *m
	for round := range rounds {
		parts := make([]counts, len(some))
		each(len(some), func(i int) {
			q := ix.ready(nil, m, some[i])
			if who[i] == nil || round == 1 {
				g := ix.gather()
				who[i] = ix.candidates(q, g)
				gathers.Put(g)
			}
			ix.expect(m, q, who[i], &parts[i])
		})
		var sum counts
		for i := range parts { // in order, so that the sums are always the same
			sum.add(&parts[i])
		}
		m = sum.maximise(&first, ix.ages())
	}
	return m, nil
}

// each runs fn for 0..n-1 on all processors. What one of them panics with, each
// panics with.
func each(n int, fn func(i int)) {
	var wg sync.WaitGroup
	var once sync.Once
	var failed any
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					once.Do(func() { failed = p })
				}
			}()
			for i := w; i < n; i += workers {
				fn(i)
			}
		})
	}
	wg.Wait()
	if failed != nil {
		panic(failed)
	}
}

// expect counts the agreements of one report, each candidate as much as it is
// probable.
func (ix *Index) expect(m *Model, q *query, who []uint32, c *counts) {
	tallies := make([]tally, len(who))
	all := make([]found, len(who))
	for i, w := range who {
		p := ix.score(q, w, &tallies[i])
		all[i] = found{who: w, bits: p.sum(), kin: q.kin(p, &tallies[i]), same: p.name + min(0, p.sex)}
	}
	probable, not := probabilities(m, ix.Len(), all)
	c.reports, c.not = 1, not
	for i, p := range probable {
		if p < 1e-4 {
			continue
		}
		c.present += p
		t := &tallies[i]
		for l := range wordLevels {
			c.m.Name[l] += p * float64(t.name.level[l])
			c.m.Mother[l] += p * float64(t.mother.level[l])
		}
		for k := range 2 {
			c.m.Left[k] += p * float64(t.name.left[k][1])
			c.m.MLeft[k] += p * float64(t.mother.left[k][1])
			c.words[k] += p * float64(t.name.left[k][0]+t.name.left[k][1])
			c.mwords[k] += p * float64(t.mother.left[k][0]+t.mother.left[k][1])
		}
		count(c.m.Date[:], t.date, p)
		count(c.m.Year[q.old][:], t.year, p)
		count(c.m.Village[:], t.village, p)
		count(c.m.District[:], t.district, p)
		count(c.m.Place[:], t.place, p)
		count(c.m.Sex[:], t.sex, p)
		count(c.m.Age[:], t.age, p)
	}
}

func count(shares []float64, level int8, p float64) {
	if level >= 0 {
		shares[level] += p
	}
}

// lists are the shares of a model that sum to one each.
func (m *Model) lists() [][]float64 {
	return [][]float64{m.Name[:], m.Mother[:], m.Date[:], m.Year[0][:], m.Year[1][:], m.Village[:], m.District[:], m.Place[:], m.Sex[:]}
}

func (c *counts) add(o *counts) {
	c.reports += o.reports
	c.present += o.present
	c.not.all += o.not.all
	c.not.kin += o.not.kin
	c.not.same += o.not.same
	to, from := c.m.lists(), o.m.lists()
	for i := range to {
		for j := range to[i] {
			to[i][j] += from[i][j]
		}
	}
	for i := range ageBands {
		c.m.Age[i] += o.m.Age[i]
	}
	for k := range 2 {
		c.m.Left[k] += o.m.Left[k]
		c.m.MLeft[k] += o.m.MLeft[k]
		c.words[k] += o.words[k]
		c.mwords[k] += o.mwords[k]
	}
}

// maximise makes shares of the sums, with what was known before.
func (c *counts) maximise(before *Model, ages [ageBands]float64) *Model {
	m := *before
	m.Present = (c.present + believe*before.Present) / (c.reports + believe)
	m.Kin = (c.not.kin + believe*before.Kin) / (c.not.all + believe)
	m.Namesake = (c.not.same + believe*before.Namesake) / (c.not.all + believe)
	to, sums := m.lists(), c.m.lists()
	for i := range to {
		total := 0.0
		for _, s := range sums[i] {
			total += s
		}
		for j := range to[i] {
			to[i][j] = (sums[i][j] + believe*to[i][j]) / (total + believe)
		}
	}
	dated := 0.0
	for _, n := range c.m.Age {
		dated += n
	}
	for i, share := range ages {
		if share > 0 {
			m.Age[i] = (c.m.Age[i] + believe*before.Age[i]*share) / (dated + believe) / share
		}
	}
	for k := range 2 {
		m.Left[k] = (c.m.Left[k] + believe*before.Left[k]) / (c.words[k] + believe)
		m.MLeft[k] = (c.m.MLeft[k] + believe*before.MLeft[k]) / (c.mwords[k] + believe)
	}
	return &m
}

// ages are the shares of each ten years in the register.
func (ix *Index) ages() (out [ageBands]float64) {
	var people [ageBands]uint32
	for y, n := range ix.years {
		people[ix.band(uint32(y)<<9)] += n
	}
	for i, n := range people {
		out[i] = float64(n) / max(1, float64(ix.dated()))
	}
	return out
}
