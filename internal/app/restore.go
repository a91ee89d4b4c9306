package app

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Restored says what a restore did.
type Restored struct {
	Manifest Manifest
	Damage   Damage // of the backup, before anything was replaced
	Kept     string // where the data that was there lies now; "" if there was none
	Erased   int    // erasures since the backup that were applied to it
}

// Restore puts a backup in the place of a data folder. The backup is unpacked
// beside it, checked against its own manifest, opened and verified, and what
// was lawfully erased since is erased in it; only then do the folders change
// places. The folder that was there is kept under another name. A damaged
// backup replaces nothing: Damage says what is wrong with it.
func Restore(ctx context.Context, cfg config.Config, file string, now time.Time) (Restored, error) {
	var r Restored
	if cfg.Database != "" {
		return r, fault.New(fault.Invalid, "app.restore.postgres")
	}
	data := filepath.Clean(cfg.Data)
	if err := os.MkdirAll(filepath.Dir(data), 0o700); err != nil {
		return r, fault.New(fault.Unavailable, "app.folder").WithArgs(map[string]any{"Dir": data}).Because(err)
	}
	unlock, there, err := lockIfThere(data)
	if err != nil {
		return r, err
	}
	defer func() { unlock() }()

	in, err := os.Open(file)
	if err != nil {
		return r, fault.New(fault.NotFound, "app.backup.unreadable").WithArgs(map[string]any{"File": file}).Because(err)
	}
	defer in.Close()
	fresh := data + ".restore-" + now.UTC().Format("20060102T150405")
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return r, fault.New(fault.Unavailable, "app.folder").WithArgs(map[string]any{"Dir": fresh}).Because(err)
	}
	defer os.RemoveAll(fresh) // gone already when it took its place
	if r.Manifest, err = unpack(ctx, in, fresh); err != nil {
		return r, err
	}
	if r.Manifest.Office != Office(cfg) {
		return r, fault.New(fault.Invalid, "app.restore.office").WithArgs(map[string]any{"Office": r.Manifest.Office})
	}
	if r.Damage, err = check(ctx, at(cfg, fresh), r.Manifest.Heads); err != nil || !r.Damage.Clean() {
		return r, err
	}
	if there {
		if r.Erased, err = carryErasures(ctx, cfg, at(cfg, fresh)); err != nil {
			return r, err
		}
	}
	unlock() // Windows does not rename a folder with an open file in it
	unlock = func() {}
	if there {
		r.Kept = data + ".before-" + now.UTC().Format("20060102T150405")
		if err := os.Rename(data, r.Kept); err != nil {
			return r, fault.New(fault.Unavailable, "app.folder").WithArgs(map[string]any{"Dir": data}).Because(err)
		}
	}
	if err := os.Rename(fresh, data); err != nil {
		if there {
			err = errors.Join(err, os.Rename(r.Kept, data))
		}
		return r, fault.New(fault.Unavailable, "app.folder").WithArgs(map[string]any{"Dir": data}).Because(err)
	}
	return r, nil
}

func lockIfThere(data string) (unlock func(), there bool, err error) {
	if _, err := os.Stat(filepath.Join(data, databaseFile)); errors.Is(err, os.ErrNotExist) {
		// An empty folder may be replaced like none; a full one is not ours.
		if err := os.Remove(data); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, false, fault.New(fault.Conflict, "app.restore.not_empty").WithArgs(map[string]any{"Dir": data})
		}
		return func() {}, false, nil
	}
	unlock, err = db.LockFolder(data)
	return unlock, true, err
}

// check verifies an unpacked backup. One that an older program made is opened as
// a start would open it, which brings it to this program's tables.
func check(ctx context.Context, cfg config.Config, heads []ledger.Head) (Damage, error) {
	a, err := Open(ctx, Options{Config: cfg, ReadOnly: true})
	if err != nil {
		return Damage{}, err
	}
	old, err := a.older(ctx)
	if err == nil && !old {
		defer func() { _ = a.Close() }()
		return a.Verify(ctx, heads...)
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return Damage{}, err
	}
	if a, err = Open(ctx, Options{Config: cfg}); err != nil {
		return Damage{}, err
	}
	defer func() { _ = a.Close() }()
	return a.Verify(ctx, heads...)
}

// carryErasures applies to the restored data what was erased after the backup
// was made: an old backup must not bring anybody back (UU 27/2022 pasal 43).
// Data that cannot be opened any more has no erasures to carry; that is why
// people restore.
func carryErasures(ctx context.Context, from, to config.Config) (int, error) {
	src, err := Open(ctx, Options{Config: from, ReadOnly: true})
	if err != nil {
		if fault.Is(err, fault.Unavailable) {
			return 0, nil
		}
		return 0, err
	}
	defer func() { _ = src.Close() }()
	scope := src.Accounts.System("verb.restore")
	var erasures []ledger.Event
	var c ledger.Cursor
	for {
		page, next, err := src.Ledger.Since(ctx, scope, c, 10_000)
		if err != nil {
			return 0, err
		}
		if len(page) == 0 {
			break
		}
		c = next
		for _, e := range page {
			if e.Type == casefile.Erased {
				erasures = append(erasures, e)
			}
		}
	}
	if len(erasures) == 0 {
		return 0, nil
	}
	dst, err := Open(ctx, Options{Config: to})
	if err != nil {
		return 0, err
	}
	n, err := eraseAgain(ctx, dst, erasures)
	return n, errors.Join(err, dst.Close())
}

// eraseAgain repeats erasures of subjects that the backup holds, as new events:
// the original ones stand in a chain of which the backup has not the rest.
// They keep the id of the act, so where both meet again they are one.
func eraseAgain(ctx context.Context, a *App, erasures []ledger.Event) (int, error) {
	n := 0
	for _, e := range erasures {
		scope := a.Accounts.System("verb.restore")
		held, err := a.Ledger.History(ctx, scope, e.Subject)
		if err != nil {
			return n, err
		}
		if len(held) == 0 || slices.ContainsFunc(held, func(h casefile.Event) bool { return h.OpID == e.OpID }) {
			continue
		}
		var body casefile.ErasedBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return n, fault.Wrap("app.restore", err)
		}
		op := ledger.Op{ID: e.OpID, Scope: scope, OccurredAt: time.UnixMicro(e.OccurredAt)}
		if err := a.Ledger.Erase(ctx, op, e.Subject, body.Basis); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
