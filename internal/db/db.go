package db

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Engine names a database engine.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options of Open.
type Options struct {
	URL       string        // "sqlite:/path/jempol.db" or "postgres://..."
	Key       []byte        // 32-byte key of the SQLite file at rest, or nil
	ReadOnly  bool          // beside a running server; works after a crash too
	Readers   int           // connections that read; 0 means 6
	ReadLimit time.Duration // longest time a reader may hold a snapshot; 0 means 10 s, negative none
	Log       *slog.Logger
	Clock     func() time.Time
}

// DB is an open database.
type DB struct {
	engine    Engine
	path      string // of the SQLite file
	key       []byte
	log       *slog.Logger
	clock     func() time.Time
	readLimit time.Duration
	readers   *sql.DB
	tidy      *tidier // nil where nothing is written
	w         *writer // nil when read-only
	answers   atomic.Int64
	arrays    *sync.Map // of a server: statements that take rows as arrays, by insertKind
}

const (
	defaultReaders   = 6
	defaultReadLimit = 10 * time.Second
	connectLimit     = 15 * time.Second
)

// Open opens the database. A SQLite file that is not there is made, unless
// ReadOnly.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{key: o.Key, log: o.Log, clock: o.Clock, readLimit: o.ReadLimit}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.clock == nil {
		d.clock = time.Now
	}
	if d.readLimit == 0 {
		d.readLimit = defaultReadLimit
	}
	if o.Readers <= 0 {
		o.Readers = defaultReaders
	}
	if len(o.Key) != 0 && len(o.Key) != 32 {
		return nil, fault.New(fault.Invalid, "db.key_length")
	}
	var reading, writing connectorFunc
	switch {
	case strings.HasPrefix(o.URL, "sqlite:"):
		abs, err := filepath.Abs(strings.TrimPrefix(o.URL, "sqlite:"))
		if err != nil {
			return nil, fault.Wrap("db.open", err)
		}
		d.engine, d.path = SQLite, abs
		reading, writing = d.sqliteReader(o.ReadOnly), d.sqliteWriter()
	case strings.HasPrefix(o.URL, "postgres://"), strings.HasPrefix(o.URL, "postgresql://"):
		d.engine, d.arrays = Postgres, &sync.Map{}
		var err error
		if reading, writing, err = d.postgres(o.URL); err != nil {
			return nil, err
		}
	default:
		return nil, fault.New(fault.Invalid, "db.url")
	}
	if !o.ReadOnly {
		d.tidy = newTidier(d)
		w, err := newWriter(ctx, d, sql.OpenDB(writing))
		if err != nil {
			d.tidy.stop()
			return nil, err
		}
		d.w = w
	}
	d.readers = sql.OpenDB(reading)
	d.readers.SetMaxOpenConns(o.Readers)
	d.readers.SetMaxIdleConns(o.Readers)
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	if err := d.readers.PingContext(ctx); err != nil {
		_ = d.Close()
		return nil, d.openFault(err)
	}
	return d, nil
}

// Engine says which engine answers.
func (d *DB) Engine() Engine { return d.engine }

// Close lets the queued writes finish and closes every connection.
func (d *DB) Close() error {
	var err error
	if d.w != nil {
		d.w.stop()
	}
	if d.readers != nil {
		err = d.readers.Close()
	}
	if d.tidy != nil {
		d.tidy.stop()
	}
	if d.w != nil {
		if e := d.w.pool.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Query reads rows. The caller closes them, within the read limit.
func (d *DB) Query(ctx context.Context, q string, args ...any) (*Rows, error) {
	ctx, over := d.limited(ctx)
	rows, err := d.readers.QueryContext(ctx, q, args...)
	if err != nil {
		defer over()
		return nil, d.readFault(ctx, err)
	}
	return &Rows{Rows: rows, over: over, fault: func(err error) error { return d.readFault(ctx, err) }}, nil
}

// QueryRow reads one row; Scan gives sql.ErrNoRows if there is none.
func (d *DB) QueryRow(ctx context.Context, q string, args ...any) *Row {
	ctx, over := d.limited(ctx)
	return &Row{row: d.readers.QueryRowContext(ctx, q, args...), over: over, fault: func(err error) error { return d.readFault(ctx, err) }}
}

// View reads several things from one consistent snapshot.
func (d *DB) View(ctx context.Context, fn func(*Tx) error) error {
	ctx, over := d.limited(ctx)
	defer over()
	// SQLite's readers are query_only from birth; its driver would switch that
	// off after a transaction marked read-only.
	opts := &sql.TxOptions{}
	if d.engine == Postgres {
		opts = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := d.readers.BeginTx(ctx, opts)
	if err != nil {
		return d.readFault(ctx, err)
	}
	defer func() { _ = tx.Rollback() }()
	t := &Tx{Now: d.now(), ctx: ctx, tx: tx}
	if err := fn(t); err != nil {
		return d.readFault(ctx, err)
	}
	return d.readFault(ctx, t.err)
}

// readFault names the read limit, which the drivers report as a cancellation.
func (d *DB) readFault(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errReadLimit) {
		return fault.New(fault.Busy, "db.read_limit").Because(err)
	}
	return d.asFault(err)
}

// limited gives reads a deadline: a reader that is held keeps the write-ahead
// log from being truncated (9 s under load grew it to 1.7 GB). Whoever has read
// calls over: else each of thousands of reads a second is held in memory until
// its limit has passed.
func (d *DB) limited(ctx context.Context) (limited context.Context, over func()) {
	if d.readLimit < 0 {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(d.readLimit, func() { cancel(errReadLimit) })
	return ctx, func() {
		timer.Stop()
		cancel(nil)
	}
}

// now is the time a transaction carries.
func (d *DB) now() time.Time { return d.clock().UTC().Truncate(time.Microsecond) }
