package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/demo"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
)

type demoCmd struct {
	config.Config `embed:""`
	Residents     int    `name:"residents" default:"20000" placeholder:"N" help:"How many synthetic residents the register holds."`
	Seed          uint64 `name:"seed" default:"1" placeholder:"N" help:"Another number gives another district."`
	Prepare       bool   `name:"prepare" help:"Build the demonstration and exit."`
}

// Run builds a synthetic district, unless the folder holds one, and serves it.
func (c *demoCmd) Run(s *session) error {
	dir, keep := s.flag("data")
	if !keep {
		var err error
		if dir, err = os.MkdirTemp("", "jempol-demo-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
	}
	folder, err := demo.OpenFolder(dir)
	if err != nil {
		return err
	}
	cfg, today, err := c.config(s, dir, folder)
	if err != nil {
		return err
	}
	// Making the district fills the heap with what is garbage at once.
	debug.SetMemoryLimit(demoMemory << 20)
	began := time.Now()
	o := demo.Options{District: region.Code(cfg.District), Residents: c.Residents, Seed: c.Seed, Today: today}
	if !folder.Complete() {
		if err := folder.Begin(o, cfg.Today != ""); err != nil {
			return err
		}
	}
	log := s.log(cfg)
	a, err := app.Open(s.ctx, app.Options{Config: cfg, Log: log, Clock: demo.Clock(today)})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	if folder.Complete() {
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "demo.again", "Dir", dir))
	} else {
		res, err := demo.Build(s.ctx, a.DB, a.Ledger, a.Accounts, a.Register, o)
		if err != nil {
			return err
		}
		if err := folder.Finish(); err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "demo.built", "Residents", res.Residents, "Cases", res.Cases, "Events", res.Events,
			"Seconds", int(time.Since(began).Seconds()+0.5)))
		debug.FreeOSMemory()
	}
	if c.Prepare {
		c.accounts(s, folder)
		return nil
	}
	return a.Serve(s.ctx, func(url string) {
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "demo.address", "URL", url))
		c.accounts(s, folder)
	})
}

// demoMemory is what the heap of a demonstration tries to stay below, in MiB.
const demoMemory = 96

// accounts prints who can sign in, one a line: role, login, password.
func (c *demoCmd) accounts(s *session, folder *demo.Folder) {
	for _, line := range demo.Lines(folder.Accounts()) {
		fmt.Fprintln(s.stdout, line)
	}
}

// config gathers the options. What leads to an office's real data (its folder
// and database in environment or file) does not count for a
// demonstration; only what stands on the command line does.
func (c *demoCmd) config(s *session, dir string, folder *demo.Folder) (config.Config, time.Time, error) {
	set := []string{"demo=true", "data=" + dir}
	if there := folder.District(); folder.Complete() {
		if asked, ok := s.flag("district"); ok && asked != there {
			return config.Config{}, time.Time{}, fault.New(fault.Conflict, "demo.other_district").
				WithArgs(map[string]any{"Dir": dir, "There": there, "Asked": asked})
		}
		set = append(set, "district="+there)
	}
	for _, name := range []string{"database", "attachments"} {
		if _, ok := s.flag(name); !ok {
			set = append(set, name+"=")
		}
	}
	if _, ok := s.flag("memory"); !ok {
		set = append(set, fmt.Sprintf("memory=%d", demoMemory))
	}
	cfg, err := s.config(set...)
	if err != nil {
		return config.Config{}, time.Time{}, err
	}
	if day := folder.Day(); day != "" { // stays; the hour is anybody's choice
		_, hour, asked := strings.Cut(cfg.Today, "T")
		if cfg.Today = day; asked {
			cfg.Today += "T" + hour
		}
	}
	return cfg, cfg.Begin(time.Now()), nil
}

// flag is an option as it stands on the command line.
func (s *session) flag(name string) (value string, ok bool) {
	i := slices.IndexFunc(s.flags, func(f string) bool { return strings.HasPrefix(f, name+"=") })
	if i < 0 {
		return "", false
	}
	return s.flags[i][len(name)+1:], true
}
