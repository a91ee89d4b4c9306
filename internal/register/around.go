package register

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// Neighbours returns people of other family cards who live where a resident does
// (village, RW, RT), of each card the first, by their names; some of many.
func (r *Register) Neighbours(ctx context.Context, scope db.Scope, of Record) ([]Record, error) {
	at, ok := addressOf(&of)
	if scope.Empty() || !ok {
		return nil, nil
	}
	return r.found(ctx, scope, at.term(), func(p *Record) bool {
		there, ok := addressOf(p)
		return ok && there == at && p.ID != of.ID && (p.KK == "" || p.KK != of.KK)
	})
}

// found returns the people of one key, each as the most trusted source has them
// if that is as they are looked for, by their names. The rows are looked up by
// their own keys alone, so that no planner can take another way.
func (r *Register) found(ctx context.Context, scope db.Scope, term string, looked func(*Record) bool) (out []Record, err error) {
	var ids []string
	err = r.db.View(ctx, func(tx *db.Tx) error {
		ids = nil
		gens, err := active(tx, scope.Office)
		for _, g := range gens {
			if err == nil {
				err = ofTerms(tx, scope.Office, g, []string{term}, func(p Record) { ids = append(ids, p.ID) })
			}
		}
		return err
	})
	if err != nil {
		return nil, fault.Wrap("register.get", err)
	}
	people, err := (&Moment{r: r, scope: scope}).records(ctx, distinct(ids), nil)
	for _, p := range people.by {
		if looked(&p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Record) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) })
	return out, err
}

// Alike returns for each query the residents who come nearest to it, at most so
// many. No NIK is looked at, and a name is not needed where a mother is told.
func (r *Register) Alike(ctx context.Context, scope db.Scope, most int, queries ...Query) ([][]Record, error) {
	out := make([][]Record, len(queries))
	residents, err := r.index(ctx, scope)
	if scope.Empty() || err != nil || residents == nil {
		return out, err
	}
	k := linkage.NewMemo()
	found := make([][]linkage.Match, len(queries))
	var ids []string
	for i, q := range queries {
		if found[i], err = k.Search(residents.model, q.report(), most, linkage.Part{Index: residents.Index}); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
		for _, f := range found[i] {
			ids = append(ids, f.ID)
		}
	}
	people, err := (&Moment{r: r, scope: scope}).records(ctx, distinct(ids), nil)
	if err != nil {
		return nil, err
	}
	for i, of := range found {
		for _, f := range of {
			if p, ok := people.by[f.ID]; ok { // else its source was taken out
				out[i] = append(out[i], p)
			}
		}
	}
	return out, nil
}
