package register

import (
	"cmp"
	"math"
	"slices"

	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/resident"
)

// MaxCandidates is how many candidates are shown for one person.
const MaxCandidates = 10

// kindRegister begins the reference of a candidate of the register.
const kindRegister = "register"

// Reasons why a candidate is shown, in words through the keys "register.match.*".
const (
	MatchNIK     = "nik"
	MatchName    = "name"
	MatchVillage = "village"
	MatchBirth   = "birth"
	MatchMother  = "mother"
)

// Candidate is somebody who may be the person: in the register or in a case.
type Candidate struct {
	Ref        string // "register:<id>" or "case:<id>"; safe in bodies and forms, never a NIK
	Number     string // of a case
	Stage      string // of a case
	Name       string
	OtherNames string // of a case, with commas between
	Sex        string
	Birth      string
	BirthPlace string
	Village    string
	RT, RW     string // of the register
	Mother     string
	NIK        string // to be masked by who shows it
	KK         string // likewise
	State      string // of the register: active, dead, moved; "" for a case
	Recorded   bool   // of the register: biometrics are recorded
	Matches    []string

	// Probability is how probable it is, from 0 to 1, that the candidate is the
	// person: in the register, or among the cases. Auto says that the search by
	// itself is sure (at least 0.99, and far before the next); nothing is closed
	// or linked for that alone where a person can decide.
	Probability float64
	Auto        bool
	// Model names the model that was used (Explanation).
	Model string
}

// correct lets what people decided correct the probability, and names the model.
func (c *Candidate) correct(by linkage.Calibration, residents *index) {
	if by != linkage.Uncorrected {
		c.Probability = by.Apply(c.Probability)
		c.Auto = c.Auto && c.Probability >= linkage.Sure
	}
	id := "-"
	if residents != nil {
		id = residents.modelID
	}
	c.Model = nameModel(id, by)
}

// leastProbable is how probable a candidate must be to be shown, unless it
// agrees to the letter in a NIK, or in the name and something else.
const leastProbable = .02

// sortCandidates brings the most probable to the front, before them those with
// the very NIK.
func sortCandidates(all []Candidate) {
	first := func(c *Candidate) int {
		if slices.Contains(c.Matches, MatchNIK) {
			return 0
		}
		return 1
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(first(&a), first(&b)), cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Ref, b.Ref))
	})
}

// candidateOf is a record as a candidate.
func candidateOf(p Record) Candidate {
	return Candidate{Ref: kindRegister + ":" + p.ID, NIK: p.NIK, KK: p.KK, Name: p.Name, Sex: p.Sex, Birth: p.Birth, BirthPlace: p.BirthPlace,
		Village: p.Village, RT: p.RT, RW: p.RW, Mother: p.Mother, State: p.State, Recorded: p.Recorded}
}

// alone is how probable it is that somebody is the person where nobody else is
// looked at.
func (ix *index) alone(k *linkage.Memo, q Query, p linkage.Person) float64 {
	_, bits := k.Explain(ix.model, ix.Index, q.report(), p)
	return chance(ix.model.Present / (1 - ix.model.Present) / float64(ix.Len()+1) * math.Exp2(float64(bits)))
}

// chance makes a probability of odds.
func chance(odds float64) float64 {
	if math.IsInf(odds, 1) {
		return 1
	}
	return odds / (1 + odds)
}

// What a NIK weighs, in bits. One person has one for life (UU 24/2013 pasal 13),
// but it is typed: a wrong digit is more usual than two people with one number.
const (
	nikSame  = 17
	nikNear  = 7
	nikOther = -6
)

// weighNIK lets the NIK speak for or against a candidate.
func (c *Candidate) weighNIK(q Query) {
	c.Matches = matches(q, *c)
	bits := nikBits(q.NIK, c.NIK)
	if bits == 0 {
		return
	}
	c.Probability = chance(min(c.Probability, 1-1e-12) / (1 - min(c.Probability, 1-1e-12)) * math.Exp2(bits))
	c.Auto = c.Auto && bits > 0
}

func nikBits(a, b string) float64 {
	switch {
	case a == "" || b == "":
		return 0
	case a == b:
		return nikSame
	case oneSlip(a, b):
		return nikNear
	}
	return nikOther
}

// oneSlip reports whether two numbers differ in one digit or in two neighbours
// that changed places.
func oneSlip(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	var at []int
	for i := range a {
		if a[i] != b[i] {
			at = append(at, i)
		}
	}
	return len(at) == 1 || len(at) == 2 && at[1] == at[0]+1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]]
}

// hasCase is the share of reports of whose person there is a case already.
const hasCase = .1

// caseModel is how cases are compared: as reports are, and every age alike.
func caseModel(residents *index) *linkage.Model {
	m := *linkage.DefaultModel()
	if residents != nil {
		m = *residents.model
	}
	m.Present, m.Age = hasCase, linkage.DefaultModel().Age
	return &m
}

// person is a candidate as the search takes it.
func (c *Candidate) person() linkage.Person {
	return linkage.Person{Name: allNames(c.Name, c.OtherNames), Mother: c.Mother, Sex: sexOf(c.Sex), Birth: birthOf(c.Birth), BirthPlace: c.BirthPlace,
		Village: villageOf(c.Village), District: districtOf(c.Village)}
}

// matches names what agrees to the letter.
func matches(q Query, c Candidate) []string {
	var m []string
	if q.NIK != "" && q.NIK == c.NIK {
		m = append(m, MatchNIK)
	}
	if n := resident.Fold(q.Name); n != "" && n == resident.Fold(c.Name) {
		m = append(m, MatchName)
	}
	if q.Village != "" && q.Village == c.Village {
		m = append(m, MatchVillage)
	}
	if overlap(q.Birth, c.Birth) {
		m = append(m, MatchBirth)
	}
	if n := resident.Fold(q.Mother); n != "" && n == resident.Fold(c.Mother) {
		m = append(m, MatchMother)
	}
	return m
}
