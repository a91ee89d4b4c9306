package account

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

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

// Reveal lets the person see one masked number of a case for a minute. The
// access log has it before it is shown.
func (a *Accounts) Reveal(ctx context.Context, s db.Scope, caseID, field, reason string) error {
	if !slices.Contains(maskedFields, field) {
		return fault.At("field", "fault.account.reveal_field")
	}
	if reason == ReasonMore {
		until, err := a.Revealed(ctx, s, caseID, field)
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
	e := AccessEntry{Action: "reveal.nik", Kind: casefile.KindCase, ID: caseID, Detail: field}
	if err := a.loggable(s, e); err != nil {
		return err
	}
	err := a.db.Write(ctx, a.office, func(tx *db.Tx) error {
		if err := a.Check(tx, s, "reveal.nik", caseID); err != nil {
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

// Revealed reports until when the person may see a number; the zero time when
// it is masked.
func (a *Accounts) Revealed(ctx context.Context, s db.Scope, caseID, field string) (time.Time, error) {
	var until int64
	err := a.db.QueryRow(ctx, `SELECT until FROM account_reveal
		WHERE office_id = $1 AND user_id = $2 AND subject_kind = $3 AND subject_id = $4 AND field = $5 AND until > $6`,
		a.office, s.Person, casefile.KindCase, caseID, field, db.Micros(a.now())).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return db.FromMicros(until), fault.Wrap("fault.internal", err)
}
