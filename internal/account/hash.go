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

// The cost of a hash: the smaller of OWASP's two recommendations for argon2id,
// because an office PC with 4 GB serves many sign-ins at eight in the morning.
const (
	hashMiB    = 19
	hashMemory = hashMiB << 20
	hashTime   = 2
	hashLanes  = 1
	hashKey    = 32
	hashSalt   = 16
)

var errHash = errors.New("account: a stored hash cannot be read")

// hash makes the stored form of a password, in the usual text of argon2
// ($argon2id$v=19$m=19456,t=2,p=1$salt$key), so that the cost can rise later.
func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt)
	key, err := a.derive(ctx, password, salt, hashTime, hashMiB<<10, hashLanes)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMiB<<10, hashTime, hashLanes, b64(salt), b64(key)), nil
}

// matches holds a password against a stored hash. It takes as long for an
// empty hash (no such account, or one without a password) as for a wrong one.
func (a *Accounts) matches(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	known := stored != ""
	if !known {
		stored = nobodysHash
	}
	var version int
	var mem, rounds uint32
	var lanes uint8
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &mem, &rounds, &lanes); err != nil ||
		mem == 0 || mem > 1<<20 || rounds == 0 || rounds > 64 || lanes == 0 {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) != hashKey {
		return false, false, fault.Wrap("fault.internal", errHash)
	}
	got, err := a.derive(ctx, password, salt, rounds, mem, lanes)
	if err != nil {
		return false, false, err
	}
	stale = mem != hashMiB<<10 || rounds != hashTime || lanes != hashLanes
	return subtle.ConstantTimeCompare(got, want) == 1 && known, stale, nil
}

// nobodysHash is of no password: its key was drawn, not derived.
var nobodysHash = func() string {
	raw := make([]byte, hashSalt+hashKey)
	_, _ = rand.Read(raw)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMiB<<10, hashTime, hashLanes, b64(raw[:hashSalt]), b64(raw[hashSalt:]))
}()

// derive waits for its share of memory: a hundred sign-ins at once are a
// queue, not two gigabytes.
func (a *Accounts) derive(ctx context.Context, password string, salt []byte, rounds, mem uint32, lanes uint8) ([]byte, error) {
	share := int64(mem) << 10
	if err := a.memory.Acquire(ctx, share); err != nil {
		return nil, fault.New(fault.Busy, "fault.account.busy").Because(err)
	}
	defer a.memory.Release(share)
	return argon2.IDKey([]byte(password), salt, rounds, mem, lanes, hashKey), nil
}
