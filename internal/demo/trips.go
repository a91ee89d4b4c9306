package demo

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/region"
)

// How many people a trip visits, and how many days before it is planned and
// announced.
const (
	tripPeople   = 8
	planAhead    = 9
	announced    = 6
	tripsPlanned = 10 // days ahead that hold trips already
	togetherDays = 30
)

// trip is one team on one day.
type trip struct {
	id    string
	day   int
	team  int // 0 has the kit, 1 goes without
	kec   region.Code
	slots []*slot
	stops []*stop
	draft bool // not announced yet
}

// slot is one person on a trip.
type slot struct {
	c       *story
	trip    *trip
	stop    *stop
	purpose string
	meet    func(t time.Time, s *slot)
}

// stop is a home, an institution or a gathering point.
type stop struct {
	id, kind, institution, companion string
	village                          region.Code
	cases                            []*slot
}

type tripKey struct{ day, team int }

// tripBook is who goes where on which day.
type tripBook struct {
	at  map[tripKey]*trip
	all []*trip
}

// book puts a person on a trip near the wanted day, not before lo and not after
// hi: one that goes to the kecamatan anyway, or a day that is free.
func (w *world) bookSlot(want, lo, hi int, s *slot, kit bool) {
	b := w.trips
	team := 1
	if kit {
		team = 0
	}
	kec := region.Code(s.c.area).At(region.Kecamatan)
	want = max(lo, min(want, hi))
	// A trip that goes to the kecamatan anyway is worth some weeks of waiting.
	for _, fresh := range []bool{false, true} {
		most := max(want-lo, hi-want)
		if !fresh {
			most = min(most, max(togetherDays, w.cal.today/20))
		}
		for off := 0; off <= most; off++ {
			for _, day := range []int{want - off, want + off} {
				if day < lo || day > hi || !w.cal.works(day) {
					continue
				}
				k := tripKey{day, team}
				if t := b.at[k]; t == nil && fresh || t != nil && t.kec == kec && len(t.slots) < tripPeople {
					w.join(k, kec, s)
					return
				}
			}
		}
	}
	// Every day is taken: somebody is squeezed in, on a day that is not too late
	// for what comes after it.
	day := w.cal.workday(want, 1)
	if day > hi {
		day = max(w.cal.workday(want, -1), w.cal.workday(lo, 1))
	}
	w.join(tripKey{day, team}, kec, s)
}

func (w *world) join(k tripKey, kec region.Code, s *slot) {
	t := w.trips.at[k]
	if t == nil {
		t = &trip{day: k.day, team: k.team, kec: kec}
		w.trips.at[k] = t
		w.trips.all = append(w.trips.all, t)
	}
	s.trip = t
	t.slots = append(t.slots, s)
}

// sketch plans two more trips, which wait for the coordinator to announce them.
func (w *world) sketch() {
	day := w.cal.today + tripsPlanned + 3
	for range 2 {
		day = w.cal.workday(day+1, 1)
		k := tripKey{day, 0}
		if w.trips.at[k] != nil {
			continue
		}
		for _, c := range w.cases {
			t := w.trips.at[k]
			kec := region.Code(c.area).At(region.Kecamatan)
			if c.goal != goal(casefile.StageAccepted) || !c.baseline || len(c.attempts) > 0 || c.sketched ||
				t != nil && (t.kec != kec || len(t.slots) == tripPeople-2) {
				continue
			}
			c.sketched = true
			w.join(k, kec, &slot{c: c, purpose: "first"})
			w.trips.at[k].draft = true
		}
	}
}

func (t *trip) subject() ledger.Subject { return ledger.Subject{Kind: casefile.KindTrip, ID: t.id} }

// schedule queues what happens of every trip.
func (w *world) schedule() {
	slices.SortFunc(w.trips.all, func(a, b *trip) int {
		if a.day != b.day {
			return a.day - b.day
		}
		return a.team - b.team
	})
	r := w.rand("trips")
	for _, t := range w.trips.all {
		t.arrange()
		var after time.Time
		plan := w.cal.office(r, t.day-w.cal.days(planAhead), after)
		w.at(plan, func(at time.Time) { w.planTrip(t, at) })
		if t.draft {
			continue
		}
		publish := w.cal.office(r, t.day-w.cal.days(announced), plan)
		w.at(publish, func(at time.Time) { w.publishTrip(t, at) })
		confirmed := w.cal.office(r, t.day-1, publish)
		if r.IntN(10) < 7 {
			w.at(confirmed, func(at time.Time) { w.confirmTrip(r, t, at) })
		}
		if t.day > w.cal.last {
			continue
		}
		begin := w.cal.date(t.day).Add(7*time.Hour + 30*time.Minute)
		if !begin.After(confirmed) {
			begin = confirmed.Add(time.Minute)
		}
		w.at(begin, func(at time.Time) { w.do(at, w.leader(t), t.event(casefile.TripStarted, struct{}{})) })
		meeting := begin.Add(40 * time.Minute)
		for _, st := range t.stops {
			for _, s := range st.cases {
				w.at(meeting, func(at time.Time) { s.meet(at, s) })
				meeting = meeting.Add(time.Duration(20+r.IntN(25)) * time.Minute)
			}
		}
		w.at(meeting.Add(30*time.Minute), func(at time.Time) { w.finishTrip(r, t, at) })
	}
}

