package register_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

// rig is a register and the ledger of its cases, with a scope that sees all of it.
type rig struct {
	*testing.T
	d     *db.DB
	r     *register.Register
	l     *ledger.Ledger
	scope db.Scope
}

func on(t *testing.T, fn func(r *rig)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, err := ledger.Open(t.Context(), d, ledger.Options{Office: "3503", Replica: "office", IsOffice: true, Kinds: []casefile.Kind{casefile.NewKind()}})
		if err != nil {
			t.Fatal(err)
		}
		fn(&rig{t, d, register.Open(d, l), l, account.New(account.Options{Office: "3503", DB: d, Ledger: l}).System("verb.test")})
	})
}

// load loads people as a source and says what it changed.
func (r *rig) load(source, kind string, people ...register.Record) register.Changes {
	r.Helper()
	l, err := r.r.Begin(r.Context(), r.scope, register.Origin{Source: source, Kind: kind})
	if err == nil {
		err = l.Add(r.Context(), people)
	}
	if err != nil {
		r.Fatal(err)
	}
	c, err := l.Finish(r.Context())
	if err == nil {
		err = r.r.Sweep(r.Context(), r.scope)
	}
	if err != nil {
		r.Fatal(err)
	}
	return c
}

func (r *rig) count(q string, args ...any) int {
	r.Helper()
	var n int
	if err := r.d.QueryRow(r.Context(), q, args...).Scan(&n); err != nil {
		r.Fatal(err)
	}
	return n
}

// A new generation takes the place of the one before in one step, says truly
// what it changed, and leaves nothing of the old one.
func TestGenerations(t *testing.T) {
	on(t, func(r *rig) {
		if c := r.load("siak", register.KindPopulation, people...); c != (register.Changes{Added: 3}) {
			r.Errorf("first: %+v", c)
		}
		if c := r.load("siak", register.KindPopulation, people...); c != (register.Changes{}) {
			r.Errorf("the same again: %+v", c)
		}
		newer := append([]register.Record(nil), people[1:]...)
		newer[0].Address = "Dusun Krajan"
		newer = append(newer, register.Record{ID: "r4", Name: "Sumini", Village: pringapus, State: register.StateActive, KK: "3503040101089001"},
			register.Record{ID: "r5", Name: "Karni", Village: pringapus, State: register.StateActive, KK: "3503040101089001", Recorded: true})
		if c := r.load("siak", register.KindPopulation, newer...); c != (register.Changes{Added: 2, Changed: 1, Gone: 1}) {
			r.Errorf("newer: %+v", c)
		}
		if n := r.count(`SELECT COUNT(*) FROM resident_record`); n != 4 {
			r.Errorf("%d rows are left", n)
		}
		if n := r.count(`SELECT COUNT(DISTINCT generation) FROM register_key`); n != 1 {
			r.Errorf("keys of %d generations", n)
		}
		if _, err := r.r.Get(r.Context(), r.scope, "r1"); !fault.Is(err, fault.NotFound) {
			r.Errorf("somebody who is gone: %v", err)
		}
		if p, err := r.r.Get(r.Context(), r.scope, "r2"); err != nil || p.Address != "Dusun Krajan" || p.Source != "siak" {
			r.Errorf("%v %v", p.ID, err)
		}
		family, err := r.r.Household(r.Context(), r.scope, "3503040101089001")
		if err != nil || len(family) != 2 || family[0].ID != "r5" {
			r.Errorf("%d of the family, %v", len(family), err)
		}
		if none, _ := r.r.Household(r.Context(), r.scope, ""); none != nil {
			r.Error("those without a family card are no family")
		}
	})
}

// What is being loaded is not seen before it is finished.
func TestNobodySeesHalfAnImport(t *testing.T) {
	on(t, func(r *rig) {
		r.load("siak", register.KindPopulation, people...)
		l, err := r.r.Begin(r.Context(), r.scope, register.Origin{Source: "siak", Kind: register.KindPopulation})
		if err == nil {
			err = l.Add(r.Context(), people[:1])
		}
		if err == nil {
			err = r.r.Sweep(r.Context(), r.scope) // which leaves what is being loaded
		}
		if err != nil {
			r.Fatal(err)
		}
		if n, err := r.r.Count(r.Context(), r.scope); err != nil || n != 3 {
			r.Errorf("%d residents, %v", n, err)
		}
		if c, err := l.Finish(r.Context()); err != nil || c.Gone != 2 {
			r.Errorf("%+v %v", c, err)
		}
	})
}

