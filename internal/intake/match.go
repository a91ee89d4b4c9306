package intake

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

// JobMatch weighs whom one case is about, JobMatchAll those of all open cases
// that have to be: one round at a time, since two would weigh the same cases.
const (
	JobMatch    = "match"
	JobMatchAll = "match.all"
)

// matcher is who weighs: nobody reads what it reads.
const matcher = "job.match"

// matchedAtOnce is how many cases are weighed between two notes of how far it is.
const matchedAtOnce = 200

// Below leastChance a candidate is not worth a look; mostPairs of a case are kept.
const (
	leastChance = .05
	mostPairs   = 5
)

// weighing is one case as it is weighed.
type weighing struct {
	id     string
	opened int64
	last   int64 // when it was last changed
	query  register.Query
	asked  bool // about another case, whether it still may be
}

// Weigh asks for a case to be weighed again: a reaction to what is said of its
// person. A list does it once for all, when it is saved.
func (s *Service) Weigh(tx *db.Tx, e ledger.Event) error {
	if e.Type == casefile.Reported && strings.Contains(string(e.Body), `"list":"`) {
		return nil
	}
	return job.Enqueue(tx, e.Office, JobMatch, "event/"+e.ID, []byte(e.Subject.ID), time.Time{})
}

// WeighAll asks for all open cases to be weighed again, as after an import of
// the register; without anew only those that never were, or not as they are now.
func (s *Service) WeighAll(ctx context.Context, op ledger.Op, anew bool) error {
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		if anew {
			if _, err := tx.Exec(`DELETE FROM match_case WHERE office_id = $1`, op.Scope.Office); err != nil {
				return err
			}
		}
		return job.Enqueue(tx, op.Scope.Office, JobMatchAll, "all/"+op.ID, nil, time.Time{})
	})
}

// weighStale has every open case weighed that was not, or among another edition
// of the register.
const weighStale = "stale"

// RegisterSwitched asks for all open cases to be weighed again, in the
// transaction in which another edition of the register begins to be asked: once
// an edition. What is decided stays.
func (s *Service) RegisterSwitched(tx *db.Tx, office, among string) error {
	return job.Enqueue(tx, office, JobMatchAll, "register/"+among, []byte(weighStale), time.Time{})
}

// WeighRest asks for the open cases that nobody has weighed yet, after a restore
// or the first start with this comparison, and goes on with those of another
// edition of the register.
func (s *Service) WeighRest(ctx context.Context) error {
	scope := s.Accounts.System(matcher)
	n, err := s.countUnweighed(ctx, scope, true)
	if err != nil || n == 0 {
		return err
	}
	return s.DB.Write(ctx, scope.Office, func(tx *db.Tx) error {
		return job.Enqueue(tx, scope.Office, JobMatchAll, "all/"+ledger.NewOpID(), []byte(weighStale), time.Time{})
	})
}

func (s *Service) countUnweighed(ctx context.Context, scope db.Scope, stale bool) (n int64, err error) {
	from, args, err := s.fromUnweighed(ctx, scope, stale)
	if err == nil {
		err = s.DB.QueryRow(ctx, `SELECT COUNT(*)`+from, args...).Scan(&n)
	}
	return n, fault.Wrap("fault.intake.read", err)
}

func (s *Service) matchJob(ctx context.Context, run *job.Run) error {
	return s.match(ctx, s.Accounts.System(matcher), string(run.Payload), run.GiveWay, func(done, total int64) error {
		return run.Progress(ctx, done, total, "intake.match.working")
	})
}

// fromUnweighed are the open cases that were never weighed, or not as they are
// now; with stale also those that were weighed among another register.
func (s *Service) fromUnweighed(ctx context.Context, scope db.Scope, stale bool) (string, []any, error) {
	args, or := []any{scope.Office}, ""
	if stale {
		among, err := s.Register.Among(ctx, scope)
		if err != nil {
			return "", nil, err
		}
		args, or = append(args, among), ` OR m.among NOT IN ('', $2)`
	}
	return ` FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		LEFT JOIN match_case m ON m.office_id = f.office_id AND m.case_id = f.case_id
		WHERE f.office_id = $1 AND f.is_open = 1 AND f.exit = '' AND f.erased = 0 AND (m.case_id IS NULL OR m.last_at <> f.last_at` + or + `)`, args, nil
}

