package outreach

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// sheetAsked is the state of a sheet whose plans are not all computed; then it is
// ready. That they failed, and why, is said by the job that computes them.
const sheetAsked = "asked"

// sheetsKept is how long a sheet is kept after its last change.
const sheetsKept = 180 * 24 * time.Hour

// sheetTables hold what a sheet is made of, itself last. What adopted it are events,
// and stay.
var sheetTables = []string{"plan_step", "plan_variant", "plan_trip", "plan_adoption", "plan_sheet"}

// sheet is the work sheet of a plan.
type sheet struct {
	ID, State            string
	Period, From, To     string
	Input                planInput
	Version, People      int64
	CreatedBy, ChangedBy string
	CreatedAt, ChangedAt int64
	Variants             map[string]*variant
	Trips                map[string]map[int]string // variant → route → trip
}

// variant is one of its plans: what each route does, who is held where, and who
// is kept out.
type variant struct {
	Tours []tripplan.Tour
	Pins  pins
}

// pins are what a planner decided: a case with its node held on a route, and
// cases kept out.
type pins struct {
	Held map[string][2]int `json:"held,omitempty"` // case → node, route
	Out  []string          `json:"out,omitempty"`
}

// mayPlan refuses whoever does not plan.
func mayPlan(sc db.Scope) error {
	return authority.Allowed("page.trip_plan", account.ActorOf(sc), authority.Target{})
}

// readSheet reads a sheet as it is now.
func (s *Service) readSheet(tx *db.Tx, sc db.Scope, id string) (*sheet, error) {
	if err := mayPlan(sc); err != nil {
		return nil, err
	}
	sh := &sheet{ID: id, Variants: map[string]*variant{}, Trips: map[string]map[int]string{}}
	var input string
	err := tx.QueryRow(`SELECT state, period, from_on, to_on, input, version, people, created_by, created_at, changed_by, changed_at
		FROM plan_sheet WHERE office_id = $1 AND plan_id = $2`, sc.Office, id).Scan(&sh.State, &sh.Period, &sh.From, &sh.To, &input,
		&sh.Version, &sh.People, &sh.CreatedBy, &sh.CreatedAt, &sh.ChangedBy, &sh.ChangedAt)
	if noRows(err) {
		return nil, fault.New(fault.NotFound, "fault.outreach.planner.sheet")
	}
	if err == nil {
		err = json.Unmarshal([]byte(input), &sh.Input)
	}
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	rows, err := tx.Query(`SELECT variant, tours, pins FROM plan_variant WHERE office_id = $1 AND plan_id = $2 ORDER BY variant`, sc.Office, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, tours, held string
		v := &variant{}
		if err := rows.Scan(&name, &tours, &held); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(tours), &v.Tours); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(held), &v.Pins); err != nil {
			return nil, err
		}
		sh.Variants[name] = v
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	trips, err := tx.Query(`SELECT variant, route, trip_id FROM plan_trip WHERE office_id = $1 AND plan_id = $2 ORDER BY variant, route`, sc.Office, id)
	if err != nil {
		return nil, err
	}
	defer trips.Close()
	for trips.Next() {
		var name, trip string
		var route int
		if err := trips.Scan(&name, &route, &trip); err != nil {
			return nil, err
		}
		if sh.Trips[name] == nil {
			sh.Trips[name] = map[int]string{}
		}
		sh.Trips[name][route] = trip
	}
	return sh, trips.Err()
}

// sheet reads a sheet for a page, without whoever is erased now: the job that
// takes them out of it may still wait.
func (s *Service) sheet(ctx context.Context, sc db.Scope, id string) (sh *sheet, err error) {
	var gone []string
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if sh, err = s.readSheet(tx, sc, id); err == nil {
			gone, err = erasedOf(tx, sc.Office, sh.Input.People)
		}
		return err
	})
	if err == nil && len(gone) > 0 {
		err = s.leaveOut(ctx, sh, gone...)
		sh.People = int64(sh.Input.remain())
	}
	return sh, err
}

// sheets lists the newest sheets.
func (s *Service) sheets(ctx context.Context, sc db.Scope, limit int) (out []sheet, err error) {
	if err := mayPlan(sc); err != nil {
		return nil, err
	}
	err = s.store.each(ctx, `SELECT plan_id, state, period, from_on, to_on, version, people, created_by, created_at, changed_by, changed_at
		FROM plan_sheet WHERE office_id = $1 ORDER BY changed_at DESC, plan_id LIMIT $2`, []any{sc.Office, limit}, func(rows *db.Rows) error {
		var sh sheet
		err := rows.Scan(&sh.ID, &sh.State, &sh.Period, &sh.From, &sh.To, &sh.Version, &sh.People, &sh.CreatedBy, &sh.CreatedAt, &sh.ChangedBy, &sh.ChangedAt)
		out = append(out, sh)
		return err
	})
	return out, err
}

