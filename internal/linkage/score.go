package linkage

// tally is how a candidate agrees with a report: what Learn counts.
type tally struct {
	name, mother agreed
	date, year   int8 // levels; -1 where it is not compared
	village      int8
	district     int8
	place, sex   int8
	age          int8 // band
}

// agreed counts the levels of one name.
type agreed struct {
	level [wordLevels]int8
	left  [2][2]int8 // the first word, the others: said, left
	bits  float32    // of the words that agree
	pairs []paired   // where it is asked for
}

// paired is a word that was said, taken for one of the register.
type paired struct {
	said  int // -1 is none
	has   bool
	word  uint32
	level uint8
}

// parts of a score, in bits.
type parts struct {
	name, mother, date, village, place, sex float32

	age float32 // of people of that age being reported at all
}

func (p parts) sum() float32 {
	return p.name + p.mother + p.date + p.village + p.place + p.sex + p.age
}

// score weighs one candidate in full.
func (ix *Index) score(q *query, who uint32, t *tally) parts {
	s := ix.weighPlain(q, who, t)
	s.name = q.name.score(ix, ix.namesOf(who), &t.name)
	s.mother = q.mother.score(ix, ix.mothersOf(who), &t.mother)
	return s
}

// weighPlain weighs all but the names.
func (ix *Index) weighPlain(q *query, who uint32, t *tally) (s parts) {
	t.date, t.year, t.village, t.district, t.place, t.sex, t.age = -1, -1, -1, -1, -1, -1, -1
	has := ix.plainOf(who)
	if b := has.birth; b != 0 {
		t.age = ix.band(b)
		s.age = q.ageW[t.age]
	}
	if d := unpack(has.birth); d.Year != 0 && q.date.Year != 0 {
		if d.Month != 0 && q.date.Month != 0 {
			t.date = int8(q.dateLevel(d))
			s.date = q.dateW[t.date]
		} else {
			t.year = int8(yearLevel(int(d.Year) - int(q.date.Year)))
			s.date = q.yearW[t.year]
		}
	}
	if v := has.village; v != 0 {
		switch {
		case q.inArea:
			t.village = areaOther
			for _, a := range q.areas {
				if a == v {
					t.village = areaSame
				}
			}
			if t.village == areaOther && ix.areas.in[v] == q.district {
				t.village = areaDistrict
			}
			s.village = q.areaW[t.village]
		case q.district != 0:
			t.district = 1
			if ix.areas.in[v] == q.district {
				t.district = 0
			}
			s.village = q.districtW[t.district]
		}
	}
	if p := has.place; p != 0 && q.atPlace {
		t.place = 1
		for _, a := range q.places {
			if a == p {
				t.place = 0
			}
		}
		s.place = q.placeW[t.place]
	}
	if x := has.sex; q.report.Sex != 0 && x != 0 {
		t.sex = 1
		if x == q.report.Sex {
			t.sex = 0
		}
		s.sex = q.sexW[t.sex]
	}
	return s
}

// pairing says for each word of the register which of the words that are said
// it may be: the place in said.may, from 1; 0 is none.
type pairing [2 * maxTokens][maxSaid]int16

// score weighs the words of a name against those of one person of the register:
// the name or another name of the report, whichever fits best.
func (p *person) score(ix *Index, has []uint32, t *agreed) float32 {
	if len(p.sets) == 0 || len(has) == 0 {
		return 0
	}
	has = has[:min(len(has), 2*maxTokens)]
	var at pairing
	for i, w := range has {
		if slot := p.table.slot(w); p.table.key[slot] != 0 {
			at[i] = p.table.at[slot]
		}
	}
	return p.scorePaired(ix, has, &at, t)
}

func (p *person) scorePaired(ix *Index, has []uint32, at *pairing, t *agreed) float32 {
	var best float32
	for n, set := range p.sets {
		var tried agreed
		s := p.scoreSet(ix, set, has, at, &tried)
		switch {
		case n == 0:
			s += p.first
		case n < p.joins:
			s += p.other
		default:
			s += p.first + log2(oneWord)
		}
		if n == 0 || s > best {
			best, *t = s, tried
		}
	}
	return best
}

