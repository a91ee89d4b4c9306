package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiterSize is how many keys a Limiter holds: ten thousand in use at once is
// an attack.
const limiterSize = 10_000

// Limiter gives each key (an address, a login) its own allowance of tries. It
// holds a bounded number of keys: when full, those that are at rest go first,
// since forgetting them changes nothing.
type Limiter struct {
	mu    sync.Mutex
	every rate.Limit
	burst int
	keys  map[string]*rate.Limiter
}

// NewLimiter makes one: burst tries at once, then one every so often.
func NewLimiter(every time.Duration, burst int) *Limiter {
	return &Limiter{every: rate.Every(every), burst: burst, keys: map[string]*rate.Limiter{}}
}

// Allow takes one try of a key's allowance, and says whether there was one.
func (l *Limiter) Allow(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	lim, ok := l.keys[key]
	if !ok {
		if len(l.keys) >= limiterSize {
			l.forget(now)
		}
		if len(l.keys) >= limiterSize {
			return false
		}
		lim = rate.NewLimiter(l.every, l.burst)
		l.keys[key] = lim
	}
	return lim.AllowN(now, 1)
}

func (l *Limiter) forget(now time.Time) {
	for key, lim := range l.keys {
		if lim.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
}

// AddressKey is whose allowance an address uses: with IPv6 a single customer
// has as many addresses as they like, in one block of 64 bits.
func AddressKey(address string) string {
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
