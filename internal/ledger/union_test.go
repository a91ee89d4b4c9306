package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

func makeNotes(t testing.TB, m *Maker, subject string, n int) []Event {
	t.Helper()
	var out []Event
	for i := range n {
		e, err := m.Make(act("coordinator"), 0, time.Date(2021, 3, 1, 9, i, 0, 0, time.UTC), noted(subject, fmt.Sprint("words ", i)))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

// history makes events of two replicas that know nothing of each other: doubles
// of one act, contested keys, a wrong clock, a quarantine, an erasure, types of
// the future.
func history(t testing.TB, seed uint64) []Event {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	makers := []*Maker{NewMaker(office, "office", nil), NewMaker(office, "B", nil)}
	at := time.Date(2021, 3, 1, 8, 0, 0, 0, time.UTC)
	var out []Event
	add := func(m *Maker, op Op, n int, at time.Time, d Draft) {
		e, err := m.Make(op, n, at, d)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	for range 40 + r.IntN(60) {
		at = at.Add(time.Duration(r.IntN(90)) * time.Minute)
		m := makers[r.IntN(2)]
		s := fmt.Sprint("case-", r.IntN(6))
		op := act("coordinator")
		switch r.IntN(14) {
		case 0, 1:
			add(m, op, 0, at, reported(s, number(r.IntN(4))))
		case 2, 3, 4:
			add(m, op, 0, at, named(s, fmt.Sprint("Nama ", r.IntN(9))))
		case 5, 6:
			add(m, op, 0, at, noted(s, "catatan"))
		case 7, 8:
			add(m, op, 0, at, handed(s, fmt.Sprint("E", r.IntN(3))))
		case 9:
			add(m, op, 0, at, freed(s, fmt.Sprint("E", r.IntN(3))))
		case 10: // one act brought in twice
			add(makers[0], op, 0, at, handed(s, "E1"))
			add(makers[1], op, 0, at.Add(time.Minute), handed(s, "E1"))
		case 11: // a device whose clock is years ahead
			wrong := NewMaker(office, "C", nil)
			add(wrong, op, 0, at.AddDate(9, 0, 0), named(s, "Dari Masa Depan"))
		case 12:
			add(m, op, 0, at, Draft{Subject: caseOf(s), Type: "case.of_the_future", Personal: smallPersonal{Words: "?"}})
			add(m, op, 1, at, Draft{Subject: caseOf(s), Type: casefile.Noted, Version: 7})
		case 13:
			sys := Op{ID: NewOpID(), Scope: systemScope}
			if len(out) > 0 && r.IntN(2) == 0 {
				e := out[r.IntN(len(out))]
				add(m, sys, 0, at, Draft{Subject: e.Subject, Type: casefile.Quarantined, Body: casefile.QuarantinedBody{Events: []string{e.ID}}})
			} else if r.IntN(2) == 0 {
				add(m, sys, 0, at, Draft{Subject: caseOf(s), Type: casefile.Erased, Body: casefile.ErasedBody{Stage: "reported"}})
			}
		}
	}
	return out
}

// The same set of events gives the same tables, in any order of arrival, with
// any repetition, on both engines; what the office adds (settlements, clocks)
// is part of the set.
func TestSetOfEventsDecides(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2))
			w := newWatch()
			w.add(60 * 24 * time.Hour)
			events := history(t, seed)
			first := newRig(t, dbtest.OpenSQLite(t, useWatch(w)))
			for part := shuffled(r, events); len(part) > 0; {
				n := min(len(part), 1+r.IntN(20))
				first.take(part[:n])
				part = part[n:]
			}
			first.clean()
			set := first.all()
			want := first.dump()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				for i := range 2 {
					if i > 0 {
						d = dbtest.OpenSQLite(t, useWatch(w))
					}
					// A station, that adds nothing; then the office, whose every
					// claim is settled already.
					other := newRig(t, d, station("S"))
					if i > 0 {
						other = openRig(t, d)
					}
					for part := shuffled(r, set); len(part) > 0; {
						n := min(len(part), 1+r.IntN(30))
						other.take(part[:n])
						part = part[n:]
					}
					other.clean()
					if got := other.dump(); i == 0 && got != want {
						t.Errorf("seed %d: the tables differ\n%s\n--- want\n%s", seed, got, want)
					}
				}
			}, useWatch(w))
		})
	}
}

