//go:build unix

package outreach

import (
	"syscall"
	"testing"
	"time"
)

// BenchmarkTravels is what the ways between 200 places cost for a year, where
// every source knows some: ns/op is of the clock, cpu-ms/op of the processor.
func BenchmarkTravels(b *testing.B) {
	r, places, days := knownRoads()
	cpu := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	begun := cpu()
	for b.Loop() {
		if _, err := r.Travels(days, places); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpu()-begun)/1e6/float64(b.N), "cpu-ms/op")
}
