package outreach

import (
	"math"
	"slices"
)

// What the events of the day itself make of a trip.

// depart begins a way; whoever departs twice says anew when it was.
func (f *tripFold) depart(b DepartedBody) string {
	t := &f.t
	i := slices.IndexFunc(t.Stops, func(s Stop) bool { return s.ID == b.Stop })
	switch {
	case t.State != Started:
		return parkedState
	case i < 0 && b.Stop != "":
		return parkedStop
	case i >= 0:
		t.Stops[i].LeftAt = b.At
	}
	if d := t.leaving(b.Stop, b.At); d != nil {
		d.Departed = b.At
	} else {
		t.Away = &Driven{From: b.Stop, FromArea: b.Area, Departed: b.At}
	}
	t.held()
	return ""
}

// leaving is the way that a departure said again corrects: the one that the team
// is on, or one that was over before the team moved last.
func (t *Trip) leaving(stop string, at int64) *Driven {
	if t.Away != nil && t.Away.From == stop {
		return t.Away
	}
	for n := len(t.Driven) - 1; n >= 0 && at < t.moved(); n-- {
		if t.Driven[n].From == stop {
			return &t.Driven[n]
		}
	}
	return nil
}

// moved is when the team moved last, as far as is said.
func (t *Trip) moved() int64 {
	if t.Away != nil {
		return t.Away.Departed
	}
	if n := len(t.Driven); n > 0 {
		return t.Driven[n-1].Arrived
	}
	return 0
}

// arrive ends the way that the team is on. An arrival before the team moved last,
// or again where it came last, corrects the way that ended there; without a way
// only the arrival is known.
func (f *tripFold) arrive(b ArrivedBody) string {
	t := &f.t
	i := slices.IndexFunc(t.Stops, func(s Stop) bool { return s.ID == b.Stop })
	switch {
	case t.State != Started:
		return parkedState
	case i < 0 && b.Stop != "":
		return parkedStop
	case i >= 0:
		t.Stops[i].ArrivedAt = b.At
	}
	if d := t.ended(b.Stop, b.At); d != nil {
		if d.Arrived = b.At; b.KM > 0 {
			d.KM = b.KM
		}
	} else if t.Away != nil {
		d := *t.Away
		d.To, d.ToArea, d.Arrived, d.KM = b.Stop, b.Area, b.At, b.KM
		t.Driven, t.Away = append(t.Driven, d), nil
	}
	t.held()
	return ""
}

// ended is the way that an arrival said again corrects; nil where it is the first
// that is said of its way.
func (t *Trip) ended(stop string, at int64) *Driven {
	last := len(t.Driven) - 1
	for n := last; n >= 0 && (at < t.moved() || t.Away == nil && n == last); n-- {
		if t.Driven[n].To == stop {
			return &t.Driven[n]
		}
	}
	return nil
}

// held says anew what troubles took: of each way those that fell on it, no more
// than the way took, and until when the team is held now. Whoever drives on or
// has come is held no longer, however long it was to take.
func (t *Trip) held() {
	t.HeldUntil = 0
	for _, b := range t.Troubles {
		until := b.At + b.Minutes*60_000_000
		for _, d := range t.Driven {
			for _, at := range []int64{d.Departed, d.Arrived} {
				if at >= b.At {
					until = min(until, at)
				}
			}
		}
		if t.Away != nil && t.Away.Departed >= b.At {
			until = min(until, t.Away.Departed)
		}
		t.HeldUntil = max(t.HeldUntil, until)
	}
	took := func(from, to int64) (minutes int64) {
		for _, b := range t.Troubles {
			if b.At >= from && b.At < to {
				minutes += b.Minutes
			}
		}
		return minutes
	}
	for i := range t.Driven {
		d := &t.Driven[i]
		d.Delay = min(took(d.Departed, d.Arrived), max(0, (d.Arrived-d.Departed)/60_000_000))
	}
	if t.Away != nil {
		t.Away.Delay = took(t.Away.Departed, math.MaxInt64)
	}
}

// trouble holds the team up: on the way the way takes longer, at a stop the next
// one begins later.
func (f *tripFold) trouble(b TroubleBody) string {
	t := &f.t
	if !t.Underway() {
		return parkedState
	}
	switch b.Reason {
	case TroubleKit:
		t.KitBroken = true
	case TroubleKitBack:
		t.KitBroken = false
	}
	t.Troubles = append(t.Troubles, b)
	t.held()
	return ""
}

// delayed keeps what each stop was told of its delay.
func (f *tripFold) delayed(b DelayedBody) string {
	if !f.t.Underway() {
		return parkedState
	}
	for i := range f.t.Stops {
		s := &f.t.Stops[i]
		s.Late, s.LateAt = 0, 0
		for _, l := range b.Late {
			if l.Stop == s.ID {
				s.Late, s.LateAt = l.Minutes, l.At
			}
		}
	}
	return ""
}

// tell keeps when each stop was told that the team comes.
func (f *tripFold) tell(told []ToldBody) {
	for _, b := range told {
		if i := slices.IndexFunc(f.t.Stops, func(s Stop) bool { return s.ID == b.Stop }); i >= 0 {
			f.t.Stops[i].Told = b.At
		}
	}
}

// replanned makes the rest of the day another one.
func (f *tripFold) replanned(b ReplannedBody) string {
	if !f.t.Underway() {
		return parkedState
	}
	for _, d := range b.Dropped {
		f.leave(RemovedBody{Stop: d.Stop, Case: d.Case})
	}
	for _, a := range b.Added {
		if a.Stop != "" && a.Case != "" {
			f.join(a)
		}
	}
	f.tell(b.Told)
	f.t.Plan.Order = b.Order
	f.t.Replans++
	return ""
}

// costs are what the trip really cost; their sum is its cost, also after it was
// finished with another one.
func (f *tripFold) costs(b CostsBody) string {
	t := &f.t
	if t.State != Started && t.State != Finished {
		return parkedState
	}
	t.Costs, t.Cost = b.Lines, 0
	for _, c := range b.Lines {
		t.Cost += c.Rupiah
	}
	return ""
}
