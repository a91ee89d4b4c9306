package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

// WorkRow is one open piece of work, as somebody may see it. Nothing of it is
// personal until Cases filled in the rest.
type WorkRow struct {
	Kind, ID, Action, Arg string
	Area, Person          string
	From                  int64
	Due, Reason           string
	Number                string // visible number of a case; "" for other subjects
}

// compareWork brings what is due first to the front.
func compareWork(a, b WorkRow) int {
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Arg, b.Arg))
}

// load is the open work of a scope: counted, and of each pile the first rows. A
// coordinator has fifty thousand when a list was brought in, and a page shows ten.
type load struct {
	all, late        pile
	reasons          []*pile // what is not late, the nearest date first
	decide, schedule pile    // counted only
}

// pile is a part of the work: all of it, what is late, or what has one reason.
type pile struct {
	code, title string
	count       int
	oldest      int64     // since when the oldest waits
	rows        []WorkRow // the first keep, what is due first in front
	keep        int
	full        bool // of rows only those before the last one are of interest
}

// load looks at the work of a scope; keep says how many rows of a pile are wanted.
func (s *Service) load(ctx context.Context, sc db.Scope, keep func(code string) int) (*load, error) {
	today := s.today()
	l := &load{all: pile{code: groupAll, title: "desk.all_work", keep: keep(groupAll)}, late: pile{code: groupLate, title: "desk.late", keep: keep(groupLate)}}
	byReason := map[string]*pile{}
	type place struct{ reason, counted *pile }
	of := func(d *duty) (p place) {
		if p.reason = byReason[d.reason]; p.reason == nil {
			p.reason = &pile{code: d.reason, title: d.reason, keep: keep(d.reason)}
			byReason[d.reason] = p.reason
		}
		switch {
		case slices.Contains(decisions, d.action):
			p.counted = &l.decide
		case d.action == casefile.Scheduled:
			p.counted = &l.schedule
		}
		return p
	}
	places := map[*duty]place{}
	var last *duty // the same often follows
	var at place
	err := s.turns(ctx, sc, func(t *turn) {
		if t.duty != last {
			var known bool
			if at, known = places[t.duty]; !known {
				at = of(t.duty)
				places[t.duty] = at
			}
			last = t.duty
		}
		if t.due != "" && t.due < today {
			l.late.add(t)
		} else {
			at.reason.add(t)
		}
		if at.counted != nil {
			at.counted.add(t)
		}
		l.all.add(t)
	})
	l.all.cut()
	l.late.cut()
	for _, p := range byReason {
		if p.cut(); p.count > 0 {
			l.reasons = append(l.reasons, p)
		}
	}
	slices.SortFunc(l.reasons, func(a, b *pile) int {
		if len(a.rows)*len(b.rows) == 0 {
			return cmp.Compare(a.code, b.code)
		}
		return compareWork(a.rows[0], b.rows[0])
	})
	return l, err
}

func (p *pile) add(t *turn) {
	if p.count++; p.count == 1 || t.from < p.oldest {
		p.oldest = t.from
	}
	if p.keep == 0 {
		return
	}
	if p.full {
		last := &p.rows[p.keep-1]
		if c := cmp.Or(cmp.Compare(t.due, last.Due), cmp.Compare(t.from, last.From)); c > 0 || c == 0 && compareWork(t.row(), *last) > 0 {
			return
		}
	}
	if p.rows = append(p.rows, t.row()); len(p.rows) >= 2*p.keep+64 {
		p.cut()
	}
}

// cut brings the rows in order and leaves those that are kept.
func (p *pile) cut() {
	slices.SortFunc(p.rows, compareWork)
	p.full = len(p.rows) >= p.keep
	p.rows = p.rows[:min(p.keep, len(p.rows))]
}

// groups are the piles of the home page: what is late, then each reason.
func (l *load) groups() []*pile {
	if l.late.count == 0 {
		return l.reasons
	}
	return append([]*pile{&l.late}, l.reasons...)
}
