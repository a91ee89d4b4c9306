package db

import (
	"context"
	"database/sql"
	"time"
)

// Tx is a transaction, or a member's savepoint in the writer's transaction.
type Tx struct {
	Now time.Time // the one now of the transaction, microseconds UTC

	ctx   context.Context
	tx    *sql.Tx
	err   error
	after []func()
}

// Context is for calls that want one; it is not cancelled while the member
// runs, and the database refuses a Write with it (a member that waits for the
// writer would wait for itself).
func (t *Tx) Context() context.Context { return t.ctx }

// Query reads rows; they must be closed before the function returns.
func (t *Tx) Query(q string, args ...any) (*sql.Rows, error) {
	if t.err != nil {
		return nil, t.err
	}
	rows, err := t.tx.QueryContext(t.ctx, q, args...)
	return rows, t.note(err)
}

// QueryRow reads one row.
func (t *Tx) QueryRow(q string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(t.ctx, q, args...)
}

// Exec changes rows. After a statement that failed, the transaction takes no
// other and fails with the same error, because PostgreSQL would refuse them
// and SQLite would not; where a row may exist already, write ON CONFLICT.
func (t *Tx) Exec(q string, args ...any) (sql.Result, error) {
	if t.err != nil {
		return nil, t.err
	}
	res, err := t.tx.ExecContext(t.ctx, q, args...)
	return res, t.note(err)
}

// AfterCommit runs fn once the change is durable, before Write returns; never
// if it was rolled back.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

func (t *Tx) note(err error) error {
	if err != nil && t.err == nil {
		t.err = err
	}
	return err
}
