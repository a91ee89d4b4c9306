package monitoring

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// BudgetLine is one line of the year's budget document (DPA). A line is known
// by its place in the year; its name may be corrected.
type BudgetLine struct {
	Name   string `json:"name"`
	Rupiah int64  `json:"rupiah"`
	// Trips says that what trips cost counts to this line by itself.
	Trips bool `json:"trips,omitempty"`
}

// SpentBody is the body of budget.spent: an expense as it is after it. The
// newest statement of an expense counts.
type SpentBody struct {
	Expense string `json:"expense"`
	Day     string `json:"day"`
	Line    int    `json:"line"` // from 1; 0 is none
	Rupiah  int64  `json:"rupiah"`
	Removed bool   `json:"removed,omitempty"`
}

// SpentPersonal is its personal part: words written by people.
type SpentPersonal struct {
	For string `json:"for"`
}

// Expense is one expense that is no trip's.
type Expense struct {
	ID, Day, For string
	Line         int
	Rupiah       int64
	By           string
	At           int64
}

// LineMoney is a line of the budget and what was spent of it.
type LineMoney struct {
	BudgetLine
	Spent int64
}

const (
	maxLines    = 8
	maxLineName = 120
	maxFor      = 200
	// maxExpenses keeps a year a subject that folds at once.
	maxExpenses = 600
)

// checkLines brings the lines into shape and holds their sum against the
// budget: a DPA whose lines do not add up is a typing mistake.
func (t *Target) checkLines(f *fault.Fault) {
	var lines []BudgetLine
	sum := int64(0)
	for i, l := range t.Lines {
		l.Name = strings.Join(strings.Fields(l.Name), " ")
		n := strconv.Itoa(i + 1)
		switch {
		case l.Name == "" && l.Rupiah == 0:
			continue
		case l.Name == "" || utf8.RuneCountInString(l.Name) > maxLineName:
			f.With("pos-"+n, "monitoring.err.line_name")
		case l.Rupiah < 1 || l.Rupiah > maxBudget:
			f.With("jumlah-"+n, "monitoring.err.budget")
		}
		sum += max(0, l.Rupiah)
		lines = append(lines, l)
	}
	t.Lines = lines
	if len(lines) == 0 {
		return
	}
	if t.Budget == 0 {
		t.Budget = sum
	}
	if t.Budget != sum && len(f.Fields) == 0 {
		f.With("anggaran", "monitoring.err.sum")
	}
}

// Spend records an expense, or takes one back.
func (s *Service) Spend(ctx context.Context, op ledger.Op, year int, e Expense, removed bool) error {
	t, err := s.Target(ctx, op.Scope, year)
	if err != nil {
		return err
	}
	f := fault.New(fault.Invalid, "fault.form")
	e.For = strings.Join(strings.Fields(e.For), " ")
	today := s.now().Format(time.DateOnly)
	switch day, err := time.Parse(time.DateOnly, e.Day); {
	case err != nil:
		f.With("tanggal", "monitoring.err.day")
	case day.Year() != year:
		f.With("tanggal", "monitoring.err.other_year")
	case e.Day > today:
		f.With("tanggal", "monitoring.err.spent_future")
	}
	if e.Line < 1 || e.Line > len(t.Lines) {
		f.With("pos", "monitoring.err.line")
	}
	if e.Rupiah < 1 || e.Rupiah > maxBudget {
		f.With("jumlah", "monitoring.err.rupiah")
	}
	if n := utf8.RuneCountInString(e.For); n < 2 || n > maxFor {
		f.With("untuk", "monitoring.err.for")
	}
	if len(f.Fields) > 0 && !removed {
		return f
	}
	id := e.ID
	if id == "" {
		id = op.ID // a double click must be the same expense
	}
	_, err = s.d.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := authority.Allowed(casefile.BudgetSpent, account.ActorOf(op.Scope), authority.Target{}); err != nil {
			return nil, err
		}
		var n int
		if err := tx.QueryRow(`SELECT COUNT(*) FROM monitoring_expense WHERE office_id = $1 AND target_id = $2`, s.d.Office, number(year)).Scan(&n); err != nil {
			return nil, err
		}
		if n >= maxExpenses {
			return nil, fault.New(fault.Conflict, "fault.monitoring.expenses")
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindTarget, ID: number(year)}, Type: casefile.BudgetSpent,
			Body:     SpentBody{Expense: id, Day: e.Day, Line: e.Line, Rupiah: e.Rupiah, Removed: removed},
			Personal: SpentPersonal{For: e.For}}}, nil
	})
	return err
}

// Expenses lists the expenses of a year, newest first.
func (s *Service) Expenses(ctx context.Context, scope db.Scope, year int) ([]Expense, error) {
	if err := authority.Allowed("page.targets", account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, err
	}
	rows, err := s.d.DB.Query(ctx, `SELECT expense, day, line, rupiah, words, actor, recorded_at FROM monitoring_expense
		WHERE office_id = $1 AND target_id = $2 ORDER BY day DESC, recorded_at DESC, expense`, s.d.Office, number(year))
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Expense
	for rows.Next() {
		var e Expense
		if err := rows.Scan(&e.ID, &e.Day, &e.Line, &e.Rupiah, &e.For, &e.By, &e.At); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, e)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// lines reads the lines of a year with what was spent of each in the period. What
// a trip cost goes to the line that was chosen for it, and to the line of trips
// where none was.
func (s *Service) lines(tx *db.Tx, year int, trips int64, from, to string) ([]LineMoney, error) {
	chosen, err := s.chosenLines(tx, from, to)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(`SELECT l.name, l.rupiah, l.trips, COALESCE(CAST((SELECT SUM(e.rupiah) FROM monitoring_expense e
			WHERE e.office_id = l.office_id AND e.target_id = l.target_id AND e.line = l.n) AS BIGINT), 0)
		FROM monitoring_budget_line l WHERE l.office_id = $1 AND l.target_id = $2 ORDER BY l.n`, s.d.Office, number(year))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []LineMoney
	for rows.Next() {
		var l LineMoney
		if err := rows.Scan(&l.Name, &l.Rupiah, &l.Trips, &l.Spent); err != nil {
			return nil, err
		}
		l.Spent += chosen[len(out)+1]
		out = append(out, l)
	}
	for n := range out {
		trips -= chosen[n+1]
	}
	for n := range out {
		if out[n].Trips {
			out[n].Spent += trips
		}
	}
	return slices.Clip(out), rows.Err()
}

// chosenLines is what trips of the period cost by the line that was chosen.
func (s *Service) chosenLines(tx *db.Tx, from, to string) (map[int]int64, error) {
	rows, err := tx.Query(`SELECT line, CAST(SUM(rupiah) AS BIGINT) FROM outreach_v_trip_cost WHERE office_id = $1 AND state = 'finished'
		AND day >= $2 AND day < $3 AND line > 0 GROUP BY line ORDER BY line`, s.d.Office, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int]int64{}
	for rows.Next() {
		var line int
		var rupiah int64
		if err := rows.Scan(&line, &rupiah); err != nil {
			return nil, err
		}
		out[line] = rupiah
	}
	return out, rows.Err()
}
