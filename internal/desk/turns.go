package desk

import (
	"context"
	"iter"
	"slices"
	"time"

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
	n     int     // its number among all
	count int     // work that has it now
	later []int64 // from when on, where that had not come when the board heard of it
}

type dutyOf struct {
	role, kind, action, area, person, reason string

	known  bool // the case is there
	target authority.Target
	stop   string // the institution of the stop of which the work speaks
}

// sum counts work that comes, by 1, or goes, by -1.
func (d *duty) sum(from int64, by int, now int64) {
	d.count += by
	if at := slices.Index(d.later, from); by < 0 && at >= 0 {
		d.later = slices.Delete(d.later, at, at+1)
	}
	if by > 0 && from > now {
		d.later = append(slices.DeleteFunc(d.later, func(at int64) bool { return at <= now }), from)
	}
}

// begun is how much of it can be done.
func (d *duty) begun(now int64) int {
	n := d.count
	for _, at := range d.later {
		if at > now {
			n--
		}
	}
	return n
}

// duties are all that any work ever had; the mirror's lock is theirs.
type duties struct {
	known  map[dutyOf]*duty
	byRole map[string][]*duty
}

func (d *duties) of(key dutyOf) *duty {
	if d.known[key] == nil {
		made := &duty{dutyOf: key, n: len(d.known)}
		d.known[key], d.byRole[key.role] = made, append(d.byRole[key.role], made)
	}
	return d.known[key]
}

func newWorkMirror(l *ledger.Ledger, all *duties, clock func() time.Time) *ledger.Mirror[turn] {
	m := ledger.NewMirror(l, `SELECT w.role, w.subject_kind, w.subject_id, w.action, w.arg, w.area, w.person, w.from_at, w.due_on, w.reason,
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
	m.Sum(func(t *turn, by int) { t.sum(t.from, by, db.Micros(clock())) })
	return m
}

// turns gives fn the work that is the scope's: its role's, nobody else's,
// begun, and in the reach of the role's home page.
func (s *Service) turns(ctx context.Context, sc db.Scope, fn func(t *turn)) error {
	if sc.Empty() || sc.Office != s.Office {
		return nil
	}
	now, own := db.Micros(s.Clock()), s.own(sc)
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

// own tells whether a duty is the scope's.
func (s *Service) own(sc db.Scope) func(d *duty) bool {
	inCase, elsewhere := account.Reach(sc, "page.home"), s.elsewhere(sc)
	return func(d *duty) bool {
		return d.role == sc.Role && (d.person == "" || d.person == sc.Person) &&
			(d.kind == casefile.KindCase && d.known && inCase(d.target) || d.kind != casefile.KindCase && elsewhere(d))
	}
}

// Counts counts by action the work that turns gives, for the menu: every page asks
// for it, so it is summed by duty and not by work.
func (s *Service) Counts(ctx context.Context, sc db.Scope) (map[string]int, error) {
	out := map[string]int{}
	if sc.Empty() || sc.Office != s.Office {
		return out, nil
	}
	now, own := db.Micros(s.Clock()), s.own(sc)
	err := s.board.work.Look(ctx, func(iter.Seq[*turn]) {
		for _, d := range s.board.duties.byRole[sc.Role] {
			if n := d.begun(now); n > 0 && own(d) {
				out[d.action] += n
			}
		}
	})
	return out, fault.Wrap("desk.work", err)
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
