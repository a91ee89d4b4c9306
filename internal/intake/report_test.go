package intake

import (
	"net/url"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

func TestReadReport(t *testing.T) {
	book := lawbook.Current()
	for _, c := range []struct {
		name   string
		change []string
		wrong  string // the field that is wrong; "" is none
	}{
		{"complete", nil, ""},
		{"nothing but a place", []string{"nama", "", "lahir.y", "", "ibu", "", "jk", "", "kerentanan", "", "tempat", "emperan pasar"}, ""},
		{"neither name nor place", []string{"nama", ""}, "nama"},
		{"month 14", []string{"lahir.m", "14"}, "lahir.m"},
		{"day of a month that is not given", []string{"lahir.d", "7"}, "lahir.m"},
		{"31 February", []string{"lahir.d", "31", "lahir.m", "2"}, "lahir.d"},
		{"letters in the year", []string{"lahir.y", "kuno"}, "lahir.y"},
		{"a day without a year", []string{"lahir.y", "", "lahir.d", "7"}, "lahir.y"},
		{"born tomorrow", []string{"lahir.y", "2021", "lahir.m", "3", "lahir.d", "5"}, "lahir.y"},
		{"an age", []string{"lahir.y", "", "umur", "78"}, ""},
		{"an age of 200", []string{"lahir.y", "", "umur", "200"}, "umur"},
		{"short NIK", []string{"nik", "3503"}, "nik"},
		{"NIK that Excel made a number", []string{"nik", "3,50301E+15"}, "nik"},
		{"a village typed without ambiguity", []string{"desa", "", "desa.text", "Siki"}, ""},
		{"a village there are two of", []string{"desa", "", "desa.text", "Pakel"}, "desa"},
		{"a village elsewhere", []string{"desa", "35.04.01.2001"}, "desa"},
		{"no village", []string{"desa", ""}, "desa"},
		{"no reason", []string{"alasan", ""}, "alasan"},
		{"an unknown reason", []string{"alasan", "because"}, "alasan"},
		{"an unknown basis", []string{"dasar", "because"}, "dasar"},
		{"an unknown need", []string{"kebutuhan", "passport"}, "kebutuhan"},
		{"an unknown vulnerability", []string{"kerentanan", "x"}, "kerentanan"},
		{"a NIK of no province", []string{"nik", "9999999999999999"}, "nik"},
		{"a NIK of a day that is none", []string{"nik", "3503037202430001"}, "nik"},
		{"a NIK of a month that is none", []string{"nik", "3503034313430001"}, "nik"},
		{"a NIK of a day that this month has not", []string{"nik", "3503037002430001"}, "nik"},
		{"a NIK that only differs", []string{"nik", "3503030308500001"}, ""},
		{"a NIK of an area that is no more", []string{"nik", "3503990308430001"}, ""},
		{"a phone of words", []string{"telepon", "tanya RT"}, "telepon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadReport(values(filled(c.change...)), start, district, book)
			if c.wrong == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if f := fault.As(err); err == nil || f.Kind != fault.Invalid || f.Fields[0].Name != c.wrong {
				t.Fatalf("got %v, want a problem at %s", err, c.wrong)
			}
		})
	}
}

func TestAReportSaysOnlyWhatWasFilled(t *testing.T) {
	in, err := ReadReport(values(url.Values{"tempat": {"  emperan   pasar "}, "desa": {siki}, "alasan": {"no_nik", "no_nik"}, "dasar": {"public_task"}}),
		start, district, lawbook.Current())
	if err != nil {
		t.Fatal(err)
	}
	if len(in.Person.Fields) != 2 || in.Person.Value(casefile.FieldPlace) != "emperan pasar" || in.Person.Value(casefile.FieldVillage) != siki {
		t.Errorf("fields %+v", in.Person.Fields)
	}
	if len(in.Reasons) != 1 {
		t.Errorf("reasons %v", in.Reasons)
	}
}
