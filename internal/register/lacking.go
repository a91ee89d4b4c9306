package register

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// kind is the kind of the key under which those people stand.
func (q Lacking) kind() byte {
	if q.What == LacksNIK {
		return termNoNIK
	}
	return termUnrecorded
}

// Lacking lists residents who live here and lack something, by village. People
// of whom no birth year is known are left out where years bound the question.
func (r *Register) Lacking(ctx context.Context, scope db.Scope, q Lacking, limit int) ([]Record, error) {
	if scope.Empty() {
		return nil, nil
	}
	var out []Record
	err := r.db.View(ctx, func(tx *db.Tx) error {
		all, err := active(tx, scope.Office)
		if err != nil {
			return err
		}
		out = nil
		for _, g := range all { // one after the other, since only so both engines read in the order of the key
			found, err := lackingIn(tx, scope.Office, g, q, limit)
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		return nil
	})
	if err != nil {
		return nil, fault.Wrap("register.lacking", err)
	}
	slices.SortStableFunc(out, func(a, b Record) int {
		return strings.Compare(place(q.kind(), a.Village, a.ID), place(q.kind(), b.Village, b.ID))
	})
	return out[:min(len(out), limit)], nil
}

// lackingIn asks one generation.
func lackingIn(tx *db.Tx, office string, g generation, q Lacking, limit int) ([]Record, error) {
	args := []any{office, g.source}
	where := ""
	add := func(text string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(text, len(args))
	}
	from := term(q.kind(), q.Area) // a kecamatan begins the codes of its villages
	add(` AND k.term < $%d`, from+"\U0010ffff")
	if q.AfterID != "" {
		from = max(from, place(q.kind(), q.AfterVillage, q.AfterID))
	}
	add(` AND k.term > $%d`, from)
	if q.BornFrom > 0 {
		add(` AND r.birth_year >= $%d`, q.BornFrom)
	}
	if q.BornTo > 0 {
		add(` AND r.birth_year > 0 AND r.birth_year <= $%d`, q.BornTo)
	}
	if q.Disabled {
		where += ` AND r.disability <> ''`
	}
	rows, err := tx.Query(`SELECT `+recordColumns+`, s.source`+fromActive+` AND s.source = $2`+where+
		fmt.Sprintf(` ORDER BY k.term, k.row_no LIMIT %d`, limit), args...)
	if err != nil {
		return nil, err
	}
	return records(rows)
}
