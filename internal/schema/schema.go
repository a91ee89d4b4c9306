package schema

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"regexp"
	"slices"
	"strconv"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

//go:embed *.sql
var files embed.FS

var fileName = regexp.MustCompile(`^(\d{4})_([a-z]+)_([a-z0-9_]+)\.sql$`)

// Version is the number of the newest migration in this program.
func Version() int64 {
	if v := versions(); len(v) > 0 {
		return v[len(v)-1]
	}
	return 0
}

// versions are the numbers of the migrations in this program, in order.
func versions() []int64 {
	names, _ := fs.Glob(files, "*.sql") // fails on a malformed pattern only
	var all []int64
	for _, n := range names {
		if m := fileName.FindStringSubmatch(n); m != nil {
			v, _ := strconv.ParseInt(m[1], 10, 64)
			all = append(all, v)
		}
	}
	return all
}

// Migrate brings the database to Version. A database that is newer than the
// program is refused: an older program would not know what it may not touch.
func Migrate(ctx context.Context, d *db.DB) error {
	// Nearly every start finds nothing to do, and need not read all files for it.
	if Check(ctx, d) == nil {
		return nil
	}
	return d.Maintain(ctx, func(pool *sql.DB) error {
		p, err := provider(pool, d.Engine(), translated{files, d.Engine()})
		if err != nil {
			return fault.Wrap("schema.migrate", err)
		}
		if _, err = p.GetDBVersion(ctx); err != nil { // makes the version table
			return fault.Wrap("schema.migrate", err)
		}
		applied, err := applied(pool.QueryContext(ctx, askApplied))
		if err != nil {
			return fault.Wrap("schema.migrate", err)
		}
		if _, unknown := compare(applied); unknown > 0 {
			return newer(unknown)
		}
		_, err = p.Up(ctx)
		return fault.Wrap("schema.migrate", err)
	})
}

// Current reads the newest version the database has, also where it may only be
// read; 0 means that it has no tables yet.
func Current(ctx context.Context, d *db.DB) (int64, error) {
	have, err := read(ctx, d)
	if err != nil || len(have) == 0 {
		return 0, err
	}
	return slices.Max(have), nil
}

// Check says, only reading, whether the database is exactly at this program's
// schema: schema.older must be migrated first, schema.newer needs a newer program.
func Check(ctx context.Context, d *db.DB) error {
	have, err := read(ctx, d)
	if err != nil {
		return err
	}
	switch missing, unknown := compare(have); {
	case unknown > 0:
		return newer(unknown)
	case missing > 0:
		return fault.New(fault.Unavailable, "schema.older").WithArgs(map[string]any{"missing": missing})
	}
	return nil
}

func newer(version int64) error {
	return fault.New(fault.Unavailable, "schema.newer").WithArgs(map[string]any{"have": version, "want": Version()})
}

// compare finds the first migration that the database lacks, and the newest it
// has that this program does not know.
func compare(have []int64) (missing, unknown int64) {
	known := versions()
	for _, v := range known {
		if !slices.Contains(have, v) {
			missing = v
			break
		}
	}
	for _, v := range have {
		if !slices.Contains(known, v) {
			unknown = max(unknown, v)
		}
	}
	return missing, unknown
}

func read(ctx context.Context, d *db.DB) ([]int64, error) {
	table := `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`
	if d.Engine() == db.Postgres {
		table = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'goose_db_version'`
	}
	var n int
	if err := d.QueryRow(ctx, table).Scan(&n); err != nil || n == 0 {
		return nil, fault.Wrap("schema.version", err)
	}
	have, err := applied(d.Query(ctx, askApplied))
	return have, fault.Wrap("schema.version", err)
}

// askApplied asks for what applied reads.
const askApplied = `SELECT version_id FROM goose_db_version WHERE version_id > 0 ORDER BY version_id, id`

// versionRows are rows of either way to ask.
type versionRows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}

func applied(rows versionRows, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []int64
	for rows.Next() {
		var v int64
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

func provider(pool *sql.DB, e db.Engine, fsys fs.FS) (*goose.Provider, error) {
	opts := []goose.ProviderOption{
		goose.WithDisableGlobalRegistry(true),
		// Rooms number in ranges of their own, so a later file may have a lower
		// number; files of different rooms do not build on each other's tables.
		goose.WithAllowOutofOrder(true),
	}
	dialect := goose.DialectSQLite3
	if e == db.Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker)) // several processes may start at once
	}
	return goose.NewProvider(dialect, pool, fsys, opts...)
}
