package outreach

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// store holds the SELECTs of this step.
type store struct {
	d      *db.DB
	office string
}

// members of a team that is in use; none for any other.
func (s store) members(tx *db.Tx, team string) ([]string, error) {
	return db.Column[string](tx.Query(`SELECT m.user_id FROM office_v_team_member m
		JOIN office_v_team t ON t.office_id = m.office_id AND t.team_id = m.team_id
		WHERE m.office_id = $1 AND m.team_id = $2 AND t.active = 1 ORDER BY m.user_id`, s.office, team))
}

func (s store) vehicleIn(tx *db.Tx, id string) (bool, error) {
	return s.any(tx, `SELECT COUNT(*) FROM office_v_vehicle WHERE office_id = $1 AND vehicle_id = $2 AND active = 1`, id)
}

func (s store) kitReady(tx *db.Tx, id string) (bool, error) {
	return s.any(tx, `SELECT COUNT(*) FROM office_v_kit WHERE office_id = $1 AND kit_id = $2 AND active = 1 AND condition = 'ready'`, id)
}

// villageOf is where an institution is; where nobody knows, it is taken to be
// where its people are.
func (s store) villageOf(tx *db.Tx, institution, otherwise string) (village string, err error) {
	err = tx.QueryRow(`SELECT village FROM office_v_institution WHERE office_id = $1 AND institution_id = $2`, s.office, institution).Scan(&village)
	if noRows(err) || err == nil && village == "" {
		return otherwise, nil
	}
	return village, err
}

func (s store) any(tx *db.Tx, q string, args ...any) (bool, error) {
	var n int
	err := tx.QueryRow(q, append([]any{s.office}, args...)...).Scan(&n)
	return n > 0, err
}

// otherPlan reports whether a case stands in another plan that is not published.
func (s store) otherPlan(tx *db.Tx, trip, caseID string) (bool, error) {
	return s.any(tx, `SELECT COUNT(*) FROM trip_case c JOIN trip t ON t.office_id = c.office_id AND t.trip_id = c.trip_id
		WHERE c.office_id = $1 AND c.case_id = $2 AND t.trip_id <> $3 AND t.state = 'planned'`, caseID, trip)
}

// kitHolder finds the trip that has the kit on a day.
func (s store) kitHolder(tx *db.Tx, kit, day, except string) (area, team string, err error) {
	err = tx.QueryRow(`SELECT t.area, COALESCE(m.name, t.team) FROM trip t
		LEFT JOIN office_v_team m ON m.office_id = t.office_id AND m.team_id = t.team
		WHERE t.office_id = $1 AND t.kit = $2 AND t.day = $3 AND t.trip_id <> $4 AND t.kit_lost = 0
		AND t.state IN ('published', 'started', 'finished') ORDER BY t.trip_id LIMIT 1`, s.office, kit, day, except).Scan(&area, &team)
	return area, team, err
}

