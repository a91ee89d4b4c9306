package outreach

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Meeting is a visit or an attempt of a case as it stands now, corrections
// included.
type Meeting struct {
	Event string // the visit itself
	Shown string // what last stated its facts: what a correction names
	Met   bool
	Day   string
	By    string
	At    int64
	Facts casefile.VisitFacts

	Recorded bool   // the biometrics were recorded, in a visit for that
	Device   string // with what
	Quality  int    // and how good; 0 if it was not said
}

// Meetings lists the visits and attempts of a case, the oldest first, with the
// facts as the last correction left them. Events are those of the case in order.
func Meetings(st *casefile.State, events []casefile.Event) []Meeting {
	var out []Meeting
	for _, e := range events {
		shown, ok := st.Stated(e.ID)
		if !ok {
			continue
		}
		m := Meeting{Event: e.ID, Shown: shown, Met: e.Type == casefile.Visited, By: e.Actor, At: e.OccurredAt}
		if m.Met {
			var b casefile.VisitedBody
			_ = json.Unmarshal(e.Body, &b) // the fold has read it
			m.Day, m.Facts = b.Day, casefile.VisitFacts{Sources: b.Sources, Witnesses: b.Witnesses}
			m.Recorded, m.Device, m.Quality = b.Recording, b.Device, b.Quality
		} else {
			var b casefile.NotMetBody
			_ = json.Unmarshal(e.Body, &b)
			m.Day, m.Facts = b.Day, casefile.VisitFacts{Reason: b.Reason, Next: b.Next}
		}
		out = append(out, m)
	}
	for _, e := range events {
		for i := range out {
			if e.ID == out[i].Shown && e.Type == casefile.Corrected {
				var b casefile.CorrectedBody
				_ = json.Unmarshal(e.Body, &b)
				out[i].Facts = b.Now
			}
		}
	}
	return out
}

// CorrectionIn is a correction as a person states it.
type CorrectionIn struct {
	Visit string // event id of the visit
	Shown string // what the form showed
	Now   casefile.VisitFacts
	Why   string
	Note  string
}

// Correct states anew what a visit stated wrong: who, when, the old beside the
// new, and why. The visit itself is never edited.
func (s *Service) Correct(ctx context.Context, op ledger.Op, caseID string, in CorrectionIn) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		st, events, err := s.caseTx(tx, op.Scope, casefile.Corrected, caseID)
		if err != nil {
			return nil, err
		}
		if err := st.May(casefile.Corrected); err != nil {
			return nil, err
		}
		if err := account.Separation(op.Scope, casefile.Corrected, events); err != nil {
			return nil, err
		}
		all := Meetings(&st, events)
		i := slices.IndexFunc(all, func(m Meeting) bool { return m.Event == in.Visit })
		switch {
		case i < 0:
			return nil, fault.New(fault.NotFound, "fault.outreach.no_visit")
		case all[i].Shown != in.Shown:
			return nil, fault.New(fault.Conflict, "fault.outreach.corrected_meanwhile")
		}
		if err := in.check(all[i]); err != nil {
			return nil, err
		}
		d := caseDraft(st, casefile.Corrected, casefile.CorrectedBody{Visit: in.Visit, Why: in.Why, Was: all[i].Facts, Now: in.Now})
		d.Replaces = []string{in.Shown}
		if in.Note != "" {
			d.Personal = casefile.NotePersonal{Text: in.Note}
		}
		return []ledger.Draft{d}, nil
	})
	return err
}

