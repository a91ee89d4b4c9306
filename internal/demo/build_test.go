package demo

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/dossier"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/intake"
	"github.com/jempolkeren/jempol/internal/issuance"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/monitoring"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

const officeID = "3503"

// rig is an empty installation.
type rig struct {
	d   *db.DB
	l   *ledger.Ledger
	acc *account.Accounts
	reg *register.Register
}

func open(t testing.TB, d *db.DB) rig {
	t.Helper()
	l, err := ledger.Open(context.Background(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true,
		Kinds: slices.Concat([]casefile.Kind{casefile.NewKind(outreach.Steps(), dossier.Steps(), issuance.Steps()), account.Kind(), office.Kind(), outreach.Kind(), handover.Kind()}, intake.Kinds(), monitoring.Kinds())})
	if err != nil {
		t.Fatal(err)
	}
	return rig{d, l, account.New(account.Options{Office: officeID, DB: d, Ledger: l}), register.Open(d, l)}
}

func (r rig) build(t testing.TB, o Options) Result {
	t.Helper()
	res, err := Build(context.Background(), r.d, r.l, r.acc, r.reg, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func day(text string) time.Time {
	d, err := time.ParseInLocation(time.DateOnly, text, region.Hours(""))
	if err != nil {
		panic(err)
	}
	return d
}

// small is a district that is quickly made and still holds every stage.
func small(today string) Options {
	return Options{Residents: 2000, Baseline: 300, Seed: 7, Today: day(today)}
}

func (r rig) dump(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.l.Dump(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (r rig) count(t testing.TB, q string, args ...any) (n int) {
	t.Helper()
	if err := r.d.QueryRow(context.Background(), q, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// The same seed and day give the same tables, on both engines; nothing in them
// is without effect, and the ledger is whole.
func TestBuild(t *testing.T) {
	var first string
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		res := r.build(t, small("2021-08-16"))
		if n := r.count(t, `SELECT COUNT(*) FROM parked`); n > 0 {
			t.Errorf("%d events are parked", n)
		}
		rep, err := r.l.Verify(context.Background())
		if err != nil || !rep.OK() {
			t.Errorf("verify: %v %v", rep.Findings, err)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM event`); n != res.Events {
			t.Errorf("%d events were made, %d are there: the ledger had to add some of its own", res.Events, n)
		}
		// Papers are signed by somebody.
		if n := r.count(t, `SELECT COUNT(*) FROM office_setting WHERE setting_id IN ('head.name', 'head.nip') AND value <> ''`); n != 2 {
			t.Errorf("%d of the head's name and NIP are set", n)
		}
		for _, s := range casefile.Stages() {
			if r.count(t, `SELECT COUNT(*) FROM case_file WHERE stage = $1 AND exit = ''`, string(s)) == 0 {
				t.Errorf("no case stands at %s", s)
			}
		}
		for _, e := range casefile.Exits() {
			if r.count(t, `SELECT COUNT(*) FROM case_file WHERE exit = $1`, string(e.Exit)) == 0 {
				t.Errorf("no case left by %s", e.Exit)
			}
		}
		if n := r.count(t, `SELECT COUNT(*) FROM case_file c WHERE c.is_open = 1 AND NOT EXISTS (SELECT 1 FROM work w
			WHERE w.office_id = c.office_id AND w.subject_kind = 'case' AND w.subject_id = c.case_id)`); n > 0 {
			t.Errorf("%d open cases have no work", n)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM need n JOIN dossier_need d ON d.office_id = n.office_id AND d.case_id = n.case_id AND d.need = n.need
			WHERE n.stage IN ('submitted', 'verified', 'entered') AND d.missing > 0`); n > 0 {
			t.Errorf("%d dossiers were submitted incomplete", n)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM need WHERE need = 'kk' AND document_number = '' AND stage IN ('issued', 'in_delivery', 'handed_over', 'closed') AND declined = ''`); n > 0 {
			t.Errorf("%d family cards were issued without their number", n)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM case_file WHERE baseline = 1`); n != 300 {
			t.Errorf("%d people on the list, want 300", n)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM resident_record`); n != 2000 {
			t.Errorf("%d residents", n)
		}
		got := r.dump(t)
		if first == "" {
			first = got
		} else if got != first {
			t.Errorf("the engines differ: %s", difference(first, got))
		}
	})
}

func difference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + " -- " + bs[i]
		}
	}
	return "one is longer"
}

// Whatever day somebody looks at, the history is one that the rules allow. Each
// case is held against them as it is made; trips and envelopes are folded here.
func TestAnyDay(t *testing.T) {
	folds := map[string]casefile.Kind{casefile.KindTrip: outreach.Kind(), casefile.KindEnvelope: handover.Kind()}
	for seed, today := range []string{"2021-03-01", "2021-03-08", "2021-04-05", "2021-06-13", "2021-12-31", "2022-05-01", "2023-07-03", "2026-11-23"} {
		t.Run(today, func(t *testing.T) {
			o := Options{District: Default, Residents: 2000, Baseline: 300, Seed: uint64(seed), Today: day(today)}
			subjects := map[ledger.Subject][]casefile.Event{}
			w := newWorld(account.New(account.Options{Office: officeID}), o, func(events []ledger.Event) error {
				for _, e := range events {
					subjects[e.Subject] = append(subjects[e.Subject], seen(e))
					if !ledger.HLCTime(e.HLC).Before(o.Today) || e.OccurredAt >= db.Micros(o.Today) {
						t.Errorf("%s has happened on the day itself or later", e.Type)
					}
				}
				return nil
			})
			for _, err := range []error{w.readForms(), w.populate(o.Residents)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			w.employ()
			if err := w.history(context.Background(), o.Baseline); err != nil {
				t.Fatal(err)
			}
			for s, events := range subjects {
				if k, ok := folds[s.Kind]; ok {
					for _, p := range k.Fold(s.ID, casefile.Order(events)).Parked {
						t.Errorf("%s: %s", s.Kind, p.Reason)
					}
				}
			}
			kits := map[string]bool{}
			for k, trip := range w.trips.at {
				if key := outreach.KitClaim(trip.kit(), w.cal.iso(k.day)); trip.kit() != "" && kits[key] {
					t.Errorf("the kit goes twice: %s", key)
				} else {
					kits[key] = true
				}
				if !w.cal.works(k.day) {
					t.Errorf("a trip on %s", w.cal.iso(k.day))
				}
			}
		})
	}
}

// Somebody's work is never written into.
func TestInUse(t *testing.T) {
	r := open(t, dbtest.OpenSQLite(t))
	r.build(t, small("2021-06-14"))
	if _, err := Build(context.Background(), r.d, r.l, r.acc, r.reg, small("2021-06-14")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second time: %v", err)
	}
}

func TestRefuses(t *testing.T) {
	r := open(t, dbtest.OpenSQLite(t))
	for _, o := range []Options{{Today: day("2021-01-31")}, {Today: day("2021-06-01"), Residents: 3}} {
		if _, err := Build(context.Background(), r.d, r.l, r.acc, r.reg, o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// Every account can sign in with what is printed.
func TestSignIn(t *testing.T) {
	r := open(t, dbtest.OpenSQLite(t))
	res := r.build(t, small("2021-06-14"))
	if len(res.Accounts) != len(authority.AccountRoles()) {
		t.Errorf("%d accounts for %d roles", len(res.Accounts), len(authority.AccountRoles()))
	}
	for i, l := range res.Accounts {
		if words := strings.Fields(Lines(res.Accounts)[i]); len(words) != 3 || len(words[2]) < 8 || words[0] != string(l.Role) {
			t.Errorf("the line of %s is not role, login, password", l.Role)
		}
		if _, err := r.acc.SignIn(context.Background(), l.Login, l.Password, account.Client{}); err != nil {
			t.Errorf("%s: %v", l.Role, err)
		}
	}
	if n := r.count(t, `SELECT COUNT(*) FROM account_user WHERE role = 'registrar'`); n != 157 {
		t.Errorf("%d registrars", n)
	}
	if n := r.count(t, `SELECT COUNT(*) FROM account_user WHERE hash <> ''`); n != len(res.Accounts) {
		t.Errorf("%d accounts have a password", n)
	}
}

// No number of a real person can be hit.
func TestNumbers(t *testing.T) {
	r := open(t, dbtest.OpenSQLite(t))
	r.build(t, small("2022-02-01"))
	rows, err := r.d.Query(context.Background(), `SELECT nik FROM resident_record WHERE nik <> '' UNION ALL SELECT kk FROM resident_record
		UNION ALL SELECT nik FROM case_person WHERE nik <> '' UNION ALL SELECT kk FROM case_person WHERE kk <> ''`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	seen := 0
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		if len(n) != 16 || n[12] != '9' {
			t.Errorf("a number is not synthetic: %s", n[12:])
		}
		seen++
	}
	if seen < 4000 {
		t.Errorf("only %d numbers", seen)
	}
	if n := r.count(t, `SELECT COUNT(*) - COUNT(DISTINCT nik) FROM resident_record WHERE nik <> ''`); n > 0 {
		t.Errorf("%d residents share a NIK", n)
	}
}

// The register shows something under each question that the proposals ask of it.
func TestTheRegisterLacksSomething(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.build(t, small("2022-02-01"))
		for _, q := range []register.Lacking{{What: register.LacksNIK}, {What: register.LacksNIK, BornTo: 1990}, {What: register.LacksNIK, BornFrom: 2016},
			{What: register.LacksRecording, BornTo: 2005}, {What: register.LacksRecording, BornTo: 2005, Disabled: true}} {
			found, err := r.reg.Lacking(context.Background(), r.acc.System("verb.demo"), q, 100)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) == 0 {
				t.Errorf("nobody is found: %+v", q)
			}
		}
		if n := r.count(t, `SELECT COUNT(*) FROM resident_record WHERE nik = '' AND recorded = 1`); n > 0 {
			t.Errorf("%d are recorded without a NIK", n)
		}
	})
}
