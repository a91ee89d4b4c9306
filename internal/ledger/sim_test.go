package ledger

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/schema"
)

var (
	simSeeds = flag.Int("seeds", 60, "how many histories the simulator lives through")
	simSeed  = flag.Uint64("seed", 0, "live through this one only")
)

// TestSimulatedReplicas lets an office and a station act, exchange, lose their
// disks, be cloned and forked, on the real ledger and storage; in the end
// everybody has heard everything and all copies are equal. Only the network is
// left out.
func TestSimulatedReplicas(t *testing.T) {
	seeds := *simSeeds
	if raceDetector {
		seeds /= 6
	}
	for i := range seeds {
		seed := uint64(i + 1)
		if *simSeed != 0 && seed != *simSeed {
			continue
		}
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			simulate(t, seed)
		})
	}
}

// blankImage is a migrated database file with the tables of the small kind.
var blankImage = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "jempol-sim-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "blank.db")
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: "sqlite:" + path})
	if err != nil {
		return nil, err
	}
	if err := schema.Migrate(ctx, d); err != nil {
		return nil, err
	}
	err = d.Maintain(ctx, func(pool *sql.DB) error {
		for _, q := range smallTables {
			if _, err := pool.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// replica is one copy with its disk.
type replica struct {
	*rig
	name    string
	path    string
	office  bool
	clock   *watch
	cursors map[*replica]Cursor // what it has heard of others
	old     []oldCopy
}

// oldCopy is a page image, with what the copy then knew.
type oldCopy struct {
	image   []byte
	cursors map[*replica]Cursor
}

type world struct {
	t      *testing.T
	r      *rand.Rand
	nodes  []*replica
	cases  int
	erased map[string]bool
}

func simulate(t *testing.T, seed uint64) {
	image, err := blankImage()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 7)), erased: map[string]bool{}}
	w.start("office", true, oldCopy{image: image})
	w.start("B", false, oldCopy{image: image})
	for range 30 + w.r.IntN(60) {
		n := w.nodes[w.r.IntN(len(w.nodes))]
		n.clock.add(time.Duration(w.r.IntN(3000)) * time.Second)
		switch k := w.r.IntN(100); {
		case k < 62:
			w.act(n)
		case k < 80:
			w.tell(w.nodes[w.r.IntN(len(w.nodes))], n, 1+w.r.IntN(40))
		case k < 86:
			n.keepCopy()
		case k < 90:
			n.restore(w.r)
		case k < 93: // a clone goes on beside its original, under the same name
			if len(w.nodes) < 4 {
				n.keepCopy()
				w.start(n.name, n.office, n.old[len(n.old)-1])
			}
		case k < 95:
			n.clock.add(-time.Duration(w.r.IntN(1200)) * time.Minute)
		case k < 97: // this machine's clock is years ahead for a while
			n.clock.add(3 * 365 * 24 * time.Hour)
			w.act(n)
			n.clock.add(-3 * 365 * 24 * time.Hour)
		default:
			n.reopen()
		}
	}
	w.settleDown()
}

func (w *world) start(name string, office bool, c oldCopy) {
	n := &replica{name: name, office: office, path: filepath.Join(w.t.TempDir(), "jempol.db"), clock: newWatch(), cursors: map[*replica]Cursor{}}
	for k, v := range c.cursors {
		n.cursors[k] = v
	}
	n.rig = &rig{t: w.t}
	n.write(c.image)
	n.open()
	w.nodes = append(w.nodes, n)
	w.t.Cleanup(func() { _ = n.d.Close() })
}

func (n *replica) write(image []byte) {
	n.t.Helper()
	for _, tail := range []string{"-wal", "-shm"} {
		_ = os.Remove(n.path + tail)
	}
	if err := os.WriteFile(n.path, image, 0o600); err != nil {
		n.t.Fatal(err)
	}
}

func (n *replica) open() {
	n.t.Helper()
	d, err := db.Open(context.Background(), db.Options{URL: "sqlite:" + n.path, Readers: 2, Clock: n.clock.now})
	if err != nil {
		n.t.Fatal(err)
	}
	n.rig = openRig(n.t, d, func(o *Options) { o.Replica, o.IsOffice = n.name, n.office })
}

func (n *replica) reopen() {
	n.t.Helper()
	if err := n.d.Close(); err != nil {
		n.t.Fatal(err)
	}
	n.open()
}

