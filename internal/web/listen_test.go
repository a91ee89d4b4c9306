package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

func TestClearTextOnlyOnThisMachine(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:80": true, "localhost:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true, "127.9.9.9:1": true,
		":80": false, "0.0.0.0:80": false, "192.168.1.5:80": false, "[::]:80": false, "kantor.local:80": false, "x": false, "127.0.0.1": false,
	} {
		if got := loopback(addr); got != want {
			t.Errorf("loopback(%q) = %v", addr, got)
		}
	}
	if err := Listen(t.Context(), ListenConfig{Addr: "0.0.0.0:0"}, http.NotFoundHandler()); !errors.Is(err, ErrNoTLS) {
		t.Errorf("served in clear beyond this machine: %v", err)
	}
}

func TestAnAddressThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := Listen(t.Context(), ListenConfig{Addr: taken.Addr().String()}, http.NotFoundHandler()); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

// TestListenStopsGently holds a request open while the program is told to stop.
func TestListenStopsGently(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	addr, done := make(chan net.Addr, 1), make(chan error, 1)
	began := make(chan bool)
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(began)
		<-ctx.Done()
		time.Sleep(50 * time.Millisecond)
		_, _ = io.WriteString(w, "selesai")
	})
	go func() {
		done <- Listen(ctx, ListenConfig{Addr: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler),
			Listening: func(a net.Addr, _ bool) { addr <- a }}, h)
	}()
	go func() { <-began; stop() }()
	resp, err := http.Get("http://" + (<-addr).String())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); string(body) != "selesai" {
		t.Errorf("the open request was cut off: %q", body)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestOwnAuthority(t *testing.T) {
	dir, now := t.TempDir(), time.Now
	ca, err := OpenCA(dir, []string{"127.0.0.1", "kantor.local"}, now)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenCA(dir, []string{"127.0.0.1"}, now)
	if err != nil || again.Fingerprint() != ca.Fingerprint() {
		t.Fatal("the authority changed on the second start", err)
	}
	if _, err := OpenCA(dir, []string{"192.168.1.9"}, now); err == nil {
		t.Error("an authority for other hosts was taken")
	}
	ctx, stop := context.WithCancel(t.Context())
	addr, done := make(chan net.Addr, 1), make(chan error, 1)
	go func() {
		done <- Listen(ctx, ListenConfig{Addr: "0.0.0.0:0", CA: ca, Log: slog.New(slog.DiscardHandler), Listening: func(a net.Addr, _ bool) { addr <- a }},
			http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "aman") }))
	}()
	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	_, port, _ := net.SplitHostPort((<-addr).String())
	resp, err := client.Get("https://127.0.0.1:" + port)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	client.CloseIdleConnections()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	leaf, err := ca.current()
	if err != nil {
		t.Fatal(err)
	}
	first := leaf.Leaf.SerialNumber
	ca.now = func() time.Time { return now().Add(leafLife - renewAt + time.Hour) }
	if leaf, _ = ca.current(); leaf.Leaf.SerialNumber.Cmp(first) == 0 {
		t.Error("the certificate was not renewed a month before its end")
	}
	if n := len(strings.Fields(ca.Fingerprint())); n != 16 {
		t.Error("fingerprint", ca.Fingerprint())
	}
}
