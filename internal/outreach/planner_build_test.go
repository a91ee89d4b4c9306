package outreach

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

const (
	pringapusA = "35.03.04.2010"
	dongkoA    = "35.03.04.2001"
)

// asked is a week of one team in June 2021, Monday the 14th to Friday the 18th.
func asked(people ...waiting) *planInput {
	rules := map[string]string{}
	for _, r := range Rules("35.03") {
		rules[r.Key] = r.Default
	}
	for i := range people {
		p := &people[i]
		p.Number, p.Weight = "JK-"+p.Case, max(p.Weight, 100)
		if p.Purpose == "" {
			p.Purpose = PurposeFirst
		}
		if p.Opened == "" {
			p.Opened = "2021-01-04"
		}
	}
	return &planInput{Spec: PlanSpec{Period: Week, From: "2021-06-14", To: "2021-06-20", Crews: []Crew{{"tim-a", "mobil"}}, Kits: []string{"alat-1"}, Budget: -1, Points: map[string]string{}},
		Today: "2021-06-10", Home: "35.03.11", Rules: rules, People: people, Venues: map[string]venue{}, PerKM: map[string]int64{"mobil": 2500}, Away: map[string][]string{}}
}

func made(t *testing.T, in *planInput, variant string) *built {
	t.Helper()
	b, err := in.build(variant, Roads{}.Travels)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Validate(); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWhoCannotBePlannedIsListedWithTheReason: nobody is dropped in silence.
func TestWhoCannotBePlannedIsListedWithTheReason(t *testing.T) {
	for _, c := range []struct {
		name, want string
		person     waiting
		change     func(*planInput)
	}{
		{"a village without a point", leftNoPoint, waiting{Area: "35.04.01.2001"}, nil},
		{"a kecamatan instead of a village", leftNoPoint, waiting{Area: "35.03.04"}, nil},
		{"nothing known of the place", leftNoPoint, waiting{}, nil},
		{"a date after the period", leftLater, waiting{Area: pringapusA, From: "2021-07-01"}, nil},
		{"a companion who is away all week", leftAway, waiting{Area: pringapusA}, func(in *planInput) {
			in.Away[pringapusA] = []string{"2021-06-14", "2021-06-15", "2021-06-16", "2021-06-17", "2021-06-18"}
		}},
		{"an institution that opens on Sundays", leftHours, waiting{Area: pringapusA, Institution: "panti"}, func(in *planInput) {
			in.Venues["panti"] = venue{Village: dongkoA, Days: []string{"7"}, From: "09:00", To: "11:00"}
		}},
		{"an institution that opens at night", leftHours, waiting{Area: pringapusA, Institution: "panti"}, func(in *planInput) {
			in.Venues["panti"] = venue{Village: dongkoA, Days: []string{"1", "2", "3", "4", "5"}, From: "18:00", To: "20:00"}
		}},
		{"an institution that opens for less than a visit", leftHours, waiting{Area: pringapusA, Institution: "panti"}, func(in *planInput) {
			in.Venues["panti"] = venue{Village: dongkoA, Days: []string{"1", "2", "3", "4", "5"}, From: "09:00", To: "09:30"}
		}},
		{"an institution without a village", leftNoVenue, waiting{Area: pringapusA, Institution: "panti"}, func(in *planInput) { in.Venues["panti"] = venue{} }},
		{"a recording without a kit", leftKit, waiting{Area: pringapusA, Purpose: PurposeRecording}, func(in *planInput) { in.Spec.Kits = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.person.Case = "a"
			in := asked(c.person)
			if c.change != nil {
				c.change(in)
			}
			b := made(t, in, VariantBoth)
			if len(b.left) != 1 || b.left[0].Reason != c.want || b.left[0].Person != 0 {
				t.Fatalf("left out: %+v, want %s", b.left, c.want)
			}
		})
	}
}

// TestAClosedWayLeavesOutWithTheReason: a place to which no way leads on any day.
func TestAClosedWayLeavesOutWithTheReason(t *testing.T) {
	in := asked(waiting{Case: "a", Area: pringapusA}, waiting{Case: "b", Area: dongkoA})
	shut := func(area region.Code) Closure { return Closure{pair: pairOf(area, pringapusA), From: "2021-06-01"} }
	b, err := in.build(VariantHome, Roads{closed: []Closure{shut("35.03.11"), shut(dongkoA)}}.Travels)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.left) != 1 || b.left[0].Reason != leftNoWay || !b.Nodes[b.first[0]].Exclude || b.Nodes[b.first[1]].Exclude {
		t.Fatalf("left out: %+v", b.left)
	}
}

