package handover

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Ready is a case with documents that wait for an envelope.
type Ready struct {
	Case, Number, Name, Area string
	Needs                    []string
	Since                    time.Time // the oldest of them
	Back                     bool      // they came back in an envelope before
}

// readyFrom makes one row of a case with documents that wait for an envelope.
// What waits is found by its stage first (CROSS JOIN holds SQLite to that order):
// few papers of a large office lie here. They are put together before their case
// is looked up, once and not for each of them. By case_id alone SQLite would put
// them together in the order of an index, and read every paper of the office.
var readyFrom = ` FROM (SELECT MIN(n.office_id) AS office_id, MIN(n.case_id) AS case_id, MIN(n.stage_since) AS since, SUM(` + account.NeedBits("n.need") + `) AS needs
		FROM need n WHERE n.office_id = $1 AND n.stage = 'issued' AND n.declined = '' GROUP BY n.case_id || '') AS w
	CROSS JOIN case_file f`

// readyWhere is its condition, with the reach of the list.
const readyWhere = ` WHERE f.office_id = w.office_id AND f.case_id = w.case_id AND f.is_open = 1 AND %s`

var readyColumns = account.QueueColumns{Area: "f.area", From: "w.since", Name: "COALESCE(p.name, '')", ID: "w.case_id",
	Need: `EXISTS (SELECT 1 FROM need m WHERE m.office_id = w.office_id AND m.case_id = w.case_id AND m.stage = 'issued' AND m.declined = '' AND m.need = %s)`}

// personOf gives the rows of an alias the name of their person.
const personOf = ` LEFT JOIN case_person p ON p.office_id = %[1]s.office_id AND p.case_id = %[1]s.case_id`

// reach is the reach of the list on cases; $1 is the office.
func reach(scope db.Scope) (string, []any) {
	where, args := account.Filter(scope, "page.handover", "f", 2)
	return where, append([]any{scope.Office}, args...)
}

