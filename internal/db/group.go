package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/jempolkeren/jempol/internal/fault"
)

// group runs the first member and what else of its office is waiting in one
// transaction. If the transaction is lost, each member runs again alone, so
// that only the one that broke it fails.
func (w *writer) group(first *member) {
	began := w.now()
	more := func(n int) *member {
		if n >= maxMembers || w.now().Sub(began) >= maxSlice {
			return nil
		}
		return w.take(first.office)
	}
	taken, how := w.transact(first, more)
	if how == undone && len(taken) > 1 {
		w.eachAlone(taken)
	}
	for _, m := range taken {
		close(m.done)
	}
}

func (w *writer) eachAlone(members []*member) {
	for i, m := range members {
		m.err, m.after = nil, nil
		if _, how := w.transact(m, func(int) *member { return nil }); how == away {
			for _, rest := range members[i:] { // not every one waits for a server that is gone
				rest.err = m.err
			}
			return
		}
	}
}

// outcome is how a transaction ended for its members.
type outcome int

const (
	ended  outcome = iota // each member has its own result
	undone                // nothing was committed, because of one of them
	away                  // no transaction could begin
)

// transact runs members in one transaction and sets their errors.
func (w *writer) transact(first *member, more func(n int) *member) (taken []*member, how outcome) {
	taken = []*member{first}
	all := func(err error) {
		for _, m := range taken {
			m.err = err
		}
	}
	conn, tx, err := w.begin()
	if err != nil {
		all(w.d.asFault(err))
		return taken, away
	}
	defer func() { _ = conn.Close() }()
	now := w.d.now()
	if err := w.runPrelude(tx, first.office, now); err != nil {
		_ = tx.Rollback()
		all(err)
		return taken, ended
	}
	succeeded := 0
	for m := first; m != nil; {
		if m != first {
			taken = append(taken, m)
		}
		if m.err = w.runMember(tx, m, now); m.err == nil {
			succeeded++
		} else if !alive(conn) {
			// The members before this one are undone too, through no fault of theirs.
			err := m.err
			_ = tx.Rollback()
			all(err)
			return taken, undone
		}
		m = more(len(taken))
	}
	if succeeded == 0 {
		_ = tx.Rollback()
		return taken, ended
	}
	err = tx.Commit()
	if err == nil {
		return taken, ended
	}
	if settled(err, w.d.diskFull(err)) {
		all(err)
		return taken, undone
	}
	w.d.log.Error("db: the outcome of a commit is unknown; reconnecting", "error", err)
	discard(conn)
	all(fault.New(fault.Unavailable, "db.commit_unknown").Because(err))
	return taken, ended
}

// begin takes the connection and begins. A connection that died while idle is
// replaced once; whoever registered learns of every new one.
func (w *writer) begin() (*sql.Conn, *sql.Tx, error) {
	ctx := context.Background()
	for attempt := 0; ; attempt++ {
		limited, cancel := context.WithTimeout(ctx, connectLimit)
		conn, err := w.pool.Conn(limited)
		cancel()
		if err != nil {
			return nil, nil, err
		}
		w.noticeNew(conn)
		tx, err := conn.BeginTx(ctx, nil)
		if err == nil {
			return conn, tx, nil
		}
		if gone(err) {
			discard(conn)
		}
		_ = conn.Close()
		if attempt > 0 || !gone(err) {
			return nil, nil, err
		}
	}
}

func (w *writer) noticeNew(conn *sql.Conn) {
	var id any
	_ = conn.Raw(func(dc any) error { id = dc; return nil })
	if w.last != nil && id != w.last {
		w.mu.Lock()
		hooks := w.reconnect
		w.mu.Unlock()
		for _, fn := range hooks {
			fn()
		}
	}
	w.last = id
}

// discard makes the pool throw the connection away.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}

func (w *writer) runPrelude(tx *sql.Tx, office string, now time.Time) error {
	w.mu.Lock()
	fns := w.prelude
	w.mu.Unlock()
	t := &Tx{Now: now, ctx: inside(context.Background()), tx: tx}
	for _, fn := range fns {
		if err := shielded(func() error { return fn(t, office) }); err != nil {
			return err
		}
	}
	return t.err
}

// runMember runs one member in its savepoint. After an error the savepoint is
// rolled back; whether the transaction survived is for the caller to ask.
func (w *writer) runMember(tx *sql.Tx, m *member, now time.Time) error {
	ctx := context.Background()
	if _, err := tx.ExecContext(ctx, "SAVEPOINT member"); err != nil {
		return err
	}
	t := &Tx{Now: now, ctx: inside(context.WithoutCancel(m.ctx)), tx: tx}
	err := shielded(func() error { return m.fn(t) })
	if err == nil {
		err = t.err // a failed statement fails the member on both engines
	}
	if err == nil {
		if _, err = tx.ExecContext(ctx, "RELEASE SAVEPOINT member"); err == nil {
			m.after = t.after
			return nil
		}
	}
	if _, e := tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT member"); e == nil {
		_, _ = tx.ExecContext(ctx, "RELEASE SAVEPOINT member")
	}
	return err
}

func inside(ctx context.Context) context.Context {
	return context.WithValue(ctx, insideKey{}, true)
}

// alive asks the engine whether the transaction is still open and usable.
func alive(conn *sql.Conn) bool {
	ok := false
	err := conn.Raw(func(dc any) error {
		switch c := dc.(type) {
		case *sqliteConn:
			ok = c.inTx && !c.lost()
		case *pgConn:
			ok = pgInTransaction(c.Conn)
		}
		return nil
	})
	return err == nil && ok
}

func pgInTransaction(c *stdlib.Conn) bool {
	pc := c.Conn().PgConn()
	return !pc.IsClosed() && pc.TxStatus() == 'T'
}

// shielded runs fn in a goroutine of its own, so that neither a panic nor a
// runtime.Goexit (a failing assertion in a test) ends the writer.
func shielded(fn func() error) error {
	result := make(chan error, 1)
	go func() {
		finished := false
		defer func() {
			if finished {
				return
			}
			if p := recover(); p != nil {
				result <- fault.New(fault.Internal, "db.panic").Because(panicError(p))
				return
			}
			result <- fault.New(fault.Internal, "db.panic").Because(errors.New("the goroutine of a write ended"))
		}()
		err := fn()
		finished = true
		result <- err
	}()
	return <-result
}

// panicError names the place. The text of a runtime error is safe; any other
// value may hold personal data, so only its type is kept.
func panicError(p any) error {
	if e, ok := p.(runtime.Error); ok {
		return fmt.Errorf("%w\n%s", e, debug.Stack())
	}
	return fmt.Errorf("panic with a %T\n%s", p, debug.Stack())
}
