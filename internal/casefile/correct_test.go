package casefile_test

import (
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// TestTwoWhoCorrectAtOnceDoNotOverwrite: the second correction, made elsewhere
// without seeing the first, has no effect and is work for the coordinator.
func TestTwoWhoCorrectAtOnceDoNotOverwrite(t *testing.T) {
	h := begin(t, cf.NeedNIK)
	h.refused("casefile.may.no_visit", cf.Corrected, cf.CorrectedBody{Visit: "x", Why: cf.WhyMistyped})
	h.did(cf.Accepted, cf.AcceptedBody{})
	visit := h.did(cf.Visited, cf.VisitedBody{Sources: []string{"family"}})
	say := func(source string) cf.CorrectedBody {
		return cf.CorrectedBody{Visit: visit, Why: cf.WhyMistyped, Was: cf.VisitFacts{Sources: []string{"family"}}, Now: cf.VisitFacts{Sources: []string{source}}}
	}
	first := h.did(cf.Corrected, say("letter"), over(visit))
	blind := h.add(cf.Corrected, say("deed"), over(visit))
	if why := h.parked(blind); why != cf.ParkedCorrected {
		t.Fatalf("parked for %q", why)
	}
	st := h.state()
	if now, ok := st.Stated(visit); !ok || now != first {
		t.Errorf("the visit is stated by %q", now)
	}
	if w := st.Work(); w[0].Action != cf.Noted || w[0].Arg != cf.NoteParked {
		t.Errorf("nobody is asked to look at both: %+v", w)
	}
	second := h.did(cf.Corrected, say("deed"), over(first))
	st = h.state()
	if now, _ := st.Stated(visit); now != second {
		t.Error("who has seen the first correction may correct it")
	}
}

func TestACorrectedAttemptMovesTheNextDate(t *testing.T) {
	h := begin(t, cf.NeedNIK)
	h.did(cf.Accepted, cf.AcceptedBody{})
	miss := h.did(cf.NotMet, cf.NotMetBody{Day: "2021-05-01", Reason: "away", Next: "2021-06-01"})
	h.did(cf.Corrected, cf.CorrectedBody{Visit: miss, Why: cf.WhyMistyped, Was: cf.VisitFacts{Reason: "away", Next: "2021-06-01"},
		Now: cf.VisitFacts{Reason: "ill", Next: "2021-07-01"}}, over(miss))
	if st := h.state(); st.NextDate != "2021-07-01" || st.Attempts != 1 {
		t.Errorf("next %s after %d", st.NextDate, st.Attempts)
	}
	again := h.did(cf.NotMet, cf.NotMetBody{Day: "2021-07-01", Reason: "away", Next: "2021-08-01"})
	h.did(cf.Corrected, cf.CorrectedBody{Visit: miss, Why: cf.WhyMistyped, Was: cf.VisitFacts{Reason: "ill", Next: "2021-07-01"},
		Now: cf.VisitFacts{Reason: "ill", Next: "2021-07-02"}}, over(lastOf(h, miss)))
	if st := h.state(); st.NextDate != "2021-08-01" || st.Attempts != 2 {
		t.Errorf("an old attempt moved the date that a later one set: %s after %d, %s", st.NextDate, st.Attempts, again)
	}
}

func lastOf(h *history, visit string) string {
	st := h.state()
	event, _ := st.Stated(visit)
	return event
}
