package desk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// board is what every page counts or sorts over all cases and all work, kept in
// memory in step with the ledger. Nothing on it names anybody.
type board struct {
	cases  *ledger.Mirror[cell]
	work   *ledger.Mirror[turn]
	lots   *lots
	duties *duties
}

// cell is a case on the board. A page goes over all of them, so it is as small
// as can be.
type cell struct {
	id string
	*lot
	*errand
	phase, exit                           string
	since, opened, visited, closed, ready int64
	needs                                 uint64 // not declined; a bit each, in the order of casefile.Flows
	open, kit, justVisited                bool   // justVisited: seen, and no dossier yet
}

// lot is what decides who reaches a case. Many cases have the same.
type lot struct {
	lotOf
	n int // its number among all

	// Of the cases that have it now.
	all, exit, done int
	phases          tally // the open ones
}

// sum counts a case that comes, by 1, or goes, by -1.
func (l *lot) sum(c *cell, by int) {
	l.all += by
	if c.exit != "" {
		l.exit += by
	}
	if c.closed > 0 {
		l.done += by
	}
	if c.open {
		l.phases.add(c.phase, by)
	}
}

type lotOf struct {
	authority.Target
	kecamatan string
}

// lots are all that a case ever had; the mirror's lock is theirs.
type lots struct {
	known map[lotOf]*lot
}

func (l *lots) of(key lotOf) *lot {
	if l.known[key] == nil {
		l.known[key] = &lot{lotOf: key, n: len(l.known)}
	}
	return l.known[key]
}

// errand is where a case travels and with which letter it came; most have none.
type errand struct{ trip, day, letter string }

var noErrand = &errand{}

// never is later than any moment that is written.
const never = 9000000000000000000

// casesQuery reads the cases. What is asked of a case's needs stands in what is
// selected: as a condition it would be looked for by stage. is_open stands there
// too, or SQLite would read all of an index in which all it needs is found.
func casesQuery() string {
	return fmt.Sprintf(`SELECT c.case_id, c.phase, c.exit, c.area, c.kecamatan, c.agency, c.watcher, c.institution, c.reporter, c.trip, c.day, c.letter,
		c.is_open, c.kit, CASE WHEN c.stage = 'visited' THEN 1 ELSE 0 END, c.stage_since, c.opened_at, c.visited_at, c.closed_at,
		COALESCE((SELECT MIN(CASE WHEN n.is_open = 1 AND n.stage IN ('issued', 'in_delivery') THEN n.stage_since END)
		FROM need n WHERE n.office_id = c.office_id AND n.case_id = c.case_id), %d),
		COALESCE((SELECT SUM(CASE WHEN n.is_open IN (0, 1) AND n.declined = '' THEN %s ELSE 0 END)
			FROM need n WHERE n.office_id = c.office_id AND n.case_id = c.case_id), 0)
		FROM case_file c WHERE c.office_id = $1 AND c.exit <> 'withdrawn'`, int64(never), account.NeedBits("n.need"))
}

func newBoard(l *ledger.Ledger, clock func() time.Time) board {
	all, duties := &lots{known: map[lotOf]*lot{}}, &duties{known: map[dutyOf]*duty{}, byRole: map[string][]*duty{}}
	b := board{
		lots: all,
		cases: ledger.NewMirror(l, casesQuery(), "c.case_id",
			func(rows *db.Rows, text func(string) string) (string, cell, error) {
				c := cell{errand: noErrand}
				var of lotOf
				var to errand
				err := rows.Scan(&c.id, &c.phase, &c.exit, &of.Area, &of.kecamatan, &of.Agency, &of.Watcher, &of.Institution, &of.Reporter, &to.trip, &to.day, &to.letter,
					&c.open, &c.kit, &c.justVisited, &c.since, &c.opened, &c.visited, &c.closed, &c.ready, &c.needs)
				for _, s := range []*string{&c.phase, &c.exit, &to.trip, &to.day, &to.letter} {
					*s = text(*s)
				}
				if c.lot = all.of(of); to != (errand{}) {
					c.errand = &to
				}
				return c.id, c, err
			}),
		work:   newWorkMirror(l, duties, clock),
		duties: duties,
	}
	b.cases.Sum(func(c *cell, by int) { c.sum(c, by) })
	return b
}

// cells gives fn the cases that an action of the scope reaches and the filter
// keeps.
func (s *Service) cells(ctx context.Context, sc db.Scope, action authority.Action, f Filter, fn func(c *cell)) error {
	if sc.Empty() || sc.Office != s.Office {
		return nil
	}
	reach, keeps := account.Reach(sc, action), f.keeps(s.Clock())
	err := s.board.cases.Look(ctx, func(all iter.Seq[*cell]) {
		const reached, not = 1, 2
		known := make([]int8, len(s.board.lots.known)) // asked once of each lot
		for c := range all {
			if !keeps(c) {
				continue
			}
			if known[c.n] == 0 {
				if known[c.n] = not; reach(c.Target) {
					known[c.n] = reached
				}
			}
			if known[c.n] == reached {
				fn(c)
			}
		}
	})
	return fault.Wrap("desk.cases", err)
}

// reachedLots gives fn the lots of the cases that an action of the scope reaches:
// what is counted without a filter is summed there.
func (s *Service) reachedLots(ctx context.Context, sc db.Scope, action authority.Action, fn func(l *lot)) error {
	if sc.Empty() || sc.Office != s.Office {
		return nil
	}
	reach := account.Reach(sc, action)
	err := s.board.cases.Look(ctx, func(iter.Seq[*cell]) {
		for _, l := range s.board.lots.known {
			if l.all > 0 && reach(l.Target) {
				fn(l)
			}
		}
	})
	return fault.Wrap("desk.cases", err)
}

