package app

import "testing"

func TestMemoryLimit(t *testing.T) {
	for _, c := range []struct {
		name                      string
		wanted, live, other, want int64
	}{
		{"an office as foreseen", 180, 90, 20, 180},
		{"a district that grew out of it", 180, 240, 20, 340},
		{"just what fits", 180, 120, 20, 180},
	} {
		if got := memoryLimit(c.wanted, c.live, c.other); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
