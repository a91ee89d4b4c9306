package db

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// Pages of SQLite's write-ahead log (4 kB each).
const (
	tidyAfter = 4000  // new ones after which they are moved into the file
	tidyMost  = 12000 // from here on the writer itself helps
	tidyRest  = 1000  // as soon as no more than these are left
)

// helpsEvery is how often the writer tries: a reader of that moment may keep the
// log from being begun anew, and each trial waits for the disk twice.
const helpsEvery = 500 * time.Millisecond

// tidier moves what the write-ahead log holds into the file, on a connection of
// its own, while the writer goes on: waiting twice for the disk at every
// thousandth page was a sixth of the writer's time. The more it moves at once, the
// more often a page is in the log twice and in the file once. Only the last pages
// of a log that grows nevertheless are moved by the writer, which then begins it
// anew.
type tidier struct {
	d     *DB
	asked int          // pages that the log had when it was last asked for
	last  int          // pages that the log had at the last commit
	moved atomic.Int64 // pages of it that are in the file
	helps time.Time    // from when on the writer may help again
	wake  chan struct{}
	gone  chan struct{}
	once  sync.Once
}

func newTidier(d *DB) *tidier {
	t := &tidier{d: d, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	if d.engine != SQLite {
		close(t.gone)
		return t
	}
	go t.run()
	return t
}

// committed is called by the writer's connection after every commit, with the
// length of the log. A log that cannot be moved now is moved later.
func (t *tidier) committed(c *sqlite3.Conn, name string, pages int) error {
	if pages < t.last { // it has begun anew
		t.asked = 0
		t.moved.Store(0)
	}
	t.last = pages
	switch {
	case pages >= tidyMost && pages-int(t.moved.Load()) <= tidyRest && time.Now().After(t.helps):
		t.helps = time.Now().Add(helpsEvery)
		t.move(c, name)
	case pages-t.asked >= tidyAfter || pages >= tidyMost && pages-t.asked >= tidyRest:
		t.asked = pages
		select {
		case t.wake <- struct{}{}:
		default:
		}
	}
	return nil
}

func (t *tidier) move(c *sqlite3.Conn, name string) {
	_, moved, err := c.WALCheckpoint(name, sqlite3.CHECKPOINT_PASSIVE)
	if err != nil && !errors.Is(err, sqlite3.BUSY) {
		t.d.log.Warn("db: the write-ahead log could not be moved", "error", err)
	}
	if err == nil {
		t.moved.Store(int64(moved))
	}
}

// run is the goroutine. Its connection is opened when there is something to do.
func (t *tidier) run() {
	defer close(t.gone)
	var c *sqliteConn
	open := t.d.sqliteConnector(url.Values{"mode": {"rw"}}, kept, true, []string{`PRAGMA busy_timeout=0`, `PRAGMA cache_size=-64`})
	for range t.wake {
		if c == nil {
			dc, err := open(context.Background())
			if err != nil {
				t.d.log.Warn("db: no connection to move the write-ahead log", "error", err)
				continue
			}
			c = dc.(*sqliteConn)
		}
		t.move(c.Raw(), "main")
	}
	if c != nil {
		_ = c.Close()
	}
}

// stop ends the goroutine; the writer has stopped before.
func (t *tidier) stop() {
	t.once.Do(func() { close(t.wake) })
	<-t.gone
}
