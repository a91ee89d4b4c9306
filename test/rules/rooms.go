// Package rules holds the build to the plan of the house: which room may lean
// on which, where a library may appear, and what no page and no package may
// contain. The table in this file is the plan; a change of the plan is a change
// here, seen by everybody who reads the diff.
package rules

import "slices"

const module = "github.com/jempolkeren/jempol"

// layer is a floor of the house. A room may import every room on a lower
// floor; what it may import on its own floor, the floor says.
type layer struct {
	name  string
	rooms []string
	own   func(rooms []string, from, to string) bool
}

// none: rooms of the floor do not know each other.
func none([]string, string, string) bool { return false }

// earlier: each room may import those named before it.
func earlier(rooms []string, from, to string) bool {
	return slices.Index(rooms, to) < slices.Index(rooms, from)
}

// anyOf: rooms of the floor may import each other (Go refuses circles).
func anyOf([]string, string, string) bool { return true }

// house is the plan, from the roof down.
var house = []layer{
	{"cmd", []string{"cmd"}, none},
	// bench measures the whole program on the data of the demonstration.
	{"top", []string{"app", "demo", "bench"}, func(_ []string, from, _ string) bool { return from == "bench" }},
	{"service and meeting", []string{
		"intake", "outreach", "dossier", "issuance", "handover", "monitoring",
		"desk", "public", "office",
	}, none},
	{"leaning", []string{"ledger", "account", "attachment", "register", "form", "replication"}, earlier},
	{"engine", []string{"linkage", "tripplan"}, none},
	{"noun", []string{"fault", "region", "resident", "lawbook", "authority", "casefile"}, earlier},
	{"ground", []string{"web", "api", "document", "i18n", "notify", "job", "db", "schema", "config"}, anyOf},
}

// nounsOnly: what is pure stays pure. Nouns and engines import nouns, and
// nothing of the ground, which could reach a disk or a network.
var nounsOnly = []string{"noun", "engine"}

// floor finds the place of a room, counted from the roof.
func floor(room string) (int, bool) {
	for i, l := range house {
		if slices.Contains(l.rooms, room) {
			return i, true
		}
	}
	return 0, false
}

// mayImport says whether one room may import another.
func mayImport(from, to string) bool {
	if from == to || to == "fault" {
		return true
	}
	f, known := floor(from)
	t, there := floor(to)
	switch {
	case !known || !there:
		return false
	case f == t:
		return house[f].own(house[f].rooms, from, to)
	case slices.Contains(nounsOnly, house[f].name) && house[t].name != "noun":
		return false
	}
	return f < t
}

// keeper says which rooms alone may import a library, by the beginning of its
// path.
type keeper struct {
	library string
	rooms   []string
}

var keepers = []keeper{
	{"github.com/ncruces/go-sqlite3", []string{"db"}},
	{"github.com/jackc/pgx", []string{"db"}},
	{"codeberg.org/go-pdf/fpdf", []string{"document"}},
	{"github.com/xuri/excelize", []string{"document"}},
}

// Where HTTP is spoken: anywhere in these rooms, and elsewhere only in files
// whose name says so.
var (
	httpRooms = []string{"web", "api", "app", "bench", "account", "public", "replication", "notify", "attachment"}
	httpFiles = []string{"web.go", "api.go", "client.go"}
)

// scopeMakers may write a db.Scope down; everybody else is handed one.
var scopeMakers = []string{"account", "db"}

// vague names say nothing about why a package exists.
var vague = []string{"utils", "util", "helpers", "helper", "common", "models"}

// maxLines is where a file has more than one reason to exist.
const maxLines = 500
