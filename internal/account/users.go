package account

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// NewUser is an account to be made.
type NewUser struct {
	Login, Name, Phone, Lang string
	Rights
	// Password, when set, is the account's at once and no link is made. Only
	// the demonstration knows its people's passwords.
	Password string
}

// Created is a new account and, unless it has a password, the token of the
// one-time link on which its owner chooses one.
type Created struct {
	ID    string
	Token string // empty when the same op had made the account before
}

// Create makes an account. Only an administrator or the system may.
func (a *Accounts) Create(ctx context.Context, op ledger.Op, in NewUser) (Created, error) {
	if err := a.mayChangeUsers(op.Scope); err != nil {
		return Created{}, err
	}
	in.Login, in.Name, in.Phone, in.Rights = foldLogin(in.Login), strings.TrimSpace(in.Name), strings.TrimSpace(in.Phone), in.Rights.normal()
	f := in.Rights.check()
	if !loginShape(in.Login) {
		f.With("login", "fault.account.login_shape")
	}
	checkWho(f, in.Name, in.Phone)
	if in.Password != "" {
		if err := CheckPassword("password", in.Login, in.Password); err != nil {
			f.Fields = append(f.Fields, fault.As(err).Fields...)
		}
	}
	if len(f.Fields) > 0 {
		return Created{}, f
	}
	hash := ""
	if in.Password != "" {
		var err error
		if hash, err = a.hash(ctx, normal(in.Password)); err != nil {
			return Created{}, err
		}
	}
	c := Created{ID: ledger.NewID()}
	token, th := newToken()
	rec, err := a.ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := a.insertUser(tx, c.ID, hash, in); err != nil {
			return nil, err
		}
		if hash == "" {
			if err := a.insertInvite(tx, th, c.ID, inviteLasts); err != nil {
				return nil, err
			}
		}
		return []ledger.Draft{changed(c.ID, ChangeCreated, in.Rights, false)}, nil
	})
	switch {
	case err != nil:
		return Created{}, err
	case rec.Repeated:
		p, _, _, err := a.byLoginName(ctx, in.Login)
		return Created{ID: p.ID}, err
	case hash == "":
		c.Token = token
	}
	return c, nil
}

func checkWho(f *fault.Fault, name, phone string) {
	if name == "" || len(name) > 120 {
		f.With("name", "fault.account.name")
	}
	if strings.Trim(phone, "0123456789+- ") != "" || len(phone) > 24 {
		f.With("phone", "fault.account.phone")
	}
}

// ownRights is the message of whoever would change their own rights.
const ownRights = "fault.account.own_rights"

func (a *Accounts) mayChangeUsers(s db.Scope) error {
	return authority.Allowed(casefile.UserChanged, ActorOf(s), authority.Target{})
}

