package demo

import "time"

// Clock is the clock of an installation that looks at a chosen moment: it begins
// with that moment and runs on from there.
func Clock(begin time.Time) func() time.Time {
	real := time.Now()
	return func() time.Time { return begin.Add(time.Since(real)) }
}
