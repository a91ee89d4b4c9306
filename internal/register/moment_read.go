package register

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// read are rows by their ids, and who holds each NIK.
type read[T any] struct {
	by      map[string]T
	holders map[string][]string
}

// records reads records by their ids and by NIKs, each from the most trusted
// source that knows the person.
func (m *Moment) records(ctx context.Context, ids, niks []string) (out read[Record], err error) {
	if len(ids)+len(niks) == 0 {
		return out, nil
	}
	office := m.scope.Office
	err = m.r.db.View(ctx, func(tx *db.Tx) error {
		out = read[Record]{map[string]Record{}, map[string][]string{}}
		gens, err := active(tx, office)
		if err != nil {
			return err
		}
		want := slices.Clone(ids)
		for _, g := range gens {
			if len(niks) == 0 {
				break
			}
			err := ofTerms(tx, office, g, termsOf(termNIK, niks), func(p Record) {
				if !slices.Contains(out.holders[p.NIK], p.ID) {
					out.holders[p.NIK] = append(out.holders[p.NIK], p.ID)
					want = append(want, p.ID)
				}
			})
			if err != nil {
				return err
			}
		}
		want = distinct(want)
		for _, g := range gens {
			if err := ofTerms(tx, office, g, termsOf(termPerson, want), func(p Record) { out.by[p.ID] = p }); err != nil {
				return err
			}
			want = slices.DeleteFunc(want, func(id string) bool { _, ok := out.by[id]; return ok })
		}
		return nil
	})
	return out, fault.Wrap("register.candidates", err)
}

func termsOf(kind byte, what []string) []string {
	out := make([]string, len(what))
	for i, w := range what {
		out[i] = term(kind, w)
	}
	return out
}

// ofTerms reads the rows of some keys of a generation. They are looked up by
// their own keys alone, so that no planner can take another way.
func ofTerms(tx *db.Tx, office string, g generation, terms []string, each func(Record)) error {
	var numbers []any
	size := inSize(len(terms))
	for some := range slices.Chunk(terms, size) {
		found, err := db.Column[any](tx.Query(`SELECT row_no FROM register_key WHERE office_id = $1 AND generation = $2 AND term IN (`+db.Params(3, size)+`)
			ORDER BY term, row_no LIMIT `+strconv.Itoa(size*searchLimit/MaxCandidates), inOneSize([]any{office, g.number}, some, size)...))
		if err != nil {
			return err
		}
		numbers = append(numbers, found...)
	}
	size = inSize(len(numbers))
	for some := range slices.Chunk(numbers, size) {
		rows, err := tx.Query(`SELECT `+recordColumns+`, CAST($3 AS TEXT) FROM resident_record r WHERE r.office_id = $1 AND r.generation = $2
			AND r.row_no IN (`+db.Params(4, size)+`) ORDER BY r.row_no`, inOneSize([]any{office, g.number, g.source}, some, size)...)
		if err != nil {
			return err
		}
		found, err := records(rows)
		if err != nil {
			return err
		}
		for _, p := range found {
			each(p)
		}
	}
	return nil
}

// inSize is how many values one IN asks for: one of two, so that there are few
// texts.
func inSize(n int) int {
	if n <= MaxCandidates {
		return MaxCandidates
	}
	return 8 * MaxCandidates
}

// inOneSize fills what an IN of some size asks for.
func inOneSize[T any](args []any, values []T, size int) []any {
	for i := range size {
		args = append(args, values[min(i, len(values)-1)])
	}
	return args
}

// known reads cases by their ids, and those that have a NIK.
func (m *Moment) known(ctx context.Context, ids, niks []string) (read[Candidate], error) {
	out := read[Candidate]{map[string]Candidate{}, map[string][]string{}}
	for by, values := range map[string][]string{"p.case_id": ids, "p.nik": niks} {
		found, err := m.r.casesNamed(ctx, m.scope, by, values)
		if err != nil {
			return out, err
		}
		for _, c := range found {
			id := strings.TrimPrefix(c.Ref, casefile.KindCase+":")
			if out.by[id] = c; by == "p.nik" {
				out.holders[c.NIK] = append(out.holders[c.NIK], id)
			}
		}
	}
	return out, nil
}

// casesNamed reads the cases of which a column has one of some values.
func (r *Register) casesNamed(ctx context.Context, scope db.Scope, by string, values []string) (out []Candidate, err error) {
	size := inSize(len(values))
	for some := range slices.Chunk(values, size) {
		rows, err := r.db.Query(ctx, `SELECT f.case_id, f.number, f.stage, p.name, p.other_names, p.sex, p.birth, p.village, p.mother, p.nik, p.kk
			FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
			WHERE p.office_id = $1 AND f.exit <> $2 AND f.erased = 0 AND `+by+` IN (`+db.Params(3, size)+`)
			ORDER BY p.case_id LIMIT `+strconv.Itoa(size*searchLimit/MaxCandidates), inOneSize([]any{scope.Office, string(casefile.ExitWithdrawn)}, some, size)...)
		if err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
		for rows.Next() {
			var c Candidate
			var id string
			if err := rows.Scan(&id, &c.Number, &c.Stage, &c.Name, &c.OtherNames, &c.Sex, &c.Birth, &c.Village, &c.Mother, &c.NIK, &c.KK); err != nil {
				return nil, errors.Join(fault.Wrap("register.candidates", err), rows.Close())
			}
			c.Ref = casefile.KindCase + ":" + id
			out = append(out, c)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
	}
	return out, nil
}
