package outreach

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
)

// Days within which the work of a trip should be done: the office's own values.
const (
	daysPublish = 3 // before the trip: the village needs notice
	daysConfirm = 1 // before the trip
	daysFinish  = 1 // after it
	daysAsk     = 3 // before the trip: then the coordinator telephones
)

var tripTables = []casefile.Table{
	{Name: "trip", SubjectColumn: "trip_id", Columns: []string{"state", "day", "depart", "area", "team", "vehicle", "kit", "kit_lost",
		"stops", "people", "planned_by", "planned_at", "published_at", "started_at", "finished_at", "cancelled_at", "reason", "km", "cost"}},
	{Name: "trip_member", SubjectColumn: "trip_id", Key: []string{"user_id"}, Columns: []string{"user_id"}},
	{Name: "trip_stop", SubjectColumn: "trip_id", Key: []string{"stop"}, Columns: []string{"stop", "position", "kind", "village",
		"institution", "point", "minutes", "companion", "people", "answer", "answered_by", "answered_at", "answer_day", "told"}},
	{Name: "trip_equipment", SubjectColumn: "trip_id", Key: []string{"event"}, Columns: []string{"event", "day", "kit", "minutes",
		"battery", "faults", "vehicle", "condition", "officer", "at"}},
	{Name: "trip_case", SubjectColumn: "trip_id", Key: []string{"case_id"}, Columns: []string{"case_id", "stop"}},
	{Name: "trip_leg", SubjectColumn: "trip_id", Key: []string{"n"}, Columns: []string{"n", "day", "from_area", "to_area", "from_stop",
		"to_stop", "departed_at", "arrived_at", "km", "delay"}},
	{Name: "trip_cost", SubjectColumn: "trip_id", Key: []string{"n"}, Columns: []string{"n", "what", "line", "rupiah", "receipt", "receipt_number"}},
	casefile.WorkTable(),
}

// Kind is the subject kind of trips.
func Kind() casefile.Kind {
	return casefile.Kind{
		Name: casefile.KindTrip,
		Types: []string{casefile.TripPlanned, casefile.StopAdded, casefile.StopRemoved, casefile.TripPublished,
			casefile.TripConfirmed, casefile.TripStarted, casefile.TripFinished, casefile.TripCancelled, casefile.TripEquipment,
			casefile.TripDeparted, casefile.TripArrived, casefile.TripTrouble, casefile.TripDelayed, casefile.TripReplanned, casefile.TripChecked, casefile.TripCosts},
		Tables: tripTables,
		Claims: claims,
		Fold: func(id string, events []casefile.Event) casefile.Result {
			t, parked := Fold(id, events)
			return casefile.Result{Rows: t.rows(), Parked: parked, Area: t.Plan.Area}
		},
	}
}

func (t Trip) rows() []casefile.Row {
	if t.State == "" {
		return nil
	}
	p := t.Plan
	out := []casefile.Row{{Table: "trip", Values: []any{t.State, p.Day, p.Depart, p.Area, p.Team, p.Vehicle, p.Kit, flag(t.KitLost),
		int64(len(t.Stops)), int64(t.People()), t.PlannedBy, t.PlannedAt, t.PublishedAt, t.StartedAt, t.FinishedAt, t.CancelledAt,
		t.Reason, t.KM, t.Cost}}}
	seen := map[string]bool{}
	for _, m := range p.Members {
		if m != "" && !seen[m] {
			seen[m] = true
			out = append(out, casefile.Row{Table: "trip_member", Values: []any{m}})
		}
	}
	for i, s := range t.Stops {
		out = append(out, casefile.Row{Table: "trip_stop", Values: []any{s.ID, int64(i + 1), s.Kind, s.Village, s.Institution,
			s.Point, int64(s.Minutes), s.Companion, int64(len(s.Cases)), s.Answer, s.AnsweredBy, s.AnsweredAt, s.AnswerDay, int64(s.Told)}})
		for _, c := range s.Cases {
			out = append(out, casefile.Row{Table: "trip_case", Values: []any{c, s.ID}})
		}
	}
	for _, l := range t.Equipment {
		out = append(out, casefile.Row{Table: "trip_equipment", Values: []any{l.Event, p.Day, p.Kit, int64(l.Minutes), int64(l.Battery),
			strings.Join(l.Faults, " "), p.Vehicle, l.Condition, l.By, l.At}})
	}
	for i, c := range t.Costs {
		out = append(out, casefile.Row{Table: "trip_cost", Values: []any{int64(i + 1), c.What, c.Line, c.Rupiah, c.Receipt, c.Number}})
	}
	for i, d := range t.Driven {
		out = append(out, casefile.Row{Table: "trip_leg", Values: []any{int64(i + 1), p.Day, d.FromArea, d.ToArea, d.From, d.To,
			d.Departed, d.Arrived, d.KM, d.Delay}})
	}
	for _, w := range t.Work() {
		out = append(out, w.Row(casefile.KindTrip))
	}
	return out
}

