package handover

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Link is a courier's one-time link: to one envelope, for one courier, for some
// hours.
type Link struct {
	ID, Envelope string
	To           string // user id of who waits for the envelope; "" is the person
	Expires      time.Time
	Ended        bool
}

// LinkHours lists for how long a link may be good.
func LinkHours() []int { return []int{4, 8, 24, 48} }

// newToken makes a secret of 128 bits and the hash under which it is kept.
func newToken() (token, hash string) {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, tokenHash(token)
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func gone() error { return fault.New(fault.NotFound, "fault.handover.link_over") }

// Open reads a link by its token. One that is unknown, switched off or over is
// NotFound. Of an envelope that its courier has no more to do with, it gives
// the number and nothing else: done.
func (s *Service) Open(ctx context.Context, token string) (l Link, e Envelope, done bool, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		var expires int64
		err := tx.QueryRow(`SELECT link_id, envelope_id, deliver_to, expires_at FROM courier_link
			WHERE office_id = $1 AND token_hash = $2 AND ended_at = 0 AND expires_at > $3`,
			s.Office, tokenHash(token), db.Micros(s.Clock())).Scan(&l.ID, &l.Envelope, &l.To, &expires)
		if errors.Is(err, sql.ErrNoRows) {
			return gone()
		}
		if err != nil {
			return err
		}
		l.Expires = db.FromMicros(expires)
		e, err = s.envelopeTx(tx, l.Envelope)
		if err == nil && !l.Concerns(&e) {
			done, e = true, Envelope{Number: e.Number, State: e.State}
		}
		return err
	})
	return l, e, done, fault.Wrap("fault.internal", err)
}

// linkGood refuses what comes through a link that ended since its page was
// drawn.
func (s *Service) linkGood(tx *db.Tx, e *Envelope) error {
	var l Link
	err := tx.QueryRow(`SELECT link_id FROM courier_link WHERE office_id = $1 AND envelope_id = $2 AND ended_at = 0 AND expires_at > $3`,
		s.Office, e.ID, db.Micros(tx.Now)).Scan(&l.ID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !l.Concerns(e) {
		return gone()
	}
	return err
}

// Courier is the party that the link stands for.
func (l Link) Courier() Party { return Party{Kind: PartyCourier, ID: l.ID} }

// Concerns reports whether the link's courier has the envelope, or is one end
// of the leg that waits for a signature.
func (l Link) Concerns(e *Envelope) bool {
	if e.Ended() {
		return false
	}
	open := e.Open()
	return e.Holder == l.Courier() || open != nil && (open.Taker == l.Courier() || open.Giver == l.Courier())
}

// LinkOf is the last link of an envelope, without its secret.
func (s *Service) LinkOf(ctx context.Context, scope db.Scope, envelopeID string) (l Link, found bool, err error) {
	var expires, ended int64
	err = s.DB.QueryRow(ctx, `SELECT link_id, envelope_id, deliver_to, expires_at, ended_at FROM courier_link
		WHERE office_id = $1 AND envelope_id = $2 ORDER BY created_at DESC, link_id DESC LIMIT 1`,
		scope.Office, envelopeID).Scan(&l.ID, &l.Envelope, &l.To, &expires, &ended)
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	l.Expires, l.Ended = db.FromMicros(expires), ended != 0
	return l, err == nil, fault.Wrap("fault.internal", err)
}

// EndLinks switches the links of an envelope off: the courier lost the phone,
// or came back.
func (s *Service) EndLinks(ctx context.Context, scope db.Scope, envelopeID string) error {
	err := s.DB.Write(ctx, s.Office, func(tx *db.Tx) error {
		e, err := s.envelopeTx(tx, envelopeID)
		if err != nil {
			return err
		}
		if err := allowed(scope, "envelope.sealed", &e); err != nil {
			return err
		}
		return s.endLinks(tx, envelopeID)
	})
	return fault.Wrap("fault.internal", err)
}

func (s *Service) endLinks(tx *db.Tx, envelopeID string) error {
	_, err := tx.Exec(`UPDATE courier_link SET ended_at = $3 WHERE office_id = $1 AND envelope_id = $2 AND ended_at = 0`,
		s.Office, envelopeID, db.Micros(tx.Now))
	return err
}
