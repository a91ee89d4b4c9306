package db

import (
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// inArrays is from how many rows on they go to PostgreSQL with one array a
// column: a text with a parameter a value is read and planned anew each time, and
// a few sizes of it make ten statements of seventy rows.
const inArrays = 8

// arrayRows is how many rows are in one statement at most: some are a page of an
// index each, and all of them lie in memory until they are sent.
const arrayRows = 256

// array is a column of rows.
type array = pgtype.FlatArray[any]

func (t *Tx) insertArrays(table string, cols []string, rows [][]any, tail string, run func(string, ...any) error) error {
	text, err := t.arraysText(table, cols, tail)
	if err != nil {
		return err
	}
	for len(rows) > 0 {
		part := rows[:min(len(rows), arrayRows)]
		args, err := columnsOf(table, cols, part)
		if err != nil {
			return t.note(err)
		}
		if err := run(text, args...); err != nil {
			return err
		}
		rows = rows[len(part):]
	}
	return nil
}

// columnsOf turns rows by their side: an array a column.
func columnsOf(table string, cols []string, rows [][]any) ([]any, error) {
	arrays := make([]array, len(cols))
	args := make([]any, len(cols))
	for i := range arrays {
		arrays[i] = make(array, len(rows))
		args[i] = arrays[i]
	}
	for n, r := range rows {
		if len(r) != len(cols) {
			return nil, rowLength(table, len(r), len(cols))
		}
		for i, v := range r {
			value := driver.NamedValue{Value: v}
			if err := argument(&value); err != nil {
				return nil, err
			}
			arrays[i][n] = value.Value
		}
	}
	return args, nil
}

// arraysText is the statement, which names the type of each column: the server
// does not guess those of unnest.
func (t *Tx) arraysText(table string, cols []string, tail string) (string, error) {
	kind := insertKind{table, strings.Join(cols, ", "), tail}
	if text, ok := t.group.arrays.Load(kind); ok {
		return text.(string), nil
	}
	types, err := t.columnTypes(table)
	if err != nil {
		return "", err
	}
	arrays := make([]string, len(cols))
	for i, c := range cols {
		arrays[i] = fmt.Sprintf("$%d::%s[]", i+1, types[c])
	}
	text := fmt.Sprintf("INSERT INTO %s (%s) SELECT * FROM unnest(%s)%s", table, kind.cols, strings.Join(arrays, ", "), tail)
	t.group.arrays.Store(kind, text)
	return text, nil
}

type insertKind struct{ table, cols, tail string }

func (t *Tx) columnTypes(table string) (map[string]string, error) {
	rows, err := t.Query(`SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
		WHERE attrelid = CAST($1 AS TEXT)::regclass AND attnum > 0 AND NOT attisdropped`, table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	types := map[string]string{}
	for rows.Next() {
		var name, of string
		if err := rows.Scan(&name, &of); err != nil {
			return nil, t.note(err)
		}
		types[name] = of
	}
	return types, t.note(rows.Err())
}
