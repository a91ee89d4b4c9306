package outreach

import (
	"context"
	"fmt"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// TripRow is a trip in a list.
type TripRow struct {
	ID, State, Day, Area, Team, Vehicle, Kit string
	Stops, People, Waiting                   int
	KitLost                                  bool
}

// Filter chooses trips.
type Filter struct {
	State string // open, finished, cancelled; "" is open
	Area  string // kecamatan
}

func (f Filter) states() string {
	switch f.State {
	case Finished:
		return "'finished'"
	case Cancelled:
		return "'cancelled'"
	}
	return "'planned', 'published', 'started'"
}

// reach restricts trips to those with a stop in the scope's reach; a plan is the
// office's own until it is published.
func (s store) reach(sc db.Scope, next int) (string, []any) {
	own, args := ownStops(sc, "x", next)
	if own == "" {
		return "1=1", nil
	}
	return `t.state <> 'planned' AND EXISTS (SELECT 1 FROM trip_stop x WHERE x.office_id = t.office_id AND x.trip_id = t.trip_id AND ` + own + `)`, args
}

// ownStops is the condition on stops that are in the scope's reach; "" is all.
func ownStops(sc db.Scope, stop string, next int) (string, []any) {
	switch authority.Reaches(authority.Role(sc.Role), "page.trips") {
	case authority.Office:
		return "", nil
	case authority.OwnArea:
		if in, args := sc.AreaFilter(stop+".village", next); len(args) > 0 {
			return in, args
		}
	case authority.OwnInstitution:
		return fmt.Sprintf(`$%d <> '' AND %s.institution = $%d`, next, stop, next+1), []any{sc.Institution, sc.Institution}
	}
	return "1=0", nil
}

// counted are the stops, people and answers that are waited for of a trip: the
// own ones, for whoever does not see the others.
func counted(sc db.Scope, args []any) (string, []any) {
	if own, _ := ownStops(sc, "a", 1); own == "" {
		return `t.stops, t.people, (SELECT COUNT(*) FROM trip_stop a WHERE a.office_id = t.office_id AND a.trip_id = t.trip_id AND ` + unanswered + `)`, args
	}
	var cols []string
	for _, col := range []string{"COUNT(*)", "CAST(COALESCE(SUM(a.people), 0) AS BIGINT)", "COUNT(CASE WHEN " + unanswered + " THEN 1 END)"} {
		own, with := ownStops(sc, "a", len(args)+1)
		args = append(args, with...)
		cols = append(cols, `(SELECT `+col+` FROM trip_stop a WHERE a.office_id = t.office_id AND a.trip_id = t.trip_id AND `+own+`)`)
	}
	return strings.Join(cols, ", "), args
}

// unanswered is a stop of which somebody is still to say whether the day suits.
const unanswered = `a.answer = '' AND a.companion <> 'family'`

func (s store) trips(ctx context.Context, sc db.Scope, f Filter, offset, limit int) ([]TripRow, int, error) {
	if sc.Empty() {
		return nil, 0, nil
	}
	in, args := s.reach(sc, 4)
	where := ` FROM trip t WHERE t.office_id = $1 AND t.state IN (` + f.states() + `) AND ($2 = '' OR t.area = $3) AND ` + in
	args = append([]any{sc.Office, f.Area, f.Area}, args...)
	var total int
	if err := s.d.QueryRow(ctx, `SELECT COUNT(*)`+where, args...).Scan(&total); err != nil {
		return nil, 0, fault.Wrap("fault.internal", err)
	}
	order := "t.day, t.trip_id"
	if f.State == Finished || f.State == Cancelled {
		order = "t.day DESC, t.trip_id"
	}
	counts, args := counted(sc, args)
	n := len(args)
	var out []TripRow
	err := s.each(ctx, `SELECT t.trip_id, t.state, t.day, t.area, t.team, t.vehicle, t.kit, t.kit_lost, `+counts+
		where+fmt.Sprintf(` ORDER BY %s LIMIT $%d OFFSET $%d`, order, n+1, n+2), append(args, limit, offset), func(rows *db.Rows) error {
		var r TripRow
		err := rows.Scan(&r.ID, &r.State, &r.Day, &r.Area, &r.Team, &r.Vehicle, &r.Kit, &r.KitLost, &r.Stops, &r.People, &r.Waiting)
		out = append(out, r)
		return err
	})
	return out, total, err
}

// sameDay lists the other trips of a day on which the same team or vehicle goes.
func (s store) sameDay(ctx context.Context, sc db.Scope, t Trip) (out []TripRow, err error) {
	err = s.each(ctx, `SELECT trip_id, area, team, vehicle FROM trip WHERE office_id = $1 AND day = $2 AND trip_id <> $3
		AND state IN ('planned', 'published', 'started') AND (team = $4 OR vehicle = $5) ORDER BY trip_id LIMIT 5`,
		[]any{sc.Office, t.Plan.Day, t.ID, t.Plan.Team, t.Plan.Vehicle}, func(rows *db.Rows) error {
			var r TripRow
			err := rows.Scan(&r.ID, &r.Area, &r.Team, &r.Vehicle)
			out = append(out, r)
			return err
		})
	return out, err
}

// PersonRow is a person on a trip or one who waits for it.
type PersonRow struct {
	Case, Number, Area, Stop, Name, Sex, Birth, Place, Address string
	Institution, Purpose                                       string
	Booked, Urgent                                             bool
	Stage                                                      string
	Since                                                      int64 // when the case was opened
	Outcome                                                    string
	Met                                                        int // visits recorded on this trip; -1 is an attempt
}

// people of a trip, those only that the scope may list.
func (s store) people(ctx context.Context, sc db.Scope, trip string) ([]PersonRow, error) {
	if sc.Empty() {
		return nil, nil
	}
	where, args := account.CaseFilter(sc, "f", 3)
	var out []PersonRow
	err := s.each(ctx, `SELECT c.case_id, f.number, f.area, c.stop, p.name, p.sex, p.birth, p.place, f.institution, f.stage, f.biometric,
		f.urgent, f.opened_at, CASE WHEN f.trip = c.trip_id THEN 1 ELSE 0 END,
		COALESCE((SELECT MAX(v.met * 2 - 1) FROM visit v WHERE v.office_id = c.office_id AND v.case_id = c.case_id AND v.trip = c.trip_id), 0),
		COALESCE((SELECT MIN(a.value) FROM person_field a WHERE a.office_id = c.office_id AND a.case_id = c.case_id AND a.field = 'address' AND a.in_force = 1), '')
		FROM trip_case c JOIN case_file f ON f.office_id = c.office_id AND f.case_id = c.case_id
		JOIN case_person p ON p.office_id = c.office_id AND p.case_id = c.case_id
		WHERE c.office_id = $1 AND c.trip_id = $2 AND `+where+` ORDER BY f.number, c.case_id`,
		append([]any{sc.Office, trip}, args...), func(rows *db.Rows) error {
			var r PersonRow
			err := rows.Scan(&r.Case, &r.Number, &r.Area, &r.Stop, &r.Name, &r.Sex, &r.Birth, &r.Place, &r.Institution, &r.Stage, &r.Outcome,
				&r.Urgent, &r.Since, &r.Booked, &r.Met, &r.Address)
			out = append(out, r)
			return err
		})
	return out, err
}

// suggestion is how waiting people are chosen for a trip.
type suggestion struct {
	kecamatan string // "" is the whole kabupaten
	place     string // a village or an institution; "" is every one
	number    string // of the case for which the coordinator came: it leads the list
	kit       bool   // the kit comes along
	now       int64
	limit     int
}

// unplanned leaves out who stands in a plan that is not announced yet.
const unplanned = ` AND NOT EXISTS (SELECT 1 FROM trip_case c JOIN trip t ON t.office_id = c.office_id AND t.trip_id = c.trip_id
	WHERE c.office_id = f.office_id AND c.case_id = f.case_id AND t.state = 'planned')`

// suggest lists the people who wait for a visit: the one asked for, the urgent,
// then those who wait longest. Whoever stands in another plan is left out, and so is who
// needs the kit where it does not come along.
func (s store) suggest(ctx context.Context, sc db.Scope, q suggestion) ([]PersonRow, int, error) {
	if sc.Empty() {
		return nil, 0, nil
	}
	where, args := account.CaseFilter(sc, "f", 10)
	kit := 0
	if q.kit {
		kit = 1
	}
	args = append([]any{sc.Office, q.now, q.kecamatan, q.kecamatan, kit, q.number, q.place, q.place, q.place}, args...)
	from := ` FROM work w JOIN case_file f ON f.office_id = w.office_id AND f.case_id = w.subject_id
		JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE w.office_id = $1 AND w.role = 'coordinator' AND w.subject_kind = 'case' AND w.action = 'visit.scheduled' AND w.from_at <= $2
		AND ($3 = '' OR f.kecamatan = $4 OR f.number = $6) AND ($5 = 1 OR w.arg = 'first')
		AND ($7 = '' OR f.area = $8 OR f.institution = $9) AND ` + where + unplanned
	var total int
	if err := s.d.QueryRow(ctx, `SELECT COUNT(*)`+from, args...).Scan(&total); err != nil {
		return nil, 0, fault.Wrap("fault.internal", err)
	}
	var out []PersonRow
	err := s.each(ctx, `SELECT f.case_id, f.number, f.area, p.name, p.sex, p.birth, f.institution, w.arg, f.urgent, f.opened_at`+from+
		fmt.Sprintf(` ORDER BY CASE WHEN f.number = $6 THEN 0 ELSE 1 END, f.urgent DESC, f.opened_at, f.case_id LIMIT $%d`, len(args)+1), append(args, q.limit), func(rows *db.Rows) error {
		var r PersonRow
		err := rows.Scan(&r.Case, &r.Number, &r.Area, &r.Name, &r.Sex, &r.Birth, &r.Institution, &r.Purpose, &r.Urgent, &r.Since)
		out = append(out, r)
		return err
	})
	return out, total, err
}

// mine lists the trips that are binding, not later than the day, on which the
// officer rides.
func (s store) mine(ctx context.Context, sc db.Scope, day string) ([]string, error) {
	if sc.Empty() {
		return nil, nil
	}
	var out []string
	err := s.each(ctx, `SELECT t.trip_id FROM trip t JOIN trip_member m ON m.office_id = t.office_id AND m.trip_id = t.trip_id
		WHERE t.office_id = $1 AND m.user_id = $2 AND t.state IN ('published', 'started') AND t.day <= $3
		ORDER BY CASE t.state WHEN 'started' THEN 0 ELSE 1 END, t.day, t.trip_id`, []any{sc.Office, sc.Person, day}, func(rows *db.Rows) error {
		var id string
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// next finds the officer's next trip after a day.
func (s store) next(ctx context.Context, sc db.Scope, day string) (r TripRow, ok bool, err error) {
	if sc.Empty() {
		return r, false, nil
	}
	err = s.each(ctx, `SELECT t.trip_id, t.day, t.area, t.stops, t.people FROM trip t
		JOIN trip_member m ON m.office_id = t.office_id AND m.trip_id = t.trip_id
		WHERE t.office_id = $1 AND m.user_id = $2 AND t.state = 'published' AND t.day > $3
		ORDER BY t.day, t.trip_id LIMIT 1`, []any{sc.Office, sc.Person, day}, func(rows *db.Rows) error {
		ok = true
		return rows.Scan(&r.ID, &r.Day, &r.Area, &r.Stops, &r.People)
	})
	return r, ok, err
}

// leftAt counts who is still to be met at each stop of a trip.
func (s store) leftAt(tx *db.Tx, trip string) (map[string]int, error) {
	rows, err := tx.Query(`SELECT c.stop, COUNT(*) FROM trip_case c JOIN case_file f ON f.office_id = c.office_id AND f.case_id = c.case_id
		WHERE c.office_id = $1 AND c.trip_id = $2 AND f.trip = c.trip_id GROUP BY c.stop ORDER BY c.stop`, s.office, trip)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var stop string
		var n int
		if err := rows.Scan(&stop, &n); err != nil {
			return nil, err
		}
		out[stop] = n
	}
	return out, rows.Err()
}
