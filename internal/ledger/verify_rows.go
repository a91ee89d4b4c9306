package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
)

// inRange says that a subject is after $3 and up to $4, or just after $3 where
// last is empty. Both ends are plain comparisons: with "or" between them SQLite
// reads on to the end of the table.
func inRange(last string) string {
	if last == "" {
		return `subject > $3 AND CAST($4 AS TEXT) = ''`
	}
	return `subject > $3 AND subject <= $4`
}

// eventsInRange says the same of events; $2 is their kind.
func eventsInRange(last string) string {
	return `subject_kind = $2 AND ` + strings.ReplaceAll(inRange(last), "subject", "subject_id")
}

// selectRows reads rows of a table for a range of subjects of a kind.
func (t *table) selectRows(where string) string {
	q := `SELECT ` + t.SubjectColumn + `, ` + strings.Join(t.Columns, ", ") + ` FROM ` + t.Name +
		` WHERE office_id = $1 AND ` + strings.ReplaceAll(where, "subject", t.SubjectColumn)
	if t.kindAt >= 0 {
		q += ` AND subject_kind = $2`
	} else {
		q += ` AND CAST($2 AS TEXT) IS NOT NULL`
	}
	return q + ` ORDER BY ` + t.SubjectColumn
}

// scanRow reads one row as a fold would have given it.
func (t *table) scanRow(rows *db.Rows) (subject string, values []any, err error) {
	values = make([]any, len(t.Columns))
	into := make([]any, 0, len(values)+1)
	into = append(into, &subject)
	for i := range values {
		into = append(into, &values[i])
	}
	return subject, values, rows.Scan(into...)
}

// rows compares the live rows of a range of subjects with what the folds gave,
// and takes those it has met out of want.
func (v *verifier) rows(kind string, t *table, from, last string, want map[string]rowset) error {
	rows, err := v.tx.Query(t.selectRows(inRange(last)), v.l.o.Office, kind, from, last)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		id, have, err := t.scanRow(rows)
		if err != nil {
			return err
		}
		v.r.Rows++
		s := Subject{kind, id}
		set, folded := want[id]
		key := rowKey(t, have)
		say, ok := set[key]
		switch {
		case !folded:
			v.r.found(Finding{What: FoundRow, Subject: s, Table: t.Name, Detail: "a row without events"})
			continue
		case !ok:
			v.r.found(Finding{What: FoundRow, Subject: s, Table: t.Name, Detail: "a row that the fold does not give"})
			continue
		}
		delete(set, key)
		for i := range have {
			if !sameValue(have[i], say.values[i]) {
				v.r.found(Finding{What: FoundRow, Subject: s, Table: t.Name, Column: t.Columns[i], Detail: "not what the fold gives"})
			}
		}
	}
	return rows.Err()
}

// said is one claim as an event says it, kept small: a claim is a line of text,
// and a case has several.
type said struct {
	key   [15]byte // of the digest of the claim's key
	act   byte     // where it stands in acts
	event shortID
}

var acts = []string{actClaim, actRelease, actSettle}

func saidOf(key, act string, event []byte) said {
	sum := sha256.Sum256([]byte(key))
	s := said{act: byte(slices.Index(acts, act)), event: short(event)}
	copy(s.key[:], sum[:])
	return s
}

func (s said) compare(o said) int {
	return cmp.Or(bytes.Compare(s.event[:], o.event[:]), cmp.Compare(s.act, o.act), bytes.Compare(s.key[:], o.key[:]))
}

// claimRows compares the claims index with what the events say.
func (v *verifier) claimRows() error {
	slices.SortFunc(v.claims, said.compare)
	v.claims = slices.Compact(v.claims) // an event may say it twice
	met := make([]bool, len(v.claims))
	rows, err := v.tx.Query(`SELECT claim_key, event_id, act FROM claim WHERE office_id = $1 ORDER BY claim_key, event_id, act`, v.l.o.Office)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key, act string
		var id []byte
		if err := rows.Scan(&key, &id, &act); err != nil {
			return err
		}
		i, ok := slices.BinarySearchFunc(v.claims, saidOf(key, act, id), said.compare)
		if !ok {
			v.r.found(Finding{What: FoundClaim, Event: hex.EncodeToString(id), Table: "claim", Column: act, Detail: "a row that no event says"})
			continue
		}
		met[i] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, c := range v.claims {
		if met[i] {
			continue
		}
		name, _, err := v.full(c.event)
		if err != nil {
			return err
		}
		v.r.found(Finding{What: FoundClaim, Event: name, Table: "claim", Column: acts[c.act], Detail: "the row is missing"})
	}
	return nil
}
