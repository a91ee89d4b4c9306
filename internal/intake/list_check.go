package intake

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/register"
)

// everyState is all rows that a check looks at.
var everyState = []string{rowNew, rowReady, rowKnown, rowChoose, rowWrong}

// atOnce is how many rows are checked while somebody waits for the page; a
// longer list is checked by a job.
const atOnce = 3_000

func (s *Service) checkJob(ctx context.Context, run *job.Run) error {
	return s.checkList(ctx, s.Accounts.System(importer), string(run.Payload), func(done, total int64) error {
		return run.Progress(ctx, done, total, "intake.list.checking")
	})
}

// checkList says of every row what it would become. Every row is looked at,
// since one that was corrected may be the same person as another; only what
// changed is written.
func (s *Service) checkList(ctx context.Context, scope db.Scope, id string, progress func(done, total int64) error) error {
	columns, reason, err := s.listColumnsOf(ctx, scope.Office, id)
	if err != nil {
		return err
	}
	l, err := s.ListOf(ctx, scope, id)
	if err != nil {
		return err
	}
	cases, err := s.Register.Cases(ctx, scope)
	if err != nil {
		return err
	}
	c := checker{s: s, l: l, columns: columns, reason: reason, cases: cases, first: map[string]int{}, now: s.now()}
	done := int64(0)
	for after := -1; ; {
		rows, err := s.listRows(ctx, scope.Office, id, everyState, after, slice)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return nil
		}
		after = rows[len(rows)-1].Number
		for i := range rows {
			c.check(&rows[i])
		}
		if err := s.keepVerdicts(ctx, scope, id, rows); err != nil {
			return err
		}
		done += int64(len(rows))
		if err := progress(done, int64(l.Rows)); err != nil {
			return err
		}
	}
}

// keepVerdicts writes what changed. Most rows are ready and nothing else, so
// they go in one statement.
func (s *Service) keepVerdicts(ctx context.Context, scope db.Scope, id string, rows []ListRow) error {
	var ready []int
	var others []ListRow
	texts := map[int]string{}
	for _, r := range rows {
		problems, err := json.Marshal(append([]Problem{}, r.Problems...))
		if err != nil {
			return fault.Wrap("fault.internal", err)
		}
		switch {
		case r.was == r.State+string(problems):
		case r.State == rowReady && len(r.Problems) == 0:
			ready = append(ready, r.Number)
		default:
			others, texts[r.Number] = append(others, r), string(problems)
		}
	}
	if len(ready)+len(others) == 0 {
		return nil
	}
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if err := setRows(tx, scope.Office, id, ready, `state = 'ready', problems = '[]'`, stillOpen); err != nil {
			return err
		}
		for _, r := range others {
			if err := tx.Later(`UPDATE list_row SET state = $4, problems = $5 WHERE office_id = $1 AND list_id = $2 AND row_no = $3
				AND `+stillOpen, scope.Office, id, r.Number, r.State, texts[r.Number]); err != nil {
				return err
			}
		}
		return nil
	})
}

// stillOpen is what a check may change: not what is being saved meanwhile.
const stillOpen = `state IN ('', 'ready', 'known', 'choose', 'wrong')`

// setRows changes many rows of a list, which are given in order, in the same
// way. The first and the last are named too: PostgreSQL otherwise reads the
// whole list for the few of them while it has not counted the table.
func setRows(tx *db.Tx, office, id string, numbers []int, set, where string) error {
	const most = 64
	for len(numbers) > 0 {
		n := min(len(numbers), most)
		args := []any{office, id, numbers[0], numbers[n-1]}
		for i := range most { // one text for all sizes
			args = append(args, numbers[min(i, n-1)])
		}
		if err := tx.Later(`UPDATE list_row SET `+set+` WHERE office_id = $1 AND list_id = $2 AND row_no BETWEEN $3 AND $4
			AND row_no IN (`+db.Params(5, most)+`) AND `+where, args...); err != nil {
			return err
		}
		numbers = numbers[n:]
	}
	return nil
}

// checker decides the states of a list's rows, one after the other.
type checker struct {
	s       *Service
	l       List
	columns []column
	reason  string
	cases   *register.Cases
	first   map[string]int // the row in which a person stands first
	now     time.Time
}

func (c *checker) check(row *ListRow) {
	in, problems := ReadRow(c.columns, row.Cells, row.Fixes, c.reason, c.now, c.s.District)
	row.Problems = problems
	if len(problems) > 0 {
		row.State = rowWrong
		if !slices.ContainsFunc(problems, func(p Problem) bool { return !p.Choose }) {
			row.State = rowChoose
		}
		return
	}
	keys := samePerson(in)
	if row.Choice != "new" {
		for _, key := range keys {
			if n := c.first[key]; n > 0 {
				row.State, row.Problems = rowKnown, []Problem{{Means: meansName, Key: "intake.list.p.twice", Args: map[string]any{"Row": strconv.Itoa(n)}}}
				return
			}
		}
	}
	for _, key := range keys {
		if c.first[key] == 0 {
			c.first[key] = row.Number
		}
	}
	if row.State, row.Problems = c.compare(in, row.Number, row.Choice); row.State == rowReady {
		row.Problems = oddities(in, c.now)
	}
}

// oddities are what a ready row is worth a second look for; it stops nobody, as
// in a report.
func oddities(in Report, now time.Time) []Problem {
	var out []Problem
	for _, w := range casefile.Odd(in.Person.Value, "", now) {
		means := meansNIK
		if strings.HasPrefix(w.Key, "resident.kk.") {
			means = meansKK
		}
		out = append(out, Problem{Means: means, Key: w.Key, Args: w.Args})
	}
	return out
}

// compare says whether the person of a row has a case already.
func (c *checker) compare(in Report, number int, choice string) (string, []Problem) {
	switch choice {
	case "skip":
		return rowKnown, []Problem{{Means: meansName, Key: "intake.list.p.skipped"}}
	case "new":
		return rowReady, nil
	}
	// Being in the register is why many are on a list; triage compares them.
	q := queryOfReport(in)
	q.NotCase = rowCase(c.l, number) // what this very row made before a cut
	found := c.cases.Find(q)
	for _, f := range found {
		if surely(f.Matches) {
			return rowKnown, []Problem{{Means: meansName, Key: "intake.list.p.has_case", Case: f.Number}}
		}
	}
	if len(found) > 0 {
		return rowChoose, []Problem{{Means: meansName, Key: "intake.list.p.similar", Choose: true, Case: found[0].Number}}
	}
	return rowReady, nil
}
