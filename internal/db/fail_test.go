package db

import (
	"database/sql/driver"
	"fmt"
	"io"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"

	"github.com/jempolkeren/jempol/internal/fault"
)

// What a failed COMMIT means decides between trying again and saying that
// nobody knows; wrong either way loses or doubles what a person saved.
func TestWhatACommitErrorMeans(t *testing.T) {
	d := &DB{engine: SQLite, path: t.TempDir() + "/x.db"}
	for _, c := range []struct {
		err           error
		full, settled bool
	}{
		{sqlite3.FULL, true, true},
		{fmt.Errorf("write: %w", syscall.ENOSPC), true, true},
		{sqlite3.BUSY, false, true},
		{sqlite3.CONSTRAINT_FOREIGNKEY, false, true},
		{sqlite3.IOERR_FSYNC, false, false},
		{sqlite3.IOERR_WRITE, false, false},
		{errTxLost, false, true},
		{&pgconn.PgError{Code: "53100"}, true, true},
		{&pgconn.PgError{Code: "40001"}, false, true},
		{&pgconn.PgError{Code: "23503"}, false, true},
		{&pgconn.PgError{Code: "57P01"}, false, false},
		{&pgconn.PgError{Code: "08006"}, false, false},
		{pgx.ErrTxCommitRollback, false, true},
		{driver.ErrBadConn, false, false},
		{io.ErrUnexpectedEOF, false, false},
	} {
		full := d.diskFull(c.err)
		if full != c.full || settled(c.err, full) != c.settled {
			t.Errorf("%v: full %v, settled %v", c.err, full, settled(c.err, full))
		}
	}
	if settled(sqlite3.IOERR_FSYNC, true) {
		t.Error("a sync that failed on a full disk counts as rolled back")
	}
}

// Who comes while the server is away or full is told to come again, not that
// the program is broken.
func TestWhatIsNoFaultOfTheProgram(t *testing.T) {
	d := &DB{engine: Postgres}
	for code, kind := range map[string]fault.Kind{"53300": fault.Unavailable, "57P03": fault.Unavailable, "08006": fault.Unavailable,
		"53100": fault.Unavailable, "57014": fault.Busy} {
		if err := d.asFault(sealed(&pgconn.PgError{Code: code})); !fault.Is(err, kind) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := d.asFault(sealed(&pgconn.PgError{Code: "42703"})); fault.Is(err, fault.Unavailable) {
		t.Errorf("a column that is not there: %v", err)
	}
}
