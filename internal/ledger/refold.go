package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// refoldIfChanged folds everything again when the tables were written by other
// folds: after an upgrade, events that were unknown before have their effect.
// Where nothing may be written, the tables stay as they are.
func (l *Ledger) refoldIfChanged(ctx context.Context) error {
	var have string
	err := l.d.QueryRow(ctx, `SELECT version FROM fold_version WHERE office_id = $1`, l.o.Office).Scan(&have)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap("fault.ledger.open", err)
	}
	if have == l.foldVersion() {
		return nil
	}
	err = l.Refold(ctx)
	var f *fault.Fault
	if errors.As(err, &f) && f.Key == "db.read_only" {
		return nil
	}
	return err
}

// Refold reads the tables of every subject, folds it, and writes what differs;
// the claims index likewise. What verify found wrong in derived tables is
// mended by it; events are not touched.
func (l *Ledger) Refold(ctx context.Context) error {
	size := 64
	for after := (Subject{}); ; {
		var took time.Duration
		var last Subject
		err := l.write(ctx, "", func(b *batch) error {
			began := time.Now()
			defer func() { took = time.Since(began) }()
			var err error
			last, err = b.refoldSome(after, size)
			return err
		})
		if err != nil {
			return fault.Wrap("fault.ledger.refold", err)
		}
		if last == (Subject{}) {
			break
		}
		after = last
		if took > slice {
			size = max(1, size/2)
		} else if took < slice/2 {
			size = min(size*2, 4096)
		}
	}
	return l.d.Write(ctx, l.o.Office, func(tx *db.Tx) error {
		if err := l.dropStaleClaims(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO fold_version (office_id, version) VALUES ($1, $2)
			ON CONFLICT (office_id) DO UPDATE SET version = $2`, l.o.Office, l.foldVersion())
		return err
	})
}

// refoldSome folds the next subjects and says which was the last.
func (b *batch) refoldSome(after Subject, limit int) (Subject, error) {
	subjects, err := b.l.subjectsAfter(b.tx, after, limit)
	if err != nil || len(subjects) == 0 {
		return Subject{}, err
	}
	w := &writes{office: b.l.o.Office, rows: map[*table][][]any{}}
	var claims [][]any
	for _, s := range subjects {
		t, err := b.subject(s)
		if err != nil {
			return s, err
		}
		k := b.l.kinds[s.Kind]
		old, err := b.l.readRows(b.tx, k, s)
		if err != nil {
			return s, err
		}
		now, err := fold(k, s, t.old)
		if err != nil {
			b.l.o.Log.Error("ledger: a fold failed; its events are parked", "error", err)
		}
		w.diff(s.ID, old, now)
		for _, e := range t.old {
			for _, c := range claimActs(k, e) {
				claims = append(claims, []any{e.Office, c.key, rawID(e.ID), c.act})
				if !b.keySeen[c.key] {
					b.keySeen[c.key] = true
					b.keys = append(b.keys, c.key)
				}
			}
		}
	}
	last := subjects[len(subjects)-1]
	if err := w.write(b.tx); err != nil {
		return last, err
	}
	n, err := b.tx.InsertMissing("claim", claimColumns, claims)
	if err != nil || n == 0 {
		return last, err
	}
	// Claims that this program is the first to understand are settled now.
	b.reactions = false
	return last, b.finish()
}

// dropStaleClaims removes rows of the claims index that no event says.
func (l *Ledger) dropStaleClaims(tx *db.Tx) error {
	rows, err := tx.Query(`SELECT c.claim_key, c.event_id, c.act, e.bytes FROM claim c
		LEFT JOIN event e ON e.office_id = c.office_id AND e.id = c.event_id
		WHERE c.office_id = $1 ORDER BY c.claim_key, c.event_id, c.act`, l.o.Office)
	if err != nil {
		return err
	}
	var stale [][]any
	for rows.Next() {
		var c claimAct
		var id, text []byte
		if err := rows.Scan(&c.key, &id, &c.act, &text); err != nil {
			_ = rows.Close()
			return err
		}
		if text != nil {
			if e, err := Decode(text); err == nil && slices.Contains(claimActs(l.kinds[e.Subject.Kind], &e), c) {
				continue
			}
		}
		stale = append(stale, []any{l.o.Office, c.key, id, c.act})
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for _, args := range stale {
		if _, err := tx.Exec(`DELETE FROM claim WHERE office_id = $1 AND claim_key = $2 AND event_id = $3 AND act = $4`, args...); err != nil {
			return err
		}
	}
	return nil
}

// subjectsAfter lists subjects in the order of (kind, id).
func (l *Ledger) subjectsAfter(q querier, after Subject, limit int) ([]Subject, error) {
	rows, err := q.Query(`SELECT DISTINCT subject_kind, subject_id FROM event WHERE office_id = $1
		AND (subject_kind > $2 OR subject_kind = $2 AND subject_id > $3)
		ORDER BY subject_kind, subject_id LIMIT $4`, l.o.Office, after.Kind, after.ID, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Subject
	for rows.Next() {
		var s Subject
		if err := rows.Scan(&s.Kind, &s.ID); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
