package ledger

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// link is what of an event makes its chain, kept small: there is one for every
// event.
type link struct {
	id, prev [32]byte
	stream   string // replica and epoch; "" where the event cannot be read
	seq      uint64
}

func (v *verifier) linkOf(e *Event) link {
	name := e.Replica + "\x00" + e.Epoch
	if v.streams == nil {
		v.streams = map[string]string{}
	}
	if v.streams[name] == "" {
		v.streams[name] = name
	}
	l := link{stream: v.streams[name], seq: e.Seq}
	copy(l.id[:], rawID(e.ID))
	copy(l.prev[:], rawID(e.Prev))
	return l
}

// chainEnds checks that every event's predecessor is here and stands before it.
// The first of an epoch follows the replica's last of an earlier one.
func (v *verifier) chainEnds() error {
	slices.SortFunc(v.chain, func(a, b link) int { return bytes.Compare(a.id[:], b.id[:]) })
	for _, c := range v.chain {
		if c.stream == "" {
			continue
		}
		name := hex.EncodeToString(c.id[:])
		if c.prev == ([32]byte{}) {
			if c.seq != 1 {
				v.r.found(Finding{What: FoundChain, Event: name, Detail: "it names no event before it, and is not the first"})
			}
			continue
		}
		p, ok := v.link(c.prev)
		switch {
		case !ok:
			v.r.found(Finding{What: FoundChain, Event: name, Detail: "the event before it is missing: " + hex.EncodeToString(c.prev[:])})
		case p.stream == "": // found already
		case c.seq == 1 && (p.stream == c.stream || replicaOf(p.stream) != replicaOf(c.stream)):
			v.r.found(Finding{What: FoundChain, Event: name, Detail: "it does not follow an earlier epoch of its replica"})
		case c.seq > 1 && (p.stream != c.stream || p.seq != c.seq-1):
			v.r.found(Finding{What: FoundChain, Event: name, Detail: "the event before it is not the one before it"})
		}
	}
	return nil
}

func replicaOf(stream string) string {
	name, _, _ := bytes.Cut([]byte(stream), []byte{0})
	return string(name)
}

func (v *verifier) link(id [32]byte) (link, bool) {
	i, ok := slices.BinarySearchFunc(v.chain, id, func(l link, id [32]byte) int { return bytes.Compare(l.id[:], id[:]) })
	if !ok {
		return link{}, false
	}
	return v.chain[i], true
}

// heads checks that nothing was cut off: what a backup or a peer has seen must
// be here.
func (v *verifier) heads(against []Head) {
	for _, h := range against {
		var id [32]byte
		copy(id[:], rawID(h.ID))
		if _, ok := v.link(id); !ok {
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
		i, ok := slices.BinarySearchFunc(v.chain, id, func(l link, id []byte) int { return bytes.Compare(l.id[:], id) })
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
		if !ok {
			v.r.found(Finding{What: FoundFeed, Event: hex.EncodeToString(v.chain[i].id[:]), Table: "feed", Detail: "the row is missing"})
		}
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
