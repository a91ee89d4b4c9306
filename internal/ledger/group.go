package ledger

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// headKey is under which the members of a group share the office's head.
type headKey struct{ office string }

// groupHead is the office's head as the members so far have moved it. It is
// read once and written once a group: nobody else writes meanwhile, since
// beginGroup holds the row.
type groupHead struct {
	head
	read  bool
	moved bool
}

// groupRun is what the members of a group share of this run's stream, and the
// acts about which the database was asked for all of them together.
type groupRun struct {
	epoch string // "" is not read yet
	seq   uint64
	prev  string
	done  map[string][]*Event // by act; one that is missing was not asked for
}

func (l *Ledger) shared(tx *db.Tx) (*groupHead, *groupRun) {
	h := tx.Shared(headKey{l.o.Office}, func() any { return &groupHead{} }).(*groupHead)
	r := tx.Shared(l, func() any { return &groupRun{done: map[string][]*Event{}} }).(*groupRun)
	return h, r
}

// beginGroup takes the office's head row, so that groups of several processes
// come one after the other and the feed follows the order of commits.
func (l *Ledger) beginGroup(tx *db.Tx, office string) error {
	if office != l.o.Office {
		return nil
	}
	return tx.Later(`INSERT INTO office_head (office_id, n, hlc) VALUES ($1, 0, 0)
		ON CONFLICT (office_id) DO UPDATE SET n = office_head.n`, office)
}

// endGroup writes where the members have moved the head to.
func (l *Ledger) endGroup(tx *db.Tx, office string) error {
	if office != l.o.Office {
		return nil
	}
	h, _ := l.shared(tx)
	if !h.moved {
		return nil
	}
	h.moved = false
	return tx.Later(`UPDATE office_head SET n = $1, hlc = $2 WHERE office_id = $3`, h.n, int64(h.hlc), l.o.Office)
}

// keep hands the head and the stream on to the members that follow.
func (b *batch) keep() {
	h, r := b.l.shared(b.tx)
	h.moved = h.moved || h.head != b.head
	h.head = b.head
	r.seq, r.prev = b.stream.seq, b.stream.prev
	for _, e := range b.fresh {
		delete(r.done, e.OpID)
	}
}

// askSizes are for how many acts one statement asks: few texts.
var askSizes = []int{1, 16, 256}

// ask reads, with one statement, the office's head, the end of this run's
// stream, and what is stored of the acts. Where a newer program has begun to
// fold the tables its way, this one may not write any more.
func (l *Ledger) ask(tx *db.Tx, epoch string, ops []string) error {
	h, r := l.shared(tx)
	size := askSizes[len(askSizes)-1]
	for _, n := range slices.Backward(askSizes) {
		if n >= len(ops) {
			size = n
		}
	}
	ops = ops[:min(len(ops), size)]
	args := []any{l.o.Office, l.o.Replica, epoch, l.version}
	for i := range size {
		if len(ops) == 0 {
			args = append(args, "")
			continue
		}
		args = append(args, ops[min(i, len(ops)-1)])
	}
	rows, err := tx.Query(`SELECT 'head', n, hlc, CAST(NULL AS BYTEA), CAST(NULL AS BYTEA) FROM office_head WHERE office_id = $1
		UNION ALL SELECT 'end', s.seq, 0, s.id, NULL FROM (SELECT seq, id FROM event
			WHERE office_id = $1 AND replica = $2 AND epoch = $3 ORDER BY seq DESC, id DESC LIMIT 1) s
		UNION ALL SELECT 'other', 0, 0, NULL, NULL FROM fold_version WHERE office_id = $1 AND version <> $4
		UNION ALL SELECT 'done', op_n, hlc, bytes, personal FROM event
			WHERE office_id = $1 AND op_id IN (`+db.Params(5, size)+`)`, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var seen head
	var seq uint64
	var prev string
	done := map[string][]*Event{}
	for _, op := range ops {
		done[op] = nil
	}
	for rows.Next() {
		var what string
		var n, hlc int64
		var id, personal []byte
		if err := rows.Scan(&what, &n, &hlc, &id, &personal); err != nil {
			return err
		}
		switch what {
		case "head":
			seen = head{n, uint64(hlc)}
		case "end":
			seq, prev = uint64(n), hex.EncodeToString(id)
		case "other": // its rows are not what this program takes them for
			return fault.New(fault.Unavailable, "fault.ledger.other_program")
		case "done":
			e, err := Decode(id)
			if err != nil {
				return fmt.Errorf("event %s: %w", idOf(id), err)
			}
			e.Personal = personal
			done[e.OpID] = append(done[e.OpID], &e)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if !h.read {
		h.head, h.read = seen, true
	}
	r.epoch, r.seq, r.prev = epoch, seq, prev
	for op, events := range done {
		slices.SortFunc(events, func(a, b *Event) int {
			if c := cmp.Compare(a.OpN, b.OpN); c != 0 {
				return c
			}
			return place{a.HLC, a.ID}.compare(place{b.HLC, b.ID})
		})
		r.done[op] = events
	}
	return rows.Close()
}

// opEvents gives what was stored of an act, in order.
func (b *batch) opEvents(op string) ([]*Event, error) {
	_, r := b.l.shared(b.tx)
	if done, asked := r.done[op]; asked {
		return done, nil
	}
	return b.l.storedOf(b.tx, op)
}
