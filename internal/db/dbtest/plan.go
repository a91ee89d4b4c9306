package dbtest

import (
	"strings"
	"testing"
)

// Plan is how SQLite answers a query in a database of which it knows nothing
// yet, a line a step: that of an office that has just begun.
func Plan(t testing.TB, query string, args ...any) string {
	t.Helper()
	d := OpenSQLite(t)
	rows, err := d.Query(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		out.WriteString(step + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
