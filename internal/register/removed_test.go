package register_test

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/register"
)

// Whoever is known from one source only is named to nobody from the moment in
// which it is taken out, also before the search index is made again.
func TestWhoIsTakenOutIsNamedToNobody(t *testing.T) {
	desks(t, func(d *desk) {
		var editions []string
		d.r.OnSwitch(func(_ *db.Tx, _, among string) error {
			editions = append(editions, among)
			return nil
		})
		d.load("siak", register.KindPopulation, people...)
		d.load("dtks", register.KindSocial, register.Record{ID: "s9", Name: "Paimin Kartodimejo", Village: pakelPule, State: register.StateActive})
		asked := register.Query{Name: "Paimin Kartodimejo", Village: pakelPule}
		named := func() (names string) {
			m, err := d.r.Moment(d.Context(), d.scope, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, ask := range []func() ([][]register.Candidate, error){
				func() ([][]register.Candidate, error) { return m.Weigh(d.Context(), asked) },
				func() ([][]register.Candidate, error) { return m.Candidates(d.Context(), asked) },
			} {
				found, err := ask()
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range found[0] {
					names += c.Ref + " "
				}
			}
			return names
		}
		if got := named(); strings.Count(got, "register:s9") != 2 {
			t.Fatalf("before: %s", got)
		}
		if err := d.d.Write(d.Context(), "3503", func(tx *db.Tx) error { return d.im.Remove(tx, "3503", "dtks", "dasar hukum berakhir") }); err != nil {
			t.Fatal(err)
		}
		if got := named(); strings.Contains(got, "register:s9") {
			t.Errorf("after the removal: %s", got)
		}
		if found, err := d.r.Candidates(d.Context(), d.scope, register.Query{Name: people[0].Name, Village: people[0].Village, Birth: people[0].Birth}); err != nil || len(found) == 0 {
			t.Errorf("whom the other source knows is found no more: %v", err)
		}
		if err := d.r.Settle(d.Context(), d.scope); err != nil {
			t.Fatal(err)
		}
		if err := d.d.Write(d.Context(), "3503", func(tx *db.Tx) error { return d.im.Remove(tx, "3503", "siak", "dasar hukum berakhir") }); err != nil {
			t.Fatal(err)
		}
		if got := named(); got != "" {
			t.Errorf("with no source: %s", got)
		}
		// Each edition is told once: two loads, what was left, nobody.
		seen := map[string]bool{}
		for _, e := range editions {
			seen[e] = true
		}
		if len(editions) != 4 || len(seen) != 4 {
			t.Errorf("editions %v", editions)
		}
	})
}
