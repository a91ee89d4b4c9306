package browser

import (
	"flag"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// The journeys note here what they went through, and TestMain holds it against
// what the service has: every role, every side exit, every outcome of the
// biometric check. A new one needs a journey from its first day.
var walked = struct {
	sync.Mutex
	by map[string]map[string]bool // kind: code
}{by: map[string]map[string]bool{}}

const (
	aRole   = "role"
	anExit  = "side exit"
	aResult = "biometric outcome"
)

// through notes that a journey went through something, once it has seen it.
func through(kind, code string) {
	walked.Lock()
	defer walked.Unlock()
	if walked.by[kind] == nil {
		walked.by[kind] = map[string]bool{}
	}
	walked.by[kind][code] = true
}

// unwalked is what no journey goes through, and why.
var unwalked = map[string]string{
	aRole + " " + string(authority.System): "jobs and the command line: no browser",
}

// asked is what the journeys have to go through.
func asked() map[string][]string {
	out := map[string][]string{aResult: {casefile.BioLocal, casefile.BioElsewhere, casefile.BioNotFound, casefile.BioPending, casefile.BioFailed, casefile.BioRepeat}}
	for _, r := range authority.Roles() {
		out[aRole] = append(out[aRole], string(r))
	}
	for _, e := range casefile.Exits() {
		out[anExit] = append(out[anExit], string(e.Exit))
	}
	return out
}

func notWalked() (missing []string) {
	walked.Lock()
	defer walked.Unlock()
	for kind, codes := range asked() {
		for _, code := range codes {
			if !walked.by[kind][code] && unwalked[kind+" "+code] == "" {
				missing = append(missing, kind+" "+code)
			}
		}
		for code := range walked.by[kind] {
			if !slices.Contains(codes, code) {
				missing = append(missing, kind+" "+code+", which the service does not have")
			}
		}
	}
	slices.Sort(missing)
	return missing
}

// TestMain runs the tests and then looks what the journeys left out; a part of
// them proves nothing of the whole.
func TestMain(m *testing.M) {
	code := m.Run()
	if err := os.RemoveAll(district.dir); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		code = 1
	}
	if missing := notWalked(); code == 0 && wholeRun() && len(missing) > 0 {
		os.Stderr.WriteString("FAIL: no journey goes through: " + strings.Join(missing, "; ") + "\n")
		code = 1
	}
	os.Exit(code)
}

// wholeRun says that no journey was left out by its name.
func wholeRun() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" && f.Value.String() != "TestJourney" {
			return false
		}
	}
	return true
}

// The table of docs/process.md names each journey that there is, and none else.
func TestEveryJourneyStandsInTheProcess(t *testing.T) {
	process, err := os.ReadFile("../../docs/process.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), "journey_") {
			continue
		}
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (TestJourney\w+)`).FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
	}
	told := map[string]bool{}
	for _, name := range regexp.MustCompile(`TestJourney\w+`).FindAllString(string(process), -1) {
		told[name] = true
	}
	if !maps.Equal(there, told) {
		t.Errorf("the process tells of %v, and there are %v", slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(there)))
	}
	if len(there) < 12 {
		t.Errorf("%d journeys, and twelve are promised", len(there))
	}
}
