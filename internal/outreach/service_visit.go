package outreach

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Record saves a visit with all its answers as one act: what happened, the
// biometric outcome, what was corrected of the person. An attempt that met
// nobody is one event.
func (s *Service) Record(ctx context.Context, op ledger.Op, trip, caseID string, a Answers) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.Visited, trip)
		if err != nil {
			return nil, err
		}
		action := casefile.Visited
		if a.Present == No {
			action = casefile.NotMet
		}
		st, events, err := s.caseTx(tx, op.Scope, action, caseID)
		if err != nil {
			return nil, err
		}
		if err := s.visitable(t, st); err != nil {
			return nil, err
		}
		sit := s.situation(t, &st, a)
		if err := a.Complete(sit, t.Plan.Day); err != nil {
			return nil, err
		}
		if err := account.Separation(op.Scope, casefile.Visited, events); err != nil {
			return nil, err
		}
		if err := st.May(action); err != nil {
			return nil, err
		}
		if err := s.store.dropDrafts(tx, trip, caseID); err != nil {
			return nil, err
		}
		if a.Present == No {
			return []ledger.Draft{notMetDraft(t, st, a)}, nil
		}
		return visitDrafts(t, st, events, sit, a, op.Scope), nil
	})
	return err
}

func notMetDraft(t Trip, st casefile.State, a Answers) ledger.Draft {
	return caseDraft(st, casefile.NotMet, casefile.NotMetBody{Trip: t.ID, Stop: st.Booking.Stop, Day: t.Plan.Day, Reason: a.Reason, Next: a.Next})
}

// RecordAbsent notes in one act who of a session or gathering did not come.
func (s *Service) RecordAbsent(ctx context.Context, op ledger.Op, trip string, cases []string, a Answers) error {
	if len(cases) == 0 || len(cases) > mostPeople {
		return fault.At("warga", "fault.outreach.nobody")
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.NotMet, trip)
		if err != nil {
			return nil, err
		}
		if err := a.Check(Situation{}, AskNotMet, t.Plan.Day); err != nil {
			return nil, err
		}
		var drafts []ledger.Draft
		for i, id := range cases {
			if slices.Contains(cases[:i], id) {
				continue
			}
			st, _, err := s.caseTx(tx, op.Scope, casefile.NotMet, id)
			if err != nil {
				return nil, err
			}
			if err := s.visitable(t, st); err != nil {
				return nil, refuseCase(st, err)
			}
			if err := st.May(casefile.NotMet); err != nil {
				return nil, refuseCase(st, err)
			}
			if err := s.store.dropDrafts(tx, trip, id); err != nil {
				return nil, err
			}
			drafts = append(drafts, notMetDraft(t, st, a))
		}
		return drafts, nil
	})
	return err
}

// NextTry proposes when to come again after so many attempts in vain: soon at
// first, then with more time between, since the road costs the same each time.
func NextTry(day string, attempts int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, []int{7, 14, 30}[min(attempts, 2)]).Format(time.DateOnly)
}

// visitable refuses a visit that is not of this trip, or not yet.
func (s *Service) visitable(t Trip, st casefile.State) error {
	switch {
	case !t.Underway():
		return fault.New(fault.Conflict, "fault.outreach.not_published")
	case st.Booking.Trip != t.ID:
		return fault.New(fault.Conflict, "fault.outreach.not_on_trip")
	case t.Plan.Day > s.today():
		return fault.New(fault.Conflict, "fault.outreach.too_early")
	}
	return nil
}

// situation is the case on the day of the trip, with the birth date as this
// visit found it.
func (s *Service) situation(t Trip, st *casefile.State, a Answers) Situation {
	day, err := time.ParseInLocation(time.DateOnly, t.Plan.Day, s.Zone)
	if err != nil {
		day = s.Clock()
	}
	sit := situation(st, t.HasKit(), day)
	sit.District = s.District
	if said, ok := a.Person[casefile.FieldBirth]; ok {
		sit = sit.born(said.Value, day)
	}
	return sit
}

