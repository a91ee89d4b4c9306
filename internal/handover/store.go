package handover

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

const readFailed = "fault.handover.read"

// Find reads an envelope by its number, for an action that the scope reaches on
// it. A number that it lost to another still finds it.
func (s *Service) Find(ctx context.Context, scope db.Scope, action authority.Action, number string) (e Envelope, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		var id string
		err := tx.QueryRow(`SELECT envelope_id FROM envelope WHERE office_id = $1 AND number = $2 ORDER BY envelope_id LIMIT 1`,
			s.Office, number).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			err = tx.QueryRow(`SELECT subject_id FROM search_key WHERE office_id = $1 AND token = $2 AND subject_kind = $3 ORDER BY subject_id LIMIT 1`,
				s.Office, casefile.TokenOf(casefile.TokenEnvelope, number), casefile.KindEnvelope).Scan(&id)
		}
		if errors.Is(err, sql.ErrNoRows) {
			// The table says whether this role may learn that there is none.
			if err := authority.Allowed(action, account.ActorOf(scope), authority.Target{}); err != nil && authority.Reaches(authority.Role(scope.Role), action) == authority.None {
				return err
			}
			return fault.New(fault.NotFound, "fault.handover.envelope")
		}
		if err != nil {
			return err
		}
		if e, err = s.envelopeTx(tx, id); err != nil {
			return err
		}
		return allowed(scope, action, &e)
	})
	return e, fault.Wrap(readFailed, err)
}

func (s *Service) numberOf(ctx context.Context, scope db.Scope, id string) (number string, err error) {
	err = s.DB.QueryRow(ctx, `SELECT number FROM envelope WHERE office_id = $1 AND envelope_id = $2`, scope.Office, id).Scan(&number)
	return number, fault.Wrap(readFailed, err)
}

// OfCase lists the envelopes of a case, the newest first: whoever erases the
// case erases them too.
func (s *Service) OfCase(ctx context.Context, scope db.Scope, caseID string) (ids []string, err error) {
	ids, err = db.Column[string](s.DB.Query(ctx, `SELECT envelope_id FROM envelope WHERE office_id = $1 AND case_id = $2
		ORDER BY sealed_at DESC, envelope_id`, scope.Office, caseID))
	return ids, fault.Wrap(readFailed, err)
}

// Person is what an envelope's pages show of whose it is. The caller has logged
// the access.
type Person struct {
	Name, NIK, KK, Village, Number string
	Child                          bool // under 17: as a rule a parent or guardian signs
}

func (s *Service) person(ctx context.Context, scope db.Scope, caseID string) (p Person, err error) {
	if scope.Purpose == "" {
		return p, fault.New(fault.Forbidden, "fault.ledger.no_purpose")
	}
	var birth string
	err = s.DB.QueryRow(ctx, `SELECT f.number, f.area, COALESCE(p.name, ''), COALESCE(p.nik, ''), COALESCE(p.kk, ''), COALESCE(p.birth, '')
		FROM case_file f LEFT JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE f.office_id = $1 AND f.case_id = $2`, scope.Office, caseID).Scan(&p.Number, &p.Village, &p.Name, &p.NIK, &p.KK, &birth)
	p.Child = isChild(birth, "", s.Clock().In(s.Zone))
	return p, fault.Wrap(readFailed, err)
}

// Takers lists who with an account may take an envelope of this area and
// agency: village registrars and the social office.
func (s *Service) Takers(ctx context.Context, scope db.Scope, e *Envelope) ([]account.Person, error) {
	var out []account.Person
	for _, role := range []authority.Role{authority.Registrar, authority.Social} {
		people, err := s.Accounts.InRole(ctx, scope, role)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if authority.Allowed(casefile.EnvelopeReceived, p.Actor(), authority.Target{Area: e.Area, Agency: e.Agency}) == nil {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// taker finds one of Takers; fault.Invalid at "kepada" if it is none.
func (s *Service) taker(ctx context.Context, scope db.Scope, id, userID string) (Party, error) {
	var e Envelope
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		e, err = s.envelopeTx(tx, id)
		return err
	})
	if err != nil {
		return Party{}, err
	}
	people, err := s.Takers(ctx, scope, &e)
	if err != nil {
		return Party{}, err
	}
	for _, p := range people {
		if p.ID == userID && p.ID != scope.Person {
			return Party{Kind: PartyUser, ID: p.ID, Role: string(p.Role)}, nil
		}
	}
	return Party{}, fault.At("kepada", "fault.handover.taker")
}
