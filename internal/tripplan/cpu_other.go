//go:build !linux && !windows

package tripplan

import "time"

var began = time.Now()

// threadTime is, where a thread's processor time is not told, the time by the clock.
func threadTime() time.Duration { return time.Since(began) }
