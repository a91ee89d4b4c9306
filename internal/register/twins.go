package register

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Of people who share a NIK a file tells nothing but their order, and the next
// file may have another. So whoever had an id before keeps it: once all rows are
// there, those of a shared NIK are compared with the generation before by name,
// birth and sex.

// settleTwins gives people who share a NIK, or did, the ids that they had.
func (l *Loading) settleTwins(ctx context.Context) error {
	if l.ids == nil { // ids that somebody else gave
		return nil
	}
	var before generation
	var niks []string
	err := l.r.db.View(ctx, func(tx *db.Tx) error {
		before, niks = generation{}, l.terms.shared()
		gens, err := active(tx, l.scope.Office)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(gens, func(g generation) bool { return g.source == l.origin.Source })
		if i < 0 {
			return nil
		}
		before = gens[i]
		were, err := sharedBefore(tx, l.scope.Office, before)
		niks = distinct(append(niks, were...))
		return err
	})
	if err != nil || before.number == 0 {
		return fault.Wrap("register.load", err)
	}
	own := generation{l.origin.Source, before.rank, l.generation}
	ids := map[uint32]string{}
	for part := range slices.Chunk(niks, 64) {
		var had, have map[string][]numbered
		err := l.r.db.View(ctx, func(tx *db.Tx) (err error) {
			if had, err = ofNIKs(tx, l.scope.Office, before, l.rowsBefore(tx, before, part)); err != nil {
				return err
			}
			have, err = ofNIKs(tx, l.scope.Office, own, func() ([]any, error) { return l.terms.rowsOf(part), nil })
			return err
		})
		if err != nil {
			return fault.Wrap("register.load", err)
		}
		for nik, some := range have {
			keepIDs(had[nik], some, ids)
		}
	}
	return l.rename(ctx, ids)
}

// numbered is a record with the number of its row.
type numbered struct {
	Record
	number uint32
}