func visitDrafts(t Trip, st casefile.State, events []casefile.Event, sit Situation, a Answers, by db.Scope) []ledger.Draft {
	witnesses, _ := a.witnesses()
	v := casefile.VisitedBody{Trip: t.ID, Stop: st.Booking.Stop, Day: t.Plan.Day, Sources: a.Sources,
		Witnesses: witnesses, Needs: a.Needs, Recording: a.Outcome == Enrolled && !sit.Child()}
	if v.Recording {
		v.Device = a.Device
		v.Quality, _ = a.quality()
	}
	drafts := []ledger.Draft{caseDraft(st, casefile.Visited, v)}
	if bio, ok := a.biometric(sit); ok {
		d := caseDraft(st, casefile.Biometric, bio)
		d.Replaces = st.Person.Shown(casefile.FieldBiometric)
		if Identified(a.Outcome) {
			d.Personal = a.identified()
			d.Replaces = append(d.Replaces, st.Person.Shown(casefile.FieldNIK, casefile.FieldElsewhere)...)
		}
		drafts = append(drafts, d)
	}
	was := func(shown []string) casefile.Person { return casefile.AsShown(st.ID, events, shown) }
	beside, shown, corrects := a.besides(was)
	checked := was(a.Shown)
	fields := a.changes(checked)
	for _, c := range fields {
		corrects = corrects || checked.Value(c.Field) != ""
	}
	why := ""
	if corrects {
		why = casefile.WhyVisit
	}
	shown = slices.Concat(a.Shown, shown, a.NamedShown)
	// The visit verifies: what a document says that was seen settles a dispute, what
	// was only said stands beside the others until the coordinator chooses.
	free, rivals, over := st.Person.Rivals(st.Person.Since(slices.Concat(fields, beside, a.named(was(a.NamedShown)))), by.Person, shown, func(c casefile.Assertion) bool {
		return c.Certainty == casefile.CertaintyDocument || authority.Reaches(authority.Role(by.Role), "page.settle") != authority.None
	})
	for _, said := range []struct {
		fields []casefile.Assertion
		over   []string
	}{{free, shown}, {rivals, over}} {
		if len(said.fields) == 0 {
			continue
		}
		d := caseDraft(st, casefile.PersonStated, nil)
		d.Body, d.Personal = casefile.Stated(why, said.fields)
		d.Replaces = said.over
		drafts = append(drafts, d)
	}
	return drafts
}

// biometric is what is kept of the check: outcome, quality, device, and of a
// failed one which part, why and the evidence.
func (a Answers) biometric(sit Situation) (casefile.BiometricBody, bool) {
	if sit.Child() || a.Outcome == NoCheck || a.Outcome == Enrolled {
		return casefile.BiometricBody{}, false
	}
	b := casefile.BiometricBody{Outcome: a.Outcome}
	if a.Outcome == casefile.BioRepeat {
		return b, true
	}
	b.Device, b.Enrolled = a.Device, a.Enrolled && (sit.HasNIK || a.Outcome == casefile.BioLocal)
	b.Quality, _ = a.quality()
	if a.Outcome == casefile.BioFailed {
		b.Trait, b.Reason, b.Evidence, b.Enrolled = strings.Join(a.Traits, ","), a.Why, a.Evidence, false
	}
	return b, true
}

// identified is the NIK that the device showed, and where its record lies.
func (a Answers) identified() casefile.BiometricPersonal {
	nik, err := resident.ParseNIK(a.NIK)
	if err != nil { // Complete has refused it before
		return casefile.BiometricPersonal{}
	}
	p := casefile.BiometricPersonal{NIK: string(nik)}
	if a.Outcome == casefile.BioElsewhere {
		p.Kabupaten = a.Kabupaten
	}
	return p
}

// SearchIn is the later answer of a national search.
type SearchIn struct {
	Outcome, NIK, Kabupaten string
	Needs                   []string
}

// SearchOutcomes are those that a search can have.
var SearchOutcomes = []string{casefile.BioLocal, casefile.BioElsewhere, casefile.BioNotFound, casefile.BioRepeat}

