package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"time"
)

// connectorFunc makes a database/sql connection.
type connectorFunc func(context.Context) (driver.Conn, error)

// Connect makes a connection.
func (f connectorFunc) Connect(ctx context.Context) (driver.Conn, error) { return f(ctx) }

// Driver is asked for by database/sql's interface only.
func (f connectorFunc) Driver() driver.Driver { return noDriver{} }

type noDriver struct{}

// Open is never the way in: a connection needs its options.
func (noDriver) Open(string) (driver.Conn, error) {
	return nil, errors.New("db: connections are made by Open of this package only")
}

var errTimeArgument = errors.New("db: a time.Time argument; times are stored as db.Micros")

// refuseTime keeps each engine's own idea of a time out of the tables.
func refuseTime(v *driver.NamedValue) error {
	if _, ok := v.Value.(time.Time); ok {
		return errTimeArgument
	}
	return nil
}
