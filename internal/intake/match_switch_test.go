package intake

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/job"
)

// Another edition of the register has the open cases compared with it by itself,
// once, and the page shows how many are left; who was decided on stays so.
func TestAnotherRegisterIsComparedWith(t *testing.T) {
	on(t, func(r *rig) {
		r.s.Register.OnSwitch(r.s.RegisterSwitched)
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		_, first := r.file(authority.Registrar)
		_, second := r.file(authority.Registrar, "nama", "Poniyem", "lahir.y", "1951", "ibu", "Wagirah")
		r.work()
		of := map[string]string{}
		look := func() {
			clear(of)
			for _, p := range r.pairs(PairFilter{}) {
				of[p.CaseID] = p.Candidate
			}
		}
		waiting := func() int {
			_, n, err := r.s.Unmatched(r.Context(), r.as(authority.Coordinator).scope, "")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		r.weigh()
		if look(); of[first] != "register:p1" || of[second] != "" || waiting() != 0 {
			t.Fatalf("among the first register: %v, %d wait", of, waiting())
		}
		r.resident("p2", "3503034405519002", "PONIYEM", "1951-05-04")
		if n := waiting(); n != 2 {
			t.Errorf("%d wait for the new register", n)
		}
		r.expect(authority.Coordinator, "GET", reviewPath, nil, 200, "2 laporan belum dibandingkan")
		jobs := func() (n int) {
			all, err := job.List(r.Context(), r.d, r.acc.System("test"), 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range all {
				if j.Kind == JobMatchAll {
					n++
				}
			}
			return n
		}
		before := jobs()
		r.work()
		if look(); of[first] != "register:p1" || of[second] != "register:p2" || waiting() != 0 {
			t.Errorf("among the second register: %v, %d wait", of, waiting())
		}
		// A start of the program asks for nothing that is done.
		if err := r.s.WeighRest(r.Context()); err != nil {
			t.Fatal(err)
		}
		if n := jobs(); n != before || n != 2 {
			t.Errorf("%d jobs, then %d: one an edition", before, n)
		}
	})
}
