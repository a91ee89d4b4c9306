package register_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/register"
)

const (
	pringapus = "35.03.04.2010"
	pakelPule = "35.03.03.2005"
)

var people = []register.Record{
	{ID: "r1", NIK: "3503045708439001", Name: "KATINEM", Sex: "P", Birth: "1943-08-17", Village: pringapus, Mother: "SATIYEM", State: "active"},
	{ID: "r2", NIK: "3503035708439002", Name: "KATINEM", Sex: "P", Birth: "1971-02-03", Village: pakelPule, Mother: "BOINAH", State: "active"},
	{ID: "r3", NIK: "3503041203669003", Name: "MUJIONO", Sex: "L", Birth: "1966-03-12", Village: pringapus, Mother: "SATIYEM", State: "dead", Recorded: true},
}

// residents are the people of the tests among others of two villages.
func residents() []register.Record {
	r := rand.New(rand.NewPCG(5, 5))
	one := func(s ...string) string { return s[r.IntN(len(s))] }
	first := []string{"Slamet", "Sutrisno", "Paimin", "Tukiyem", "Siti", "Sri", "Djoko", "Suparti", "Wagiman", "Poniran", "Jumadi", "Sumini"}
	second := []string{"Aminah", "Riyadi", "Wahyuni", "Utomo", "Lestari", "Rahman", "Santoso"}
	var out []register.Record
	for i := range 900 {
		out = append(out, register.Record{ID: fmt.Sprintf("n%04d", i), Name: one(first...) + " " + one(second...), Mother: one(first...), Sex: one("L", "P"),
			Birth: fmt.Sprintf("%d-%02d-%02d", 1930+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28)), Village: one(pringapus, pakelPule), State: "active"})
	}
	return append(append(out, people...),
		register.Record{ID: "t1", Name: "AGUNG PRASETYO", Sex: "L", Birth: "2010-05-17", Village: pakelPule, Mother: "RATMINI", State: "active"},
		register.Record{ID: "t2", Name: "AGUS PRASETYO", Sex: "L", Birth: "2010-05-17", Village: pakelPule, Mother: "RATMINI", State: "active"},
	)
}

func (o *rig) report(id string, fields map[string]string) {
	o.Helper()
	var said []casefile.Assertion
	for f, v := range fields {
		a := casefile.Assertion{Field: f, Value: v}
		if f == casefile.FieldOtherName {
			a.Element = "1"
		}
		said = append(said, a)
	}
	slices.SortFunc(said, func(a, b casefile.Assertion) int { return strings.Compare(a.Field, b.Field) })
	_, err := o.l.Do(o.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: o.scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.Reported, Area: pringapus,
			Body:     casefile.ReportedBody{Number: "JK-2021-" + id, Channel: "registrar", Basis: "public_task"},
			Personal: casefile.PersonPersonal{Fields: said}}}, nil
	})
	if err != nil {
		o.Fatal(err)
	}
}

// refs are the candidates of a query that are at least so probable.
func (o *rig) refs(q register.Query, least float64) []string {
	o.Helper()
	found, err := o.r.Candidates(o.Context(), o.scope, q)
	if err != nil {
		o.Fatal(err)
	}
	var out []string
	for _, c := range found {
		if c.Probability >= least || slices.Contains(c.Matches, register.MatchNIK) {
			out = append(out, c.Ref)
		}
	}
	return out
}

// among lets the people live among the residents.
func among(t *testing.T, fn func(o *rig)) {
	on(t, func(o *rig) {
		if _, err := o.r.Load(o.Context(), o.scope, residents()); err != nil {
			o.Fatal(err)
		}
		fn(o)
	})
}