// TestOfTwoVillagesAlikeTheAllottedOneIsVisited: whichever of them the plan of
// the year gives to the week, until a trip leads there.
func TestOfTwoVillagesAlikeTheAllottedOneIsVisited(t *testing.T) {
	visited := func(y *yearly) string {
		in := asked(waiting{Case: "a", Area: pringapusA, Institution: "a"}, waiting{Case: "b", Area: pringapusA, Institution: "b"})
		// Two villages at one point, as the engine sees them: only the time for one.
		in.Spec.To, in.Rules["planner.to"], in.Year = "2021-06-14", "11:30", y
		in.Venues = map[string]venue{"a": {Village: pringapusA}, "b": {Village: dongkoA}}
		in.weigh()
		flat := func(days []string, places []Place) (*Travels, error) {
			t := &Travels{days: make([]int, len(days)), n: len(places)}
			table, err := tripplan.NewTable(len(places), func(from, to int) (float64, float64) { return 60, 30 })
			t.Tables = []*tripplan.Table{table}
			return t, err
		}
		b, err := in.build(VariantHome, flat)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := tripplan.Solve(t.Context(), b.Problem, tripplan.Options{Seed: 1, Iterations: 500})
		if err != nil {
			t.Fatal(err)
		}
		plan = tripplan.PricesOf(b.Problem).Exchange(t.Context(), plan, nil)
		who := ""
		for i := range b.people(plan) {
			who += in.People[i].Case
		}
		return who
	}
	given := func(village string, gone ...string) *yearly {
		return &yearly{Areas: []areaShare{{Kecamatan: "35.03.04", People: 1, Villages: []string{village}, Gone: gone}}}
	}
	usual := visited(nil)
	if usual != "a" && usual != "b" {
		t.Fatalf("%q are visited, where there is time for one", usual)
	}
	for village, want := range map[string]string{pringapusA: "a", dongkoA: "b"} {
		if got := visited(given(village)); got != want {
			t.Errorf("%s is given to the week, and %q is visited", village, got)
		}
		if got := visited(given(village, village)); got != usual {
			t.Errorf("a trip leads to %s already, and %q is visited instead of %q", village, got, usual)
		}
	}
}

// TestGatheringsAreForThoseWhoCanCome: who cannot come is visited at home, who
// can is served once, at home or there.
func TestGatheringsAreForThoseWhoCanCome(t *testing.T) {
	in := asked(waiting{Case: "a", Area: pringapusA}, waiting{Case: "b", Area: pringapusA, AtHome: true}, waiting{Case: "c", Area: dongkoA})
	in.Spec.Points[pringapusA] = "village_hall"
	kinds := func(b *built, person int) (out []string) {
		for _, n := range b.nodesOf(person) {
			out = append(out, b.nodes[n].Kind)
		}
		return out
	}
	for variant, want := range map[string]string{VariantBoth: "gathering home", VariantHome: "home", VariantTogether: "gathering"} {
		b := made(t, in, variant)
		if got := strings.Join(kinds(b, 0), " "); got != want {
			t.Errorf("%s: who can come has %q, want %q", variant, got, want)
		}
		if strings.Join(kinds(b, 1), " ") != Home || strings.Join(kinds(b, 2), " ") != Home {
			t.Errorf("%s: who cannot come, or has no point, is not visited at home", variant)
		}
	}
	b := made(t, in, VariantBoth)
	if n := b.nodesOf(0); b.Nodes[n[0]].Group != b.Nodes[n[1]].Group || b.Nodes[n[0]].Group < 0 {
		t.Error("home and gathering of one person are in no group")
	}
	if n := b.nodesOf(0)[0]; b.Nodes[n].Setup != 15 || b.Nodes[n].Service != 25 {
		t.Errorf("a gathering takes %v + %v minutes", b.Nodes[n].Setup, b.Nodes[n].Service)
	}
}

// TestDaysTeamsAndKitsThatTripsHaveTaken: published and planned trips are frozen.
func TestDaysTeamsAndKitsThatTripsHaveTaken(t *testing.T) {
	in := asked(waiting{Case: "a", Area: pringapusA})
	in.Spec.Crews = append(in.Spec.Crews, Crew{"tim-b", "motor"})
	in.Busy = []busy{{"2021-06-15", "tim-a", "bus", "alat-1"}, {"2021-06-16", "tim-c", "motor", ""}}
	in.Spec.Off = []string{"2021-06-17"}
	b := made(t, in, VariantHome)
	var got []string
	for _, d := range b.routes {
		got = append(got, b.dates[d.Day][8:]+d.Crew.Team)
	}
	want := "14tim-a 14tim-b 15tim-b 16tim-a 18tim-a 18tim-b"
	if strings.Join(got, " ") != want || !slices.Equal(b.Kits, []int{1, 0, 1, 1}) {
		t.Fatalf("teams %v, want %s; kits %v", got, want, b.Kits)
	}
	if f := b.Routes[len(b.Routes)-1]; f.Close != 14*60 || b.Routes[0].Close != 15*60 {
		t.Errorf("Friday ends at %v, Monday at %v", f.Close, b.Routes[0].Close)
	}
}

