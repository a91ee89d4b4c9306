package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Folding everything again goes in slices, and the database knows how far it
// has come: one that was stopped or killed goes on where it was, and several
// processes that start on one database do each slice once. From its beginning
// no process with other folds writes any more (ask sees to that), because what
// it takes for the rows of a subject would not be the rows that are there.

// refoldSlice is how long one transaction of it may take. Nobody can work
// meanwhile, so it is long: what it costs to commit is paid seldom.
const refoldSlice = time.Second

// refoldTold is how often the log is told how far it is.
const refoldTold = 2 * time.Second

// refoldIfChanged folds everything again when the tables were written by other
// folds: after an upgrade, events that were unknown before have their effect.
// Where nothing may be written, the tables stay as they are.
func (l *Ledger) refoldIfChanged(ctx context.Context) error {
	done, err := l.Refolded(ctx)
	if err != nil || done {
		return err
	}
	err = l.refold(ctx, false)
	var f *fault.Fault
	if errors.As(err, &f) && f.Key == "db.read_only" {
		return nil
	}
	return err
}

// Refolded reports that the tables are what this program's folds give; before
// that, after an upgrade, Open brings them there where it may write.
func (l *Ledger) Refolded(ctx context.Context) (bool, error) {
	var have string
	var unfinished int
	err := l.d.QueryRow(ctx, `SELECT v.version, (SELECT COUNT(*) FROM fold_progress p WHERE p.office_id = v.office_id)
		FROM fold_version v WHERE v.office_id = $1`, l.o.Office).Scan(&have, &unfinished)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return have == l.version && unfinished == 0, fault.Wrap("fault.ledger.open", err)
}

// Refold reads the tables of every subject, folds it, and writes what differs;
// the claims index likewise. What verify found wrong in derived tables is
// mended by it; events are not touched.
func (l *Ledger) Refold(ctx context.Context) error { return l.refold(ctx, true) }

// refold does what is left to do, or everything.
func (l *Ledger) refold(ctx context.Context, everything bool) error {
	began := time.Now()
	if err := l.beginRefold(ctx, everything); err != nil {
		return err
	}
	var total int64
	if err := l.d.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT DISTINCT subject_kind, subject_id FROM event WHERE office_id = $1) s`,
		l.o.Office).Scan(&total); err != nil {
		return fault.Wrap("fault.ledger.refold", err)
	}
	told := began
	for size := 64; ; {
		var took time.Duration
		var at refoldPlace
		err := l.write(ctx, "", func(b *batch) error {
			began := time.Now()
			defer func() { took = time.Since(began) }()
			var err error
			at, err = b.refoldSlice(size)
			return err
		})
		if err != nil {
			return fault.Wrap("fault.ledger.refold", err)
		}
		if at.done {
			break
		}
		if time.Since(told) >= refoldTold {
			told = time.Now()
			l.o.Log.Info("ledger: bringing the tables up to date after an upgrade", "folded", at.folded, "of", total)
		}
		if took > refoldSlice {
			size = max(16, size/2)
		} else if took < refoldSlice/2 {
			size = min(size*2, 1024) // more are much memory
		}
	}
	if total > 0 {
		l.o.Log.Info("ledger: the tables are up to date", "folded", total, "took", time.Since(began).Round(time.Millisecond).String())
	}
	return nil
}

// beginRefold names the folds that will have written the tables. If they have
// begun already, here or in another process, it goes on from there.
func (l *Ledger) beginRefold(ctx context.Context, everything bool) error {
	return l.d.Write(ctx, l.o.Office, func(tx *db.Tx) error {
		var have string
		err := tx.QueryRow(`SELECT version FROM fold_version WHERE office_id = $1`, l.o.Office).Scan(&have)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if have == l.version && !everything {
			return nil
		}
		if _, err := tx.Exec(`INSERT INTO fold_version (office_id, version) VALUES ($1, $2)
			ON CONFLICT (office_id) DO UPDATE SET version = $2`, l.o.Office, l.version); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO fold_progress (office_id, after_kind, after_id, after_key, folded) VALUES ($1, '', '', '', 0)
			ON CONFLICT (office_id) DO UPDATE SET after_kind = '', after_id = '', after_key = '', folded = 0`, l.o.Office)
		return err
	})
}

// refoldPlace is how far it has come.
type refoldPlace struct {
	after  Subject
	key    string
	folded int64
	done   bool
}

// refoldSlice does the next slice, whoever did the one before.
func (b *batch) refoldSlice(size int) (refoldPlace, error) {
	at := refoldPlace{}
	err := b.tx.QueryRow(`SELECT after_kind, after_id, after_key, folded FROM fold_progress WHERE office_id = $1`, b.l.o.Office).
		Scan(&at.after.Kind, &at.after.ID, &at.key, &at.folded)
	if errors.Is(err, sql.ErrNoRows) {
		return refoldPlace{done: true}, nil
	}
	if err != nil {
		return at, err
	}
	p, err := b.nextPage(at.after, size)
	if err != nil {
		return at, err
	}
	if p == nil {
		if at.key, at.done, err = b.dropStaleClaims(at.key); err != nil || at.done {
			if err == nil {
				_, err = b.tx.Exec(`DELETE FROM fold_progress WHERE office_id = $1`, b.l.o.Office)
			}
			return at, err
		}
	} else {
		if err := b.refoldPage(p); err != nil {
			return at, err
		}
		at.after = Subject{p.kind, p.last}
		at.folded += int64(p.subjects)
	}
	_, err = b.tx.Exec(`UPDATE fold_progress SET after_kind = $1, after_id = $2, after_key = $3, folded = $4 WHERE office_id = $5`,
		at.after.Kind, at.after.ID, at.key, at.folded, b.l.o.Office)
	return at, err
}

// staleChunk is how many keys are looked at in one transaction.
const staleChunk = 4096

// dropStaleClaims removes rows of the claims index that no event says, of the
// keys that come next.
func (b *batch) dropStaleClaims(after string) (last string, done bool, err error) {
	last, n, err := b.lastOf(`SELECT DISTINCT claim_key FROM claim WHERE office_id = $1 AND claim_key > $2
		ORDER BY claim_key LIMIT $3`, b.l.o.Office, after, staleChunk)
	if err != nil || n == 0 {
		return last, true, err
	}
	stale, err := b.staleClaims(after, last)
	if err != nil {
		return last, false, err
	}
	for _, args := range stale {
		if err := b.tx.Later(`DELETE FROM claim WHERE office_id = $1 AND claim_key = $2 AND event_id = $3 AND act = $4`, args...); err != nil {
			return last, false, err
		}
	}
	return last, false, nil
}

// lastOf gives the last of a list of texts, and how many there are.
func (b *batch) lastOf(q string, args ...any) (last string, n int, err error) {
	rows, err := b.tx.Query(q, args...)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := rows.Scan(&last); err != nil {
			return "", 0, err
		}
		n++
	}
	return last, n, rows.Err()
}
