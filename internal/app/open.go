package app

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/desk"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/schema"
	"github.com/jempolkeren/jempol/internal/web"
)

// databaseFile is the SQLite database in the data folder.
const databaseFile = "jempol.db"

// App is an opened installation.
type App struct {
	Config      config.Config
	DB          *db.DB
	Ledger      *ledger.Ledger
	Accounts    *account.Accounts
	Attachments *attachment.Store
	Register    *register.Register
	Imports     *register.Imports
	Book        *lawbook.Book
	Jobs        *job.Runner
	Log         *slog.Logger

	clock func() time.Time
	gate  *job.Gate
	rooms rooms
	front *desk.Service

	sweeper sweeper
	site    atomic.Pointer[web.Server]
	name    atomic.Pointer[string]
	dressed atomic.Int64 // number of the reference data that pages and areas show
	unlock  func()
}

// Options of Open.
type Options struct {
	Config   config.Config
	Clock    func() time.Time
	Log      *slog.Logger
	ReadOnly bool // beside a running server: no lock, no migration
}

// Open opens a data folder: one server at a time, keys first, then the
// database, which is migrated, then the rooms in the order in which they lean
// on each other. What was opened is closed again if a later part fails.
func Open(ctx context.Context, o Options) (a *App, err error) {
	cfg, err := Settle(o.Config)
	if err != nil {
		return nil, err
	}
	a = &App{Config: cfg, Log: o.Log, clock: o.Clock, unlock: func() {}}
	opened := a // what is returned with an error is nil
	if a.Log == nil {
		a.Log = slog.New(slog.DiscardHandler)
	}
	if a.clock == nil {
		a.clock = time.Now
	}
	defer func() {
		if err != nil {
			_ = opened.Close()
		}
	}()
	if !o.ReadOnly {
		if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
			return nil, fault.New(fault.Unavailable, "app.folder").WithArgs(map[string]any{"Dir": cfg.Data}).Because(err)
		}
		if a.unlock, err = db.LockFolder(cfg.Data); err != nil {
			a.unlock = func() {}
			return nil, err
		}
	}
	keys, err := LoadKeys(cfg.Data, keySource(cfg))
	if err != nil {
		return nil, err
	}
	readLimit := time.Duration(0)
	if o.ReadOnly {
		readLimit = -1 // verify and backup read for as long as it takes
	}
	a.DB, err = db.Open(ctx, db.Options{URL: databaseURL(cfg), Key: keys.Database, ReadOnly: o.ReadOnly,
		ReadLimit: readLimit, Log: a.Log, Clock: a.clock})
	if err != nil {
		return nil, err
	}
	if o.ReadOnly {
		if v, err := schema.Current(ctx, a.DB); err != nil || v == 0 {
			return nil, cmp.Or(err, error(fault.New(fault.Unavailable, "app.empty")))
		}
	} else {
		if err := schema.Migrate(ctx, a.DB); err != nil {
			return nil, err
		}
		if err := a.DB.Tune(ctx); err != nil {
			return nil, err
		}
	}
	a.Attachments, err = attachment.Open(a.DB, cfg.AttachmentDir(), keys.Attachments)
	if err != nil {
		return nil, err
	}
	a.Book = lawbook.Current()
	draftKey, err := keys.drafts()
	if err != nil {
		return nil, fault.Wrap("app.key", err)
	}
	if err := a.openRooms(ctx, draftKey); err != nil {
		return nil, err
	}
	return a, nil
}

// Office is the office id of a district: its code without dots.
func Office(cfg config.Config) string { return strings.ReplaceAll(cfg.District, ".", "") }

func databaseURL(cfg config.Config) string {
	if u := cfg.DatabaseURL(); strings.Contains(u, "://") {
		return u
	} else {
		return "sqlite:" + u
	}
}

// keySource says where the keys are. A demonstration is in clear; a server
// encrypts unless it is told otherwise, with a key file beside, never inside,
// the data folder.
func keySource(cfg config.Config) KeySource {
	switch {
	case cfg.Demo || cfg.NoEncrypt:
		return KeySource{}
	case cfg.Passphrase != "" || cfg.KeyFile != "":
		return KeySource{File: cfg.KeyFile, Passphrase: cfg.Passphrase}
	}
	return KeySource{File: filepath.Clean(cfg.Data) + ".key"}
}

// Close closes what Open opened; safe on an App that is only half open.
func (a *App) Close() error {
	var err error
	if a.DB != nil {
		err = a.DB.Close()
	}
	a.unlock()
	return err
}

// Now is the installation's clock in the office's time zone.
func (a *App) Now() time.Time { return a.clock().In(a.Config.Location()) }

// secure reports whether the outside is reached by TLS.
func (a *App) secure() bool { return a.listen().Secure() }

func (a *App) listen() web.ListenConfig {
	c := a.Config
	lc := web.ListenConfig{Addr: c.Listen, CertFile: c.TLSCert, KeyFile: c.TLSKey, BehindProxy: c.BehindProxy, Log: a.Log}
	if c.ACME != "" {
		lc.ACMEHosts, lc.ACMEDirectory = []string{c.ACME}, c.ACMEDir
		lc.ACMEFolder = filepath.Join(c.Data, "acme")
	}
	return lc
}
