package account

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// How long a one-time link may wait. The first one is printed on the screen of
// a server; the others travel to a village.
const (
	setupLasts  = 24 * time.Hour
	inviteLasts = 7 * 24 * time.Hour
)

// Setup makes the one-time link on which the first administrator is created,
// and returns its token; "" when the office has accounts. An earlier link that
// nobody used ends: only the one that was printed last is good.
func (a *Accounts) Setup(ctx context.Context) (token string, err error) {
	fresh, hash := newToken()
	err = a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		token = ""
		n, err := a.countUsers(tx)
		if err != nil || n > 0 {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM account_invite WHERE office_id = $1 AND user_id = ''`, a.office); err != nil {
			return err
		}
		token = fresh
		return a.insertInvite(tx, hash, "", setupLasts)
	})
	return token, fault.Wrap("fault.internal", err)
}

func (a *Accounts) countUsers(tx *db.Tx) (n int, err error) {
	return n, tx.QueryRow(`SELECT COUNT(*) FROM account_user WHERE office_id = $1`, a.office).Scan(&n)
}

func (a *Accounts) insertInvite(tx *db.Tx, hash, userID string, lasts time.Duration) error {
	now := db.Micros(tx.Now)
	if _, err := tx.Exec(`DELETE FROM account_invite WHERE office_id = $1 AND expires_at <= $2`, a.office, now); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO account_invite (office_id, token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		a.office, hash, userID, now, now+lasts.Microseconds())
	return err
}

// Link makes a new one-time link for an account, for who forgot the password.
// Earlier links of the account end; the password stays until a new one is
// chosen.
func (a *Accounts) Link(ctx context.Context, op ledger.Op, userID string) (token string, err error) {
	fresh, hash := newToken()
	err = a.onUser(ctx, op, userID, func(tx *db.Tx, u User) ([]ledger.Draft, error) {
		if u.Disabled {
			return nil, fault.New(fault.Conflict, "fault.account.disabled")
		}
		if u.ID == op.Scope.Person {
			return nil, fault.New(fault.Forbidden, "fault.account.own_link")
		}
		if _, err := tx.Exec(`DELETE FROM account_invite WHERE office_id = $1 AND user_id = $2`, a.office, userID); err != nil {
			return nil, err
		}
		token = fresh
		return []ledger.Draft{changed(userID, ChangeLink, u.rights(), u.Disabled)}, a.insertInvite(tx, hash, userID, inviteLasts)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Invite is what a one-time link is for.
type Invite struct {
	First  bool // makes the first administrator
	Person Person
}

// OpenInvite reads a one-time link without using it. One that is unknown,
// used or over is NotFound.
func (a *Accounts) OpenInvite(ctx context.Context, token string) (Invite, error) {
	var inv Invite
	err := a.db.View(ctx, func(tx *db.Tx) (err error) {
		inv, err = a.invite(tx, tokenHash(token))
		return err
	})
	return inv, err
}

func (a *Accounts) invite(tx *db.Tx, hash string) (Invite, error) {
	gone := fault.New(fault.NotFound, "fault.account.link_over")
	var userID string
	err := tx.QueryRow(`SELECT user_id FROM account_invite WHERE office_id = $1 AND token_hash = $2 AND expires_at > $3`,
		a.office, hash, db.Micros(tx.Now)).Scan(&userID)
	if errors.Is(err, sql.ErrNoRows) {
		return Invite{}, gone
	}
	if err != nil {
		return Invite{}, fault.Wrap("fault.internal", err)
	}
	if userID == "" {
		n, err := a.countUsers(tx)
		if err != nil {
			return Invite{}, fault.Wrap("fault.internal", err)
		}
		if n > 0 {
			return Invite{}, gone
		}
		return Invite{First: true}, nil
	}
	u, err := scanUser(tx.QueryRow(selectPerson+` WHERE office_id = $1 AND user_id = $2`, a.office, userID))
	if errors.Is(err, sql.ErrNoRows) || err == nil && u.Disabled {
		return Invite{}, gone
	}
	return Invite{Person: u.Person}, fault.Wrap("fault.internal", err)
}

// CreateFirst uses the set-up link: the first administrator, with a password.
func (a *Accounts) CreateFirst(ctx context.Context, opID, token, login, name, password string) error {
	in := NewUser{Login: foldLogin(login), Name: strings.TrimSpace(name), Rights: Rights{Role: authority.Admin}}
	f := fault.New(fault.Invalid, "fault.form")
	if !loginShape(in.Login) {
		f.With("login", "fault.account.login_shape")
	}
	checkWho(f, in.Name, "")
	if err := CheckPassword("password", in.Login, password); err != nil {
		f.Fields = append(f.Fields, fault.As(err).Fields...)
	}
	if len(f.Fields) > 0 {
		return f
	}
	// Before the memory is taken: a link that is over costs no hash.
	if inv, err := a.OpenInvite(ctx, token); err != nil || !inv.First {
		return orGone(err)
	}
	hash, err := a.hash(ctx, normal(password))
	if err != nil {
		return err
	}
	id := ledger.NewID()
	_, err = a.ledger.Do(ctx, ledger.Op{ID: opID, Scope: a.System("setup")}, func(tx *db.Tx) ([]ledger.Draft, error) {
		inv, err := a.invite(tx, tokenHash(token))
		if err != nil || !inv.First {
			return nil, orGone(err)
		}
		if _, err := tx.Exec(`DELETE FROM account_invite WHERE office_id = $1 AND user_id = ''`, a.office); err != nil {
			return nil, err
		}
		if err := a.insertUser(tx, id, hash, in); err != nil {
			return nil, err
		}
		return []ledger.Draft{changed(id, ChangeCreated, in.Rights, false)}, nil
	})
	return err
}

func orGone(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, "fault.account.link_over")
}

// ChoosePassword uses a person's one-time link. Sessions that were open end:
// whoever lost the password may have lost the phone.
func (a *Accounts) ChoosePassword(ctx context.Context, token, password string) error {
	inv, err := a.OpenInvite(ctx, token)
	if err != nil || inv.First {
		return orGone(err)
	}
	if err := CheckPassword("password", inv.Person.Login, password); err != nil {
		return err
	}
	hash, err := a.hash(ctx, normal(password))
	if err != nil {
		return err
	}
	err = a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		inv, err := a.invite(tx, tokenHash(token))
		if err != nil || inv.First {
			return orGone(err)
		}
		if _, err := tx.Exec(`DELETE FROM account_invite WHERE office_id = $1 AND user_id = $2`, a.office, inv.Person.ID); err != nil {
			return err
		}
		if err := a.setHash(tx, inv.Person, hash); err != nil {
			return err
		}
		return a.endInside(tx, inv.Person.ID)
	})
	return fault.Wrap("fault.internal", err)
}

// setHash stores a new password and forgets the failures of the old one.
func (a *Accounts) setHash(tx *db.Tx, p Person, hash string) error {
	if _, err := tx.Exec(`UPDATE account_user SET hash = $1, changed_at = $2 WHERE office_id = $3 AND user_id = $4`,
		hash, db.Micros(tx.Now), a.office, p.ID); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM account_attempt WHERE office_id = $1 AND login_hash = $2`, a.office, tokenHash(p.Login))
	return err
}
