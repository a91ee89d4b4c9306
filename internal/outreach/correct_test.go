package outreach_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// meetings are the visits of a case as its corrections left them.
func (w *world) meetings(id string) []outreach.Meeting {
	w.Helper()
	events, err := w.l.Events(w.Context(), w.a.System("test"), ledger.Subject{Kind: casefile.KindCase, ID: id})
	w.must(err)
	st := casefile.FoldState(id, events)
	return outreach.Meetings(&st, casefile.Order(events))
}

func TestAVisitIsCorrectedAndTheOldStays(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		a, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		b, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(a, b)
		w.onTheDay()
		w.must(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioNotFound, "nik")))
		w.must(w.s.Record(ctx, w.op(w.officer), trip, b, outreach.Answers{Present: outreach.No, Reason: "away", Next: "2021-06-30"}))

		m := w.meetings(a)[0]
		in := outreach.CorrectionIn{Visit: m.Event, Shown: m.Shown, Why: casefile.WhyMistyped,
			Now: casefile.VisitFacts{Sources: []string{"kk_old", "neighbour"}, Witnesses: 1}}
		none := in
		none.Now = m.Facts
		w.want(w.s.Correct(ctx, w.op(w.officer), a, none), fault.Invalid, "fault.outreach.nothing_changed")
		wordless := in
		wordless.Why = casefile.WhyOther
		w.want(w.s.Correct(ctx, w.op(w.officer), a, wordless), fault.Invalid, "fault.outreach.correct_note")
		empty := in
		empty.Now.Sources = nil
		w.want(w.s.Correct(ctx, w.op(w.officer), a, empty), fault.Invalid, "fault.outreach.sources")
		w.want(w.s.Correct(ctx, w.op(w.verifier), a, in), fault.Forbidden, "fault.authority.forbidden")
		w.must(w.s.Correct(ctx, w.op(w.officer), a, in))
		// A second tab still shows what stood there before.
		w.want(w.s.Correct(ctx, w.op(w.coordinator), a, in), fault.Conflict, "fault.outreach.corrected_meanwhile")

		now := w.meetings(a)[0]
		if !slices.Equal(now.Facts.Sources, in.Now.Sources) || now.Facts.Witnesses != 1 || now.Event != m.Event || now.Shown == m.Shown {
			w.Errorf("%+v", now)
		}
		var was string
		w.must(w.d.QueryRow(ctx, `SELECT sources FROM visit WHERE case_id = $1`, a).Scan(&was))
		if was != "kk_old neighbour" {
			w.Errorf("the table says %q", was)
		}

		n := w.meetings(b)[0]
		w.must(w.s.Correct(ctx, w.op(w.coordinator), b, outreach.CorrectionIn{Visit: n.Event, Shown: n.Shown, Why: casefile.WhyMisheard,
			Now: casefile.VisitFacts{Reason: "ill", Next: "2021-07-05"}}))
		if st := w.state(b); st.NextDate != "2021-07-05" || st.Attempts != 1 {
			w.Errorf("next %s after %d attempts", st.NextDate, st.Attempts)
		}
	})
}

