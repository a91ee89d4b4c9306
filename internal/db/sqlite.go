package db

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3"
	sqlitedriver "github.com/ncruces/go-sqlite3/driver"
)

// sqliteURI names the file; sqlite decodes it. A drive letter comes right after
// the scheme: after a slash ("/C:/...") this build of SQLite, which does not
// know that it runs on Windows, would take the slash for a part of the path.
func sqliteURI(path string, q url.Values) string {
	p := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	if strings.HasPrefix(p, "//") { // \\server\share; two slashes alone would begin an authority
		p = "//" + p
	}
	return (&url.URL{Scheme: "file", Opaque: p, RawQuery: q.Encode()}).String()
}

func (d *DB) sqliteWriter() connectorFunc {
	open := d.sqliteConnector(url.Values{"mode": {"rwc"}, "_txlock": {"immediate"}}, kept, false, []string{
		`PRAGMA busy_timeout=10000`,
		`PRAGMA temp_store=memory`,
		`PRAGMA foreign_keys=on`,
		`PRAGMA trusted_schema=off`,
		`PRAGMA journal_mode=WAL`,
		`PRAGMA synchronous=FULL`,
		`PRAGMA cache_size=-8000`,
		// What was erased must not linger in free pages (ledger, erasure).
		`PRAGMA secure_delete=on`,
	})
	return func(ctx context.Context) (driver.Conn, error) {
		dc, err := open(ctx)
		if err == nil {
			dc.(*sqliteConn).Raw().WALHook(d.tidy.committed)
		}
		return dc, err
	}
}

// sqliteReader opens for writing and then forbids it: a file opened read-only
// cannot recover the write-ahead log that a crash left.
func (d *DB) sqliteReader(beside bool) connectorFunc {
	through := kept
	if beside {
		through = encrypted
	}
	return d.sqliteConnector(url.Values{"mode": {"rw"}, "_txlock": {"deferred"}}, through, beside, []string{
		`PRAGMA busy_timeout=10000`,
		`PRAGMA temp_store=memory`,
		`PRAGMA trusted_schema=off`,
		// There are several readers, and all of them throw away what they have read
		// when anybody writes: what was decrypted is kept for all (blocks).
		`PRAGMA cache_size=-2000`,
		`PRAGMA query_only=on`,
	})
}

func (d *DB) sqliteConnector(q url.Values, through string, beside bool, pragmas []string) connectorFunc {
	if d.key != nil {
		q.Set("vfs", through)
	}
	uri := sqliteURI(d.path, q)
	return func(ctx context.Context) (driver.Conn, error) {
		connector, err := (&sqlitedriver.SQLite{}).OpenConnector(uri)
		if err != nil {
			return nil, err
		}
		dc, err := connector.Connect(ctx)
		if err != nil {
			return nil, err
		}
		c := &sqliteConn{Conn: dc.(sqlitedriver.Conn), free: map[string]*sqliteStmt{}}
		if err := c.prepareToServe(d.key, beside, pragmas); err != nil {
			_ = dc.Close()
			return nil, err
		}
		return c, nil
	}
}

// sqliteConn adds to the driver's connection: $n parameters, a statement
// cache, and a guard against statements that would run outside their
// transaction after the engine has rolled it back by itself.
type sqliteConn struct {
	sqlitedriver.Conn
	free  map[string]*sqliteStmt
	inTx  bool
	hasty bool // commits do not wait for the disk
	bound []driver.NamedValue
}

// cachedStatements bounds the cache of one connection.
const cachedStatements = 256

func (c *sqliteConn) prepareToServe(key []byte, beside bool, pragmas []string) error {
	raw := c.Raw()
	if key != nil { // first of all, or the first page is read in clear
		if err := raw.Exec(`PRAGMA hexkey='` + hex.EncodeToString(key) + `'`); err != nil {
			return err
		}
	}
	if beside {
		// Who only reads leaves the file as it is, also when leaving last.
		if _, err := raw.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
			return err
		}
	}
	// Otherwise a statement is prepared anew whenever its arguments change: an
	// eighth of all work.
	if _, err := raw.Config(sqlite3.DBCONFIG_ENABLE_QPSG, true); err != nil {
		return err
	}
	for _, p := range pragmas {
		if err := raw.Exec(p); err != nil {
			return err
		}
	}
	return raw.Exec(`SELECT count(*) FROM sqlite_schema`) // a wrong key shows here
}

// waitForDisk says whether commits wait for the disk; outside a transaction only.
func (c *sqliteConn) waitForDisk(yes bool) error {
	if c.hasty == !yes {
		return nil
	}
	level := "FULL"
	if !yes {
		level = "NORMAL"
	}
	if err := c.Raw().Exec(`PRAGMA synchronous=` + level); err != nil {
		return err
	}
	c.hasty = !yes
	return nil
}

