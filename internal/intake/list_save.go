package intake

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"iter"
	"strconv"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// rowOp makes the operation id of a row: the same file and row are the same
// act, so a second import, or a job that runs again after a crash, makes no
// second case.
func rowOp(l List, row int) string { return inOrder("row:"+l.seed(), row) }

// rowCase makes the id of the case that a row becomes.
func rowCase(l List, row int) string { return inOrder("case:"+l.seed(), row) }

func (l List) seed() string { return l.Digest + ":" + strconv.Itoa(l.Generation) }

// inOrder makes ids that follow each other as the rows do. A list's cases then
// lie side by side in every table, and a slice of them touches a few pages
// where random ids would touch one each.
func inOrder(seed string, row int) string {
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(seed))
	id[6] = id[6]&0x0f | 0x80 // version 8: made by a rule of our own (RFC 9562)
	binary.BigEndian.PutUint32(id[12:], uint32(row))
	return id.String()
}

// saveList makes a case of every row that was ready when saving was asked for.
// A row that somebody takes back meanwhile (Stop) is not met any more.
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
	// Somebody may have been reported since the check.
	cases, err := s.Register.Cases(ctx, scope)
	if err != nil {
		return err
	}
	c := checker{s: s, l: l, columns: columns, reason: reason, cases: cases, now: s.now()}
	total, done := int64(l.Counts[rowSaving]), int64(0)
	pace := ledger.Pace{Hasty: true} // sumUp is waited for
	// What became of rows is written down while the next ones become cases.
	keeping, keptCtx := errgroup.WithContext(ctx)
	keeping.SetLimit(1)
	for part, e := range s.prepared(keptCtx, scope, &c) {
		if err = e; err == nil {
			err = s.makeCases(keptCtx, part, &pace)
		}
		if err != nil {
			break
		}
		keeping.Go(func() error { return s.keepSaved(keptCtx, scope, id, part.rows) })
		done += int64(len(part.rows))
		if err = run.Progress(keptCtx, done, max(total, done), "intake.list.saving"); err != nil {
			break
		}
	}
	if kept := keeping.Wait(); kept != nil {
		return kept // it stopped the others
	}
	if err != nil {
		return err
	}
	if err := s.sumUp(ctx, scope, id, run.Key); err != nil {
		return err
	}
	// Whom the register makes them to be is weighed by a job of its own.
	return s.WeighAll(ctx, ledger.Op{ID: run.Key, Scope: scope}, false)
}

// ready are rows and the acts that make cases of some of them.
type ready struct {
	rows []ListRow
	acts []ledger.Act
	of   []int // the row of each act
}

// prepared reads and compares the rows that are to be saved, one part ahead of
// the part that is being saved: the writer need not wait for it.
func (s *Service) prepared(ctx context.Context, scope db.Scope, c *checker) iter.Seq2[ready, error] {
	type result struct {
		part ready
		err  error
	}
	return func(yield func(ready, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		parts := make(chan result)
		go func() {
			defer close(parts)
			for after := -1; ; {
				rows, err := s.listRows(ctx, scope.Office, c.l.ID, []string{rowSaving}, after, savedAtOnce)
				if err == nil && len(rows) == 0 {
					return
				}
				var r result
				if r.err = err; err == nil {
					after = rows[len(rows)-1].Number
					r.part = s.prepare(scope, c, rows)
				}
				select {
				case parts <- r:
				case <-ctx.Done():
					return
				}
				if err != nil {
					return
				}
			}
		}()
		for r := range parts {
			if !yield(r.part, r.err) {
				return
			}
		}
		if err := context.Cause(ctx); err != nil {
			yield(ready{}, err)
		}
	}
}

// prepare compares rows anew and says how cases are made of them.
func (s *Service) prepare(scope db.Scope, c *checker, rows []ListRow) ready {
	out := ready{rows: rows}
	for i := range rows {
		row := &rows[i]
		in, problems := ReadRow(c.columns, row.Cells, row.Fixes, c.reason, c.now, s.District)
		if len(problems) > 0 {
			row.State, row.Problems = rowWrong, problems
			continue
		}
		if row.State, row.Problems = c.compare(in, row.Number, row.Choice); row.State != rowReady {
			if row.State == rowChoose { // somebody looked at it and it was ready
				row.State, row.Problems = rowReady, nil
			} else {
				continue
			}
		}
		in.Letter = c.l.Letter
		op := ledger.Op{ID: rowOp(c.l, row.Number), Scope: scope}
		number, caseID := row.Number, rowCase(c.l, row.Number)
		out.of = append(out.of, i)
		out.acts = append(out.acts, ledger.Act{Op: op, Make: func(tx *db.Tx) ([]ledger.Draft, error) {
			d, err := s.reported(tx, scope, caseID, in, casefile.ReportedBody{
				List: c.l.ID, ListRow: number, Baseline: c.l.Baseline, Agency: c.l.Agency})
			return []ledger.Draft{d}, err
		}})
	}
	return out
}

// makeCases makes the cases and sets in each row what became of it.
func (s *Service) makeCases(ctx context.Context, part ready, pace *ledger.Pace) error {
	refused, err := s.Ledger.DoMany(ctx, part.acts, pace)
	if err != nil {
		return err
	}
	for n, i := range part.of {
		row := &part.rows[i]
		row.State, row.Problems = rowSaved, nil
		if refused[n] != nil {
			row.State, row.Problems = rowWrong, []Problem{{Key: fault.As(refused[n]).Key, Args: fault.As(refused[n]).Args}}
		}
	}
	return nil
}

// keepSaved writes what became of rows, and need not wait for the disk: a cut
// before it is mended by saving the rows again, which finds each act done.
func (s *Service) keepSaved(ctx context.Context, scope db.Scope, id string, rows []ListRow) error {
	return s.DB.WriteSlice(ctx, scope.Office, func(tx *db.Tx) error {
		var saved []int
		for _, r := range rows {
			if r.State == rowSaved {
				saved = append(saved, r.Number)
				continue
			}
			problems, err := json.Marshal(append([]Problem{}, r.Problems...))
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`UPDATE list_row SET state = $4, problems = $5 WHERE office_id = $1 AND list_id = $2 AND row_no = $3`,
				scope.Office, id, r.Number, r.State, string(problems)); err != nil {
				return err
			}
		}
		// What became a case needs no second copy of the person's data here.
		return setRows(tx, scope.Office, id, saved, `state = 'saved', problems = '[]', cells = '[]', fixes = '{}'`, `1 = 1`)
	})
}

