package ledger

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Act is one of many acts that are brought to the writer together. Make is what
// Do is given: it reads current rows, refuses with a fault or returns drafts.
type Act struct {
	Op   Op
	Make func(tx *db.Tx) ([]Draft, error)
}

// DoMany does many acts, each as Do would: under its own op, so that whatever
// was done before is not done again, and refused without keeping the others.
// refused[i] is why act i was not done. Acts go in slices that hold the writer
// no longer than other people can wait; what they stored is durable when DoMany
// returns without err, unless the pace is hasty. Where err ends the rest, what was
// stored stays.
//
// An act does not see what others of the same slice will store, so an act on a
// subject that one before it touches waits for the next slice. Who calls again
// and again gives the same pace; nil begins anew.
func (l *Ledger) DoMany(ctx context.Context, acts []Act, pace *Pace) (refused []error, err error) {
	refused = make([]error, len(acts))
	for _, a := range acts {
		if err := l.checkOp(a.Op); err != nil {
			return refused, err
		}
	}
	if pace == nil {
		pace = &Pace{}
	}
	for from := 0; from < len(acts); {
		var part []Act
		var m many
		var began time.Time
		err := l.d.WriteSlices(ctx, l.o.Office, func() *db.Slice {
			if part != nil { // it is written
				copy(refused[from:], m.refused[:m.done])
				from += m.done
				pace.learn(len(part), time.Since(began)) // with the commit: who waits, waits for that as well
			}
			if from == len(acts) {
				return nil
			}
			part = acts[from : from+pace.next(len(acts)-from)]
			return &db.Slice{Wait: !pace.Hasty && from+len(part) == len(acts), Fn: l.inBatch(func(b *batch) error {
				began, m = time.Now(), many{refused: make([]error, len(part))}
				return b.many(part, &m)
			})}
		})
		switch {
		case err == nil:
		case refusal(err):
			// Who is meant shows only when each goes alone.
			for i, a := range part {
				if _, err := l.Do(ctx, a.Op, a.Make); err != nil {
					if !refusal(err) {
						return refused, err
					}
					refused[from+i] = err
				}
			}
			from += len(part)
		default:
			return refused, err
		}
	}
	return refused, nil
}

// Pace is how many acts a slice of bulk work holds, as it was learned from the
// slices before; the zero one begins with few.
type Pace struct {
	// Hasty says that the caller goes on, and ends with an act of its own: that
	// one is waited for, and all that came before it is durable with it.
	Hasty bool

	size int
}

// next is how many of the acts that are left make the next slice: slices of one
// size, so that none is left with a few.
func (p *Pace) next(left int) int {
	if p.size == 0 {
		p.size = 32
	}
	slices := (left + p.size - 1) / p.size
	return (left + slices - 1) / slices
}

func (p *Pace) learn(size int, took time.Duration) {
	switch {
	case took > slice:
		p.size = max(8, int(int64(size)*int64(slice)/int64(took)))
	case took < slice*3/4:
		p.size = min(max(p.size, size*5/4), 1024)
	}
}

// refusal reports whether an act was refused, rather than the database failing.
func refusal(err error) bool {
	switch fault.As(err).Kind {
	case fault.Invalid, fault.Conflict, fault.Forbidden, fault.NotFound, fault.TooLarge:
		return true
	}
	return false
}

// many is what became of a slice.
type many struct {
	refused []error
	done    int // acts from the first that are settled
}

func (b *batch) many(acts []Act, m *many) error {
	known, err := b.l.manyOps(b.tx, acts)
	if err != nil {
		return err
	}
	drafts := make([][]Draft, len(acts))
	taken := map[Subject]bool{}
	var fresh []arrival
	var reference int64
	for i, a := range acts {
		before, done := known[a.Op.ID]
		if done && before == nil {
			break // the same act twice: the second waits for what the first stores
		}
		if done {
			_, m.refused[i] = repeated(a.Op, before)
			m.done++
			continue
		}
		made, err := a.Make(b.tx)
		if err != nil {
			if !refusal(err) {
				return err
			}
			m.refused[i] = err
			m.done++
			continue
		}
		if waits(taken, made) {
			break
		}
		for _, d := range made {
			if !taken[d.Subject] {
				taken[d.Subject] = true
				fresh = append(fresh, arrival{subject: d.Subject})
			}
		}
		drafts[i] = made
		known[a.Op.ID] = nil
		m.done++
	}
	if err := b.loadMany(fresh); err != nil {
		return err
	}
	b.strict = true
	for i, made := range drafts {
		op := acts[i].Op
		if len(made) > 0 && op.Reference == 0 && b.l.o.Reference != nil {
			if reference == 0 {
				if reference, err = b.l.o.Reference(b.tx); err != nil {
					return err
				}
			}
			op.Reference = reference
		}
		for n, d := range made {
			if anySubject(d.Type) {
				return refused(d.Type, errLedgerOnly)
			}
			if _, err := b.draft(op, n, d); err != nil {
				return err
			}
		}
	}
	if err := b.refuseHeld(); err != nil {
		return err
	}
	return b.finish()
}

// waits reports whether an act touches a subject that one before it touches.
func waits(taken map[Subject]bool, made []Draft) bool {
	for _, d := range made {
		if taken[d.Subject] {
			return true
		}
	}
	return false
}

// manyOps reads what was stored of many acts.
func (l *Ledger) manyOps(tx *db.Tx, acts []Act) (map[string][]*Event, error) {
	out := map[string][]*Event{}
	for len(acts) > 0 {
		n := min(len(acts), loadChunk)
		args := append(make([]any, 0, loadChunk+1), l.o.Office)
		for i := range loadChunk { // one text for all sizes
			args = append(args, acts[min(i, n-1)].Op.ID)
		}
		events, err := scanEvents(tx.Query(`SELECT bytes, personal FROM event
			WHERE office_id = $1 AND op_id IN (`+db.Params(2, loadChunk)+`) ORDER BY op_id, op_n, hlc, id`, args...))
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			out[e.OpID] = append(out[e.OpID], e)
		}
		acts = acts[n:]
	}
	return out, nil
}
