package account

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

const (
	systemPrefix  = "system:"
	courierPrefix = "courier:"
)

// scopeOf makes the scope of a signed-in person. What the role is not bounded
// by stays out of it: a coordinator reads the whole office whatever areas an
// administrator once typed, a registrar never more than the areas.
func (a *Accounts) scopeOf(p Person) db.Scope {
	s := db.Scope{Office: a.office, Role: string(p.Role), Person: p.ID}
	switch authority.Reaches(p.Role, "page.home") {
	case authority.Office:
		s.Areas = []string{""}
	case authority.OwnArea:
		s.Areas = append(s.Areas, p.Areas...)
	case authority.OwnAgency:
		s.Agency = p.Agency
	case authority.OwnInstitution, authority.OwnReports:
		// A partner's organisation bounds nothing; it keeps the scope from
		// being empty, which reads nothing at all.
		s.Institution = p.Institution
	}
	return s
}

// System makes the scope of a job or a command-line verb. The name says which
// ("verb.import", "job.erase-withdrawn"); it is the actor of its events and
// the purpose of its reading, so every trace of it says what it was.
func (a *Accounts) System(name string) db.Scope {
	return db.Scope{Office: a.office, Areas: []string{""}, Role: string(authority.System),
		Person: systemPrefix + name, Purpose: systemPrefix + name}
}

// Courier makes the scope of a one-time link to one envelope. Whoever calls it
// has checked the link. It lies in an institution that nothing else lies in:
// not empty, so acts through the link work, and no list shows it anything.
func (a *Accounts) Courier(envelopeID string) db.Scope {
	return db.Scope{Office: a.office, Role: string(authority.Courier), Institution: courierPrefix + envelopeID,
		Person: courierPrefix + envelopeID, Purpose: "page.courier"}
}

// Public makes the scope of somebody without an account. It reads no case.
func (a *Accounts) Public() db.Scope {
	return db.Scope{Office: a.office, Role: string(authority.Public), Purpose: "page.track"}
}

// With gives the scope the reason for which personal data is read.
func (a *Accounts) With(s db.Scope, purpose string) db.Scope {
	s.Purpose = purpose
	return s
}

// ActorOf is who acts in a scope, as the authority table sees it.
func ActorOf(s db.Scope) authority.Actor {
	act := authority.Actor{Person: s.Person, Role: authority.Role(s.Role), Areas: s.Areas, Agency: s.Agency, Institution: s.Institution}
	if act.Role == authority.Courier {
		act.Link = strings.TrimPrefix(s.Person, courierPrefix)
	}
	return act
}
