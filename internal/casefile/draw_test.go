package casefile_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

var needNames = func() []string {
	var out []string
	for _, f := range cf.Flows() {
		out = append(out, f.Need)
	}
	return out
}()

// drawBody makes a body of the type that is likely, not sure, to have effect.
func drawBody(t *rapid.T, typ string, st *cf.State, known []string) any {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	needs := rapid.SliceOfNDistinct(rapid.SampledFrom(needNames), 1, 3, rapid.ID[string]).Draw(t, "needs")
	if have := movable(st, typ); len(have) > 0 && rapid.IntRange(0, 9).Draw(t, "likely") > 0 {
		needs = have[:rapid.IntRange(1, len(have)).Draw(t, "some")]
	}
	envelope := pick("envelope", "E1", "E2")
	if n, ok := st.Need(needs[0]); ok && n.Envelope != "" && rapid.IntRange(0, 5).Draw(t, "own envelope") > 0 {
		envelope = n.Envelope
	}
	trip := pick("trip", "t1", "t2")
	if st.Booking.Trip != "" && rapid.IntRange(0, 5).Draw(t, "own trip") > 0 {
		trip = st.Booking.Trip
	}
	anEvent := pick("event", append([]string{st.Biometric.Event, st.Biometric.Event}, known...)...)
	switch typ {
	case cf.Reported:
		return cf.ReportedBody{Number: pick("number", "JK-1", "JK-2"), Channel: pick("channel", "social", "list"), Needs: needs[:rapid.IntRange(0, len(needs)).Draw(t, "n")]}
	case cf.NeedAdded:
		return cf.NeedAddedBody{Needs: needs}
	case cf.NeedDeferred:
		return cf.NeedDeferredBody{Need: needs[0], Until: pick("until", "2022-01-01", "2023-01-01", "soon")}
	case cf.NeedDeclined:
		return cf.NeedDeclinedBody{Need: needs[0], Reason: "r"}
	case cf.IdentityDecided:
		return cf.IdentityDecidedBody{Candidate: pick("candidate", "case:b", "register:c"), Decision: pick("decision", "same", "different", "unsure")}
	case cf.Accepted:
		return cf.AcceptedBody{Needs: needs[:1]}
	case cf.ReferralAnswered:
		return cf.ReferralAnsweredBody{Answer: pick("answer", cf.ReferralAccepted, cf.ReferralDeclined, cf.ReferralReturned)}
	case cf.Waiting:
		return cf.WaitingBody{Need: pick("need", "", needs[0]), Reason: pick("reason", "ill", ""), Until: "2022-02-01"}
	case cf.Scheduled, cf.Unscheduled:
		return cf.ScheduledBody{Trip: trip, Day: "2021-05-01", Kit: rapid.Bool().Draw(t, "kit")}
	case cf.NotMet:
		return cf.NotMetBody{Trip: trip, Next: "2021-06-01"}
	case cf.Visited:
		return cf.VisitedBody{Trip: trip, Recording: rapid.Bool().Draw(t, "recording")}
	case cf.Biometric:
		return cf.BiometricBody{Outcome: pick("outcome", cf.BioLocal, cf.BioElsewhere, cf.BioNotFound, cf.BioNotFound, cf.BioPending, cf.BioFailed, cf.BioRepeat), Enrolled: rapid.Bool().Draw(t, "enrolled")}
	case cf.Exception:
		return cf.ExceptionBody{Biometric: anEvent}
	case cf.Searched:
		return cf.SearchedBody{Biometric: anEvent, Outcome: pick("outcome", cf.BioLocal, cf.BioNotFound, cf.BioRepeat)}
	case cf.Corrected:
		return cf.CorrectedBody{Visit: pick("visit", known...), Now: cf.VisitFacts{Next: pick("next", "", "2021-07-01")}}
	case cf.ItemSupplied:
		return cf.ItemSuppliedBody{Need: needs[0], Requirement: "KK-1"}
	case cf.ItemRemoved:
		return cf.ItemRemovedBody{Need: needs[0], Requirement: "KK-1"}
	case cf.Submitted:
		return cf.SubmittedBody{Needs: needs}
	case cf.Returned:
		return cf.ReturnedBody{Needs: needs, Items: []cf.ReturnedItem{{Requirement: "KK-1"}}}
	case cf.Decided:
		return cf.DecidedBody{Need: needs[0], Requirement: "AKL-6", Answer: pick("answer", cf.AnswerGranted, cf.AnswerRefused, "later"), Number: "1", Day: "2021-06-01", Reason: "weak_proof"}
	case cf.Verified:
		return cf.VerifiedBody{Needs: needs}
	case cf.Entered:
		return cf.EnteredBody{Needs: needs, Got: []string{pick("got", "nik", "kk")}}
	case cf.Status:
		return cf.StatusBody{Status: pick("status", append(cf.Statuses(), cf.StatusPrintReady, cf.StatusPrintReady, "NEW")...)}
	case cf.Issued:
		return cf.IssuedBody{Need: needs[0], Number: pick("number", "", "7")}
	case cf.Dispatched, cf.CameBack:
		return cf.DispatchedBody{Needs: needs, Envelope: envelope}
	case cf.HandedOver:
		return cf.HandedOverBody{Needs: needs, Envelope: envelope, Receiver: "self", Proof: "pin"}
	case cf.HandFixed:
		return cf.HandFixedBody{Envelope: envelope, Was: "self", Receiver: "family", Reason: "mistyped"}
	case cf.Closed:
		return cf.ClosedBody{Receipt: pick("receipt", "none:x", "proof:x")}
	case cf.ClaimSettled:
		return cf.ClaimSettledBody{Key: pick("key", "number:case:JK-1", "handover:"+caseID+":kk", "closing:"+caseID, "number:skpti:7"), Winner: anEvent, Number: "JK-9", Settles: []string{anEvent, pick("settled", known...)}}
	case cf.Quarantined:
		return cf.QuarantinedBody{Events: []string{anEvent}}
	case cf.ClockReceived:
		return cf.ClockReceivedBody{Event: anEvent, HLC: uint64(rapid.IntRange(1, 40).Draw(t, "hlc")) << 16}
	case cf.LetterGiven:
		return cf.LetterGivenBody{Letter: pick("letter", "surat-1", ""), Number: "470/1"}
	case cf.Undone:
		return cf.UndoneBody{Events: []string{pick("undone", append([]string{anEvent}, known...)...)}}
	case cf.Suspected:
		return cf.SuspectedBody{Candidate: pick("suspect", "case:b", "case:d", ""), Over: rapid.Bool().Draw(t, "over")}
	case cf.TakenBack:
		return cf.TakenBackBody{Events: []string{pick("taken", append([]string{anEvent}, known...)...)}, Reason: cf.WrongNumber}
	case cf.Reprinted:
		return cf.ReprintedBody{Need: needs[0], Number: pick("number", "7", "JK-9"), Old: cf.OldDestroyed}
	case cf.Noted:
		return cf.NotedBody{About: pick("about", "general", "parked"), Events: []string{anEvent}}
	}
	if r, ok := cf.ExitOf(typ); ok || typ == cf.Reopened {
		b := cf.ExitBody{Reason: "r", Evidence: "e", Kept: "case:b", To: "35.71", Next: "2021-09-09"}
		if r.Exit == cf.ExitDeceased && rapid.Bool().Draw(t, "deed") {
			b.Reason = cf.ReasonRecorded
		}
		return b
	}
	return struct{}{}
}

