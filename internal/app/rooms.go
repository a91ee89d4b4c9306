package app

import (
	"context"
	"io/fs"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

// room is what app needs of a room with pages.
type room interface{ Routes() []web.Route }

// rooms are the rooms with pages and what they bring.
type rooms struct {
	all   []room
	pages map[string]fs.FS
	jobs  map[string]job.Kind
	work  []casefile.WorkRoute
}

func (a *App) openRooms(ctx context.Context) error {
	office := Office(a.Config)
	var err error
	a.Ledger, err = ledger.Open(ctx, a.DB, ledger.Options{
		Office: office, Replica: "office", IsOffice: true, Kinds: Kinds(),
		FoldVersion: foldVersion, Clock: a.clock, Log: a.Log, Coarse: coarse, React: a.reactions(),
	})
	if err != nil {
		return err
	}
	a.Accounts = account.New(account.Options{Office: office, DB: a.DB, Ledger: a.Ledger, Clock: a.clock, Log: a.Log,
		Secure: a.secure()})
	a.Register = register.Open(a.DB)
	a.rooms = rooms{
		all:   []room{a.Accounts},
		pages: map[string]fs.FS{},
		jobs:  map[string]job.Kind{},
	}
	a.Jobs = job.New(job.Options{DB: a.DB, Kinds: a.rooms.jobs, Log: a.Log, Clock: a.clock,
		Offices: func(context.Context) ([]string, error) { return []string{office}, nil }})
	return nil
}

// reactions are what follows from an event outside the ledger.
func (a *App) reactions() []ledger.Reaction {
	return []ledger.Reaction{
		// What was erased must not lie on as a photo (UU 27/2022 pasal 43).
		{Type: casefile.Erased, Everywhere: true, Enqueue: func(tx *db.Tx, e ledger.Event) error {
			return a.Attachments.Purge(tx, e.Office, e.Subject.Kind, e.Subject.ID)
		}},
	}
}
