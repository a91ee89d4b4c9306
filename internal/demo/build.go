package demo

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// Options of a demonstration.
type Options struct {
	District  region.Code // kabupaten or kota; "" is Default
	Residents int         // in the register; 0 is 20,000
	Baseline  int         // on the list of 1 January 2021; 0 is 2,028
	Seed      uint64      // the same seed and day give the same district
	Today     time.Time   // the day on which somebody looks; nothing has happened on it yet
	// Progress is told how many residents and events are stored; nil is nobody.
	Progress func(what string, n int)
}

// Result says what was made.
type Result struct {
	Accounts  []Login
	Residents int
	Cases     int
	Trips     int
	Events    int
	Stages    map[string]int // by what the stories were made to reach
}

func (o *Options) check() error {
	if o.District == "" {
		o.District = Default
	}
	if o.Residents == 0 {
		o.Residents = 20_000
	}
	if o.Baseline == 0 {
		o.Baseline = Baseline
	}
	_, known := profileOf(o.District)
	switch {
	case !known:
		return fault.New(fault.Invalid, "demo.district").WithArgs(map[string]any{"Code": string(o.District)})
	case o.Today.Format(time.DateOnly) < earliest:
		return fault.New(fault.Invalid, "demo.today").WithArgs(map[string]any{"First": earliest})
	case o.Residents < 200 || o.Residents > 1_000_000:
		return fault.New(fault.Invalid, "demo.residents").WithArgs(map[string]any{"Least": 200, "Most": 1_000_000})
	case o.Baseline < 100 || o.Baseline > 100_000:
		return fault.New(fault.Internal, "demo.baseline")
	}
	return nil
}

// Build makes the district in an empty installation. One that holds an event or
// an account is refused: it may be somebody's real work.
func Build(ctx context.Context, d *db.DB, l *ledger.Ledger, acc *account.Accounts, reg *register.Register, o Options) (Result, error) {
	if err := o.check(); err != nil {
		return Result{}, err
	}
	scope := acc.System("verb.demo")
	if err := empty(ctx, d, scope); err != nil {
		return Result{}, err
	}
	if o.Progress == nil {
		o.Progress = func(string, int) {}
	}
	b := &builder{progress: o.Progress, l: l, acc: acc, reg: reg, scope: scope, events: make(chan []ledger.Event), records: make(chan []register.Record, 2), today: o.Today}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	stored := make(chan error, 2)
	go func() { stored <- b.store(ctx, stop) }()
	res, w, err := b.make(ctx, o)
	close(b.events)
	if failed := <-stored; failed != nil {
		return Result{}, failed
	}
	if err != nil {
		return Result{}, err
	}
	if err := w.neighbours(ctx, d, scope.Office); err != nil {
		return Result{}, err
	}
	return res, d.Analyze(ctx)
}

// empty refuses an installation that is in use.
func empty(ctx context.Context, d *db.DB, scope db.Scope) error {
	for _, q := range []string{`SELECT COUNT(*) FROM event`, `SELECT COUNT(*) FROM account_user`, `SELECT COUNT(*) FROM resident_record`} {
		var n int64
		if err := d.QueryRow(ctx, q).Scan(&n); err != nil {
			return fault.Wrap("demo.read", err)
		}
		if n > 0 {
			return fault.New(fault.Conflict, "demo.in_use")
		}
	}
	return nil
}

// builder makes the history and stores it at the same time, so that neither
// waits for the other and the history is never in memory as a whole.
type builder struct {
	l        *ledger.Ledger
	acc      *account.Accounts
	reg      *register.Register
	scope    db.Scope
	progress func(what string, n int)
	events   chan []ledger.Event
	records  chan []register.Record
	today    time.Time
}

func (b *builder) make(ctx context.Context, o Options) (Result, *world, error) {
	res := Result{Accounts: Logins(o.Seed), Stages: map[string]int{}}
	w := newWorld(b.acc, o, func(events []ledger.Event) error {
		res.Events += len(events)
		select {
		case b.events <- events:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	if err := w.readForms(); err != nil {
		return res, w, err
	}
	people := w.populate(o.Residents)
	if people == nil {
		people = b.load(ctx, w)
	}
	close(b.records)
	if people != nil {
		return res, w, people
	}
	w.employ()
	if err := b.enrol(ctx, w); err != nil {
		return res, w, err
	}
	if err := w.history(ctx, o.Baseline); err != nil {
		return res, w, err
	}
	for _, c := range w.cases {
		res.Stages[string(c.goal)]++
	}
	res.Residents, res.Cases, res.Trips = o.Residents, len(w.cases), len(w.trips.all)
	return res, w, nil
}

// history makes everything that happened to the vulnerable people.
func (w *world) history(ctx context.Context, baseline int) error {
	w.cast(baseline)
	w.people = nil // only those of the cases are still needed
	w.tellAll()
	w.plan()
	w.sketch()
	w.letters()
	w.lists()
	w.reviews()
	w.begin()
	w.schedule()
	if err := w.run(ctx); err != nil {
		return err
	}
	w.rest()
	return w.err
}

// rest gives out what is still under way, in a settled order.
func (w *world) rest() {
	for _, c := range w.cases {
		c.end()
		if c.envelope != "" {
			w.done(ledger.Subject{Kind: casefile.KindEnvelope, ID: c.envelope})
		}
	}
	for _, t := range w.trips.all {
		w.done(t.subject())
	}
	w.flush()
}

// load hands the register over, a portion at a time.
func (b *builder) load(ctx context.Context, w *world) error {
	for from := 0; from < len(w.people); from += 1000 {
		part := w.people[from:min(from+1000, len(w.people))]
		records := make([]register.Record, len(part))
		for i := range part {
			records[i] = w.record(&part[i])
		}
		select {
		case b.records <- records:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// enrol makes the accounts of the staff, whose events come with the rest.
func (b *builder) enrol(ctx context.Context, w *world) error {
	people := make([]account.Restored, len(w.staff.all))
	for i, u := range w.staff.all {
		people[i] = account.Restored{ID: u.id, NewUser: account.NewUser{Login: u.login, Name: u.name, Rights: u.rights, Password: u.password}}
	}
	return b.acc.Restore(ctx, b.scope, people)
}

// store writes what comes until there is no more.
func (b *builder) store(ctx context.Context, stop context.CancelCauseFunc) error {
	fail := func(err error) error {
		stop(err)
		return err
	}
	n := 0
	say := func(what string, more, each int) {
		if n += more; n/each > (n-more)/each {
			b.progress(what, n)
		}
	}
	people, err := b.reg.Begin(ctx, b.scope, register.Origin{Source: "demo", Kind: register.KindPopulation,
		TakenOn: b.today.Format(time.DateOnly), Basis: "data contoh"})
	if err != nil {
		return fail(err)
	}
	for records := range b.records {
		if err := people.Add(ctx, records); err != nil {
			return fail(err)
		}
		say("residents", len(records), 100_000)
	}
	if _, err := people.Finish(ctx); err != nil {
		return fail(err)
	}
	n = 0
	for events := range b.events {
		report, err := b.l.Restore(ctx, b.scope, events)
		if err != nil {
			return fail(err)
		}
		if len(report.Bad) > 0 {
			return fail(report.Bad[0].Err)
		}
		say("events", len(events), 50_000)
	}
	return nil
}
