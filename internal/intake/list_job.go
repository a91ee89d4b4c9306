package intake

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

// The jobs of this room.
const (
	JobCheck = "list-check"
	JobSave  = "list-save"
)

// Jobs are the handlers of this room's jobs.
func (s *Service) Jobs() map[string]job.Kind {
	return map[string]job.Kind{JobCheck: {Handler: s.checkList}, JobSave: {Handler: s.saveList}}
}

// importer is who saves lists: the uploader's rights decide what may be
// uploaded, the file which rows have become a case already, whoever sends it.
const importer = "job.list"

// everyState is all rows that a check looks at.
var everyState = []string{rowNew, rowReady, rowKnown, rowChoose, rowWrong}

// checkList says of every row what it would become.
func (s *Service) checkList(ctx context.Context, run *job.Run) error {
	id := string(run.Payload)
	scope := s.Accounts.System(importer)
	columns, reason, err := s.listColumnsOf(ctx, scope.Office, id)
	if err != nil {
		return err
	}
	l, err := s.ListOf(ctx, scope, id)
	if err != nil {
		return err
	}
	first := map[string]int{}
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
			if err := s.checkRow(ctx, scope, columns, reason, &rows[i], first); err != nil {
				return err
			}
		}
		err = s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error { return keepVerdicts(tx, scope.Office, id, rows) })
		if err != nil {
			return err
		}
		done += int64(len(rows))
		if err := run.Progress(ctx, done, int64(l.Rows), "intake.list.checking"); err != nil {
			return err
		}
	}
}

func keepVerdicts(tx *db.Tx, office, id string, rows []ListRow) error {
	for _, r := range rows {
		problems, err := json.Marshal(r.Problems)
		if err != nil {
			return err
		}
		if r.Problems == nil {
			problems = []byte("[]")
		}
		if _, err := tx.Exec(`UPDATE list_row SET state = $4, problems = $5 WHERE office_id = $1 AND list_id = $2 AND row_no = $3
			AND state IN ('', 'ready', 'known', 'choose', 'wrong')`, office, id, r.Number, r.State, string(problems)); err != nil {
			return err
		}
	}
	return nil
}

// checkRow decides the state of one row. first holds which row of the list a
// person stands in first.
func (s *Service) checkRow(ctx context.Context, scope db.Scope, columns []column, reason string, row *ListRow, first map[string]int) error {
	in, problems := ReadRow(columns, row.Cells, row.Fixes, reason, s.now(), s.District)
	row.Problems = problems
	if len(problems) > 0 {
		row.State = rowWrong
		if !slices.ContainsFunc(problems, func(p Problem) bool { return !p.Choose }) {
			row.State = rowChoose
		}
		return nil
	}
	if row.Choice != "new" {
		for _, key := range samePerson(in) {
			if n := first[key]; n > 0 {
				row.State, row.Problems = rowKnown, []Problem{{Means: meansName, Key: "intake.list.p.twice", Args: map[string]any{"Row": strconv.Itoa(n)}}}
				return nil
			}
		}
	}
	for _, key := range samePerson(in) {
		if first[key] == 0 {
			first[key] = row.Number
		}
	}
	row.State = rowReady
	if row.Choice == "skip" {
		row.State, row.Problems = rowKnown, []Problem{{Means: meansName, Key: "intake.list.p.skipped"}}
		return nil
	}
	found, err := s.Register.Candidates(ctx, scope, register.Query{
		NIK: in.Person.Value(casefile.FieldNIK), Name: in.Person.Value(casefile.FieldName), Sex: in.Person.Value(casefile.FieldSex),
		Birth: in.Person.Value(casefile.FieldBirth), Village: string(in.Village), Mother: in.Person.Value(casefile.FieldMother)})
	if err != nil {
		return err
	}
	for _, c := range found {
		if !strings.HasPrefix(c.Ref, casefile.KindCase+":") {
			continue // being in the register is why many are on a list; triage compares them
		}
		sure := slices.Contains(c.Matches, register.MatchNIK) ||
			slices.Contains(c.Matches, register.MatchName) && slices.Contains(c.Matches, register.MatchVillage) && slices.Contains(c.Matches, register.MatchBirth)
		if sure && row.Choice != "new" {
			row.State, row.Problems = rowKnown, []Problem{{Means: meansName, Key: "intake.list.p.has_case", Case: c.Number}}
			return nil
		}
		if row.Choice != "new" && row.State == rowReady {
			row.State, row.Problems = rowChoose, []Problem{{Means: meansName, Key: "intake.list.p.similar", Choose: true, Case: c.Number}}
		}
	}
	return nil
}

