package demo

import "time"

// Clock is the clock of an installation that looks at a chosen day: it begins
// with that day at the time that it really is, and runs on from there.
func Clock(day time.Time, zone *time.Location) func() time.Time {
	real := time.Now()
	y, m, d := day.Date()
	now := real.In(zone)
	begin := time.Date(y, m, d, now.Hour(), now.Minute(), now.Second(), now.Nanosecond(), zone)
	return func() time.Time { return begin.Add(time.Since(real)) }
}
