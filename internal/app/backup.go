package app

import (
	"archive/tar"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/schema"
)

// Backup writes a backup of an installation to file, while a server runs on it
// or not, and returns what it holds. The file appears only when it is whole.
//
// The database is copied first and the attachments after it: whatever the copy
// names is in the folder by then, because a file is put before the act that
// names it.
func Backup(ctx context.Context, cfg config.Config, file string, now time.Time) (Manifest, error) {
	a, err := Open(ctx, Options{Config: cfg, ReadOnly: true})
	if err != nil {
		return Manifest{}, err
	}
	defer func() { _ = a.Close() }()
	unwritable := func(err error) error {
		return fault.New(fault.Unavailable, "app.backup.write").WithArgs(map[string]any{"Dir": filepath.Dir(file)}).Because(err)
	}
	if _, err := os.Stat(file); err == nil {
		return Manifest{}, fault.New(fault.Conflict, "app.backup.exists").WithArgs(map[string]any{"File": file})
	}
	work, err := os.MkdirTemp(filepath.Dir(file), ".jempol-backup-*")
	if err != nil {
		return Manifest{}, unwritable(err)
	}
	defer os.RemoveAll(work)

	m := Manifest{Format: manifestFormat, Office: Office(cfg), Engine: string(a.DB.Engine()), Schema: schema.Version(), Made: now.UTC().Truncate(time.Second)}
	copied := filepath.Join(work, databaseFile)
	if err := a.copyDatabase(ctx, cfg, copied); err != nil {
		return m, err
	}
	// What the copy itself holds, not what the server wrote meanwhile.
	held, err := Open(ctx, Options{Config: at(cfg, work), ReadOnly: true})
	if err != nil {
		return m, err
	}
	defer func() { _ = held.Close() }()
	if m.Heads, err = held.Ledger.Heads(ctx); err != nil {
		return m, err
	}
	part := filepath.Join(work, "backup.tar")
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, unwritable(err)
	}
	w := &archiveWriter{tar: tar.NewWriter(out), manifest: m}
	if err := a.pack(ctx, held, w, copied); err != nil {
		out.Close()
		return m, unwritable(err)
	}
	if err := errors.Join(w.finish(), out.Sync(), out.Close()); err != nil {
		return m, unwritable(err)
	}
	if err := os.Rename(part, file); err != nil {
		return m, unwritable(err)
	}
	return w.manifest, nil
}

func (a *App) pack(ctx context.Context, held *App, w *archiveWriter, copied string) error {
	if err := w.file(databaseFile, copied); err != nil {
		return err
	}
	if key := filepath.Join(a.Config.Data, wrappedKeys); a.Config.Passphrase != "" {
		if err := w.file(wrappedKeys, key); err != nil {
			return err
		}
	}
	packed := map[string]bool{}
	return held.Attachments.Each(ctx, func(f attachment.File) error {
		if packed[f.Hash] {
			return nil
		}
		packed[f.Hash] = true
		name := attachment.Path(f.Hash)
		err := w.file(attachmentsDir+"/"+filepath.ToSlash(name), filepath.Join(a.Attachments.Dir(), name))
		if errors.Is(err, os.ErrNotExist) {
			return nil // verify names it; the rest is worth keeping all the same
		}
		return errors.Join(err, ctx.Err())
	})
}

// copyDatabase makes a SQLite file of the database: the engine's own online
// copy of a SQLite file, and of a PostgreSQL database every row of every table,
// read from one snapshot.
func (a *App) copyDatabase(ctx context.Context, cfg config.Config, to string) error {
	if a.DB.Engine() == db.SQLite {
		return a.DB.Backup(ctx, to)
	}
	keys, err := LoadKeys(cfg.Data, keySource(cfg))
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: "sqlite:" + to, Key: keys.Database})
	if err != nil {
		return err
	}
	if err := schema.Migrate(ctx, d); err != nil {
		return errors.Join(err, d.Close())
	}
	return errors.Join(db.CopyRows(ctx, a.DB, d), d.Close())
}

// at is the configuration of the same installation on another, SQLite, folder.
func at(cfg config.Config, dir string) config.Config {
	src := keySource(cfg)
	cfg.KeyFile, cfg.Data, cfg.Database, cfg.Attachments = src.File, dir, "", ""
	return cfg
}