// keepCopy copies the page image of a quiet database.
func (n *replica) keepCopy() {
	n.t.Helper()
	if done, err := n.d.Checkpoint(context.Background()); err != nil || !done {
		n.t.Fatal("checkpoint", done, err)
	}
	image, err := os.ReadFile(n.path)
	if err != nil {
		n.t.Fatal(err)
	}
	c := oldCopy{image: image, cursors: map[*replica]Cursor{}}
	for k, v := range n.cursors {
		c.cursors[k] = v
	}
	n.old = append(n.old, c)
}

// restore puts an old copy in place of the disk. What only this disk had is
// gone; what others have heard of it comes back by union.
func (n *replica) restore(r *rand.Rand) {
	n.t.Helper()
	if len(n.old) == 0 {
		return
	}
	c := n.old[r.IntN(len(n.old))]
	if err := n.d.Close(); err != nil {
		n.t.Fatal(err)
	}
	n.write(c.image)
	n.cursors = map[*replica]Cursor{}
	for k, v := range c.cursors {
		n.cursors[k] = v
	}
	n.open()
}

// act does something that a person at that copy would do, or tries to.
func (w *world) act(n *replica) {
	ctx := context.Background()
	subject := fmt.Sprint("case-", w.r.IntN(w.cases+1))
	envelope := fmt.Sprint("E", w.r.IntN(5))
	var err error
	switch w.r.IntN(12) {
	case 0, 1, 2:
		w.cases++
		subject = fmt.Sprintf("case-%d", w.cases)
		_, err = n.Do(ctx, act("coordinator"), func(tx *db.Tx) ([]Draft, error) {
			no, err := n.NextNumber(tx, "case", tx.Now)
			return []Draft{reported(subject, no), named(subject, "Sumiyem")}, err
		})
	case 3, 4, 5:
		_, err = n.try(act("coordinator"), named(subject, fmt.Sprint("Nama ", w.r.IntN(50))))
	case 6, 7:
		_, err = n.try(act("coordinator"), noted(subject, "catatan"), noted("case-1", "juga"))
	case 8, 9:
		_, err = n.try(act("handover"), handed(subject, envelope))
	case 10:
		_, err = n.try(act("handover"), freed(subject, envelope))
	case 11:
		if n.office {
			err = n.Erase(ctx, act("head"), caseOf(subject), "request")
		}
	}
	if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		w.t.Fatal(err)
	}
}

// tell brings some of what one copy has to another, and says how much was new.
func (w *world) tell(from, to *replica, limit int) int {
	if from == to {
		return 0
	}
	events, cursor, err := from.Since(context.Background(), systemScope, to.cursors[from], limit)
	if err != nil {
		w.t.Fatal(err)
	}
	if w.r.IntN(3) == 0 {
		events = shuffled(w.r, events)
	}
	rep := to.take(events)
	to.cursors[from] = cursor
	return rep.New
}

// settleDown lets everybody hear everything and compares.
func (w *world) settleDown() {
	t := w.t
	for round := 0; ; round++ {
		heard := 0
		for _, from := range w.nodes {
			for _, to := range w.nodes {
				heard += w.tell(from, to, 1<<30)
			}
		}
		if heard == 0 {
			break
		}
		if round > 10 {
			t.Fatal("the copies go on telling each other")
		}
	}
	first := w.nodes[0]
	want, events := first.dump(), len(first.all())
	for _, n := range w.nodes {
		n.clean()
		if got := n.dump(); got != want {
			t.Errorf("%s differs:\n%s\n--- want\n%s", n.name, got, want)
		}
		if got := len(n.all()); got != events {
			t.Errorf("%s has %d events, not %d", n.name, got, events)
		}
	}
	w.oneWinner(first)
	if n := first.one(`SELECT COUNT(*) - COUNT(DISTINCT number) FROM t_subject WHERE number <> ''`); n != "0" {
		t.Errorf("%s visible numbers belong to two cases", n)
	}
}

// oneWinner checks that no envelope is in two hands.
func (w *world) oneWinner(n *replica) {
	where := map[string]string{}
	freed := map[string]bool{}
	holding := map[string]bool{}
	for _, e := range n.all() {
		for _, c := range claimActs(n.kinds["case"], &e) {
			switch {
			case e.Type == casefile.HandedOver:
				where[e.ID] = c.key
			case e.Type == casefile.Closed:
				freed[e.Subject.ID+c.key] = true
			}
		}
	}
	rows, err := n.d.Query(context.Background(), `SELECT case_id, handed FROM t_subject WHERE handed <> '' ORDER BY case_id`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s, id string
		if err := rows.Scan(&s, &id); err != nil {
			w.t.Fatal(err)
		}
		key := where[id]
		if freed[s+key] {
			continue
		}
		if holding[key] {
			w.t.Errorf("%s is in two hands", key)
		}
		holding[key] = true
	}
}
