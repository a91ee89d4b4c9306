package ledger

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/jempolkeren/jempol/internal/db"
)

var eventColumns = []string{
	"office_id", "id", "replica", "epoch", "seq", "op_id", "op_n",
	"subject_kind", "subject_id", "type", "hlc", "bytes", "personal",
}

// rawID is how ids are stored.
func rawID(id string) []byte {
	b, err := hex.DecodeString(id)
	if err != nil {
		return nil // ids reach this point from Decode only
	}
	return b
}

func (e *Event) row() []any {
	var personal any
	if e.Personal != nil {
		personal = e.Personal
	}
	return []any{
		e.Office, rawID(e.ID), e.Replica, e.Epoch, int64(e.Seq), e.OpID, int64(e.OpN),
		e.Subject.Kind, e.Subject.ID, e.Type, int64(e.HLC), e.bytes, personal,
	}
}

// querier is a transaction or the readers.
type querier interface {
	Query(q string, args ...any) (*db.Rows, error)
}

// scanEvents reads (bytes, personal). A damaged event is an error: nothing may
// be folded from what cannot be read.
func scanEvents(rows *db.Rows, err error) ([]*Event, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []*Event
	for rows.Next() {
		var b, p []byte
		if err := rows.Scan(&b, &p); err != nil {
			return nil, err
		}
		e, err := Decode(b)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", idOf(b), err)
		}
		e.Personal = p
		out = append(out, &e)
	}
	return out, rows.Err()
}

func (l *Ledger) loadSubject(q querier, s Subject) ([]*Event, error) {
	return scanEvents(q.Query(`SELECT bytes, personal FROM event
		WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY hlc, id`, l.o.Office, s.Kind, s.ID))
}

// loadChunk is how many subjects are read with one statement.
const loadChunk = 64

// loadSubjects reads the events of many subjects of one kind.
func (l *Ledger) loadSubjects(q querier, kind string, ids []string) ([]*Event, error) {
	var out []*Event
	for len(ids) > 0 {
		n := min(len(ids), loadChunk)
		args := append(make([]any, 0, loadChunk+2), l.o.Office, kind)
		for i := range loadChunk { // one text for all sizes
			args = append(args, ids[min(i, n-1)])
		}
		events, err := scanEvents(q.Query(`SELECT bytes, personal FROM event
			WHERE office_id = $1 AND subject_kind = $2 AND subject_id IN (`+db.Params(3, loadChunk)+`)
			ORDER BY subject_id, hlc, id`, args...))
		if err != nil {
			return nil, err
		}
		out = append(out, events...)
		ids = ids[n:]
	}
	return out, nil
}

// head is what the next event goes on from.
type head struct {
	n   int64  // last number of the feed
	hlc uint64 // highest clock seen
}

// lastStored gives the event which this replica stored last in an earlier run,
// or "" if this is the first.
func (l *Ledger) lastStored(tx *db.Tx) (string, error) {
	var id []byte
	err := tx.QueryRow(`SELECT e.id FROM feed f JOIN event e ON e.office_id = f.office_id AND e.id = f.event_id
		WHERE f.office_id = $1 AND e.replica = $2 ORDER BY f.n DESC LIMIT 1`, l.o.Office, l.o.Replica).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	return hex.EncodeToString(id), nil
}

// storedOf reads what was stored of an act, in order.
func (l *Ledger) storedOf(tx *db.Tx, op string) ([]*Event, error) {
	return scanEvents(tx.Query(`SELECT bytes, personal FROM event
		WHERE office_id = $1 AND op_id = $2 ORDER BY op_n, hlc, id`, l.o.Office, op))
}
