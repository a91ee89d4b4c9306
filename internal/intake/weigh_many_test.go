package intake

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// syllables make names that are alike as names are: some are common, some rare.
func calledBy(rnd *rand.Rand) string {
	first := []string{"su", "wa", "ka", "po", "tu", "sa", "ra", "mar", "har", "jum"}
	middle := []string{"mi", "gi", "ni", "ki", "ti", "li", "ri", "di", "ji", "pi"}
	last := []string{"rah", "yem", "yah", "man", "ran", "jo", "to", "nah", "di", "no", "ni", "wati"}
	pick := func(of []string) string { return of[min(rnd.IntN(len(of)), rnd.IntN(len(of)))] }
	name := pick(first) + pick(middle) + pick(last)
	if rnd.IntN(2) == 0 {
		name += " " + pick(last) + pick(middle) + pick(first)
	}
	return strings.ToUpper(name)
}

// many fills a register with n residents and the office with reports of some of
// them, misspelt, without a date or without a mother, and of people whom no
// register knows.
func (r *rig) manyAlike(residents, reports int) {
	r.Helper()
	rnd := rand.New(rand.NewPCG(7, 1943))
	villages := region.Villages(district)
	people := make([]register.Record, residents)
	for i := range people {
		people[i] = register.Record{ID: fmt.Sprintf("p%06d", i), NIK: fmt.Sprintf("350304%010d", 1_000_000+i), Name: calledBy(rnd), Sex: []string{"L", "P"}[rnd.IntN(2)],
			Birth:   fmt.Sprintf("%d-%02d-%02d", 1930+rnd.IntN(85), 1+rnd.IntN(12), 1+rnd.IntN(28)),
			Village: string(villages[rnd.IntN(len(villages))].Code), Mother: calledBy(rnd), State: register.StateActive, Source: "siak"}
	}
	if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), people); err != nil {
		r.Fatal(err)
	}
	scope := r.op(authority.Coordinator).Scope
	for i := range reports {
		p := people[rnd.IntN(len(people))]
		if i%7 == 0 {
			p = register.Record{Name: calledBy(rnd), Sex: "P", Birth: fmt.Sprintf("%d-01-01", 1930+rnd.IntN(60)), Village: siki, Mother: calledBy(rnd)}
		}
		if i%3 == 0 {
			p.Name = strings.NewReplacer("U", "OE", "J", "DJ").Replace(p.Name)
		}
		if i%5 == 0 {
			p.Mother = ""
		}
		form := filled("nama", p.Name, "jk", p.Sex, "lahir.y", p.Birth[:4], "ibu", p.Mother, "desa", p.Village)
		if i%4 == 0 {
			form.Set("lahir.m", p.Birth[5:7])
			form.Set("lahir.d", p.Birth[8:10])
		}
		if i%31 == 0 {
			form.Set("nik", p.NIK)
		}
		in, err := ReadReport(values(form), start, district, r.s.Book)
		if err != nil {
			r.Fatal(err)
		}
		if _, err := r.s.File(r.Context(), ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "alike", i)).String(), Scope: scope}, in); err != nil {
			r.Fatal(err)
		}
	}
}

// weighed are the rows that weighing leaves, and whom each case asks about.
func (r *rig) weighed() (out []string) {
	r.Helper()
	for _, q := range []string{`SELECT 'pair ' || case_id || ' ' || candidate || ' ' || other || ' ' || CAST(place AS TEXT) || ' ' || CAST(ppm AS TEXT) || ' ' || CAST(doubt AS TEXT) || ' ' || CAST(auto AS TEXT) FROM match_pair WHERE office_id = $1`,
		`SELECT 'case ' || case_id FROM match_case WHERE office_id = $1`,
		`SELECT 'asks ' || subject_id || ' ' || arg FROM work WHERE office_id = $1 AND reason = '` + workSuspected + `'`} {
		rows, err := r.d.Query(r.Context(), q, office)
		if err != nil {
			r.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				r.Fatal(err)
			}
			out = append(out, line)
		}
		if err := rows.Close(); err != nil {
			r.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

// Many cases at once, by several workers, are weighed as each of them is alone.
func TestManyAreWeighedAsOne(t *testing.T) {
	on(t, func(r *rig) {
		r.manyAlike(300, matchedAtOnce+50)
		r.weigh() // and what is asked is asked
		// Whoever counts pairs a minute later must not compare each with each.
		known := `SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'match_pair'`
		if r.d.Engine() == db.Postgres {
			known = `SELECT COUNT(*) FROM pg_class WHERE oid = 'match_pair'::regclass AND reltuples > 0`
		}
		var n int
		if err := r.d.QueryRow(t.Context(), known).Scan(&n); err != nil || n == 0 {
			t.Error("the database does not know that there are pairs", err)
		}
		anew := func() {
			if err := r.s.WeighAll(r.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: r.acc.System(matcher)}, true); err != nil {
				t.Fatal(err)
			}
			r.s.Register = register.Open(r.d, r.l) // to which no case is newer than another
		}
		anew()
		r.weigh()
		together := r.weighed()
		kinds := map[string]int{}
		var ids []string
		for _, line := range together {
			kind, id, _ := strings.Cut(line, " ")
			if kinds[kind]++; kind == "case" {
				ids = append(ids, id)
			}
		}
		if kinds["pair"] < 50 || kinds["asks"] == 0 || kinds["case"] != matchedAtOnce+50 {
			t.Fatalf("too little is compared: %v", kinds)
		}
		anew()
		for _, id := range ids {
			if err := r.s.match(r.Context(), r.acc.System(matcher), id, nil, func(int64, int64) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		alone := r.weighed()
		for i := range min(len(together), len(alone)) {
			if together[i] != alone[i] {
				t.Fatalf("together %s\nalone    %s", together[i], alone[i])
			}
		}
		if len(together) != len(alone) {
			t.Errorf("%d rows together, %d alone", len(together), len(alone))
		}
	})
}

// How many cases are weighed a second, against a register and each other.
func BenchmarkWeigh(b *testing.B) {
	r := newRig(b, dbtest.OpenSQLite(b), time.Now)
	r.manyAlike(50_000, 2_000)
	for b.Loop() {
		b.StopTimer()
		if err := r.s.WeighAll(b.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: r.acc.System(matcher)}, true); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		began := time.Now()
		r.TB = b
		r.weigh()
		b.ReportMetric(2_000/time.Since(began).Seconds(), "cases/s")
	}
}
