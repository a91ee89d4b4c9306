package register

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// sweepRows is how many rows or keys one slice takes away.
const sweepRows = 1_000

// Sweep takes away the rows of every generation that is neither read nor being
// loaded, in slices. It may be cut and run again.
func (r *Register) Sweep(ctx context.Context, scope db.Scope) error {
	for {
		var dead int64
		err := r.db.QueryRow(ctx, `SELECT i.generation FROM register_import i
			WHERE i.office_id = $1 AND i.state NOT IN ('loading', 'active') AND i.generation > 0
			AND (EXISTS (SELECT 1 FROM resident_record r WHERE r.office_id = i.office_id AND r.generation = i.generation)
				OR EXISTS (SELECT 1 FROM register_key k WHERE k.office_id = i.office_id AND k.generation = i.generation))
			ORDER BY i.generation, i.import_id LIMIT 1`, scope.Office).Scan(&dead)
		if errors.Is(err, sql.ErrNoRows) {
			return r.sweepIndexes(ctx, scope.Office)
		}
		if err == nil {
			err = r.sweepTable(ctx, scope.Office, "register_key", dead)
		}
		if err == nil {
			err = r.sweepTable(ctx, scope.Office, "resident_record", dead)
		}
		if err != nil {
			return fault.Wrap("register.sweep", err)
		}
	}
}

// sweepTable empties a generation of one table, from the front of its key.
func (r *Register) sweepTable(ctx context.Context, office, table string, generation int64) error {
	key := "row_no"
	if table == "register_key" {
		key = "term"
	}
	for {
		var gone int64
		err := r.db.WriteSlice(ctx, office, func(tx *db.Tx) error {
			res, err := tx.Exec(`DELETE FROM `+table+` WHERE office_id = $1 AND generation = $2 AND `+key+` <= (SELECT MAX(x.`+key+`) FROM
				(SELECT `+key+` FROM `+table+` WHERE office_id = $1 AND generation = $2 ORDER BY `+key+` LIMIT $3) x)`, office, generation, sweepRows)
			if err == nil {
				gone, err = res.RowsAffected()
			}
			return err
		})
		if err != nil || gone == 0 {
			return err
		}
	}
}
