package app

import (
	"context"

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
		Draft: a.front.Draft, DraftSent: a.front.DropDraft,
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

// started is the brand that the installation was started with.
func (a *App) started() web.Brand { return web.Brand{Name: "Jempol Keren", Office: a.Config.Office} }

// dress lets pages and papers look as the office set it, and puts its newest
// list of areas in force.
func (a *App) dress(ctx context.Context) error {
	if err := a.rooms.office.ApplyAreas(ctx); err != nil {
		return err
	}
	look, err := a.rooms.office.Look(ctx, a.started())
	if err != nil {
		return err
	}
	a.name.Store(&look.Brand.Office)
	if site := a.site.Load(); site != nil {
		return fault.Wrap("app.site", site.SetLook(look))
	}
	return nil
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
