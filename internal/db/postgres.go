package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/jempolkeren/jempol/internal/fault"
)

// postgres makes the two kinds of connection of PostgreSQL.
func (d *DB) postgres(dsn string) (reading, writing connectorFunc, err error) {
	settings := func(extra map[string]string, wrap func(pgConn) driver.Conn) (connectorFunc, error) {
		cfg, err := pgx.ParseConfig(dsn)
		if err != nil { // its text holds the address; the password is masked
			return nil, fault.New(fault.Invalid, "db.url").Because(err)
		}
		for k, v := range map[string]string{
			"application_name": "jempol",
			"timezone":         "UTC",
			// Every index starts with office_id: a generic plan made while the
			// tables were small costs a factor of twelve later.
			"plan_cache_mode":                     "force_custom_plan",
			"default_transaction_isolation":       "read committed",
			"idle_in_transaction_session_timeout": "60s",
		} {
			cfg.RuntimeParams[k] = v
		}
		for k, v := range extra {
			cfg.RuntimeParams[k] = v
		}
		inner := stdlib.GetConnector(*cfg)
		return func(ctx context.Context) (driver.Conn, error) {
			c, err := inner.Connect(ctx)
			if err != nil {
				return nil, sealed(err)
			}
			return wrap(pgConn{Conn: c.(*stdlib.Conn)}), nil
		}, nil
	}
	limit := map[string]string{"default_transaction_read_only": "on"}
	if d.readLimit > 0 {
		limit["statement_timeout"] = fmt.Sprintf("%dms", d.readLimit.Milliseconds())
	}
	if reading, err = settings(limit, func(c pgConn) driver.Conn { return &c }); err != nil {
		return nil, nil, err
	}
	writing, err = settings(map[string]string{"lock_timeout": "30s"}, func(c pgConn) driver.Conn { return &pgWriter{pgConn: c, answers: &d.answers} })
	return reading, writing, err
}

// pgConn keeps values out of error texts, which name persons otherwise.
type pgConn struct{ *stdlib.Conn }

// QueryContext queries.
func (c *pgConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.Conn.QueryContext(ctx, q, args)
	if err != nil {
		return nil, sealed(err)
	}
	return &pgRows{rows.(*stdlib.Rows)}, nil
}

// pgRows seals the errors of later rows too.
type pgRows struct{ *stdlib.Rows }

// Next reads a row.
func (r *pgRows) Next(dest []driver.Value) error { return sealed(r.Rows.Next(dest)) }

// ExecContext executes.
func (c *pgConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	res, err := c.Conn.ExecContext(ctx, q, args)
	if err != nil {
		return nil, sealed(err)
	}
	return res, nil
}

// CheckNamedValue makes arguments the same on both engines.
func (c *pgConn) CheckNamedValue(v *driver.NamedValue) error { return argument(v) }

func argument(v *driver.NamedValue) error {
	if b, ok := v.Value.(bool); ok {
		v.Value = flag(b)
	}
	return refuseTime(v)
}

// flag is a bool argument. Our tables keep it as SMALLINT; the migration
// library's own table as BOOLEAN.
type flag bool

// Int64Value encodes for SMALLINT.
func (f flag) Int64Value() (pgtype.Int8, error) {
	n := pgtype.Int8{Valid: true}
	if f {
		n.Int64 = 1
	}
	return n, nil
}

// BoolValue encodes for BOOLEAN.
func (f flag) BoolValue() (pgtype.Bool, error) { return pgtype.Bool{Bool: bool(f), Valid: true}, nil }

// sealedError is a PostgreSQL error whose text holds no row values.
type sealedError struct{ pg *pgconn.PgError }

// Error names the state and the place.
func (e *sealedError) Error() string {
	s := "postgres " + e.pg.Code
	if e.pg.Message != "" {
		s += ": " + e.pg.Message
	}
	if e.pg.TableName != "" {
		s += " table " + e.pg.TableName
	}
	if e.pg.ConstraintName != "" {
		s += " constraint " + e.pg.ConstraintName
	}
	return s
}

// Unwrap returns the engine's own error.
func (e *sealedError) Unwrap() error { return e.pg }

// withoutValues is a PostgreSQL error without what may hold values: message and detail.
func withoutValues(pg *pgconn.PgError) *pgconn.PgError {
	b := &pgconn.PgError{Severity: pg.Severity, SeverityUnlocalized: pg.SeverityUnlocalized, Code: pg.Code,
		SchemaName: pg.SchemaName, TableName: pg.TableName, ColumnName: pg.ColumnName, ConstraintName: pg.ConstraintName}
	if strings.HasPrefix(pg.Code, "42") { // wrong SQL: names, no values
		b.Message = pg.Message
	}
	return b
}

func sealed(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pg):
		return &sealedError{withoutValues(pg)}
	case strings.Contains(err.Error(), "failed to encode args"):
		head, _, _ := strings.Cut(err.Error(), ":")
		return errors.New("postgres: " + head + ": the value does not fit its column")
	}
	return err
}
