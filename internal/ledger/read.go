package ledger

import (
	"context"
	"database/sql"
	"encoding/hex"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// History gives a subject's events as its fold sees them, without the personal
// part. Whether the scope reaches this subject is asked before.
func (l *Ledger) History(ctx context.Context, scope db.Scope, s Subject) ([]casefile.Event, error) {
	if scope.Empty() || scope.Office != l.o.Office {
		return nil, nil
	}
	events, err := l.loadSubject(readers{l.d, ctx}, s)
	if err != nil {
		return nil, fault.Wrap("fault.ledger.read", err)
	}
	for _, e := range events {
		e.Personal = nil
	}
	return arrange(l.kinds[s.Kind], events).events, nil
}

// Events gives a subject's events with their personal part. It and EventsTx are
// the one door to personal columns, and it opens only to a scope that says
// what for.
func (l *Ledger) Events(ctx context.Context, scope db.Scope, s Subject) ([]casefile.Event, error) {
	return l.personalEvents(readers{l.d, ctx}, scope, s)
}

// EventsTx is Events inside an act.
func (l *Ledger) EventsTx(tx *db.Tx, scope db.Scope, s Subject) ([]casefile.Event, error) {
	return l.personalEvents(tx, scope, s)
}

// EventsOf is Events for many subjects of one kind, by their ids; those without
// any are left out.
func (l *Ledger) EventsOf(ctx context.Context, scope db.Scope, kind string, ids []string) (map[string][]casefile.Event, error) {
	if scope.Empty() || scope.Office != l.o.Office {
		return nil, nil
	}
	if scope.Purpose == "" {
		return nil, fault.New(fault.Forbidden, "fault.ledger.no_purpose")
	}
	all, err := l.loadSubjects(readers{l.d, ctx}, kind, ids)
	if err != nil {
		return nil, fault.Wrap("fault.ledger.read", err)
	}
	of := map[string][]*Event{}
	for _, e := range all {
		of[e.Subject.ID] = append(of[e.Subject.ID], e)
	}
	out := make(map[string][]casefile.Event, len(of))
	for id, events := range of {
		out[id] = arrange(l.kinds[kind], events).events
	}
	return out, nil
}

func (l *Ledger) personalEvents(q querier, scope db.Scope, s Subject) ([]casefile.Event, error) {
	if scope.Empty() || scope.Office != l.o.Office {
		return nil, nil
	}
	if scope.Purpose == "" {
		return nil, fault.New(fault.Forbidden, "fault.ledger.no_purpose")
	}
	events, err := l.loadSubject(q, s)
	if err != nil {
		return nil, fault.Wrap("fault.ledger.read", err)
	}
	return arrange(l.kinds[s.Kind], events).events, nil
}

// readers lets the readers answer as a transaction does.
type readers struct {
	d   *db.DB
	ctx context.Context
}

// Query reads rows.
func (r readers) Query(q string, args ...any) (*db.Rows, error) { return r.d.Query(r.ctx, q, args...) }

// Cursor says how far a peer has read this ledger's feed.
type Cursor struct {
	Epoch string
	N     int64
}

// Since gives the events that were committed after the cursor, in the order of
// their commits, and the new cursor. A cursor that this copy does not know,
// because the ledger was restored from an older one, begins again: to bring an
// event twice does no harm.
func (l *Ledger) Since(ctx context.Context, scope db.Scope, c Cursor, limit int) ([]Event, Cursor, error) {
	if scope.Empty() || scope.Office != l.o.Office {
		return nil, c, nil
	}
	if scope.Purpose == "" {
		return nil, c, fault.New(fault.Forbidden, "fault.ledger.no_purpose")
	}
	var out []Event
	err := l.d.View(ctx, func(tx *db.Tx) error {
		if c.N > 0 {
			var epoch string
			err := tx.QueryRow(`SELECT epoch FROM feed WHERE office_id = $1 AND n = $2`, l.o.Office, c.N).Scan(&epoch)
			if err == sql.ErrNoRows || err == nil && epoch != c.Epoch {
				c = Cursor{}
			} else if err != nil {
				return err
			}
		}
		rows, err := tx.Query(`SELECT f.n, f.epoch, e.bytes, e.personal FROM feed f
			JOIN event e ON e.office_id = f.office_id AND e.id = f.event_id
			WHERE f.office_id = $1 AND f.n > $2 ORDER BY f.n LIMIT $3`, l.o.Office, c.N, limit)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var b, p []byte
			if err := rows.Scan(&c.N, &c.Epoch, &b, &p); err != nil {
				return err
			}
			e, err := Decode(b)
			if err != nil {
				return err
			}
			e.Personal = p
			out = append(out, e)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, Cursor{}, fault.Wrap("fault.ledger.read", err)
	}
	return out, c, nil
}

// Heads lists the end of every stream, for Verify to compare with later. A
// stream that a clone continued has several.
func (l *Ledger) Heads(ctx context.Context) ([]Head, error) {
	rows, err := l.d.Query(ctx, `SELECT e.replica, e.epoch, e.seq, e.id FROM event e
		JOIN (SELECT replica, epoch, MAX(seq) AS top FROM event WHERE office_id = $1 GROUP BY replica, epoch) m
		ON m.replica = e.replica AND m.epoch = e.epoch AND m.top = e.seq
		WHERE e.office_id = $1 ORDER BY e.replica, e.epoch, e.id`, l.o.Office)
	if err != nil {
		return nil, fault.Wrap("fault.ledger.read", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Head
	for rows.Next() {
		var h Head
		var id []byte
		if err := rows.Scan(&h.Replica, &h.Epoch, &h.Seq, &id); err != nil {
			return nil, fault.Wrap("fault.ledger.read", err)
		}
		h.ID = hex.EncodeToString(id)
		out = append(out, h)
	}
	return out, fault.Wrap("fault.ledger.read", rows.Err())
}

// Erasures gives every erasing event. Whoever puts an old copy in place of this
// one brings them into it first, or what was erased since would come back.
func (l *Ledger) Erasures(ctx context.Context) ([]Event, error) {
	events, err := scanEvents(l.d.Query(ctx, `SELECT bytes, NULL FROM event WHERE office_id = $1 AND type = $2 ORDER BY hlc, id`,
		l.o.Office, casefile.Erased))
	if err != nil {
		return nil, fault.Wrap("fault.ledger.read", err)
	}
	out := make([]Event, len(events))
	for i, e := range events {
		out[i] = *e
	}
	return out, nil
}
