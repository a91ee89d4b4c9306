package browser

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/test/program"
)

// demoDay is the day on which the demonstration of these tests looks at its
// district, so that pictures stay the same from run to run.
const demoDay = "2021-06-14"

// It is a quiet morning there whatever the clock on the wall says: a day that is
// driven would end in the middle of a journey that begins before midnight, and
// no team leaves in the night. The district is built before anybody looks.
const (
	buildHour = "T08:00"
	demoHour  = "T09:00"
)

// district is a demonstration on SQLite that is built once and copied for each
// test: to build it takes as much of a processor as a short journey. It outlives
// the test that came first; TestMain removes it.
var district struct {
	once   sync.Once
	dir    string
	failed error
}

func demoArgs(dir, hour string, args ...string) []string {
	return append([]string{"demo", "--data", dir, "--today", demoDay + hour, "--residents", "4000"}, args...)
}

// copyDistrict puts the built district into a folder.
func copyDistrict(t *testing.T, dir string) {
	t.Helper()
	d := &district
	d.once.Do(func() {
		if d.dir, d.failed = os.MkdirTemp("", "jempol-district-"); d.failed != nil {
			return
		}
		if out, code := program.Run(t, demoArgs(d.dir, buildHour, "--prepare")...); code != 0 {
			d.failed = fmt.Errorf("the district was not built: %s", out)
		}
	})
	err := d.failed
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(d.dir))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// startDemo starts the real program with a synthetic district: a copy of the one
// on SQLite, or one of its own if the flags say where else.
func startDemo(t *testing.T, args ...string) (*program.Program, *Browser) {
	t.Helper()
	dir := t.TempDir()
	if len(args) == 0 {
		copyDistrict(t, dir)
	}
	p := program.Start(t, program.Options{Ready: 3 * time.Minute, Args: demoArgs(dir, demoHour, args...)})
	t.Cleanup(func() {
		if bad := program.PersonalLines(p.Output()); len(bad) > 0 {
			t.Errorf("the log holds what looks like a NIK: %v", bad)
		}
	})
	b := Open(t, p.URL)
	b.data = dir
	return p, b
}
