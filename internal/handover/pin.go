package handover

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// A PIN has six digits, so what protects it is the number of tries; the slow
// hash is for a copied database, and even there the PIN proves nothing once the
// envelope was received.
const (
	pinDigits = 6
	pinTries  = 5
	pinRounds = 100_000
	pinSalt   = 16
)

// newPIN makes a PIN and the hash under which it is kept.
func newPIN() (pin, hash string, err error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", "", fault.Wrap("fault.internal", err)
	}
	digits := n.String()
	pin = strings.Repeat("0", pinDigits-len(digits)) + digits
	salt := make([]byte, pinSalt)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	sum, err := pinHash(pin, salt)
	if err != nil {
		return "", "", err
	}
	return pin, hex.EncodeToString(salt) + hex.EncodeToString(sum), nil
}

func pinHash(pin string, salt []byte) ([]byte, error) {
	sum, err := pbkdf2.Key(sha256.New, pin, salt, pinRounds, sha256.Size)
	return sum, fault.Wrap("fault.internal", err)
}

// pinFits compares a typed PIN with a kept hash; spaces between the digits do
// not matter.
func pinFits(typed, hash string) (bool, error) {
	raw, err := hex.DecodeString(hash)
	if err != nil || len(raw) != pinSalt+sha256.Size {
		return false, nil
	}
	sum, err := pinHash(strings.ReplaceAll(typed, " ", ""), raw[:pinSalt])
	return err == nil && subtle.ConstantTimeCompare(sum, raw[pinSalt:]) == 1, err
}

// checkPIN refuses a wrong PIN, and any PIN after too many wrong ones. The try
// is counted before the answer and taken back only when it was right, so that
// tries at the same time count as well.
func (s *Service) checkPIN(op opContext, envelopeID, typed string) error {
	var hash string
	err := s.DB.Write(op.ctx, op.scope.Office, func(tx *db.Tx) error {
		var tries int
		err := tx.QueryRow(`SELECT hash, tries FROM envelope_pin WHERE office_id = $1 AND envelope_id = $2`,
			op.scope.Office, envelopeID).Scan(&hash, &tries)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.At("pin", "fault.handover.no_pin")
		}
		if err != nil {
			return err
		}
		if tries >= pinTries {
			return fault.At("pin", "fault.handover.pin_locked")
		}
		_, err = tx.Exec(`UPDATE envelope_pin SET tries = tries + 1 WHERE office_id = $1 AND envelope_id = $2`, op.scope.Office, envelopeID)
		return err
	})
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	fits, err := pinFits(typed, hash)
	if err != nil {
		return err
	}
	if !fits {
		return fault.At("pin", "fault.handover.pin_wrong")
	}
	err = s.DB.Write(op.ctx, op.scope.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE envelope_pin SET tries = 0 WHERE office_id = $1 AND envelope_id = $2`, op.scope.Office, envelopeID)
		return err
	})
	return fault.Wrap("fault.internal", err)
}
