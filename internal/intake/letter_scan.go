package intake

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// AddScan brings the scan of a letter that was recorded without one: the letter
// is stated again, with the file that was put on it. A scan that is there is not
// replaced: cases were reported from it.
func (s *Service) AddScan(ctx context.Context, op ledger.Op, id, hash string) (ledger.Receipt, error) {
	if _, err := s.Attachments.Find(ctx, op.Scope, casefile.KindLetter, id, hash); err != nil {
		return ledger.Receipt{}, err
	}
	return s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		var in LetterBody
		var area, reporter string
		err := tx.QueryRow(`SELECT number, day, sender, agency, scan, area, reporter FROM letter WHERE office_id = $1 AND letter_id = $2`,
			op.Scope.Office, id).Scan(&in.Number, &in.Day, &in.Sender, &in.Agency, &in.Scan, &area, &reporter)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fault.New(fault.NotFound, "fault.intake.letter")
		}
		if err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		err = authority.Allowed(casefile.LetterReceived, account.ActorOf(op.Scope), authority.Target{Area: area, Agency: in.Agency, Reporter: reporter})
		if err != nil {
			return nil, err
		}
		if in.Scan != "" {
			return nil, fault.New(fault.Conflict, "fault.intake.letter_scanned")
		}
		in.Scan = hash
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindLetter, ID: id}, Type: casefile.LetterReceived, Area: area, Body: in}}, nil
	})
}
