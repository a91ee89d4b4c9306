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
// to make may be some seconds old; whoever shows it says as of when. It is made
// anew behind the back of those who ask, unless it is much older. With an age,
// nothing is kept longer even if nothing happens: what is late depends on the
// clock.
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
	anew  bool // somebody is making it anew
}

// muchOlder is how many ages a count has before people wait for a new one.
const muchOlder = 3

// maxMemories bounds a memo; what is asked for differs by role and filter.
const maxMemories = 256

// NewMemo makes an empty memo. Nothing in it becomes older than age, if there
// is one; what is dear may be so old although something happened.
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
	v, what := m.find(key, n)
	switch what {
	case missing:
		return m.make(ctx, key, v, count)
	case aged:
		go m.renew(context.WithoutCancel(ctx), key, v, count)
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

// What find found.
const (
	there   = iota
	aged    // the caller is to have it made anew
	missing // the caller is to make it
)

func (m *Memo[T]) find(key string, n int64) (v *memory[T], what int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.kept[key]; ok {
		old := time.Since(v.at)
		switch {
		case v.n >= n && (m.age == 0 || old < m.age), m.isDear(v) && (old < m.age || old < muchOlder*m.age && v.anew):
			return v, there
		case m.isDear(v) && old < muchOlder*m.age:
			v.anew = true
			return v, aged
		}
	}
	if len(m.kept) >= maxMemories {
		m.kept = map[string]*memory[T]{}
	}
	v = &memory[T]{n: n, at: time.Now(), ready: make(chan struct{})}
	m.kept[key] = v
	return v, missing
}

func (m *Memo[T]) isDear(v *memory[T]) bool {
	if m.age == 0 {
		return false
	}
	select {
	case <-v.ready:
		return v.err == nil && m.dear(v.value)
	default:
		return false
	}
}

// renew makes a count anew; until it is there, and if it fails, the old one stays.
func (m *Memo[T]) renew(ctx context.Context, key string, old *memory[T], count func(context.Context) (T, error)) {
	v := &memory[T]{at: time.Now(), ready: make(chan struct{}), err: errCounting}
	defer func() {
		_ = recover() // whoever waits for it the next time hears of it
		m.mu.Lock()
		defer m.mu.Unlock()
		old.anew = false
		if v.err == nil && m.kept[key] == old {
			m.kept[key] = v
		}
	}()
	if v.n, v.err = m.l.At(ctx); v.err != nil {
		return
	}
	v.err = errCounting
	v.value, v.err = count(ctx)
	close(v.ready)
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
