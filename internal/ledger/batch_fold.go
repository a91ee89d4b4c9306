package ledger

import (
	"encoding/json"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

// recordClocks states, for each new event whose clock is more than a day
// ahead, where in its subject it is to be sorted. What the ledger itself makes
// keeps its place: settlements are compared across subjects.
func (b *batch) recordClocks() error {
	for _, e := range slices.Clone(b.fresh) {
		if anySubject(e.Type) || believed(e.HLC, b.seen, b.now) {
			continue
		}
		t := b.subjects[e.Subject]
		if recorded(t.old, e.ID) || recorded(t.new, e.ID) {
			continue
		}
		b.head.hlc = tick(b.head.hlc, b.now)
		body := casefile.ClockReceivedBody{Event: e.ID, HLC: b.head.hlc}
		if _, err := b.office(e.Subject, casefile.ClockReceived, e.Area, body); err != nil {
			return err
		}
	}
	return nil
}

func recorded(events []*Event, id string) bool {
	for _, e := range events {
		if e.Type != casefile.ClockReceived {
			continue
		}
		var body casefile.ClockReceivedBody
		if json.Unmarshal(e.Body, &body) == nil && body.Event == id {
			return true
		}
	}
	return false
}

// personal empties what was erased and fills what another copy brought.
func (b *batch) personal() error {
	for _, s := range b.order {
		t := b.subjects[s]
		if t.erase {
			if err := b.tx.Later(`UPDATE event SET personal = NULL WHERE office_id = $1 AND subject_kind = $2
				AND subject_id = $3 AND personal IS NOT NULL`, b.l.o.Office, s.Kind, s.ID); err != nil {
				return err
			}
		}
		if t.erased {
			continue
		}
		for _, e := range t.filled {
			if err := b.tx.Later(`UPDATE event SET personal = $1 WHERE office_id = $2 AND id = $3 AND personal IS NULL`,
				e.Personal, b.l.o.Office, rawID(e.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeFolds writes what the folds of the touched subjects made of their rows.
func (b *batch) writeFolds(f *folding) error {
	f.finish()
	w := &writes{office: b.l.o.Office, rows: map[*table][][]any{}}
	for i, s := range f.subjects {
		r := f.all[i]
		if r.err != nil {
			if b.strict {
				return r.err
			}
			b.l.o.Log.Error("ledger: a fold failed; its events are parked", "error", r.err)
		}
		if b.strict {
			if err := refuseParked(s, b.subjects[s], r.now); err != nil {
				return err
			}
		}
		w.diff(s.ID, r.old, r.now)
	}
	return w.write(b.tx)
}

// refuseParked lets nothing that is typed here be stored without effect: what
// the fold parks of an act is refused with the fold's own words. Only what
// arrives from elsewhere is parked.
func refuseParked(s Subject, t *touched, now rowset) error {
	for _, e := range t.new {
		if anySubject(e.Type) {
			continue
		}
		if why, ok := now.parkedAs(s.Kind, e.ID); ok {
			return fault.New(fault.Conflict, why).WithArgs(map[string]any{"Type": e.Type})
		}
	}
	return nil
}