func (a *Accounts) insertUser(tx *db.Tx, id, hash string, in NewUser) error {
	var n int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM account_user WHERE office_id = $1 AND login = $2`, a.office, in.Login).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fault.At("login", "fault.account.login_taken")
	}
	now := db.Micros(tx.Now)
	_, err := tx.Exec(`INSERT INTO account_user (office_id, user_id, login, name, role, areas, agency, institution, lang, phone, hash, disabled, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $12)`,
		a.office, id, in.Login, in.Name, string(in.Role), joinAreas(in.Areas), in.Agency, in.Institution, langOf(in.Lang), in.Phone, hash, now)
	return err
}

// langOf keeps "no choice": then the office's language counts.
func langOf(lang string) string {
	if lang == "" {
		return ""
	}
	return i18n.Known(lang)
}

// Edit is what an administrator may change of an account.
type Edit struct {
	Name, Phone string
	Rights
	Shown *Shown // what the form showed; nil: whatever is kept is changed
}

// Change edits an account. A change of rights is an event and ends the
// person's sessions, which were made for another role. What somebody else changed
// since the form was opened is not taken back.
func (a *Accounts) Change(ctx context.Context, op ledger.Op, userID string, in Edit) error {
	in.Name, in.Phone, in.Rights = strings.TrimSpace(in.Name), strings.TrimSpace(in.Phone), in.Rights.normal()
	f := in.Rights.check()
	checkWho(f, in.Name, in.Phone)
	if len(f.Fields) > 0 {
		return f
	}
	return a.onUser(ctx, op, userID, func(tx *db.Tx, u User) ([]ledger.Draft, error) {
		var replaces []string
		if in.Shown != nil {
			event, err := a.over(tx, u, in)
			if err != nil {
				return nil, err
			}
			if event != "" {
				replaces = []string{event}
			}
		}
		_, err := tx.Exec(`UPDATE account_user SET name = $1, phone = $2, role = $3, areas = $4, agency = $5, institution = $6, changed_at = $7
			WHERE office_id = $8 AND user_id = $9`,
			in.Name, in.Phone, string(in.Role), joinAreas(in.Areas), in.Agency, in.Institution, db.Micros(tx.Now), a.office, userID)
		if err != nil || in.Rights.equal(u.rights()) {
			return nil, err
		}
		if err := a.notOwnNorLast(tx, op.Scope, u, in.Role == authority.Admin); err != nil {
			return nil, err
		}
		d := changed(userID, ChangeRights, in.Rights, u.Disabled)
		d.Replaces = replaces
		return []ledger.Draft{d}, a.endInside(tx, userID)
	})
}

// SetDisabled closes an account or opens it again. Nothing of it is deleted:
// its name stands in the history of cases.
func (a *Accounts) SetDisabled(ctx context.Context, op ledger.Op, userID string, disabled bool) error {
	return a.onUser(ctx, op, userID, func(tx *db.Tx, u User) ([]ledger.Draft, error) {
		if u.Disabled == disabled {
			return nil, nil
		}
		change := ChangeEnabled
		if disabled {
			change = ChangeDisabled
			if err := a.notOwnNorLast(tx, op.Scope, u, false); err != nil {
				return nil, err
			}
			if _, err := tx.Exec(`DELETE FROM account_invite WHERE office_id = $1 AND user_id = $2`, a.office, userID); err != nil {
				return nil, err
			}
		}
		if _, err := tx.Exec(`UPDATE account_user SET disabled = $1, changed_at = $2 WHERE office_id = $3 AND user_id = $4`,
			disabled, db.Micros(tx.Now), a.office, userID); err != nil {
			return nil, err
		}
		return []ledger.Draft{changed(userID, change, u.rights(), disabled)}, a.endInside(tx, userID)
	})
}

// EndSessions ends every session of another person: a lost phone.
func (a *Accounts) EndSessions(ctx context.Context, s db.Scope, userID string) error {
	if err := a.mayChangeUsers(s); err != nil {
		return err
	}
	return a.endWhere(ctx, `user_id = $2`, userID)
}

// onUser is one act of an administrator on an account.
func (a *Accounts) onUser(ctx context.Context, op ledger.Op, userID string, fn func(*db.Tx, User) ([]ledger.Draft, error)) error {
	if err := a.mayChangeUsers(op.Scope); err != nil {
		return err
	}
	_, err := a.ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		u, err := scanUser(tx.QueryRow(selectPerson+` WHERE office_id = $1 AND user_id = $2`, a.office, userID))
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fault.New(fault.NotFound, "fault.account.user")
		}
		if err != nil {
			return nil, err
		}
		return fn(tx, u)
	})
	return err
}

// notOwnNorLast refuses that administrators change their own rights, which
// would be a way into case data without a second person, and that the office
// is left without an administrator.
func (a *Accounts) notOwnNorLast(tx *db.Tx, s db.Scope, u User, stays bool) error {
	if s.Person == u.ID {
		return fault.New(fault.Forbidden, ownRights)
	}
	if stays || u.Role != authority.Admin || u.Disabled {
		return nil
	}
	var others int
	err := tx.QueryRow(`SELECT COUNT(*) FROM account_user WHERE office_id = $1 AND role = $2 AND disabled = 0 AND hash <> '' AND user_id <> $3`,
		a.office, string(authority.Admin), u.ID).Scan(&others)
	if err == nil && others == 0 {
		return fault.New(fault.Conflict, "fault.account.last_admin")
	}
	return err
}

func (a *Accounts) endInside(tx *db.Tx, userID string) error {
	_, err := tx.Exec(`DELETE FROM account_session WHERE office_id = $1 AND user_id = $2`, a.office, userID)
	return err
}
