// Package load runs the benchmarks of the program small, so that they work on
// the day on which somebody needs their figures.
package load

import (
	"encoding/json"
	"os/exec"
	"testing"

	"github.com/jempolkeren/jempol/internal/bench"
	"github.com/jempolkeren/jempol/test/program"
)

func TestPagesAreMeasured(t *testing.T) {
	out, err := exec.Command(program.Binary(t), "bench", "pages", "--residents", "400", "--cases", "100", "--users", "12",
		"--think", "200ms", "--saves", "0.2", "--warm", "1s", "--time", "4s", "--rows", "40", "--json").Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, err.(*exec.ExitError).Stderr)
	}
	var r bench.Report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	if r.Errors != 0 || r.Read.Errors != 0 || r.Save.Errors != 0 {
		t.Errorf("errors: %v", r.Examples)
	}
	for _, page := range []string{"home", "search", "case", "list", "save"} {
		f := r.Pages[page]
		if f.Count == 0 || f.P50 <= 0 || f.P50 > f.P95 || f.P95 > f.P99 || f.P99 > f.Max {
			t.Errorf("%s: %+v", page, f)
		}
	}
	if r.Import.Rows < 30 || r.Rows <= 0 || r.Data.Cases < 100 || r.Data.Residents != 400 || !r.Data.Encrypted || r.RSS <= 0 {
		t.Errorf("%+v %+v", r.Import, r.Data)
	}
	if r.Machine.Cores == 0 || r.Machine.Engine != "sqlite" || r.Machine.Version == "" || r.Machine.Date == "" {
		t.Errorf("%+v", r.Machine)
	}
}