// match weighs open cases: what is weighStale, the id of one, or "" for all that
// changed since they were weighed. It goes part by part, so that a cut in the
// middle costs one part. Where nobody waits for the end, giveWay is asked before
// each few cases.
func (s *Service) match(ctx context.Context, scope db.Scope, what string, giveWay func(context.Context) error, progress func(done, total int64) error) error {
	if what != "" && what != weighStale {
		_, err := s.matchPart(ctx, scope, []string{what}, false, waited, nil)
		return err
	}
	return s.round(ctx, scope, what == weighStale, giveWay, progress)
}

// round weighs all open cases that changed, with stale also those that were
// weighed among another register.
func (s *Service) round(ctx context.Context, scope db.Scope, stale bool, giveWay func(context.Context) error, progress func(done, total int64) error) error {
	ids, err := s.drawn(ctx, scope, stale)
	if err != nil {
		return err
	}
	total := int64(len(ids))
	if total == drawnAtOnce {
		if total, err = s.countUnweighed(ctx, scope, stale); err != nil {
			return err
		}
	}
	if total > 10*matchedAtOnce { // so many read the whole index sooner or later
		if _, err := s.Register.Warm(ctx, scope); err != nil {
			return err
		}
	}
	who := waited
	if total > wholeOffice {
		who = quiet
		who.giveWay = giveWay
	}
	var now *register.Moment
	told := int64(matchedAtOnce / 2)
	for done := int64(0); ; {
		for part := range slices.Chunk(ids, matchedAtOnce) {
			if now, err = s.matchPart(ctx, scope, part, stale, who, now); err != nil {
				return err
			}
			done += int64(len(part))
			// There are more pairs than the database knows of: what counts them
			// would compare each with each.
			if done >= 2*told {
				told = done
				if err := s.DB.Tune(ctx); err != nil {
					return err
				}
			}
			if err := progress(done, max(total, done)); err != nil {
				return err
			}
		}
		if len(ids) < drawnAtOnce {
			break
		}
		if ids, err = s.drawn(ctx, scope, stale); err != nil {
			return err
		}
	}
	return nil
}

// drawnAtOnce is how many cases a round draws at a time: to look for the next
// part among all cases takes longer than to weigh it.
const drawnAtOnce = 20_000

// drawn are the ids of cases to be weighed, first those that never were: somebody
// may wait for them.
func (s *Service) drawn(ctx context.Context, scope db.Scope, stale bool) (ids []string, err error) {
	from, args, err := s.fromUnweighed(ctx, scope, stale)
	if err != nil {
		return nil, err
	}
	ids, err = db.Column[string](s.DB.Query(ctx, `SELECT f.case_id`+from+` ORDER BY CASE WHEN m.case_id IS NULL THEN 0 ELSE 1 END, f.opened_at, f.case_id`+page(drawnAtOnce, 0), args...))
	return ids, fault.Wrap("fault.intake.read", err)
}

// matchPart weighs those of some cases that still have to be.
func (s *Service) matchPart(ctx context.Context, scope db.Scope, ids []string, stale bool, who crew, now *register.Moment) (*register.Moment, error) {
	now, err := s.Register.Moment(ctx, scope, now)
	if err != nil {
		return nil, err
	}
	part, err := s.unweighed(ctx, scope, ids, stale)
	if err != nil || len(part) == 0 {
		return now, err
	}
	rows, err := s.weighPart(ctx, scope, who, now, part)
	if err != nil {
		return nil, err
	}
	return now, s.keepPairs(ctx, scope, now.Among(), part, rows)
}

