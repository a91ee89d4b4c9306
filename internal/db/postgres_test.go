package db_test

import (
	"sync/atomic"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

const killSelf = `SELECT pg_terminate_backend(pg_backend_pid())`

func TestLostConnectionCostsOnlyTheMemberThatLostIt(t *testing.T) {
	d := dbtest.OpenPostgres(t)
	var reconnects atomic.Int64
	d.OnReconnect(func() { reconnects.Add(1) })
	errs := together(t, d, putting("a"), func(tx *db.Tx) error { _, err := tx.Exec(killSelf); return err }, putting("b"))
	if errs[0] != nil || errs[2] != nil || names(t, d) != "a b" {
		t.Errorf("the others: %v, rows %q", errs, names(t, d))
	}
	if !fault.Is(errs[1], fault.Unavailable) {
		t.Errorf("the one: %v", errs[1])
	}
	if reconnects.Load() == 0 {
		t.Error("nobody was told of the new connection")
	}
}

// The server vanishes while it commits: nobody knows, and that is what is said.
func TestUnknownCommitIsSaid(t *testing.T) {
	d := dbtest.OpenPostgres(t)
	var reconnects atomic.Int64
	d.OnReconnect(func() { reconnects.Add(1) })
	exec(t, d, `CREATE TABLE fatal (id TEXT)`)
	exec(t, d, `CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END $$`)
	exec(t, d, `CREATE CONSTRAINT TRIGGER vanishing AFTER INSERT ON fatal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vanish()`)
	errs := together(t, d, putting("a"), func(tx *db.Tx) error { _, err := tx.Exec(`INSERT INTO fatal (id) VALUES ('x')`); return err })
	for i, err := range errs {
		if f := fault.As(err); f == nil || f.Key != "db.commit_unknown" {
			t.Errorf("member %d: %v", i, err)
		}
	}
	if err := d.Write(t.Context(), "JK", putting("after")); err != nil || reconnects.Load() != 1 {
		t.Errorf("after it: %v, %d reconnects", err, reconnects.Load())
	}
}

// A connection that died while nobody wrote is replaced without anybody noticing.
func TestIdleConnectionIsReplaced(t *testing.T) {
	d := dbtest.OpenPostgres(t)
	var pid int64
	if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
		return tx.QueryRow(`SELECT pg_backend_pid()`).Scan(&pid)
	}); err != nil {
		t.Fatal(err)
	}
	var ended bool
	if err := d.QueryRow(t.Context(), `SELECT pg_terminate_backend($1, 5000)`, pid).Scan(&ended); err != nil || !ended {
		t.Fatal(ended, err)
	}
	var told atomic.Bool
	d.OnReconnect(func() { told.Store(true) })
	if err := d.Write(t.Context(), "JK", putting("b")); err != nil || !told.Load() {
		t.Fatal(err, told.Load())
	}
	if _, err := d.Query(t.Context(), `CREATE TABLE x (y TEXT)`); err == nil {
		t.Error("a reader wrote")
	}
}
