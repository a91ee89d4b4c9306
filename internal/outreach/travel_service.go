package outreach

import (
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

func (s *Service) dayOf(micros int64) string {
	return db.FromMicros(micros).In(s.Zone).Format(time.DateOnly)
}

// RoadIn is what the coordinator states of a way. Shown is the newest event that
// the form showed ("" none): two who change one way at a time do not overwrite
// each other.
type RoadIn struct {
	A, B  string // area codes, in any order
	Shown string
	RoadBody
}

// What a way may take at most: a day of driving is no leg.
const (
	mostWay    = 12 * 60
	mostWayKM  = 500
	mostFactor = 300 // percent
)

// CorrectRoad states how long a way takes: what the coordinator knows goes
// before all that is measured. 0 minutes take the correction back.
func (s *Service) CorrectRoad(ctx context.Context, op ledger.Op, in RoadIn) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.road"}
	if in.Minutes < 0 || in.Minutes > mostWay {
		f.With("menit", "fault.outreach.way_minutes")
	}
	if in.Metres < 0 || in.Metres > mostWayKM*1000 {
		f.With("km", "fault.outreach.way_km")
	}
	return s.stateRoad(ctx, op, in, f, func(was RoadBody) (RoadBody, error) {
		if in.Minutes == 0 && was.Minutes == 0 {
			return was, fault.At("menit", "fault.outreach.way_minutes")
		}
		was.Minutes, was.Metres = in.Minutes, in.Metres
		return was, nil
	})
}

// CloseRoad says that a way cannot be driven from a day on.
func (s *Service) CloseRoad(ctx context.Context, op ledger.Op, in RoadIn) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.road"}
	if !isDay(in.From) {
		f.With("mulai", "fault.outreach.closed_from")
	}
	if in.Until != "" && !isDay(in.Until) {
		f.With("sampai", "fault.outreach.closed_until")
	} else if in.Until != "" && in.Until < in.From {
		f.With("sampai", "fault.outreach.closed_order")
	}
	if !slices.Contains(ClosedReasons, in.Reason) {
		f.With("sebab", "fault.outreach.closed_reason")
	}
	return s.stateRoad(ctx, op, in, f, func(was RoadBody) (RoadBody, error) {
		was.Closed, was.From, was.Until, was.Reason = true, in.From, in.Until, in.Reason
		return was, nil
	})
}

// OpenRoad says that a closed way can be driven again.
func (s *Service) OpenRoad(ctx context.Context, op ledger.Op, in RoadIn) error {
	return s.stateRoad(ctx, op, in, &fault.Fault{}, func(was RoadBody) (RoadBody, error) {
		if !was.Closed {
			return was, fault.New(fault.Conflict, "fault.outreach.not_closed")
		}
		was.Closed, was.From, was.Until, was.Reason = false, "", "", ""
		return was, nil
	})
}

// UndoRoad takes the newest statement of a way back: what was said before it
// holds again. It is itself a statement, and can be taken back.
func (s *Service) UndoRoad(ctx context.Context, op ledger.Op, in RoadIn) error {
	return s.changeRoad(ctx, op, in, &fault.Fault{}, func(said []RoadBody, newest string) (RoadBody, error) {
		if len(said) == 0 {
			return RoadBody{}, fault.New(fault.Conflict, "fault.outreach.nothing_stated")
		}
		var before RoadBody
		if len(said) > 1 {
			before = said[len(said)-2]
		}
		before.Undoes = newest
		return before, nil
	})
}

func (s *Service) stateRoad(ctx context.Context, op ledger.Op, in RoadIn, f *fault.Fault, change func(RoadBody) (RoadBody, error)) error {
	return s.changeRoad(ctx, op, in, f, func(said []RoadBody, _ string) (RoadBody, error) {
		var was RoadBody
		if len(said) > 0 {
			was = said[len(said)-1]
		}
		was.Undoes = ""
		return change(was)
	})
}

// changeRoad states a way anew, from what was said of it before.
func (s *Service) changeRoad(ctx context.Context, op ledger.Op, in RoadIn, f *fault.Fault, change func(said []RoadBody, newest string) (RoadBody, error)) error {
	p := pairOf(region.Code(in.A), region.Code(in.B))
	if f.Key == "" {
		f.Kind, f.Key = fault.Invalid, "fault.outreach.road"
	}
	if !s.ours(p[0]) || !s.ours(p[1]) || p[0] == p[1] {
		f.With("ke", "fault.outreach.road_ends")
	}
	if len(f.Fields) > 0 {
		return f
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := authority.Allowed(casefile.RoadStated, account.ActorOf(op.Scope), authority.Target{}); err != nil {
			return nil, err
		}
		subject := ledger.Subject{Kind: casefile.KindRoad, ID: p.id()}
		events, err := s.Ledger.EventsTx(tx, s.forAct(op.Scope, casefile.RoadStated), subject)
		if err != nil {
			return nil, err
		}
		said, newest := saidOf(events)
		if newest != in.Shown {
			return nil, fault.New(fault.Conflict, "fault.outreach.road_changed")
		}
		b, err := change(said, newest)
		if err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: subject, Type: casefile.RoadStated, Area: string(s.District), Body: b}}, nil
	})
	return err
}

// ours reports whether an area is the own kabupaten's, or the kabupaten itself:
// a village may be cut off from all of it.
func (s *Service) ours(c region.Code) bool {
	a, ok := region.Get(c)
	return ok && s.District.Contains(a.Code)
}

// SetSeason sets the wet months and how much longer ways take in them.
func (s *Service) SetSeason(ctx context.Context, op ledger.Op, b SeasonBody) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.road"}
	for _, m := range b.Months {
		if m < 1 || m > 12 {
			f.With("bulan", "fault.outreach.months")
			break
		}
	}
	if b.Percent < 100 || b.Percent > mostFactor {
		f.With("persen", "fault.outreach.season_percent")
	}
	if len(f.Fields) > 0 {
		return f
	}
	b.Months = slices.Compact(slices.Sorted(slices.Values(b.Months)))
	return s.stateOne(ctx, op, seasonID, casefile.RoadSeason, b)
}

// TakeTable puts a table in force that was looked at before; "" puts none in
// force.
func (s *Service) TakeTable(ctx context.Context, op ledger.Op, id string) error {
	var b TableBody
	if id != "" {
		err := s.DB.View(ctx, func(tx *db.Tx) error {
			t, err := s.store.readTable(tx, id)
			if err != nil {
				return err
			}
			b = TableBody{Table: id, Places: int64(len(t.places)), Cells: int64(t.known())}
			return tx.QueryRow(`SELECT format, digest FROM travel_table WHERE office_id = $1 AND table_id = $2`, s.OfficeID, id).Scan(&b.Format, &b.Digest)
		})
		if noRows(err) {
			return fault.New(fault.NotFound, "fault.outreach.no_table")
		}
		if err != nil {
			return fault.Wrap("fault.internal", err)
		}
	}
	return s.stateOne(ctx, op, tableID, casefile.RoadTable, b)
}

func (s *Service) stateOne(ctx context.Context, op ledger.Op, id, eventType string, body any) error {
	_, err := s.Ledger.Do(ctx, op, func(*db.Tx) ([]ledger.Draft, error) {
		if err := authority.Allowed(authority.Action(eventType), account.ActorOf(op.Scope), authority.Target{}); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindRoad, ID: id}, Type: eventType, Area: string(s.District), Body: body}}, nil
	})
	return err
}