// keepIDs says which id each of some people of one NIK has, who had others.
func keepIDs(had, have []numbered, ids map[uint32]string) {
	type match struct{ old, now, likeness int }
	var all []match
	for i, o := range had {
		for j, n := range have {
			if k := likeness(o.Record, n.Record); k > 0 {
				all = append(all, match{i, j, k})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(b.likeness, a.likeness) })
	given, used := make([]string, len(have)), map[string]bool{}
	for _, m := range all {
		if id := had[m.old].ID; given[m.now] == "" && !used[id] {
			given[m.now], used[id] = id, true
		}
	}
	last := 0 // number of the last id that somebody had
	for _, o := range had {
		_, number, _ := strings.Cut(o.ID, "-")
		n, err := strconv.Atoi(number)
		if err != nil {
			n = 1
		}
		last = max(last, n)
	}
	for j, n := range have {
		if given[j] == "" { // nobody gets the id of who is gone
			if given[j], last = baseOf(n.ID), last+1; last > 1 {
				given[j] += "-" + strconv.Itoa(last)
			}
		}
		if given[j] != n.ID {
			ids[n.number] = given[j]
		}
	}
}

// baseOf is an id without the number that tells people of one NIK apart.
func baseOf(id string) string {
	base, _, _ := strings.Cut(id, "-")
	return base
}

// likeness is how much speaks for two rows of one NIK being one person; the sex
// alone is not enough.
func likeness(a, b Record) int {
	k := 0
	if n := resident.Fold(a.Name); n != "" && n == resident.Fold(b.Name) {
		k += 4
	}
	if a.Birth != "" && a.Birth == b.Birth {
		k += 2
	}
	if k > 0 && a.Sex != "" && a.Sex == b.Sex {
		k++
	}
	return k
}

// shared are the NIKs that several rows have.
func (t *terms) shared() (out []string) {
	for i := 1; i < len(t.numbers); i++ {
		if n := t.numbers[i].number; n == t.numbers[i-1].number && (i == 1 || n != t.numbers[i-2].number) {
			out = append(out, strconv.FormatUint(n, 10))
		}
	}
	return out
}

// rowsOf are the rows of some NIKs.
func (t *terms) rowsOf(niks []string) (out []any) {
	for _, nik := range niks {
		n, err := strconv.ParseUint(nik, 10, 64)
		if err != nil {
			continue
		}
		i, _ := slices.BinarySearchFunc(t.numbers, n, func(r numberRow, n uint64) int { return cmp.Compare(r.number, n) })
		for ; i < len(t.numbers) && t.numbers[i].number == n; i++ {
			out = append(out, int64(t.numbers[i].row))
		}
	}
	return out
}

// sharedBefore are the NIKs of people of whom others of the same NIK were told
// apart, then or earlier: their ids have a number.
//
// Keys first and then their rows: joined, PostgreSQL sometimes began with all
// rows, while its statistics knew nothing of the edition, and took longer than a
// read may.
func sharedBefore(tx *db.Tx, office string, g generation) (out []string, err error) {
	numbers, err := db.Column[int64](tx.Query(`SELECT row_no FROM register_key WHERE office_id = $1 AND generation = $2 AND term > 'i:' AND term < 'j'
		AND term LIKE '%-%' ORDER BY term, row_no`, office, g.number))
	if err != nil {
		return nil, err
	}
	size := inSize(len(numbers))
	for some := range slices.Chunk(numbers, size) {
		niks, err := db.Column[string](tx.Query(`SELECT r.nik FROM resident_record r WHERE r.office_id = $1 AND r.generation = $2
			AND r.row_no IN (`+db.Params(3, size)+`) AND r.nik <> '' ORDER BY r.row_no`, inOneSize([]any{office, g.number}, some, size)...))
		if err != nil {
			return nil, err
		}
		out = append(out, niks...)
	}
	return out, nil
}

// rowsBefore finds the rows of some NIKs in a generation that has its keys.
func (l *Loading) rowsBefore(tx *db.Tx, g generation, niks []string) func() ([]any, error) {
	return func() ([]any, error) {
		terms := termsOf(termNIK, niks)
		return db.Column[any](tx.Query(`SELECT row_no FROM register_key WHERE office_id = $1 AND generation = $2 AND term IN (`+db.Params(3, len(terms))+`) ORDER BY term, row_no`,
			inOneSize([]any{l.scope.Office, g.number}, terms, len(terms))...))
	}
}

// ofNIKs reads rows by their numbers, by NIK.
func ofNIKs(tx *db.Tx, office string, g generation, which func() ([]any, error)) (map[string][]numbered, error) {
	numbers, err := which()
	if err != nil {
		return nil, err
	}
	out := map[string][]numbered{}
	size := inSize(len(numbers))
	for some := range slices.Chunk(numbers, size) {
		rows, err := tx.Query(`SELECT `+recordColumns+`, r.row_no FROM resident_record r WHERE r.office_id = $1 AND r.generation = $2
			AND r.row_no IN (`+db.Params(3, size)+`) ORDER BY r.row_no`, inOneSize([]any{office, g.number}, some, size)...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var p Record
			var n int64
			if err := p.scan(rows.Scan, &n); err != nil {
				_ = rows.Close()
				return nil, err
			}
			out[p.NIK] = append(out[p.NIK], numbered{p, uint32(n)})
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// rename gives rows other ids, by their numbers.
func (l *Loading) rename(ctx context.Context, ids map[uint32]string) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []uint32
	for row := range ids {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	for part := range slices.Chunk(rows, leastRows) {
		err := l.r.db.WriteSlice(ctx, l.scope.Office, func(tx *db.Tx) error {
			if err := l.hold.held(tx); err != nil {
				return err
			}
			for _, row := range part {
				if err := tx.Later(`UPDATE resident_record SET person_id = $4 WHERE office_id = $1 AND generation = $2 AND row_no = $3`,
					l.scope.Office, l.generation, int64(row), ids[row]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fault.Wrap("register.load", err)
		}
	}
	if l.people != nil { // which was given the first ids
		other := map[string]string{}
		for _, p := range l.terms.people {
			if id, ok := ids[p.row]; ok {
				other[l.terms.ids.get(p.id)] = id
			}
		}
		l.people.Rename(other)
	}
	l.terms.rename(ids)
	return nil
}

func (t *terms) rename(ids map[uint32]string) {
	for i := range t.people {
		if id, ok := ids[t.people[i].row]; ok {
			t.people[i].id = t.ids.put(id)
		}
	}
	for _, rows := range [][]villageRow{t.unrecorded, t.withoutNumber} {
		for i := range rows {
			if id, ok := ids[rows[i].row]; ok {
				rows[i].id = t.ids.put(id)
			}
		}
	}
	t.sortPeople()
}
