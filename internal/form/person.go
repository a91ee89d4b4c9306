package form

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Known gives the fields of a person for Prefill. Where a case holds the
// person, use the case's Printable instead: it knows what is in dispute.
func Known(p resident.Person) func(field string) string {
	var others, vulnerabilities, classes []string
	for _, n := range p.OtherNames {
		others = append(others, string(n))
	}
	for _, v := range p.Vulnerabilities {
		vulnerabilities = append(vulnerabilities, string(v))
	}
	for _, c := range p.LegalClasses {
		classes = append(classes, string(c))
	}
	known := map[string]string{
		casefile.FieldName:          string(p.Name),
		casefile.FieldOtherName:     strings.Join(others, ", "),
		casefile.FieldSex:           string(p.Sex),
		casefile.FieldBirth:         p.Birth.Text(),
		casefile.FieldBirthPlace:    p.BirthPlace,
		casefile.FieldMother:        string(p.Mother),
		casefile.FieldFather:        string(p.Father),
		casefile.FieldNIK:           string(p.NIK),
		casefile.FieldKK:            string(p.KK),
		casefile.FieldVillage:       string(p.Village),
		casefile.FieldAddress:       p.Address,
		casefile.FieldRT:            p.RT,
		casefile.FieldRW:            p.RW,
		casefile.FieldPlace:         p.Place,
		casefile.FieldPhone:         string(p.Phone),
		casefile.FieldVulnerability: strings.Join(vulnerabilities, ","),
		casefile.FieldLegalClass:    strings.Join(classes, ","),
	}
	return func(field string) string { return known[field] }
}

// Disputable gives the fields of a case's person for Prefill: what is in
// dispute is blank, the elements of a list come together, and "witness/1" is
// one of them.
func Disputable(p casefile.Person) func(field string) string {
	return func(field string) string {
		if field, element, one := strings.Cut(field, "/"); one {
			if f := p.Element(field, element); !f.Disputed {
				return f.Value
			}
			return ""
		}
		switch field {
		case casefile.FieldPlace:
			// Who has an address can be found there, unless somebody knows better.
			if f := p.Get(field); f.Value == "" && !f.Disputed {
				return p.Printable(casefile.FieldAddress)
			}
		case casefile.FieldVulnerability, casefile.FieldLegalClass, casefile.FieldReason:
			return elements(p, field, func(f casefile.PersonField) string { return f.Element })
		case casefile.FieldOtherName:
			return elements(p, field, func(f casefile.PersonField) string { return f.Value })
		}
		return p.Printable(field)
	}
}

// Home is where the person lives, as an address ends: the neighbourhood, and the
// village with its kecamatan.
func Home(known func(field string) string) string {
	village := region.Label(region.Code(known(casefile.FieldVillage)))
	if village == "" {
		return ""
	}
	var out []string
	for _, f := range []struct{ name, field string }{{"RT", casefile.FieldRT}, {"RW", casefile.FieldRW}} {
		if n := known(f.field); n != "" {
			out = append(out, f.name+" "+n)
		}
	}
	return strings.Join(append(out, village), ", ")
}

// elements joins the elements of a field on which nobody disagrees.
func elements(p casefile.Person, field string, word func(casefile.PersonField) string) string {
	var list []string
	for _, f := range p.Fields {
		if f.Field == field && f.Value != "" && !f.Disputed {
			list = append(list, word(f))
		}
	}
	return strings.Join(list, ",")
}
