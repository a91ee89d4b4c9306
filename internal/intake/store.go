package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// numberOf reads the visible number of a case; "" if there is none.
func (s *Service) numberOf(ctx context.Context, scope db.Scope, caseID string) (string, error) {
	var number string
	err := s.DB.QueryRow(ctx, `SELECT number FROM case_file WHERE office_id = $1 AND case_id = $2`,
		scope.Office, caseID).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return number, fault.Wrap("fault.intake.read", err)
}

// caseOfNumber is the case of a number, for an act that itself checks who may do
// it; none is the answer where there is no such case.
func (s *Service) caseOfNumber(ctx context.Context, scope db.Scope, number string, none error) (string, error) {
	var id string
	err := s.DB.QueryRow(ctx, `SELECT case_id FROM case_file WHERE office_id = $1 AND number = $2 ORDER BY case_id LIMIT 1`,
		scope.Office, number).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", none
	}
	return id, fault.Wrap("fault.intake.read", err)
}

// Waiting is one report that waits for triage.
type Waiting struct {
	CaseID, Number, Name, Place string
	Village, Channel, List      string
	Opened                      time.Time
	Urgent                      bool
}

// Queue lists the reports that wait for triage, the urgent and the oldest
// first, and how many there are.
func (s *Service) Queue(ctx context.Context, scope db.Scope, offset, limit int) ([]Waiting, int, error) {
	where, args := account.Filter(scope, "page.reports", "f", 1)
	where += ` AND f.stage = 'reported' AND f.exit = '' AND f.erased = 0`
	return s.waiting(ctx, where, args, `f.urgent DESC, f.opened_at, f.case_id`, offset, limit)
}

// waiting lists reports of case_file f, and how many there are.
func (s *Service) waiting(ctx context.Context, where string, args []any, order string, offset, limit int) ([]Waiting, int, error) {
	var total int
	if err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM case_file f WHERE `+where, args...).Scan(&total); err != nil {
		return nil, 0, fault.Wrap("fault.intake.read", err)
	}
	rows, err := s.DB.Query(ctx, `SELECT f.case_id, f.number, COALESCE(p.name, ''), COALESCE(p.place, ''), f.area, f.channel, f.list, f.opened_at, f.urgent
		FROM case_file f LEFT JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE `+where+` ORDER BY `+order+page(limit, offset), args...)
	if err != nil {
		return nil, 0, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []Waiting
	for rows.Next() {
		var w Waiting
		var opened int64
		if err := rows.Scan(&w.CaseID, &w.Number, &w.Name, &w.Place, &w.Village, &w.Channel, &w.List, &opened, &w.Urgent); err != nil {
			return nil, 0, fault.Wrap("fault.intake.read", err)
		}
		w.Opened = db.FromMicros(opened)
		out = append(out, w)
	}
	return out, total, fault.Wrap("fault.intake.read", rows.Err())
}

// page bounds a list; the numbers are the program's own.
func page(limit, offset int) string {
	return fmt.Sprintf(" LIMIT %d OFFSET %d", limit, offset)
}

// stageOf reads stage (its message key) and number of a case.
func (s *Service) stageOf(ctx context.Context, scope db.Scope, caseID string) (stage, number string, err error) {
	var exit string
	err = s.DB.QueryRow(ctx, `SELECT stage, exit, number FROM case_file WHERE office_id = $1 AND case_id = $2`,
		scope.Office, caseID).Scan(&stage, &exit, &number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", fault.New(fault.NotFound, "fault.account.case")
	}
	if exit != "" {
		return "casefile.exit." + exit, number, nil
	}
	return "casefile.stage." + stage, number, fault.Wrap("fault.intake.read", err)
}

// codeOf reads the code by which whoever reported follows the case without an
// account; "" if the case cannot be followed any more.
func (s *Service) codeOf(ctx context.Context, scope db.Scope, caseID string) (string, error) {
	var code string
	err := s.DB.QueryRow(ctx, `SELECT code FROM public_v_code WHERE office_id = $1 AND case_id = $2`, scope.Office, caseID).Scan(&code)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return code, fault.Wrap("fault.intake.read", err)
}

// institution is one that the office knows. Agencies and partners are kept beside
// those in which people live.
type institution struct {
	id, name, village string
	agency, houses    bool
}

func (s *Service) institutions(ctx context.Context, scope db.Scope) ([]institution, error) {
	rows, err := s.DB.Query(ctx, `SELECT institution_id, name, village, kind FROM office_v_institution
		WHERE office_id = $1 AND active = 1 ORDER BY institution_id`, scope.Office)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []institution
	for rows.Next() {
		var i institution
		var kind string
		if err := rows.Scan(&i.id, &i.name, &i.village, &kind); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		i.agency, i.houses = kind == casefile.InstitutionAgency, casefile.Houses(kind)
		out = append(out, i)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}

// institutionThere refuses an institution that the office does not know.
func institutionThere(tx *db.Tx, scope db.Scope, in Person) error {
	id := in.Value(casefile.FieldInstitution)
	if id == "" {
		return nil
	}
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM office_v_institution WHERE office_id = $1 AND institution_id = $2`, scope.Office, id).Scan(&n)
	if err == nil && n == 0 {
		return fault.At("lembaga", "intake.err.institution")
	}
	return fault.Wrap("fault.intake.read", err)
}
