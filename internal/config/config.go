// Package config gathers what the person who runs the program decides: flags
// before environment (JEMPOL_*) before file before default.
//
// The struct Config is the one list of options. Its tags name them for the
// command line (kong), for the environment, for the file and for the reference
// in the documentation, so these cannot drift apart.
package config

import (
	"cmp"
	"path/filepath"
	"time"
	// Windows has no time zone data of its own.
	_ "time/tzdata"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Config holds every option. It can be embedded in a kong command; kong's
// values are not read from it but handed to Load as flags, so that a flag can
// be told from a default.
type Config struct {
	Listen string `name:"listen" initial:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to serve on. Beyond this machine it needs TLS."`
	Data   string `name:"data" initial:"data" placeholder:"DIR" help:"Folder of the database and attachments."`

	Database    string `name:"database" placeholder:"URL" help:"PostgreSQL address (postgres://...). Default: SQLite in the data folder, jempol.db."`
	Attachments string `name:"attachments" placeholder:"DIR" help:"Folder of photos and scans. Default: attachments in the data folder."`

	KeyFile    string `name:"key-file" placeholder:"FILE" help:"File with the encryption key, outside the data folder."`
	Passphrase string `name:"passphrase" kong:"-" secret:"" help:"Passphrase instead of a key file; only from the environment, since a command line can be seen by others."`
	NoEncrypt  bool   `name:"no-encrypt" help:"Keep data unencrypted. For demonstrations only."`

	TLSCert     string `name:"tls-cert" placeholder:"FILE" help:"Certificate (PEM)."`
	TLSKey      string `name:"tls-key" placeholder:"FILE" help:"Key of the certificate (PEM)."`
	OwnCA       bool   `name:"own-ca" help:"Make a certificate authority for the office network, with a page to print and install it."`
	ACME        string `name:"acme" placeholder:"DOMAIN" help:"Obtain a certificate for this public domain name."`
	ACMEDir     string `name:"acme-directory" placeholder:"URL" help:"Authority that gives the certificate, such as a province's own. Default: Let's Encrypt."`
	BehindProxy bool   `name:"behind-proxy" help:"A proxy in front of the program does TLS."`

	District string `name:"district" initial:"35.03" placeholder:"CODE" help:"Area code of the kabupaten or kota."`
	Office   string `name:"office" placeholder:"NAME" help:"Name of the office, as printed. Default: the civil-registration office of the district."`
	Language string `name:"language" initial:"id" placeholder:"id|en" help:"Language of people who have not chosen one."`
	Zone     string `name:"zone" placeholder:"ZONE" help:"Time zone of the office. Default: that of the district's province."`

	LogLevel string `name:"log-level" initial:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	Memory   int    `name:"memory" initial:"220" placeholder:"MIB" help:"Memory the program tries to stay below, in MiB."`

	Demo  bool   `name:"demo" help:"Demonstration with synthetic people; says so on every page."`
	Today string `name:"today" placeholder:"YYYY-MM-DD[THH:MM]" help:"The day of a demonstration, and the hour at which it begins. Default: now."`
}

// DatabaseURL is the address of the database in force.
func (c Config) DatabaseURL() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "jempol.db")
}

// AttachmentDir is the folder of attachments in force.
func (c Config) AttachmentDir() string {
	if c.Attachments != "" {
		return c.Attachments
	}
	return filepath.Join(c.Data, "attachments")
}

// Location is the office's time zone. Load has checked that it exists; most
// of the country keeps that of Jakarta, so it stands where none is named.
func (c Config) Location() *time.Location {
	loc, err := time.LoadLocation(cmp.Or(c.Zone, "Asia/Jakarta"))
	if err != nil {
		return time.UTC
	}
	return loc
}

// Begin is when a demonstration begins by the office's clock: the day of Today,
// at the hour that Today names or, where it names none, at that of now.
func (c Config) Begin(now time.Time) time.Time {
	now = now.In(c.Location())
	at, hour, err := c.today()
	switch {
	case err != nil:
		return now
	case hour:
		return at
	}
	y, m, d := at.Date()
	return time.Date(y, m, d, now.Hour(), now.Minute(), now.Second(), now.Nanosecond(), c.Location())
}

// today reads Today; hour reports whether it names an hour.
func (c Config) today() (at time.Time, hour bool, err error) {
	if at, err = time.ParseInLocation(time.DateOnly+"T15:04", c.Today, c.Location()); err == nil {
		return at, true, nil
	}
	at, err = time.ParseInLocation(time.DateOnly, c.Today, c.Location())
	return at, false, err
}

// Load gathers the configuration. file may be empty; env is os.Environ();
// flags are the flags that the person gave, as "name=value".
func Load(file string, env []string, flags ...string) (Config, error) {
	var c Config
	for _, o := range Reference() {
		if o.Default != "" {
			if err := c.set(o.Name, o.Default); err != nil {
				return Config{}, err
			}
		}
	}
	if file != "" {
		if err := c.fromFile(file); err != nil {
			return Config{}, err
		}
	}
	if err := c.fromEnv(env); err != nil {
		return Config{}, err
	}
	if err := c.fromFlags(flags); err != nil {
		return Config{}, err
	}
	return c, c.check()
}

func bad(key, name string) *fault.Fault {
	return fault.New(fault.Invalid, key).WithArgs(map[string]any{"name": name})
}
