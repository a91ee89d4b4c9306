// Package job does work that nobody waits for: one small table, written by the
// one writer, with an office in every row.
//
// A job is asked for inside the transaction that needs it, under a key, so
// that asking twice is asking once and a rolled-back change asks for nothing.
// A handler may run again after a crash, so it must be idempotent.
package job

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// State says where a job is.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// asked is announced when there may be work to do now.
const asked = "job.asked"

// Enqueue asks for a job at or after runAt (zero: now), which begins as soon as
// the transaction is durable, where a worker of this process is free. If the
// office already has one of this kind and key, in whatever state, nothing happens.
func Enqueue(tx *db.Tx, office, kind, key string, payload []byte, runAt time.Time) error {
	if payload == nil {
		payload = []byte{}
	}
	if runAt.IsZero() {
		runAt = tx.Now
	}
	tx.Announce(asked)
	_, err := tx.Exec(`INSERT INTO job (office_id, kind, job_key, payload, state, run_at, attempts, lease_owner,
			lease_until, cancel_wanted, progress_done, progress_all, note_key, error_key, created_at, finished_at)
		VALUES ($1, $2, $3, $4, 'waiting', $5, 0, '', 0, 0, 0, 0, '', '', $6, 0)
		ON CONFLICT DO NOTHING`,
		office, kind, key, payload, db.Micros(runAt), db.Micros(tx.Now))
	return fault.Wrap("job.enqueue", err)
}

// Status is a job as people see it.
type Status struct {
	Kind, Key             string
	State                 State
	RunAt                 time.Time
	Attempts              int
	Done, All             int64  // progress
	NoteKey               string // message key: what it is doing
	ErrorKey              string // message key: why the last attempt failed
	CreatedAt, FinishedAt time.Time
}

const statusColumns = `kind, job_key, state, run_at, attempts, progress_done, progress_all, note_key, error_key, created_at, finished_at`

func scanStatus(scan func(...any) error) (s Status, err error) {
	var run, created, finished int64
	err = scan(&s.Kind, &s.Key, &s.State, &run, &s.Attempts, &s.Done, &s.All, &s.NoteKey, &s.ErrorKey, &created, &finished)
	s.RunAt, s.CreatedAt, s.FinishedAt = db.FromMicros(run), db.FromMicros(created), db.FromMicros(finished)
	return s, err
}

// List gives the office's newest jobs.
func List(ctx context.Context, d *db.DB, s db.Scope, limit int) ([]Status, error) {
	if s.Empty() {
		return nil, nil
	}
	rows, err := d.Query(ctx, `SELECT `+statusColumns+` FROM job WHERE office_id = $1
		ORDER BY created_at DESC, kind, job_key LIMIT $2`, s.Office, limit)
	if err != nil {
		return nil, fault.Wrap("job.list", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Status
	for rows.Next() {
		st, err := scanStatus(rows.Scan)
		if err != nil {
			return nil, fault.Wrap("job.list", err)
		}
		all = append(all, st)
	}
	return all, fault.Wrap("job.list", rows.Err())
}

// Find gives one job.
func Find(ctx context.Context, d *db.DB, s db.Scope, kind, key string) (Status, error) {
	if s.Empty() {
		return Status{}, fault.New(fault.NotFound, "job.none")
	}
	st, err := scanStatus(d.QueryRow(ctx, `SELECT `+statusColumns+` FROM job
		WHERE office_id = $1 AND kind = $2 AND job_key = $3`, s.Office, kind, key).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Status{}, fault.New(fault.NotFound, "job.none")
	}
	return st, fault.Wrap("job.find", err)
}

// Cancel takes back a job that waits, and asks one that runs to stop.
func Cancel(ctx context.Context, d *db.DB, s db.Scope, kind, key string) error {
	if s.Empty() {
		return fault.New(fault.NotFound, "job.none")
	}
	return d.Write(ctx, s.Office, func(tx *db.Tx) error {
		res, err := tx.Exec(`UPDATE job SET cancel_wanted = 1,
				finished_at = CASE WHEN state = 'waiting' THEN CAST($4 AS BIGINT) ELSE finished_at END,
				state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END
			WHERE office_id = $1 AND kind = $2 AND job_key = $3 AND state IN ('waiting', 'running')`,
			s.Office, kind, key, db.Micros(tx.Now))
		if err != nil {
			return fault.Wrap("job.cancel", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.New(fault.NotFound, "job.none").Because(err)
		}
		return nil
	})
}

// Newest gives the newest of the jobs whose key begins with a prefix: what was
// last asked for of one thing, however often.
func Newest(ctx context.Context, d *db.DB, s db.Scope, kind, prefix string) (Status, error) {
	if s.Empty() || prefix == "" {
		return Status{}, fault.New(fault.NotFound, "job.none")
	}
	st, err := scanStatus(d.QueryRow(ctx, `SELECT `+statusColumns+` FROM job
		WHERE office_id = $1 AND kind = $2 AND job_key >= $3 AND job_key < $4
		ORDER BY created_at DESC, job_key DESC LIMIT 1`, s.Office, kind, prefix, prefix+"\U0010ffff").Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Status{}, fault.New(fault.NotFound, "job.none")
	}
	return st, fault.Wrap("job.find", err)
}

// Rate is how many of what the job does it has done a second; 0 while that says
// nothing yet.
func (s Status) Rate(now time.Time) int64 {
	passed := now.Sub(s.CreatedAt)
	if s.Done <= 0 || passed < 2*time.Second {
		return 0
	}
	return int64(float64(s.Done) / passed.Seconds())
}

// Left estimates how long the job will still take, by what it has done; ok is
// false while that says nothing yet.
func (s Status) Left(now time.Time) (left time.Duration, ok bool) {
	passed := now.Sub(s.CreatedAt)
	if s.Done <= 0 || s.All <= s.Done || passed < 2*time.Second {
		return 0, false
	}
	return time.Duration(float64(passed) * float64(s.All-s.Done) / float64(s.Done)), true
}

// Current gives the job of a kind that runs now.
func Current(ctx context.Context, d *db.DB, s db.Scope, kind string) (Status, error) {
	if s.Empty() {
		return Status{}, fault.New(fault.NotFound, "job.none")
	}
	st, err := scanStatus(d.QueryRow(ctx, `SELECT `+statusColumns+` FROM job
		WHERE office_id = $1 AND kind = $2 AND state = 'running' ORDER BY created_at DESC, job_key DESC LIMIT 1`, s.Office, kind).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Status{}, fault.New(fault.NotFound, "job.none")
	}
	return st, fault.Wrap("job.find", err)
}

// Over reports whether nothing more will come of the job by itself.
func (s Status) Over() bool { return s.State != Waiting && s.State != Running }
