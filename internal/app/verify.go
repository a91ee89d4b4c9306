package app

import (
	"context"

	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/schema"
)

// Damage is what verify found.
type Damage struct {
	Ledger ledger.Report
	Files  int      // attachments that were read
	Lost   []string // attachments that are missing, by hash
	Broken []string // attachments whose content is not the one their hash names
}

// Clean reports that nothing is wrong.
func (d Damage) Clean() bool { return d.Ledger.OK() && len(d.Lost) == 0 && len(d.Broken) == 0 }

// Lines names everything that is wrong, one line each.
func (d Damage) Lines() []string {
	var out []string
	for _, f := range d.Ledger.Findings {
		out = append(out, f.String())
	}
	for _, h := range d.Lost {
		out = append(out, "attachment "+h+": missing")
	}
	for _, h := range d.Broken {
		out = append(out, "attachment "+h+": damaged")
	}
	return out
}

// older says that an older program left the data: its tables, or what they hold,
// are not yet what this one makes of the same events. A start mends that.
func (a *App) older(ctx context.Context) (bool, error) {
	if err := schema.Check(ctx, a.DB); err != nil {
		if f := fault.As(err); f != nil && f.Key == "schema.older" {
			return true, nil
		}
		return false, err
	}
	folded, err := a.Ledger.Refolded(ctx)
	return !folded, err
}

// Verify only reads: every event, every derived row, every attachment. heads
// are the ends of the streams as a backup knows them.
func (a *App) Verify(ctx context.Context, heads ...ledger.Head) (Damage, error) {
	var d Damage
	old, err := a.older(ctx)
	if err == nil && old { // what is old would look like damage
		err = fault.New(fault.Unavailable, "app.verify.older")
	}
	if err != nil {
		return d, err
	}
	if d.Ledger, err = a.Ledger.Verify(ctx, heads...); err != nil {
		return d, err
	}
	seen := map[string]bool{}
	var key error // why attachments cannot be opened, and how many
	shut := 0
	err = a.Attachments.Each(ctx, func(f attachment.File) error {
		if seen[f.Hash] {
			return ctx.Err()
		}
		seen[f.Hash] = true
		d.Files++
		switch _, err := a.Attachments.Read(f); {
		case err == nil:
		case fault.Is(err, fault.NotFound):
			d.Lost = append(d.Lost, f.Hash)
		default:
			d.Broken = append(d.Broken, f.Hash)
			if fault.Is(err, fault.Unavailable) {
				key, shut = err, shut+1
			}
		}
		return ctx.Err()
	})
	if err == nil && shut > 0 && shut == d.Files {
		err = key // no file is damaged: it is the wrong key for all of them
	}
	return d, err
}
