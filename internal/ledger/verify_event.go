package ledger

import (
	"encoding/hex"
	"fmt"
)

// events reads and checks stored events; those that cannot be read are found
// and left out.
func (v *verifier) events(where string, args ...any) ([]*Event, error) {
	rows, err := v.tx.Query(`SELECT id, replica, epoch, seq, op_id, op_n, subject_kind, subject_id, type, hlc, bytes, personal
		FROM event WHERE office_id = $1 AND `+where+` ORDER BY subject_kind, subject_id, hlc, id`,
		append([]any{v.l.o.Office}, args...)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []*Event
	erasedOf := map[Subject]bool{}
	for rows.Next() {
		var id, b, p []byte
		var c storedColumns
		if err := rows.Scan(&id, &c.replica, &c.epoch, &c.seq, &c.opID, &c.opN, &c.kind, &c.subject, &c.kindOf, &c.hlc, &b, &p); err != nil {
			return nil, err
		}
		v.r.Events++
		e, ok := v.event(id, b, p, c)
		if !ok {
			v.chain = append(v.chain, link{id: short(id)})
			continue
		}
		v.chain = append(v.chain, v.linkOf(e))
		if e.Subject != (Subject{c.kind, c.subject}) {
			continue // found as a column; folded nowhere
		}
		out = append(out, e)
		if anySubject(e.Type) {
			_, gone := setAside([]*Event{e})
			erasedOf[e.Subject] = erasedOf[e.Subject] || gone
		}
	}
	for _, e := range out {
		if e.Personal != nil && erasedOf[e.Subject] {
			v.r.found(Finding{What: FoundPersonal, Event: e.ID, Subject: e.Subject, Table: "event", Column: "personal", Detail: "it should have been erased"})
		}
	}
	return out, rows.Err()
}

type storedColumns struct {
	replica, epoch, opID, kind, subject, kindOf string
	seq, opN, hlc                               int64
}

// event checks one stored event.
func (v *verifier) event(id, b, p []byte, c storedColumns) (*Event, bool) {
	name := hex.EncodeToString(id)
	s := Subject{c.kind, c.subject}
	if got := idOf(b); got != name {
		v.r.found(Finding{What: FoundBytes, Event: name, Subject: s, Table: "event", Column: "bytes", Detail: "the bytes are not those the id names"})
		return nil, false
	}
	e, err := Decode(b)
	if err != nil {
		v.r.found(Finding{What: FoundBytes, Event: name, Subject: s, Table: "event", Column: "bytes", Detail: err.Error()})
		return nil, false
	}
	for _, col := range []struct {
		name      string
		have, say any
	}{
		{"office_id", v.l.o.Office, e.Office}, {"replica", c.replica, e.Replica}, {"epoch", c.epoch, e.Epoch}, {"seq", c.seq, int64(e.Seq)},
		{"op_id", c.opID, e.OpID}, {"op_n", c.opN, int64(e.OpN)}, {"subject_kind", c.kind, e.Subject.Kind},
		{"subject_id", c.subject, e.Subject.ID}, {"type", c.kindOf, e.Type}, {"hlc", c.hlc, int64(e.HLC)},
	} {
		if col.have != col.say {
			v.r.found(Finding{What: FoundColumn, Event: name, Subject: e.Subject, Table: "event", Column: col.name, Detail: fmt.Sprintf("%v, the bytes say %v", col.have, col.say)})
		}
	}
	if p != nil {
		if err := e.checkPersonal(p); err != nil {
			v.r.found(Finding{What: FoundPersonal, Event: name, Subject: s, Table: "event", Column: "personal", Detail: err.Error()})
			return &e, true
		}
		e.Personal = p
	}
	return &e, true
}
