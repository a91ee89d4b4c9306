package casefile

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Order brings a subject's events into fold order: by (HLC, ID), each event and
// each (OpID, OpN) once, the first one counting. An event whose clock ran far
// ahead is sorted where ClockReceived puts it. Any set of events has one order,
// however it arrived; ordering twice changes nothing.
func Order(events []Event) []Event {
	out := slices.Clone(events)
	byTime := func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.HLC, b.HLC), cmp.Compare(a.ID, b.ID))
	}
	if !slices.IsSortedFunc(out, byTime) {
		slices.SortStableFunc(out, byTime)
	}
	if moved := clockMoves(out); moved != nil {
		for i := range out {
			if at, ok := moved[out[i].ID]; ok {
				out[i].HLC = at
			}
		}
		slices.SortStableFunc(out, byTime)
	}
	type op struct {
		id string
		n  int
	}
	ops := make(map[op]bool, len(out))
	kept, last := out[:0], ""
	for i, e := range out {
		key := op{e.OpID, e.OpN}
		if i > 0 && e.ID == last || e.OpID != "" && ops[key] {
			continue // an event that came twice stands beside itself
		}
		ops[key], last = true, e.ID
		kept = append(kept, e)
	}
	return kept
}

// clockMoves reads where ClockReceived events put others. The earliest word on
// an event counts, so that a later one cannot move it again.
func clockMoves(sorted []Event) map[string]uint64 {
	var moved map[string]uint64
	for _, e := range sorted {
		if e.Type != ClockReceived {
			continue
		}
		var b ClockReceivedBody
		if json.Unmarshal(e.Body, &b) != nil || b.Event == "" || b.Event == e.ID {
			continue
		}
		if moved == nil {
			moved = map[string]uint64{}
		}
		if _, known := moved[b.Event]; !known {
			moved[b.Event] = b.HLC
		}
	}
	return moved
}
