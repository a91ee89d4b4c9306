package bench

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

// Planned is a plan of trips that was computed while others worked.
type Planned struct {
	Period  string  `json:"period"`
	People  int     `json:"people"`
	Seconds float64 `json:"seconds"` // until its plans stood side by side
	Read    Figures `json:"read_meanwhile"`
	Save    Figures `json:"save_meanwhile"`
}

// longestPlan is how long a plan is waited for.
const longestPlan = 15 * time.Minute

// plan asks for a plan as a coordinator does, with every team, vehicle and kit
// of the district, and waits until it is computed.
func plan(ctx context.Context, o Options, srv *server, c *crowd) (Planned, error) {
	out := Planned{Period: o.Plan}
	a, err := open(ctx, o, true) // to see how far it is, without asking the server
	if err != nil {
		return out, err
	}
	defer func() { _ = a.Close() }()
	ids := func(table, column string) (all []string, err error) {
		return db.Column[string](a.DB.Query(ctx, `SELECT `+column+` FROM `+table+` WHERE active = 1 ORDER BY name, `+column))
	}
	teams, err := ids("office_v_team", "team_id")
	if err != nil {
		return out, err
	}
	vehicles, err := ids("office_v_vehicle", "vehicle_id")
	if err != nil {
		return out, err
	}
	kits, err := ids("office_v_kit", "kit_id")
	if err != nil {
		return out, err
	}
	form := url.Values{"op": {uuid.Must(uuid.NewV7()).String()}, "masa": {o.Plan}, "mulai": {time.Now().AddDate(0, 0, 1).Format(time.DateOnly)}, "siaga": {"0"}, "alat": kits}
	for i := range min(len(teams), len(vehicles)) {
		form.Set("kendaraan."+teams[i], vehicles[i])
	}
	p := c.people[authority.Coordinator][0]
	c.take()
	began := time.Now()
	to, err := c.send(ctx, p, "POST", "/perjalanan/rencana/baru", form)
	if err != nil {
		return out, err
	}
	id := to[strings.LastIndex(to, "/")+1:]
	for {
		var state string
		if err := a.DB.QueryRow(ctx, `SELECT state, people FROM plan_sheet WHERE plan_id = $1`, id).Scan(&state, &out.People); err != nil {
			return out, err
		}
		if state == "ready" {
			break
		}
		if state != "asked" || time.Since(began) > longestPlan {
			return out, fmt.Errorf("bench: the plan is %s after %s", state, time.Since(began).Round(time.Second))
		}
		if err := srv.wait(ctx, 200*time.Millisecond); err != nil {
			return out, err
		}
	}
	out.Seconds = time.Since(began).Seconds()
	var reads []mark
	for name, list := range c.take() {
		switch name {
		case pageSave:
			out.Save = figures(list)
		default: // the dashboard too: it is a page that somebody waits for
			reads = append(reads, list...)
		}
	}
	if out.Read = figures(reads); out.Read.Count == 0 {
		return out, errors.New("bench: nobody asked for a page while the plan was computed")
	}
	return out, nil
}
