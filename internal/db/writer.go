package db

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

const (
	maxMembers = 256                   // of one group
	maxSlice   = 50 * time.Millisecond // after which a group takes no more members
	maxQueue   = 8192
	idleAfter  = 2 * time.Second // without writes, the write-ahead log is truncated
)

// member is one function that waits to be written.
type member struct {
	ctx    context.Context // of the caller, with its cancellation
	office string
	saying any // see WriteSaying
	fn     func(*Tx) error
	slice  bool                // see WriteSlice
	next   func() *Slice       // see WriteSlices
	alone  func(*sql.DB) error // instead of fn: has the writing pool for itself
	before []func()            // of the slices before this one
	after  []func()
	err    error
	done   chan struct{}
}

// writer is the one goroutine that writes.
type writer struct {
	d    *DB
	pool *sql.DB // one connection
	last any     // identity of the connection, to notice a new one
	now  func() time.Time

	mu        sync.Mutex
	queue     []*member
	closed    bool
	prelude   []func(*Tx, string) error
	closing   []func(*Tx, string) error
	reconnect []func()
	listening []listener

	wake    chan struct{}
	stopped chan struct{}
}

func newWriter(ctx context.Context, d *DB, pool *sql.DB) (*writer, error) {
	pool.SetMaxOpenConns(1)
	pool.SetMaxIdleConns(1)
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	if err := pool.PingContext(ctx); err != nil {
		_ = pool.Close()
		return nil, d.openFault(err)
	}
	w := &writer{d: d, pool: pool, now: time.Now, wake: make(chan struct{}, 1), stopped: make(chan struct{})}
	go w.run()
	return w, nil
}

type insideKey struct{}

// Write runs fn in the writer and returns when its change is durable, or with
// the error of fn, whose changes are then undone. fn may run twice and may
// share a transaction with others of the office, so it does SQL only. If ctx
// ends while fn waits in the queue, fn does not run at all; once it has begun,
// its outcome is awaited.
func (d *DB) Write(ctx context.Context, office string, fn func(tx *Tx) error) error {
	return d.WriteSaying(ctx, office, nil, fn)
}

// WriteSaying is Write; saying tells those that run before fn in its group what
// fn will want to know (Tx.Waiting).
func (d *DB) WriteSaying(ctx context.Context, office string, saying any, fn func(tx *Tx) error) error {
	if office == "" {
		return fault.New(fault.Internal, "db.no_office")
	}
	return d.submit(&member{ctx: ctx, office: office, saying: saying, fn: fn})
}

// WriteSlice is Write for one slice of bulk work that is not the last: it does
// not wait for the disk, has a transaction of its own, and is durable as soon as
// any later Write is. After a power cut it is there whole or not at all, and
// nothing that was written after it is there without it.
func (d *DB) WriteSlice(ctx context.Context, office string, fn func(tx *Tx) error) error {
	if office == "" {
		return fault.New(fault.Internal, "db.no_office")
	}
	return d.submit(&member{ctx: ctx, office: office, fn: fn, slice: true})
}

// Slice is a part of bulk work.
type Slice struct {
	Fn   func(*Tx) error
	Wait bool // for the disk, as Write does
}

// WriteSlices writes one slice after the other, each as WriteSlice does unless it
// is to wait for the disk. next gives each of them as soon as the one before is
// written, and nil when there are no more; it is called in the writer, so that it
// need not wait until a busy machine lets the caller run. Between two slices
// everybody goes who waits. The first error ends it; what was written stays.
func (d *DB) WriteSlices(ctx context.Context, office string, next func() *Slice) error {
	if office == "" {
		return fault.New(fault.Internal, "db.no_office")
	}
	first := next()
	if first == nil {
		return nil
	}
	return d.submit(&member{ctx: ctx, office: office, fn: first.Fn, slice: !first.Wait, next: next})
}

// Maintain gives fn the writing pool (one connection) while nothing else
// writes: for migrations, before people are let in.
func (d *DB) Maintain(ctx context.Context, fn func(*sql.DB) error) error {
	return d.submit(&member{ctx: ctx, alone: fn})
}

// OnGroup registers fn to run first in every group, and again when a member
// runs alone. If it fails, the group does.
func (d *DB) OnGroup(fn func(tx *Tx, office string) error) {
	if d.w == nil {
		return
	}
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	d.w.prelude = append(d.w.prelude, fn)
}

// Answers counts how often the writer has waited for the server, where there is
// one: most of what a short act costs there.
func (d *DB) Answers() int64 { return d.answers.Load() }

// OnGroupEnd registers fn to run last in every group that has something to
// commit. If it fails, each member runs again alone.
func (d *DB) OnGroupEnd(fn func(tx *Tx, office string) error) {
	if d.w == nil {
		return
	}
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	d.w.closing = append(d.w.closing, fn)
}

