package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/bench"
	"github.com/jempolkeren/jempol/internal/config"
)

type benchCmd struct {
	Pages    benchPagesCmd    `cmd:"" help:"Pages and saves of a whole office, over HTTP, on a synthetic district."`
	Linkage  benchLinkageCmd  `cmd:"" help:"Finding reported people in a register: how fast, how well."`
	Register benchRegisterCmd `cmd:"" help:"Importing an extract of the population register while others save."`
	Trips    benchTripsCmd    `cmd:"" help:"Planning trips: instances of the literature, and a whole district."`
}

type benchPagesCmd struct {
	config.Config `embed:""`
	Postgres      string        `name:"postgres" placeholder:"URL" help:"An empty PostgreSQL database, or one that an earlier run filled. Default: SQLite."`
	Residents     int           `name:"residents" default:"759810" placeholder:"N" help:"Residents of the register."`
	Cases         int           `name:"cases" default:"50000" placeholder:"N" help:"Cases with their history."`
	Users         int           `name:"users" default:"500" placeholder:"N" help:"People who work at the same time."`
	Think         time.Duration `name:"think" default:"8s" help:"Time between two clicks of one person."`
	Saves         float64       `name:"saves" default:"0.05" help:"The part of clicks that save."`
	Warm          time.Duration `name:"warm" default:"30s" help:"Time before anything is measured."`
	Time          time.Duration `name:"time" default:"120s" help:"Time of the measurement."`
	Rows          int           `name:"rows" default:"10000" placeholder:"N" help:"Rows of a list that is imported meanwhile; 0 imports none."`
	Plan          string        `name:"plan" enum:"none,week,month,year" default:"none" help:"A plan of trips that is computed meanwhile: week, month or year."`
	Seed          uint64        `name:"seed" default:"1" placeholder:"N" help:"Another number gives another district."`
	JSON          bool          `name:"json" help:"Print JSON."`
}

// Run measures. Without --data the district is made anew and thrown away.
func (c *benchPagesCmd) Run(s *session) error {
	dir, keep := s.flag("data")
	if !keep {
		temp, remove, err := bench.Folder()
		if err != nil {
			return err
		}
		defer remove()
		dir = filepath.Join(temp, "data") // its key lies beside it
	}
	set := []string{"data=" + dir}
	if c.Postgres != "" {
		set = append(set, "database="+c.Postgres)
	}
	cfg, err := s.config(set...)
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	args := []string{"--data", dir}
	if _, ok := s.flag("log-level"); !ok {
		args = append(args, "--log-level=warn") // not a line a request on the screen
	}
	for _, f := range s.flags {
		name, value, _ := strings.Cut(f, "=")
		if name != "data" && name != "listen" {
			args = append(args, "--"+name+"="+value)
		}
	}
	env := s.env
	if c.Postgres != "" { // it holds a password: not on a command line
		env = append(append([]string{}, env...), "JEMPOL_DATABASE="+c.Postgres)
	}
	r, err := bench.Pages(s.ctx, bench.Options{Config: cfg, Program: program, Args: args, Env: env,
		Residents: c.Residents, Cases: c.Cases, Seed: c.Seed, Users: c.Users, Think: c.Think, Saves: c.Saves,
		Warm: c.Warm, Measure: c.Time, Rows: c.Rows, Plan: strings.TrimPrefix(c.Plan, "none"), Log: s.stderr})
	if err != nil {
		return err
	}
	return show(s, r, c.JSON)
}

// measured is what a benchmark found out.
type measured interface {
	WriteJSON(io.Writer) error
	WriteText(io.Writer)
}

func show(s *session, r measured, asJSON bool) error {
	if asJSON {
		return r.WriteJSON(s.stdout)
	}
	r.WriteText(s.stdout)
	return nil
}
