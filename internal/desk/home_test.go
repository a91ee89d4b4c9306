package desk

import (
	"context"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

// What waits besides the cases is counted with them, also where it is all there
// is.
func TestHomeCountsWhatWaitsBesideTheCases(t *testing.T) {
	on(t, func(w *world) {
		w.s.Beside = func(_ context.Context, sc db.Scope) ([]Waiting, error) {
			if sc.Role != string(authority.Head) {
				return nil, nil
			}
			return []Waiting{{Title: "desk.people_n", Path: "/pengaduan-masuk", Text: "desk.look", Count: 3, Since: db.Micros(w.clock().AddDate(0, 0, -6)), Days: 5},
				{Title: "desk.waiting", Path: "/tidak-ada", Text: "desk.look"}}, nil
		}
		for path, want := range map[string][]string{"/": {"3 pekerjaan menunggu Anda", "3 warga", "6 hari", "age late", `href="/pengaduan-masuk"`, "3 dari 3 pekerjaan"}} {
			_, page := w.get(authority.Head, path)
			for _, part := range want {
				if !strings.Contains(page, part) {
					t.Errorf("%s lacks %q", path, part)
				}
			}
			if strings.Contains(page, "/tidak-ada") {
				t.Error("a place where nothing waits is shown")
			}
		}
		if _, page := w.get(authority.Verifier, "/"); strings.Contains(page, "pengaduan-masuk") {
			t.Error("another role is shown it")
		}
	})
}

// Several stops of one day are several lines: each says its village, the day and
// when the team comes.
func TestHomeTellsTheStopsOfADayApart(t *testing.T) {
	on(t, func(w *world) {
		scope := w.as(authority.Companion).scope
		err := w.d.Write(w.Context(), scope.Office, func(tx *db.Tx) error {
			if _, err := tx.Exec(`INSERT INTO trip (office_id, trip_id, state, day, depart, area, team, vehicle, kit, kit_lost, stops, people, planned_by, planned_at,
				published_at, started_at, finished_at, cancelled_at, reason, km, cost) VALUES ($1, 'p-1', 'published', '2021-06-16', '08:00', $2, 't', 'm', '', 0, 2, 2, 'u', 1, 1, 0, 0, 0, '', 0, 0)`,
				scope.Office, siki[:8]); err != nil {
				return err
			}
			for stop, told := range map[string]int{"a": 580, "b": 655} {
				if _, err := tx.Exec(`INSERT INTO trip_stop (office_id, trip_id, stop, position, kind, village, institution, point, minutes, companion, people, answer,
					answered_by, answered_at, answer_day, told) VALUES ($1, 'p-1', $2, 1, 'home', $3, '', '', 40, 'companion', 1, '', '', 0, '', $4)`, scope.Office, stop, siki, told); err != nil {
					return err
				}
				if _, err := tx.Exec(`INSERT INTO work (office_id, subject_id, subject_kind, action, arg, role, area, person, from_at, due_on, reason)
					VALUES ($1, 'p-1', 'trip', 'trip.confirmed', $2, 'companion', $3, '', 1, '2021-06-15', 'outreach.work.confirm')`, scope.Office, stop, siki); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, page := w.get(authority.Companion, "/")
		for _, part := range []string{"Siki, Dongko · Rabu, 16 Juni 2021, kira-kira pukul 09.40", "Siki, Dongko · Rabu, 16 Juni 2021, kira-kira pukul 10.55"} {
			if !strings.Contains(page, part) {
				t.Errorf("the home page lacks %q", part)
			}
		}
	})
}
