package account

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// Client is from where somebody signs in.
type Client struct {
	Address string // for the rate limit; never stored
	Agent   string // what the browser says it is
}

// SignIn opens a session and returns its token.
//
// A wrong password, a login that does not exist, and a disabled account are
// one and the same refusal, take the same time and lock in the same way.
func (a *Accounts) SignIn(ctx context.Context, login, password string, from Client) (string, error) {
	now := a.now()
	folded := foldLogin(login)
	if !a.byAddress.Allow(web.AddressKey(from.Address), now) {
		return "", fault.New(fault.Busy, "fault.account.too_many")
	}
	if len(folded) > maxLogin || len(password) > maxPassword {
		return "", refused()
	}
	attempt := tokenHash(folded)
	if !a.byLogin.Allow(attempt, now) {
		return "", fault.New(fault.Busy, "fault.account.too_many")
	}
	if err := a.countAttempt(ctx, attempt); err != nil {
		return "", err
	}
	p, stored, disabled, err := a.byLoginName(ctx, folded)
	if err != nil {
		return "", err
	}
	ok, stale, err := a.matches(ctx, normal(password), stored)
	if err != nil {
		return "", err
	}
	if !ok || disabled {
		a.log.Info("sign-in refused", "user", p.ID)
		return "", refused()
	}
	fresh := ""
	if stale {
		if fresh, err = a.hash(ctx, normal(password)); err != nil {
			return "", err
		}
	}
	return a.openSession(ctx, p, attempt, fresh, from)
}

func refused() error { return fault.New(fault.Unauthenticated, "fault.account.refused") }

// After freeTries failures in a row a login locks, for longer each time. The
// lock ends by itself: nobody should have to telephone because somebody else
// played with their name.
const (
	freeTries   = 5
	firstLock   = time.Minute
	longestLock = 30 * time.Minute
	forgetAfter = 24 * time.Hour
)

// lockFor is how long a login is locked after so many failures.
func lockFor(failed int64) time.Duration {
	if failed < freeTries {
		return 0
	}
	lock := firstLock
	for i := int64(freeTries); i < failed && lock < longestLock; i++ {
		lock *= 2
	}
	return min(lock, longestLock)
}

// countAttempt counts a try as failed before the password is looked at, so
// that a thousand tries at once are a thousand failures; success clears it.
func (a *Accounts) countAttempt(ctx context.Context, attempt string) error {
	var refuse error
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		refuse = nil
		now := db.Micros(tx.Now)
		if _, err := tx.Exec(`DELETE FROM account_attempt WHERE office_id = $1 AND failed_at < $2`,
			a.office, now-forgetAfter.Microseconds()); err != nil {
			return err
		}
		var failed, until int64
		err := tx.QueryRow(`SELECT failed, locked_until FROM account_attempt WHERE office_id = $1 AND login_hash = $2`,
			a.office, attempt).Scan(&failed, &until)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if until > now {
			minutes := int((time.Duration(until-now)*time.Microsecond + time.Minute - 1) / time.Minute)
			refuse = fault.New(fault.Busy, "fault.account.locked").WithArgs(map[string]any{"Count": minutes})
			return nil
		}
		failed++
		if lock := lockFor(failed); lock > 0 {
			until = now + lock.Microseconds()
		}
		_, err = tx.Exec(`INSERT INTO account_attempt (office_id, login_hash, failed, failed_at, locked_until)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (office_id, login_hash) DO UPDATE SET failed = excluded.failed, failed_at = excluded.failed_at, locked_until = excluded.locked_until`,
			a.office, attempt, failed, now, until)
		return err
	})
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	return refuse
}

// byLoginName reads the account of a folded login; none is the zero Person
// with an empty hash.
func (a *Accounts) byLoginName(ctx context.Context, folded string) (p Person, hash string, disabled bool, err error) {
	p, hash, disabled, err = scanPerson(a.db.QueryRow(ctx, selectPerson+` WHERE office_id = $1 AND login = $2`, a.office, folded))
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, "", false, nil
	}
	return p, hash, disabled, fault.Wrap("fault.internal", err)
}

const selectPerson = `SELECT user_id, login, name, role, areas, agency, institution, lang, phone, hash, disabled FROM account_user`

type row interface{ Scan(...any) error }

func scanPerson(r row) (p Person, hash string, disabled bool, err error) {
	var areas string
	err = r.Scan(&p.ID, &p.Login, &p.Name, &p.Role, &areas, &p.Agency, &p.Institution, &p.Lang, &p.Phone, &hash, &disabled)
	p.Areas = splitAreas(areas)
	return p, hash, disabled, err
}

// describe makes "Chrome, Android" of what a browser says it is: enough to
// recognise one's own phone in the list of sessions, and no fingerprint.
func describe(agent string) string {
	find := func(pairs [][2]string) string {
		for _, p := range pairs {
			if strings.Contains(agent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	// Most browsers also name the one they descend from: the special ones first.
	browser := find([][2]string{{"SamsungBrowser/", "Samsung Internet"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"UCBrowser", "UC Browser"},
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}})
	system := find([][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"},
		{"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}})
	switch {
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + ", " + system
}
