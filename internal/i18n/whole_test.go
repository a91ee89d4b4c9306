package i18n

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWhole(t *testing.T) {
	for in, want := range map[string]int64{
		"1217": 1217, "1.217": 1217, "1,217": 1217, "45.000.000": 45_000_000, "45,000,000": 45_000_000, "45 000 000": 45_000_000, "Rp 486.000": 486_000, " 7 ": 7, "0": 0, "007": 7,
		"": -1, "Rp": -1, "-5": -1, "+5": -1, "12a": -1, "12.5": -1, "12,50": -1, "1.2345": -1, "1.250.000,00": -1, "1.250,000": -1, ".500": -1, "1..000": -1, "99999999999999999999": -1,
	} {
		n, ok := Whole(in)
		if !ok {
			n = -1
		}
		if n != want {
			t.Errorf("%q: %d", in, n)
		}
	}
}

// What a page shows can be sent back as it stands, in both languages.
func TestWholeReadsWhatIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Min(0).Draw(t, "n")
		for _, lang := range Langs() {
			for _, s := range []string{Number(lang, n), Money(lang, n)} {
				if got, ok := Whole(s); !ok || got != n {
					t.Fatalf("%s: %q is %d, %v", lang, s, got, ok)
				}
			}
		}
	})
}

func FuzzWhole(f *testing.F) {
	for _, s := range []string{"1.217", "12.5", "Rp 1 000", "\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := Whole(s); n < 0 || !ok && n != 0 && n != 1<<63-1 {
			t.Errorf("%q: %d, %v", s, n, ok)
		}
	})
}
