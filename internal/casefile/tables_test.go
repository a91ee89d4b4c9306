package casefile_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// TestTablesAreThoseOfTheMigration compares what the fold fills with what the
// database has.
func TestTablesAreThoseOfTheMigration(t *testing.T) {
	files, err := filepath.Glob("../schema/*_casefile_*.sql")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	sql := ""
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sql += regexp.MustCompile(`--[^\n]*`).ReplaceAllString(string(text), "")
	}
	made := map[string][]string{}
	keys := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\)\s*(?:/\*.*?\*/)?;`).FindAllStringSubmatch(sql, -1) {
		for line := range strings.Lines(m[2]) {
			f := strings.Fields(line)
			switch {
			case len(f) == 0:
			case f[0] == "PRIMARY":
				inner := line[strings.Index(line, "(")+1 : strings.LastIndex(line, ")")]
				for c := range strings.SplitSeq(inner, ",") {
					keys[m[1]] = append(keys[m[1]], strings.TrimSpace(c))
				}
			default:
				made[m[1]] = append(made[m[1]], f[0])
			}
		}
	}
	for _, m := range regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN (\w+)`).FindAllStringSubmatch(sql, -1) {
		made[m[1]] = append(made[m[1]], m[2])
	}
	tables := cf.NewKind().Tables
	if len(tables) != len(made) {
		t.Errorf("the fold fills %d tables, the migration makes %d", len(tables), len(made))
	}
	for _, tab := range tables {
		want := append([]string{"office_id", tab.SubjectColumn}, tab.Columns...)
		if !slices.Equal(made[tab.Name], want) {
			t.Errorf("%s has %v, the fold fills %v", tab.Name, made[tab.Name], want)
		}
		want = append([]string{"office_id", tab.SubjectColumn}, tab.Key...)
		if !slices.Equal(keys[tab.Name], want) {
			t.Errorf("%s has the key %v, the fold %v", tab.Name, keys[tab.Name], want)
		}
	}
}

func TestCatalogueKnowsEveryEventOnce(t *testing.T) {
	source, err := os.ReadFile("events.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, e := range cf.Catalogue() {
		seen[e.Type]++
		if e.Version != 1 || e.Kind == cf.KindCase && e.Body == nil {
			t.Errorf("%+v", e)
		}
	}
	found := regexp.MustCompile(`=\s+"([a-z]+\.[a-z_]+)"`).FindAllStringSubmatch(string(source), -1)
	for _, m := range found {
		if seen[m[1]] != 1 {
			t.Errorf("%s is %d times in the catalogue", m[1], seen[m[1]])
		}
	}
	if len(found) != len(seen) {
		t.Errorf("%d constants, %d in the catalogue", len(found), len(seen))
	}
}

// TestMayKnowsEveryEventOfACase: an event type without a line in the table
// would be parked for ever.
func TestMayKnowsEveryEventOfACase(t *testing.T) {
	st := begin(t, cf.NeedKK).state()
	for _, e := range cf.Catalogue() {
		err := st.May(e.Type, cf.NeedKK)
		unknown := err != nil && strings.HasSuffix(err.Error(), "casefile.may.unknown")
		if own := e.Kind == cf.KindCase || e.Kind == ""; unknown == own {
			t.Errorf("%s: %v", e.Type, err)
		}
	}
}

// TestEveryKeyHasATextInBothLanguages reads the keys that the package's source
// and data can yield.
func TestEveryKeyHasATextInBothLanguages(t *testing.T) {
	var keys []string
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(casefile\.(?:may|parked)\.[a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			keys = append(keys, m[1])
		}
		if strings.HasPrefix(f, "work") {
			for _, m := range regexp.MustCompile(`(?:reason: |days\w+, |0, |days\w+\), )"([a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
				keys = append(keys, "casefile.work."+m[1])
			}
		}
	}
	keys = append(keys, "casefile.work.returned", "casefile.work.deferred", "casefile.work.recording", "casefile.work.biometric")
	for _, s := range cf.Stages() {
		keys = append(keys, "casefile.stage."+string(s))
	}
	for _, p := range cf.Phases() {
		keys = append(keys, "casefile.phase."+string(p))
	}
	for _, f := range cf.Flows() {
		keys = append(keys, "casefile.need."+f.Need)
	}
	for _, r := range cf.Exits() {
		keys = append(keys, "casefile.exit."+string(r.Exit))
		for _, c := range r.Reasons {
			keys = append(keys, "casefile.exit."+string(r.Exit)+"."+c)
		}
	}
	for _, c := range cf.CorrectionReasons {
		keys = append(keys, "casefile.why."+c)
	}
	for _, s := range cf.Statuses() {
		keys = append(keys, "casefile.enrolment."+string(cf.EnrolmentOf(s)))
	}
	if len(keys) < 150 {
		t.Fatalf("only %d keys found: this test has gone blind", len(keys))
	}
	for _, lang := range []string{"id", "en"} {
		text, err := os.ReadFile("../i18n/locales/casefile." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if !strings.Contains(string(text), `"`+k+`" = "`) {
				t.Errorf("%s has no text in %s", k, lang)
			}
		}
	}
}