// A row set may not depend on whether it was reached event by event by Do or in
// one portion.
func TestDoAndIngestAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.do(reported("a", number(1)))
		r.do(named("a", "Sumiyem"))
		r.do(noted("a", "satu"))
		r.do(handed("a", "E1"))
		other := newRig(t, dbtest.OpenSQLite(t), station("B"))
		other.take(r.all())
		if got, want := other.dump(), r.dump(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		other.clean()
	})
}

func TestFoldsWorkWithoutPersonal(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t), station("B"))
	events := history(t, 99)
	bare := make([]Event, len(events))
	for i, e := range events {
		bare[i] = e
		bare[i].Personal = nil
	}
	r.take(bare)
	r.clean()
	// A copy with the personal part fills one without.
	rep := r.take(events)
	if rep.New != 0 || rep.Filled == 0 {
		t.Errorf("report %+v", rep)
	}
	r.clean()
	full := newRig(t, dbtest.OpenSQLite(t), station("B"))
	full.take(events)
	if r.dump() != full.dump() {
		t.Error("a filled copy differs from a full one")
	}
}

func TestBadEventsAreNamedAndTheRestStored(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	m, foreign := NewMaker(office, "B", nil), NewMaker("9999", "B", nil)
	good, elsewhere := makeNotes(t, m, "a", 3), makeNotes(t, foreign, "a", 1)
	swapped := good[1]
	swapped.Personal = good[0].Personal
	torn := good[2]
	torn.bytes = torn.bytes[:len(torn.bytes)-1]
	rep, err := r.Ingest(context.Background(), systemScope, []Event{good[0], swapped, torn, elsewhere[0]})
	if err != nil {
		t.Fatal(err)
	}
	if rep.New != 2 || len(rep.Bad) != 3 {
		t.Errorf("report %+v", rep)
	}
	if _, err := r.Ingest(context.Background(), scopeOf("coordinator"), good); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a person ingests: %v", err)
	}
}

func TestUnknownTypesApplyAfterAnUpgrade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		older := small()
		older.Types = []string{casefile.Reported, casefile.Noted}
		old := newRig(t, d, func(o *Options) { o.Kinds = []casefile.Kind{older} })
		m := NewMaker(office, "B", nil)
		var events []Event
		for _, dr := range []Draft{reported("a", ""), named("a", "Sumiyem"), handed("a", "E1"),
			{Subject: Subject{"planet", "x"}, Type: "planet.found"}} {
			e, err := m.Make(act("field"), 0, time.Now(), dr)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, e)
		}
		old.take(events)
		old.clean()
		if n := old.one(`SELECT COUNT(*) FROM parked WHERE reason = $1`, parkedUnknownType); n != "3" {
			t.Errorf("%s parked", n)
		}
		if len(old.all()) != 4 {
			t.Error("an unknown type was not forwarded")
		}
		upgraded := openRig(t, d)
		upgraded.clean()
		if got := upgraded.one(`SELECT name FROM t_subject`); got != "Sumiyem" {
			t.Errorf("after the upgrade the name is %q", got)
		}
		if n := upgraded.one(`SELECT COUNT(*) FROM parked`); n != "1" {
			t.Errorf("%s still parked", n)
		}
		if n := upgraded.one(`SELECT COUNT(*) FROM claim WHERE act = 'settle'`); n != "1" {
			t.Errorf("%s claims settled after the upgrade", n)
		}
	})
}

