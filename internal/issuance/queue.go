package issuance

import (
	"context"
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// QueueRow is one piece of this step's work.
type QueueRow struct {
	CaseID, Number, Name, Area string
	Arg, Reason                string
	From, Due                  time.Time
	Urgent                     bool
	Enrolment                  string
	EnrolmentAt                time.Time
}

// Queue is what waits of one kind: the page that was asked for, and how much of
// the whole lies where.
type Queue struct {
	account.Queue
	Rows []QueueRow
	Held []account.Held
}

// Total is how much there is of what was asked for.
func (q Queue) Total() int { return q.Count(q.Held) }

// queueColumns are where the SELECT below has what a list is asked for.
var queueColumns = account.QueueColumns{Area: "w.area", Reason: "w.reason", From: "w.from_at", Name: "p.name", ID: "w.subject_id, w.arg",
	Need: "(',' || w.arg || ',') LIKE ('%%,' || CAST(%s AS TEXT) || ',%%')"}

// Queue lists the role's open work of one kind, what is due first on top unless
// another order was asked for; byNeed sorts by the document before that. It is
// answered from the index work_queue: COALESCE keeps the person, who is nobody
// in nearly all work, out of the choice of an index.
func (s *Service) Queue(ctx context.Context, scope db.Scope, action string, byNeed bool, asked account.Queue, offset, limit int) (Queue, error) {
	out := Queue{Queue: asked}
	if scope.Empty() {
		return out, nil
	}
	now := s.Clock()
	filter, more := account.CaseFilter(scope, "f", 6)
	from := `FROM work w
		JOIN case_file f ON f.office_id = w.office_id AND f.case_id = w.subject_id
		%s WHERE w.office_id = $1 AND w.subject_kind = 'case' AND w.action = $2 AND w.role = $3
		AND COALESCE(w.person, '') IN ('', $4) AND w.from_at <= $5 AND ` + filter
	args := append([]any{scope.Office, action, scope.Role, scope.Person, db.Micros(now)}, more...)
	var err error
	if out.Held, err = s.held(ctx, fmt.Sprintf(from, ""), args, asked.Since(now)); err != nil || out.Total() <= offset {
		return out, err
	}
	order := `w.due_on, w.from_at`
	if byNeed {
		order = `w.arg, ` + order
	}
	where, narrow := asked.Where(queueColumns, now, len(args)+1)
	args = append(args, narrow...)
	rows, err := s.DB.Query(ctx, `SELECT f.case_id, f.number, p.name, f.area, w.arg, w.reason, w.from_at, w.due_on, f.urgent, f.enrolment, f.enrolment_at `+
		fmt.Sprintf(from, `JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id`)+where+
		` ORDER BY `+asked.Order(queueColumns, order)+page(len(args)+1), append(args, limit, offset)...)
	if err != nil {
		return out, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	for rows.Next() {
		var q QueueRow
		var since, seen int64
		var due string
		if err := rows.Scan(&q.CaseID, &q.Number, &q.Name, &q.Area, &q.Arg, &q.Reason, &since, &due, &q.Urgent, &q.Enrolment, &seen); err != nil {
			return out, fault.Wrap("fault.internal", err)
		}
		q.From, q.EnrolmentAt = db.FromMicros(since), db.FromMicros(seen)
		q.Due, _ = time.ParseInLocation(time.DateOnly, due, s.Zone)
		out.Rows = append(out.Rows, q)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// held counts the whole queue by where it waits, for what and why: from it come
// the choices above a list, and how long the list is.
func (s *Service) held(ctx context.Context, from string, args []any, since int64) ([]account.Held, error) {
	rows, err := s.DB.Query(ctx, fmt.Sprintf(`SELECT w.area, w.arg, w.reason, COUNT(*), SUM(CASE WHEN w.from_at <= $%d THEN 1 ELSE 0 END) `, len(args)+1)+
		from+` GROUP BY w.area, w.arg, w.reason ORDER BY w.area, w.arg, w.reason`, append(args, since)...)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []account.Held
	for rows.Next() {
		var h account.Held
		var arg string
		if err := rows.Scan(&h.Area, &arg, &h.Reason, &h.Count, &h.Over); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		h.Needs = split(arg)
		out = append(out, h)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// page is the end of a SELECT whose next parameters are limit and offset.
func page(next int) string {
	return fmt.Sprintf(` LIMIT $%d OFFSET $%d`, next, next+1)
}

// waits reads what the list of a page was asked for, and the page of it.
func (s *Service) waits(r *web.Request, action string, byNeed bool) (Queue, *web.Pages, error) {
	offset, pages := web.Paginate(r, pageSize)
	q, err := s.Queue(r.Context(), account.ScopeOf(r), action, byNeed, account.ReadQueue(r), offset, pageSize)
	pages.Total = q.Total()
	return q, pages, err
}

// workList is the list of a queue under its filters. In its own order it is
// grouped, in another one it is not: the groups would tear it apart.
func (s *Service) workList(r *web.Request, q Queue, pages *web.Pages, group func(QueueRow) (string, int), row func(QueueRow) web.WorkRow, empty web.Empty) any {
	return q.Show(r, q.Held, "issuance.sort.due", func(sorts any, title string) any {
		list := web.WorkList{Title: title, Link: sorts}
		if pages.Total > pages.Size {
			list.Foot = pages
		}
		for _, w := range q.Rows {
			name, count := "", 0
			if q.Sort == "" && group != nil {
				name, count = group(w)
			}
			if n := len(list.Groups); n == 0 || list.Groups[n-1].Title != name {
				list.Groups = append(list.Groups, web.WorkGroup{Title: name, Count: count})
			}
			g := &list.Groups[len(list.Groups)-1]
			g.Rows = append(g.Rows, row(w))
		}
		return list
	}, empty)
}
