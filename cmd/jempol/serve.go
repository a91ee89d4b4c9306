package main

import (
	"fmt"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
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
	a, err := app.Open(s.ctx, app.Options{Config: cfg, Log: log})
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
