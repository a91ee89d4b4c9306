package resident

import (
	"log/slog"

	"github.com/jempolkeren/jempol/internal/region"
)

// Person is what is known of somebody so far. Everything can be missing: a
// person of whom only a place is known is a Person with Place.
type Person struct {
	Name       Name
	OtherNames []Name
	Sex        Sex
	Birth      Date
	BirthPlace string
	Mother     Name
	Father     Name
	NIK        NIK
	KK         KK

	Village    region.Code
	Address    string
	RT, RW     string
	Place      string // where to be found, in words
	Directions string
	Companion  string
	Phone      Phone

	Vulnerabilities []Vulnerability
	LegalClasses    []LegalClass
}

// HasNIK reports whether a NIK is known.
func (p Person) HasNIK() bool { return p.NIK != "" }

// Called is the name that people read: the name, else another name, else ""
// (and the page says that the name is not known).
func (p Person) Called() Name {
	if p.Name == "" && len(p.OtherNames) > 0 {
		return p.OtherNames[0]
	}
	return p.Name
}

// Warnings collects what is odd about the person's numbers and name, for an
// office of the district on the day that known says.
func (p Person) Warnings(district region.Code, known Known) []Warning {
	known.Sex, known.Birth, known.District = p.Sex, p.Birth, district
	out := p.NIK.Warnings(known)
	out = append(out, p.KK.Warnings(known)...)
	if p.Name != "" {
		out = append(out, p.Name.Warnings()...)
	}
	return out
}

// LogValue keeps the person out of logs.
func (p Person) LogValue() slog.Value { return slog.StringValue("[person]") }

// String keeps the person out of messages that are put together with %v.
func (p Person) String() string { return "[person]" }
