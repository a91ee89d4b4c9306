package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
)

// besideHeap is what SQLite's connections take beside the heap. Where the database
// is a server, the heap may have it.
const besideHeap = 40 << 20

// KeepMemory keeps the heap below what the office PC can spare, until ctx ends;
// the rest of the figure is the database's cache and the program itself. A
// district may grow out of it: then the limit gives way, since with it the
// program would do little else than look for garbage.
func (a *App) KeepMemory(ctx context.Context) {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"}, {Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	at := func(i int) int64 { return int64(samples[i].Value.Uint64()) }
	wanted, now := int64(a.Config.Memory)<<20, int64(0)
	if a.DB.Engine() == db.Postgres {
		wanted += besideHeap
	}
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		metrics.Read(samples)
		if limit := memoryLimit(wanted, at(0), at(1)-at(2)-at(3)-at(4)-at(5)); limit != now {
			debug.SetMemoryLimit(limit)
			if now != 0 && (limit > wanted) != (now > wanted) {
				a.Log.Warn("memory", "wanted_mb", wanted>>20, "needed_mb", limit>>20)
			}
			now = limit
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// memoryLimit leaves a third of what is in use as room for garbage; other is
// what the program uses beside the heap.
func memoryLimit(wanted, live, other int64) int64 {
	return max(wanted, live+live/3+other)
}
