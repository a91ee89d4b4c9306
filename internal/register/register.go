package register

import (
	"context"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// searchLimit bounds what one key may bring.
const searchLimit = 200

// Register is the office's copy of the population register, and what is kept open
// to search it and the people of the cases.
type Register struct {
	db     *db.DB
	ledger *ledger.Ledger
	search search
	keys   *ledger.Mirror[caseKeys] // of the cases, for lists
	// switched is told, in the transaction in which another edition of the
	// register begins to be compared with (OnSwitch).
	switched func(tx *db.Tx, office, among string) error
}

// OnSwitch has fn called in each transaction in which another edition of the
// register (Among) begins to be compared with. It is set before anybody asks.
func (r *Register) OnSwitch(fn func(tx *db.Tx, office, among string) error) { r.switched = fn }

// Open makes the register of a database, with the ledger whose cases are
// searched.
func Open(d *db.DB, l *ledger.Ledger) *Register {
	return &Register{db: d, ledger: l, keys: newCaseKeys(l)}
}

// Get returns one record, for the side-by-side view of a decision.
func (r *Register) Get(ctx context.Context, scope db.Scope, id string) (Record, error) {
	var p Record
	if scope.Empty() {
		return p, fault.New(fault.NotFound, "register.not_found")
	}
	people, err := (&Moment{r: r, scope: scope}).records(ctx, []string{id}, nil)
	if err != nil {
		return p, err
	}
	p, ok := people.by[id]
	if !ok {
		return p, fault.New(fault.NotFound, "register.not_found")
	}
	return p, nil
}

// Household returns the people of one family card, by their names.
func (r *Register) Household(ctx context.Context, scope db.Scope, kk string) ([]Record, error) {
	if scope.Empty() || kk == "" {
		return nil, nil
	}
	return r.found(ctx, scope, term(termFamily, kk), func(p *Record) bool { return p.KK == kk })
}

// records reads recordColumns and the source, and closes the rows.
func records(rows *db.Rows) ([]Record, error) {
	defer rows.Close()
	var out []Record
	for rows.Next() {
		var p Record
		if err := p.scan(rows.Scan, &p.Source); err != nil {
			return nil, fault.Wrap("register.read", err)
		}
		out = append(out, p)
	}
	return out, fault.Wrap("register.read", rows.Err())
}

// Count says how many residents the register holds: whom two sources know, once.
func (r *Register) Count(ctx context.Context, scope db.Scope) (int64, error) {
	if scope.Empty() {
		return 0, nil
	}
	var n int64
	err := r.db.QueryRow(ctx, `SELECT COUNT(*)`+fromActive+` AND k.term >= 'i:' AND k.term < 'j'`, scope.Office).Scan(&n)
	return n, fault.Wrap("register.count", err)
}
