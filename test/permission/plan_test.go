package permission

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
)

// plantPlan lets the coordinator plan a week, so that its pages have something
// to show and to hide.
func (d *district) plantPlan() {
	d.Helper()
	c := d.people[authority.Coordinator]
	crew := d.rows(2, `SELECT t.team_id, v.vehicle_id FROM office_v_team t JOIN office_v_vehicle v ON v.office_id = t.office_id
		WHERE t.active = 1 AND v.active = 1 ORDER BY t.team_id, v.vehicle_id`)[0]
	a := c.post("/perjalanan/rencana/baru", "masa", "week", "mulai", today.AddDate(0, 0, 7).Format(time.DateOnly), "kendaraan."+crew[0], crew[1])
	if a.code != http.StatusSeeOther {
		d.Fatalf("no plan is made: %d", a.code)
	}
	d.plan = a.to[strings.LastIndexByte(a.to, '/')+1:]
	ctx, stop := context.WithCancel(d.Context())
	over := make(chan struct{})
	go func() { defer close(over); _ = d.app.Jobs.Run(ctx) }()
	for range 3000 {
		if d.rows(1, `SELECT state FROM plan_sheet WHERE plan_id = $1`, d.plan)[0][0] == "ready" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-over
}
