package handover

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

const readFailed = "fault.handover.read"

// Ready is a case with documents that wait for an envelope.
type Ready struct {
	Case, Number, Name, Area string
	Needs                    []string
	Since                    time.Time // the oldest of them
	Back                     bool      // they came back in an envelope before
}

// Ready lists the cases with documents to send, the oldest first.
func (s *Service) Ready(ctx context.Context, scope db.Scope, offset, limit int) ([]Ready, int, error) {
	where, args := account.Filter(scope, "page.handover", "f", 1)
	where += ` AND f.is_open = 1 AND n.stage = 'issued' AND n.declined = ''`
	var total int
	err := s.DB.QueryRow(ctx, `SELECT COUNT(DISTINCT f.case_id) FROM case_file f
		JOIN need n ON n.office_id = f.office_id AND n.case_id = f.case_id WHERE `+where, args...).Scan(&total)
	if err != nil {
		return nil, 0, fault.Wrap(readFailed, err)
	}
	rows, err := s.DB.Query(ctx, `SELECT f.case_id, f.number, f.area, COALESCE(p.name, ''), MIN(n.stage_since),
			(SELECT COUNT(*) FROM envelope e WHERE e.office_id = f.office_id AND e.case_id = f.case_id AND e.state IN ('came_back', 'lost'))
		FROM case_file f JOIN need n ON n.office_id = f.office_id AND n.case_id = f.case_id
		LEFT JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE `+where+` GROUP BY f.office_id, f.case_id, f.number, f.area, p.name ORDER BY MIN(n.stage_since), f.case_id`+page(limit, offset), args...)
	if err != nil {
		return nil, 0, fault.Wrap(readFailed, err)
	}
	var out []Ready
	for rows.Next() {
		var r Ready
		var since int64
		var back int
		if err := rows.Scan(&r.Case, &r.Number, &r.Area, &r.Name, &since, &back); err != nil {
			return nil, 0, fault.Wrap(readFailed, errors.Join(err, rows.Close()))
		}
		r.Since, r.Back = db.FromMicros(since), back > 0
		out = append(out, r)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, 0, fault.Wrap(readFailed, err)
	}
	for i := range out {
		if out[i].Needs, err = s.issued(ctx, scope, out[i].Case); err != nil {
			return nil, 0, err
		}
	}
	return out, total, nil
}

// page bounds a list; the numbers are the program's own.
func page(limit, offset int) string {
	return " LIMIT " + strconv.Itoa(limit) + " OFFSET " + strconv.Itoa(offset)
}

// issued lists the documents of a case that wait for an envelope.
func (s *Service) issued(ctx context.Context, scope db.Scope, caseID string) ([]string, error) {
	rows, err := s.DB.Query(ctx, `SELECT need FROM need WHERE office_id = $1 AND case_id = $2 AND stage = 'issued' AND declined = ''
		ORDER BY need`, scope.Office, caseID)
	if err != nil {
		return nil, fault.Wrap(readFailed, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, fault.Wrap(readFailed, err)
		}
		out = append(out, n)
	}
	return out, fault.Wrap(readFailed, rows.Err())
}

// Line is an envelope in a list.
type Line struct {
	ID, Number, Name, Area, State string
	Holder                        Party
	HolderName                    string
	Attempts                      int
	Next                          string
	Sealed, Last                  time.Time
}

// Parts of the list of envelopes.
const (
	PartReady = "siap"
	PartOut   = "jalan"   // on the way
	PartBack  = "kembali" // a failed attempt, returned, lost
	PartDone  = "selesai"
)

var partWhere = map[string]string{
	PartOut:  ` AND e.state IN ('sealed', 'travels')`,
	PartBack: ` AND (e.state IN ('came_back', 'lost') OR e.attempts > 0 AND e.state IN ('sealed', 'travels'))`,
	PartDone: ` AND e.state = 'received'`,
}

// Count counts the envelopes of a part.
func (s *Service) Count(ctx context.Context, scope db.Scope, part string) (n int, err error) {
	where, args := account.Filter(scope, "page.handover", "e", 1)
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM envelope e WHERE `+where+partWhere[part], args...).Scan(&n)
	return n, fault.Wrap(readFailed, err)
}

// Envelopes lists the envelopes of a part, those that wait longest first.
func (s *Service) Envelopes(ctx context.Context, scope db.Scope, part string, offset, limit int) ([]Line, error) {
	where, args := account.Filter(scope, "page.handover", "e", 1)
	order := "e.sealed_at, e.envelope_id"
	if part == PartDone || part == PartBack {
		order = "e.last_at DESC, e.envelope_id"
	}
	rows, err := s.DB.Query(ctx, `SELECT e.envelope_id, e.number, e.area, e.state, e.holder_kind, e.holder, e.holder_name, e.attempts,
			e.next_date, e.sealed_at, e.last_at, COALESCE(p.name, '')
		FROM envelope e LEFT JOIN case_person p ON p.office_id = e.office_id AND p.case_id = e.case_id
		WHERE `+where+partWhere[part]+` ORDER BY `+order+page(limit, offset), args...)
	if err != nil {
		return nil, fault.Wrap(readFailed, err)
	}
	defer rows.Close()
	var out []Line
	for rows.Next() {
		var l Line
		var sealed, last int64
		if err := rows.Scan(&l.ID, &l.Number, &l.Area, &l.State, &l.Holder.Kind, &l.Holder.ID, &l.HolderName, &l.Attempts,
			&l.Next, &sealed, &last, &l.Name); err != nil {
			return nil, fault.Wrap(readFailed, err)
		}
		l.Sealed, l.Last = db.FromMicros(sealed), db.FromMicros(last)
		out = append(out, l)
	}
	return out, fault.Wrap(readFailed, rows.Err())
}

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
	rows, err := s.DB.Query(ctx, `SELECT envelope_id FROM envelope WHERE office_id = $1 AND case_id = $2
		ORDER BY sealed_at DESC, envelope_id`, scope.Office, caseID)
	if err != nil {
		return nil, fault.Wrap(readFailed, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fault.Wrap(readFailed, err)
		}
		ids = append(ids, id)
	}
	return ids, fault.Wrap(readFailed, rows.Err())
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
