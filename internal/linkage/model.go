package linkage

// Levels of agreement of one word of a name.
const (
	wordSame  = iota // the same after Spell
	wordHeard        // the same by ear
	wordNear         // one letter left out, added, changed or swapped
	wordFar          // two
	wordPart         // it is how the register's begins or ends: PARTI for SUPARTI, an initial
	wordMore         // the register's is how it begins or ends
	wordNone         // nothing in the name is like it
	wordLevels
)

// Levels of agreement of a date with one in the register.
const (
	dateSame    = iota
	dateSwapped // day and month
	dateDay     // year and month agree
	dateMonth   // year and day agree
	dateYear    // day and month agree, the year is another
	dateHeaped  // the year agrees, what is said is 1 January, 1 July or 31 December
	dateInYear  // the year agrees
	dateNext    // the year before or after
	dateClose   // up to three years
	dateFar     // up to ten years
	dateOther
	dateLevels
)

// Levels of agreement of a year that was told or computed from an age.
const (
	yearSame = iota
	yearNext
	yearClose // two or three
	yearFar   // up to ten
	yearOther
	yearLevels
)

// Levels of agreement of a place.
const (
	areaSame     = iota
	areaDistrict // another of the same district
	areaOther
	areaLevels
)

// ageBands are ten years each; in the last is who is older.
const ageBands = 10

// Model says how often people are reported as they are written: for each field
// the share of reports of somebody in the register that agree in each level.
// What agrees by chance is counted in the register itself, value by value.
type Model struct {
	Version  int
	Present  float64                // share of reports whose person is in the register
	Name     [wordLevels]float64    // of the words that are said
	Mother   [wordLevels]float64    //
	Left     [2]float64             // share of the register's words that are not said: the first, the others
	MLeft    [2]float64             // ... of the mother
	Date     [dateLevels]float64    //
	Year     [2][yearLevels]float64 // of the young, of the old
	Village  [areaLevels]float64    //
	District [2]float64             // where no village is said: the same, another
	Place    [2]float64             // of birth: the same, another
	Age      [ageBands]float64      // how much more often than others people of each ten years are reported, the youngest first
	Sex      [2]float64             //
	Kin      float64                // share of those not in the register who have a brother or sister there
	Namesake float64                // ... who are called like somebody there, more often than by chance
}

// DefaultModel is where learning begins, and what is used where there is nothing
// to learn from.
func DefaultModel() *Model {
	return &Model{
		Version:  1,
		Present:  .8,
		Name:     [wordLevels]float64{.72, .05, .10, .03, .03, .02, .05},
		Mother:   [wordLevels]float64{.70, .05, .10, .03, .03, .02, .07},
		Left:     [2]float64{.06, .25},
		MLeft:    [2]float64{.08, .25},
		Date:     [dateLevels]float64{.70, .03, .05, .04, .04, .04, .02, .03, .02, .01, .02},
		Year:     [2][yearLevels]float64{{.70, .18, .07, .03, .02}, {.45, .22, .18, .12, .03}},
		Village:  [areaLevels]float64{.85, .08, .07},
		District: [2]float64{.93, .07},
		Place:    [2]float64{.85, .15},
		Age:      [ageBands]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
		Sex:      [2]float64{.985, .015},
		Kin:      .1,
		Namesake: .1,
	}
}

// spread is over how many values that might have been said a level is spread:
// a word can be misheard in few ways and mistyped in many.
func spread(level, length int) float64 {
	switch level {
	case wordHeard:
		return 4
	case wordNear:
		return 12 * float64(length)
	case wordFar:
		return 400 * float64(length)
	case wordPart:
		return 6
	case wordMore:
		return 40 * float64(length)
	}
	return 1
}
