package register

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

var limitText = strconv.Itoa(searchLimit)

// Register is the office's copy of the population register.
type Register struct{ db *db.DB }

// Open makes the register of a database.
func Open(d *db.DB) *Register { return &Register{db: d} }

// Record is one resident of the register.
type Record struct {
	ID       string
	NIK, KK  string
	Name     string
	Sex      string
	Birth    string // resident.Date in its canonical text
	Village  string // area code
	Mother   string
	Address  string
	RT, RW   string
	State    string // active, dead, moved
	Recorded bool   // biometrics are recorded
	Source   string // id of where it came from
	// Disability is the source's own code or word; "" where it does not say.
	Disability string
}

var recordInsert = []string{"office_id", "person_id", "nik", "kk", "name", "name_folded", "sex", "birth", "birth_year",
	"village", "mother", "address", "rt", "rw", "state", "recorded", "source", "disability"}

// Load adds records in one transaction of the writer. Records whose id is there
// already are left as they are; the number of new ones is returned.
func (r *Register) Load(ctx context.Context, scope db.Scope, records []Record) (int64, error) {
	var n int64
	err := r.db.Write(ctx, scope.Office, func(tx *db.Tx) error {
		rows := make([][]any, 0, len(records))
		for _, p := range records {
			var year int64
			if from, _, ok := birthYears(p.Birth); ok {
				year = from + 1
			}
			recorded := int64(0)
			if p.Recorded {
				recorded = 1
			}
			rows = append(rows, []any{scope.Office, p.ID, p.NIK, p.KK, p.Name, resident.Fold(p.Name), p.Sex, p.Birth, year,
				p.Village, p.Mother, p.Address, p.RT, p.RW, p.State, recorded, p.Source, p.Disability})
		}
		var err error
		n, err = tx.InsertMissing("resident_record", recordInsert, rows)
		return err
	})
	return n, fault.Wrap("register.load", err)
}

// Get returns one record, for the side-by-side view of a decision.
func (r *Register) Get(ctx context.Context, scope db.Scope, id string) (Record, error) {
	p := Record{ID: id}
	var recorded int64
	err := r.db.QueryRow(ctx, `SELECT nik, kk, name, sex, birth, village, mother, address, rt, rw, state, recorded, source, disability
		FROM resident_record WHERE office_id = $1 AND person_id = $2`, scope.Office, id).
		Scan(&p.NIK, &p.KK, &p.Name, &p.Sex, &p.Birth, &p.Village, &p.Mother, &p.Address, &p.RT, &p.RW, &p.State, &recorded, &p.Source, &p.Disability)
	if errors.Is(err, sql.ErrNoRows) {
		return Record{}, fault.New(fault.NotFound, "register.not_found")
	}
	p.Recorded = recorded == 1
	return p, fault.Wrap("register.get", err)
}

// Count says how many residents the register holds.
func (r *Register) Count(ctx context.Context, scope db.Scope) (int64, error) {
	var n int64
	err := r.db.QueryRow(ctx, `SELECT COUNT(*) FROM resident_record WHERE office_id = $1`, scope.Office).Scan(&n)
	return n, fault.Wrap("register.count", err)
}
