package bench

// rates say how likely each thing is that happens to a name on its way from the
// register to a report. They are independent of one another. They are judgement,
// not measurement, and were set before any engine had been run on them.
type rates struct {
	missing float64 // a word of several is left out
	added   float64 // a word more, of the same sort of names
	variant float64 // Muhammad, Siti, Abdul and the like in another form
	initial float64 // a word after the first becomes its first letter
	clip    float64 // PARTI for SUPARTI, MUJI for MUJIONO
	respell float64 // a sound written in another way
	again   float64 // and one more
	old     float64 // the whole name in old spelling
	typo    float64 // a typing error
	twice   float64 // and one more
	swap    float64 // two words change places
	join    float64 // two words become one
	split   float64 // one word becomes two
	alias   float64 // a second name behind ALIAS, AL., @ or in brackets
	father  float64 // BIN or BINTI and the father's name
	title   float64 // PAK, MBAH, H., HJ.
}

// said are the rates of a reported person's own name.
var said = rates{missing: .15, added: .03, variant: .35, initial: .05, clip: .08, respell: .20, again: .25, old: .03, typo: .18, twice: .20,
	swap: .04, join: .04, split: .03, alias: .06, father: .04, title: .12}

// saidOfMother are the rates of the mother's name, which is told by others.
var saidOfMother = rates{missing: .15, added: .02, variant: .30, initial: .02, clip: .08, respell: .15, again: .20, old: .03, typo: .12, twice: .15,
	swap: .02, join: .02, split: .02, alias: .02, title: .06}

// fields say how likely it is that a field of a report is not as in the
// register. The ways of one field exclude each other; what is left is right.
type fields struct {
	dateMissing, dateYear, dateAge, dateSwapped, dateHeaped, dateDigit float64
	placeMissing, placeOther                                           float64
	motherMissing                                                      float64
	villageNear, villageSpelt, villageMissing, villageFar              float64
	districtMissing                                                    float64 // whatever the village
	sexMissing, sexWrong                                               float64
}

var toldFields = fields{
	dateMissing: .35, dateYear: .25, dateAge: .10, dateSwapped: .02, dateHeaped: .03, dateDigit: .03,
	placeMissing: .45, placeOther: .15,
	motherMissing: .40,
	villageNear:   .07, villageSpelt: .08, villageMissing: .06, villageFar: .03,
	districtMissing: .10,
	sexMissing:      .06, sexWrong: .01,
}

// The strata: what a report is in the first place. Everything else happens to it
// as to any report.
const (
	ordinary     = "ordinary"
	singleName   = "single_name"
	noDate       = "no_date"
	wrongVillage = "wrong_village"
	oldSpelt     = "old_spelling"
	absent       = "not_in_register"
	twins        = "twins"
)

// strata are shares of a hundred reports.
var strata = []struct {
	name  string
	share int
}{{ordinary, 42}, {singleName, 12}, {noDate, 10}, {wrongVillage, 10}, {oldSpelt, 8}, {absent, 15}, {twins, 3}}

// elderly is the share of reports that are of somebody born before 1966.
const elderly = .45

// kin and namesake are, of a hundred people who are not in the register, how
// many have a brother or sister there, and how many somebody of the same name.
const kin, namesake = 25, 30

// ageError is the standard deviation, in years, of an age that is told.
func ageError(age int) float64 { return 0.4 + 0.05*float64(age) }

// roundAge is how many of the people over fifty say an age that ends in 0 or 5.
const roundAge = .4
