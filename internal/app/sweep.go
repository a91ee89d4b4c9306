package app

import (
	"context"
	"regexp"
	"time"

	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
)

const (
	// An upload whose form was never finished is of no use a day later.
	unusedAfter = 24 * time.Hour
	// A list goes back to its sender with what is wrong; a month is enough to
	// send it again.
	stagedAfter = 30 * 24 * time.Hour

	eventsAtOnce = 1000
)

// sweeper remembers how far the ledger was read and which files it names, so
// that each event is read once a run of the program.
type sweeper struct {
	cursor ledger.Cursor
	named  map[string]bool
}

var anyHash = regexp.MustCompile(`[0-9a-f]{64}`)

// Swept says what was taken away.
type Swept struct {
	Files int   // uploads that nothing names
	Rows  int64 // of lists, which became no case
}

// Sweep takes away what was uploaded and led to nothing: it is personal data
// that nobody has a reason to keep (UU 27/2022 pasal 43).
func (a *App) Sweep(ctx context.Context) (out Swept, err error) {
	scope, now := a.Accounts.System("job.retention"), a.clock()
	if out.Rows, err = a.rooms.intake.EraseStaged(ctx, scope, now.Add(-stagedAfter)); err != nil {
		return out, err
	}
	if err := a.Imports.DropStaged(ctx, scope, now.Add(-stagedAfter)); err != nil {
		return out, err
	}
	// In this order: what a visit names that is recorded in between is an event
	// by the time the events are read.
	old, err := a.Attachments.Older(ctx, scope.Office, now.Add(-unusedAfter))
	if err != nil || len(old) == 0 {
		return out, err
	}
	drafted, err := outreach.Drafted(ctx, a.DB, scope.Office)
	if err != nil {
		return out, err
	}
	if err := a.readNames(ctx); err != nil {
		return out, err
	}
	var unused []attachment.File
	for _, f := range old {
		if !a.sweeper.named[f.Hash] && !drafted[f.Hash] {
			unused = append(unused, f)
		}
	}
	out.Files = len(unused)
	return out, a.Attachments.Sweep(ctx, scope.Office, unused, now.Add(-unusedAfter))
}

// readNames reads the events that are new since the last time.
func (a *App) readNames(ctx context.Context) error {
	if a.sweeper.named == nil {
		a.sweeper.named = map[string]bool{}
	}
	for {
		events, next, err := a.Ledger.Since(ctx, a.Accounts.System("job.retention"), a.sweeper.cursor, eventsAtOnce)
		if err != nil {
			return err
		}
		for _, e := range events {
			for _, h := range anyHash.FindAll(e.Body, -1) {
				a.sweeper.named[string(h)] = true
			}
		}
		a.sweeper.cursor = next
		if len(events) < eventsAtOnce {
			return nil
		}
	}
}

// keepSwept takes away what led to nothing, and tells the database how it has
// grown, until ctx ends.
func (a *App) keepSwept(ctx context.Context) {
	for {
		if s, err := a.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("sweeping what led to nothing failed", "err", err.Error())
		} else if s != (Swept{}) {
			a.Log.Info("swept what led to nothing", "files", s.Files, "list_rows", s.Rows)
		}
		if err := a.DB.Tune(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("the statistics of the database could not be refreshed", "err", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(retentionEvery):
		}
	}
}
