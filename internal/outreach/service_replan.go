package outreach

import (
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// mostStandby is how many who wait near by the rest of a day is offered.
const mostStandby = 40

// Rest proposes the rest of a trip's day from where the team stands. Nothing
// changes before Accept.
func (s *Service) Rest(ctx context.Context, scope db.Scope, t Trip, people []PersonRow, institutions map[string]Choice, rate int64) (Rest, error) {
	m, _, _, err := s.expectedOf(ctx, t)
	if err != nil {
		return Rest{}, err
	}
	if t.Plan.Day != s.today() {
		m.now = 0 // the evening before: the whole day is ahead
	}
	here, _ := t.here()
	var waiting, standby []waiter
	for _, stop := range t.Stops {
		if stop.ID == here || stop.ArrivedAt > 0 && m.left[stop.ID] == 0 {
			continue
		}
		w := waiter{village: region.Code(stop.Village), together: stop.Kind != Home, told: stop.Told, refused: stop.Answer == No || stop.Answer == OtherDay}
		if c, ok := institutions[stop.Institution]; ok && stop.Kind == Institution {
			w.hours = &c.Hours
		}
		for _, p := range people {
			if p.Stop != stop.ID || !p.Booked {
				continue
			}
			one := w
			one.PersonRow, one.minutes = p, stop.Minutes/max(1, len(stop.Cases))
			if one.kit, err = s.bookedForKit(ctx, scope, p.Case); err != nil {
				return Rest{}, err
			}
			waiting = append(waiting, one)
		}
	}
	near, _, err := s.store.suggest(ctx, scope, suggestion{kecamatan: t.Plan.Area, kit: t.HasKit(), now: s.Clock().UnixMicro(), limit: mostStandby})
	if err != nil {
		return Rest{}, err
	}
	for _, p := range near {
		if p.Institution == "" {
			standby = append(standby, waiter{PersonRow: p, village: region.Code(p.Area), minutes: stayMinutes(Home, p.Purpose), kit: p.Purpose != PurposeFirst})
		}
	}
	roads, err := s.Roads(ctx)
	if err != nil {
		return Rest{}, err
	}
	return roads.rest(ctx, m, rate, waiting, standby)
}

// bookedForKit reports whether a booked visit is about biometrics and nothing
// else. What a case holds of a person is not read.
func (s *Service) bookedForKit(ctx context.Context, scope db.Scope, id string) (bool, error) {
	events, err := s.Ledger.History(ctx, scope, ledger.Subject{Kind: casefile.KindCase, ID: id})
	if err != nil {
		return false, err
	}
	p := casefile.FoldState(id, events).Booking.Purpose
	return p == PurposeRecording || p == PurposeBiometric, nil
}

// Accept makes a proposed rest of a day the one that is driven: who is dropped
// waits for another trip, who is added is booked, all in one act. shown is the
// newest event of the trip that the page knew.
func (s *Service) Accept(ctx context.Context, op ledger.Op, trip, shown string, b ReplannedBody) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripReplanned, trip)
		switch {
		case err != nil:
			return nil, err
		case !t.Underway():
			return nil, fault.New(fault.Conflict, "fault.outreach.not_published")
		case t.newest != shown:
			return nil, fault.New(fault.Conflict, "fault.outreach.rest_changed")
		}
		if !b.fits(t) {
			return nil, fault.New(fault.Conflict, "fault.outreach.rest")
		}
		drafts, err := s.withDelays(tx, t, tripDraft(t, casefile.TripReplanned, b))
		if err != nil {
			return nil, err
		}
		for _, d := range b.Dropped {
			more, err := s.unbook(tx, op.Scope, t, []string{d.Case}, "day_replanned")
			if err != nil {
				return nil, err
			}
			drafts = append(drafts, more...)
		}
		for _, a := range b.Added {
			st, _, err := s.caseTx(tx, op.Scope, casefile.Scheduled, a.Case)
			if err != nil {
				return nil, err
			}
			if err := s.mayJoin(tx, t, st, Home); err != nil {
				return nil, err
			}
			if st.Area != a.Village {
				return nil, fault.New(fault.Conflict, "fault.outreach.rest_changed")
			}
			drafts = append(drafts, t.schedule(st, a.Stop))
		}
		return drafts, nil
	})
	return err
}

// fits reports whether a proposal is one of this trip: it drops who is on it,
// adds homes only, and its order names every stop that is left once.
func (b ReplannedBody) fits(t Trip) bool {
	if len(b.Dropped)+len(b.Added) > mostPeople || len(b.Order) > 4*mostPeople {
		return false
	}
	f := tripFold{t: t}
	f.t.Stops = slices.Clone(t.Stops)
	for i := range f.t.Stops {
		f.t.Stops[i].Cases = slices.Clone(f.t.Stops[i].Cases)
	}
	for _, d := range b.Dropped {
		if s, ok := f.t.StopOf(d.Case); !ok || s.ID != d.Stop || !slices.Contains(Drops, d.Why) || f.leave(RemovedBody{Stop: d.Stop, Case: d.Case}) != "" {
			return false
		}
	}
	for _, a := range b.Added {
		if _, taken := f.t.Stop(a.Stop); taken || len(a.Stop) < 10 || len(a.Stop) > 40 || a.Kind != Home || a.Companion != "family" || a.Minutes < 1 || a.Minutes > 240 {
			return false
		}
		f.join(a)
	}
	left := orderOf(f.t.Stops)
	slices.Sort(left)
	return slices.Equal(left, slices.Sorted(slices.Values(b.Order)))
}

// Drops are the reasons for which somebody is dropped.
var Drops = []string{DropCompanion, DropKit, DropRoad, DropHours, DropTime}
