package db_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

func puttingLater(name string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return tx.Later(`INSERT INTO setting (office_id, name, value, changed_at) VALUES ($1, $2, $3, $4)`, "JK", name, "x", 1)
	}
}

// What nobody asks about goes together with what somebody asks about.
func TestLaterCostsNoWayOfItsOwn(t *testing.T) {
	d := dbtest.OpenPostgres(t)
	write := func() {
		if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
			if err := puttingLater("a")(tx); err != nil {
				return err
			}
			var n int
			if err := tx.QueryRow(`SELECT COUNT(*) FROM setting WHERE office_id = $1`, "JK").Scan(&n); err != nil || n != 1 {
				t.Errorf("%d rows, %v", n, err)
			}
			return tx.Later(`DELETE FROM setting WHERE office_id = $1`, "JK")
		}); err != nil {
			t.Fatal(err)
		}
	}
	write()
	before := d.Answers()
	write()
	if n := d.Answers() - before; n != 2 {
		t.Errorf("waited for %d answers: BEGIN to the query is one, the rest to COMMIT another", n)
	}
}

// The answer to a member's last statement may come while another runs.
func TestLateErrorIsItsOwnMembers(t *testing.T) {
	asks := func(name string) func(*db.Tx) error {
		return func(tx *db.Tx) error {
			var n int
			if err := tx.QueryRow(`SELECT COUNT(*) FROM setting WHERE office_id = $1`, "JK").Scan(&n); err != nil {
				return err
			}
			return puttingLater(name)(tx)
		}
	}
	silent := func(*db.Tx) error { return nil }
	swallows := func(tx *db.Tx) error {
		_ = puttingLater("a")(tx)
		var n int
		_ = tx.QueryRow(`SELECT 1`).Scan(&n)
		return nil
	}
	refuses := func(tx *db.Tx) error { _ = puttingLater("r")(tx); return errors.New("refused") }
	for what, c := range map[string]struct {
		fns  []func(*db.Tx) error
		fail []bool
		want string
	}{
		"in the middle":      {[]func(*db.Tx) error{puttingLater("a"), puttingLater("a"), asks("b")}, []bool{false, true, false}, "a b"},
		"at the end":         {[]func(*db.Tx) error{asks("a"), puttingLater("b"), puttingLater("b")}, []bool{false, false, true}, "a b"},
		"first of all":       {[]func(*db.Tx) error{refuses, puttingLater("a"), asks("b")}, []bool{true, false, false}, "a b"},
		"swallowed":          {[]func(*db.Tx) error{asks("a"), swallows, asks("b")}, []bool{false, true, false}, "a b"},
		"refused unsent":     {[]func(*db.Tx) error{puttingLater("a"), refuses, puttingLater("b")}, []bool{false, true, false}, "a b"},
		"nothing sent":       {[]func(*db.Tx) error{silent, refuses, silent}, []bool{false, true, false}, ""},
		"nothing sent, then": {[]func(*db.Tx) error{silent, refuses, asks("a")}, []bool{false, true, false}, "a"},
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			t.Log(what)
			errs := together(t, d, c.fns...)
			for i, err := range errs {
				if (err != nil) != c.fail[i] {
					t.Errorf("member %d: %v", i, err)
				}
			}
			if got := names(t, d); got != c.want {
				t.Errorf("rows %q, want %q", got, c.want)
			}
		})
	}
}

// A value is the same Go value whichever way the query went.
func TestSentRowsAreLikeOthers(t *testing.T) {
	d := dbtest.OpenPostgres(t)
	const q = `SELECT CAST($1 AS BIGINT), CAST(2 AS SMALLINT), CAST(3 AS INTEGER), CAST('teks' AS TEXT), CAST('\x0102' AS BYTEA),
		CAST(NULL AS TEXT), CAST(1.5 AS DOUBLE PRECISION), 1 = 1, SUM(CAST(v AS BIGINT)), CAST('2021-03-01 08:00:00Z' AS TIMESTAMPTZ),
		CAST('x' AS VARCHAR(9)) FROM (VALUES (1), (2)) AS x (v)`
	read := func(tx *db.Tx) []any {
		rows, err := tx.Query(q, 7)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var out []any
		for rows.Next() {
			row, into := make([]any, 11), make([]any, 11)
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			out = append(out, row...)
		}
		return out
	}
	var sent, plain []any
	if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
		sent = read(tx) // together with BEGIN
		plain = read(tx)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(sent) != 11 || !reflect.DeepEqual(sent, plain) {
		t.Errorf("sent  %#v\nplain %#v", sent, plain)
	}
}
