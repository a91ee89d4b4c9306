package schema

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
)

// clustered, as a comment before the closing semicolon of a CREATE TABLE, asks
// SQLite to keep the rows in the key itself: for narrow tables whose key is
// most of the row, such as search tokens, it halves the file.
const clustered = "/* clustered */"

// postgresOnly, as a comment in a statement, keeps it from SQLite: what PostgreSQL's
// planner must be told, and SQLite's need not.
const postgresOnly = "/* postgres */"

var sqliteTypes = map[string]string{
	"BYTEA": "BLOB", "BIGINT": "INTEGER", "SMALLINT": "INTEGER", "DOUBLE": "REAL", "PRECISION": "",
}

// translate turns one migration into an engine's own words. Comments are
// dropped: a semicolon in one would end a statement.
func translate(text string, e db.Engine) string {
	var out strings.Builder
	var words []string // of the statement so far, in capitals
	isClustered, isPostgresOnly, begin := false, false, 0
	emit := func(s string) { out.WriteString(s) }
	word := func(w string) {
		up := strings.ToUpper(w)
		last := ""
		if len(words) > 0 {
			last = words[len(words)-1]
		}
		words = append(words, up)
		switch {
		case e == db.SQLite:
			if t, ok := sqliteTypes[up]; ok {
				w = t
			}
		case up == "TEXT" && last != "AS": // a column, not a cast
			w = `TEXT COLLATE "C"`
		}
		emit(w)
	}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], clustered):
			isClustered = true
			i += len(clustered)
		case strings.HasPrefix(text[i:], postgresOnly):
			isPostgresOnly = true
			i += len(postgresOnly)
		case strings.HasPrefix(text[i:], "--"):
			i += through(text[i:], "\n")
			emit("\n")
		case strings.HasPrefix(text[i:], "/*"):
			i += through(text[i:], "*/")
		case c == '\'' || c == '"':
			n := 1 + through(text[i+1:], string(c))
			emit(text[i : i+n])
			i += n
		case isLetter(c):
			n := 1
			for i+n < len(text) && (isLetter(text[i+n]) || text[i+n] >= '0' && text[i+n] <= '9') {
				n++
			}
			word(text[i : i+n])
			i += n
		case c == ';':
			if e == db.SQLite && len(words) > 1 && words[0] == "CREATE" && words[1] == "TABLE" {
				emit(" STRICT")
				if isClustered {
					emit(", WITHOUT ROWID")
				}
			}
			emit(";")
			if e == db.SQLite && isPostgresOnly {
				before := out.String()[:begin]
				out.Reset()
				emit(before)
			}
			words, isClustered, isPostgresOnly, begin = nil, false, false, out.Len()
			i++
		default:
			emit(text[i : i+1])
			i++
		}
	}
	return out.String()
}

// through is the length up to and with the mark, or of all.
func through(s, mark string) int {
	if j := strings.Index(s, mark); j >= 0 {
		return j + len(mark)
	}
	return len(s)
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
