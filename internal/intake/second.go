package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/register"
)

// The second check: two cases may be about one person although whoever reported
// the later one could not see the earlier, because it came from another agency,
// with a list, or from another machine. The office looks again when a case
// arrives and when its person is stated anew. What it finds is work for the
// coordinator, never an exit.

// leastSuspect is how probable it must be that two cases are about one person
// for somebody to be asked.
const leastSuspect = .5

// workSuspected is the reason of the work that a suspicion makes.
const workSuspected = "casefile.work.suspected"

// doubtful reports whether a candidate is another case that is to be looked at
// again.
func doubtful(c register.Candidate) bool {
	return strings.HasPrefix(c.Ref, refOf("")) && (c.Probability >= leastSuspect || slices.Contains(c.Matches, register.MatchNIK))
}

// look is one case in the second check.
type look struct {
	st     casefile.State
	events []casefile.Event
}

// looks reads cases for the second check.
func (s *Service) looks(ctx context.Context, scope db.Scope, known map[string]*look, ids []string) error {
	ids = slices.DeleteFunc(ids, func(id string) bool { return known[id] != nil })
	slices.Sort(ids)
	ids = slices.Compact(ids)
	events, err := s.Ledger.EventsOf(ctx, scope, casefile.KindCase, ids)
	for _, id := range ids {
		known[id] = &look{casefile.FoldState(id, events[id]), events[id]}
	}
	return err
}

// last is the newest event of the case.
func (l *look) last() string {
	if len(l.events) == 0 {
		return ""
	}
	return l.events[len(l.events)-1].ID
}

// counts reports whether a case is looked at: an ended one is, since who was
// served once must be recognised, but none that was entered by mistake or erased.
func (l *look) counts() bool {
	return l.st.Reported && !l.st.Erased && l.st.Exit != casefile.ExitWithdrawn && l.st.Exit != casefile.ExitDuplicate
}

// later reports whether the case came after another: the question about a pair
// stands on the later one.
func (l *look) later(than *look) bool {
	return l.st.OpenedAt > than.st.OpenedAt || l.st.OpenedAt == than.st.OpenedAt && l.st.ID > than.st.ID
}

func refOf(caseID string) string { return casefile.KindCase + ":" + caseID }

// second looks for other cases about the persons of some cases, and asks the
// coordinator about each on whom nobody has decided. The cases are looked at in
// their order, each with what those before it brought.
func (s *Service) second(ctx context.Context, scope db.Scope, who crew, now *register.Moment, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	scope = s.Accounts.With(scope, "act:"+casefile.Suspected)
	known := map[string]*look{}
	if err := s.looks(ctx, scope, known, slices.Clone(ids)); err != nil {
		return err
	}
	pairs, err := s.suspects(ctx, who, now, known, ids)
	if err != nil {
		return err
	}
	var others []string
	for _, some := range pairs {
		for _, c := range some {
			others = append(others, strings.TrimPrefix(c.Ref, refOf("")))
		}
	}
	if err := s.looks(ctx, scope, known, others); err != nil {
		return err
	}
	var news []suspicion
	tell := func(x suspicion) {
		if x.on.told(x.body) {
			news = append(news, x)
		}
	}
	for i, id := range ids {
		here := known[id]
		var still []string
		for _, c := range pairs[i] {
			if x := suspect(here, known[strings.TrimPrefix(c.Ref, refOf(""))], c); x != nil {
				still = append(still, c.Ref)
				x.seen = here.last()
				tell(*x)
			}
		}
		for _, x := range slices.Clone(here.st.Suspects) {
			if !slices.Contains(still, x.Candidate) {
				tell(suspicion{here, here.last(), casefile.SuspectedBody{Candidate: x.Candidate, Over: true}})
			}
		}
	}
	return s.ask(ctx, scope, news)
}

// suspects finds for each case the others that it may be one with; brothers and
// sisters are none.
func (s *Service) suspects(ctx context.Context, who crew, now *register.Moment, known map[string]*look, ids []string) ([][]register.Candidate, error) {
	out := make([][]register.Candidate, len(ids))
	err := who.each(ctx, len(ids), s.Answered, func(from, to int) error {
		var queries []register.Query
		var of []int
		for i, id := range ids[from:to] {
			if known[id].counts() {
				queries, of = append(queries, register.QueryOf(&known[id].st)), append(of, from+i)
			}
		}
		found, err := now.Candidates(ctx, queries...)
		if err != nil {
			return err
		}
		for n, some := range found {
			for _, c := range some {
				if doubtful(c) && (slices.Contains(c.Matches, register.MatchNIK) || !siblings(now.Explain(queries[n], c))) {
					out[of[n]] = append(out[of[n]], c)
				}
			}
		}
		return nil
	})
	return out, err
}

// suspicion is what one case is to be told.
type suspicion struct {
	on   *look
	seen string // the newest event of the case that was looked at
	body casefile.SuspectedBody
}

