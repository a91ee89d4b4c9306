package register

import (
	"context"
	"fmt"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// What the register itself shows a resident to lack.
const (
	LacksRecording = "recording" // recorded nowhere though old enough
	LacksNIK       = "nik"
)

// Lacking asks for residents who lack something.
type Lacking struct {
	What             string // one of the constants
	Area             string // code of a village or kecamatan; "" is the whole office
	BornFrom, BornTo int    // years; 0 is no bound
	Disabled         bool   // only those of whom the source knows a disability
	// AfterVillage and AfterID go on behind a resident of the page before.
	AfterVillage, AfterID string
}

// Lacking lists residents who live here and lack something, by village. People
// of whom no birth year is known are left out where years bound the question.
func (r *Register) Lacking(ctx context.Context, scope db.Scope, q Lacking, limit int) ([]Record, error) {
	if scope.Empty() {
		return nil, nil
	}
	where, args := `office_id = $1 AND state = 'active'`, []any{scope.Office}
	add := func(text string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(text, len(args))
	}
	if q.What == LacksNIK {
		where += ` AND nik = ''`
	} else {
		where += ` AND recorded = 0`
	}
	if q.Area != "" { // a kecamatan begins the codes of its villages
		add(` AND village >= $%d`, q.Area)
		add(` AND village < $%d`, q.Area+"\U0010ffff")
	}
	if q.BornFrom > 0 {
		add(` AND birth_year >= $%d`, q.BornFrom)
	}
	if q.BornTo > 0 {
		add(` AND birth_year > 0 AND birth_year <= $%d`, q.BornTo)
	}
	if q.Disabled {
		where += ` AND disability <> ''`
	}
	if q.AfterID != "" {
		args = append(args, q.AfterVillage, q.AfterID)
		n := len(args)
		where += fmt.Sprintf(` AND (village > $%d OR village = $%d AND person_id > $%d)`, n-1, n-1, n)
	}
	rows, err := r.db.Query(ctx, `SELECT person_id, nik, kk, name, sex, birth, village, mother, address, rt, rw, recorded, disability
		FROM resident_record WHERE `+where+fmt.Sprintf(` ORDER BY village, person_id LIMIT %d`, limit), args...)
	if err != nil {
		return nil, fault.Wrap("register.lacking", err)
	}
	defer rows.Close()
	var out []Record
	for rows.Next() {
		p := Record{State: "active"}
		var recorded int64
		if err := rows.Scan(&p.ID, &p.NIK, &p.KK, &p.Name, &p.Sex, &p.Birth, &p.Village, &p.Mother, &p.Address, &p.RT, &p.RW, &recorded, &p.Disability); err != nil {
			return nil, fault.Wrap("register.lacking", err)
		}
		p.Recorded = recorded == 1
		out = append(out, p)
	}
	return out, fault.Wrap("register.lacking", rows.Err())
}
