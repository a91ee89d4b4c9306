package account

import (
	"context"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// AccessEntry is what somebody is about to see. Opening a case's person page,
// dossier, attachment or personal PDF, or revealing a number is one entry of
// that subject; a list or a search is one entry with KindList and no id.
type AccessEntry struct {
	Action authority.Action
	Kind   string // casefile.KindCase, ...; AccessList for lists and searches
	ID     string // never a number or a name
	Detail string // a field or form code, a count; never personal data, never what was searched for
}

// AccessList is the subject kind of lists and searches.
const AccessList = "list"

// Log writes one row of the access log, durable before it returns: what is not
// logged is not shown (UU 27/2022 pasal 31). The scope must say why; use
// ForWork or With first.
func (a *Accounts) Log(ctx context.Context, s db.Scope, e AccessEntry) error {
	if err := a.loggable(s, e); err != nil {
		return err
	}
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error { return a.logInside(tx, s, e) })
	return fault.Wrap("fault.internal", err)
}

func (a *Accounts) loggable(s db.Scope, e AccessEntry) error {
	switch {
	case s.Office != a.office || s.Person == "" || e.Kind == "" || !e.Action.Known():
		return fault.New(fault.Internal, "fault.account.log")
	case s.Purpose == "" && e.Kind == AccessList:
		return nil // a list is work of the role by itself
	case s.Purpose == "":
		return fault.At("alasan", "fault.account.purpose")
	}
	return nil
}

func (a *Accounts) logInside(tx *db.Tx, s db.Scope, e AccessEntry) error {
	_, err := tx.Exec(`INSERT INTO access_log (office_id, access_id, at, person, role, action, subject_kind, subject_id, purpose, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.office, ledger.NewID(), db.Micros(tx.Now), s.Person, s.Role, string(e.Action), e.Kind, e.ID, s.Purpose, e.Detail)
	return err
}

// ForWork gives the scope its purpose where the role has open work on the
// subject: that work is why. It reports false where there is none; then the
// page asks the person, and With carries the answer.
func (a *Accounts) ForWork(ctx context.Context, s db.Scope, kind, id string) (db.Scope, bool, error) {
	if s.Office != a.office {
		return s, false, nil
	}
	var action string
	rows, err := a.db.Query(ctx, `SELECT action FROM work WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3
		AND role = $4 AND (person = '' OR person = $5) ORDER BY due_on, action, arg LIMIT 1`, a.office, kind, id, s.Role, s.Person)
	if err != nil {
		return s, false, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	found := rows.Next()
	if found {
		if err := rows.Scan(&action); err != nil {
			return s, false, fault.Wrap("fault.internal", err)
		}
		s = a.With(s, "work:"+action)
	}
	return s, found, fault.Wrap("fault.internal", rows.Err())
}

// Access is one line of "who saw what".
type Access struct {
	At      time.Time
	Person  string // name, or the id of a system scope
	Role    authority.Role
	Action  authority.Action
	Purpose string
	Detail  string
}

// AccessOf lists who saw what of a case, the newest first, how many lines there
// are, and who stands in it at all, for whoever may know of this case
// (UU 27/2022 pasal 32).
func (a *Accounts) AccessOf(ctx context.Context, s db.Scope, caseID string, f LogFilter, offset, limit int) (out []Access, total int, readers []Person, err error) {
	const from = ` FROM access_log l LEFT JOIN account_user u ON u.office_id = l.office_id AND u.user_id = l.person`
	all := []any{a.office, casefile.KindCase, caseID}
	const every = ` WHERE l.office_id = $1 AND l.subject_kind = $2 AND l.subject_id = $3`
	where, args := f.where(every, all...)
	err = a.db.View(ctx, func(tx *db.Tx) error {
		if err := a.Check(tx, s, "page.access_case", caseID); err != nil {
			return err
		}
		out, readers = nil, nil
		if err := tx.QueryRow(`SELECT COUNT(*)`+from+where, args...).Scan(&total); err != nil {
			return err
		}
		who, err := tx.Query(`SELECT u.user_id, u.name`+from+every+` AND u.user_id IS NOT NULL GROUP BY u.user_id, u.name ORDER BY u.name, u.user_id`, all...)
		if err != nil {
			return err
		}
		defer who.Close()
		for who.Next() {
			var p Person
			if err := who.Scan(&p.ID, &p.Name); err != nil {
				return err
			}
			readers = append(readers, p)
		}
		if err := who.Err(); err != nil {
			return err
		}
		n := len(args)
		rows, err := tx.Query(`SELECT l.at, COALESCE(u.name, l.person), l.role, l.action, l.purpose, l.detail`+from+where+
			` ORDER BY l.at DESC, l.access_id DESC LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2), append(args, limit, offset)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e Access
			var at int64
			if err := rows.Scan(&at, &e.Person, &e.Role, &e.Action, &e.Purpose, &e.Detail); err != nil {
				return err
			}
			e.At = db.FromMicros(at)
			out = append(out, e)
		}
		return rows.Err()
	})
	return out, total, readers, fault.Wrap("fault.internal", err)
}
