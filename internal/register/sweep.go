package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Sweep takes away what is left of every import that was replaced, removed or
// never loaded, in slices. It may be cut and run again.
func (r *Register) Sweep(ctx context.Context, scope db.Scope) error {
	// Each is looked for behind the one before it: whether anything is left of one
	// that has just been emptied, PostgreSQL would answer after stepping over all
	// that lies there until it is tidied up, and longer than a read may take.
	dead, id := int64(-1), ""
	for {
		err := r.db.QueryRow(ctx, `SELECT i.generation, i.import_id FROM register_import i
			WHERE i.office_id = $1 AND i.state IN ('replaced', 'removed', 'dropped') AND (i.generation, i.import_id) > ($2, $3)
			AND (EXISTS (SELECT 1 FROM resident_record r WHERE r.office_id = i.office_id AND r.generation = i.generation)
				OR EXISTS (SELECT 1 FROM register_key k WHERE k.office_id = i.office_id AND k.generation = i.generation)
				OR EXISTS (SELECT 1 FROM register_reject j WHERE j.office_id = i.office_id AND j.import_id = i.import_id))
			ORDER BY i.generation, i.import_id LIMIT 1`, scope.Office, dead, id).Scan(&dead, &id)
		if errors.Is(err, sql.ErrNoRows) {
			return r.sweepIndexes(ctx, scope.Office)
		}
		if err != nil {
			return fault.Wrap("register.sweep", err)
		}
		if err := r.emptied(ctx, scope.Office, "register_key", "generation", dead, "term", "row_no"); err != nil {
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

// front is how far a table is emptied, in the order of its key.
type front struct {
	term string
	row  int64
}

// values are those of the key's columns, into points at them.
func (f *front) values(key []string) (values, into []any) {
	for _, column := range key {
		if column == "term" {
			values, into = append(values, f.term), append(into, &f.term)
		} else {
			values, into = append(values, f.row), append(into, &f.row)
		}
	}
	return values, into
}

// emptied takes the rows of one generation, or one import, out of a table, in
// the order of its key. Each slice begins where the one before it ended: on
// PostgreSQL what is gone lies there for a while yet, and every slice that began
// at the front would step over all of it again.
func (r *Register) emptied(ctx context.Context, office, table, of string, which any, key ...string) error {
	cols, n := strings.Join(key, ", "), len(key)
	rest := fmt.Sprintf("FROM %s WHERE office_id = $1 AND %s = $2 AND (%s) > (%s)", table, of, cols, db.Params(3, n))
	end := fmt.Sprintf("SELECT %s %s ORDER BY %[1]s LIMIT 1 OFFSET $%[3]d", cols, rest, 3+n)
	upTo := fmt.Sprintf(" AND (%s) <= (%s)", cols, db.Params(3+n, n))
	var pace pace
	for at, more := (front{row: -1}), true; more; {
		var next front
		err := r.db.WriteSlice(ctx, office, func(tx *db.Tx) error {
			began, rows := time.Now(), pace.rows()
			defer func() { pace.took(rows, time.Since(began)) }()
			values, _ := at.values(key)
			_, into := next.values(key)
			params := append([]any{office, which}, values...)
			query := "DELETE " + rest
			err := tx.QueryRow(end, append(params, rows-1)...).Scan(into...)
			if more = err == nil; more {
				values, _ = next.values(key)
				query, params = query+upTo, append(params, values...)
			} else if !errors.Is(err, sql.ErrNoRows) { // fewer are left
				return err
			}
			_, err = tx.Exec(query, params...)
			return err
		})
		if err != nil {
			return fault.Wrap("register.sweep", err)
		}
		at = next
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