// TestWhatFollowsFromACorrectedOutcome: a case that was found must not get a new
// NIK, one that was not found after all must not keep somebody else's.
func TestWhatFollowsFromACorrectedOutcome(t *testing.T) {
	good := map[string]outreach.Answers{}
	for _, o := range []string{casefile.BioLocal, casefile.BioElsewhere, casefile.BioNotFound, casefile.BioPending, casefile.BioFailed, casefile.BioRepeat} {
		good[o] = met(o)
	}
	tests := []struct{ from, to, work, nik, elsewhere string }{
		{casefile.BioNotFound, casefile.BioLocal, "case.need_declined nik", "3503044101639001", ""},
		{casefile.BioNotFound, casefile.BioElsewhere, "case.need_declined nik", "3504034101639002", "35.04"},
		{casefile.BioNotFound, casefile.BioPending, "visit.search_result ", "", ""},
		{casefile.BioNotFound, casefile.BioFailed, "visit.exception_approved nik", "", ""},
		{casefile.BioNotFound, casefile.BioRepeat, "visit.scheduled biometric", "", ""},
		{casefile.BioElsewhere, casefile.BioLocal, "", "3503044101639001", ""},
		{casefile.BioLocal, casefile.BioNotFound, "", "", ""},
		{casefile.BioElsewhere, casefile.BioNotFound, "", "", ""},
	}
	on(t, func(w *world) {
		for _, tt := range tests {
			ctx := w.Context()
			id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
			subject := ledger.Subject{Kind: casefile.KindCase, ID: id}
			w.onTheDay()
			w.do(w.officer, ledger.Draft{Subject: subject, Type: casefile.Visited, Area: village, Body: casefile.VisitedBody{Day: day, Sources: []string{"family"}, Needs: needsAfter(tt.from)}})
			first := outreach.OutcomeIn{Answers: good[tt.from], Why: casefile.WhyMistyped}
			w.want(w.s.CorrectOutcome(ctx, w.op(w.officer), id, first), fault.Conflict, "fault.outreach.no_outcome")
			w.do(w.officer, ledger.Draft{Subject: subject, Type: casefile.Biometric, Area: village, Body: casefile.BiometricBody{Outcome: tt.from},
				Personal: casefile.BiometricPersonal{NIK: good[tt.from].NIK, Kabupaten: good[tt.from].Kabupaten}})
			st := w.state(id)
			in := outreach.OutcomeIn{Answers: good[tt.to], Why: casefile.WhyMistyped, Bio: st.Person.Shown(casefile.FieldBiometric),
				NIK: st.Person.Shown(casefile.FieldNIK, casefile.FieldElsewhere)}
			w.want(w.s.CorrectOutcome(ctx, w.op(w.coordinator), id, in), fault.Forbidden, "fault.authority.forbidden")
			w.must(w.s.CorrectOutcome(ctx, w.op(w.officer), id, in))
			st = w.state(id)
			if st.Biometric.Outcome != tt.to || st.Biometric.Disputed {
				w.Errorf("%s to %s: %+v", tt.from, tt.to, st.Biometric)
			}
			if got := st.Person.Value(casefile.FieldNIK); got != tt.nik {
				w.Errorf("%s to %s: NIK %q, want %q", tt.from, tt.to, got, tt.nik)
			}
			if got := st.Person.Value(casefile.FieldElsewhere); got != tt.elsewhere {
				w.Errorf("%s to %s: elsewhere %q, want %q", tt.from, tt.to, got, tt.elsewhere)
			}
			if len(st.Person.Disputed()) > 0 {
				w.Errorf("%s to %s disputes %v", tt.from, tt.to, st.Person.Disputed())
			}
			var work []string
			for _, x := range st.Work() {
				work = append(work, x.Action+" "+x.Arg)
			}
			if tt.work != "" && !slices.Contains(work, tt.work) {
				w.Errorf("%s to %s: work is %s, want %s", tt.from, tt.to, strings.Join(work, "; "), tt.work)
			}
		}
	})
}

func needsAfter(outcome string) []string {
	switch outcome {
	case casefile.BioLocal:
		return []string{casefile.NeedReplacement}
	case casefile.BioElsewhere:
		return []string{casefile.NeedMove}
	}
	return []string{casefile.NeedNIK}
}

// Whoever captured is not the second person, also where another officer corrected
// what was written down of it.
func TestWhoCapturedDoesNotApproveACorrectedCapture(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(id)
		w.onTheDay()
		w.must(w.s.Record(ctx, w.op(w.officer), trip, id, met(casefile.BioNotFound, "nik")))
		failed := outreach.OutcomeIn{Answers: met(casefile.BioFailed), Why: casefile.WhyMistyped, Bio: w.state(id).Person.Shown(casefile.FieldBiometric)}
		w.must(w.s.CorrectOutcome(ctx, w.op(w.officer2), id, failed))
		for _, who := range []db.Scope{w.officer, w.officer2} {
			w.want(w.s.Approve(ctx, w.op(who), id), fault.Conflict, "fault.authority.separation.captured_approved")
		}
		w.must(w.s.Approve(ctx, w.op(w.coordinator), id))
	})
}

