package dossier

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// The parts of the list of dossiers.
const (
	listAll      = ""
	listReturned = "kembali"
	listReady    = "siap"
)

// Waiting is a case whose dossier is to be completed or mended.
type Waiting struct {
	CaseID, Number, Area, Name string
	Urgent, Returned           bool
	Since                      int64 // since when it lies with those who submit
	Needs                      []string
	Missing                    []Lack
}

// Lack is an item that a dossier lacks, under the version of the law that its
// checklist follows.
type Lack struct{ Requirement, Returned, Lawbook string }

// waiting selects the needs that lie with those who submit.
const waiting = ` FROM case_file c
	JOIN need n ON n.office_id = c.office_id AND n.case_id = c.case_id
	JOIN dossier_need d ON d.office_id = n.office_id AND d.case_id = n.case_id AND d.need = n.need
	WHERE %s AND c.is_open = 1 AND n.moves = 1 AND n.stage IN ('visited', 'returned') AND n.need NOT IN ('recording', 'ktp_el')`

// grouped makes one row a case of them.
const grouped = ` GROUP BY c.case_id, c.number, c.area, c.urgent`

func having(part string) string {
	switch part {
	case listReturned:
		return ` HAVING MAX(CASE WHEN n.stage = 'returned' THEN 1 ELSE 0 END) = 1`
	case listReady:
		return ` HAVING MAX(d.ready) = 1 AND MAX(d.missing) = 0`
	}
	return ""
}

// CountWaiting counts the cases of a part of the list that the scope reaches.
func (s *Service) CountWaiting(ctx context.Context, sc db.Scope, part string) (n int, err error) {
	where, args := account.Filter(sc, "page.dossier", "c", 1)
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT c.case_id`+fmt.Sprintf(waiting, where)+grouped+having(part)+`) AS w`, args...).Scan(&n)
	return n, fault.Wrap("fault.internal", err)
}

// ListWaiting lists them, urgent ones first, then those that wait longest.
func (s *Service) ListWaiting(ctx context.Context, sc db.Scope, part string, offset, limit int) ([]Waiting, error) {
	where, args := account.Filter(sc, "page.dossier", "c", 1)
	n := len(args)
	rows, err := s.DB.Query(ctx, `SELECT w.case_id, w.number, w.area, w.urgent, w.since, w.returned, COALESCE(p.name, ''), COALESCE(p.other_names, ''), COALESCE(p.place, '')
		FROM (SELECT c.office_id, c.case_id, c.number, c.area, c.urgent, MIN(n.stage_since) AS since,
			MAX(CASE WHEN n.stage = 'returned' THEN 1 ELSE 0 END) AS returned`+
		fmt.Sprintf(waiting, where)+` GROUP BY c.office_id, c.case_id, c.number, c.area, c.urgent`+having(part)+`) AS w
		LEFT JOIN case_person p ON p.office_id = w.office_id AND p.case_id = w.case_id
		ORDER BY w.urgent DESC, w.since, w.case_id LIMIT $`+fmt.Sprint(n+1)+` OFFSET $`+fmt.Sprint(n+2), append(args, limit, offset)...)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Waiting
	for rows.Next() {
		var w Waiting
		var others, place string
		if err := rows.Scan(&w.CaseID, &w.Number, &w.Area, &w.Urgent, &w.Since, &w.Returned, &w.Name, &others, &place); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		for _, other := range []string{others, place} {
			if w.Name == "" {
				w.Name = other
			}
		}
		out = append(out, w)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	return out, s.lacks(ctx, sc, out)
}

// lacks fills in what each case of one page lacks.
func (s *Service) lacks(ctx context.Context, sc db.Scope, list []Waiting) error {
	if len(list) == 0 {
		return nil
	}
	args := []any{sc.Office}
	at := map[string]int{}
	var in []string
	for i, w := range list {
		at[w.CaseID] = i
		args = append(args, w.CaseID)
		in = append(in, fmt.Sprintf("$%d", len(args)))
	}
	rows, err := s.DB.Query(ctx, `SELECT n.case_id, n.need, COALESCE(i.requirement, ''), COALESCE(i.returned, ''), COALESCE(d.lawbook, '')
		FROM need n LEFT JOIN dossier_need d ON d.office_id = n.office_id AND d.case_id = n.case_id AND d.need = n.need
		LEFT JOIN dossier_item i ON i.office_id = n.office_id AND i.case_id = n.case_id AND i.need = n.need AND i.state = 'missing'
		WHERE n.office_id = $1 AND n.case_id IN (`+strings.Join(in, ", ")+`) AND n.moves = 1
		AND n.stage IN ('visited', 'returned') AND n.need NOT IN ('recording', 'ktp_el')
		ORDER BY n.case_id, COALESCE(i.position, 0), n.need`, args...)
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, need string
		var l Lack
		if err := rows.Scan(&id, &need, &l.Requirement, &l.Returned, &l.Lawbook); err != nil {
			return fault.Wrap("fault.internal", err)
		}
		w := &list[at[id]]
		if !slices.Contains(w.Needs, need) {
			w.Needs = append(w.Needs, need)
		}
		if l.Requirement != "" {
			w.Missing = append(w.Missing, l)
		}
	}
	return fault.Wrap("fault.internal", rows.Err())
}

// nameOf is what a person is called on the pages of this room.
func nameOf(p casefile.Person) string {
	for _, n := range append([]string{p.Value(casefile.FieldName)}, p.Values(casefile.FieldOtherName)...) {
		if n != "" {
			return n
		}
	}
	return p.Value(casefile.FieldPlace)
}
