package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// One thing is damaged behind the ledger's back; verify names it.
func TestDamageIsFoundAndNamed(t *testing.T) {
	flip := func(column string) string {
		// The 40th byte, changed in both engines' words.
		return `UPDATE event SET ` + column + ` = $1 WHERE id = $2`
	}
	type target struct {
		id       string
		raw      []byte
		bytes    []byte
		personal []byte
	}
	flipped := func(b []byte, at int) []byte {
		c := slices.Clone(b)
		c[at%len(c)] ^= 1
		return c
	}
	tests := []struct {
		name   string
		damage func(e target) (string, []any)
		want   Finding // what must be among the findings; Event is filled in
		event  bool
	}{
		{"a byte of the event", func(e target) (string, []any) { return flip("bytes"), []any{flipped(e.bytes, 40), e.raw} },
			Finding{What: FoundBytes, Table: "event", Column: "bytes"}, true},
		{"the last byte", func(e target) (string, []any) { return flip("bytes"), []any{flipped(e.bytes, len(e.bytes)-1), e.raw} },
			Finding{What: FoundBytes, Table: "event", Column: "bytes"}, true},
		{"a byte of the personal part", func(e target) (string, []any) { return flip("personal"), []any{flipped(e.personal, 20), e.raw} },
			Finding{What: FoundPersonal, Table: "event", Column: "personal"}, true},
		{"the salt", func(e target) (string, []any) { return flip("personal"), []any{flipped(e.personal, 3), e.raw} },
			Finding{What: FoundPersonal, Table: "event", Column: "personal"}, true},
		{"the clock column", func(e target) (string, []any) {
			return `UPDATE event SET hlc = hlc + 1 WHERE id = $1`, []any{e.raw}
		}, Finding{What: FoundColumn, Table: "event", Column: "hlc"}, true},
		{"the op column", func(e target) (string, []any) {
			return `UPDATE event SET op_n = 9 WHERE id = $1`, []any{e.raw}
		}, Finding{What: FoundColumn, Table: "event", Column: "op_n"}, true},
		{"the type column", func(e target) (string, []any) {
			return `UPDATE event SET type = 'x' WHERE id = $1`, []any{e.raw}
		}, Finding{What: FoundColumn, Table: "event", Column: "type"}, true},
		{"the subject column", func(e target) (string, []any) {
			return `UPDATE event SET subject_id = 'other' WHERE id = $1`, []any{e.raw}
		}, Finding{What: FoundColumn, Table: "event", Column: "subject_id"}, true},
		{"an event removed", func(e target) (string, []any) {
			return `DELETE FROM event WHERE id = $1`, []any{e.raw}
		}, Finding{What: FoundFeed, Table: "feed"}, true},
		{"a value of a row", func(target) (string, []any) {
			return `UPDATE t_subject SET name = 'Sumiyen' WHERE case_id = 'a'`, nil
		}, Finding{What: FoundRow, Subject: caseOf("a"), Table: "t_subject", Column: "name"}, false},
		{"a row removed", func(target) (string, []any) {
			return `DELETE FROM t_note WHERE case_id = 'a'`, nil
		}, Finding{What: FoundRow, Subject: caseOf("a"), Table: "t_note"}, false},
		{"a row added", func(target) (string, []any) {
			return `INSERT INTO t_note (office_id, case_id, event_id, words) VALUES ('3503', 'a', 'e', 'w')`, nil
		}, Finding{What: FoundRow, Subject: caseOf("a"), Table: "t_note"}, false},
		{"a row without events", func(target) (string, []any) {
			return `INSERT INTO t_note (office_id, case_id, event_id, words) VALUES ('3503', 'zzz', 'e', 'w')`, nil
		}, Finding{What: FoundRow, Subject: caseOf("zzz"), Table: "t_note"}, false},
		{"a row of a kind that is none", func(target) (string, []any) {
			return `INSERT INTO t_token (office_id, subject_id, subject_kind, token) VALUES ('3503', 'a', 'planet', 'w')`, nil
		}, Finding{What: FoundRow, Table: "t_token", Column: "subject_kind"}, false},
		{"a claim removed", func(target) (string, []any) {
			return `DELETE FROM claim WHERE act = 'claim'`, nil
		}, Finding{What: FoundClaim, Table: "claim", Column: actClaim}, false},
		{"a claim added", func(e target) (string, []any) {
			return `INSERT INTO claim (office_id, claim_key, event_id, act) VALUES ('3503', 'x', $1, 'claim')`, []any{e.raw}
		}, Finding{What: FoundClaim, Table: "claim"}, true},
		{"the feed's end", func(target) (string, []any) {
			return `UPDATE office_head SET n = n + 1`, nil
		}, Finding{What: FoundFeed, Table: "office_head", Column: "n"}, false},
		{"a series set back", func(target) (string, []any) {
			return `UPDATE number_series SET last = 0`, nil
		}, Finding{What: FoundNumber, Table: "number_series", Column: "last"}, false},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.do(reported("a", number(7)))
		id := r.do(named("a", "Sumiyem"))
		r.do(noted("a", "satu"))
		r.do(reported("b", ""))
		r.clean()
		e := target{id: id, raw: rawID(id)}
		for _, ev := range r.all() {
			if ev.ID == id {
				e.bytes, e.personal = ev.bytes, ev.Personal
			}
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				q, args := tt.damage(e)
				rep := r.damaged(q, args...)
				want := tt.want
				if tt.event {
					want.Event = e.id
				}
				ok := slices.ContainsFunc(rep.Findings, func(f Finding) bool {
					return f.What == want.What && (want.Event == "" || f.Event == want.Event) && f.Table == want.Table &&
						(want.Column == "" || f.Column == want.Column) && (want.Subject == Subject{} || f.Subject == want.Subject)
				})
				if !ok {
					t.Errorf("%+v is not among %v", want, rep.Findings)
				}
				for _, f := range rep.Findings {
					if strings.Contains(f.String(), "Sumiye") {
						t.Errorf("a finding holds personal data: %s", f)
					}
				}
			})
		}
		r.clean()
	})
}

