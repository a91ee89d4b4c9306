package outreach

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/region"
)

const (
	office    = region.Code("35.03.11")
	pringapus = region.Code("35.03.04.2010")
	dongko2   = region.Code("35.03.04.2001")
	dryDay    = "2021-06-16"
	wetDay    = "2021-01-13"
)

// TestTheChainOfSources: people before drives, drives before a table, a table
// before what is adjusted, that before the estimate.
func TestTheChainOfSources(t *testing.T) {
	guess := estimateWay(office, pringapus)
	if guess.Source != FromHills || guess.Minutes < 10 || guess.KM < 5 {
		t.Fatalf("%+v", guess)
	}
	table := newRoadTable(FormatList, []region.Code{pringapus, office})
	table.cells[1*2+0] = roadCell{minutes: 70, km: 31}
	p := pairOf(office, pringapus)
	r := Roads{near: map[pair]calibration{pairOf("35.03.04", office): {n: enoughNear, high: 1.5, last: "2021-05-01"}}}
	check := func(day string, from, to region.Code, source Source, minutes float64) {
		t.Helper()
		if w := r.Way(day, from, to); w.Source != source || math.Abs(w.Minutes-minutes) > 0.01 {
			t.Errorf("%s: %s in %.2f minutes, want %s in %.2f", day, w.Source, w.Minutes, source, minutes)
		}
	}
	check(dryDay, office, pringapus, FromNear, guess.Minutes*1.5)
	r.table = table
	check(dryDay, office, pringapus, FromTable, 70)
	check(wetDay, office, pringapus, FromTable, 84)
	check(dryDay, pringapus, office, FromNear, guess.Minutes*1.5) // the table knows one direction only
	r.drives = map[pair]calibration{p: {n: enoughDrives - 1, high: 55}}
	check(dryDay, office, pringapus, FromTable, 70)
	r.drives[p] = calibration{n: enoughDrives, high: 55}
	check(dryDay, office, pringapus, FromDrive, 55)
	check(wetDay, pringapus, office, FromDrive, 66)
	if w := r.Way(dryDay, office, pringapus); w.KM != 31 || w.Seen != enoughDrives {
		t.Errorf("%+v", w)
	}
	r.stated = map[pair]stated{p: {minutes: 90, on: "2021-06-01"}}
	check(dryDay, office, pringapus, FromPeople, 90)
	check(wetDay, pringapus, office, FromPeople, 90) // what was stated holds all year
	check(dryDay, pringapus, pringapus, FromWithin, estimateWay(pringapus, pringapus).Minutes)
}

func TestAPlaceWithoutAPointSaysSo(t *testing.T) {
	w := Roads{}.Way(dryDay, office, "99.99.99.9999")
	if w.Source != FromNone || w.Sure() != SureLow || w.KM != withinKM {
		t.Errorf("%+v", w)
	}
}

func TestClosedWays(t *testing.T) {
	r := Roads{closed: []Closure{{pair: pairOf("35.03", pringapus), From: "2021-06-01", Until: "2021-06-30", Reason: "landslide"},
		{pair: pairOf("35.03.05", office), From: "2021-06-10", Reason: "bridge"}}}
	for _, tt := range []struct {
		day    string
		a, b   region.Code
		closed bool
	}{
		{dryDay, office, pringapus, true}, {dryDay, pringapus, dongko2, true}, {dryDay, pringapus, pringapus, false},
		{"2021-05-31", office, pringapus, false}, {"2021-06-30", office, pringapus, true}, {"2021-07-01", office, pringapus, false},
		{"2021-06-09", office, "35.03.05.2001", false}, {"2030-01-01", "35.03.05.2001", office, true}, {dryDay, "35.03.05.2001", "35.03.05.2002", false},
		{dryDay, "35.03.05.2001", dongko2, false},
	} {
		if got := r.Way(tt.day, tt.a, tt.b).Closed != nil; got != tt.closed {
			t.Errorf("%s from %s to %s: closed %v", tt.day, tt.a, tt.b, got)
		}
	}
}

