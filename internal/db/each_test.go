package db_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

func put(tx *db.Tx, name, value string) error {
	_, err := tx.Exec(`INSERT INTO setting (office_id, name, value, changed_at) VALUES ($1, $2, $3, $4)`,
		"JK", name, value, db.Micros(tx.Now))
	return err
}

func TestWriteAndRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Write(ctx, "JK", func(tx *db.Tx) error { return put(tx, "a", "1") }); err != nil {
			t.Fatal(err)
		}
		var v string
		if err := d.QueryRow(ctx, `SELECT value FROM setting WHERE name = $2 AND office_id = $1`, "JK", "a").Scan(&v); err != nil || v != "1" {
			t.Fatal(v, err)
		}
	})
}
