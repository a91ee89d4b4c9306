package outreach

import "slices"

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
	t.Away = &Driven{From: b.Stop, FromArea: b.Area, Departed: b.At}
	t.moves(b.At)
	return ""
}

// moves ends what held the team up: whoever drives on or has come is held no
// longer, however long it was to take.
func (t *Trip) moves(at int64) {
	if n := len(t.Troubles); n > 0 && at >= t.Troubles[n-1].At {
		t.HeldUntil = min(t.HeldUntil, at)
	}
}

// arrive ends the way that the team is on. Without one only the arrival is
// known; said again, it corrects the way that ended there last.
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
	t.moves(b.At)
	n := len(t.Driven) - 1
	switch {
	case t.Away != nil:
		d := *t.Away
		d.Delay = min(d.Delay, max(0, (b.At-d.Departed)/60_000_000)) // it was over sooner than was said
		d.To, d.ToArea, d.Arrived, d.KM = b.Stop, b.Area, b.At, b.KM
		t.Driven, t.Away = append(t.Driven, d), nil
	case n >= 0 && t.Driven[n].To == b.Stop:
		t.Driven[n].Arrived, t.Driven[n].KM = b.At, b.KM
	}
	return ""
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
	if t.Away != nil {
		t.Away.Delay += b.Minutes
	}
	t.HeldUntil = max(t.HeldUntil, b.At+b.Minutes*60_000_000)
	t.Troubles = append(t.Troubles, b)
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
