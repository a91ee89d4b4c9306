package outreach_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/outreach"
)

func TestTripFromPlanToFinish(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		a, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		b, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		c, _ := w.waiting(person{name: "Kasiran", birth: "1955", area: village2})
		trip := w.plan("alat-1", "tim-a")
		w.want(w.s.Publish(ctx, w.op(w.coordinator), trip), fault.Conflict, "fault.outreach.empty")
		w.add(trip, outreach.Gathering, a, b)
		w.add(trip, outreach.Home, c)
		got := w.tripState(trip)
		if len(got.Stops) != 2 || got.People() != 3 || len(got.Stops[0].Cases) != 2 {
			t := got
			w.Fatalf("%+v", t.Stops)
		}
		w.want(w.s.AddStops(ctx, w.op(w.coordinator), trip, outreach.StopIn{Cases: []string{a}, Kind: outreach.Home, Companion: "family"}),
			fault.Conflict, "fault.outreach.on_trip")
		other := w.plan("", "tim-b")
		w.want(w.s.AddStops(ctx, w.op(w.coordinator), other, outreach.StopIn{Cases: []string{a}, Kind: outreach.Home, Companion: "family"}),
			fault.Conflict, "fault.outreach.other_plan")
		w.must(w.s.MoveStop(ctx, w.op(w.coordinator), trip, got.Stops[1].ID, false))
		if s := w.tripState(trip).Stops; s[0].ID != got.Stops[1].ID {
			w.Error("the stop did not move")
		}
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
		st := w.state(a)
		if st.Stage != casefile.StageScheduled || st.Booking.Trip != trip || !st.Booking.Kit || st.Booking.Day != day {
			w.Errorf("%s %+v", st.Stage, st.Booking)
		}
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_kind = 'trip' AND subject_id = $1 AND action = 'trip.companion_confirmed'`, trip); n != 2 {
			w.Errorf("%d answers are asked for", n)
		}
		w.want(w.s.Start(ctx, w.op(w.officer), trip), fault.Conflict, "fault.outreach.too_early")
		w.want(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioNotFound, "nik")), fault.Conflict, "fault.outreach.too_early")
		w.onTheDay()
		w.must(w.s.Start(ctx, w.op(w.officer), trip))
		w.want(w.s.Finish(ctx, w.op(w.officer), trip, outreach.FinishedBody{KM: 94, Cost: 486000}), fault.Conflict, "fault.outreach.unrecorded")
		w.must(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioNotFound, "nik", "kk", "recording", "ktp_el")))
		w.must(w.s.Record(ctx, w.op(w.officer), trip, b, outreach.Answers{Present: outreach.No, Reason: "away", Next: "2021-06-30"}))
		w.must(w.s.RemoveStop(ctx, w.op(w.coordinator), trip, got.Stops[1].ID, ""))
		if st := w.state(c); st.Stage != casefile.StageAccepted {
			w.Errorf("who was taken out stands at %s", st.Stage)
		}
		w.must(w.s.Finish(ctx, w.op(w.officer), trip, outreach.FinishedBody{KM: 94, Cost: 486000}))
		if st := w.state(b); st.Stage != casefile.StageAccepted || st.Attempts != 1 || st.NextDate != "2021-06-30" {
			w.Errorf("%s %d %s", st.Stage, st.Attempts, st.NextDate)
		}
		if st := w.state(a); st.Stage != casefile.StageVisited || len(st.Needs) != 4 || st.Biometric.Outcome != casefile.BioNotFound {
			w.Errorf("%s %v %+v", st.Stage, st.Needs, st.Biometric)
		}
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_kind = 'trip' AND subject_id = $1`, trip); n != 0 {
			w.Errorf("a finished trip has %d pieces of work", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM outreach_v_visit WHERE office_id = $1 AND trip = $2`, officeID, trip); n != 2 {
			w.Errorf("%d visits", n)
		}
		if n := w.count(`SELECT km + cost FROM outreach_v_trip WHERE office_id = $1 AND trip_id = $2`, officeID, trip); n != 486094 {
			w.Errorf("km and cost %d", n)
		}
		w.want(w.s.Cancel(ctx, w.op(w.coordinator), trip, "weather"), fault.Conflict, "fault.outreach.over")
	})
}

func TestKitIsOnOneTripADay(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		const callers = 8
		var trips []string
		for range callers {
			id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
			trip := w.plan("alat-1", "tim-a")
			w.add(trip, outreach.Home, id)
			trips = append(trips, trip)
		}
		errs := make([]error, callers)
		var all sync.WaitGroup
		for i, trip := range trips {
			op := w.op(w.coordinator)
			all.Go(func() { errs[i] = w.s.Publish(ctx, op, trip) })
		}
		all.Wait()
		won := -1
		for i, err := range errs {
			switch {
			case err == nil && won >= 0:
				w.Errorf("trips %d and %d both have the kit", won, i)
			case err == nil:
				won = i
			default:
				w.want(err, fault.Conflict, "fault.outreach.kit_taken")
				if f := fault.As(err); f.Args["Area"] != "Dongko" || f.Args["Team"] != "Tim A" {
					w.Errorf("the refusal says %v", f.Args)
				}
			}
		}
		if won < 0 {
			w.Fatal("nobody has the kit")
		}
		if n := w.count(`SELECT COUNT(*) FROM case_file WHERE stage = 'scheduled'`); n != 1 {
			w.Errorf("%d people are scheduled", n)
		}
		loser := trips[(won+1)%callers]
		w.must(w.s.Cancel(ctx, w.op(w.coordinator), trips[won], "weather"))
		w.must(w.s.Publish(ctx, w.op(w.coordinator), loser))
	})
}

func TestPlanIsRefused(t *testing.T) {
	on(t, func(w *world) {
		good := outreach.PlanIn{Day: day, Depart: "08:00", Area: dongko, Team: "tim-a", Vehicle: "mobil", Kit: "alat-1"}
		for key, change := range map[string]func(*outreach.PlanIn){
			"fault.outreach.day":      func(p *outreach.PlanIn) { p.Day = "16 Juni" },
			"fault.outreach.day_past": func(p *outreach.PlanIn) { p.Day = "2021-06-09" },
			"fault.outreach.depart":   func(p *outreach.PlanIn) { p.Depart = "8 pagi" },
			"fault.outreach.area":     func(p *outreach.PlanIn) { p.Area = "35.04.01" },
			"fault.outreach.team":     func(p *outreach.PlanIn) { p.Team = "tim-z" },
			"fault.outreach.vehicle":  func(p *outreach.PlanIn) { p.Vehicle = "kapal" },
			"fault.outreach.kit":      func(p *outreach.PlanIn) { p.Kit = "alat-rusak" },
		} {
			in := good
			change(&in)
			_, err := w.s.Plan(w.Context(), w.op(w.coordinator), in)
			w.want(err, fault.Invalid, key)
		}
		_, err := w.s.Plan(w.Context(), w.op(w.officer), good)
		w.want(err, fault.Forbidden, "fault.authority.forbidden")
		op := w.op(w.coordinator)
		first, err := w.s.Plan(w.Context(), op, good)
		w.must(err)
		again, err := w.s.Plan(w.Context(), op, good)
		w.must(err)
		if first != again || w.count(`SELECT COUNT(*) FROM trip`) != 1 {
			w.Error("a double click planned two trips")
		}
	})
}

// Every outcome leads where the process says.
func TestOutcomesLeadOn(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		outcomes := []struct {
			outcome string
			needs   []string
			submit  string // "" or why a new NIK is refused
			work    string
		}{
			{casefile.BioNotFound, []string{"nik", "kk", "recording", "ktp_el"}, "", casefile.Submitted},
			{casefile.BioPending, []string{"nik"}, "casefile.may.nik_search_pending", casefile.Searched},
			{casefile.BioFailed, []string{"nik"}, "casefile.may.nik_not_captured", casefile.Exception},
			{casefile.BioRepeat, []string{"nik"}, "casefile.may.nik_repeat", casefile.Scheduled},
			{casefile.BioLocal, []string{"replacement"}, "casefile.may.no_such_need", casefile.Submitted},
			{casefile.BioElsewhere, []string{"pindah"}, "casefile.may.no_such_need", casefile.Submitted},
		}
		var ids []string
		for range outcomes {
			id, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
			ids = append(ids, id)
		}
		trip := w.trip(ids...)
		w.onTheDay()
		for i, o := range outcomes {
			w.must(w.s.Record(ctx, w.op(w.officer), trip, ids[i], met(o.outcome, o.needs...)))
			st := w.state(ids[i])
			if st.Biometric.Outcome != o.outcome || st.Biometric.Disputed {
				w.Errorf("%s: %+v", o.outcome, st.Biometric)
			}
			err := st.May(casefile.Submitted, casefile.NeedNIK)
			if o.submit == "" && err != nil || o.submit != "" && fault.As(err).Key != o.submit {
				w.Errorf("%s: submitting a NIK says %v", o.outcome, err)
			}
			if !slices.ContainsFunc(st.Work(), func(k casefile.Work) bool { return k.Action == o.work }) {
				w.Errorf("%s leaves %v", o.outcome, st.Work())
			}
			if known := st.Person.Value(casefile.FieldNIK) != ""; known != outreach.Identified(o.outcome) {
				w.Errorf("%s: NIK known %v", o.outcome, known)
			}
		}
		if st := w.state(ids[5]); st.Person.Value(casefile.FieldElsewhere) != "35.04" {
			w.Error("the kabupaten is lost")
		}

		// The search answers later.
		w.want(w.s.RecordSearch(ctx, w.op(w.officer), ids[1], outreach.SearchIn{Outcome: casefile.BioLocal, NIK: "12"}), fault.Invalid, "resident.nik.length")
		w.want(w.s.RecordSearch(ctx, w.op(w.officer), ids[1], outreach.SearchIn{Outcome: casefile.BioPending}), fault.Invalid, "fault.outreach.outcome")
		w.must(w.s.RecordSearch(ctx, w.op(w.officer), ids[1], outreach.SearchIn{Outcome: casefile.BioNotFound, Needs: []string{"kk"}}))
		if st := w.state(ids[1]); st.May(casefile.Submitted, casefile.NeedNIK) != nil || st.Biometric.Disputed {
			w.Errorf("after the search: %+v", st.Biometric)
		}
		w.want(w.s.RecordSearch(ctx, w.op(w.officer), ids[1], outreach.SearchIn{Outcome: casefile.BioNotFound}), fault.Conflict, "casefile.may.no_pending_search")

		// The second person approves; the operator may not. Whoever does not approve
		// says why, and the coordinator is asked for another visit.
		w.want(w.s.RefuseException(ctx, w.op(w.verifier), ids[2], casefile.RefusedUnclear), fault.Forbidden, "fault.authority.forbidden")
		w.want(w.s.RefuseException(ctx, w.op(w.head), ids[2], "begitu saja"), fault.Invalid, "fault.outreach.refuse")
		w.must(w.s.RefuseException(ctx, w.op(w.head), ids[2], casefile.RefusedUnclear))
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1 AND action = 'visit.scheduled' AND role = 'coordinator'`, ids[2]); n != 1 {
			w.Error("nobody is asked for another visit")
		}
		w.want(w.s.RefuseException(ctx, w.op(w.head), ids[2], casefile.RefusedUnclear), fault.Conflict, "casefile.may.refused_before")
		w.want(w.s.Approve(ctx, w.op(w.officer), ids[2]), fault.Conflict, "fault.authority.separation.captured_approved")
		w.want(w.s.Approve(ctx, w.op(w.verifier), ids[2]), fault.Forbidden, "fault.authority.forbidden")
		w.must(w.s.Approve(ctx, w.op(w.head), ids[2]))
		if st := w.state(ids[2]); st.May(casefile.Submitted, casefile.NeedNIK) != nil {
			w.Error("an approved exception does not let the NIK go on")
		}
		if n := w.count(`SELECT COUNT(*) FROM outreach_v_biometric WHERE case_id = $1 AND approved_by = 'u-kepala'`, ids[2]); n != 1 {
			w.Error("the approval is not seen")
		}
	})
}

