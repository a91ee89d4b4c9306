package issuance

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// BackRow is a need whose dossier the verifier looks after although it waits
// for somebody else: given back, or asked about by the operator.
type BackRow struct {
	CaseID, Number, Name, Area, Need string
	Stage                            casefile.Stage
	Since                            time.Time
}

// Back lists them, the oldest first.
func (s *Service) Back(ctx context.Context, scope db.Scope) ([]BackRow, error) {
	if scope.Empty() {
		return nil, nil
	}
	filter, more := account.CaseFilter(scope, "f", 5)
	return s.back(ctx, `n.stage IN ($2, $3) AND (n.stage = $2 OR n.waiting_reason = $4) AND `+filter+` ORDER BY n.stage_since, n.case_id, n.need LIMIT 200`,
		append([]any{scope.Office, string(casefile.StageReturned), string(casefile.StageVerified), casefile.WaitingVerifier}, more...))
}

// back lists open needs; where ends the query. CROSS JOIN keeps SQLite from
// going through everybody's names first: the needs of a stage are few.
func (s *Service) back(ctx context.Context, where string, args []any) ([]BackRow, error) {
	rows, err := s.DB.Query(ctx, `SELECT f.case_id, f.number, p.name, f.area, n.need, n.stage, n.stage_since
		FROM need n CROSS JOIN case_file f CROSS JOIN case_person p
		WHERE f.office_id = n.office_id AND f.case_id = n.case_id AND p.office_id = f.office_id AND p.case_id = f.case_id
		AND n.office_id = $1 AND n.is_open = 1 AND f.is_open = 1 AND `+where, args...)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []BackRow
	for rows.Next() {
		var b BackRow
		var since int64
		if err := rows.Scan(&b.CaseID, &b.Number, &b.Name, &b.Area, &b.Need, &b.Stage, &since); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		b.Since = db.FromMicros(since)
		out = append(out, b)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// Recent lists the needs that came to one of the stages last, the newest first.
func (s *Service) Recent(ctx context.Context, scope db.Scope, stages ...casefile.Stage) ([]BackRow, error) {
	if scope.Empty() {
		return nil, nil
	}
	filter, more := account.CaseFilter(scope, "f", 2+len(stages))
	args := []any{scope.Office}
	var in []string
	for _, stage := range stages {
		args = append(args, string(stage))
		in = append(in, fmt.Sprintf("$%d", len(args)))
	}
	return s.back(ctx, `n.stage IN (`+strings.Join(in, ", ")+`) AND `+filter+` ORDER BY n.stage_since DESC, n.case_id, n.need LIMIT 25`, append(args, more...))
}

// stands reports whether a need of the case stands at one of the stages.
func (s *Service) stands(ctx context.Context, scope db.Scope, caseID string, stages []casefile.Stage) (bool, error) {
	for _, stage := range stages {
		var n int
		err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM need WHERE office_id = $1 AND case_id = $2 AND stage = $3 AND declined = ''`,
			scope.Office, caseID, string(stage)).Scan(&n)
		if err != nil || n > 0 {
			return n > 0, fault.Wrap("fault.internal", err)
		}
	}
	return false, nil
}

// Item is one line of a dossier, as the dossier room keeps it.
type Item struct {
	Need, Requirement, State, How, Substitute, Form, Returned, SuppliedBy string
	Attachments                                                           []string
	SuppliedAt                                                            time.Time
}

// items lists the dossier of the needs, in the order of the checklist.
func (s *Service) items(ctx context.Context, scope db.Scope, caseID string, needs []string) ([]Item, error) {
	rows, err := s.DB.Query(ctx, `SELECT need, requirement, state, how, substitute, form, returned, supplied_by, supplied_at, attachments
		FROM dossier_v_item WHERE office_id = $1 AND case_id = $2 ORDER BY position, need, requirement`, scope.Office, caseID)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Item
	for rows.Next() {
		var i Item
		var hashes string
		var at int64
		if err := rows.Scan(&i.Need, &i.Requirement, &i.State, &i.How, &i.Substitute, &i.Form, &i.Returned, &i.SuppliedBy, &at, &hashes); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		i.Attachments, i.SuppliedAt = strings.Fields(hashes), db.FromMicros(at)
		for _, n := range needs {
			if n == i.Need {
				out = append(out, i)
			}
		}
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// filled names the forms of the case that are filled in, and by which event.
type filled struct{ Form, Version, Event string }

func (s *Service) forms(ctx context.Context, scope db.Scope, caseID string) ([]filled, error) {
	rows, err := s.DB.Query(ctx, `SELECT form, version, filled_id FROM dossier_v_form
		WHERE office_id = $1 AND case_id = $2 ORDER BY form`, scope.Office, caseID)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []filled
	for rows.Next() {
		var f filled
		if err := rows.Scan(&f.Form, &f.Version, &f.Event); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, f)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// Enrolment is one enrolment status that was recorded.
type Enrolment struct {
	Status, By string
	At         time.Time
}

// Enrolments is the history of a case's enrolment, the newest first.
func (s *Service) Enrolments(ctx context.Context, scope db.Scope, caseID string) ([]Enrolment, error) {
	if scope.Empty() {
		return nil, nil
	}
	rows, err := s.DB.Query(ctx, `SELECT status, recorded_by, recorded_at FROM issuance_v_enrolment
		WHERE office_id = $1 AND case_id = $2 ORDER BY n DESC, event_id`, scope.Office, caseID)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Enrolment
	for rows.Next() {
		var e Enrolment
		var at int64
		if err := rows.Scan(&e.Status, &e.By, &at); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		e.At = db.FromMicros(at)
		out = append(out, e)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// paper is what a printed paper of the office is checked by.
type paper struct {
	Number, Code string
	At           time.Time
}

func (s *Service) paper(ctx context.Context, scope db.Scope, caseID, need string) (paper, error) {
	var p paper
	var at int64
	err := s.DB.QueryRow(ctx, `SELECT number, code, issued_at FROM issuance_v_document
		WHERE office_id = $1 AND case_id = $2 AND need = $3`, scope.Office, caseID, need).Scan(&p.Number, &p.Code, &at)
	p.At = db.FromMicros(at)
	return p, fault.Wrap("fault.internal", err)
}
