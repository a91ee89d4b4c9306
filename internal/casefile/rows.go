package casefile

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// rows are those of the case's own tables, in the order of tables().
func (s *State) rows() []Row {
	out := []Row{s.fileRow(), s.personRow()}
	for i := range s.Needs {
		out = append(out, s.Needs[i].row())
	}
	out = append(out, s.fieldRows()...)
	out = append(out, s.countRows()...)
	out = append(out, s.decisionRows()...)
	for _, w := range s.Work() {
		out = append(out, w.Row(KindCase))
	}
	for _, t := range s.SearchTokens() {
		out = append(out, Row{Table: "search_key", Values: []any{KindCase, t}})
	}
	return out
}

func (s *State) fileRow() Row {
	b := s.Booking
	return Row{Table: "case_file", Values: []any{
		s.Number, strings.Join(s.NumbersLost, " "), string(s.Stage), string(s.Stage.Phase()), s.StageSince, flag(s.Open()),
		string(s.Exit), s.ExitReason, s.ExitEvidence, s.ExitTo, s.ExitAt, s.Kept,
		s.Area, s.Kecamatan(), s.InHands(), s.Institution, s.Reporter, s.Owner,
		s.Channel, s.Letter, s.List, int64(s.ListRow), flag(s.Baseline), flag(s.Urgent), s.Basis,
		s.OpenedAt, s.AcceptedAt, s.VisitedAt, s.SubmittedAt, s.IssuedAt,
		s.HandedAt, s.ClosedAt, s.LastAt, flag(s.Served()), int64(s.Visits), int64(s.Attempts), s.NextDate,
		b.Trip, b.Stop, b.Day, flag(b.Kit), s.Biometric.Outcome, s.Enrolment, s.EnrolmentAt,
		s.WaitingReason, s.WaitingUntil, flag(len(s.Person.Disputed()) > 0), int64(len(s.Parked)), flag(s.Erased), s.Receipt,
		s.VerifiedAt, s.EnteredAt, s.Watcher(),
	}}
}

func (n *NeedState) row() Row {
	returned := ""
	if len(n.Returned) > 0 {
		b, err := json.Marshal(n.Returned)
		if err == nil { // two strings an item always marshal
			returned = string(b)
		}
	}
	return Row{Table: "need", Values: []any{
		n.Need, string(n.Stage), n.StageSince, flag(n.Open()), flag(n.Moves()), n.WaitsFor, n.WaitingReason,
		n.WaitingUntil, n.DeferredUntil, n.DeferReason, n.Declined, flag(n.Enrolled),
		n.CapturedBy, n.SubmittedBy, n.VerifiedBy, n.EnteredBy, n.IssuedBy,
		n.Envelope, n.Document, returned,
	}}
}

func (s *State) fieldRows() []Row {
	var out []Row
	for _, f := range s.Person.Fields {
		for _, st := range f.Statements {
			out = append(out, Row{Table: "person_field", Values: []any{
				f.Field, f.Element, st.Event, st.Value, st.Certainty, st.Actor, st.OccurredAt,
				flag(st.Current), flag(st.InForce), flag(f.Disputed),
			}})
		}
	}
	return out
}

func (s *State) personRow() Row {
	p := s.Person
	from, to := "", ""
	if d, err := resident.DateOf(p.Value(FieldBirth)); err == nil {
		if first, last, ok := d.Bounds(); ok {
			from, to = first.Format("2006-01-02"), last.Format("2006-01-02")
		}
	}
	return Row{Table: "case_person", Values: []any{
		p.Value(FieldName), strings.Join(p.Values(FieldOtherName), ", "), p.Value(FieldSex),
		p.Value(FieldBirth), from, to, p.Value(FieldVillage), p.Value(FieldPlace),
		s.Biometric.Outcome, s.Biometric.Event, p.Value(FieldNIK), p.Value(FieldKK),
		p.Value(FieldMother), strings.Join(p.Elements(FieldVulnerability), " "),
	}}
}

// countRows are what figures read: no personal data, and nothing of a case that
// was entered by mistake.
func (s *State) countRows() []Row {
	if s.Exit == ExitWithdrawn {
		return nil
	}
	f := s.Figures()
	var recorded int64
	if n, ok := s.Need(NeedRecording); ok && n.Stage == StageClosed {
		recorded = n.StageSince
	}
	out := []Row{{Table: "case_count", Values: []any{
		f.Kecamatan, s.Area, f.Sex, f.AgeBand, flag(s.Baseline), flag(s.Served()), string(s.Stage), string(s.Exit), flag(s.Open()),
		s.Agency, s.Institution, s.OpenedAt, s.VisitedAt, s.SubmittedAt, s.IssuedAt,
		s.HandedAt, s.ClosedAt, recorded,
	}}}
	for _, c := range f.Categories {
		out = append(out, Row{Table: "case_category", Values: []any{c}})
	}
	return out
}

// decisionRows are who was found to be the person and who not; nothing is learned
// from a case that was entered by mistake.
func (s *State) decisionRows() []Row {
	if s.Exit == ExitWithdrawn {
		return nil
	}
	var out []Row
	for _, d := range s.Identity {
		p := min(max(d.Probability, 0), 1)
		out = append(out, Row{Table: "identity_decision", Values: []any{d.Candidate, d.Decision, int64(math.Round(p * 1e6)), d.Model, d.At}})
	}
	return out
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
