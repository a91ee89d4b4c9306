package issuance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document/papertest"
)

// A letter that the head signs has no lines on which its holder could be given a
// mother: what is not known is said not to be.
func TestNothingIsLeftToWriteOnALetter(t *testing.T) {
	for name, c := range map[string]struct {
		fields []casefile.PersonField
		want   []string
	}{
		"nothing known": {nil, []string{"Nama ibu : tidak diketahui", "Jenis kelamin : tidak diketahui", "Tempat, tanggal lahir : tidak diketahui"}},
		"in dispute": {[]casefile.PersonField{{Field: casefile.FieldMother, Value: "Painem", Disputed: true}, {Field: casefile.FieldName, Value: "Sumiatun"}},
			[]string{"Nama ibu : belum dipastikan", "Nama : SUMIATUN"}},
		"birthplace alone": {[]casefile.PersonField{{Field: casefile.FieldBirthPlace, Value: "Dongko"}}, []string{"Tempat, tanggal lahir : Dongko"}},
	} {
		slices.SortFunc(c.fields, func(a, b casefile.PersonField) int { return strings.Compare(a.Field, b.Field) })
		in := interim{zone: time.UTC, need: casefile.NeedSKPS, paper: paper{Number: "SKPS-2021-0001", Code: "ABCD"}, person: casefile.Person{Fields: c.fields}}
		pdf, err := in.pdf()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(papertest.Text(pdf)), " ")
		for _, part := range c.want {
			if !strings.Contains(text, part) {
				t.Errorf("%s: the letter lacks %q:\n%s", name, part, text)
			}
		}
	}
}

// The address on a letter is street or hamlet, RT and RW, village: never where
// somebody is met.
func TestALetterHoldsNoDirections(t *testing.T) {
	fields := []casefile.PersonField{{Field: casefile.FieldAddress, Value: "Dusun Krajan"}, {Field: casefile.FieldDirections, Value: "belok kiri di pos ronda"},
		{Field: casefile.FieldPlace, Value: "Rumah bambu dekat mushola"}, {Field: casefile.FieldRT, Value: "009"}, {Field: casefile.FieldRW, Value: "003"},
		{Field: casefile.FieldVillage, Value: village}}
	slices.SortFunc(fields, func(a, b casefile.PersonField) int { return strings.Compare(a.Field, b.Field) })
	in := interim{zone: time.UTC, need: casefile.NeedSKPTI, paper: paper{Number: "SKPTI-2021-0001", Code: "ABCD"}, person: casefile.Person{Fields: fields}}
	pdf, err := in.pdf()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(papertest.Text(pdf)), " ")
	if !strings.Contains(text, "Dusun Krajan, RT 009 RW 003, ") || strings.Contains(text, "mushola") || strings.Contains(text, "pos ronda") {
		t.Errorf("the address on the letter:\n%s", text)
	}
}
