package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

func realCases(o *Options) {
	o.Kinds = []casefile.Kind{casefile.NewKind()}
	o.Coarse = func(s Subject, events []casefile.Event) casefile.ErasedBody {
		st := casefile.FoldState(s.ID, events)
		return st.Figures()
	}
}

func says(pairs ...string) casefile.PersonPersonal {
	var p casefile.PersonPersonal
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Fields = append(p.Fields, casefile.Assertion{Field: pairs[i], Value: pairs[i+1], Certainty: casefile.CertaintySaid})
	}
	return p
}

// caseHistory lets two replicas work on the same few real cases without
// knowing of each other: much of it contradicts, comes too early or twice.
func caseHistory(t testing.TB, seed uint64) []Event {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	makers := []*Maker{NewMaker(office, "office", nil), NewMaker(office, "B", nil)}
	at := time.Date(2021, 3, 1, 8, 0, 0, 0, time.UTC)
	var out []Event
	needs := []string{"nik"}
	steps := []func() (string, any, any){
		func() (string, any, any) {
			return casefile.Reported, casefile.ReportedBody{Number: number(r.IntN(4)), Channel: "registrar", Reasons: []string{"no_nik"}, Needs: needs, Basis: "public_task"},
				says(casefile.FieldName, "Sumiyem", casefile.FieldVillage, "35.03.08.2004")
		},
		func() (string, any, any) { return casefile.Accepted, casefile.AcceptedBody{Needs: needs}, nil },
		func() (string, any, any) {
			return casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: "1", Day: "2021-03-10", Kit: true}, nil
		},
		func() (string, any, any) {
			return casefile.Visited, casefile.VisitedBody{Trip: "t1", Stop: "1", Day: "2021-03-10", Sources: []string{"family"}}, says(casefile.FieldName, fmt.Sprint("Sumi", r.IntN(3)))
		},
		func() (string, any, any) {
			return casefile.PersonStated, struct{}{}, says(casefile.FieldBirth, fmt.Sprint(1931+r.IntN(3)), casefile.FieldSex, "P")
		},
		func() (string, any, any) {
			return casefile.Biometric, casefile.BiometricBody{Outcome: casefile.BioNotFound, Quality: 80}, casefile.BiometricPersonal{}
		},
		func() (string, any, any) {
			return casefile.Submitted, casefile.SubmittedBody{Needs: needs, Lawbook: "1"}, nil
		},
		func() (string, any, any) { return casefile.Verified, casefile.VerifiedBody{Needs: needs}, nil },
		func() (string, any, any) {
			return casefile.Entered, casefile.EnteredBody{Needs: needs}, casefile.EnteredPersonal{}
		},
		func() (string, any, any) { return casefile.Issued, casefile.IssuedBody{Need: "nik"}, nil },
		func() (string, any, any) { return casefile.Closed, casefile.ClosedBody{Receipt: "none:no_paper"}, nil },
		func() (string, any, any) {
			return casefile.HandedOver, casefile.HandedOverBody{Needs: needs, Envelope: "e1", Receiver: "self", Proof: "pin"}, nil
		},
	}
	for i := range 90 {
		at = at.Add(time.Duration(r.IntN(120)) * time.Minute)
		k := r.IntN(len(steps))
		if i%3 > 0 { // mostly in the order of the service
			k = min(i/8, len(steps)-1)
		}
		typ, body, personal := steps[k]()
		d := Draft{Subject: caseOf(fmt.Sprint("case-", r.IntN(3))), Type: typ, Area: "35.03.08.2004", Body: body, Personal: personal}
		if len(out) > 0 && r.IntN(2) == 0 {
			d.Replaces = []string{out[r.IntN(len(out))].ID}
		}
		op := act("coordinator")
		m := makers[r.IntN(2)]
		if r.IntN(25) == 0 {
			d = Draft{Subject: d.Subject, Type: casefile.Erased, Body: casefile.ErasedBody{Kecamatan: "35.03.08"}}
			op = Op{ID: NewOpID(), Scope: systemScope}
		}
		e, err := m.Make(op, 0, at, d)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
		if r.IntN(15) == 0 {
			twin, err := makers[1].Make(op, 0, at.Add(time.Hour), d)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, twin)
		}
	}
	return out
}

func TestSetOfEventsDecidesRealCases(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 4))
		events := caseHistory(t, seed)
		first := openRig(t, dbtest.OpenSQLite(t), realCases)
		for part := shuffled(r, events); len(part) > 0; {
			n := min(len(part), 1+r.IntN(20))
			first.take(part[:n])
			part = part[n:]
		}
		first.clean()
		set, want := first.all(), first.dump()
		if !strings.Contains(want, "case_file") || !strings.Contains(want, "work ") {
			t.Errorf("seed %d: nothing was folded", seed)
		}
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			other := openRig(t, d, realCases, station("S"))
			for part := shuffled(r, set); len(part) > 0; {
				n := min(len(part), 1+r.IntN(30))
				other.take(part[:n])
				part = part[n:]
			}
			other.clean()
			if got := other.dump(); got != want {
				t.Errorf("seed %d: the tables differ\n%s\n--- want\n%s", seed, got, want)
			}
		})
	}
}

func TestRealCaseErased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := openRig(t, d, realCases)
		r.do(Draft{Subject: caseOf("a"), Type: casefile.Reported, Area: "35.03.08.2004",
			Body:     casefile.ReportedBody{Number: number(1), Channel: "registrar", Reasons: []string{"no_nik"}, Needs: []string{"nik"}, Basis: "public_task"},
			Personal: says(casefile.FieldName, secret, casefile.FieldSex, "P", casefile.FieldVillage, "35.03.08.2004")})
		if !strings.Contains(r.dump(), secret) {
			t.Fatal("the name is not in the tables")
		}
		if err := r.Erase(context.Background(), act("head"), caseOf("a"), "request"); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(r.dump(), secret) {
			t.Error("the name is still in the tables")
		}
		var body casefile.ErasedBody
		for _, e := range r.all() {
			if e.Type == casefile.Erased {
				if err := json.Unmarshal(e.Body, &body); err != nil {
					t.Fatal(err)
				}
			}
		}
		if body.Sex != "P" || body.Kecamatan != "35.03.08" || body.Stage == "" || body.Basis != "request" {
			t.Errorf("codes that stay: %+v", body)
		}
		r.clean()
	})
}
