package ledger

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"

	"github.com/google/uuid"
)

// Subject is what an event is about: exactly one thing.
type Subject struct {
	Kind string
	ID   string
}

// Event is one event as it is stored and exchanged.
type Event struct {
	ID           string // SHA-256 of the canonical bytes, hex
	Office       string
	Replica      string // who numbered it
	Epoch        string // one run of that replica
	Seq          uint64 // place in (Replica, Epoch), from 1
	Prev         string // id of the event before it in the replica; "" at its very first
	OpID         string // UUID of what the person did
	OpN          int    // which event of it
	Subject      Subject
	Type         string
	Version      int
	Area         string
	Actor        string
	Role         string
	OccurredAt   int64 // µs UTC by the device's clock: for people, never for order
	HLC          uint64
	Replaces     []string // ids, ascending
	Reference    int64
	Body         json.RawMessage // as written; no personal data
	PersonalHash string          // SHA-256 of Personal, hex; "" where there never was any
	Personal     []byte          // salt ‖ data; nil after erasure or where this copy lacks it

	bytes []byte // canonical form
}

// Bytes is the canonical form whose hash is the id.
func (e *Event) Bytes() []byte { return e.bytes }

// saltLen makes the hash of a short personal part useless to one who guesses.
const saltLen = 16

// personalData is the personal part without its salt.
func (e *Event) personalData() json.RawMessage {
	if len(e.Personal) <= saltLen {
		return nil
	}
	return e.Personal[saltLen:]
}

// NewID makes a client-side id (UUIDv7).
func NewID() string { return idAt(rand.Reader, time.Now()) }

// NewOpID makes the id of something that a person is about to do: the hidden
// field "op" of a form.
func NewOpID() string { return NewID() }

func newEpoch(r io.Reader) string {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		panic("ledger: no random numbers: " + err.Error())
	}
	return hex.EncodeToString(b[:])
}

// idAt makes a UUIDv7 of a given time.
func idAt(r io.Reader, at time.Time) string {
	id, err := uuid.NewRandomFromReader(r)
	if err != nil {
		panic("ledger: no random numbers: " + err.Error())
	}
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	id[6] = id[6]&0x0f | 0x70
	return id.String()
}