func TestCandidates(t *testing.T) {
	tests := []struct {
		name  string
		query register.Query
		want  []string // refs that are more probable than not, best first
	}{
		{"nothing known finds nobody", register.Query{Village: pringapus}, nil},
		{"the NIK alone", register.Query{NIK: "3503041203669003"}, []string{"register:r3"}},
		{"a NIK that belongs to somebody else is shown all the same", register.Query{NIK: "3503041203669003", Name: "Tukiyem", Sex: "P", Birth: "1990-01-04"}, []string{"register:r3"}},
		{"another spelling", register.Query{Name: "Moedjiono", Village: pringapus, Birth: "1966"}, []string{"register:r3"}},
		{"name and a vague year", register.Query{Name: "katinem", Birth: "1942..1945", Mother: "Satijem"}, []string{"register:r1"}},
		{"a village she moved from, with her date", register.Query{Name: "Katinem", Birth: "1971-02-03", Village: pringapus}, []string{"register:r2"}},
		{"a common name alone", register.Query{Name: "Slamet"}, nil},
		{"a twin is not the other", register.Query{Name: "Agung Prasetyo", Mother: "Ratmini", Birth: "2010-05-17", Village: pakelPule}, []string{"register:t1"}},
		{"a case, by what she is called", register.Query{Name: "Mbok Giyem", Village: pakelPule, Sex: "P"}, []string{"case:c1"}},
		{"the case that is looked at is not its own candidate", register.Query{Name: "Mbok Giyem", Village: pakelPule, NotCase: "c1"}, nil},
		{"nobody", register.Query{Name: "Zulkarnain Hadiwidjaja", Village: pakelPule, Birth: "1955-04-01"}, nil},
	}
	among(t, func(o *rig) {
		o.report("c1", map[string]string{casefile.FieldName: "Ngatinah", casefile.FieldOtherName: "Giyem", casefile.FieldSex: "P", casefile.FieldVillage: pakelPule})
		for i := range 30 {
			o.report(fmt.Sprintf("o%02d", i), map[string]string{casefile.FieldName: residents()[i*7].Name, casefile.FieldVillage: pringapus})
		}
		for _, test := range tests {
			var people, cases []string
			for _, ref := range o.refs(test.query, .5) {
				if strings.HasPrefix(ref, "case:o") {
					continue // one of the crowd
				} else if strings.HasPrefix(ref, "case:") {
					cases = append(cases, ref)
				} else {
					people = append(people, ref)
				}
			}
			if got := append(people, cases...); !slices.Equal(got, test.want) {
				o.Errorf("%s: %v, want %v", test.name, got, test.want)
			}
		}
		if got, _ := o.r.Candidates(o.Context(), db.Scope{}, register.Query{NIK: "3503041203669003"}); got != nil {
			o.Error("an empty scope saw somebody")
		}
		p, err := o.r.Get(o.Context(), o.scope, "r3")
		if err != nil || p.Name != "MUJIONO" || !p.Recorded || p.State != "dead" {
			o.Errorf("record %v %v", p.ID, err)
		}
	})
}

// A case is found as soon as it is there, by its data of now, and not when it was
// a mistake.
func TestCasesInStep(t *testing.T) {
	among(t, func(o *rig) {
		q := register.Query{Name: "Kasminah Wulandari", Village: pringapus}
		if got := o.refs(q, .5); got != nil {
			o.Fatalf("nobody yet, found %v", got)
		}
		o.report("a", map[string]string{casefile.FieldName: "Kasmina Woelandari", casefile.FieldVillage: pringapus})
		if got := o.refs(q, .5); !slices.Equal(got, []string{"case:a"}) {
			o.Fatalf("reported: %v", got)
		}
		o.report("b", map[string]string{casefile.FieldName: "Kasminah Wulandari", casefile.FieldVillage: pringapus})
		if got := o.refs(q, .1); len(got) != 2 {
			o.Fatalf("reported twice: %v", got)
		}
		for _, c := range []string{"a", "b"} {
			_, err := o.l.Do(o.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: o.scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
				return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: c}, Type: casefile.Withdrawn, Area: pringapus,
					Body: casefile.ExitBody{Reason: "mistake"}}}, nil
			})
			if err != nil {
				o.Fatal(err)
			}
		}
		if got := o.refs(q, .1); got != nil {
			o.Fatalf("both were a mistake: %v", got)
		}
	})
}

// The index is what the register says, after every change of it.
func TestIndexInStep(t *testing.T) {
	among(t, func(o *rig) {
		ctx := o.Context()
		q := register.Query{Name: "Mudjiono", Village: pringapus, Birth: "1966"}
		if got := o.refs(q, .5); !slices.Equal(got, []string{"register:r3"}) {
			o.Fatalf("before: %v", got)
		}
		// A newer extract: he is not in it any more, another is.
		next := slices.DeleteFunc(residents(), func(p register.Record) bool { return p.ID == "r3" })
		next = append(next, register.Record{ID: "r9", Name: "MUJIONO", Sex: "L", Birth: "1966-11-30", Village: pringapus, State: "active"})
		if _, err := o.r.Load(ctx, o.scope, next); err != nil {
			o.Fatal(err)
		}
		if got := o.refs(q, .5); !slices.Equal(got, []string{"register:r9"}) {
			o.Fatalf("after: %v", got)
		}
		if err := o.r.Reindex(ctx, o.scope); err != nil {
			o.Fatal(err)
		}
		if got := o.refs(q, .5); !slices.Equal(got, []string{"register:r9"}) {
			o.Fatalf("made anew: %v", got)
		}
	})
}

func TestExplain(t *testing.T) {
	among(t, func(o *rig) {
		q := register.Query{Name: "Katijem", Village: pringapus, Birth: "1944", Mother: "Satiyem", NIK: "3503045708759077"}
		e, err := o.r.Explain(o.Context(), o.scope, q, "register:r1")
		if err != nil {
			o.Fatal(err)
		}
		got := map[string]string{}
		for _, f := range e.Fields {
			got[f.Field] = f.Level
		}
		want := map[string]string{casefile.FieldName: "near", casefile.FieldVillage: "same", casefile.FieldBirth: "next", casefile.FieldMother: "same",
			casefile.FieldSex: "missing", casefile.FieldBirthPlace: "missing", casefile.FieldNIK: "other"}
		if !reflect.DeepEqual(got, want) {
			o.Errorf("%v, not %v", got, want)
		}
		if e.Name != "KATINEM" || e.Model == "" {
			o.Errorf("%+v", e.Candidate)
		}
		if _, err := o.r.Explain(o.Context(), o.scope, q, "register:nobody"); err == nil {
			o.Error("nobody was explained")
		}
	})
}

