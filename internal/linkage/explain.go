package linkage

// Fields of an explanation.
const (
	FieldName    = "name"
	FieldMother  = "mother"
	FieldBirth   = "birth"
	FieldPlace   = "birth_place"
	FieldVillage = "village"
	FieldSex     = "sex"
)

// Levels of an explanation: how a field, or a word of a name, agrees.
const (
	LevelMissing  = "missing"  // on one side nothing is said
	LevelSame     = "same"     //
	LevelSpelling = "spelling" // another spelling of the same word
	LevelHeard    = "heard"    // sounds alike
	LevelNear     = "near"     // one letter
	LevelFar      = "far"      // two letters
	LevelPart     = "part"     // short for it, or an initial
	LevelJoined   = "joined"   // the register has a part of it
	LevelLeft     = "left"     // of a word: nothing on the other side is like it
	LevelSome     = "some"     // of a name: one word agrees, another does not
	LevelOther    = "other"    // nothing agrees
	LevelSwapped  = "swapped"  // day and month
	LevelMonth    = "month"    // year and month agree
	LevelDay      = "day"      // year and day agree
	LevelYear     = "year"     // day and month agree, not the year
	LevelHeaped   = "heaped"   // the year agrees; the day is one that is written where it is not known
	LevelInYear   = "in_year"  // the year agrees
	LevelNext     = "next"     // a year apart
	LevelClose    = "close"    // two or three
	LevelDecade   = "decade"   // up to ten
	LevelDistrict = "district" // another village of the district
)

var (
	wordNames = [wordLevels]string{LevelSame, LevelHeard, LevelNear, LevelFar, LevelPart, LevelJoined, LevelLeft}
	dateNames = [dateLevels]string{LevelSame, LevelSwapped, LevelMonth, LevelDay, LevelYear, LevelHeaped, LevelInYear, LevelNext, LevelClose, LevelDecade, LevelOther}
	yearNames = [yearLevels]string{LevelInYear, LevelNext, LevelClose, LevelDecade, LevelOther}
	areaNames = [areaLevels]string{LevelSame, LevelDistrict, LevelOther}
	bothNames = [2]string{LevelSame, LevelOther}
)

// Reason is how one field of a report agrees with a person and what that weighs.
type Reason struct {
	Field string
	Level string
	Bits  float32    // log2: above 0 it speaks for the person, below 0 against
	Words []WordPair // of a name: which word was taken for which
}

// WordPair is a word as it was said and as it is written; one of them is empty
// where the other side has nothing like it.
type WordPair struct{ Said, Written, Level string }

// Explain says, field by field, how much of a report speaks for a person and
// what against, as Search would weigh it among the people of an index. The
// person need not be one of them. Bits are the sum, with what the age weighs.
func Explain(m *Model, people *Index, r Report, p Person) (reasons []Reason, bits float32) {
	return (*Memo)(nil).Explain(m, people, r, p)
}

// Explain is the function of this name.
func (k *Memo) Explain(m *Model, people *Index, r Report, p Person) (reasons []Reason, bits float32) {
	one, q, s, t := k.explained(m, people, r, p)
	names := aliases(p.Name)
	if len(names) == 1 {
		names = nil // it is the whole
	}
	for _, name := range names {
		// Whoever is only called by another name has not left out the first.
		alias := p
		alias.Name = name
		if o, aq, as, at := k.explained(m, people, r, alias); as.sum() > s.sum() {
			one, q, s, t, p = o, aq, as, at, alias
		}
	}
	add := func(field string, bits float32, level int8, names []string) {
		why := Reason{Field: field, Level: LevelMissing}
		if level >= 0 {
			why.Level, why.Bits = names[level], bits
		}
		reasons = append(reasons, why)
	}
	reasons = append(reasons, one.explainName(FieldName, s.name, &q.name, &t.name, p.Name))
	if t.year >= 0 {
		add(FieldBirth, s.date, t.year, yearNames[:])
	} else {
		add(FieldBirth, s.date, t.date, dateNames[:])
	}
	add(FieldPlace, s.place, t.place, bothNames[:])
	reasons = append(reasons, one.explainName(FieldMother, s.mother, &q.mother, &t.mother, p.Mother))
	add(FieldSex, s.sex, t.sex, bothNames[:])
	if t.district >= 0 {
		add(FieldVillage, s.village, t.district, []string{LevelDistrict, LevelOther})
	} else {
		add(FieldVillage, s.village, t.village, areaNames[:])
	}
	return reasons, s.sum()
}

// explained weighs a report against one person among others.
func (k *Memo) explained(m *Model, people *Index, r Report, p Person) (*Index, *query, parts, tally) {
	b := NewBuilder()
	b.Add(p)
	one := b.BuildAmong(people)
	q := one.ready(k, m, r)
	q.name.trace, q.mother.trace = true, true
	var t tally
	s := one.score(q, 0, &t)
	return one, q, s, t
}

func (ix *Index) explainName(field string, bits float32, said *person, t *agreed, name string) Reason {
	why := Reason{Field: field, Level: LevelMissing}
	raw := map[string]string{}
	for _, n := range written(name) {
		for _, w := range n {
			raw[w.text] = w.raw
		}
	}
	if len(said.sets) == 0 || len(raw) == 0 {
		return why
	}
	why.Bits = bits
	worst, agree, left := "", 0, 0
	rank := map[string]int{LevelSame: 1, LevelSpelling: 2, LevelHeard: 3, LevelNear: 4, LevelPart: 5, LevelJoined: 6, LevelFar: 7}
	for _, p := range t.pairs {
		pair := WordPair{Level: wordNames[p.level]}
		if p.said >= 0 {
			pair.Said = said.words[p.said].raw
		}
		if p.has {
			text := ix.words.word(p.word)
			if pair.Written = raw[text]; pair.Written == "" {
				pair.Written = text
			}
		}
		if pair.Level == LevelSame && pair.Said != pair.Written {
			pair.Level = LevelSpelling
		}
		if pair.Level == LevelLeft {
			if pair.Said != "" {
				left++
			}
		} else {
			agree++
			if rank[pair.Level] > rank[worst] {
				worst = pair.Level
			}
		}
		why.Words = append(why.Words, pair)
	}
	switch {
	case agree == 0:
		why.Level = LevelOther
	case left > 0:
		why.Level = LevelSome
	default:
		why.Level = worst
	}
	return why
}
