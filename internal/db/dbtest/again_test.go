package dbtest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// What a test wrote or took away is not met by the next one, and a database whose
// tables it changed is met by nobody.
func TestADatabaseIsUsedAgainAsItWas(t *testing.T) {
	s, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	if s.model == nil {
		return // TEST_PG_DSN names a server on which nothing is used again
	}
	name := "t" + randomName() // none that another process may get
	s.admin(t, "CREATE DATABASE "+name+" TEMPLATE "+templateName)
	t.Cleanup(func() { s.admin(t, "DROP DATABASE "+name) })
	do := func(statements ...string) {
		t.Helper()
		if err := s.run(s.database(name), func(ctx context.Context, c *pgx.Conn) error {
			for _, q := range statements {
				if _, err := c.Exec(ctx, q); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	rows := func(table string) (n int) {
		t.Helper()
		if err := s.run(s.database(name), func(ctx context.Context, c *pgx.Conn) error {
			return c.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&n)
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := map[string]int{"feed": rows("feed")}
	for table := range s.model.rows {
		before[table] = rows(table)
		do(`DELETE FROM ` + table)
	}
	if len(before) < 2 {
		t.Fatal("the template has no rows of its own: nothing is tested")
	}
	do(`INSERT INTO feed (office_id, n, epoch, event_id) VALUES ('3503', 1, 'e', '\x00')`)
	if washed, err := s.wash(name); err != nil || !washed {
		t.Fatal(washed, err)
	}
	for table, n := range before {
		if got := rows(table); got != n {
			t.Errorf("%s has %d rows, and had %d", table, got, n)
		}
	}
	do(`ALTER TABLE feed ADD COLUMN more TEXT`)
	if washed, err := s.wash(name); err != nil || washed {
		t.Errorf("a database with another column is used again (%v)", err)
	}
}
