package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// Place is an agency or an institution that a person can belong to.
type Place struct {
	Agency bool // else an institution or a partner organisation
	Code   string
	Name   string
}

// Options of New.
type Options struct {
	Office string
	DB     *db.DB
	Ledger *ledger.Ledger
	Clock  func() time.Time
	Log    *slog.Logger
	// HashKiB is the memory of a password hash in KiB; 0 is the full cost. Only
	// tests, which sign in by the hundred, set it.
	HashKiB uint32
	Gate    *job.Gate // of the program's memory, in MiB; nil: one of its own for four hashes at a time
	Secure  bool      // the outside is reached by TLS: __Host- cookie
	// Places lists what the office keeps as agencies and institutions, by name.
	// Nil: codes are typed and shown as they are.
	Places func(context.Context) ([]Place, error)
}

// Accounts is the room. It is safe for use by many goroutines.
type Accounts struct {
	office string
	db     *db.DB
	ledger *ledger.Ledger
	clock  func() time.Time
	log    *slog.Logger
	gate   *job.Gate
	places func(context.Context) ([]Place, error)
	secure bool
	cost   cost
	nobody string // a hash to hold the password of an unknown login against
	// Tries from one address and for one login. They live in memory: what must
	// survive a restart is the lock (account_attempt).
	byAddress, byLogin *web.Limiter
	ready              readiness
}

// New makes the room. It reads nothing yet.
func New(o Options) *Accounts {
	a := &Accounts{office: o.Office, db: o.DB, ledger: o.Ledger, clock: o.Clock, log: o.Log, gate: o.Gate, secure: o.Secure, places: o.Places}
	if a.clock == nil {
		a.clock = time.Now
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.gate == nil {
		a.gate = job.NewGate(4 * int64(fullCost.mem) >> 10)
	}
	if a.places == nil {
		a.places = func(context.Context) ([]Place, error) { return nil, nil }
	}
	a.cost = fullCost
	if o.HashKiB > 0 {
		a.cost = cost{mem: o.HashKiB, rounds: 1, lanes: 1}
	}
	a.nobody = nobodysHash(a.cost)
	a.byAddress = web.NewLimiter(addressEvery, addressBurst)
	a.byLogin = web.NewLimiter(loginEvery, loginBurst)
	return a
}

func (a *Accounts) now() time.Time { return a.clock().UTC().Truncate(time.Microsecond) }

// newToken makes a secret of 256 bits and the hash under which it is kept. A
// plain hash is enough for what nobody can guess.
func newToken() (token, hash string) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, tokenHash(token)
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
