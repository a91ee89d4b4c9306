package casefile_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// TestReferral: the agency has the case until it declines it or gives it back;
// the coordinator is asked where no answer comes, and on what comes back.
func TestReferral(t *testing.T) {
	h := begin(t, cf.NeedKK)
	h.refused("casefile.may.not_referred", cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: cf.ReferralAccepted})
	refer := func(agency string) {
		h.did(cf.Referred, cf.ExitBody{Reason: "social", Evidence: "note", To: "dinkes", Agency: agency})
	}
	refer("dinkes")
	st := h.state()
	work := map[authority.Role]cf.Work{}
	for _, w := range st.Work() {
		work[w.Role] = w
	}
	asked, late := work[authority.Social], work[authority.Coordinator]
	if st.Watcher() != st.Agency || st.InHands() != "dinkes" || asked.Action != cf.ReferralAnswered || asked.Due == "" || late.Action != cf.Reopened || late.From <= asked.From {
		t.Errorf("%q %+v", st.InHands(), st.Work())
	}
	h.refused("casefile.may.not_taken_over", cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: cf.ReferralReturned})
	h.refused(cf.ParkedIncomplete, cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: "perhaps"})
	h.did(cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: cf.ReferralAccepted})
	h.refused("casefile.may.answered_before", cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: cf.ReferralDeclined})
	if st = h.state(); len(st.Work()) != 1 || st.Work()[0].Role != authority.Social || st.InHands() != "dinkes" {
		t.Errorf("taken over: %q %+v", st.InHands(), st.Work())
	}
	h.did(cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: cf.ReferralReturned})
	if st = h.state(); st.Watcher() != "" || st.InHands() != st.Agency || len(st.Work()) != 1 || st.Work()[0].Action != cf.Reopened {
		t.Errorf("given back: %q %+v", st.InHands(), st.Work())
	}
	h.refused("casefile.may.answered_before", cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: cf.ReferralAccepted})
	h.did(cf.Reopened, cf.ExitBody{Reason: "returned"})
	if st = h.state(); st.Exit != "" || st.Answer != "" || st.ExitAgency != "" || len(st.Work()) == 0 {
		t.Errorf("reopened: %+v", st.Work())
	}
	// An agency outside is asked by the coordinator, and never gets the case here.
	refer("")
	if st = h.state(); st.InHands() != st.Agency || len(st.Work()) != 1 || st.Work()[0].Role != authority.Coordinator {
		t.Errorf("outside: %q %+v", st.InHands(), st.Work())
	}
	h.did(cf.ReferralAnswered, cf.ReferralAnsweredBody{Answer: cf.ReferralDeclined})
	if st = h.state(); st.Work()[0].Action != cf.Reopened {
		t.Errorf("declined: %+v", st.Work())
	}
}
