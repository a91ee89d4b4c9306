package ledger

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Memo keeps what was counted over many subjects until the next event: as long
// as nothing happened the count is the same, and after that it is made anew.
// Many who ask at once wait for one that counts. It is for what depends on the
// tables that folds write, and on the clock at most by the day.
//
// In a large office something happens every moment. There a count that is dear
// to make may be some seconds old; whoever shows it says as of when.
type Memo[T any] struct {
	l    *Ledger
	age  time.Duration
	dear func(T) bool

	mu   sync.Mutex
	kept map[string]*memory[T]
}

type memory[T any] struct {
	n     int64 // of the feed, when counting began
	at    time.Time
	ready chan struct{}
	value T
	err   error
}

// maxMemories bounds a memo; what is asked for differs by role and filter.
const maxMemories = 256

// NewMemo makes an empty memo. What is dear may be so old; nil is nothing.
func NewMemo[T any](l *Ledger, age time.Duration, dear func(T) bool) *Memo[T] {
	if dear == nil {
		dear = func(T) bool { return false }
	}
	return &Memo[T]{l: l, age: age, dear: dear, kept: map[string]*memory[T]{}}
}

// Get gives the value of the key. It is shared: nobody changes it.
func (m *Memo[T]) Get(ctx context.Context, key string, count func(context.Context) (T, error)) (T, error) {
	var none T
	n, err := m.l.At(ctx)
	if err != nil {
		return none, err
	}
	v, mine := m.find(key, n)
	if mine {
		return m.make(ctx, key, v, count)
	}
	select {
	case <-v.ready:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	if v.err != nil {
		return count(ctx) // whoever counted may have gone away
	}
	return v.value, nil
}

// find gives the memory of the key, or a new one that the caller is to fill.
func (m *Memo[T]) find(key string, n int64) (v *memory[T], mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, there := m.kept[key]; there && (v.n >= n || m.recent(v)) {
		return v, false
	}
	if len(m.kept) >= maxMemories {
		m.kept = map[string]*memory[T]{}
	}
	v = &memory[T]{n: n, at: time.Now(), ready: make(chan struct{})}
	m.kept[key] = v
	return v, true
}

func (m *Memo[T]) recent(v *memory[T]) bool {
	if m.age == 0 || time.Since(v.at) >= m.age {
		return false
	}
	select {
	case <-v.ready:
		return v.err == nil && m.dear(v.value)
	default:
		return false
	}
}

var errCounting = errors.New("ledger: whoever counted ended")

func (m *Memo[T]) make(ctx context.Context, key string, v *memory[T], count func(context.Context) (T, error)) (T, error) {
	v.err = errCounting // stays if count panics
	defer func() {
		if v.err != nil {
			m.mu.Lock()
			if m.kept[key] == v {
				delete(m.kept, key)
			}
			m.mu.Unlock()
		}
		close(v.ready)
	}()
	v.value, v.err = count(ctx)
	return v.value, v.err
}

// At is the number of the last event that is stored here; it grows with each.
func (l *Ledger) At(ctx context.Context) (int64, error) {
	var n int64
	err := l.d.QueryRow(ctx, `SELECT n FROM office_head WHERE office_id = $1`, l.o.Office).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, fault.Wrap("fault.ledger.read", err)
}
