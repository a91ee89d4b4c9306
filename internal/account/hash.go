package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/jempolkeren/jempol/internal/fault"
)

// cost is what a hash costs whoever guesses, and us.
type cost struct {
	mem, rounds uint32 // mem in KiB
	lanes       uint8
}

// fullCost is the smaller of OWASP's two recommendations for argon2id, because
// an office PC with 4 GB serves many sign-ins at eight in the morning.
var fullCost = cost{mem: 19 << 10, rounds: 2, lanes: 1}

const (
	hashKey  = 32
	hashSalt = 16
)

var errHash = errors.New("account: a stored hash cannot be read")

// hash makes the stored form of a password, in the usual text of argon2
// ($argon2id$v=19$m=19456,t=2,p=1$salt$key), so that the cost can rise later.
func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt)
	key, err := a.derive(ctx, password, salt, a.cost)
	if err != nil {
		return "", err
	}
	return a.cost.text(salt, key), nil
}

func (c cost) text(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.mem, c.rounds, c.lanes, b64(salt), b64(key))
}

// matches holds a password against a stored hash. It takes as long for an
// empty hash (no such account, or one without a password) as for a wrong one.
func (a *Accounts) matches(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	known := stored != ""
	if !known {
		stored = a.nobody
	}
	var version int
	var c cost
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.mem, &c.rounds, &c.lanes); err != nil ||
		c.mem == 0 || c.mem > 1<<20 || c.rounds == 0 || c.rounds > 64 || c.lanes == 0 {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) != hashKey {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	got, err := a.derive(ctx, password, salt, c)
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, c != a.cost, nil
}

// nobodysHash is of no password: its key was drawn, not derived.
func nobodysHash(c cost) string {
	raw := make([]byte, hashSalt+hashKey)
	_, _ = rand.Read(raw)
	return c.text(raw[:hashSalt], raw[hashSalt:])
}

// derive waits for its share of memory: a hundred sign-ins at once are a
// queue, not two gigabytes.
func (a *Accounts) derive(ctx context.Context, password string, salt []byte, c cost) ([]byte, error) {
	var key []byte
	err := a.gate.Do(ctx, (int64(c.mem)+1023)>>10, func() error {
		key = argon2.IDKey([]byte(password), salt, c.rounds, c.mem, c.lanes, hashKey)
		return nil
	})
	return key, err
}
