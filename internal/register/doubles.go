package register

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// LeastDouble is how probable it must be that entries of the register are one
// person, where nobody asks for another bound.
const LeastDouble = .9

// Double is entries of the register that are probably one person. Every two of
// them are probable enough by themselves: twins and siblings, who share mother,
// village and year, are told apart by their names.
type Double struct {
	Probability float64 // of the least probable pair
	People      []Record
}

// The steps of comparing a register with itself, in words through their keys.
const (
	DoublesRead    = "register.doubles.reading"
	DoublesCompare = "register.doubles.comparing"
	DoublesWrite   = "register.doubles.writing"
	DoublesSteps   = 3
)

// Doubles compares the whole register with itself. step is told what begins. Of
// 760,000 residents it takes some 20 seconds of all cores.
func (r *Register) Doubles(ctx context.Context, scope db.Scope, least float64, step func(done int, key string) error) ([]linkage.Cluster, error) {
	if scope.Empty() {
		return nil, nil
	}
	if least <= 0 || least > 1 {
		return nil, fault.At("least", "register.doubles.least")
	}
	if err := step(0, DoublesRead); err != nil {
		return nil, err
	}
	ix, err := r.index(ctx, scope)
	if err != nil {
		return nil, err
	}
	if ix == nil {
		if err := r.Ready(ctx, scope); err != nil {
			return nil, err
		}
		if ix, err = r.index(ctx, scope); err != nil || ix == nil {
			return nil, err // nobody is in the register
		}
	}
	if err := ix.LoadAll(); err != nil {
		return nil, fault.Wrap("register.doubles", err)
	}
	if err := step(1, DoublesCompare); err != nil {
		return nil, err
	}
	pairs, err := ix.Pairs(ix.model, least)
	if err != nil {
		return nil, fault.Wrap("register.doubles", err)
	}
	out := linkage.Clusters(pairs)
	slices.SortStableFunc(out, func(a, b linkage.Cluster) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), slices.Compare(a.IDs, b.IDs))
	})
	return out, step(2, DoublesWrite)
}

// KeepDoubles keeps what a comparison found, in the place of the one before.
func (r *Register) KeepDoubles(ctx context.Context, scope db.Scope, found []linkage.Cluster) error {
	err := r.db.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM register_double WHERE office_id = $1`, scope.Office); err != nil {
			return err
		}
		var rows [][]any
		for i, c := range found {
			for _, id := range c.IDs {
				rows = append(rows, []any{scope.Office, int64(i + 1), id, int64(c.Probability * 1e6), db.Micros(tx.Now)})
			}
		}
		return tx.InsertMany("register_double", []string{"office_id", "cluster", "person_id", "ppm", "made_at"}, rows)
	})
	return fault.Wrap("register.doubles", err)
}

// KeptDoubles gives what the last comparison found, and when that was.
func (r *Register) KeptDoubles(ctx context.Context, scope db.Scope) (found []linkage.Cluster, made time.Time, err error) {
	if scope.Empty() {
		return nil, time.Time{}, nil
	}
	rows, err := r.db.Query(ctx, `SELECT cluster, person_id, ppm, made_at FROM register_double WHERE office_id = $1 ORDER BY cluster, person_id`, scope.Office)
	if err != nil {
		return nil, time.Time{}, fault.Wrap("register.doubles", err)
	}
	defer rows.Close()
	last := int64(0)
	for rows.Next() {
		var n, ppm, at int64
		var id string
		if err := rows.Scan(&n, &id, &ppm, &at); err != nil {
			return nil, time.Time{}, fault.Wrap("register.doubles", err)
		}
		if n != last {
			found, last = append(found, linkage.Cluster{Probability: float64(ppm) / 1e6}), n
		}
		c := &found[len(found)-1]
		c.IDs, made = append(c.IDs, id), db.FromMicros(at)
	}
	return found, made, fault.Wrap("register.doubles", rows.Err())
}

// Read gives the records behind what was found. Who has left the register since
// is left out, and with them what is then one entry alone.
func (r *Register) Read(ctx context.Context, scope db.Scope, found []linkage.Cluster) ([]Double, error) {
	var out []Double
	for _, c := range found {
		d := Double{Probability: c.Probability}
		for _, id := range c.IDs {
			p, err := r.Get(ctx, scope, id)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			d.People = append(d.People, p)
		}
		if len(d.People) > 1 {
			out = append(out, d)
		}
	}
	return out, nil
}
