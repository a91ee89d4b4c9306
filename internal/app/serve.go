package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jempolkeren/jempol/internal/web"
)

// Serve serves an opened installation until ctx ends. opened is told the
// address once people can come.
func (a *App) Serve(ctx context.Context, opened func(url string)) error {
	// What was restored or made for the demonstration came without reactions.
	if err := a.rooms.office.CatchUp(ctx); err != nil {
		return err
	}
	site, err := a.Site()
	if err != nil {
		return err
	}
	lc := a.listen()
	if a.Config.OwnCA {
		host, _, err := net.SplitHostPort(a.Config.Listen)
		if err != nil {
			return fmt.Errorf("app: %w", err)
		}
		if lc.CA, err = web.OpenCA(filepath.Join(a.Config.Data, "ca"), hostsOf(host), a.clock); err != nil {
			return err
		}
		site.Handle(lc.CA.Routes()...)
	}
	lc.Listening = func(addr net.Addr, tls bool) { opened(address(addr, tls, a.Config.ACME)) }
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var background sync.WaitGroup
	background.Go(func() {
		if err := a.Jobs.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
			a.Log.Error("jobs stopped", "err", err.Error())
		}
	})
	background.Go(func() { a.keepRetention(ctx) })
	background.Go(func() { a.keepSwept(ctx) })
	background.Go(func() { a.keepDressed(ctx) })
	background.Go(func() { a.KeepMemory(ctx) })
	background.Go(func() {
		if err := a.Register.Ready(ctx, a.Accounts.System("job.register")); err != nil && ctx.Err() == nil {
			a.Log.Error("the search index of the register could not be made", "err", err.Error())
		}
		if err := a.rooms.intake.WeighRest(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("open cases could not be compared", "err", err.Error())
		}
	})
	err = web.Listen(ctx, lc, site.Handler())
	stop()
	background.Wait()
	return err
}

// address is what a person on this machine types to come to the program. The
// certificate of a domain is for its name only, and "all addresses" is none.
func address(addr net.Addr, tls bool, domain string) string {
	scheme, usual := "http", "80"
	if tls {
		scheme, usual = "https", "443"
	}
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return scheme + "://" + addr.String()
	}
	if domain != "" {
		host = domain
	} else if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	if port == usual {
		return scheme + "://" + strings.TrimSuffix(net.JoinHostPort(host, ""), ":")
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// hostsOf are the names under which an office network reaches this machine:
// the address it listens on, or every address it has.
func hostsOf(host string) []string {
	if ip := net.ParseIP(host); host != "" && (ip == nil || !ip.IsUnspecified()) {
		return []string{host}
	}
	hosts := []string{"localhost"}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return hosts
	}
	for _, ad := range addrs {
		if n, ok := ad.(*net.IPNet); ok && !n.IP.IsLinkLocalUnicast() {
			hosts = append(hosts, n.IP.String())
		}
	}
	return hosts
}

// Welcome prints how to begin: the address, and on an empty installation the
// one-time address at which the first administrator is created.
func (a *App) Welcome(ctx context.Context, w io.Writer, url string) error {
	token, err := a.Accounts.Setup(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Jempol Keren: %s\n", url)
	if token != "" {
		fmt.Fprintf(w, "Belum ada akun. Buat administrator pertama di alamat sekali pakai ini (berlaku 24 jam):\n  %s/siapkan/%s\n", url, token)
	}
	return nil
}
