package ledger

import (
	"context"
	"maps"
	"slices"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// What a finding is about.
const (
	FoundBytes    = "bytes"    // the event is not the one its id names, or cannot be read
	FoundColumn   = "column"   // a column beside the event says otherwise than its bytes
	FoundPersonal = "personal" // the personal part is not the one the event was made with, or outlived erasure
	FoundChain    = "chain"    // the event before this one is missing, or the chain is torn
	FoundHead     = "head"     // a stream is shorter than a backup or peer has seen it
	FoundRow      = "row"      // a row is not what the fold gives
	FoundFold     = "fold"     // a subject cannot be folded
	FoundClaim    = "claim"    // the claims index is not what the events say
	FoundFeed     = "feed"     // an event is not, or not once, in the feed
	FoundNumber   = "number"   // a series is behind a number it has given
)

// Finding is one thing that is wrong.
type Finding struct {
	What    string
	Event   string // id, where one event is meant
	Subject Subject
	Table   string
	Column  string
	Detail  string // never personal data
}

// String names what is wrong in one line.
func (f Finding) String() string {
	s := f.What
	if f.Event != "" {
		s += " event " + f.Event
	}
	if f.Subject != (Subject{}) {
		s += " of " + f.Subject.Kind + " " + f.Subject.ID
	}
	if f.Table != "" {
		s += " table " + f.Table
	}
	if f.Column != "" {
		s += " column " + f.Column
	}
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	return s
}

// Report is what verify saw.
type Report struct {
	Events   int
	Subjects int
	Rows     int
	Findings []Finding // the first thousand
	Wrong    int       // how many there were
}

// OK reports that nothing is wrong.
func (r Report) OK() bool { return r.Wrong == 0 }

// maxFindings keeps a report of a ruined file readable.
const maxFindings = 1000

func (r *Report) found(f Finding) {
	r.Wrong++
	if len(r.Findings) < maxFindings {
		r.Findings = append(r.Findings, f)
	}
}

// Head is the end of a stream as a backup or a peer knows it.
type Head struct {
	Replica, Epoch string
	Seq            uint64
	ID             string
}

// verifyPage is how many subjects are compared at once: more are no quicker, and
// what their folds give is held together.
const verifyPage = 128

// Verify only reads. It checks every event against its id, its columns and its
// chain, the tables against the folds subject by subject, the claims index and
// the feed, and the ends of the streams against heads that were noted
// elsewhere. It reads from one snapshot, so open the database without a read
// limit where the ledger is large.
func (l *Ledger) Verify(ctx context.Context, against ...Head) (Report, error) {
	var r Report
	err := l.d.View(ctx, func(tx *db.Tx) error {
		v := &verifier{l: l, tx: tx, r: &r, streams: map[string]uint32{}, names: []string{""}}
		if err := v.room(); err != nil {
			return err
		}
		for _, kind := range l.kindNames() {
			if err := v.kind(kind); err != nil {
				return err
			}
		}
		for _, step := range []func() error{v.otherKinds, v.chainEnds, v.claimRows, v.feed, v.numbers} {
			if err := step(); err != nil {
				return err
			}
		}
		v.heads(against)
		return ctx.Err()
	})
	return r, fault.Wrap("fault.ledger.verify", err)
}

type verifier struct {
	l       *Ledger
	tx      *db.Tx
	r       *Report
	chain   []link
	streams map[string]uint32 // where a stream's name stands in names
	names   []string          // replica and epoch; the first is that of events that cannot be read
	claims  []said            // what the events say
	top     map[seriesKey]int64
}

// room makes room for the chain at once: a slice that grows to a million is
// there twice while it does.
func (v *verifier) room() error {
	var n int
	err := v.tx.QueryRow(`SELECT COUNT(*) FROM event WHERE office_id = $1`, v.l.o.Office).Scan(&n)
	v.chain = make([]link, 0, n)
	return err
}

// kind verifies the subjects of one kind, page by page: the events of a range
// of subjects, then the rows of each table in the same range, so that rows
// without events are met as well.
func (v *verifier) kind(name string) error {
	k := v.l.kinds[name]
	for from, more := "", true; more; {
		last, err := v.pageEnd(name, from)
		if err != nil {
			return err
		}
		more = last != ""
		events, err := v.events(eventsInRange(last), name, from, last)
		if err != nil {
			return err
		}
		want := map[string]rowset{}
		for len(events) > 0 {
			s, n := events[0].Subject, 1
			for n < len(events) && events[n].Subject == s {
				n++
			}
			rows, err := fold(k, s, events[:n])
			if err != nil {
				v.r.found(Finding{What: FoundFold, Subject: s, Detail: err.Error()})
			}
			want[s.ID] = rows
			v.r.Subjects++
			v.note(k, events[:n])
			events = events[n:]
		}
		for _, t := range k.sortedTables() {
			if err := v.rows(name, t, from, last, want); err != nil {
				return err
			}
		}
		v.missing(name, want)
		from = last
	}
	return nil
}

// pageEnd gives the last subject of the next page, or "" for the last page.
func (v *verifier) pageEnd(kind, from string) (string, error) {
	rows, err := v.tx.Query(`SELECT DISTINCT subject_id FROM event WHERE office_id = $1 AND subject_kind = $2
		AND subject_id > $3 ORDER BY subject_id LIMIT $4`, v.l.o.Office, kind, from, verifyPage)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	n, last := 0, ""
	for rows.Next() {
		if err := rows.Scan(&last); err != nil {
			return "", err
		}
		n++
	}
	if n < verifyPage {
		last = ""
	}
	return last, rows.Err()
}

// note keeps what is compared across subjects.
func (v *verifier) note(k *kind, events []*Event) {
	for _, e := range events {
		for _, c := range claimActs(k, e) {
			v.claims = append(v.claims, saidOf(c.key, c.act, rawID(e.ID)))
			v.noteNumber(c)
		}
	}
}

// otherKinds verifies events whose kind this program does not know, and finds
// rows of shared tables that belong to no kind.
func (v *verifier) otherKinds() error {
	kinds, err := v.strings(`SELECT DISTINCT subject_kind FROM event WHERE office_id = $1 ORDER BY subject_kind`, v.l.o.Office)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, k := range v.l.kindNames() {
		known[k] = true
	}
	shared := map[string]*table{parkedTable.Name: parked}
	for _, name := range v.l.kindNames() {
		for _, t := range v.l.kinds[name].sortedTables() {
			if t.kindAt >= 0 {
				shared[t.Name] = t
			}
		}
	}
	for _, kind := range kinds {
		if known[kind] {
			continue
		}
		known[kind] = true
		if err := v.foreignKind(kind); err != nil {
			return err
		}
	}
	for name := range shared {
		found, err := v.strings(`SELECT DISTINCT subject_kind FROM `+name+` WHERE office_id = $1 ORDER BY subject_kind`, v.l.o.Office)
		if err != nil {
			return err
		}
		for _, kind := range found {
			if !known[kind] {
				v.r.found(Finding{What: FoundRow, Table: name, Column: "subject_kind", Detail: "rows of a kind without events"})
			}
		}
	}
	return nil
}

func (v *verifier) foreignKind(kind string) error {
	events, err := v.events(eventsInRange(""), kind, "", "")
	if err != nil {
		return err
	}
	want := map[string]rowset{}
	for len(events) > 0 {
		s, n := events[0].Subject, 1
		for n < len(events) && events[n].Subject == s {
			n++
		}
		want[s.ID], _ = fold(nil, s, events[:n])
		v.r.Subjects++
		events = events[n:]
	}
	if err := v.rows(kind, parked, "", "", want); err != nil {
		return err
	}
	v.missing(kind, want)
	return nil
}

// missing names the rows that the folds gave and no table had.
func (v *verifier) missing(kind string, want map[string]rowset) {
	for _, id := range slices.Sorted(maps.Keys(want)) {
		for _, key := range want[id].keys() {
			v.r.found(Finding{What: FoundRow, Subject: Subject{kind, id}, Table: want[id][key].table.Name, Detail: "the row is missing"})
		}
	}
}

func (v *verifier) strings(q string, args ...any) ([]string, error) {
	return db.Column[string](v.tx.Query(q, args...))
}
