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

func (s *Service) lookAt(ctx context.Context, scope db.Scope, caseID string) (look, error) {
	events, err := s.Ledger.Events(ctx, scope, subjectOf(caseID))
	if err != nil {
		return look{}, err
	}
	return look{casefile.FoldState(caseID, events), events}, nil
}

// last is the newest event of the case.
func (l look) last() string {
	if len(l.events) == 0 {
		return ""
	}
	return l.events[len(l.events)-1].ID
}

// counts reports whether a case is looked at: an ended one is, since who was
// served once must be recognised, but none that was entered by mistake or erased.
func (l look) counts() bool {
	return l.st.Reported && !l.st.Erased && l.st.Exit != casefile.ExitWithdrawn && l.st.Exit != casefile.ExitDuplicate
}

// later reports whether the case came after another: the question about a pair
// stands on the later one.
func (l look) later(than look) bool {
	return l.st.OpenedAt > than.st.OpenedAt || l.st.OpenedAt == than.st.OpenedAt && l.st.ID > than.st.ID
}

func refOf(caseID string) string { return casefile.KindCase + ":" + caseID }

// Second looks for other cases about the person of a case, and asks the
// coordinator about each on whom nobody has decided.
func (s *Service) Second(ctx context.Context, scope db.Scope, caseID string) error {
	scope = s.Accounts.With(scope, "act:"+casefile.Suspected)
	here, err := s.lookAt(ctx, scope, caseID)
	if err != nil {
		return err
	}
	var news []suspicion
	var still []string
	if here.counts() {
		found, err := s.Register.Candidates(ctx, scope, register.QueryOf(&here.st))
		if err != nil {
			return err
		}
		for _, c := range found {
			if !doubtful(c) {
				continue
			}
			d, err := s.suspect(ctx, scope, here, strings.TrimPrefix(c.Ref, refOf("")), c)
			if err != nil {
				return err
			}
			if d != nil {
				still = append(still, c.Ref)
				news = append(news, *d)
			}
		}
	}
	for _, x := range here.st.Suspects {
		if !slices.Contains(still, x.Candidate) {
			news = append(news, suspicion{here, casefile.SuspectedBody{Candidate: x.Candidate, Over: true}})
		}
	}
	return s.ask(ctx, scope, here.last(), news)
}

// suspicion is what one case is to be told.
type suspicion struct {
	on   look
	body casefile.SuspectedBody
}

// suspect says whether a candidate is to be asked about: on the later of the two
// cases, unless that has ended.
func (s *Service) suspect(ctx context.Context, scope db.Scope, here look, other string, c register.Candidate) (*suspicion, error) {
	if !slices.Contains(c.Matches, register.MatchNIK) {
		e, err := s.Register.Explain(ctx, scope, register.QueryOf(&here.st), c.Ref)
		if err != nil || siblings(e) {
			return nil, err
		}
	}
	there, err := s.lookAt(ctx, scope, other)
	if err != nil || !there.counts() || settled(here, there) {
		return nil, err
	}
	asked, about := here, there
	if there.later(here) {
		asked, about = there, here
	}
	if asked.st.May(casefile.Suspected) != nil {
		asked, about = about, asked // an ended case asks nothing: the other does
	}
	if asked.st.May(casefile.Suspected) != nil {
		return nil, nil
	}
	return &suspicion{asked, casefile.SuspectedBody{Candidate: refOf(about.st.ID), Probability: c.Probability, Model: c.Model}}, nil
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
func settled(a, b look) bool {
	d, ok := a.st.Decided(refOf(b.st.ID))
	if e, too := b.st.Decided(refOf(a.st.ID)); too && (!ok || e.At > d.At) {
		d, ok = e, true
	}
	if !ok || d.Decision != casefile.Different {
		return ok
	}
	for _, l := range []look{a, b} {
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
	return job.Enqueue(tx, e.Office, JobMatch, "event/"+e.ID, nil, time.Time{})
}

// ask writes what is new. The operation follows from what was known, so that a
// check that runs again writes nothing twice.
func (s *Service) ask(ctx context.Context, scope db.Scope, seen string, news []suspicion) error {
	for _, n := range news {
		id, body := n.on.st.ID, n.body
		seed := strings.Join([]string{"second", id, body.Candidate, seen, n.on.last()}, ":")
		op := ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(seed)).String(), Scope: scope}
		_, err := s.change(ctx, op, id, casefile.Suspected, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
			known := slices.ContainsFunc(st.Suspects, func(x casefile.Suspicion) bool { return x.Candidate == body.Candidate })
			if known != body.Over {
				return nil, nil // asked already, or over already
			}
			return []ledger.Draft{{Type: casefile.Suspected, Body: body}}, nil
		})
		if err != nil && !fault.Is(err, fault.Conflict) { // a case that somebody has ended meanwhile asks nothing
			return err
		}
	}
	return nil
}
