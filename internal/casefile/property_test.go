package casefile_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// TestDoingTheWorkEndsEveryCase: no history leads into a dead end. Whatever is
// called work can be done, and doing it ends the case.
func TestDoingTheWorkEndsEveryCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{t: noTB{}, events: drawHistory(t)}
		for step := range 80 {
			st := h.state()
			if !st.Open() {
				return
			}
			var todo []cf.Work
			for _, w := range st.Work() {
				// A paper must arrive before a duplicate can be ended.
				if w.Action == cf.Duplicate && st.May(w.Action) != nil {
					continue
				}
				todo = append(todo, w)
			}
			w := rapid.SampledFrom(todo).Draw(t, "work")
			later := func(e *cf.Event) { e.HLC += 100 << 16 } // than any clock of the story
			opts := []option{by(string(w.Role)), over(st.Person.Shown()...), later}
			if w.Action == cf.PersonStated {
				opts = append(opts, with(settle(st, w.Arg)))
			}
			id := h.add(w.Action, goodBody(&st, w), opts...)
			if why := h.parked(id); why != "" {
				t.Fatalf("step %d: %s %q is called work, but: %s", step, w.Action, w.Arg, why)
			}
			if w.Action == cf.Visited && st.Biometric.Outcome == cf.BioRepeat {
				h.add(cf.Biometric, cf.BiometricBody{Outcome: cf.BioNotFound}, by("field"), over(st.Person.Shown()...), later)
			}
		}
		st := h.state()
		t.Fatalf("after 80 pieces of work still at %s: %v", st.Stage, st.Work())
	})
}

func TestAnyOrderAndRepetitionGiveTheSame(t *testing.T) {
	k := cf.NewKind()
	rapid.Check(t, func(t *rapid.T) {
		events := drawHistory(t)
		want := k.Fold(caseID, events)
		mixed := rapid.Permutation(append(slices.Clone(events), events[:rapid.IntRange(0, len(events)).Draw(t, "again")]...)).Draw(t, "mixed")
		if got := k.Fold(caseID, mixed); !reflect.DeepEqual(got, want) {
			t.Fatalf("another order gives another case")
		}
	})
}

func TestWhatHoldsForEveryHistory(t *testing.T) {
	k := cf.NewKind()
	rapid.Check(t, func(t *rapid.T) {
		events := drawHistory(t)
		st := cf.FoldState(caseID, events)
		checkRows(t, k, k.Fold(caseID, events).Rows)
		checkWork(t, st)
		checkStage(t, st)
		if st.Closed && st.OpenNeeds() {
			t.Fatalf("closed with an open need")
		}
		checkEffects(t, st, events)
		blind := slices.Clone(events)
		for i := range blind {
			blind[i].Personal = nil
		}
		bst := cf.FoldState(caseID, blind)
		for _, s := range []*cf.State{&st, &bst} {
			s.Person = cf.Person{}
			for i := range s.Needs {
				s.Needs[i].Document = ""
			}
		}
		if !reflect.DeepEqual(st, bst) {
			t.Fatalf("without personal data another case: %+v and %+v", st, bst)
		}
	})
}

// checkStage: the case's stage is its least advanced need that can move.
func checkStage(t *rapid.T, st cf.State) {
	var least cf.Stage
	for _, n := range st.Needs {
		if n.Declined == "" && n.WaitsFor == "" && n.DeferredUntil == "" && !n.Done() {
			if least == "" || n.Stage.Before(least) {
				least = n.Stage
			}
		}
	}
	if !st.Closed && least != "" && st.Stage != least {
		t.Fatalf("the case is at %s, its least advanced need at %s", st.Stage, least)
	}
}

// checkEffects: no document is handed over twice without having been issued
// again, no NIK is asked for against the biometric outcome, and nobody approves
// a failed capture of his own.
func checkEffects(t *rapid.T, st cf.State, events []cf.Event) {
	handed := map[string]int{}
	for _, a := range st.Acts {
		if a.Type == cf.HandedOver {
			for _, n := range a.Needs {
				handed[n]++
			}
		}
	}
	for n, times := range handed {
		if times > 1 {
			t.Fatalf("%s was handed over %d times", n, times)
		}
	}
	ordered := cf.Order(events)
	for i, e := range ordered {
		before := cf.FoldState(caseID, ordered[:i])
		if e.Type != cf.Submitted || slices.ContainsFunc(st.Parked, func(p cf.Parked) bool { return p.EventID == e.ID }) {
			continue
		}
		if n, ok := before.Need(cf.NeedNIK); ok && n.Stage == cf.StageVisited && before.Biometric.Disputed {
			after := cf.FoldState(caseID, ordered[:i+1])
			if n, _ := after.Need(cf.NeedNIK); n.Stage == cf.StageSubmitted {
				t.Fatalf("a new NIK was asked for over a dispute")
			}
		}
	}
}

func FuzzFoldState(f *testing.F) {
	for _, e := range cf.Catalogue() {
		if e.Body != nil {
			f.Add(e.Type, []byte(marshal(e.Body)), []byte(`{"fields":[{"field":"name","value":"x"}]}`), uint64(3))
		}
	}
	f.Add(cf.Reported, []byte(`{"needs":["nik","nik","\u0000"],"reasons":["a","a"]}`), []byte(`{`), uint64(0))
	f.Add(cf.NeedDeclined, []byte(`null`), []byte(`[]`), uint64(1<<63))
	k := cf.NewKind()
	f.Fuzz(func(t *testing.T, typ string, body, personal []byte, hlc uint64) {
		h := begin(t, cf.NeedNIK, cf.NeedKK, cf.NeedRecording).met()
		h.check(cf.BioPending)
		h.submit(cf.NeedKK)
		h.events = append(h.events, cf.Event{ID: eventID(999), OpID: "op", Type: typ, Body: body, Personal: personal, HLC: hlc, OccurredAt: int64(hlc)})
		for i := range 3 {
			e := h.events[len(h.events)-1]
			e.ID, e.OpID, e.Replaces = eventID(1000+i), fmt.Sprint("op", i), []string{e.ID}
			h.events = append(h.events, e)
		}
		checkRows(t, k, k.Fold(caseID, h.events).Rows)
		checkWork(t, h.state())
	})
}
