package ledger

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

const crashFile = "JEMPOL_TEST_CRASH_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		saveUntilKilled(path)
		return
	}
	if url := os.Getenv(refoldDatabase); url != "" {
		refoldUntilKilled(url)
		return
	}
	os.Exit(m.Run())
}

// saveUntilKilled is the other process: eight people save, and what was
// acknowledged is printed.
func saveUntilKilled(path string) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: "sqlite:" + path, Readers: 2})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	l, err := Open(ctx, d, Options{Office: office, Replica: "office", IsOffice: true, Kinds: []casefile.Kind{small()}})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	r := &rig{Ledger: l, d: d}
	var out sync.Mutex
	var wg sync.WaitGroup
	for c := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; ; i++ {
				rec, err := r.try(act("coordinator"), named(fmt.Sprint("case-", i%5), fmt.Sprint("Nama ", c)), noted(fmt.Sprint("case-", c), "catatan"))
				out.Lock()
				if err != nil {
					fmt.Println("error", err)
					os.Exit(1)
				}
				fmt.Println("saved", rec.Events[0], rec.Events[1])
				out.Unlock()
			}
		}()
	}
	wg.Wait()
}

// A process that is killed while it saves loses nothing that it acknowledged
// and damages nothing.
func TestKilledWhileSaving(t *testing.T) {
	times := 50
	if raceDetector || testing.Short() {
		times = 10
	}
	image, err := blankImage()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "jempol.db")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for range times {
		cmd := exec.Command(program, "-test.run=^$")
		cmd.Env = append(os.Environ(), crashFile+"="+path)
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(pipe)
		var saved []string
		for lines.Scan() {
			saved = append(saved, lines.Text())
			if len(saved) == 1 { // it saves: now at any moment
				time.AfterFunc(time.Duration(rand.IntN(120))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
		}
		_ = cmd.Wait()
		if len(saved) == 0 {
			t.Fatal("the other process saved nothing")
		}
		for i, line := range saved {
			f := strings.Fields(line)
			if len(f) == 3 && f[0] == "saved" && len(f[2]) == 64 {
				all = append(all, f[1], f[2])
			} else if i < len(saved)-1 || strings.HasPrefix(line, "error") {
				t.Fatalf("the other process says %q", line)
			}
		}
		checkAfterCrash(t, path, all)
	}
	t.Logf("%d acknowledged events in %d runs", len(all), times)
}

func checkAfterCrash(t *testing.T, path string, acknowledged []string) {
	t.Helper()
	d, err := db.Open(context.Background(), db.Options{URL: "sqlite:" + path, Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	r := openRig(t, d)
	r.clean()
	there := map[string]bool{}
	for _, e := range r.all() {
		there[e.ID] = true
	}
	for _, id := range acknowledged {
		if !there[id] {
			t.Errorf("event %s was acknowledged and is gone", id)
		}
	}
}
