package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "jempol.conf")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	c, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.District != "35.03" || c.Language != "id" || c.DatabaseURL() != filepath.Join("data", "jempol.db") ||
		c.AttachmentDir() != filepath.Join("data", "attachments") || c.Location().String() != "Asia/Jakarta" || c.Memory != 220 || c.Demo {
		t.Errorf("%+v", c)
	}
}

func TestPrecedence(t *testing.T) {
	file := writeFile(t, "\ufeff# kantor\r\nlisten = 127.0.0.1:1\r\noffice = \"Dinas \\\"A\\\"\" # nama\nzone='Asia/Makassar'\nlog_level = warn # tenang\nmemory = 256\n")
	c, err := Load(file, []string{"JEMPOL_LISTEN=127.0.0.1:2", "JEMPOL_LOG_LEVEL=debug", "JEMPOL_PASSPHRASE=rahasia", "JEMPOL_SERVICE_PORT=1", "JEMPOL_ZONE=", "HOME=/x"}, "listen=127.0.0.1:3", "own-ca", "demo=true", "today=2021-03-14")
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3" || c.LogLevel != "debug" || c.Office != `Dinas "A"` || c.Zone != "Asia/Makassar" || c.Memory != 256 || !c.OwnCA || c.Passphrase != "rahasia" {
		t.Errorf("%+v", c)
	}
	now := time.Date(2026, 11, 29, 16, 58, 7, 0, time.UTC)
	for today, want := range map[string]string{"2021-03-14": "2021-03-14T00:58:07+08:00", "2021-03-14T09:00": "2021-03-14T09:00:00+08:00", "": "2026-11-30T00:58:07+08:00"} {
		c.Today = today
		if at := c.Begin(now); at.Format(time.RFC3339) != want {
			t.Errorf("a demonstration of %q begins at %v", today, at)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		file, key string
		line      int
		env       string
		flags     []string
	}{
		"unknown key":     {file: "listen=127.0.0.1:1\nlissten = x\n", key: "config.unknown.line", line: 2},
		"section":         {file: "[server]\n", key: "config.syntax.line", line: 1},
		"twice":           {file: "zone = UTC\n\nzone = UTC\n", key: "config.twice.line", line: 3},
		"quote":           {file: "office = \"x\n", key: "config.syntax.line", line: 1},
		"after quote":     {file: "office = 'x' y\n", key: "config.syntax.line", line: 1},
		"passphrase":      {file: "passphrase = x\n", key: "config.unknown.line", line: 1},
		"number":          {file: "memory = banyak\n", key: "config.value.number.line", line: 1},
		"bytes":           {file: "office = \xff\n", key: "config.file.encoding"},
		"large":           {file: strings.Repeat("#", maxFile+1), key: "config.file.large"},
		"switch":          {env: "JEMPOL_DEMO=mungkin", key: "config.value.switch"},
		"flag":            {flags: []string{"nope=1"}, key: "config.unknown"},
		"flag passphrase": {flags: []string{"passphrase=1"}, key: "config.unknown"},
		"listen":          {flags: []string{"listen=8080"}, key: "config.listen"},
		"port":            {flags: []string{"listen=:99999"}, key: "config.listen"},
		"data":            {flags: []string{"data="}, key: "config.value.empty"},
		"database":        {flags: []string{"database=mysql://x"}, key: "config.database"},
		"district":        {flags: []string{"district=3503"}, key: "config.district"},
		"office":          {flags: []string{"office= "}, key: "config.value.empty"},
		"language":        {flags: []string{"language=jv"}, key: "config.language"},
		"zone":            {flags: []string{"zone=Asia/Trenggalek"}, key: "config.zone"},
		"level":           {flags: []string{"log-level=all"}, key: "config.level"},
		"memory":          {flags: []string{"memory=1"}, key: "config.memory"},
		"today":           {flags: []string{"demo", "today=14-03-2021"}, key: "config.today"},
		"today's hour":    {flags: []string{"demo", "today=2021-03-14T25:00"}, key: "config.today"},
		"today, no demo":  {flags: []string{"today=2021-03-14"}, key: "config.today.demo"},
		"tls pair":        {flags: []string{"tls-cert=a"}, key: "config.tls.pair"},
		"acme where":      {flags: []string{"acme=a.id", "acme-directory=http://ca"}, key: "config.tls.acme_directory"},
		"acme alone":      {flags: []string{"acme-directory=https://ca/dir"}, key: "config.tls.acme_directory"},
		"tls two":         {flags: []string{"own-ca", "behind-proxy"}, key: "config.tls.one"},
		"two keys":        {flags: []string{"key-file=a"}, env: "JEMPOL_PASSPHRASE=x", key: "config.key.one"},
		"contradiction":   {flags: []string{"key-file=a", "no-encrypt"}, key: "config.key.contradiction"},
		"key inside":      {flags: []string{"key-file=data/sub/key"}, key: "config.key.inside"},
	} {
		t.Run(name, func(t *testing.T) {
			file := ""
			if c.file != "" {
				file = writeFile(t, c.file)
			}
			_, err := Load(file, []string{c.env}, c.flags...)
			var f *fault.Fault
			if !errors.As(err, &f) || f.Key != c.key {
				t.Fatalf("fault %v, want %s", err, c.key)
			}
			if c.line > 0 && f.Args["line"] != c.line {
				t.Errorf("line %v, want %d", f.Args["line"], c.line)
			}
			if c.file != "" && f.Args["file"] != file {
				t.Errorf("the file is not named: %v", f.Args)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none"), nil); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

func TestReference(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range Reference() {
		if o.Name == "" || o.Help == "" || seen[o.Name] || !strings.HasSuffix(o.Help, ".") {
			t.Errorf("%+v", o)
		}
		seen[o.Name] = true
		if o.Secret && o.Flag {
			t.Errorf("%s: a secret on the command line can be seen by others", o.Name)
		}
	}
	if o, ok := option("key-file"); !ok || o.Env != "JEMPOL_KEY_FILE" {
		t.Errorf("%+v", o)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a = b", "a=\"\\u00e9\" # x", "a='x'", "[x]", "=", "a", "a_b = c\na-b = d", "\ufeffx=1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := parse(data)
		var ft *fault.Fault
		if err != nil && !errors.As(err, &ft) {
			t.Fatalf("not a fault: %v", err)
		}
		last := 0
		for _, s := range list {
			if s.name == "" || s.line <= last || strings.ContainsAny(s.name, "=\n") {
				t.Fatalf("%+v after line %d", s, last)
			}
			last = s.line
		}
	})
}
