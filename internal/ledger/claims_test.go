package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

func (r *rig) handedIn(subject string) string {
	r.t.Helper()
	return r.one(`SELECT MAX(handed) FROM t_subject WHERE case_id = $1`, subject)
}

func TestTypedClaimIsRefusedWhenHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.do(handed("a", "E1"))
		if _, err := r.try(act("handover"), handed("b", "E1")); !fault.Is(err, fault.Conflict) {
			t.Errorf("a held key was claimed: %v", err)
		}
		if _, err := r.try(act("handover"), handed("c", "E2"), handed("d", "E2")); !fault.Is(err, fault.Conflict) {
			t.Errorf("one act claims a key twice: %v", err)
		}
		r.do(freed("a", "E1"))
		id := r.do(handed("b", "E1"))
		if r.handedIn("b") != id {
			t.Error("a key that was given back could not be claimed")
		}
		if _, err := r.try(act("handover"), handed("c", "E1")); !fault.Is(err, fault.Conflict) {
			t.Errorf("the second holder is not seen: %v", err)
		}
		r.clean()
	})
}

// What arrived and has no effect does not keep anybody from the real thing.
func TestParkedClaimDoesNotHold(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	r.do(handed("a", "E1"))
	again, err := NewMaker(office, "B", nil).Make(act("field"), 0, time.Now().Add(time.Hour), handed("a", "E9"))
	if err != nil {
		t.Fatal(err)
	}
	r.take([]Event{again})
	if n := r.one(`SELECT COUNT(*) FROM parked WHERE event_id = $1`, again.ID); n != "1" {
		t.Fatal("the second hand-over should be parked")
	}
	if id := r.do(handed("b", "E9")); r.handedIn("b") != id {
		t.Error("a parked claim holds the key")
	}
	r.clean()
}

// A lone claim is settled when the office first sees it, so a claim that was
// made earlier but arrives later does not flip it.
func TestFirstSightSettles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		at := time.Date(2021, 3, 1, 8, 0, 0, 0, time.UTC)
		early, err := NewMaker(office, "B", nil).Make(act("field"), 0, at, handed("early", "E1"))
		if err != nil {
			t.Fatal(err)
		}
		late, err := NewMaker(office, "C", nil).Make(act("field"), 0, at.Add(time.Hour), handed("late", "E1"))
		if err != nil {
			t.Fatal(err)
		}
		r.take([]Event{late})
		r.take([]Event{early})
		if r.handedIn("late") != late.ID || r.handedIn("early") != "" {
			t.Errorf("late %q, early %q", r.handedIn("late"), r.handedIn("early"))
		}
		for _, s := range []string{"late", "early"} {
			if n := r.one(`SELECT COUNT(*) FROM event WHERE type = $1 AND subject_id = $2`, casefile.ClaimSettled, s); n != "1" {
				t.Errorf("%s was told %s times", s, n)
			}
		}
		r.take([]Event{early, late})
		r.clean()
	})
}

func TestLoserOfANumberGetsAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		ctx := context.Background()
		var typed string
		if _, err := r.Do(ctx, act("coordinator"), func(tx *db.Tx) ([]Draft, error) {
			var err error
			typed, err = r.NextNumber(tx, "case", time.Date(2021, 5, 1, 0, 0, 0, 0, time.UTC))
			return []Draft{reported("a", typed)}, err
		}); err != nil {
			t.Fatal(err)
		}
		if typed != "JK-2021-00001" {
			t.Errorf("first number %s", typed)
		}
		other, err := NewMaker(office, "office", nil).Make(act("coordinator"), 0, time.Date(2021, 5, 2, 0, 0, 0, 0, time.UTC), reported("b", typed))
		if err != nil {
			t.Fatal(err)
		}
		r.take([]Event{other})
		if got := r.one(`SELECT number FROM t_subject WHERE case_id = 'b'`); got != "JK-2021-00002" {
			t.Errorf("the loser's number is %s", got)
		}
		if got := r.one(`SELECT old_number FROM t_subject WHERE case_id = 'b'`); got != typed {
			t.Errorf("the lost number is %q", got)
		}
		if got := r.one(`SELECT number FROM t_subject WHERE case_id = 'a'`); got != typed {
			t.Errorf("the winner's number is %s", got)
		}
		r.clean()
		// A copy restored from before hears of numbers it gave, and goes on after them.
		old := newRig(t, dbtest.OpenSQLite(t))
		old.take(r.all())
		old.clean()
		if got := old.nextNumber("case"); got != "JK-2021-00003" {
			t.Errorf("after the restore the next number is %s", got)
		}
	})
}

