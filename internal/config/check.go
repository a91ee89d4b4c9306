package config

import (
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

var districtCode = regexp.MustCompile(`^\d\d\.\d\d$`)

// check refuses values and combinations that cannot work, before anything is
// opened.
func (c Config) check() error {
	for _, err := range []error{c.checkValues(), c.checkTLS(), c.checkKey()} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (c Config) checkValues() error {
	_, port, err := net.SplitHostPort(c.Listen)
	if n, nerr := strconv.Atoi(port); err != nil || nerr != nil || n < 0 || n > 65535 {
		return bad("config.listen", "listen")
	}
	if c.Data == "" {
		return bad("config.value.empty", "data")
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") && strings.Contains(c.Database, "://") {
		return bad("config.database", "database")
	}
	if !districtCode.MatchString(c.District) {
		return bad("config.district", "district")
	}
	if c.Office != "" && strings.TrimSpace(c.Office) == "" {
		return bad("config.value.empty", "office")
	}
	if !slices.Contains([]string{"id", "en"}, c.Language) {
		return bad("config.language", "language")
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		return bad("config.zone", "zone")
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel) {
		return bad("config.level", "log-level")
	}
	if c.Memory < 64 || c.Memory > 1<<20 {
		return bad("config.memory", "memory")
	}
	if c.Today != "" {
		if _, _, err := c.today(); err != nil {
			return bad("config.today", "today")
		}
		if !c.Demo {
			// Another day in the books of a real office would be a forgery.
			return bad("config.today.demo", "today")
		}
	}
	return nil
}

func (c Config) checkTLS() error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return fault.New(fault.Invalid, "config.tls.pair")
	}
	ways := 0
	for _, on := range []bool{c.TLSCert != "", c.OwnCA, c.ACME != "", c.BehindProxy} {
		if on {
			ways++
		}
	}
	if ways > 1 {
		return fault.New(fault.Invalid, "config.tls.one")
	}
	if u, err := url.Parse(c.ACMEDir); c.ACMEDir != "" && (c.ACME == "" || err != nil || u.Scheme != "https" || u.Host == "") {
		return fault.New(fault.Invalid, "config.tls.acme_directory")
	}
	return nil
}

func (c Config) checkKey() error {
	if c.KeyFile != "" && c.Passphrase != "" {
		return fault.New(fault.Invalid, "config.key.one")
	}
	if c.NoEncrypt && (c.KeyFile != "" || c.Passphrase != "") {
		return fault.New(fault.Invalid, "config.key.contradiction")
	}
	if c.KeyFile != "" && within(c.KeyFile, c.Data) {
		// Whoever copies the folder must not have the key with it.
		return fault.New(fault.Invalid, "config.key.inside")
	}
	return nil
}

// within reports whether a file lies in a folder.
func within(file, dir string) bool {
	f, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	d, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(d, f)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
