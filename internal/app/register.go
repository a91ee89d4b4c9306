package app

import (
	"context"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// RegisterScope is under whose name the command line brings files into the
// register.
func (a *App) RegisterScope() db.Scope { return a.Accounts.System("verb.register") }

// LoadRegister lets a checked import into the register and loads it at once.
func (a *App) LoadRegister(ctx context.Context, id string, progress func(done, all int64) error) error {
	scope := a.RegisterScope()
	if err := a.rooms.office.LoadRegister(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, id); err != nil {
		return err
	}
	if err := a.Imports.LoadNow(ctx, scope, id, progress); err != nil {
		return err
	}
	return a.Register.Settle(ctx, scope)
}

// RemoveRegister takes a source out of the register.
func (a *App) RemoveRegister(ctx context.Context, source, why string) error {
	scope := a.RegisterScope()
	if err := a.rooms.office.RemoveRegister(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, source, why); err != nil {
		return err
	}
	return a.Register.Settle(ctx, scope)
}
