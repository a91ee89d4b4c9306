package schema_test

import (
	"database/sql"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/schema"
)

func TestMigrateTwiceAndNeverBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 2 {
			if err := schema.Migrate(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			if v, err := schema.Current(t.Context(), d); err != nil || v != schema.Version() || v == 0 {
				t.Fatalf("version %d of %d, %v", v, schema.Version(), err)
			}
		}
		if err := schema.Check(t.Context(), d); err != nil {
			t.Error(err)
		}
		if err := d.Maintain(t.Context(), func(pool *sql.DB) error {
			_, err := pool.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`, schema.Version()+1, true)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := schema.Migrate(t.Context(), d); !fault.Is(err, fault.Unavailable) {
			t.Errorf("a newer database is accepted: %v", err)
		}
		if f := fault.As(schema.Check(t.Context(), d)); f == nil || f.Key != "schema.newer" {
			t.Error(f)
		}
	})
}

func TestEmptyDatabaseHasNoVersion(t *testing.T) {
	d, err := db.Open(t.Context(), db.Options{URL: "sqlite:" + t.TempDir() + "/empty.db"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if v, err := schema.Current(t.Context(), d); v != 0 || err != nil {
		t.Fatal(v, err)
	}
	if f := fault.As(schema.Check(t.Context(), d)); f == nil || f.Key != "schema.older" {
		t.Error(f)
	}
}
