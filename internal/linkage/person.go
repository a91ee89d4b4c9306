package linkage

// Person is somebody of the register, as it is written there. Everything but ID
// may be missing.
type Person struct {
	ID         string
	Name       string
	Mother     string
	Sex        byte // 'L', 'P' or 0
	Birth      Date
	BirthPlace string
	Village    string // name or code, as the register has it
	District   string // of the village; the same village name in two districts is two villages
}

// Report is what is said of somebody who is looked for. Everything may be missing.
type Report struct {
	Name       string
	Mother     string
	Sex        byte // 'L', 'P' or 0
	Birth      Date // Year alone where only the year is known
	BirthPlace string
	Village    string
	District   string
}

// Date is a date of birth; zero parts are not known. A year without a month is
// a year that was told or computed from an age.
type Date struct {
	Year  int16
	Month int8
	Day   int8
}

// Match is one candidate for a report.
type Match struct {
	ID          string
	Score       float32 // log2 of the odds that it is the person rather than another candidate or nobody of the register
	Bits        float32 // log2 of how much more this would be said of the person than of anybody, whoever else there is
	Probability float64 // that it is the person, given the other candidates
	Auto        bool    // sure enough to be linked without a person's decision
}
