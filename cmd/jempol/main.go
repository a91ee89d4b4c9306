// Command jempol is the whole of Jempol Keren in one program: the office
// server, the demonstration and the verbs that keep its data.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// program is the command line: one field a verb.
type program struct {
	Serve    serveCmd    `cmd:"" help:"Run the office server."`
	Demo     demoCmd     `cmd:"" help:"Show the program with synthetic people, in a folder of its own."`
	Backup   backupCmd   `cmd:"" help:"Write a backup, while the server runs."`
	Restore  restoreCmd  `cmd:"" help:"Put a verified backup in the place of the data."`
	Register registerCmd `cmd:"" help:"The population register of the office: load an extract, list the sources, take one out, find who stands twice."`
	Bench    benchCmd    `cmd:"" help:"Measure the program on this machine."`
	Verify   verifyCmd   `cmd:"" help:"Check the ledger against its tables: exit 0 clean, 1 damaged, 2 could not run."`

	ConfigFile string `name:"config" placeholder:"FILE" help:"File with options, one \"name = value\" a line."`
}

// session is what every verb runs in.
type session struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
	env    []string
	file   string
	flags  []string
}

// config gathers the options; set holds what this verb fixes whatever else says.
func (s *session) config(set ...string) (config.Config, error) {
	c, err := config.Load(s.file, s.env, append(append([]string{}, s.flags...), set...)...)
	if err != nil {
		return c, err
	}
	return app.Settle(c)
}

// log writes structured lines to standard error, without personal data.
func (s *session) log(c config.Config) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // config has checked it
	return slog.New(slog.NewJSONHandler(s.stderr, &slog.HandlerOptions{Level: level}))
}

// verdict is an error with an exit code of its own.
type verdict struct{ code int }

func (v verdict) Error() string { return fmt.Sprintf("exit %d", v.code) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is main without the process around it.
func run(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	var cli program
	exit := -1
	parser, err := kong.New(&cli, kong.Name("jempol"), kong.Writers(stdout, stderr), kong.UsageOnError(),
		kong.Description("Jempol Keren: population papers for people who cannot come to the office."),
		kong.Exit(func(code int) { exit = code }))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	k, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintln(stderr, "jempol:", err)
		return 2
	}
	s := &session{ctx: ctx, stdout: stdout, stderr: stderr, env: env, file: cli.ConfigFile, flags: given(k)}
	return ended(ctx, k.Run(s), stderr)
}

// given are the options that stand on the command line.
func given(k *kong.Context) []string {
	known := map[string]bool{}
	for _, o := range config.Reference() {
		known[o.Name] = o.Flag
	}
	var flags []string
	for _, p := range k.Path {
		if p.Flag != nil && known[p.Flag.Name] {
			flags = append(flags, p.Flag.Name+"="+fmt.Sprint(k.FlagValue(p.Flag)))
		}
	}
	return flags
}

// ended turns the error of a verb into what the person reads and the exit code.
func ended(ctx context.Context, err error, stderr io.Writer) int {
	var v verdict
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled): // it was asked to stop
		return 0
	case errors.As(err, &v):
		return v.code
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		fmt.Fprintln(stderr, "jempol:", err)
		return 2
	}
	key := f.Key
	if !i18n.Has(key) { // what pages never show to anybody has no words of its own
		key = "fault.internal"
	}
	text := i18n.T(i18n.ID, key, f.Args)
	for _, fl := range f.Fields {
		text += "\n  " + fl.Name + ": " + i18n.T(i18n.ID, fl.Key, fl.Args)
	}
	fmt.Fprintln(stderr, "jempol:", text)
	if f.Err != nil {
		fmt.Fprintln(stderr, "  ("+f.Key+": "+f.Err.Error()+")")
	}
	return 2
}
