package db

import "time"

// Waiting counts the members in the queue.
func Waiting(d *DB) int {
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	return len(d.w.queue)
}

// Unhurried lets groups take members however slow the machine is; the caller
// holds the writer.
func Unhurried(d *DB) {
	at := time.Now()
	d.w.now = func() time.Time { return at }
}
