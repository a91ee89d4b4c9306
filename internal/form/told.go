package form

import (
	"strconv"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Told says in words what cases state of a person, the same on every page.
type Told struct {
	Book   *lawbook.Book
	Lang   string
	Places map[string]string // names of institutions by id
}

// codeTables are the fields whose values, or elements, are codes of the lawbook.
var codeTables = map[string]string{
	casefile.FieldSex: "sex", casefile.FieldMarital: "marital", casefile.FieldReligion: "religion", casefile.FieldEducation: "education",
	casefile.FieldOccupation: "occupation", casefile.FieldBlood: "blood", casefile.FieldSHDK: "shdk", casefile.FieldDisability: "disability",
	casefile.FieldProxyAs: "proxy_as", casefile.FieldProxyWhy: "proxy_why", casefile.FieldDifficulty: "difficulty_answer",
	casefile.FieldBiometric: "biometric_outcome",
}

// Field is what people call a field; of one of several values it says which.
func (t Told) Field(field, element string) string {
	name := i18n.T(t.Lang, "form.field."+field)
	switch field {
	case casefile.FieldOtherName, casefile.FieldWitness:
		return name // the element is the value itself, or a place in a list
	case casefile.FieldCircumstance:
		for _, c := range t.Book.Circumstances() {
			if c.Code == element {
				element = c.Label.In(t.Lang)
			}
		}
	case casefile.FieldVulnerability, casefile.FieldLegalClass, casefile.FieldDifficulty:
		element = t.Book.Label(field, element, t.Lang)
	case casefile.FieldReason:
		element = t.Book.Label("case_reason", element, t.Lang)
	}
	if element == "" {
		return name
	}
	return name + ": " + element
}

// Value is a value of a field in words; numbers stay masked.
func (t Told) Value(field, value string) string {
	switch field {
	case casefile.FieldVulnerability, casefile.FieldLegalClass, casefile.FieldCircumstance, casefile.FieldReason:
		if value == "" {
			return i18n.T(t.Lang, "form.value.holds_not")
		}
		return i18n.T(t.Lang, "form.value.holds")
	}
	if value == "" {
		return i18n.T(t.Lang, "form.value.empty")
	}
	switch field {
	case casefile.FieldNIK, casefile.FieldKK:
		return resident.MaskNIK(value)
	case casefile.FieldBirth:
		return t.Birth(value)
	case casefile.FieldVillage, casefile.FieldElsewhere:
		return region.Label(region.Code(value))
	case casefile.FieldInstitution:
		if name := t.Places[value]; name != "" {
			return name
		}
	case casefile.FieldBasis:
		return i18n.T(t.Lang, "form.basis."+value)
	case casefile.FieldPhoto:
		return i18n.T(t.Lang, "form.value.photo")
	}
	if table := codeTables[field]; table != "" {
		return t.Book.Label(table, value, t.Lang)
	}
	return value
}

// Birth is a birth date as far as it is known.
func (t Told) Birth(value string) string {
	d, err := resident.DateOf(value)
	if err != nil {
		return value
	}
	if from, to, ok := d.BirthYearRange(); ok && d.Precision() == resident.Range {
		return i18n.T(t.Lang, "form.value.birth_range", "From", strconv.Itoa(from), "To", strconv.Itoa(to))
	}
	return d.Format(t.Lang)
}
