package union

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// secret stands in every personal part of who is erased, word by word: search
// keys hold words.
const secret = "Qwertinem"

// installation is an opened folder, or a database on a server.
type installation struct {
	*replica
	app *app.App
	dir string
}

func install(t *testing.T, clock func() time.Time, flags ...string) *installation {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	cfg, err := config.Load("", nil, append([]string{"data=" + dir, "no-encrypt=true"}, flags...)...)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(context.Background(), app.Options{Config: cfg, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return &installation{&replica{a.Ledger, t, a.DB}, a, dir}
}

// served is a case with everything that is kept of a person: an envelope that
// somebody received, a scan, a visit that was begun.
func (i *installation) served(id, envelope string) {
	i.t.Helper()
	ctx := context.Background()
	i.verified(id, secret)
	i.issue(id)
	i.do(authority.Handover,
		ledger.Draft{Subject: envelopeOf(envelope), Type: casefile.EnvelopeSealed, Area: village,
			Body:     map[string]any{"number": i.next("envelope"), "seal": "S-1", "case": id, "needs": []string{casefile.NeedSKPTI}},
			Personal: map[string]string{"meeting": "rumah " + secret, "receiver": secret}},
		on(id, casefile.Dispatched, casefile.DispatchedBody{Needs: []string{casefile.NeedSKPTI}, Envelope: envelope}))
	i.do(authority.Handover, handed(id, envelope, secret)...)
	i.scan(id)
	if err := i.d.Write(ctx, officeID, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO visit_draft (office_id, user_id, trip_id, case_id, answers, updated_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			officeID, "user-field", "trip-x", id, `{"name":"`+secret+`"}`, int64(1))
		return err
	}); err != nil {
		i.t.Fatal(err)
	}
}

func (i *installation) scan(id string) {
	i.t.Helper()
	if _, err := i.app.Attachments.Put(context.Background(), system, casefile.KindCase, id, strings.NewReader("%PDF-1.4 "+id+secret+"\nstartxref\n0\n%%EOF")); err != nil {
		i.t.Fatal(err)
	}
}

// blank checks that nothing of the secret is left of the case and its envelope,
// while everybody else is as before.
func (i *installation) blank(when, id string) {
	i.t.Helper()
	for what, n := range map[string]string{
		"personal parts": i.rows(`SELECT COUNT(*) FROM event WHERE personal IS NOT NULL AND (subject_id = $1 OR subject_id = $2)`, id, "envelope-"+id),
		"statements":     i.rows(`SELECT COUNT(*) FROM person_field WHERE case_id = $1 AND field <> 'biometric'`, id),
		"names":          i.rows(`SELECT COUNT(*) FROM case_person WHERE case_id = $1 AND (name <> '' OR birth <> '' OR sex <> '')`, id),
		"words":          i.rows(`SELECT COUNT(*) FROM search_key WHERE subject_id = $1 AND token NOT LIKE '%:%'`, id),
		"drafts":         i.rows(`SELECT COUNT(*) FROM visit_draft WHERE case_id = $1`, id),
		"receivers":      i.rows(`SELECT COUNT(*) FROM envelope WHERE case_id = $1 AND (meeting <> '' OR receiver <> '' OR taken_by <> '')`, id),
		"takers":         i.rows(`SELECT COUNT(*) FROM custody_leg WHERE envelope_id = $1 AND (taker_name <> '' OR place <> '')`, "envelope-"+id),
	} {
		if n != "0" {
			i.t.Errorf("%s: %s %s", when, n, what)
		}
	}
	files, err := i.app.Attachments.List(context.Background(), system, casefile.KindCase, id)
	if err != nil || len(files) != 0 {
		i.t.Errorf("%s: scans are still there: %d %v", when, len(files), err)
	}
	if d, err := i.app.Verify(context.Background()); err != nil || !d.Clean() {
		i.t.Errorf("%s: %v %v", when, err, d.Lines())
	}
}

func (i *installation) figures(id string) string {
	return i.rows(`SELECT kecamatan, sex, age_band, stage, served FROM case_count WHERE case_id = $1`, id) + "\n" +
		i.rows(`SELECT category FROM case_category WHERE case_id = $1 ORDER BY category`, id)
}

// Erasing a case erases its envelopes; figures and the way of the papers stay.
// Copies that are older, and events that come later, bring nobody back.
func TestErasureReachesEverything(t *testing.T) {
	ctx := context.Background()
	for _, engine := range dbEngines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			w := newWatch()
			var flags []string
			if engine == db.Postgres {
				flags = append(flags, "database="+dbtest.PostgresURL(t))
			}
			i := install(t, w.now, flags...)
			i.served("a", "envelope-a")
			i.served("b", "envelope-b")
			before, figures := i.all(), i.figures("a")
			others := i.rows(`SELECT name, taken_by FROM case_person p JOIN envelope e ON e.case_id = p.case_id WHERE p.case_id = 'b'`)
			if figures != "35.03.01|P|60+|handed_over|1\nreason:elderly" || others != secret+"|"+secret {
				t.Fatalf("before: %q %q", figures, others)
			}
			op := by(authority.Head)
			for range 2 { // a double click
				if err := i.app.Erase(ctx, op, "a", "request"); err != nil {
					t.Fatal(err)
				}
			}
			if n := i.rows(`SELECT COUNT(*) FROM event WHERE type = 'subject.erased'`); n != "2" {
				t.Errorf("%s erasing events, for a case and its envelope", n)
			}
			i.blank("after erasing", "a")
			if got := i.figures("a"); got != figures {
				t.Errorf("the figures changed: %q", got)
			}
			if got := i.rows(`SELECT state, received_by, proof FROM envelope WHERE envelope_id = 'envelope-a'`); got != "received|family|pin" {
				t.Errorf("the way of the envelope is gone: %q", got)
			}

			i.take(before)
			i.blank("after an older copy came in", "a")
			late, err := ledger.NewMaker(officeID, "B", nil).Make(by(authority.Field), 0, w.now(),
				ledger.Draft{Subject: caseOf("a"), Type: casefile.PersonStated, Area: village, Personal: said(casefile.FieldName, secret)})
			if err != nil {
				t.Fatal(err)
			}
			sealed, err := ledger.NewMaker(officeID, "B", nil).Make(by(authority.Handover), 0, w.now(),
				ledger.Draft{Subject: envelopeOf("late"), Type: casefile.EnvelopeSealed, Area: village,
					Body:     map[string]any{"number": "AMP-2021-B0009", "seal": "S-9", "case": "a", "needs": []string{casefile.NeedSKPTI}},
					Personal: map[string]string{"receiver": secret}})
			if err != nil {
				t.Fatal(err)
			}
			i.take([]ledger.Event{late, sealed})
			if n, err := i.app.EraseDue(ctx); n != 0 || err != nil {
				t.Fatal(n, err)
			}
			i.blank("after late events", "a")
			if got := i.rows(`SELECT name, taken_by FROM case_person p JOIN envelope e ON e.case_id = p.case_id WHERE p.case_id = 'b'`); got != others {
				t.Errorf("somebody else was erased: %q", got)
			}

			// A copy that has everything, and then hears: by ingest, by restore,
			// the erasure first or last.
			after := i.all()
			for name, order := range map[string][][]ledger.Event{
				"heard later": {before, after}, "heard first": {after, before}, "heard at once": {append(append([]ledger.Event{}, before...), after...)},
			} {
				peer := install(t, w.now)
				peer.scan("a")
				for n, events := range order {
					if n%2 == 0 {
						peer.take(events)
					} else if _, err := peer.Restore(ctx, system, events); err != nil {
						t.Fatal(err)
					}
				}
				peer.blank(name, "a")
				if got, want := peer.dump(), i.dump(); got != want {
					t.Errorf("%s: the tables differ: %s", name, difference(got, want))
				}
			}
		})
	}
}

// What was withdrawn by mistake is erased when it is due, envelopes and all,
// down to the bytes of the database file.
func TestWhatIsDueIsGoneFromTheDisk(t *testing.T) {
	ctx := context.Background()
	w := newWatch()
	i := install(t, w.now)
	i.report("a", secret, casefile.NeedKK)
	i.scan("a")
	i.do(authority.Coordinator, on("a", casefile.Withdrawn, casefile.ExitBody{Reason: "wrong_person"}))
	w.mu.Lock()
	w.at = w.at.AddDate(0, 0, 31)
	w.mu.Unlock()
	if n, err := i.app.EraseDue(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	i.blank("after thirty days", "a")
	if done, err := i.d.Checkpoint(ctx); err != nil || !done {
		t.Fatal(done, err)
	}
	seen := 0
	err := filepath.WalkDir(i.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if seen++; bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s still holds what was erased", e.Name())
		}
		return err
	})
	if err != nil || seen == 0 {
		t.Fatal(seen, err)
	}
}