// arrange puts the people of an institution, and those of one village who can
// come to its hall, at one stop.
func (t *trip) arrange() {
	gathering := map[string]int{}
	for _, s := range t.slots {
		if s.c.institution == "" {
			gathering[s.c.area]++
		}
	}
	for _, s := range t.slots {
		c := s.c
		var found *stop
		for _, st := range t.stops {
			if c.institution != "" && st.institution == c.institution || st.kind == outreach.Gathering && c.institution == "" && st.village == region.Code(c.area) {
				found = st
			}
		}
		if found == nil {
			found = &stop{village: region.Code(c.area), kind: outreach.Home, companion: "registrar"}
			switch {
			case c.institution != "":
				found.kind, found.institution, found.companion = outreach.Institution, c.institution, "institution"
			case gathering[c.area] > 3:
				found.kind, found.companion = outreach.Gathering, "companion"
			case c.p.day%5 == 0:
				found.companion = "family"
			}
			t.stops = append(t.stops, found)
		}
		s.stop = found
		found.cases = append(found.cases, s)
	}
}

func (w *world) leader(t *trip) *user { return w.staff.field[2*t.team] }

func (t *trip) event(event string, body any) ledger.Draft {
	return ledger.Draft{Subject: t.subject(), Type: event, Area: string(t.kec), Body: body}
}

func (t *trip) kit() string {
	if t.team == 0 {
		return kitOne
	}
	return ""
}

func (w *world) planTrip(t *trip, at time.Time) {
	t.id = w.maker.NewID(at)
	f := w.staff.field
	plan := outreach.PlannedBody{Day: w.cal.iso(t.day), Depart: "07:30", Area: string(t.kec), Team: teamOne, Vehicle: carOne, Kit: t.kit(),
		Members: []string{f[2*t.team].id, f[2*t.team+1].id}}
	if t.team == 1 {
		plan.Team, plan.Vehicle = teamTwo, carTwo
	}
	w.do(at, w.staff.coordinator, t.event(casefile.TripPlanned, plan))
	var drafts []ledger.Draft
	for _, st := range t.stops {
		st.id = w.maker.NewID(at)
		for _, s := range st.cases {
			b := outreach.StopBody{Stop: st.id, Case: s.c.id, Kind: st.kind, Village: string(st.village), Institution: st.institution,
				Minutes: 40, Companion: st.companion}
			if st.kind != outreach.Home {
				b.Minutes = 25
			}
			if st.kind == outreach.Gathering {
				b.Point = "village_hall"
			}
			drafts = append(drafts, t.event(casefile.StopAdded, b))
		}
	}
	w.do(at.Add(10*time.Second), w.staff.coordinator, drafts...)
}

// publishTrip books the kit and puts every case on the trip, in one act.
func (w *world) publishTrip(t *trip, at time.Time) {
	drafts := []ledger.Draft{t.event(casefile.TripPublished, outreach.PublishedBody{Day: w.cal.iso(t.day), Kit: t.kit()})}
	for _, st := range t.stops {
		for _, s := range st.cases {
			drafts = append(drafts, s.c.draft(casefile.Scheduled, casefile.ScheduledBody{Trip: t.id, Stop: st.id, Day: w.cal.iso(t.day),
				Kit: t.team == 0, Purpose: s.purpose}))
		}
	}
	w.do(at, w.staff.coordinator, drafts...)
}

func (w *world) confirmTrip(r *rand.Rand, t *trip, at time.Time) {
	for i, st := range t.stops {
		who := w.staff.registrars[w.villages.at[st.village]]
		if st.companion == "companion" && w.profile.home.At(region.Kecamatan).Contains(st.village) {
			who = w.staff.companion
		}
		if st.companion == "family" || st.companion == "institution" || r.IntN(6) == 0 {
			continue
		}
		w.do(at.Add(time.Duration(i)*7*time.Second), who, ledger.Draft{Subject: t.subject(), Type: casefile.TripConfirmed, Area: string(st.village),
			Body: outreach.ConfirmedBody{Stop: st.id, Answer: outreach.Yes}})
	}
}

func (w *world) finishTrip(r *rand.Rand, t *trip, at time.Time) {
	km := int64(18 + r.IntN(70))
	cost := km * 2500
	if t.team == 1 {
		cost = km * 600
	}
	w.do(at, w.leader(t), t.event(casefile.TripFinished, outreach.FinishedBody{KM: km, Cost: cost + int64(r.IntN(4))*25000}))
	w.done(t.subject())
}
