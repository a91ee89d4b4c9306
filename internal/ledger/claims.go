package ledger

import (
	"fmt"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// keyState is all that events did to one key.
type keyState struct {
	claims   []*Event // by (hlc, id)
	releases []*Event
	settles  []settled
	idle     map[string]bool // claims that have no effect: parked when last folded
}

// readKey reads a key's stored events. Which claims are idle matters, and is
// asked, from so many claims on.
func (b *batch) readKey(key string, askFrom int) (keyState, error) {
	st := keyState{idle: map[string]bool{}}
	if err := b.scanKey(key, &st); err != nil {
		return st, err
	}
	if len(st.claims) < askFrom {
		return st, nil
	}
	for some := range slices.Chunk(st.claims, idleChunk) {
		if err := b.scanIdle(some, st.idle); err != nil {
			return st, err
		}
	}
	return st, nil
}

// idleChunk is of how many claims one statement asks whether they are idle.
const idleChunk = 16

func (b *batch) scanIdle(claims []*Event, idle map[string]bool) error {
	args := make([]any, 1, 1+2*idleChunk)
	args[0] = b.l.o.Office
	for i := range idleChunk { // one text for all sizes
		args = append(args, claims[min(i, len(claims)-1)].Subject.ID)
	}
	for i := range idleChunk {
		args = append(args, claims[min(i, len(claims)-1)].ID)
	}
	rows, err := b.tx.Query(`SELECT event_id FROM parked WHERE office_id = $1 AND subject_id IN (`+db.Params(2, idleChunk)+`)
		AND event_id IN (`+db.Params(2+idleChunk, idleChunk)+`)`, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		idle[id] = true
	}
	return rows.Err()
}

func (b *batch) scanKey(key string, st *keyState) error {
	rows, err := b.tx.Query(`SELECT c.act, e.bytes FROM claim c JOIN event e ON e.office_id = c.office_id AND e.id = c.event_id
		WHERE c.office_id = $1 AND c.claim_key = $2 ORDER BY e.hlc, e.id, c.act`, b.l.o.Office, key)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var act string
		var text []byte
		if err := rows.Scan(&act, &text); err != nil {
			return err
		}
		e, err := Decode(text)
		if err != nil {
			return fmt.Errorf("event %s: %w", idOf(text), err)
		}
		switch act {
		case actClaim:
			st.claims = append(st.claims, &e)
		case actRelease:
			st.releases = append(st.releases, &e)
		case actSettle:
			s, _ := readSettlement(e.Body)
			st.settles = append(st.settles, settled{s, s.placed(place{e.HLC, e.ID})})
		}
	}
	return rows.Err()
}

// released reports that the claim's own subject gave the key back after it.
func (st keyState) released(c *Event) bool {
	return slices.ContainsFunc(st.releases, func(r *Event) bool {
		return r.Subject == c.Subject && place{r.HLC, r.ID}.compare(place{c.HLC, c.ID}) > 0
	})
}

// sameAct reports that two events are one act that arrived twice.
func sameAct(a, b *Event) bool { return a.OpID == b.OpID && a.OpN == b.OpN }

// holders lists the claims that may go on holding the key: neither released,
// nor idle, nor settled as lost.
func (st keyState) holders() []*Event {
	decided := deciding(st.settles)
	var out []*Event
	for _, c := range st.claims {
		s, is := decided[c.ID]
		if st.released(c) || st.idle[c.ID] || is && !st.won(s, c) {
			continue
		}
		out = append(out, c)
	}
	return out
}

func (st keyState) won(s settled, c *Event) bool {
	return s.Winner == c.ID || slices.ContainsFunc(st.claims, func(w *Event) bool {
		return w.ID == s.Winner && sameAct(w, c)
	})
}

// refuseHeld refuses an act that claims what another event holds: what is typed
// here can be refused, what arrives cannot.
func (b *batch) refuseHeld() error {
	mine := map[string]string{}
	stored, err := b.countKeys(b.keys) // what is claimed now is not stored yet
	if err != nil {
		return err
	}
	b.storedActs = stored
	for _, e := range b.fresh {
		for _, c := range claimActs(b.l.kinds[e.Subject.Kind], e) {
			if c.act != actClaim {
				continue
			}
			if other, twice := mine[c.key]; twice && other != e.ID {
				return heldFault()
			}
			mine[c.key] = e.ID
			if stored != nil && stored[c.key] == 0 {
				continue
			}
			st, err := b.readKey(c.key, 1)
			if err != nil {
				return err
			}
			if len(st.holders()) > 0 {
				return heldFault()
			}
		}
	}
	return nil
}

func heldFault() error { return fault.New(fault.Conflict, "fault.ledger.claim_held") }

// tellNew settles all keys of a batch each of which is claimed here for the first
// time and by one event, as a list brings them: the database need not be asked
// again, and nothing else will be known of them when they are stored. Otherwise
// it does nothing.
func (b *batch) tellNew() (all bool, err error) {
	if b.storedActs == nil {
		return false, nil
	}
	claims := make(map[string]*Event, len(b.keys))
	for _, e := range b.fresh {
		for _, c := range claimActs(b.l.kinds[e.Subject.Kind], e) {
			if c.act != actClaim || b.storedActs[c.key] > 0 || claims[c.key] != nil {
				return false, nil
			}
			claims[c.key] = e
		}
	}
	for _, key := range b.keys {
		if err := b.tell(key, claims[key], claims[key], place{}); err != nil {
			return true, err
		}
	}
	return true, nil
}

