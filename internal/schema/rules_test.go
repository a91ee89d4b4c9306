package schema

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
)

var (
	comments = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)
	literals = regexp.MustCompile(`'(?:[^']|'')*'`)
	spaces   = regexp.MustCompile(`\s+`)

	// One schema must serve SQLite, PostgreSQL and Citus.
	forbidden = regexp.MustCompile(`(?i)\b(TRIGGER|SEQUENCE|SERIAL|BIGSERIAL|SMALLSERIAL|IDENTITY|AUTOINCREMENT|JSONB?|BOOLEAN|BOOL|` +
		`TIMESTAMP|TIMESTAMPTZ|DATETIME|DATE|TIME|INTERVAL|INTEGER|INT|VARCHAR|CHAR|NUMERIC|DECIMAL|REAL|FLOAT|BLOB|UUID|` +
		`CURRENT_TIMESTAMP|CURRENT_DATE|NOW|RANDOM|GEN_RANDOM_UUID|COLLATE|STRICT|WITHOUT|GLOB|ILIKE|EXTENSION|FUNCTION|PRAGMA|GOOSE)\b|::|->`)
	createTable = regexp.MustCompile(`(?i)^CREATE TABLE (?:IF NOT EXISTS )?(\w+) ?\((.*)\)$`)
	createIndex = regexp.MustCompile(`(?i)^CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+) ?\((.*)$`)
	createView  = regexp.MustCompile(`(?i)^CREATE VIEW (\w+) AS `)
	keyLists    = regexp.MustCompile(`(?i)(PRIMARY KEY|UNIQUE|FOREIGN KEY|REFERENCES \w+) ?\(([^)]*)\)`)
	bareKeys    = regexp.MustCompile(`(?i)(PRIMARY KEY|UNIQUE|REFERENCES \w+)(?: ?[^( ]|$)`)
)

// check names what a migration does against the rules.
func check(name, text string) (wrong []string) {
	say := func(s string) { wrong = append(wrong, name+": "+s) }
	if !strings.HasPrefix(text, "-- ") {
		say("does not begin with a comment that says why")
	}
	parts := fileName.FindStringSubmatch(name)
	if parts == nil {
		say("is not NNNN_<room>_<what>.sql")
		return wrong
	}
	plain := literals.ReplaceAllString(comments.ReplaceAllString(text, " "), "''")
	if w := forbidden.FindString(plain); w != "" {
		say("uses " + w)
	}
	for statement := range strings.SplitSeq(plain, ";") {
		s := strings.TrimSpace(spaces.ReplaceAllString(statement, " "))
		switch {
		case s == "":
		case createTable.MatchString(s):
			m := createTable.FindStringSubmatch(s)
			for _, w := range checkTable(m[2]) {
				say("table " + m[1] + ": " + w)
			}
		case createIndex.MatchString(s):
			m := createIndex.FindStringSubmatch(s)
			if !beginsWithOffice(m[3]) {
				say("index " + m[1] + " does not begin with office_id")
			}
		case createView.MatchString(s):
			if v := createView.FindStringSubmatch(s)[1]; !strings.HasPrefix(v, parts[2]+"_v_") {
				say("view " + v + " is not named " + parts[2] + "_v_*")
			}
		case strings.HasPrefix(s, "CREATE TABLE"), strings.HasPrefix(s, "CREATE INDEX"), strings.HasPrefix(s, "CREATE UNIQUE"):
			say("cannot be read: " + s)
		}
	}
	return wrong
}

func checkTable(body string) (wrong []string) {
	if !strings.HasPrefix(strings.TrimSpace(body), "office_id TEXT NOT NULL") {
		wrong = append(wrong, "the first column is not office_id TEXT NOT NULL")
	}
	if !regexp.MustCompile(`(?i)PRIMARY KEY ?\(`).MatchString(body) {
		wrong = append(wrong, "no PRIMARY KEY (office_id, ...)")
	}
	for _, k := range keyLists.FindAllStringSubmatch(body, -1) {
		if !beginsWithOffice(k[2]) {
			wrong = append(wrong, k[0]+" does not begin with office_id")
		}
	}
	for _, k := range bareKeys.FindAllString(body, -1) {
		wrong = append(wrong, "a key on one column: "+k)
	}
	return wrong
}

func beginsWithOffice(list string) bool {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimRight(strings.TrimSpace(first), ") ") == "office_id"
}

func TestMigrationsObeyTheRules(t *testing.T) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	numbers := map[string]string{}
	for _, n := range names {
		text, err := files.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range check(n, string(text)) {
			t.Error(w)
		}
		if other, taken := numbers[n[:4]]; taken {
			t.Errorf("%s and %s have the same number", other, n)
		}
		numbers[n[:4]] = n
	}
}

