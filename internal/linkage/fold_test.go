package linkage

import (
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/resident"
)

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"  ":                           "",
		"Slamet":                       "SLAMET",
		"H. Slamet Riyadi, S.Pd., M.M": "SLAMET RIADI",
		"SLAMET RIYADI S.PD.I":         "SLAMET RIADI",
		"MBAH SINEM":                   "SINEM",
		"SITI AMINAH BINTI KARTO":      "SITI AMINA",
		"KARTO ALIAS SLAMET":           "KARTO|SLAMET",
		"KARTO (PAK MAN)":              "KARTO|MAN",
		"KARTO @ GEMBLUNG / SLAMET":    "KARTO|GEMBLUNG|SLAMET",
		"KARTO AL. DJOJO":              "KARTO|JOYO",
		"ABDURRAHMAN WAHID":            "ABDUL RAHMAN WAHID",
		"ABDUL ROHMAN":                 "ABDUL ROHMAN",
		"ABDULLAH":                     "ABDULA",
		"Moh.Ali":                      "MUHAMAD ALI",
		"HAJI":                         "HAYI", // the only word there is stays
		"MA'RUF":                       "MARUP",
	} {
		var got []string
		for _, n := range names(text) {
			got = append(got, strings.Join(n, " "))
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q is %q, not %q", text, s, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"SRI", "SRI", 0}, {"SLAMET", "SLMET", 1}, {"SLAMET", "SALMET", 1}, {"SLAMET", "SLAMAT", 1},
		{"SLAMET", "SLAMETT", 1}, {"SUPARTI", "SUPARMI", 1}, {"SUPARTI", "PARTI", 2}, {"ABCD", "BADC", 2}, {"SLAMET", "KARTO", 3},
	} {
		if got := distance(tc.a, tc.b, 2); got != tc.want {
			t.Errorf("%s %s: %d, not %d", tc.a, tc.b, got, tc.want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { distance("SUPARTININGSIH", "SUPARTINAH", 2) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"H. SLAMET, S.Pd", "KARTO ALIAS @", "ABDU", "ÉŸ\xff/", "BIN BIN", "OETJ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range names(s) {
			if len(n) == 0 || len(n) > maxTokens || slices.Contains(n, "") {
				t.Fatalf("%q gives %q", s, n)
			}
			for _, w := range n {
				_ = resident.Hear(w)
			}
		}
	})
}
