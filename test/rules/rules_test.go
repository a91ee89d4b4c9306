package rules

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestRepository(t *testing.T) {
	repository, err := read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(repository.source) == 0 {
		t.Fatal("no source found: the rules would hold of nothing")
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, place := range r.check(repository) {
				t.Error(place)
			}
		})
	}
}

// Every rule is shown a checkout that breaks it and one that keeps it: a check
// that cannot fail is none.
func TestEachRuleSeesItsViolation(t *testing.T) {
	const db = module + "/internal/db"
	file := func(pkg string, imports ...string) string {
		text := "// Package " + pkg + " is.\npackage " + pkg + "\n"
		for _, i := range imports {
			text += "import _ \"" + i + "\"\n"
		}
		return text
	}
	asks := func(field string) string {
		return "package intake\nimport \"" + module + "/internal/web\"\nvar f = " + field + "\n"
	}
	room := func(name string) string { return module + "/internal/" + name }
	tests := []struct {
		rule       func(tree) []string
		name       string
		path, text string
		wrong      bool
	}{
		{roomImports, "a step imports the ledger", "internal/intake/service.go", file("intake", room("ledger")), false},
		{roomImports, "steps import each other", "internal/intake/service.go", file("intake", room("outreach")), true},
		{roomImports, "a step imports a meeting room", "internal/intake/service.go", file("intake", room("desk")), true},
		{roomImports, "a leaning room imports an earlier one", "internal/account/a.go", file("account", room("ledger")), false},
		{roomImports, "a leaning room imports a later one", "internal/ledger/a.go", file("ledger", room("account")), true},
		{roomImports, "a noun imports an earlier one", "internal/casefile/a.go", file("casefile", room("authority")), false},
		{roomImports, "a noun imports a later one", "internal/region/a.go", file("region", room("resident")), true},
		{roomImports, "a noun imports the ground", "internal/casefile/a.go", file("casefile", db), true},
		{roomImports, "an engine imports a noun", "internal/linkage/a.go", file("linkage", room("resident")), false},
		{roomImports, "an engine imports the ground", "internal/linkage/a.go", file("linkage", db), true},
		{roomImports, "ground imports ground and fault", "internal/web/a.go", file("web", room("i18n"), room("fault")), false},
		{roomImports, "ground imports a noun", "internal/web/a.go", file("web", room("region")), true},
		{roomImports, "bench imports demo", "internal/bench/a.go", file("bench", room("demo")), false},
		{roomImports, "demo imports app", "internal/demo/a.go", file("demo", room("app")), true},
		{roomImports, "anything imports cmd", "internal/app/a.go", file("app", module+"/cmd/jempol"), true},
		{roomImports, "a room outside the plan", "internal/attic/a.go", file("attic"), true},
		{roomImports, "a test may look everywhere", "internal/intake/a_test.go", file("intake_test", room("outreach")), false},
		{testsStayOut, "a room imports its test package", "internal/ledger/a.go", file("ledger", db+"/dbtest"), true},
		{testsStayOut, "a test imports it", "internal/ledger/a_test.go", file("ledger", db+"/dbtest"), false},
		{testsStayOut, "the program imports test/", "cmd/jempol/a.go", file("main", module+"/test/program"), true},
		{keptLibraries, "db imports a driver", "internal/db/a.go", file("db", "github.com/jackc/pgx/v5/stdlib"), false},
		{keptLibraries, "a step imports a driver", "internal/intake/a.go", file("intake", "github.com/ncruces/go-sqlite3/driver"), true},
		{keptLibraries, "a step imports a PDF library", "internal/handover/a.go", file("handover", "codeberg.org/go-pdf/fpdf"), true},
		{keptLibraries, "a step imports an XLSX library", "internal/intake/a.go", file("intake", "github.com/xuri/excelize/v2"), true},
		{keptLibraries, "document imports both", "internal/document/a.go", file("document", "codeberg.org/go-pdf/fpdf", "github.com/xuri/excelize/v2"), false},
		{httpPlaces, "HTTP in web.go", "internal/intake/web.go", file("intake", "net/http"), false},
		{httpPlaces, "HTTP in service.go", "internal/intake/service.go", file("intake", "net/http"), true},
		{httpPlaces, "a part of HTTP in rows.go", "internal/intake/rows.go", file("intake", "net/http/cookiejar"), true},
		{httpPlaces, "HTTP anywhere in account", "internal/account/session.go", file("account", "net/http"), false},
		{scopeLiterals, "a step makes a Scope", "internal/intake/a.go", "package intake\nimport \"" + db + "\"\nvar s = db.Scope{Office: \"x\"}\n", true},
		{scopeLiterals, "under another name", "internal/intake/a.go", "package intake\nimport ground \"" + db + "\"\nvar s = &ground.Scope{}\n", true},
		{scopeLiterals, "a list of them", "internal/intake/a.go", "package intake\nimport \"" + db + "\"\nvar s = []db.Scope{{Office: \"x\"}}\n", true},
		{scopeLiterals, "a dot import", "internal/intake/a.go", "package intake\nimport . \"" + db + "\"\nvar s = []Scope{{Office: \"x\"}}\n", true},
		{scopeLiterals, "account makes one", "internal/account/a.go", "package account\nimport \"" + db + "\"\nvar s = db.Scope{}\n", false},
		{scopeLiterals, "a step takes one", "internal/intake/a.go", "package intake\nimport \"" + db + "\"\nfunc f(s db.Scope) {}\n", false},
		{packageNames, "helpers", "internal/intake/helpers/a.go", file("helpers"), true},
		{packageNames, "a speaking name", "internal/intake/a.go", file("intake"), false},
		{packageDocs, "no doc comment", "internal/intake/a.go", "package intake\n", true},
		{packageDocs, "a doc comment", "internal/intake/a.go", file("intake"), false},
		{fileLength, "501 lines", "internal/intake/a.go", file("intake") + strings.Repeat("//\n", 499), true},
		{fileLength, "500 lines", "internal/intake/a.go", file("intake") + strings.Repeat("//\n", 498), false},
		{pagePurity, "a style element", "internal/intake/html/a.html", "<style>p{}</style>", true},
		{pagePurity, "a style attribute", "internal/intake/html/a.html", `<p style="color:red">`, true},
		{pagePurity, "a script", "internal/intake/html/a.html", `<script src="/x.js"></script>`, true},
		{pagePurity, "an event handler", "internal/intake/html/a.html", `<p onclick="x()">`, true},
		{pagePurity, "the shell's script", "internal/web/html/shell.html", `<script src="/aset/htmx.js"></script>`, false},
		{pagePurity, "the shell's style", "internal/web/html/shell.html", `<style></style>`, true},
		{pagePurity, "a stylesheet of a room's own", "internal/intake/html/a.css", "p{}", true},
		{pagePurity, "a plain page", "internal/intake/html/a.html", `<p class="note">{{t "intake.one"}}</p>`, false},
		{hints, "a field without help", "internal/intake/web.go", asks(`&web.Input{Label: web.Ask("nama", "intake.name").Must(), Max: 3}`), true},
		{hints, "a day without help", "internal/intake/web.go", asks(`web.Day(web.Ask("tanggal", "intake.day"), "")`), true},
		{hints, "a field inside another", "internal/intake/web.go", asks(`&web.WithCert{Input: web.Input{Label: web.Ask("nama", "intake.name")}}`), true},
		{hints, "a field with help", "internal/intake/web.go", asks(`&web.Input{Label: web.Ask("nama", "intake.name", "intake.name.hint")}`), false},
		{hints, "what everybody knows", "internal/intake/web.go", asks(`&web.Input{Label: web.Ask("rt", "RT")}`), false},
		{hints, "a choice", "internal/intake/web.go", asks(`&web.Radios{Label: web.Ask("jk", "intake.sex")}`), false},
		{officeDays, "a zone of its own", "internal/intake/a.go", "package intake\nimport \"time\"\nvar WIB = time.FixedZone(\"\", 1)\n", true},
		{officeDays, "another room's", "internal/intake/a.go", "package intake\nvar day = casefile.WIB\n", true},
		{officeDays, "the machine's zone", "internal/intake/a.go", "package intake\nimport \"time\"\nvar z = time.Local\n", true},
		{officeDays, "the definition", "internal/region/zone.go", "package region\nimport \"time\"\nvar w = time.FixedZone(\"WIB\", 1)\n", false},
		{officeDays, "a word", "internal/intake/a.go", "package intake\n// WIB.\nvar s = \"WIB\"\n", false},
		{schemaNames, "a numbered file", "internal/schema/0400_intake_tables.sql", "", false},
		{schemaNames, "an unnumbered file", "internal/schema/intake.sql", "", true},
		{schemaNames, "a room outside the plan", "internal/schema/0400_attic_tables.sql", "", true},
		{schemaNames, "a migration in a room", "internal/intake/0400_intake_tables.sql", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			example, err := read(fstest.MapFS{tt.path: {Data: []byte(tt.text)}})
			if err != nil {
				t.Fatal(err)
			}
			if found := tt.rule(example); (len(found) > 0) != tt.wrong {
				t.Errorf("found %v", found)
			}
		})
	}
}

func TestMigrationsHaveNumbersOfTheirOwn(t *testing.T) {
	twice, err := read(fstest.MapFS{
		"internal/schema/0400_intake_tables.sql": {},
		"internal/schema/0400_intake_views.sql":  {},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(schemaNames(twice)) != 1 {
		t.Error("two migrations with one number pass")
	}
}

// A room that no floor knows could import what it likes: the plan names every
// folder, and nothing twice.
func TestThePlanNamesEachRoomOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range house {
		for _, room := range l.rooms {
			if seen[room] {
				t.Errorf("%s is on two floors", room)
			}
			seen[room] = true
		}
	}
}
