package app

import (
	"archive/tar"
	"bytes"
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func open(t *testing.T, cfg config.Config) *App {
	t.Helper()
	a, err := Open(context.Background(), Options{Config: cfg})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func configAt(t *testing.T, dir string, flags ...string) config.Config {
	t.Helper()
	cfg, err := config.Load("", nil, append([]string{"data=" + dir}, flags...)...)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// report makes a case with a name and a scan, and returns its id.
func report(t *testing.T, a *App, name string) string {
	t.Helper()
	ctx, scope, id := context.Background(), a.Accounts.System("verb.test"), ledger.NewID()
	if _, err := a.Attachments.Put(ctx, scope, casefile.KindCase, id, strings.NewReader("%PDF-1.4 "+name+"\nstartxref\n0\n%%EOF")); err != nil {
		t.Fatal(err)
	}
	_, err := a.Ledger.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
		number, err := a.Ledger.NextNumber(tx, "case", tx.Now)
		if err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.Reported, Area: "35.03.04.2010",
			Body:     casefile.ReportedBody{Number: number, Channel: "office", Basis: "public_task"},
			Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{{Field: casefile.FieldName, Value: name}}}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func nameOf(t *testing.T, a *App, id string) (name string, there bool) {
	t.Helper()
	err := a.DB.QueryRow(context.Background(), `SELECT name FROM case_person WHERE office_id = '3503' AND case_id = $1`, id).Scan(&name)
	return name, err == nil
}

var made = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func TestBackupWhileRunningRestoresWhatItHeld(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	cfg := configAt(t, filepath.Join(dir, "data"))
	a := open(t, cfg)
	kept, erased := report(t, a, "Katinem"), report(t, a, "Wagijem")
	file := filepath.Join(dir, "cadangan.tar")
	m, err := Backup(ctx, cfg, file, made) // beside the open server
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Entries) != 3 || len(m.Heads) == 0 {
		t.Fatalf("the backup holds %d files, %d heads", len(m.Entries), len(m.Heads))
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("Katinem")) {
		t.Error("a name lies in clear in the backup")
	}
	if _, err := Backup(ctx, cfg, file, made); !fault.Is(err, fault.Conflict) {
		t.Errorf("an earlier backup was overwritten: %v", err)
	}

	later := report(t, a, "Paijo")
	op := ledger.Op{ID: ledger.NewOpID(), Scope: a.Accounts.System("verb.test")}
	if err := a.Ledger.Erase(ctx, op, ledger.Subject{Kind: casefile.KindCase, ID: erased}, "request"); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, cfg, file, made); !fault.Is(err, fault.Busy) {
		t.Fatalf("a restore under a running server: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	r, err := Restore(ctx, cfg, file, made)
	if err != nil || !r.Damage.Clean() {
		t.Fatalf("restore: %v %v", err, r.Damage.Lines())
	}
	if r.Erased == 0 {
		t.Error("the erasure after the backup was forgotten")
	}
	b := open(t, cfg)
	if name, _ := nameOf(t, b, kept); name != "Katinem" {
		t.Errorf("the restored name is %q", name)
	}
	if name, _ := nameOf(t, b, erased); name != "" {
		t.Error("the backup brought an erased person back")
	}
	if _, there := nameOf(t, b, later); there {
		t.Error("the restored folder knows what came after the backup")
	}
	if d, err := b.Verify(ctx); err != nil || !d.Clean() {
		t.Errorf("after the restore: %v %v", err, d.Lines())
	}
	if old := open(t, at(cfg, r.Kept)); old != nil {
		if name, _ := nameOf(t, old, later); name != "Paijo" {
			t.Error("the folder that was there before is not kept whole")
		}
	}
}

func TestADamagedBackupReplacesNothing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	cfg := configAt(t, filepath.Join(dir, "data"), "no-encrypt=true")
	a := open(t, cfg)
	id := report(t, a, "Katinem")
	file := filepath.Join(dir, "utuh.tar")
	if _, err := Backup(ctx, cfg, file, made); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(flipped, []byte("Katinem"))] ^= 1
	for name, content := range map[string][]byte{
		"flipped": flipped, "cut": whole[:len(whole)/2], "no end": whole[:len(whole)-4096], "not a backup": []byte("halo"),
		"leads out": escaping(t), "empty": nil,
	} {
		bad := filepath.Join(dir, "rusak.tar")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(ctx, cfg, bad, made); fault.As(err).Key != "app.backup.damaged" {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*restore*")); len(left) > 0 {
			t.Errorf("%s: half a restore lies about: %v", name, left)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "jahat")); err == nil {
		t.Error("a backup wrote outside its folder")
	}
	if name, _ := nameOf(t, open(t, cfg), id); name != "Katinem" {
		t.Error("a damaged backup replaced the data")
	}
}

// A backup of an older program is restored by a newer one, which is when an
// office needs it: brought to the tables and folds of today before it is
// verified. The folder itself is named as old, not as damaged.
func TestABackupOfAnOlderProgramIsRestored(t *testing.T) {
	ctx := context.Background()
	older := map[string][]string{
		"tables": {`DROP VIEW outreach_v_plan_year`, `DROP TABLE plan_year`, `DELETE FROM goose_db_version WHERE version_id = 2422`},
		"folds":  {`UPDATE fold_version SET version = 'older'`, `DELETE FROM search_key`},
	}
	for name, changes := range older {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cfg := configAt(t, filepath.Join(dir, "data"))
			a := open(t, cfg)
			id := report(t, a, "Katinem")
			err := a.DB.Maintain(ctx, func(pool *sql.DB) error {
				for _, q := range changes {
					if _, err := pool.ExecContext(ctx, q); err != nil {
						return err
					}
				}
				return nil
			})
			if err == nil {
				err = a.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "lama.tar")
			if _, err := Backup(ctx, cfg, file, made); err != nil {
				t.Fatal(err)
			}
			read, err := Open(ctx, Options{Config: cfg, ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := read.Verify(ctx); fault.As(err) == nil || fault.As(err).Key != "app.verify.older" {
				t.Errorf("verify of older data says %v", err)
			}
			if err := read.Close(); err != nil {
				t.Fatal(err)
			}
			r, err := Restore(ctx, cfg, file, made)
			if err != nil || !r.Damage.Clean() {
				t.Fatalf("restore: %v %v", err, r.Damage.Lines())
			}
			b := open(t, cfg)
			if name, _ := nameOf(t, b, id); name != "Katinem" {
				t.Errorf("the restored name is %q", name)
			}
			if d, err := b.Verify(ctx); err != nil || !d.Clean() {
				t.Errorf("after the restore: %v %v", err, d.Lines())
			}
		})
	}
}

func escaping(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "../jahat", Size: 1, Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "x"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestVerifyNamesALostAndADamagedScan(t *testing.T) {
	ctx := context.Background()
	cfg := configAt(t, filepath.Join(t.TempDir(), "data"), "no-encrypt=true")
	a := open(t, cfg)
	report(t, a, "Katinem")
	report(t, a, "Wagijem")
	d, err := a.Verify(ctx)
	if err != nil || !d.Clean() || d.Files != 2 || d.Ledger.Events != 4 { // a report and its number's settlement, twice
		t.Fatalf("a clean folder: %v %+v", err, d)
	}
	files, err := filepath.Glob(filepath.Join(a.Attachments.Dir(), "*", "*"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[1], []byte("lain"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err = a.Verify(ctx); err != nil || len(d.Lost) != 1 || len(d.Broken) != 1 {
		t.Fatalf("%v %v", err, d.Lines())
	}
}

// On PostgreSQL only the attachments know that the program was started with a key
// that they were not made with. That is said, and that they are damaged is not;
// among readable ones such a file is.
func TestVerifyTellsAWrongKeyFromDamage(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	url := "database=" + dbtest.PostgresURL(t)
	a := open(t, configAt(t, filepath.Join(dir, "data"), "no-encrypt=true", url))
	report(t, a, "Katinem")
	report(t, a, "Wagijem")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	keyed := configAt(t, filepath.Join(dir, "data"), "key-file="+filepath.Join(dir, "key"), url)
	b := open(t, keyed)
	if _, err := b.Verify(ctx); fault.As(err) == nil || fault.As(err).Key != "attachment.plain" {
		t.Fatalf("files without a key: %v", err)
	}
	report(t, b, "Paijo")
	if d, err := b.Verify(ctx); err != nil || d.Files != 3 || len(d.Broken) != 2 || len(d.Lost) != 0 {
		t.Fatalf("two of three files: %v %v", err, d.Lines())
	}
}

// A PostgreSQL installation comes into a backup file that a folder can be
// restored from.
func TestAPostgresBackupRestoresIntoAFolder(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	cfg := configAt(t, filepath.Join(dir, "data"), "no-encrypt=true", "database="+dbtest.PostgresURL(t))
	a := open(t, cfg)
	id := report(t, a, "Katinem")
	file := filepath.Join(dir, "cadangan.tar")
	if _, err := Backup(ctx, cfg, file, made); err != nil {
		t.Fatal(err)
	}
	to := configAt(t, filepath.Join(dir, "lain"), "no-encrypt=true")
	if r, err := Restore(ctx, to, file, made); err != nil || !r.Damage.Clean() {
		t.Fatalf("%v %v", err, r.Damage.Lines())
	}
	b := open(t, to)
	if name, _ := nameOf(t, b, id); name != "Katinem" {
		t.Errorf("the restored name is %q", name)
	}
	if _, err := Restore(ctx, cfg, file, made); fault.As(err).Key != "app.restore.postgres" {
		t.Errorf("restore into PostgreSQL: %v", err)
	}
}

// What holds nothing yet is said to hold nothing, and is not called broken.
func TestAnEmptyDatabaseIsSaidToBeEmpty(t *testing.T) {
	dir := t.TempDir()
	cfg, err := config.Load("", nil, "data="+dir, "no-encrypt=true")
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Options{URL: databaseURL(cfg)})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Config: cfg, ReadOnly: true}); fault.As(err) == nil || fault.As(err).Key != "app.empty" {
		t.Errorf("an empty database: %v", err)
	}
}
