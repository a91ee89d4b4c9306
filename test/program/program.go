// Package program gives tests the real program: built once, started the way
// its user starts it, listened to, stopped or killed.
package program

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// buildOnce makes the program, or takes the one that JEMPOL_BIN names. It is
// kept beside the build cache and not in a test's folder, because all tests of
// a process share it.
var buildOnce = sync.OnceValues(func() (string, error) {
	if ready := os.Getenv("JEMPOL_BIN"); ready != "" {
		return ready, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	out := filepath.Join(cache, "jempol-test", fmt.Sprintf("jempol-%d", os.Getppid()))
	cmd := exec.Command("go", "build", "-o", out, "github.com/jempolkeren/jempol/cmd/jempol")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if msg, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, msg)
	}
	return out, nil
})

// Binary returns the path of the program.
func Binary(tb testing.TB) string {
	tb.Helper()
	path, err := buildOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

// Run runs a verb to its end and returns what it printed and its exit code.
func Run(tb testing.TB, args ...string) (output string, code int) {
	tb.Helper()
	out, err := exec.Command(Binary(tb), args...).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return string(out), exit.ExitCode()
	case err != nil:
		tb.Fatal(err)
	}
	return string(out), 0
}

// Options say how the program is started.
type Options struct {
	// Args are the verb and its flags; --listen is added.
	Args []string
	// Env is added to the environment, as "NAME=value".
	Env []string
	// Ready is how long it may take until /readyz answers; zero is a minute.
	Ready time.Duration
}

// Program is a running program.
type Program struct {
	// URL is the address people open, without a slash at the end.
	URL string

	cmd    *exec.Cmd
	said   *Transcript
	ended  chan struct{}
	failed error
}

// Start runs the program on a free port of this machine and waits until a
// person can sign in. When the test ends the program is stopped, and the test
// fails if it did not stop in order.
func Start(tb testing.TB, o Options) *Program {
	tb.Helper()
	address := freeAddress(tb)
	p := &Program{URL: "http://" + address, said: &Transcript{}, ended: make(chan struct{})}
	p.cmd = exec.Command(Binary(tb), append(append([]string{}, o.Args...), "--listen", address)...)
	p.cmd.Env = append(os.Environ(), o.Env...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() {
		p.failed = p.cmd.Wait()
		close(p.ended)
	}()
	tb.Cleanup(func() { p.Stop(tb) })

	limit := o.Ready
	if limit == 0 {
		limit = time.Minute
	}
	if err := p.awaitReady(limit); err != nil {
		tb.Fatalf("%v\n%s", err, p.Output())
	}
	return p
}

func (p *Program) awaitReady(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-p.ended:
			return fmt.Errorf("the program ended before it was ready: %w", errors.Join(p.failed, errEnded))
		case <-ctx.Done():
			return fmt.Errorf("the program was not ready within %s", limit)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

var errEnded = errors.New("ended")

// Output returns everything the program printed so far, log lines included.
func (p *Program) Output() string { return p.said.String() }

// Stop asks the program to end, as an operator or the service manager does,
// and fails the test if it does not end well within ten seconds. Stopping
// twice, or after Kill, does nothing.
func (p *Program) Stop(tb testing.TB) {
	tb.Helper()
	select {
	case <-p.ended:
		return
	default:
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Error(err)
	}
	select {
	case <-p.ended:
		if p.failed != nil {
			tb.Errorf("the program stopped with: %v\n%s", p.failed, p.Output())
		}
	case <-time.After(10 * time.Second):
		p.Kill(tb)
		tb.Errorf("the program did not stop within ten seconds\n%s", p.Output())
	}
}

// Kill ends the program the way a power cut does.
func (p *Program) Kill(tb testing.TB) {
	tb.Helper()
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		tb.Error(err)
	}
	<-p.ended
}

// Account is a way to sign in, as the demonstration prints it.
type Account struct {
	Role, Login, Password string
}

// printed is a line of three words: role, login, password.
var printed = regexp.MustCompile(`(?m)^[ \t]*([a-z]+)[ \t]+([a-z0-9._@-]+)[ \t]+(\S{8,})[ \t]*$`)

// Accounts reads the accounts that the program printed, by role.
func (p *Program) Accounts() map[string]Account { return accounts(p.Output()) }

func accounts(output string) map[string]Account {
	all := map[string]Account{}
	for _, m := range printed.FindAllStringSubmatch(output, -1) {
		if _, taken := all[m[1]]; !taken {
			all[m[1]] = Account{Role: m[1], Login: m[2], Password: m[3]}
		}
	}
	return all
}

// Transcript collects what a program prints; it may be read while more comes.
type Transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to the transcript.
func (t *Transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

// String returns all that was written so far.
func (t *Transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// identity is sixteen digits that stand alone: a NIK, a KK number, or
// something that a reader of the log would take for one.
var identity = regexp.MustCompile(`(?:^|[^0-9A-Za-z])([0-9]{16})(?:[^0-9A-Za-z]|$)`)

// PersonalLines returns the lines that hold a population number. Each is given
// with the digits hidden: what the test prints must not spread them either.
func PersonalLines(text string) []string {
	var found []string
	for line := range strings.Lines(text) {
		if identity.MatchString(line) {
			found = append(found, identity.ReplaceAllString(strings.TrimSpace(line), " [16 digits] "))
		}
	}
	return found
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
