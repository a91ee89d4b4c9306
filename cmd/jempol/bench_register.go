package main

import (
	"path/filepath"
	"time"

	"github.com/jempolkeren/jempol/internal/bench"
	"github.com/jempolkeren/jempol/internal/config"
)

type benchRegisterCmd struct {
	config.Config `embed:""`
	Postgres      string        `name:"postgres" placeholder:"URL" help:"An empty PostgreSQL database. Default: SQLite, encrypted."`
	Rows          int           `name:"rows" default:"759810" placeholder:"N" help:"Rows of the extract."`
	Broken        float64       `name:"broken" default:"0" placeholder:"P" help:"Per cent of the rows that are broken."`
	XLSX          bool          `name:"xlsx" help:"A spreadsheet instead of CSV."`
	Every         time.Duration `name:"every" default:"50ms" help:"How often somebody else saves meanwhile."`
	Seed          uint64        `name:"seed" default:"1" placeholder:"N" help:"Another number makes other people."`
	JSON          bool          `name:"json" help:"Print JSON."`
}

// Run measures in a folder that is thrown away.
func (c *benchRegisterCmd) Run(s *session) error {
	temp, remove, err := bench.Folder()
	if err != nil {
		return err
	}
	defer remove()
	set := []string{"data=" + filepath.Join(temp, "data")}
	if c.Postgres != "" {
		set = append(set, "database="+c.Postgres)
	}
	cfg, err := s.config(set...)
	if err != nil {
		return err
	}
	r, err := bench.Register(s.ctx, bench.RegisterOptions{Config: cfg, Rows: c.Rows, Broken: c.Broken, XLSX: c.XLSX, Every: c.Every, Seed: c.Seed, Log: s.stderr})
	if err != nil {
		return err
	}
	return show(s, r, c.JSON)
}
