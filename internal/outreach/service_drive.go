package outreach

import (
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// DriveIn says that the team leaves a stop or is there. Clock is the time of the
// day (09:40) where somebody says it afterwards; "" is now.
type DriveIn struct {
	Stop  string // "" is the office
	Clock string
	KM    int64 // of the way, as the odometer said; 0 is not known
}

// Depart records that the team leaves the office or a stop: the way begins.
func (s *Service) Depart(ctx context.Context, op ledger.Op, trip string, in DriveIn) error {
	return s.drive(ctx, op, casefile.TripDeparted, trip, in, func(t Trip, area string, at int64) (any, error) {
		if stop, ok := t.Stop(in.Stop); ok && stop.ArrivedAt > at {
			return nil, fault.At("pukul", "fault.outreach.before_arrival")
		}
		if d := t.leaving(in.Stop, at); d != nil && d.Arrived > 0 && at > d.Arrived {
			return nil, fault.At("pukul", "fault.outreach.after_arrival")
		}
		return DepartedBody{Stop: in.Stop, Area: area, At: at}, nil
	})
}

// Arrive records that the team is at a stop, or home again: the way is over.
func (s *Service) Arrive(ctx context.Context, op ledger.Op, trip string, in DriveIn) error {
	if in.KM < 0 || in.KM > mostWayKM {
		return fault.At("km", "fault.outreach.way_km")
	}
	return s.drive(ctx, op, casefile.TripArrived, trip, in, func(t Trip, area string, at int64) (any, error) {
		stop, _ := t.Stop(in.Stop)
		switch d := t.ended(in.Stop, at); {
		case d == nil && t.Away != nil && at < t.Away.Departed, d != nil && at < d.Departed:
			return nil, fault.At("pukul", "fault.outreach.before_departure")
		case d != nil && stop.LeftAt >= d.Arrived && at > stop.LeftAt:
			return nil, fault.At("pukul", "fault.outreach.after_leaving")
		}
		return ArrivedBody{Stop: in.Stop, Area: area, At: at, KM: in.KM}, nil
	})
}

func (s *Service) drive(ctx context.Context, op ledger.Op, eventType, trip string, in DriveIn, body func(Trip, string, int64) (any, error)) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, eventType, trip)
		switch {
		case err != nil:
			return nil, err
		case t.State != Started:
			return nil, fault.New(fault.Conflict, "fault.outreach.not_started")
		}
		area := string(s.home())
		if in.Stop != "" {
			stop, ok := t.Stop(in.Stop)
			if !ok {
				return nil, fault.New(fault.NotFound, "fault.outreach.no_stop")
			}
			area = stop.Village
		}
		at, err := s.clockOn(t.Plan.Day, in.Clock, tx.Now)
		if err != nil {
			return nil, err
		}
		b, err := body(t, area, at)
		if err != nil {
			return nil, err
		}
		return s.withDelays(tx, t, tripDraft(t, eventType, b))
	})
	return err
}

// Trouble records what holds a trip up, and for how long. The stops ahead are
// told at once; what to do about the rest of the day is Rest's to propose.
func (s *Service) Trouble(ctx context.Context, op ledger.Op, trip, reason string, minutes int64) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.trouble"}
	if !slices.Contains(Troubles, reason) {
		f.With("sebab", "fault.outreach.trouble_reason")
	}
	if minutes < 0 || minutes > mostMinutes {
		f.With("menit", "fault.outreach.trouble_minutes")
	}
	if len(f.Fields) > 0 {
		return f
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripTrouble, trip)
		switch {
		case err != nil:
			return nil, err
		case !t.Underway():
			return nil, fault.New(fault.Conflict, "fault.outreach.not_published")
		case (reason == TroubleKit || reason == TroubleKitBack) && t.Plan.Kit == "":
			return nil, fault.At("sebab", "fault.outreach.no_kit_along")
		}
		return s.withDelays(tx, t, tripDraft(t, casefile.TripTrouble, TroubleBody{Reason: reason, Minutes: minutes, At: db.Micros(tx.Now)}))
	})
	return err
}

// withDelays adds to an act of the day what the stops ahead are to be told of
// it: late by how much, or in time again.
func (s *Service) withDelays(tx *db.Tx, t Trip, d ledger.Draft) ([]ledger.Draft, error) {
	drafts := []ledger.Draft{d}
	f := tripFold{t: t}
	f.t.Stops = slices.Clone(t.Stops)
	if t.Away != nil {
		away := *t.Away
		f.t.Away = &away
	}
	switch b := d.Body.(type) {
	case DepartedBody:
		f.depart(b)
	case ArrivedBody:
		f.arrive(b)
	case TroubleBody:
		f.trouble(b)
	case ReplannedBody:
		f.replanned(b)
		f.order()
	}
	if f.t.Plan.Day != s.dayOf(db.Micros(tx.Now)) {
		return drafts, nil // written down afterwards, or the day before: nobody waits now
	}
	m, err := s.moment(tx, f.t, tx.Now)
	if err != nil {
		return nil, err
	}
	roads, err := s.roads(tx)
	if err != nil {
		return nil, err
	}
	expected, _ := roads.expect(m)
	if b, changed := delays(f.t, expected); changed {
		drafts = append(drafts, tripDraft(t, casefile.TripDelayed, b))
	}
	return drafts, nil
}

// moment is a trip now, with who is still to be met.
func (s *Service) moment(tx *db.Tx, t Trip, now time.Time) (moment, error) {
	left, err := s.store.leftAt(tx, t.ID)
	m := moment{trip: t, home: s.home(), left: left, zone: s.Zone}
	m.now = m.at(db.Micros(now))
	return m, err
}

// clockOn is the moment of a time on the day of a trip; "" is now. What lies
// ahead has not happened.
func (s *Service) clockOn(day, text string, now time.Time) (int64, error) {
	if text == "" {
		return db.Micros(now), nil
	}
	at, err := time.ParseInLocation(time.DateOnly+" 15:04", day+" "+text, s.Zone)
	if err != nil {
		return 0, fault.At("pukul", "fault.outreach.clock")
	}
	if at.After(now) {
		return 0, fault.At("pukul", "fault.outreach.clock_ahead")
	}
	return db.Micros(at), nil
}

// departs is the departure from the office that starting a trip is.
func (s *Service) departs(t Trip, now time.Time) ledger.Draft {
	return tripDraft(t, casefile.TripDeparted, DepartedBody{Area: string(s.home()), At: db.Micros(now)})
}
