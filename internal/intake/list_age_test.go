package intake

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
)

// rowSaying reads a row that says this of when the person was born.
func rowSaying(means, text string) (Report, []Problem) {
	columns := []column{{Means: meansName}, {Means: means}, {Means: meansVillage}, {Means: meansKecamatan}, {Means: meansReason}}
	return ReadRow(columns, []cell{{Text: "Sumirah"}, {Text: text}, {Text: "Siki"}, {Text: "Dongko"}, {Text: "Belum ber-NIK"}}, nil, "", start, district)
}

// A baby has an age.
func TestAgeNought(t *testing.T) {
	for text, want := range map[string]string{"0": "2018..2021", " 0 ": "2018..2021", "-": "", "": "", "?": "", "0 tahun": "2020..2021"} {
		in, problems := rowSaying(meansAge, text)
		if got := in.Person.Value(casefile.FieldBirth); got != want || len(problems) > 0 {
			t.Errorf("%q: %q %+v, want %q", text, got, problems, want)
		}
	}
}

// Ages as lists write them, and dates with a time of day.
func TestAgesInLists(t *testing.T) {
	for _, c := range []struct{ means, text, birth, key string }{
		{meansAge, "70-75", "1945..1951", ""}, {meansAge, "70 s/d 75 th", "1945..1951", ""}, {meansAge, "75-70", "", "resident.date.ages"},
		{meansAge, "8 bulan", "2020", ""}, {meansAge, "1 th 6 bln", "2019", ""}, {meansBirth, "8 bulan", "2020", ""},
		{meansBirth, "1943-09-17T10:30:00", "1943-09-17", ""}, {meansBirth, "17/09/1943 10:30", "1943-09-17", ""},
		{meansBirth, "1940-1950", "1940..1950", ""},
	} {
		in, problems := rowSaying(c.means, c.text)
		key := ""
		if len(problems) > 0 {
			key = problems[0].Key
		}
		if got := in.Person.Value(casefile.FieldBirth); key != c.key || key == "" && got != c.birth {
			t.Errorf("%s %q: %q %+v, want %q", c.means, c.text, got, problems, c.birth)
		}
	}
}

// A village's official code is read with and without dots; a village that
// stands in another kecamatan is offered.
func TestVillagesInLists(t *testing.T) {
	columns := []column{{Means: meansName}, {Means: meansVillage}, {Means: meansKecamatan}, {Means: meansReason}}
	for _, c := range []struct{ village, kecamatan, want, key, first string }{
		{"35.03.08.2004", "", "35.03.08.2004", "", ""}, {"3503082004", "", "35.03.08.2004", "", ""}, {"3503 08 2004", "Dongko", "35.03.08.2004", "", ""},
		{"3503082999", "", "", "intake.list.p.village_unknown", ""},
		{"Siki", "Pule", "", "intake.list.p.village_elsewhere", "Siki, Dongko"}, {"Pringapus", "Panggul", "", "intake.list.p.village_elsewhere", "Pringapus, Dongko"},
		{"Prigapus", "Dongko", "", "intake.list.p.village_unknown", "Pringapus, Dongko"},
	} {
		in, problems := ReadRow(columns, []cell{{Text: "Sumirah"}, {Text: c.village}, {Text: c.kecamatan}, {Text: "Belum ber-NIK"}}, nil, "", start, district)
		key, first := "", ""
		if len(problems) > 0 {
			if key = problems[0].Key; len(problems[0].Suggest) > 0 {
				first = region.Label(region.Code(problems[0].Suggest[0]))
			}
		}
		if string(in.Village) != c.want || key != c.key || !strings.HasPrefix(first, c.first) {
			t.Errorf("%s, %s: %q %+v %s", c.village, c.kecamatan, in.Village, problems, first)
		}
	}
}
