package app

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// Site makes the web site of the installation.
func (a *App) Site() (*web.Server, error) {
	cfg := a.Config
	srv, err := web.New(web.Config{
		Brand: a.started(), Lang: cfg.Language, Zone: cfg.Location(),
		Log: a.Log, Now: a.clock, Demo: cfg.Demo, Secure: a.secure(),
		Identify: a.Accounts.Identify, Allow: a.Accounts.Allow, WhoMay: a.Accounts.WhoMay, SetLang: a.Accounts.SetLang,
		Draft: a.front.Draft, DraftSent: a.front.DropDraft, Hold: a.front.Hold, Held: a.front.Held,
		Nav: a.nav, Ready: a.ready, Pages: a.rooms.templates,
	})
	if err != nil {
		return nil, fault.Wrap("app.site", err)
	}
	for _, r := range a.rooms.all {
		srv.Handle(r.Routes()...)
	}
	if cfg.Demo {
		srv.Handle(web.Komponen()...)
	}
	a.site.Store(srv)
	return srv, a.dress(context.Background())
}

// answered is how many people the site is answering now.
func (a *App) answered() int {
	if site := a.site.Load(); site != nil {
		return site.Answering()
	}
	return 0
}

// started is the brand that the installation was started with.
func (a *App) started() web.Brand { return web.Brand{Name: "Jempol Keren", Office: a.Config.Office} }

// dress lets pages and papers look as the office set it, and puts its newest
// list of areas in force.
func (a *App) dress(ctx context.Context) error {
	// First the number: what changes meanwhile has another, and is fetched then.
	n, err := a.rooms.office.Newest(ctx)
	if err != nil {
		return err
	}
	if err := a.rooms.office.ApplyAreas(ctx); err != nil {
		return err
	}
	look, err := a.rooms.office.Look(ctx, a.started())
	if err != nil {
		return err
	}
	a.name.Store(&look.Brand.Office)
	if site := a.site.Load(); site != nil {
		if err := site.SetLook(look); err != nil {
			return fault.Wrap("app.site", err)
		}
	}
	a.dressed.Store(n)
	return nil
}

// dressEvery is how soon a process follows what was changed in another one on
// the same database. Asking costs one row of an index, and no page waits for it.
const dressEvery = 2 * time.Second

// keepDressed follows changes that other processes made. Names, colours and
// areas are the only things of the database that a process holds in memory for
// longer than it takes to answer; counts are held by the number of the last
// event (ledger.Memo).
func (a *App) keepDressed(ctx context.Context) {
	tick := time.NewTicker(dressEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		n, err := a.rooms.office.Newest(ctx)
		if err == nil && n != a.dressed.Load() {
			err = a.dress(ctx)
		}
		if err != nil && ctx.Err() == nil {
			a.Log.Warn("what another server changed could not be followed yet", "err", err.Error())
		}
	}
}

// redress follows a change of a setting, once it is saved. What is wrong with
// it was refused before; pages stay as they are if it cannot be read.
func (a *App) redress(tx *db.Tx) {
	tx.AfterCommit(func() {
		if err := a.dress(context.Background()); err != nil {
			a.Log.Error("the look could not be changed", "err", err.Error())
		}
	})
}

// officeName is how the office is called now.
func (a *App) officeName() string {
	if name := a.name.Load(); name != nil {
		return *name
	}
	return a.Config.Office
}

// ready says whether a person can sign in: the database answers and takes
// writes, because a sign-in is one.
func (a *App) ready(ctx context.Context) error {
	if err := a.Accounts.Ready(ctx); err != nil {
		return err
	}
	return a.DB.Write(ctx, Office(a.Config), func(*db.Tx) error { return nil })
}
