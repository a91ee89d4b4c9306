package job

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
)

// What ended tells people how it ended, and its key keeps it from being asked
// for twice. After a month nobody looks for it and nobody sends the same form
// again.
const (
	defaultKeep = 30 * 24 * time.Hour
	purgeEvery  = time.Hour
)

// purge forgets the jobs of all offices that ended longer ago than they are
// kept. It looks first, because a write costs an fsync.
func (r *Runner) purge(ctx context.Context) (forgotten int64, err error) {
	offices, err := r.o.Offices(ctx)
	if err != nil {
		return 0, err
	}
	const ended = ` FROM job WHERE office_id = $1 AND state IN ('done', 'failed', 'cancelled') AND finished_at < $2`
	before := db.Micros(r.o.Clock().Add(-r.o.Keep))
	for _, office := range offices {
		var due int64
		if err := r.o.DB.QueryRow(ctx, `SELECT COUNT(*)`+ended, office, before).Scan(&due); err != nil {
			return forgotten, err
		}
		if due == 0 {
			continue
		}
		err := r.o.DB.Write(ctx, office, func(tx *db.Tx) error {
			res, err := tx.Exec(`DELETE`+ended, office, before)
			if err != nil {
				return err
			}
			due, err = res.RowsAffected()
			return err
		})
		if err != nil {
			return forgotten, err
		}
		forgotten += due
	}
	return forgotten, nil
}

// purgeAtTimes forgets once an hour until ctx ends.
func (r *Runner) purgeAtTimes(ctx context.Context) {
	for {
		if n, err := r.purge(ctx); err != nil && ctx.Err() == nil {
			r.o.Log.Warn("job: forgetting what ended failed", "error", err)
		} else if n > 0 {
			r.o.Log.Info("job: forgot what ended long ago", "jobs", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(purgeEvery):
		}
	}
}
