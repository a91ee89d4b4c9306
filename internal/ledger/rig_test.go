package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

const office = "3503"

// small is a kind of subject with every trait that the ledger must serve and
// nothing more: values with personal data, several rows, a shared table, claims
// that are lost, released and numbered.
func small() casefile.Kind {
	return casefile.Kind{
		Name:  "case",
		Types: []string{casefile.Reported, casefile.PersonStated, casefile.Noted, casefile.HandedOver, casefile.Closed},
		Tables: []casefile.Table{
			{Name: "t_subject", SubjectColumn: "case_id", Columns: []string{"number", "old_number", "name", "handed", "events", "erased"}},
			{Name: "t_note", SubjectColumn: "case_id", Key: []string{"event_id"}, Columns: []string{"event_id", "words"}},
			{Name: "t_token", SubjectColumn: "subject_id", Key: []string{"subject_kind", "token"}, Columns: []string{"subject_kind", "token"}},
		},
		Fold:   foldSmall,
		Claims: claimsSmall,
	}
}

type smallBody struct {
	Number   string `json:"number,omitempty"`
	Envelope string `json:"envelope,omitempty"`
}

type smallPersonal struct {
	Name  string `json:"name,omitempty"`
	Words string `json:"words,omitempty"`
}

func claimsSmall(_ string, e casefile.Event) []string {
	var b smallBody
	_ = json.Unmarshal(e.Body, &b)
	switch {
	case e.Type == casefile.Reported && b.Number != "":
		return []string{"number:case:" + b.Number}
	case e.Type == casefile.HandedOver && b.Envelope != "":
		return []string{"envelope:" + b.Envelope}
	case e.Type == casefile.Closed && b.Envelope != "":
		return []string{"release:envelope:" + b.Envelope}
	}
	return nil
}

func foldSmall(_ string, events []casefile.Event) casefile.Result {
	var out casefile.Result
	type told struct {
		casefile.ClaimSettledBody
		id string
	}
	won := map[string]told{}
	for _, e := range events {
		var b casefile.ClaimSettledBody
		if e.Type == casefile.ClaimSettled && json.Unmarshal(e.Body, &b) == nil {
			if _, ok := won[b.Key]; !ok {
				won[b.Key] = told{b, e.ID}
			}
		}
	}
	var number, old, name, handed string
	erased := int64(0)
	for _, e := range events {
		var b smallBody
		var p smallPersonal
		_ = json.Unmarshal(e.Body, &b)
		_ = json.Unmarshal(e.Personal, &p)
		if e.Erased {
			erased = 1
		}
		switch e.Type {
		case casefile.Reported:
			number = b.Number
			for by := e.ID; ; { // a number given instead may be lost as well
				s, ok := won["number:case:"+number]
				if !ok || s.Winner == by || s.Number == "" {
					break
				}
				old, number, by = number, s.Number, s.id
			}
		case casefile.PersonStated:
			name = p.Name
		case casefile.Noted:
			out.Rows = append(out.Rows, casefile.Row{Table: "t_note", Values: []any{e.ID, p.Words}})
		case casefile.HandedOver:
			if s, ok := won["envelope:"+b.Envelope]; ok && s.Winner != e.ID || handed != "" {
				out.Parked = append(out.Parked, casefile.Parked{EventID: e.ID, Reason: "parked.lost"})
				continue
			}
			handed = e.ID
		}
	}
	out.Rows = append(out.Rows, casefile.Row{Table: "t_subject", Values: []any{number, old, name, handed, int64(len(events)), erased}})
	if name != "" {
		out.Rows = append(out.Rows, casefile.Row{Table: "t_token", Values: []any{"case", name}})
	}
	return out
}

var smallTables = []string{
	`CREATE TABLE t_subject (office_id TEXT NOT NULL, case_id TEXT NOT NULL, number TEXT NOT NULL, old_number TEXT NOT NULL,
		name TEXT NOT NULL, handed TEXT NOT NULL, events BIGINT NOT NULL, erased BIGINT NOT NULL, PRIMARY KEY (office_id, case_id))`,
	`CREATE TABLE t_note (office_id TEXT NOT NULL, case_id TEXT NOT NULL, event_id TEXT NOT NULL, words TEXT NOT NULL,
		PRIMARY KEY (office_id, case_id, event_id))`,
	`CREATE TABLE t_token (office_id TEXT NOT NULL, subject_id TEXT NOT NULL, subject_kind TEXT NOT NULL, token TEXT NOT NULL,
		PRIMARY KEY (office_id, subject_id, subject_kind, token))`,
}

