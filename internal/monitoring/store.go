package monitoring

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Category counts the people of one reason, vulnerability or legal class.
type Category struct {
	Table, Code         string // of the lawbook
	List, Served, Later int
}

// categoryTables are the lawbook's names of the kinds of category.
var categoryTables = map[string]string{"reason": "case_reason", "vulnerability": "vulnerability", "class": "legal_class", "difficulty": "difficulty"}

// Figures counts what the scope may see. Everything is read in one snapshot,
// so that the numbers of a page agree.
func (s *Service) Figures(ctx context.Context, scope db.Scope, p Period) (f Figures, err error) {
	if scope.Empty() || scope.Office != s.d.Office {
		return f, nil
	}
	where, args := account.Filter(scope, "page.monitoring", "c", 1)
	t := newTally(p)
	err = s.d.DB.View(ctx, func(tx *db.Tx) error {
		waits, err := waiting(tx, where, args)
		if err != nil {
			return err
		}
		rows, err := tx.Query(`SELECT c.case_id, c.area, c.kecamatan, c.sex, c.age_band, c.baseline, c.is_open, c.stage, c.exit,
			c.opened_at, f.accepted_at, c.visited_at, c.submitted_at, f.verified_at, f.entered_at, c.issued_at, c.handed_at, c.closed_at, c.recorded_at, f.exit_at, `+disabled+`
			FROM case_count c JOIN case_file f ON f.office_id = c.office_id AND f.case_id = c.case_id WHERE `+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var q Person
			if err := rows.Scan(&id, &q.Area, &q.Kecamatan, &q.Sex, &q.AgeBand, &q.Baseline, &q.Open, &q.Stage, &q.Exit,
				&q.Opened, &q.Accepted, &q.Visited, &q.Submitted, &q.Verified, &q.Entered, &q.Issued, &q.Handed, &q.Closed, &q.Recorded, &q.Exited, &q.Disabled); err != nil {
				return err
			}
			q.Waits = waits[id]
			t.add(&q)
		}
		return rows.Err()
	})
	f = t.figures()
	if authority.Role(scope.Role).Hides() {
		f.Disabled = nil // health, as in Categories
	}
	return f, fault.Wrap("fault.internal", err)
}

// disabled is 1 for people with a disability of any kind.
const disabled = `CASE WHEN EXISTS (SELECT 1 FROM case_category g WHERE g.office_id = c.office_id AND g.case_id = c.case_id
	AND g.category >= 'vulnerability:disability_' AND g.category < 'vulnerability:disability~') THEN 1 ELSE 0 END`

