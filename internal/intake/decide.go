package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

// Verdict is what a person decides on a candidate.
type Verdict struct {
	Candidate string
	Decision  string // casefile.Same, Different or Unsure
	Ask       bool   // of unsure: the village, or the team that visits next, is asked
}

// Decide records whether a candidate is the same person. The same person in the
// register brings the NIK that the person has; the same person in another case
// is a proposal: a second person ends this case as its duplicate (Confirm).
func (s *Service) Decide(ctx context.Context, op ledger.Op, caseID string, in Verdict) (ledger.Receipt, error) {
	if !slices.Contains([]string{casefile.Same, casefile.Different, casefile.Unsure}, in.Decision) {
		return ledger.Receipt{}, fault.At("putusan", "intake.err.choice")
	}
	st, err := s.state(ctx, op.Scope, casefile.IdentityDecided, caseID)
	if err != nil {
		return ledger.Receipt{}, err
	}
	// The head is only the second person.
	if d := decided(st, in.Candidate); op.Scope.Role == string(authority.Head) && (d != casefile.Same || in.Decision == casefile.Same) {
		return ledger.Receipt{}, fault.New(fault.Conflict, "fault.intake.not_proposed")
	}
	found, err := s.candidate(ctx, op.Scope, st, in.Candidate)
	if err != nil {
		return ledger.Receipt{}, err
	}
	body := casefile.IdentityDecidedBody{Candidate: in.Candidate, Decision: in.Decision, Score: int64(len(found.Matches))}
	kind, _, _ := strings.Cut(in.Candidate, ":")
	return s.change(ctx, op, caseID, casefile.IdentityDecided, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		switch in.Decision {
		case casefile.Unsure:
			if in.Ask {
				body.Ask, body.Fields = whomToAsk(st), openFields(st, found)
			}
		case casefile.Same:
			if kind == casefile.KindCase {
				// Who cannot end as a duplicate is not proposed either.
				if err := st.May(casefile.Duplicate); err != nil {
					return nil, err
				}
				break
			}
			if nik := found.NIK; nik != "" && st.Person.Value(casefile.FieldNIK) != nik {
				return []ledger.Draft{{Type: casefile.IdentityDecided, Body: body}, {Type: casefile.PersonStated,
					Replaces: st.Person.Shown(casefile.FieldNIK), Body: struct{}{},
					Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{
						{Field: casefile.FieldNIK, Value: nik, Certainty: casefile.CertaintyDocument}}}}}, nil
			}
		}
		return []ledger.Draft{{Type: casefile.IdentityDecided, Body: body}}, nil
	})
}

// whomToAsk is the team where it goes there anyway, else the village.
func whomToAsk(st casefile.State) string {
	if st.Booking.Trip != "" {
		return casefile.AskTeam
	}
	return casefile.AskVillage
}

// asked are the fields by which people are told apart, in the order in which
// one asks for them.
var asked = []string{casefile.FieldName, casefile.FieldBirth, casefile.FieldMother, casefile.FieldSex, casefile.FieldVillage}

// openFields are those that do not agree, or of which the case knows nothing:
// what the village is asked for. No value goes into the event.
func openFields(st casefile.State, c register.Candidate) []string {
	same := map[string]string{casefile.FieldName: register.MatchName, casefile.FieldBirth: register.MatchBirth,
		casefile.FieldMother: register.MatchMother, casefile.FieldVillage: register.MatchVillage}
	var out []string
	for _, field := range asked {
		value := st.Person.Value(field)
		switch {
		case field == casefile.FieldSex && value == c.Sex && value != "":
		case same[field] != "" && slices.Contains(c.Matches, same[field]):
		default:
			out = append(out, field)
		}
	}
	return out
}

