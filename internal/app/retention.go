package app

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// retentionEvery is how often the program looks for what is due to be erased.
const retentionEvery = time.Hour

// EraseDue erases the personal data of cases that were entered by mistake and
// withdrawn thirty days ago: nobody has a reason to keep it (UU 27/2022 pasal
// 43). What is due stands in the table work, like everything that is to be
// done. It returns how many were erased.
func (a *App) EraseDue(ctx context.Context) (int, error) {
	scope := a.Accounts.System("job.retention")
	rows, err := a.DB.Query(ctx, `SELECT subject_kind, subject_id FROM work
		WHERE office_id = $1 AND action = $2 AND from_at <= $3 ORDER BY from_at, subject_id LIMIT 500`,
		scope.Office, casefile.Erased, db.Micros(a.clock()))
	if err != nil {
		return 0, fault.Wrap("app.retention", err)
	}
	var due []ledger.Subject
	for rows.Next() {
		var s ledger.Subject
		if err := rows.Scan(&s.Kind, &s.ID); err != nil {
			rows.Close()
			return 0, fault.Wrap("app.retention", err)
		}
		due = append(due, s)
	}
	if err := rows.Err(); err != nil {
		return 0, fault.Wrap("app.retention", err)
	}
	for i, s := range due {
		if err := a.Ledger.Erase(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, s, "withdrawn"); err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// keepRetention erases what is due until ctx ends.
func (a *App) keepRetention(ctx context.Context) {
	for {
		if n, err := a.EraseDue(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("erasing what is due failed", "err", err.Error())
		} else if n > 0 {
			a.Log.Info("erased what was due", "cases", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(retentionEvery):
		}
	}
}
