package outreach

import (
	"math"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
)

// How long people take, and when a team rests.
const (
	pauseAfter   = 240 // minutes on the way before the midday rest
	pauseMinutes = 30

	minutesHome      = 40
	minutesGathering = 25
	minutesCard      = 15 // a recording alone
)

// Slot is when a stop is reached and left, in minutes since midnight.
type Slot struct {
	Arrive, Leave int
	Way           Way // from the stop before
}

// Timetable is the estimate of a day.
type Timetable struct {
	Slots []Slot
	Home  Way // back to the office
	Back  int // home again, minutes since midnight
	KM    float64
	Pause int // the stop after which the team rests; 0 is none
}

// Estimate computes a day (ISO date) of a trip from the office's kecamatan and
// back. A closed way is driven all the same: Shut says that it cannot be.
func (r Roads) Estimate(day string, from region.Code, depart string, stops []Stop) Timetable {
	now := clockMinutes(depart)
	begin := now
	var t Timetable
	home := endOf(from)
	at := home
	for i, s := range stops {
		to := r.at(s)
		way := r.way(day, at, to)
		now += driveMinutes(way)
		slot := Slot{Arrive: now, Leave: now + s.Minutes, Way: way}
		now = slot.Leave
		if t.Pause == 0 && now-begin >= pauseAfter && i < len(stops)-1 {
			t.Pause = i + 1
			now += pauseMinutes
		}
		t.KM += way.KM
		t.Slots = append(t.Slots, slot)
		at = to
	}
	if len(stops) > 0 {
		t.Home = r.way(day, at, home)
		t.KM += t.Home.KM
		now += driveMinutes(t.Home)
	}
	t.Back = now
	return t
}

// ways are those of the day, the one home included.
func (t Timetable) ways() (out []Way) {
	for _, s := range t.Slots {
		out = append(out, s.Way)
	}
	if len(t.Slots) > 0 {
		out = append(out, t.Home)
	}
	return out
}

// told is what the stops are told of when the team comes.
func (t Timetable) told(stops []Stop) (out []ToldBody) {
	for i, s := range stops {
		out = append(out, ToldBody{Stop: s.ID, At: t.Slots[i].Arrive})
	}
	return out
}

// Shut is the first closed way of the day; nil where it can be driven.
func (t Timetable) Shut() *Closure {
	for _, w := range t.ways() {
		if w.Closed != nil {
			return w.Closed
		}
	}
	return nil
}

// Cost is what the vehicle costs for the estimated way, in rupiah.
func (t Timetable) Cost(rupiahKM int64) int64 { return int64(math.Round(t.KM)) * rupiahKM }

// driveMinutes are the minutes of a way as a timetable states them: in fives.
func driveMinutes(w Way) int { return int(math.Ceil(w.Minutes/5)) * 5 }

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
