package union

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
)

// workIsWhereCasesAre checks that every open case has work, and that no work is
// left where nothing more is to be done.
func (r *replica) workIsWhereCasesAre() {
	r.t.Helper()
	for what, q := range map[string]string{
		"open cases without work": `SELECT COUNT(*) FROM case_file c WHERE c.is_open = 1 AND NOT EXISTS (SELECT 1 FROM work w
			WHERE w.office_id = c.office_id AND w.subject_kind = 'case' AND w.subject_id = c.case_id)`,
		// What stays of a case that is over: to look at what had no effect, to
		// erase what was a mistake, to try again, to hear what became of a referral.
		"pieces of work of closed cases": `SELECT COUNT(*) FROM work w JOIN case_file c ON c.office_id = w.office_id AND c.case_id = w.subject_id
			WHERE w.subject_kind = 'case' AND c.is_open = 0 AND NOT (w.action = 'case.noted' AND w.arg = 'parked' AND c.parked > 0
			OR w.action = 'subject.erased' AND c.exit = 'withdrawn' OR w.action = 'case.reopened' AND c.exit IN ('not_found', 'referred')
			OR w.action = 'case.referral_answered' AND c.exit = 'referred')`,
		"pieces of work of no case": `SELECT COUNT(*) FROM work w WHERE w.subject_kind = 'case' AND NOT EXISTS (SELECT 1 FROM case_file c
			WHERE c.office_id = w.office_id AND c.case_id = w.subject_id)`,
		"pieces of work of ended envelopes": `SELECT COUNT(*) FROM work w LEFT JOIN envelope e ON e.office_id = w.office_id AND e.envelope_id = w.subject_id
			WHERE w.subject_kind = 'envelope' AND (e.envelope_id IS NULL OR e.state IN ('received', 'came_back', 'lost'))`,
		"pieces of work of ended trips": `SELECT COUNT(*) FROM work w LEFT JOIN trip t ON t.office_id = w.office_id AND t.trip_id = w.subject_id
			WHERE w.subject_kind = 'trip' AND (t.trip_id IS NULL OR t.state IN ('finished', 'cancelled'))`,
	} {
		if n := r.rows(q); n != "0" {
			r.t.Errorf("%s %s", n, what)
		}
	}
}

// The district is looked at after every twentieth of its history: in the order
// in which it was lived, and in the order in which it was stored.
func TestWorkAtEveryPrefix(t *testing.T) {
	home := made(t)
	for _, engine := range dbEngines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			events := home.lived()
			if engine == db.Postgres {
				events = home.events
			}
			r := fresh(t, engine, "B", nil)
			for n, from := 1, 0; n <= 20; n++ {
				to := len(events) * n / 20
				for to < len(events) && events[to].OpID == events[to-1].OpID {
					to++ // what one act did was stored at once
				}
				r.take(events[from:to])
				from = to
				r.workIsWhereCasesAre()
				if t.Failed() {
					t.Fatalf("at prefix %d of 20", n)
				}
				if engine == db.SQLite { // nothing is missing before anything that is there
					r.noEnvelopeWorkOfClosedCases()
					if n == 10 {
						r.clean()
					}
				}
			}
			r.noEnvelopeWorkOfClosedCases()
			if got := r.dump(); got != home.dump {
				t.Errorf("the tables differ: %s", difference(got, home.dump))
			}
			r.clean()
		})
	}
}

// noEnvelopeWorkOfClosedCases holds wherever no act is cut in two.
func (r *replica) noEnvelopeWorkOfClosedCases() {
	r.t.Helper()
	if n := r.rows(`SELECT COUNT(*) FROM work w JOIN envelope e ON e.office_id = w.office_id AND e.envelope_id = w.subject_id
		JOIN case_file c ON c.office_id = e.office_id AND c.case_id = e.case_id
		WHERE w.subject_kind = 'envelope' AND c.is_open = 0`); n != "0" {
		r.t.Errorf("%s envelopes of closed cases wait for somebody", n)
	}
}
