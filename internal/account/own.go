package account

import (
	"context"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// ChangePassword changes the person's own password and ends the other
// sessions. Guessing the old one from an open browser is counted and locked
// like guessing at the door.
func (a *Accounts) ChangePassword(ctx context.Context, s db.Scope, current, old, password string) error {
	p, stored, _, err := scanPerson(a.db.QueryRow(ctx, selectPerson+` WHERE office_id = $1 AND user_id = $2`, a.office, s.Person))
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	if err := CheckPassword("password", p.Login, password); err != nil {
		return err
	}
	attempt := tokenHash("password:" + s.Person)
	if err := a.countAttempt(ctx, attempt); err != nil {
		return err
	}
	ok, _, err := a.matches(ctx, normal(old), stored)
	if err != nil {
		return err
	}
	if !ok {
		return fault.At("old", "fault.account.old_password")
	}
	hash, err := a.hash(ctx, normal(password))
	if err != nil {
		return err
	}
	err = a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		if err := a.setHash(tx, p, hash); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM account_attempt WHERE office_id = $1 AND login_hash = $2`, a.office, attempt); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM account_session WHERE office_id = $1 AND user_id = $2 AND token_hash <> $3`,
			a.office, p.ID, tokenHash(current))
		return err
	})
	return fault.Wrap("fault.internal", err)
}

// SetLanguage stores the person's own choice.
func (a *Accounts) SetLanguage(ctx context.Context, s db.Scope, lang string) error {
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE account_user SET lang = $1 WHERE office_id = $2 AND user_id = $3`, i18n.Known(lang), a.office, s.Person)
		return err
	})
	return fault.Wrap("fault.internal", err)
}
