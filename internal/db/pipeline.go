package db

import (
	"context"
	"database/sql/driver"
	"io"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// The texts by which the writer divides a transaction among its members.
const (
	saveMember    = "SAVEPOINT member"
	releaseMember = "RELEASE SAVEPOINT member"
	undoMember    = "ROLLBACK TO SAVEPOINT member"
)

// maxWaiting bounds the values that wait to be sent, and so the memory.
const maxWaiting = 8192

type laterKey struct{}

// later marks a statement whose outcome nobody asks for at once.
func later(ctx context.Context) context.Context { return context.WithValue(ctx, laterKey{}, true) }

// statement waits to be sent.
type statement struct {
	text string
	args []any
}

// pgWriter is the writer's connection to PostgreSQL. Each answer that is waited
// for costs a way there and back, which is most of what a short act costs. So
// BEGIN, savepoints and whatever was written by Later wait, and go together
// with the next statement whose answer somebody needs.
//
// The answer of a member's last statements may thus come while the next member
// runs. If it is an error, it is not that member's: the transaction is lost, and
// the writer runs each member again alone.
type pgWriter struct {
	pgConn
	waiting []statement
	weight  int // values that wait
	earlier int // how many of those that wait are of earlier members
	inTx    bool
	begun   bool // the server has begun the transaction
	hasty   bool // the next transaction does not wait for the disk
	foreign bool // BEGIN or a statement of an earlier member failed
	answers *atomic.Int64
}

func newStatement(text string, args []driver.NamedValue) statement {
	s := statement{text: text, args: make([]any, len(args))}
	for i, a := range args {
		s.args[i] = a.Value
	}
	return s
}

// weight counts the values.
func (s statement) weight() (n int) {
	for _, a := range s.args {
		if many, ok := a.(array); ok {
			n += len(many)
		} else {
			n++
		}
	}
	return n
}

func (c *pgWriter) wait(text string, args []driver.NamedValue) error {
	s := newStatement(text, args)
	c.waiting = append(c.waiting, s)
	c.weight += s.weight()
	if c.weight < maxWaiting {
		return nil
	}
	return c.flush(context.Background())
}

// flush sends what waits.
func (c *pgWriter) flush(ctx context.Context) error {
	if len(c.waiting) == 0 {
		return nil
	}
	results, err := c.send(ctx)
	if err != nil {
		return err
	}
	return c.ended(results.Close())
}

// send sends what waits and reads the answers of all but what last added.
func (c *pgWriter) send(ctx context.Context, last ...statement) (pgx.BatchResults, error) {
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	batch := &pgx.Batch{}
	for _, s := range c.waiting {
		batch.Queue(s.text, s.args...)
	}
	for _, s := range last {
		batch.Queue(s.text, s.args...)
	}
	n, earlier := len(c.waiting), c.earlier
	c.waiting, c.weight, c.earlier = nil, 0, 0
	c.answers.Add(1)
	results := c.Conn.Conn().SendBatch(ctx, batch)
	for i := range n {
		if _, err := results.Exec(); err != nil {
			c.foreign = c.foreign || i < earlier || c.inTx && !c.begun
			_ = results.Close()
			return nil, c.ended(err)
		}
	}
	c.begun = true
	return results, nil
}

// ended gives an error its form.
func (c *pgWriter) ended(err error) error {
	if err != nil && pgconn.SafeToRetry(err) {
		return driver.ErrBadConn
	}
	return sealed(err)
}

// QueryContext queries, after what waits.
func (c *pgWriter) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	if c.lost() {
		return nil, errTxLost
	}
	if len(c.waiting) == 0 {
		c.answers.Add(1)
		return c.pgConn.QueryContext(ctx, q, args)
	}
	s := newStatement(q, args)
	results, err := c.send(ctx, s)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		_ = results.Close()
		return nil, c.ended(err)
	}
	return &sentRows{c: c, rows: rows, results: results}, nil
}

// ExecContext executes, after what waits; or it waits itself.
func (c *pgWriter) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	switch {
	case c.lost():
		return nil, errTxLost
	case ctx.Value(laterKey{}) != nil, q == saveMember, q == releaseMember:
		return driver.RowsAffected(0), c.wait(q, args)
	}
	if len(c.waiting) == 0 || len(args) == 0 { // a text without parameters may hold several statements
		if err := c.flush(ctx); err != nil {
			return nil, err
		}
		c.answers.Add(1)
		return c.pgConn.ExecContext(ctx, q, args)
	}
	s := newStatement(q, args)
	results, err := c.send(ctx, s)
	if err != nil {
		return nil, err
	}
	tag, err := results.Exec()
	if e := results.Close(); err == nil {
		err = e
	}
	return driver.RowsAffected(tag.RowsAffected()), c.ended(err)
}

// nextMember remembers that what waits is of others.
func (c *pgWriter) nextMember() { c.earlier = len(c.waiting) }

// forgetMember drops what waits of this member, and says whether nothing of it
// was sent, so that there is nothing to undo.
func (c *pgWriter) forgetMember() bool {
	unsent := len(c.waiting) > c.earlier && c.waiting[c.earlier].text == saveMember
	for _, s := range c.waiting[c.earlier:] {
		c.weight -= s.weight()
	}
	c.waiting = c.waiting[:c.earlier]
	return unsent
}

