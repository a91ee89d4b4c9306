package bench

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/tripplan"
)

const smallSolomon = `SMALL

VEHICLE
NUMBER     CAPACITY
  3         20

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       230          0
    1      3         4          10         0       100         10
    2      6         8          10         0       100         10
    3      0         5          10         0       100         10
`

const smallTOPTW = `1 2 3 4
0 200
  0 0.00 0.00 0.00 0.00 0 0 0 60
  1 3.00 4.00 10.00 20.00 1 1 1 0 50
  2 6.00 8.50 10.00 10.00 1 1 1 0 50
  3 50.00 5.00 10.00 90.00 1 1 1 0 50
`

func TestInstancesAreReadAndPlanned(t *testing.T) {
	in, err := ParseInstance(strings.NewReader(smallSolomon), "small", SolomonFormat)
	if err != nil || in.Vehicles != 3 || in.Capacity != 20 || len(in.Rows) != 4 {
		t.Fatalf("%+v, %v", in, err)
	}
	r, err := in.solve(context.Background(), TripOptions{Objective: "distance", CPU: time.Second, Log: io.Discard}, 20*time.Millisecond)
	if err != nil || r.Served != 3 || len(r.Routes) != 2 || r.Value < 29.99 || r.Value > 30.01 {
		t.Errorf("two vehicles for three loads, 10+20 far: %+v, %v", r, err)
	}
	in, err = ParseInstance(strings.NewReader(smallTOPTW), "small", TOPTWFormat)
	if err != nil || len(in.Rows) != 4 {
		t.Fatalf("%+v, %v", in, err)
	}
	r, err = in.solve(context.Background(), TripOptions{Objective: "score", Teams: 1, CPU: time.Second, Log: io.Discard}, 20*time.Millisecond)
	if err != nil || r.Value != 30 || len(r.Routes) != 1 || len(r.Routes[0]) != 2 {
		t.Errorf("the third is too far: %+v, %v", r, err)
	}
	if d := in.way(0, 2); d != 104 { // 10.4004…
		t.Errorf("floored to one decimal: %v", d)
	}
	if in, err = ParseInstance(strings.NewReader(smallTOPTW), "pr01", TOPTWFormat); err != nil || in.way(0, 2) != 1040 {
		t.Errorf("floored to two decimals: %v, %v", in.way(0, 2), err)
	}
}

func TestBadInstancesAreRefused(t *testing.T) {
	for name, text := range map[string]struct {
		format TripFormat
		text   string
		want   string
	}{
		"empty":        {SolomonFormat, "", "no line with the number of vehicles"},
		"no customers": {SolomonFormat, "x\n3 20\n", "no customers"},
		"short row":    {SolomonFormat, smallSolomon + "4 1 2\n", "line 14: 3 numbers"},
		"twice":        {SolomonFormat, smallSolomon + "1 1 2 3 0 9 1\n", "point 1 stands twice"},
		"window":       {SolomonFormat, smallSolomon + "9 1 2 3 8 7 1\n", "point 9: negative, or its window"},
		"toptw empty":  {TOPTWFormat, "", "the first line must be"},
		"toptw count":  {TOPTWFormat, "1 1 9 1\n0 1\n0 0 0 0 0 0 0 0 9\n", "1 points; the first line says 9"},
		"toptw huge":   {TOPTWFormat, "1 1 900000 1\n", "can be planned"},
		"format":       {"vrp", "1 1\n", "--format"},
		"too large":    {SolomonFormat, strings.Repeat("1 2 3 4 5 6 7\n", 400_000), "larger than"},
	} {
		if _, err := ParseInstance(strings.NewReader(text.text), "x", text.format); err == nil || !strings.Contains(err.Error(), text.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseInstance(f *testing.F) {
	f.Add(smallSolomon, true)
	f.Add(smallTOPTW, false)
	f.Fuzz(func(t *testing.T, text string, solomon bool) {
		format, objective := TOPTWFormat, tripplan.Score
		if solomon {
			format, objective = SolomonFormat, tripplan.Distance
		}
		in, err := ParseInstance(strings.NewReader(text), "x", format)
		if err != nil || len(in.Rows) > 60 {
			return
		}
		p, err := in.Problem(min(in.Vehicles, 3), objective)
		if err != nil {
			return
		}
		plan, err := tripplan.Solve(context.Background(), p, tripplan.Options{Iterations: 2})
		if err != nil {
			t.Fatal(err)
		}
		if broken := tripplan.Check(p, plan); len(broken) > 0 {
			t.Fatal(broken)
		}
	})
}

func TestADistrictIsPlanned(t *testing.T) {
	d, err := newDistrict(120, 8, 1)
	if err != nil {
		t.Fatal(err)
	}
	var f PlanFigures
	plan, err := planned(context.Background(), d.p, tripplan.Options{Iterations: 200}, &f)
	if err != nil || f.Served < 30 || f.Waiting != 120 || f.Rupiah > d.p.Budget {
		t.Fatalf("%+v, %v", f, err)
	}
	var again ReplanFigure
	if err := d.replans(context.Background(), plan, &again); err != nil || again.Count == 0 || again.Kept == 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestOddProblemsByTheVerb(t *testing.T) {
	if f, err := FuzzTrips(context.Background(), 20, 1, io.Discard); err != nil || f.Accepted != 20 {
		t.Errorf("%+v, %v", f, err)
	}
}
