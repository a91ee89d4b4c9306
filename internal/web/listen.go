package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"github.com/jempolkeren/jempol/internal/fault"
)

// ListenConfig says where to listen and how the way there is protected. Beyond
// this machine's own loopback nothing is served without TLS: population data
// would pass the office's network in clear, and a phone would have no camera.
type ListenConfig struct {
	Addr       string // "127.0.0.1:8080", ":8443"
	CertFile   string // with KeyFile: the office's own certificate
	KeyFile    string
	CA         *CA      // or a certificate from the program's own authority
	ACMEHosts  []string // or from an ACME authority, for these names
	ACMEFolder string
	// ACMEDirectory is the authority's address; empty means Let's Encrypt.
	ACMEDirectory string
	BehindProxy   bool // or a proxy on this network does TLS
	Log           *slog.Logger
	// Listening is told the address once connections are taken; with Addr
	// ":0" nobody else knows the port.
	Listening func(addr net.Addr, tls bool)
}

// drain is how long open requests may take when the program stops.
const drain = 10 * time.Second

// ErrNoTLS refuses to serve in clear beyond this machine.
var ErrNoTLS = fault.New(fault.Invalid, "fault.web.no_tls")

// Secure reports whether visitors come by TLS: what Config.Secure wants to know.
func (c ListenConfig) Secure() bool {
	return c.BehindProxy || c.CertFile != "" || c.CA != nil || len(c.ACMEHosts) > 0
}

// Listen serves until ctx ends, then takes no new connection, lets open
// requests finish for up to ten seconds, and returns nil.
func Listen(ctx context.Context, cfg ListenConfig, h http.Handler) error {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	tlsConfig, err := cfg.tls()
	if err != nil {
		return err
	}
	if tlsConfig == nil && !cfg.BehindProxy && !loopback(cfg.Addr) {
		return ErrNoTLS
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return fault.New(fault.Unavailable, "fault.web.listen").WithArgs(map[string]any{"Addr": cfg.Addr}).Because(err)
	}
	if tlsConfig != nil {
		ln = tls.NewListener(ln, tlsConfig)
	}
	srv := &http.Server{
		Handler: h, TLSConfig: tlsConfig,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // photos over a village's signal
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		// net/http's own lines name visitors' addresses: for debugging only.
		ErrorLog:    slog.NewLogLogger(cfg.Log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	if cfg.Listening != nil {
		cfg.Listening(ln.Addr(), tlsConfig != nil)
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		_ = srv.Close()
		cfg.Log.Warn("requests were cut off at the stop")
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (cfg ListenConfig) tls() (*tls.Config, error) {
	switch {
	case cfg.CertFile != "" || cfg.KeyFile != "":
		cert, err := tls.LoadX509KeyPair(cfg.CertFile, cfg.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("web: certificate: %w", err)
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, Certificates: []tls.Certificate{cert}}, nil
	case cfg.CA != nil:
		return cfg.CA.tls(), nil
	case len(cfg.ACMEHosts) > 0:
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(cfg.ACMEHosts...), Cache: autocert.DirCache(cfg.ACMEFolder)}
		if cfg.ACMEDirectory != "" {
			m.Client = &acme.Client{DirectoryURL: cfg.ACMEDirectory}
		}
		c := m.TLSConfig()
		c.MinVersion = tls.VersionTLS12
		return c, nil
	}
	return nil, nil
}

// loopback reports whether an address is reached from this machine only. A
// name other than localhost may mean anything and is not.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
