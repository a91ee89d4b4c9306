package outreach

import (
	"context"
	"regexp"
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

var clock = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// Publish makes a plan binding: the kit is booked for the day, and everybody on
// it is scheduled, all in one act.
func (s *Service) Publish(ctx context.Context, op ledger.Op, trip string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripPublished, trip)
		switch {
		case err != nil:
			return nil, err
		case t.State != Planned:
			return nil, fault.New(fault.Conflict, "fault.outreach.published")
		case len(t.Stops) == 0:
			return nil, fault.New(fault.Conflict, "fault.outreach.empty")
		case t.Plan.Day < s.today():
			return nil, fault.New(fault.Conflict, "fault.outreach.day_past")
		}
		roads, err := s.roads(tx)
		if err != nil {
			return nil, err
		}
		table := roads.Estimate(t.Plan.Day, s.home(), t.Plan.Depart, t.Stops)
		if table.Length(t.Plan.Depart) > mostMinutes {
			return nil, fault.New(fault.Conflict, "fault.outreach.day_full").WithArgs(map[string]any{"Back": clockWords(table.Back)})
		}
		if c := table.Shut(); c != nil {
			return nil, fault.New(fault.Conflict, "fault.outreach.road_closed").WithArgs(map[string]any{"From": region.Label(c.pair[0]), "To": region.Label(c.pair[1])})
		}
		if err := s.kitFree(tx, t); err != nil {
			return nil, err
		}
		drafts := []ledger.Draft{tripDraft(t, casefile.TripPublished, PublishedBody{Day: t.Plan.Day, Kit: t.Plan.Kit, Told: table.told(t.Stops)})}
		for _, stop := range t.Stops {
			for _, id := range stop.Cases {
				st, _, err := s.caseTx(tx, op.Scope, casefile.Scheduled, id)
				if err != nil {
					return nil, err
				}
				if err := st.May(casefile.Scheduled); err != nil {
					return nil, refuseCase(st, err)
				}
				if !t.HasKit() && needsKit(&st) {
					return nil, refuseCase(st, fault.New(fault.Conflict, "fault.outreach.needs_kit"))
				}
				drafts = append(drafts, t.schedule(st, stop.ID))
			}
		}
		return drafts, nil
	})
	return err
}

// kitFree refuses the second trip with the kit on one day, and says which trip
// has it.
func (s *Service) kitFree(tx *db.Tx, t Trip) error {
	if t.Plan.Kit == "" {
		return nil
	}
	if ok, err := s.store.kitReady(tx, t.Plan.Kit); err != nil {
		return err
	} else if !ok {
		return fault.New(fault.Conflict, "fault.outreach.kit")
	}
	area, team, err := s.store.kitHolder(tx, t.Plan.Kit, t.Plan.Day, t.ID)
	if noRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "fault.outreach.kit_taken").WithArgs(map[string]any{"Area": region.Name(region.Code(area)), "Team": team})
}

// Cancel calls a trip off. Whoever was not yet visited waits for another one,
// and the kit is free.
func (s *Service) Cancel(ctx context.Context, op ledger.Op, trip, reason string) error {
	if !slices.Contains(Cancels, reason) {
		return fault.At("sebab", "fault.outreach.cancel_reason")
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripCancelled, trip)
		if err != nil {
			return nil, err
		}
		if !t.Open() {
			return nil, fault.New(fault.Conflict, "fault.outreach.over")
		}
		b := CancelledBody{Reason: reason, Day: t.Plan.Day}
		if t.Underway() && !t.KitLost {
			b.Kit = t.Plan.Kit
		}
		drafts := []ledger.Draft{tripDraft(t, casefile.TripCancelled, b)}
		for _, stop := range t.Stops {
			more, err := s.unbook(tx, op.Scope, t, stop.Cases, "trip_cancelled")
			if err != nil {
				return nil, err
			}
			drafts = append(drafts, more...)
		}
		return drafts, nil
	})
	return err
}

// Confirm says whether the companion will be at a stop, or proposes another day.
// A companion answers for the own area, an institution for its own session, the
// coordinator for whoever telephoned.
func (s *Service) Confirm(ctx context.Context, op ledger.Op, trip string, in ConfirmedBody) error {
	switch {
	case in.Answer != Yes && in.Answer != No && in.Answer != OtherDay:
		return fault.At("jawaban", "fault.outreach.answer")
	case in.Answer == OtherDay && (!isDay(in.Day) || in.Day <= s.today()):
		return fault.At("hari", "fault.outreach.other_day")
	case in.Answer != OtherDay:
		in.Day = ""
	}
	stop := in.Stop
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripConfirmed, trip)
		if err != nil {
			return nil, err
		}
		at, ok := t.Stop(stop)
		if err := authority.Allowed(casefile.TripConfirmed, account.ActorOf(op.Scope), authority.Target{Area: at.Village, Institution: at.Institution}); err != nil {
			return nil, err
		}
		switch {
		case !ok:
			return nil, fault.New(fault.NotFound, "fault.outreach.no_stop")
		case !t.Underway():
			return nil, fault.New(fault.Conflict, "fault.outreach.not_published")
		case in.Answer == OtherDay && in.Day == t.Plan.Day:
			return nil, fault.At("hari", "fault.outreach.same_day")
		}
		d := tripDraft(t, casefile.TripConfirmed, in)
		d.Area = at.Village
		return []ledger.Draft{d}, nil
	})
	return err
}

// Start says that the team is on its way.
func (s *Service) Start(ctx context.Context, op ledger.Op, trip string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripStarted, trip)
		switch {
		case err != nil:
			return nil, err
		case t.State != Published:
			return nil, fault.New(fault.Conflict, "fault.outreach.not_published")
		case t.Plan.Day > s.today():
			return nil, fault.New(fault.Conflict, "fault.outreach.too_early")
		}
		return []ledger.Draft{tripDraft(t, casefile.TripStarted, nil), s.departs(t, tx.Now)}, nil
	})
	return err
}

// Finish ends a trip with what it really was. Nobody may be left booked on a
// trip that is over: each stop has a visit or an attempt by then.
func (s *Service) Finish(ctx context.Context, op ledger.Op, trip string, in FinishedBody) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.finish"}
	if in.KM < 0 || in.KM > 2000 {
		f.With("km", "fault.outreach.km")
	}
	if in.Cost < 0 || in.Cost > 100_000_000 {
		f.With("biaya", "fault.outreach.cost")
	}
	if len(f.Fields) > 0 {
		return f
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripFinished, trip)
		switch {
		case err != nil:
			return nil, err
		case !t.Underway():
			return nil, fault.New(fault.Conflict, "fault.outreach.not_published")
		case t.Plan.Day > s.today():
			return nil, fault.New(fault.Conflict, "fault.outreach.too_early")
		}
		left, err := s.store.booked(tx, trip)
		if err != nil {
			return nil, err
		}
		if left > 0 {
			return nil, fault.New(fault.Conflict, "fault.outreach.unrecorded").WithArgs(map[string]any{"Count": left})
		}
		return []ledger.Draft{tripDraft(t, casefile.TripFinished, in)}, nil
	})
	return err
}
