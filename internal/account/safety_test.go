package account

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

// What is said of a household for whoever goes there stays with them: being in
// the field, in another team or on a trip that is only planned or called off is
// not enough.
func TestSafetyNotesAreForTheVisitingTeam(t *testing.T) {
	on(t, func(w *world) {
		_, coordinator := w.person("ratna", rightsOf(authority.Coordinator))
		_, verifier := w.person("veri", rightsOf(authority.Verifier))
		_, budi := w.person("budi", rightsOf(authority.Field))
		_, sari := w.person("sari", rightsOf(authority.Field))
		err := w.d.Write(w.Context(), office, func(tx *db.Tx) error {
			for team, user := range map[string]string{"t-1": budi.Person, "t-2": sari.Person} {
				if _, err := tx.Exec(`INSERT INTO team_member (office_id, team_id, user_id) VALUES ($1, $2, $3)`, office, team, user); err != nil {
					return err
				}
			}
			for _, c := range [][4]string{{"p-1", "published", "t-1", "c1"}, {"p-2", "planned", "t-2", "c1"}, {"p-3", "cancelled", "t-2", "c1"}, {"p-4", "finished", "t-2", "c2"}} {
				if _, err := tx.Exec(`INSERT INTO trip (office_id, trip_id, state, day, depart, area, team, vehicle, kit, kit_lost, stops, people, planned_by, planned_at,
					published_at, started_at, finished_at, cancelled_at, reason, km, cost) VALUES ($1, $2, $3, '2021-06-16', '08:00', '35.03.02', $4, 'm', '', 0, 1, 1, 'u', 1, 1, 0, 0, 0, '', 0, 0)`,
					office, c[0], c[1], c[2]); err != nil {
					return err
				}
				if _, err := tx.Exec(`INSERT INTO trip_case (office_id, trip_id, case_id, stop) VALUES ($1, $2, $3, 's')`, office, c[0], c[3]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			w.Fatal(err)
		}
		elsewhere := budi
		elsewhere.Office = "3504"
		for _, c := range []struct {
			who  string
			s    db.Scope
			id   string
			sees bool
		}{
			{"the coordinator", coordinator, "c1", true}, {"the verifier", verifier, "c1", false},
			{"the team that goes there", budi, "c1", true}, {"a team that may go there, or does not any more", sari, "c1", false},
			{"the team that was there", sari, "c2", true}, {"another team", budi, "c2", false},
			{"nobody's case", budi, "c3", false}, {"another office", elsewhere, "c1", false},
		} {
			sees, err := w.a.SeesSafety(w.Context(), c.s, c.id)
			if err != nil || sees != c.sees {
				w.Errorf("%s sees notes of %s: %v %v", c.who, c.id, sees, err)
			}
		}
	})
}
