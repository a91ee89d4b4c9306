package office

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Entry is an entry as it is now.
type Entry struct {
	ID string
	ChangedBody

	days  string // as the table keeps them
	shown string // the change that a form of it shows
}

// split brings what the table keeps in one column into its parts.
func (e Entry) split() Entry {
	e.VisitDays = strings.Fields(e.days)
	return e
}

// Entries lists the entries of one sort, those in use first, by name.
func (s *Service) Entries(ctx context.Context, scope db.Scope, what string) ([]Entry, error) {
	if err := authority.Allowed(pageOf(what), account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, err
	}
	q, ok := entryQueries[what]
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.office.entry")
	}
	rows, err := s.d.DB.Query(ctx, q+` WHERE office_id = $1 ORDER BY active DESC, name, 1`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		e := Entry{ChangedBody: ChangedBody{What: what}}
		if err := rows.Scan(e.columns()...); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, e.split())
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	if what == Team {
		return s.withMembers(ctx, out)
	}
	return out, nil
}

var entryQueries = map[string]string{
	Institution: `SELECT institution_id, name, active, kind, village, address, phone, hours, visit_days, visit_from, visit_to, point FROM institution`,
	Team:        `SELECT team_id, name, active, lead FROM team`,
	Kit:         `SELECT kit_id, name, active, serial_no, condition FROM kit`,
	Agreement:   `SELECT agreement_id, name, active, kind, number, partner, from_on, until_on FROM agreement`,
	Vehicle:     `SELECT vehicle_id, name, active, kind, plate, seats, rupiah_km FROM vehicle`,
}

func (e *Entry) columns() []any {
	first := []any{&e.ID, &e.Name, &e.Active}
	switch e.What {
	case Institution:
		return append(first, &e.Kind, &e.Village, &e.Address, &e.Phone, &e.Hours, &e.days, &e.VisitFrom, &e.VisitTo, &e.Point)
	case Team:
		return append(first, &e.Lead)
	case Kit:
		return append(first, &e.Serial, &e.Condition)
	case Agreement:
		return append(first, &e.Kind, &e.Number, &e.Partner, &e.From, &e.Until)
	}
	return append(first, &e.Kind, &e.Plate, &e.Seats, &e.RupiahKM)
}

func (s *Service) withMembers(ctx context.Context, teams []Entry) ([]Entry, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT team_id, user_id FROM team_member WHERE office_id = $1 ORDER BY team_id, user_id`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	of := map[string][]string{}
	for rows.Next() {
		var team, user string
		if err := rows.Scan(&team, &user); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		of[team] = append(of[team], user)
	}
	for i := range teams {
		teams[i].Members = of[teams[i].ID]
	}
	return teams, fault.Wrap("fault.internal", rows.Err())
}

// Entry reads one entry.
func (s *Service) Entry(ctx context.Context, scope db.Scope, what, id string) (Entry, error) {
	all, err := s.Entries(ctx, scope, what)
	if err != nil {
		return Entry{}, err
	}
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	return Entry{}, fault.New(fault.NotFound, "fault.office.entry")
}

// Values reads the settings: a missing one is not set.
func (s *Service) Values(ctx context.Context, scope db.Scope) (map[string]string, error) {
	out := map[string]string{}
	if scope.Office != s.d.Office {
		return out, nil
	}
	rows, err := s.d.DB.Query(ctx, `SELECT setting_id, value FROM office_setting WHERE office_id = $1 ORDER BY setting_id`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out[key] = value
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// counts are how many entries of each sort are in use.
func (s *Service) counts(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	for _, t := range sorts {
		var n int
		err := s.d.DB.QueryRow(ctx, `SELECT COUNT(*) FROM `+t.what+` WHERE office_id = $1 AND active = 1`, s.d.Office).Scan(&n)
		if err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out[t.what] = n
	}
	return out, nil
}
