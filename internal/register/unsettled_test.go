package register_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/register"
)

func TestSettled(t *testing.T) {
	decided := func(pairs ...string) *casefile.State {
		st := &casefile.State{}
		for i := 0; i < len(pairs); i += 2 {
			st.Identity = append(st.Identity, casefile.Decision{IdentityDecidedBody: casefile.IdentityDecidedBody{Candidate: pairs[i], Decision: pairs[i+1]}})
		}
		return st
	}
	for _, c := range []struct {
		what string
		st   *casefile.State
		ref  string
		want bool
	}{
		{"nobody decided", decided(), "register:a", false},
		{"not sure", decided("register:a", casefile.Unsure), "register:a", false},
		{"another person", decided("register:a", casefile.Different), "register:a", true},
		{"another person, asked of a third", decided("register:a", casefile.Different), "register:b", false},
		{"the same person", decided("register:a", casefile.Same), "register:a", true},
		{"whoever is one of the register is not another of it", decided("register:a", casefile.Same), "register:b", true},
		{"and may have a second case", decided("register:a", casefile.Same), "case:b", false},
		{"a proposal waits for a second person", decided("case:b", casefile.Same), "case:b", false},
		{"two cases of two people", decided("case:b", casefile.Different), "case:b", true},
	} {
		if got := register.Settled(c.st, c.ref); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}
