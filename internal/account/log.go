package account

import (
	"context"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// LogFilter chooses lines of the whole access log; what is zero is not asked
// for.
type LogFilter struct {
	Person   string    // user id
	From, To time.Time // To is not included
}

// where adds the filter to a condition over access_log l.
func (f LogFilter) where(cond string, args ...any) (string, []any) {
	add := func(more string, v any) {
		args = append(args, v)
		cond += more + "$" + strconv.Itoa(len(args))
	}
	if f.Person != "" {
		add(` AND l.person = `, f.Person)
	}
	if !f.From.IsZero() {
		add(` AND l.at >= `, db.Micros(f.From))
	}
	if !f.To.IsZero() {
		add(` AND l.at < `, db.Micros(f.To))
	}
	return cond, args
}

// LogLine is one line of the whole access log: ids, codes and the case's
// visible number, never a resident's name.
type LogLine struct {
	Access
	Kind   string // subject kind, AccessList for lists
	Number string // of the case; "" for anything else
}

// AccessLog lists who saw what in the office, the newest first, and how many
// lines there are (UU 27/2022 pasal 31).
func (a *Accounts) AccessLog(ctx context.Context, s db.Scope, f LogFilter, offset, limit int) (out []LogLine, total int, err error) {
	if err := authority.Allowed("page.access_log", ActorOf(s), authority.Target{}); err != nil {
		return nil, 0, err
	}
	where, args := f.where(` WHERE l.office_id = $1`, a.office)
	err = a.db.View(ctx, func(tx *db.Tx) error {
		if err := tx.QueryRow(`SELECT COUNT(*) FROM access_log l`+where, args...).Scan(&total); err != nil {
			return err
		}
		n := len(args)
		rows, err := tx.Query(`SELECT l.at, COALESCE(u.name, l.person), l.role, l.action, l.purpose, l.subject_kind, COALESCE(c.number, '')
			FROM access_log l LEFT JOIN account_user u ON u.office_id = l.office_id AND u.user_id = l.person
			LEFT JOIN case_file c ON c.office_id = l.office_id AND c.case_id = l.subject_id AND l.subject_kind = '`+casefile.KindCase+`'`+where+
			` ORDER BY l.at DESC, l.access_id DESC LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2), append(args, limit, offset)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var l LogLine
			var at int64
			if err := rows.Scan(&at, &l.Person, &l.Role, &l.Action, &l.Purpose, &l.Kind, &l.Number); err != nil {
				return err
			}
			l.At = db.FromMicros(at)
			out = append(out, l)
		}
		return rows.Err()
	})
	return out, total, fault.Wrap("fault.internal", err)
}

// Readers are the people whose name stands in the access log, by name.
func (a *Accounts) Readers(ctx context.Context, s db.Scope) ([]Person, error) {
	if err := authority.Allowed("page.access_log", ActorOf(s), authority.Target{}); err != nil {
		return nil, err
	}
	rows, err := a.db.Query(ctx, `SELECT u.user_id, u.name FROM account_user u WHERE u.office_id = $1
		AND EXISTS (SELECT 1 FROM access_log l WHERE l.office_id = u.office_id AND l.person = u.user_id) ORDER BY u.name, u.user_id`, a.office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Person
	for rows.Next() {
		var p Person
		if err := rows.Scan(&p.ID, &p.Name); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, p)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}