// Work is what is open on the trip.
func (t Trip) Work() []casefile.Work {
	day, err := time.ParseInLocation(time.DateOnly, t.Plan.Day, region.Hours(t.office))
	if err != nil {
		return nil
	}
	due := func(days int) string { return day.AddDate(0, 0, days).Format(time.DateOnly) }
	item := func(action, arg string, role authority.Role, area string, from int64, by, reason string) casefile.Work {
		return casefile.Work{Action: action, Arg: arg, Role: role, Area: area, From: from, Due: by, Reason: "outreach.work." + reason}
	}
	var out []casefile.Work
	switch {
	case t.State == Planned:
		out = append(out, item(casefile.TripPublished, "", authority.Coordinator, t.Plan.Area, t.PlannedAt, due(-daysPublish), "publish"))
	case t.Underway():
		if t.KitLost {
			out = append(out, item(casefile.TripCancelled, "", authority.Coordinator, t.Plan.Area, t.PublishedAt, due(-daysPublish), "kit_lost"))
		}
		if t.State == Published {
			out = append(out, t.confirmations(due(-daysConfirm), day.AddDate(0, 0, -daysAsk).UnixMicro(), item)...)
		}
		out = append(out, t.lateWork(item)...)
		action, at, reason := casefile.TripStarted, day.UnixMicro(), "start"
		by := due(0)
		if t.State == Started {
			action, at, reason, by = casefile.TripFinished, t.StartedAt, "finish", due(daysFinish)
		}
		seen := map[string]bool{}
		for _, m := range t.Plan.Members {
			if m == "" || seen[m] {
				continue
			}
			seen[m] = true
			w := item(action, m, authority.Field, t.Plan.Area, at, by, reason)
			w.Person = m
			out = append(out, w)
		}
	}
	return out
}

// confirmations asks whoever is expected at each stop. A family has no page here.
// Not every institution has an account, so the coordinator telephones when the
// day comes near without an answer.
func (t Trip) confirmations(due string, near int64, item func(string, string, authority.Role, string, int64, string, string) casefile.Work) []casefile.Work {
	var out []casefile.Work
	for _, s := range t.Stops {
		role, reason := authority.Role(""), "confirm"
		switch {
		case s.Answer == No:
			role, reason = authority.Coordinator, "companion_away"
		case s.Answer == OtherDay:
			role, reason = authority.Coordinator, "other_day"
		case s.Answer == Yes:
		case s.Companion == "registrar":
			role = authority.Registrar
		case s.Companion == "companion":
			role = authority.Companion
		case s.Companion == "institution":
			role = authority.Institution
			out = append(out, item(casefile.TripConfirmed, telephone+s.ID, authority.Coordinator, s.Village, max(near, t.PublishedAt), due, "telephone"))
		}
		if role != "" {
			out = append(out, item(casefile.TripConfirmed, s.ID, role, s.Village, t.PublishedAt, due, reason))
		}
	}
	return out
}

// lateWork tells whoever waits at a stop that the team comes late; it is over
// when the team is there. A family and many an institution have no account: the
// coordinator telephones.
func (t Trip) lateWork(item func(string, string, authority.Role, string, int64, string, string) casefile.Work) (out []casefile.Work) {
	for _, s := range t.Stops {
		if s.Late == 0 || s.ArrivedAt > 0 || t.State != Started {
			continue
		}
		role, ok := map[string]authority.Role{"registrar": authority.Registrar, "companion": authority.Companion, "institution": authority.Institution}[s.Companion]
		if ok {
			out = append(out, item(casefile.TripConfirmed, s.ID, role, s.Village, t.StartedAt, t.Plan.Day, "late"))
		}
		if !ok || s.Companion == "institution" {
			out = append(out, item(casefile.TripConfirmed, telephone+s.ID, authority.Coordinator, s.Village, t.StartedAt, t.Plan.Day, "late"))
		}
	}
	return out
}

// telephone stands before the stop in the coordinator's part of the work.
const telephone = "tel:"

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
