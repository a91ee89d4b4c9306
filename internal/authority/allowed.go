package authority

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Reaches says how far a role's action goes: None for every role and action
// that the table does not name.
func Reaches(r Role, a Action) Reach { return table[a].reach[r] }

// Known reports whether the action stands in the table.
func (a Action) Known() bool { _, ok := table[a]; return ok }

// WhoMay lists the roles of people that reach an action at all, in order.
func WhoMay(a Action) []Role {
	var out []Role
	for _, r := range roles {
		if r != System && Reaches(r, a) != None {
			out = append(out, r)
		}
	}
	return out
}

// Within reports whether a reach, for this actor, covers the target. An empty
// code never matches: a case without an agency belongs to no agency.
func Within(r Reach, act Actor, t Target) bool {
	switch r {
	case Office:
		return true
	case OwnArea:
		for _, a := range act.Areas {
			if Covers(a, t.Area) {
				return true
			}
		}
	case OwnAgency:
		return act.Agency != "" && act.Agency == t.Agency
	case OwnInstitution:
		return act.Institution != "" && act.Institution == t.Institution
	case OwnReports:
		return act.Person != "" && act.Person == t.Reporter
	case Own:
		return t.Own != "" && (t.Own == act.Person || t.Own == act.Link)
	}
	return false
}

// Covers reports whether an area contains another or is it. Codes are nested
// by their dots: 35.03.01 covers 35.03.01.2001 and not 35.03.011.
func Covers(area, code string) bool {
	return area != "" && (area == code || strings.HasPrefix(code, area+"."))
}

// Allowed refuses what the role may not do to this target: Forbidden naming
// who may, or NotFound for those to whom nothing may be admitted to exist.
//
// The fault's argument Roles holds the roles' message keys, for the page that
// says who may see it and how to ask.
func Allowed(a Action, act Actor, t Target) error {
	reach := Reaches(act.Role, a)
	if Sees(a, reach, act, t) {
		return nil
	}
	if act.Role.Hides() || !act.Role.Known() {
		return fault.New(fault.NotFound, "fault.authority.not_found")
	}
	key := "fault.authority.forbidden"
	if reach != None {
		// The role may, but not here.
		key = "fault.authority.out_of_reach." + reach.String()
	}
	return fault.New(fault.Forbidden, key).WithArgs(map[string]any{
		"Action": string(a), "Roles": keys(WhoMay(a)),
	})
}

func keys(rs []Role) []string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = r.Key()
	}
	return out
}