func TestVisitIsRefused(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		a, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		b, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(a)
		w.onTheDay()
		w.want(w.s.Record(ctx, w.op(w.officer), trip, b, met(casefile.BioNotFound, "nik")), fault.Conflict, "fault.outreach.not_on_trip")
		w.want(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioElsewhere, "nik")), fault.Invalid, "fault.outreach.second_nik")
		w.want(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioLocal, "nik")), fault.Invalid, "fault.outreach.second_nik")
		w.want(w.s.Record(ctx, w.op(w.officer), trip, a, met(outreach.NoCheck, "nik")), fault.Invalid, "fault.outreach.outcome")
		w.want(w.s.Record(ctx, w.op(w.coordinator), trip, a, met(casefile.BioNotFound, "nik")), fault.Forbidden, "fault.authority.forbidden")
		op := w.op(w.officer)
		w.must(w.s.Record(ctx, op, trip, a, met(casefile.BioNotFound, "nik")))
		w.must(w.s.Record(ctx, op, trip, a, met(casefile.BioNotFound, "nik")))
		if n := w.count(`SELECT COUNT(*) FROM visit`); n != 1 {
			w.Errorf("a double click made %d visits", n)
		}
		w.want(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioNotFound, "nik")), fault.Conflict, "fault.outreach.not_on_trip")
	})
}

