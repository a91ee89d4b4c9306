package ledger

import (
	"crypto/rand"
	"io"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Maker makes finished events in memory, as Do makes them in the database: one
// stream of one replica, each event with its own tick. The demonstration builds
// its history with it and stores it by Restore. It is not safe for use by
// several goroutines.
type Maker struct {
	s    stream
	seen uint64
}

// NewMaker begins a stream under a fresh epoch. With a seeded source of
// randomness the same acts give the same events.
func NewMaker(office, replica string, random io.Reader) *Maker {
	if random == nil {
		random = rand.Reader
	}
	return &Maker{s: stream{office: office, replica: replica, epoch: newEpoch(random), rand: random}}
}

// NewID makes an id from the maker's own randomness and the given time.
func (m *Maker) NewID(at time.Time) string { return idAt(m.s.rand, at) }

// Make makes the event that Do would make of the draft, the n-th of its act,
// at that time. It does not ask whether the act is allowed.
func (m *Maker) Make(op Op, n int, at time.Time, d Draft) (Event, error) {
	e, personal, err := event(op, n, d, at)
	if err != nil {
		return Event{}, err
	}
	return m.finish(e, personal, at)
}

// Settle makes the office's settlement of claims: the winner holds the key, and
// each named claim of this subject is settled by it. number is the new number
// of a loser, or "".
func (m *Maker) Settle(op Op, n int, at time.Time, s Subject, area, key, winner, number string, settles ...string) (Event, error) {
	body := casefile.ClaimSettledBody{Key: key, Winner: winner, Number: number, Settles: settles}
	op.Scope.Role, op.Scope.Person = "system", ""
	return m.Make(op, n, at, Draft{Subject: s, Type: casefile.ClaimSettled, Area: area, Body: body})
}

func (m *Maker) finish(e *Event, personal []byte, at time.Time) (Event, error) {
	e.HLC = tick(m.seen, at)
	if err := m.s.next(e, personal); err != nil {
		return Event{}, fault.Wrap("fault.ledger.draft", err)
	}
	m.seen = e.HLC
	return *e, nil
}
