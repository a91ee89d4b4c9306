package register_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
)

// Of an edition that the database has never counted some rows are asked for by
// their numbers. It must go to them by the whole key, and not read the edition.
func TestAnEditionIsReadByItsKeysBeforeItIsCounted(t *testing.T) {
	on(t, func(o *rig) {
		if _, err := o.r.Load(o.Context(), o.scope, residents()); err != nil {
			o.Fatal(err)
		}
		if err := o.d.Analyze(o.Context()); err != nil {
			o.Fatal(err)
		}
		// Of a few hundred rows it would be right to read all.
		times := "SELECT 0 AS k"
		for k := range 60 {
			times += fmt.Sprintf(" UNION ALL SELECT %d", (k+1)*10_000)
		}
		const columns = `person_id, nik, kk, name, sex, birth, birth_year, birth_place, village, mother, father, address, rt, rw, state, recorded, disability, doubt`
		explain, want := "EXPLAIN QUERY PLAN", []string{"row_no=?", "term=?"}
		if o.d.Engine() == db.Postgres {
			explain, want = "EXPLAIN", []string{"AND (row_no = ANY", "AND (term = ANY"}
		}
		if err := o.d.Write(o.Context(), o.scope.Office, func(tx *db.Tx) error {
			if _, err := tx.Exec(`INSERT INTO resident_record (office_id, generation, row_no, `+columns+`)
				SELECT office_id, 99, row_no + k, `+columns+` FROM resident_record, (`+times+`) t WHERE office_id = $1`, o.scope.Office); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO register_key (office_id, generation, term, row_no, digest) SELECT office_id, 99, term, row_no + k, digest
				FROM register_key, (`+times+`) t WHERE office_id = $1`, o.scope.Office)
			return err
		}); err != nil {
			o.Fatal(err)
		}
		for i, q := range []string{
			`SELECT name FROM resident_record WHERE office_id = $1 AND generation = 99 AND row_no IN (5, 77, 300, 400) ORDER BY row_no`,
			`SELECT row_no FROM register_key WHERE office_id = $1 AND generation = 99 AND term IN ('n:1', 'n:2', 'n:3', 'n:4') ORDER BY term, row_no`,
		} {
			plan := o.plan(explain+" "+q, o.scope.Office)
			if !strings.Contains(plan, want[i]) {
				t.Errorf("%s\n%s", q, plan)
			}
		}
	})
}

// plan is what the database says of how it would answer.
func (o *rig) plan(q string, args ...any) string {
	o.Helper()
	rows, err := o.d.Query(o.Context(), q, args...)
	if err != nil {
		o.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		o.Fatal(err)
	}
	var out strings.Builder
	for rows.Next() {
		line := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range line {
			into[i] = &line[i]
		}
		if err := rows.Scan(into...); err != nil {
			o.Fatal(err)
		}
		fmt.Fprintln(&out, line[len(line)-1])
	}
	if err := rows.Err(); err != nil {
		o.Fatal(err)
	}
	return out.String()
}
