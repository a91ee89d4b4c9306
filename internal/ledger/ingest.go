package ledger

import (
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// IngestReport says what became of the events that arrived.
type IngestReport struct {
	New    int // stored now
	Known  int // stored before
	Filled int // known, and this copy brought the personal part
	Bad    []BadEvent
}

// BadEvent is an event that is none: it does not parse, belongs to another
// office, or its personal part is not the one it was made with (then only that
// part is left out).
type BadEvent struct {
	Index int
	ID    string
	Err   error
}

// Ingest stores finished events of other replicas, in whatever order and
// repetition they arrive: union is the only way ledgers meet. Nothing that
// parses is refused. Each subject is folded once a slice, and a slice takes no
// longer than people can wait. What arrived is durable when Ingest returns
// without an error. If it fails, what was stored stays, and the rest can be
// brought again.
func (l *Ledger) Ingest(ctx context.Context, scope db.Scope, events []Event) (IngestReport, error) {
	return l.ingest(ctx, scope, events, true, slice)
}

// Restore is Ingest without reactions: what is restored, or made up for the
// demonstration, sends no messages. Only what each copy must do for itself is
// done: files of an erased subject do not come back. Nobody can wait for a slice of it, since
// nobody works in what is still being restored; so its slices are long, and a
// slow disk is asked seldom.
func (l *Ledger) Restore(ctx context.Context, scope db.Scope, events []Event) (IngestReport, error) {
	return l.ingest(ctx, scope, events, false, 20*slice)
}

func (l *Ledger) ingest(ctx context.Context, scope db.Scope, events []Event, react bool, most time.Duration) (IngestReport, error) {
	var report IngestReport
	if scope.Office != l.o.Office || scope.Role != string(authority.System) {
		return report, fault.New(fault.Forbidden, "fault.ledger.scope")
	}
	groups := l.sort(events, &report)
	size := min(2048, 256*int(most/slice)) // events of one slice; follows what the machine can do
	for len(groups) > 0 {
		n, count := 0, 0
		for n < len(groups) && (n == 0 || count+len(groups[n].events) <= size) {
			count += len(groups[n].events)
			n++
		}
		var part IngestReport
		var began time.Time
		err := l.writeSlice(ctx, n == len(groups), func(b *batch) error {
			began = time.Now()
			b.reactions = react
			var err error
			part, err = b.union(groups[:n])
			return err
		})
		if err != nil {
			return report, err
		}
		took := time.Since(began) // with the commit: who waits, waits for that as well
		report.New += part.New
		report.Known += part.Known
		report.Filled += part.Filled
		groups = groups[n:]
		switch {
		case took > most:
			size = max(32, int(int64(size)*int64(most)/int64(took)))
		case took < most/2 && count >= size/2:
			size = min(size*3/2, 8192)
		}
	}
	return report, nil
}

// arrival is what arrived of one subject.
type arrival struct {
	subject Subject
	events  []*Event
}

// sort checks what arrived and puts each subject's events together.
func (l *Ledger) sort(events []Event, report *IngestReport) []arrival {
	at := map[Subject]int{}
	var out []arrival
	for i := range events {
		e, err := l.received(&events[i])
		if err != nil {
			report.Bad = append(report.Bad, BadEvent{i, events[i].ID, err})
		}
		if e == nil {
			continue
		}
		n, ok := at[e.Subject]
		if !ok {
			n = len(out)
			at[e.Subject] = n
			out = append(out, arrival{subject: e.Subject})
		}
		out[n].events = append(out[n].events, e)
	}
	return out
}

// received reads an event again from its bytes: they are what it is.
func (l *Ledger) received(in *Event) (*Event, error) {
	if in.bytes == nil {
		c := *in
		if err := c.encode(); err != nil {
			return nil, err
		}
		in = &c
	}
	e, err := Decode(in.bytes)
	if err != nil {
		return nil, err
	}
	if e.Office != l.o.Office {
		return nil, fault.New(fault.Invalid, "fault.ledger.other_office")
	}
	if in.Personal != nil {
		if err := e.checkPersonal(in.Personal); err != nil {
			return &e, err
		}
		e.Personal = in.Personal
	}
	return &e, nil
}

// union adds what is new and fills what is known.
func (b *batch) union(groups []arrival) (IngestReport, error) {
	var r IngestReport
	if err := b.loadMany(groups); err != nil {
		return r, err
	}
	for _, g := range groups {
		t := b.subjects[g.subject]
		known := make(map[string]*Event, len(t.old)+len(g.events))
		for _, e := range t.old {
			known[e.ID] = e
		}
		// Erasure comes before anything else: what it covers is never written.
		if !t.erased && slices.ContainsFunc(g.events, func(e *Event) bool { return e.Type == casefile.Erased }) {
			t.erased, t.erase = true, true
		}
		for _, in := range g.events {
			have := known[in.ID]
			if have == nil {
				e := *in // a slice may run twice
				known[e.ID] = &e
				if err := b.add(&e); err != nil {
					return r, err
				}
				r.New++
				continue
			}
			r.Known++
			if have.Personal != nil || in.Personal == nil || t.erased {
				continue
			}
			have.Personal = in.Personal
			if slices.Contains(t.old, have) {
				t.filled = append(t.filled, have)
				r.Filled++
			}
		}
	}
	return r, b.finish()
}

// loadMany reads the subjects of a slice; for one without stored events there
// is nothing more to read.
func (b *batch) loadMany(groups []arrival) error {
	byKind := map[string][]string{}
	for _, g := range groups {
		byKind[g.subject.Kind] = append(byKind[g.subject.Kind], g.subject.ID)
	}
	stored := map[Subject][]*Event{}
	for kind, ids := range byKind {
		events, err := b.l.loadSubjects(b.tx, kind, ids)
		if err != nil {
			return err
		}
		for _, e := range events {
			stored[e.Subject] = append(stored[e.Subject], e)
		}
	}
	for _, g := range groups {
		b.have(g.subject, stored[g.subject])
	}
	return nil
}
