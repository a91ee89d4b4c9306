package account

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Whoever is locked at one process is locked at every other one on the same
// database: what stops a patient guesser is no matter of one machine's memory.
func TestTheLockIsSharedByAllProcesses(t *testing.T) {
	on(t, func(w *world) {
		w.person("ratna", rightsOf(authority.Field))
		other := New(Options{Office: office, DB: w.d, Ledger: w.l, Clock: w.clock})
		other.cost, other.nobody = w.a.cost, w.a.nobody
		for i := range freeTries {
			at := w.a
			if i%2 == 1 {
				at = other
			}
			_, err := at.SignIn(w.Context(), "ratna", "salah sekali ini", Client{})
			want(w.T, err, fault.Unauthenticated, "fault.account.refused")
		}
		for _, at := range []*Accounts{w.a, other} {
			_, err := at.SignIn(w.Context(), "ratna", goodPass, Client{})
			want(w.T, err, fault.Busy, "fault.account.locked")
		}
	})
}
