package ledger

import "time"

// A hybrid logical clock is milliseconds since 1970 in the upper bits and a
// count in the lower sixteen: it never runs behind what this replica has seen,
// and it says what people did in which order as long as their clocks are
// roughly right.
const hlcBits = 16

// tooFarAhead is how far ahead of the receiver an event's clock may be before
// it is no longer believed.
const tooFarAhead = 24 * time.Hour

func hlcAt(t time.Time) uint64 {
	ms := t.UnixMilli()
	if ms < 1 {
		ms = 1
	}
	return uint64(ms) << hlcBits
}

// HLCTime is the time a logical clock was read from, to the millisecond.
func HLCTime(hlc uint64) time.Time { return time.UnixMilli(int64(hlc >> hlcBits)).UTC() }

// tick gives the next logical time after all that was seen.
func tick(seen uint64, now time.Time) uint64 { return max(seen+1, hlcAt(now)) }

// believed reports whether an event's clock can be taken as it is. What this
// replica has seen counts as much as its own clock: a machine whose battery
// died, and which thinks it is years ago, must not doubt everybody else.
func believed(hlc, seen uint64, now time.Time) bool {
	return hlc <= max(seen, hlcAt(now))+uint64(tooFarAhead.Milliseconds())<<hlcBits
}
