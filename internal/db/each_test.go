package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

func put(tx *db.Tx, name, value string) error {
	_, err := tx.Exec(`INSERT INTO setting (office_id, name, value, changed_at) VALUES ($1, $2, $3, $4)`,
		"JK", name, value, db.Micros(tx.Now))
	return err
}

func exec(t *testing.T, d *db.DB, q string) {
	t.Helper()
	if err := d.Maintain(t.Context(), func(pool *sql.DB) error { _, err := pool.Exec(q); return err }); err != nil {
		t.Fatal(err)
	}
}

// The engines must agree about arguments, or a mistake shows only on one.
func TestArgumentsAreTheSameOnBothEngines(t *testing.T) {
	type kind string
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, `CREATE TABLE thing (id BIGINT, yes SMALLINT, word TEXT)`)
		write := func(q string, args ...any) error {
			return d.Write(t.Context(), "JK", func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err })
		}
		if err := write(`INSERT INTO thing (word, id, yes) VALUES ($3, $1, $2)`, 7, true, kind("batu")); err != nil {
			t.Fatal(err)
		}
		var id int64
		var yes bool
		var word kind
		if err := d.QueryRow(t.Context(), `SELECT id, yes, word FROM thing WHERE word = $2 AND id = $1`, 7, "batu").Scan(&id, &yes, &word); err != nil || id != 7 || !yes || word != "batu" {
			t.Fatal(id, yes, word, err)
		}
		for what, err := range map[string]error{
			"too few":   write(`INSERT INTO thing (id, yes) VALUES ($1, $2)`, 1),
			"too many":  write(`INSERT INTO thing (id) VALUES ($1)`, 1, 2),
			"a time":    write(`INSERT INTO thing (id) VALUES ($1)`, time.Now()),
			"no table":  write(`INSERT INTO nothing (id) VALUES ($1)`, 1),
			"no office": d.Write(t.Context(), "", func(*db.Tx) error { return nil }),
		} {
			if err == nil {
				t.Errorf("%s: accepted", what)
			}
		}
	})
}

