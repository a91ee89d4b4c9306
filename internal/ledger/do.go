package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Op is one thing that a person does. Its ID is made where the person acts (the
// hidden form field "op"), so that a double click or a repeated import is one
// effect.
type Op struct {
	ID         string // UUID
	Scope      db.Scope
	OccurredAt time.Time // when the person did it, by that device; zero is now
	Reference  int64     // number of the reference-data snapshot it was made under
}

// Draft is an event as a use case states it.
type Draft struct {
	Subject  Subject
	Type     string
	Version  int // 0 is 1
	Area     string
	Replaces []string // ids of the events whose assertions the form showed
	Body     any      // no personal data
	Personal any      // nil, or what erasure will empty
}

// Receipt says what an act became.
type Receipt struct {
	Events   []string // ids in the order of the drafts
	Repeated bool     // the act had been done before; nothing was done now
}

// Do is the only way in. It runs fn in the writer's savepoint; fn reads current
// rows and refuses with a fault or returns drafts, which are then numbered,
// chained, stored and folded with everything that depends on them. When Do
// returns, the events are durable.
//
// fn may run twice and shares its transaction with other people's acts: it does
// SQL only. An act that yields no drafts leaves no trace, and so can be
// repeated. Do refuses a type that the scope's role may not do at all; whether
// it may do it here is asked by the use case, in fn. What the fold would park is
// refused with the fold's reason (fault.Conflict).
func (l *Ledger) Do(ctx context.Context, op Op, fn func(tx *db.Tx) ([]Draft, error)) (Receipt, error) {
	var out Receipt
	if err := l.checkOp(op); err != nil {
		return out, err
	}
	err := l.write(ctx, op.ID, func(b *batch) error {
		out = Receipt{}
		done, err := b.opEvents(op.ID)
		if err != nil {
			return err
		}
		if len(done) > 0 {
			out, err = repeated(op, done)
			return err
		}
		drafts, err := fn(b.tx)
		if err != nil || len(drafts) == 0 {
			return err
		}
		if op.Reference == 0 && l.o.Reference != nil {
			if op.Reference, err = l.o.Reference(b.tx); err != nil {
				return err
			}
		}
		// What fn wrote through the ledger (numbers) has moved nothing that the
		// batch read at its beginning.
		b.strict = true
		for i, d := range drafts {
			if anySubject(d.Type) {
				return refused(d.Type, errLedgerOnly)
			}
			e, err := b.draft(op, i, d)
			if err != nil {
				return err
			}
			out.Events = append(out.Events, e.ID)
		}
		if err := b.refuseHeld(); err != nil {
			return err
		}
		return b.finish()
	})
	if err != nil {
		return Receipt{}, err
	}
	return out, nil
}

func (l *Ledger) checkOp(op Op) error {
	if _, err := uuid.Parse(op.ID); err != nil || len(op.ID) != 36 {
		return fault.New(fault.Invalid, "fault.ledger.op")
	}
	if op.Scope.Office != l.o.Office || op.Scope.Role == "" {
		return fault.New(fault.Forbidden, "fault.ledger.scope")
	}
	return nil
}

// repeated answers an act that was done before; somebody else's act is not
// repeated by naming its id.
func repeated(op Op, done []*Event) (Receipt, error) {
	out := Receipt{Repeated: true}
	last := -1
	for _, e := range done {
		if e.Actor != op.Scope.Person {
			return Receipt{}, fault.New(fault.Conflict, "fault.ledger.op_taken")
		}
		if e.OpN != last { // of two copies of one act the first counts
			out.Events = append(out.Events, e.ID)
			last = e.OpN
		}
	}
	return out, nil
}

var errLedgerOnly = errors.New("only the ledger makes events of this type")

func refused(eventType string, cause error) error {
	return fault.New(fault.Internal, "fault.ledger.draft").WithArgs(map[string]any{"Type": eventType}).Because(cause)
}

// draft turns a draft into an event of the batch.
func (b *batch) draft(op Op, n int, d Draft) (*Event, error) {
	if authority.Reaches(authority.Role(op.Scope.Role), authority.Action(d.Type)) == authority.None {
		return nil, fault.New(fault.Forbidden, "fault.authority.forbidden").
			WithArgs(map[string]any{"Action": d.Type, "Roles": roleKeys(d.Type)})
	}
	e, personal, err := event(op, n, d, b.now)
	if err != nil {
		return nil, err
	}
	k := b.l.kinds[d.Subject.Kind]
	if why := k.knows(e); why != "" {
		return nil, refused(d.Type, errors.New(why))
	}
	t, err := b.subject(e.Subject)
	if err != nil {
		return nil, err
	}
	if t.erased && personal != nil {
		return nil, fault.New(fault.Conflict, "fault.ledger.erased")
	}
	if err := b.make(e, personal); err != nil {
		return nil, unstorable(d.Type, err)
	}
	return e, nil
}

// event is the part of an event that does not depend on the stream.
func event(op Op, n int, d Draft, now time.Time) (*Event, []byte, error) {
	body, err := jsonOf(d.Body)
	if err != nil {
		return nil, nil, refused(d.Type, err)
	}
	var personal []byte
	if d.Personal != nil {
		if personal, err = jsonOf(d.Personal); err != nil {
			return nil, nil, refused(d.Type, err)
		}
		if err := checkJSON(personal); err != nil {
			return nil, nil, unstorable(d.Type, err)
		}
	}
	at := op.OccurredAt
	if at.IsZero() {
		at = now
	}
	replaces := slices.Clone(d.Replaces)
	slices.Sort(replaces)
	return &Event{
		OpID: op.ID, OpN: n, Subject: d.Subject, Type: d.Type, Version: max(d.Version, 1), Area: d.Area,
		Actor: op.Scope.Person, Role: op.Scope.Role, OccurredAt: db.Micros(at),
		Replaces: slices.Compact(replaces), Reference: op.Reference, Body: body,
	}, personal, nil
}

// jsonOf marshals without escaping HTML: bodies are read by people too.
func jsonOf(v any) (json.RawMessage, error) {
	switch raw := v.(type) {
	case nil:
		return json.RawMessage("{}"), nil
	case json.RawMessage:
		return raw, nil
	}
	return json.Marshal(v)
}

// unstorable says that what a person entered cannot be kept as it is.
func unstorable(eventType string, err error) error {
	if errors.Is(err, errNUL) || errors.Is(err, errSurrogate) || errors.Is(err, errUTF8) {
		return fault.New(fault.Invalid, "fault.ledger.text").Because(err)
	}
	return refused(eventType, err)
}

func roleKeys(action string) []string {
	var out []string
	for _, r := range authority.WhoMay(authority.Action(action)) {
		out = append(out, r.Key())
	}
	return out
}

// Quarantine sets events of a subject aside: they stay, and have no effect.
// Naming earlier quarantines in lifts takes those back.
func (l *Ledger) Quarantine(ctx context.Context, op Op, s Subject, events, lifts []string, reason string) error {
	return l.stated(ctx, op, s, casefile.Quarantined, func(*batch, *touched) (any, []string, error) {
		return casefile.QuarantinedBody{Events: events, Reason: reason}, lifts, nil
	})
}

// Erase empties the personal part of every event of the subject, those that
// are here and those that will arrive, and folds it again with blanks. What
// stays are the codes it is counted by. Erasing twice does nothing more.
//
// UU 27/2022 pasal 43: the right to have personal data erased, and its basis.
func (l *Ledger) Erase(ctx context.Context, op Op, s Subject, basis string) error {
	return l.stated(ctx, op, s, casefile.Erased, func(b *batch, t *touched) (any, []string, error) {
		if t.erased {
			return nil, nil, nil
		}
		var body casefile.ErasedBody
		if l.o.Coarse != nil {
			body = l.o.Coarse(s, arrange(l.kinds[s.Kind], t.old).events)
		}
		body.Basis = basis
		return body, nil, nil
	})
}

// stated stores an event that the ledger makes on a person's word.
func (l *Ledger) stated(ctx context.Context, op Op, s Subject, eventType string,
	body func(*batch, *touched) (any, []string, error)) error {
	if err := l.checkOp(op); err != nil {
		return err
	}
	return l.write(ctx, op.ID, func(b *batch) error {
		done, err := b.opEvents(op.ID)
		if err != nil {
			return err
		}
		if len(done) > 0 {
			_, err = repeated(op, done)
			return err
		}
		t, err := b.subject(s)
		if err != nil {
			return err
		}
		if len(t.old) == 0 {
			return fault.New(fault.NotFound, "fault.ledger.no_subject")
		}
		v, replaces, err := body(b, t)
		if err != nil || v == nil {
			return err
		}
		d := Draft{Subject: s, Type: eventType, Area: t.old[len(t.old)-1].Area, Body: v, Replaces: replaces}
		if _, err := b.draft(op, 0, d); err != nil {
			return err
		}
		return b.finish()
	})
}