// candidate finds whom a decision is about: as the choke-point weighs them, or,
// where what is known has changed since, as they are written.
func (s *Service) candidate(ctx context.Context, scope db.Scope, st casefile.State, ref string) (register.Candidate, error) {
	found, err := s.Register.Candidates(ctx, scope, queryOf(st))
	if err != nil {
		return register.Candidate{}, err
	}
	for _, c := range found {
		if c.Ref == ref {
			return c, nil
		}
	}
	kind, id, _ := strings.Cut(ref, ":")
	switch {
	case kind == "register":
		p, err := s.Register.Get(ctx, scope, id)
		return register.Candidate{Ref: ref, Name: p.Name, Sex: p.Sex, Birth: p.Birth, Village: p.Village, Mother: p.Mother,
			NIK: p.NIK, State: p.State, Recorded: p.Recorded}, err
	case kind == casefile.KindCase && id != st.ID:
		c, err := s.caseCandidate(ctx, scope, id)
		if err == nil && c.Number == "" {
			err = fault.New(fault.NotFound, "fault.account.case")
		}
		return c, err
	}
	return register.Candidate{}, fault.At("calon", "intake.err.choice")
}

// Confirm ends a case as the duplicate of another, which somebody else proposed:
// two people look before a case ends because its person is thought to be another.
func (s *Service) Confirm(ctx context.Context, op ledger.Op, caseID, ref string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.Duplicate, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		d, ok := st.Decided(ref)
		if !ok || d.Decision != casefile.Same || !strings.HasPrefix(ref, casefile.KindCase+":") {
			return nil, fault.New(fault.Conflict, "fault.intake.not_proposed")
		}
		return s.end(op.Scope, d)
	})
}

// end makes the exit that a decision proposed, for whoever did not propose it.
func (s *Service) end(scope db.Scope, d casefile.Decision) ([]ledger.Draft, error) {
	err := authority.Separation(casefile.Duplicate, scope.Person, []authority.Done{{Action: casefile.IdentityDecided, Person: d.By}})
	if err != nil {
		return nil, err
	}
	return []ledger.Draft{{Type: casefile.Duplicate, Body: casefile.ExitBody{Reason: cmp.Or(d.Reason, "same_person"),
		Evidence: cmp.Or(d.Evidence, "compared"), Kept: d.Candidate}}}, nil
}

// endOrPropose is the exit as a duplicate asked for by its form: whoever is the
// first to say so proposes it, the second ends the case.
func (s *Service) endOrPropose(scope db.Scope, st casefile.State, body casefile.ExitBody) ([]ledger.Draft, error) {
	d, ok := st.Decided(body.Kept)
	if ok && d.Decision == casefile.Same {
		d.Reason, d.Evidence = body.Reason, body.Evidence
		return s.end(scope, d)
	}
	return []ledger.Draft{{Type: casefile.IdentityDecided, Body: casefile.IdentityDecidedBody{Candidate: body.Kept,
		Decision: casefile.Same, Reason: body.Reason, Evidence: body.Evidence}}}, nil
}

// separate refuses what one person's earlier acts exclude. That a case is a
// duplicate is confirmed of one decision, which end holds against it; an end
// that was reopened excludes no further decision.
func separate(scope db.Scope, action string, events []casefile.Event) error {
	switch action {
	case casefile.Duplicate:
		return nil
	case casefile.IdentityDecided:
		events = slices.DeleteFunc(slices.Clone(events), func(e casefile.Event) bool { return e.Type == casefile.Duplicate })
	}
	return account.Separation(scope, authority.Action(action), events)
}

// AnswerWho tells what the village or the team found out about who the person is.
func (s *Service) AnswerWho(ctx context.Context, op ledger.Op, caseID, words string) (ledger.Receipt, error) {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return ledger.Receipt{}, fault.At("jawaban", "intake.err.answer")
	case len([]rune(words)) > maxText:
		return ledger.Receipt{}, fault.At("jawaban", "intake.err.too_long")
	}
	return s.change(ctx, op, caseID, casefile.Noted, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if !slices.ContainsFunc(st.Identity, casefile.Decision.Asked) {
			return nil, fault.New(fault.Conflict, "fault.intake.not_asked")
		}
		return []ledger.Draft{{Type: casefile.Noted, Body: casefile.NotedBody{About: casefile.NoteAnswer},
			Personal: casefile.NotePersonal{Text: words}}}, nil
	})
}
