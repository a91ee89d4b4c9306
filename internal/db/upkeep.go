package db

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Checkpoint moves the write-ahead log into the file and empties it; done is
// false if a reader held it. On PostgreSQL there is nothing to do.
func (d *DB) Checkpoint(ctx context.Context) (done bool, err error) {
	err = d.Maintain(ctx, func(pool *sql.DB) error {
		done, err = checkpoint(ctx, d.engine, pool)
		return err
	})
	return done, err
}

// checkpoint reads the pragma's row: run as a statement it hides that the log
// was busy.
func checkpoint(ctx context.Context, e Engine, pool *sql.DB) (bool, error) {
	if e != SQLite {
		return true, nil
	}
	var busy, inLog, moved int
	err := pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &moved)
	return err == nil && busy == 0, err
}

// Analyze refreshes the planner's statistics; call it after bulk loads.
func (d *DB) Analyze(ctx context.Context) error {
	return d.Maintain(ctx, func(pool *sql.DB) error {
		_, err := pool.ExecContext(ctx, "ANALYZE")
		return err
	})
}

// Tune brings the planner's statistics up to date where they are missing or far
// off, from a sample: a tenth of a second for a kabupaten. Without any, SQLite
// takes for every case through all needs of a stage what an index of the case
// would answer. PostgreSQL does it by itself, but only after a minute; until
// then it takes a table that has just been filled for the empty one it knows.
func (d *DB) Tune(ctx context.Context) error {
	if d.engine != SQLite {
		return d.tunePostgres(ctx)
	}
	err := d.Maintain(ctx, func(pool *sql.DB) error {
		_, err := pool.ExecContext(ctx, "PRAGMA analysis_limit=1000; PRAGMA optimize=0x10002; PRAGMA analysis_limit=0")
		return err
	})
	// A connection reads the statistics when it is opened.
	most := d.readers.Stats().MaxOpenConnections
	d.readers.SetMaxIdleConns(0)
	d.readers.SetMaxIdleConns(most)
	return err
}

// outgrown are the tables that are half as large again as PostgreSQL found them
// last.
const outgrown = `SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
	AND pg_relation_size(oid) > relpages::bigint * current_setting('block_size')::bigint * 3 / 2`

// tunePostgres lets a reader count, so that nobody's save waits for it, and for as
// long as a slow disk needs: what is read is a sample.
func (d *DB) tunePostgres(ctx context.Context) error {
	tables, err := Column[string](d.Query(ctx, outgrown))
	if err != nil {
		return err
	}
	for _, name := range tables {
		if err := d.count(ctx, name); err != nil {
			return d.readFault(ctx, err)
		}
	}
	return nil
}

func (d *DB) count(ctx context.Context, table string) error {
	tx, err := d.readers.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "SET LOCAL statement_timeout = 0"); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "ANALYZE "+table); err != nil {
		return err
	}
	return tx.Commit()
}

// Backup writes a consistent copy of the SQLite file while others read and
// write. The copy is encrypted as the original is, holds no erased remains,
// and appears under its name only when it is complete.
func (d *DB) Backup(ctx context.Context, path string) error {
	if d.engine != SQLite {
		return fault.New(fault.Invalid, "db.backup_sqlite_only")
	}
	if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Conflict, "db.backup_exists").WithArgs(map[string]any{"path": path})
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return fault.Wrap("db.backup", err)
	}
	part := abs + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap("db.backup", err)
	}
	if err := d.copyInto(ctx, part); err != nil {
		_ = os.Remove(part)
		return d.asFault(err)
	}
	if err := syncPath(part); err != nil {
		return d.asFault(err)
	}
	if err := os.Rename(part, abs); err != nil {
		return fault.Wrap("db.backup", err)
	}
	return fault.Wrap("db.backup", syncDir(filepath.Dir(abs)))
}

// copyInto has a connection of its own: the copy takes longer than a reader may.
func (d *DB) copyInto(ctx context.Context, path string) error {
	pool := sql.OpenDB(d.sqliteConnector(url.Values{"mode": {"rw"}}, encrypted, true, []string{
		`PRAGMA busy_timeout=10000`,
		`PRAGMA temp_store=memory`,
	}))
	pool.SetMaxOpenConns(1)
	defer func() { _ = pool.Close() }()
	target := url.Values{}
	if d.key != nil {
		target.Set("vfs", encrypted)
		target.Set("hexkey", hex.EncodeToString(d.key))
	}
	_, err := pool.ExecContext(ctx, "VACUUM INTO $1", sqliteURI(path, target))
	return err
}

func syncPath(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
