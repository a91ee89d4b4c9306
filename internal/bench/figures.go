package bench

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Figures say how long people waited for an answer, to its last byte.
type Figures struct {
	Count  int     `json:"count"`
	P50    float64 `json:"p50_ms"`
	P95    float64 `json:"p95_ms"`
	P99    float64 `json:"p99_ms"`
	Max    float64 `json:"max_ms"`
	Errors int     `json:"errors"`
}

// figures sums marks up; an answer that failed counts with its time.
func figures(marks []mark) Figures {
	f := Figures{Count: len(marks)}
	took := make([]time.Duration, 0, len(marks))
	for _, m := range marks {
		if took = append(took, m.took); m.bad {
			f.Errors++
		}
	}
	slices.Sort(took)
	f.P50, f.P95, f.P99, f.Max = at(took, 0.50), at(took, 0.95), at(took, 0.99), at(took, 1)
	return f
}

// at is the time in ms that a part of the answers kept (nearest rank).
func at(sorted []time.Duration, part float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := int(part*float64(len(sorted))+0.999999) - 1
	return float64(sorted[min(max(i, 0), len(sorted)-1)].Microseconds()) / 1000
}

// Machine is where something was measured, and when.
type Machine struct {
	Cores    int     `json:"cores"`
	MemoryMB int     `json:"memory_mb,omitempty"`
	OS       string  `json:"os"`
	Go       string  `json:"go"`
	Engine   string  `json:"engine"`
	Version  string  `json:"version"`
	Date     string  `json:"date"`
	Load1    float64 `json:"load_1min,omitempty"` // what else ran beside
}

func machine(engine, version string) Machine {
	m := Machine{Cores: runtime.NumCPU(), OS: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Engine: engine, Version: version,
		Date: time.Now().Format(time.RFC3339)}
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		if f := strings.Fields(string(text)); len(f) > 1 {
			kb, _ := strconv.Atoi(f[1])
			m.MemoryMB = kb / 1024
		}
	}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load1, _ = strconv.ParseFloat(strings.Fields(string(text))[0], 64)
	}
	return m
}
