package union

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/demo"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// district is the finished history of a small district, with the tables that
// it gave where it was made.
type district struct {
	events []ledger.Event
	dump   string
}

var (
	districtOnce sync.Once
	districtMade *district
)

// made makes the district once for all tests: somebody at every stage, in every
// side exit, with disputes and doubts.
func made(t *testing.T) *district {
	t.Helper()
	districtOnce.Do(func() {
		r := fresh(t, db.SQLite, "office", nil)
		acc := account.New(account.Options{Office: officeID, DB: r.d, Ledger: r.Ledger})
		_, err := demo.Build(context.Background(), r.d, r.Ledger, acc, register.Open(r.d, r.Ledger), demo.Options{
			Residents: 300, Baseline: 150, Seed: 3, Today: time.Date(2021, 8, 16, 0, 0, 0, 0, region.Hours(""))})
		if err != nil {
			t.Fatal(err)
		}
		r.clean()
		districtMade = &district{r.all(), r.dump()}
	})
	if districtMade == nil {
		t.Fatal("the district could not be made")
	}
	return districtMade
}

// lived is the history in the order in which it was lived.
func (d *district) lived() []ledger.Event {
	return slices.SortedFunc(slices.Values(d.events), func(a, b ledger.Event) int {
		return cmp.Or(cmp.Compare(a.HLC, b.HLC), cmp.Compare(a.ID, b.ID))
	})
}

func bare(e ledger.Event) ledger.Event {
	e.Personal = nil
	return e
}

// arrivals are the events in some order: some twice, and half of them once
// without their personal part, which another copy brings.
func arrivals(r *rand.Rand, events []ledger.Event) []ledger.Event {
	var first, later []ledger.Event
	for _, e := range events {
		if r.IntN(2) == 0 {
			first, later = append(first, bare(e)), append(later, e)
		} else {
			first = append(first, e)
		}
		if r.IntN(5) == 0 {
			later = append(later, e)
		}
	}
	mixed := r.IntN(2) == 0
	out := append(first, later...)
	if mixed {
		first, later = out, nil
	}
	for _, part := range [][]ledger.Event{first, later} {
		r.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
	}
	return append(slices.Clone(first), later...)
}

// bring ingests in portions of any size; at some of them it looks around.
func (r *replica) bring(random *rand.Rand, events []ledger.Event) {
	r.t.Helper()
	for n := 0; len(events) > 0; n++ {
		size := min(len(events), 1+random.IntN(1<<(4+random.IntN(8))))
		r.take(events[:size])
		events = events[size:]
		if n%16 == 0 {
			r.workIsWhereCasesAre()
		}
	}
}

// The same set of events gives the same tables in any order of arrival, in any
// portions, with any repetition, on both engines.
func TestTheSameSetGivesTheSameTables(t *testing.T) {
	home := made(t)
	for _, engine := range dbEngines {
		n := draws(3)
		if engine == db.Postgres {
			n = draws(2)
		}
		for seed := range n {
			t.Run(fmt.Sprint(engine, "/", seed), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(uint64(seed), 11))
				r := fresh(t, engine, "B", nil)
				r.bring(random, arrivals(random, home.events))
				if got := r.dump(); got != home.dump {
					t.Errorf("the tables differ: %s", difference(got, home.dump))
				}
				if n := len(r.all()); n != len(home.events) {
					t.Errorf("%d events, want %d", n, len(home.events))
				}
				r.clean()
			})
		}
	}
}

// An office that hears a claim before its settlement settles it itself. The
// earlier settlement counts nevertheless, so the tables are the same but for
// the settlements that came to nothing; and they are part of the set.
func TestAnOfficeSettlesAgainInVain(t *testing.T) {
	home := made(t)
	random := rand.New(rand.NewPCG(5, 12))
	r := fresh(t, db.SQLite, "office", nil)
	r.bring(random, arrivals(random, home.events))
	r.clean()
	if len(r.all()) == len(home.events) {
		t.Fatal("no claim arrived before its settlement: this proves nothing")
	}
	if got, want := without(r.dump(), "parked"), without(home.dump, "parked"); got != want {
		t.Errorf("the tables differ: %s", difference(got, want))
	}
	other := fresh(t, db.Postgres, "B", nil)
	other.bring(random, arrivals(random, r.all()))
	other.clean()
	if got, want := other.dump(), r.dump(); got != want {
		t.Errorf("what the office added is not part of the set: %s", difference(got, want))
	}
}

