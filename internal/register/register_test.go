package register_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

const (
	pringapus = "35.03.04.2010"
	pakelPule = "35.03.03.2005"
)

var people = []register.Record{
	{ID: "r1", NIK: "3503045708439001", Name: "Katinem", Sex: "P", Birth: "1943-08-17", Village: pringapus, Mother: "Satiyem", State: "active"},
	{ID: "r2", NIK: "3503035708439002", Name: "Katinem", Sex: "P", Birth: "1971", Village: pakelPule, Mother: "Boinah", State: "active"},
	{ID: "r3", NIK: "3503041203669003", Name: "Mujiono", Sex: "L", Birth: "1966-03-12", Village: pringapus, Mother: "Satiyem", State: "dead", Recorded: true},
}

func TestCandidates(t *testing.T) {
	tests := []struct {
		name  string
		query register.Query
		want  []string // refs, best first
	}{
		{"nothing known finds nobody", register.Query{Village: pringapus}, nil},
		{"the NIK alone", register.Query{NIK: "3503041203669003"}, []string{"register:r3"}},
		{"name and village", register.Query{Name: "KATINEM", Village: pringapus}, []string{"case:c1", "register:r1"}},
		{"name and a vague year", register.Query{Name: "katinem", Birth: "1942..1945"}, []string{"register:r1"}},
		{"name in a village she moved from, with her year", register.Query{Name: "Katinem", Birth: "1971", Village: pringapus}, []string{"case:c1", "register:r1", "register:r2"}},
		{"mother makes the difference", register.Query{Name: "Katinem", Mother: "satiyem", Village: pringapus}, []string{"register:r1", "case:c1"}},
		{"a name alone is no candidate", register.Query{Name: "Katinem"}, nil},
		{"the case that is looked at is not its own candidate", register.Query{Name: "Katinem", Village: pringapus, NotCase: "c1"}, []string{"register:r1"}},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l, err := ledger.Open(ctx, d, ledger.Options{Office: "3503", Replica: "office", IsOffice: true, Kinds: []casefile.Kind{casefile.NewKind()}})
		if err != nil {
			t.Fatal(err)
		}
		scope := account.New(account.Options{Office: "3503", DB: d, Ledger: l}).System("verb.test")
		_, err = l.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: "c1"}, Type: casefile.Reported, Area: pringapus,
				Body: casefile.ReportedBody{Number: "JK-2021-00001", Channel: "registrar", Basis: "public_task"},
				Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{
					{Field: casefile.FieldName, Value: "Katinem"}, {Field: casefile.FieldVillage, Value: pringapus}}}}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		r := register.Open(d)
		for range 2 { // the same file twice adds nobody
			if _, err := r.Load(ctx, scope, people); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := r.Count(ctx, scope); err != nil || n != 3 {
			t.Fatalf("%d residents, %v", n, err)
		}
		for _, test := range tests {
			got, err := r.Candidates(ctx, scope, test.query)
			if err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			var refs []string
			for _, c := range got {
				refs = append(refs, c.Ref)
			}
			if !equal(refs, test.want) {
				t.Errorf("%s: %v, want %v", test.name, refs, test.want)
			}
			// A list's comparison finds the same cases.
			var alone, inMemory []string
			for _, ref := range test.want {
				if strings.HasPrefix(ref, "case:") {
					alone = append(alone, ref)
				}
			}
			cases, err := r.Cases(ctx, scope)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cases.Find(test.query) {
				inMemory = append(inMemory, c.Ref)
			}
			if !equal(inMemory, alone) {
				t.Errorf("%s: a list finds %v, want %v", test.name, inMemory, alone)
			}
		}
		if got, _ := r.Candidates(ctx, db.Scope{}, register.Query{NIK: people[0].NIK}); got != nil {
			t.Error("an empty scope saw somebody")
		}
		p, err := r.Get(ctx, scope, "r3")
		if err != nil || p.Name != "Mujiono" || !p.Recorded || p.State != "dead" {
			t.Errorf("record %v %v", p.ID, err)
		}
	})
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