func TestVisitCorrectsThePerson(t *testing.T) {
	on(t, func(w *world) {
		a, _ := w.waiting(person{name: "Ponira", birth: "1941"})
		trip := w.trip(a)
		w.onTheDay()
		st := w.state(a)
		in := met(casefile.BioNotFound, "nik")
		in.Shown = st.Person.Shown()
		in.Person = map[string]outreach.Said{casefile.FieldName: {Value: "Ponirah", Cert: "document"}, casefile.FieldBirth: {Value: "1941"},
			casefile.FieldMother: {Value: "Sarinem"}}
		w.must(w.s.Record(w.Context(), w.op(w.officer), trip, a, in))
		st = w.state(a)
		if f := st.Person.Get(casefile.FieldName); f.Value != "Ponirah" || f.Disputed || f.Certainty != "document" {
			w.Errorf("%+v", f)
		}
		if f := st.Person.Get(casefile.FieldBirth); len(f.Statements) != 1 {
			w.Error("what did not change was stated again")
		}
		if st.Person.Value(casefile.FieldMother) != "Sarinem" {
			w.Error("the mother is lost")
		}
	})
}

// The NIK is issued, and a second visit with the kit makes the recording.
func TestSecondVisitRecords(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		a, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(a)
		w.onTheDay()
		early := met(casefile.BioNotFound, "nik", "recording", "ktp_el")
		early.Enrolled = true
		w.want(w.s.Record(ctx, w.op(w.officer), trip, a, early), fault.Invalid, "fault.outreach.enrol_without_nik")
		w.must(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioNotFound, "nik", "recording", "ktp_el")))
		w.issueNIK(a)
		st := w.state(a)
		if !slices.ContainsFunc(st.Work(), func(k casefile.Work) bool {
			return k.Action == casefile.Scheduled && k.Arg == outreach.PurposeRecording
		}) {
			w.Fatalf("work is %v", st.Work())
		}
		w.now = w.now.Add(24 * time.Hour)
		without := w.planOn("2021-06-18", "")
		w.want(w.s.AddStops(ctx, w.op(w.coordinator), without, outreach.StopIn{Cases: []string{a}, Kind: outreach.Home, Companion: "family"}),
			fault.Conflict, "fault.outreach.needs_kit")
		with := w.planOn("2021-06-18", "alat-1")
		w.add(with, outreach.Home, a)
		w.must(w.s.Publish(ctx, w.op(w.coordinator), with))
		if st := w.state(a); st.Booking.Purpose != outreach.PurposeRecording {
			w.Errorf("%+v", st.Booking)
		}
		w.now = w.now.Add(24 * time.Hour)
		bad := met(outreach.Enrolled)
		bad.Quality = "101"
		w.want(w.s.Record(ctx, w.op(w.officer), with, a, bad), fault.Invalid, "fault.outreach.quality")
		bad.Quality = "82"
		w.must(w.s.Record(ctx, w.op(w.officer), with, a, bad))
		st = w.state(a)
		if n, _ := st.Need(casefile.NeedRecording); n.Stage != casefile.StageAwaitingUniqueness {
			w.Errorf("the recording stands at %s", n.Stage)
		}
		if st.Biometric.Outcome != casefile.BioNotFound {
			w.Errorf("the recording changed the outcome to %q", st.Biometric.Outcome)
		}
	})
}

