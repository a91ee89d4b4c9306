package intake

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

// queryOfReport is what is known of somebody who is reported now.
func queryOfReport(in Report) register.Query {
	q := queryOfPerson(in.Person)
	q.Village = string(in.Village)
	return q
}

func queryOfPerson(p Person) register.Query {
	return register.Query{NIK: p.Value(casefile.FieldNIK), Name: p.Value(casefile.FieldName), OtherNames: p.Values(casefile.FieldOtherName),
		Sex: p.Value(casefile.FieldSex), Birth: p.Value(casefile.FieldBirth), BirthPlace: p.Value(casefile.FieldBirthPlace),
		Village: p.Value(casefile.FieldVillage), Mother: p.Value(casefile.FieldMother)}
}

// Values are those of a field that may have several.
func (p Person) Values(field string) []string {
	var out []string
	for _, a := range p.Fields {
		if a.Field == field && a.Value != "" {
			out = append(out, a.Value)
		}
	}
	return out
}

// Candidates finds who the person of a query may be, as far as the scope may
// know of them: those who may not look into the register learn only of cases
// that they may list. One access-log row.
func (s *Service) Candidates(ctx context.Context, scope db.Scope, q register.Query) ([]register.Candidate, error) {
	if !q.Known() {
		return nil, nil
	}
	role := authority.Role(scope.Role)
	all := authority.Reaches(role, "register.candidates") != authority.None
	action := authority.Action("register.candidates")
	if !all {
		action = "page.cases"
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: action, Kind: account.AccessList, Detail: "candidates"}); err != nil {
		return nil, err
	}
	found, err := s.Register.Candidates(ctx, scope, q)
	if err != nil {
		return nil, err
	}
	if all {
		return found, nil
	}
	var out []register.Candidate
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		out = out[:0]
		for _, c := range found {
			id, ok := strings.CutPrefix(c.Ref, "case:")
			if ok && s.Accounts.Check(tx, scope, action, id) == nil {
				out = append(out, c)
			}
		}
		return nil
	})
	return out, err
}

// decided gives the last decision on a candidate, "" if there is none.
func decided(st casefile.State, ref string) string {
	d, _ := st.Decided(ref)
	return d.Decision
}

// state reads a case for a use case, before its transaction.
func (s *Service) state(ctx context.Context, scope db.Scope, action, caseID string) (casefile.State, error) {
	err := s.DB.View(ctx, func(tx *db.Tx) error { return s.Accounts.Check(tx, scope, authority.Action(action), caseID) })
	if err != nil {
		return casefile.State{}, err
	}
	events, err := s.Ledger.Events(ctx, s.Accounts.With(scope, "act:"+action), subjectOf(caseID))
	if err != nil {
		return casefile.State{}, err
	}
	return casefile.FoldState(caseID, events), nil
}

// Accept lets a report in, with the needs that triage adds.
func (s *Service) Accept(ctx context.Context, op ledger.Op, caseID string, wanted []string) (ledger.Receipt, error) {
	before, err := s.state(ctx, op.Scope, casefile.Accepted, caseID)
	if err != nil {
		return ledger.Receipt{}, err
	}
	who, unsettled, err := s.Register.Unsettled(ctx, op.Scope, &before)
	if err != nil {
		return ledger.Receipt{}, err
	}
	return s.change(ctx, op, caseID, casefile.Accepted, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if unsettled && !register.Settled(&st, who.Ref) {
			return nil, register.Refusal()
		}
		var add []string
		for _, n := range wanted {
			if _, has := st.Need(n); has {
				continue
			}
			if _, known := casefile.FlowOf(n); !known {
				return nil, fault.At("kebutuhan", "intake.err.choice")
			}
			add = append(add, n)
		}
		return []ledger.Draft{{Type: casefile.Accepted, Body: casefile.AcceptedBody{Needs: add}}}, nil
	})
}
