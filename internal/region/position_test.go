package region

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
)

func TestParsePosition(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"-8.0512, 111.7104":     "-8.05120,111.71040",
		"-8.051234,111.710499":  "-8.05123,111.71050",
		"111.7104 -8.0512":      "-8.05120,111.71040", // swapped
		"-8,0512; 111,7104":     "-8.05120,111.71040",
		" -8.0512,  111.7104  ": "-8.05120,111.71040",
	} {
		p, err := ParsePosition(in)
		if err != nil || p.Text() != want {
			t.Errorf("%q: %q, %v, want %q", in, p.Text(), err, want)
		}
	}
	for in, key := range map[string]string{
		"-8.05": "region.position.shape", "rumah": "region.position.shape", "1,2,3": "region.position.shape",
		"NaN, 111": "region.position.shape", "0,0": "region.position.outside", "52.5, 13.4": "region.position.outside",
	} {
		if _, err := ParsePosition(in); err == nil || fault.As(err).Key != key {
			t.Errorf("%q: %v, want %s", in, err, key)
		}
	}
}

func FuzzParsePosition(f *testing.F) {
	f.Add("-8.0512, 111.7104")
	f.Add("1e3 1e-400")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePosition(s)
		if err != nil {
			return
		}
		again, err := ParsePosition(p.Text())
		if err != nil || again.Text() != p.Text() {
			t.Errorf("%q is %q, and that is %q, %v", s, p.Text(), again.Text(), err)
		}
	})
}

func TestDistanceKM(t *testing.T) {
	// Trenggalek to Surabaya, and a degree of latitude.
	if d := DistanceKM(-8.05, 111.71, -7.2575, 112.7521); d < 143 || d > 147 {
		t.Errorf("%.1f km", d)
	}
	if d := DistanceKM(-8, 111, -7, 111); d < 111.1 || d > 111.3 {
		t.Errorf("%.2f km", d)
	}
}