// settle decides, at the office and at first sight, who holds each key that
// this batch touched, and tells each subject involved.
func (b *batch) settle() error {
	for done := 0; done < len(b.keys); { // a new number is itself a claim
		stored, keys := len(b.fresh), b.keys[done:]
		done = len(b.keys)
		count, err := b.countKeys(keys)
		if err != nil {
			return err
		}
		alone := b.aloneOn(count)
		for _, key := range keys {
			if c := alone[key]; c != nil {
				err = b.tell(key, c, c, place{}) // nobody else ever did anything to it
			} else {
				err = b.settleKey(key)
			}
			if err != nil {
				return err
			}
		}
		if err := b.store(b.fresh[stored:]); err != nil {
			return err
		}
	}
	return nil
}

// manyKeys is from how many keys on it pays to ask which are new.
const manyKeys = 4

// countKeys says how many stored acts there are on each of many keys, in few
// questions: a list brings hundreds, and most are new. It says nothing (nil) of
// few keys, which are read one by one.
func (b *batch) countKeys(keys []string) (map[string]int, error) {
	if len(keys) < manyKeys {
		return nil, nil
	}
	out := make(map[string]int, len(keys))
	for len(keys) > 0 {
		n := loadChunk
		args := append(make([]any, 0, n+1), b.l.o.Office)
		for i := range n { // one text for all sizes
			args = append(args, keys[min(i, len(keys)-1)])
		}
		if err := b.countInto(out, args); err != nil {
			return nil, err
		}
		keys = keys[min(n, len(keys)):]
	}
	return out, nil
}

func (b *batch) countInto(out map[string]int, args []any) error {
	rows, err := b.tx.Query(`SELECT claim_key, COUNT(*) FROM claim WHERE office_id = $1 AND claim_key IN (`+db.Params(2, len(args)-1)+`)
		GROUP BY claim_key ORDER BY claim_key`, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key string
		var n int
		if err := rows.Scan(&key, &n); err != nil {
			return err
		}
		out[key] = n
	}
	return rows.Err()
}

// aloneOn finds the claims of this batch that are all that was ever done to
// their keys; none where that was not asked.
func (b *batch) aloneOn(count map[string]int) map[string]*Event {
	out := map[string]*Event{}
	if count == nil {
		return out
	}
	for _, e := range slices.Concat(b.met, b.fresh) {
		if isSettled(e) {
			continue
		}
		for _, c := range claimActs(b.l.kinds[e.Subject.Kind], e) {
			if c.act == actClaim && count[c.key] == 1 {
				out[c.key] = e
			}
		}
	}
	return out
}

// isSettled reports whether the event is itself a settlement: a number that it
// gives instead of a lost one is settled by the full way.
func isSettled(e *Event) bool { return e.Type == casefile.ClaimSettled }

func (b *batch) settleKey(key string) error {
	st, err := b.readKey(key, 2)
	if err != nil || len(st.claims) == 0 {
		return err
	}
	decided := deciding(st.settles)
	winner, err := b.oneWinner(key, st, decided)
	if err != nil {
		return err
	}
	if winner == nil { // the first that asks
		if h := st.holders(); len(h) > 0 {
			winner = h[0]
		}
	}
	for _, c := range st.claims {
		if _, is := decided[c.ID]; is {
			continue
		}
		w := winner
		if w == nil || st.released(c) {
			w = c // it held the key while nobody else did
		}
		if err := b.tell(key, c, w, place{}); err != nil {
			return err
		}
	}
	return nil
}

// tell states in the claim's subject who holds the key. The loser of a visible
// number gets another one.
func (b *batch) tell(key string, c, winner *Event, at place) error {
	body := settlement{At: at.hlc, Origin: at.id}
	body.Key, body.Winner, body.Settles = key, winner.ID, []string{c.ID}
	if series, _, isNumber := numberOf(key); isNumber && winner.ID != c.ID && !sameAct(winner, c) {
		number, err := b.l.NextNumber(b.tx, series, db.FromMicros(c.OccurredAt))
		if err != nil {
			return err
		}
		body.Number = number
	}
	_, err := b.office(c.Subject, casefile.ClaimSettled, c.Area, body)
	return err
}

// oneWinner gives the settled claim that holds the key. If two offices (a fork)
// each settled for another, the earlier settlement counts, and the subject of
// the other is told with the place of the earlier.
func (b *batch) oneWinner(key string, st keyState, decided map[string]settled) (*Event, error) {
	var winner *Event
	var by settled
	var beaten []*Event
	for _, c := range st.holders() {
		s, is := decided[c.ID]
		switch {
		case !is || winner != nil && sameAct(c, winner):
		case winner == nil:
			winner, by = c, s
		case s.place.compare(by.place) < 0:
			beaten = append(beaten, winner)
			winner, by = c, s
		default:
			beaten = append(beaten, c)
		}
	}
	for _, c := range beaten {
		if err := b.tell(key, c, winner, by.place); err != nil {
			return nil, err
		}
	}
	return winner, nil
}