// lost reports that there is no transaction any more in which a member could go on.
func (c *pgWriter) lost() bool {
	return c.inTx && (c.foreign || c.begun && c.Conn.Conn().PgConn().TxStatus() == 'I')
}

// usable reports that the transaction is open, or is still to begin.
func (c *pgWriter) usable() bool {
	pc := c.Conn.Conn().PgConn()
	return !pc.IsClosed() && !c.lost() && (!c.begun || pc.TxStatus() == 'T')
}

// BeginTx begins with the first statement.
func (c *pgWriter) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	c.waiting, c.weight, c.earlier = nil, 0, 0
	c.inTx, c.begun, c.foreign = true, false, false
	err := c.wait("BEGIN", nil)
	if err == nil && c.hasty {
		err = c.wait("SET LOCAL synchronous_commit TO off", nil)
	}
	return &pgWriterTx{c}, err
}

type pgWriterTx struct{ c *pgWriter }

// Commit sends what waits and commits with it.
func (t *pgWriterTx) Commit() error {
	c := t.c
	if c.lost() {
		_ = t.Rollback()
		return errTxLost
	}
	results, err := c.send(context.Background(), statement{text: "COMMIT"})
	if err != nil {
		_ = t.Rollback()
		return err
	}
	c.inTx = false
	tag, err := results.Exec()
	if e := results.Close(); err == nil {
		err = e
	}
	if err == nil && tag.String() != "COMMIT" {
		err = pgx.ErrTxCommitRollback
	}
	return c.ended(err)
}

// Rollback rolls back what the server has begun.
func (t *pgWriterTx) Rollback() error {
	c := t.c
	c.waiting, c.weight, c.earlier, c.inTx = nil, 0, 0, false
	if conn := c.Conn.Conn(); conn.IsClosed() || conn.PgConn().TxStatus() == 'I' {
		return nil
	}
	c.answers.Add(1)
	_, err := c.Conn.Conn().Exec(context.Background(), "ROLLBACK")
	return c.ended(err)
}

// sentRows are the rows of a query that went together with what waited.
type sentRows struct {
	c       *pgWriter
	rows    pgx.Rows
	results pgx.BatchResults
	read    []func([]byte) (driver.Value, error)
}

// Columns names the columns.
func (r *sentRows) Columns() []string {
	fields := r.rows.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// Close reads the rest away.
func (r *sentRows) Close() error {
	r.rows.Close()
	err := r.rows.Err()
	if e := r.results.Close(); err == nil {
		err = e
	}
	return r.c.ended(err)
}

// Next reads a row.
func (r *sentRows) Next(dest []driver.Value) error {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return r.c.ended(err)
		}
		return io.EOF
	}
	if r.read == nil {
		types := r.c.Conn.Conn().TypeMap()
		for _, f := range r.rows.FieldDescriptions() {
			r.read = append(r.read, reading(types, f))
		}
	}
	for i, raw := range r.rows.RawValues() {
		dest[i] = nil
		if raw == nil {
			continue
		}
		v, err := r.read[i](raw)
		if err != nil {
			return err
		}
		dest[i] = v
	}
	return nil
}

// reading gives values the Go types that the driver's own rows have.
func reading(types *pgtype.Map, f pgconn.FieldDescription) func([]byte) (driver.Value, error) {
	switch f.DataTypeOID {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return scanning[int64](types, f, func(v int64) (driver.Value, error) { return v, nil })
	case pgtype.ByteaOID:
		return scanning[[]byte](types, f, func(v []byte) (driver.Value, error) { return v, nil })
	case pgtype.BoolOID:
		return scanning[bool](types, f, func(v bool) (driver.Value, error) { return v, nil })
	case pgtype.Float4OID, pgtype.Float8OID:
		return scanning[float64](types, f, func(v float64) (driver.Value, error) { return v, nil })
	case pgtype.NumericOID: // what SUM makes of a BIGINT
		return scanning[pgtype.Numeric](types, f, func(v pgtype.Numeric) (driver.Value, error) { return v.Value() })
	case pgtype.TimestampOID:
		return scanning[pgtype.Timestamp](types, f, func(v pgtype.Timestamp) (driver.Value, error) { return v.Value() })
	case pgtype.TimestamptzOID:
		return scanning[pgtype.Timestamptz](types, f, func(v pgtype.Timestamptz) (driver.Value, error) { return v.Value() })
	}
	return scanning[string](types, f, func(v string) (driver.Value, error) { return v, nil })
}

func scanning[T any](types *pgtype.Map, f pgconn.FieldDescription, value func(T) (driver.Value, error)) func([]byte) (driver.Value, error) {
	return func(raw []byte) (driver.Value, error) {
		var v T
		if err := types.Scan(f.DataTypeOID, f.Format, raw, &v); err != nil {
			return nil, err
		}
		return value(v)
	}
}

var _ interface {
	driver.QueryerContext
	driver.ExecerContext
	driver.ConnBeginTx
	driver.SessionResetter
} = (*pgWriter)(nil)
