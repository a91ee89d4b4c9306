package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// server is the program under measurement.
type server struct {
	url  string
	cmd  *exec.Cmd
	gone chan error
}

// readyWithin is how long the program may take until people can come.
const readyWithin = 2 * time.Minute

// start starts the program and waits until it is ready.
func start(ctx context.Context, o Options) (*server, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		return nil, err
	}
	s := &server{url: "http://" + addr, gone: make(chan error, 1)}
	s.cmd = exec.Command(o.Program, append(append([]string{"serve"}, o.Args...), "--listen", addr)...)
	s.cmd.Env, s.cmd.Stderr = o.Env, o.Log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.gone <- s.cmd.Wait() }()
	for end := time.Now().Add(readyWithin); time.Now().Before(end); {
		if err := s.wait(ctx, 100*time.Millisecond); err != nil {
			s.stop()
			return nil, err
		}
		answer, err := http.Get(s.url + "/readyz")
		if err != nil {
			continue
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return s, nil
		}
	}
	s.stop()
	return nil, errors.New("bench: the server is not ready")
}

// wait waits, unless the server ends.
func (s *server) wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case err := <-s.gone:
		s.gone <- err
		return fmt.Errorf("bench: the server ended: %w", err)
	}
}

// stop ends the server.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-s.gone:
		s.gone <- err
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
	}
}

// memory is the server's resident memory and its highest so far, in MB; zero
// where the system does not tell.
func (s *server) memory() (now, peak float64) { return memoryOf(s.cmd.Process.Pid) }

func memoryOf(pid int) (now, peak float64) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		kb, _ := strconv.ParseFloat(f[1], 64)
		switch f[0] {
		case "VmRSS:":
			now = kb / 1024
		case "VmHWM:":
			peak = kb / 1024
		}
	}
	return now, peak
}
