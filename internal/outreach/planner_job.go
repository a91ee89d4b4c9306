package outreach

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// JobPlan computes a plan.
const JobPlan = "plan"

// planner is who computes plans: what a planner may see was read when it was
// asked for.
const planner = "job.plan"

// planWork is what a job computes: all variants, or one again around what is
// held in it.
type planWork struct {
	Plan    string `json:"plan"`
	Variant string `json:"variant,omitempty"`
	Version int64  `json:"version,omitempty"`
	Actor   string `json:"actor,omitempty"`
}

// Jobs are what this step does in the background.
func (s *Service) Jobs() map[string]job.Kind {
	return map[string]job.Kind{JobPlan: {Handler: s.planJob, Weight: planWeight, Limit: 10 * time.Minute, Awaited: true},
		JobPlanErase: {Handler: s.eraseJob, Weight: planWeight, Limit: 10 * time.Minute}}
}

// planWeight is the memory of a plan, in MiB: the ways between its places twice,
// and what an insertion costs anywhere.
const planWeight = 48

// planSteps is how fine the progress of one variant is told.
const planSteps = 100

// cpuOf is how long one plan is sought, of one core.
var cpuOf = map[string]time.Duration{Week: 1800 * time.Millisecond, Month: 4 * time.Second, Year: 20 * time.Second}

func (s *Service) askWork(tx *db.Tx, op ledger.Op, w planWork) error {
	w.Actor = op.Scope.Person
	payload, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return job.Enqueue(tx, op.Scope.Office, JobPlan, w.Plan+"/"+op.ID, payload, time.Time{})
}

func (s *Service) planJob(ctx context.Context, run *job.Run) error {
	var w planWork
	if err := json.Unmarshal(run.Payload, &w); err != nil {
		return fault.New(fault.Invalid, "fault.internal").Because(err)
	}
	sc := s.Accounts.System(planner)
	sh, err := s.jobSheet(ctx, sc, w.Plan)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return nil // thrown away meanwhile
		}
		return err
	}
	names := Variants
	if w.Variant != "" {
		names = []string{w.Variant}
	}
	for i, name := range names {
		v := sh.Variants[name]
		if w.Variant == "" && v != nil {
			continue // computed before the program was stopped
		}
		if v, err = s.compute(ctx, sh, name, v, func(part float64) error {
			return run.Progress(ctx, int64(float64(i*planSteps)+part*planSteps), int64(len(names)*planSteps), "outreach.planner.working")
		}); err != nil {
			return err
		}
		if err := s.keepComputed(ctx, sc, w, name, v); err != nil {
			return err
		}
	}
	if err := run.Progress(ctx, int64(len(names)*planSteps), int64(len(names)*planSteps), "outreach.planner.working"); err != nil {
		return err
	}
	return s.DB.WriteSlice(ctx, sc.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE plan_sheet SET state = 'ready' WHERE office_id = $1 AND plan_id = $2`, sc.Office, w.Plan)
		return err
	})
}

func (s *Service) jobSheet(ctx context.Context, sc db.Scope, id string) (sh *sheet, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		sh, err = s.readSheet(tx, sc, id)
		return err
	})
	return sh, err
}

// compute seeks the plan of a variant; what is held in the one before stays. A
// core that pages need is given back now and then.
func (s *Service) compute(ctx context.Context, sh *sheet, name string, before *variant, progress func(part float64) error) (*variant, error) {
	b, err := sh.Input.build(name, s.planRoads(ctx))
	if err != nil {
		return nil, err
	}
	if before == nil {
		before = &variant{}
	}
	b.apply(before.Pins)
	b.freeze(before, sh.Trips[name])
	o := tripplan.Options{Seed: 1, Threads: 1, CPU: cpuOf[sh.Period], Iterations: fewest + perVisit*len(b.Nodes)}
	if len(before.Tours) > 0 {
		o.Start = &tripplan.Plan{Tours: before.Tours}
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	tell := func(part float64) {
		if err := progress(part); err != nil {
			stop(err)
		}
		time.Sleep(planRest)
	}
	o.Progress = func(done float64, _ tripplan.Value) { tell(min(done, 1) * searchPart) }
	p, err := tripplan.Solve(ctx, b.Problem, o)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	// Whoever is left out is told why: not for somebody who weighs less.
	p = tripplan.PricesOf(b.Problem).Exchange(ctx, p, func(done float64) { tell(searchPart + done*(1-searchPart)) })
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if broken := tripplan.Check(b.Problem, p); len(broken) > 0 {
		return nil, fault.Wrap("fault.internal", brokenPlan(broken[0].String()))
	}
	return &variant{Tours: p.Tours, Pins: before.Pins}, nil
}

// So many tries are made at most: more find nothing in a small plan.
const (
	fewest   = 1000
	perVisit = 500
)

// searchPart is how much of the work the search is; the exchange after it is the
// rest.
const searchPart = 0.9

// planRest is how long the computation rests each time it tells how far it is.
const planRest = 2 * time.Millisecond

// brokenPlan is a plan that the checker refused: the program's own fault.
type brokenPlan string

func (b brokenPlan) Error() string { return "the checker refused the plan: " + string(b) }

// keepComputed writes a computed plan. One that was computed again is dropped
// where somebody changed the sheet meanwhile: people go before machines.
func (s *Service) keepComputed(ctx context.Context, sc db.Scope, w planWork, name string, v *variant) error {
	return s.DB.WriteSlice(ctx, sc.Office, func(tx *db.Tx) error {
		sh, err := s.readSheet(tx, sc, w.Plan)
		if err != nil {
			return err
		}
		if sh.Input.remain() < len(sh.Input.People) { // one of them may have been erased while this was computed
			if err := s.askErase(tx, sc.Office, w.Plan+"/"+name+"/"+ledger.NewOpID(), eraseWork{Plan: w.Plan}); err != nil {
				return err
			}
		}
		if w.Variant != "" {
			before := sh.Variants[name]
			sc := sc
			sc.Person = w.Actor
			if err := s.touch(tx, sc, sh, w.Version); err != nil {
				return fault.New(fault.Conflict, "fault.outreach.planner.stale").Because(err)
			}
			if err := s.keepStep(tx, sc, sh, name, stepAgain, "", before, v); err != nil {
				return err
			}
		}
		return keepVariant(tx, sc.Office, sh.ID, name, v)
	})
}
