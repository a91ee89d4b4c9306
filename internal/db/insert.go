package db

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// chunks are the row counts of one INSERT: few sizes, so that the statement
// caches hold few texts.
var chunks = []int{256, 32, 4, 1}

// maxParams is SQLite's limit; PostgreSQL's is 65,535.
const maxParams = 32766

// InsertMany inserts rows, many in one statement, as Later does.
func (t *Tx) InsertMany(table string, cols []string, rows [][]any) error {
	return t.insert(table, cols, rows, "", nil)
}

// InsertMissing inserts the rows whose key is not there yet and says how many.
func (t *Tx) InsertMissing(table string, cols []string, rows [][]any) (int64, error) {
	var n int64
	err := t.insert(table, cols, rows, " ON CONFLICT DO NOTHING", func(q string, args ...any) error {
		res, err := t.Exec(q, args...)
		if err != nil {
			return err
		}
		m, err := res.RowsAffected()
		n += m
		return err
	})
	return n, err
}

// InsertOver inserts rows, as Later does; one whose key is there already is
// written over. A row may stand in rows once.
func (t *Tx) InsertOver(table string, key, cols []string, rows [][]any) error {
	var set []string
	for _, c := range cols {
		if !slices.Contains(key, c) {
			set = append(set, c+" = excluded."+c)
		}
	}
	tail := " ON CONFLICT (" + strings.Join(key, ", ") + ") DO NOTHING"
	if set != nil {
		tail = " ON CONFLICT (" + strings.Join(key, ", ") + ") DO UPDATE SET " + strings.Join(set, ", ")
	}
	return t.insert(table, cols, rows, tail, nil)
}

// insert inserts with statements of a few sizes; exec runs them where somebody
// asks how it went.
func (t *Tx) insert(table string, cols []string, rows [][]any, tail string, exec func(string, ...any) error) error {
	run := exec
	if run == nil {
		run = t.Later
	}
	if t.group != nil && t.group.arrays != nil && len(rows) >= inArrays {
		return t.insertArrays(table, cols, rows, tail, run)
	}
	var args []any
	for len(rows) > 0 {
		k := 1
		for _, c := range chunks {
			if c <= len(rows) && c*len(cols) <= maxParams {
				k = c
				break
			}
		}
		for _, r := range rows[:k] {
			if len(r) != len(cols) {
				return t.note(rowLength(table, len(r), len(cols)))
			}
		}
		text := insertText(table, cols, k) + tail
		if exec == nil && t.group != nil && t.group.arrays == nil {
			if err := t.bind(text, rows[:k]); err != nil {
				return err
			}
			rows = rows[k:]
			continue
		}
		args = args[:0]
		for _, r := range rows[:k] {
			args = append(args, r...)
		}
		if err := run(text, args...); err != nil {
			return err
		}
		rows = rows[k:]
	}
	return nil
}

func rowLength(table string, values, columns int) error {
	return fmt.Errorf("insert into %s: a row has %d values for %d columns", table, values, columns)
}

// bind runs an insertion on SQLite's connection itself: database/sql would copy
// every value twice before, a fifth of all garbage while a list is saved.
func (t *Tx) bind(text string, rows [][]any) error {
	if t.err != nil {
		return t.err
	}
	return t.note(t.group.conn.Raw(func(dc any) error { return dc.(*sqliteConn).bind(t.ctx, text, rows) }))
}

// insertTexts holds the texts that were needed: one a table, its columns and a
// count of chunks, so they are few.
var insertTexts sync.Map

func insertText(table string, cols []string, rows int) string {
	type kind struct {
		table, cols string
		rows        int
	}
	k := kind{table, strings.Join(cols, ", "), rows}
	if text, ok := insertTexts.Load(k); ok {
		return text.(string)
	}
	text := newInsertText(table, cols, rows)
	insertTexts.Store(k, text)
	return text
}

func newInsertText(table string, cols []string, rows int) string {
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