// scoreSet pairs words, the heaviest pair first.
func (p *person) scoreSet(ix *Index, set [2]int, has []uint32, at *pairing, t *agreed) float32 {
	var taken [2 * maxTokens]bool
	var done [maxSaid]bool
	var sum float32
	for range set[1] - set[0] {
		var best *maybe
		var from, to int
		for i := range has {
			if taken[i] {
				continue
			}
			for j := set[0]; j < set[1]; j++ {
				if k := at[i][j]; k != 0 && !done[j] {
					if m := &p.words[j].may[k-1]; m.bits > p.words[j].none && (best == nil || m.bits > best.bits) {
						best, from, to = m, i, j
					}
				}
			}
		}
		if best == nil {
			break
		}
		taken[from], done[to] = true, true
		if p.trace {
			t.pairs = append(t.pairs, paired{to, true, has[from], best.level})
		}
		sum += best.bits
		t.bits += best.bits
		t.level[best.level]++
		switch best.level {
		case wordMore:
			sum += p.joined(ix, has, at, &taken, from, to)
		case wordPart:
			p.split(ix, set, &at[from], &done, has[from], to)
		}
	}
	for j := set[0]; j < set[1]; j++ {
		if done[j] {
			continue
		}
		if w := p.words[j].text; len(w) == 1 {
			if i := initialOf(ix, w[0], has, &taken); i >= 0 {
				taken[i], done[j] = true, true
				if p.trace {
					t.pairs = append(t.pairs, paired{j, true, has[i], wordPart})
				}
				sum += initialBits(ix, w[0])
				t.level[wordPart]++
				continue
			}
		}
		if p.trace {
			t.pairs = append(t.pairs, paired{said: j, level: wordNone})
		}
		sum += p.words[j].none
		t.level[wordNone]++
	}
	for i := range has {
		first := min(i, 1)
		k := 0
		if !taken[i] {
			k = 1
			if p.trace {
				t.pairs = append(t.pairs, paired{-1, true, has[i], wordNone})
			}
		}
		sum += p.left[first][k]
		t.left[first][k]++
	}
	return sum
}

// initialOf finds a word that nothing was paired with and that has the letter.
func initialOf(ix *Index, letter byte, has []uint32, taken *[2 * maxTokens]bool) int {
	for i, w := range has {
		if !taken[i] && ix.words.word(w)[0] == letter {
			return i
		}
	}
	return -1
}

func initialBits(ix *Index, letter byte) float32 {
	if letter < 'A' || letter > 'Z' {
		return 0
	}
	all := ix.people()
	return log2(.8 * (float64(all.Len()) + 1) / (float64(all.words.initial[letter-'A'].name) + 1))
}

// joined looks for the other half of a word that was written as one with a
// second: SITIAMINAH. It takes that half and gives what is known better then.
func (p *person) joined(ix *Index, has []uint32, at *pairing, taken *[2 * maxTokens]bool, from, to int) float32 {
	w := &p.words[to]
	for i := range has {
		if taken[i] || at[i][to] == 0 {
			continue
		}
		if m := &w.may[at[i][to]-1]; m.level == wordMore && len(ix.words.word(has[i]))+len(ix.words.word(has[from])) == len(w.text) {
			taken[i] = true
			return log2(spread(wordMore, len(w.text)))
		}
	}
	return 0
}

// split takes the other half of a word of the register that was written as two.
func (p *person) split(ix *Index, set [2]int, at *[maxSaid]int16, done *[maxSaid]bool, word uint32, to int) {
	for j := set[0]; j < set[1]; j++ {
		if done[j] || at[j] == 0 {
			continue
		}
		if m := &p.words[j].may[at[j]-1]; m.level == wordPart && len(p.words[j].text)+len(p.words[to].text) == len(ix.words.word(word)) {
			done[j] = true
			return
		}
	}
}

// band is the ten years in which somebody with a packed date was born.
func (ix *Index) band(birth uint32) int8 {
	return int8(max(0, min((int(ix.people().newest)-int(birth>>9))/10, ageBands-1)))
}
