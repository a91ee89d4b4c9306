package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Memory is the program's shared budget of memory, in bytes. Hashing a
// password takes hashMemory of it. *semaphore.Weighted is one.
type Memory interface {
	Acquire(ctx context.Context, n int64) error
	Release(n int64)
}

// Options of New.
type Options struct {
	Office string
	DB     *db.DB
	Ledger *ledger.Ledger
	Clock  func() time.Time
	Log    *slog.Logger
	Memory Memory // nil: a budget of its own for four hashes at a time
	Secure bool   // the outside is reached by TLS: __Host- cookie
}

// Accounts is the room. It is safe for use by many goroutines.
type Accounts struct {
	office string
	db     *db.DB
	ledger *ledger.Ledger
	clock  func() time.Time
	log    *slog.Logger
	memory Memory
	secure bool
	cost   cost
	nobody string // a hash to hold the password of an unknown login against
	// Tries from one address and for one login. They live in memory: what must
	// survive a restart is the lock (account_attempt).
	byAddress, byLogin *limiter
}

// New makes the room. It reads nothing yet.
func New(o Options) *Accounts {
	a := &Accounts{office: o.Office, db: o.DB, ledger: o.Ledger, clock: o.Clock, log: o.Log, memory: o.Memory, secure: o.Secure}
	if a.clock == nil {
		a.clock = time.Now
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.memory == nil {
		a.memory = semaphore.NewWeighted(4 * hashMemory)
	}
	a.cost, a.nobody = fullCost, nobodysHash(fullCost)
	a.byAddress = newLimiter(addressEvery, addressBurst)
	a.byLogin = newLimiter(loginEvery, loginBurst)
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