func TestFlowsAreInOrder(t *testing.T) {
	for _, f := range cf.Flows() {
		prev := cf.StageVisited
		for _, s := range f.Stages {
			if !prev.Before(s) || f.Before(s) != prev || !f.Has(s) {
				t.Errorf("%s: %s after %s", f.Need, s, prev)
			}
			prev = s
		}
		if prev != cf.StageClosed {
			t.Errorf("%s ends at %s", f.Need, prev)
		}
		if f.WaitsFor != "" {
			if _, ok := cf.FlowOf(f.WaitsFor); !ok {
				t.Errorf("%s waits for %q", f.Need, f.WaitsFor)
			}
		}
	}
	if len(cf.Stages()) != 13 || len(cf.Phases()) != 6 || len(cf.Exits()) != 8 {
		t.Error("thirteen stages, six phases, eight exits")
	}
}

// TestStepsAddTheirRows: a step sees the folded case and the events with effect.
func TestStepsAddTheirRows(t *testing.T) {
	h := begin(t, cf.NeedKK).met()
	h.add(cf.Issued, cf.IssuedBody{Need: cf.NeedKK}) // has no effect
	step := cf.StepRows{
		Tables: []cf.Table{{Name: "visit", SubjectColumn: "case_id", Columns: []string{"n", "stage"}}},
		Rows: func(st cf.State, events []cf.Event) []cf.Row {
			return []cf.Row{{Table: "visit", Values: []any{int64(len(events)), string(st.Stage)}}}
		},
	}
	k := cf.NewKind(step)
	if last := k.Tables[len(k.Tables)-1]; last.Name != "visit" {
		t.Errorf("tables end with %s", last.Name)
	}
	rows := k.Fold(caseID, h.events).Rows
	if last := rows[len(rows)-1]; last.Table != "visit" || last.Values[0] != int64(4) || last.Values[1] != "visited" {
		t.Errorf("%+v", last)
	}
	if k.Fold(caseID, nil).Rows != nil {
		t.Error("rows without a report")
	}
}

// checkRows fails on rows that a database would refuse.
func checkRows(t interface{ Fatalf(string, ...any) }, k cf.Kind, rows []cf.Row) {
	byName := map[string]cf.Table{}
	for _, tab := range k.Tables {
		byName[tab.Name] = tab
	}
	seen := map[string]bool{}
	for _, r := range rows {
		tab, ok := byName[r.Table]
		if !ok || len(r.Values) != len(tab.Columns) {
			t.Fatalf("a row of %d values in %s", len(r.Values), r.Table)
		}
		key := r.Table
		for i, c := range tab.Columns {
			switch v := r.Values[i].(type) {
			case string:
				if strings.ContainsRune(v, 0) {
					t.Fatalf("%s.%s holds a NUL", r.Table, c)
				}
				if slices.Contains(tab.Key, c) {
					key += "\x00" + v
				}
			case int64:
			default:
				t.Fatalf("%s.%s is a %T", r.Table, c, v)
			}
		}
		if seen[key] {
			t.Fatalf("two rows with one key in %s", r.Table)
		}
		seen[key] = true
	}
}

// checkWork fails where an open case has no work, or work that its role may not do.
func checkWork(t interface{ Fatalf(string, ...any) }, st cf.State) {
	work := st.Work()
	open := 0
	for _, w := range work {
		if w.Action != cf.Noted {
			open++
		}
		if authority.Reaches(w.Role, authority.Action(w.Action)) == authority.None {
			t.Fatalf("%s may not do %s", w.Role, w.Action)
		}
	}
	if st.Open() && open == 0 {
		t.Fatalf("an open case at %s has no work: %+v", st.Stage, st.Needs)
	}
}
