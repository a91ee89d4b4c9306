package intake

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// undoable is how long a saved list can be taken back: whoever saved the wrong
// file notices it the next morning at the latest.
const undoable = 24 * time.Hour

// ReasonListUndone is the reason of cases that go with their list.
const ReasonListUndone = "list_undone"

// UndoUntil is when a list can be taken back last; zero if it cannot be.
func (l List) UndoUntil(now time.Time) time.Time {
	until := l.SavedAt.Add(undoable)
	if l.Saved == 0 || !l.UndoneAt.IsZero() || l.Counts[rowSaving] > 0 || !now.Before(until) {
		return time.Time{}
	}
	return until
}

// undoneFrom is since when cases of the list were made that go with it: the time
// counts from the end of saving, whose first cases are as much older as saving
// may take.
func (l List) undoneFrom() time.Time { return l.UndoneAt.Add(-undoable - longest) }

// UndoList takes a saved list back. Cases on which nobody has acted are withdrawn
// by a job, as entered by mistake; the others stay.
func (s *Service) UndoList(ctx context.Context, op ledger.Op, id string) error {
	l, err := s.listFor(ctx, op, id, casefile.ListUndone)
	if err != nil {
		return err
	}
	if l.UndoUntil(s.now()).IsZero() && l.UndoneAt.IsZero() {
		return fault.New(fault.Conflict, "fault.intake.list_undo_late")
	}
	// After a stop the part at work becomes cases all the same.
	saves, err := s.saves(ctx, op.Scope, id)
	if err == nil && saves {
		err = fault.New(fault.Conflict, "fault.intake.list_undo_wait")
	}
	if err != nil {
		return err
	}
	_, err = s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		var undone int64
		if err := tx.QueryRow(`SELECT undone_at FROM list_file WHERE office_id = $1 AND list_id = $2`, op.Scope.Office, id).Scan(&undone); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		if undone > 0 {
			return nil, nil // the other of two tabs was faster
		}
		if err := job.Enqueue(tx, op.Scope.Office, JobUndo, id+"/"+op.ID, []byte(id), time.Time{}); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindList, ID: id}, Type: casefile.ListUndone, Body: struct{}{}}}, nil
	})
	return err
}

// undoList withdraws the cases of a list on which nobody has acted.
func (s *Service) undoList(ctx context.Context, run *job.Run) error {
	id := string(run.Payload)
	scope := s.Accounts.With(s.Accounts.System(importer), "act:"+casefile.ListUndone)
	l, err := s.ListOf(ctx, scope, id)
	if err != nil {
		return err
	}
	total, err := s.made(ctx, scope.Office, id)
	if err != nil {
		return err
	}
	done := 0
	var pace ledger.Pace
	for after := ""; ; {
		cases, err := s.listCases(ctx, scope.Office, id, after, slice)
		if err != nil || len(cases) == 0 {
			return err
		}
		after = cases[len(cases)-1].ID
		var acts []ledger.Act
		for _, c := range cases {
			if c.Exit != "" {
				continue
			}
			acts = append(acts, ledger.Act{
				Op: ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("undo:"+id+":"+c.ID)).String(), Scope: scope},
				Make: func(tx *db.Tx) ([]ledger.Draft, error) {
					return s.withdrawUntouched(tx, scope, c.ID, l.undoneFrom())
				}})
		}
		if _, err := s.Ledger.DoMany(ctx, acts, &pace); err != nil {
			return err
		}
		done += len(cases)
		if err := run.Progress(ctx, int64(done), int64(max(total, done)), "intake.list.undoing"); err != nil {
			return err
		}
	}
}

// withdrawUntouched withdraws a case that is as its list left it; one on which
// somebody has acted stays, and is listed.
func (s *Service) withdrawUntouched(tx *db.Tx, scope db.Scope, caseID string, since time.Time) ([]ledger.Draft, error) {
	events, err := s.Ledger.EventsTx(tx, scope, subjectOf(caseID))
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		switch e.Type {
		case casefile.Reported, casefile.ClaimSettled, casefile.ClockReceived:
			continue
		case casefile.Suspected: // what the program asks by itself is nobody's work
			if e.Role == string(authority.System) {
				continue
			}
		}
		return nil, nil
	}
	st := casefile.FoldState(caseID, events)
	if opened := db.FromMicros(st.OpenedAt); opened.Before(since) {
		return nil, nil // of an earlier saving of the same list, which nobody undoes any more
	}
	if err := st.May(casefile.Withdrawn); err != nil {
		return nil, err
	}
	return []ledger.Draft{{Subject: subjectOf(caseID), Type: casefile.Withdrawn, Area: st.Area, Body: casefile.ExitBody{Reason: ReasonListUndone}}}, nil
}

// listCase is a case that came with a list.
type listCase struct {
	ID, Number, Exit, Stage, Area string
	Row                           int
}

// listCases reads cases of a list, by id.
func (s *Service) listCases(ctx context.Context, office, id, after string, limit int) ([]listCase, error) {
	return s.casesOf(ctx, ` AND case_id > $3 ORDER BY case_id`, limit, office, id, after)
}

// keptCases are the cases of an undone list that stay since somebody had acted
// on them, by the row they came from, and how many there are.
func (s *Service) keptCases(ctx context.Context, office, id string, limit int) ([]listCase, int, error) {
	const stay = ` AND exit <> 'withdrawn'`
	var total int
	if err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM case_file WHERE office_id = $1 AND list = $2`+stay, office, id).Scan(&total); err != nil {
		return nil, 0, fault.Wrap("fault.intake.read", err)
	}
	out, err := s.casesOf(ctx, stay+` ORDER BY list_row, case_id`, limit, office, id)
	return out, total, err
}

// casesOf reads cases of a list; args begin with the office and the list.
func (s *Service) casesOf(ctx context.Context, and string, limit int, args ...any) ([]listCase, error) {
	rows, err := s.DB.Query(ctx, `SELECT case_id, number, exit, stage, area, list_row FROM case_file
		WHERE office_id = $1 AND list = $2`+and+page(limit, 0), args...)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []listCase
	for rows.Next() {
		var c listCase
		if err := rows.Scan(&c.ID, &c.Number, &c.Exit, &c.Stage, &c.Area, &c.Row); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		out = append(out, c)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}