// TestTwoCorrectedOutcomesStopTheNIK: what house and law ask of two outcomes that
// nobody has weighed against each other (UU 24/2013 pasal 13).
func TestTwoCorrectedOutcomesStopTheNIK(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(id)
		w.onTheDay()
		w.must(w.s.Record(ctx, w.op(w.officer), trip, id, met(casefile.BioNotFound, "nik")))
		shown := w.state(id).Person.Shown(casefile.FieldBiometric)
		one := outreach.OutcomeIn{Answers: met(casefile.BioLocal), Why: casefile.WhyMistyped, Bio: shown}
		two := outreach.OutcomeIn{Answers: met(casefile.BioRepeat), Why: casefile.WhyPerson, Bio: shown}
		w.must(w.s.CorrectOutcome(ctx, w.op(w.officer), id, one))
		w.must(w.s.CorrectOutcome(ctx, w.op(w.officer2), id, two))
		st := w.state(id)
		if !st.Biometric.Disputed || st.Biometric.Outcome != casefile.BioNotFound {
			w.Fatalf("%+v: want a dispute that falls back to what both replaced", st.Biometric)
		}
		if err := st.May(casefile.Submitted, casefile.NeedNIK); fault.As(err).Key != "casefile.may.nik_disputed" {
			w.Errorf("a new NIK while two outcomes stand: %v", err)
		}
		w.want(w.s.CorrectOutcome(ctx, w.op(w.officer), id, one), fault.Conflict, "fault.outreach.outcome_disputed")
		w.must(w.s.RecordSearch(ctx, w.op(w.officer), id, outreach.SearchIn{Outcome: casefile.BioLocal, NIK: "3503044101639001"}))
		if st := w.state(id); st.Biometric.Disputed || st.Biometric.Outcome != casefile.BioLocal {
			w.Errorf("a person settled it: %+v", st.Biometric)
		}
	})
}

func TestInstitutionAnswersAndProposes(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id, _ := w.waiting(person{name: "Boinem", birth: "1950", institution: "panti-1"})
		trip := w.plan("alat-1", "tim-a")
		w.must(w.s.AddStops(ctx, w.op(w.coordinator), trip, outreach.StopIn{Cases: []string{id}, Kind: outreach.Institution, Companion: "institution"}))
		stop := w.tripState(trip).Stops[0].ID
		mine := scope("institution", "u-panti")
		mine.Institution = "panti-1"
		w.want(w.s.Confirm(ctx, w.op(mine), trip, answer(stop, outreach.Yes)), fault.Conflict, "fault.outreach.not_published")
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
		other := mine
		other.Institution = "panti-2"
		w.want(w.s.Confirm(ctx, w.op(other), trip, answer(stop, outreach.Yes)), fault.Forbidden, "fault.authority.out_of_reach.own_institution")
		propose := outreach.ConfirmedBody{Stop: stop, Answer: outreach.OtherDay, Day: "2021-06-18"}
		for on, key := range map[string]string{"": "fault.outreach.other_day", "2021-06-10": "fault.outreach.other_day", "besok": "fault.outreach.other_day", day: "fault.outreach.same_day"} {
			bad := propose
			bad.Day = on
			w.want(w.s.Confirm(ctx, w.op(mine), trip, bad), fault.Invalid, key)
		}
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1 AND action = $2 AND role = 'institution' AND arg = $3`, trip, casefile.TripConfirmed, stop); n != 1 {
			w.Errorf("%d pieces of work ask the institution", n)
		}
		w.must(w.s.Confirm(ctx, w.op(mine), trip, propose))
		if s := w.tripState(trip).Stops[0]; s.Answer != outreach.OtherDay || s.AnswerDay != "2021-06-18" {
			w.Errorf("%+v", s)
		}
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1 AND role = 'coordinator' AND reason = 'outreach.work.other_day'`, trip); n != 1 {
			w.Errorf("%d pieces of work tell the coordinator", n)
		}
		w.must(w.s.Confirm(ctx, w.op(mine), trip, answer(stop, outreach.Yes)))
		if s := w.tripState(trip).Stops[0]; s.Answer != outreach.Yes || s.AnswerDay != "" {
			w.Errorf("%+v", s)
		}
	})
}
