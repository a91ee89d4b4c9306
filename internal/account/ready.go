package account

import (
	"context"
	"sync"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// readyFor is how long an answer of Ready counts: whoever asks all the time
// must not make the disk work all the time.
const readyFor = 5 * time.Second

type readiness struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// Ready returns nil exactly when a person can sign in: there is an account or
// an open one-time link, and a session could be stored. That it can be stored
// is tried, because a full disk answers every question but this one.
func (a *Accounts) Ready(ctx context.Context) error {
	a.ready.mu.Lock()
	defer a.ready.mu.Unlock()
	now := a.now()
	if age := now.Sub(a.ready.at); !a.ready.at.IsZero() && age >= 0 && age < readyFor {
		return a.ready.err
	}
	err := a.trySession(ctx)
	if ctx.Err() == nil { // who went away has learnt nothing for the others
		a.ready.at, a.ready.err = now, err
	}
	return err
}

func (a *Accounts) trySession(ctx context.Context) error {
	var people, links int
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		now := db.Micros(tx.Now)
		if err := tx.QueryRow(`SELECT COUNT(*) FROM account_user WHERE office_id = $1 AND disabled = 0 AND hash <> ''`, a.office).Scan(&people); err != nil {
			return err
		}
		if err := tx.QueryRow(`SELECT COUNT(*) FROM account_invite WHERE office_id = $1 AND expires_at > $2`, a.office, now).Scan(&links); err != nil {
			return err
		}
		// A row that is over already opens nothing, and the next sign-in sweeps it away.
		_, err := tx.Exec(`INSERT INTO account_session (office_id, token_hash, session_id, user_id, client, created_at, seen_at, idle_at, expires_at)
			VALUES ($1, 'ready', '', '', '', $2, $2, 0, 0)
			ON CONFLICT (office_id, token_hash) DO UPDATE SET seen_at = excluded.seen_at`, a.office, now)
		return err
	})
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	if people+links == 0 {
		return fault.New(fault.Unavailable, "fault.account.nobody")
	}
	return nil
}
