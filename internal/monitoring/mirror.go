package monitoring

import (
	"context"
	"iter"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// counting is a person as figures count one, kept in memory in step with the
// ledger: reading all of a kabupaten for every count took a second.
type counting struct {
	Person
	agency, institution, reporter string
	served                        bool
	since                         int64  // at the present stage
	categories                    string // with a space between them
}

// countingQuery reads everybody. What is asked of a case's needs stands in what
// is selected: as a condition it would be looked for by stage.
const countingQuery = `SELECT c.case_id, c.area, c.kecamatan, c.sex, c.age_band, c.baseline, c.is_open, c.served, c.stage, c.exit,
	c.opened_at, f.accepted_at, c.visited_at, c.submitted_at, f.verified_at, f.entered_at, c.issued_at, c.handed_at, c.closed_at, c.recorded_at, f.exit_at,
	f.stage_since, c.agency, c.institution, f.reporter,
	COALESCE((SELECT MIN(CASE WHEN n.is_open = 1 AND n.stage IN ('issued', 'in_delivery') THEN n.stage_since END)
		FROM need n WHERE n.office_id = c.office_id AND n.case_id = c.case_id), 0),
	COALESCE((SELECT string_agg(g.category, ' ') FROM case_category g WHERE g.office_id = c.office_id AND g.case_id = c.case_id), '')
	FROM case_count c JOIN case_file f ON f.office_id = c.office_id AND f.case_id = c.case_id WHERE c.office_id = $1`

func newMirror(l *ledger.Ledger) *ledger.Mirror[counting] {
	return ledger.NewMirror(l, countingQuery, "c.case_id",
		func(rows *db.Rows, text func(string) string) (string, counting, error) {
			var id string
			var q counting
			err := rows.Scan(&id, &q.Area, &q.Kecamatan, &q.Sex, &q.AgeBand, &q.Baseline, &q.Open, &q.served, &q.Stage, &q.Exit,
				&q.Opened, &q.Accepted, &q.Visited, &q.Submitted, &q.Verified, &q.Entered, &q.Issued, &q.Handed, &q.Closed, &q.Recorded, &q.Exited,
				&q.since, &q.agency, &q.institution, &q.reporter, &q.Waits, &q.categories)
			for _, s := range []*string{&q.Area, &q.Kecamatan, &q.Sex, &q.AgeBand, (*string)(&q.Stage), (*string)(&q.Exit), &q.agency, &q.institution, &q.reporter, &q.categories} {
				*s = text(*s)
			}
			q.Disabled = strings.Contains(q.categories, "vulnerability:disability_")
			return id, q, err
		})
}

// people gives fn everybody whom the scope may count, of one kecamatan or all.
func (s *Service) people(ctx context.Context, scope db.Scope, kecamatan string, fn func(q *counting)) error {
	if scope.Empty() || scope.Office != s.d.Office {
		return nil
	}
	reach := account.Reach(scope, "page.monitoring")
	err := s.counts.Look(ctx, func(all iter.Seq[*counting]) {
		for q := range all {
			if (kecamatan == "" || q.Kecamatan == kecamatan) &&
				reach(authority.Target{Area: q.Area, Agency: q.agency, Institution: q.institution, Reporter: q.reporter}) {
				fn(q)
			}
		}
	})
	return fault.Wrap("fault.internal", err)
}
