package intake

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// checkAgain checks a list after somebody changed how it is read, or a row: at
// once while it is short, so that the next question is there on the same page.
// change runs in the transaction that asks for the check.
func (s *Service) checkAgain(ctx context.Context, op ledger.Op, l List, change func(tx *db.Tx) error) error {
	later := l.Rows > atOnce
	err := s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		if err := change(tx); err != nil || !later {
			return err
		}
		if _, err := tx.Exec(`UPDATE list_row SET state = '' WHERE office_id = $1 AND list_id = $2 AND `+stillOpen, op.Scope.Office, l.ID); err != nil {
			return err
		}
		return job.Enqueue(tx, op.Scope.Office, JobCheck, l.ID+"/"+op.ID, []byte(l.ID), time.Time{})
	})
	if err != nil || later {
		return err
	}
	return s.checkList(ctx, s.Accounts.System(importer), l.ID, func(int64, int64) error { return nil })
}

// SetColumns changes how the columns of a list are read and checks it again.
// The office's next list with the same headings is read in the same way.
func (s *Service) SetColumns(ctx context.Context, op ledger.Op, id string, means []string, reason string) error {
	l, err := s.editable(ctx, op.Scope, id)
	if err != nil {
		return err
	}
	columns, _, err := s.listColumnsOf(ctx, op.Scope.Office, id)
	if err != nil {
		return err
	}
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	means = means[:min(len(means), len(columns))]
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
	return s.checkAgain(ctx, op, l, func(tx *db.Tx) error {
		if err := teach(tx, op.Scope.Office, titles, means); err != nil {
			return err
		}
		for i, m := range append([]string{reason}, means...) {
			if _, err := tx.Exec(`UPDATE list_column SET means = $4 WHERE office_id = $1 AND list_id = $2 AND position = $3`,
				op.Scope.Office, id, i-1, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// editable refuses a list that is out of reach, being saved, or undone.
func (s *Service) editable(ctx context.Context, scope db.Scope, id string) (List, error) {
	l, err := s.ListOf(ctx, scope, id)
	switch {
	case err != nil:
	case !l.UndoneAt.IsZero():
		err = fault.New(fault.Conflict, "fault.intake.list_undone")
	case l.Counts[rowSaving] > 0:
		err = fault.New(fault.Conflict, "fault.intake.list_busy")
	}
	return l, err
}

// Fix puts a value in place of a cell of a row, or a choice, and checks again.
// With all, every row that says the same there is meant: six times "Pakel"
// from one sender is one question.
func (s *Service) Fix(ctx context.Context, op ledger.Op, id string, number int, means, value, choice string, all bool) error {
	l, err := s.editable(ctx, op.Scope, id)
	if err != nil {
		return err
	}
	if means != "" && !slices.Contains(meanings, means) && means != meansBeyond || choice != "" && choice != "new" && choice != "skip" || len([]rune(value)) > maxLine {
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
	target, err := s.listRows(ctx, op.Scope.Office, id, append([]string{rowReady}, open...), number-1, 1)
	if err != nil {
		return err
	}
	// Of those that are ready only a number that is odd is open.
	if len(target) == 0 || target[0].Number != number || target[0].State == rowReady && len(target[0].Problems) == 0 {
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
	return s.checkAgain(ctx, op, l, func(tx *db.Tx) error {
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
		return nil
	})
}
