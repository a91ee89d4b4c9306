package account

import (
	"context"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// SeesSafety reports whether the safety notes of an open case are shown to the
// viewer: to the coordinator, who sends the teams, and to whoever is in the team
// of a trip that goes there or went. Being in the field is not enough: a note
// says things of a household that no more people need to know. Whoever stands in
// for somebody reads it in the visit itself, at the door.
func (a *Accounts) SeesSafety(ctx context.Context, s db.Scope, caseID string) (bool, error) {
	switch authority.Reaches(authority.Role(s.Role), "page.safety") {
	case authority.None:
		return false, nil
	case authority.Own:
		return a.visits(ctx, s, caseID)
	}
	return s.Office == a.office, nil
}

// visits reports whether a published trip of a team of theirs has the case.
func (a *Accounts) visits(ctx context.Context, s db.Scope, caseID string) (bool, error) {
	if s.Office != a.office || s.Person == "" {
		return false, nil
	}
	var n int
	err := a.db.QueryRow(ctx, `SELECT COUNT(*) FROM outreach_v_trip_case c
		JOIN outreach_v_trip t ON t.office_id = c.office_id AND t.trip_id = c.trip_id
		JOIN office_v_team_member m ON m.office_id = t.office_id AND m.team_id = t.team
		WHERE c.office_id = $1 AND c.case_id = $2 AND m.user_id = $3 AND t.state NOT IN ('planned', 'cancelled')`,
		a.office, caseID, s.Person).Scan(&n)
	return n > 0, fault.Wrap("fault.internal", err)
}
