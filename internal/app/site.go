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
		Brand: web.Brand{Name: "Jempol Keren", Office: cfg.Office}, Lang: cfg.Language, Zone: cfg.Location(),
		Log: a.Log, Now: a.clock, Demo: cfg.Demo, Secure: a.secure(),
		Identify: a.Accounts.Identify, Allow: a.Accounts.Allow, WhoMay: a.Accounts.WhoMay, SetLang: a.Accounts.SetLang,
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
	return srv, nil
}

// ready says whether a person can sign in: the database answers and takes
// writes, because a sign-in is one.
func (a *App) ready(ctx context.Context) error {
	if err := a.Accounts.Ready(ctx); err != nil {
		return err
	}
	return a.DB.Write(ctx, Office(a.Config), func(*db.Tx) error { return nil })
}
