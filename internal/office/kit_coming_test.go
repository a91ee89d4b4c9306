package office

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

// Whoever puts a kit into repair is told which trips count on it.
func TestAKitInRepairNamesItsTrips(t *testing.T) {
	on(t, func(w *world) {
		ctx, d := w.Context(), w.desk()
		b := ChangedBody{What: Kit, Name: "Alat satu", Active: true, Condition: KitReady, Serial: "A-1"}
		id, err := w.s.Save(ctx, w.op(authority.Admin), "", b)
		if err != nil {
			w.Fatal(err)
		}
		now := time.Now()
		err = w.d.Write(ctx, w.s.d.Office, func(tx *db.Tx) error {
			for trip, in := range map[string]struct {
				state string
				days  int
			}{"t-lalu": {"published", -3}, "t-rencana": {"planned", 4}, "t-umum": {"published", 6}, "t-batal": {"cancelled", 7}} {
				if _, err := tx.Exec(`INSERT INTO trip (office_id, trip_id, state, day, depart, area, team, vehicle, kit, kit_lost, stops, people, planned_by,
					planned_at, published_at, started_at, finished_at, cancelled_at, reason, km, cost)
					VALUES ($1, $2, $3, $4, '08:00', '35.03.04', 'Tim A', 'mobil', $5, 0, 1, 1, 'u', 1, 0, 0, 0, 0, '', 0, 0)`,
					w.s.d.Office, trip, in.state, now.AddDate(0, 0, in.days).Format(time.DateOnly), id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			w.Fatal(err)
		}
		path := "/admin/alat/" + id
		holds := func(role authority.Role, parts ...string) {
			w.Helper()
			code, page := d.send(role, http.MethodGet, path)
			for _, part := range parts {
				text, not := strings.CutPrefix(part, "!")
				if code != http.StatusOK || strings.Contains(page, text) == not {
					w.Errorf("%s: status %d, %q is there: %v", role, code, text, not)
				}
			}
		}
		holds(authority.Coordinator, "!mengandalkan alat ini")
		if code, page := d.send(authority.Admin, http.MethodPost, path, "nama", "Alat satu", "seri", "A-1", "keadaan", KitRepair, "dipakai", "ya"); code != http.StatusSeeOther {
			w.Fatalf("%d %s", code, page)
		}
		holds(authority.Coordinator, "2 perjalanan mengandalkan alat ini", `href="/perjalanan/t-rencana/ubah"`, `href="/perjalanan/t-umum"`, "Tim A", "!t-lalu", "!t-batal")
		holds(authority.Admin, "2 perjalanan mengandalkan alat ini", "Beri tahu koordinator", "!/perjalanan/t-")
		b.Active = false
		if _, err := w.s.Save(ctx, w.op(authority.Admin), id, b); err != nil {
			w.Fatal(err)
		}
		holds(authority.Coordinator, "2 perjalanan mengandalkan alat ini")
	})
}
