package outreach

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// What a planner does to a plan by hand.
const (
	stepPin     = "pin"     // stays where it is, whatever is computed again
	stepFree    = "free"    // may be planned anew: no longer pinned, or no longer kept out
	stepMove    = "move"    // to another team or day
	stepSwap    = "swap"    // takes the place of somebody else
	stepExclude = "exclude" // is kept out of the plan
	stepAdd     = "add"     // from the list of who is left out
	stepAgain   = "again"   // computed again, around what is pinned
)

// Edit is one change of a plan by hand.
type Edit struct {
	What  string
	Case  string
	Other string // of swap
	Route int    // of move and add; -1 is where it costs least
}

// Cost is what a change costs, or saves.
type Cost struct {
	Minutes, KM float64
	Rupiah      int64
	People      int
}

func costOf(before, after tripplan.Value) Cost {
	return Cost{after.Minutes - before.Minutes, after.KM - before.KM, after.Rupiah - before.Rupiah, after.People - before.People}
}

// person finds a case among those of a plan.
func (b *built) person(caseID string) int {
	return slices.IndexFunc(b.in.People, func(p waiting) bool { return caseID != "" && p.Case == caseID })
}

// where is the node of a person that a plan serves, and its route; None where
// there is none.
func (b *built) where(p tripplan.Plan, person int) (node, route int) {
	for r, t := range p.Tours {
		for _, v := range t.Visits {
			if b.nodes[v.Node].Person == person && !b.nodes[v.Node].Second {
				return v.Node, r
			}
		}
	}
	return tripplan.None, tripplan.None
}

// editing is a plan while a change is made of it.
type editing struct {
	*built
	plan tripplan.Plan
	pins pins
	err  error
}

// free lets a person be planned anew.
func (e *editing) free(person int) {
	c := e.in.People[person].Case
	delete(e.pins.Held, c)
	e.pins.Out = slices.DeleteFunc(e.pins.Out, func(o string) bool { return o == c })
}

// out takes a person out of the plan, with the second visit.
func (e *editing) out(person int) {
	if e.err != nil {
		return
	}
	for _, n := range e.nodesOf(person) {
		if price, ok := e.costs().Remove(e.plan, n); ok {
			e.plan = price.Plan
		}
	}
}

// put serves a person on a route, at home or at the gathering, as it costs least,
// and holds them there; None is any route. The second visit finds another day.
func (e *editing) put(person, route int) {
	if e.err != nil {
		return
	}
	var best tripplan.Price
	var why tripplan.Reason
	found := false
	for _, n := range e.nodesOf(person) {
		price, ok, reason := e.costs().Insert(e.plan, n, route)
		if !ok {
			why = reason
		} else if !found || e.Compare(price.After, best.After) > 0 {
			best, found = price, true
		}
	}
	if !found {
		e.err = e.refuse(why, person)
		return
	}
	e.plan = best.Plan
	e.pins.Held[e.in.People[person].Case] = [2]int{best.Plan.Tours[best.Route].Visits[best.At].Node, best.Route}
	for n := range e.nodes {
		if e.nodes[n].Person == person && e.nodes[n].Second {
			if price, ok, _ := e.costs().Insert(e.plan, n, tripplan.None); ok {
				e.plan = price.Plan
			}
		}
	}
}

// edit makes the change; what cannot be is refused with the reason.
func (b *built) edit(v variant, c Edit) (variant, error) {
	who := b.person(c.Case)
	if who < 0 {
		return v, fault.New(fault.NotFound, "fault.outreach.planner.person")
	}
	number := b.in.People[who].Number
	e := &editing{built: b, plan: tripplan.Plan{Tours: v.Tours}, pins: pins{Held: map[string][2]int{}, Out: slices.Clone(v.Pins.Out)}}
	maps.Copy(e.pins.Held, v.Pins.Held)
	node, route := b.where(e.plan, who)
	switch {
	case b.first[who] < 0 && c.What != stepFree:
		return v, refused("cannot", number)
	case node < 0 && c.What != stepFree && c.What != stepAdd:
		return v, refused("absent", number)
	case node >= 0 && c.What == stepAdd:
		return v, refused("present", number)
	}
	switch c.What {
	case stepPin:
		e.pins.Held[c.Case] = [2]int{node, route}
	case stepFree:
		e.free(who)
	case stepExclude:
		e.free(who)
		e.pins.Out = append(e.pins.Out, c.Case)
		e.out(who)
	case stepMove, stepAdd:
		if c.Route >= len(b.Routes) {
			return v, refused("nowhere", number)
		}
		e.free(who)
		e.out(who)
		e.put(who, max(c.Route, tripplan.None))
	case stepSwap:
		other := b.person(c.Other)
		_, to := b.where(e.plan, other)
		if to < 0 || other == who {
			return v, refused("absent", c.Other)
		}
		e.free(who)
		e.free(other)
		e.out(who)
		e.out(other)
		e.put(who, to)
		e.put(other, route)
	default:
		return v, fault.New(fault.NotFound, "fault.outreach.planner.person")
	}
	return variant{Tours: e.plan.Tours, Pins: e.pins}, e.err
}

// refused is a change that cannot be made, in words.
func refused(why, number string) error {
	return fault.New(fault.Conflict, "fault.outreach.planner."+why).WithArgs(map[string]any{"Number": number})
}

// refuse says why the engine cannot serve somebody there.
func (b *built) refuse(why tripplan.Reason, person int) error {
	f := fault.New(fault.Conflict, "fault.outreach.planner.why."+string(why.Kind))
	day := ""
	if why.Route >= 0 && why.Route < len(b.routes) {
		day = b.dates[b.routes[why.Route].Day]
	}
	return f.WithArgs(map[string]any{"Number": b.in.People[person].Number, "Day": day})
}

