package monitoring

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
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

// Figures counts what the scope may see.
func (s *Service) Figures(ctx context.Context, scope db.Scope, p Period) (Figures, error) {
	if scope.Empty() || scope.Office != s.d.Office {
		return Figures{}, nil
	}
	t := newTally(p)
	err := s.people(ctx, scope, "", func(q *counting) { t.add(&q.Person) })
	f := t.figures()
	if authority.Role(scope.Role).Hides() {
		f.Disabled = nil // health, as in Categories
	}
	return f, err
}

// Categories counts why people are on the list, as it stands now. A companion
// gets no count of health: in a village a count of one names somebody.
// UU 27/2022 pasal 4 ayat (2)
func (s *Service) Categories(ctx context.Context, scope db.Scope, kecamatan string) ([]Category, error) {
	// Many people have the same categories, so each combination is taken apart once.
	together := map[string]*Category{}
	err := s.people(ctx, scope, kecamatan, func(q *counting) {
		if q.Exit == casefile.ExitDuplicate {
			return
		}
		c := together[q.categories]
		if c == nil {
			c = &Category{}
			together[q.categories] = c
		}
		switch {
		case !q.Baseline:
			c.Later++
		case q.served:
			c.List, c.Served = c.List+1, c.Served+1
		default:
			c.List++
		}
	})
	each := map[string]*Category{}
	for keys, n := range together {
		for _, key := range strings.Fields(keys) {
			c := each[key]
			if c == nil {
				c = &Category{}
				each[key] = c
			}
			c.List, c.Served, c.Later = c.List+n.List, c.Served+n.Served, c.Later+n.Later
		}
	}
	var out []Category
	for _, key := range slices.Sorted(maps.Keys(each)) {
		kind, code, _ := strings.Cut(key, ":")
		if tellsOfHealth(kind, code) && authority.Role(scope.Role).Hides() {
			continue
		}
		c := each[key]
		c.Table, c.Code = categoryTables[kind], code
		out = append(out, *c)
	}
	return out, err
}

// tellsOfHealth reports whether a category says something of somebody's health or
// disability: what somebody finds difficult does.
func tellsOfHealth(kind, code string) bool {
	return kind == "difficulty" || kind == "vulnerability" && resident.Vulnerability(code).Health()
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
			lines, err := s.lines(tx, year, 0, "", "")
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
