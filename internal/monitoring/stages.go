package monitoring

import (
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// StageAge is how long the open cases of one stage have stood there.
type StageAge struct {
	Stage             casefile.Stage
	N, Median, Oldest int // days
}

// StageAges tells for each stage who stands there now and how long.
func (s *Service) StageAges(ctx context.Context, scope db.Scope, p Period) ([]StageAge, error) {
	if !p.Current() {
		return nil, nil
	}
	at := map[casefile.Stage][]int{}
	err := s.people(ctx, scope, p.Kecamatan, func(q *counting) {
		if q.Open && q.Exit == "" {
			at[q.Stage] = append(at[q.Stage], max(0, days(q.since, p.Now.UnixMicro())))
		}
	})
	var out []StageAge
	for _, stage := range casefile.Stages() {
		if ages := at[stage]; len(ages) > 0 {
			slices.Sort(ages)
			out = append(out, StageAge{Stage: stage, N: len(ages), Median: span(ages).Median, Oldest: ages[len(ages)-1]})
		}
	}
	return out, err
}

// stageTable shows them; nil where nobody stands anywhere.
func (v *shown) stageTable() any {
	if len(v.stages) == 0 {
		return nil
	}
	t := web.Table{Caption: v.T("monitoring.stages"), Head: []web.Col{{Label: "monitoring.step"}, {Label: "monitoring.line.people", Right: true},
		{Label: "monitoring.stages.median", Right: true}, {Label: "monitoring.oldest", Right: true}}}
	for _, s := range v.stages {
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{v.T("casefile.stage." + string(s.Stage)), web.Count(s.N),
			i18n.Waiting(v.Lang, s.Median), i18n.Waiting(v.Lang, s.Oldest)}})
	}
	return web.Card{Title: "monitoring.stages", Flush: true, Body: []any{t}, Foot: v.T("monitoring.stages.note")}
}
