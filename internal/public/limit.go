package public

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/jempolkeren/jempol/internal/fault"
)

// How often one address may try a code, or tell something. A village hall has
// one address for all.
const (
	codeEvery = 3 * time.Second
	codeBurst = 30
	tipEvery  = 5 * time.Minute
	tipBurst  = 5

	limiterSize = 10_000
)

// limiter gives each address its own allowance and holds a bounded number.
type limiter struct {
	mu    sync.Mutex
	every time.Duration
	burst int
	keys  map[string]*rate.Limiter
}

func newLimiter(every time.Duration, burst int) *limiter {
	return &limiter{every: every, burst: burst, keys: map[string]*rate.Limiter{}}
}

// take uses one try of an address, or refuses.
func (l *limiter) take(address string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := block(address)
	lim, ok := l.keys[key]
	if !ok {
		if len(l.keys) >= limiterSize {
			for k, other := range l.keys {
				if other.TokensAt(now) >= float64(l.burst) {
					delete(l.keys, k) // at rest: forgetting it changes nothing
				}
			}
		}
		if len(l.keys) >= limiterSize {
			return fault.New(fault.Busy, "fault.public.busy")
		}
		lim = rate.NewLimiter(rate.Every(l.every), l.burst)
		l.keys[key] = lim
	}
	if !lim.AllowN(now, 1) {
		return fault.New(fault.Busy, "fault.public.busy")
	}
	return nil
}

// block is whose allowance an address uses: with IPv6 one customer has 64 bits
// of them.
func block(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
