package register_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/schema"
)

// crashFolder names the folder of the process that is killed; crashImport what
// it loads.
const (
	crashFolder = "JEMPOL_TEST_CRASH_FOLDER"
	crashImport = "JEMPOL_TEST_CRASH_IMPORT"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		o, err := openOffice(context.Background(), dir)
		if err == nil {
			err = o.im.LoadNow(context.Background(), o.scope, os.Getenv(crashImport), func(done, _ int64) error {
				fmt.Println("loaded", done)
				return nil
			})
		}
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("done")
		return
	}
	os.Exit(m.Run())
}

// anOffice is an installation in a folder, as a process opens it.
type anOffice struct {
	d     *db.DB
	im    *register.Imports
	scope db.Scope
}

func openOffice(ctx context.Context, dir string) (*anOffice, error) {
	d, err := db.Open(ctx, db.Options{URL: "sqlite:" + filepath.Join(dir, "jempol.db"), Key: make([]byte, 32), Readers: 2})
	if err != nil {
		return nil, err
	}
	if err := schema.Migrate(ctx, d); err != nil {
		return nil, err
	}
	l, err := ledger.Open(ctx, d, ledger.Options{Office: "3503", Replica: "office", IsOffice: true, Kinds: []casefile.Kind{casefile.NewKind()}})
	if err != nil {
		return nil, err
	}
	acc := account.New(account.Options{Office: "3503", DB: d, Ledger: l})
	files, err := attachment.Open(d, filepath.Join(dir, "files"), nil)
	if err != nil {
		return nil, err
	}
	im := register.NewImports(register.Deps{Office: "3503", District: "35.03", DB: d, Accounts: acc, Files: files, Register: register.Open(d, l)})
	return &anOffice{d, im, acc.System("verb.test")}, nil
}

// A process that is killed while it loads loses nobody and brings nobody twice;
// the next one goes on where it was, and until the end nobody sees half of it.
func TestKilledWhileLoading(t *testing.T) {
	const people = 12_000
	dir := t.TempDir()
	ctx := t.Context()
	o, err := openOffice(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	file.WriteString(siakHead)
	for n := range people {
		fmt.Fprintf(&file, ";350304%02d%02d%02d9%03d;ORANG %d;1;;%02d-%02d-19%02d;;;;;;PRINGAPUS;DONGKO;SUDAH\n", n%28+1, n/28%12+1, n/336+50, n%1000, n, n%28+1, n/28%12+1, n/336+50)
	}
	i, err := o.im.Bring(ctx, o.scope, siak, "", strings.NewReader(file.String()))
	if err == nil {
		err = o.im.Check(ctx, o.scope, i.ID, quiet)
	}
	if err == nil {
		err = o.d.Write(ctx, "3503", func(tx *db.Tx) error { return o.im.Load(tx, "3503", i.ID) })
	}
	if err == nil {
		err = o.d.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	kills := 0
	for done := false; !done; {
		cmd := exec.Command(program, "-test.run=^$")
		cmd.Env = append(os.Environ(), crashFolder+"="+dir, crashImport+"="+i.ID)
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := 0
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Fatalf("the other process says %q", lines.Text())
			}
			done = done || lines.Text() == "done"
			if said++; said == 1 && kills < 6 { // it loads: now at any moment
				time.AfterFunc(time.Duration(rand.IntN(60*(kills+1)))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
		}
		_ = cmd.Wait()
		if !done {
			kills++
			look, err := openOffice(ctx, dir)
			if err != nil {
				t.Fatal(err)
			}
			state, err := look.im.Get(ctx, look.scope, i.ID)
			var seen int
			if err == nil {
				err = look.d.QueryRow(ctx, `SELECT COUNT(*) FROM register_source WHERE generation > 0`).Scan(&seen)
			}
			if err != nil || (seen > 0) != (state.State == register.StateLoaded) {
				t.Fatalf("after a kill: %s, %d sources, %v", state.State, seen, err)
			}
			if err := look.d.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if o, err = openOffice(ctx, dir); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.d.Close() }()
	end, err := o.im.Get(ctx, o.scope, i.ID)
	if err != nil || end.State != register.StateLoaded || end.Loaded != people || end.Changes != (register.Changes{Added: people}) || end.Kept {
		t.Errorf("%+v %v", end, err)
	}
	for q, want := range map[string]int{`SELECT COUNT(*) FROM resident_record`: people, `SELECT COUNT(DISTINCT nik) FROM resident_record`: people,
		`SELECT COUNT(*) FROM register_key WHERE term LIKE 'i:%'`: people, `SELECT COUNT(*) FROM register_key WHERE term LIKE 'n:%'`: people} {
		var n int
		if err := o.d.QueryRow(ctx, q).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d, want %d, %v", q, n, want, err)
		}
	}
	t.Logf("killed %d times", kills)
}