// AskPlan keeps what a planner asks for, with all that the plan is made of, and
// asks for the work. The sheet has the id of the act: a double click plans once.
func (s *Service) AskPlan(ctx context.Context, op ledger.Op, spec PlanSpec) (string, error) {
	if err := mayPlan(op.Scope); err != nil {
		return "", err
	}
	ref, err := s.store.reference(ctx, true)
	if err != nil {
		return "", err
	}
	if err := spec.check(s.today(), ref); err != nil {
		return "", err
	}
	in, err := s.snapshot(ctx, op.Scope, spec)
	if err != nil {
		return "", err
	}
	if len(in.dates()) == 0 {
		return "", fault.At("mulai", "fault.outreach.planner.no_days")
	}
	input, err := json.Marshal(in)
	if err != nil {
		return "", fault.Wrap("fault.internal", err)
	}
	asked, err := json.Marshal(spec)
	if err != nil {
		return "", fault.Wrap("fault.internal", err)
	}
	err = s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		now := db.Micros(s.Clock())
		if err := s.pruneSheets(tx, op.Scope.Office, now); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO plan_sheet (office_id, plan_id, state, period, from_on, to_on, spec, input, version, people,
			created_by, created_at, changed_by, changed_at) VALUES ($1, $2, 'asked', $3, $4, $5, $6, $7, 1, $8, $9, $10, $11, $12)
			ON CONFLICT (office_id, plan_id) DO NOTHING`,
			op.Scope.Office, op.ID, spec.Period, spec.From, spec.To, string(asked), string(input), len(in.People), op.Scope.Person, now, op.Scope.Person, now); err != nil {
			return err
		}
		return s.askWork(tx, op, planWork{Plan: op.ID})
	})
	return op.ID, err
}

// pruneSheets deletes the sheets of last season, which nobody needs, but not the
// plan of a year that is not over.
func (s *Service) pruneSheets(tx *db.Tx, office string, now int64) error {
	old, err := db.Column[string](tx.Query(`SELECT plan_id FROM plan_sheet WHERE office_id = $1 AND changed_at < $2 AND plan_id NOT IN
		(SELECT plan_id FROM outreach_v_plan_year WHERE office_id = $3 AND to_on >= $4) ORDER BY plan_id`, office, now-sheetsKept.Microseconds(), office, s.today()))
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := deleteSheet(tx, office, id); err != nil {
			return err
		}
	}
	return nil
}

func deleteSheet(tx *db.Tx, office, id string) error {
	for _, table := range sheetTables {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE office_id = $1 AND plan_id = $2`, office, id); err != nil {
			return err
		}
	}
	return nil
}

// DropPlan throws a sheet away. The trips that were made of it stay. The plan of
// the year that the office goes by is left first.
func (s *Service) DropPlan(ctx context.Context, op ledger.Op, id string) error {
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		if _, err := s.readSheet(tx, op.Scope, id); err != nil {
			return err
		}
		if used, err := inForce(tx, op.Scope.Office, id); err != nil {
			return err
		} else if used {
			return fault.New(fault.Conflict, "fault.outreach.planner.adopted")
		}
		return deleteSheet(tx, op.Scope.Office, id)
	})
}

// keepVariant writes a plan of a sheet.
func keepVariant(tx *db.Tx, office, plan, name string, v *variant) error {
	tours, err := json.Marshal(v.Tours)
	if err != nil {
		return err
	}
	held, err := json.Marshal(v.Pins)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO plan_variant (office_id, plan_id, variant, tours, pins) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (office_id, plan_id, variant) DO UPDATE SET tours = excluded.tours, pins = excluded.pins`, office, plan, name, string(tours), string(held))
	return err
}

// touch makes the next version of a sheet. Whoever worked on an older one is
// told who changed it.
func (s *Service) touch(tx *db.Tx, sc db.Scope, sh *sheet, version int64) error {
	if sh.Version != version {
		return sh.changed()
	}
	sh.Version++
	_, err := tx.Exec(`UPDATE plan_sheet SET version = $3, changed_by = $4, changed_at = $5 WHERE office_id = $1 AND plan_id = $2`,
		sc.Office, sh.ID, sh.Version, sc.Person, db.Micros(s.Clock()))
	return err
}

// changed is what whoever works on an older version is told; the page puts the
// name in the place of the id. Nobody changed it where somebody was erased.
func (sh *sheet) changed() error {
	if sh.ChangedBy == "" {
		return fault.New(fault.Conflict, "fault.outreach.planner.changed_erased")
	}
	return fault.New(fault.Conflict, "fault.outreach.planner.changed").WithArgs(map[string]any{"Who": sh.ChangedBy})
}

// freeze keeps the days of which trips were made as they are.
func (b *built) freeze(v *variant, trips map[int]string) {
	b.prices = nil
	for r := range trips {
		if r < len(v.Tours) && r < len(b.Routes) {
			b.Routes[r].Frozen = v.Tours[r].Nodes()
		}
	}
}

// apply sets what planners decided into a problem.
func (b *built) apply(p pins) {
	b.prices = nil
	for i := range b.in.People {
		c := b.in.People[i].Case
		if slices.Contains(p.Out, c) {
			if b.first[i] >= 0 && !b.Nodes[b.first[i]].Exclude {
				b.left = append(b.left, leftOut{i, leftExcluded, ""})
			}
			b.keepOut(i)
			continue
		}
		if h, ok := p.Held[c]; ok && h[0] < len(b.Nodes) && h[1] < len(b.Routes) && b.nodes[h[0]].Person == i && !b.Nodes[h[0]].Exclude {
			b.Nodes[h[0]].Pin = h[1]
			for _, n := range b.nodesOf(i) {
				if n != h[0] {
					b.Nodes[n].Exclude = true
				}
			}
		}
	}
}

// GoOn asks for the plans of a sheet that are not computed yet: the work was
// stopped, or gave up.
func (s *Service) GoOn(ctx context.Context, op ledger.Op, id string) error {
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		if _, err := s.readSheet(tx, op.Scope, id); err != nil {
			return err
		}
		return s.askWork(tx, op, planWork{Plan: id})
	})
}
