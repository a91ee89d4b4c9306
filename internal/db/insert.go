package db

import (
	"fmt"
	"strings"
)

// chunks are the row counts of one INSERT: few sizes, so that the statement
// caches hold few texts.
var chunks = []int{256, 32, 4, 1}

// maxParams is SQLite's limit; PostgreSQL's is 65,535.
const maxParams = 32766

// InsertMany inserts rows, many in one statement.
func (t *Tx) InsertMany(table string, cols []string, rows [][]any) error {
	_, err := t.insert(table, cols, rows, "")
	return err
}

// InsertMissing inserts the rows whose key is not there yet and says how many.
func (t *Tx) InsertMissing(table string, cols []string, rows [][]any) (int64, error) {
	return t.insert(table, cols, rows, " ON CONFLICT DO NOTHING")
}

func (t *Tx) insert(table string, cols []string, rows [][]any, tail string) (int64, error) {
	var n int64
	args := make([]any, 0, min(len(rows), chunks[0])*len(cols))
	for len(rows) > 0 {
		k := 1
		for _, c := range chunks {
			if c <= len(rows) && c*len(cols) <= maxParams {
				k = c
				break
			}
		}
		args = args[:0]
		for _, r := range rows[:k] {
			if len(r) != len(cols) {
				return n, t.note(fmt.Errorf("insert into %s: a row has %d values for %d columns", table, len(r), len(cols)))
			}
			args = append(args, r...)
		}
		res, err := t.Exec(insertText(table, cols, k)+tail, args...)
		if err != nil {
			return n, err
		}
		m, err := res.RowsAffected()
		if err != nil {
			return n, err
		}
		n += m
		rows = rows[k:]
	}
	return n, nil
}

func insertText(table string, cols []string, rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES ", table, strings.Join(cols, ", "))
	p := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j := range cols {
			if j > 0 {
				b.WriteString(", ")
			}
			p++
			fmt.Fprintf(&b, "$%d", p)
		}
		b.WriteByte(')')
	}
	return b.String()
}
