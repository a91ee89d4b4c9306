package casefile

import (
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Age bands of figures. Under 5 is the band of SDG 16.9.1, from 17 a KTP-el is
// due, from 60 a person is elderly (UU 13/1998 pasal 1).
const (
	AgeUnder5  = "0-4"
	AgeChild   = "5-16"
	AgeAdult   = "17-59"
	AgeElderly = "60+"
	AgeUnknown = ""
)

// AgeBands lists the bands in order, without the unknown one.
func AgeBands() []string { return []string{AgeUnder5, AgeChild, AgeAdult, AgeElderly} }

// AgeBand is the band of somebody born on a date, at a time. Where the date
// leaves a choice between bands it is unknown.
func AgeBand(birth resident.Date, at time.Time) string {
	least, most, ok := birth.AgeOn(at)
	if !ok || least < 0 || band(least) != band(most) {
		return AgeUnknown
	}
	return band(least)
}

func band(age int) string {
	switch {
	case age < 5:
		return AgeUnder5
	case age < 17:
		return AgeChild
	case age < 60:
		return AgeAdult
	}
	return AgeElderly
}

// Kecamatan is the kecamatan in which the person is to be found; "" if the area
// says less.
func (s *State) Kecamatan() string {
	return string(region.Code(s.Area).At(region.Kecamatan))
}

// Figures are the coarse codes that figures count. They are what an erasing
// event carries, and after it they are read from there.
func (s *State) Figures() ErasedBody {
	if s.Erased {
		f := s.Coarse
		f.Stage = string(s.Stage)
		f.Categories = slices.Compact(slices.Sorted(slices.Values(f.Categories)))
		return f
	}
	birth, _ := resident.DateOf(s.Person.Printable(FieldBirth)) // an unreadable date is an unknown one
	return ErasedBody{
		Kecamatan: s.Kecamatan(), Sex: s.Person.Printable(FieldSex),
		AgeBand: AgeBand(birth, time.UnixMicro(s.OpenedAt).In(s.Zone())), Categories: s.categories(), Stage: string(s.Stage),
	}
}

// categories are why the person is on the list, as "reason:...",
// "vulnerability:..." and "class:...", and what is difficult for them, as
// "difficulty:...", each once and in order.
func (s *State) categories() []string {
	var out []string
	for _, r := range s.Reasons {
		out = append(out, "reason:"+r)
	}
	for _, v := range s.Person.Elements(FieldVulnerability) {
		out = append(out, "vulnerability:"+v)
	}
	for _, c := range s.Person.Elements(FieldLegalClass) {
		out = append(out, "class:"+c)
	}
	for _, f := range s.Person.Fields {
		if f.Field == FieldDifficulty && resident.Difficulty(f.Value).Counts() {
			out = append(out, "difficulty:"+f.Element)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