func TestCompanionAnswersForTheOwnArea(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		a, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(a)
		stop := w.tripState(trip).Stops[0].ID
		w.want(w.s.Confirm(ctx, w.op(areaScope(authority.Companion, "u-lain", village2)), trip, answer(stop, outreach.Yes)), fault.NotFound, "fault.authority.not_found")
		w.want(w.s.Confirm(ctx, w.op(w.officer), trip, answer(stop, outreach.Yes)), fault.Forbidden, "fault.authority.forbidden")
		mine := areaScope(authority.Companion, "u-babinsa", village)
		w.want(w.s.Confirm(ctx, w.op(mine), trip, answer(stop, "mungkin")), fault.Invalid, "fault.outreach.answer")
		w.must(w.s.Confirm(ctx, w.op(mine), trip, answer(stop, outreach.No)))
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1 AND action = 'trip.companion_confirmed' AND role = 'coordinator'`, trip); n != 1 {
			w.Error("nobody is told that the companion cannot come")
		}
		w.must(w.s.Confirm(ctx, w.op(mine), trip, answer(stop, outreach.Yes)))
		if s := w.tripState(trip).Stops[0]; s.Answer != outreach.Yes || s.AnsweredBy != "u-babinsa" {
			w.Errorf("%+v", s)
		}
	})
}

func TestCancelledTripGivesItsPeopleBack(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		a, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		b, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(a, b)
		w.onTheDay()
		w.must(w.s.Record(ctx, w.op(w.officer), trip, a, met(casefile.BioNotFound, "nik")))
		w.want(w.s.Cancel(ctx, w.op(w.coordinator), trip, "hujan"), fault.Invalid, "fault.outreach.cancel_reason")
		w.must(w.s.Cancel(ctx, w.op(w.coordinator), trip, "road"))
		if st := w.state(a); st.Stage != casefile.StageVisited {
			w.Errorf("a visit that was made is at %s", st.Stage)
		}
		if st := w.state(b); st.Stage != casefile.StageAccepted || st.Booking.Trip != "" {
			w.Errorf("%s %+v", st.Stage, st.Booking)
		}
	})
}
