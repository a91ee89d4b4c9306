package intake

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"

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
	kind, id, _ := strings.Cut(in.Candidate, ":")
	if kind != "register" && kind != casefile.KindCase || id == "" || id == caseID {
		return ledger.Receipt{}, fault.At("calon", "intake.err.choice")
	}
	st, err := s.state(ctx, op.Scope, casefile.IdentityDecided, caseID)
	if err != nil {
		return ledger.Receipt{}, err
	}
	// The head is only the second person.
	if d := decided(st, in.Candidate); op.Scope.Role == string(authority.Head) && (d != casefile.Same || in.Decision == casefile.Same) {
		return ledger.Receipt{}, fault.New(fault.Conflict, "fault.intake.not_proposed")
	}
	found, err := s.Register.Explain(ctx, op.Scope, register.QueryOf(&st), in.Candidate)
	if err != nil {
		return ledger.Receipt{}, err
	}
	return s.change(ctx, op, caseID, casefile.IdentityDecided, nil, deciding(in, found))
}

// bodyOf is a decision with what the program thought when it was made: so it
// teaches the calibration, whichever page it was made on.
func bodyOf(candidate, decision string, found register.Explanation) casefile.IdentityDecidedBody {
	body := casefile.IdentityDecidedBody{Candidate: candidate, Decision: decision, Model: found.Model}
	if found.Model != "" { // 0 is not known
		body.Score, body.Probability = int64(math.Round(found.Bits*100)), max(1, math.Round(found.Probability*1e6))/1e6
	}
	return body
}

// weighedAgainst weighs a candidate for whoever decides without having been shown
// it; one who cannot be weighed, such as a case without a name, is decided on all
// the same.
func (s *Service) weighedAgainst(ctx context.Context, scope db.Scope, caseID, ref string) (register.Explanation, error) {
	st, err := s.state(ctx, scope, casefile.Duplicate, caseID)
	if err != nil {
		return register.Explanation{}, err
	}
	found, err := s.Register.Explain(ctx, scope, register.QueryOf(&st), ref)
	if fault.Is(err, fault.NotFound) {
		return register.Explanation{}, nil
	}
	return found, err
}

// deciding makes the events of a decision on a candidate as it was weighed.
func deciding(in Verdict, found register.Explanation) func(*db.Tx, casefile.State) ([]ledger.Draft, error) {
	body := bodyOf(in.Candidate, in.Decision, found)
	return func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		switch in.Decision {
		case casefile.Unsure:
			if in.Ask {
				body.Ask, body.Fields = whomToAsk(st), openFields(found)
			}
		case casefile.Same:
			if strings.HasPrefix(in.Candidate, casefile.KindCase+":") {
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
	}
}

// AcceptSure decides the pairs of a filter of which the search is sure by
// itself, each an act of its own, and says how many. Each is weighed again: what
// is not sure any more, or is another case, stays for a person's eye.
func (s *Service) AcceptSure(ctx context.Context, op ledger.Op, f PairFilter) (made int, err error) {
	if err := authority.Allowed("page.compare", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return 0, err
	}
	f.Class = classSure
	pairs, err := s.Pairs(ctx, op.Scope, f, nil, mostAccepted, 0)
	if err != nil {
		return 0, err
	}
	var acts []ledger.Act
	for _, p := range pairs {
		if strings.HasPrefix(p.Candidate, casefile.KindCase+":") {
			continue
		}
		st, err := s.state(ctx, op.Scope, casefile.IdentityDecided, p.CaseID)
		if err != nil {
			return 0, err
		}
		found, err := s.Register.Explain(ctx, op.Scope, register.QueryOf(&st), p.Candidate)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return 0, err
		}
		if err != nil || !found.Auto {
			continue
		}
		own := ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("sure:"+op.ID+":"+p.CaseID)).String(), Scope: op.Scope}
		acts = append(acts, ledger.Act{Op: own, Make: s.acting(own, p.CaseID, casefile.IdentityDecided, nil,
			deciding(Verdict{Candidate: p.Candidate, Decision: casefile.Same}, found))})
	}
	refused, err := s.Ledger.DoMany(ctx, acts, nil)
	for _, why := range refused {
		if why == nil {
			made++
		}
	}
	return made, err
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
func openFields(e register.Explanation) []string {
	var out []string
	for _, field := range asked {
		if !slices.ContainsFunc(e.Fields, func(f register.Compared) bool { return f.Field == field && slices.Contains(sameLevels, f.Level) }) {
			out = append(out, field)
		}
	}
	return out
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
func (s *Service) endOrPropose(scope db.Scope, st casefile.State, body casefile.ExitBody, found register.Explanation) ([]ledger.Draft, error) {
	d, ok := st.Decided(body.Kept)
	if ok && d.Decision == casefile.Same {
		d.Reason, d.Evidence = body.Reason, body.Evidence
		return s.end(scope, d)
	}
	proposed := bodyOf(body.Kept, casefile.Same, found)
	proposed.Reason, proposed.Evidence = body.Reason, body.Evidence
	return []ledger.Draft{{Type: casefile.IdentityDecided, Body: proposed}}, nil
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
