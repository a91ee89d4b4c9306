package ledger

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

const secret = "Sumiyem Rahasia"

func withCoarse(o *Options) {
	o.Coarse = func(_ Subject, events []casefile.Event) casefile.ErasedBody {
		body := casefile.ErasedBody{Kecamatan: "35.03.01"}
		for _, e := range events {
			if strings.Contains(string(e.Personal), secret) {
				body.Sex = "P"
			}
		}
		return body
	}
}

func TestErasureLeavesOnlyCodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d, withCoarse)
		ctx := context.Background()
		r.do(reported("a", number(1)))
		r.do(named("a", secret))
		r.do(noted("a", secret))
		r.do(named("b", "Orang Lain"))
		before := r.all() // as a peer has them
		if err := r.Erase(ctx, act("field"), caseOf("a"), "request"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a field officer erases: %v", err)
		}
		op := act("head")
		for range 2 {
			if err := r.Erase(ctx, op, caseOf("a"), "request"); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Erase(ctx, act("head"), caseOf("a"), "again"); err != nil {
			t.Fatal(err)
		}
		blank := func(when string) {
			t.Helper()
			if dump := r.dump(); strings.Contains(dump, secret) || !strings.Contains(dump, "Orang Lain") {
				t.Errorf("%s: the tables hold what was erased, or lack what was not", when)
			}
			if n := r.one(`SELECT COUNT(*) FROM event WHERE subject_id = 'a' AND personal IS NOT NULL`); n != "0" {
				t.Errorf("%s: %s personal parts", when, n)
			}
			r.clean()
		}
		blank("after erasing")
		r.take(before)
		blank("after a peer brought it again")
		late, err := NewMaker(office, "B", nil).Make(act("field"), 0, time.Now(), named("a", secret))
		if err != nil {
			t.Fatal(err)
		}
		r.take([]Event{late})
		blank("after a late event")
		if _, err := r.try(act("coordinator"), named("a", secret)); !fault.Is(err, fault.Conflict) {
			t.Errorf("personal data on an erased subject: %v", err)
		}
		if _, err := r.try(act("coordinator"), Draft{Subject: caseOf("a"), Type: casefile.Noted}); err != nil {
			t.Errorf("an act without personal data: %v", err)
		}
		var body string
		n := 0
		for _, e := range r.all() {
			if e.Type == casefile.Erased {
				body, n = string(e.Body), n+1
			}
		}
		if n != 1 || !strings.Contains(body, `"sex":"P"`) || !strings.Contains(body, "request") || strings.Contains(body, secret) {
			t.Errorf("%d erasing events; %s", n, body)
		}
	})
}

// An erasure that arrives with, before or after what it covers keeps it from
// being written.
func TestErasureAtIngestAndRestore(t *testing.T) {
	peer := newRig(t, dbtest.OpenSQLite(t))
	peer.do(named("a", secret))
	full := peer.all()
	if err := peer.Erase(context.Background(), act("head"), caseOf("a"), "request"); err != nil {
		t.Fatal(err)
	}
	erased := peer.all()
	erasing, err := peer.Erasures(context.Background())
	if err != nil || len(erasing) != 1 {
		t.Fatal(erasing, err)
	}
	for name, order := range map[string][][]Event{
		"together":         {append(append([]Event{}, full...), erasing...)},
		"erasure first":    {erasing, full},
		"erasure after":    {full, erasing},
		"a backup on top":  {erased, full},
		"peer brings both": {full, append(append([]Event{}, erasing...), full...)},
	} {
		t.Run(name, func(t *testing.T) {
			var dir string
			d := dbtest.OpenSQLite(t, func(o *db.Options) { dir = filepath.Dir(strings.TrimPrefix(o.URL, "sqlite:")) })
			r := newRig(t, d)
			for _, part := range order {
				if _, err := r.Restore(context.Background(), systemScope, part); err != nil {
					t.Fatal(err)
				}
			}
			r.clean()
			if r.dump() != peer.dump() {
				t.Error("the tables differ from the peer's")
			}
			if _, err := d.Checkpoint(context.Background()); err != nil {
				t.Fatal(err)
			}
			files, err := os.ReadDir(dir)
			if err != nil || len(files) == 0 {
				t.Fatal(err)
			}
			for _, f := range files {
				b, err := os.ReadFile(filepath.Join(dir, f.Name()))
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(b, []byte(secret)) {
					t.Errorf("%s still holds what was erased", f.Name())
				}
			}
		})
	}
}
