package desk

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// TestTwoCasesShowEachOther: whichever of them says that they are about one
// person, to whom may open both; nothing of either history is gone.
func TestTwoCasesShowEachOther(t *testing.T) {
	on(t, func(w *world) {
		a := w.file(report{id: "c1", name: "Katinem"})
		b := w.file(report{id: "c2", name: "Katinem", area: pule})
		other := w.file(report{id: "c3", name: "Katinem", area: pule})
		page := func(role authority.Role, no string) string {
			_, body := w.get(role, "/kasus/"+no)
			return body
		}
		if body := page(authority.Coordinator, a); strings.Contains(body, "Kasus tentang orang yang sama") {
			t.Error("a case shows others of which nobody says anything")
		}
		if _, err := w.l.Do(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")}, func(*db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: "c2"}, Type: casefile.Suspected, Area: pule,
				Body: casefile.SuspectedBody{Candidate: "case:c3", Probability: .9}}}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if body := page(authority.Coordinator, b); !strings.Contains(body, "Mungkin orang yang sama, belum diputuskan") || !strings.Contains(body, `href="/kasus/`+other+`"`) {
			t.Error("a suspicion is not shown")
		}
		w.act(authority.Coordinator, "c2", casefile.IdentityDecided, casefile.IdentityDecidedBody{Candidate: "case:c1", Decision: casefile.Same}, nil)
		for no, of := range map[string]string{a: b, b: a} {
			if body := page(authority.Coordinator, no); !strings.Contains(body, `href="/kasus/`+of+`"`) || !strings.Contains(body, "Orang yang sama ·") {
				t.Errorf("%s does not show %s", no, of)
			}
		}
		w.act(authority.Head, "c2", casefile.Duplicate, casefile.ExitBody{Reason: "same_person", Evidence: "compared", Kept: "case:c1"}, nil)
		if body := page(authority.Coordinator, a); !strings.Contains(body, "Ditutup sebagai ganda kasus ini") {
			t.Error("the kept case does not say what became of the other")
		}
		if body := page(authority.Coordinator, b); !strings.Contains(body, "Kasus yang dipakai") || !strings.Contains(body, "Riwayat") {
			t.Error("the ended case does not lead to the kept one")
		}
		// A registrar of the one village does not learn of a case in another.
		if body := page(authority.Registrar, a); strings.Contains(body, b) {
			t.Error("a registrar sees a case out of reach")
		}
	})
}