// rowOp makes the operation id of a row: the same file and row are the same
// act, so a second import, or a job that runs again after a crash, makes no
// second case.
func rowOp(digest string, row int) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("row:"+digest+":"+strconv.Itoa(row))).String()
}

// saveList makes a case of every row that was ready when saving was asked for.
func (s *Service) saveList(ctx context.Context, run *job.Run) error {
	id := string(run.Payload)
	scope := s.Accounts.System(importer)
	l, err := s.ListOf(ctx, scope, id)
	if err != nil {
		return err
	}
	columns, reason, err := s.listColumnsOf(ctx, scope.Office, id)
	if err != nil {
		return err
	}
	total, done := int64(l.Counts[rowSaving]), int64(0)
	for after := -1; ; {
		rows, err := s.listRows(ctx, scope.Office, id, []string{rowSaving}, after, slice)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].Number
		if err := s.saveRows(ctx, scope, l, columns, reason, rows); err != nil {
			return err
		}
		done += int64(len(rows))
		if err := run.Progress(ctx, done, total, "intake.list.saving"); err != nil {
			return err
		}
	}
	return s.sumUp(ctx, scope, id, run.Key)
}

// together is how many rows are on their way to the writer at once: it commits
// what it finds waiting as one group.
const together = 16

func (s *Service) saveRows(ctx context.Context, scope db.Scope, l List, columns []column, reason string, rows []ListRow) error {
	errs := make([]error, len(rows))
	gate := make(chan struct{}, together)
	var all sync.WaitGroup
	for i := range rows {
		gate <- struct{}{}
		all.Go(func() {
			defer func() { <-gate }()
			errs[i] = s.saveRow(ctx, scope, l, columns, reason, rows[i])
		})
	}
	all.Wait()
	for i, err := range errs {
		rows[i].State, rows[i].Problems = rowSaved, nil
		switch f := fault.As(err); {
		case err == nil:
		case f.Kind == fault.Invalid || f.Kind == fault.Conflict || f.Kind == fault.Forbidden:
			rows[i].State, rows[i].Problems = rowWrong, []Problem{{Key: f.Key}}
		default:
			return err
		}
	}
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		for _, r := range rows {
			problems, err := json.Marshal(append([]Problem{}, r.Problems...))
			if err != nil {
				return err
			}
			// What became a case needs no second copy of the person's data here.
			if _, err := tx.Exec(`UPDATE list_row SET state = $4, problems = $5,
				cells = CASE WHEN $4 = 'saved' THEN '[]' ELSE cells END, fixes = CASE WHEN $4 = 'saved' THEN '{}' ELSE fixes END
				WHERE office_id = $1 AND list_id = $2 AND row_no = $3`, scope.Office, l.ID, r.Number, r.State, string(problems)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) saveRow(ctx context.Context, scope db.Scope, l List, columns []column, reason string, row ListRow) error {
	in, problems := ReadRow(columns, row.Cells, row.Fixes, reason, s.now(), s.District)
	if len(problems) > 0 {
		return fault.New(fault.Invalid, problems[0].Key)
	}
	in.Letter = l.Letter
	op := ledger.Op{ID: rowOp(l.Digest, row.Number), Scope: scope}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		d, err := s.reported(tx, scope, caseOf(op.ID), in, casefile.ReportedBody{
			List: l.ID, ListRow: row.Number, Baseline: l.Baseline, Agency: l.Agency})
		return []ledger.Draft{d}, err
	})
	return err
}

// sumUp records what became of the list.
func (s *Service) sumUp(ctx context.Context, scope db.Scope, id, key string) error {
	l, err := s.ListOf(ctx, scope, id)
	if err != nil {
		return err
	}
	op := ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("saved:"+key)).String(), Scope: scope}
	_, err = s.Ledger.Do(ctx, op, func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindList, ID: id}, Type: casefile.ListSaved,
			Body: SavedBody{Saved: int64(l.Counts[rowSaved]), Known: int64(l.Counts[rowKnown]), Left: int64(l.Counts[rowChoose] + l.Counts[rowWrong])}}}, nil
	})
	return err
}

// again asks for a new check of what is not saved.
func again(tx *db.Tx, office, id, op string) error {
	_, err := tx.Exec(`UPDATE list_row SET state = '' WHERE office_id = $1 AND list_id = $2 AND state IN ('ready', 'known', 'choose', 'wrong')`, office, id)
	if err != nil {
		return err
	}
	return job.Enqueue(tx, office, JobCheck, id+"/"+op, []byte(id), time.Time{})
}