// sumUp records what became of the list: the cases that it made are counted, as
// a row may not say yet that it is one. A list that was undone meanwhile stays
// undone.
func (s *Service) sumUp(ctx context.Context, scope db.Scope, id, key string) error {
	l, err := s.ListOf(ctx, scope, id)
	if err != nil {
		return err
	}
	op := ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("saved:"+key)).String(), Scope: scope}
	_, err = s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		var made, undone int64
		if err := tx.QueryRow(`SELECT (SELECT COUNT(*) FROM case_file WHERE office_id = $1 AND list = $2), undone_at
			FROM list_file WHERE office_id = $1 AND list_id = $2`, scope.Office, id).Scan(&made, &undone); err != nil || undone > 0 {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindList, ID: id}, Type: casefile.ListSaved,
			Body: SavedBody{Saved: made, Known: int64(l.Counts[rowKnown]), Left: int64(l.Counts[rowChoose] + l.Counts[rowWrong])}}}, nil
	})
	return err
}

// made counts the cases that a list made.
func (s *Service) made(ctx context.Context, office, id string) (n int, err error) {
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM case_file WHERE office_id = $1 AND list = $2`, office, id).Scan(&n)
	return n, fault.Wrap("fault.intake.read", err)
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

// listFor reads a list of which the person may do the act.
func (s *Service) listFor(ctx context.Context, op ledger.Op, id string, act authority.Action) (List, error) {
	l, err := s.ListOf(ctx, op.Scope, id)
	if err != nil {
		return List{}, err
	}
	return l, authority.Allowed(act, account.ActorOf(op.Scope), authority.Target{Agency: l.Agency, Reporter: l.Reporter})
}

// Stop takes back what is not saved yet: the rows are ready as they were, and
// saving again goes on with them. What is a case already stays one, and is summed
// up: the job may have given up before it could.
func (s *Service) Stop(ctx context.Context, op ledger.Op, id string) error {
	if _, err := s.listFor(ctx, op, id, casefile.ListSaved); err != nil {
		return err
	}
	if err := s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE list_row SET state = 'ready' WHERE office_id = $1 AND list_id = $2 AND state = 'saving'`, op.Scope.Office, id)
		return err
	}); err != nil {
		return err
	}
	n, err := s.made(ctx, op.Scope.Office, id)
	if err != nil || n == 0 {
		return err
	}
	if saves, err := s.saves(ctx, op.Scope, id); err != nil || saves {
		return err // what it still saves is summed up at its end
	}
	if err := s.sumUp(ctx, op.Scope, id, op.ID); err != nil {
		return err
	}
	return s.WeighAll(ctx, ledger.Op{ID: op.ID, Scope: s.Accounts.System(importer)}, false)
}

// saves reports whether a job still saves rows of a list.
func (s *Service) saves(ctx context.Context, scope db.Scope, id string) (bool, error) {
	st, err := job.Newest(ctx, s.DB, scope, JobSave, id+"/")
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && !st.Over(), err
}

// Resume asks again for work on a list whose job gave up: after an error, or
// when the program was ended too often while it ran.
func (s *Service) Resume(ctx context.Context, op ledger.Op, id string) error {
	l, err := s.listFor(ctx, op, id, casefile.ListSaved)
	if err != nil {
		return err
	}
	kind := JobUndo
	switch {
	case l.Counts[rowNew] > 0:
		kind = JobCheck
	case l.Counts[rowSaving] > 0:
		kind = JobSave
	case l.UndoneAt.IsZero():
		return nil // nothing is open
	}
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		return job.Enqueue(tx, op.Scope.Office, kind, id+"/"+op.ID, []byte(id), time.Time{})
	})
}
