package outreach

import (
	"encoding/json"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// PlannedBody is the body of trip.planned. It states the plan whole; a plan is
// changed by stating it again, until the trip is published.
type PlannedBody struct {
	Day     string   `json:"day"`
	Depart  string   `json:"depart"` // 08:00
	Area    string   `json:"area"`   // kecamatan
	Team    string   `json:"team"`
	Members []string `json:"members"` // user ids of the team on that day
	Vehicle string   `json:"vehicle"`
	Kit     string   `json:"kit,omitempty"`
	Order   []string `json:"order,omitempty"` // stops in their order; others follow as they were added
}

// StopBody is the body of trip.stop_added: a case joins a stop, and the first
// one makes it. It holds no address: where a person lives stands in the case.
type StopBody struct {
	Stop        string `json:"stop"`
	Case        string `json:"case"`
	Kind        string `json:"kind"`
	Village     string `json:"village"`
	Institution string `json:"institution,omitempty"`
	Point       string `json:"point,omitempty"`
	Minutes     int    `json:"minutes"` // for this person
	Companion   string `json:"companion,omitempty"`
}

// RemovedBody is the body of trip.stop_removed. Without a case the whole stop
// is taken out.
type RemovedBody struct {
	Stop string `json:"stop"`
	Case string `json:"case,omitempty"`
}

// PublishedBody is the body of trip.published; kit and day are its claim.
type PublishedBody struct {
	Day  string     `json:"day"`
	Kit  string     `json:"kit,omitempty"`
	Told []ToldBody `json:"told,omitempty"`
}

// ToldBody is when a stop was told that the team comes, in minutes since
// midnight.
type ToldBody struct {
	Stop string `json:"stop"`
	At   int    `json:"at"`
}

// TroubleBody is the body of trip.trouble.
type TroubleBody struct {
	Reason  string `json:"reason"`
	Minutes int64  `json:"minutes,omitempty"` // that it takes
	At      int64  `json:"at"`                // µs UTC
}

// DelayedBody is the body of trip.delayed: every stop that is late now; a stop
// that is not named is in time again.
type DelayedBody struct {
	Late []LateBody `json:"late,omitempty"`
}

// LateBody is one stop that is late.
type LateBody struct {
	Stop    string `json:"stop"`
	Minutes int    `json:"minutes"` // later than was told
	At      int    `json:"at"`      // about when, in minutes since midnight
}

// ReplannedBody is the body of trip.replanned: the rest of a day as somebody
// accepted it.
type ReplannedBody struct {
	Order   []string      `json:"order"` // all stops, those behind the team first
	Dropped []DroppedBody `json:"dropped,omitempty"`
	Added   []StopBody    `json:"added,omitempty"`
	Told    []ToldBody    `json:"told,omitempty"`
}

// DroppedBody is one person who is not visited on that day after all.
type DroppedBody struct {
	Stop string `json:"stop"`
	Case string `json:"case"`
	Why  string `json:"why"`
}

// ConfirmedBody is the body of trip.companion_confirmed.
type ConfirmedBody struct {
	Stop   string `json:"stop"`
	Answer string `json:"answer"`        // yes, no, other_day
	Day    string `json:"day,omitempty"` // of other_day: when it would suit
}

// EquipmentBody is the body of trip.equipment_logged: how the kit and the
// vehicle did on the day.
type EquipmentBody struct {
	Minutes   int      `json:"minutes,omitempty"` // the kit was on
	Battery   int      `json:"battery"`           // per cent that are left; -1 is not known
	Faults    []string `json:"faults,omitempty"`
	Condition string   `json:"condition,omitempty"` // of the vehicle
}

// DepartedBody is the body of trip.departed.
type DepartedBody struct {
	Stop string `json:"stop,omitempty"` // "" is the office
	Area string `json:"area"`           // where that is
	At   int64  `json:"at"`             // µs UTC, as it was or as somebody says it was
}

// ArrivedBody is the body of trip.arrived.
type ArrivedBody struct {
	Stop string `json:"stop,omitempty"` // "" is the office
	Area string `json:"area"`
	At   int64  `json:"at"`
	KM   int64  `json:"km,omitempty"` // of the way, as the odometer said; 0 is not known
}

// CostsBody is the body of trip.costs_stated: all lines as they are after it.
type CostsBody struct {
	Lines []CostLine `json:"lines"`
}

// CostLine is one thing that was paid for.
type CostLine struct {
	What    string `json:"what"`
	Rupiah  int64  `json:"rupiah"`
	Line    int64  `json:"line,omitempty"`    // of the year's budget, from 1; 0 is the one that trips go to
	Receipt string `json:"receipt,omitempty"` // attachment hash
	Number  string `json:"number,omitempty"`  // of the receipt, as it is printed there
}

// CheckedBody is the body of trip.checklist_ticked: what is ticked after it.
type CheckedBody struct {
	Items []string `json:"items"`
}

// FinishedBody is the body of trip.finished.
type FinishedBody struct {
	KM   int64 `json:"km"`
	Cost int64 `json:"cost"` // rupiah
}

// CancelledBody is the body of trip.cancelled; kit and day are set free.
type CancelledBody struct {
	Reason string `json:"reason"`
	Day    string `json:"day"`
	Kit    string `json:"kit,omitempty"`
}

// The states of a trip.
const (
	Planned   = "planned"
	Published = "published"
	Started   = "started"
	Finished  = "finished"
	Cancelled = "cancelled"
)

// The kinds of stop.
const (
	Home        = "home"
	Institution = "institution"
	Gathering   = "gathering"
)

// The answers of a companion.
const (
	Yes      = "yes"
	No       = "no"
	OtherDay = "other_day"
)

// The codes that forms offer, in their order.
var (
	States     = []string{Planned, Published, Started, Finished, Cancelled}
	StopKinds  = []string{Home, Institution, Gathering}
	Points     = []string{"village_hall", "school", "health_post", "prayer_house", "sub_district_office"}
	Companions = []string{"registrar", "companion", "institution", "family"}
	Cancels    = []string{"weather", "road", "vehicle", "kit", "team", "companion", "other"}
	Troubles   = []string{TroubleVehicle, TroubleKit, TroubleRoad, TroubleWeather, TroublePerson, TroubleKitBack}
	CostKinds  = []string{"fuel", "allowance", "meals", "parking", "ferry", "repair", "copies", "other"}
	CheckItems = []string{"kit_charged", "kit_tried", "forms", "letters", "phone", "power", "fuel", "water"}
	KitFaults  = []string{"fingerprint", "iris", "camera", "signature_pad", "laptop", "battery", "program"}
	Conditions = []string{"good", "service", "broken"}
)

// What holds a trip up.
const (
	TroubleVehicle = "vehicle"
	TroubleKit     = "kit" // it does not work any more
	TroubleRoad    = "road"
	TroubleWeather = "weather"
	TroublePerson  = "person"
	TroubleKitBack = "kit_back" // it works again
)

// Trip is a trip as its events left it.
type Trip struct {
	office string // whose days they are
	newest string // its last event

	ID    string
	State string // "" before it was planned
	Plan  PlannedBody
	Stops []Stop // in the order of the day

	KitLost bool // another trip has the kit on that day

	PlannedBy                                                  string
	PlannedAt, PublishedAt, StartedAt, FinishedAt, CancelledAt int64
	Reason                                                     string
	KM, Cost                                                   int64

	Equipment []Logged
	Driven    []Driven // in order
	Away      *Driven  // the way that the team is on
	Troubles  []TroubleBody
	Costs     []CostLine // none: only their sum is known
	Checked   []string
	KitBroken bool
	HeldUntil int64 // µs UTC, by what a trouble takes
	Replans   int
}

// Driven is a way of the day as it was driven, from stop to stop; "" is the
// office.
type Driven struct {
	From, To          string
	FromArea, ToArea  string
	Departed, Arrived int64 // µs UTC
	KM                int64 // 0 is not known
	Delay             int64 // minutes that a trouble took
}

// Logged is one entry of the log of kit and vehicle.
type Logged struct {
	EquipmentBody
	Event, By string
	At        int64
}

// Stop is one stop of a trip.
type Stop struct {
	ID, Kind, Village, Institution, Point, Companion string
	Minutes                                          int
	Cases                                            []string
	Answer, AnswerDay, AnsweredBy                    string
	AnsweredAt                                       int64
	ArrivedAt, LeftAt                                int64 // on the day, µs UTC; 0: not yet
	Told                                             int   // when the team was to come, in minutes since midnight; 0: nobody was told
	Late, LateAt                                     int   // minutes that the stop was told of, and about when the team comes
}

// People is how many people the trip visits.
func (t Trip) People() (n int) {
	for _, s := range t.Stops {
		n += len(s.Cases)
	}
	return n
}

// Open reports whether the trip is still to be driven or being driven.
func (t Trip) Open() bool { return t.State == Planned || t.Underway() }

// Underway reports whether the trip is binding: announced and not over.
func (t Trip) Underway() bool { return t.State == Published || t.State == Started }

// HasKit reports whether the biometric kit comes along.
func (t Trip) HasKit() bool { return t.Plan.Kit != "" && !t.KitLost && !t.KitBroken }

// Stop finds a stop.
func (t Trip) Stop(id string) (Stop, bool) {
	for _, s := range t.Stops {
		if s.ID == id {
			return s, true
		}
	}
	return Stop{}, false
}

// StopOf finds the stop of a case.
func (t Trip) StopOf(caseID string) (Stop, bool) {
	for _, s := range t.Stops {
		for _, c := range s.Cases {
			if c == caseID {
				return s, true
			}
		}
	}
	return Stop{}, false
}

// KitClaim is the key of which one trip only may hold the kit on a day.
func KitClaim(kit, day string) string { return "kit:" + kit + ":" + day }

func claims(_ string, e casefile.Event) []string {
	switch e.Type {
	case casefile.TripPublished:
		var b PublishedBody
		if json.Unmarshal(e.Body, &b) == nil && b.Kit != "" {
			return []string{KitClaim(b.Kit, b.Day)}
		}
	case casefile.TripCancelled:
		var b CancelledBody
		if json.Unmarshal(e.Body, &b) == nil && b.Kit != "" {
			return []string{"release:" + KitClaim(b.Kit, b.Day)}
		}
	}
	return nil
}
