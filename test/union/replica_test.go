package union

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

const officeID = "3503"

var dbEngines = []db.Engine{db.SQLite, db.Postgres}

// watch is a clock that tests set.
type watch struct {
	mu sync.Mutex
	at time.Time
}

func newWatch() *watch { return &watch{at: time.Date(2021, 9, 1, 8, 0, 0, 0, region.Hours(""))} }

func (w *watch) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(time.Second)
	return w.at
}

// replica is a ledger of all real kinds under test.
type replica struct {
	*ledger.Ledger
	t testing.TB
	d *db.DB
}

// fresh opens an empty replica on the engine; the office is named "office".
func fresh(t testing.TB, engine db.Engine, name string, clock func() time.Time) *replica {
	t.Helper()
	use := func(o *db.Options) { o.Clock = clock }
	if engine == db.Postgres {
		return open(t, dbtest.OpenPostgres(t, use), name)
	}
	return open(t, dbtest.OpenSQLite(t, use), name)
}

func open(t testing.TB, d *db.DB, name string) *replica {
	t.Helper()
	l, err := ledger.Open(context.Background(), d, ledger.Options{Office: officeID, Replica: name, IsOffice: name == "office", Kinds: app.Kinds()})
	if err != nil {
		t.Fatal(err)
	}
	return &replica{l, t, d}
}

func scopeOf(role authority.Role, person string) db.Scope {
	return db.Scope{Office: officeID, Areas: []string{""}, Role: string(role), Person: person, Purpose: "test"}
}

var system = scopeOf(authority.System, "system:test")

// by is an act of a person.
func by(role authority.Role) ledger.Op {
	return ledger.Op{ID: ledger.NewOpID(), Scope: scopeOf(role, "user-"+string(role))}
}

// try does one act of those drafts.
func (r *replica) try(role authority.Role, drafts ...ledger.Draft) ([]string, error) {
	rec, err := r.Do(context.Background(), by(role), func(*db.Tx) ([]ledger.Draft, error) { return drafts, nil })
	return rec.Events, err
}

// do insists that the act is accepted, and gives the id of its first event.
func (r *replica) do(role authority.Role, drafts ...ledger.Draft) string {
	r.t.Helper()
	ids, err := r.try(role, drafts...)
	if err != nil {
		r.t.Fatalf("%s: %v", drafts[0].Type, err)
	}
	return ids[0]
}

// next takes the next number of a series.
func (r *replica) next(series string) (number string) {
	r.t.Helper()
	err := r.d.Write(context.Background(), officeID, func(tx *db.Tx) (err error) {
		number, err = r.NextNumber(tx, series, tx.Now)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return number
}

func (r *replica) all() []ledger.Event {
	r.t.Helper()
	events, _, err := r.Since(context.Background(), system, ledger.Cursor{}, 1<<30)
	if err != nil {
		r.t.Fatal(err)
	}
	return events
}

func (r *replica) take(events []ledger.Event) ledger.IngestReport {
	r.t.Helper()
	rep, err := r.Ingest(context.Background(), system, events)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(rep.Bad) > 0 {
		r.t.Fatalf("refused: %v", rep.Bad[0].Err)
	}
	return rep
}

// union lets all hear everything, until nobody has anything new to say.
func union(t testing.TB, all ...*replica) {
	t.Helper()
	for round := 0; ; round++ {
		heard := 0
		for _, from := range all {
			for _, to := range all {
				if from != to {
					heard += to.take(from.all()).New
				}
			}
		}
		if heard == 0 {
			break
		}
		if round > 10 {
			t.Fatal("the replicas go on telling each other")
		}
	}
	want := all[0].dump()
	for _, r := range all {
		r.clean()
		if got := r.dump(); got != want {
			t.Fatalf("the replicas differ: %s", difference(got, want))
		}
	}
}

func (r *replica) dump() string {
	r.t.Helper()
	var b bytes.Buffer
	if err := r.Dump(context.Background(), &b); err != nil {
		r.t.Fatal(err)
	}
	return b.String()
}

func (r *replica) clean() {
	r.t.Helper()
	rep, err := r.Verify(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, f := range rep.Findings {
		r.t.Errorf("verify: %s", f)
	}
}

// rows gives the result of a query as text, a line a row.
func (r *replica) rows(q string, args ...any) string {
	r.t.Helper()
	rows, err := r.d.Query(context.Background(), q, args...)
	if err != nil {
		r.t.Fatalf("%s: %v", q, err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		cells, into := make([]sql.NullString, len(cols)), make([]any, len(cols))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			r.t.Fatal(err)
		}
		words := make([]string, len(cells))
		for i, c := range cells {
			words[i] = c.String
		}
		out = append(out, strings.Join(words, "|"))
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

// state folds a case as the pages do.
func (r *replica) state(id string) casefile.State {
	r.t.Helper()
	events, err := r.Events(context.Background(), system, caseOf(id))
	if err != nil {
		r.t.Fatal(err)
	}
	return casefile.FoldState(id, events)
}

func caseOf(id string) ledger.Subject     { return ledger.Subject{Kind: casefile.KindCase, ID: id} }
func envelopeOf(id string) ledger.Subject { return ledger.Subject{Kind: casefile.KindEnvelope, ID: id} }
func tripOf(id string) ledger.Subject     { return ledger.Subject{Kind: casefile.KindTrip, ID: id} }

// difference names the first line in which two texts differ.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

// without leaves out the lines that begin with the word.
func without(dump, word string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(dump, "\n"), func(line string) bool {
		return strings.HasPrefix(line, word+" ")
	}), "\n")
}

// draws is how often something random is tried: the race detector makes it
// ten times as slow.
func draws(n int) int {
	if raceDetector {
		return 1
	}
	return n
}