// Ready lists the cases with documents to send, the oldest first unless another
// order was asked for.
func (s *Service) Ready(ctx context.Context, scope db.Scope, q account.Queue, offset, limit int) ([]Ready, error) {
	where, args := reach(scope)
	query, more := readyQuery(where, q, s.Clock(), len(args)+1, offset, limit)
	rows, err := s.DB.Query(ctx, query, append(args, more...)...)
	if err != nil {
		return nil, fault.Wrap(readFailed, err)
	}
	var out []Ready
	for rows.Next() {
		var r Ready
		var since int64
		var back int
		if err := rows.Scan(&r.Case, &r.Number, &r.Area, &r.Name, &since, &back); err != nil {
			return nil, fault.Wrap(readFailed, errors.Join(err, rows.Close()))
		}
		r.Since, r.Back = db.FromMicros(since), back > 0
		out = append(out, r)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fault.Wrap(readFailed, err)
	}
	for i := range out {
		if out[i].Needs, err = s.issued(ctx, scope, out[i].Case); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// readyQuery chooses the page first: what is only shown is looked up for its rows
// alone, and names before only where they decide.
func readyQuery(where string, q account.Queue, now time.Time, next, offset, limit int) (string, []any) {
	narrow, args := q.Where(readyColumns, now, next)
	from := readyFrom
	if q.Sort == account.SortName {
		from += fmt.Sprintf(personOf, "w")
	}
	shown := readyColumns
	shown.Area, shown.From, shown.ID = "c.area", "c.since", "c.case_id"
	return `SELECT c.case_id, c.number, c.area, COALESCE(p.name, ''), c.since,
			(SELECT COUNT(*) FROM envelope e WHERE e.office_id = c.office_id AND e.case_id = c.case_id AND e.state IN ('came_back', 'lost'))
		FROM (SELECT w.office_id, w.case_id, f.number, f.area, w.since` + from + fmt.Sprintf(readyWhere, where) + narrow +
		` ORDER BY ` + q.Order(readyColumns, readyColumns.From) + page(limit, offset) + `) AS c` + fmt.Sprintf(personOf, "c") +
		` ORDER BY ` + q.Order(shown, shown.From), args
}

// page bounds a list; the numbers are the program's own.
func page(limit, offset int) string { return fmt.Sprintf(" LIMIT %d OFFSET %d", limit, offset) }

// issued lists the documents of a case that wait for an envelope.
func (s *Service) issued(ctx context.Context, scope db.Scope, caseID string) ([]string, error) {
	out, err := db.Column[string](s.DB.Query(ctx, `SELECT need FROM need WHERE office_id = $1 AND case_id = $2 AND stage = 'issued' AND declined = ''
		ORDER BY need`, scope.Office, caseID))
	return out, fault.Wrap(readFailed, err)
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
	PartBack: ` AND e.state IN ('came_back', 'lost', 'sealed', 'travels') AND (e.attempts > 0 OR e.state IN ('came_back', 'lost'))`,
	PartDone: ` AND e.state = 'received'`,
}

// columnsOf say where a part of the list has what it is asked for.
func columnsOf(part string) account.QueueColumns {
	c := account.QueueColumns{Area: "e.area", From: "e.sealed_at", Name: "COALESCE(p.name, '')", ID: "e.envelope_id",
		Need: `EXISTS (SELECT 1 FROM envelope_item i WHERE i.office_id = e.office_id AND i.envelope_id = e.envelope_id AND i.need = %s)`}
	if part == PartDone || part == PartBack {
		c.From = "e.last_at"
	}
	return c
}

// Held says where and for which documents the whole of a part waits. What was
// received becomes as much as there are cases: there the documents are not
// looked up envelope by envelope, and any of them may be asked for.
func (s *Service) Held(ctx context.Context, scope db.Scope, part string, q account.Queue) ([]account.Held, error) {
	where, args := account.Filter(scope, "page.handover", "e", 1)
	var each string
	switch part {
	case PartReady:
		where, args = reach(scope)
		each = `SELECT f.area, w.since, w.needs` + readyFrom + fmt.Sprintf(readyWhere, where)
	case PartDone:
		narrow, more := account.Queue{Need: q.Need}.Where(columnsOf(part), s.Clock(), len(args)+1)
		args = append(args, more...)
		each = `SELECT e.area, e.last_at AS since, -1 AS needs FROM envelope e WHERE ` + where + partWhere[part] + narrow
	default:
		each = `SELECT e.area, ` + columnsOf(part).From + ` AS since, COALESCE((SELECT SUM(` + account.NeedBits("i.need") + `) FROM envelope_item i
			WHERE i.office_id = e.office_id AND i.envelope_id = e.envelope_id), 0) AS needs FROM envelope e WHERE ` + where + partWhere[part]
	}
	rows, err := s.DB.Query(ctx, fmt.Sprintf(`SELECT area, needs, COUNT(*), SUM(CASE WHEN since <= $%d THEN 1 ELSE 0 END) FROM (%s) AS h
		GROUP BY area, needs ORDER BY area, needs`, len(args)+1, each), append(args, q.Since(s.Clock()))...)
	if err != nil {
		return nil, fault.Wrap(readFailed, err)
	}
	defer rows.Close()
	var out []account.Held
	for rows.Next() {
		var h account.Held
		var needs int64
		if err := rows.Scan(&h.Area, &needs, &h.Count, &h.Over); err != nil {
			return nil, fault.Wrap(readFailed, err)
		}
		if h.Needs = account.NeedsOf(needs); needs < 0 {
			h.Needs = papers()
		}
		out = append(out, h)
	}
	if part == PartDone && q.Need != "" && len(out) == 0 {
		out = []account.Held{{Needs: papers()}} // none with this one: not none at all
	}
	return out, fault.Wrap(readFailed, rows.Err())
}

// papers are the needs that come in an envelope.
func papers() (out []string) {
	for _, f := range casefile.Flows() {
		if f.Has(casefile.StageInDelivery) {
			out = append(out, f.Need)
		}
	}
	return out
}

// Count counts what waits in a part.
func (s *Service) Count(ctx context.Context, scope db.Scope, part string) (n int, err error) {
	if part == PartReady {
		where, args := reach(scope)
		err = s.DB.QueryRow(ctx, `SELECT COUNT(*)`+readyFrom+fmt.Sprintf(readyWhere, where), args...).Scan(&n)
		return n, fault.Wrap(readFailed, err)
	}
	where, args := account.Filter(scope, "page.handover", "e", 1)
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM envelope e WHERE `+where+partWhere[part], args...).Scan(&n)
	return n, fault.Wrap(readFailed, err)
}

// Envelopes lists the envelopes of a part, those that wait longest first and
// what ended or came back the last one first, unless another order was asked
// for.
func (s *Service) Envelopes(ctx context.Context, scope db.Scope, part string, q account.Queue, offset, limit int) ([]Line, error) {
	where, args := account.Filter(scope, "page.handover", "e", 1)
	if part == PartDone && q.Sort == account.SortName && !q.Narrowed() && authority.Reaches(authority.Role(scope.Role), "page.handover") == authority.Office {
		return s.doneByName(ctx, where, args, offset, limit)
	}
	columns := columnsOf(part)
	first := columns.From
	if part == PartDone || part == PartBack {
		first += " DESC"
	}
	narrow, more := q.Where(columns, s.Clock(), len(args)+1)
	return s.lines(ctx, `SELECT `+lineColumns+`, COALESCE(p.name, '') FROM envelope e`+fmt.Sprintf(personOf, "e")+`
		WHERE `+where+partWhere[part]+narrow+` ORDER BY `+q.Order(columns, first)+page(limit, offset), append(args, more...)...)
}

// doneQuery reads what was received in the order of names, from the names: of an
// office's many envelopes each would be given its name first, and an index of
// states would be searched for each name. %s are the reach and a page.
const doneQuery = `SELECT ` + lineColumns + `, p.name FROM case_person p CROSS JOIN envelope e
	WHERE p.office_id = $1 AND p.name <> '' AND e.office_id = p.office_id AND e.case_id = p.case_id AND e.state || '' = 'received' AND %s
	ORDER BY p.name, e.envelope_id%s`

// doneByName lists what was received by name. Those whom nobody can name end it;
// they are few, and begin where the names end.
func (s *Service) doneByName(ctx context.Context, where string, args []any, offset, limit int) ([]Line, error) {
	out, err := s.lines(ctx, fmt.Sprintf(doneQuery, where, page(limit, offset)), args...)
	if err != nil || len(out) == limit {
		return out, err
	}
	named := offset + len(out)
	if len(out) == 0 && offset > 0 { // beyond the names: how many are there?
		err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM envelope e JOIN case_person p ON p.office_id = e.office_id AND p.case_id = e.case_id AND p.name <> ''
			WHERE `+where+partWhere[PartDone], args...).Scan(&named)
		if err != nil {
			return nil, fault.Wrap(readFailed, err)
		}
	}
	rest, err := s.lines(ctx, `SELECT `+lineColumns+`, '' FROM envelope e`+fmt.Sprintf(personOf, "e")+`
		WHERE `+where+partWhere[PartDone]+` AND COALESCE(p.name, '') = '' ORDER BY e.envelope_id`+page(limit-len(out), max(0, offset-named)), args...)
	return append(out, rest...), err
}

// lineColumns are those of an envelope in a list; the name comes after them.
const lineColumns = `e.envelope_id, e.number, e.area, e.state, e.holder_kind, e.holder, e.holder_name, e.attempts, e.next_date, e.sealed_at, e.last_at`

func (s *Service) lines(ctx context.Context, query string, args ...any) ([]Line, error) {
	rows, err := s.DB.Query(ctx, query, args...)
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
