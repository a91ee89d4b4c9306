package db

import (
	"context"
	"errors"
	"net/url"
	"sync"

	"github.com/ncruces/go-sqlite3"
)

// Pages of SQLite's write-ahead log (4 kB each).
const (
	tidyAfter = 1000 // new ones after which they are moved into the file
	tidyMost  = 8000 // from here on the writer itself helps
)

// tidier moves what the write-ahead log holds into the file, on a connection of
// its own, while the writer goes on: waiting twice for the disk at every
// thousandth page was a sixth of the writer's time. Only a log that grows
// nevertheless is moved by the writer, which then begins it anew; most of it is
// in the file by then.
type tidier struct {
	d     *DB
	moved int // pages that the log had when it was last asked for
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
	if pages < t.moved {
		t.moved = 0 // it has begun anew
	}
	if pages >= tidyMost {
		if _, _, err := c.WALCheckpoint(name, sqlite3.CHECKPOINT_PASSIVE); err != nil && !errors.Is(err, sqlite3.BUSY) {
			t.d.log.Warn("db: the write-ahead log could not be moved", "error", err)
		}
	}
	if pages-t.moved >= tidyAfter {
		t.moved = pages
		select {
		case t.wake <- struct{}{}:
		default:
		}
	}
	return nil
}

// run is the goroutine. Its connection is opened when there is something to do.
func (t *tidier) run() {
	defer close(t.gone)
	var c *sqliteConn
	open := t.d.sqliteConnector(url.Values{"mode": {"rw"}}, true, []string{`PRAGMA busy_timeout=0`, `PRAGMA cache_size=-64`})
	for range t.wake {
		if c == nil {
			dc, err := open(context.Background())
			if err != nil {
				t.d.log.Warn("db: no connection to move the write-ahead log", "error", err)
				continue
			}
			c = dc.(*sqliteConn)
		}
		if _, _, err := c.Raw().WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE); err != nil && !errors.Is(err, sqlite3.BUSY) {
			t.d.log.Warn("db: the write-ahead log could not be moved", "error", err)
		}
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
