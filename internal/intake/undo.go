package intake

import (
	"context"
	"net/url"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// Undo takes back an acceptance, an assignment, or a decision on who somebody is with all that
// it brought about, as long as nobody has acted on it. act is the operation
// that is taken back; it stays in the history.
func (s *Service) Undo(ctx context.Context, op ledger.Op, caseID, act string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.Undone, nil, func(tx *db.Tx, _ casefile.State) ([]ledger.Draft, error) {
		events, err := s.Ledger.EventsTx(tx, s.Accounts.With(op.Scope, "act:"+casefile.Undone), subjectOf(caseID))
		if err != nil {
			return nil, err
		}
		ids, err := casefile.MayUndo(caseID, events, act)
		if err != nil {
			return nil, err
		}
		return []ledger.Draft{{Type: casefile.Undone, Body: casefile.UndoneBody{Events: ids}}}, nil
	})
}

// undoPath is where an act is taken back.
func undoPath(number, act string) string {
	return "/kasus/" + number + "/batalkan?tindakan=" + url.QueryEscape(act)
}

func (s *Service) undo(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.Undone)
	if err != nil {
		return nil, err
	}
	if _, err := s.Undo(r.Context(), op, id, r.Text("tindakan")); err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.undone")), nil
}
