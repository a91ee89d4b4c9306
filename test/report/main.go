// Command report reads what `go test -json` prints and says what a person
// wants to know of it: each package's verdict, the whole output of what
// failed, the slowest tests, the counts. A skipped test is a failure here: a
// check that does not run is one that cannot fail.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

func main() {
	if !report(os.Stdin, os.Stdout) {
		os.Exit(1)
	}
}

// event is a line of test2json or of the build.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Elapsed    float64
	Output     string
}

type timing struct {
	name    string
	seconds float64
}

// report copies what matters and says whether every test ran and passed.
func report(in io.Reader, out io.Writer) bool {
	output := map[string]*strings.Builder{}
	keep := func(key, text string) {
		if output[key] == nil {
			output[key] = &strings.Builder{}
		}
		output[key].WriteString(text)
	}
	var passed, failed, skipped, broken int
	var slow []timing
	var failures []string

	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil || e.Action == "" {
			// Not of the test: the build speaks, and go test will fail for it.
			fmt.Fprintln(out, lines.Text())
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output":
			keep(key, e.Output)
		case "build-output":
			fmt.Fprint(out, e.Output)
		case "build-fail":
			broken++
		case "pass", "fail", "skip":
			if e.Test == "" {
				verdict(out, e, output[key])
				if e.Action == "fail" {
					broken++
				}
				break
			}
			slow = append(slow, timing{key, e.Elapsed})
			switch e.Action {
			case "pass":
				passed++
			case "fail":
				failed++
				failures = append(failures, key)
			case "skip":
				skipped++
				failures = append(failures, key)
			}
		}
		if e.Action == "pass" {
			delete(output, key)
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(out, "report:", err)
		broken++
	}

	for _, key := range failures {
		fmt.Fprintf(out, "\n--- %s\n%s", key, output[key])
	}
	slowest(out, slow)
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if skipped > 0 {
		fmt.Fprintln(out, "a skipped test counts as failed")
	}
	return failed == 0 && skipped == 0 && broken == 0 && passed > 0
}

// verdict prints a package's line, and with a failure what no test owns: a
// panic, a data race, a goroutine left behind.
func verdict(out io.Writer, e event, said *strings.Builder) {
	if e.Action == "skip" {
		return // no test files
	}
	fmt.Fprintf(out, "%-4s %6.1f s  %s\n", e.Action, e.Elapsed, e.Package)
	if e.Action == "fail" && said != nil {
		fmt.Fprint(out, said)
	}
}

func slowest(out io.Writer, slow []timing) {
	sort.Slice(slow, func(i, j int) bool { return slow[i].seconds > slow[j].seconds })
	fmt.Fprintln(out)
	for _, t := range slow[:min(5, len(slow))] {
		if t.seconds >= 1 {
			fmt.Fprintf(out, "%8.1f s  %s\n", t.seconds, t.name)
		}
	}
}
