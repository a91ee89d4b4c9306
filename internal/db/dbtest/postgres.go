package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/schema"
)

// server is where the tests' databases are made.
type server struct {
	url   *url.URL
	model *model  // what databases are copied from; nil where the server cannot copy one
	own   cluster // of this process
}

var theServer = sync.OnceValues(func() (*server, error) {
	s := &server{}
	dsn, named := os.LookupEnv("TEST_PG_DSN")
	if dsn == "" {
		dsn, named = sharedServer(), false
	}
	if dsn == "" {
		var err error
		if s.own, err = startCluster(); err != nil {
			return nil, err
		}
		dsn = s.own.dsn
	}
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("TEST_PG_DSN must be an address like postgres://user:password@host/database")
	}
	s.url = u
	if s.own.dsn != "" {
		err = s.makeTemplate()
	}
	if err == nil && !named {
		s.model, err = s.readModel()
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

// newDatabase takes one that an earlier test left, or makes a copy of the
// template; on a server that TEST_PG_DSN names, a schema of its own.
func newDatabase(t testing.TB) (dsn string, migrated bool) {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatalf("this test needs PostgreSQL (nothing is skipped): %v", err)
	}
	if s.model == nil {
		name := "t" + randomName()
		s.admin(t, "CREATE SCHEMA "+name)
		t.Cleanup(func() { s.admin(t, fmt.Sprintf("DROP SCHEMA %s CASCADE", name)) })
		return s.with("search_path", name), false
	}
	name, err := s.takeFree()
	if err != nil {
		t.Fatal(err)
	}
	if name == "" {
		name = "t" + randomName()
		// Never dropped: that waits for a checkpoint, and the server ends with the tests.
		s.admin(t, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, templateName))
	}
	t.Cleanup(func() {
		if err := s.giveBack(name); err != nil {
			t.Logf("the database %s is not used again: %v", name, err)
		}
	})
	return s.database(name), true
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
	if err := s.run(s.url.String(), func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, q)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
}

// run gives fn a connection of its own.
func (s *server) run(dsn string, fn func(context.Context, *pgx.Conn) error) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	return errors.Join(fn(ctx, c), c.Close(ctx))
}

// makeTemplate makes a migrated database to copy from.
func (s *server) makeTemplate() error {
	if err := s.run(s.url.String(), func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "CREATE DATABASE "+templateName)
		return err
	}); err != nil {
		return err
	}
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: s.database(templateName), Readers: 1})
	if err != nil {
		return err
	}
	if err := errors.Join(schema.Migrate(ctx, d), d.Close()); err != nil {
		return err
	}
	return s.keepModel()
}

func randomName() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
