package app

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// retentionEvery is how often the program looks for what is due to be erased.
const retentionEvery = time.Hour

// Erase erases the personal data of a case and of its envelopes, which know
// where the person is met and who received for them. The case comes last: if
// the program stops in between, what is due is still due. Repeating it does
// nothing more.
func (a *App) Erase(ctx context.Context, op ledger.Op, caseID, basis string) error {
	envelopes, err := handover.New(handover.Deps{DB: a.DB}).OfCase(ctx, op.Scope, caseID)
	if err != nil {
		return err
	}
	for _, id := range envelopes {
		own := op
		own.ID = ledger.NewOpID() // what is repeated by its id is the act on the case
		if err := a.Ledger.Erase(ctx, own, ledger.Subject{Kind: casefile.KindEnvelope, ID: id}, basis); err != nil {
			return err
		}
	}
	return a.Ledger.Erase(ctx, op, ledger.Subject{Kind: casefile.KindCase, ID: caseID}, basis)
}

// EraseDue erases the personal data of cases that were entered by mistake and
// withdrawn thirty days ago: nobody has a reason to keep it (UU 27/2022 pasal
// 43). What is due stands in the table work, like everything that is to be
// done. It also erases envelopes that came in after their case was erased. It
// returns how many cases were erased.
func (a *App) EraseDue(ctx context.Context) (int, error) {
	scope := a.Accounts.System("job.retention")
	due, err := a.ids(ctx, `SELECT subject_id FROM work WHERE office_id = $1 AND subject_kind = $2 AND action = $3 AND from_at <= $4
		ORDER BY from_at, subject_id LIMIT 500`, scope.Office, casefile.KindCase, casefile.Erased, db.Micros(a.clock()))
	if err != nil {
		return 0, err
	}
	for i, id := range due {
		if err := a.Erase(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, id, "withdrawn"); err != nil {
			return i, err
		}
	}
	late, err := a.ids(ctx, `SELECT v.envelope_id FROM handover_v_envelope v
		JOIN case_file c ON c.office_id = v.office_id AND c.case_id = v.case_id
		WHERE v.office_id = $1 AND c.erased = 1 AND NOT EXISTS (SELECT 1 FROM event e WHERE e.office_id = v.office_id
			AND e.subject_kind = $2 AND e.subject_id = v.envelope_id AND e.type = $3)
		ORDER BY v.envelope_id LIMIT 500`, scope.Office, casefile.KindEnvelope, casefile.Erased)
	if err != nil {
		return len(due), err
	}
	for _, id := range late {
		op := ledger.Op{ID: ledger.NewOpID(), Scope: scope}
		if err := a.Ledger.Erase(ctx, op, ledger.Subject{Kind: casefile.KindEnvelope, ID: id}, "case"); err != nil {
			return len(due), err
		}
	}
	return len(due), nil
}

// ids reads a list of ids.
func (a *App) ids(ctx context.Context, q string, args ...any) ([]string, error) {
	out, err := db.Column[string](a.DB.Query(ctx, q, args...))
	return out, fault.Wrap("app.retention", err)
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
