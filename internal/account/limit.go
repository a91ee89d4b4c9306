package account

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one may try to sign in. A village hall or an office has one
// address for all its people, so an address may try more often than a login;
// what stops a patient guesser is the lock, see lockFor.
const (
	addressEvery = 3 * time.Second
	addressBurst = 40
	loginEvery   = 6 * time.Second
	loginBurst   = 10

	limiterSize = 10_000
)

// limiter gives each key its own allowance. It holds a bounded number of keys:
// when full, those that are at rest go first, since forgetting them changes
// nothing.
type limiter struct {
	mu    sync.Mutex
	every rate.Limit
	burst int
	keys  map[string]*rate.Limiter
}

func newLimiter(every time.Duration, burst int) *limiter {
	return &limiter{every: rate.Every(every), burst: burst, keys: map[string]*rate.Limiter{}}
}

// allow takes one try of a key's allowance.
func (l *limiter) allow(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	lim, ok := l.keys[key]
	if !ok {
		if len(l.keys) >= limiterSize {
			l.forget(now)
		}
		if len(l.keys) >= limiterSize {
			return false // ten thousand keys in use at once is an attack
		}
		lim = rate.NewLimiter(l.every, l.burst)
		l.keys[key] = lim
	}
	return lim.AllowN(now, 1)
}

func (l *limiter) forget(now time.Time) {
	for key, lim := range l.keys {
		if lim.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
}

// addressKey is whose allowance an address uses: with IPv6 a single customer
// has as many addresses as they like, in one block of 64 bits.
func addressKey(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	block, err := a.Prefix(64)
	if err != nil {
		return address
	}
	return block.String()
}
