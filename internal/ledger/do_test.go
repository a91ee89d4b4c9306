package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

func TestDoStoresAndFolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.do(reported("a", number(1)))
		r.do(named("a", "Sumiyem"))
		note := r.do(noted("a", "rumah di belakang masjid"))
		if got := r.one(`SELECT name FROM t_subject WHERE case_id = 'a'`); got != "Sumiyem" {
			t.Errorf("name %q", got)
		}
		if got := r.one(`SELECT event_id FROM t_note WHERE case_id = 'a'`); got != note {
			t.Errorf("note %q", got)
		}
		events, err := r.Events(context.Background(), systemScope, caseOf("a"))
		if err != nil || len(events) != 4 { // with the settled number
			t.Fatalf("%d events, %v", len(events), err)
		}
		for i := range events[1:] {
			if events[i+1].HLC <= events[i].HLC {
				t.Error("two events share a tick")
			}
		}
		r.clean()
	})
}

func TestPersonalNeedsAPurpose(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	r.do(named("a", "Sumiyem"))
	ctx := context.Background()
	history, err := r.History(ctx, scopeOf("coordinator"), caseOf("a"))
	if err != nil || len(history) != 1 || history[0].Personal != nil {
		t.Errorf("history %v %v", history, err)
	}
	noReason := scopeOf("coordinator")
	noReason.Purpose = ""
	if _, err := r.Events(ctx, noReason, caseOf("a")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("without a purpose: %v", err)
	}
	with, err := r.Events(ctx, scopeOf("coordinator"), caseOf("a"))
	if err != nil || !strings.Contains(string(with[0].Personal), "Sumiyem") {
		t.Errorf("with a purpose: %v", err)
	}
	for _, s := range []db.Scope{{}, {Office: "9999", Areas: []string{""}, Purpose: "x"}, {Office: office, Purpose: "x"}} {
		if got, err := r.Events(ctx, s, caseOf("a")); err != nil || got != nil {
			t.Errorf("scope %+v reads %v %v", s, got, err)
		}
	}
}

func TestAnActIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		op := act("coordinator")
		first, err := r.try(op, reported("a", ""), noted("a", "satu"))
		if err != nil || first.Repeated || len(first.Events) != 2 {
			t.Fatal(first, err)
		}
		again, err := r.Do(context.Background(), op, func(*db.Tx) ([]Draft, error) {
			t.Error("a repeated act ran")
			return nil, nil
		})
		if err != nil || !again.Repeated || fmt.Sprint(again.Events) != fmt.Sprint(first.Events) {
			t.Errorf("got %v %v, want %v", again, err, first.Events)
		}
		stolen := op
		stolen.Scope.Person = "somebody else"
		if _, err := r.try(stolen, noted("a", "dua")); !fault.Is(err, fault.Conflict) {
			t.Errorf("another person's act: %v", err)
		}
		r.clean()
	})
}

func TestDoRefuses(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	r.do(reported("a", ""))
	empty := act("coordinator")
	empty.Scope = db.Scope{}
	bad := act("coordinator")
	bad.ID = "not-an-id"
	tests := []struct {
		name string
		op   Op
		d    Draft
		kind fault.Kind
	}{
		{"an op without an id", bad, noted("a", "x"), fault.Invalid},
		{"no scope", empty, noted("a", "x"), fault.Forbidden},
		{"a role that may not", act("companion"), noted("a", "x"), fault.Forbidden},
		{"a role that does not exist", act("king"), noted("a", "x"), fault.Forbidden},
		{"a type of the ledger's own", act("system"), Draft{Subject: caseOf("a"), Type: casefile.Erased}, fault.Internal},
		{"a type of no kind", act("coordinator"), Draft{Subject: caseOf("a"), Type: casefile.Accepted}, fault.Internal},
		{"NUL", act("coordinator"), Draft{Subject: caseOf("a"), Type: casefile.Noted, Personal: smallPersonal{Words: "a\x00b"}}, fault.Invalid},
		{"half a character", act("coordinator"), Draft{Subject: caseOf("a"), Type: casefile.Noted, Body: json.RawMessage(`{"x":"\ud800"}`)}, fault.Invalid},
		{"no subject", act("coordinator"), noted("", "x"), fault.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := r.try(tt.op, tt.d); !fault.Is(err, tt.kind) {
				t.Errorf("got %v, want %s", err, tt.kind)
			}
		})
	}
	if n := len(r.all()); n != 1 {
		t.Errorf("%d events stored", n)
	}
	r.clean()
}

