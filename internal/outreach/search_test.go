package outreach_test

import (
	"slices"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// TestWhatFollowsFromALateSearch: the national data answer days after the visit,
// and what was asked for in the meantime follows the answer.
func TestWhatFollowsFromALateSearch(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		tests := []struct {
			in   outreach.SearchIn
			work string // what the NIK that was asked for waits for
			nik  string
		}{
			{outreach.SearchIn{Outcome: casefile.BioLocal, NIK: "3503044101639001", Needs: []string{casefile.NeedReplacement}}, casefile.NeedDeclined, "3503044101639001"},
			{outreach.SearchIn{Outcome: casefile.BioElsewhere, NIK: "3504034101639002", Kabupaten: "35.04", Needs: []string{casefile.NeedMove}}, casefile.NeedDeclined, "3504034101639002"},
			{outreach.SearchIn{Outcome: casefile.BioNotFound}, casefile.Submitted, ""},
			{outreach.SearchIn{Outcome: casefile.BioRepeat}, casefile.Scheduled, ""},
		}
		var ids []string
		for range tests {
			id, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
			ids = append(ids, id)
		}
		trip := w.trip(ids...)
		w.onTheDay()
		for i, tt := range tests {
			w.must(w.s.Record(ctx, w.op(w.officer), trip, ids[i], met(casefile.BioPending, casefile.NeedNIK)))
			w.must(w.s.RecordSearch(ctx, w.op(w.officer), ids[i], tt.in))
			st := w.state(ids[i])
			if st.Person.Value(casefile.FieldNIK) != tt.nik || st.Person.Value(casefile.FieldElsewhere) != tt.in.Kabupaten {
				w.Errorf("%s: NIK %q of %q", tt.in.Outcome, st.Person.Value(casefile.FieldNIK), st.Person.Value(casefile.FieldElsewhere))
			}
			if !slices.ContainsFunc(st.Work(), func(k casefile.Work) bool { return k.Action == tt.work }) {
				w.Errorf("%s leaves %+v", tt.in.Outcome, st.Work())
			}
			if mayNIK := st.May(casefile.Submitted, casefile.NeedNIK) == nil; mayNIK != (tt.in.Outcome == casefile.BioNotFound) {
				w.Errorf("%s: a new NIK may be asked for: %v", tt.in.Outcome, mayNIK)
			}
		}
		w.must(w.s.Finish(ctx, w.op(w.officer), trip, outreach.FinishedBody{KM: 40}))

		// Repeated: the kit comes again, and the new outcome is the one that counts.
		again := w.planOn("2021-06-23", "alat-1")
		w.add(again, outreach.Home, ids[3])
		w.must(w.s.Publish(ctx, w.op(w.coordinator), again))
		w.now = w.now.AddDate(0, 0, 7)
		w.must(w.s.Record(ctx, w.op(w.officer), again, ids[3], met(casefile.BioNotFound)))
		if st := w.state(ids[3]); st.Biometric.Outcome != casefile.BioNotFound || st.Biometric.Disputed || st.May(casefile.Submitted, casefile.NeedNIK) != nil || st.Visits != 2 {
			w.Errorf("after the second check: %+v, %d visits", st.Biometric, st.Visits)
		}
	})
}

// TestWitnessesKeepTheirNames: the forms of a birth without proof need them.
func TestWitnessesKeepTheirNames(t *testing.T) {
	on(t, func(w *world) {
		id, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(id)
		w.onTheDay()
		a := met(casefile.BioNotFound, casefile.NeedNIK)
		a.Witnesses, a.Named = "", []string{"Sarimin", "Boinem"}
		w.must(w.s.Record(w.Context(), w.op(w.officer), trip, id, a))
		st := w.state(id)
		for element, name := range map[string]string{"1": "Sarimin", "2": "Boinem"} {
			if got := st.Person.Element(casefile.FieldWitness, element).Value; got != name {
				w.Errorf("witness %s is %q", element, got)
			}
		}
		if n := w.count(`SELECT witnesses FROM visit WHERE case_id = $1`, id); n != 2 {
			w.Errorf("%d witnesses are counted", n)
		}
	})
}
