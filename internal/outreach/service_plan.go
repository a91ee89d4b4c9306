package outreach

import (
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// PlanIn is the plan of a trip as the coordinator states it.
type PlanIn struct {
	Day, Depart, Area, Team, Vehicle, Kit string
}

// Plan plans a trip and returns its id, which is that of the act: a double
// click plans one trip.
func (s *Service) Plan(ctx context.Context, op ledger.Op, in PlanIn) (string, error) {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		body, err := s.planned(tx, in, "")
		if err != nil {
			return nil, err
		}
		return []ledger.Draft{tripDraft(Trip{ID: op.ID, Plan: body}, casefile.TripPlanned, body)}, nil
	})
	return op.ID, err
}

// ChangePlan states the plan of a trip anew. Once published, a trip keeps its
// day, team, vehicle and kit: the village and the kit were promised.
func (s *Service) ChangePlan(ctx context.Context, op ledger.Op, trip string, in PlanIn) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripPlanned, trip)
		if err != nil {
			return nil, err
		}
		if t.State != Planned {
			return nil, fault.New(fault.Conflict, "fault.outreach.published")
		}
		body, err := s.planned(tx, in, t.Plan.Kit)
		if err != nil {
			return nil, err
		}
		body.Order = t.Plan.Order
		t.Plan = body
		return []ledger.Draft{tripDraft(t, casefile.TripPlanned, body)}, nil
	})
	return err
}

// planned checks a plan against the reference data of the office. The kit that the
// trip carries already, kept, may stay while it is in repair: its page warns.
func (s *Service) planned(tx *db.Tx, in PlanIn, kept string) (PlannedBody, error) {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.plan"}
	if !isDay(in.Day) {
		f.With("hari", "fault.outreach.day")
	} else if in.Day < s.today() {
		f.With("hari", "fault.outreach.day_past")
	}
	if clock.FindString(in.Depart) == "" {
		f.With("berangkat", "fault.outreach.depart")
	}
	if a, ok := region.Get(region.Code(in.Area)); !ok || a.Level != region.Kecamatan || !s.District.Contains(a.Code) {
		f.With("kecamatan", "fault.outreach.area")
	}
	members, err := s.store.members(tx, in.Team)
	if err != nil {
		return PlannedBody{}, err
	}
	if len(members) == 0 {
		f.With("tim", "fault.outreach.team")
	}
	if ok, err := s.store.vehicleIn(tx, in.Vehicle); err != nil {
		return PlannedBody{}, err
	} else if !ok {
		f.With("kendaraan", "fault.outreach.vehicle")
	}
	if in.Kit != "" && in.Kit != kept {
		if ok, err := s.store.kitReady(tx, in.Kit); err != nil {
			return PlannedBody{}, err
		} else if !ok {
			f.With("alat", "fault.outreach.kit")
		}
	}
	if len(f.Fields) > 0 {
		return PlannedBody{}, f
	}
	return PlannedBody{Day: in.Day, Depart: in.Depart, Area: in.Area, Team: in.Team, Members: members,
		Vehicle: in.Vehicle, Kit: in.Kit}, nil
}

// StopIn says which people join a trip, and where they are met.
type StopIn struct {
	Cases     []string // case ids
	Kind      string
	Point     string // of a gathering
	Companion string
	Minutes   int // for each person; 0 is what such a visit takes
}

// mostPeople is how many people one act puts on a trip or takes off a list.
const mostPeople = 60

// AddStops puts people on a trip: each at home, or those of one village at a
// gathering point, or those of one institution in a session there. A published
// trip schedules them in the same act.
func (s *Service) AddStops(ctx context.Context, op ledger.Op, trip string, in StopIn) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.stop"}
	if len(in.Cases) == 0 || len(in.Cases) > mostPeople {
		f.With("warga", "fault.outreach.people")
	}
	if !slices.Contains(StopKinds, in.Kind) {
		f.With("jenis", "fault.outreach.kind")
	}
	if in.Kind == Gathering && !slices.Contains(Points, in.Point) {
		f.With("titik", "fault.outreach.point")
	}
	if !slices.Contains(Companions, in.Companion) {
		f.With("pendamping", "fault.outreach.companion")
	}
	if len(f.Fields) > 0 {
		return f
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.StopAdded, trip)
		if err != nil {
			return nil, err
		}
		if !t.Open() {
			return nil, fault.New(fault.Conflict, "fault.outreach.over")
		}
		var drafts []ledger.Draft
		for _, id := range in.Cases {
			st, _, err := s.caseTx(tx, op.Scope, casefile.Scheduled, id)
			if err != nil {
				return nil, err
			}
			if err := s.mayJoin(tx, t, st, in.Kind); err != nil {
				return nil, err
			}
			at := st.Area
			if in.Kind == Institution {
				// The session is where the institution is, wherever its people are from.
				if at, err = s.store.villageOf(tx, st.Institution, st.Area); err != nil {
					return nil, err
				}
			}
			b := t.stopFor(st, in, at)
			if b.Minutes = in.Minutes; b.Minutes <= 0 {
				b.Minutes = stayMinutes(in.Kind, purposeOf(&st))
			}
			fold := tripFold{t: t}
			fold.join(b)
			t = fold.t
			drafts = append(drafts, tripDraft(t, casefile.StopAdded, b))
			if t.Underway() {
				drafts = append(drafts, t.schedule(st, b.Stop))
			}
		}
		return drafts, nil
	})
	return err
}