// told notes a suspicion in what is known of the case, and says whether it is new.
func (l *look) told(x casefile.SuspectedBody) bool {
	is := func(o casefile.Suspicion) bool { return o.Candidate == x.Candidate }
	if slices.ContainsFunc(l.st.Suspects, is) != x.Over {
		return false
	}
	if x.Over {
		l.st.Suspects = slices.DeleteFunc(l.st.Suspects, is)
	} else {
		l.st.Suspects = append(l.st.Suspects, casefile.Suspicion{SuspectedBody: x})
	}
	return true
}

// suspect says whether a candidate is to be asked about: on the later of the two
// cases, unless that has ended.
func suspect(here, there *look, c register.Candidate) *suspicion {
	if !there.counts() || settled(here, there) {
		return nil
	}
	asked, about := here, there
	if there.later(here) {
		asked, about = there, here
	}
	if asked.st.May(casefile.Suspected) != nil {
		asked, about = about, asked // an ended case asks nothing: the other does
	}
	if asked.st.May(casefile.Suspected) != nil {
		return nil
	}
	return &suspicion{on: asked, body: casefile.SuspectedBody{Candidate: refOf(about.st.ID), Probability: c.Probability, Model: c.Model}}
}

// siblings reports that two people share mother, village and year but not their
// name: twins and siblings do, so that it says nothing for their being one.
func siblings(e register.Explanation) bool {
	level := func(field string) string {
		for _, f := range e.Fields {
			if f.Field == field {
				return f.Level
			}
		}
		return linkage.LevelMissing
	}
	var said, written bool
	for _, f := range e.Fields {
		for _, w := range f.Words {
			if f.Field == casefile.FieldName {
				said, written = said || w.Written == "", written || w.Said == ""
			}
		}
	}
	if level(casefile.FieldName) != linkage.LevelOther && !(said && written) {
		return false
	}
	born := []string{linkage.LevelSame, linkage.LevelSwapped, linkage.LevelMonth, linkage.LevelDay, linkage.LevelHeaped, linkage.LevelInYear}
	return slices.Contains(born, level(casefile.FieldBirth)) && level(casefile.FieldVillage) == linkage.LevelSame &&
		!slices.Contains([]string{linkage.LevelMissing, linkage.LevelOther}, level(casefile.FieldMother))
}

// tells are the fields by which people are told apart: what changed in them
// opens a question again.
var tells = []string{casefile.FieldName, casefile.FieldOtherName, casefile.FieldBirth, casefile.FieldNIK}

// settled reports that somebody has decided on the pair, on either case, and
// that nothing by which people are told apart was stated since. "The same" and
// "not sure" stand: they are work already.
func settled(a, b *look) bool {
	d, ok := a.st.Decided(refOf(b.st.ID))
	if e, too := b.st.Decided(refOf(a.st.ID)); too && (!ok || e.At > d.At) {
		d, ok = e, true
	}
	if !ok || d.Decision != casefile.Different {
		return ok
	}
	for _, l := range []*look{a, b} {
		for _, f := range l.st.Person.Fields {
			if slices.Contains(tells, f.Field) && slices.ContainsFunc(f.Statements, func(st casefile.Statement) bool { return st.OccurredAt > d.At }) {
				return false
			}
		}
	}
	return true
}

// Ended asks again about the cases that were asked about one which has ended as
// a mistake or as a duplicate, or whose data is gone: a reaction to that.
func (s *Service) Ended(tx *db.Tx, e ledger.Event) error {
	res, err := tx.Exec(`DELETE FROM match_case WHERE office_id = $1 AND case_id IN (SELECT subject_id FROM work
		WHERE office_id = $1 AND role = $2 AND action = $3 AND arg = $4 AND reason = $5)`,
		e.Office, string(authority.Coordinator), casefile.IdentityDecided, refOf(e.Subject.ID), workSuspected)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return job.Enqueue(tx, e.Office, JobMatchAll, "event/"+e.ID, nil, time.Time{})
}

// ask writes what is new. The operation follows from what was known, so that a
// check that runs again writes nothing twice.
func (s *Service) ask(ctx context.Context, scope db.Scope, news []suspicion) error {
	acts := make([]ledger.Act, len(news))
	for i, n := range news {
		id, body := n.on.st.ID, n.body
		seed := strings.Join([]string{"second", id, body.Candidate, n.seen, n.on.last()}, ":")
		op := ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(seed)).String(), Scope: scope}
		acts[i] = ledger.Act{Op: op, Make: s.acting(op, id, casefile.Suspected, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
			known := slices.ContainsFunc(st.Suspects, func(x casefile.Suspicion) bool { return x.Candidate == body.Candidate })
			if known != body.Over {
				return nil, nil // asked already, or over already
			}
			return []ledger.Draft{{Type: casefile.Suspected, Body: body}}, nil
		})}
	}
	refused, err := s.Ledger.DoMany(ctx, acts, nil)
	for _, why := range refused {
		if why != nil && !fault.Is(why, fault.Conflict) { // a case that somebody has ended meanwhile asks nothing
			return why
		}
	}
	return err
}
