package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

// batch is what one member of a group does to the ledger: it gathers new
// events, then stores them and brings the tables of the touched subjects into
// step.
type batch struct {
	l          *Ledger
	tx         *db.Tx
	now        time.Time
	head       head
	seen       uint64 // the highest clock before this batch
	stream     stream
	subjects   map[Subject]*touched
	order      []Subject
	fresh      []*Event // to be stored
	met        []*Event // stored long ago, with claims that nobody understood until now
	keys       []string // claimed, released or settled by fresh events
	keySeen    map[string]bool
	storedActs map[string]int // how many stored acts there were on each key; nil: not asked
	reactions  bool
	strict     bool // a fold that fails refuses the whole
}

// touched is a subject with its events before and after.
type touched struct {
	old    []*Event
	new    []*Event
	filled []*Event // old ones that got their personal part
	erased bool
	erase  bool // the erasing event is new
}

func (l *Ledger) begin(tx *db.Tx) (*batch, error) {
	epoch := *l.epoch.Load()
	h, r := l.shared(tx)
	if !h.read || r.epoch != epoch {
		var ops []string
		for _, said := range tx.Waiting() {
			if op, ok := said.(waitingOp); ok && op.l == l && !slices.Contains(ops, op.id) {
				ops = append(ops, op.id)
			}
		}
		if err := l.ask(tx, epoch, ops); err != nil {
			return nil, err
		}
	}
	b := &batch{l: l, tx: tx, now: tx.Now, head: h.head, seen: h.hlc, subjects: map[Subject]*touched{}, keySeen: map[string]bool{}, reactions: true}
	if l.o.Clock != nil {
		b.now = l.o.Clock().UTC().Truncate(time.Microsecond)
	}
	b.stream = stream{office: l.o.Office, replica: l.o.Replica, epoch: epoch, rand: l.o.Rand, seq: r.seq, prev: r.prev}
	return b, nil
}

// stream numbers and chains.
type stream struct {
	office, replica, epoch string
	seq                    uint64
	prev                   string
	rand                   io.Reader
}

// next makes an event out of the fields that are given, and moves on.
func (s *stream) next(e *Event, personal []byte) error {
	e.Office, e.Replica, e.Epoch, e.Seq, e.Prev = s.office, s.replica, s.epoch, s.seq+1, s.prev
	if personal != nil {
		e.Personal = make([]byte, saltLen, saltLen+len(personal))
		if _, err := io.ReadFull(s.rand, e.Personal); err != nil {
			return err
		}
		e.Personal = append(e.Personal, personal...)
		sum := sha256.Sum256(e.Personal)
		e.PersonalHash = hex.EncodeToString(sum[:])
		if err := e.checkPersonal(e.Personal); err != nil {
			return err
		}
	}
	if err := e.encode(); err != nil {
		return err
	}
	s.seq, s.prev = e.Seq, e.ID
	return nil
}

// subject loads a subject once.
func (b *batch) subject(s Subject) (*touched, error) {
	if t := b.subjects[s]; t != nil {
		return t, nil
	}
	events, err := b.l.loadSubject(b.tx, s)
	if err != nil {
		return nil, err
	}
	return b.have(s, events), nil
}

func (b *batch) have(s Subject, old []*Event) *touched {
	t := &touched{old: old}
	t.erased = slices.ContainsFunc(old, func(e *Event) bool { return e.Type == casefile.Erased })
	b.subjects[s] = t
	b.order = append(b.order, s)
	return t
}

// make numbers, chains and adds an event of this replica.
func (b *batch) make(e *Event, personal []byte) error {
	if b.stream.seq == 0 { // a new epoch goes on from the old head
		var err error
		if b.stream.prev, err = b.l.lastStored(b.tx); err != nil {
			return err
		}
	}
	e.HLC = tick(b.head.hlc, b.now)
	if err := b.stream.next(e, personal); err != nil {
		return err
	}
	return b.add(e)
}

// office makes an event that the ledger itself states.
func (b *batch) office(s Subject, eventType, area string, body any) (*Event, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	e := &Event{
		OpID: idAt(b.l.o.Rand, b.now), Subject: s, Type: eventType, Version: 1, Area: area,
		Role: string(authority.System), OccurredAt: db.Micros(b.now), Body: text,
	}
	return e, b.make(e, nil)
}

