package casefile_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// history writes the events of one case as a ledger would.
type history struct {
	t      testing.TB
	events []cf.Event
}

const caseID = "01970000-0000-7000-8000-000000000001"

// wib is 09.00 on 1 March 2021 in Trenggalek, in µs.
const start = int64(1_614_564_000_000_000)

func eventID(n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "event %d", n))
	return hex.EncodeToString(sum[:])
}

func begin(t testing.TB, needs ...string) *history {
	h := &history{t: t}
	h.add(cf.Reported, cf.ReportedBody{Number: "JK-2021-00412", Channel: "registrar", Reasons: []string{"no_nik"},
		Needs: needs, Basis: "public_task"}, by("registrar"), at("35.03.08.2004"))
	return h
}

type option func(*cf.Event)

func by(actor string) option { return func(e *cf.Event) { e.Actor = actor } }
func at(area string) option  { return func(e *cf.Event) { e.Area = area } }
func over(ids ...string) option {
	return func(e *cf.Event) { e.Replaces = ids }
}
func with(personal any) option {
	return func(e *cf.Event) { e.Personal = marshal(personal) }
}

// says makes the personal part of what an event states: field, value pairs.
func says(pairs ...string) option {
	var p cf.PersonPersonal
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Fields = append(p.Fields, cf.Assertion{Field: pairs[i], Value: pairs[i+1], Certainty: cf.CertaintySaid})
	}
	return with(p)
}

func marshal(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// add appends an event and gives its id.
func (h *history) add(typ string, body any, opts ...option) string {
	n := len(h.events) + 1
	e := cf.Event{
		ID: eventID(n), OpID: fmt.Sprintf("op-%d", n), Type: typ, Version: 1, Actor: "someone",
		OccurredAt: start + int64(n)*3_600_000_000, HLC: uint64(n) << 16, Body: marshal(body),
	}
	for _, o := range opts {
		o(&e)
	}
	h.events = append(h.events, e)
	return e.ID
}

// did adds an event that must have effect.
func (h *history) did(typ string, body any, opts ...option) string {
	h.t.Helper()
	id := h.add(typ, body, opts...)
	if why := h.parked(id); why != "" {
		h.t.Fatalf("%s has no effect: %s (case at %s)", typ, why, h.state().Stage)
	}
	return id
}

// refused adds an event that must have no effect, for the reason, and takes it
// out again.
func (h *history) refused(reason, typ string, body any, opts ...option) {
	h.t.Helper()
	id := h.add(typ, body, opts...)
	if why := h.parked(id); why != reason {
		h.t.Errorf("%s: parked for %q, want %q", typ, why, reason)
	}
	h.events = h.events[:len(h.events)-1]
}

func (h *history) state() cf.State { return cf.FoldState(caseID, h.events) }

func (h *history) parked(id string) string {
	for _, p := range h.state().Parked {
		if p.EventID == id {
			return p.Reason
		}
	}
	return ""
}

// stage checks the stages: of the case first, then pairs of need and stage.
func (h *history) stage(want cf.Stage, needs ...string) {
	h.t.Helper()
	st := h.state()
	if st.Stage != want {
		h.t.Errorf("the case is at %q, want %q", st.Stage, want)
	}
	for i := 0; i+1 < len(needs); i += 2 {
		n, ok := st.Need(needs[i])
		if !ok || string(n.Stage) != needs[i+1] {
			h.t.Errorf("%s is at %q, want %q", needs[i], n.Stage, needs[i+1])
		}
	}
}

// work checks that the open work is exactly this: "action arg role".
func (h *history) work(want ...string) {
	h.t.Helper()
	st := h.state()
	var got []string
	for _, w := range st.Work() {
		got = append(got, w.Action+" "+w.Arg+" "+string(w.Role))
	}
	if len(got) != len(want) {
		h.t.Errorf("work %q, want %q", got, want)
		return
	}
	for i := range got {
		if got[i] != want[i] {
			h.t.Errorf("work %q, want %q", got, want)
			return
		}
	}
}

// met brings a case to the visit.
func (h *history) met(opts ...option) *history {
	h.t.Helper()
	h.did(cf.Accepted, cf.AcceptedBody{})
	h.did(cf.Scheduled, cf.ScheduledBody{Trip: "trip-1", Stop: "1", Day: "2021-03-10", Kit: true, Purpose: "first"})
	h.did(cf.Visited, cf.VisitedBody{Trip: "trip-1", Day: "2021-03-10", Sources: []string{"family"}},
		append([]option{by("field")}, opts...)...)
	return h
}

// check states a biometric outcome over what the form showed.
func (h *history) check(outcome string, opts ...option) string {
	h.t.Helper()
	st := h.state()
	return h.did(cf.Biometric, cf.BiometricBody{Outcome: outcome},
		append([]option{by("field"), over(st.Person.Shown(cf.FieldBiometric)...)}, opts...)...)
}

func (h *history) submit(needs ...string) {
	h.t.Helper()
	h.did(cf.Submitted, cf.SubmittedBody{Needs: needs, Lawbook: "1"}, by("registrar"))
}

func (h *history) enter(needs ...string) {
	h.t.Helper()
	h.did(cf.Verified, cf.VerifiedBody{Needs: needs}, by("verifier"))
	h.did(cf.Entered, cf.EnteredBody{Needs: needs, Got: []string{cf.GotNIK}}, by("siak"))
}

func (h *history) issue(needs ...string) {
	h.t.Helper()
	for _, n := range needs {
		h.did(cf.Issued, cf.IssuedBody{Need: n}, by("siak"))
	}
}

func (h *history) deliver(needs ...string) {
	h.t.Helper()
	h.did(cf.Dispatched, cf.DispatchedBody{Needs: needs, Envelope: "AMP-2021-0187"}, by("handover"))
	h.did(cf.HandedOver, cf.HandedOverBody{Needs: needs, Envelope: "AMP-2021-0187", Receiver: "self", Proof: "pin"}, by("handover"))
}