// lost reports that the engine ended the transaction without being asked.
func (c *sqliteConn) lost() bool { return c.inTx && c.Raw().GetAutocommit() }

// PrepareContext takes the statement from the cache, where nobody uses it.
func (c *sqliteConn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	if s, ok := c.free[q]; ok {
		delete(c.free, q)
		return s, nil
	}
	inner, err := c.Conn.PrepareContext(ctx, rewrite(q))
	if err != nil {
		return nil, err
	}
	return &sqliteStmt{sqliteInner: inner.(sqliteInner), conn: c, text: q}, nil
}

// ExecContext runs a text without parameters at once; it may hold several
// statements. Savepoints go through the cache.
func (c *sqliteConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) != 0 || q == saveMember || q == releaseMember {
		return nil, driver.ErrSkip
	}
	if c.lost() {
		return nil, errTxLost
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, q, args)
}

// bind runs a statement with the values of rows, one after the other.
func (c *sqliteConn) bind(ctx context.Context, text string, rows [][]any) error {
	prepared, err := c.PrepareContext(ctx, text)
	if err != nil {
		return err
	}
	s := prepared.(*sqliteStmt)
	defer func() {
		clear(c.bound)
		c.bound = c.bound[:0]
		_ = s.Close()
	}()
	for _, r := range rows {
		for _, v := range r {
			arg := driver.NamedValue{Ordinal: len(c.bound) + 1, Value: v}
			if err := s.CheckNamedValue(&arg); errors.Is(err, driver.ErrSkip) {
				arg.Value, err = driver.DefaultParameterConverter.ConvertValue(v)
				if err != nil {
					return err
				}
			} else if err != nil {
				return err
			}
			c.bound = append(c.bound, arg)
		}
	}
	_, err = s.ExecContext(ctx, c.bound)
	return err
}

// CheckNamedValue lets every value through to the statement's own check.
func (c *sqliteConn) CheckNamedValue(*driver.NamedValue) error { return nil }

// Close closes the cached statements first; the connection waits for them.
func (c *sqliteConn) Close() error {
	for _, s := range c.free {
		_ = s.sqliteInner.Close()
	}
	c.free = nil
	return c.Conn.Close()
}

// BeginTx begins and remembers it.
func (c *sqliteConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	c.inTx = true
	return &sqliteTx{Tx: tx, conn: c}, nil
}

type sqliteTx struct {
	driver.Tx
	conn *sqliteConn
}

// Commit commits; if the engine has rolled back already, that is an error.
func (t *sqliteTx) Commit() error {
	lost := t.conn.lost()
	t.conn.inTx = false
	if lost {
		return errTxLost
	}
	return t.Tx.Commit()
}

// Rollback rolls back, if there is something left to roll back.
func (t *sqliteTx) Rollback() error {
	lost := t.conn.lost()
	t.conn.inTx = false
	if lost {
		return nil
	}
	return t.Tx.Rollback()
}

type sqliteInner interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
	BindCount() int
}

type sqliteStmt struct {
	sqliteInner
	conn *sqliteConn
	text string
}

// NumInput counts the parameters; the driver leaves numbered ones unchecked
// and would bind NULL for one that is missing.
func (s *sqliteStmt) NumInput() int { return s.BindCount() }

// CheckNamedValue makes arguments the same on both engines.
func (s *sqliteStmt) CheckNamedValue(v *driver.NamedValue) error {
	if err := refuseTime(v); err != nil {
		return err
	}
	if b, ok := v.Value.(bool); ok {
		v.Value = int64(0)
		if b {
			v.Value = int64(1)
		}
		return nil
	}
	return s.sqliteInner.CheckNamedValue(v)
}

// ExecContext runs the statement inside the transaction or not at all.
func (s *sqliteStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if s.conn.lost() {
		return nil, errTxLost
	}
	return s.sqliteInner.ExecContext(ctx, args)
}

// QueryContext runs the statement inside the transaction or not at all.
func (s *sqliteStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if s.conn.lost() {
		return nil, errTxLost
	}
	return s.sqliteInner.QueryContext(ctx, args)
}

// Close gives the statement back to the cache.
func (s *sqliteStmt) Close() error {
	free := s.conn.free
	if _, ok := free[s.text]; ok || free == nil {
		return s.sqliteInner.Close()
	}
	if len(free) >= cachedStatements {
		for text, old := range free { // any one: the hot ones come back
			delete(free, text)
			_ = old.sqliteInner.Close()
			break
		}
	}
	free[s.text] = s
	return nil
}
