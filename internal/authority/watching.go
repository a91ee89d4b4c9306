package authority

// watched is what an agency keeps of a case that it reported while another
// agency has it: to see how it stands, and to tell what it hears. What only
// whoever works on the case needs (the person's page, the dossier, papers) is
// the other agency's meanwhile (UU 27/2022 pasal 16).
var watched = map[Action]bool{
	"page.cases": true, "page.search": true, "page.stage": true, "page.case": true, "case.noted": true,
}

// Watched reports whether the agency that reported a case keeps the action
// while another one has the case.
func Watched(a Action) bool { return watched[a] }

// Sees reports whether the actor reaches the target for the action: Allowed
// without its reasons, for whoever goes through many.
func Sees(a Action, reach Reach, act Actor, t Target) bool {
	return Within(reach, act, t) || watches(a, act, t)
}

// watches reports whether the actor does so with the target.
func watches(a Action, act Actor, t Target) bool {
	return watched[a] && Reaches(act.Role, a) == OwnAgency && act.Agency != "" && act.Agency == t.Watcher
}