func makeTables(t testing.TB, d *db.DB) {
	t.Helper()
	err := d.Maintain(context.Background(), func(pool *sql.DB) error {
		for _, q := range smallTables {
			if _, err := pool.ExecContext(context.Background(), q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// watch is a clock that tests set.
type watch struct {
	mu sync.Mutex
	at time.Time
}

func newWatch() *watch { return &watch{at: time.Date(2021, 3, 1, 8, 0, 0, 0, time.UTC)} }

func (w *watch) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *watch) add(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func useWatch(w *watch) func(*db.Options) { return func(o *db.Options) { o.Clock = w.now } }

// rig is a ledger of the small kind under test.
type rig struct {
	*Ledger
	t testing.TB
	d *db.DB
}

func newRig(t testing.TB, d *db.DB, change ...func(*Options)) *rig {
	t.Helper()
	makeTables(t, d)
	return openRig(t, d, change...)
}

func openRig(t testing.TB, d *db.DB, change ...func(*Options)) *rig {
	t.Helper()
	o := Options{Office: office, Replica: "office", IsOffice: true, Kinds: []casefile.Kind{small()}}
	for _, c := range change {
		c(&o)
	}
	l, err := Open(context.Background(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{l, t, d}
}

func station(letter string) func(*Options) {
	return func(o *Options) { o.Replica, o.IsOffice = letter, false }
}

func scopeOf(role string) db.Scope {
	return db.Scope{Office: office, Areas: []string{""}, Role: role, Person: "person-" + role, Purpose: "test"}
}

func act(role string) Op { return Op{ID: NewOpID(), Scope: scopeOf(role)} }

var systemScope = scopeOf("system")

func caseOf(id string) Subject { return Subject{casefile.KindCase, id} }

func reported(id, number string) Draft {
	return Draft{Subject: caseOf(id), Type: casefile.Reported, Area: "35.03.01.2001", Body: smallBody{Number: number}}
}

func named(id, name string) Draft {
	return Draft{Subject: caseOf(id), Type: casefile.PersonStated, Area: "35.03.01.2001", Personal: smallPersonal{Name: name}}
}

func noted(id, words string) Draft {
	return Draft{Subject: caseOf(id), Type: casefile.Noted, Personal: smallPersonal{Words: words}}
}

func handed(id, envelope string) Draft {
	return Draft{Subject: caseOf(id), Type: casefile.HandedOver, Body: smallBody{Envelope: envelope}}
}

func freed(id, envelope string) Draft {
	return Draft{Subject: caseOf(id), Type: casefile.Closed, Body: smallBody{Envelope: envelope}}
}

func roleFor(eventType string) string {
	if eventType == casefile.HandedOver || eventType == casefile.Closed {
		return "handover"
	}
	return "coordinator"
}

// do does one act of one draft and insists that it is accepted.
func (r *rig) do(d Draft) string {
	r.t.Helper()
	rec, err := r.try(act(roleFor(d.Type)), d)
	if err != nil {
		r.t.Fatal(err)
	}
	return rec.Events[0]
}

func (r *rig) try(op Op, drafts ...Draft) (Receipt, error) {
	return r.Do(context.Background(), op, func(*db.Tx) ([]Draft, error) { return drafts, nil })
}

func (r *rig) all() []Event {
	r.t.Helper()
	events, _, err := r.Since(context.Background(), systemScope, Cursor{}, 1<<30)
	if err != nil {
		r.t.Fatal(err)
	}
	return events
}

func (r *rig) take(events []Event) IngestReport {
	r.t.Helper()
	rep, err := r.Ingest(context.Background(), systemScope, events)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(rep.Bad) > 0 {
		r.t.Fatalf("refused: %v", rep.Bad)
	}
	return rep
}

func (r *rig) dump() string {
	r.t.Helper()
	var b bytes.Buffer
	if err := r.Dump(context.Background(), &b); err != nil {
		r.t.Fatal(err)
	}
	return b.String()
}

func (r *rig) clean() {
	r.t.Helper()
	rep, err := r.Verify(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, f := range rep.Findings {
		r.t.Errorf("verify: %s", f)
	}
}

func (r *rig) one(q string, args ...any) string {
	r.t.Helper()
	var s sql.NullString
	if err := r.d.QueryRow(context.Background(), q, args...).Scan(&s); err != nil {
		r.t.Fatalf("%s: %v", q, err)
	}
	return s.String
}

func shuffled(r *rand.Rand, events []Event) []Event {
	out := append([]Event(nil), events...)
	for range len(events) / 4 { // some arrive twice
		out = append(out, events[r.IntN(len(events))])
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func number(n int) string { return fmt.Sprintf("JK-2021-%05d", n) }
