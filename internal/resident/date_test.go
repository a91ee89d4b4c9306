package resident

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"pgregory.net/rapid"
)

var asked = time.Date(2021, 3, 14, 9, 0, 0, 0, time.UTC)

func TestParseDate(t *testing.T) {
	for _, tt := range []struct{ in, text, id, en string }{
		{"17-08-1943", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"17/8/1943", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"17.8.1943", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"17 8 1943", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"1943-08-17", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{" Selasa, 17 Agustus 1943 ", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"17 AGT 1943", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"17-Nop-43", "1943-11-17", "17 November 1943", "17 November 1943"},
		{"17-08-43", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"Agustus 1943", "1943-08", "Agustus 1943", "August 1943"},
		{"8/1943", "1943-08", "Agustus 1943", "August 1943"},
		{"1943-08", "1943-08", "Agustus 1943", "August 1943"},
		{"00-08-1943", "1943-08", "Agustus 1943", "August 1943"},
		{"00-00-1943", "1943", "1943", "1943"},
		{"1943", "1943", "1943", "1943"},
		{"th. 1943", "1943", "1943", "1943"},
		{"sekitar 78", "1940..1946", "sekitar 1943", "about 1943"},
		{"kira-kira 78 th", "1940..1946", "sekitar 1943", "about 1943"},
		{"± umur 78 tahun", "1940..1946", "sekitar 1943", "about 1943"},
		{"umur sekitar 78 thn.", "1940..1946", "sekitar 1943", "about 1943"},
		{"sekitar 1943", "1940..1946", "sekitar 1943", "about 1943"},
		{"78 tahun", "1942..1943", "1942 atau 1943", "1942 or 1943"},
		{"Umur 78", "1942..1943", "1942 atau 1943", "1942 or 1943"},
		{"80-an tahun", "1931..1941", "sekitar 1936", "about 1936"},
		{"tahun 1940-an", "1940..1949", "sekitar 1944", "about 1944"},
		{"1940 - 1946", "1940..1946", "sekitar 1943", "about 1943"},
		{"antara 1940 dan 1946", "1940..1946", "sekitar 1943", "about 1943"},
		{"70-75 tahun", "1945..1951", "sekitar 1948", "about 1948"},
		{"umur 70 s/d 75 th", "1945..1951", "sekitar 1948", "about 1948"},
		{"1 bulan", "2021", "2021", "2021"},
		{"8 bulan", "2020", "2020", "2020"},
		{"2 bln", "2020..2021", "2020 atau 2021", "2020 or 2021"},
		{"1 tahun 6 bulan", "2019", "2019", "2019"},
		{"3 minggu", "2021", "2021", "2021"},
		{"10 hari", "2021", "2021", "2021"},
		{"1943-08-17T10:30:00", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"17/08/1943 00:00:00", "1943-08-17", "17 Agustus 1943", "17 August 1943"},
		{"", "", "", ""},
		{"tidak tahu", "", "", ""},
		{"00-00-0000", "", "", ""},
	} {
		d, err := ParseDate(tt.in, asked)
		if err != nil || d.Text() != tt.text || d.Format("id") != tt.id || d.Format("en") != tt.en {
			t.Errorf("ParseDate(%q) = %q %q %q, %v", tt.in, d.Text(), d.Format("id"), d.Format("en"), err)
		}
	}
	for in, key := range map[string]string{
		"31-02-1943":      "day",
		"17-13-1943":      "month",
		"17 Foo 1943":     "month",
		"17-08-2031":      "future",
		"17-08-05":        "century",
		"78":              "bare",
		"15935":           "serial",
		"3500":            "year",
		"131 tahun":       "age",
		"75-70 tahun":     "ages",
		"70-175 tahun":    "age",
		"kemarin":         "form",
		"17-08-1943-1":    "form",
		"sekitar kemarin": "form",
		"1946-1940":       "year",
		"17-08-0000":      "year",
	} {
		if d, err := ParseDate(in, asked); err == nil || fault.As(err).Key != "resident.date."+key {
			t.Errorf("ParseDate(%q) = %q, %v; want %s", in, d.Text(), err, key)
		}
	}
}

func TestExcelSerial(t *testing.T) {
	for serial, want := range map[float64]string{1: "1900-01-01", 59: "1900-02-28", 61: "1900-03-01", 15935: "1943-08-17", 44269.75: "2021-03-14"} {
		if d, err := FromExcelSerial(serial); err != nil || d.Text() != want {
			t.Errorf("%v: %q, %v", serial, d.Text(), err)
		}
	}
	for _, serial := range []float64{0, -1, 60, 1e9} {
		if d, err := FromExcelSerial(serial); err == nil {
			t.Errorf("%v: %q", serial, d.Text())
		}
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		text            string
		least, greatest int
	}{
		{"1943-03-14", 78, 78}, {"1943-03-15", 77, 77}, {"1943-08", 77, 77}, {"1943", 77, 78},
		{"1940..1946", 74, 81}, {"2021", 0, 0},
	} {
		d, err := DateOf(tt.text)
		least, greatest, ok := d.AgeOn(asked)
		if err != nil || !ok || least != tt.least || greatest != tt.greatest {
			t.Errorf("%s: %d to %d, %v", tt.text, least, greatest, err)
		}
	}
	if _, _, ok := (Date{}).AgeOn(asked); ok {
		t.Error("an unknown date has no age")
	}
	if _, _, ok := (Date{}).BirthYearRange(); ok {
		t.Error("an unknown date has no years")
	}
}

func anyDate() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date {
		y := rapid.IntRange(1850, 2021).Draw(t, "year")
		switch rapid.IntRange(0, 4).Draw(t, "precision") {
		case 0:
			return Date{}
		case 1:
			d, _ := Between(y, y+rapid.IntRange(1, 40).Draw(t, "years"))
			return d
		case 2:
			d, _ := NewDate(y, 0, 0)
			return d
		case 3:
			d, _ := NewDate(y, rapid.IntRange(1, 12).Draw(t, "month"), 0)
			return d
		}
		m := rapid.IntRange(1, 12).Draw(t, "month")
		d, _ := NewDate(y, m, rapid.IntRange(1, daysIn(y, m)).Draw(t, "day"))
		return d
	})
}

func TestDateRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		if back, err := DateOf(d.Text()); err != nil || back != d {
			t.Fatalf("%q came back as %q, %v", d.Text(), back.Text(), err)
		}
		b, err := json.Marshal(d)
		var back Date
		if err != nil || json.Unmarshal(b, &back) != nil || back != d {
			t.Fatalf("%s came back as %q", b, back.Text())
		}
		if !d.Overlaps(d) {
			t.Fatal("does not overlap itself")
		}
		if d.Precision() != Range {
			for _, lang := range []string{"id", "en"} {
				if again, err := ParseDate(d.Format(lang), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil || again != d {
					t.Fatalf("%q is read as %q, %v", d.Format(lang), again.Text(), err)
				}
			}
		}
		if d.Precision() == Exact {
			if again, err := ParseDate(d.SIAK(), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil || again != d {
				t.Fatalf("%q is read as %q, %v", d.SIAK(), again.Text(), err)
			}
		} else if d.SIAK() != "" {
			t.Fatal("a guessed day for SIAK")
		}
	})
}

func TestOverlapIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		if a.Overlaps(b) != b.Overlaps(a) {
			t.Fatalf("%q and %q", a.Text(), b.Text())
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"17-08-1943", "sekitar 78", "78 tahun", "Agustus 1943", "± umur 78", "1940..1946", "80-an", "00-00-1943", "+-+-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s, asked)
		if err != nil {
			if d.Known() || !strings.HasPrefix(fault.As(err).Key, "resident.date.") {
				t.Fatalf("%q: %q, %v", s, d.Text(), err)
			}
			return
		}
		if back, err := DateOf(d.Text()); err != nil || back != d {
			t.Fatalf("%q: %q came back as %q, %v", s, d.Text(), back.Text(), err)
		}
		if first, _, ok := d.Bounds(); ok && first.After(asked) {
			t.Fatalf("%q lies in the future", s)
		}
	})
}

func FuzzDateOf(f *testing.F) {
	for _, s := range []string{"1943-08-17", "1943-08", "1943", "1940..1946", "", "1943-8", "..", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := DateOf(s); err == nil && d.Text() != s {
			t.Fatalf("%q is kept as %q", s, d.Text())
		}
	})
}
