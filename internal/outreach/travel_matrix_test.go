package outreach

import (
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
)

// knownRoads are roads of which people, drives, a table and the neighbourhood
// each know some, 200 places of all levels, and the days of a year.
func knownRoads() (Roads, []Place, []string) {
	r := Roads{stated: map[pair]stated{}, drives: map[pair]calibration{}, near: map[pair]calibration{}}
	var codes []region.Code
	for _, a := range region.Villages("35.03") {
		codes = append(codes, a.Code)
	}
	kecamatan := region.Children("35.03")
	for i, a := range kecamatan {
		for j := range i + 1 {
			if (i+j)%2 == 0 {
				r.near[pairOf(a.Code, kecamatan[j].Code)] = calibration{n: enoughNear, high: 1.2, last: "2021-05-01"}
			}
		}
	}
	for i, a := range codes {
		for _, step := range []int{1, 5, 11} {
			to := codes[(i+step)%len(codes)]
			r.drives[pairOf(a, to)] = calibration{n: enoughDrives + step%3 - 1, median: 20, high: 25, km: float64(step % 2 * 9), last: "2021-05-01"}
		}
		if i%9 == 0 {
			r.stated[pairOf(a, codes[(i+2)%len(codes)])] = stated{minutes: 33, km: float64(i % 2 * 12), on: "2021-04-01"}
		}
	}
	known := codes[:100]
	r.table = newRoadTable(FormatList, known)
	for i := range r.table.cells {
		if i%3 > 0 {
			r.table.cells[i] = roadCell{minutes: 10 + float64(i%90), km: float64(i % 2 * (i % 40))}
		}
	}
	r.closed = []Closure{{pair: pairOf(codes[3], codes[4]), From: "2021-02-01", Until: "2021-03-01"}, {pair: pairOf(kecamatan[0].Code, kecamatan[3].Code), From: "2021-06-01"}}
	places := []Place{{Area: "35.03.11"}}
	for _, c := range codes {
		places = append(places, Place{Area: c})
	}
	for i := 0; len(places) < 200; i++ {
		places = append(places, Place{Area: codes[i], Together: true})
	}
	var days []string
	for at := time.Date(2021, 1, 4, 0, 0, 0, 0, time.UTC); at.Year() == 2021; at = at.AddDate(0, 0, 1) {
		days = append(days, at.Format(time.DateOnly))
	}
	return r, places, days
}

// TestTravelsAreTheWays: what is reckoned for all places at once is what is asked
// for one way at a time.
func TestTravelsAreTheWays(t *testing.T) {
	r, places, days := knownRoads()
	got, err := r.Travels(days, places)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []int{0, 50, 160, 350} {
		table := got.Tables[got.Table(d)]
		for i := range places {
			for j := range places {
				w := r.Way(days[d], places[i].Area, places[j].Area)
				if i == j && places[i].Together {
					w.Minutes, w.KM = 0, 0
				}
				if w.Closed != nil {
					w.Minutes, w.KM = table.Minutes(i, j), 0
				}
				if table.Minutes(i, j) != w.Minutes || table.KM(i, j) != w.KM || got.Source(i, j) != w.Source {
					t.Fatalf("%s, %s to %s: %v minutes, %v km, %s; want %+v", days[d], places[i].Area, places[j].Area, table.Minutes(i, j), table.KM(i, j), got.Source(i, j), w)
				}
			}
		}
	}
}
