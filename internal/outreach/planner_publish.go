package outreach

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// mostAnnounced is how many trips one act announces: two weeks of three teams.
const mostAnnounced = 30

// Announced is what became of one day of a plan: its trip, whom it could not take
// any more and why, and why it is not announced, if it is not.
type Announced struct {
	Route   int
	Day     string
	Team    string
	Trip    string
	People  int
	Refused []error
	Later   int // second visits, which are announced when the NIK is there
	Err     error

	reserved []reservedVisit
}

// AnnouncePlan makes trips of days of a plan and announces them, each by the
// ordinary acts of a trip, so that what changed meanwhile is found by the same
// rules. What cannot be is told, and the rest is announced all the same.
func (s *Service) AnnouncePlan(ctx context.Context, op ledger.Op, id, name string, version int64, routes []int) ([]Announced, error) {
	sh, err := s.sheet(ctx, op.Scope, id)
	if err != nil {
		return nil, err
	}
	v := sh.Variants[name]
	switch {
	case v == nil:
		return nil, fault.New(fault.NotFound, "fault.outreach.planner.sheet")
	case sh.Version != version:
		return nil, sh.changed()
	case len(routes) == 0:
		return nil, fault.At("hari", "fault.outreach.planner.choose_days")
	case len(routes) > mostAnnounced:
		return nil, fault.At("hari", "fault.outreach.planner.many_days")
	}
	b, err := sh.Input.build(name, s.planRoads(ctx))
	if err != nil {
		return nil, err
	}
	ready, err := s.recordable(ctx)
	if err != nil {
		return nil, err
	}
	slices.Sort(routes)
	var out []Announced
	for _, r := range slices.Compact(routes) {
		if r < 0 || r >= len(b.routes) || r >= len(v.Tours) || len(v.Tours[r].Visits) == 0 {
			continue
		}
		a, err := s.announce(ctx, op, sh, b, name, r, v.Tours[r], ready)
		if err != nil {
			return out, err
		}
		out = append(out, a)
	}
	return out, s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		now, err := s.readSheet(tx, op.Scope, id)
		if err != nil {
			return err
		}
		return s.touch(tx, op.Scope, now, now.Version)
	})
}

