package permission

import "github.com/jempolkeren/jempol/internal/authority"

// mayKnow says whether the table shows somebody a planted word.
func (d *district) mayKnow(v visitor, prefix string, n int) bool {
	for _, p := range planted {
		if p.prefix != prefix || p.team && d.cases[n].ended {
			continue
		}
		for _, action := range p.needs {
			if v.token != "" && (within(action, v.actor, d.cases[n]) || p.team && authority.Reaches(v.actor.Role, action) == authority.Own && d.visits(v.actor.Person, n)) {
				return true
			}
		}
	}
	return false
}

// visits says whether somebody is in a team that goes to a person, or went.
func (d *district) visits(person string, n int) bool {
	return len(d.rows(1, `SELECT t.trip_id FROM trip t JOIN trip_case c ON c.trip_id = t.trip_id JOIN team_member m ON m.team_id = t.team
		WHERE t.state IN ('published', 'started', 'finished') AND m.user_id = $1 AND c.case_id = $2`, person, d.cases[n].caseID)) > 0
}
