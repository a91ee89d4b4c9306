package account

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// RevealFor is how long a number stays visible.
const RevealFor = 60 * time.Second

// The fields that are masked, and the reasons one may give for wanting to read a
// person's data or to see a whole number.
var (
	maskedFields = []string{casefile.FieldNIK, casefile.FieldKK}
	Reasons      = []string{"compare", "form", "siak", "phone", "check", "other"}
)

// IsReason reports whether it is one of Reasons.
func IsReason(reason string) bool { return slices.Contains(Reasons, reason) }

// ReasonMore asks for another minute of what is being shown: nobody should
// lose a number in the middle of typing it.
const ReasonMore = "lanjut"

// ReasonKey is the message key of a reason.
func ReasonKey(reason string) string { return "account.reveal." + reason }

// KindResident is the subject kind of a resident of the register in the access
// log: no event is about one.
const KindResident = "resident"

// Reveal lets the person see one masked number of a case, or of a resident of
// the register, for a minute. The access log has it before it is shown.
func (a *Accounts) Reveal(ctx context.Context, s db.Scope, kind, id, field, reason string) error {
	if !slices.Contains(maskedFields, field) {
		return fault.At("field", "fault.account.reveal_field")
	}
	if reason == ReasonMore {
		until, err := a.Revealed(ctx, s, kind, id, field)
		if err != nil {
			return err
		}
		if until.IsZero() {
			return fault.At("alasan", "fault.account.purpose")
		}
	} else if !slices.Contains(Reasons, reason) {
		return fault.At("alasan", "fault.account.purpose")
	}
	s = a.With(s, "reveal:"+reason)
	e := AccessEntry{Action: "reveal.nik", Kind: kind, ID: id, Detail: field}
	if err := a.loggable(s, e); err != nil {
		return err
	}
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		if err := a.mayReveal(tx, s, kind, id); err != nil {
			return err
		}
		if err := a.logInside(tx, s, e); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM account_reveal WHERE office_id = $1 AND until <= $2`, a.office, db.Micros(tx.Now)); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO account_reveal (office_id, user_id, subject_kind, subject_id, field, until)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (office_id, user_id, subject_kind, subject_id, field) DO UPDATE SET until = excluded.until`,
			a.office, s.Person, e.Kind, e.ID, field, db.Micros(tx.Now.Add(RevealFor)))
		return err
	})
	return fault.Wrap("fault.internal", err)
}

// mayReveal: a number of the register is seen by whoever may look into it for
// anybody, and reveals numbers anywhere in the office.
func (a *Accounts) mayReveal(tx *db.Tx, s db.Scope, kind, id string) error {
	if kind == casefile.KindCase {
		return a.Check(tx, s, "reveal.nik", id)
	}
	if err := authority.Allowed("register.candidates", ActorOf(s), authority.Target{}); err != nil {
		return err
	}
	return authority.Allowed("reveal.nik", ActorOf(s), authority.Target{})
}

// Revealed reports until when the person may see a number; the zero time when
// it is masked.
func (a *Accounts) Revealed(ctx context.Context, s db.Scope, kind, id, field string) (time.Time, error) {
	var until int64
	err := a.db.QueryRow(ctx, `SELECT until FROM account_reveal
		WHERE office_id = $1 AND user_id = $2 AND subject_kind = $3 AND subject_id = $4 AND field = $5 AND until > $6`,
		a.office, s.Person, kind, id, field, db.Micros(a.now())).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return db.FromMicros(until), fault.Wrap("fault.internal", err)
}
