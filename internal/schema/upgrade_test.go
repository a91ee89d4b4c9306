package schema_test

import (
	"database/sql"
	"net/url"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/schema"
)

// The register of an older program is there after the upgrade, under the same
// ids: decisions on cases name them.
func TestUpgradeKeepsTheRegister(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/old.db", "postgres": emptyPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			d, err := db.Open(ctx, db.Options{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = d.Close() }()
			if err := schema.MigrateTo(ctx, d, 2299); err != nil {
				t.Fatal(err)
			}
			err = d.Write(ctx, "3503", func(tx *db.Tx) error {
				return tx.InsertMany("resident_record", []string{"office_id", "person_id", "nik", "kk", "name", "name_folded", "sex", "birth", "birth_year",
					"village", "mother", "address", "rt", "rw", "state", "recorded", "source", "disability"}, [][]any{
					{"3503", "reg-2", "3503045708439001", "3503040101089001", "Katinem", "KATINEM", "P", "1943-08-17", 1943, "35.03.04.2010", "Satiyem", "Dusun A", "001", "002", "active", 0, "demo", "netra"},
					{"3503", "reg-1", "", "", "Mujiono", "MUJIONO", "L", "1966", 1966, "35.03.04.2010", "", "", "", "", "active", 1, "demo", ""},
					{"3503", "reg-3", "3503041203669003", "3503040101089003", "Sumini", "SUMINI", "P", "1951", 1951, "35.03.04.2010", "", "", "1", "02", "active", 1, "demo", ""},
					{"3503", "reg-4", "3503041203669004", "3503040101089003", "Bejo", "BEJO", "L", "1951", 1951, "35.03.04.2010", "", "", "1", "02", "active", 1, "demo", ""}})
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Migrate(ctx, d); err != nil {
				t.Fatal(err)
			}
			l, err := ledger.Open(ctx, d, ledger.Options{Office: "3503", Replica: "office", IsOffice: true, Kinds: []casefile.Kind{casefile.NewKind()}})
			if err != nil {
				t.Fatal(err)
			}
			r, scope := register.Open(d, l), account.New(account.Options{Office: "3503", DB: d, Ledger: l}).System("verb.test")
			if err := r.Ready(ctx, scope); err != nil { // as serve does: there was no search index before
				t.Fatal(err)
			}
			p, err := r.Get(ctx, scope, "reg-2")
			if err != nil || p.Name != "Katinem" || p.RT != "001" || p.Disability != "netra" || p.Source != "semula" {
				t.Errorf("%+v %v", p, err)
			}
			if n, err := r.Count(ctx, scope); err != nil || n != 4 {
				t.Errorf("%d residents, %v", n, err)
			}
			for what, id := range map[string]string{register.LacksRecording: "reg-2", register.LacksNIK: "reg-1"} {
				list, err := r.Lacking(ctx, scope, register.Lacking{What: what, Area: "35.03.04"}, 10)
				if err != nil || len(list) != 1 || list[0].ID != id {
					t.Errorf("%s: %d, %v", what, len(list), err)
				}
			}
			for _, q := range []register.Query{{NIK: "3503045708439001"}, {Name: "katinem", Birth: "1943"}, {Name: "katinem", Village: "35.03.04.2010"}} {
				found, err := r.Candidates(ctx, scope, q)
				if err != nil || len(found) != 1 || found[0].Ref != "register:reg-2" {
					t.Errorf("%+v: %d, %v", q, len(found), err)
				}
			}
			family, err := r.Household(ctx, scope, "3503040101089001")
			if err != nil || len(family) != 1 {
				t.Errorf("%d of the family, %v", len(family), err)
			}
			if near, err := r.Neighbours(ctx, scope, p); err != nil || len(near) != 1 || near[0].ID != "reg-3" {
				t.Errorf("beside them live %+v, %v", near, err)
			}
		})
	}
}

// emptyPostgres is the address of a schema without tables.
func emptyPostgres(t *testing.T) string {
	t.Helper()
	d := dbtest.OpenPostgres(t)
	if err := d.Maintain(t.Context(), func(pool *sql.DB) error {
		_, err := pool.Exec(`CREATE SCHEMA before`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var name string
	if err := d.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(dbtest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	q := u.Query()
	q.Set("search_path", "before")
	u.RawQuery = q.Encode()
	return u.String()
}