// TestASecondVisitWaitsForTheNIK, unless the office is on call.
func TestASecondVisitWaitsForTheNIK(t *testing.T) {
	in := asked(waiting{Case: "a", Area: pringapusA, Recording: true})
	if b := made(t, in, VariantHome); len(b.nodes) != 1 {
		t.Errorf("a week holds a second visit that comes after two: %+v", b.nodes)
	}
	in.Spec.Period, in.Spec.To = Month, "2021-07-13"
	b := made(t, in, VariantHome)
	if len(b.nodes) != 2 || !b.nodes[1].Second || b.Nodes[1].After != 0 || b.Nodes[1].Gap != 10 || b.Nodes[1].Equipment&tripplan.Kit == 0 {
		t.Fatalf("the second visit: %+v", b.Nodes)
	}
	p, err := tripplan.Solve(t.Context(), b.Problem, tripplan.Options{Seed: 1, Iterations: 500})
	if err != nil || tripplan.Evaluate(b.Problem, p).People != 1 {
		t.Fatalf("%v, %+v", err, tripplan.Evaluate(b.Problem, p))
	}
	in.Spec.OnCall = true
	if b := made(t, in, VariantHome); len(b.nodes) != 1 || b.Nodes[0].Equipment&tripplan.Kit == 0 || b.Nodes[0].Service != 40+5+15 {
		t.Errorf("on call: %+v", b.Nodes)
	}
}

// TestWeightsSayWhatTheyAreMadeOf: the parts sum to the weight.
func TestWeightsSayWhatTheyAreMadeOf(t *testing.T) {
	rules := ruleValues(asked().Rules)
	w, parts := rules.weigh(waiting{Purpose: PurposeFirst, Attempts: 2, Categories: []string{"reason:no_nik", "vulnerability:elderly", "class:neglected"}}, 95)
	sum := 0.0
	for _, p := range parts {
		sum += p.Weight
	}
	if math.Abs(sum-w) > 1e-9 || math.Abs(w-(100+30+20+40+30)*0.85*0.85) > 1e-9 {
		t.Errorf("weight %v, its parts %v: %+v", w, sum, parts)
	}
}

// TestRulesAreRead: a quota of a kecamatan stands over that of all.
func TestRulesAreRead(t *testing.T) {
	rules := ruleValues(asked().Rules)
	rules["planner.quota.35.03.04"] = "40"
	if rules.quota("35.03.04") != 40 || rules.quota("35.03.05") != 5 {
		t.Error("quotas are not read")
	}
	seen := map[string]bool{}
	for _, r := range Rules("35.03") {
		if seen[r.Key] || RuleWords("id", r.Key) == "" || RuleWords("id", r.Key) == r.Key {
			t.Errorf("rule %s is there twice or has no name", r.Key)
		}
		seen[r.Key] = true
	}
}

// TestTheYearIsAQuotaOfTheWeek: what the year gave a kecamatan, less what trips
// took, as far as the rule says, and never more than wait there.
func TestTheYearIsAQuotaOfTheWeek(t *testing.T) {
	in := asked(waiting{Case: "a", Area: pringapusA}, waiting{Case: "b", Area: dongkoA}, waiting{Case: "c", Area: dongkoA})
	least := func() int { return made(t, in, VariantHome).Areas[0].Least }
	if n := least(); n != 0 {
		t.Errorf("a week without a plan of the year has a quota of %d", n)
	}
	in.Year = &yearly{Areas: []areaShare{{Kecamatan: "35.03.05", People: 9}, {Kecamatan: "35.03.04", People: 3, Booked: 1}}}
	if n := least(); n != 2 { // 80 % of three, rounded up, less one
		t.Errorf("a quota of %d", n)
	}
	in.Year.Areas[1].People = 40
	if n := least(); n != 3 {
		t.Errorf("three wait, and the quota is %d", n)
	}
	in.Rules["planner.year.quota"] = "0"
	if n := least(); n != 0 {
		t.Errorf("the rule says none, and the quota is %d", n)
	}
}

