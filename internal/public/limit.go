package public

import (
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// How often one address may try a code, or tell something. A village hall has
// one address for all.
const (
	codeEvery = 3 * time.Second
	codeBurst = 30
	tipEvery  = 5 * time.Minute
	tipBurst  = 5
)

// take uses one try of whoever asks, or refuses.
func take(l *web.Limiter, r *web.Request) error {
	if !l.Allow(web.AddressKey(r.Client()), r.Now()) {
		return fault.New(fault.Busy, "fault.public.busy")
	}
	return nil
}
