package job

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
)

// query reads from a snapshot or inside the writer.
type query func(q string, args ...any) (*db.Rows, error)

// due finds jobs that wait for their time, or whose worker is gone. Of a kind
// that goes alone it is the first, unless another is being done: every process
// looks at the same one, and only one gets it.
func (r *Runner) due(q query, office string, now time.Time, n int) ([]*Run, error) {
	marks, alone := make([]string, len(r.kinds)), []string(nil)
	args := []any{office, db.Micros(now), n}
	for i, k := range r.kinds {
		marks[i] = fmt.Sprintf("$%d", i+4)
		args = append(args, k)
		if r.o.Kinds[k].Alone {
			alone = append(alone, marks[i])
		}
	}
	const isDue = `(%.state = 'waiting' AND %.run_at <= $2 OR %.state = 'running' AND %.lease_until < $2)`
	of := func(alias string) string { return strings.ReplaceAll(isDue, "%", alias) }
	where := ""
	if len(alone) > 0 {
		where = ` AND (j.kind NOT IN (` + strings.Join(alone, ", ") + `) OR NOT EXISTS (SELECT 1 FROM job o WHERE o.office_id = j.office_id AND o.kind = j.kind
			AND (o.state = 'running' AND o.lease_until >= $2 OR ` + of("o") + ` AND (o.run_at, o.job_key) < (j.run_at, j.job_key))))`
	}
	rows, err := q(`SELECT j.kind, j.job_key, j.payload, j.attempts FROM job j
		WHERE j.office_id = $1 AND j.kind IN (`+strings.Join(marks, ", ")+`) AND `+of("j")+where+`
		ORDER BY j.run_at, j.kind, j.job_key LIMIT $3`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var found []*Run
	for rows.Next() {
		run := &Run{Office: office, runner: r}
		if err := rows.Scan(&run.Kind, &run.Key, &run.Payload, &run.Attempt); err != nil {
			return nil, err
		}
		run.Attempt++
		found = append(found, run)
	}
	return found, rows.Err()
}

// claim leases up to n jobs. It looks first, because a write costs an fsync.
func (r *Runner) claim(ctx context.Context, office string, n int) (claimed []*Run, err error) {
	look := func(q string, args ...any) (*db.Rows, error) { return r.o.DB.Query(ctx, q, args...) }
	if found, err := r.due(look, office, r.o.Clock(), 1); err != nil || len(found) == 0 {
		return nil, err
	}
	err = r.o.DB.Write(ctx, office, func(tx *db.Tx) error {
		claimed = nil
		now := r.o.Clock()
		found, err := r.due(tx.Query, office, now, n)
		if err != nil {
			return err
		}
		for _, run := range found {
			// Another process may have been faster.
			res, err := tx.Exec(`UPDATE job SET state = 'running', attempts = $4, lease_owner = $5, lease_until = $6
				WHERE office_id = $1 AND kind = $2 AND job_key = $3 AND attempts = $4 - 1
				AND (state = 'waiting' OR state = 'running' AND lease_until < $7)`,
				office, run.Kind, run.Key, run.Attempt, r.owner, db.Micros(now.Add(r.o.Lease)), db.Micros(now))
			if err != nil {
				return err
			}
			if k, err := res.RowsAffected(); err != nil {
				return err
			} else if k == 1 {
				claimed = append(claimed, run)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// renew prolongs the lease; false means that it is lost.
func (r *Runner) renew(ctx context.Context, run *Run) (held bool, err error) {
	err = r.o.DB.Write(ctx, run.Office, func(tx *db.Tx) error {
		res, err := tx.Exec(`UPDATE job SET lease_until = $5
			WHERE office_id = $1 AND kind = $2 AND job_key = $3 AND lease_owner = $4 AND state = 'running'`,
			run.Office, run.Kind, run.Key, r.owner, db.Micros(r.o.Clock().Add(r.o.Lease)))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		held = n == 1
		return err
	})
	return held, err
}

// ending is how an attempt ended.
type ending struct {
	state    State
	attempts int
	runAt    time.Time // of the next attempt
	errorKey string
}

// finish records an ending, if the lease is still held.
func (r *Runner) finish(ctx context.Context, run *Run, e ending) error {
	var finished int64
	if e.state != Waiting {
		finished = db.Micros(r.o.Clock())
	}
	return r.o.DB.Write(ctx, run.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE job SET state = $5, attempts = $6, run_at = $7, error_key = $8, finished_at = $9,
				lease_owner = '', lease_until = 0
			WHERE office_id = $1 AND kind = $2 AND job_key = $3 AND lease_owner = $4 AND state = 'running'`,
			run.Office, run.Kind, run.Key, r.owner, string(e.state), e.attempts, db.Micros(e.runAt), e.errorKey, finished)
		return err
	})
}
