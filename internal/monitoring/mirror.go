package monitoring

import (
	"context"
	"iter"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// counting is a person as figures count one.
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

// kept is a person as one is kept in memory, in step with the ledger: reading all
// of a kabupaten for every count took a second. Most of what it says many people
// have in common.
type kept struct {
	*place
	*standing
	times      [numberOfTimes]int64
	categories string
}

// place decides who counts a person.
type place struct{ area, kecamatan, agency, institution, reporter string }

// standing is who somebody is to the figures, and how far on the way.
type standing struct {
	sex, ageBand           string
	baseline, open, served bool
	stage                  casefile.Stage
	exit                   casefile.Exit
}

const numberOfTimes = 13

// times are the moments of a person, in the order in which they are kept.
func (q *counting) times() [numberOfTimes]*int64 {
	return [...]*int64{&q.Opened, &q.Accepted, &q.Visited, &q.Submitted, &q.Verified, &q.Entered, &q.Issued, &q.Handed, &q.Closed,
		&q.Recorded, &q.Exited, &q.Waits, &q.since}
}

// counting is the person with what it has in common with others.
func (k *kept) counting() counting {
	q := counting{agency: k.agency, institution: k.institution, reporter: k.reporter, served: k.served, categories: k.categories,
		Person: Person{Area: k.area, Kecamatan: k.kecamatan, Sex: k.sex, AgeBand: k.ageBand, Baseline: k.baseline, Open: k.open,
			Disabled: strings.Contains(k.categories, "vulnerability:disability_"), Stage: k.stage, Exit: k.exit}}
	for i, t := range q.times() {
		*t = k.times[i]
	}
	return q
}

func newMirror(l *ledger.Ledger) *ledger.Mirror[kept] {
	places, standings := map[place]*place{}, map[standing]*standing{} // the mirror's lock is theirs
	return ledger.NewMirror(l, countingQuery, "c.case_id",
		func(rows *db.Rows, text func(string) string) (string, kept, error) {
			var id string
			var at place
			var of standing
			var k kept
			var t [numberOfTimes]*int64
			for i := range t {
				t[i] = &k.times[i]
			}
			err := rows.Scan(&id, &at.area, &at.kecamatan, &of.sex, &of.ageBand, &of.baseline, &of.open, &of.served, &of.stage, &of.exit,
				t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10],
				t[12], &at.agency, &at.institution, &at.reporter, t[11], &k.categories)
			if places[at] == nil {
				places[at] = &at
			}
			if standings[of] == nil {
				standings[of] = &of
			}
			k.place, k.standing, k.categories = places[at], standings[of], text(k.categories)
			return id, k, err
		})
}

// people gives fn everybody whom the scope may count, of one kecamatan or all.
func (s *Service) people(ctx context.Context, scope db.Scope, kecamatan string, fn func(q *counting)) error {
	if scope.Empty() || scope.Office != s.d.Office {
		return nil
	}
	reach := account.Reach(scope, "page.monitoring")
	err := s.counts.Look(ctx, func(all iter.Seq[*kept]) {
		in := map[*place]bool{} // asked once of each place
		var q counting
		for k := range all {
			may, asked := in[k.place]
			if !asked {
				may = (kecamatan == "" || k.kecamatan == kecamatan) &&
					reach(authority.Target{Area: k.area, Agency: k.agency, Institution: k.institution, Reporter: k.reporter})
				in[k.place] = may
			}
			if may {
				q = k.counting()
				fn(&q)
			}
		}
	})
	return fault.Wrap("fault.internal", err)
}
