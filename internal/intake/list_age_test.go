package intake

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// rowSaying reads a row that says this of when the person was born.
func rowSaying(means, text string) (Report, []Problem) {
	columns := []column{{Means: meansName}, {Means: means}, {Means: meansVillage}, {Means: meansKecamatan}, {Means: meansReason}}
	return ReadRow(columns, []cell{{Text: "Sumirah"}, {Text: text}, {Text: "Siki"}, {Text: "Dongko"}, {Text: "Belum ber-NIK"}}, nil, "", start, district)
}

// A baby has an age.
func TestAgeNought(t *testing.T) {
	for text, want := range map[string]string{"0": "2018..2021", " 0 ": "2018..2021", "-": "", "": "", "?": ""} {
		in, problems := rowSaying(meansAge, text)
		if got := in.Person.Value(casefile.FieldBirth); got != want || len(problems) > 0 {
			t.Errorf("%q: %q %+v, want %q", text, got, problems, want)
		}
	}
}
