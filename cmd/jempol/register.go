package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/register"
)

// registerCmd are the verbs of the population register.
type registerCmd struct {
	Import     registerImportCmd     `cmd:"" help:"Check an extract and load it, while no server has the folder."`
	Sources    registerSourcesCmd    `cmd:"" help:"What the register is made of."`
	Remove     registerRemoveCmd     `cmd:"" help:"Take a source out of the register."`
	Duplicates registerDuplicatesCmd `cmd:"" help:"Compare the whole register with itself: exit 0 nobody stands twice, 1 somebody does, 2 could not run."`
}

type registerImportCmd struct {
	config.Config `embed:""`
	File          string            `arg:"" help:"CSV or XLSX."`
	Source        string            `name:"source" required:"" placeholder:"S" help:"Short name of the source; the next import of it replaces this one."`
	Kind          string            `name:"kind" default:"population" enum:"population,village,social" help:"population (SIAK), village (OpenSID) or social (DTKS, SIKS-NG)."`
	TakenOn       string            `name:"taken-on" required:"" placeholder:"DAY" help:"The day of the extract, as 2026-11-01."`
	Basis         string            `name:"basis" required:"" placeholder:"TEXT" help:"Legal basis, such as the number of the agreement."`
	Village       string            `name:"village" placeholder:"CODE" help:"Village of the whole file, where it has no column for it."`
	Map           map[string]string `name:"map" placeholder:"HEADING=MEANING" help:"How columns are read: nama, nik, kk, jk, lahir, desa, kecamatan, ...; a heading alone is not read."`
	VillageOf     map[string]string `name:"village-of" placeholder:"NAME|KECAMATAN=CODE" help:"What an unclear name of a village means; - leaves its rows out."`
	Check         bool              `name:"check" help:"Only check the file."`
	Rejected      string            `name:"rejected" placeholder:"FILE" help:"Write the rows that are not taken, with the reasons, as CSV."`
}

// Run checks, says what it found, and loads.
func (c *registerImportCmd) Run(s *session) error {
	return withApp(s, func(a *app.App) error {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		scope := a.RegisterScope()
		i, err := a.Imports.Bring(s.ctx, scope, register.Origin{Source: c.Source, Kind: c.Kind, TakenOn: c.TakenOn, Basis: c.Basis, File: filepath.Base(c.File)}, c.Village, file)
		if err != nil {
			return err
		}
		if err := c.check(s, a, &i); err != nil {
			return errors.Join(err, a.Imports.Drop(s.ctx, scope, i.ID))
		}
		if c.Check {
			return a.Imports.Drop(s.ctx, scope, i.ID)
		}
		if err := a.LoadRegister(s.ctx, i.ID, s.progress("register.loading")); err != nil {
			return err
		}
		if i, err = a.Imports.Get(s.ctx, scope, i.ID); err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "register.verb.loaded", "Count", i18n.Number(i18n.ID, i.Loaded), "Added", i18n.Number(i18n.ID, i.Changes.Added),
			"Changed", i18n.Number(i18n.ID, i.Changes.Changed), "Gone", i18n.Number(i18n.ID, i.Changes.Gone)))
		return nil
	})
}