// Of two sources that know one person the more trusted counts, wherever is
// asked.
func TestTheMoreTrustedSourceCounts(t *testing.T) {
	on(t, func(r *rig) {
		poor := people[0]
		poor.Name, poor.Recorded, poor.Disability = "Katinem binti Karso", false, "netra"
		r.load("dtks", register.KindSocial, poor, register.Record{ID: "s9", Name: "Paimin", Village: pakelPule, State: register.StateActive})
		official := people[0]
		official.Recorded = true
		r.load("siak", register.KindPopulation, official, people[1])
		ctx, scope := r.Context(), r.scope
		if n, err := r.r.Count(ctx, scope); err != nil || n != 3 {
			r.Errorf("%d residents, %v", n, err)
		}
		if p, err := r.r.Get(ctx, scope, "r1"); err != nil || p.Source != "siak" || p.Disability != "" {
			r.Errorf("%+v %v", p.Source, err)
		}
		found, err := r.r.Candidates(ctx, scope, register.Query{Name: "Katinem", Village: pringapus})
		if err != nil || len(found) == 0 || found[0].Name != people[0].Name {
			r.Errorf("not found as the more trusted source has her: %d, %v", len(found), err)
		}
		list, err := r.r.Lacking(ctx, scope, register.Lacking{What: register.LacksRecording}, 10)
		if err != nil || len(list) != 2 || list[0].ID != "r2" || list[1].ID != "s9" {
			r.Errorf("%d lack their recording, %v", len(list), err)
		}
		// Page by page, over both sources, in the same order.
		var seen []string
		q := register.Lacking{What: register.LacksRecording}
		for {
			page, err := r.r.Lacking(ctx, scope, q, 1)
			if err != nil {
				r.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			seen = append(seen, page[0].ID)
			q.AfterVillage, q.AfterID = page[0].Village, page[0].ID
		}
		if fmt.Sprint(seen) != "[r2 s9]" {
			r.Errorf("page by page: %v", seen)
		}
		if got, _ := r.r.Lacking(ctx, db.Scope{}, q, 10); got != nil {
			r.Error("an empty scope saw somebody")
		}
	})
}

// A source that does not tell whether somebody is recorded proposes nobody.
func TestUnknownIsNotUnrecorded(t *testing.T) {
	on(t, func(r *rig) {
		p := people[0]
		p.RecordingUnknown = true
		r.load("dtks", register.KindSocial, p)
		if list, err := r.r.Lacking(r.Context(), r.scope, register.Lacking{What: register.LacksRecording}, 10); err != nil || len(list) != 0 {
			r.Errorf("%d, %v", len(list), err)
		}
		if got, err := r.r.Get(r.Context(), r.scope, "r1"); err != nil || !got.RecordingUnknown || got.Recorded {
			r.Errorf("%v", err)
		}
	})
}

// Many rows come back as they went in, found by every key.
func TestEveryKeyFindsItsRow(t *testing.T) {
	on(t, func(r *rig) {
		var many []register.Record
		for i := range 3_000 {
			many = append(many, register.Record{ID: fmt.Sprintf("p%05d", 2_999-i), NIK: fmt.Sprintf("350304010170%04d", 9_000-i), Name: fmt.Sprintf("Orang %d", i),
				Birth: "1970-01-01", Village: pringapus, State: register.StateActive, KK: fmt.Sprintf("350304010108%04d", 9_000+i/4),
				RT: fmt.Sprintf("%03d", 1+i/40), RW: "01"})
		}
		r.load("siak", register.KindPopulation, many...)
		for i := 0; i < len(many); i += 311 {
			want := many[i]
			got, err := r.r.Get(context.Background(), r.scope, want.ID)
			want.Source = "siak"
			if err != nil || got != want {
				r.Fatalf("%s: %v", want.ID, err)
			}
			byNIK, err := r.r.Candidates(r.Context(), r.scope, register.Query{NIK: want.NIK})
			if err != nil || len(byNIK) != 1 || byNIK[0].Ref != "register:"+want.ID {
				r.Fatalf("by NIK %s: %d, %v", want.ID, len(byNIK), err)
			}
		}
	})
}