// announce makes the trip of one day. A day of which a trip was made already is
// left alone: whoever presses twice, or a second planner, makes no second one.
func (s *Service) announce(ctx context.Context, op ledger.Op, sh *sheet, b *built, name string, r int, tour tripplan.Tour, ready map[string]bool) (Announced, error) {
	day := b.routes[r]
	a := Announced{Route: r, Day: b.dates[day.Day], Team: day.Crew.Team, Trip: ledger.NewOpID()}
	taken := false
	err := s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
		done, err := tx.Exec(`INSERT INTO plan_trip (office_id, plan_id, variant, route, trip_id) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (office_id, plan_id, variant, route) DO NOTHING`, op.Scope.Office, sh.ID, name, r, a.Trip)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		taken = n == 0
		return err
	})
	if err != nil {
		return a, err
	}
	if taken {
		a.Trip, a.Err = sh.Trips[name][r], fault.New(fault.Conflict, "fault.outreach.planner.announced")
		return a, nil
	}
	kit, err := s.kitFor(ctx, sh, b, a.Day, tour, ready)
	if err != nil {
		return a, err
	}
	next := func() ledger.Op { return ledger.Op{ID: ledger.NewOpID(), Scope: op.Scope} }
	depart := int(math.Floor(tour.Leave/5)) * 5
	_, err = s.Plan(ctx, ledger.Op{ID: a.Trip, Scope: op.Scope}, PlanIn{Day: a.Day, Depart: fmt.Sprintf("%02d:%02d", depart/60, depart%60), Area: b.kecamatanOf(tour),
		Team: day.Crew.Team, Vehicle: day.Crew.Vehicle, Kit: kit})
	if err == nil {
		err = s.fillTrip(ctx, next, b, &a, tour, ready)
	}
	if err == nil && a.People == 0 {
		if err = s.Cancel(ctx, next(), a.Trip, "other"); err == nil {
			err = fault.New(fault.Conflict, "fault.outreach.planner.nobody_left")
		}
	} else if err == nil {
		if err = s.keepReserved(ctx, op.Scope.Office, a.Trip, a.reserved); err == nil {
			err = s.Publish(ctx, next(), a.Trip)
		}
	}
	if err == nil {
		return a, nil
	}
	if !refusedHere(err) {
		return a, err
	}
	a.Err = err
	if a.People == 0 { // no trip is left of it, so the day may be announced again
		return a, s.DB.Write(ctx, op.Scope.Office, func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM plan_trip WHERE office_id = $1 AND plan_id = $2 AND variant = $3 AND route = $4`, op.Scope.Office, sh.ID, name, r)
			return err
		})
	}
	return a, nil
}

// kitFor is a kit that is ready and free on the day, "" where the day needs none.
// Where none is left by now, the first is asked for, one that is ready before
// others, so that the refusal says who has it or that it is in repair.
func (s *Service) kitFor(ctx context.Context, sh *sheet, b *built, day string, tour tripplan.Tour, ready map[string]bool) (string, error) {
	kits := sh.Input.Spec.Kits
	if len(kits) == 0 {
		return "", nil
	}
	taken, err := s.store.takenDays(ctx, day, day)
	if err != nil {
		return "", err
	}
	ref, err := s.store.reference(ctx, false)
	if err != nil {
		return "", err
	}
	asked := ""
	for _, k := range kits {
		switch {
		case kitTrouble(ref, k) != "":
		case !slices.ContainsFunc(taken, func(x busy) bool { return x.Kit == k }):
			return k, nil
		default:
			asked = cmp.Or(asked, k)
		}
	}
	for _, v := range tour.Visits {
		if b.Nodes[v.Node].Equipment&tripplan.Kit != 0 && (!b.nodes[v.Node].Second || ready[b.in.People[b.nodes[v.Node].Person].Case]) {
			return cmp.Or(asked, kits[0]), nil
		}
	}
	return "", nil
}

// fillTrip puts the people of a day on its trip, stop by stop in their order. For a
// second visit time is kept free until the NIK is there.
func (s *Service) fillTrip(ctx context.Context, next func() ledger.Op, b *built, a *Announced, tour tripplan.Tour, ready map[string]bool) error {
	for i := 0; i < len(tour.Visits); {
		first := b.nodes[tour.Visits[i].Node]
		in := StopIn{Kind: first.Kind, Point: first.Point, Companion: "registrar"}
		if first.Kind == Institution {
			in.Companion = "institution"
		}
		service := 0.0
		for ; i < len(tour.Visits); i++ {
			v := tour.Visits[i]
			n := b.nodes[v.Node]
			if len(in.Cases) > 0 && (n.Kind == Home || n.Kind != first.Kind || n.Village != first.Village || n.Institution != first.Institution || len(in.Cases) == mostPeople) {
				break
			}
			c := b.in.People[n.Person].Case
			if n.Second && !ready[c] {
				a.Later, a.reserved = a.Later+1, append(a.reserved, reservedVisit{c, n.Kind})
				continue
			}
			in.Cases = append(in.Cases, c)
			service += v.Leave - v.Start
			first = n
		}
		if len(in.Cases) == 0 {
			continue
		}
		in.Minutes = max(1, int(math.Round(service/float64(len(in.Cases)))))
		err := s.AddStops(ctx, next(), a.Trip, in)
		if err == nil {
			a.People += len(in.Cases)
			continue
		}
		if !refusedHere(err) {
			return err
		}
		// One of them waits no longer: the others come all the same.
		for _, c := range in.Cases {
			one := in
			one.Cases = []string{c}
			switch err := s.AddStops(ctx, next(), a.Trip, one); {
			case err == nil:
				a.People++
			case !refusedHere(err):
				return err
			default:
				a.Refused = append(a.Refused, err)
			}
		}
	}
	return nil
}