// SetColumns changes how the columns of a list are read and checks it again.
func (s *Service) SetColumns(ctx context.Context, op ledger.Op, id string, means []string, reason string) error {
	if _, err := s.editable(ctx, op.Scope, id); err != nil {
		return err
	}
	f := fault.New(fault.Invalid, "fault.form")
	seen := map[string]bool{}
	for i, m := range means {
		switch {
		case m != "" && !slices.Contains(meanings, m):
			f.With("kolom."+strconv.Itoa(i), "intake.err.choice")
		case m != "" && seen[m]:
			f.With("kolom."+strconv.Itoa(i), "intake.err.column_twice")
		}
		seen[m] = true
	}
	if !seen[meansName] && !seen[meansNote] {
		f.With("kolom.0", "intake.err.column_name")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		for i, m := range append([]string{reason}, means...) {
			if _, err := tx.Exec(`UPDATE list_column SET means = $4 WHERE office_id = $1 AND list_id = $2 AND position = $3`,
				op.Scope.Office, id, i-1, m); err != nil {
				return err
			}
		}
		return again(tx, op.Scope.Office, id, op.ID)
	})
}

// editable refuses a list that is out of reach or being saved.
func (s *Service) editable(ctx context.Context, scope db.Scope, id string) (List, error) {
	l, err := s.ListOf(ctx, scope, id)
	if err == nil && l.Counts[rowSaving] > 0 {
		err = fault.New(fault.Conflict, "fault.intake.list_busy")
	}
	return l, err
}

// Fix puts a value in place of a cell of a row, or a choice, and checks again.
// With all, every row that says the same there is meant: six times "Pakel"
// from one sender is one question.
func (s *Service) Fix(ctx context.Context, op ledger.Op, id string, number int, means, value, choice string, all bool) error {
	if _, err := s.editable(ctx, op.Scope, id); err != nil {
		return err
	}
	if means != "" && !slices.Contains(meanings, means) || choice != "" && choice != "new" && choice != "skip" || len([]rune(value)) > maxLine {
		return fault.At("nilai", "intake.err.choice")
	}
	if means != "" && strings.TrimSpace(value) == "" {
		return fault.At("nilai", "intake.err.value")
	}
	columns, _, err := s.listColumnsOf(ctx, op.Scope.Office, id)
	if err != nil {
		return err
	}
	open := []string{rowKnown, rowChoose, rowWrong}
	target, err := s.listRows(ctx, op.Scope.Office, id, open, number-1, 1)
	if err != nil {
		return err
	}
	if len(target) == 0 || target[0].Number != number {
		return fault.New(fault.NotFound, "fault.intake.list_row")
	}
	rows := target
	if all && means != "" {
		same := func(r ListRow) string {
			return strings.ToUpper(r.Value(columns, means) + "|" + r.Value(columns, meansKecamatan))
		}
		every, err := s.listRows(ctx, op.Scope.Office, id, open, -1, maxRows)
		if err != nil {
			return err
		}
		want := same(target[0])
		rows = slices.DeleteFunc(every, func(r ListRow) bool { return same(r) != want })
	}
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		for _, r := range rows {
			fixes := map[string]string{}
			for k, v := range r.Fixes {
				fixes[k] = v
			}
			if means != "" {
				fixes[means] = value
			}
			text, err := json.Marshal(fixes)
			if err != nil {
				return err
			}
			chosen := choice
			if chosen == "" {
				chosen = r.Choice
			}
			if _, err := tx.Exec(`UPDATE list_row SET fixes = $4, choice = $5 WHERE office_id = $1 AND list_id = $2 AND row_no = $3`,
				op.Scope.Office, id, r.Number, string(text), chosen); err != nil {
				return err
			}
		}
		return again(tx, op.Scope.Office, id, op.ID)
	})
}

// Save asks for the rows that are ready to become cases, and says how many.
func (s *Service) Save(ctx context.Context, op ledger.Op, id string) (int, error) {
	l, err := s.editable(ctx, op.Scope, id)
	if err != nil {
		return 0, err
	}
	if l.Counts[rowNew] > 0 {
		return 0, fault.New(fault.Conflict, "fault.intake.list_unchecked")
	}
	if err := authority.Allowed(casefile.ListSaved, account.ActorOf(op.Scope), authority.Target{Agency: l.Agency, Reporter: l.Reporter}); err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`UPDATE list_row SET state = 'saving' WHERE office_id = $1 AND list_id = $2 AND state = 'ready'`, op.Scope.Office, id); err != nil {
			return err
		}
		return job.Enqueue(tx, op.Scope.Office, JobSave, id+"/"+op.ID, []byte(id), time.Time{})
	})
	return l.Counts[rowReady], err
}
