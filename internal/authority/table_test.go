package authority

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// eventTypes reads the constants of casefile's event catalogue: authority
// stands below casefile and cannot import it.
func eventTypes(t *testing.T) map[string]bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../casefile/events.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		s, err := strconv.Unquote(lit.Value)
		if err == nil && strings.Contains(s, ".") {
			types[s] = true
		}
		return true
	})
	if len(types) < 50 {
		t.Fatalf("read only %d event types: the catalogue is written differently now", len(types))
	}
	return types
}

func TestEveryEventTypeIsAnActionAndNothingElseIs(t *testing.T) {
	types := eventTypes(t)
	inTable := map[string]bool{}
	for _, l := range eventLines {
		inTable[string(l.action)] = true
		if !types[string(l.action)] {
			t.Errorf("%s is in the table and no event type", l.action)
		}
	}
	for typ := range types {
		if !inTable[typ] {
			t.Errorf("event type %s is not in the table: nobody could do it", typ)
		}
	}
	for _, l := range pageLines {
		if types[string(l.action)] {
			t.Errorf("%s is an event type and stands among the pages", l.action)
		}
	}
}

func TestTableIsWellFormed(t *testing.T) {
	seen := map[Action]bool{}
	for _, l := range append(append([]line(nil), eventLines...), pageLines...) {
		if seen[l.action] {
			t.Errorf("%s stands twice", l.action)
		}
		seen[l.action] = true
		if l.what == "" {
			t.Errorf("%s has no explanation", l.action)
		}
		granted := map[Role]bool{}
		for _, g := range l.grants {
			if g.reach <= None || g.reach > Office {
				t.Errorf("%s grants no reach", l.action)
			}
			for _, r := range g.roles {
				if !r.Known() {
					t.Errorf("%s names the unknown role %q", l.action, r)
				}
				if granted[r] {
					t.Errorf("%s grants %s twice", l.action, r)
				}
				granted[r] = true
			}
		}
		if len(granted) == 0 {
			t.Errorf("%s may be done by nobody", l.action)
		}
	}
	if len(Table()) == 0 || len(Actions()) != len(seen) {
		t.Error("Table and Actions disagree")
	}
}

// The reach that each role has at all: a registrar that reaches the office by
// a slip of the pen is found here.
func TestRolesStayWithinTheirKindOfReach(t *testing.T) {
	bound := map[Role][]Reach{
		Head: {Own, Office}, Coordinator: {Own, Office}, Field: {Own, Office}, Verifier: {Own, Office},
		Siak: {Own, Office}, Handover: {Own, Office}, Admin: {Own, Office}, System: {Office},
		Social: {Own, OwnAgency}, Registrar: {Own, OwnArea}, Companion: {Own, OwnArea},
		Institution: {Own, OwnInstitution}, Partner: {Own, OwnReports}, Courier: {Own}, Public: {Own},
	}
	for _, e := range Table() {
		ok := false
		for _, r := range bound[e.Role] {
			ok = ok || r == e.Reach
		}
		if !ok {
			t.Errorf("%s reaches %s with %s", e.Role, e.Action, e.Reach)
		}
	}
}

// What the process says of each role, as what it must never do.
func TestForbiddenByTheProcess(t *testing.T) {
	caseData := []Action{"page.case", "page.person", "page.cases", "page.search", "page.safety", "page.dossier", "page.siak",
		"page.compare", "reveal.nik", "attachment.read", "attachment.evidence", "attachment.receipt", "paper.form", "export.cases",
		"register.candidates", "list.import"}
	never := map[Role][]Action{
		Companion: append([]Action{"page.handover", "page.envelope", "visit.recorded", "case.reported", "case.noted"}, caseData...),
		Admin:     append([]Action{"case.reported", "case.person_stated", "page.access_case", "subject.erased"}, caseData...),
		Public:    append([]Action{"case.reported", "page.home"}, caseData...),
		Courier:   append([]Action{"page.home", "envelope.sealed", "envelope.returned"}, caseData...),
		Partner: {"page.case", "page.person", "page.dossier", "reveal.nik", "attachment.read", "case.person_stated",
			"page.search", "page.monitoring", "dossier.submitted"},
		Institution: {"page.person", "page.dossier", "reveal.nik", "attachment.read", "page.monitoring", "dossier.submitted"},
		Head: {"page.case", "page.person", "page.cases", "page.search", "reveal.nik", "case.accepted", "issuance.verified",
			"handover.received", "visit.recorded"},
		Verifier: {"case.reported", "visit.recorded", "visit.biometric", "dossier.submitted", "issuance.entered",
			"issuance.issued", "handover.received", "case.accepted", "page.safety"},
		Siak: {"issuance.verified", "dossier.returned", "dossier.submitted", "handover.received", "visit.biometric",
			"case.accepted", "page.safety"},
		Handover:  {"page.person", "reveal.nik", "attachment.read", "issuance.verified", "issuance.entered", "dossier.submitted"},
		Field:     {"case.accepted", "case.identity_decided", "issuance.verified", "trip.planned", "handover.received"},
		Registrar: {"case.accepted", "visit.recorded", "visit.biometric", "issuance.verified", "envelope.sealed", "page.safety", "export.cases"},
		Social:    {"case.accepted", "visit.recorded", "visit.biometric", "issuance.verified", "envelope.sealed", "page.safety"},
		Coordinator: {"issuance.verified", "issuance.entered", "visit.biometric", "visit.recorded", "handover.received",
			"user.changed", "page.users", "page.siak"},
		System: {"issuance.verified", "handover.received", "page.person", "reveal.nik", "visit.recorded"},
	}
	for role, actions := range never {
		for _, a := range actions {
			if !a.Known() {
				t.Errorf("%s is no action: the test is out of date", a)
			}
			if Reaches(role, a) != None {
				t.Errorf("%s may %s", role, a)
			}
		}
	}
}

func TestMarkdownNamesEveryActionOnce(t *testing.T) {
	md := Markdown()
	lines := strings.Split(strings.TrimSpace(md), "\n")
	if len(lines) != len(Actions())+2 {
		t.Fatalf("%d lines for %d actions", len(lines), len(Actions()))
	}
	columns := strings.Count(lines[0], "|")
	for i, l := range lines {
		if strings.Count(l, "|") != columns {
			t.Errorf("line %d has another number of columns: %s", i, l)
		}
	}
	for _, a := range Actions() {
		if strings.Count(md, "`"+string(a)+"`") != 1 {
			t.Errorf("%s does not stand once", a)
		}
	}
}
