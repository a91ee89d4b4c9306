package db

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// Tx is a transaction, or a member's savepoint in the writer's transaction.
type Tx struct {
	Now time.Time // the one now of the transaction, microseconds UTC

	ctx   context.Context
	tx    *sql.Tx
	err   error
	after []func()
	kept  []func()
	last  []func() error
	group *group
}

// group is what the members of one transaction share.
type group struct {
	values  map[any]any
	arrays  *sync.Map // the statements that take rows as arrays; nil on SQLite
	conn    *sql.Conn
	waiting func() []any
	told    func(topic string)
}

// Context is for calls that want one; it is not cancelled while the member
// runs, and the database refuses a Write with it (a member that waits for the
// writer would wait for itself).
func (t *Tx) Context() context.Context { return t.ctx }

// Query reads rows; they must be closed before the function returns.
func (t *Tx) Query(q string, args ...any) (*Rows, error) {
	if t.err != nil {
		return nil, t.err
	}
	rows, err := t.tx.QueryContext(t.ctx, q, args...)
	if err != nil {
		return nil, t.note(err)
	}
	return &Rows{Rows: rows}, nil
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

// Later changes rows, and nobody asks at once how it went: on a server it goes
// together with the next statement that has an answer. An error is the next
// statement's, or the whole member's. The arguments may not change any more.
func (t *Tx) Later(q string, args ...any) error {
	if t.err != nil {
		return t.err
	}
	_, err := t.tx.ExecContext(later(t.ctx), q, args...)
	return t.note(err)
}

// Shared gives what the members of this transaction keep in common under the
// key; the first that asks makes it. It ends with the transaction. A member
// changes it in OnKept only: what a failed member did has not happened.
func (t *Tx) Shared(key any, make func() any) any {
	v, ok := t.group.values[key]
	if !ok {
		v = make()
		t.group.values[key] = v
	}
	return v
}

// Waiting gives what this member and those that will follow it, as far as they
// wait already, said beforehand (WriteSaying), so that one can read for all.
func (t *Tx) Waiting() []any { return t.group.waiting() }

// AtEnd runs fn once the member's function has succeeded, still in its
// transaction: for what is written once however often it changed.
func (t *Tx) AtEnd(fn func() error) { t.last = append(t.last, fn) }

// OnKept runs fn as soon as the member has succeeded, before the next one of
// its transaction begins.
func (t *Tx) OnKept(fn func()) { t.kept = append(t.kept, fn) }

// AfterCommit runs fn once the change is durable, before Write returns; never
// if it was rolled back.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// Announce tells those who listen to the topic (DB.OnAnnounced) when AfterCommit
// would: as soon as the change is durable, of slices (WriteSlices) after the last.
func (t *Tx) Announce(topic string) {
	told := t.group.told
	t.AfterCommit(func() { told(topic) })
}

func (t *Tx) note(err error) error {
	if err != nil && t.err == nil {
		t.err = err
	}
	return err
}