// trips are this week's, as their cases know them.
func (s *Service) trips(ctx context.Context, sc db.Scope) ([]trip, error) {
	from, to := s.week()
	type part struct {
		day, trip, kecamatan string
		people               int
		kit                  bool
	}
	at := map[part]*part{}
	var parts []*part
	err := s.cells(ctx, sc, "page.cases", Filter{Part: partAll}, func(c *cell) {
		if c.trip == "" || c.day < from || c.day > to {
			return
		}
		key := part{day: c.day, trip: c.trip, kecamatan: c.kecamatan}
		p := at[key]
		if p == nil {
			p = &part{day: c.day, trip: c.trip, kecamatan: c.kecamatan}
			at[key] = p
			parts = append(parts, p)
		}
		p.people++
		p.kit = p.kit || c.kit
	})
	slices.SortFunc(parts, func(a, b *part) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.trip, b.trip), cmp.Compare(a.kecamatan, b.kecamatan))
	})
	var out []trip
	for _, p := range parts {
		if len(out) == 0 || out[len(out)-1].id != p.trip {
			out = append(out, trip{id: p.trip, day: p.day})
		}
		last := &out[len(out)-1]
		last.people += p.people
		last.kit = last.kit || p.kit
		if name := region.Name(region.Code(p.kecamatan)); name != "" {
			last.kecamatans = append(last.kecamatans, name)
		}
	}
	return out, err
}

// ownCounts are the cases that a role sees.
type ownCounts struct{ open, waiting, process, done int64 }

func (s *Service) ownCounts(ctx context.Context, sc db.Scope) (n ownCounts, err error) {
	err = s.reachedLots(ctx, sc, "page.cases", func(l *lot) {
		for _, p := range l.phases {
			if n.open += int64(p.n); beforeVisit(p.name) {
				n.waiting += int64(p.n)
			} else {
				n.process += int64(p.n)
			}
		}
		n.done += int64(l.done)
	})
	return n, err
}

func (c *cell) beforeVisit() bool { return beforeVisit(c.phase) }

func beforeVisit(phase string) bool {
	return phase == string(casefile.PhaseReport) || phase == string(casefile.PhaseVisit)
}

// tally counts by names of which there are few, quicker than a map does.
type tally []struct {
	name string
	n    int
}

func (t *tally) add(name string, by int) {
	for i := range *t {
		if (*t)[i].name == name {
			(*t)[i].n += by
			return
		}
	}
	*t = append(*t, struct {
		name string
		n    int
	}{name, by})
}

// partCounts counts the cases by phase, and those that ended.
func (s *Service) partCounts(ctx context.Context, sc db.Scope, f Filter) (map[string]int, error) {
	var of lot
	var err error
	f.Part, f.Exit, f.Sort = partAll, "", ""
	if f == (Filter{Part: partAll}) {
		err = s.reachedLots(ctx, sc, "page.cases", func(l *lot) {
			of.all, of.exit, of.done = of.all+l.all, of.exit+l.exit, of.done+l.done
			for _, p := range l.phases {
				of.phases.add(p.name, p.n)
			}
		})
	} else {
		err = s.cells(ctx, sc, "page.cases", f, func(c *cell) { of.sum(c, 1) })
	}
	out := map[string]int{partAll: of.all, partExit: of.exit, partDone: of.done}
	for _, p := range of.phases {
		out[""], out[p.name] = out[""]+p.n, out[p.name]+p.n
		if beforeVisit(p.name) {
			out[partWaiting] += p.n
		} else {
			out[partProcess] += p.n
		}
	}
	return out, err
}

// casesByArea lists the areas that have cases in reach: kecamatan and area.
func (s *Service) casesByArea(ctx context.Context, sc db.Scope) ([][2]string, error) {
	seen := map[[2]string]bool{}
	err := s.reachedLots(ctx, sc, "page.cases", func(l *lot) {
		if l.kecamatan != "" {
			seen[[2]string{l.kecamatan, l.Area}] = true
		}
	})
	out := make([][2]string, 0, len(seen))
	for k := range seen {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return out, err
}

// standing is where a case comes in the order of a list.
type standing struct {
	id   string
	area string
	at   int64
}

func (f Filter) standing(c *cell) standing {
	switch f.Sort {
	case "baru":
		return standing{id: c.id, at: -c.opened}
	case "wilayah":
		return standing{c.id, c.Area, c.since}
	}
	return standing{id: c.id, at: c.since}
}

func (a standing) compare(b standing) int {
	return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id))
}

// inOrder gives the ids of the first most cases of the filter, and how many
// there are in all.
func (s *Service) inOrder(ctx context.Context, sc db.Scope, action authority.Action, f Filter, most int) (ids []string, total int, err error) {
	var best []standing
	cut := func() {
		slices.SortFunc(best, standing.compare)
		best = best[:min(len(best), most)]
	}
	var last standing // the last of most that are known
	full := false
	err = s.cells(ctx, sc, action, f, func(c *cell) {
		total++
		at := f.standing(c)
		if most == 0 || full && at.compare(last) > 0 {
			return
		}
		if best = append(best, at); len(best) >= 2*most {
			cut()
			last, full = best[most-1], true
		}
	})
	cut()
	for _, b := range best {
		ids = append(ids, b.id)
	}
	return ids, total, err
}
