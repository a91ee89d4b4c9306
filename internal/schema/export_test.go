package schema

import (
	"context"
	"database/sql"

	"github.com/jempolkeren/jempol/internal/db"
)

// MigrateTo brings a database to an older version, as an older program left it.
func MigrateTo(ctx context.Context, d *db.DB, version int64) error {
	return d.Maintain(ctx, func(pool *sql.DB) error {
		p, err := provider(pool, d.Engine(), translated{files, d.Engine()})
		if err != nil {
			return err
		}
		_, err = p.UpTo(ctx, version)
		return err
	})
}
