package ledger

import (
	"encoding/hex"
	"runtime"
	"slices"
	"sync"

	"github.com/jempolkeren/jempol/internal/db"
)

// refoldPage is a range of subjects of one kind: those after from, up to and
// with last, or all that follow if it is the end of the kind. A range is read
// with one statement a table, and rows without events are met in it as well.
type refoldPage struct {
	kind     string
	from     string
	last     string
	end      bool
	subjects int
}

// nextPage finds the next subjects; nil is no more.
func (b *batch) nextPage(after Subject, size int) (*refoldPage, error) {
	for kind, from := after.Kind, after.ID; ; from = "" {
		if kind != "" {
			last, n, err := b.lastOf(`SELECT DISTINCT subject_id FROM event WHERE office_id = $1 AND subject_kind = $2
				AND subject_id > $3 ORDER BY subject_id LIMIT $4`, b.l.o.Office, kind, from, size)
			if err != nil {
				return nil, err
			}
			if n > 0 {
				return &refoldPage{kind: kind, from: from, last: last, end: n < size, subjects: n}, nil
			}
		}
		next, n, err := b.lastOf(`SELECT subject_kind FROM event WHERE office_id = $1 AND subject_kind > $2
			ORDER BY subject_kind LIMIT 1`, b.l.o.Office, kind)
		if err != nil || n == 0 {
			return nil, err
		}
		kind = next
	}
}

// upTo is the end of the range as inRange wants it.
func (p *refoldPage) upTo() string {
	if p.end {
		return ""
	}
	return p.last
}

// refoldPage folds a page of subjects and writes what differs.
func (b *batch) refoldPage(p *refoldPage) error {
	events, err := scanEvents(b.tx.Query(`SELECT bytes, personal FROM event WHERE office_id = $1 AND `+eventsInRange(p.upTo())+`
		ORDER BY subject_id, hlc, id`, b.l.o.Office, p.kind, p.from, p.upTo()))
	if err != nil {
		return err
	}
	var each [][]*Event
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].Subject == events[0].Subject {
			n++
		}
		each = append(each, events[:n:n])
		events = events[n:]
	}
	now := b.foldBeside(each)
	have, err := b.readPage(p)
	if err != nil {
		now()
		return err
	}
	w := &writes{office: b.l.o.Office, rows: map[*table][][]any{}}
	for i, rows := range now() {
		id := each[i][0].Subject.ID
		w.diff(id, have[id], rows)
		delete(have, id)
	}
	for id, rows := range have { // of no event: nobody may have written them
		w.diff(id, rows, nil)
	}
	if err := w.write(b.tx); err != nil {
		return err
	}
	return b.refoldClaims(each)
}

// foldBeside folds the subjects on all processors while the rows are read; what
// it returns waits for them.
func (b *batch) foldBeside(each [][]*Event) func() []rowset {
	out := make([]rowset, len(each))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(each); i += workers {
				s := each[i][0].Subject
				var err error
				if out[i], err = fold(b.l.kinds[s.Kind], s, each[i]); err != nil {
					b.l.o.Log.Error("ledger: a fold failed; its events are parked", "error", err)
				}
			}
		})
	}
	return func() []rowset { wg.Wait(); return out }
}

// readPage reads the live rows of a page, by subject.
func (b *batch) readPage(p *refoldPage) (map[string]rowset, error) {
	tables := []*table{parked}
	if k := b.l.kinds[p.kind]; k != nil {
		tables = k.sortedTables()
	}
	out := map[string]rowset{}
	for _, t := range tables {
		if err := b.readPageOf(t, p, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (b *batch) readPageOf(t *table, p *refoldPage, out map[string]rowset) error {
	rows, err := b.tx.Query(t.selectRows(inRange(p.upTo())), b.l.o.Office, p.kind, p.from, p.upTo())
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		id, values, err := t.scanRow(rows)
		if err != nil {
			return err
		}
		if out[id] == nil {
			out[id] = rowset{}
		}
		out[id][rowKey(t, values)] = row{t, values}
	}
	return rows.Err()
}

// claimRow is a row of the claims index.
type claimRow struct{ key, event, act string }

// refoldClaims completes the claims index. Claims that this program is the
// first to understand are settled now.
func (b *batch) refoldClaims(each [][]*Event) error {
	var said []claimRow
	by := map[claimRow]*Event{}
	for _, events := range each {
		for _, e := range events {
			for _, c := range claimActs(b.l.kinds[e.Subject.Kind], e) {
				r := claimRow{c.key, e.ID, c.act}
				said, by[r] = append(said, r), e
			}
		}
	}
	there := map[claimRow]bool{}
	for some := range slices.Chunk(said, claimChunk) {
		if err := b.claimsThere(some, there); err != nil {
			return err
		}
	}
	said = slices.DeleteFunc(said, func(r claimRow) bool { return there[r] })
	if len(said) == 0 {
		return nil
	}
	missing := make([][]any, len(said))
	for i, r := range said {
		missing[i] = []any{b.l.o.Office, r.key, rawID(r.event), r.act}
		b.met = append(b.met, by[r])
		if !b.keySeen[r.key] {
			b.keySeen[r.key] = true
			b.keys = append(b.keys, r.key)
		}
	}
	if err := b.tx.InsertMany("claim", claimColumns, missing); err != nil {
		return err
	}
	for _, events := range each {
		b.have(events[0].Subject, events)
	}
	b.reactions = false
	return b.finish()
}

// claimChunk is about how many claims one statement asks.
const claimChunk = 256

// claimsThere notes which acts on the keys the index has.
func (b *batch) claimsThere(some []claimRow, there map[claimRow]bool) error {
	args := append(make([]any, 0, claimChunk+1), b.l.o.Office)
	for i := range claimChunk { // one text for all sizes
		args = append(args, some[min(i, len(some)-1)].key)
	}
	rows, err := b.tx.Query(`SELECT claim_key, event_id, act FROM claim WHERE office_id = $1
		AND claim_key IN (`+db.Params(2, claimChunk)+`) ORDER BY claim_key, event_id, act`, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r claimRow
		var id []byte
		if err := rows.Scan(&r.key, &id, &r.act); err != nil {
			return err
		}
		r.event = hex.EncodeToString(id)
		there[r] = true
	}
	return rows.Err()
}

// staleClaims gives the claims of a range of keys that no event says.
func (b *batch) staleClaims(after, last string) ([][]any, error) {
	rows, err := b.tx.Query(`SELECT c.claim_key, c.event_id, c.act, e.bytes FROM claim c
		LEFT JOIN event e ON e.office_id = c.office_id AND e.id = c.event_id
		WHERE c.office_id = $1 AND c.claim_key > $2 AND c.claim_key <= $3 ORDER BY c.claim_key, c.event_id, c.act`,
		b.l.o.Office, after, last)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var stale [][]any
	for rows.Next() {
		var c claimAct
		var id, text []byte
		if err := rows.Scan(&c.key, &id, &c.act, &text); err != nil {
			return nil, err
		}
		if text != nil {
			if e, err := Decode(text); err == nil && slices.Contains(claimActs(b.l.kinds[e.Subject.Kind], &e), c) {
				continue
			}
		}
		stale = append(stale, []any{b.l.o.Office, c.key, id, c.act})
	}
	return stale, rows.Err()
}