// mayJoin refuses whom a trip cannot visit.
func (s *Service) mayJoin(tx *db.Tx, t Trip, st casefile.State, kind string) error {
	if err := st.May(casefile.Scheduled); err != nil {
		return refuseCase(st, err)
	}
	if _, here := t.StopOf(st.ID); here {
		return refuseCase(st, fault.New(fault.Conflict, "fault.outreach.on_trip"))
	}
	if !t.HasKit() && needsKit(&st) {
		return refuseCase(st, fault.New(fault.Conflict, "fault.outreach.needs_kit"))
	}
	if kind == Institution && st.Institution == "" {
		return refuseCase(st, fault.New(fault.Conflict, "fault.outreach.no_institution"))
	}
	if other, err := s.store.otherPlan(tx, t.ID, st.ID); err != nil {
		return err
	} else if other {
		return refuseCase(st, fault.New(fault.Conflict, "fault.outreach.other_plan"))
	}
	return nil
}

// stopFor finds the stop of a trip at which this person is met, or makes one.
func (t Trip) stopFor(st casefile.State, in StopIn, village string) StopBody {
	b := StopBody{Case: st.ID, Kind: in.Kind, Village: village, Companion: in.Companion}
	switch in.Kind {
	case Gathering:
		b.Point = in.Point
	case Institution:
		b.Institution = st.Institution
	}
	if in.Kind != Home {
		for _, s := range t.Stops {
			if s.Kind == b.Kind && s.Village == b.Village && s.Institution == b.Institution && s.Point == b.Point {
				b.Stop = s.ID
				return b
			}
		}
	}
	b.Stop = ledger.NewID()
	return b
}

// purposeOf is why a case is to be visited.
func purposeOf(st *casefile.State) string {
	for _, w := range st.Work() {
		if w.Action == casefile.Scheduled {
			return w.Arg
		}
	}
	return PurposeFirst
}

// needsKit reports whether the visit is about biometrics and nothing else.
func needsKit(st *casefile.State) bool {
	p := purposeOf(st)
	return p == PurposeRecording || p == PurposeBiometric
}

// schedule is the event that books a case on the trip.
func (t Trip) schedule(st casefile.State, stop string) ledger.Draft {
	return caseDraft(st, casefile.Scheduled, casefile.ScheduledBody{Trip: t.ID, Stop: stop, Day: t.Plan.Day,
		Kit: t.HasKit(), Purpose: purposeOf(&st)})
}

// RemoveStop takes a stop out of a trip, or one case of it. Whoever was booked
// waits for another trip.
func (s *Service) RemoveStop(ctx context.Context, op ledger.Op, trip, stop, caseID string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.StopRemoved, trip)
		if err != nil {
			return nil, err
		}
		at, ok := t.Stop(stop)
		if !ok || caseID != "" && !slices.Contains(at.Cases, caseID) {
			return nil, fault.New(fault.NotFound, "fault.outreach.no_stop")
		}
		if !t.Open() {
			return nil, fault.New(fault.Conflict, "fault.outreach.over")
		}
		cases := at.Cases
		if caseID != "" {
			cases = []string{caseID}
		}
		drafts := []ledger.Draft{tripDraft(t, casefile.StopRemoved, RemovedBody{Stop: stop, Case: caseID})}
		more, err := s.unbook(tx, op.Scope, t, cases, "stop_removed")
		return append(drafts, more...), err
	})
	return err
}

// unbook returns those of the cases that are booked on the trip.
func (s *Service) unbook(tx *db.Tx, scope db.Scope, t Trip, cases []string, reason string) ([]ledger.Draft, error) {
	if !t.Underway() {
		return nil, nil
	}
	var drafts []ledger.Draft
	for _, id := range cases {
		st, _, err := s.caseTx(tx, scope, casefile.Unscheduled, id)
		if err != nil {
			return nil, err
		}
		b := st.Booking
		if b.Trip != t.ID {
			continue // visited, or taken out some other way
		}
		if st.May(casefile.Unscheduled) == nil {
			drafts = append(drafts, caseDraft(st, casefile.Unscheduled, casefile.ScheduledBody{Trip: t.ID, Stop: b.Stop,
				Day: b.Day, Kit: b.Kit, Purpose: b.Purpose, Reason: reason}))
		}
	}
	return drafts, nil
}

// MoveStop brings a stop one place up or down.
func (s *Service) MoveStop(ctx context.Context, op ledger.Op, trip, stop string, down bool) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripPlanned, trip)
		if err != nil {
			return nil, err
		}
		if !t.Open() {
			return nil, fault.New(fault.Conflict, "fault.outreach.over")
		}
		i := slices.IndexFunc(t.Stops, func(x Stop) bool { return x.ID == stop })
		if i < 0 {
			return nil, fault.New(fault.NotFound, "fault.outreach.no_stop")
		}
		j := i - 1
		if down {
			j = i + 1
		}
		if j < 0 || j >= len(t.Stops) {
			return nil, nil
		}
		var order []string
		for _, x := range t.Stops {
			order = append(order, x.ID)
		}
		order[i], order[j] = order[j], order[i]
		body := t.Plan
		body.Order = order
		return []ledger.Draft{tripDraft(t, casefile.TripPlanned, body)}, nil
	})
	return err
}

// OrderStops brings the stops of a trip in the order of the shortest way.
func (s *Service) OrderStops(ctx context.Context, op ledger.Op, trip string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripPlanned, trip)
		if err != nil {
			return nil, err
		}
		if !t.Open() {
			return nil, fault.New(fault.Conflict, "fault.outreach.over")
		}
		roads, err := s.roads(tx)
		if err != nil {
			return nil, err
		}
		body := t.Plan
		body.Order = roads.Nearest(t.Plan.Day, s.home(), t.Stops)
		return []ledger.Draft{tripDraft(t, casefile.TripPlanned, body)}, nil
	})
	return err
}

// Names shown beside a case are personal: only who may list the case sees them.
func seesPeople(role string) bool {
	return authority.Reaches(authority.Role(role), "page.cases") != authority.None
}