// waiting are the cases that have a document which exists and is not in hand,
// and since when.
func waiting(tx *db.Tx, where string, args []any) (map[string]int64, error) {
	rows, err := tx.Query(`SELECT n.case_id, MIN(n.stage_since) FROM need n
		JOIN case_count c ON c.office_id = n.office_id AND c.case_id = n.case_id
		WHERE `+where+` AND n.is_open = 1 AND n.stage IN ('`+string(casefile.StageIssued)+`', '`+string(casefile.StageInDelivery)+`')
		GROUP BY n.case_id ORDER BY n.case_id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return nil, err
		}
		out[id] = at
	}
	return out, rows.Err()
}

// Categories counts why people are on the list, as it stands now. A companion
// gets no count of health: in a village a count of one names somebody.
// UU 27/2022 pasal 4 ayat (2)
func (s *Service) Categories(ctx context.Context, scope db.Scope, kecamatan string) ([]Category, error) {
	if scope.Empty() || scope.Office != s.d.Office {
		return nil, nil
	}
	where, args := account.Filter(scope, "page.monitoring", "c", 1)
	if kecamatan != "" {
		where += " AND c.kecamatan = $" + number(len(args)+1)
		args = append(args, kecamatan)
	}
	rows, err := s.d.DB.Query(ctx, `SELECT g.category, COUNT(CASE WHEN c.baseline = 1 THEN 1 END),
		COUNT(CASE WHEN c.baseline = 1 AND c.served = 1 THEN 1 END), COUNT(CASE WHEN c.baseline = 0 THEN 1 END)
		FROM case_category g JOIN case_count c ON c.office_id = g.office_id AND c.case_id = g.case_id
		WHERE `+where+` AND c.exit <> '`+string(casefile.ExitDuplicate)+`' GROUP BY g.category ORDER BY g.category`, args...)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Category
	for rows.Next() {
		var key string
		var c Category
		if err := rows.Scan(&key, &c.List, &c.Served, &c.Later); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		kind, code, _ := strings.Cut(key, ":")
		if kind == "vulnerability" && resident.Vulnerability(code).Health() && authority.Role(scope.Role).Hides() {
			continue
		}
		c.Table, c.Code = categoryTables[kind], code
		out = append(out, c)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// Target is what a year is to reach.
type Target struct {
	Year   int
	People int64 // to be served of the list
	Budget int64 // rupiah; 0: not set
	Lines  []BudgetLine
	SetAt  int64
	SetBy  string
}

// Target reads the target of a year; the zero Target where none was set.
func (s *Service) Target(ctx context.Context, scope db.Scope, year int) (Target, error) {
	t := Target{Year: year}
	if scope.Empty() || scope.Office != s.d.Office {
		return t, nil
	}
	err := s.d.DB.QueryRow(ctx, `SELECT people, budget, changed_at, actor FROM monitoring_target WHERE office_id = $1 AND target_id = $2`,
		s.d.Office, number(year)).Scan(&t.People, &t.Budget, &t.SetAt, &t.SetBy)
	if errors.Is(err, sql.ErrNoRows) {
		return t, nil
	}
	if err == nil {
		err = s.d.DB.View(ctx, func(tx *db.Tx) error {
			lines, err := s.lines(tx, year, 0)
			for _, l := range lines {
				t.Lines = append(t.Lines, l.BudgetLine)
			}
			return err
		})
	}
	return t, fault.Wrap("fault.internal", err)
}

// TargetChange is one line of the history of a year's target.
type TargetChange struct {
	People, Budget, At int64
	By                 string
}

// TargetHistory lists how a year's target came to be, the newest first.
func (s *Service) TargetHistory(ctx context.Context, scope db.Scope, year int) ([]TargetChange, error) {
	if err := authority.Allowed("page.targets", account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, err
	}
	rows, err := s.d.DB.Query(ctx, `SELECT people, budget, changed_at, actor FROM monitoring_target_change
		WHERE office_id = $1 AND target_id = $2 ORDER BY n DESC, event`, s.d.Office, number(year))
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []TargetChange
	for rows.Next() {
		var c TargetChange
		if err := rows.Scan(&c.People, &c.Budget, &c.At, &c.By); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, c)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// Evaluations lists the sessions, newest first.
func (s *Service) Evaluations(ctx context.Context, scope db.Scope) ([]Evaluation, error) {
	if err := authority.Allowed("page.evaluation", account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, err
	}
	rows, err := s.d.DB.Query(ctx, `SELECT evaluation_id, held_on, list_people, served, left_people, actor, recorded_at FROM evaluation
		WHERE office_id = $1 ORDER BY held_on DESC, evaluation_id`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Evaluation
	for rows.Next() {
		var e Evaluation
		if err := rows.Scan(&e.ID, &e.Day, &e.List, &e.Served, &e.Left, &e.By, &e.At); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	for i := range out {
		if err := s.points(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Evaluation reads one session.
func (s *Service) Evaluation(ctx context.Context, scope db.Scope, id string) (Evaluation, error) {
	all, err := s.Evaluations(ctx, scope)
	if err != nil {
		return Evaluation{}, err
	}
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	return Evaluation{}, fault.New(fault.NotFound, "fault.monitoring.evaluation")
}

func (s *Service) points(ctx context.Context, e *Evaluation) error {
	rows, err := s.d.DB.Query(ctx, `SELECT kind, words, who, due_on, done FROM evaluation_point
		WHERE office_id = $1 AND evaluation_id = $2 ORDER BY kind, n`, s.d.Office, e.ID)
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		var p FollowUp
		if err := rows.Scan(&kind, &p.Text, &p.Who, &p.Due, &p.Done); err != nil {
			return fault.Wrap("fault.internal", err)
		}
		if kind == pointFinding {
			e.Findings = append(e.Findings, p.Text)
		} else {
			e.FollowUps = append(e.FollowUps, p)
		}
	}
	return fault.Wrap("fault.internal", rows.Err())
}
