// Package dbtest runs storage tests on both engines. Nothing is skipped: where
// PostgreSQL is missing, the test fails and says what to install.
package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/schema"
)

// Each runs fn as two subtests, on SQLite and on PostgreSQL, each with a
// migrated database of its own. Set fields of the options with change.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB), change ...func(*db.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, OpenSQLite(t, change...)) })
	t.Run("postgres", func(t *testing.T) { fn(t, OpenPostgres(t, change...)) })
}

// OpenSQLite opens a migrated SQLite database in a folder of the test.
func OpenSQLite(t testing.TB, change ...func(*db.Options)) *db.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "jempol.db")
	o := db.Options{URL: "sqlite:" + path, Readers: 4}
	for _, c := range change {
		c(&o)
	}
	if o.Key == nil { // a template in clear is no use to an encrypted file
		if err := copyFile(path, template(t)); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, o, o.Key != nil)
}

func open(t testing.TB, o db.Options, migrate bool) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing the database: %v", err)
		}
	})
	if migrate {
		if err := schema.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// sqliteTemplate is a migrated file, made once a process, or once for all of
// them, and copied.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	if content, err := sharedTemplate(); content != nil || err != nil {
		return content, err
	}
	dir, err := os.MkdirTemp("", "jempol-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: "sqlite:" + path, Readers: 1})
	if err != nil {
		return nil, err
	}
	if err := schema.Migrate(ctx, d); err != nil {
		_ = d.Close()
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func template(t testing.TB) []byte {
	t.Helper()
	b, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func copyFile(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