// OnReconnect registers fn to be called, before anything else is written, when
// the writing connection was replaced. It must not call Write.
func (d *DB) OnReconnect(fn func()) {
	if d.w == nil {
		return
	}
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	d.w.reconnect = append(d.w.reconnect, fn)
}

// OnAnnounced registers fn to be called after each change of this process that
// announced the topic (Tx.Announce). It must not wait for anything.
func (d *DB) OnAnnounced(topic string, fn func()) {
	if d.w == nil {
		return
	}
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	d.w.listening = append(d.w.listening, listener{topic, fn})
}

type listener struct {
	topic string
	fn    func()
}

func (w *writer) announce(topic string) {
	w.mu.Lock()
	all := w.listening
	w.mu.Unlock()
	for _, l := range all {
		if l.topic == topic {
			l.fn()
		}
	}
}

func (d *DB) submit(m *member) error {
	if d.w == nil {
		return fault.New(fault.Unavailable, "db.read_only")
	}
	if m.ctx.Value(insideKey{}) != nil {
		return fault.New(fault.Internal, "db.nested_write")
	}
	if err := m.ctx.Err(); err != nil {
		return err
	}
	m.done = make(chan struct{})
	if err := d.w.enqueue(m); err != nil {
		return err
	}
	select {
	case <-m.done:
	case <-m.ctx.Done():
		if d.w.withdraw(m) {
			return m.ctx.Err()
		}
		<-m.done
	}
	for _, fn := range m.before {
		fn()
	}
	switch {
	case m.err == nil:
	case m.err == m.ctx.Err():
		return m.err
	default:
		return d.asFault(m.err)
	}
	for _, fn := range m.after {
		fn()
	}
	return nil
}

func (w *writer) enqueue(m *member) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return fault.New(fault.Unavailable, "db.closed")
	}
	if len(w.queue) >= maxQueue {
		return fault.New(fault.Busy, "db.queue_full")
	}
	w.queue = append(w.queue, m)
	select {
	case w.wake <- struct{}{}:
	default:
	}
	return nil
}

// finished tells whoever waits for a member, unless the member goes on.
func (w *writer) finished(m *member) {
	if m.next != nil && m.err == nil {
		m.before, m.after = append(m.before, m.after...), nil
		var s *Slice
		m.err = shielded(func() error { s = m.next(); return nil })
		if s != nil && m.err == nil {
			m.err = m.ctx.Err()
		}
		if s != nil && m.err == nil {
			m.fn, m.slice = s.Fn, !s.Wait
			w.mu.Lock()
			w.queue = append(w.queue, m)
			w.mu.Unlock()
			return
		}
	}
	close(m.done)
}

// withdraw takes a member back that has not been taken.
func (w *writer) withdraw(m *member) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.queue, m)
	if i < 0 {
		return false
	}
	w.queue = slices.Delete(w.queue, i, i+1)
	return true
}

// take removes the first waiting member; of an office, one that may join others.
func (w *writer) take(office string) *member {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, m := range w.queue {
		if office == "" || m.office == office && !m.slice {
			w.queue = slices.Delete(w.queue, i, i+1)
			return m
		}
	}
	return nil
}

// said lists what the waiting members of the office said, as many as a group has.
func (w *writer) said(office string) []any {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []any
	for _, m := range w.queue {
		if m.office == office && !m.slice && m.saying != nil && len(out) < maxMembers-1 {
			out = append(out, m.saying)
		}
	}
	return out
}

// run is the goroutine.
func (w *writer) run() {
	defer close(w.stopped)
	idle := time.NewTimer(idleAfter)
	idle.Stop()
	for {
		if m := w.take(""); m != nil {
			if m.alone != nil {
				m.err = w.runAlone(m)
				close(m.done)
			} else {
				w.group(m)
			}
			idle.Reset(idleAfter)
			continue
		}
		if w.isClosed() {
			w.truncate()
			return
		}
		select {
		case <-w.wake:
		case <-idle.C:
			if !w.truncate() {
				idle.Reset(idleAfter)
			}
		}
	}
}

func (w *writer) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed && len(w.queue) == 0
}

// stop lets the queue run empty and ends the goroutine.
func (w *writer) stop() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
	<-w.stopped
}

func (w *writer) runAlone(m *member) (err error) {
	return shielded(func() error { return m.alone(w.pool) })
}

// truncate empties the write-ahead log; false means that a reader held it.
func (w *writer) truncate() bool {
	done, err := checkpoint(context.Background(), w.d.engine, w.pool)
	if err != nil {
		w.d.log.Warn("db: the write-ahead log could not be truncated", "error", err)
	}
	return done || err != nil
}
