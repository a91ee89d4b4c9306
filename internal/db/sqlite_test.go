package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/schema"
)

func openFile(t *testing.T, path string, change func(*db.Options)) (*db.DB, error) {
	t.Helper()
	o := db.Options{URL: "sqlite:" + path, Readers: 2}
	if change != nil {
		change(&o)
	}
	d, err := db.Open(t.Context(), o)
	if err == nil {
		t.Cleanup(func() { _ = d.Close() })
	}
	return d, err
}

func mustOpen(t *testing.T, path string, change func(*db.Options)) *db.DB {
	t.Helper()
	d, err := openFile(t, path, change)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEncryptionAtRest(t *testing.T) {
	key := bytes.Repeat([]byte{7}, 32)
	keyed := func(o *db.Options) { o.Key = key }
	dir := filepath.Join(t.TempDir(), "map kerja 100%#?")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path, copied := filepath.Join(dir, "jempol.db"), filepath.Join(dir, "copy.db")
	d := mustOpen(t, path, keyed)
	if err := schema.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	const secret = "SITI-AMINAH-RAHASIA"
	if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error { return put(tx, "name", secret) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if err := d.Backup(t.Context(), copied); !fault.Is(err, fault.Conflict) {
		t.Errorf("a backup was overwritten: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil || bytes.Contains(b, []byte(secret)) || bytes.HasPrefix(b, []byte("SQLite format")) {
			t.Errorf("%s is readable without the key (%v)", filepath.Base(f), err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, copied} {
		beside := mustOpen(t, p, func(o *db.Options) { o.Key, o.ReadOnly = key, true })
		var v string
		if err := beside.QueryRow(t.Context(), `SELECT value FROM setting`).Scan(&v); err != nil || v != secret {
			t.Error(v, err)
		}
		for _, wrong := range [][]byte{nil, bytes.Repeat([]byte{8}, 32)} {
			_, err := openFile(t, p, func(o *db.Options) { o.Key = wrong })
			if f := fault.As(err); f == nil || f.Key != "db.wrong_key" {
				t.Errorf("key %v: %v", wrong, err)
			}
		}
	}
	if _, err := openFile(t, path, func(o *db.Options) { o.Key = []byte("short") }); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestFullDiskIsSaidAndCostsOnlyTheLargeOne(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	exec(t, d, `PRAGMA max_page_count = 60`)
	large := func(tx *db.Tx) error { return put(tx, "large", string(bytes.Repeat([]byte("x"), 1<<20))) }
	errs := together(t, d, putting("a"), large, putting("b"))
	if f := fault.As(errs[1]); f == nil || f.Key != "db.disk_full" || f.Kind != fault.Unavailable {
		t.Errorf("the large one: %v", errs[1])
	}
	if errs[0] != nil || errs[2] != nil || names(t, d) != "a b" {
		t.Errorf("the others: %v, rows %q", errs, names(t, d))
	}
}

// A folder as a power cut leaves it: the file, and a log that was never moved.
func TestReadOnlyBesideACrash(t *testing.T) {
	dir := t.TempDir()
	live := mustOpen(t, filepath.Join(dir, "live.db"), nil)
	if err := schema.Migrate(t.Context(), live); err != nil {
		t.Fatal(err)
	}
	if err := live.Write(t.Context(), "JK", putting("last")); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, "live.db"+suffix))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "crashed.db"+suffix), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	crashed := filepath.Join(dir, "crashed.db")
	before, err := os.ReadFile(crashed)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		d := mustOpen(t, crashed, func(o *db.Options) { o.ReadOnly = true })
		if got := names(t, d); got != "last" {
			t.Errorf("rows %q", got)
		}
		if v, err := schema.Current(t.Context(), d); err != nil || v != schema.Version() {
			t.Errorf("version %d, %v", v, err)
		}
		if err := d.Write(t.Context(), "JK", putting("x")); !fault.Is(err, fault.Unavailable) {
			t.Errorf("wrote: %v", err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if after, err := os.ReadFile(crashed); err != nil || !bytes.Equal(before, after) {
		t.Errorf("reading changed the file (%v)", err)
	}
	if _, err := openFile(t, filepath.Join(dir, "none.db"), func(o *db.Options) { o.ReadOnly = true }); fault.As(err) == nil || fault.As(err).Key != "db.cannot_open" {
		t.Error(err)
	}
}

func TestBackupWhileOthersWrite(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			// Two rows in one transaction: a copy has both or none.
			_ = d.Write(t.Context(), "JK", func(tx *db.Tx) error {
				n := time.Duration(i).String()
				return errors.Join(put(tx, "a"+n, "x"), put(tx, "b"+n, "x"))
			})
		}
	})
	for i := range 3 {
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := d.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		c := mustOpen(t, path, func(o *db.Options) { o.ReadOnly = true })
		var a, all int
		if err := c.QueryRow(t.Context(), `SELECT count(CASE WHEN name < 'b' THEN 1 END), count(*) FROM setting`).Scan(&a, &all); err != nil || 2*a != all {
			t.Errorf("copy %d: %d of %d (%v)", i, a, all, err)
		}
		var ok string
		if err := c.QueryRow(t.Context(), `PRAGMA integrity_check`).Scan(&ok); err != nil || ok != "ok" {
			t.Errorf("copy %d: %s %v", i, ok, err)
		}
	}
	stop()
	wg.Wait()
}

func TestLogIsTruncatedWhenIdle(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "idle.db")
	d := mustOpen(t, path, nil)
	if err := schema.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	size := func() int64 {
		s, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return s.Size()
	}
	if err := d.Write(t.Context(), "JK", putting("a")); err != nil || size() == 0 {
		t.Fatal(err, size())
	}
	// A reader that holds the log makes it wait, not fail.
	held := make(chan struct{})
	release := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = d.View(t.Context(), func(tx *db.Tx) error {
			err := tx.QueryRow(`SELECT name FROM setting`).Scan(new(string))
			close(held)
			<-release
			return err
		})
	})
	<-held
	if err := d.Write(t.Context(), "JK", putting("b")); err != nil {
		t.Fatal(err)
	}
	exec(t, d, `PRAGMA busy_timeout=50`)
	if done, err := d.Checkpoint(t.Context()); done || err != nil || size() == 0 {
		t.Errorf("a held log was truncated: %v %v", done, err)
	}
	close(release)
	wg.Wait()
	for end := time.Now().Add(8 * time.Second); size() > 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	if size() != 0 {
		t.Errorf("the log still has %d bytes", size())
	}
}