// The pages in the database give, on both engines, who the index in memory gives,
// in the same order and as probable.
func TestSameFromPages(t *testing.T) {
	among(t, func(o *rig) { o.sameAsInMemory(residents()) })
}

// Whatever is loaded of which source, and in which order, what is searched is
// what the register says.
func TestIndexIsTheRegister(t *testing.T) {
	on(t, func(o *rig) {
		r := rand.New(rand.NewPCG(8, 15))
		all := residents()
		sources := []struct{ name, kind string }{{"siak", register.KindPopulation}, {"sid-pule", register.KindVillage}, {"dtks", register.KindSocial}}
		known := make([][]register.Record, len(sources))
		for range 5 {
			i := r.IntN(len(sources))
			known[i] = nil
			for _, p := range all {
				if r.IntN(3) > 0 {
					if p.Source = sources[i].name; i > 0 && r.IntN(4) == 0 {
						p.Name += " " + sources[i].name // what a less trusted source knows better counts for nothing
					}
					known[i] = append(known[i], p)
				}
			}
			o.load(sources[i].name, sources[i].kind, known[i]...)
			var now []register.Record
			for _, list := range known {
				for _, p := range list {
					if !slices.ContainsFunc(now, func(q register.Record) bool { return q.ID == p.ID }) {
						now = append(now, p)
					}
				}
			}
			o.sameAsInMemory(now)
		}
	})
}

var questions = []register.Query{{Name: "Slamet Riyadi", Village: pringapus}, {Name: "Siti Aminah", Birth: "1950"}, {Name: "Soeparti", Birth: "1961-02-04"},
	{Name: "Tukijem Lestari", Birth: "1950..1960"}, {Name: "Agus P", Village: pakelPule, Birth: "2010"}, {Name: "Pomiran Oetomo"}, {Name: "Katinem", Sex: "P", Mother: "Satijem"}}

// sameAsInMemory compares what is found with what an index of some people in
// memory finds.
func (r *rig) sameAsInMemory(people []register.Record) {
	r.Helper()
	b := linkage.NewBuilder()
	for _, p := range people {
		b.Add(register.PersonOf(p))
	}
	memory := b.Build()
	for _, q := range questions {
		want, err := memory.Search(linkage.DefaultModel(), register.ReportOf(q), register.MaxCandidates)
		if err != nil {
			r.Fatal(err)
		}
		found, err := r.r.Candidates(r.Context(), r.scope, q)
		if err != nil {
			r.Fatal(err)
		}
		byID := map[string]float64{}
		for _, m := range want {
			byID["register:"+m.ID] = m.Probability
		}
		last := 1.0
		for _, c := range found {
			if p, ok := byID[c.Ref]; !ok || p != c.Probability || p > last {
				r.Errorf("%+v: %s %v, in memory %v", q, c.Ref, c.Probability, p)
			}
			last = c.Probability
		}
		if len(want) > 0 && want[0].Probability > .1 && (len(found) == 0 || found[0].Ref != "register:"+want[0].ID && found[0].Probability != want[0].Probability) {
			r.Errorf("%+v: %d found, in memory %+v first", q, len(found), want[0])
		}
	}
}

// What people decide teaches how probable it is: where those who were told to be
// probable turn out to be others, the same candidate is less probable the next
// time, and what was decided then is read for what the search itself had said.
func TestDecisionsTeach(t *testing.T) {
	among(t, func(o *rig) {
		q := register.Query{Name: "Moedjiono", Village: pringapus, Birth: "1966"}
		before, err := o.r.Candidates(o.Context(), o.scope, q)
		if err != nil || len(before) == 0 {
			o.Fatal(before, err)
		}
		for i := range 150 {
			id := fmt.Sprintf("d%03d", i)
			o.report(id, map[string]string{casefile.FieldName: "Seseorang", casefile.FieldVillage: pringapus})
			scope := o.scope
			scope.Role = string(authority.Coordinator)
			_, err := o.l.Do(o.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
				return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.IdentityDecided, Area: pringapus,
					Body: casefile.IdentityDecidedBody{Candidate: "register:r2", Decision: casefile.Different, Probability: .9, Model: before[0].Model}}}, nil
			})
			if err != nil {
				o.Fatal(err)
			}
		}
		again := register.Open(o.d, o.l) // learns at once, not within the minute
		after, err := again.Candidates(o.Context(), o.scope, q)
		if err != nil || len(after) == 0 {
			o.Fatal(after, err)
		}
		if after[0].Ref != before[0].Ref || after[0].Probability >= before[0].Probability-.05 || after[0].Model == before[0].Model {
			o.Errorf("before %v by %q, after %v by %q", before[0].Probability, before[0].Model, after[0].Probability, after[0].Model)
		}
	})
}