// booked counts the people who are still to be visited on a trip.
func (s store) booked(tx *db.Tx, trip string) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM case_file WHERE office_id = $1 AND trip = $2 AND trip <> ''`, s.office, trip).Scan(&n)
	return n, err
}

// dropDrafts forgets what anybody had answered for a visit.
func (s store) dropDrafts(tx *db.Tx, trip, caseID string) error {
	_, err := tx.Exec(`DELETE FROM visit_draft WHERE office_id = $1 AND trip_id = $2 AND case_id = $3`, s.office, trip, caseID)
	return err
}

// PurgeDrafts forgets every answer about a case that is being erased
// (UU 27/2022 pasal 43); app calls it in the erasing transaction.
func PurgeDrafts(tx *db.Tx, office, caseID string) error {
	_, err := tx.Exec(`DELETE FROM visit_draft WHERE office_id = $1 AND case_id = $2`, office, caseID)
	return err
}

// Choice is an entry of the reference data that a plan may name.
type Choice struct {
	ID, Name, Note string
	RupiahKM       int64
	Hours          Hours  // of an institution
	Phone          string // of an institution
	Houses         bool   // of an institution: people live there
}

// Reference is what a plan can choose from, with what is no longer used, so
// that old trips keep their names.
type Reference struct{ Teams, Vehicles, Kits []Choice }

func nameOf(list []Choice, id string) string {
	for _, c := range list {
		if c.ID == id {
			return c.Name
		}
	}
	return id
}

// reference lists teams, vehicles and kits; used says whether only those in use.
func (s store) reference(ctx context.Context, used bool) (Reference, error) {
	var r Reference
	least := 0
	if used {
		least = 1
	}
	for _, q := range []struct {
		to  *[]Choice
		sql string
	}{
		{&r.Teams, `SELECT team_id, name, '', 0 FROM office_v_team WHERE office_id = $1 AND active >= $2 ORDER BY name, team_id`},
		{&r.Vehicles, `SELECT vehicle_id, name, plate, rupiah_km FROM office_v_vehicle WHERE office_id = $1 AND active >= $2 ORDER BY name, vehicle_id`},
		{&r.Kits, `SELECT kit_id, name, CASE WHEN active = 1 THEN condition ELSE 'retired' END, 0 FROM office_v_kit WHERE office_id = $1 AND active >= $2 ORDER BY name, kit_id`},
	} {
		if err := s.each(ctx, q.sql, []any{s.office, least}, func(rows *db.Rows) error {
			var c Choice
			err := rows.Scan(&c.ID, &c.Name, &c.Note, &c.RupiahKM)
			*q.to = append(*q.to, c)
			return err
		}); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (s store) each(ctx context.Context, q string, args []any, scan func(*db.Rows) error) error {
	rows, err := s.d.Query(ctx, q, args...)
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fault.Wrap("fault.internal", err)
		}
	}
	return fault.Wrap("fault.internal", rows.Err())
}

// institutions gives the names and hours of institutions by their id.
func (s store) institutions(ctx context.Context) (map[string]Choice, error) {
	out := map[string]Choice{}
	err := s.each(ctx, `SELECT h.institution_id, h.name, h.hours, h.visit_days, h.visit_from, h.visit_to, i.phone, i.kind FROM office_v_visiting_hours h
		JOIN office_v_institution i ON i.office_id = h.office_id AND i.institution_id = h.institution_id
		WHERE h.office_id = $1 ORDER BY h.institution_id`, []any{s.office}, func(rows *db.Rows) error {
		var c Choice
		var days, kind string
		err := rows.Scan(&c.ID, &c.Name, &c.Hours.Words, &days, &c.Hours.From, &c.Hours.To, &c.Phone, &kind)
		c.Hours.Days, c.Houses = strings.Fields(days), casefile.Houses(kind)
		out[c.ID] = c
		return err
	})
	return out, err
}

// Waiting is an exception that waits for the second person: nothing of who the
// person is, since the head approves without opening the case.
type Waiting struct {
	Case, Number, Area            string
	Trait, Reason, Evidence, Born string
	Operator                      string
	At                            int64
}

// approvals lists the failed captures that nobody has approved, oldest first.
func (s store) approvals(ctx context.Context, sc db.Scope) ([]Waiting, error) {
	if sc.Empty() {
		return nil, nil
	}
	where, args := account.Filter(sc, authority.Action(casefile.Exception), "f", 2)
	var out []Waiting
	err := s.each(ctx, `SELECT f.case_id, f.number, f.area, b.trait, b.reason, b.evidence, b.operator, b.happened_at
		FROM work w JOIN case_file f ON f.office_id = w.office_id AND f.case_id = w.subject_id
		JOIN biometric_check b ON b.office_id = f.office_id AND b.case_id = f.case_id AND b.in_force = 1
		WHERE w.office_id = $1 AND w.subject_kind = 'case' AND w.action = 'visit.exception_approved' AND `+where+`
		ORDER BY b.happened_at, f.case_id`, append([]any{s.office}, args...), func(rows *db.Rows) error {
		var w Waiting
		err := rows.Scan(&w.Case, &w.Number, &w.Area, &w.Trait, &w.Reason, &w.Evidence, &w.Operator, &w.At)
		out = append(out, w)
		return err
	})
	return out, err
}

// Deciding is a requirement on which the head decides (dossier), or decided and
// may still decide anew: nothing of who the person is.
type Deciding struct {
	Number, Area, Need, Requirement string
	Since                           int64
	Open                            bool
}

// decisions lists them, those that wait first.
func (s store) decisions(ctx context.Context, sc db.Scope, now int64) ([]Deciding, error) {
	if sc.Empty() {
		return nil, nil
	}
	where, args := account.Filter(sc, authority.Action(casefile.Decided), "f", 3)
	var out []Deciding
	err := s.each(ctx, `SELECT f.number, f.area, i.need, i.requirement, COALESCE(w.from_at, i.supplied_at), CASE WHEN w.from_at IS NULL THEN 0 ELSE 1 END
		FROM dossier_v_item i JOIN case_file f ON f.office_id = i.office_id AND f.case_id = i.case_id
		JOIN need n ON n.office_id = i.office_id AND n.case_id = i.case_id AND n.need = i.need
		LEFT JOIN work w ON w.office_id = i.office_id AND w.subject_kind = 'case' AND w.subject_id = i.case_id AND w.action = 'dossier.decided' AND w.arg = i.need AND w.from_at <= $2
		WHERE i.office_id = $1 AND i.head = 1 AND f.is_open = 1 AND n.stage IN ('visited', 'returned') AND (w.from_at IS NOT NULL OR i.how = 'decision') AND `+where+`
		ORDER BY CASE WHEN w.from_at IS NULL THEN 1 ELSE 0 END, COALESCE(w.from_at, i.supplied_at), f.case_id, i.need`,
		append([]any{s.office, now}, args...), func(rows *db.Rows) error {
			var d Deciding
			err := rows.Scan(&d.Number, &d.Area, &d.Need, &d.Requirement, &d.Since, &d.Open)
			out = append(out, d)
			return err
		})
	return out, err
}
