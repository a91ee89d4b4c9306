package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/i18n"
)

type backupCmd struct {
	config.Config `embed:""`
	To            string `name:"to" required:"" placeholder:"FILE" help:"The backup file to write. It must not exist."`
}

// Run writes a backup beside a running server.
func (c *backupCmd) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	m, err := app.Backup(s.ctx, cfg, c.To, time.Now())
	if err != nil {
		return err
	}
	var size int64
	for _, e := range m.Entries {
		size += e.Size
	}
	fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "app.backup.done", "File", c.To, "Files", len(m.Entries), "Bytes", int(size)))
	fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "app.backup.key"))
	return nil
}

type restoreCmd struct {
	config.Config `embed:""`
	From          string `name:"from" required:"" placeholder:"FILE" help:"The backup file."`
}

// Run restores: a damaged backup replaces nothing and exits with 1.
func (c *restoreCmd) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	r, err := app.Restore(s.ctx, cfg, c.From, time.Now())
	if err != nil {
		return err
	}
	if !r.Damage.Clean() {
		for _, line := range r.Damage.Lines() {
			fmt.Fprintln(s.stdout, line)
		}
		fmt.Fprintln(s.stderr, i18n.T(i18n.ID, "app.restore.damaged"))
		return verdict{1}
	}
	fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "app.restore.done", "Made", i18n.DateTime(i18n.ID, r.Manifest.Made.In(cfg.Location())),
		"Events", r.Damage.Ledger.Events, "Erased", r.Erased))
	if r.Kept != "" {
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "app.restore.kept", "Dir", r.Kept))
	}
	return nil
}

type verifyCmd struct {
	config.Config `embed:""`
	JSON          bool `name:"json" help:"One JSON object instead of text."`
}

// Run verifies: exit 0 clean, 1 damaged and what, 2 could not run.
func (c *verifyCmd) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	a, err := app.Open(s.ctx, app.Options{Config: cfg, Log: s.log(cfg), ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	d, err := a.Verify(s.ctx)
	if err != nil {
		return err
	}
	lines := d.Lines()
	if c.JSON {
		if lines == nil {
			lines = []string{}
		}
		if err := json.NewEncoder(s.stdout).Encode(map[string]any{"clean": d.Clean(), "events": d.Ledger.Events,
			"subjects": d.Ledger.Subjects, "rows": d.Ledger.Rows, "attachments": d.Files, "wrong": lines}); err != nil {
			return err
		}
	} else {
		for _, line := range lines {
			fmt.Fprintln(s.stdout, line)
		}
		fmt.Fprintln(s.stdout, i18n.T(i18n.ID, "app.verify.counts", "Events", d.Ledger.Events, "Subjects", d.Ledger.Subjects,
			"Rows", d.Ledger.Rows, "Files", d.Files))
	}
	if !d.Clean() {
		fmt.Fprintln(s.stderr, i18n.T(i18n.ID, "app.verify.damaged", "Wrong", d.Ledger.Wrong+len(d.Lost)+len(d.Broken)))
		return verdict{1}
	}
	return nil
}