// add takes an event that is not stored yet.
func (b *batch) add(e *Event) error {
	t, err := b.subject(e.Subject)
	if err != nil {
		return err
	}
	if e.Type == casefile.Erased && !t.erased {
		t.erased, t.erase = true, true
		for _, n := range t.new {
			n.Personal = nil
		}
	}
	if t.erased {
		e.Personal = nil
	}
	t.new = append(t.new, e)
	b.fresh = append(b.fresh, e)
	if believed(e.HLC, b.seen, b.now) {
		b.head.hlc = max(b.head.hlc, e.HLC)
	}
	for _, c := range claimActs(b.l.kinds[e.Subject.Kind], e) {
		if !b.keySeen[c.key] {
			b.keySeen[c.key] = true
			b.keys = append(b.keys, c.key)
		}
	}
	return nil
}

// finish stores everything.
func (b *batch) finish() error {
	if b.l.o.IsOffice {
		if err := b.recordClocks(); err != nil {
			return err
		}
	}
	var folds *folding
	if b.l.o.IsOffice {
		told, err := b.tellNew()
		if err != nil {
			return err
		}
		if told {
			folds = b.folds()
		}
	}
	if err := b.store(b.fresh); err != nil {
		return err
	}
	if folds == nil && b.l.o.IsOffice {
		if err := b.settle(); err != nil {
			return err
		}
	}
	if err := b.personal(); err != nil {
		return err
	}
	if folds == nil {
		folds = b.folds()
	}
	if err := b.writeFolds(folds); err != nil {
		return err
	}
	for _, e := range b.fresh {
		for _, r := range b.l.react[e.Type] {
			if !b.reactions && !r.Everywhere {
				continue
			}
			told := *e
			told.Personal = nil // Events is the one door to it
			if err := r.Enqueue(b.tx, told); err != nil {
				return fmt.Errorf("the reaction to %s: %w", e.Type, err)
			}
		}
	}
	return nil
}

// store inserts events, their place in the feed, and what they do to keys.
func (b *batch) store(events []*Event) error {
	if len(events) == 0 {
		return nil
	}
	rows, feed := make([][]any, len(events)), make([][]any, len(events))
	var claims [][]any
	seen := highest{}
	for i, e := range events {
		rows[i] = e.row()
		b.head.n++
		feed[i] = []any{e.Office, b.head.n, b.stream.epoch, rawID(e.ID)}
		for _, c := range claimActs(b.l.kinds[e.Subject.Kind], e) {
			claims = append(claims, []any{e.Office, c.key, rawID(e.ID), c.act})
			seen.notice(b.l, c)
		}
	}
	if err := b.tx.InsertMany("event", eventColumns, rows); err != nil {
		return err
	}
	if err := b.tx.InsertMany("feed", []string{"office_id", "n", "epoch", "event_id"}, feed); err != nil {
		return err
	}
	if len(claims) == 0 {
		return nil
	}
	if err := seen.keep(b.l, b.tx); err != nil {
		return err
	}
	return b.tx.InsertMany("claim", claimColumns, claims)
}

var claimColumns = []string{"office_id", "claim_key", "event_id", "act"}

// slice is how long one transaction of bulk work may take.
const slice = 50 * time.Millisecond

// waitingOp is an act that waits for the writer.
type waitingOp struct {
	l  *Ledger
	id string
}

// write runs fn in the writer, for an act if op is its id.
func (l *Ledger) write(ctx context.Context, op string, fn func(b *batch) error) error {
	var saying any
	if op != "" {
		saying = waitingOp{l, op}
	}
	return l.d.WriteSaying(ctx, l.o.Office, saying, l.inBatch(fn))
}

// writeSlice runs fn for a slice of bulk work; only the last waits for the disk.
func (l *Ledger) writeSlice(ctx context.Context, last bool, fn func(b *batch) error) error {
	if last {
		return l.write(ctx, "", fn)
	}
	return l.d.WriteSlice(ctx, l.o.Office, l.inBatch(fn))
}

func (l *Ledger) inBatch(fn func(b *batch) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		b, err := l.begin(tx)
		if err != nil {
			return err
		}
		if err := fn(b); err != nil {
			return err
		}
		tx.OnKept(b.keep)
		return nil
	}
}
