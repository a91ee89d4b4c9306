package account

import (
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// A reason holds for its person, its case and its hour, and for nothing else.
func TestAReasonHoldsForAnHourOfOneCase(t *testing.T) {
	on(t, func(w *world) {
		_, scope := w.person("ratna", rightsOf(authority.Coordinator))
		_, other := w.person("budi", rightsOf(authority.Coordinator))
		if err := w.a.Log(w.Context(), w.a.With(scope, "asked:check"), AccessEntry{Action: "page.dossier", Kind: casefile.KindCase, ID: "c1"}); err != nil {
			w.Fatal(err)
		}
		if err := w.a.Log(w.Context(), w.a.With(scope, "work:case.accepted"), AccessEntry{Action: "page.person", Kind: casefile.KindCase, ID: "c2"}); err != nil {
			w.Fatal(err)
		}
		said := func(id string, who int) string {
			sc, ok, err := w.a.said(w.Context(), scope, casefile.KindCase, id)
			if who == 2 {
				sc, ok, err = w.a.said(w.Context(), other, casefile.KindCase, id)
			}
			if err != nil {
				w.Fatal(err)
			}
			if !ok {
				return ""
			}
			return sc.Purpose
		}
		w.later(59 * time.Minute)
		for _, c := range []struct {
			id   string
			who  int
			want string
		}{{"c1", 1, "asked:check"}, {"c2", 1, ""}, {"c1", 2, ""}} {
			if got := said(c.id, c.who); got != c.want {
				w.Errorf("%s of person %d: %q", c.id, c.who, got)
			}
		}
		w.later(time.Minute)
		if got := said("c1", 1); got != "" {
			w.Errorf("after an hour: %q", got)
		}
	})
}
