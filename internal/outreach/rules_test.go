package outreach

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

func TestTheNextTryComesLaterEachTime(t *testing.T) {
	for attempts, want := range []string{"2021-06-21", "2021-06-28", "2021-07-14", "2021-07-14"} {
		if got := NextTry("2021-06-14", attempts); got != want {
			t.Errorf("after %d attempts: %s, want %s", attempts, got, want)
		}
	}
}

func TestNeedsFollowOutcomeAndAge(t *testing.T) {
	adult := Situation{Kit: true, AgeKnown: true, Least: 58, Greatest: 58}
	child := Situation{Kit: true, AgeKnown: true, Least: 4, Greatest: 5}
	unknown := Situation{Kit: true}
	for _, c := range []struct {
		name    string
		sit     Situation
		outcome string
		want    []string
		nik     bool // may be chosen
	}{
		{"adult, not found", adult, casefile.BioNotFound, []string{"nik", "kk", "recording", "ktp_el"}, true},
		{"adult, local", adult, casefile.BioLocal, []string{"replacement"}, false},
		{"adult, elsewhere", adult, casefile.BioElsewhere, []string{"pindah"}, false},
		{"adult, pending", adult, casefile.BioPending, nil, true},
		{"adult, not captured", adult, casefile.BioFailed, []string{"nik", "kk", "recording", "ktp_el"}, true},
		{"adult, repeat", adult, casefile.BioRepeat, nil, true},
		{"adult, not checked", adult, NoCheck, nil, false},
		{"child, not checked", child, NoCheck, []string{"nik", "akta_kelahiran", "kia"}, true},
		{"age unknown, not checked", unknown, NoCheck, nil, true},
		{"has a NIK", Situation{Kit: true, AgeKnown: true, Least: 58, Greatest: 58, HasNIK: true}, casefile.BioNotFound, []string{"kk", "recording", "ktp_el"}, false},
		{"second visit", Situation{Kit: true, Purpose: PurposeRecording, AgeKnown: true, Least: 58, Greatest: 58, HasNIK: true}, Enrolled, nil, false},
		{"open already", Situation{Kit: true, AgeKnown: true, Least: 58, Greatest: 58, Open: []string{"nik", "kk"}}, casefile.BioNotFound, []string{"recording", "ktp_el"}, true},
	} {
		if got := c.sit.Follows(c.outcome); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got := c.sit.MayNeedNIK(c.outcome); got != c.nik {
			t.Errorf("%s: may need a NIK %v", c.name, got)
		}
	}
}

// Nobody who is known to have a NIK is ever offered a new one, whatever else
// holds, and what follows is always among what is offered.
func TestNoSecondNIK(t *testing.T) {
	outcomes := []string{casefile.BioLocal, casefile.BioElsewhere, casefile.BioNotFound, casefile.BioPending, casefile.BioFailed, casefile.BioRepeat, NoCheck, Enrolled, ""}
	rapid.Check(t, func(t *rapid.T) {
		s := Situation{Purpose: rapid.SampledFrom([]string{PurposeFirst, PurposeRecording, PurposeBiometric}).Draw(t, "purpose"),
			Kit: rapid.Bool().Draw(t, "kit"), HasNIK: rapid.Bool().Draw(t, "nik"), AgeKnown: rapid.Bool().Draw(t, "known")}
		s.Least = rapid.IntRange(0, 90).Draw(t, "least")
		s.Greatest = s.Least + rapid.IntRange(0, 5).Draw(t, "more")
		outcome := rapid.SampledFrom(outcomes).Draw(t, "outcome")
		offer := s.Offer(outcome)
		if (s.HasNIK || Identified(outcome)) && slices.Contains(offer, casefile.NeedNIK) {
			t.Fatalf("%+v %s offers a second NIK", s, outcome)
		}
		for _, n := range s.Follows(outcome) {
			if !slices.Contains(offer, n) {
				t.Fatalf("%+v %s: %s follows and is not offered", s, outcome, n)
			}
		}
		a := Answers{Present: Yes, Sources: []string{"family"}, PersonDone: true, Outcome: outcome, Needs: []string{casefile.NeedNIK}, NeedsDone: true}
		if (s.HasNIK || Identified(outcome) && !s.Child()) && a.Check(s, AskNeeds, "2021-06-16") == nil {
			t.Fatalf("%+v %s takes a second NIK", s, outcome)
		}
	})
}

