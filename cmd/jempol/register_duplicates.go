package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/register"
)

type registerDuplicatesCmd struct {
	config.Config `embed:""`
	Out           string  `name:"out" placeholder:"FILE" help:"Write the entries, a row each, as .xlsx or .csv. It must not exist. Default: only their number."`
	Least         float64 `name:"least" default:"0.9" placeholder:"P" help:"How probable it must be that entries are one person, above 0 and at most 1."`
	Reveal        string  `name:"reveal" placeholder:"REASON" help:"Write whole NIK and KK numbers, for this reason, which the access log keeps: compare, form, siak, phone, check, other."`
}

// Run compares: exit 0 nobody stands twice, 1 somebody does, 2 could not run. It
// is written down who looked, so the folder must not be served meanwhile; a
// PostgreSQL database may.
func (c *registerDuplicatesCmd) Run(s *session) error {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
	if c.Out != "" && format != "xlsx" && format != "csv" {
		return fault.New(fault.Invalid, "register.doubles.format")
	}
	cfg, err := s.config()
	if err != nil {
		return err
	}
	a, err := app.Open(s.ctx, app.Options{Config: cfg, Log: s.log(cfg)})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	detail, purpose := "doubles", "verb"
	if c.Reveal != "" {
		if !account.IsReason(c.Reveal) {
			return fault.At("reveal", "fault.account.purpose")
		}
		detail, purpose = "doubles whole", "reveal:"+c.Reveal
	}
	scope := a.Accounts.With(a.Accounts.System("verb.register"), purpose)
	if err := a.Accounts.Log(s.ctx, scope, account.AccessEntry{Action: "register.candidates", Kind: account.AccessList, Detail: detail}); err != nil {
		return err
	}
	clusters, err := a.Register.Doubles(s.ctx, scope, c.Least, func(_ int, key string) error {
		fmt.Fprintln(s.stderr, i18n.T(i18n.ID, key))
		return nil
	})
	if err != nil {
		return err
	}
	entries := 0
	for _, d := range clusters {
		entries += len(d.IDs)
	}
	if c.Out != "" {
		found, err := a.Register.Read(s.ctx, scope, clusters)
		if err != nil {
			return err
		}
		if err := writeDoubles(c.Out, format, found, c.Reveal != ""); err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "register.doubles.written", "File", c.Out))
	}
	fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "register.doubles.found", "People", len(clusters), "Entries", entries))
	if len(clusters) > 0 {
		return verdict{1}
	}
	return nil
}

// writeDoubles writes the file for the one who asked alone: it names people.
func writeDoubles(path, format string, found []register.Double, whole bool) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.New(fault.Unavailable, "register.doubles.file").WithArgs(map[string]any{"File": path}).Because(err)
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return register.WriteDoubles(f, format, i18n.ID, found, whole)
}
