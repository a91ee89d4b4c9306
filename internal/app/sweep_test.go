package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func TestWhatLedToNothingIsSwept(t *testing.T) {
	ctx := context.Background()
	start := time.Date(2021, 6, 1, 9, 0, 0, 0, time.UTC)
	now := start
	a, err := Open(ctx, Options{Config: configAt(t, filepath.Join(t.TempDir(), "data"), "no-encrypt=true"), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	id := report(t, a, "Katinem") // its own scan is named by nothing
	scope := a.Accounts.System("verb.test")
	put := func(words string) attachment.File {
		t.Helper()
		f, err := a.Attachments.Put(ctx, scope, casefile.KindCase, id, strings.NewReader("%PDF-1.4 "+words+"\nstartxref\n0\n%%EOF"))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	named, drafted, late, forgotten := put("named"), put("drafted"), put("late"), put("forgotten")
	scope.Role = "coordinator"
	note := func(hash string) {
		t.Helper()
		_, err := a.Ledger.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(*db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.Noted, Area: "35.03.04.2010",
				Body: casefile.NotedBody{About: "general", Events: []string{hash}}}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	note(named.Hash)
	err = a.DB.Write(ctx, "3503", func(tx *db.Tx) error {
		if _, err := tx.Exec(`INSERT INTO visit_draft (office_id, user_id, trip_id, case_id, answers, updated_at) VALUES ('3503', 'u', 't', $1, $2, 1)`,
			id, `{"evidence":"`+drafted.Hash+`"}`); err != nil {
			return err
		}
		list := func(id string, days int) error {
			at := db.Micros(start.AddDate(0, 0, days))
			_, err := tx.Exec(`INSERT INTO list_file (office_id, list_id, digest, row_count, agency, institution, area, reporter, uploaded_at, letter, baseline, saved, known, left_over, saved_at, undone_at)
				VALUES ('3503', $1, $1, 2, '', '', '', '', $2, '', 0, 0, 0, 0, 0, 0)`, id, at)
			for i, state := range []string{"wrong", "saved", "saving", "choose"} {
				if err == nil {
					_, err = tx.Exec(`INSERT INTO list_row (office_id, list_id, row_no, cells, fixes, choice, state, problems) VALUES ('3503', $1, $2, '["Katinem"]', '{}', '', $3, '[]')`, id, i, state)
				}
			}
			return err
		}
		if err := list("old", 0); err != nil {
			return err
		}
		return list("new", 10)
	})
	if err != nil {
		t.Fatal(err)
	}
	exists := func(f attachment.File) bool {
		_, err := os.Stat(filepath.Join(a.Attachments.Dir(), attachment.Path(f.Hash)))
		_, found := a.Attachments.Find(ctx, scope, casefile.KindCase, id, f.Hash)
		if (err == nil) != (found == nil) {
			t.Errorf("the file and its row disagree: %v %v", err, found)
		}
		return err == nil
	}
	sweep := func(want Swept) {
		t.Helper()
		if got, err := a.Sweep(ctx); err != nil || got != want {
			t.Fatalf("%v: %+v, want %+v, %v", now, got, want, err)
		}
	}
	now = start.Add(23 * time.Hour)
	sweep(Swept{})
	note(late.Hash) // the ledger goes on where it was read to
	now = start.Add(25 * time.Hour)
	sweep(Swept{Files: 2})
	for _, c := range []struct {
		f    attachment.File
		kept bool
	}{{named, true}, {drafted, true}, {late, true}, {forgotten, false}} {
		if exists(c.f) != c.kept {
			t.Errorf("kept: %v, want %v", !c.kept, c.kept)
		}
	}
	sweep(Swept{})
	if again := put("forgotten"); !exists(again) {
		t.Error("what was swept cannot be stored again")
	}
	now = start.AddDate(0, 0, 31)
	sweep(Swept{Files: 1, Rows: 2})
	left := map[string]int{}
	rows, err := a.DB.Query(ctx, `SELECT list_id, state FROM list_row WHERE office_id = '3503' ORDER BY list_id, row_no`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var list, state string
		if err := rows.Scan(&list, &state); err != nil {
			t.Fatal(err)
		}
		left[list+":"+state]++
	}
	if len(left) != 6 || left["old:wrong"]+left["old:choose"] != 0 || left["old:saved"] != 1 || left["old:saving"] != 1 {
		t.Errorf("rows left: %v", left)
	}
}
