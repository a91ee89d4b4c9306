package db_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// A read that is over leaves nothing behind until its limit would have passed:
// at 2,000 reads a second those of ten seconds were some ten megabytes.
func TestAReadThatIsOverIsForgotten(t *testing.T) {
	d := dbtest.OpenSQLite(t, func(o *db.Options) { o.ReadLimit = time.Hour })
	var n int
	read := func() {
		if err := d.QueryRow(t.Context(), `SELECT 1`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		rows, err := d.Query(t.Context(), `SELECT 1`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(`SELECT 1`).Scan(&n) }); err != nil {
			t.Fatal(err)
		}
	}
	live := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for range 50 {
		read()
	}
	before := live()
	for range 2_000 {
		read()
	}
	if after := live(); after > before+1<<20 {
		t.Errorf("6,000 reads that are over hold %d kB", (after-before)>>10)
	}
}
