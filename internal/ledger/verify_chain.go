package ledger

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// shortID is the first half of an event's id. Nobody makes two events with the
// same one: that is as hard as to find a key of AES-128.
type shortID [16]byte

func short(id []byte) (s shortID) {
	copy(s[:], id)
	return s
}

// link is what of an event makes its chain, kept small: there is one for every
// event, and the rest is read again where something is wrong.
type link struct {
	id, prev shortID
	stream   uint32 // of verifier.names; 0 where the event cannot be read
	seq      uint32 // longest where it is longer
}

// longest is more events than a program makes between its start and its end.
const longest = math.MaxUint32

func (v *verifier) linkOf(e *Event) link {
	name := e.Replica + "\x00" + e.Epoch
	at, ok := v.streams[name]
	if !ok {
		at = uint32(len(v.names))
		v.streams[name], v.names = at, append(v.names, name)
	}
	return link{id: short(rawID(e.ID)), prev: short(rawID(e.Prev)), stream: at, seq: uint32(min(e.Seq, longest))}
}

// full reads the whole id of an event, and that of the one before it.
func (v *verifier) full(id shortID) (name, prev string, err error) {
	var raw, text []byte
	err = v.tx.QueryRow(`SELECT id, bytes FROM event WHERE office_id = $1 AND id >= $2 ORDER BY id LIMIT 1`, v.l.o.Office, id[:]).Scan(&raw, &text)
	if errors.Is(err, sql.ErrNoRows) || err == nil && short(raw) != id {
		return hex.EncodeToString(id[:]), "", nil
	}
	if e, bad := Decode(text); bad == nil {
		prev = e.Prev
	}
	return hex.EncodeToString(raw), prev, err
}

// foundChain names an event of which something is wrong in the chain, and the
// one before it where that says more.
func (v *verifier) foundChain(c link, wrong string, before bool) error {
	if v.r.Wrong >= maxFindings { // it is counted and not named
		v.r.found(Finding{What: FoundChain})
		return nil
	}
	name, prev, err := v.full(c.id)
	if before {
		wrong += prev
	}
	v.r.found(Finding{What: FoundChain, Event: name, Detail: wrong})
	return err
}

// chainEnds checks that every event's predecessor is here and stands before it.
// The first of an epoch follows the replica's last of an earlier one.
func (v *verifier) chainEnds() error {
	slices.SortFunc(v.chain, func(a, b link) int { return bytes.Compare(a.id[:], b.id[:]) })
	for _, c := range v.chain {
		if c.stream == 0 {
			continue
		}
		p, ok := v.link(c.prev)
		wrong := ""
		switch {
		case c.seq == longest:
			wrong = "its stream is longer than any can be"
		case c.prev == shortID{}:
			if c.seq != 1 {
				wrong = "it names no event before it, and is not the first"
			}
		case !ok:
			wrong = "the event before it is missing: " // and its name
		case p.stream == 0: // found already
		case c.seq == 1 && (p.stream == c.stream || replicaOf(v.names[p.stream]) != replicaOf(v.names[c.stream])):
			wrong = "it does not follow an earlier epoch of its replica"
		case c.seq > 1 && (p.stream != c.stream || p.seq != c.seq-1):
			wrong = "the event before it is not the one before it"
		}
		if wrong == "" {
			continue
		}
		if err := v.foundChain(c, wrong, !ok && c.prev != (shortID{}) && c.seq != longest); err != nil {
			return err
		}
	}
	return nil
}

func replicaOf(stream string) string {
	name, _, _ := bytes.Cut([]byte(stream), []byte{0})
	return string(name)
}

// at finds where an event stands in the sorted chain.
func (v *verifier) at(id shortID) (int, bool) {
	return slices.BinarySearchFunc(v.chain, id, func(l link, id shortID) int { return bytes.Compare(l.id[:], id[:]) })
}

func (v *verifier) link(id shortID) (link, bool) {
	i, ok := v.at(id)
	if !ok {
		return link{}, false
	}
	return v.chain[i], true
}

// heads checks that nothing was cut off: what a backup or a peer has seen must
// be here.
func (v *verifier) heads(against []Head) {
	for _, h := range against {
		if _, ok := v.link(short(rawID(h.ID))); !ok {
			v.r.found(Finding{What: FoundHead, Event: h.ID,
				Detail: fmt.Sprintf("stream %s/%s was seen up to %d elsewhere", h.Replica, h.Epoch, h.Seq)})
		}
	}
}

// feed checks that each event stands in it once and that the head is its end.
func (v *verifier) feed() error {
	rows, err := v.tx.Query(`SELECT n, event_id FROM feed WHERE office_id = $1 ORDER BY n`, v.l.o.Office)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	seen := make([]bool, len(v.chain))
	last := int64(0)
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&last, &id); err != nil {
			return err
		}
		i, ok := v.at(short(id))
		switch {
		case !ok:
			v.r.found(Finding{What: FoundFeed, Event: hex.EncodeToString(id), Table: "feed", Detail: "the event is not here"})
		case seen[i]:
			v.r.found(Finding{What: FoundFeed, Event: hex.EncodeToString(id), Table: "feed", Detail: "twice"})
		default:
			seen[i] = true
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, ok := range seen {
		if ok {
			continue
		}
		name, _, err := v.full(v.chain[i].id)
		if err != nil {
			return err
		}
		v.r.found(Finding{What: FoundFeed, Event: name, Table: "feed", Detail: "the row is missing"})
	}
	var n int64
	var hlc int64
	err = v.tx.QueryRow(`SELECT COALESCE(MAX(n), 0), COALESCE(MAX(hlc), 0) FROM office_head WHERE office_id = $1`, v.l.o.Office).Scan(&n, &hlc)
	if err == nil && n != last {
		v.r.found(Finding{What: FoundFeed, Table: "office_head", Column: "n", Detail: fmt.Sprintf("%d, the feed ends at %d", n, last)})
	}
	return err
}

type seriesKey struct {
	series string
	year   int64
}

func (v *verifier) noteNumber(c claimAct) {
	series, number, ok := numberOf(c.key)
	m := numberForm.FindStringSubmatch(number)
	if !ok || c.act != actClaim || m == nil || m[2] != v.l.mark() {
		return
	}
	year, _ := strconv.ParseInt(m[1], 10, 64)
	n, err := strconv.ParseInt(m[3], 10, 64)
	if err != nil {
		return
	}
	if v.top == nil {
		v.top = map[seriesKey]int64{}
	}
	k := seriesKey{series, year}
	v.top[k] = max(v.top[k], n)
}

// numbers checks that no series of this replica would give a number twice.
func (v *verifier) numbers() error {
	for k, top := range v.top {
		var last int64
		err := v.tx.QueryRow(`SELECT COALESCE(MAX(last), 0) FROM number_series
			WHERE office_id = $1 AND replica = $2 AND series = $3 AND year = $4`, v.l.o.Office, v.l.o.Replica, k.series, k.year).Scan(&last)
		if err != nil {
			return err
		}
		if last < top {
			v.r.found(Finding{What: FoundNumber, Table: "number_series", Column: "last", Detail: fmt.Sprintf("%s %d has given %d and stands at %d", k.series, k.year, top, last)})
		}
	}
	return nil
}