// The rules must catch what they are for.
func TestRulesCatch(t *testing.T) {
	const good = `CREATE TABLE a (office_id TEXT NOT NULL, id TEXT NOT NULL, b TEXT, PRIMARY KEY (office_id, id), UNIQUE (office_id, b),
		FOREIGN KEY (office_id, b) REFERENCES a (office_id, id));
		CREATE INDEX a_b ON a (office_id, b DESC);
		CREATE VIEW x_v_a AS SELECT CAST(id AS TEXT) AS id FROM a WHERE b = 'NOW; TRIGGER'; -- TRIGGER`
	if w := check("0001_x_y.sql", "-- why\n"+good); w != nil {
		t.Error(w)
	}
	for _, bad := range []string{
		`CREATE TABLE a (id TEXT PRIMARY KEY);`,
		`CREATE TABLE a (office_id TEXT NOT NULL, id TEXT NOT NULL);`,
		`CREATE TABLE a (office_id TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (id, office_id));`,
		`CREATE TABLE a (office_id TEXT NOT NULL, id TEXT UNIQUE, PRIMARY KEY (office_id, id));`,
		`CREATE TABLE a (office_id TEXT NOT NULL, id TEXT, PRIMARY KEY (office_id, id), UNIQUE (id));`,
		`CREATE TABLE a (office_id TEXT NOT NULL, id TEXT REFERENCES b, PRIMARY KEY (office_id, id));`,
		`CREATE TABLE a (office_id TEXT NOT NULL, id TEXT REFERENCES b (id), PRIMARY KEY (office_id, id));`,
		`CREATE TABLE a (office_id TEXT NOT NULL, at TIMESTAMP, PRIMARY KEY (office_id));`,
		`CREATE TABLE a (office_id TEXT NOT NULL, at JSONB, PRIMARY KEY (office_id));`,
		`CREATE UNIQUE INDEX i ON a (id);`,
		`CREATE INDEX i ON a (id, office_id);`,
		`CREATE VIEW y_v_a AS SELECT 1;`,
		`CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;`,
		`CREATE TEMP TABLE a (x TEXT); SELECT x::TEXT FROM a;`,
	} {
		if check("0001_x_y.sql", "-- why\n"+bad) == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
	if check("0001_x_y.sql", "CREATE VIEW x_v_a AS SELECT 1;") == nil || check("1_x.sql", "-- why") == nil {
		t.Error("a missing reason or a wrong name is accepted")
	}
}

func TestTranslate(t *testing.T) {
	const in = "-- why; TEXT\nCREATE TABLE a (office_id TEXT NOT NULL, b BYTEA, c BIGINT DEFAULT 0, d SMALLINT, e DOUBLE PRECISION, /* ; */ f TEXT DEFAULT 'TEXT;') /* clustered */;\n" +
		"CREATE VIEW v AS SELECT CAST(c AS TEXT) AS \"TEXT\" FROM a;\nALTER TABLE a ALTER COLUMN c SET STATISTICS 0 /* postgres */;\nDROP VIEW v;"
	for e, want := range map[db.Engine]string{
		db.SQLite: "\nCREATE TABLE a (office_id TEXT NOT NULL, b BLOB, c INTEGER DEFAULT 0, d INTEGER, e REAL ,  f TEXT DEFAULT 'TEXT;')  STRICT, WITHOUT ROWID;\n" +
			"CREATE VIEW v AS SELECT CAST(c AS TEXT) AS \"TEXT\" FROM a;\nDROP VIEW v;",
		db.Postgres: "\nCREATE TABLE a (office_id TEXT COLLATE \"C\" NOT NULL, b BYTEA, c BIGINT DEFAULT 0, d SMALLINT, e DOUBLE PRECISION,  f TEXT COLLATE \"C\" DEFAULT 'TEXT;') ;\n" +
			"CREATE VIEW v AS SELECT CAST(c AS TEXT) AS \"TEXT\" FROM a;\nALTER TABLE a ALTER COLUMN c SET STATISTICS 0 ;\nDROP VIEW v;",
	} {
		if got := translate(in, e); got != want {
			t.Errorf("%s:\n%q, want\n%q", e, got, want)
		}
	}
}

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{"CREATE TABLE a (b TEXT);", "--", "/*", "'", `"`, "-- x\n;", "/* clustered */;", "AS TEXT", "A; B /* postgres */; C"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, e := range []db.Engine{db.SQLite, db.Postgres} {
			if quoted := "'" + strings.ReplaceAll(s, "'", "''") + "'"; translate(quoted, e) != quoted {
				t.Fatalf("a literal changed: %q", quoted)
			}
			translate(s, e)
		}
	})
}
