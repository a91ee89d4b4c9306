package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/jempolkeren/jempol/internal/fault"
)

// group runs the first member and what else of its office is waiting in one
// transaction. If the transaction is lost, each member runs again alone, so
// that only the one that broke it fails.
func (w *writer) group(first *member) {
	began := w.now()
	more := func(n int) *member {
		if first.slice || n >= maxMembers || w.now().Sub(began) >= maxSlice {
			return nil
		}
		return w.take(first.office)
	}
	taken, how := w.transact(first, more)
	if how == undone && len(taken) > 1 {
		w.eachAlone(taken)
	}
	for _, m := range taken {
		w.finished(m)
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

// transact runs members in one transaction and sets their errors. The first has
// no savepoint: if it fails, nothing of anybody else is in the transaction yet.
func (w *writer) transact(first *member, more func(n int) *member) (taken []*member, how outcome) {
	taken = []*member{first}
	all := func(err error) {
		for _, m := range taken {
			m.err = err
		}
	}
	var conn *sql.Conn
	var t *Tx
	for attempt := 0; ; attempt++ {
		var err error
		if conn, t, err = w.begin(first.office, first.slice); err != nil {
			all(w.d.asFault(err))
			return taken, away
		}
		err = w.runHooks(w.preludes(), t, first.office)
		if err == nil {
			if err = w.runFirst(t, first); err == nil {
				break
			}
		}
		// Where BEGIN waits for the first statement, a connection that died while
		// it was idle shows there; the server has heard nothing yet.
		unheard := attempt == 0 && gone(err) && !begun(conn)
		_ = t.tx.Rollback()
		if unheard {
			discard(conn)
		}
		_ = conn.Close()
		if !unheard {
			first.err = err
			return taken, ended
		}
	}
	defer func() { _ = conn.Close() }()
	succeeded := 1
	for m := more(len(taken)); m != nil; m = more(len(taken)) {
		taken = append(taken, m)
		if m.err = w.runMember(conn, t, m); m.err == nil {
			succeeded++
		} else if !alive(conn) {
			// The members before this one are undone too, through no fault of theirs.
			err := m.err
			_ = t.tx.Rollback()
			all(err)
			return taken, undone
		}
	}
	if err := w.runHooks(w.closings(), t, first.office); err != nil {
		_ = t.tx.Rollback()
		all(err)
		return taken, undone
	}
	err := t.tx.Commit()
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
func (w *writer) begin(office string, slice bool) (*sql.Conn, *Tx, error) {
	ctx := context.Background()
	for attempt := 0; ; attempt++ {
		limited, cancel := context.WithTimeout(ctx, connectLimit)
		conn, err := w.pool.Conn(limited)
		cancel()
		if err != nil {
			return nil, nil, err
		}
		w.noticeNew(conn)
		var tx *sql.Tx
		if err = patient(conn, !slice); err == nil {
			tx, err = conn.BeginTx(ctx, nil)
		}
		if err == nil {
			g := &group{values: map[any]any{}, conn: conn, arrays: w.d.arrays, told: w.announce, waiting: func() []any {
				if slice { // nobody joins it
					return nil
				}
				return w.said(office)
			}}
			return conn, &Tx{Now: w.d.now(), ctx: inside(ctx), tx: tx, group: g}, nil
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

// patient says whether the next commit waits for the disk.
func patient(conn *sql.Conn, yes bool) error {
	return conn.Raw(func(dc any) error {
		switch c := dc.(type) {
		case *sqliteConn:
			return c.waitForDisk(yes)
		case *pgWriter:
			c.hasty = !yes
		}
		return nil
	})
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

// begun reports that the server has heard of the transaction.
func begun(conn *sql.Conn) bool {
	heard := true
	_ = conn.Raw(func(dc any) error {
		if c, ok := dc.(*pgWriter); ok {
			heard = c.begun
		}
		return nil
	})
	return heard
}

func (w *writer) preludes() []func(*Tx, string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.prelude
}

func (w *writer) closings() []func(*Tx, string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closing
}

func (w *writer) runHooks(fns []func(*Tx, string) error, group *Tx, office string) error {
	t := group.member(context.Background(), nil)
	for _, fn := range fns {
		if err := shielded(func() error { return fn(t, office) }); err != nil {
			return err
		}
	}
	return t.err
}

// member gives a member its own view of the transaction.
func (t *Tx) member(ctx context.Context, m *member) *Tx {
	g := *t.group
	g.waiting = func() []any {
		said := t.group.waiting()
		if m != nil && m.saying != nil {
			said = append([]any{m.saying}, said...)
		}
		return said
	}
	return &Tx{Now: t.Now, ctx: inside(context.WithoutCancel(ctx)), tx: t.tx, group: &g}
}

// runFirst runs the first member.
func (w *writer) runFirst(group *Tx, m *member) error {
	t := group.member(m.ctx, m)
	err := m.run(t)
	if err == nil {
		m.keep(t)
	}
	return err
}

// run runs the member's function and what it left for the end.
func (m *member) run(t *Tx) error {
	err := shielded(func() error {
		if err := m.fn(t); err != nil {
			return err
		}
		for _, fn := range t.last {
			if err := fn(); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = t.err // a failed statement fails the member on both engines
	}
	return err
}

// keep takes over what a member that succeeded left to be done.
func (m *member) keep(t *Tx) {
	for _, fn := range t.kept {
		fn()
	}
	m.after = t.after
}

// runMember runs one member in its savepoint. After an error the savepoint is
// rolled back; whether the transaction survived is for the caller to ask.
func (w *writer) runMember(conn *sql.Conn, group *Tx, m *member) error {
	ctx := context.Background()
	_ = conn.Raw(func(dc any) error {
		if c, ok := dc.(*pgWriter); ok {
			c.nextMember()
		}
		return nil
	})
	if _, err := group.tx.ExecContext(ctx, saveMember); err != nil {
		return err
	}
	t := group.member(m.ctx, m)
	err := m.run(t)
	if err == nil {
		if _, err = group.tx.ExecContext(ctx, releaseMember); err == nil {
			m.keep(t)
			return nil
		}
	}
	w.undo(conn, group.tx)
	return err
}

// undo takes back what the member did.
func (w *writer) undo(conn *sql.Conn, tx *sql.Tx) {
	unsent := false
	_ = conn.Raw(func(dc any) error {
		if c, ok := dc.(*pgWriter); ok {
			unsent = c.forgetMember()
		}
		return nil
	})
	if unsent {
		return
	}
	if _, err := tx.ExecContext(context.Background(), undoMember); err == nil {
		_, _ = tx.ExecContext(context.Background(), releaseMember)
	}
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
		case *pgWriter:
			ok = c.usable()
		}
		return nil
	})
	return err == nil && ok
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
