package ledger

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Options of Open.
type Options struct {
	Office   string
	Replica  string // "office", or a station's letter: it stands in the station's numbers
	IsOffice bool   // settles claims, records wrong clocks, runs reactions
	Kinds    []casefile.Kind
	// FoldVersion changes when the program folds differently; then everything
	// is folded again at Open.
	FoldVersion string
	Clock       func() time.Time // nil is the database's: one now a transaction
	Rand        io.Reader
	Log         *slog.Logger
	React       []Reaction
	// Reference gives the number of the reference data in force; an act that
	// names none itself is stamped with it. Nil stamps 0.
	Reference func(tx *db.Tx) (int64, error)
	// Coarse gives the counting codes that survive an erasure; nil gives none.
	Coarse func(Subject, []casefile.Event) casefile.ErasedBody
}

// Reaction is what follows from an event outside the ledger: a message, a
// letter, a second look. Enqueue runs in the transaction that first stores the
// event, so an event is reacted to once, however it arrived.
type Reaction struct {
	Type       string
	Everywhere bool // on stations and at a restore as well: what each copy must do for itself
	Enqueue    func(tx *db.Tx, e Event) error
}

// Ledger is one office's ledger in one database.
type Ledger struct {
	o     Options
	d     *db.DB
	kinds map[string]*kind
	react map[string][]Reaction
	epoch atomic.Pointer[string]
	// version names the folds that this program has.
	version string
	changes changes
}

// Open opens the ledger of an office in a migrated database. Tables that an
// older program folded are folded again before Open returns.
func Open(ctx context.Context, d *db.DB, o Options) (*Ledger, error) {
	if o.Office == "" || o.Replica == "" || len(o.Replica) > 32 {
		return nil, fault.New(fault.Internal, "fault.ledger.options")
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	l := &Ledger{o: o, d: d, kinds: map[string]*kind{}, react: map[string][]Reaction{}}
	if err := l.register(o.Kinds); err != nil {
		return nil, fault.Wrap("fault.ledger.kinds", err)
	}
	for _, r := range o.React {
		if o.IsOffice || r.Everywhere {
			l.react[r.Type] = append(l.react[r.Type], r)
		}
	}
	l.version = l.foldVersion()
	l.renewEpoch()
	// Whoever lost the connection does not know what became of the last group:
	// it may not go on under numbers that are perhaps taken.
	d.OnReconnect(l.renewEpoch)
	d.OnGroup(l.beginGroup)
	d.OnGroupEnd(l.endGroup)
	if err := l.refoldIfChanged(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *Ledger) renewEpoch() {
	e := newEpoch(l.o.Rand)
	l.epoch.Store(&e)
}

// register checks that every event type and every table has one owner.
func (l *Ledger) register(kinds []casefile.Kind) error {
	types, tables := map[string]string{}, map[string]string{}
	for _, k := range kinds {
		if l.kinds[k.Name] != nil {
			return fmt.Errorf("kind %s twice", k.Name)
		}
		ck, err := newKind(k)
		if err != nil {
			return err
		}
		l.kinds[k.Name] = ck
		for t := range ck.upTo {
			if anySubject(t) {
				continue // a kind may name those, they reach it anyway
			}
			if other := types[t]; other != "" {
				return fmt.Errorf("event type %s belongs to %s and to %s", t, other, k.Name)
			}
			types[t] = k.Name
		}
		for name, t := range ck.tables {
			if t.kindAt >= 0 {
				continue
			}
			if other := tables[name]; other != "" {
				return fmt.Errorf("table %s belongs to %s and to %s", name, other, k.Name)
			}
			tables[name] = k.Name
		}
	}
	return nil
}

// foldVersion names the folds that this program has.
func (l *Ledger) foldVersion() string {
	h := sha256.New()
	for _, name := range l.kindNames() {
		k := l.kinds[name]
		types := slices.Clone(k.Types)
		slices.Sort(types)
		fmt.Fprintf(h, "%q %q\n", name, types)
		for _, t := range k.sortedTables() {
			fmt.Fprintf(h, "%q %q %q %q\n", t.Name, t.SubjectColumn, t.Key, t.Columns)
		}
	}
	return l.o.FoldVersion + "/" + hex.EncodeToString(h.Sum(nil)[:8])
}

func (l *Ledger) kindNames() []string {
	names := make([]string, 0, len(l.kinds))
	for n := range l.kinds {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (k *kind) sortedTables() []*table {
	names := make([]string, 0, len(k.tables))
	for n := range k.tables {
		names = append(names, n)
	}
	slices.Sort(names)
	out := make([]*table, len(names))
	for i, n := range names {
		out[i] = k.tables[n]
	}
	return out
}
