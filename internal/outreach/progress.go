package outreach

import (
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
)

// From when on a stop is late, and by how much that must change to be told anew,
// in minutes.
const (
	lateAfter = 15
	lateAgain = 10
)

// Expected is when the team will be at a stop where somebody still waits.
type Expected struct {
	Stop          string
	Arrive, Leave int // minutes since midnight
	Late          int // minutes later than was told; 0 is in time, or nobody was told
}

// moment is a day in progress: where the team is, and who is still to be met.
type moment struct {
	trip Trip
	home region.Code
	now  int            // minutes since midnight of the trip's day
	left map[string]int // by stop, people who are not recorded
	zone *time.Location
}

// at is a time of the trip's day in minutes since its midnight.
func (m moment) at(micros int64) int {
	day, err := time.ParseInLocation(time.DateOnly, m.trip.Plan.Day, m.zone)
	if err != nil {
		return 0
	}
	return int(time.UnixMicro(micros).Sub(day) / time.Minute)
}

// here is the stop at which the team is; "" is the office, on the way none.
func (t Trip) here() (stop string, ok bool) {
	if t.Away != nil {
		return "", false
	}
	var last int64
	for _, s := range t.Stops {
		if s.ArrivedAt > last && s.ArrivedAt > s.LeftAt {
			stop, last = s.ID, s.ArrivedAt
		}
	}
	return stop, true
}

// ahead are the stops that the team has not reached, in order.
func (t Trip) ahead() []Stop {
	return slices.DeleteFunc(slices.Clone(t.Stops), func(s Stop) bool { return s.ArrivedAt > 0 })
}

// stay is how long those who are left at a stop take.
func (m moment) stay(s Stop) int {
	if len(s.Cases) == 0 {
		return 0
	}
	return s.Minutes * m.left[s.ID] / len(s.Cases)
}

// start is from where and when the team goes on. On the way it is where the way
// began, so much earlier that it is at the next stop now, if it is not yet there.
func (r Roads) start(m moment) (from region.Code, clock int) {
	t := m.trip
	clock = max(m.now, m.at(t.HeldUntil))
	if t.State != Started {
		return m.home, max(clockMinutes(t.Plan.Depart), clock)
	}
	if t.Away != nil {
		from, clock = region.Code(t.Away.FromArea), m.at(t.Away.Departed)+int(t.Away.Delay)
		if ahead := t.ahead(); len(ahead) > 0 {
			clock = max(clock, m.now-driveMinutes(r.way(t.Plan.Day, endOf(from), r.at(ahead[0]))))
		}
		return from, clock
	}
	stop, _ := t.here()
	s, ok := t.Stop(stop)
	if !ok {
		return m.home, clock
	}
	if m.left[stop] > 0 {
		clock = max(clock, m.at(s.ArrivedAt)+m.stay(s))
	}
	return region.Code(s.Village), clock
}

// expect says when the team will be where, and when it is back.
func (r Roads) expect(m moment) (list []Expected, back int) {
	t := m.trip
	from, clock := r.start(m)
	begin := clockMinutes(t.Plan.Depart)
	rested := m.now-begin >= pauseAfter+pauseMinutes
	var ahead []Stop
	for _, s := range t.ahead() {
		if m.left[s.ID] > 0 {
			ahead = append(ahead, s)
		}
	}
	here := endOf(from)
	if id, _ := t.here(); id != "" && t.Away == nil {
		if s, ok := t.Stop(id); ok {
			here = r.at(s)
		}
	}
	for i, s := range ahead {
		arrive := max(m.now, clock+driveMinutes(r.way(t.Plan.Day, here, r.at(s))))
		e := Expected{Stop: s.ID, Arrive: arrive, Leave: arrive + m.stay(s)}
		if s.Told > 0 {
			e.Late = max(0, arrive-s.Told)
		}
		list = append(list, e)
		from, here, clock = region.Code(s.Village), r.at(s), e.Leave
		if !rested && clock-begin >= pauseAfter && i < len(ahead)-1 {
			rested = true
			clock += pauseMinutes
		}
	}
	if from == m.home {
		return list, clock
	}
	return list, clock + driveMinutes(r.way(t.Plan.Day, here, endOf(m.home)))
}

// delays are the stops to be told that the team comes late; changed says whether
// that is other than they know.
func delays(t Trip, list []Expected) (b DelayedBody, changed bool) {
	for _, s := range t.Stops {
		late, at := 0, 0
		for _, e := range list {
			if e.Stop == s.ID && e.Late >= lateAfter {
				late, at = e.Late, e.Arrive
			}
		}
		if late > 0 {
			b.Late = append(b.Late, LateBody{Stop: s.ID, Minutes: late, At: at})
		}
		if s.ArrivedAt == 0 && (late == 0) != (s.Late == 0) || late-s.Late >= lateAgain || s.Late-late >= lateAgain {
			changed = true
		}
	}
	return b, changed
}
