package db

import (
	"context"
	"fmt"

	"github.com/jempolkeren/jempol/internal/fault"
)

// copyBatch is how many rows are held in memory at once.
const copyBatch = 2000

// copyOffice names the writes of a copy, which is of all offices.
const copyOffice = "copy"

// CopyRows copies every row of every table from one migrated database to
// another, freshly migrated one of the same version, on whichever engines: the
// way a PostgreSQL installation comes into a backup file, and out of one. It
// reads from one snapshot.
func CopyRows(ctx context.Context, from, to *DB) error {
	tables, err := to.tables(ctx)
	if err != nil {
		return err
	}
	return from.View(ctx, func(src *Tx) error {
		for _, t := range tables {
			if err := copyTable(ctx, src, to, t); err != nil {
				return fmt.Errorf("copy %s: %w", t, err)
			}
		}
		return nil
	})
}

// tables lists the program's tables. The migrations' own is left out: the
// target has been migrated by itself.
func (d *DB) tables(ctx context.Context) ([]string, error) {
	q := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%' ORDER BY name`
	if d.engine == Postgres {
		q = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
			AND table_name NOT LIKE 'goose_%' ORDER BY table_name`
	}
	out, err := Column[string](d.Query(ctx, q))
	return out, fault.Wrap("db.read", err)
}

func copyTable(ctx context.Context, src *Tx, to *DB, table string) error {
	rows, err := src.Query(`SELECT * FROM ` + table) // the columns are the table's own, by name, on both sides
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	for {
		batch, err := readBatch(rows, len(cols))
		if err != nil || len(batch) == 0 {
			return err
		}
		err = to.Write(ctx, copyOffice, func(tx *Tx) error { return tx.InsertMany(table, cols, batch) })
		if err != nil {
			return err
		}
	}
}

func readBatch(rows *Rows, width int) ([][]any, error) {
	var batch [][]any
	for len(batch) < copyBatch && rows.Next() {
		values, into := make([]any, width), make([]any, width)
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		batch = append(batch, values)
	}
	return batch, rows.Err()
}