func (in CorrectionIn) check(m Meeting) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.answers"}
	if m.Met {
		Answers{Sources: in.Now.Sources, Witnesses: digits(in.Now.Witnesses)}.checkIdentity(f)
	} else {
		if !slices.Contains(NotMets, in.Now.Reason) {
			f.With("sebab", "fault.outreach.not_met_reason")
		}
		if !isDay(in.Now.Next) || in.Now.Next <= m.Day {
			f.With("lagi", "fault.outreach.next")
		}
	}
	whyChecked(f, in.Why, in.Note)
	if len(f.Fields) == 0 && same(in.Now, m.Facts) {
		f.With("alasan", "fault.outreach.nothing_changed")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

func same(a, b casefile.VisitFacts) bool {
	if len(a.Sources) == 0 && len(b.Sources) == 0 {
		a.Sources, b.Sources = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// whyChecked asks for the reason of a correction; "other" needs words.
func whyChecked(f *fault.Fault, why, note string) {
	switch {
	case !slices.Contains(casefile.Whys(), why):
		f.With("alasan", "fault.outreach.correct_why")
	case why == casefile.WhyOther && note == "":
		f.With("catatan", "fault.outreach.correct_note")
	}
	if len([]rune(note)) > 200 {
		f.With("catatan", "fault.outreach.long")
	}
}

// OutcomeIn is a corrected biometric outcome.
type OutcomeIn struct {
	Answers
	Why, Note string
	Bio       []string // the events that the form showed as stating the outcome
	NIK       []string // and those that stated the NIK and where it is kept
}

// Outcomes of a check that may have been written down wrong.
var correctOutcomes = []string{casefile.BioLocal, casefile.BioElsewhere, casefile.BioNotFound, casefile.BioPending, casefile.BioFailed, casefile.BioRepeat}

// CorrectOutcome states the biometric outcome anew. It replaces what the form
// showed and nothing else: who corrected at the same time without seeing it
// leaves two outcomes, and until a person settles them no new NIK is asked for.
// A NIK that only the wrong outcome had stated is taken back with it.
func (s *Service) CorrectOutcome(ctx context.Context, op ledger.Op, caseID string, in OutcomeIn) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		st, events, err := s.caseTx(tx, op.Scope, casefile.Biometric, caseID)
		if err != nil {
			return nil, err
		}
		switch {
		case st.Biometric.Disputed:
			return nil, fault.New(fault.Conflict, "fault.outreach.outcome_disputed")
		case st.Biometric.Event == "":
			return nil, fault.New(fault.Conflict, "fault.outreach.no_outcome")
		}
		if err := st.May(casefile.Biometric); err != nil {
			return nil, err
		}
		if err := account.Separation(op.Scope, casefile.Biometric, events); err != nil {
			return nil, err
		}
		if err := in.check(&st, s.District, s.Clock()); err != nil {
			return nil, err
		}
		return in.drafts(st), nil
	})
	return err
}

func (in OutcomeIn) check(st *casefile.State, district region.Code, asked time.Time) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.answers"}
	if !slices.Contains(correctOutcomes, in.Outcome) {
		f.With("hasil", "fault.outreach.outcome")
	} else {
		in.Answers.checkDetails(Situation{HasNIK: true, District: district}, f, asked)
	}
	whyChecked(f, in.Why, in.Note)
	if nik, err := resident.ParseNIK(in.Answers.NIK); len(f.Fields) == 0 && in.Outcome == st.Biometric.Outcome && in.Outcome != casefile.BioFailed &&
		(!Identified(in.Outcome) || err == nil && string(nik) == st.Person.Value(casefile.FieldNIK) &&
			(in.Outcome == casefile.BioLocal || in.Kabupaten == st.Person.Value(casefile.FieldElsewhere))) {
		f.With("hasil", "fault.outreach.nothing_changed")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

func (in OutcomeIn) drafts(st casefile.State) []ledger.Draft {
	in.Enrolled = false // what was recorded on the device stays recorded
	body, _ := in.Answers.biometric(Situation{HasNIK: true})
	body.Corrects, body.Why = st.Biometric.Event, in.Why
	d := caseDraft(st, casefile.Biometric, body)
	d.Replaces = in.Bio
	var back []casefile.Assertion
	if Identified(in.Outcome) {
		d.Personal = in.Answers.identified()
		d.Replaces = append(slices.Clone(in.Bio), in.NIK...)
	} else if st.Person.Get(casefile.FieldNIK).Event == st.Biometric.Event {
		back = append(back, casefile.Assertion{Field: casefile.FieldNIK})
	}
	if in.Outcome != casefile.BioElsewhere && st.Person.Value(casefile.FieldElsewhere) != "" {
		back = append(back, casefile.Assertion{Field: casefile.FieldElsewhere})
	}
	drafts := []ledger.Draft{d}
	if len(back) > 0 {
		why := in.Why
		if why == casefile.WhyOther {
			why = casefile.WhySettled // the words stand in the note
		}
		taken := caseDraft(st, casefile.PersonStated, nil)
		taken.Body, taken.Personal = casefile.Stated(why, back)
		taken.Replaces = in.NIK
		drafts = append(drafts, taken)
	}
	if in.Note != "" {
		noted := caseDraft(st, casefile.Noted, casefile.NotedBody{About: "general"})
		noted.Personal = casefile.NotePersonal{Text: in.Note}
		drafts = append(drafts, noted)
	}
	return drafts
}
