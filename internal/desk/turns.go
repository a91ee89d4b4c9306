package desk

import (
	"context"
	"iter"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// turn is a piece of open work on the board. Every page counts over all of them.
type turn struct {
	*duty
	id, arg, due, number string
	from                 int64
}

func (t *turn) row() WorkRow {
	return WorkRow{Kind: t.kind, ID: t.id, Action: t.action, Arg: t.arg, Area: t.area, Person: t.person,
		From: t.from, Due: t.due, Reason: t.reason, Number: t.number}
}

// duty is what there is to do and what decides whose work it is. Much work has
// the same.
type duty struct {
	dutyOf
	n int // its number among all
}

type dutyOf struct {
	role, kind, action, area, person, reason string

	known  bool // the case is there
	target authority.Target
	stop   string // the institution of the stop of which the work speaks
}

// duties are all that any work ever had; the mirror's lock is theirs.
type duties struct {
	known map[dutyOf]*duty
}

func (d *duties) of(key dutyOf) *duty {
	if d.known[key] == nil {
		d.known[key] = &duty{key, len(d.known)}
	}
	return d.known[key]
}

func newWorkMirror(l *ledger.Ledger, all *duties) *ledger.Mirror[turn] {
	return ledger.NewMirror(l, `SELECT w.role, w.subject_kind, w.subject_id, w.action, w.arg, w.area, w.person, w.from_at, w.due_on, w.reason,
		COALESCE(c.number, ''), COALESCE(c.area, ''), COALESCE(c.agency, ''), COALESCE(c.institution, ''), COALESCE(c.reporter, ''),
		CASE WHEN c.case_id IS NULL THEN 0 ELSE 1 END,
		CASE WHEN w.subject_kind = '`+casefile.KindTrip+`' THEN COALESCE((SELECT o.institution FROM outreach_v_stop o
			WHERE o.office_id = w.office_id AND o.trip_id = w.subject_id AND o.stop = w.arg), '') ELSE '' END
		FROM work w LEFT JOIN case_file c ON c.office_id = w.office_id AND c.case_id = w.subject_id AND w.subject_kind = '`+casefile.KindCase+`'
		WHERE w.office_id = $1`, "w.subject_id",
		func(rows *db.Rows, text func(string) string) (string, turn, error) {
			var t turn
			var of dutyOf
			err := rows.Scan(&of.role, &of.kind, &t.id, &of.action, &t.arg, &of.area, &of.person, &t.from, &t.due, &of.reason,
				&t.number, &of.target.Area, &of.target.Agency, &of.target.Institution, &of.target.Reporter, &of.known, &of.stop)
			t.duty, t.arg, t.due = all.of(of), text(t.arg), text(t.due)
			return t.id, t, err
		})
}

// turns gives fn the work that is the scope's: its role's, nobody else's,
// begun, and in the reach of the role's home page.
func (s *Service) turns(ctx context.Context, sc db.Scope, fn func(t *turn)) error {
	if sc.Empty() || sc.Office != s.Office {
		return nil
	}
	now, inCase, elsewhere := db.Micros(s.Clock()), account.Reach(sc, "page.home"), s.elsewhere(sc)
	own := func(d *duty) bool {
		return d.role == sc.Role && (d.person == "" || d.person == sc.Person) &&
			(d.kind == casefile.KindCase && d.known && inCase(d.target) || d.kind != casefile.KindCase && elsewhere(d))
	}
	err := s.board.work.Look(ctx, func(all iter.Seq[*turn]) {
		const yes, no = 1, 2
		asked := make([]int8, len(s.board.duties.known)) // once of each duty
		for t := range all {
			if asked[t.n] == 0 {
				if asked[t.n] = no; own(t.duty) {
					asked[t.n] = yes
				}
			}
			if asked[t.n] == yes && t.from <= now {
				fn(t)
			}
		}
	})
	return fault.Wrap("desk.work", err)
}

// elsewhere is the reach of the home page on work that is not a case's.
func (s *Service) elsewhere(sc db.Scope) func(d *duty) bool {
	switch authority.Reaches(authority.Role(sc.Role), "page.home") {
	case authority.Office:
		return func(*duty) bool { return true }
	case authority.OwnArea:
		if _, args := sc.AreaFilter("", 1); len(args) > 0 {
			return func(d *duty) bool { return sc.Covers(d.area) }
		}
	case authority.OwnInstitution:
		// A trip is an institution's by the stop of which the work speaks.
		return func(d *duty) bool {
			return d.kind == casefile.KindTrip && sc.Institution != "" && d.stop == sc.Institution
		}
	}
	return func(d *duty) bool { return d.person == sc.Person }
}
