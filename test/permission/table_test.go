package permission

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/web"
)

// eventTypes are the types that the wired program folds.
func eventTypes() (out []string) {
	for _, k := range app.Kinds() {
		out = append(out, k.Types...)
	}
	return out
}

// untabled names the routes and event types that the table does not know or
// gives to nobody.
func untabled(routes []web.Route, types []string) (out []string) {
	say := func(what, action string) {
		switch a := authority.Action(action); {
		case !a.Known():
			out = append(out, fmt.Sprintf("%s: %q is not in the table", what, action))
		case len(authority.WhoMay(a)) == 0 && authority.Reaches(authority.System, a) == authority.None:
			out = append(out, fmt.Sprintf("%s: %q is nobody's", what, action))
		}
	}
	for _, rt := range routes {
		if rt.Action != web.Public {
			say(rt.Method+" "+rt.Pattern, rt.Action)
		}
	}
	for _, t := range types {
		say("event "+t, t)
	}
	return out
}

// A check that finds nothing is no check.
func TestTheCheckFindsWhatTheTableLacks(t *testing.T) {
	found := untabled([]web.Route{{Method: "GET", Pattern: "/rahasia", Action: "page.nowhere"}, {Method: "GET", Pattern: "/", Action: "page.home"},
		{Method: "GET", Pattern: "/masuk", Action: web.Public}}, []string{"case.vanished", "case.accepted"})
	if len(found) != 2 || !strings.Contains(found[0], "page.nowhere") || !strings.Contains(found[1], "case.vanished") {
		t.Errorf("found %q", found)
	}
}

// The oracle refuses what lies outside every bounded reach.
func TestTheOracleKnowsOutside(t *testing.T) {
	s := &subject{targets: []authority.Target{{Area: "35.03.01.2001", Agency: "a", Institution: "i", Reporter: "u1"}}}
	for _, c := range []struct {
		action authority.Action
		actor  authority.Actor
		want   bool
	}{
		{"page.case", authority.Actor{Role: authority.Registrar, Areas: []string{"35.03.01.2001"}}, true},
		{"page.case", authority.Actor{Role: authority.Registrar, Areas: []string{"35.03.01.2002"}}, false},
		{"page.case", authority.Actor{Role: authority.Social, Agency: "a"}, true},
		{"page.case", authority.Actor{Role: authority.Social, Agency: "b"}, false},
		{"page.case", authority.Actor{Role: authority.Institution, Institution: "j"}, false},
		{"page.stage", authority.Actor{Role: authority.Partner, Person: "u1"}, true},
		{"page.stage", authority.Actor{Role: authority.Partner, Person: "u2"}, false},
		{"page.case", authority.Actor{Role: authority.Coordinator}, true},
		{"page.case", authority.Actor{Role: authority.Admin}, false},
		{"page.case", authority.Actor{}, false},
	} {
		if got := within(c.action, c.actor, s); got != c.want {
			t.Errorf("%s of %s: %v", c.action, c.actor.Role, got)
		}
	}
}
