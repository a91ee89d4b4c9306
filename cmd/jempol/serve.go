package main

import (
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/demo"
)

type serveCmd struct {
	config.Config `embed:""`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	log := s.log(cfg)
	a, err := app.Open(s.ctx, app.Options{Config: cfg, Log: log, Clock: clockOf(cfg)})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	return a.Serve(s.ctx, func(url string) {
		if err := a.Welcome(s.ctx, s.stdout, url); err != nil {
			fmt.Fprintln(s.stderr, "jempol:", err)
		}
	})
}

// clockOf is the clock of an installation: its own for a demonstration of a day,
// which is the only one that may have such, else nil.
func clockOf(cfg config.Config) func() time.Time {
	if cfg.Today == "" {
		return nil
	}
	return demo.Clock(cfg.Begin(time.Now()))
}