// TestCalibrationKnowsNoOrder: the same drives in any order teach the same; what
// is learned lies between the fastest and the slowest; wet drives teach the dry
// time.
func TestCalibrationKnowsNoOrder(t *testing.T) {
	var all []region.Code
	for _, v := range region.Villages("35.03.04") {
		all = append(all, v.Code)
	}
	all = append(all, office)
	rapid.Check(t, func(t *rapid.T) {
		var drives []Drive
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			d := Drive{From: rapid.SampledFrom(all[len(all)-4:]).Draw(t, "from"), To: rapid.SampledFrom(all[len(all)-4:]).Draw(t, "to"),
				Day:   fmt.Sprintf("2021-%02d-%02d", rapid.IntRange(1, 12).Draw(t, "m"), rapid.IntRange(1, 28).Draw(t, "d")),
				Delay: rapid.SampledFrom([]int{0, 0, 0, 20}).Draw(t, "delay"), KM: float64(rapid.IntRange(0, 50).Draw(t, "km"))}
			d.Minutes = estimateWay(d.From, d.To).Minutes * rapid.Float64Range(0.1, 8).Draw(t, "times")
			drives = append(drives, d)
		}
		pairs, near := calibrate(drives, usualSeason)
		mixed := rapid.Permutation(drives).Draw(t, "mixed")
		pairs2, near2 := calibrate(mixed, usualSeason)
		if fmt.Sprint(pairs) != fmt.Sprint(pairs2) || fmt.Sprint(near) != fmt.Sprint(near2) {
			t.Fatalf("%v\n%v", pairs, pairs2)
		}
		for p, c := range pairs {
			low, high, n := math.Inf(1), 0.0, 0
			for _, d := range drives {
				if pairOf(d.From, d.To) == p && d.Aside(usualSeason) == "" {
					m := d.Minutes / usualSeason.On(d.Day)
					low, high, n = min(low, m), max(high, m), n+1
				}
			}
			if c.n != n || c.median < low-1e-9 || c.high > high+1e-9 || c.median > c.high+1e-9 {
				t.Fatalf("%v: %+v, and they were %d of %.1f to %.1f", p, c, n, low, high)
			}
		}
	})
}

func TestQuantile(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		q      float64
		want   float64
	}{{nil, 0.5, 0}, {[]float64{7}, 0.75, 7}, {[]float64{3, 1, 2}, 0.5, 2}, {[]float64{4, 1, 3, 2}, 0.5, 2.5}, {[]float64{5, 1, 2, 4, 3}, 0.75, 4}} {
		if got := quantile(tt.values, tt.q); got != tt.want {
			t.Errorf("%v: %v", tt.values, got)
		}
	}
}

// TestDrivesKeptAside: half an hour at a warung and a button pressed late teach
// nothing, and the wet season is no slow team.
func TestDrivesKeptAside(t *testing.T) {
	usual := estimateWay(office, pringapus).Minutes
	for _, tt := range []struct {
		d    Drive
		want string
	}{
		{Drive{Day: dryDay, Minutes: usual}, ""}, {Drive{Day: dryDay, Minutes: usual * 0.32}, AsideFast}, {Drive{Day: dryDay, Minutes: -3}, AsideFast},
		{Drive{Day: dryDay, Minutes: usual * 0.34}, ""}, {Drive{Day: dryDay, Minutes: usual * 4.9}, ""}, {Drive{Day: dryDay, Minutes: usual * 5.1}, AsideSlow},
		{Drive{Day: wetDay, Minutes: usual * 5.1}, ""}, {Drive{Day: wetDay, Minutes: usual * 0.35}, AsideFast}, {Drive{Day: dryDay, Minutes: usual, Delay: 15}, AsideDelay},
	} {
		tt.d.From, tt.d.To = office, pringapus
		if got := tt.d.Aside(usualSeason); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.d, got, tt.want)
		}
	}
}

func TestPairsAndMonths(t *testing.T) {
	for _, id := range []string{"", "~", "35.03.04~", "35.03.04~35.03.04", "35.03.11~35.03.04", "a~b", "35.03.04~35.03.11~x"} {
		if _, ok := pairFrom(id); ok {
			t.Errorf("%q is no pair", id)
		}
	}
	if p, ok := pairFrom(pairOf(office, pringapus).id()); !ok || p != pairOf(pringapus, office) {
		t.Errorf("%v %v", p, ok)
	}
	if got := monthsOf(monthsText([]int{12, 1, 1, 13, 0})); !slices.Equal(got, []int{1, 12}) {
		t.Errorf("%v", got)
	}
}

func TestATableSurvivesItsPacking(t *testing.T) {
	table := newRoadTable(FormatOSRM, []region.Code{office, pringapus})
	table.cells[1] = roadCell{minutes: 62.5, km: 28.123}
	back := unpackTable("t", table.places, table.pack())
	if c, ok := back.at(office, pringapus); !ok || c.minutes != 62.5 || c.km != 28.123 {
		t.Errorf("%+v %v", c, ok)
	}
	if _, ok := unpackTable("t", table.places, []byte{1, 2, 3}).at(office, pringapus); ok {
		t.Error("a torn table knows a way")
	}
}