func TestQuestionsOfAVisit(t *testing.T) {
	adult := Situation{Kit: true, AgeKnown: true, Least: 58, Greatest: 58}
	for _, c := range []struct {
		name string
		a    Answers
		s    Situation
		want []string
	}{
		{"nothing answered", Answers{}, adult, []string{AskPresent, AskIdentity, AskPerson, AskBiometric, AskDetails, AskNeeds, AskConfirm}},
		{"not met", Answers{Present: No}, adult, []string{AskPresent, AskNotMet, AskConfirm}},
		{"to be repeated", Answers{Present: Yes, Outcome: casefile.BioRepeat}, adult, []string{AskPresent, AskIdentity, AskPerson, AskBiometric, AskNeeds, AskConfirm}},
		{"child", Answers{Present: Yes}, Situation{AgeKnown: true, Greatest: 5}, []string{AskPresent, AskIdentity, AskPerson, AskNeeds, AskConfirm}},
	} {
		if got := c.a.Questions(c.s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	var a Answers
	if got := a.Ahead(adult, "2021-06-16"); got != AskPresent {
		t.Errorf("begins with %s", got)
	}
	a.Present = Yes
	if got := a.Ahead(adult, "2021-06-16"); got != AskIdentity {
		t.Errorf("goes on with %s", got)
	}
}

func TestAnswersAreChecked(t *testing.T) {
	adult := Situation{Kit: true, AgeKnown: true, Least: 58, Greatest: 58, District: "35.03"}
	for _, c := range []struct {
		name, question string
		a              Answers
		s              Situation
		field          string // "" is fine
	}{
		{"next day in the past", AskNotMet, Answers{Reason: "away", Next: "2021-06-16"}, adult, "lagi"},
		{"next day", AskNotMet, Answers{Reason: "away", Next: "2021-06-17"}, adult, ""},
		{"no source", AskIdentity, Answers{}, adult, "sumber"},
		{"witnesses", AskIdentity, Answers{Sources: []string{"family"}, Witnesses: "dua"}, adult, "saksi"},
		{"born after the visit", AskPerson, Answers{PersonDone: true, Person: map[string]Said{casefile.FieldBirth: {Value: "2031"}}}, adult, "lahir"},
		{"no kit, local", AskBiometric, Answers{Outcome: casefile.BioLocal}, Situation{}, "hasil"},
		{"adult not checked", AskBiometric, Answers{Outcome: NoCheck}, adult, "hasil"},
		{"no NIK", AskDetails, Answers{Outcome: casefile.BioLocal}, adult, "nik"},
		{"bad NIK", AskDetails, Answers{Outcome: casefile.BioLocal, NIK: "350308410163"}, adult, "nik"},
		{"elsewhere without kabupaten", AskDetails, Answers{Outcome: casefile.BioElsewhere, NIK: "3504084101639001"}, adult, "kabupaten"},
		{"elsewhere", AskDetails, Answers{Outcome: casefile.BioElsewhere, NIK: "3504084101639001", Kabupaten: "35.04"}, adult, ""},
		{"elsewhere is not here", AskDetails, Answers{Outcome: casefile.BioElsewhere, NIK: "3504084101639001", Kabupaten: "35.03"}, adult, "kabupaten"},
		{"elsewhere is a kabupaten that there is", AskDetails, Answers{Outcome: casefile.BioElsewhere, NIK: "3504084101639001", Kabupaten: "35.99"}, adult, "kabupaten"},
		{"failed without traits", AskDetails, Answers{Outcome: casefile.BioFailed, Why: "worn", Evidence: "ab"}, adult, "bagian"},
		{"failed without photo", AskDetails, Answers{Outcome: casefile.BioFailed, Traits: []string{"iris"}, Why: "cataract"}, adult, "bukti"},
		{"refused needs no photo", AskDetails, Answers{Outcome: casefile.BioFailed, Traits: []string{"face"}, Why: "refused"}, adult, ""},
		{"recording without NIK", AskDetails, Answers{Outcome: casefile.BioNotFound, Enrolled: true}, adult, "direkam"},
		{"quality", AskDetails, Answers{Outcome: casefile.BioNotFound, Quality: "101"}, adult, "kualitas"},
		{"no need although it is clear", AskNeeds, Answers{Outcome: casefile.BioNotFound, NeedsDone: true}, adult, "perlu"},
		{"no need while the search is pending", AskNeeds, Answers{Outcome: casefile.BioPending, NeedsDone: true}, adult, ""},
		{"second NIK", AskNeeds, Answers{Outcome: casefile.BioElsewhere, NeedsDone: true, Needs: []string{"nik"}}, adult, "perlu"},
	} {
		err := c.a.Check(c.s, c.question, "2021-06-16")
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.field != "" && (!fault.Is(err, fault.Invalid) || !slices.ContainsFunc(fault.As(err).Fields, func(f fault.Field) bool { return f.Name == c.field })):
			t.Errorf("%s: %v, want a fault at %s", c.name, err, c.field)
		}
	}
}

func TestTimetable(t *testing.T) {
	tt := Roads{}.Estimate("2021-06-16", "35.03.11", "08:00", []Stop{{Village: "35.03.04.2001", Minutes: 100}, {Village: "35.03.04.2001", Minutes: 40}, {Village: "35.03.04.2003", Minutes: 40}})
	if len(tt.Slots) != 3 || tt.KM <= 0 {
		t.Fatalf("%+v", tt)
	}
	last := 8 * 60
	for i, s := range tt.Slots {
		if s.Arrive < last || s.Leave <= s.Arrive {
			t.Errorf("stop %d from %d to %d after %d", i+1, s.Arrive, s.Leave, last)
		}
		last = s.Leave
	}
	if tt.Back <= last {
		t.Errorf("back at %d", tt.Back)
	}
	if empty := (Roads{}).Estimate("2021-06-16", "35.03.11", "nanti", nil); empty.Back != 8*60 || empty.KM != 0 {
		t.Errorf("%+v", empty)
	}
}

// The same set of events gives the same trip whatever the ledger brings first:
// the order is by clock, and events of a wrong state are parked, never lost.
func TestFoldIsTotal(t *testing.T) {
	types := []string{casefile.TripPlanned, casefile.StopAdded, casefile.StopRemoved, casefile.TripPublished, casefile.TripConfirmed,
		casefile.TripStarted, casefile.TripFinished, casefile.TripCancelled, casefile.ClaimSettled,
		casefile.TripDeparted, casefile.TripArrived, casefile.TripTrouble, casefile.TripDelayed, casefile.TripReplanned, casefile.TripChecked, casefile.TripCosts}
	bodies := []string{`{}`, `{"day":"2021-06-16","members":["a","a"],"kit":"k"}`, `{"stop":"s1","case":"c1","minutes":40}`, `{"stop":"s1","case":"c2","minutes":25}`,
		`{"stop":"s1"}`, `{"stop":"s1","answer":"yes"}`, `{"stop":"s1","at":9}`, `{"reason":"vehicle","minutes":60,"at":8}`, `{"dropped":[{"stop":"s1","case":"c1"}],"order":["s1"]}`, `{"km":94}`, `[]`, `{"key":"kit:k:2021-06-16","winner":"x","settles":["x","e3"]}`}
	rapid.Check(t, func(t *rapid.T) {
		var events []casefile.Event
		for i := range rapid.IntRange(0, 14).Draw(t, "n") {
			events = append(events, casefile.Event{ID: "e" + string(rune('0'+i)), Type: rapid.SampledFrom(types).Draw(t, "type"),
				Body: []byte(rapid.SampledFrom(bodies).Draw(t, "body")), HLC: uint64(i), Actor: "u"})
		}
		res := Kind().Fold("t1", events)
		seen := map[string]bool{}
		for _, row := range res.Rows {
			if row.Table != "trip_stop" && row.Table != "trip_case" && row.Table != "trip_member" {
				continue
			}
			key := row.Table + row.Values[0].(string)
			if seen[key] {
				t.Fatalf("two rows of %s", key)
			}
			seen[key] = true
		}
		trip, _ := Fold("t1", events)
		if trip.Open() && trip.State == Planned && len(trip.Work()) == 0 {
			t.Fatal("an open plan without work")
		}
		people := 0
		for _, s := range trip.Stops {
			if len(s.Cases) == 0 {
				t.Fatal("an empty stop")
			}
			people += len(s.Cases)
		}
		if people != trip.People() {
			t.Fatal("people are counted wrongly")
		}
	})
}

func TestDatesAndNumbersOfForms(t *testing.T) {
	for in, want := range map[string]int64{"94": 94, "486.000": 486000, "Rp 486.000": 486000, "": -1, "banyak": -1, "-5": -1, "12.5": -1} {
		if got := number(in); got != want {
			t.Errorf("%q is %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]bool{"2021-06-16": true, "2021-6-16": false, "2021-02-30": false, "": false} {
		if got := isDay(in); got != want {
			t.Errorf("%q is a day: %v", in, got)
		}
	}
}

func TestHoursOfAnInstitution(t *testing.T) {
	h := Hours{Days: []string{"1", "3"}, From: "09:00", To: "11:00"}
	for _, tt := range []struct {
		day           string
		arrive, leave int
		open          bool
	}{
		{"2021-06-14", 540, 660, true},  // Monday
		{"2021-06-16", 545, 600, true},  // Wednesday
		{"2021-06-15", 545, 600, false}, // Tuesday
		{"2021-06-20", 545, 600, false}, // Sunday
		{"2021-06-14", 539, 600, false},
		{"2021-06-14", 600, 661, false},
	} {
		if got := h.Open(tt.day, tt.arrive, tt.leave); got != tt.open {
			t.Errorf("%s %d-%d: %v", tt.day, tt.arrive, tt.leave, got)
		}
	}
	if !(Hours{}).Open("2021-06-20", 0, 1440) {
		t.Error("hours that nobody stated exclude a visit")
	}
}

func TestTheNearestOrderIsShort(t *testing.T) {
	home := region.Code("35.03.11.1001")
	var all []region.Area
	for _, k := range region.Children("35.03") {
		all = append(all, region.Villages(k.Code)...)
	}
	rapid.Check(t, func(t *rapid.T) {
		var stops []Stop
		for i := range rapid.IntRange(0, 12).Draw(t, "stops") {
			stops = append(stops, Stop{ID: strconv.Itoa(i), Village: string(rapid.SampledFrom(all).Draw(t, "village").Code)})
		}
		order := Roads{}.Nearest("2021-06-16", home, stops)
		if len(order) != len(stops) {
			t.Fatalf("%d of %d stops", len(order), len(stops))
		}
		var sorted []Stop
		for _, id := range order {
			i, err := strconv.Atoi(id)
			if err != nil || slices.ContainsFunc(sorted, func(s Stop) bool { return s.ID == id }) {
				t.Fatalf("%v", order)
			}
			sorted = append(sorted, stops[i])
		}
		if got, was := wayKM(home, sorted), wayKM(home, stops); got > was+0.01 {
			t.Fatalf("the way grew from %.1f to %.1f km", was, got)
		}
	})
}

// A trip that is being planned may hold far more than a day takes, and putting it
// in order keeps the writer of the whole office waiting.
func TestManyStopsAreOrderedQuickly(t *testing.T) {
	var all []region.Area
	for _, k := range region.Children("35.03") {
		all = append(all, region.Villages(k.Code)...)
	}
	var stops []Stop
	for i := range 120 {
		stops = append(stops, Stop{ID: strconv.Itoa(i), Village: string(all[i*37%len(all)].Code)})
	}
	began := time.Now()
	if got := len((Roads{}).Nearest("2021-06-16", "35.03.11.1001", stops)); got != len(stops) {
		t.Errorf("%d of %d stops", got, len(stops))
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("%s for %d stops", took, len(stops))
	}
}

// wayKM is the whole way from home through the stops and back, as they stand.
func wayKM(from region.Code, stops []Stop) float64 {
	order := make([]int, len(stops))
	for i := range order {
		order[i] = i
	}
	return Roads{}.between("2021-06-16", from, stops).length(order)
}

// The nearest stop first would be a longer way here than the order given.
func TestTheNearestOrderIsNeverLongerThanTheOrderGiven(t *testing.T) {
	home := region.Code("35.03.11.1001")
	var stops []Stop
	for i, v := range []string{"35.03.09.2001", "35.03.02.2007", "35.03.01.2005", "35.03.01.2001"} {
		stops = append(stops, Stop{ID: strconv.Itoa(i), Village: v})
	}
	var sorted []Stop
	for _, id := range (Roads{}).Nearest("2021-06-16", home, stops) {
		i, err := strconv.Atoi(id)
		if err != nil {
			t.Fatal(err)
		}
		sorted = append(sorted, stops[i])
	}
	if got, was := wayKM(home, sorted), wayKM(home, stops); got > was {
		t.Errorf("the way grew from %.1f to %.1f km", was, got)
	}
}

func TestRoomInADay(t *testing.T) {
	for _, tt := range []struct{ back, home, together int }{
		{8*60 + 8*60, 0, 0}, {8*60 + 7*60, 1, 2}, {8*60 + 4*60, 6, 9}, {26 * 60, 0, 0},
	} {
		table := Timetable{Back: tt.back}
		if h, g := table.Room("08:00", Home), table.Room("08:00", Gathering); h != tt.home || g != tt.together {
			t.Errorf("back at %s: %d at home, %d together", clockWords(tt.back), h, g)
		}
	}
}

func TestOneMarkAVillageNamesItsStops(t *testing.T) {
	for want, stops := range map[string][]int{"Pringapus": {3}, "Pringapus 4, 6–10": {4, 6, 7, 8, 9, 10}, "Pringapus 1–2": {1, 2}, "Pringapus 1, 3, 5": {1, 3, 5}} {
		if got := (villageMark{village: "35.03.04.2010", stops: stops}).label(); got != want {
			t.Errorf("%v: %q, want %q", stops, got, want)
		}
	}
}

// TestNoStopIsLostOnTheMap: every stop has its number, in a mark or in a name.
func TestNoStopIsLostOnTheMap(t *testing.T) {
	villages := region.Villages("35.03.11")
	var stops []Stop
	for i := range 12 {
		stops = append(stops, Stop{ID: strconv.Itoa(i), Village: string(villages[i%5].Code)})
	}
	for _, width := range []float64{324, 824} {
		svg := routeMap("35.03.11", "35.03.11", stops, nil, nil, width).SVG()
		for i := range 5 {
			if !strings.Contains(svg, ">"+strconv.Itoa(i+1)+"<") {
				t.Errorf("%v wide: stop %d has no mark", width, i+1)
			}
			if name := region.Name(villages[i].Code); !strings.Contains(svg, name+" "+strconv.Itoa(i+1)+", "+strconv.Itoa(i+6)) {
				t.Errorf("%v wide: %s is not named with its stops", width, name)
			}
		}
	}
}

// A time that is said again corrects what was said, wherever the team is by now,
// and what a trouble took of each way follows.
func TestATimeSaidAgainCorrects(t *testing.T) {
	const minute = 60_000_000
	day := []any{DepartedBody{At: 0}, TroubleBody{Minutes: 60, At: 10 * minute}, ArrivedBody{Stop: "s1", At: 30 * minute}}
	trip := held(append(day, ArrivedBody{Stop: "s1", At: 50 * minute, KM: 7})...)
	if len(trip.Driven) != 1 || trip.Driven[0].Arrived != 50*minute || trip.Driven[0].KM != 7 || trip.Driven[0].Delay != 50 || trip.HeldUntil != 50*minute {
		t.Errorf("the way took twenty minutes more: %+v, held until %d", trip.Driven, trip.HeldUntil/minute)
	}
	if trip = held(append(day, ArrivedBody{Stop: "s1", At: 8 * minute})...); trip.Driven[0].Delay != 0 || trip.HeldUntil != 70*minute {
		t.Errorf("the trouble was at the stop: %+v, held until %d", trip.Driven, trip.HeldUntil/minute)
	}
	// The team has driven on: it stays on its way.
	day = append(day, DepartedBody{Stop: "s1", At: 60 * minute})
	trip = held(append(day, ArrivedBody{Stop: "s1", At: 45 * minute})...)
	if trip.Away == nil || len(trip.Driven) != 1 || trip.Driven[0].Arrived != 45*minute || trip.Stops[0].ArrivedAt != 45*minute {
		t.Errorf("on the way: %+v, %+v", trip.Away, trip.Driven)
	}
	if trip = held(append(day, DepartedBody{Stop: "s1", At: 55 * minute})...); trip.Away == nil || trip.Away.Departed != 55*minute || len(trip.Driven) != 1 {
		t.Errorf("left earlier: %+v, %+v", trip.Away, trip.Driven)
	}
	// It is at the next stop already.
	day = append(day, ArrivedBody{Stop: "s2", At: 90 * minute})
	trip = held(append(day, ArrivedBody{Stop: "s1", At: 45 * minute}, DepartedBody{Stop: "s1", At: 65 * minute})...)
	if trip.Away != nil || len(trip.Driven) != 2 || trip.Driven[0].Arrived != 45*minute || trip.Driven[1].Departed != 65*minute || trip.Stops[0].LeftAt != 65*minute {
		t.Errorf("at the next stop: %+v, %+v", trip.Away, trip.Driven)
	}
	// It comes back to where it was: that is another way.
	day = append(day, DepartedBody{Stop: "s2", At: 100 * minute}, ArrivedBody{Stop: "s1", At: 120 * minute})
	if trip = held(day...); trip.Away != nil || len(trip.Driven) != 3 || trip.Driven[0].Arrived != 30*minute || trip.Stops[0].ArrivedAt != 120*minute {
		t.Errorf("back again: %+v, %+v", trip.Away, trip.Driven)
	}
}

func held(steps ...any) Trip {
	f := tripFold{t: Trip{State: Started, Stops: []Stop{{ID: "s1"}, {ID: "s2"}}}}
	for _, step := range steps {
		switch b := step.(type) {
		case DepartedBody:
			f.depart(b)
		case ArrivedBody:
			f.arrive(b)
		case TroubleBody:
			f.trouble(b)
		}
	}
	return f.t
}

// A tyre that was to take an hour and took ten minutes holds up nothing once the
// team is there; one that goes flat at the stop still does.
func TestWhoDrivesOnIsHeldNoLonger(t *testing.T) {
	const minute = 60_000_000
	trip := held(DepartedBody{At: 0}, TroubleBody{Minutes: 60, At: 5 * minute}, ArrivedBody{Stop: "s1", At: 30 * minute})
	if trip.HeldUntil != 30*minute || trip.Driven[0].Delay != 30 {
		t.Errorf("held until %d, a delay of %d on a way of 30 minutes", trip.HeldUntil/minute, trip.Driven[0].Delay)
	}
	if trip = held(DepartedBody{At: 0}, TroubleBody{Minutes: 60, At: 5 * minute}, ArrivedBody{Stop: "s1", At: 90 * minute}); trip.Driven[0].Delay != 60 {
		t.Errorf("a delay of %d", trip.Driven[0].Delay)
	}
	stood := []any{DepartedBody{At: 0}, ArrivedBody{Stop: "s1", At: 30 * minute}, TroubleBody{Minutes: 60, At: 40 * minute}}
	if trip = held(stood...); trip.HeldUntil != 100*minute {
		t.Errorf("held at the stop until %d", trip.HeldUntil/minute)
	}
	if trip = held(append(stood, ArrivedBody{Stop: "s1", At: 31 * minute})...); trip.HeldUntil != 100*minute {
		t.Errorf("an arrival that is corrected lets go: %d", trip.HeldUntil/minute)
	}
	if trip = held(append(stood, DepartedBody{Stop: "s1", At: 50 * minute})...); trip.HeldUntil != 50*minute {
		t.Errorf("held after it drove on until %d", trip.HeldUntil/minute)
	}
}

// TestPlanEventsAreTotal: what nobody can read is parked, and whatever stands
// beside it counts.
func TestPlanEventsAreTotal(t *testing.T) {
	kind := PlanKind()
	event := func(n int, typ, body string) casefile.Event {
		return casefile.Event{ID: strconv.Itoa(n), Type: typ, Body: []byte(body), Actor: "u", OccurredAt: int64(n)}
	}
	res := kind.Fold("p", []casefile.Event{event(1, casefile.PlanLeft, `{}`), event(2, casefile.PlanAdopted, `[`), event(3, casefile.PlanAdopted, `{"variant":"home"}`),
		event(4, casefile.PlanAdopted, `{}`), event(5, casefile.PlanLeft, `{}`), event(6, casefile.PlanLeft, `{`), event(7, "plan.unknown", `{}`)})
	if len(res.Parked) != 1 || res.Parked[0].EventID != "2" || len(res.Rows) != 3 {
		t.Fatalf("%+v", res)
	}
	for i, ended := range []int64{1, 4, 5} {
		if got := res.Rows[i].Values[9]; got != ended {
			t.Errorf("row %d ended at %v, not %d", i, got, ended)
		}
	}
}