func (s *Service) unweighed(ctx context.Context, scope db.Scope, ids []string, stale bool) ([]weighing, error) {
	from, args, err := s.fromUnweighed(ctx, scope, stale)
	if err != nil {
		return nil, err
	}
	add := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	from += ` AND f.case_id IN (` + db.Params(len(args)+1, len(ids)) + `)`
	for _, id := range ids {
		args = append(args, id)
	}
	rows, err := s.DB.Query(ctx, `SELECT f.case_id, f.opened_at, f.last_at, p.nik, p.name, p.other_names, p.sex, p.birth, p.village, p.mother,
		(SELECT COUNT(*) FROM work k WHERE k.office_id = f.office_id AND k.subject_id = f.case_id AND k.subject_kind = 'case' AND k.reason = `+add(workSuspected)+`)`+from+
		` ORDER BY f.opened_at, f.case_id`, args...)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []weighing
	for rows.Next() {
		var w weighing
		q := &w.query
		others, suspects := "", 0
		if err := rows.Scan(&w.id, &w.opened, &w.last, &q.NIK, &q.Name, &others, &q.Sex, &q.Birth, &q.Village, &q.Mother, &suspects); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		w.asked = suspects > 0
		if q.NotCase = w.id; others != "" {
			q.OtherNames = strings.Split(others, ", ")
		}
		out = append(out, w)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}

// weighPart weighs some cases: a row for each candidate that is worth a look. Of
// two cases the later one is compared with the earlier, so that a pair stands
// once. Where another case, earlier or later, may be about the same person, the
// second check follows.
func (s *Service) weighPart(ctx context.Context, scope db.Scope, who crew, now *register.Moment, part []weighing) (rows [][]any, err error) {
	found := make([][]register.Candidate, len(part))
	err = who.each(ctx, len(part), s.Answered, func(from, to int) error {
		queries := make([]register.Query, 0, few)
		for _, w := range part[from:to] {
			queries = append(queries, w.query)
		}
		some, err := now.Weigh(ctx, queries...)
		copy(found[from:], some)
		return err
	})
	if err != nil {
		return nil, err
	}
	opened, err := s.openedAt(ctx, scope, found)
	if err != nil {
		return nil, err
	}
	var again []string
	for i, w := range part {
		if w.asked || slices.ContainsFunc(found[i], doubtful) {
			again = append(again, w.id)
		}
		place := int64(0)
		for _, c := range found[i] {
			other, isCase := strings.CutPrefix(c.Ref, refOf(""))
			if !isCase {
				other = ""
			}
			at := opened[other]
			if c.Probability < leastChance || place == mostPairs || isCase && (at > w.opened || at == w.opened && other > w.id) {
				continue
			}
			ppm, auto := int64(c.Probability*1e6), int64(0)
			if c.Auto {
				auto = 1
			}
			rows = append(rows, []any{scope.Office, w.id, c.Ref, refOf(w.id), other, place, ppm, int64(math.Abs(float64(ppm - 500_000))), auto})
			place++
		}
	}
	return rows, s.second(ctx, scope, who, now, again)
}

// openedAt says when the cases among candidates were opened.
func (s *Service) openedAt(ctx context.Context, scope db.Scope, found [][]register.Candidate) (map[string]int64, error) {
	const size = 64
	var ids []any
	out := map[string]int64{}
	for _, some := range found {
		for _, c := range some {
			id, isCase := strings.CutPrefix(c.Ref, refOf(""))
			if _, met := out[id]; isCase && !met && c.Probability >= leastChance {
				out[id] = 0
				ids = append(ids, id)
			}
		}
	}
	for some := range slices.Chunk(ids, size) {
		for len(some) < size { // one text for all sizes
			some = append(some, some[0])
		}
		rows, err := s.DB.Query(ctx, `SELECT case_id, opened_at FROM case_file WHERE office_id = $1 AND case_id IN (`+db.Params(2, size)+`) ORDER BY case_id`,
			append([]any{scope.Office}, some...)...)
		if err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		for rows.Next() {
			var id string
			var at int64
			if err := rows.Scan(&id, &at); err != nil {
				return nil, errors.Join(fault.Wrap("fault.intake.read", err), rows.Close())
			}
			out[id] = at
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
	}
	return out, nil
}

var pairColumns = []string{"office_id", "case_id", "candidate", "self", "other", "place", "ppm", "doubt", "auto"}

// keepPairs writes what was weighed; it can be made again, so it need not wait
// for the disk.
func (s *Service) keepPairs(ctx context.Context, scope db.Scope, among string, part []weighing, rows [][]any) error {
	return s.DB.WriteSlice(ctx, scope.Office, func(tx *db.Tx) error {
		marks := make([][]any, 0, len(part))
		for _, w := range part {
			for _, table := range []string{"match_pair", "match_case"} {
				if err := tx.Later(`DELETE FROM `+table+` WHERE office_id = $1 AND case_id = $2`, scope.Office, w.id); err != nil {
					return err
				}
			}
			marks = append(marks, []any{scope.Office, w.id, w.last, among})
		}
		if _, err := tx.InsertMissing("match_pair", pairColumns, rows); err != nil {
			return err
		}
		_, err := tx.InsertMissing("match_case", []string{"office_id", "case_id", "last_at", "among"}, marks)
		return err
	})
}
