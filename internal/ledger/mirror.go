package ledger

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Mirror keeps a few columns of a table that folds write in memory, so that
// what a whole office asks on every page (how many, whose turn, which next) is
// answered without reading the table again. Before each answer it asks the feed
// which subjects changed and reads those anew: what it says is what the tables
// say. It is for tables with some ten thousand rows and for columns that do not
// name anybody.
type Mirror[R any] struct {
	l      *Ledger
	query  string
	column string // of the subject
	scan   func(rows *db.Rows, text func(string) string) (subject string, row R, err error)
	sum    func(row *R, by int)

	mu    sync.RWMutex
	n     int64 // of the feed, up to where it is in step
	read  bool
	slots []slot[R]
	head  map[mirrored]int32 // the first slot of a subject
	free  []int32
	texts map[string]string
}

type slot[R any] struct {
	subject mirrored // the zero one is free
	next    int32    // of the same subject, or -1
	row     R
}

// mirrored stands for a subject's id: a mirror of some ten thousand texts would
// have the collector of garbage look through them again and again.
type mirrored [16]byte

func mirroredAs(subject string) (m mirrored) {
	sum := sha256.Sum256([]byte(subject))
	copy(m[:], sum[:])
	return m
}

// Len is how many rows Look may show; asked in fn of Look only.
func (m *Mirror[R]) Len() int { return len(m.slots) }

// NewMirror makes a mirror. The query selects all rows of the office, which is
// $1, and ends in its WHERE; column is that of the subject. scan reads a row;
// text keeps one copy of a text that many rows have.
func NewMirror[R any](l *Ledger, query, column string, scan func(rows *db.Rows, text func(string) string) (string, R, error)) *Mirror[R] {
	return &Mirror[R]{l: l, query: query, column: column, scan: scan}
}

// Sum lets fn keep sums of the rows: it is told of each that comes, by 1, and of
// each that goes, by -1. Whoever reads them does so in fn of Look. Set before the
// first Look.
func (m *Mirror[R]) Sum(fn func(row *R, by int)) { m.sum = fn }

// mostChanged is how many subjects may have changed before all are read anew,
// which costs as much as half of them one by one.
func (m *Mirror[R]) mostChanged() int { return max(4000, len(m.head)/2) }

// Look brings the mirror in step and lets fn see all rows, in no order. fn
// neither keeps nor changes what it is given, and asks the mirror nothing.
func (m *Mirror[R]) Look(ctx context.Context, fn func(iter.Seq[*R])) error {
	if err := m.step(ctx); err != nil {
		return err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	fn(func(yield func(*R) bool) {
		for i := range m.slots {
			if m.slots[i].subject != (mirrored{}) && !yield(&m.slots[i].row) {
				return
			}
		}
	})
	return nil
}

func (m *Mirror[R]) step(ctx context.Context) error {
	n, err := m.l.At(ctx)
	if err != nil {
		return err
	}
	m.mu.RLock()
	fresh := m.read && m.n >= n
	m.mu.RUnlock()
	if fresh {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.read && m.n >= n {
		return nil
	}
	// Whoever asks may go away; what is read serves the next one.
	err = m.l.d.View(context.WithoutCancel(ctx), m.catchUp)
	return fault.Wrap("fault.ledger.read", err)
}

// catchUp reads what changed, in one snapshot.
func (m *Mirror[R]) catchUp(tx *db.Tx) error {
	n, err := m.l.FeedAt(tx)
	if err != nil {
		return err
	}
	if !m.read || n-m.n > 4*int64(m.mostChanged()) {
		return m.all(tx, n)
	}
	changed, err := m.l.Changed(tx, m.n, n)
	if err != nil {
		return err
	}
	if len(changed) > m.mostChanged() {
		return m.all(tx, n)
	}
	for _, id := range changed {
		m.drop(id)
	}
	for len(changed) > 0 {
		k := min(len(changed), loadChunk)
		args := append(make([]any, 0, loadChunk+1), m.l.o.Office)
		for i := range loadChunk { // one text for all sizes
			args = append(args, changed[min(i, k-1)])
		}
		if err := m.rows(tx, db.Params(2, loadChunk), args); err != nil {
			m.read = false
			return err
		}
		changed = changed[k:]
	}
	m.n = n
	return nil
}

// all reads everything anew.
func (m *Mirror[R]) all(tx *db.Tx, n int64) error {
	for i := range m.slots {
		if m.slots[i].subject != (mirrored{}) {
			m.summed(i, -1)
		}
	}
	m.slots, m.head, m.free, m.texts, m.read = nil, map[mirrored]int32{}, nil, map[string]string{}, false
	if err := m.rows(tx, "", []any{m.l.o.Office}); err != nil {
		return err
	}
	m.n, m.read = n, true
	return nil
}

func (m *Mirror[R]) rows(tx *db.Tx, in string, args []any) error {
	query := m.query
	if in != "" {
		query += fmt.Sprintf(" AND %s IN (%s)", m.column, in)
	}
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		subject, row, err := m.scan(rows, m.text)
		if err != nil {
			return err
		}
		m.put(subject, row)
	}
	return rows.Err()
}

func (m *Mirror[R]) put(subject string, row R) {
	as := mirroredAs(subject)
	next, ok := m.head[as]
	if !ok {
		next = -1
	}
	s := slot[R]{as, next, row}
	if k := len(m.free); k > 0 {
		m.head[as] = m.free[k-1]
		m.slots[m.free[k-1]] = s
		m.free = m.free[:k-1]
	} else {
		m.head[as] = int32(len(m.slots))
		m.slots = append(m.slots, s)
	}
	m.summed(int(m.head[as]), 1)
}

func (m *Mirror[R]) summed(slot, by int) {
	if m.sum != nil {
		m.sum(&m.slots[slot].row, by)
	}
}

func (m *Mirror[R]) drop(subject string) {
	as := mirroredAs(subject)
	i, ok := m.head[as]
	for ok && i >= 0 {
		next := m.slots[i].next
		m.summed(int(i), -1)
		m.slots[i] = slot[R]{}
		m.free = append(m.free, i)
		i = next
	}
	delete(m.head, as)
}

// text gives the one copy of a text.
func (m *Mirror[R]) text(s string) string {
	if kept, ok := m.texts[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	m.texts[s] = s
	return s
}
