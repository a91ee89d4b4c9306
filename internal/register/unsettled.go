package register

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// strongAt is from which probability on somebody must decide whether a candidate
// is the person before a report is accepted or a NIK is made.
const strongAt = .9

// QueryOf is what is known of a case's person, to look for others.
func QueryOf(st *casefile.State) Query {
	p := &st.Person
	return Query{
		NIK: p.Value(casefile.FieldNIK), Name: p.Value(casefile.FieldName), OtherNames: p.Values(casefile.FieldOtherName),
		Sex: p.Value(casefile.FieldSex), Birth: p.Value(casefile.FieldBirth), BirthPlace: p.Value(casefile.FieldBirthPlace),
		Village: p.Value(casefile.FieldVillage), Mother: p.Value(casefile.FieldMother), NotCase: st.ID,
	}
}

// Unsettled finds somebody who very probably is the person of a case and on whom
// nobody has decided: one person has one NIK for life (UU 24/2013 pasal 13), so
// nothing that leads to a new one goes on before that. Every step asks here, and
// only for what leads to a NIK; other papers do not wait.
func (r *Register) Unsettled(ctx context.Context, scope db.Scope, st *casefile.State) (Candidate, bool, error) {
	found, err := r.Candidates(ctx, scope, QueryOf(st))
	if err != nil {
		return Candidate{}, false, err
	}
	for _, c := range found {
		if !c.strong() || Settled(st, c.Ref) {
			continue
		}
		settled, err := r.settledByOther(ctx, scope, st.ID, c.Ref)
		if err != nil {
			return Candidate{}, false, err
		}
		if !settled {
			return c, true, nil
		}
	}
	return Candidate{}, false, nil
}

func (c *Candidate) strong() bool {
	return c.Probability >= strongAt || slices.Contains(c.Matches, MatchNIK)
}

// Settled reports whether the case says who a candidate is. Whoever is somebody
// of the register is not another of it; that two cases are one is settled when
// a second person has ended this one.
func Settled(st *casefile.State, ref string) bool {
	inRegister := strings.HasPrefix(ref, kindRegister+":")
	for _, d := range st.Identity {
		switch {
		case d.Candidate == ref && d.Decision == casefile.Different:
			return true
		case d.Decision == casefile.Same && inRegister && strings.HasPrefix(d.Candidate, kindRegister+":"):
			return true
		}
	}
	return false
}

// settledByOther: of two cases it is enough that one of them says so; the one
// that goes on does not wait for the end of the other.
func (r *Register) settledByOther(ctx context.Context, scope db.Scope, caseID, ref string) (bool, error) {
	other, isCase := strings.CutPrefix(ref, casefile.KindCase+":")
	if !isCase {
		return false, nil
	}
	var decision string
	err := r.db.QueryRow(ctx, `SELECT decision FROM identity_decision WHERE office_id = $1 AND case_id = $2 AND candidate = $3`,
		scope.Office, other, casefile.KindCase+":"+caseID).Scan(&decision)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return decision == casefile.Same || decision == casefile.Different, fault.Wrap("register.candidates", err)
}

// Refusal is what a step says that has to wait for the decision.
func Refusal() error { return fault.New(fault.Conflict, "fault.register.unsettled") }
