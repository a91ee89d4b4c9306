package ledger

import (
	"sync"

	"github.com/jempolkeren/jempol/internal/db"
)

// keptChanges is how many of the last changes stay in memory: what mirrors that
// are looked at on every page lag behind by, with a list being saved.
const keptChanges = 8192

// changes are the subjects of the last events in the feed. Every mirror asks for
// the same ones, one after the other: the feed is read once for them all.
type changes struct {
	mu       sync.Mutex
	from, to int64 // those behind from, up to and with to, are known
	last     []change
}

type change struct {
	n       int64
	subject string
}

// FeedAt is where the feed stands in a snapshot.
func (l *Ledger) FeedAt(tx *db.Tx) (n int64, err error) {
	err = tx.QueryRow(`SELECT COALESCE(MAX(n), 0) FROM office_head WHERE office_id = $1`, l.o.Office).Scan(&n)
	return n, err
}

// Changed lists the subjects of the events that came behind a place of the feed,
// up to now, which is where the feed stands in the snapshot that asks (FeedAt).
// What a group appends becomes visible with the head it moves, so everything up
// to there is.
func (l *Ledger) Changed(tx *db.Tx, behind, now int64) ([]string, error) {
	c := &l.changes
	c.mu.Lock()
	defer c.mu.Unlock()
	if behind < c.from || behind > c.to {
		c.from, c.to, c.last = behind, behind, nil
	}
	if now > c.to {
		if err := c.read(tx, l.o.Office, now); err != nil {
			return nil, err
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, k := range c.last {
		if k.n > behind && k.n <= now && !seen[k.subject] {
			seen[k.subject] = true
			out = append(out, k.subject)
		}
	}
	c.forget()
	return out, nil
}

// read takes in what came since, up to now.
func (c *changes) read(tx *db.Tx, office string, now int64) error {
	known := len(c.last)
	rows, err := tx.Query(`SELECT f.n, e.subject_id FROM feed f JOIN event e ON e.office_id = f.office_id AND e.id = f.event_id
		WHERE f.office_id = $1 AND f.n > $2 AND f.n <= $3 ORDER BY f.n`, office, c.to, now)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var k change
		if err := rows.Scan(&k.n, &k.subject); err != nil {
			c.last = c.last[:known]
			return err
		}
		c.last = append(c.last, k)
	}
	if err := rows.Err(); err != nil {
		c.last = c.last[:known]
		return err
	}
	c.to = now
	return nil
}

// forget lets the oldest go. What is left lies in memory of its own.
func (c *changes) forget() {
	if over := len(c.last) - keptChanges; over > keptChanges/2 {
		c.from = c.last[over-1].n
		c.last = append([]change(nil), c.last[over:]...)
	}
}