// A chain of which an event is missing names both ends of the gap whole, although
// verify holds only half of each id.
func TestAGapInTheChainIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		gone := r.do(reported("a", number(7)))
		r.do(noted("a", "satu"))
		next := ""
		for _, e := range r.all() {
			if e.Prev == gone {
				next = e.ID
			}
		}
		rep := r.damaged(`DELETE FROM event WHERE id = $1`, rawID(gone))
		var got []string
		for _, f := range rep.Findings {
			if f.What == FoundChain {
				got = append(got, f.Event+" "+f.Detail)
			}
		}
		if want := []string{next + " the event before it is missing: " + gone}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if !slices.ContainsFunc(rep.Findings, func(f Finding) bool { return f.What == FoundClaim && f.Event == gone && f.Column == actClaim }) {
			t.Errorf("the claim of the missing event is not named: %v", rep.Findings)
		}
	})
}

// damaged damages, verifies and undoes the damage, all but what it saw.
func (r *rig) damaged(q string, args ...any) Report {
	r.t.Helper()
	var rep Report
	err := r.d.Maintain(context.Background(), func(pool *sql.DB) error {
		conn, err := pool.Conn(context.Background())
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close() }()
		tables := []string{"event", "feed", "claim", "office_head", "number_series", "t_subject", "t_note", "t_token"}
		exec := func(format string) {
			for _, table := range tables {
				if _, e := conn.ExecContext(context.Background(), fmt.Sprintf(format, table)); e != nil && err == nil {
					err = e
				}
			}
		}
		exec("CREATE TABLE kept_%[1]s AS SELECT * FROM %[1]s")
		if err != nil {
			return err
		}
		if _, err := conn.ExecContext(context.Background(), q, args...); err != nil {
			return err
		}
		rep, err = r.Verify(context.Background())
		exec("DELETE FROM %[1]s")
		exec("INSERT INTO %[1]s SELECT * FROM kept_%[1]s")
		exec("DROP TABLE kept_%[1]s")
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return rep
}

func TestHeadsTellWhatWasCutOff(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	r := newRig(t, d)
	r.do(noted("a", "satu"))
	r.do(noted("a", "dua"))
	heads, err := r.Heads(context.Background())
	if err != nil || len(heads) != 1 || heads[0].Seq != 2 {
		t.Fatal(heads, err)
	}
	rep, err := r.Verify(context.Background(), heads...)
	if err != nil || !rep.OK() {
		t.Fatal(rep, err)
	}
	shorter := newRig(t, dbtest.OpenSQLite(t))
	shorter.take(r.all()[:1])
	rep, err = shorter.Verify(context.Background(), heads...)
	if err != nil || rep.Wrong != 1 || rep.Findings[0].What != FoundHead {
		t.Errorf("%+v %v", rep, err)
	}
}

func TestRefoldMendsTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.do(reported("a", number(7)))
		r.do(named("a", "Sumiyem"))
		want := r.dump()
		for _, q := range []string{`DELETE FROM t_subject`, `UPDATE t_token SET token = 'x'`, `DELETE FROM claim`,
			`INSERT INTO claim (office_id, claim_key, event_id, act) SELECT office_id, 'x', id, 'claim' FROM event`} {
			if err := d.Write(context.Background(), office, func(tx *db.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Refold(context.Background()); err != nil {
			t.Fatal(err)
		}
		r.clean()
		if r.dump() != want {
			t.Error("the tables are not what they were")
		}
	})
}

// Rows that were damaged behind the ledger's back do not stop anybody's work.
func TestWritingMendsWhatItMeets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		r.do(named("a", "Sumiyem"))
		damage := func(q string) {
			if err := d.Write(context.Background(), office, func(tx *db.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
				t.Fatal(err)
			}
		}
		damage(`DELETE FROM t_subject`)
		r.do(named("a", "Sumiyati"))
		r.clean()
		damage(`INSERT INTO t_subject (office_id, case_id, number, old_number, name, handed, events, erased) VALUES ('3503', 'b', '', '', 'x', '', 0, 0)`)
		r.do(named("b", "Sumini"))
		r.clean()
	})
}