// One member of a group fails in each way there is; everybody else's act is
// there, once.
func TestFailingMemberCostsNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		cancelled, cancel := context.WithCancel(context.Background())
		defer cancel()
		var wg sync.WaitGroup
		results := make([]error, 64)
		for i := range results {
			wg.Add(1)
			go func() {
				defer wg.Done()
				ctx := context.Background()
				if i%8 == 4 {
					ctx = cancelled
				}
				_, results[i] = r.Do(ctx, act("coordinator"), func(tx *db.Tx) ([]Draft, error) {
					switch i % 8 {
					case 1:
						return nil, fault.New(fault.Conflict, "fault.test")
					case 2:
						panic("personal data in a panic")
					case 3:
						_, err := tx.Exec(`INSERT INTO no_such_table VALUES (1)`)
						if err == nil {
							t.Error("it should have failed")
						}
						return []Draft{noted(fmt.Sprint(i), "x")}, nil // the error is ignored, the member fails all the same
					case 5:
						_, _ = tx.Exec(`INSERT INTO t_subject (office_id) VALUES ($1)`, office)
					}
					return []Draft{noted(fmt.Sprint(i), "x"), noted(fmt.Sprint(i), "y")}, nil
				})
				if i == 16 {
					cancel()
				}
			}()
		}
		wg.Wait()
		for i, err := range results {
			good := err == nil
			want := 0
			if good {
				want = 2
			}
			switch i % 8 {
			case 0, 6, 7:
				if !good {
					t.Errorf("member %d: %v", i, err)
				}
			case 4:
				if !good && !errors.Is(err, context.Canceled) {
					t.Errorf("member %d: %v", i, err)
				}
			default:
				if good {
					t.Errorf("member %d was accepted", i)
				}
			}
			if got := r.one(`SELECT COUNT(*) FROM event WHERE subject_id = $1`, fmt.Sprint(i)); got != fmt.Sprint(want) {
				t.Errorf("member %d has %s events, want %d", i, got, want)
			}
		}
		r.clean()
	})
}

func TestManyCallersKeepOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		var wg sync.WaitGroup
		for c := range 64 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range 6 {
					if _, err := r.try(act("coordinator"), noted(fmt.Sprint(c%16), fmt.Sprint(c, i))); err != nil {
						t.Error(err)
					}
				}
			}()
		}
		wg.Wait()
		seen := map[uint64]bool{}
		events := r.all()
		for i, e := range events {
			if e.Seq != uint64(i+1) || seen[e.HLC] {
				t.Fatalf("event %d has seq %d, hlc seen: %v", i, e.Seq, seen[e.HLC])
			}
			seen[e.HLC] = true
		}
		if len(events) != 64*6 {
			t.Errorf("%d events", len(events))
		}
		r.clean()
	})
}

func TestEachStartIsAnEpoch(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	r := newRig(t, d)
	last := r.do(noted("a", "satu"))
	again := openRig(t, d)
	again.do(noted("a", "dua"))
	events := again.all()
	if events[0].Epoch == events[1].Epoch || events[1].Seq != 1 || events[1].Prev != last {
		t.Errorf("%+v follows %+v", events[1], events[0])
	}
	again.clean()
}

func TestReactionRunsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		count := map[string]int{}
		react := func(name string, everywhere bool) Reaction {
			return Reaction{Type: casefile.Noted, Everywhere: everywhere, Enqueue: func(_ *db.Tx, e Event) error {
				count[name+e.ID]++
				if e.Personal != nil {
					t.Error("a reaction was given personal data")
				}
				return nil
			}}
		}
		r := newRig(t, d, func(o *Options) { o.React = []Reaction{react("office", false), react("everywhere", true)} })
		id := r.do(noted("a", "x"))
		m := NewMaker(office, "B", nil)
		e, err := m.Make(act("field"), 0, time.Now(), noted("b", "y"))
		if err != nil {
			t.Fatal(err)
		}
		r.take([]Event{e, e})
		r.take([]Event{e})
		for _, k := range []string{"office" + id, "everywhere" + id, "office" + e.ID, "everywhere" + e.ID} {
			if count[k] != 1 {
				t.Errorf("%s: %d times", k, count[k])
			}
		}
		if _, err := r.Restore(context.Background(), systemScope, makeNotes(t, m, "c", 3)); err != nil {
			t.Fatal(err)
		}
		office, everywhere := 0, 0
		for k, n := range count {
			if strings.HasPrefix(k, "office") {
				office += n
			} else {
				everywhere += n
			}
		}
		// What each copy must do for itself (files of an erased subject) a restore does.
		if office != 2 || everywhere != 5 {
			t.Errorf("after three restored events %d reactions of the office and %d of every copy", office, everywhere)
		}
	})
}

func TestClockOfTheLedger(t *testing.T) {
	w := newWatch()
	r := newRig(t, dbtest.OpenSQLite(t), func(o *Options) { o.Clock = w.now })
	r.do(noted("a", "satu"))
	w.add(-time.Hour) // a clock that is set back orders nothing anew
	r.do(noted("a", "dua"))
	events := r.all()
	if got := db.FromMicros(events[0].OccurredAt); !got.Equal(w.now().Add(time.Hour)) {
		t.Errorf("it happened at %s", got)
	}
	if events[1].HLC != events[0].HLC+1 || events[1].OccurredAt >= events[0].OccurredAt {
		t.Errorf("%d at %d after %d at %d", events[1].HLC, events[1].OccurredAt, events[0].HLC, events[0].OccurredAt)
	}
}
