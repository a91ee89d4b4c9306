package lawbook

import (
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/resident"
)

// Circumstance is something about the person or the occasion that decides
// which requirements apply.
type Circumstance string

// The circumstances. The age ones err on the side of asking for more: somebody
// whose age is not certain is both Adult and Child.
const (
	Adult              Circumstance = "adult" // not certainly under 17
	Child              Circumstance = "child" // possibly under 17
	UnderFive          Circumstance = "under_five"
	Newborn            Circumstance = "newborn" // of registered parents
	Hosted             Circumstance = "hosted"  // numpang KK, sewa, kos, panti
	Married            Circumstance = "married"
	UnrecordedMarriage Circumstance = "unrecorded_marriage"
	Foundling          Circumstance = "foundling"
	LateBirth          Circumstance = "late_birth"
	NoDocuments        Circumstance = "no_documents"
	InDatabase         Circumstance = "in_database"
	Neglected          Circumstance = "neglected"
	Disaster           Circumstance = "disaster"
	Elsewhere          Circumstance = "elsewhere" // has the NIK of another kabupaten
	Lost               Circumstance = "lost"
	Damaged            Circumstance = "damaged"
	IdentityUnclear    Circumstance = "identity_unclear"
	BodyNotFound       Circumstance = "body_not_found"
	DataMismatch       Circumstance = "data_mismatch" // of the deceased, between papers
	HeadDied           Circumstance = "head_died"     // of the family on the old KK
	Split              Circumstance = "split"         // leaves the old KK
	DataChange         Circumstance = "data_change"   // on the KK
	MinorsRemain       Circumstance = "minors_remain" // on the KK that somebody leaves
)

// Circumstances are those that hold.
type Circumstances []Circumstance

// Has reports whether one holds.
func (cs Circumstances) Has(c Circumstance) bool { return slices.Contains(cs, c) }

// Of are the circumstances that follow from what is known of a person: age on
// the day, marital status (a code of table "marital", "" if not known), legal
// classes and a known NIK. What only a human can tell is added by the caller.
func Of(p resident.Person, marital string, day time.Time) Circumstances {
	var cs Circumstances
	least, greatest, known := p.Birth.AgeOn(day)
	if !known || greatest >= 17 {
		cs = append(cs, Adult)
	}
	if !known || least < 17 {
		cs = append(cs, Child)
	}
	if known && greatest < 5 {
		cs = append(cs, UnderFive)
	}
	switch marital {
	case "3", "5":
		cs = append(cs, Married, UnrecordedMarriage)
	case "2", "4", "6":
		cs = append(cs, Married)
	}
	for _, c := range p.LegalClasses {
		switch c {
		case resident.NaturalDisaster, resident.SocialDisaster:
			if !cs.Has(Disaster) {
				cs = append(cs, Disaster)
			}
		case resident.Neglected:
			cs = append(cs, Neglected)
		}
	}
	if p.HasNIK() {
		cs = append(cs, InDatabase)
	}
	return cs
}

// Requirement is one item of a checklist.
type Requirement struct {
	Code        string       `json:"code"` // "BIO-1"
	Need        string       `json:"need"`
	Label       Label        `json:"label"`
	Source      string       `json:"source"`
	Article     string       `json:"article,omitempty"`
	Mark        Mark         `json:"mark"`
	When        []string     `json:"when,omitempty"` // circumstances that must all hold; "!" that one must not
	Form        string       `json:"form,omitempty"` // the form that fulfils it
	Substitutes []Substitute `json:"substitutes,omitempty"`
	Supply      []string     `json:"supply"` // who can supply it: roles, person, family, office
	Note        Label        `json:"note,omitzero"`
}

// Substitute is what may stand in for a requirement.
type Substitute struct {
	Code   string `json:"code"`
	Label  Label  `json:"label"`
	Form   string `json:"form,omitempty"`
	Source string `json:"source,omitempty"`
}

// AppliesIn reports whether the item is asked for in the circumstances.
func (r Requirement) AppliesIn(cs Circumstances) bool {
	for _, w := range r.When {
		c, not := strings.CutPrefix(w, "!")
		if cs.Has(Circumstance(c)) == not {
			return false
		}
	}
	return true
}

// Accepts reports whether the code names a substitute of the item.
func (r Requirement) Accepts(substitute string) bool {
	return slices.ContainsFunc(r.Substitutes, func(s Substitute) bool { return s.Code == substitute })
}

// Requirements is the checklist of a need in the circumstances. An unknown
// need has none; Need tells it apart.
func (b *Book) Requirements(need string, cs Circumstances) []Requirement {
	var out []Requirement
	for _, r := range b.requirements {
		if r.Need == need && r.AppliesIn(cs) {
			out = append(out, r)
		}
	}
	return out
}

// Checklist is everything that a need may ask for, whatever the circumstances:
// a page also says what is not needed, and why.
func (b *Book) Checklist(need string) []Requirement {
	var out []Requirement
	for _, r := range b.requirements {
		if r.Need == need {
			out = append(out, r)
		}
	}
	return out
}

// Requirement finds an item by its code.
func (b *Book) Requirement(code string) (Requirement, error) {
	for _, r := range b.requirements {
		if r.Code == code {
			return r, nil
		}
	}
	return Requirement{}, unknown("requirement", code)
}

// Circumstances are all circumstances with their words.
func (b *Book) Circumstances() []Code { return slices.Clone(b.circumstances) }

// Citation is the legal source as a checklist shows it: "Perpres 96/2018 pasal 4".
func (b *Book) Citation(r Requirement) string {
	s, err := b.Source(r.Source)
	if err != nil {
		return r.Source
	}
	return strings.TrimSpace(s.Short + " " + r.Article)
}
