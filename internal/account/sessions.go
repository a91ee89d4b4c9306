package account

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// life is how long a session lasts.
type life struct{ idle, whole time.Duration }

// lifeOf chooses by where the role works. A desk in the office is shared and
// the day ends; a phone in the village is one's own, has no signal for days,
// and its owner must not lose what waits in it.
func lifeOf(r authority.Role) life {
	switch r {
	case authority.Admin:
		return life{time.Hour, 12 * time.Hour}
	case authority.Field: // a tour begins before the office does
		return life{12 * time.Hour, 18 * time.Hour}
	case authority.Registrar, authority.Companion, authority.Institution, authority.Partner:
		return life{14 * 24 * time.Hour, 60 * 24 * time.Hour}
	}
	return life{8 * time.Hour, 12 * time.Hour}
}

// seenEvery is how exactly the last use of a session is known. Not every page
// should wait for the disk.
const seenEvery = 5 * time.Minute

// endedFor is how long it is still known whose a session was that is over: what
// was typed in it belongs to that person. A form that was opened on the Friday
// is sent on the Monday.
const endedFor = 7 * 24 * time.Hour

// Session is one signed-in browser of a person.
type Session struct {
	ID      string
	Client  string // "Chrome, Android"
	Created time.Time
	Seen    time.Time // within seenEvery
	Current bool
}

// openSession stores a session, forgets the failures of the login and, if the
// cost of hashing has risen, the old hash. What has long been over is deleted
// here, so the table stays as small as the office.
func (a *Accounts) openSession(ctx context.Context, p Person, attempt, freshHash string, from Client) (string, error) {
	token, hash := newToken()
	id := ledger.NewID()
	span := lifeOf(p.Role)
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		now := db.Micros(tx.Now)
		if _, err := tx.Exec(`DELETE FROM account_attempt WHERE office_id = $1 AND login_hash = $2`, a.office, attempt); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM account_session WHERE office_id = $1 AND (expires_at <= $2 OR idle_at <= $2)`, a.office, now-endedFor.Microseconds()); err != nil {
			return err
		}
		if freshHash != "" {
			if _, err := tx.Exec(`UPDATE account_user SET hash = $1 WHERE office_id = $2 AND user_id = $3`, freshHash, a.office, p.ID); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`INSERT INTO account_session (office_id, token_hash, session_id, user_id, client, created_at, seen_at, idle_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			a.office, hash, id, p.ID, describe(from.Agent), now, now, now+span.idle.Microseconds(), now+span.whole.Microseconds())
		return err
	})
	if err != nil {
		return "", fault.Wrap("fault.internal", err)
	}
	return token, nil
}

// Session finds who a token belongs to: Unauthenticated when it is unknown or
// over, or the account is disabled. Rights are read anew each time, so a
// change of them counts from the next click.
func (a *Accounts) Session(ctx context.Context, token string) (Person, db.Scope, error) {
	p, s, _, err := a.session(ctx, token)
	return p, s, err
}

func (a *Accounts) session(ctx context.Context, token string) (p Person, s db.Scope, id string, err error) {
	over := fault.New(fault.Unauthenticated, "fault.account.session_over")
	if token == "" {
		return p, s, "", over
	}
	hash, now := tokenHash(token), db.Micros(a.now())
	var userID string
	var seen int64
	err = a.db.QueryRow(ctx, `SELECT session_id, user_id, seen_at FROM account_session
		WHERE office_id = $1 AND token_hash = $2 AND idle_at > $3 AND expires_at > $3`, a.office, hash, now).Scan(&id, &userID, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return p, s, "", over
	}
	if err != nil {
		return p, s, "", fault.Wrap("fault.internal", err)
	}
	p, _, disabled, err := scanPerson(a.db.QueryRow(ctx, selectPerson+` WHERE office_id = $1 AND user_id = $2`, a.office, userID))
	if errors.Is(err, sql.ErrNoRows) || err == nil && disabled {
		return Person{}, s, "", over
	}
	if err != nil {
		return Person{}, s, "", fault.Wrap("fault.internal", err)
	}
	if now-seen >= seenEvery.Microseconds() {
		a.touch(ctx, hash, lifeOf(p.Role))
	}
	return p, a.scopeOf(p), id, nil
}

// touch moves the end of an idle session on. Failing to (a full disk) costs
// the person an earlier sign-in and must not cost the page.
func (a *Accounts) touch(ctx context.Context, hash string, span life) {
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		now := db.Micros(tx.Now)
		_, err := tx.Exec(`UPDATE account_session SET seen_at = $1, idle_at = $2 WHERE office_id = $3 AND token_hash = $4`,
			now, now+span.idle.Microseconds(), a.office, hash)
		return err
	})
	if err != nil {
		a.log.Warn("session not renewed", "err", err)
	}
}

// Ended says whose the session of a request was that is over by itself; "" where
// it was ended on purpose, was never one, or its person may not sign in any more.
func (a *Accounts) Ended(ctx context.Context, r *http.Request) (userID string, err error) {
	c, err := r.Cookie(a.cookieName())
	if err != nil || c.Value == "" {
		return "", nil
	}
	now := db.Micros(a.now())
	err = a.db.QueryRow(ctx, `SELECT s.user_id FROM account_session s JOIN account_user u ON u.office_id = s.office_id AND u.user_id = s.user_id
		WHERE s.office_id = $1 AND s.token_hash = $2 AND (s.idle_at <= $3 OR s.expires_at <= $3) AND s.idle_at > $4 AND s.expires_at > $4 AND u.disabled = 0`,
		a.office, tokenHash(c.Value), now, now-endedFor.Microseconds()).Scan(&userID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return userID, fault.Wrap("fault.internal", err)
}

// SignOut ends the session of a token. It is no error if it is over already.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	return a.endWhere(ctx, `token_hash = $2`, tokenHash(token))
}

// Sessions lists the open sessions of the person, the latest used first.
// current is the token that asks.
func (a *Accounts) Sessions(ctx context.Context, s db.Scope, current string) ([]Session, error) {
	return a.sessionsOf(ctx, s.Person, tokenHash(current))
}

func (a *Accounts) sessionsOf(ctx context.Context, userID, currentHash string) ([]Session, error) {
	rows, err := a.db.Query(ctx, `SELECT session_id, client, created_at, seen_at, token_hash FROM account_session
		WHERE office_id = $1 AND user_id = $2 AND idle_at > $3 AND expires_at > $3 ORDER BY seen_at DESC, session_id`,
		a.office, userID, db.Micros(a.now()))
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Session
	for rows.Next() {
		var s Session
		var created, seen int64
		var hash string
		if err := rows.Scan(&s.ID, &s.Client, &created, &seen, &hash); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		s.Created, s.Seen, s.Current = db.FromMicros(created), db.FromMicros(seen), hash == currentHash
		out = append(out, s)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// EndSession ends one of the person's own sessions.
func (a *Accounts) EndSession(ctx context.Context, s db.Scope, sessionID string) error {
	return a.endWhere(ctx, `user_id = $2 AND session_id = $3`, s.Person, sessionID)
}

// EndOthers ends all of the person's sessions but the one that asks.
func (a *Accounts) EndOthers(ctx context.Context, s db.Scope, current string) error {
	return a.endWhere(ctx, `user_id = $2 AND token_hash <> $3`, s.Person, tokenHash(current))
}

// endWhere deletes sessions of the office; $1 is the office.
func (a *Accounts) endWhere(ctx context.Context, where string, args ...any) error {
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM account_session WHERE office_id = $1 AND `+where, append([]any{a.office}, args...)...)
		return err
	})
	return fault.Wrap("fault.internal", err)
}
