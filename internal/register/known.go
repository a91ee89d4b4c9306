package register

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Query is what is known of the person who is looked for; everything may be missing.
type Query struct {
	NIK        string
	Name       string
	OtherNames []string
	Sex        string
	Birth      string // resident.Date in its canonical text
	BirthPlace string
	Village    string // area code
	Mother     string
	// NotCase leaves out one case: the one that is being looked at.
	NotCase string
}

// Known reports whether the query holds enough to look for anybody.
func (q Query) Known() bool { return q.NIK != "" || q.named() }

// named reports whether anything is said of how the person is called.
func (q Query) named() bool {
	return resident.Fold(q.Name) != "" || len(q.OtherNames) > 0
}

// report is the query as the search takes it.
func (q Query) report() linkage.Report {
	return linkage.Report{Name: allNames(q.Name, strings.Join(q.OtherNames, ", ")), Mother: q.Mother, Sex: sexOf(q.Sex), Birth: birthOf(q.Birth),
		BirthPlace: q.BirthPlace, Village: villageOf(q.Village), District: districtOf(q.Village)}
}

// person is a record as the search takes it.
func (p *Record) person() linkage.Person {
	return linkage.Person{ID: p.ID, Name: p.Name, Mother: p.Mother, Sex: sexOf(p.Sex), Birth: birthOf(p.Birth),
		BirthPlace: p.BirthPlace, Village: villageOf(p.Village), District: districtOf(p.Village)}
}

// allNames is a name with the other names of the person, of which there may be
// several with a comma between.
func allNames(name, others string) string {
	for _, o := range strings.Split(others, ",") {
		if o = strings.TrimSpace(o); o != "" {
			name += " / " + o
		}
	}
	return strings.TrimPrefix(name, " / ")
}

// villageOf and districtOf are codes without dots: a code is the same or another.
func villageOf(code string) string { return region.Code(code).Digits() }

func districtOf(code string) string { return region.Code(code).At(region.Kecamatan).Digits() }

func sexOf(s string) byte {
	if s == "L" || s == "P" {
		return s[0]
	}
	return 0
}

// birthOf is a date as the search takes it: of a span of years, such as an age
// makes, the middle.
func birthOf(text string) linkage.Date {
	d, err := resident.DateOf(text)
	if err != nil {
		return linkage.Date{}
	}
	if d.Precision() == resident.Exact {
		y, m, day := d.Parts()
		return linkage.Date{Year: int16(y), Month: int8(m), Day: int8(day)}
	}
	from, to, ok := d.BirthYearRange()
	if !ok {
		return linkage.Date{}
	}
	return linkage.Date{Year: int16((from + to) / 2)}
}
