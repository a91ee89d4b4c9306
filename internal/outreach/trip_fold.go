package outreach

import (
	"encoding/json"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// Why an event of a trip has no effect.
const (
	parkedBody  = "outreach.parked.body"
	parkedState = "outreach.parked.state"
	parkedStop  = "outreach.parked.stop"
)

// Fold makes the trip from its events, which are in order. It is total: what
// has no effect is parked.
func Fold(id string, events []casefile.Event) (Trip, []casefile.Parked) {
	f := tripFold{t: Trip{ID: id}, lost: lost(events)}
	if len(events) > 0 {
		f.t.office, f.t.newest = events[0].Office, events[len(events)-1].ID
	}
	var parked []casefile.Parked
	for i := range events {
		if why := f.apply(&events[i]); why != "" {
			parked = append(parked, casefile.Parked{EventID: events[i].ID, Reason: why})
		}
	}
	f.order()
	return f.t, parked
}

type tripFold struct {
	t    Trip
	lost map[string]bool
}

// lost names the events whose claim another one won.
func lost(events []casefile.Event) map[string]bool {
	out := map[string]bool{}
	for _, e := range events {
		if e.Type != casefile.ClaimSettled {
			continue
		}
		var b casefile.ClaimSettledBody
		if json.Unmarshal(e.Body, &b) != nil {
			continue
		}
		for _, id := range b.Settles {
			if id != b.Winner {
				out[id] = true
			}
		}
	}
	return out
}

func (f *tripFold) apply(e *casefile.Event) string {
	t := &f.t
	switch e.Type {
	case casefile.TripPlanned:
		var b PlannedBody
		if json.Unmarshal(e.Body, &b) != nil || b.Day == "" {
			return parkedBody
		}
		if t.State != "" && t.State != Planned {
			// A published trip keeps its day and its kit; its stops may change places.
			if !t.Underway() || !sameButOrder(t.Plan, b) {
				return parkedState
			}
		}
		if t.State == "" {
			t.State, t.PlannedBy, t.PlannedAt = Planned, e.Actor, e.OccurredAt
		}
		t.Plan = b
	case casefile.StopAdded:
		var b StopBody
		if json.Unmarshal(e.Body, &b) != nil || b.Stop == "" || b.Case == "" {
			return parkedBody
		}
		return f.join(b)
	case casefile.StopRemoved:
		var b RemovedBody
		if json.Unmarshal(e.Body, &b) != nil || b.Stop == "" {
			return parkedBody
		}
		return f.leave(b)
	case casefile.TripPublished:
		if t.State != Planned {
			return parkedState
		}
		t.State, t.PublishedAt, t.KitLost = Published, e.OccurredAt, f.lost[e.ID]
		var b PublishedBody
		if json.Unmarshal(e.Body, &b) == nil {
			f.tell(b.Told)
		}
	case casefile.TripConfirmed:
		var b ConfirmedBody
		if json.Unmarshal(e.Body, &b) != nil || !answers(b) {
			return parkedBody
		}
		i := slices.IndexFunc(t.Stops, func(s Stop) bool { return s.ID == b.Stop })
		if i < 0 {
			return parkedStop
		}
		s := &t.Stops[i]
		s.Answer, s.AnswerDay, s.AnsweredBy, s.AnsweredAt = b.Answer, b.Day, e.Actor, e.OccurredAt
	case casefile.TripEquipment:
		var b EquipmentBody
		if json.Unmarshal(e.Body, &b) != nil {
			return parkedBody
		}
		if t.State == "" || t.State == Planned {
			return parkedState
		}
		t.Equipment = append(t.Equipment, Logged{EquipmentBody: b, Event: e.ID, By: e.Actor, At: e.OccurredAt})
	case casefile.TripDeparted:
		var b DepartedBody
		if json.Unmarshal(e.Body, &b) != nil || b.At == 0 {
			return parkedBody
		}
		return f.depart(b)
	case casefile.TripArrived:
		var b ArrivedBody
		if json.Unmarshal(e.Body, &b) != nil || b.At == 0 {
			return parkedBody
		}
		return f.arrive(b)
	case casefile.TripChecked:
		var b CheckedBody
		if json.Unmarshal(e.Body, &b) != nil {
			return parkedBody
		}
		t.Checked = b.Items
	case casefile.TripCosts:
		var b CostsBody
		if json.Unmarshal(e.Body, &b) != nil {
			return parkedBody
		}
		return f.costs(b)
	case casefile.TripTrouble:
		var b TroubleBody
		if json.Unmarshal(e.Body, &b) != nil || b.Reason == "" {
			return parkedBody
		}
		return f.trouble(b)
	case casefile.TripDelayed:
		var b DelayedBody
		if json.Unmarshal(e.Body, &b) != nil {
			return parkedBody
		}
		return f.delayed(b)
	case casefile.TripReplanned:
		var b ReplannedBody
		if json.Unmarshal(e.Body, &b) != nil {
			return parkedBody
		}
		return f.replanned(b)
	case casefile.TripStarted:
		if t.State != Published {
			return parkedState
		}
		t.State, t.StartedAt = Started, e.OccurredAt
	case casefile.TripFinished:
		var b FinishedBody
		if json.Unmarshal(e.Body, &b) != nil {
			return parkedBody
		}
		if !t.Underway() {
			return parkedState
		}
		t.State, t.FinishedAt, t.KM = Finished, e.OccurredAt, b.KM
		if len(t.Costs) == 0 {
			t.Cost = b.Cost
		}
	case casefile.TripCancelled:
		var b CancelledBody
		if json.Unmarshal(e.Body, &b) != nil {
			return parkedBody
		}
		if !t.Open() {
			return parkedState
		}
		t.State, t.CancelledAt, t.Reason = Cancelled, e.OccurredAt, b.Reason
	}
	return ""
}

// answers reports whether a companion said something: a proposal names its day.
func answers(b ConfirmedBody) bool {
	return b.Answer == Yes || b.Answer == No || b.Answer == OtherDay && isDay(b.Day)
}

func sameButOrder(a, b PlannedBody) bool {
	return a.Day == b.Day && a.Depart == b.Depart && a.Area == b.Area && a.Team == b.Team &&
		a.Vehicle == b.Vehicle && a.Kit == b.Kit && slices.Equal(a.Members, b.Members)
}

// join puts a case on a stop. A case is at one stop of a trip only: the newest
// word counts.
func (f *tripFold) join(b StopBody) string {
	if !f.t.Open() {
		return parkedState
	}
	if old, ok := f.t.StopOf(b.Case); ok {
		f.leave(RemovedBody{Stop: old.ID, Case: b.Case})
	}
	i := slices.IndexFunc(f.t.Stops, func(s Stop) bool { return s.ID == b.Stop })
	if i < 0 {
		f.t.Stops = append(f.t.Stops, Stop{ID: b.Stop, Kind: b.Kind, Village: b.Village,
			Institution: b.Institution, Point: b.Point, Companion: b.Companion})
		i = len(f.t.Stops) - 1
	}
	s := &f.t.Stops[i]
	s.Cases = append(s.Cases, b.Case)
	s.Minutes += b.Minutes
	return ""
}

func (f *tripFold) leave(b RemovedBody) string {
	if !f.t.Open() {
		return parkedState
	}
	i := slices.IndexFunc(f.t.Stops, func(s Stop) bool { return s.ID == b.Stop })
	if i < 0 {
		return parkedStop
	}
	s := &f.t.Stops[i]
	if b.Case != "" {
		at := slices.Index(s.Cases, b.Case)
		if at < 0 {
			return parkedStop
		}
		s.Minutes -= s.Minutes / len(s.Cases)
		s.Cases = slices.Delete(s.Cases, at, at+1)
	}
	if b.Case == "" || len(s.Cases) == 0 {
		f.t.Stops = slices.Delete(f.t.Stops, i, i+1)
	}
	return ""
}

// order brings the stops in the order that the plan states.
func (f *tripFold) order() {
	rank := func(s Stop) int {
		if i := slices.Index(f.t.Plan.Order, s.ID); i >= 0 {
			return i
		}
		return len(f.t.Plan.Order)
	}
	slices.SortStableFunc(f.t.Stops, func(a, b Stop) int { return rank(a) - rank(b) })
}
