package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/schema"
)

// server is where the tests' databases are made.
type server struct {
	url    *url.URL
	copies string // name of the template database; "" where the server cannot copy one
	own    cluster
}

var theServer = sync.OnceValues(func() (*server, error) {
	dsn := os.Getenv("TEST_PG_DSN")
	var own cluster
	if dsn == "" {
		var err error
		if own, err = startCluster(); err != nil {
			return nil, err
		}
		dsn = own.dsn
	}
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("TEST_PG_DSN must be an address like postgres://user:password@host/database")
	}
	s := &server{url: u, own: own}
	if own.dsn != "" {
		s.copies, err = s.makeTemplate()
	}
	return s, err
})

// OpenPostgres opens a migrated PostgreSQL database that only this test uses.
func OpenPostgres(t testing.TB, change ...func(*db.Options)) *db.DB {
	t.Helper()
	dsn, migrated := newDatabase(t)
	o := db.Options{Readers: 4, URL: dsn}
	for _, c := range change {
		c(&o)
	}
	return open(t, o, !migrated)
}

// PostgresURL is the address of a PostgreSQL database that only this test uses,
// for a program that opens it by itself. It may be migrated already.
func PostgresURL(t testing.TB) string {
	t.Helper()
	dsn, _ := newDatabase(t)
	return dsn
}

// newDatabase makes a copy of the template, or on a server that TEST_PG_DSN
// names a schema of its own.
func newDatabase(t testing.TB) (dsn string, migrated bool) {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatalf("this test needs PostgreSQL (nothing is skipped): %v", err)
	}
	name := "t" + randomName()
	if s.copies != "" {
		// Never dropped: that waits for a checkpoint, and the server ends with the process.
		s.admin(t, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, s.copies))
		return s.database(name), true
	}
	s.admin(t, "CREATE SCHEMA "+name)
	t.Cleanup(func() { s.admin(t, fmt.Sprintf("DROP SCHEMA %s CASCADE", name)) })
	return s.with("search_path", name), false
}

func (s *server) database(name string) string {
	u := *s.url
	u.Path = "/" + name
	return u.String()
}

func (s *server) with(key, value string) string {
	u := *s.url
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// admin runs one statement on the server's own database.
func (s *server) admin(t testing.TB, q string) {
	t.Helper()
	if err := s.run(s.url.String(), func(pool *sql.DB) error {
		_, err := pool.ExecContext(context.Background(), q)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
}

func (s *server) run(dsn string, fn func(*sql.DB) error) error {
	d, err := db.Open(context.Background(), db.Options{URL: dsn, Readers: 1})
	if err != nil {
		return err
	}
	return errors.Join(d.Maintain(context.Background(), fn), d.Close())
}

// makeTemplate makes a migrated database to copy from.
func (s *server) makeTemplate() (string, error) {
	const name = "jempol_template"
	err := s.run(s.url.String(), func(pool *sql.DB) error {
		_, err := pool.ExecContext(context.Background(), "CREATE DATABASE "+name)
		return err
	})
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: s.database(name), Readers: 1})
	if err != nil {
		return "", err
	}
	return name, errors.Join(schema.Migrate(ctx, d), d.Close())
}

func randomName() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
