package schema

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"regexp"
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
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0
	}
	n, _ := strconv.ParseInt(names[len(names)-1][:4], 10, 64)
	return n
}

// Migrate brings the database to Version. A database that is newer than the
// program is refused: an older program would not know what it may not touch.
func Migrate(ctx context.Context, d *db.DB) error {
	return d.Maintain(ctx, func(pool *sql.DB) error {
		p, err := provider(pool, d.Engine(), translated{files, d.Engine()})
		if err != nil {
			return fault.Wrap("schema.migrate", err)
		}
		have, err := p.GetDBVersion(ctx)
		if err != nil {
			return fault.Wrap("schema.migrate", err)
		}
		if have > Version() {
			return fault.New(fault.Unavailable, "schema.newer").WithArgs(map[string]any{"have": have, "want": Version()})
		}
		_, err = p.Up(ctx)
		return fault.Wrap("schema.migrate", err)
	})
}

// Current reads the version of the database, also where it may only be read; 0
// means that it has no tables yet.
func Current(ctx context.Context, d *db.DB) (int64, error) {
	table := `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`
	if d.Engine() == db.Postgres {
		table = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'goose_db_version'`
	}
	var n int
	if err := d.QueryRow(ctx, table).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	var v int64
	err := d.QueryRow(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&v)
	return v, err
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
