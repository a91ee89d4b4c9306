package desk

import (
	"slices"
	"testing"
	"time"
)

// TestWhatIsAskedFor: an age in many words, a year of birth, the sex, and the
// words that are left.
func TestWhatIsAskedFor(t *testing.T) {
	now := time.Date(2021, 6, 14, 0, 0, 0, 0, time.UTC)
	const from, to = "1947-06-14", "1954-06-14" // about 70
	for q, want := range map[string]asked{
		"mbok giyem":                     {words: []string{"GIYEM"}},
		"mbok":                           {words: []string{"MBOK"}},
		"umur 70":                        {from: from, to: to},
		"umurnya sekitar 70 tahun":       {from: from, to: to},
		"sekitar 70 giyem":               {words: []string{"GIYEM"}, from: from, to: to},
		"70-an tahun":                    {from: from, to: to},
		"usia 70an pasar":                {words: []string{"PASAR"}, from: from, to: to},
		"woman about 70":                 {sex: "P", from: from, to: to},
		"laki-laki 70 th pasar":          {words: []string{"PASAR"}, sex: "L", from: from, to: to},
		"kelahiran tahun 1950 perempuan": {sex: "P", from: "1947-01-01", to: "1953-12-31"},
		"200 tahun":                      {words: []string{"TAHUN"}},
		"":                               {},
	} {
		got := read(q, now)
		if !slices.Equal(got.words, want.words) || got.sex != want.sex || got.from != want.from || got.to != want.to {
			t.Errorf("%q is %+v, want %+v", q, got, want)
		}
	}
}

func FuzzWhatIsAskedFor(f *testing.F) {
	for _, q := range []string{"mbok giyem 70 th", "lahir 0000", "sekitar 130-an", "laki-laki", "umur umur 9", "é\xff 70 thn"} {
		f.Add(q)
	}
	now := time.Date(2021, 6, 14, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, q string) {
		a := read(q, now)
		if slices.Contains(a.words, "") || (a.from == "") != (a.to == "") || a.from != "" && len(a.from) == len(a.to) && a.from > a.to {
			t.Fatalf("%q is %+v", q, a)
		}
	})
}
