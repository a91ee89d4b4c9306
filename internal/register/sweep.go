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

// Sweep takes away what is left of every import that was replaced, removed or
// never loaded, in slices. It may be cut and run again.
func (r *Register) Sweep(ctx context.Context, scope db.Scope) error {
	for {
		var dead int64
		var id string
		err := r.db.QueryRow(ctx, `SELECT i.generation, i.import_id FROM register_import i
			WHERE i.office_id = $1 AND i.state IN ('replaced', 'removed', 'dropped')
			AND (EXISTS (SELECT 1 FROM resident_record r WHERE r.office_id = i.office_id AND r.generation = i.generation)
				OR EXISTS (SELECT 1 FROM register_key k WHERE k.office_id = i.office_id AND k.generation = i.generation)
				OR EXISTS (SELECT 1 FROM register_reject j WHERE j.office_id = i.office_id AND j.import_id = i.import_id))
			ORDER BY i.generation, i.import_id LIMIT 1`, scope.Office).Scan(&dead, &id)
		if errors.Is(err, sql.ErrNoRows) {
			return r.sweepIndexes(ctx, scope.Office)
		}
		if err != nil {
			return fault.Wrap("register.sweep", err)
		}
		if err := r.emptied(ctx, scope.Office, "register_key", "generation", dead, "term"); err != nil {
			return err
		}
		if err := r.emptied(ctx, scope.Office, "resident_record", "generation", dead, "row_no"); err != nil {
			return err
		}
		if err := r.emptied(ctx, scope.Office, "register_reject", "import_id", id, "row_no"); err != nil {
			return err
		}
	}
}

// emptied takes the rows of one generation, or one import, out of a table, from
// the front of its key.
func (r *Register) emptied(ctx context.Context, office, table, of string, which any, key string) error {
	q := `DELETE FROM ` + table + ` WHERE office_id = $1 AND ` + of + ` = $2 AND ` + key + ` <= (SELECT MAX(x.` + key + `) FROM
		(SELECT ` + key + ` FROM ` + table + ` WHERE office_id = $1 AND ` + of + ` = $2 ORDER BY ` + key + ` LIMIT $3) x)`
	for gone := int64(1); gone > 0; {
		err := r.db.WriteSlice(ctx, office, func(tx *db.Tx) error {
			res, err := tx.Exec(q, office, which, sweepRows)
			if err == nil {
				gone, err = res.RowsAffected()
			}
			return err
		})
		if err != nil {
			return fault.Wrap("register.sweep", err)
		}
	}
	return nil
}

// Settle takes away what is dead and makes the search index anew where it is of
// other generations than those that are read: after a source was taken out.
func (r *Register) Settle(ctx context.Context, scope db.Scope) error {
	if err := r.Sweep(ctx, scope); err != nil {
		return err
	}
	var gens []generation
	var of string
	err := r.db.View(ctx, func(tx *db.Tx) (err error) {
		if gens, err = active(tx, scope.Office); err != nil {
			return err
		}
		return tx.QueryRow(`SELECT COALESCE(MAX(generations), '') FROM register_search WHERE office_id = $1`, scope.Office).Scan(&of)
	})
	switch {
	case err != nil:
		return fault.Wrap("register.sweep", err)
	case len(gens) > 0 && numbersOf(gens) != of:
		return r.Reindex(ctx, scope)
	}
	return r.sweepIndexes(ctx, scope.Office)
}
