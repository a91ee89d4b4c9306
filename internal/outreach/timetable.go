package outreach

import (
	"math"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
)

// How long people and roads take where nothing better is known: a mountain road
// winds half as far again as the crow flies, and is driven at 25 km/h.
const (
	roadFactor   = 1.6
	kmPerHour    = 25.0
	withinKM     = 2.0 // between two stops of one village
	pauseAfter   = 240 // minutes on the way before the midday rest
	pauseMinutes = 30

	minutesHome      = 40
	minutesGathering = 25
	minutesCard      = 15 // a recording alone
)

// Slot is when a stop is reached and left, in minutes since midnight.
type Slot struct {
	Arrive, Leave int
	KM            float64 // from the stop before
}

// Timetable is the estimate of a day.
type Timetable struct {
	Slots []Slot
	Back  int // home again, minutes since midnight
	KM    float64
	Pause int // the stop after which the team rests; 0 is none
}

// Estimate computes the day of a trip from the office's kecamatan and back.
// Where no point of a village is known, the road to it counts as a short one.
func Estimate(from region.Code, depart string, stops []Stop) Timetable {
	now := clockMinutes(depart)
	begin := now
	var t Timetable
	at := from
	for i, s := range stops {
		to := region.Code(s.Village)
		km := roadKM(at, to)
		now += driveMinutes(km)
		slot := Slot{Arrive: now, Leave: now + s.Minutes, KM: km}
		now = slot.Leave
		if t.Pause == 0 && now-begin >= pauseAfter && i < len(stops)-1 {
			t.Pause = i + 1
			now += pauseMinutes
		}
		t.KM += km
		t.Slots = append(t.Slots, slot)
		at = to
	}
	if len(stops) > 0 {
		km := roadKM(at, from)
		t.KM += km
		now += driveMinutes(km)
	}
	t.Back = now
	return t
}

// Cost is what the vehicle costs for the estimated way, in rupiah.
func (t Timetable) Cost(rupiahKM int64) int64 { return int64(math.Round(t.KM)) * rupiahKM }

func driveMinutes(km float64) int { return int(math.Ceil(km/kmPerHour*60/5)) * 5 }

// roadKM estimates the road between two areas.
func roadKM(a, b region.Code) float64 {
	if a == b {
		return withinKM
	}
	lat1, lon1, ok1 := region.Point(a)
	lat2, lon2, ok2 := region.Point(b)
	if !ok1 || !ok2 {
		return withinKM
	}
	return max(withinKM, region.DistanceKM(lat1, lon1, lat2, lon2)*roadFactor)
}

// clockMinutes reads "08:00"; what is no time is eight o'clock.
func clockMinutes(s string) int {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 8 * 60
	}
	return t.Hour()*60 + t.Minute()
}

// stayMinutes is how long one person takes at a stop.
func stayMinutes(kind, purpose string) int {
	switch {
	case purpose == PurposeRecording:
		return minutesCard
	case kind == Home:
		return minutesHome
	}
	return minutesGathering
}
