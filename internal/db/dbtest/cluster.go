package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

const install = "install PostgreSQL (Debian: apt-get install postgresql), " +
	"or set TEST_PG_DSN to the address of a server whose database the tests may fill"

// watchdog waits until the test process is gone, however it went, then stops
// the server and removes its folder.
const watchdog = `cat >/dev/null; kill -QUIT "$(head -1 "$1/data/postmaster.pid")" 2>/dev/null; sleep 0.2; rm -rf "$1"`

// cluster is a private server.
type cluster struct {
	dsn   string
	alive *os.File // open as long as this process lives; the watchdog waits for its end
}

// startCluster starts a private PostgreSQL for this process, on a socket in a
// temporary folder, without the care for durability that tests do not need.
func startCluster() (c cluster, err error) {
	bin, err := programs()
	if err != nil {
		return c, err
	}
	dir, err := os.MkdirTemp("", "jkpg-") // short: a socket's path has 107 bytes
	if err != nil {
		return c, err
	}
	as := func(name string, arg ...string) *exec.Cmd { return exec.Command(name, arg...) }
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		setpriv, err := exec.LookPath("setpriv")
		if err != nil {
			return c, fmt.Errorf("running as root needs setpriv (package util-linux): %w", err)
		}
		as = func(name string, arg ...string) *exec.Cmd {
			return exec.Command(setpriv, append([]string{"--reuid=postgres", "--regid=postgres", "--init-groups", name}, arg...)...)
		}
		if out, err := exec.Command("chown", "postgres", dir).CombinedOutput(); err != nil {
			return c, fmt.Errorf("chown postgres: %w: %s", err, out)
		}
	}
	if c.alive, err = guard(dir); err != nil {
		return c, err
	}
	data := filepath.Join(dir, "data")
	init := as(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	init.Dir = dir
	if out, err := init.CombinedOutput(); err != nil {
		return c, fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	logFile, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return c, err
	}
	defer func() { _ = logFile.Close() }()
	run := as(filepath.Join(bin, "postgres"), "-D", data, "-k", dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "autovacuum=off", "-c", "max_wal_size=4GB")
	run.Dir, run.Stdout, run.Stderr = dir, logFile, logFile
	detach(run)
	if err := run.Start(); err != nil {
		return c, err
	}
	c.dsn = (&url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}).String()
	return c, await(c.dsn, filepath.Join(dir, "log"))
}

// guard starts the watchdog; its standard input ends with this process.
func guard(dir string) (alive *os.File, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", "-c", watchdog, "sh", dir)
	cmd.Stdin = r
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return w, r.Close()
}

func await(dsn, logPath string) error {
	s := &server{}
	var err error
	for range 150 {
		if err = s.run(dsn, func(context.Context, *pgx.Conn) error { return nil }); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	text, _ := os.ReadFile(logPath)
	return fmt.Errorf("PostgreSQL did not start: %w: %s", err, text)
}

// programs finds the newest installed PostgreSQL.
func programs() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int {
			return version(a) - version(b)
		})), nil
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New(install)
}

func version(initdb string) int {
	var n int
	_, _ = fmt.Sscanf(initdb, "/usr/lib/postgresql/%d/", &n)
	return n
}
