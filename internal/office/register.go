package office

import (
	"context"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

// Register is the sort of entry that says which import a source of the
// population register was loaded from. The residents are in the register, not in
// the ledger.
const Register = "register"

// registerID is the subject of a source.
func registerID(source string) string { return "register-" + source }

// LoadRegister lets an import that was checked into the register, or goes on
// with one that was stopped. Who let it in is an event.
func (s *Service) LoadRegister(ctx context.Context, op ledger.Op, id string) error {
	if err := s.mayRegister(op); err != nil {
		return err
	}
	i, err := s.d.Imports.Get(ctx, op.Scope, id)
	if err != nil {
		return err
	}
	if !i.Readable() || i.Rows == i.Rejected {
		return fault.New(fault.Conflict, "fault.office.register.nothing")
	}
	_, err = s.d.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := s.d.Imports.Load(tx, s.d.Office, id); err != nil {
			return nil, err
		}
		if i.State != register.StateChecked { // said when it was first let in
			return nil, nil
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindReference, ID: registerID(i.Source)}, Type: casefile.ReferenceChanged,
			Body: ChangedBody{What: Register, Name: i.Source, Active: true, Kind: i.Kind, From: i.TakenOn, Note: i.Basis, Seats: i.Rows - i.Rejected}}}, nil
	})
	return err
}

// RemoveRegister takes a source out of the register in one step.
func (s *Service) RemoveRegister(ctx context.Context, op ledger.Op, source, why string) error {
	if err := s.mayRegister(op); err != nil {
		return err
	}
	_, err := s.d.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := s.d.Imports.Remove(tx, s.d.Office, source, why); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindReference, ID: registerID(source)}, Type: casefile.ReferenceChanged,
			Body: ChangedBody{What: Register, Name: source, Note: why}}}, nil
	})
	return err
}

func (s *Service) mayRegister(op ledger.Op) error {
	return authority.Allowed("register.import", account.ActorOf(op.Scope), authority.Target{})
}