// TestWhatIsAllotted: people and village-days count where the village is, days and
// money where most of the day's people are.
func TestWhatIsAllotted(t *testing.T) {
	days := []dayShare{{"2021-06-14", "35.03.04", 300, map[string]int{pringapusA: 4, "35.03.05.2001": 1}}, {"2021-07-01", "35.03.04", 200, map[string]int{pringapusA: 2}}}
	got := allot(days, func(string) string { return "" })
	if len(got) != 2 || got[0].People != 6 || got[0].Rupiah != 500 || got[0].Days != 2 || got[0].VillageDays != 2 || len(got[0].Villages) != 1 ||
		got[1].People != 1 || got[1].Rupiah != 0 || got[1].VillageDays != 1 {
		t.Errorf("%+v", got)
	}
	if got := allot(days, func(day string) string { return day[:7] }); len(got) != 3 || got[2].Month != "2021-07" || got[2].People != 2 {
		t.Errorf("%+v", got)
	}
}

// TestEveryProblemIsSound: whatever people wait, the problem is well formed,
// everybody has a node or a reason, and the plan passes the checker.
func TestEveryProblemIsSound(t *testing.T) {
	var villages []string
	for _, a := range region.Villages("35.03") {
		villages = append(villages, string(a.Code))
	}
	villages = append(villages, "", "35.03.04", "35.04.01.2001", "kacau")
	rapid.Check(t, func(rt *rapid.T) {
		var people []waiting
		for i := range rapid.IntRange(0, 25).Draw(rt, "people") {
			people = append(people, waiting{Case: string(rune('a' + i)), Area: rapid.SampledFrom(villages).Draw(rt, "village"), AtHome: rapid.Bool().Draw(rt, "home"),
				Urgent: rapid.Bool().Draw(rt, "urgent"), Recording: rapid.Bool().Draw(rt, "recording"), Institution: rapid.SampledFrom([]string{"", "", "panti", "rsud"}).Draw(rt, "institution"),
				Purpose: rapid.SampledFrom([]string{PurposeFirst, PurposeRecording, PurposeBiometric}).Draw(rt, "purpose"),
				From:    rapid.SampledFrom([]string{"", "2021-06-16", "2021-08-01"}).Draw(rt, "from"), Opened: rapid.SampledFrom([]string{"2021-06-09", "2020-01-01", "salah"}).Draw(rt, "opened")})
		}
		in := asked(people...)
		in.Spec.Period = rapid.SampledFrom(Periods).Draw(rt, "period")
		in.Spec.To = ends(in.Spec.Period, in.Spec.From)
		in.Spec.OnCall = rapid.Bool().Draw(rt, "on call")
		in.Spec.Budget = rapid.SampledFrom([]int64{-1, 0, 500_000}).Draw(rt, "budget")
		if rapid.Bool().Draw(rt, "no kit") {
			in.Spec.Kits = nil
		}
		in.Venues["panti"] = venue{Village: dongkoA, Days: []string{"1", "3"}, From: "09:00", To: "10:30"}
		for _, v := range villages[:20] {
			in.Spec.Points[v] = "school"
		}
		variant := rapid.SampledFrom(Variants).Draw(rt, "variant")
		b, err := in.build(variant, Roads{}.Travels)
		if err != nil {
			rt.Fatal(err)
		}
		if err := b.Validate(); err != nil {
			rt.Fatal(err)
		}
		reasons := map[int]bool{}
		for _, l := range b.left {
			reasons[l.Person] = true
		}
		for i := range people {
			if b.first[i] < 0 && !reasons[i] {
				rt.Fatalf("person %d has neither a node nor a reason", i)
			}
		}
		p, err := tripplan.Solve(t.Context(), b.Problem, tripplan.Options{Seed: 1, Iterations: 30})
		if err != nil {
			rt.Fatal(err)
		}
		if broken := tripplan.Check(b.Problem, p); len(broken) > 0 {
			rt.Fatalf("the checker refuses: %v", broken)
		}
		for ri, tour := range p.Tours {
			for _, v := range tour.Visits {
				if b.nodes[v.Node].Institution == "panti" && (v.Start < 540 || v.Leave > 630 || !slices.Contains([]string{"2021-06-14", "2021-06-16"}, b.dates[b.routes[ri].Day]) && in.Spec.Period == Week) {
					rt.Fatalf("at the institution from %v to %v on %s, which receives on Mondays and Wednesdays from 09.00 to 10.30", v.Start, v.Leave, b.dates[b.routes[ri].Day])
				}
			}
		}
	})
}
