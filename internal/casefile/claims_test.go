package casefile_test

import (
	"slices"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

func TestClaims(t *testing.T) {
	tests := []struct {
		typ  string
		body any
		want []string
	}{
		{cf.Reported, cf.ReportedBody{Number: "JK-1"}, []string{"number:case:JK-1"}},
		{cf.Reported, cf.ReportedBody{}, nil},
		{cf.Issued, cf.IssuedBody{Need: cf.NeedSKPTI, Number: "7"}, []string{"number:skpti:7"}},
		{cf.Issued, cf.IssuedBody{Need: cf.NeedKK, Number: "7"}, nil},
		{cf.HandedOver, cf.HandedOverBody{Needs: []string{"kk", "kia"}}, []string{"handover:c:kk", "handover:c:kia"}},
		{cf.Closed, cf.ClosedBody{}, []string{"closing:c"}},
		{cf.Noted, cf.NotedBody{}, nil},
	}
	for _, tt := range tests {
		if got := cf.Claims("c", cf.Event{Type: tt.typ, Body: marshal(tt.body)}); !slices.Equal(got, tt.want) {
			t.Errorf("%s claims %v, want %v", tt.typ, got, tt.want)
		}
	}
}

func TestNumberLoserIsFoundByBoth(t *testing.T) {
	h := begin(t)
	h.did(cf.ClaimSettled, cf.ClaimSettledBody{Key: "number:case:JK-2021-00412", Winner: "another", Number: "JK-2021-00977"})
	// The earliest settlement counts.
	h.did(cf.ClaimSettled, cf.ClaimSettledBody{Key: "number:case:JK-2021-00412", Winner: h.events[0].ID})
	st := h.state()
	if st.Number != "JK-2021-00977" || !slices.Equal(st.NumbersLost, []string{"JK-2021-00412"}) {
		t.Errorf("%q %v", st.Number, st.NumbersLost)
	}
	if got := st.SearchTokens(); !slices.Equal(got, []string{"number:JK202100412", "number:JK202100977"}) {
		t.Errorf("found by %v", got)
	}
}

func TestSettlementOfOthersTouchesNobody(t *testing.T) {
	h := begin(t)
	h.did(cf.ClaimSettled, cf.ClaimSettledBody{Key: "number:case:JK-2021-00412", Winner: "x", Number: "JK-9", Settles: []string{"y"}})
	if st := h.state(); st.Number != "JK-2021-00412" {
		t.Errorf("%q", st.Number)
	}
}

// TestHandOverLoser: two stations hand over the same document; the one that the
// office settled on has effect, the other is a discrepancy to look at.
func TestHandOverLoser(t *testing.T) {
	h := begin(t, cf.NeedKK).met()
	h.submit(cf.NeedKK)
	h.enter(cf.NeedKK)
	h.issue(cf.NeedKK)
	h.deliver(cf.NeedKK)
	first := h.events[len(h.events)-1]
	second := h.add(cf.HandedOver, cf.HandedOverBody{Needs: []string{cf.NeedKK}, Envelope: "AMP-2021-0187", Receiver: "family", Proof: "signature"}, by("registrar"))
	if why := h.parked(second); why != "casefile.may.handed_over_before" {
		t.Errorf("the second: %q", why)
	}
	h.work("case.closed  handover", "case.noted parked coordinator")
	h.did(cf.ClaimSettled, cf.ClaimSettledBody{Key: "handover:" + caseID + ":kk", Winner: second})
	if why := h.parked(first.ID); why != "casefile.parked.claim_lost" {
		t.Errorf("the first: %q", why)
	}
	if why := h.parked(second); why != "" {
		t.Errorf("the winner: %q", why)
	}
	h.stage(cf.StageHandedOver)
}

func TestQuarantineTakesTheEffect(t *testing.T) {
	h := begin(t, cf.NeedKK)
	id := h.did(cf.Accepted, cf.AcceptedBody{})
	h.did(cf.Quarantined, cf.QuarantinedBody{Events: []string{id}})
	h.stage(cf.StageReported)
	if why := h.parked(id); why != cf.ParkedQuarantined {
		t.Errorf("%q", why)
	}
	h.work("case.accepted  coordinator")
}

func TestOrder(t *testing.T) {
	h := begin(t)
	h.add(cf.Noted, cf.NotedBody{})
	h.add(cf.Noted, cf.NotedBody{})
	h.events[1].HLC = 1 << 60 // a clock far ahead
	h.add(cf.ClockReceived, cf.ClockReceivedBody{Event: h.events[1].ID, HLC: 2 << 16})
	double := h.events[2]
	double.ID = eventID(77)
	got := cf.Order([]cf.Event{h.events[3], double, h.events[2], h.events[1], h.events[0], h.events[2]})
	want := []string{h.events[0].ID, h.events[1].ID, min(h.events[2].ID, double.ID), h.events[3].ID}
	var ids []string
	for _, e := range got {
		ids = append(ids, e.ID)
	}
	if !slices.Equal(ids, want) {
		t.Errorf("%v, want %v", ids, want)
	}
}
