package db

import "database/sql"

// Rows are the rows of a query. A limit that passes while they are read is the
// same fault as one that passes before the first: most of a long query's time
// goes by in Next.
type Rows struct {
	*sql.Rows
	fault func(error) error // nil inside a transaction, which names its faults at its end
	over  func()            // the same: the limit is the transaction's
}

// Close ends the reading.
func (r *Rows) Close() error {
	err := r.Rows.Close()
	if r.over != nil {
		r.over()
	}
	return err
}

// Err is what ended the rows early.
func (r *Rows) Err() error { return named(r.fault, r.Rows.Err()) }

// Scan reads the columns of the row.
func (r *Rows) Scan(into ...any) error { return named(r.fault, r.Rows.Scan(into...)) }

// Column reads rows of one column to their end: Column[string](d.Query(...)).
func Column[T any](rows *Rows, err error) (out []T, _ error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Row is the one row of QueryRow.
type Row struct {
	row   *sql.Row
	fault func(error) error
	over  func()
}

// Scan reads the columns of the row; sql.ErrNoRows if there is none.
func (r *Row) Scan(into ...any) error {
	if r.over != nil {
		defer r.over()
	}
	return named(r.fault, r.row.Scan(into...))
}

func named(fault func(error) error, err error) error {
	if err == nil || fault == nil {
		return err
	}
	return fault(err)
}
