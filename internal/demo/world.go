package demo

import (
	"container/heap"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/region"
)

// portion is how many finished events go to the ledger at a time, so that the
// history need not be in memory as a whole.
const portion = 2048

// world is the district while its history is made.
type world struct {
	seed uint64
	acc  *account.Accounts

	district region.Code
	profile  profile
	baseline int // people on the list

	cal   calendar
	book  *lawbook.Book
	forms formDefinitions

	villages *villages
	serials  serials
	people   []person
	known    *pool // of people, by what they may need
	staff    *staff
	cases    []*story
	trips    *tripBook

	times   *rand.Rand // of the hours at which things happen
	maker   *ledger.Maker
	claims  map[string]func(string, casefile.Event) []string
	numbers map[string]int64
	decided int  // decisions of the head, for their numbers
	doubled bool // a duplicate is proposed
	asked   bool // a village is asked who somebody is
	queue   queue
	order   int
	buffers map[ledger.Subject][]ledger.Event
	ready   []ledger.Event
	emit    func([]ledger.Event) error
	err     error
}

func newWorld(acc *account.Accounts, o Options, emit func([]ledger.Event) error) *world {
	w := &world{baseline: o.Baseline, seed: o.Seed, acc: acc, district: o.District, cal: newCalendar(o.Today, region.Hours(string(o.District))), book: lawbook.Current(), serials: serials{},
		numbers: map[string]int64{}, buffers: map[ledger.Subject][]ledger.Event{}, emit: emit,
		claims: map[string]func(string, casefile.Event) []string{
			casefile.KindCase: casefile.Claims, casefile.KindTrip: outreach.Kind().Claims, casefile.KindEnvelope: handover.Kind().Claims,
		}}
	w.times = w.rand("times")
	w.trips = &tripBook{at: map[tripKey]*trip{}}
	w.profile, _ = profileOf(o.District) // check has seen that there is one
	w.villages = newVillages(w.rand("villages"), o.District, w.profile)
	var seed [32]byte
	fill := w.rand("events")
	for i := range seed {
		seed[i] = byte(fill.IntN(256))
	}
	w.maker = ledger.NewMaker(acc.System("verb.demo").Office, "office", rand.NewChaCha8(seed))
	return w
}

// rand gives a source of its own to each part, so that a change to one does not
// shuffle the others.
func (w *world) rand(part string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(part))
	return rand.New(rand.NewPCG(w.seed, h.Sum64()))
}

// fail keeps the first error; what is made after it does not count.
func (w *world) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// at puts an act into the queue.
func (w *world) at(t time.Time, act func(t time.Time)) {
	w.order++
	heap.Push(&w.queue, planned{t, w.order, act})
}

// run lets everything happen in its order.
func (w *world) run(ctx context.Context) error {
	for w.queue.Len() > 0 && w.err == nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := heap.Pop(&w.queue).(planned)
		p.act(p.at)
	}
	return w.err
}

// do is one act of a person: all its events, and the office's settlement of
// what they claim. It returns the ids of the events.
func (w *world) do(t time.Time, who *user, drafts ...ledger.Draft) []string {
	op := ledger.Op{ID: w.maker.NewID(t), Scope: w.acc.Acting(who.id, who.rights.Role)}
	ids := make([]string, len(drafts))
	var claims []func()
	for n, d := range drafts {
		if w.err != nil {
			return ids
		}
		e, err := w.maker.Make(op, n, t, d)
		if err != nil {
			w.fail(fmt.Errorf("demo: %s: %w", d.Type, err))
			return ids
		}
		w.keep(e)
		ids[n] = e.ID
		if fn := w.claims[d.Subject.Kind]; fn != nil {
			for _, key := range fn(d.Subject.ID, casefile.Event{ID: e.ID, Type: e.Type, Body: e.Body}) {
				if len(key) > 8 && key[:8] == "release:" {
					continue
				}
				claims = append(claims, func() { w.settle(t, e, key) })
			}
		}
	}
	for _, claim := range claims {
		claim()
	}
	return ids
}

// settle states, as the office does at first sight, that the only one who
// claims a key holds it.
func (w *world) settle(t time.Time, e ledger.Event, key string) {
	op := ledger.Op{ID: w.maker.NewID(t), Scope: w.acc.System("verb.demo")}
	s, err := w.maker.Settle(op, 0, t, e.Subject, e.Area, key, e.ID, "", e.ID)
	if err != nil {
		w.fail(err)
		return
	}
	w.keep(s)
}

func (w *world) keep(e ledger.Event) { w.buffers[e.Subject] = append(w.buffers[e.Subject], e) }

// done gives a subject that nothing more happens to out of hand.
func (w *world) done(s ledger.Subject) {
	events := w.buffers[s]
	delete(w.buffers, s)
	w.ready = append(w.ready, events...)
	if len(w.ready) >= portion {
		w.flush()
	}
}

func (w *world) flush() {
	if len(w.ready) > 0 && w.err == nil {
		if err := w.emit(w.ready); err != nil {
			w.fail(err)
		}
	}
	w.ready = nil
}

// number gives the next visible number of a series.
func (w *world) number(series string, t time.Time) string {
	year := t.In(w.cal.first.Location()).Year()
	key := fmt.Sprint(series, year)
	w.numbers[key]++
	return ledger.FormatNumber(series, "", year, w.numbers[key])
}

// seen is an event as the fold sees it.
func seen(e ledger.Event) casefile.Event {
	c := casefile.Event{ID: e.ID, OpID: e.OpID, OpN: e.OpN, Type: e.Type, Version: e.Version, Area: e.Area, Actor: e.Actor, Role: e.Role,
		OccurredAt: e.OccurredAt, HLC: e.HLC, Replaces: e.Replaces, Body: e.Body}
	if len(e.Personal) > 16 { // what stands before it is the salt
		c.Personal = json.RawMessage(e.Personal[16:])
	}
	return c
}

// planned is an act that waits for its time.
type planned struct {
	at    time.Time
	order int
	act   func(time.Time)
}

// queue is a heap of acts by time.
type queue []planned

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if !q[i].at.Equal(q[j].at) {
		return q[i].at.Before(q[j].at)
	}
	return q[i].order < q[j].order
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop are for container/heap.
func (q *queue) Push(x any) { *q = append(*q, x.(planned)) }

// Pop takes the last one.
func (q *queue) Pop() any {
	old := *q
	p := old[len(old)-1]
	*q = old[:len(old)-1]
	return p
}