// EditPlan changes a plan by hand. The change is checked by the independent
// checker and priced before it is kept.
func (s *Service) EditPlan(ctx context.Context, op ledger.Op, id, name string, version int64, e Edit) (Cost, error) {
	sh, err := s.sheet(ctx, op.Scope, id)
	if err != nil {
		return Cost{}, err
	}
	v := sh.Variants[name]
	if v == nil {
		return Cost{}, fault.New(fault.NotFound, "fault.outreach.planner.sheet")
	}
	if sh.Version != version {
		return Cost{}, sh.changed()
	}
	if _, announced := sh.Trips[name][e.Route]; announced && (e.What == stepMove || e.What == stepAdd) {
		return Cost{}, fault.New(fault.Conflict, "fault.outreach.planner.announced")
	}
	b, err := sh.Input.build(name, s.planRoads(ctx))
	if err != nil {
		return Cost{}, err
	}
	if _, r := b.where(tripplan.Plan{Tours: v.Tours}, b.person(e.Case)); r >= 0 && sh.Trips[name][r] != "" && e.What != stepPin {
		return Cost{}, fault.New(fault.Conflict, "fault.outreach.planner.announced")
	}
	b.freeze(v, sh.Trips[name])
	before := tripplan.Evaluate(b.Problem, tripplan.Plan{Tours: v.Tours})
	after, err := b.edit(*v, e)
	if err != nil {
		return Cost{}, err
	}
	b.apply(after.Pins)
	plan := tripplan.Plan{Tours: after.Tours}
	if broken := tripplan.Check(b.Problem, plan); len(broken) > 0 {
		return Cost{}, b.brokenWords(broken[0])
	}
	cost := costOf(before, tripplan.Evaluate(b.Problem, plan))
	return cost, s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		now, err := s.readSheet(tx, op.Scope, id)
		if err != nil {
			return err
		}
		if err := s.touch(tx, op.Scope, now, version); err != nil {
			return err
		}
		if err := s.keepStep(tx, op.Scope, now, name, e.What, e.Case, v, &after); err != nil {
			return err
		}
		return keepVariant(tx, op.Scope.Office, id, name, &after)
	})
}

// undoing is what takes a step back: the tours and the pins that it changed.
type undoing struct {
	Tours map[int]tripplan.Tour
	Pins  pins
}

func (s *Service) keepStep(tx *db.Tx, sc db.Scope, sh *sheet, name, what, caseID string, before, after *variant) error {
	u := undoing{Tours: map[int]tripplan.Tour{}, Pins: before.Pins}
	for r := range before.Tours {
		if !reflect.DeepEqual(before.Tours[r], after.Tours[r]) {
			u.Tours[r] = before.Tours[r]
		}
	}
	text, err := json.Marshal(u)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO plan_step (office_id, plan_id, version, variant, what, case_id, actor, at, before, undone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`, sc.Office, sh.ID, sh.Version, name, what, caseID, sc.Person, db.Micros(s.Clock()), string(text))
	return err
}

// UndoPlan takes back the last change of a plan that was not taken back.
func (s *Service) UndoPlan(ctx context.Context, op ledger.Op, id, name string, version int64) error {
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		sh, err := s.readSheet(tx, op.Scope, id)
		if err != nil {
			return err
		}
		v := sh.Variants[name]
		if v == nil {
			return fault.New(fault.NotFound, "fault.outreach.planner.sheet")
		}
		var at int64
		var text string
		err = tx.QueryRow(`SELECT version, before FROM plan_step WHERE office_id = $1 AND plan_id = $2 AND variant = $3 AND undone = 0 AND before <> ''
			ORDER BY version DESC LIMIT 1`, op.Scope.Office, id, name).Scan(&at, &text)
		if noRows(err) {
			return fault.New(fault.Conflict, "fault.outreach.planner.nothing")
		}
		var u undoing
		if err == nil {
			err = json.Unmarshal([]byte(text), &u)
		}
		if err != nil {
			return err
		}
		for r, t := range u.Tours {
			if sh.Trips[name][r] != "" {
				return fault.New(fault.Conflict, "fault.outreach.planner.announced")
			}
			if r < len(v.Tours) {
				v.Tours[r] = t
			}
		}
		v.Pins = u.Pins
		if err := s.touch(tx, op.Scope, sh, version); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE plan_step SET undone = 1 WHERE office_id = $1 AND plan_id = $2 AND version = $3`, op.Scope.Office, id, at); err != nil {
			return err
		}
		return keepVariant(tx, op.Scope.Office, id, name, v)
	})
}

// AgainPlan asks for a plan to be computed again around what is pinned in it.
func (s *Service) AgainPlan(ctx context.Context, op ledger.Op, id, name string, version int64) error {
	return s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		sh, err := s.readSheet(tx, op.Scope, id)
		if err != nil {
			return err
		}
		if sh.Variants[name] == nil {
			return fault.New(fault.NotFound, "fault.outreach.planner.sheet")
		}
		if sh.Version != version {
			return sh.changed()
		}
		return s.askWork(tx, op, planWork{Plan: id, Variant: name, Version: version})
	})
}

// brokenWords says which rule a change would break.
func (b *built) brokenWords(v tripplan.Violation) error {
	f := fault.New(fault.Conflict, "fault.outreach.planner.broken."+string(v.Kind))
	args := map[string]any{"Number": "", "Day": ""}
	if v.Node >= 0 && v.Node < len(b.nodes) {
		args["Number"] = b.in.People[b.nodes[v.Node].Person].Number
	}
	if v.Route >= 0 && v.Route < len(b.routes) {
		args["Day"] = b.dates[b.routes[v.Route].Day]
	}
	return f.WithArgs(args)
}