// movable are the needs to which the type may be done now.
func movable(st *cf.State, typ string) []string {
	var out []string
	for _, n := range needNames {
		if st.May(typ, n) == nil {
			out = append(out, n)
		}
	}
	return out
}

func drawPersonal(t *rapid.T) any {
	var p cf.PersonPersonal
	for range rapid.IntRange(0, 3).Draw(t, "fields") {
		p.Fields = append(p.Fields, cf.Assertion{
			Field:   rapid.SampledFrom([]string{cf.FieldName, cf.FieldBirth, cf.FieldNIK, cf.FieldVulnerability, cf.FieldBiometric}).Draw(t, "field"),
			Element: rapid.SampledFrom([]string{"", "", "elderly"}).Draw(t, "element"),
			Value:   rapid.SampledFrom([]string{"", "1931", "1935-04", "Suparman", "3503081503319001"}).Draw(t, "value"),
		})
	}
	return p
}

// rare are the types that end most stories; they come seldom, so that stories
// get long.
var rare = map[string]bool{
	cf.Declined: true, cf.Duplicate: true, cf.NotFound: true, cf.Deceased: true, cf.Moved: true, cf.Refused: true,
	cf.Referred: true, cf.Withdrawn: true, cf.Erased: true, cf.Quarantined: true, cf.ClockReceived: true,
	cf.ClaimSettled: true, cf.NeedDeclined: true, cf.NeedDeferred: true,
}