func TestWrongClockIsSortedWhereItArrived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		wrong := NewMaker(office, "B", nil)
		e, err := wrong.Make(act("field"), 0, time.Now().AddDate(5, 0, 0), named("a", "Lama"))
		if err != nil {
			t.Fatal(err)
		}
		r.take([]Event{e})
		r.do(named("a", "Baru"))
		if got := r.one(`SELECT name FROM t_subject`); got != "Baru" {
			t.Errorf("the name is %q: the wrong clock won", got)
		}
		if n := r.one(`SELECT COUNT(*) FROM event WHERE type = $1`, casefile.ClockReceived); n != "1" {
			t.Errorf("%s notes of the clock", n)
		}
		r.take([]Event{e})
		if n := len(r.all()); n != 3 {
			t.Errorf("%d events after it arrived again", n)
		}
		r.clean()
	})
}

func TestQuarantineAndItsLifting(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	ctx := context.Background()
	r.do(named("a", "Benar"))
	bad := r.do(named("a", "Salah"))
	if err := r.Quarantine(ctx, act("system"), caseOf("a"), []string{bad}, nil, "wrong person"); err != nil {
		t.Fatal(err)
	}
	if got := r.one(`SELECT name FROM t_subject`); got != "Benar" {
		t.Errorf("the name is %q", got)
	}
	var q string
	for _, e := range r.all() {
		if e.Type == casefile.Quarantined {
			q = e.ID
		}
	}
	if err := r.Quarantine(ctx, act("system"), caseOf("a"), nil, []string{q}, "it was right"); err != nil {
		t.Fatal(err)
	}
	if got := r.one(`SELECT name FROM t_subject`); got != "Salah" {
		t.Errorf("after lifting the name is %q", got)
	}
	if err := r.Quarantine(ctx, act("coordinator"), caseOf("a"), []string{bad}, nil, "x"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a coordinator sets aside: %v", err)
	}
	r.clean()
}

func TestExportAndBack(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	r.take(history(t, 5))
	var file bytes.Buffer
	if _, err := r.Export(context.Background(), systemScope, &file); err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		back := newRig(t, d)
		err := ReadExport(bytes.NewReader(file.Bytes()), func(events []Event) error {
			_, err := back.Restore(context.Background(), systemScope, events)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if back.dump() != r.dump() || len(back.all()) != len(r.all()) {
			t.Error("the copy differs")
		}
		back.clean()
	})
	for _, cut := range []int{0, 10, file.Len() / 2, file.Len() - 1} {
		if err := ReadExport(bytes.NewReader(file.Bytes()[:cut]), func([]Event) error { return nil }); !fault.Is(err, fault.Invalid) {
			t.Errorf("a file cut at %d: %v", cut, err)
		}
	}
}

func TestFoldThatFailsIsContained(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t), func(o *Options) {
		k := small()
		good := k.Fold
		k.Fold = func(id string, events []casefile.Event) casefile.Result {
			for _, e := range events {
				var p smallPersonal
				_ = json.Unmarshal(e.Personal, &p)
				if p.Name == "panic" {
					panic("name: " + p.Name)
				}
			}
			return good(id, events)
		}
		o.Kinds = []casefile.Kind{k}
	})
	if _, err := r.try(act("coordinator"), named("a", "panic")); err == nil {
		t.Error("an act that cannot be folded was accepted")
	}
	m := NewMaker(office, "B", nil)
	e, err := m.Make(act("field"), 0, time.Now(), named("a", "panic"))
	if err != nil {
		t.Fatal(err)
	}
	r.take([]Event{e})
	if got := r.one(`SELECT reason FROM parked`); got != parkedFoldFailed {
		t.Errorf("parked for %q", got)
	}
	rep, err := r.Verify(context.Background())
	if err != nil || rep.Wrong != 1 || rep.Findings[0].What != FoundFold {
		t.Errorf("verify: %+v %v", rep, err)
	}
}