func TestErrorsHoldNoValues(t *testing.T) {
	const secret = "3503019001239001"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, `CREATE TABLE person (nik TEXT PRIMARY KEY, age BIGINT CHECK (age < 150))`)
		add := func(nik, age any) error {
			return d.Write(t.Context(), "JK", func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO person (nik, age) VALUES ($1, $2)`, nik, age)
				return err
			})
		}
		if err := add(secret, 3); err != nil {
			t.Fatal(err)
		}
		taken := add(secret, 3)
		if !db.IsUnique(taken) {
			t.Errorf("a taken key is not known as one: %v", taken)
		}
		var n int64
		if err := add("n"+secret, 4); err != nil {
			t.Fatal(err)
		}
		later := func() error { // an error that comes with a later row
			rows, err := d.Query(t.Context(), `SELECT CAST(nik AS BIGINT) / (age - 4) FROM person ORDER BY nik`)
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				_ = rows.Scan(&n)
			}
			return rows.Err()
		}()
		for _, err := range []error{taken, add("x", 3503019001239001), add("y", secret+"x"), later} {
			if d.Engine() == db.SQLite && err == nil {
				continue // not a STRICT table here
			}
			if err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("error %v", err)
			}
		}
	})
}

func TestViewIsOneSnapshotAndCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		count := func(tx *db.Tx) (n int) {
			if err := tx.QueryRow(`SELECT count(*) FROM setting WHERE office_id = $1`, "JK").Scan(&n); err != nil {
				t.Error(err)
			}
			return n
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			before := count(tx)
			if err := d.Write(t.Context(), "JK", putting("a")); err != nil {
				t.Error(err)
			}
			if after := count(tx); before != 0 || after != 0 {
				t.Errorf("a snapshot saw %d, then %d", before, after)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.View(t.Context(), putting("b")); err == nil {
			t.Error("a view wrote")
		}
		if _, err := d.Query(t.Context(), `SELECT 1`); err != nil {
			t.Error(err)
		}
		if got := names(t, d); got != "a" {
			t.Errorf("rows %q", got)
		}
	})
}

func TestReadersAreTimeLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		began := time.Now()
		err := d.View(t.Context(), func(tx *db.Tx) error {
			var n int64
			return tx.QueryRow(`WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT count(*) FROM n`).Scan(&n)
		})
		if !fault.Is(err, fault.Busy) || time.Since(began) > 5*time.Second {
			t.Fatal(time.Since(began), err)
		}
	}, func(o *db.Options) { o.ReadLimit = 100 * time.Millisecond })
}

// Whoever is told to try again later learns it from every way of reading, also
// where the limit passes while rows are read.
func TestEveryWayOfReadingNamesTheLimit(t *testing.T) {
	const endless = `WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT `
	ways := map[string]func(t *testing.T, d *db.DB) error{
		"one row": func(t *testing.T, d *db.DB) error {
			var n int64
			return d.QueryRow(t.Context(), endless+`count(*) FROM n`).Scan(&n)
		},
		"rows": func(t *testing.T, d *db.DB) error {
			rows, err := d.Query(t.Context(), endless+`count(*) FROM n`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var n int64
				if err := rows.Scan(&n); err != nil {
					return err
				}
			}
			return rows.Err()
		},
		"rows that come one by one": func(t *testing.T, d *db.DB) error {
			rows, err := d.Query(t.Context(), endless+`i FROM n`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var n int64
				if err := rows.Scan(&n); err != nil {
					return err
				}
			}
			return rows.Err()
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, way := range ways {
			began := time.Now()
			err := way(t, d)
			if f := fault.As(fault.Wrap("fault.internal", err)); f == nil || f.Kind != fault.Busy || f.Key != "db.read_limit" || time.Since(began) > 5*time.Second {
				t.Errorf("%s, after %v: %v", name, time.Since(began), err)
			}
		}
		// A connection that was cut is made anew, within the same limit.
		var n int
		err := d.QueryRow(t.Context(), `SELECT 1 WHERE 1 = 2`).Scan(&n)
		for tries := 0; fault.Is(err, fault.Busy) && tries < 50; tries++ {
			err = d.QueryRow(t.Context(), `SELECT 1 WHERE 1 = 2`).Scan(&n)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			t.Error(err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.QueryRow(gone, `SELECT 1`).Scan(&n); !errors.Is(err, context.Canceled) || fault.Is(err, fault.Busy) {
			t.Error("whoever went away is told to come again:", err)
		}
	}, func(o *db.Options) { o.ReadLimit = 100 * time.Millisecond })
}

// On a busy machine the limit is over before the snapshot is there.
func TestReadLimitBeforeTheFirstQuestion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 20 {
			err := d.View(t.Context(), func(tx *db.Tx) error {
				time.Sleep(time.Millisecond)
				var n int
				return tx.QueryRow(`SELECT 1`).Scan(&n)
			})
			if !fault.Is(err, fault.Busy) {
				t.Fatal(err)
			}
		}
	}, func(o *db.Options) { o.ReadLimit = time.Nanosecond })
}

func TestInsertMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		cols := []string{"office_id", "name", "value", "changed_at"}
		var rows [][]any
		for i := range 1003 {
			rows = append(rows, []any{"JK", fmt.Sprint(i), "x", int64(i)})
		}
		if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
			if err := tx.InsertMany("setting", cols, rows[:701]); err != nil {
				return err
			}
			n, err := tx.InsertMissing("setting", cols, rows)
			if err == nil && n != 302 {
				err = fmt.Errorf("%d rows were missing", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var n, sum int64
		if err := d.QueryRow(t.Context(), `SELECT count(*), sum(changed_at) FROM setting WHERE office_id = $1`, "JK").Scan(&n, &sum); err != nil || n != 1003 || sum != 1002*1003/2 {
			t.Fatal(n, sum, err)
		}
		if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error { return tx.InsertMany("setting", cols, [][]any{{1}}) }); err == nil {
			t.Error("a short row was accepted")
		}
		// What is there already, or does not fit, is refused whole, and told without it.
		for _, bad := range []any{int64(7), "rahasia"} {
			more := [][]any{{"JK", "zz", "x", bad}}
			for i := range 300 {
				more = append(more, []any{"JK", fmt.Sprint("z", i), "x", int64(i)})
			}
			if bad == int64(7) {
				more = append(more, more[0])
			} else if d.Engine() == db.SQLite {
				continue // which keeps what does not fit
			}
			err := d.Write(t.Context(), "JK", func(tx *db.Tx) error { return tx.InsertMany("setting", cols, more) })
			if err == nil || strings.Contains(fmt.Sprint(err, errors.Unwrap(err)), "rahasia") {
				t.Errorf("%v: %v", bad, err)
			}
		}
		if err := d.QueryRow(t.Context(), `SELECT count(*) FROM setting WHERE office_id = $1 AND name LIKE 'z%'`, "JK").Scan(&n); err != nil || n != 0 {
			t.Error(n, err)
		}
	})
}

// Few and many rows are kept alike, whichever way they go to the engine.
func TestRowsAreKeptAsTheyAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, `CREATE TABLE thing (id BIGINT PRIMARY KEY, yes SMALLINT, word TEXT, raw BYTEA)`)
		cols := []string{"id", "yes", "word", "raw"}
		words := []any{"batu", "", nil, `{"a":1}`, "a,b;\"c\"\\", "ꦧꦠꦸ 🪨", "NULL", "{}"}
		raws := []any{[]byte{0, 1, 255}, []byte{}, nil}
		row := func(i int) []any { return []any{i, i%2 == 0, words[i%len(words)], raws[i%len(raws)]} }
		text := func(v any) string {
			if b, ok := v.([]byte); ok {
				return fmt.Sprintf("%x", b)
			}
			return fmt.Sprint(v)
		}
		for _, n := range []int{1, 7, 8, 9, 77, 255, 256, 1100} {
			var rows, over [][]any
			for i := range n {
				rows, over = append(rows, row(i)), append(over, row(i))
				if i%3 == 0 {
					over[i][2] = "baru"
				}
			}
			if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
				if _, err := tx.Exec(`DELETE FROM thing`); err != nil {
					return err
				}
				if err := tx.InsertMany("thing", cols, rows[:n-n/4]); err != nil {
					return err
				}
				return tx.InsertOver("thing", []string{"id"}, cols, over)
			}); err != nil {
				t.Fatal(n, err)
			}
			got, err := d.Query(t.Context(), `SELECT id, yes, word, raw FROM thing ORDER BY id`)
			if err != nil {
				t.Fatal(err)
			}
			i := 0
			for ; got.Next(); i++ {
				var id int
				var yes bool
				var word, raw any
				if err := got.Scan(&id, &yes, &word, &raw); err != nil {
					t.Fatal(err)
				}
				if id != i || yes != (i%2 == 0) || text(word) != text(over[i][2]) || text(raw) != text(over[i][3]) {
					t.Fatalf("%d of %d: %v %v %v, want %v", i, n, yes, word, raw, over[i])
				}
			}
			if err := got.Err(); err != nil || i != n {
				t.Fatal(i, n, err)
			}
			_ = got.Close()
		}
		for _, bad := range [][]any{{1, true, time.Now(), nil}, {1, true, "x"}} {
			rows := [][]any{}
			for i := range 20 {
				rows = append(rows, row(5000+i))
			}
			if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error { return tx.InsertMany("thing", cols, append(rows, bad)) }); err == nil {
				t.Errorf("%v was accepted", bad)
			}
		}
	})
}

func TestTextIsOrderedByBytes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, err := range together(t, d, putting("b"), putting("B"), putting("a-c"), putting("ab"), putting("é"), putting("_")) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := names(t, d); got != "B _ a-c ab b é" {
			t.Fatalf("order %q", got)
		}
	})
}

func TestScope(t *testing.T) {
	for _, c := range []struct {
		scope db.Scope
		empty bool
		sql   string
		args  int
	}{
		{db.Scope{}, true, "1=0", 0},
		{db.Scope{Office: "JK"}, true, "1=0", 0},
		{db.Scope{Areas: []string{""}}, true, "1=0", 0},
		{db.Scope{Office: "JK", Areas: []string{"", "35.03"}}, false, "1=1", 0},
		{db.Scope{Office: "JK", Areas: []string{"35.03"}}, false, "((area >= $2 AND area < $3))", 2},
		{db.Scope{Office: "JK", Areas: []string{"\xff"}}, false, "1=0", 0},
		{db.Scope{Office: "JK", Agency: "dinsos"}, false, "1=0", 0},
	} {
		sql, args := c.scope.AreaFilter("area", 2)
		if c.scope.Empty() != c.empty || sql != c.sql || len(args) != c.args {
			t.Errorf("%+v: empty %v, %s %v", c.scope, c.scope.Empty(), sql, args)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, `CREATE TABLE place (area TEXT)`)
		if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
			return tx.InsertMany("place", []string{"area"}, [][]any{{"35.03.01.2001"}, {"35.03.01"}, {"35.03.02.2001"}, {"35.04.01.2001"}, {"35.03.10.2001"}, {nil}})
		}); err != nil {
			t.Fatal(err)
		}
		for areas, want := range map[string]int{"35.03.01": 2, "35.03": 4, "35.03.01,35.04": 3, "35.03.01.2001": 1, "36": 0} {
			where, args := db.Scope{Office: "JK", Areas: strings.Split(areas, ",")}.AreaFilter("area", 2)
			var n int
			err := d.QueryRow(t.Context(), `SELECT count(*) FROM place WHERE CAST($1 AS BIGINT) = 1 AND `+where, append([]any{1}, args...)...).Scan(&n)
			if err != nil || n != want {
				t.Errorf("%s: %d rows, want %d (%v)", areas, n, want, err)
			}
		}
	})
}

func TestClosedAndUnknown(t *testing.T) {
	for _, url := range []string{"", "jempol.db", "mysql://x", "postgres://%zz"} {
		if _, err := db.Open(t.Context(), db.Options{URL: url}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", url, err)
		}
	}
	if _, err := db.Open(t.Context(), db.Options{URL: "postgres://127.0.0.1:1/x"}); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.QueryRow(t.Context(), `SELECT name FROM setting`).Scan(new(string)); !errors.Is(err, sql.ErrNoRows) {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if err := d.Write(t.Context(), "JK", putting("a")); !fault.Is(err, fault.Unavailable) {
			t.Error(err)
		}
	})
}

func TestMicros(t *testing.T) {
	now := time.Date(2021, 1, 1, 8, 0, 0, 123456789, time.FixedZone("WIB", 7*3600))
	if got := db.FromMicros(db.Micros(now)); !got.Equal(now.Truncate(time.Microsecond)) || got.Location() != time.UTC {
		t.Error(got)
	}
	if db.Micros(time.Time{}) != 0 || !db.FromMicros(0).IsZero() {
		t.Error("the zero time is not kept")
	}
}
