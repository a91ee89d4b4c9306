package handover

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// A receipt that names no number does not say which card was handed over.
func TestNumbersOnAReceipt(t *testing.T) {
	field := func(name, value string, disputed bool) casefile.PersonField {
		return casefile.PersonField{Field: name, Value: value, Disputed: disputed}
	}
	known := casefile.Person{Fields: []casefile.PersonField{field(casefile.FieldKK, "3503021503219001", false), field(casefile.FieldNIK, "3503044101639002", false)}}
	disputed := casefile.Person{Fields: []casefile.PersonField{field(casefile.FieldKK, "3503021503219001", true), field(casefile.FieldNIK, "3503044101639002", true)}}
	for _, c := range []struct {
		need, document string
		person         casefile.Person
		want           string
	}{
		{casefile.NeedKK, "3503021503219003", known, "3503••••••••9003"},
		{casefile.NeedKK, "", known, "3503••••••••9001"},
		{casefile.NeedKK, "", disputed, ""},
		{casefile.NeedKTP, "", known, "3503••••••••9002"},
		{casefile.NeedKIA, "", known, "3503••••••••9002"},
		{casefile.NeedKTP, "", disputed, ""},
		{casefile.NeedKTP, "", casefile.Person{}, ""},
		{casefile.NeedBirthDeed, "3503-LT-04062021-0001", known, "3503-LT-04062021-0001"},
		{casefile.NeedSKPTI, "SKPTI-2021-0034", known, "SKPTI-2021-0034"},
	} {
		if got := numberOn(casefile.NeedState{Need: c.need, Document: c.document}, c.person); got != c.want {
			t.Errorf("%s: %q, want %q", c.need, got, c.want)
		}
	}
}
