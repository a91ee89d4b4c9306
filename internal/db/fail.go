package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"path/filepath"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"

	"github.com/jempolkeren/jempol/internal/fault"
)

var (
	errTxLost    = errors.New("db: the engine rolled the transaction back by itself")
	errReadLimit = errors.New("db: reading took longer than the limit")
)

// IsUnique reports that a row was refused because its key is taken.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	return errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) || errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY)
}

// asFault turns what a person or an operator can act on into a fault and
// leaves every other error as it is.
func (d *DB) asFault(err error) error {
	var f *fault.Fault
	switch {
	case err == nil, errors.As(err, &f):
		return err
	case d.diskFull(err):
		return fault.New(fault.Unavailable, "db.disk_full").Because(err)
	case pgCode(err) == "57014": // statement_timeout
		return fault.New(fault.Busy, "db.read_limit").Because(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case gone(err):
		return fault.New(fault.Unavailable, "db.unavailable").Because(err)
	}
	return err
}

// openFault says why a database could not be opened.
func (d *DB) openFault(err error) error {
	switch {
	case errors.Is(err, sqlite3.NOTADB), errors.Is(err, sqlite3.IOERR_BADKEY):
		return fault.New(fault.Unavailable, "db.wrong_key").Because(err)
	case errors.Is(err, sqlite3.CANTOPEN):
		return fault.New(fault.Unavailable, "db.cannot_open").WithArgs(map[string]any{"path": d.path}).Because(err)
	case d.diskFull(err):
		return fault.New(fault.Unavailable, "db.disk_full").Because(err)
	}
	return fault.New(fault.Unavailable, "db.unavailable").Because(err)
}

// diskFull knows a full disk also when it calls itself an I/O error: the shared
// memory file cannot grow, a sync fails late, or Windows has its own numbers.
func (d *DB) diskFull(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, sqlite3.FULL) || noSpace(err) || pgCode(err) == "53100" {
		return true
	}
	if d.engine == SQLite && errors.Is(err, sqlite3.IOERR) {
		free, e := freeSpace(filepath.Dir(d.path))
		return e == nil && free < 1<<20
	}
	return false
}

// gone reports that the connection is lost, or was refused: 53300 is a server
// that has no room for another one.
func gone(err error) bool {
	var op *net.OpError
	var connect *pgconn.ConnectError
	switch code := pgCode(err); {
	case len(code) == 5 && (code[:2] == "08" || code[:3] == "57P" || code == "53300"):
		return true
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF),
		errors.Is(err, net.ErrClosed), errors.As(err, &op), errors.As(err, &connect):
		return true
	}
	return false
}

// settled reports that a COMMIT which failed has certainly changed nothing.
// PostgreSQL says so by answering; SQLite has not written the commit mark when
// the disk is full or the lock is busy, but after another I/O error (a sync
// that failed) the mark may be found by the recovery after a crash.
func settled(err error, full bool) bool {
	if errors.Is(err, sqlite3.IOERR_FSYNC) { // also when the reason is a full disk
		return false
	}
	if errors.Is(err, errTxLost) || full || errors.Is(err, sqlite3.BUSY) || errors.Is(err, sqlite3.CONSTRAINT) {
		return true
	}
	code := pgCode(err)
	if code != "" {
		return code[:2] != "08" && code[:3] != "57P"
	}
	return errors.Is(err, pgx.ErrTxCommitRollback)
}

func pgCode(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && len(pg.Code) == 5 {
		return pg.Code
	}
	return ""
}
