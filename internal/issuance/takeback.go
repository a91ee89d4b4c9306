package issuance

import (
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// TakeBack takes back an act that was recorded by mistake, as long as nothing
// was built on it. Both the act and that it was taken back stay in the history.
func (s *Service) TakeBack(ctx context.Context, op ledger.Op, caseID, act, reason string) (ledger.Receipt, error) {
	if !slices.Contains(casefile.Mistakes(), reason) {
		return ledger.Receipt{}, fault.At("sebab", "issuance.err.choice")
	}
	if act == "" {
		return ledger.Receipt{}, fault.At("catatan", "issuance.err.which")
	}
	return s.change(ctx, op, caseID, casefile.TakenBack, func(a *acts) error {
		ids, err := casefile.MayTakeBack(caseID, a.events, authority.Role(a.op.Scope.Role), act)
		if err != nil {
			return err
		}
		return a.do(casefile.TakenBack, nil, ledger.Draft{Body: casefile.TakenBackBody{Events: ids, Reason: reason}})
	})
}

// Reprint records that a paper of the office was printed again under the number
// that it has now, and what became of the print with the old one.
func (s *Service) Reprint(ctx context.Context, op ledger.Op, caseID, need, old string) (ledger.Receipt, error) {
	if !slices.Contains(casefile.OldPapers(), old) {
		return ledger.Receipt{}, fault.At("lama", "issuance.err.choice")
	}
	return s.change(ctx, op, caseID, casefile.Reprinted, func(a *acts) error {
		n, _ := a.st.Need(need)
		return a.do(casefile.Reprinted, []string{need}, ledger.Draft{Body: casefile.ReprintedBody{Need: need, Number: n.Document, Old: old}})
	})
}
