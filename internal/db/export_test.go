package db

// Waiting counts the members in the queue.
func Waiting(d *DB) int {
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	return len(d.w.queue)
}
