package dbtest

import (
	"context"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// envShared names a server that Prepare made for all test processes of a run.
const envShared = "TEST_PG_SHARED"

// sharedServer is its address. Read past package os, which would tell go test
// that the outcome depends on it: it is another one in each run, and no outcome
// would be kept for the next.
func sharedServer() string {
	dsn, _ := syscall.Getenv(envShared)
	return dsn
}

// Prepare makes once what each test process would make for itself, a server and
// a migrated database of each engine to copy from, and writes for a shell where
// it is. It stays as long as this process does. Where TEST_PG_DSN names a
// server, there is nothing to prepare.
func Prepare(w io.Writer) error {
	if os.Getenv("TEST_PG_DSN") != "" {
		return nil
	}
	s, err := theServer()
	if err != nil {
		return err
	}
	file, err := sqliteTemplate()
	if err != nil {
		return err
	}
	if err := s.run(s.url.String(), func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `CREATE TABLE sqlite_template (content BYTEA)`)
		if err == nil {
			_, err = c.Exec(ctx, `INSERT INTO sqlite_template VALUES ($1)`, file)
		}
		return err
	}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "export %s='%s'\n", envShared, s.url)
	return err
}

// sharedTemplate is the SQLite file that Prepare made; nil without one.
func sharedTemplate() (content []byte, err error) {
	dsn := sharedServer()
	if dsn == "" {
		return nil, nil
	}
	return content, (&server{}).run(dsn, func(ctx context.Context, c *pgx.Conn) error {
		return c.QueryRow(ctx, `SELECT content FROM sqlite_template`).Scan(&content)
	})
}