// Folds work without personal data: where a case stands, what it needs, what is
// to be done and what is counted are the same.
func TestWithoutPersonalPartsTheServiceIsTheSame(t *testing.T) {
	home := made(t)
	nothing := make([]ledger.Event, len(home.events))
	for i, e := range home.events {
		nothing[i] = bare(e)
	}
	for _, engine := range dbEngines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			whole, blank := fresh(t, engine, "B", nil), fresh(t, engine, "B", nil)
			whole.take(home.events)
			blank.take(nothing)
			blank.clean()
			for _, q := range impersonal {
				got, want := blank.rows(q), whole.rows(q)
				if got != want {
					t.Errorf("%s\n%s", q, difference(got, want))
				}
				if want == "" {
					t.Errorf("nothing to compare: %s", q)
				}
			}
			for _, q := range personal {
				if whole.rows(q) == "0" || blank.rows(q) != "0" {
					t.Errorf("%s gives %s with and %s without personal parts", q, whole.rows(q), blank.rows(q))
				}
			}
		})
	}
}

// impersonal reads what must not depend on the personal parts. A dispute is one
// of values, so its work is personal too; so is an age.
var impersonal = []string{
	`SELECT case_id, number, stage, phase, stage_since, is_open, exit, exit_reason, kept, area, kecamatan, agency, institution, reporter, owner,
		baseline, urgent, opened_at, accepted_at, visited_at, submitted_at, issued_at, handed_at, closed_at, last_at, served, visits, attempts,
		next_date, trip, stop, day, kit, biometric, enrolment, waiting_reason, waiting_until, parked, receipt FROM case_file ORDER BY case_id`,
	// Why somebody is on the list and on what ground hold no personal data.
	`SELECT case_id, field, element, value, in_force FROM person_field WHERE field IN ('reason', 'basis', 'photo') ORDER BY case_id, field, element, event_id`,
	`SELECT case_id, need, stage, stage_since, is_open, moves, waits_for, waiting_reason, deferred_until, declined, enrolled, captured_by,
		submitted_by, verified_by, entered_by, issued_by, envelope, returned_json FROM need ORDER BY case_id, need`,
	`SELECT subject_kind, subject_id, action, arg, role, area, person, from_at, due_on, reason FROM work
		WHERE action <> 'case.person_stated' ORDER BY subject_kind, subject_id, action, arg`,
	`SELECT case_id, kecamatan, area, baseline, served, stage, exit, is_open, agency, institution, opened_at, visited_at, submitted_at, issued_at,
		handed_at, closed_at, recorded_at FROM case_count ORDER BY case_id`,
	`SELECT case_id, category FROM case_category WHERE category LIKE 'reason:%' ORDER BY case_id, category`,
	`SELECT trip_id, state, day, kit, kit_lost, stops, people, km, cost FROM trip ORDER BY trip_id`,
	`SELECT trip_id, case_id, stop FROM trip_case ORDER BY trip_id, case_id`,
	`SELECT envelope_id, number, seal, case_id, state, area, holder_kind, holder, attempts, next_date, received_by, proof, code FROM envelope ORDER BY envelope_id`,
	`SELECT envelope_id, n, leg, state, giver_kind, giver, taker_kind, taker, at, condition FROM custody_leg ORDER BY envelope_id, n`,
}

var personal = []string{
	`SELECT COUNT(*) FROM person_field WHERE field NOT IN ('biometric', 'reason', 'basis', 'photo')`,
	`SELECT COUNT(*) FROM case_person WHERE name <> '' OR nik <> '' OR birth <> '' OR vulnerabilities <> ''`,
	`SELECT COUNT(*) FROM envelope WHERE meeting <> '' OR receiver <> '' OR taken_by <> ''`,
	`SELECT COUNT(*) FROM search_key WHERE subject_kind = 'case' AND token LIKE 'nik:%'`,
}