func (r *rig) nextNumber(series string) string {
	r.t.Helper()
	var got string
	err := r.d.Write(context.Background(), office, func(tx *db.Tx) error {
		var err error
		got, err = r.NextNumber(tx, series, time.Date(2021, 12, 31, 0, 0, 0, 0, time.UTC))
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return got
}

// Many numbers in one write follow each other, whatever else it brings, and those
// of a write that fails are given again.
func TestNumbersOfOneWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		day := time.Date(2021, 12, 31, 0, 0, 0, 0, time.UTC)
		give := func(fail error, want ...string) {
			t.Helper()
			var got []string
			err := d.Write(t.Context(), office, func(tx *db.Tx) error {
				got = nil
				for _, of := range want {
					series := "case"
					if strings.HasPrefix(of, "AMP") {
						series = "envelope"
					}
					no, err := r.NextNumber(tx, series, day)
					if err != nil {
						return err
					}
					got = append(got, no)
				}
				return fail
			})
			if !errors.Is(err, fail) || !slices.Equal(got, want) {
				t.Errorf("%v (%v), want %v", got, err, want)
			}
		}
		give(errors.New("not this time"), "JK-2021-00001", "JK-2021-00002")
		give(nil, "JK-2021-00001", "AMP-2021-0001", "JK-2021-00002", "JK-2021-00003", "AMP-2021-0002")
		give(nil, "JK-2021-00004", "AMP-2021-0003")
		// One act of many is refused after it took its number: nobody gets it twice.
		var acts []Act
		numbers := map[string]bool{}
		for i := range 5 {
			acts = append(acts, Act{act("coordinator"), func(tx *db.Tx) ([]Draft, error) {
				no, err := r.NextNumber(tx, "case", day)
				if err != nil {
					return nil, err
				}
				if i == 2 {
					return nil, fault.New(fault.Conflict, "fault.ledger.op")
				}
				numbers[no] = true
				return []Draft{reported(fmt.Sprint("m", i), no)}, nil
			}})
		}
		refused, err := r.DoMany(t.Context(), acts, nil)
		if err != nil || refused[2] == nil || len(numbers) != 4 || numbers["JK-2021-00004"] {
			t.Error(numbers, refused, err)
		}
		if got := r.nextNumber("case"); got != "JK-2021-00010" {
			t.Errorf("then %s", got)
		}
		r.clean()
	})
}

func TestVisibleNumbers(t *testing.T) {
	officeRig := newRig(t, dbtest.OpenSQLite(t))
	b := newRig(t, dbtest.OpenSQLite(t), station("B"))
	for _, tt := range []struct{ got, want string }{
		{officeRig.nextNumber("case"), "JK-2021-00001"}, {officeRig.nextNumber("case"), "JK-2021-00002"},
		{officeRig.nextNumber("envelope"), "AMP-2021-0001"}, {officeRig.nextNumber("skpti"), "SKPTI-2021-0001"},
		{b.nextNumber("case"), "JK-2021-B0001"}, {b.nextNumber("case"), "JK-2021-B0002"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}

// Two copies of the office went on by themselves and each settled for another:
// after the union the earlier settlement counts on both, and they agree.
func TestForkOfTheOffice(t *testing.T) {
	w := newWatch()
	one := newRig(t, dbtest.OpenSQLite(t, useWatch(w)))
	two := newRig(t, dbtest.OpenSQLite(t, useWatch(w)))
	first := one.do(handed("a", "E1"))
	w.add(time.Minute)
	second := two.do(handed("b", "E1"))
	w.add(time.Minute)
	if one.handedIn("a") != first || two.handedIn("b") != second {
		t.Fatal("each should have settled for its own")
	}
	for range 3 {
		one.take(two.all())
		two.take(one.all())
	}
	for _, r := range []*rig{one, two} {
		if r.handedIn("a") != first || r.handedIn("b") != "" {
			t.Errorf("a %q, b %q; %q should have won", r.handedIn("a"), r.handedIn("b"), first)
		}
		r.clean()
	}
	if one.dump() != two.dump() {
		t.Error("the copies differ")
	}
	if a, b := len(one.all()), len(two.all()); a != b {
		t.Errorf("%d and %d events: the copies go on telling each other", a, b)
	}
}

// One act that was brought in at two places is one claim.
func TestTheSameActClaimsOnce(t *testing.T) {
	r := newRig(t, dbtest.OpenSQLite(t))
	op := act("handover")
	at := time.Date(2021, 3, 1, 8, 0, 0, 0, time.UTC)
	early, err := NewMaker(office, "B", nil).Make(op, 0, at, handed("a", "E1"))
	if err != nil {
		t.Fatal(err)
	}
	late, err := NewMaker(office, "C", nil).Make(op, 0, at.Add(time.Hour), handed("a", "E1"))
	if err != nil {
		t.Fatal(err)
	}
	r.take([]Event{late})
	r.take([]Event{early})
	if got := r.handedIn("a"); got != early.ID {
		t.Errorf("handed by %q: the act lost against itself", got)
	}
	r.clean()
}

func TestStationDoesNotSettle(t *testing.T) {
	b := newRig(t, dbtest.OpenSQLite(t), station("B"))
	id := b.do(handed("a", "E1"))
	if b.handedIn("a") != id || len(b.all()) != 1 {
		t.Error("a station's claim stands until the office settles it")
	}
	if _, err := b.try(act("handover"), handed("b", "E1")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a station lets a key be claimed twice: %v", err)
	}
	for _, e := range b.all() {
		var s settlement
		if json.Unmarshal(e.Body, &s) == nil && s.Winner != "" {
			t.Error("a station settled")
		}
	}
}