// A statement is taken out of the cache while its rows are open.
func TestSameStatementNested(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	together(t, d, putting("a"), putting("b"), putting("c"))
	n := 0
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		const q = `SELECT name FROM setting WHERE office_id = $1 ORDER BY name`
		outer, err := tx.Query(q, "JK")
		if err != nil {
			return err
		}
		defer func() { _ = outer.Close() }()
		for outer.Next() {
			inner, err := tx.Query(q, "JK")
			if err != nil {
				return err
			}
			for inner.Next() {
				n++
			}
			if err := errors.Join(inner.Err(), inner.Close()); err != nil {
				return err
			}
		}
		return outer.Err()
	}); err != nil || n != 9 {
		t.Fatal(n, err)
	}
}

func TestErasedTextLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erase.db")
	d := mustOpen(t, path, nil)
	if err := schema.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	const secret = "SITI-AMINAH-RAHASIA"
	if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error { return put(tx, "name", secret) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), "JK", func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE setting SET value = '' WHERE office_id = $1`, "JK")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if done, err := d.Checkpoint(t.Context()); !done || err != nil {
		t.Fatal(done, err)
	}
	for _, suffix := range []string{"", "-wal"} {
		if b, err := os.ReadFile(path + suffix); err != nil || bytes.Contains(b, []byte(secret)) {
			t.Errorf("jempol.db%s still holds it (%v)", suffix, err)
		}
	}
}

func TestOneServerAFolder(t *testing.T) {
	dir := t.TempDir()
	unlock, err := db.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.LockFolder(dir)
	if f := fault.As(err); f == nil || f.Key != "db.folder_locked" || f.Args["pid"] == "" {
		t.Errorf("second: %v", err)
	}
	unlock()
	unlock, err = db.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	if _, err := db.LockFolder(filepath.Join(dir, "none")); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

// Characters that mean something in an address mean nothing in a folder's name.
func TestSQLiteOpensAnOddFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data kantor 50% #1?")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := openFile(t, filepath.Join(dir, "jempol.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "jempol.db")); err != nil {
		t.Error(err)
	}
}

// Commits wait for the disk, those of a slice excepted; the log is moved into
// the file while the writer goes on, and does not grow without end.
func TestLogIsMovedMeanwhile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "busy.db")
	d := mustOpen(t, path, nil)
	if err := schema.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	level := func(want int) func(*db.Tx) error {
		return func(tx *db.Tx) error {
			var is int
			if err := tx.QueryRow(`PRAGMA synchronous`).Scan(&is); err != nil {
				return err
			}
			if is != want {
				t.Errorf("synchronous %d, want %d", is, want)
			}
			return nil
		}
	}
	big := strings.Repeat("x", 100_000)
	most := int64(0)
	for i := range 900 { // some 90 MB, where the writer itself helps from 48 MB on
		write, full := d.Write, level(2)
		if i%3 > 0 {
			write, full = d.WriteSlice, level(1)
		}
		err := write(t.Context(), "JK", func(tx *db.Tx) error {
			if err := full(tx); err != nil {
				return err
			}
			return put(tx, fmt.Sprint(i), big)
		})
		if err != nil {
			t.Fatal(err)
		}
		if s, err := os.Stat(path + "-wal"); err == nil {
			most = max(most, s.Size())
		}
	}
	if most < 1<<20 || most > 64<<20 {
		t.Errorf("the log grew to %d bytes", most)
	}
}
