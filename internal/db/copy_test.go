package db_test

import (
	"context"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// A copy carries every kind of value over, from either engine to either.
func TestCopyRowsBetweenEngines(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, from *db.DB) {
		err := from.Write(ctx, "3503", func(tx *db.Tx) error {
			var rows [][]any
			for i := range 4500 {
				rows = append(rows, []any{"3503", "copy", string(rune('a'+i%26)) + string(rune('A'+i/26%26)) + string(rune('0'+i/676)),
					[]byte{0, 1, 255, byte(i)}, "waiting", i, 0, "", 0, false, 0, 0, "", "", i, 0})
			}
			return tx.InsertMany("job", []string{"office_id", "kind", "job_key", "payload", "state", "run_at", "attempts",
				"lease_owner", "lease_until", "cancel_wanted", "progress_done", "progress_all", "note_key", "error_key",
				"created_at", "finished_at"}, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, open := range map[string]func(testing.TB, ...func(*db.Options)) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
			to := open(t)
			if err := db.CopyRows(ctx, from, to); err != nil {
				t.Fatalf("to %s: %v", name, err)
			}
			var n, sum int64
			var payload []byte
			if err := to.QueryRow(ctx, `SELECT COUNT(*), SUM(run_at) FROM job`).Scan(&n, &sum); err != nil {
				t.Fatal(err)
			}
			if n != 4500 || sum != 4500*4499/2 {
				t.Fatalf("to %s: %d rows, sum %d", name, n, sum)
			}
			if err := to.QueryRow(ctx, `SELECT payload FROM job WHERE run_at = 7`).Scan(&payload); err != nil || string(payload) != "\x00\x01\xff\x07" {
				t.Fatalf("to %s: payload %x %v", name, payload, err)
			}
		}
	})
}