// check checks the file with what the command line says of its columns.
func (c *registerImportCmd) check(s *session, a *app.App, i *register.Import) (err error) {
	scope := a.RegisterScope()
	if len(c.Map) > 0 {
		means := make([]string, len(i.Columns))
		for n, col := range i.Columns {
			means[n] = col.Means
			if m, said := c.Map[col.Title]; said {
				means[n] = m
			}
		}
		if err := a.Imports.SetColumns(s.ctx, scope, i.ID, means, c.Village); err != nil {
			return err
		}
	}
	if len(c.VillageOf) > 0 {
		if err := a.Imports.SetVillages(s.ctx, scope, i.ID, c.VillageOf); err != nil {
			return err
		}
	}
	if err := a.Imports.Check(s.ctx, scope, i.ID, s.progress("register.checking")); err != nil {
		return err
	}
	if *i, err = a.Imports.Get(s.ctx, scope, i.ID); err != nil {
		return err
	}
	for _, col := range i.Columns {
		if col.Means != "" {
			fmt.Fprintf(s.stdout, "  %s = %s\n", col.Title, i18n.T(i18n.ID, "register.means."+col.Means))
		}
	}
	fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "register.verb.checked", "Rows", i18n.Number(i18n.ID, i.Rows), "Rejected", i18n.Number(i18n.ID, i.Rejected), "Doubtful", i18n.Number(i18n.ID, i.Doubtful)))
	for _, key := range slices.Sorted(maps.Keys(i.Reasons)) {
		fmt.Fprintf(s.stdout, "  %s: %s\n", register.ReasonText(i18n.ID, key), i18n.Number(i18n.ID, i.Reasons[key]))
	}
	for _, q := range i.Questions {
		fmt.Fprintf(s.stdout, "  --village-of %q (%d): %s\n", q.Written+"=", q.Rows, strings.Join(q.Suggest, " "))
	}
	if same, err := a.Imports.Same(s.ctx, scope, *i); err != nil {
		return err
	} else if same != nil {
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "register.verb.same"))
	}
	if c.Rejected == "" {
		return nil
	}
	return c.writeRejected(s, a, i)
}

// writeRejected writes the rows that are not taken into a file that only its
// owner reads: they are personal data.
func (c *registerImportCmd) writeRejected(s *session, a *app.App, i *register.Import) error {
	f, err := os.OpenFile(c.Rejected, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	w.Comma = ';'
	head := make([]string, 0, len(i.Columns)+2)
	for _, col := range i.Columns {
		head = append(head, col.Title)
	}
	err = w.Write(append(head, "BARIS", "SEBAB"))
	if err == nil {
		err = a.Imports.Rejected(s.ctx, a.RegisterScope(), i.ID, func(row int64, cells []string, problems []register.Problem) error {
			line := make([]string, len(i.Columns), len(i.Columns)+2)
			copy(line, cells)
			var why []string
			for _, p := range problems {
				why = append(why, i18n.T(i18n.ID, p.Key, p.Args))
			}
			return w.Write(append(line, strconv.FormatInt(row, 10), strings.Join(why, ", ")))
		})
	}
	w.Flush()
	return errors.Join(err, w.Error(), f.Close())
}

// progress says on one line how far something is.
func (s *session) progress(key string) register.Progress {
	last := int64(-1)
	return func(done, all int64) error {
		if p := done * 100 / max(all, 1); p != last {
			last = p
			fmt.Fprintf(s.stderr, "\r%s: %d%% ", i18n.T(i18n.ID, key), p)
			if done >= all {
				fmt.Fprintln(s.stderr)
			}
		}
		return s.ctx.Err()
	}
}

type registerSourcesCmd struct {
	config.Config `embed:""`
}

// Run lists the sources.
func (c *registerSourcesCmd) Run(s *session) error {
	return withApp(s, func(a *app.App) error {
		all, err := a.Imports.Sources(s.ctx, a.RegisterScope())
		if err != nil {
			return err
		}
		for _, i := range all {
			fmt.Fprintf(s.stdout, "%s\t%s\t%s\t%s\t%s\n", i.Source, i18n.T(i18n.ID, "office.register.kind."+i.Kind), i.TakenOn, i18n.Number(i18n.ID, i.Loaded), i.Basis)
		}
		return nil
	})
}

type registerRemoveCmd struct {
	config.Config `embed:""`
	Source        string `arg:"" help:"Short name of the source."`
	Why           string `name:"why" required:"" placeholder:"TEXT" help:"The reason, which is kept."`
}

// Run takes a source out.
func (c *registerRemoveCmd) Run(s *session) error {
	return withApp(s, func(a *app.App) error {
		if err := a.RemoveRegister(s.ctx, c.Source, c.Why); err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "office.register.removed", "Source", c.Source))
		return nil
	})
}

// withApp opens the installation, as its only server, for one verb.
func withApp(s *session, do func(*app.App) error) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	a, err := app.Open(s.ctx, app.Options{Config: cfg, Log: s.log(cfg)})
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}