// RecordSearch records what the national search answered, and what is needed
// now that it is known.
func (s *Service) RecordSearch(ctx context.Context, op ledger.Op, caseID string, in SearchIn) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		st, events, err := s.caseTx(tx, op.Scope, casefile.Searched, caseID)
		if err != nil {
			return nil, err
		}
		if err := st.May(casefile.Searched); err != nil {
			return nil, err
		}
		if err := account.Separation(op.Scope, casefile.Searched, events); err != nil {
			return nil, err
		}
		if err := in.check(s.searchSituation(&st), s.Clock()); err != nil {
			return nil, err
		}
		d := caseDraft(st, casefile.Searched, casefile.SearchedBody{Biometric: st.Biometric.Event, Outcome: in.Outcome})
		d.Replaces = st.Person.Shown(casefile.FieldBiometric)
		if Identified(in.Outcome) {
			d.Personal = Answers{Outcome: in.Outcome, NIK: in.NIK, Kabupaten: in.Kabupaten}.identified()
			d.Replaces = append(d.Replaces, st.Person.Shown(casefile.FieldNIK, casefile.FieldElsewhere)...)
		}
		drafts := []ledger.Draft{d}
		if len(in.Needs) > 0 {
			if err := st.May(casefile.NeedAdded, in.Needs...); err != nil {
				return nil, err
			}
			drafts = append(drafts, caseDraft(st, casefile.NeedAdded, casefile.NeedAddedBody{Needs: in.Needs}))
		}
		return drafts, nil
	})
	return err
}

// searchSituation is the case without the outcome that is in doubt.
func (s *Service) searchSituation(st *casefile.State) Situation {
	sit := situation(st, true, s.Clock().In(s.Zone))
	sit.Purpose, sit.District = PurposeBiometric, s.District
	return sit
}

func (in SearchIn) check(sit Situation, asked time.Time) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.answers"}
	if !slices.Contains(SearchOutcomes, in.Outcome) {
		f.With("hasil", "fault.outreach.outcome")
		return f
	}
	if Identified(in.Outcome) {
		if _, err := resident.ReadNIK(in.NIK, asked); err != nil {
			f.Fields = append(f.Fields, resident.Field("nik", err))
		}
	}
	if in.Outcome == casefile.BioElsewhere {
		sit.elsewhere(f, in.Kabupaten)
	}
	switch {
	case slices.Contains(in.Needs, casefile.NeedNIK) && !sit.MayNeedNIK(in.Outcome):
		f.With("perlu", "fault.outreach.second_nik")
	case !within(in.Needs, sit.Offer(in.Outcome)):
		f.With("perlu", "fault.outreach.needs_offer")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Approve lets a failed capture stand: the second pair of eyes, never those of
// the operator.
func (s *Service) Approve(ctx context.Context, op ledger.Op, caseID string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		st, events, err := s.caseTx(tx, op.Scope, casefile.Exception, caseID)
		if err != nil {
			return nil, err
		}
		if err := st.May(casefile.Exception); err != nil {
			return nil, err
		}
		capture := slices.DeleteFunc(slices.Clone(events), func(e casefile.Event) bool { return !slices.Contains(st.Biometric.Of, e.ID) })
		if err := account.Separation(op.Scope, casefile.Exception, capture); err != nil {
			return nil, err
		}
		return []ledger.Draft{caseDraft(st, casefile.Exception, casefile.ExceptionBody{Biometric: st.Biometric.Event})}, nil
	})
	return err
}

// RefuseException does not let a failed capture stand, for one of
// casefile.ExceptionRefusals: the coordinator is asked for another visit.
func (s *Service) RefuseException(ctx context.Context, op ledger.Op, caseID, reason string) error {
	if !slices.Contains(casefile.ExceptionRefusals(), reason) {
		return fault.New(fault.Invalid, "fault.form").With("sebab", "fault.outreach.refuse")
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		st, _, err := s.caseTx(tx, op.Scope, casefile.ExceptionRefused, caseID)
		if err != nil {
			return nil, err
		}
		if err := st.May(casefile.ExceptionRefused); err != nil {
			return nil, err
		}
		return []ledger.Draft{caseDraft(st, casefile.ExceptionRefused, casefile.ExceptionRefusedBody{Biometric: st.Biometric.Event, Reason: reason})}, nil
	})
	return err
}
