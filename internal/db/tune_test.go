package db_test

import (
	"fmt"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// A database that grew without anybody saying so is known after Tune, to those
// who read as well.
func TestTune(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for i := range 20 {
			if err := d.Write(t.Context(), "JK", putting(fmt.Sprintf("n%02d", i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Tune(t.Context()); err != nil {
			t.Fatal(err)
		}
		var n int
		known := `SELECT COUNT(*) FROM sqlite_stat1`
		if d.Engine() == db.Postgres {
			known = `SELECT COUNT(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND reltuples > 0`
		}
		if err := d.QueryRow(t.Context(), known).Scan(&n); err != nil || n == 0 {
			t.Errorf("%d tables are known, %v", n, err)
		}
	})
}
