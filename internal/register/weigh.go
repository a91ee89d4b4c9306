package register

import (
	"context"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// Weigh is Candidates for whoever asks about many people: of each candidate it
// says only who it is and how probable, so that no record is read. Whom a NIK is
// told of is compared in full.
func (r *Register) Weigh(ctx context.Context, scope db.Scope, q Query) ([]Candidate, error) {
	if scope.Empty() || q.NIK != "" || !q.named() {
		return r.Candidates(ctx, scope, q)
	}
	residents, err := r.index(ctx, scope)
	if err != nil {
		return nil, err
	}
	learned, err := r.calibration(ctx, scope)
	if err != nil {
		return nil, err
	}
	parts, err := r.search.cases.parts(ctx, r, scope, residents, q.NotCase)
	if err != nil {
		return nil, err
	}
	found, err := linkage.Search(caseModel(residents), q.report(), MaxCandidates, parts...)
	if err != nil {
		return nil, fault.Wrap("register.candidates", err)
	}
	var out []Candidate
	add := func(kind string, found []linkage.Match) {
		for _, m := range found {
			c := Candidate{Ref: kind + ":" + m.ID, Probability: m.Probability, Auto: m.Auto}
			if c.correct(learned, residents); c.Probability >= leastProbable {
				out = append(out, c)
			}
		}
	}
	add(casefile.KindCase, found)
	if residents != nil {
		if found, err = residents.Search(residents.model, q.report(), MaxCandidates); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
		add(kindRegister, found)
	}
	sortCandidates(out)
	return out[:min(len(out), MaxCandidates)], nil
}