// drawHistory makes a history in which most events have effect.
func drawHistory(t *rapid.T) []cf.Event {
	h := &history{t: noTB{}}
	var often, all []string
	for _, e := range cf.Catalogue() {
		if e.Kind != cf.KindCase && e.Kind != "" {
			continue
		}
		all = append(all, e.Type)
		if !rare[e.Type] {
			often = append(often, e.Type)
		}
	}
	var known []string
	for i := range rapid.IntRange(1, 40).Draw(t, "length") {
		st := h.state()
		var types []string
		for _, typ := range often {
			if st.May(typ) == nil || len(movable(&st, typ)) > 0 {
				types = append(types, typ)
			}
		}
		switch kind := rapid.IntRange(0, 11).Draw(t, "kind"); {
		case kind == 0:
			types = all
		case kind == 1:
			types = append(types, cf.NeedDeclined, cf.NeedDeferred, cf.Deceased, cf.NotFound, cf.Reopened)
		case kind > 5: // what the office would do: this is how a story gets far
			if work := st.Work(); len(work) > 0 {
				w := rapid.SampledFrom(work).Draw(t, "work")
				known = append(known, h.add(w.Action, goodBody(&st, w), by(string(w.Role)), over(st.Person.Shown()...)))
				continue
			}
		}
		if i == 0 {
			types = []string{cf.Reported}
		}
		typ := rapid.SampledFrom(types).Draw(t, "type")
		var shown []string
		if rapid.IntRange(0, 3).Draw(t, "shown") > 0 {
			shown = st.Person.Shown()
		}
		known = append(known, h.add(typ, drawBody(t, typ, &st, append(known, "x")),
			by(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "actor")), at("35.03.08.2004"), with(drawPersonal(t)), over(shown...)))
	}
	return h.events
}

// noTB lets the history helper be used inside a rapid check.
type noTB struct{ testing.TB }

func (noTB) Helper() {}

// goodBody is what a person gives who does the work as the page asks.
func goodBody(st *cf.State, w cf.Work) any {
	needs := strings.Split(w.Arg, ",")
	n, _ := st.Need(needs[0])
	switch w.Action {
	case cf.NeedAdded:
		return cf.NeedAddedBody{Needs: []string{cf.NeedSKPTI}}
	case cf.NeedDeclined:
		return cf.NeedDeclinedBody{Need: needs[0], Reason: "has_nik"}
	case cf.IdentityDecided:
		return cf.IdentityDecidedBody{Candidate: w.Arg, Decision: "different"}
	case cf.Scheduled:
		return cf.ScheduledBody{Trip: "t9", Day: "2021-07-01", Kit: true, Purpose: w.Arg}
	case cf.Visited:
		return cf.VisitedBody{Trip: w.Arg, Recording: true}
	case cf.Exception:
		return cf.ExceptionBody{Biometric: st.Biometric.Event}
	case cf.Searched:
		return cf.SearchedBody{Biometric: st.Biometric.Event, Outcome: cf.BioNotFound}
	case cf.Submitted:
		return cf.SubmittedBody{Needs: needs, Lawbook: "1"}
	case cf.Verified:
		return cf.VerifiedBody{Needs: needs}
	case cf.Entered:
		return cf.EnteredBody{Needs: needs, Got: []string{cf.GotNIK}}
	case cf.Status:
		return cf.StatusBody{Status: cf.StatusPrintReady}
	case cf.Issued:
		return cf.IssuedBody{Need: needs[0]}
	case cf.Dispatched:
		return cf.DispatchedBody{Needs: needs, Envelope: "E9"}
	case cf.HandedOver:
		return cf.HandedOverBody{Needs: needs, Envelope: n.Envelope, Receiver: "self", Proof: "pin"}
	case cf.Closed:
		if st.Served() {
			return cf.ClosedBody{Receipt: "proof:x"}
		}
		return cf.ClosedBody{Receipt: "none:declined"}
	case cf.Noted:
		var ids []string
		for _, p := range st.Parked {
			ids = append(ids, p.EventID)
		}
		return cf.NotedBody{About: cf.NoteParked, Events: ids}
	case cf.Duplicate:
		return cf.ExitBody{Reason: "same_person", Evidence: "siak", Kept: "case:b"}
	case cf.Reopened:
		return cf.ExitBody{Reason: "seen"}
	case cf.Erased:
		return st.Figures()
	}
	return struct{}{}
}

// settle states every disputed element of a field.
func settle(st cf.State, field string) cf.PersonPersonal {
	var p cf.PersonPersonal
	for _, f := range st.Person.Fields {
		if f.Field == field && f.Disputed {
			p.Fields = append(p.Fields, cf.Assertion{Field: field, Element: f.Element, Value: "settled"})
		}
	}
	return p
}
